//! Extraction in other languages than English: what was learned knows English only, so here a score that was set by hand weighs named
//! cues and what every language shows alike, and rules make text and headline. German and Spanish have lists of their own in `de/` and
//! `es/`; every other language gets what `any/` holds, which is next to nothing, and so next to nothing is deleted from it.

mod clean;
mod headline;
mod phrases;
mod score;
mod text;
mod tokens;
mod tongue;

use super::extract::{About, Made, apart, milliseconds, names, overlap, same_person};
use super::facts::Passage;
use crate::model::{Candidate, Transcript};
use headline::headline;
use score::{Beside, Episode};
use text::text;
pub(in crate::insight) use tongue::Tongue;

/// So many passages get a text and a headline before the best of those that overlap is chosen.
const TITLED: usize = 100;
/// So many of these may stand around one place.
const AROUND: usize = 5;

/// An episode's candidates, best first, as [`super::extract`] gives them; `language` is not English.
pub(super) fn extract(transcript: &Transcript, about: &About, language: &str) -> Vec<Candidate> {
    let tongue = Tongue::of(language);
    let episode = Episode::new(tongue.turns(transcript), &tongue);
    let names = names(transcript, about);
    let made = ranked(&episode, about).into_iter().filter_map(|passage| make(&episode, passage, &names, about)).collect();
    apart(made).into_iter().filter_map(|made| ground(made, &episode, transcript)).collect()
}

/// The passages that promise most.
fn ranked(episode: &Episode, about: &About) -> Vec<Passage> {
    let rough = |passage: Passage| (episode.judge(&passage, &beside(episode, &passage, about, (0.5, 0.5))).0, passage);
    let mut ranked: Vec<(f32, Passage)> = episode.passages().into_iter().map(rough).collect();
    let key = |p: &Passage| (p.turn, p.sentences.start, p.sentences.end);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| key(&a.1).cmp(&key(&b.1))));
    // Of many passages around one place a few will do: the others would crowd out the rest of the episode.
    let mut kept: Vec<Passage> = Vec::new();
    for (_, passage) in ranked {
        if kept.iter().filter(|k| overlap(k, &passage)).count() < AROUND {
            kept.push(passage);
        }
        if kept.len() == TITLED {
            break;
        }
    }
    kept
}

fn beside(episode: &Episode, passage: &Passage, about: &About, (headline, text): (f32, f32)) -> Beside {
    let speaker = episode.turns[passage.turn].speaker.as_deref();
    let is = |people: &[&str]| speaker.is_some_and(|s| people.iter().any(|p| same_person(s, p)));
    let guest = f32::from(is(&about.guests)) - f32::from(is(&about.hosts));
    Beside { headline, text, guest, podcast: about.weight }
}

/// Gives a passage its text, headline and score. What the text does not tell at the passage's edges is not quoted.
fn make(episode: &Episode, mut passage: Passage, names: &[String], about: &About) -> Option<Made> {
    let turn = &episode.turns[passage.turn];
    let said = |n: usize| &turn.text[turn.sentences[n].range.clone()];
    let sentences: Vec<(&str, f32)> = passage.sentences.clone().map(|n| (said(n), episode.worth(passage.turn, n))).collect();
    let text = text(&sentences, names, episode.tongue)?;
    let headline = headline(&text.kept, episode.tongue);
    let (first, last) = (text.kept.first()?.sentence, text.kept.last()?.sentence);
    passage.sentences = passage.sentences.start + first..passage.sentences.start + last + 1;
    let (score, signals) = episode.judge(&passage, &beside(episode, &passage, about, (headline.quality, text.quality)));
    let candidate = Candidate {
        quote: turn.text_of(&passage.sentences).to_owned(),
        raw: 0..0,
        start: None,
        end: None,
        speaker: turn.speaker.clone(),
        headline: headline.text,
        text: text.text,
        // The list of topics is English; what the feed's owner wrote holds in any language.
        topics: about.topics.iter().take(1).map(|topic| topic.to_lowercase()).collect(),
        signals,
        score,
        by: "embedded".to_owned(),
        checks: Vec::new(),
    };
    Some(Made { passage, candidate })
}

/// Adds where and when the passage was said. `None` if it cannot be found in the file.
fn ground(made: Made, episode: &Episode, transcript: &Transcript) -> Option<Candidate> {
    let Made { passage, mut candidate } = made;
    let turn = &episode.turns[passage.turn];
    let range = turn.sentences[passage.sentences.start].range.start..turn.sentences[passage.sentences.end - 1].range.end;
    candidate.raw = turn.raw(transcript, &range)?;
    candidate.start = turn.time(transcript, range.start).map(milliseconds);
    candidate.end = turn.time(transcript, range.end).map(milliseconds);
    Some(candidate)
}

#[cfg(test)]
mod tests;
