//! The edit guard: what an editor's words say that the passage did not, and names that are spelled unlike the publisher's.

use crate::{
    cache::Cache,
    config::Publication,
    feed,
    insight::{
        About,
        llm::{Ground, unborne_by_quote},
    },
    model::{Section, Source},
    post::{self, Fault},
    transcript::fetch as transcripts,
};
use std::{collections::BTreeSet, path::Path};

/// Names that are so much alike are meant to be the same.
const ALIKE: f64 = 0.93;

/// Numbers, names, denials and comparisons that an edited section says and its passage does not. Sections that are as they were generated
/// were held against their passage then, and an editor who confirmed one is believed.
pub fn claims(publication: &Publication, cache: &Cache, path: &Path, section: &Section) -> Vec<Fault> {
    let (Some(source), Some(quote)) = (&section.source, &section.quote) else { return Vec::new() };
    if source.confirmed || !post::touched(section) {
        return Vec::new();
    }
    let claim = format!("{}.\n{}", section.headline, post::plain(&section.body));
    let names = [&source.podcast, &source.episode].into_iter().chain(&source.speaker).map(String::as_str).collect::<Vec<_>>().join("\n");
    let file = source.transcript.as_ref().filter(|file| !file.notes);
    let loaded = file.and_then(|file| transcripts::by_url(cache, &file.url, &file.sha256));
    let language = &publication.site.language;
    let unborne = match &loaded {
        Some(loaded) => {
            let guests: Vec<&str> = source.speaker.as_deref().into_iter().collect();
            let about = About { podcast: &source.podcast, episode: &source.episode, guests, language, ..About::default() };
            Ground::new(&loaded.transcript, &about, language).unborne(quote, &claim)
        }
        None => unborne_by_quote(quote, &claim, &names, language),
    };
    let fault = |what: String| {
        let line = line_of(section, &what);
        Fault::warning(
            path,
            line,
            format!("{what} in the passage; correct it, or write `confirmed: true` in the source block if you stand by it"),
        )
    };
    unborne.into_iter().map(fault).collect()
}

/// The line of the section that has the quoted word of a message, else its heading's.
fn line_of(section: &Section, message: &str) -> usize {
    let word = message.split(['“', '”']).nth(1).unwrap_or_default();
    if word.is_empty() || section.headline.contains(word) {
        return section.line;
    }
    // The claim stands below the heading and a blank line.
    let at = section.body.lines().position(|line| line.contains(word));
    at.map_or(section.line, |n| section.line + 2 + n)
}

/// Names in a section that are nearly, but not quite, those of the people whom the feed names.
pub fn names(people: &BTreeSet<String>, path: &Path, section: &Section) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut look = |words: &str, line: usize| {
        for name in people.iter().filter(|name| name.split_whitespace().count() > 1) {
            let count = name.split_whitespace().count();
            let all: Vec<&str> = words.split_whitespace().collect();
            for run in all.windows(count) {
                let written = run.join(" ");
                let written = written.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").trim_end_matches("’s");
                let capital = run.iter().all(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase));
                let near = || strsim::jaro_winkler(&written.to_lowercase(), &name.to_lowercase()) >= ALIKE;
                if capital && written != *name && !people.contains(written) && near() {
                    found.push(Fault::warning(path, line, format!("the publisher writes the name `{written}` as `{name}`")));
                }
            }
        }
    };
    look(&section.headline, section.line);
    look(&post::plain(&section.body), section.line);
    if let Some((speaker, line)) = section.source.as_ref().and_then(|s| s.speaker.as_deref()).zip(section.source_line) {
        look(speaker, line);
    }
    found.dedup();
    found
}

/// The people whom a section's feed and episode name.
pub fn people(publication: &Publication, kept: &feed::Kept<'_>, source: &Source) -> BTreeSet<String> {
    let entry = publication.feeds.iter().find(|entry| source.feed.as_deref() == Some(entry.url.as_str()));
    let Some(feed) = entry.and_then(|entry| kept.load(entry).feed) else { return BTreeSet::new() };
    let episode = feed.episodes.iter().find(|episode| episode.guid == source.guid);
    let people = feed.podcast.people.iter().chain(episode.into_iter().flat_map(|episode| &episode.people));
    people.map(|person| person.name.clone()).collect()
}
