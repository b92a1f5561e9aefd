//! Which words are rare in speech, and which an episode is about.

use super::turns::Turn;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Stems with the number of episodes, of [`EPISODES`], that use them.
static SPREAD: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let lines = include_str!("en/stems.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(stem, count)| Some((stem, count.parse().ok()?))).collect()
});

/// How many episodes `en/stems.tsv` was counted in.
const EPISODES: f32 = 129.0;

/// How rare a stem is in speech: 0 if every episode has it, 1 if hardly any.
pub(crate) fn rarity(stem: &str) -> f32 {
    let spread = SPREAD.get(stem).copied().unwrap_or(1.5);
    1.0 - (spread.ln() / EPISODES.ln()).clamp(0.0, 1.0)
}

/// Whether a stem is one that people use: what only one of many episodes has may be anybody's name.
pub(crate) fn is_spoken(stem: &str) -> bool {
    SPREAD.get(stem).is_some_and(|count| *count >= 2.0)
}

/// Vocabulary of one episode.
pub(crate) struct Vocabulary {
    /// Weight of each stem in the episode's centre.
    centre: HashMap<String, f32>,
    /// Length of the centre.
    length: f32,
    /// Where each stem is first said: segment and byte.
    first: HashMap<String, (usize, usize)>,
}

impl Vocabulary {
    /// Counts the words of an episode.
    pub fn new(turns: &[Turn]) -> Self {
        let mut centre: HashMap<String, f32> = HashMap::new();
        let mut first = HashMap::new();
        // Summed in the order of speech, never in a map's order, so that every machine gets the same sums.
        let mut order: Vec<String> = Vec::new();
        for (turn, sentence) in turns.iter().flat_map(|turn| turn.sentences.iter().map(move |s| (turn, s))) {
            for stem in &sentence.stems {
                if let Some(weight) = centre.get_mut(stem) {
                    *weight += rarity(stem);
                } else {
                    centre.insert(stem.clone(), rarity(stem));
                    first.insert(stem.clone(), (turn.segments.start, sentence.range.start));
                    order.push(stem.clone());
                }
            }
        }
        let length = order.iter().map(|stem| centre[stem] * centre[stem]).sum::<f32>().sqrt();
        Self { centre, length, first }
    }

    /// Cosine of a sentence with the episode's centre.
    pub fn centrality(&self, stems: &[String]) -> f32 {
        let (mut dot, mut own) = (0.0, 0.0);
        for stem in stems {
            let weight = rarity(stem);
            dot += weight * self.centre.get(stem).copied().unwrap_or_default();
            own += weight * weight;
        }
        let length = own.sqrt() * self.length;
        if length > 0.0 { dot / length } else { 0.0 }
    }

    /// How much rare vocabulary the sentence at `start` of the turn with first segment `segment` brings up for the first time.
    pub fn fresh(&self, stems: &[String], start: usize, segment: usize) -> f32 {
        stems.iter().filter(|stem| self.first.get(*stem) == Some(&(segment, start))).map(|stem| rarity(stem)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns};

    #[test]
    fn rare_words_are_rare_and_common_ones_are_not() {
        assert!(rarity("the") < 0.02 && rarity("zygot") > 0.8);
    }

    #[test]
    fn what_an_episode_repeats_is_its_centre() {
        let turns = turns(&fixture::read("Ann: Zygotes divide. Zygotes grow. My uncle fishes for trout. Zygotes divide again."));
        let vocabulary = Vocabulary::new(&turns);
        let of = |n: usize| vocabulary.centrality(&turns[0].sentences[n].stems);
        assert!(of(0) > of(2), "{} {}", of(0), of(2));
        let fresh = |n: usize| vocabulary.fresh(&turns[0].sentences[n].stems, turns[0].sentences[n].range.start, 0);
        assert!(fresh(0) > 0.0 && fresh(3) < fresh(0));
    }
}
