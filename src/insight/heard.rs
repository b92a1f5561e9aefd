//! What the listener said of a passage's sentences, as facts.

use super::facts::Passage;
use super::listen::{Heard, Odds, chance};
use super::turns::Turn;
use std::ops::Range;

/// Names of the facts, in the order of [`Episode::measure`].
pub(crate) const NAMES: [&str; 17] = [
    "heard-mean",
    "heard-most",
    "heard-least",
    "heard-first",
    "heard-last",
    "heard-begins",
    "heard-ends",
    "heard-before",
    "heard-after",
    "heard-begins-after",
    "heard-ends-before",
    "heard-near",
    "heard-rise",
    "heard-rank",
    "heard-share",
    "heard-inside",
    "heard-cover",
];

/// What is said of a sentence that is not there: as little as of the dullest.
const NOTHING: f32 = -7.0;
/// Sentences on either side that belong to a passage's surroundings.
const NEAR: usize = 6;

/// An episode as it was heard.
#[derive(Debug)]
pub(crate) struct Episode {
    odds: Heard,
    /// Mean log-odds of a word.
    mean: f32,
    /// Log-odds of all sentences, in ascending order.
    ranks: Vec<f32>,
}

impl Episode {
    /// Notes what is usual in the episode.
    pub fn new(turns: &[Turn], odds: Heard) -> Self {
        let (mut sum, mut words) = (0.0, 0.0);
        for (turn, odds) in turns.iter().zip(&odds) {
            for (sentence, odds) in turn.sentences.iter().zip(odds) {
                sum += odds[0] * sentence.words.len() as f32;
                words += sentence.words.len() as f32;
            }
        }
        let mut ranks: Vec<f32> = odds.iter().flatten().map(|odds| odds[0]).collect();
        ranks.sort_by(f32::total_cmp);
        Self { odds, mean: sum / f32::max(words, 1.0), ranks }
    }

    /// The facts of a passage of `turn`, in the order of [`NAMES`].
    pub fn measure(&self, turn: &Turn, passage: &Passage) -> [f32; NAMES.len()] {
        let odds = &self.odds[passage.turn];
        let Range { start, end } = passage.sentences.clone();
        let words = |n: usize| turn.sentences[n].words.len() as f32;
        let at = |n: Option<usize>, head: usize| n.and_then(|n| odds.get(n)).map_or(NOTHING, |odds| odds[head]);
        let inside = || odds[start..end].iter().map(|odds| odds[0]);
        let mean = mean(start..end, odds, &words);
        let around = (start.saturating_sub(NEAR)..start).chain(end..odds.len().min(end + NEAR));
        // Words that are expected to be marked, in the passage and around it: how much of what is marked here the passage would cover.
        let marked = |n: usize| words(n) * chance(odds[n][0]);
        let within: f32 = (start..end).map(marked).sum();
        let beyond: f32 = around.clone().map(marked).sum();
        let all = (start..end).map(words).sum::<f32>().max(1.0);
        let near = around.clone().map(|n| odds[n][0]).sum::<f32>() / around.clone().count().max(1) as f32;
        let near = if around.count() == 0 { NOTHING } else { near };
        [
            mean,
            inside().fold(f32::MIN, f32::max),
            inside().fold(f32::MAX, f32::min),
            at(Some(start), 0),
            at(Some(end - 1), 0),
            at(Some(start), 1),
            at(Some(end - 1), 2),
            at(start.checked_sub(1), 0),
            at(Some(end), 0),
            at(Some(end), 1),
            at(start.checked_sub(1), 2),
            near,
            mean - self.mean,
            self.ranks.partition_point(|odds| *odds < mean) as f32 / self.ranks.len().max(1) as f32,
            chance(mean),
            within,
            within / (all + beyond),
        ]
    }
}

/// Mean log-odds of a word.
fn mean(sentences: Range<usize>, odds: &[Odds], words: &impl Fn(usize) -> f32) -> f32 {
    let (sum, all) = sentences.fold((0.0, 0.0), |(sum, all), n| (sum + odds[n][0] * words(n), all + words(n)));
    sum / f32::max(all, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns};

    #[test]
    fn facts_tell_what_was_heard_in_the_passage_and_around_it() {
        let turns = turns(&fixture::read("Ann: We met on Monday. Rules beat goals every time. Goals end one day. Then we ate."));
        let odds: Heard = vec![vec![[-4.0, -4.0, -4.0], [2.0, 1.0, -3.0], [1.0, -2.0, 1.5], [-4.0, -5.0, -4.0]]];
        let episode = Episode::new(&turns, odds);
        let facts = episode.measure(&turns[0], &Passage { turn: 0, sentences: 1..3, words: 9 });
        let fact = |name: &str| facts[NAMES.iter().position(|n| *n == name).unwrap()];
        assert!((fact("heard-mean") - (2.0 * 5.0 + 4.0) / 9.0).abs() < 1e-6);
        assert_eq!([fact("heard-begins"), fact("heard-ends"), fact("heard-before"), fact("heard-after")], [1.0, 1.5, -4.0, -4.0]);
        assert!(fact("heard-cover") > 0.7 && fact("heard-rank") == 0.75);
        let alone = episode.measure(&turns[0], &Passage { turn: 0, sentences: 0..4, words: 16 });
        assert_eq!(alone[NAMES.iter().position(|n| *n == "heard-before").unwrap()], NOTHING);
    }
}
