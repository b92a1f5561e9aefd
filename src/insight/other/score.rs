//! Scores by hand: a linear model over the named cues of a language, and over what every language shows alike (what an episode comes
//! back to, numbers and names, length, place, who speaks).

use super::clean::clean;
use super::text::dangling;
use super::tokens::tokens;
use super::tongue::Tongue;
use crate::insight::cues;
use crate::insight::facts::Passage;
use crate::insight::signals::{ALL, place};
use crate::insight::turns::{Sentence, Turn};
use crate::insight::words::lower;
use crate::model::Signal;
use std::collections::{BTreeMap, HashSet};

/// Most sentences, fewest and most words of a passage.
const LONGEST: usize = 6;
const FEWEST_WORDS: usize = 20;
const MOST_WORDS: usize = 130;
/// So many sentences of a turn may be a sponsor read once it was announced.
const READ_ALOUD: usize = 12;
/// In a language that writes so many words with a capital, capitals show no names.
const CAPITALS: f32 = 0.1;
/// Of that many sentences or more, a word in each sixteenth says nothing about the episode.
const COMMON: usize = 16;

/// An episode, measured.
pub(crate) struct Episode<'t> {
    pub turns: Vec<Turn>,
    pub tongue: &'t Tongue,
    /// How near each sentence of each turn is to what the episode comes back to, how much of it is said for the first time, and how
    /// much its start hangs on what came before.
    measured: Vec<Vec<[f32; 3]>>,
    /// Words spoken before each turn.
    before: Vec<usize>,
    words: usize,
    /// For each turn, its speaker's part of the talk, less for one who asks.
    speakers: Vec<f32>,
    /// Whether a capital inside a sentence shows a name.
    names: bool,
}

/// What is known of a passage beside what was measured.
pub(crate) struct Beside {
    /// Quality of headline and text, 0 to 1.
    pub headline: f32,
    pub text: f32,
    /// 1 for a known guest, -1 for a known host, else 0.
    pub guest: f32,
    /// The podcast's weight.
    pub podcast: f32,
}

impl<'t> Episode<'t> {
    /// Measures every sentence.
    pub fn new(turns: Vec<Turn>, tongue: &'t Tongue) -> Self {
        let mut before = Vec::with_capacity(turns.len());
        let mut words = 0;
        for turn in &turns {
            before.push(words);
            words += turn.words;
        }
        let names = turns.iter().flat_map(|t| &t.sentences).map(|s| s.names).sum::<usize>() as f32;
        let measured = measured(&turns, tongue);
        let speakers = speakers(&turns, words);
        Self { names: names <= CAPITALS * words as f32, turns, tongue, measured, before, words, speakers }
    }

    /// All runs of sentences that are long enough to say something and short enough to be quoted.
    pub fn passages(&self) -> Vec<Passage> {
        let mut passages = Vec::new();
        for (turn, of) in self.turns.iter().enumerate() {
            for start in 0..of.sentences.len() {
                let mut words = 0;
                for end in start + 1..=of.sentences.len().min(start + LONGEST) {
                    words += super::tokens::size(&of.text[of.sentences[end - 1].range.clone()]);
                    if (FEWEST_WORDS..=MOST_WORDS).contains(&words) {
                        passages.push(Passage { turn, sentences: start..end, words });
                    }
                }
            }
        }
        passages
    }

    /// How much a sentence says, about -1.5 to 1.5.
    pub fn worth(&self, turn: usize, sentence: usize) -> f32 {
        const OWN: [&str; 12] = [
            "claim",
            "contrast",
            "cause",
            "framing",
            "lesson",
            "specificity",
            "centrality",
            "story",
            "filler",
            "talk",
            "sponsor",
            "housekeeping",
        ];
        let said = &self.turns[turn].sentences[sentence..sentence + 1];
        let value = |name: &str| self.value(name, turn, &(sentence..sentence + 1), said);
        0.5 * OWN.iter().map(|name| self.tongue.weight(name) * value(name)).sum::<f32>() - 0.5
    }

    /// Score and signals of a passage; see the comments of the weights files.
    pub fn judge(&self, passage: &Passage, beside: &Beside) -> (f32, Vec<Signal>) {
        let (turn, sentences) = (passage.turn, &passage.sentences);
        let said = &self.turns[turn].sentences[sentences.clone()];
        let tongue = self.tongue;
        let signal = |name: &'static str| {
            let value = match name {
                "headline" => beside.headline,
                "text" => beside.text,
                "podcast" => (beside.podcast / 2.0).clamp(0.0, 1.0),
                _ => self.value(name, turn, sentences, said),
            };
            let share = if name == "podcast" { beside.podcast.clamp(0.01, 2.0).ln() } else { value };
            Signal { name, value, share: tongue.weight(name) * share }
        };
        let mut signals: Vec<Signal> = ALL.iter().map(|named| signal(named.name)).collect();
        signals[place("speaker")].share += tongue.weight("guest") * beside.guest;
        let never = self.never(passage);
        for (name, value) in ["sponsor", "housekeeping", "talk"].into_iter().zip(never) {
            signals[place(name)].share -= tongue.weight("never") * value;
        }
        for signal in &mut signals {
            signal.value = round(signal.value);
            signal.share = round(signal.share);
        }
        let odds = tongue.weight("intercept") + signals.iter().map(|s| s.share).sum::<f32>();
        (round(1.0 / (1.0 + (-odds).exp())), signals)
    }

    /// How strong a signal is in a passage, 0 to 1.
    fn value(&self, name: &str, turn: usize, sentences: &std::ops::Range<usize>, said: &[Sentence]) -> f32 {
        let words = said.iter().map(|s| s.words.len()).sum::<usize>().max(1) as f32;
        let count = |names: &[&str]| {
            let places = names.iter().filter_map(|name| cues::NAMES.iter().position(|n| n == name));
            places.map(|place| said.iter().map(|s| f32::from(s.cues[place])).sum::<f32>()).sum::<f32>()
        };
        // Cues come at a few in a hundred words: one in 25 is about half strength.
        let rate = |count: f32| 1.0 - (-18.0 * count / words).exp();
        let mean = |n: usize| self.measured[turn][sentences.clone()].iter().map(|m| m[n]).sum::<f32>() / said.len().max(1) as f32;
        let value = match name {
            "claim" => rate(count(&["claim", "advice"]) + 0.3 * count(&["absolute"])),
            "contrast" => rate(count(&["contrast"])),
            "cause" => rate(count(&["cause", "condition"])),
            "framing" => rate(count(&["frame", "abstract"]) + 0.3 * count(&["general"])),
            "lesson" => rate(count(&["lesson"])),
            "specificity" => rate(self.specific(turn, said) + 0.5 * count(&["quantity"]) + 0.3 * count(&["comparison"])),
            "standalone" => 1.0 - 0.7 * self.measured[turn][sentences.start][2] - 0.3 * rate(0.5 * count(&["pointing"])),
            "novelty" => mean(1),
            "centrality" => 2.0 * mean(0),
            "speaker" => self.speakers[turn],
            "story" => rate(count(&["story"]) + 0.5 * count(&["self"])),
            "length" => 1.0 - ((words - 60.0) / 60.0).abs(),
            "place" => self.placed(turn, sentences),
            "filler" => rate(count(&["filler", "hedge"])),
            "talk" => rate(count(&["talk", "banter"])).max(self.asked(turn, said)),
            "sponsor" => rate(count(&["sponsor"])),
            "housekeeping" => rate(count(&["housekeeping"])),
            _ => 0.0,
        };
        value.clamp(0.0, 1.0)
    }

    /// Numbers, names, and long words in part.
    fn specific(&self, turn: usize, said: &[Sentence]) -> f32 {
        let text = &self.turns[turn].text;
        let long = said.iter().flat_map(|s| &s.words).filter(|w| text[w.start..w.end].chars().count() > 9).count();
        let names = if self.names { said.iter().map(|s| s.names).sum::<usize>() } else { 0 };
        said.iter().map(|s| s.numbers).sum::<usize>() as f32 + 0.5 * names as f32 + 0.15 * long as f32
    }

    /// 0 at the edges of the episode and in a turn of a few words, 1 in the midst of a long one.
    fn placed(&self, turn: usize, sentences: &std::ops::Range<usize>) -> f32 {
        let of = &self.turns[turn];
        let words = |range: std::ops::Range<usize>| of.sentences[range].iter().map(|s| s.words.len()).sum::<usize>();
        let at = (self.before[turn] + words(0..sentences.start) + words(sentences.clone()) / 2) as f32 / self.words.max(1) as f32;
        (at.min(1.0 - at) / 0.08).min(1.0) * (of.words as f32 / 60.0).min(1.0)
    }

    /// The part of the sentences that ask.
    fn asked(&self, turn: usize, said: &[Sentence]) -> f32 {
        said.iter().filter(|s| asks(&self.turns[turn], s)).count() as f32 / said.len().max(1) as f32
    }

    /// 1 for what must never lead a day, whatever else it says: a sponsor read, housekeeping, a question without an answer.
    fn never(&self, passage: &Passage) -> [f32; 3] {
        let turn = &self.turns[passage.turn];
        let lows = |sentences: std::ops::Range<usize>| {
            turn.sentences[sentences].iter().flat_map(|s| s.words.iter().map(|w| w.low.as_str())).collect::<Vec<_>>()
        };
        let Passage { sentences, .. } = passage;
        let read = lows(sentences.start.saturating_sub(READ_ALOUD)..sentences.end);
        let announced = self.tongue.announced.count(&read) > 0 || has_address(&turn.text, &turn.sentences[sentences.clone()]);
        let marks = self.tongue.marks.count(&lows(sentences.clone()));
        let asks = turn.sentences[sentences.clone()].last().is_some_and(|s| asks(turn, s));
        [f32::from(announced), f32::from(marks > 1), f32::from(asks)]
    }
}

/// Whether a passage names an address on the web: a sponsor's, or the show's own.
fn has_address(text: &str, said: &[Sentence]) -> bool {
    let address = |word: &str| word.contains("www.") || word.contains("http") || word.contains('@');
    let domain = |word: &str| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 2
            && parts[0].len() > 2
            && ["com", "net", "org", "example", "de", "es", "fr", "it", "nl", "pt", "br", "at", "ch", "mx", "io"]
                .contains(&parts[1].split('/').next().unwrap_or_default())
    };
    said.iter().flat_map(|s| &s.words).map(|w| lower(&text[w.start..w.end])).any(|word| address(&word) || domain(&word))
}

fn asks(turn: &Turn, sentence: &Sentence) -> bool {
    turn.text[sentence.range.clone()].trim_end_matches(['"', '”', '“', '»', ')']).trim_end().ends_with(['?', '？', '؟'])
}

/// See [`Episode::measured`].
fn measured(turns: &[Turn], tongue: &Tongue) -> Vec<Vec<[f32; 3]>> {
    let mut spread: BTreeMap<&str, f32> = BTreeMap::new();
    let all: Vec<(&Turn, &Sentence)> = turns.iter().flat_map(|turn| turn.sentences.iter().map(move |s| (turn, s))).collect();
    for (_, sentence) in &all {
        let stems: HashSet<&str> = content(sentence, tongue).collect();
        stems.into_iter().for_each(|stem| *spread.entry(stem).or_default() += 1.0);
    }
    if all.len() > 2 * COMMON {
        spread.retain(|_, count| *count as usize <= all.len() / COMMON + 2);
    }
    let length = spread.values().map(|count| count * count).sum::<f32>().sqrt().max(1.0);
    let mut known: HashSet<&str> = HashSet::new();
    let mut measure = |turn: &Turn, sentence: &Sentence| {
        // No order but that of speech, so that every machine gets the same sums.
        let stems = content(sentence, tongue).filter(|stem| spread.contains_key(stem));
        let (mut count, mut sum, mut fresh) = (0.0f32, 0.0, 0.0);
        for stem in stems {
            count += 1.0;
            sum += spread[stem];
            fresh += if spread.get_key_value(stem).is_some_and(|(stem, _)| known.insert(stem)) { 1.0 } else { 0.0 };
        }
        let loose = opening_dangles(&turn.text[sentence.range.clone()], tongue);
        [sum / (count.sqrt().max(1.0) * length), fresh / count.max(1.0), loose]
    };
    turns.iter().map(|turn| turn.sentences.iter().map(|sentence| measure(turn, sentence)).collect()).collect()
}

fn opening_dangles(sentence: &str, tongue: &Tongue) -> f32 {
    let mut tokens = tokens(sentence);
    clean(&mut tokens, true, &[], tongue);
    dangling(&tokens, &tongue.grammar)
}

/// Stems of the words that say what a sentence is about.
fn content<'s>(sentence: &'s Sentence, tongue: &Tongue) -> impl Iterator<Item = &'s str> {
    let says = |low: &str| low.chars().count() > 2 && low.chars().any(char::is_alphabetic) && !tongue.small.contains(low);
    sentence.words.iter().zip(&sentence.stems).filter(move |(word, _)| says(&word.low)).map(|(_, stem)| stem.as_str())
}

/// See [`Episode::speakers`].
fn speakers(turns: &[Turn], words: usize) -> Vec<f32> {
    let labels = turns.iter().map(|t| t.label + 1).max().unwrap_or(0);
    let (mut spoken, mut sentences, mut asked) = (vec![0usize; labels], vec![0usize; labels], vec![0usize; labels]);
    for turn in turns {
        spoken[turn.label] += turn.words;
        sentences[turn.label] += turn.sentences.len();
        asked[turn.label] += turn.sentences.iter().filter(|s| asks(turn, s)).count();
    }
    let share = |label: usize| {
        let asks = asked[label] as f32 / sentences[label].max(1) as f32;
        (1.5 * spoken[label] as f32 / words.max(1) as f32 * (1.0 - asks)).min(1.0)
    };
    turns.iter().map(|turn| share(turn.label)).collect()
}

/// Four decimals: what is stored is what was compared.
fn round(number: f32) -> f32 {
    (number * 1e4).round() / 1e4
}
