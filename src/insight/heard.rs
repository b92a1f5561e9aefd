//! What the listener said of a passage's sentences, as facts.

use super::facts::Passage;
use super::listen::{Heard, Odds, chance, exp, log};
use super::turns::Turn;
use std::ops::Range;

/// Names of the facts, in the order of [`Episode::measure`].
pub(crate) const NAMES: [&str; 20] = [
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
    "heard-span",
    "heard-hit",
    "heard-peak",
];

/// What is said of a sentence that is not there: as little as of the dullest.
const NOTHING: f32 = -7.0;
/// Sentences on either side that belong to a passage's surroundings.
const NEAR: usize = 6;

/// A run of sentences that readers might mark: fewest and most words, most sentences, and the length that is marked most often.
const MARKED: Range<f32> = 12.0..150.0;
const MARKED_SENTENCES: usize = 10;
const USUAL: f32 = 60.0;
/// Readers mean the same passage if what they share is at least this part of what they mark together.
const SAME: f32 = 0.4;

/// An episode as it was heard.
#[derive(Debug)]
pub(crate) struct Episode {
    odds: Heard,
    /// For each turn, the runs of sentences that readers might mark.
    spans: Vec<Vec<Span>>,
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
        let spans = turns.iter().zip(&odds).map(|(turn, odds)| spans(turn, odds)).collect();
        Self { odds, spans, mean: sum / f32::max(words, 1.0), ranks }
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
        let spans = &self.spans[passage.turn];
        let own = spans.binary_search_by(|span| (span.sentences.start, span.sentences.end).cmp(&(start, end)));
        let [span, hit, peak] = own.map_or([NOTHING; 3], |n| [spans[n].odds, spans[n].hit, spans[n].peak]);
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
            span,
            hit,
            hit - peak,
        ]
    }
}

/// A run of sentences that readers might mark.
#[derive(Debug)]
struct Span {
    sentences: Range<usize>,
    /// Its words, counted through the turn.
    words: Range<f32>,
    /// How likely it is marked just so, as logarithm, up to a constant.
    odds: f32,
    /// How likely a passage is marked that is the same but for its edges, as logarithm, up to the same constant.
    hit: f32,
    /// The greatest such chance of all runs that share a sentence with it.
    peak: f32,
}

/// All runs of a turn's sentences that readers might mark.
fn spans(turn: &Turn, odds: &[Odds]) -> Vec<Span> {
    let words = |n: usize| turn.sentences[n].words.len() as f32;
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0.0;
    for start in 0..odds.len() {
        let mut length = 0.0;
        for end in start + 1..=odds.len().min(start + MARKED_SENTENCES) {
            length += words(end - 1);
            if length >= MARKED.end {
                break;
            }
            if length >= MARKED.start {
                let off = 2.0 * log(length / USUAL);
                let odds = odds[start][1] + odds[end - 1][2] + mean(start..end, odds, &words) - 0.5 * off * off - log(length);
                spans.push(Span { sentences: start..end, words: at..at + length, odds, hit: 0.0, peak: 0.0 });
            }
        }
        at += words(start);
    }
    let same = |a: &Range<f32>, b: &Range<f32>| {
        let shared = a.end.min(b.end) - a.start.max(b.start);
        shared > 0.0 && shared >= SAME * (a.end.max(b.end) - a.start.min(b.start))
    };
    // Runs stand in the order of their beginnings, and none is longer than so many sentences.
    let near = |spans: &[Span], n: usize| {
        let Range { start, end } = spans[n].sentences;
        let from = spans.partition_point(|span| span.sentences.start + MARKED_SENTENCES <= start);
        from..spans.partition_point(|span| span.sentences.start < end)
    };
    for n in 0..spans.len() {
        let all = spans[near(&spans, n)].iter().filter(|span| same(&span.words, &spans[n].words));
        spans[n].hit = log(all.map(|span| exp(span.odds)).sum::<f32>().max(1e-9));
    }
    for n in 0..spans.len() {
        let meets = spans[near(&spans, n)].iter().filter(|span| spans[n].sentences.start < span.sentences.end);
        spans[n].peak = meets.map(|span| span.hit).fold(f32::MIN, f32::max);
    }
    spans
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

    #[test]
    fn a_passage_whose_edges_are_right_is_likelier_than_its_neighbours() {
        let sentence = "Rules beat goals every single time that somebody is tired or busy. ";
        let turns = turns(&fixture::read(&format!("Ann: {}", sentence.repeat(6))));
        let mut odds = vec![[-3.0, -3.0, -3.0]; 6];
        (odds[2], odds[3]) = ([1.0, 1.5, -3.0], [1.0, -3.0, 1.5]);
        let episode = Episode::new(&turns, vec![odds]);
        let fact = |sentences: Range<usize>, name: &str| {
            episode.measure(&turns[0], &Passage { turn: 0, sentences, words: 24 })[NAMES.iter().position(|n| *n == name).unwrap()]
        };
        assert!((0..5).all(|n| n == 2 || fact(n..n + 2, "heard-span") < fact(2..4, "heard-span")));
        assert!((0..5).all(|n| n == 2 || fact(n..n + 2, "heard-hit") < fact(2..4, "heard-hit")));
        assert!(fact(2..4, "heard-peak") > fact(3..5, "heard-peak") && fact(2..4, "heard-peak") <= 0.0);
    }
}
