//! Between a model's words and a candidate: each is checked, mended once if it fails, and else dropped.

use super::super::answer::Put;
use super::super::ground::Ground;
use super::super::orders;
use super::super::prompts::{Shown, WRITE};
use super::super::talk::Span;
use super::{Editor, Outcome, Silence};
use crate::model::Candidate;

impl Editor {
    /// Checks drafts, has those that fail mended once, and drops what fails again: to what stood there before, if anything did.
    pub(super) async fn settle(&self, drafts: Vec<Draft<'_>>, outcome: &mut Outcome) -> Vec<(Option<usize>, Candidate)> {
        let mut fine = Vec::new();
        let mut failing: Vec<(Draft<'_>, Vec<String>)> = Vec::new();
        for draft in drafts {
            match draft.checked() {
                Ok(candidate) => {
                    outcome.tally.grounded += 1;
                    fine.push((draft.place(), candidate));
                }
                Err(faults) => failing.push((draft, faults)),
            }
        }
        if failing.is_empty() {
            return fine;
        }
        let mended = self.mend(&failing, outcome).await;
        for (n, (draft, faults)) in failing.into_iter().enumerate() {
            let again = mended.iter().find(|(put, _)| put.id == Some(n + 1)).map(|(put, model)| {
                let topics = if put.topics.is_empty() { draft.put.topics.clone() } else { put.topics.clone() };
                Draft { put: Put { topics, worth: draft.put.worth, ..put.clone() }, model: model.clone(), ..draft.clone() }
            });
            let second = again.as_ref().map(Draft::checked);
            if let (Some(Ok(mut candidate)), Some(draft)) = (second.clone(), &again) {
                candidate.checks.push(format!("mended once, since {}", faults.join("; ")));
                outcome.tally.mended += 1;
                fine.push((draft.place(), candidate));
                continue;
            }
            let faults = second.and_then(Result::err).unwrap_or(faults);
            outcome.drop(&draft.put, faults.join("; "));
            if let Some((n, before)) = draft.before {
                fine.push((Some(n), before));
            }
        }
        fine
    }

    /// What the model makes of drafts that failed, told why.
    async fn mend(&self, failing: &[(Draft<'_>, Vec<String>)], outcome: &mut Outcome) -> Vec<(Put, String)> {
        let mut shown: Vec<Shown> = failing.iter().enumerate().map(|(n, (draft, faults))| draft.shown(n + 1, faults)).collect();
        self.fit(&mut shown);
        let answer = match self.about_offers(WRITE, &shown) {
            Ok(prompt) => self.ask(&prompt).await,
            Err(error) => Err(Silence::Problem(format!("{error:#}"))),
        };
        let Some((model, read)) = outcome.take(answer) else { return Vec::new() };
        read.insights.into_iter().map(|put| (put, model.clone())).collect()
    }
}

/// An insight between the model's words and a candidate.
#[derive(Debug, Clone)]
pub(super) struct Draft<'a> {
    pub ground: &'a Ground<'a>,
    pub span: Span,
    pub put: Put,
    pub model: String,
    /// What stood there before, and its place, if it was written anew.
    pub before: Option<(usize, Candidate)>,
}

impl Draft<'_> {
    fn place(&self) -> Option<usize> {
        self.before.as_ref().map(|(n, _)| *n)
    }

    /// The candidate, if the passage bears it out.
    fn checked(&self) -> Result<Candidate, Vec<String>> {
        let checks = self.ground.check(&self.span, &self.put.headline, &self.put.text)?;
        let unfound = || vec!["its passage cannot be found in the file".to_owned()];
        let Some((_, before)) = &self.before else {
            return self.ground.candidate(&self.span, &self.put, &self.model, checks).ok_or_else(unfound);
        };
        // A candidate written anew keeps its passage and its score.
        let topics = self.ground.topics(&self.span, &self.put.topics);
        let topics = if topics.is_empty() { before.topics.clone() } else { topics };
        let (headline, text) = (self.put.headline.clone(), self.put.text.clone());
        Ok(Candidate { headline, text, topics, by: self.model.clone(), checks, ..before.clone() })
    }

    fn shown(&self, id: usize, faults: &[String]) -> Shown {
        let [before, passage, after] = self.ground.evidence(&self.span).map(orders::visible);
        Shown {
            id,
            podcast: self.ground.about.podcast.to_owned(),
            episode: self.ground.about.episode.to_owned(),
            speaker: self.ground.talk.turns[self.span.turn].speaker.clone().unwrap_or_default(),
            before,
            passage,
            after,
            headline: self.put.headline.clone(),
            text: self.put.text.clone(),
            faults: faults.to_vec(),
        }
    }
}
