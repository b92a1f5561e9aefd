//! Grounding: what a model hands in is held against the transcript, and what the transcript does not bear out goes no further.

use super::answer::{self, Put};
use super::bear::{Around, Borne, Scale};
use super::talk::{Lost, Span, Talk};
use super::{form, orders};
use crate::insight::extract::{About, is_announced, milliseconds};
use crate::insight::language::ENGLISH;
use crate::insight::topics::EpisodeTopics;
use crate::model::{Candidate, Signal, Transcript};
use crate::text::count_words;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// So many sentences before a passage may announce that it is advertising.
const LEAD: usize = 3;

/// An episode, ready to have claims held against it.
#[derive(Debug)]
pub struct Ground<'a> {
    pub(crate) talk: Talk,
    pub(crate) about: &'a About<'a>,
    transcript: &'a Transcript,
    scale: Arc<Scale>,
    /// Titles and names around the episode, which a claim may use.
    names: String,
    /// See [`Around`].
    initials: HashSet<String>,
}

/// A claim that its passage bears out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounded {
    /// The passage, word for word as the transcript has it.
    pub quote: String,
    /// What was checked, one line each.
    pub checks: Vec<String>,
}

/// [`Ground::unborne`] where there is no transcript: the quote alone has to bear the claim out. `names` may be used in it.
pub fn unborne_by_quote(quote: &str, claim: &str, names: &str, language: &str) -> Vec<String> {
    let scale = Scale::of(language);
    scale.weigh(claim, quote, Around { titles: names, initials: None }).err().into_iter().flatten().map(|fault| fault.to_string()).collect()
}

impl<'a> Ground<'a> {
    /// Reads an episode. `language` is the one that claims are written in.
    pub fn new(transcript: &'a Transcript, about: &'a About<'a>, language: &str) -> Self {
        let talk = Talk::new(transcript, about.language);
        // A claim in another language than the talk's has other words for everything but numbers and names.
        let written = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let scale = Scale::of(if written == talk.language { &talk.language } else { "und" });
        let speakers: BTreeSet<&str> = talk.turns.iter().filter_map(|t| t.speaker.as_deref()).collect();
        let names = [about.podcast, about.episode].into_iter().chain(about.hosts.iter().chain(&about.guests).copied()).chain(speakers);
        let names = names.collect::<Vec<_>>().join("\n");
        let initials = initials(&talk);
        Self { talk, about, transcript, scale, names, initials }
    }

    /// Holds an insight against the transcript.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn hold(&self, quote: &str, headline: &str, text: &str) -> Result<Grounded, Vec<String>> {
        let span = self.place(quote).map_err(|lost| vec![lost])?;
        let checks = self.check(&span, headline, text)?;
        Ok(Grounded { quote: self.talk.said(&span).to_owned(), checks })
    }

    /// Each insight of an answer, by its headline, held against the transcript.
    pub fn judge(&self, answer: &str) -> Vec<(String, Result<Grounded, Vec<String>>)> {
        let insights = answer::read(answer, "insights").map(|read| read.insights).unwrap_or_default();
        insights.into_iter().map(|put| (put.headline.clone(), self.hold(&put.quote, &put.headline, &put.text))).collect()
    }

    /// Where a quote stands, if it may be used.
    pub(crate) fn place(&self, quote: &str) -> Result<Span, String> {
        let span = self.talk.find(quote).map_err(|lost: Lost| lost.to_string())?;
        let said = self.talk.said(&span);
        if orders::speak_to_machines(said) {
            return Err("its passage speaks to a machine, not to listeners".into());
        }
        let turn = &self.talk.turns[span.turn];
        let lead = turn.text_of(&(span.sentences.start.saturating_sub(LEAD)..span.sentences.end));
        if self.talk.language == ENGLISH && is_announced(lead) {
            return Err("its passage is advertising".into());
        }
        Ok(span)
    }

    /// What was checked of a claim, one line each.
    ///
    /// # Errors
    /// All that is wrong with it, fit to be told to the model.
    pub(crate) fn check(&self, span: &Span, headline: &str, text: &str) -> Result<Vec<String>, Vec<String>> {
        let [before, said, after] = self.evidence(span);
        let around = format!("{before}\n{said}\n{after}");
        let mut faults = form::faults(headline, text, &around);
        let mut borne = Borne::default();
        match self.scale.weigh(&format!("{headline}.\n{text}"), &around, Around { titles: &self.names, initials: Some(&self.initials) }) {
            Ok(found) => borne = found,
            Err(found) => faults.extend(found.iter().map(ToString::to_string)),
        }
        if !faults.is_empty() {
            faults.dedup();
            return Err(faults);
        }
        let speaker = self.talk.turns[span.turn].speaker.as_deref().map(|s| format!(" of {s}")).unwrap_or_default();
        let mut checks = vec![format!("the quote is {} words{speaker}, found once and word for word", count_words(said))];
        for (what, words) in
            [("numbers", &borne.numbers), ("names", &borne.names), ("denials", &borne.denials), ("comparisons", &borne.comparisons)]
        {
            if !words.is_empty() {
                checks.push(format!("{what} borne out: {}", words.iter().map(String::as_str).collect::<Vec<_>>().join(", ")));
            }
        }
        Ok(checks)
    }

    /// What an edited claim says that its passage and the sentences beside it do not bear out: numbers, names, denials, comparisons.
    /// `quote` is the passage as the post has it.
    pub fn unborne(&self, quote: &str, claim: &str) -> Vec<String> {
        let around = self.talk.find(quote).map_or_else(|_| quote.to_owned(), |span| self.evidence(&span).join("\n"));
        let weighed = self.scale.weigh(claim, &around, Around { titles: &self.names, initials: Some(&self.initials) });
        weighed.err().into_iter().flatten().map(|fault| fault.to_string()).collect()
    }

    /// A passage with its neighbours; a neighbour that speaks to a machine is none.
    pub(crate) fn evidence(&self, span: &Span) -> [&str; 3] {
        let [before, said, after] = self.talk.around(span);
        let fine = |neighbour| if orders::speak_to_machines(neighbour) { "" } else { neighbour };
        [fine(before), said, fine(after)]
    }

    /// A passage as a candidate, with what the model wrote of it.
    pub(crate) fn candidate(&self, span: &Span, put: &Put, model: &str, checks: Vec<String>) -> Option<Candidate> {
        let turn = &self.talk.turns[span.turn];
        let range = turn.sentences[span.sentences.start].range.start..turn.sentences[span.sentences.end - 1].range.end;
        let worth = f32::from(put.worth.unwrap_or(3));
        // A mark of 3 is even odds, and each mark more or less is worth one in log-odds.
        let signals = vec![
            Signal { name: "model", value: worth / 5.0, share: worth - 3.0 },
            Signal { name: "podcast", value: (self.about.weight / 2.0).clamp(0.0, 1.0), share: self.about.weight.max(0.05).ln() },
        ];
        let odds: f32 = signals.iter().map(|s| s.share).sum();
        Some(Candidate {
            quote: self.talk.said(span).to_owned(),
            raw: turn.raw(self.transcript, &range)?,
            start: turn.time(self.transcript, range.start).map(milliseconds),
            end: turn.time(self.transcript, range.end).map(milliseconds),
            speaker: turn.speaker.clone(),
            headline: put.headline.clone(),
            text: put.text.clone(),
            topics: self.topics(span, &put.topics),
            signals,
            score: 1.0 / (1.0 + (-odds).exp()),
            by: model.to_owned(),
            checks,
        })
    }

    /// The model's topics as far as they are some; else those of the words.
    pub(crate) fn topics(&self, span: &Span, topics: &[String]) -> Vec<String> {
        let mut fine: Vec<String> = Vec::new();
        for topic in topics.iter().filter_map(|topic| form::topic(topic)) {
            if !fine.contains(&topic) {
                fine.push(topic);
            }
        }
        fine.truncate(3);
        if fine.is_empty() && self.talk.language == ENGLISH {
            return EpisodeTopics::new(&self.talk.turns).of(&self.talk.turns[span.turn], &span.sentences, self.about.topics);
        }
        if fine.is_empty() { self.about.topics.iter().take(1).map(|topic| topic.to_lowercase()).collect() } else { fine }
    }
}

/// Words of a talk such as `CDN`, `PhDs` and `MP3`, lower case, without a plural's ending.
fn initials(talk: &Talk) -> HashSet<String> {
    let words = talk.turns.iter().flat_map(|turn| turn.text.split(|c: char| !c.is_alphanumeric()));
    let capitals = |word: &&str| word.len() <= 6 && word.chars().filter(|c| c.is_uppercase()).count() >= 2;
    words.filter(capitals).map(|word| word.trim_end_matches('s').to_lowercase()).collect()
}
