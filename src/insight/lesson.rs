//! Lessons: episodes prepared for learning.

use super::extract::Ear;
use super::facts::{Episode, Passage};
use super::gold::{Found, Gold, Numbered, overlap};
use super::listen::{Heard, Listener};
use super::turns::turns;
use super::wording::{self, Wording};
use crate::model::Transcript;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// An episode to learn from.
pub(crate) struct Lesson {
    /// The show.
    pub show: String,
    /// The episode, measured.
    pub episode: Episode,
    /// Its words, numbered.
    pub numbered: Numbered,
    /// What readers marked in it.
    pub found: Vec<Found>,
    /// Numbers of the wording's features, turn by turn, sentence by sentence.
    features: Vec<Vec<Vec<u32>>>,
}

/// What a lesson is made of.
#[derive(Debug, Clone)]
pub struct Source {
    /// The labels.
    pub gold: Gold,
    /// The transcript that they were set in.
    pub transcript: Transcript,
    /// What a listener said of each sentence that had not learned from this show: odds by turn and sentence.
    pub heard: Option<Heard>,
    /// That listener.
    pub listener: Option<Arc<Listener>>,
}

impl Source {
    /// The listener and what it said; `None` without one.
    pub(crate) fn ear(&self) -> Option<Ear<'_>> {
        self.listener.as_deref().map(|listener| Ear { listener, heard: self.heard.clone() })
    }
}

/// The wording's features by number.
#[derive(Debug, Default)]
pub(crate) struct Features {
    /// Stems and pairs of words.
    pub names: Vec<String>,
    /// How many episodes use each.
    pub used: Vec<usize>,
    numbers: HashMap<String, u32>,
}

impl Features {
    fn number(&mut self, name: String) -> u32 {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        self.used.push(0);
        number
    }
}

impl Lesson {
    /// Prepares an episode; with what the listener said of it, if that is at hand.
    pub fn new(source: &Source, features: &mut Features) -> Self {
        let Source { gold, transcript, heard, .. } = source;
        let mut episode = Episode::new(turns(transcript), &Wording::default());
        if let Some(heard) = heard {
            episode = episode.heard(heard.clone());
        }
        let numbered = Numbered::new(&episode);
        let found = numbered.find(gold);
        let mut own = Vec::with_capacity(episode.turns.len());
        for turn in &episode.turns {
            let numbers = |s: &super::turns::Sentence, features: &mut Features| {
                wording::features(&s.words, &s.stems).into_iter().map(|f| features.number(f)).collect()
            };
            own.push(turn.sentences.iter().map(|s| numbers(s, features)).collect::<Vec<Vec<u32>>>());
        }
        let seen: BTreeSet<u32> = own.iter().flatten().flatten().copied().collect();
        seen.into_iter().for_each(|number| features.used[number as usize] += 1);
        Self { show: gold.show.clone(), episode, numbered, found, features: own }
    }

    /// Every sentence: its turn, its place in it, and its features.
    pub fn sentences(&self) -> impl Iterator<Item = (usize, usize, &Vec<u32>)> {
        self.features.iter().enumerate().flat_map(|(turn, sentences)| sentences.iter().enumerate().map(move |(n, own)| (turn, n, own)))
    }

    /// The episode as what the listener learns from: each turn's sentences, and what readers marked as words.
    pub fn export(&self, id: &str) -> serde_json::Value {
        let turns = self.episode.turns.iter().enumerate().map(|(n, turn)| {
            let sentence = |(m, s): (usize, &super::turns::Sentence)| {
                let words = self.numbered.sentence(n, m);
                serde_json::json!([&turn.text[s.range.clone()], words.start, words.end])
            };
            serde_json::json!(turn.sentences.iter().enumerate().map(sentence).collect::<Vec<_>>())
        });
        let marks: Vec<_> = self.found.iter().map(|(range, grade)| serde_json::json!([range.start, range.end, grade])).collect();
        serde_json::json!({ "id": id, "show": self.show, "turns": turns.collect::<Vec<_>>(), "marks": marks })
    }

    /// What the trees should say of a passage, and how near it comes to one that was marked; both 0 to 1.
    pub fn target(&self, passage: &Passage) -> (f32, f32) {
        let range = self.numbered.range(passage);
        let mut best = (0.0f32, 0.0f32);
        for (gold, grade) in &self.found {
            let near = overlap(gold, &range);
            // A hit needs 0.4; from 0.3 to 0.45 the aim rises, so that trees learn good borders too.
            let value = ((near - 0.3) / 0.15).clamp(0.0, 1.0) * (0.4 + 0.2 * grade);
            best = (best.0.max(value), best.1.max(near));
        }
        best
    }
}

/// The table `en/stems.tsv`: stems that at least three episodes use, with the number of those episodes.
pub(crate) fn spread<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> String {
    let mut spread: BTreeMap<&str, usize> = BTreeMap::new();
    for lesson in lessons {
        let sentences = lesson.episode.turns.iter().flat_map(|turn| &turn.sentences);
        let own: BTreeSet<&str> = sentences.flat_map(|s| s.stems.iter().map(String::as_str)).collect();
        own.into_iter().for_each(|stem| *spread.entry(stem).or_default() += 1);
    }
    spread.into_iter().filter(|(_, count)| *count >= 3).map(|(stem, count)| format!("{stem}\t{count}\n")).collect()
}
