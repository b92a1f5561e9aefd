//! Wording: what single stems and pairs of words say about a sentence, learned from the gold passages.

use super::words::Word;
use std::collections::HashMap;
use std::fmt::Write;

/// Weights of stems (`because`) and pairs of words (`the reason`), learned by [`super::learn`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wording {
    weights: HashMap<String, f32>,
}

impl Wording {
    /// Wording with these weights.
    pub(crate) fn new(weights: impl IntoIterator<Item = (String, f32)>) -> Self {
        Self { weights: weights.into_iter().collect() }
    }

    /// Reads lines `words<TAB>weight`; a line that is none is left out.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        Self::new(lines.filter_map(|(words, weight)| Some((words.to_owned(), weight.parse().ok()?))))
    }

    /// The lines that [`Wording::parse`] reads, in alphabetical order.
    pub(crate) fn print(&self) -> String {
        let mut lines: Vec<(&String, &f32)> = self.weights.iter().collect();
        lines.sort_by(|a, b| a.0.cmp(b.0));
        lines.into_iter().fold(String::new(), |mut text, (words, weight)| {
            _ = writeln!(text, "{words}\t{weight:.2}");
            text
        })
    }

    /// What the wording of a sentence adds to the log-odds that a reader marks it.
    pub(crate) fn score(&self, words: &[Word], stems: &[String]) -> f32 {
        let mut sum: f32 = stems.iter().filter_map(|stem| self.weights.get(stem)).sum();
        let mut key = String::new();
        for pair in words.windows(2) {
            key.clear();
            key.push_str(&pair[0].low);
            key.push(' ');
            key.push_str(&pair[1].low);
            sum += self.weights.get(&key).copied().unwrap_or_default();
        }
        sum * scale(2 * words.len())
    }
}

/// Long sentences have many features; this keeps their sums comparable.
pub(crate) fn scale(features: usize) -> f32 {
    1.0 / (features as f32).max(8.0).sqrt()
}

/// The features of a sentence, as [`Wording::score`] weighs them.
pub(crate) fn features(words: &[Word], stems: &[String]) -> Vec<String> {
    let pairs = words.windows(2).map(|pair| format!("{} {}", pair[0].low, pair[1].low));
    stems.iter().cloned().chain(pairs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::words::{stem, words};

    #[test]
    fn stems_and_pairs_are_weighed_and_survive_printing() {
        let wording = Wording::new([("trust".to_owned(), 1.0), ("the key".to_owned(), 2.0)]);
        assert_eq!(Wording::parse(&wording.print()), wording);
        let words = words("The key is trust");
        let stems: Vec<String> = words.iter().map(|w| stem(&w.low)).collect();
        assert_eq!(wording.score(&words, &stems), 3.0 * scale(8));
    }
}
