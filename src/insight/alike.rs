//! Likeness: whether two texts say nearly the same.

use super::relate::{Vector, cosine, vectors};
use super::words::{bare, lower};
use std::collections::{BTreeSet, HashMap};

/// Two texts with at least this cosine say the same.
const COSINE: f32 = 0.6;
/// Two texts that share at least this part of the shorter one's five-word runs quote the same words.
const SHARED: f32 = 0.15;

/// Contenders and published texts, ready to be compared.
pub(crate) struct Likeness {
    vectors: Vec<Vector>,
    runs: Vec<Vec<u64>>,
    /// How many of them are contenders; the rest is published.
    own: usize,
    /// For each contender, the first published text that is like it.
    published: Vec<Option<usize>>,
}

impl Likeness {
    /// Prepares texts.
    pub fn new(texts: &[String], published: &[String]) -> Self {
        let all: Vec<&str> = texts.iter().chain(published).map(String::as_str).collect();
        let mut likeness =
            Self { vectors: vectors(&all), runs: all.iter().map(|text| runs(text)).collect(), own: texts.len(), published: Vec::new() };
        // Only texts that share a rare enough term or a run can be alike; an index finds them without comparing all with all.
        let mut carriers: HashMap<u32, Vec<usize>> = HashMap::new();
        for n in likeness.own..all.len() {
            for (term, weight) in &likeness.vectors[n] {
                if *weight > 0.1 {
                    carriers.entry(*term).or_default().push(n);
                }
            }
        }
        likeness.published = (0..likeness.own)
            .map(|n| {
                let near: BTreeSet<usize> =
                    likeness.vectors[n].iter().filter_map(|(term, _)| carriers.get(term)).flatten().copied().collect();
                near.into_iter().find(|old| likeness.alike(n, *old)).map(|old| old - likeness.own)
            })
            .collect();
        likeness
    }

    /// Whether two texts say nearly the same.
    pub fn alike(&self, a: usize, b: usize) -> bool {
        let shorter = self.runs[a].len().min(self.runs[b].len());
        let shared = shared(&self.runs[a], &self.runs[b]);
        (shorter > 0 && shared as f32 >= SHARED * shorter as f32) || cosine(&self.vectors[a], &self.vectors[b]) >= COSINE
    }

    /// The published text that contender `n` is like.
    pub fn published(&self, n: usize) -> Option<usize> {
        self.published[n]
    }
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
}
