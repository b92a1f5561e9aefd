//! Likeness: whether two texts say nearly the same.
//!
//! They do if they quote the same words, if they share most of their rare words, or if they share some and mean the same.

use super::near::Near;
use super::relate::{SHARE, Terms, blend, cosine, terms};
use super::vectors::{Vector, embed_all};
use super::words::{bare, lower};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Two texts with at least this cosine of their words say the same.
const COSINE: f32 = 0.6;
/// So do two texts with at least this blend of words and meaning.
const BLEND: f32 = 0.5;
/// Two texts that share at least this part of the shorter one's five-word runs quote the same words.
const SHARED: f32 = 0.15;
/// Of more published texts, only those whose meaning is near a contender's are compared with it word for word.
const MANY: usize = 2000;
/// So many for each contender,
const NEAREST: usize = 1;
/// that mean at least this much the same.
const NEAR: f32 = 0.65;

/// Contenders and published texts, ready to be compared.
pub(crate) struct Likeness {
    terms: Vec<Terms>,
    meanings: Vec<Vector>,
    runs: Vec<Vec<u64>>,
    /// For each contender, the first published text that is like it.
    published: Vec<Option<usize>>,
}

/// For each text, the first of `published` that says nearly the same.
pub fn repeats(texts: &[String], published: &[String]) -> Vec<Option<usize>> {
    let likeness = Likeness::new(texts, published);
    (0..texts.len()).map(|n| likeness.published(n)).collect()
}

impl Likeness {
    /// Prepares texts.
    pub fn new(texts: &[String], published: &[String]) -> Self {
        Self::with(texts, &embed_all(texts), published, &embed_all(published))
    }

    /// Prepares texts whose vectors are at hand.
    fn with(texts: &[String], meanings: &[Vector], published: &[String], remembered: &[Vector]) -> Self {
        let compared: Vec<usize> = if published.len() > MANY { nearest(meanings, remembered) } else { (0..published.len()).collect() };
        let old = compared.iter().map(|n| (&published[*n], &remembered[*n]));
        let (all, meanings): (Vec<&str>, Vec<Vector>) =
            texts.iter().zip(meanings).chain(old).map(|(text, meaning)| (text.as_str(), meaning.clone())).unzip();
        let runs = all.iter().map(|text| runs(text)).collect();
        let mut likeness = Self { terms: terms(&all), meanings, runs, published: Vec::new() };
        likeness.published = likeness.find(texts.len()).into_iter().map(|found| found.map(|n| compared[n])).collect();
        likeness
    }

    /// For each of the first `own` texts, which of the others is the first that is like it.
    fn find(&self, own: usize) -> Vec<Option<usize>> {
        // Only texts that share a rare enough term or a run can be alike; an index finds them without comparing all with all.
        let mut carriers: HashMap<u32, Vec<usize>> = HashMap::new();
        for n in own..self.terms.len() {
            for (term, weight) in &self.terms[n] {
                if *weight > 0.1 {
                    carriers.entry(*term).or_default().push(n);
                }
            }
        }
        (0..own)
            .map(|n| {
                let near: BTreeSet<usize> = self.terms[n].iter().filter_map(|(term, _)| carriers.get(term)).flatten().copied().collect();
                near.into_iter().find(|old| self.alike(n, *old)).map(|old| old - own)
            })
            .collect()
    }

    /// Whether two texts say nearly the same.
    pub fn alike(&self, a: usize, b: usize) -> bool {
        let shorter = self.runs[a].len().min(self.runs[b].len());
        let shared = shared(&self.runs[a], &self.runs[b]);
        if shorter > 0 && shared as f32 >= SHARED * shorter as f32 {
            return true;
        }
        let words = cosine(&self.terms[a], &self.terms[b]);
        words >= COSINE || blend(SHARE, words, self.meanings[a].cosine(&self.meanings[b])) >= BLEND
    }

    /// The published text that contender `n` is like.
    pub fn published(&self, n: usize) -> Option<usize> {
        self.published[n]
    }
}

/// The published texts that are nearest to any contender, in order.
fn nearest(meanings: &[Vector], published: &[Vector]) -> Vec<usize> {
    let near = Near::new(published);
    let found: Vec<Vec<(usize, f32)>> = meanings.par_iter().map(|meaning| near.nearest(meaning, NEAREST, NEAR, |_| true)).collect();
    let all: BTreeSet<usize> = found.into_iter().flatten().map(|(n, _)| n).collect();
    all.into_iter().collect()
}

/// Hashes of all runs of five words, in ascending order.
fn runs(text: &str) -> Vec<u64> {
    let words: Vec<u64> = bare(text).map(|word| hash(lower(word).bytes())).collect();
    let mut runs: Vec<u64> = words.windows(5).map(|run| hash(run.iter().flat_map(|word| word.to_le_bytes()))).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// FNV-1a, the same on every machine.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// How many numbers two ascending lists share.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        shared += usize::from(a[i] == b[j]);
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_runs_and_shared_words_make_texts_alike() {
        let texts = [
            "Small teams ship faster because nobody waits for an approval that never comes.",
            "He says small teams ship faster because nobody waits, and goes on about pricing, sales and salaries for a long while.",
            "Bread needs patience.",
        ];
        let likeness = Likeness::new(&texts.map(str::to_owned), &["Patience is what bread needs".to_owned()]);
        assert!(likeness.alike(0, 1));
        assert!(!likeness.alike(0, 2));
        assert_eq!((likeness.published(0), likeness.published(2)), (None, Some(0)));
    }

    #[test]
    fn a_claim_in_other_words_is_alike_and_its_neighbour_is_not() {
        let texts = [
            "Fear is a signal to be read, not a fault to be cured: it tells of a real threat or of a loss to come.",
            "Nobody should try to be rid of fear, because it is a useful signal about threats and losses that one can learn to read.",
            "Fear of flying grows in people who hold a screen all day, says a pilot, and shrinks in those who sleep.",
        ];
        let likeness = Likeness::new(&texts.map(str::to_owned), &[]);
        assert_eq!([likeness.alike(0, 1), likeness.alike(0, 2), likeness.alike(1, 2)], [true, false, false]);
    }

    #[test]
    fn one_of_very_many_published_is_found() {
        let mut published: Vec<String> = (0..=MANY).map(|n| format!("Number {n} says nothing of note about {}.", n * 7 % 97)).collect();
        published[1234] = "Little teams of engineers ship much faster, for nobody waits for approval.".to_owned();
        let texts = ["Small teams ship faster because nobody waits for an approval that never comes.", "Bread needs patience."];
        let likeness = Likeness::new(&texts.map(str::to_owned), &published);
        assert_eq!((likeness.published(0), likeness.published(1)), (Some(1234), None));
    }
}
