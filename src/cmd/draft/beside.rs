//! What an editor keeps in a day, as competitors that have won already: nothing new may repeat them or go over the day's caps with them.

use crate::{
    cmd::used::{keys, marks},
    insight::Contender,
    model::{Candidate, Section},
    post::{self, Picked, Shared},
    text,
};
use std::collections::BTreeSet;

/// The editor's insights of a day.
#[derive(Debug, Default)]
pub struct Beside {
    kept: Vec<Kept>,
    /// Keys of the episodes that an editor took out of the day.
    gone: BTreeSet<String>,
    /// Keys of the episodes whose insights an editor has made their own.
    held: BTreeSet<String>,
    slugs: BTreeSet<String>,
    quotes: BTreeSet<String>,
}

#[derive(Debug)]
struct Kept {
    podcast: String,
    keys: Vec<String>,
    candidate: Candidate,
}

impl Beside {
    /// Of a shared day; nothing of any other.
    pub fn new(shared: Option<&Shared>) -> Self {
        let Some(shared) = shared else { return Self::default() };
        let kept = shared.kept().filter_map(Kept::new).collect();
        let keys = |picked: &Picked| keys(&picked.podcast, None, &picked.guid, None, &marks(&picked.guid, None, ""));
        let (gone, held) = (shared.deleted().iter().flat_map(keys).collect(), shared.held().flat_map(keys).collect());
        let slugs = shared.kept().map(|section| section.slug.clone()).collect();
        let quotes = shared.kept().filter_map(|section| section.quote.as_deref()).map(text::fold).collect();
        Self { kept, gone, held, slugs, quotes }
    }

    /// How many insights it keeps.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// They compete first. `known` are the episodes of the day, each with its keys and the name it competes under.
    pub fn contenders<'a>(&'a self, known: &'a [(Vec<String>, String)]) -> impl Iterator<Item = Contender<'a>> {
        self.kept.iter().map(|kept| {
            let own = known.iter().find(|(keys, _)| keys.iter().any(|key| kept.keys.contains(key)));
            let episode = own.map_or(kept.keys[0].as_str(), |(_, name)| name);
            Contender { podcast: &kept.podcast, episode, candidate: &kept.candidate, order: 0, selectable: true }
        })
    }

    /// Why an episode may give nothing new; `None` if it may.
    pub fn bars(&self, keys: &[String]) -> Option<&'static str> {
        let any = |set: &BTreeSet<String>| keys.iter().any(|key| set.contains(key));
        match (any(&self.gone), any(&self.held)) {
            (true, _) => Some("an editor took its episode out of this day"),
            (_, true) => Some("its episode is in the post, as an editor has it"),
            _ => None,
        }
    }

    /// Whether a slug is taken.
    pub fn has_slug(&self, slug: &str) -> bool {
        self.slugs.contains(slug)
    }

    /// Whether the very passage stands in the post.
    pub fn has_quote(&self, quote: &str) -> bool {
        self.quotes.contains(&text::fold(quote))
    }
}

impl Kept {
    fn new(section: &Section) -> Option<Self> {
        let source = section.source.as_ref()?;
        let candidate = Candidate {
            quote: section.quote.clone().unwrap_or_default(),
            raw: 0..0,
            start: source.start,
            end: source.end,
            speaker: source.speaker.clone(),
            headline: section.headline.clone(),
            text: post::plain(&section.body),
            topics: source.topics.clone(),
            signals: Vec::new(),
            // No floor is above it.
            score: 1.0,
            by: source.by.clone(),
            checks: Vec::new(),
        };
        let marks = marks(&source.guid, source.audio.as_deref(), &source.episode);
        let keys = keys(&source.podcast, source.feed.as_deref(), &source.guid, source.audio.as_deref(), &marks);
        Some(Self { podcast: source.podcast.clone(), keys, candidate })
    }
}
