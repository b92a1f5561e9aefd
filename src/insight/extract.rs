//! Extraction: a transcript's best passages as candidates.

use super::cut::{SEEMS, TURNS};
use super::edited;
use super::facts::{Episode, Passage};
use super::headline::{Headline, headline};
use super::language;
use super::learn::Model;
use super::listen::{self, Heard, Listener, Verdict};
use super::other;
use super::prose::{self, Reader};
use super::score::{Beside, EMBEDDED, LISTENING};
use super::sentences;
use super::syntax;
use super::tidy::{Tidied, tidy};
use super::title::Titles;
use super::topics::EpisodeTopics;
use super::turns::{Turn, turns};
use super::words::lower;
use crate::model::{Candidate, Transcript};
use std::ops::Range;

/// What is known of an episode beside its transcript.
#[derive(Debug, Clone)]
pub struct About<'a> {
    /// Title of the podcast.
    pub podcast: &'a str,
    /// Title of the episode.
    pub episode: &'a str,
    /// Names of the hosts.
    pub hosts: Vec<&'a str>,
    /// Names of the guests.
    pub guests: Vec<&'a str>,
    /// Language tag; empty if unknown. Where the words say otherwise, they are believed.
    pub language: &'a str,
    /// How much the podcast's insights count, from 0 to 2.
    pub weight: f32,
    /// Topics of the podcast, for passages that show none of their own.
    pub topics: &'a [String],
    /// Whether the listener is asked: it finds and reads far better than grammar alone, and takes seconds for an episode.
    pub listen: bool,
}

impl Default for About<'_> {
    fn default() -> Self {
        Self { podcast: "", episode: "", hosts: Vec::new(), guests: Vec::new(), language: "", weight: 1.0, topics: &[], listen: false }
    }
}

/// Most candidates of an episode.
pub(super) const MOST: usize = 30;
/// So many passages are tidied and titled before the best of those that overlap is chosen.
const TITLED: usize = 160;

/// An episode's candidates, best first; none shares a sentence with another.
pub fn extract(transcript: &Transcript, about: &About) -> Vec<Candidate> {
    let language = language::of(about.language, transcript);
    if language != language::ENGLISH {
        return other::extract(transcript, about, &language);
    }
    if about.listen {
        let ear = Ear { listener: &listen::EMBEDDED, heard: None };
        return extract_by(transcript, about, &LISTENING, Some(ear));
    }
    extract_by(transcript, about, &EMBEDDED, None)
}

/// A listener, and what it said already of the episode, if it did.
#[derive(Debug, Clone)]
pub(crate) struct Ear<'l> {
    pub listener: &'l Listener,
    pub heard: Option<Heard>,
}

/// [`extract`] by another model than the embedded one.
pub(crate) fn extract_by(transcript: &Transcript, about: &About, model: &Model, ear: Option<Ear>) -> Vec<Candidate> {
    let mut episode = Episode::new(turns(transcript), &model.wording);
    let topics = EpisodeTopics::new(&episode.turns);
    let names = names(transcript, about);
    let made = match ear {
        Some(Ear { listener, heard }) => {
            let heard = heard.unwrap_or_else(|| listener.hear(&episode.turns));
            episode = episode.heard(heard);
            let desk = Desk { episode: &episode, names: &names, about, model };
            edited::made(&desk, listener, ranked(&episode, model, edited::CUT))
        }
        None => {
            let desk = Desk { episode: &episode, names: &names, about, model };
            plain(&desk, ranked(&episode, model, TITLED))
        }
    };
    apart(made).into_iter().filter_map(|made| ground(made, &episode, transcript, about, &topics)).collect()
}

/// What passages are made into candidates with.
pub(super) struct Desk<'d> {
    pub episode: &'d Episode,
    pub names: &'d [String],
    pub about: &'d About<'d>,
    pub model: &'d Model,
}

/// Makes candidates by grammar alone.
fn plain(desk: &Desk, ranked: Vec<(Passage, Vec<f32>)>) -> Vec<Made> {
    let (mut reader, mut titles) = (Reader::default(), Titles::default());
    ranked
        .into_iter()
        .filter_map(|(passage, row)| {
            let tidied = tidy(&sentences_of(desk.episode, &passage), desk.names, &mut reader);
            let headline = titled_by_grammar(&tidied, &mut titles);
            (!headline.text.is_empty()).then(|| make(desk, passage, &row, (tidied, headline), None))
        })
        .collect()
}

/// A passage on its way to a candidate.
pub(super) struct Made {
    pub passage: Passage,
    pub candidate: Candidate,
}

/// The `most` passages that the trees like best, with their facts.
fn ranked(episode: &Episode, model: &Model, most: usize) -> Vec<(Passage, Vec<f32>)> {
    let measured = episode.passages().into_iter().map(|passage| {
        let row = episode.measure(&passage);
        (model.forest.score(&row), passage, row)
    });
    let mut ranked: Vec<(f32, Passage, Vec<f32>)> = measured.collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| key(&a.1).cmp(&key(&b.1))));
    // Of many passages around one place a few will do: the others would crowd out the rest of the episode.
    let mut kept: Vec<(Passage, Vec<f32>)> = Vec::new();
    for (_, passage, row) in ranked {
        if kept.iter().filter(|(k, _)| overlap(k, &passage)).count() < 4 {
            kept.push((passage, row));
        }
        if kept.len() == most {
            break;
        }
    }
    kept
}

fn key(passage: &Passage) -> (usize, usize, usize) {
    (passage.turn, passage.sentences.start, passage.sentences.end)
}

pub(super) fn overlap(a: &Passage, b: &Passage) -> bool {
    a.turn == b.turn && a.sentences.start < b.sentences.end && b.sentences.start < a.sentences.end
}

/// First names and full names of everybody in the episode, lower case: who is spoken to is no part of what is said.
pub(super) fn names(transcript: &Transcript, about: &About) -> Vec<String> {
    let labels = transcript.segments.iter().filter_map(|s| s.speaker.as_deref());
    let people = labels.chain(about.hosts.iter().copied()).chain(about.guests.iter().copied());
    let mut names: Vec<String> = people.flat_map(|name| name.split_whitespace().take(1)).map(lower).filter(|n| n.len() > 2).collect();
    names.sort();
    names.dedup();
    names
}

/// A passage's sentences, each with how much it says.
pub(super) fn sentences_of<'e>(episode: &'e Episode, passage: &Passage) -> Vec<(&'e str, f32)> {
    let turn = &episode.turns[passage.turn];
    passage.sentences.clone().map(|n| (&turn.text[turn.sentences[n].range.clone()], episode.worth(passage.turn, n))).collect()
}

/// Scores a passage with its text and headline, and what the listener said of them.
pub(super) fn make(desk: &Desk, mut passage: Passage, row: &[f32], (tidied, headline): (Tidied, Headline), read: Option<Verdict>) -> Made {
    let Desk { episode, about, model, .. } = desk;
    let turn = &episode.turns[passage.turn];
    let speaker = turn.speaker.as_deref();
    let is = |people: &[&str]| speaker.is_some_and(|s| people.iter().any(|p| same_person(s, p)));
    let beside = Beside {
        headline: headline.quality,
        text: readable(tidied.quality, headline.quality),
        guest: f32::from(is(&about.guests)) - f32::from(is(&about.hosts)),
        podcast: about.weight,
        read,
        ..guards(turn, &passage.sentences)
    };
    let (score, signals) = model.judge(row, &beside);
    passage.sentences = told(turn, &passage.sentences, &tidied, &headline.text);
    let candidate = Candidate {
        quote: turn.text_of(&passage.sentences).to_owned(),
        raw: 0..0,
        start: None,
        end: None,
        speaker: turn.speaker.clone(),
        headline: headline.text,
        text: tidied.text,
        topics: Vec::new(),
        signals,
        score,
        by: "embedded".to_owned(),
        checks: Vec::new(),
    };
    Made { passage, candidate }
}

/// Fewest words of a quote that is shorter than its passage.
const LEAST_QUOTED: usize = 20;
/// A sentence that reads worse than this has no business at the edge of a quote.
const BROKEN: f32 = 0.5;

/// The passage without what the text does not tell and what is no sentence at its edges: questions, fragments, speech that breaks off.
fn told(turn: &Turn, sentences: &Range<usize>, tidied: &Tidied, headline: &str) -> Range<usize> {
    let mut kept = tidied.units.iter().zip(&tidied.kept).filter(|(_, kept)| **kept).map(|(unit, _)| sentences.start + unit.sentence);
    let Some(first) = kept.next() else { return sentences.clone() };
    let last = kept.next_back().unwrap_or(first);
    let broken = |n: usize| {
        let sentence = &turn.text[turn.sentences[n].range.clone()];
        prose::whole(sentence, &syntax::parse(sentence)) < BROKEN
    };
    let mut told = sentences.clone();
    while told.start < first && broken(told.start) {
        told.start += 1;
    }
    while told.end > last + 1 && broken(told.end - 1) {
        told.end -= 1;
    }
    let words: usize = turn.sentences[told.clone()].iter().map(|s| s.words.len()).sum();
    // Where the text gives no headline it may come from elsewhere in the passage: it must be quoted too.
    let mut said = super::words::words(turn.text_of(&told)).into_iter();
    let headed = super::words::words(headline).into_iter().all(|word| said.any(|w| w.low == word.low));
    if words < LEAST_QUOTED || !headed { sentences.clone() } else { told }
}

/// How much a reader gets of a text: one that is half broken is of no use at all, nor is one that no statement can be cut from.
fn readable(text: f32, headline: f32) -> f32 {
    let stated = 0.5 + headline.min(0.5);
    let whole = (text / 0.75).min(1.0);
    text * whole * whole * stated
}

/// A headline cut out of the text's sentences; where their grammar gives none, the best clause that their words give.
fn titled_by_grammar(tidied: &Tidied, titles: &mut Titles) -> Headline {
    let sentences: Vec<&str> = sentences::split(&tidied.text, &[]).into_iter().map(|range| &tidied.text[range]).collect();
    let title = titles.best(&sentences);
    if !title.text.is_empty() && !only_seems(&title.text, &sentences) {
        return Headline { text: title.text, quality: title.quality };
    }
    let headline = headline(tidied);
    let text =
        if turned_round(&headline.text, &sentences) || only_seems(&headline.text, &sentences) { String::new() } else { headline.text };
    Headline { text, quality: headline.quality * 0.1 }
}

/// Whether the sentence that a headline is cut from denies something that the headline does not: it might say the opposite.
fn turned_round(headline: &str, sentences: &[&str]) -> bool {
    let denies = |word: &&String| {
        word.ends_with("n't")
            || ["not", "never", "no", "nobody", "none", "nothing", "neither", "nor", "without", "cannot"].contains(&word.as_str())
    };
    let wanted = low_words(headline);
    sentences.iter().map(|sentence| low_words(sentence)).any(|said| {
        end_of(&wanted, &said).is_some_and(|end| said[..=end].iter().filter(denies).count() > wanted.iter().filter(denies).count())
    })
}

/// Whether a headline says how something seems, where its sentence goes on and may say what it is.
pub(super) fn only_seems(headline: &str, sentences: &[&str]) -> bool {
    let wanted = low_words(headline);
    let goes_on = |said: Vec<String>| {
        let next = end_of(&wanted, &said).and_then(|end| said.get(end + 1));
        next.is_some_and(|next| TURNS.contains(&next.as_str()))
    };
    wanted.iter().any(|word| SEEMS.contains(&word.as_str())) && sentences.iter().map(|sentence| low_words(sentence)).any(goes_on)
}

fn low_words(text: &str) -> Vec<String> {
    super::words::words(text).into_iter().map(|word| word.low).collect()
}

/// Where a sentence has said all that a headline rests on: the place of the headline's last word, if all its words stand in their order.
fn end_of(headline: &[String], sentence: &[String]) -> Option<usize> {
    let mut left = headline.iter().peekable();
    sentence.iter().position(|word| {
        left.next_if(|next| *next == word);
        left.peek().is_none()
    })
}

/// Whether two names may be one person's: a label is often the first name alone.
pub(super) fn same_person(label: &str, name: &str) -> bool {
    let (label, name) = (lower(label), lower(name));
    label == name || name.split_whitespace().next() == Some(label.as_str()) || label.split_whitespace().next() == Some(name.as_str())
}

/// How a sponsor read is announced.
const ANNOUNCED: [&str; 12] = [
    "supported by",
    "sponsored by",
    "brought to you by",
    "our sponsor",
    "today's sponsor",
    "this episode's sponsor",
    "promo code",
    "discount code",
    "a word from our",
    "our friends at",
    "percent off your",
    "use code",
];
/// So many sentences of a turn may be a read once it was announced.
const READ_ALOUD: usize = 12;

/// Whether somebody announces a sponsor.
pub(super) fn is_announced(said: &str) -> bool {
    let low = lower(said);
    ANNOUNCED.iter().any(|phrase| low.contains(phrase))
}

/// What must never lead a day: sponsor reads, housekeeping, open questions.
fn guards(turn: &Turn, sentences: &Range<usize>) -> Beside {
    let said = &turn.sentences[sentences.clone()];
    let cue = |name: &str| {
        let place = super::cues::NAMES.iter().position(|n| *n == name);
        place.map_or(0, |place| said.iter().map(|s| s.cues[place]).sum::<u16>())
    };
    // A read goes on for some sentences after it was announced, and none of them need say so.
    let read = sentences.start.saturating_sub(READ_ALOUD)..sentences.end;
    let announced = is_announced(turn.text_of(&read));
    let asks = said.last().is_some_and(|s| turn.text[s.range.clone()].ends_with('?'));
    let level = |count: u16, from: u16| (f32::from(count.saturating_sub(from)) / 3.0).min(1.0);
    Beside {
        headline: 0.0,
        text: 0.0,
        guest: 0.0,
        podcast: 1.0,
        sponsor: if announced { 1.0 } else { level(cue("sponsor"), 2) },
        housekeeping: level(cue("housekeeping"), 2),
        question: f32::from(asks),
        read: None,
    }
}

/// The best of those that overlap, best first.
pub(super) fn apart(mut made: Vec<Made>) -> Vec<Made> {
    made.sort_by(|a, b| b.candidate.score.total_cmp(&a.candidate.score).then_with(|| key(&a.passage).cmp(&key(&b.passage))));
    let mut kept: Vec<Made> = Vec::new();
    for one in made {
        if kept.len() < MOST && !kept.iter().any(|k| overlap(&k.passage, &one.passage)) {
            kept.push(one);
        }
    }
    kept
}

/// Adds where and when the passage was said, and its topics. `None` if it cannot be found in the file.
fn ground(made: Made, episode: &Episode, transcript: &Transcript, about: &About, topics: &EpisodeTopics) -> Option<Candidate> {
    let Made { passage, mut candidate } = made;
    let turn = &episode.turns[passage.turn];
    let range = turn.sentences[passage.sentences.start].range.start..turn.sentences[passage.sentences.end - 1].range.end;
    candidate.raw = turn.raw(transcript, &range)?;
    candidate.start = turn.time(transcript, range.start).map(milliseconds);
    candidate.end = turn.time(transcript, range.end).map(milliseconds);
    candidate.topics = topics.of(turn, &passage.sentences, about.topics);
    Some(candidate)
}

/// Times are kept to the millisecond, as transcripts state them.
pub(super) fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

#[cfg(test)]
#[path = "extract_tests.rs"]
mod tests;
