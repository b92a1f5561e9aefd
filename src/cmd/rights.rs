//! What may be quoted: the publisher's terms, the owner's list `never`, and the budget of quoted words.
//!
//! A licence (`podcast:license`) is stated with every quote and changes none of this: short quotes need no licence, and one that allows more
//! does not make more of them good to read. Of one that reserves rights, the desk says so.

use super::{draft::Found, used::keys};
use crate::{
    cache::Cache,
    config::{FeedEntry, Never, Publication, Site},
    feed::{self, Loaded},
    model::{Episode, Feed, Section},
    post::{Entry, Fault},
    report::{Report, Stage},
    text::count_words,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Why nothing of a feed is quoted; goes on after the feed's address. `None` if it may be.
pub fn of_feed(never: &Never, entry: &FeedEntry, loaded: &Loaded) -> Option<String> {
    let podcast = loaded.feed.as_ref().map(|feed| &feed.podcast);
    let names = [Some(entry.url.as_str()), entry.name.as_deref()].into_iter().flatten();
    let its = podcast.into_iter().flat_map(|p| [Some(p.title.as_str()), p.guid.as_deref()].into_iter().flatten());
    if let Some(listed) = never.entry(names.chain(its)) {
        return Some(format!("is read but never quoted (never: {listed})"));
    }
    match podcast.and_then(|p| p.objection.as_deref()) {
        Some(terms) => Some(format!("the publisher asks not to be used ({terms})")),
        None => (!entry.keep).then(|| "is read but never quoted (keep: false)".to_owned()),
    }
}

/// Why nothing of an episode is quoted; goes on after its name.
pub fn of_episode(never: &Never, episode: &Episode) -> Option<String> {
    if let Some(listed) = never.entry([episode.guid.as_str()]) {
        return Some(format!("is not quoted (never: {listed})"));
    }
    episode.objection.as_ref().map(|terms| format!("is not quoted: the publisher objects ({terms})"))
}

/// What an editor wants to know of a licence that reserves rights.
pub fn tell_licence(report: &mut Report, feed: &Feed, episode: &Episode, name: &str, budget: usize) {
    let licence = episode.license.as_deref().or(feed.podcast.license.as_deref()).unwrap_or_default();
    if !licence.is_empty() && !is_open(licence) {
        let what = format!("has the licence {licence:?}: at most {budget} of its words are quoted (quoted-words)");
        report.note(Stage::Feed, name, what);
    }
}

/// Whether a licence lets everybody pass the words on and change them.
fn is_open(licence: &str) -> bool {
    let open = ["cc0", "cc-by", "cc by", "public domain", "pdm", "mit", "apache", "bsd", "gfdl", "0bsd", "unlicense"];
    let reserved = licence.contains("-nc") || licence.contains("-nd") || licence.contains(" nc") || licence.contains(" nd");
    open.iter().any(|start| licence.starts_with(start)) && !reserved
}

/// Words quoted from each episode so far, under each of the names that posts know it by.
#[derive(Debug, Default)]
pub struct Quoted {
    words: BTreeMap<String, usize>,
}

impl Quoted {
    /// What all posts quote but the one of `day`, which is being made.
    pub fn but_on(day: Date, entries: &[Entry]) -> Self {
        let mut quoted = Self::default();
        for section in entries.iter().filter(|e| e.post.front.date != day).flat_map(|e| &e.post.sections) {
            for key in keys_of(section) {
                *quoted.words.entry(key).or_default() += words(section);
            }
        }
        quoted
    }

    /// Words quoted from the episode of these names.
    fn of(&self, keys: &[String]) -> usize {
        keys.iter().filter_map(|key| self.words.get(key)).copied().max().unwrap_or(0)
    }
}

/// Takes out what would quote more of its episode than the site allows. Gives the headline of each, and why.
pub(super) fn keep_budget(found: &mut [Found<'_>], site: &Site, quoted: &Quoted) -> Vec<(String, String)> {
    let mut over = Vec::new();
    for f in found {
        let before = quoted.of(&f.fresh.keys());
        let left = site.quoted_words.saturating_sub(before);
        f.candidates.retain(|candidate| {
            let words = count_words(&candidate.quote);
            if words > left {
                let before = if before > 0 { format!(", {before} were quoted before") } else { String::new() };
                over.push((
                    candidate.headline.clone(),
                    format!(
                        "its quote has {words} words{before}, and no more than {} of an episode are quoted (quoted-words)",
                        site.quoted_words
                    ),
                ));
            }
            words <= left
        });
    }
    over
}

/// Posts that quote more of an episode than the site allows, what it never quotes, or who objects to it by now: one fault for each section.
pub fn faults(publication: &Publication, entries: &[Entry]) -> Vec<Fault> {
    let (site, never) = (&publication.site, Never::new(&publication.site));
    let cache = Cache::new(publication.cache_dir());
    let kept = feed::Kept::new(&cache);
    let objection = |entry: &FeedEntry| Some((entry.url.to_string(), kept.health(entry)?.digest.objection?));
    let objections: BTreeMap<String, String> = publication.feeds.iter().filter_map(objection).collect();
    let mut quoted = Quoted::default();
    let mut faults = Vec::new();
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort_by_key(|entry| entry.post.front.date);
    for (entry, section) in entries.into_iter().flat_map(|e| e.post.sections.iter().map(move |s| (e, s))) {
        let Some(source) = &section.source else { continue };
        let line = section.source_line.unwrap_or(section.line);
        let names = [Some(source.podcast.as_str()), source.feed.as_deref(), Some(source.guid.as_str())];
        if let Some(listed) = never.entry(names.into_iter().flatten()) {
            faults.push(Fault::error(&entry.path, line, format!("quotes what is never quoted (never: {listed}); delete the section")));
        }
        if let Some(terms) = source.feed.as_ref().and_then(|feed| objections.get(feed)) {
            let message = format!("the publisher asks not to be used by now ({terms}); think about deleting the section");
            faults.push(Fault::warning(&entry.path, line, message));
        }
        let (keys, words) = (keys_of(section), words(section));
        let all = quoted.of(&keys) + words;
        if words > 0 && all > site.quoted_words {
            let message = format!(
                "with this quote of {words} words, {all} are quoted from the episode; cut it, for no more than {} may be (quoted-words)",
                site.quoted_words
            );
            faults.push(Fault::error(&entry.path, section.line, message));
        }
        for key in keys {
            *quoted.words.entry(key).or_default() += words;
        }
    }
    faults
}

fn keys_of(section: &Section) -> Vec<String> {
    let named = section.source.as_ref().filter(|source| !source.guid.trim().is_empty());
    named.map(|s| keys(&s.podcast, s.feed.as_deref(), &s.guid, s.audio.as_deref(), &[])).unwrap_or_default()
}

/// Words that a section quotes: the quote, and what an editor quoted after it.
fn words(section: &Section) -> usize {
    let more = section.after.lines().filter_map(|line| line.trim_start().strip_prefix('>')).map(count_words).sum::<usize>();
    section.quote.as_deref().map_or(0, count_words) + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_open_or_reserve_rights() {
        for open in ["cc-by-4.0", "cc0-1.0", "cc-by-sa-4.0", "mit", "public domain"] {
            assert!(is_open(open), "{open}");
        }
        for reserved in ["cc-by-nc-4.0", "cc by-nd", "all rights reserved", "my-own"] {
            assert!(!is_open(reserved), "{reserved}");
        }
    }
}
