//! Facts: what is measured about a sentence in its episode, and about a passage, as plain numbers.

use super::cues;
use super::heard;
use super::listen::Heard;
use super::turns::{Sentence, Turn};
use super::vocabulary::{self, Vocabulary};
use super::wording::Wording;
use std::ops::Range;

/// Facts of a sentence after the cues' counts, in order.
const MORE: [&str; 16] = [
    "question",
    "exclaimed",
    "number",
    "name",
    "comma",
    "long-word",
    "rare",
    "central",
    "fresh",
    "wording",
    "trails-off",
    "quoted",
    "starts-joined",
    "starts-pointing",
    "starts-self",
    "starts-general",
];

/// How many facts a sentence has.
pub(crate) const PER_SENTENCE: usize = cues::NAMES.len() + MORE.len();
/// Place of the wording's score, and of questions, among the facts.
const WORDING: usize = cues::NAMES.len() + 9;

/// Most sentences, fewest and most words of a passage.
const LONGEST: usize = 6;
const FEWEST_WORDS: usize = 20;
const MOST_WORDS: usize = 130;

/// A passage: sentences of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The turn.
    pub turn: usize,
    /// Its sentences.
    pub sentences: Range<usize>,
    /// Words in them.
    pub words: usize,
}

/// An episode with the facts of its sentences: everything that passages are measured by.
pub(crate) struct Episode {
    /// The turns.
    pub turns: Vec<Turn>,
    /// Facts of each turn's sentences.
    facts: Vec<Vec<[f32; PER_SENTENCE]>>,
    /// Words spoken before each turn.
    before: Vec<usize>,
    /// Words of all turns.
    words: usize,
    /// For each turn: its speaker's share of all words, and the share of the speaker's sentences that ask.
    speakers: Vec<(f32, f32)>,
    /// Mean score of the wording of all sentences.
    wording: f32,
    /// Scores of the wording of all sentences, in ascending order.
    ranks: Vec<f32>,
    /// What the listener said of each sentence, if it was asked.
    heard: Option<heard::Episode>,
}

/// Names of a passage's facts, in the order of [`Episode::measure`].
pub(crate) fn names() -> Vec<String> {
    let each: Vec<&str> = cues::NAMES.iter().chain(&MORE).copied().collect();
    let mut names: Vec<String> = Vec::new();
    for place in ["all", "first", "last", "before", "after"] {
        names.extend(each.iter().map(|name| format!("{place}.{name}")));
    }
    names.extend(
        ["wording-most", "wording-least", "wording-near", "wording-episode", "wording-turn", "wording-rise", "wording-rank", "wording-sum"]
            .map(str::to_owned),
    );
    names.extend(
        ["words", "sentences", "first-words", "last-words", "turn-words", "words-before", "words-after", "opens-turn", "closes-turn"]
            .map(str::to_owned),
    );
    names.extend(["place", "speaker-share", "speaker-asks", "answers"].map(str::to_owned));
    names.extend(heard::NAMES.map(str::to_owned));
    names
}

impl Episode {
    /// Measures every sentence.
    pub fn new(turns: Vec<Turn>, wording: &Wording) -> Self {
        let vocabulary = Vocabulary::new(&turns);
        let facts: Vec<Vec<_>> =
            turns.iter().map(|turn| turn.sentences.iter().map(|s| sentence(turn, s, &vocabulary, wording)).collect()).collect();
        let mut words = 0;
        let mut before = Vec::with_capacity(turns.len());
        for turn in &turns {
            before.push(words);
            words += turn.words;
        }
        let speakers = speakers(&turns, words);
        let mut episode = Self { wording: 0.0, ranks: Vec::new(), turns, facts, before, words, speakers, heard: None };
        episode.weigh_wording();
        episode
    }

    /// Adds what the listener said of each sentence.
    pub fn heard(mut self, odds: Heard) -> Self {
        self.heard = Some(heard::Episode::new(&self.turns, odds));
        self
    }

    /// Judges the wording of every sentence anew.
    pub fn reword(&mut self, wording: &Wording) {
        for (turn, facts) in self.turns.iter().zip(&mut self.facts) {
            for (sentence, facts) in turn.sentences.iter().zip(facts) {
                facts[WORDING] = wording.score(&sentence.words, &sentence.stems) * sentence.words.len().max(1) as f32;
            }
        }
        self.weigh_wording();
    }

    /// What is usual in this episode, so that a passage can stand out from it.
    fn weigh_wording(&mut self) {
        let sum = self.facts.iter().flatten().map(|facts| facts[WORDING]).sum::<f32>();
        self.wording = sum / self.words.max(1) as f32;
        let sentences = self.turns.iter().zip(&self.facts).flat_map(|(turn, facts)| turn.sentences.iter().zip(facts));
        self.ranks = sentences.map(|(s, facts)| facts[WORDING] / s.words.len().max(1) as f32).collect();
        self.ranks.sort_by(f32::total_cmp);
    }

    /// Every run of one to six sentences of one turn with 20 to 130 words.
    pub fn passages(&self) -> Vec<Passage> {
        let mut passages = Vec::new();
        for (turn, said) in self.turns.iter().enumerate() {
            for start in 0..said.sentences.len() {
                let mut words = 0;
                for end in start + 1..=said.sentences.len().min(start + LONGEST) {
                    words += said.sentences[end - 1].words.len();
                    if words > MOST_WORDS {
                        break;
                    }
                    if words >= FEWEST_WORDS {
                        passages.push(Passage { turn, sentences: start..end, words });
                    }
                }
            }
        }
        passages
    }

    /// How much a sentence says, per word: about 0 for usual speech.
    pub fn worth(&self, turn: usize, sentence: usize) -> f32 {
        let facts = &self.facts[turn][sentence];
        let words = self.turns[turn].sentences[sentence].words.len().max(1) as f32;
        let rate = |names: &[&str]| {
            names.iter().filter_map(|name| cues::NAMES.iter().position(|n| n == name)).map(|n| facts[n]).sum::<f32>() / words
        };
        let wording = 1.5 * (facts[WORDING] / words - self.wording);
        let said = (5.0 * rate(&["claim", "advice", "cause", "contrast", "frame"])).min(1.0);
        wording + said - (6.0 * rate(&["talk", "banter", "housekeeping", "sponsor"])).min(1.5)
    }

    /// The facts of a passage, in the order of [`names`].
    pub fn measure(&self, passage: &Passage) -> Vec<f32> {
        let (turn, facts) = (&self.turns[passage.turn], &self.facts[passage.turn]);
        let Range { start, end } = passage.sentences.clone();
        let words = |n: usize| turn.sentences[n].words.len().max(1) as f32;
        let mut row = Vec::with_capacity(5 * PER_SENTENCE + 24 + heard::NAMES.len());
        let all = passage.words.max(1) as f32;
        row.extend((0..PER_SENTENCE).map(|fact| facts[start..end].iter().map(|s| s[fact]).sum::<f32>() / all));
        for place in [Some(start), Some(end - 1), start.checked_sub(1), Some(end)] {
            match place.filter(|n| *n < facts.len()) {
                Some(n) => row.extend(facts[n].iter().map(|fact| fact / words(n))),
                None => row.extend([0.0; PER_SENTENCE]),
            }
        }
        let wording = |n: usize| facts[n][WORDING] / words(n);
        row.push((start..end).map(wording).fold(f32::MIN, f32::max));
        row.push((start..end).map(wording).fold(f32::MAX, f32::min));
        row.push(mean((start.saturating_sub(3)..start).chain(end..facts.len().min(end + 3)).map(wording)));
        row.push(self.wording);
        row.push(mean((0..facts.len()).map(wording)));
        let own = row[WORDING];
        let below = self.ranks.partition_point(|score| *score < own);
        row.extend([own - self.wording, below as f32 / self.ranks.len().max(1) as f32, (own - self.wording) * all.sqrt()]);
        self.measure_place(passage, &mut row);
        match &self.heard {
            Some(heard) => row.extend(heard.measure(turn, passage)),
            None => row.extend([0.0; heard::NAMES.len()]),
        }
        row
    }

    /// Length, place and speaker.
    fn measure_place(&self, passage: &Passage, row: &mut Vec<f32>) {
        let turn = &self.turns[passage.turn];
        let Range { start, end } = passage.sentences.clone();
        let count = |range: Range<usize>| turn.sentences[range].iter().map(|s| s.words.len()).sum::<usize>() as f32;
        let before = count(0..start);
        let after = count(end..turn.sentences.len());
        row.extend([
            passage.words as f32,
            (end - start) as f32,
            count(start..start + 1),
            count(end - 1..end),
            turn.words as f32,
            before,
            after,
        ]);
        row.extend([f32::from(start == 0), f32::from(end == turn.sentences.len())]);
        let spoken = (self.before[passage.turn] as f32 + before) / self.words.max(1) as f32;
        let (share, asks) = self.speakers[passage.turn];
        let answers = self.turns[..passage.turn].last().is_some_and(|t| t.text.ends_with('?') && t.label != turn.label);
        row.extend([spoken, share, asks, f32::from(answers)]);
    }
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0.0f32), |(sum, count), value| (sum + value, count + 1.0));
    sum / count.max(1.0)
}

fn sentence(turn: &Turn, sentence: &Sentence, vocabulary: &Vocabulary, wording: &Wording) -> [f32; PER_SENTENCE] {
    let text = &turn.text[sentence.range.clone()];
    let words = sentence.words.len().max(1) as f32;
    let mut facts = [0.0; PER_SENTENCE];
    for (fact, count) in facts.iter_mut().zip(sentence.cues) {
        *fact = f32::from(count);
    }
    let first = sentence.words.first().map_or("", |w| w.low.as_str());
    let flag = |yes: bool| if yes { words } else { 0.0 };
    let stems = &sentence.stems;
    let more = [
        flag(text.trim_end_matches(['"', '”', ' ']).ends_with('?')),
        flag(text.ends_with('!')),
        sentence.numbers as f32,
        sentence.names as f32,
        text.matches(',').count() as f32,
        sentence.words.iter().filter(|w| w.low.len() > 7).count() as f32,
        stems.iter().map(|s| vocabulary::rarity(s)).sum::<f32>(),
        vocabulary.centrality(stems) * words,
        vocabulary.fresh(stems, sentence.range.start, turn.segments.start),
        wording.score(&sentence.words, stems) * words,
        flag(text.ends_with("...") || text.ends_with('…') || text.ends_with('-') || text.ends_with('—')),
        flag(text.contains(['"', '“'])),
        flag(["and", "so", "but", "or", "because", "then", "also", "well", "yeah", "like"].contains(&first)),
        flag(
            ["it", "it's", "that", "that's", "this", "they", "they're", "he", "she", "he's", "she's", "which", "these", "those"]
                .contains(&first),
        ),
        flag(["i", "i'm", "i've", "i'd", "my", "we", "we're", "we've", "our"].contains(&first)),
        flag(["if", "when", "you", "people", "most", "every", "the", "there's", "one", "a", "once", "whenever", "your"].contains(&first)),
    ];
    facts[cues::NAMES.len()..].copy_from_slice(&more);
    facts
}

/// Share of words and of asking sentences of each turn's speaker.
fn speakers(turns: &[Turn], words: usize) -> Vec<(f32, f32)> {
    let mut totals: Vec<(usize, usize, usize, usize)> = Vec::new();
    let labels: Vec<usize> = turns.iter().map(|turn| turn.label).collect();
    totals.resize(labels.iter().max().map_or(0, |most| most + 1), (0, 0, 0, 0));
    for turn in turns {
        let total = &mut totals[turn.label];
        let asks = turn.sentences.iter().filter(|s| turn.text[s.range.clone()].ends_with('?')).count();
        *total = (total.0 + turn.words, total.1 + turn.sentences.len(), total.2 + asks, 0);
    }
    let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
    labels.iter().map(|l| (share(totals[*l].0, words), share(totals[*l].2, totals[*l].1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns};

    const EPISODE: &str = include_str!("../../tests/fixtures/insight/episode.txt");

    #[test]
    fn every_passage_has_every_fact_and_stays_within_bounds() {
        let episode = Episode::new(turns(&fixture::read(EPISODE)), &Wording::default());
        let passages = episode.passages();
        assert!(passages.len() > 10);
        for passage in &passages {
            assert!((FEWEST_WORDS..=MOST_WORDS).contains(&passage.words) && passage.sentences.len() <= LONGEST);
            let row = episode.measure(passage);
            assert_eq!(row.len(), names().len());
            assert!(row.iter().all(|fact| fact.is_finite()), "{row:?}");
        }
    }

    #[test]
    fn facts_say_who_answers_and_where() {
        let episode = Episode::new(turns(&fixture::read(EPISODE)), &Wording::default());
        let at = |name: &str| names().iter().position(|n| n == name).unwrap();
        let answer = episode
            .passages()
            .into_iter()
            .find(|p| episode.turns[p.turn].text_of(&p.sentences).starts_with("I think most people"))
            .unwrap();
        let row = episode.measure(&answer);
        assert_eq!([row[at("answers")], row[at("opens-turn")]], [1.0, 1.0]);
        assert!(row[at("speaker-share")] > 0.5 && row[at("all.contrast")] > 0.0 && row[at("all.sponsor")] == 0.0);
    }
}
