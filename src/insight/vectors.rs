//! Static sentence vectors: where a text stands among meanings, so that texts can be near without sharing a word.
//!
//! Each word part has a vector, learned so that their sum points where a much larger model would put the whole text; `en/vectors.md` says
//! how. All sums are of whole numbers, and what follows is rounded as IEEE 754 prescribes, so every machine finds the same.

use super::wordpiece::each_piece;
use rayon::prelude::*;
use std::sync::LazyLock;

/// Numbers in a vector.
pub(crate) const WIDTH: usize = 160;
/// Word parts beyond these do not count: sums stay far from overflowing, and no insight is so long.
const MOST_PIECES: usize = 4000;

/// Where a text stands among meanings.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    parts: [i8; WIDTH],
    /// The length of `parts`, so that it need not be summed for every cosine.
    length: f32,
}

impl Vector {
    /// A vector whose parts are known.
    pub(crate) fn new(parts: [i8; WIDTH]) -> Self {
        let squares: i32 = parts.iter().map(|part| i32::from(*part) * i32::from(*part)).sum();
        Self { parts, length: (squares as f32).sqrt() }
    }

    /// Its numbers.
    pub(crate) fn parts(&self) -> &[i8; WIDTH] {
        &self.parts
    }

    /// The length of its numbers; 0 for a text without known words.
    pub(crate) fn length(&self) -> f32 {
        self.length
    }

    /// How near two texts are in meaning: 1 for the same, about 0 for strangers, and 0 if either has no known word.
    pub fn cosine(&self, other: &Self) -> f32 {
        let dot: i32 = self.parts.iter().zip(&other.parts).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        if dot == 0 { 0.0 } else { dot as f32 / (self.length * other.length) }
    }
}

/// The vector of a text.
pub fn embed(text: &str) -> Vector {
    let table = &*TABLE;
    let (mut sums, mut count) = ([0i32; WIDTH], 0);
    each_piece(text, |id, _| {
        count += 1;
        if let Some((weight, row)) = table.row(id).filter(|_| count <= MOST_PIECES) {
            sums.iter_mut().zip(row).for_each(|(sum, part)| *sum += weight * i32::from(*part as i8));
        }
    });
    let most = i64::from(sums.iter().map(|sum| sum.abs()).max().unwrap_or(0).max(1));
    Vector::new(sums.map(|sum| {
        let scaled = i64::from(sum) * 127;
        // Halves are rounded away from 0. What is in -127..=127 fits.
        ((scaled + scaled.signum() * (most / 2)) / most) as i8
    }))
}

/// So few texts are embedded sooner than other threads wake up.
const FEW: usize = 64;

/// The vectors of many texts, on all cores.
pub fn embed_all<T: AsRef<str> + Sync>(texts: &[T]) -> Vec<Vector> {
    let one = |text: &T| embed(text.as_ref());
    if texts.len() < FEW { texts.iter().map(one).collect() } else { texts.par_iter().map(one).collect() }
}

/// The vectors of all word parts.
struct Table {
    /// The number of the first part that has one; those before it are nothing that is said.
    first: usize,
    /// For each part how much its row counts, 1 to 4095.
    weights: &'static [u8],
    /// For each part a row of [`WIDTH`] signed bytes.
    rows: &'static [u8],
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_bytes!("en/vectors.bin")).unwrap_or_else(|| unreachable!("the embedded vectors are tested")));

impl Table {
    /// Width, first part and number of parts, two bytes each, least first; then the weights, two bytes each; then the rows.
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let number = |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        let (width, first, count) = (number(0)?, number(2)?, number(4)?);
        let (weights, rows) = bytes.get(6..)?.split_at_checked(2 * count)?;
        (width == WIDTH && rows.len() == count * WIDTH).then_some(Self { first, weights, rows })
    }

    fn row(&self, id: u32) -> Option<(i32, &[u8])> {
        let place = (id as usize).checked_sub(self.first)?;
        let weight = self.weights.get(2 * place..2 * place + 2)?;
        Some((i32::from(u16::from_le_bytes([weight[0], weight[1]])), self.rows.get(place * WIDTH..(place + 1) * WIDTH)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_embedded_table_is_whole_and_its_sums_cannot_overflow() {
        let table = Table::read(include_bytes!("en/vectors.bin")).unwrap();
        assert_eq!(table.first + table.weights.len() / 2, include_str!("en/vocab.txt").lines().count());
        let most = table.weights.chunks(2).map(|w| u64::from(u16::from_le_bytes([w[0], w[1]]))).max().unwrap();
        assert!(most * 128 * (MOST_PIECES as u64) < i32::MAX as u64);
    }

    #[test]
    fn meaning_counts_rather_than_words() {
        let near = |a: &str, b: &str| embed(a).cosine(&embed(b));
        let claim = "Small teams ship software faster because nobody waits for an approval.";
        let same = near(claim, "Little groups of programmers release quicker when there is no sign-off to sit through.");
        let other = near(claim, "Sourdough bread needs patience and a warm kitchen.");
        assert!(same > 0.4 && other < 0.2, "{same} {other}");
    }

    #[test]
    fn nothing_said_is_near_nothing() {
        let (none, some) = (embed(" \n"), embed("bread"));
        assert_eq!([none.cosine(&none), none.cosine(&some)], [0.0, 0.0]);
        assert!((some.cosine(&some) - 1.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn any_text_has_a_vector(a in any::<String>(), b in "[a-z ]{0,80}") {
            let (a, b) = (embed(&a), embed(&b));
            prop_assert!(a.cosine(&b).abs() <= 1.00001);
            prop_assert_eq!(a.cosine(&b), b.cosine(&a));
        }
    }
}
