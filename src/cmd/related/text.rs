//! What is compared of a text: where it stands among meanings, and which words it has.

use crate::{
    hash::print_of,
    insight::vectors::{self, Vector},
    pack::{Packer, Unpacker},
};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;

/// Numbers of a vector.
pub(super) const WIDTH: usize = 160;

/// Words that say nothing of what a text is about.
const EMPTY: &str = " about after again all also and any are back because been before being but can could did does doing don down even every \
                     for from get gets getting going gone got had has have having her here him his how into its just know let like made \
                     make many more most much not now off one only other our out over own really said same say see she should some \
                     such than that the their them then there these they thing things think this those through too two under \
                     until upon use very want was way well were what when where which while who why will with would you your ";

/// A text as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// Its vector, in 16 bits a number: processors multiply these several times as fast as those of 8 bits.
    parts: [i16; WIDTH],
    /// The length of the vector.
    length: f32,
    /// Signs of the vector's first numbers.
    sketch: u64,
    /// Hashes of its words' stems in ascending order, each with how often it stands there.
    pub words: Vec<(u32, u8)>,
}

impl Text {
    fn new(parts: [i16; WIDTH], words: Vec<(u32, u8)>) -> Self {
        let squares: i32 = parts.iter().map(|part| i32::from(*part) * i32::from(*part)).sum();
        // The very first number is above zero in nearly all texts.
        let sketch = parts[1..=64].iter().enumerate().map(|(bit, part)| u64::from(*part > 0) << bit).sum();
        Self { parts, length: (squares as f32).sqrt(), sketch, words }
    }

    /// How near two texts are in meaning, as [`Vector::cosine`].
    pub fn cosine(&self, other: &Self) -> f32 {
        let dot: i32 = self.parts.iter().zip(&other.parts).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        if dot == 0 { 0.0 } else { dot as f32 / (self.length * other.length) }
    }

    /// In how many of 64 signs two vectors differ: 32 for strangers, fewer for what is near.
    pub fn differ(&self, other: &Self) -> u32 {
        (self.sketch ^ other.sketch).count_ones()
    }

    pub fn put(&self, pack: &mut Packer) {
        pack.bytes(&self.parts.map(|part| part as i8 as u8));
        pack.count(self.words.len());
        // In ascending order, so that the distances are short.
        let mut before = 0;
        for (word, times) in &self.words {
            pack.number(u64::from(word - before));
            pack.number(u64::from(*times));
            before = *word;
        }
    }

    pub fn get(pack: &mut Unpacker<'_>) -> Option<Self> {
        let parts: &[u8; WIDTH] = pack.bytes()?.try_into().ok()?;
        let (mut before, count) = (0u32, pack.count()?);
        let mut words = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            before = before.checked_add(u32::try_from(pack.number()?).ok()?)?;
            words.push((before, u8::try_from(pack.number()?).ok()?));
        }
        Some(Self::new(parts.map(|part| i16::from(part as i8)), words))
    }
}

/// Texts as they are compared, on all cores.
pub(super) fn read_all(texts: &[String]) -> Vec<Text> {
    use rayon::prelude::*;
    let chunk = |texts: &[String]| {
        let mut stems = Stems { stemmer: Stemmer::create(Algorithm::English), known: HashMap::new() };
        texts.iter().map(|text| Text::new(wide(&vectors::embed(text)), stems.words(text))).collect::<Vec<_>>()
    };
    // Few texts are read sooner than other threads wake up.
    if texts.len() < 32 { chunk(texts) } else { texts.par_chunks(512).flat_map_iter(chunk).collect() }
}

fn wide(vector: &Vector) -> [i16; WIDTH] {
    vector.parts().map(i16::from)
}

/// The stems of words: most words are met again and again, and stemming them once is enough.
struct Stems {
    stemmer: Stemmer,
    known: HashMap<String, Option<u32>>,
}

impl Stems {
    fn words(&mut self, text: &str) -> Vec<(u32, u8)> {
        let mut found: Vec<u32> = Vec::new();
        for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
            let word = word.trim_matches(['\'', '’']);
            match self.known.get(word) {
                Some(known) => found.extend(known),
                None => {
                    let stem = self.stem(word);
                    self.known.insert(word.to_owned(), stem);
                    found.extend(stem);
                }
            }
        }
        found.sort_unstable();
        found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len().min(255) as u8)).collect()
    }

    /// A hash of a word's stem; `None` for a word that says nothing.
    fn stem(&self, word: &str) -> Option<u32> {
        let low = word.to_lowercase().replace('’', "'");
        let low = low.strip_suffix("'s").unwrap_or(&low);
        if low.chars().count() < 3 || low.contains('\'') || EMPTY.contains(&format!(" {low} ")) {
            return None;
        }
        let is_plain = low.len() > 3 && low.bytes().all(|byte| byte.is_ascii_lowercase());
        Some(print_of(&if is_plain { self.stemmer.stem(low) } else { low.into() }) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_its_pack() {
        let texts = read_all(&["Managers' glue: the manager glues 3.5 teams together, Zoë’s own.".to_owned(), String::new()]);
        assert_eq!(texts[0].words.iter().map(|(_, times)| usize::from(*times)).sum::<usize>(), 7, "{:?}", texts[0].words);
        assert_eq!(texts[0].words.len(), 5, "one stem for each of manager and glue");
        for text in texts {
            let mut pack = Packer::default();
            text.put(&mut pack);
            assert_eq!(Text::get(&mut Unpacker::new(&pack.into_bytes())), Some(text));
        }
    }
}
