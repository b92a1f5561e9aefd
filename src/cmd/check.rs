//! `takefive check`: every fault in the content, with file, line and what to do.

use super::{Outcome, World, rights, talk, taste};
use crate::{
    cache::Cache,
    cli::CheckArgs,
    config::Publication,
    feed, files,
    model::{Episode, Section, Source, TranscriptLink},
    post::{self, Entry, Fault},
    progress, site,
    transcript::{
        self,
        fetch::{self as transcripts, Wanted},
    },
};
use rayon::prelude::*;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

/// One fault as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    file: String,
    line: usize,
    column: usize,
    severity: &'static str,
    message: &'a str,
}

/// Runs the command.
///
/// # Errors
/// The configuration or a folder cannot be read; faults in the content are printed, and end with [`Outcome::Failed`].
pub fn run(root: &Path, args: &CheckArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let (entries, mut faults) = post::load(&publication.root)?;
    faults.extend(post::check(&entries));
    faults.extend(desks(&publication.root)?);
    faults.extend(taste::fault(&publication.root));
    faults.extend(rights::faults(&publication, &entries));
    if args.fetch {
        fetch_missing(&publication, &entries, quiet)?;
    }
    let quotes = quotes(&publication, &entries);
    faults.extend(quotes.faults);
    faults.extend(links(&publication, &entries)?);
    faults.sort_by(|a, b| (&a.path, a.line, a.column, &a.message).cmp(&(&b.path, b.line, b.column, &b.message)));
    faults.dedup();
    print(&publication.root, &faults, args.json)?;

    let errors = faults.iter().filter(|f| f.is_error()).count();
    let insights = entries.iter().map(|e| e.post.sections.len()).sum();
    let (posts, insights) = (talk::count(entries.len(), "post", "posts"), talk::count(insights, "insight", "insights"));
    let found = format!("{}, {}", talk::count(errors, "error", "errors"), talk::count(faults.len() - errors, "warning", "warnings"));
    talk::done(quiet, "Checked", format!("{posts} with {insights}: {found}"));
    talk::done(
        quiet,
        "Quotes",
        format!("{} found word for word in their transcripts, {} not held against one", quotes.found, quotes.unread),
    );
    if quotes.unread > 0 && !args.fetch {
        talk::done(quiet, "Hint", "`takefive check --fetch` gets the transcripts that are not in the cache");
    }
    Ok(if errors == 0 { Outcome::Done } else { Outcome::Failed })
}

fn print(root: &Path, faults: &[Fault], json: bool) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for fault in faults {
        let severity = if fault.is_error() { "error" } else { "warning" };
        let path = fault.path.strip_prefix(root).unwrap_or(&fault.path).display();
        if json {
            let line = Line { file: path.to_string(), line: fault.line, column: fault.column, severity, message: &fault.message };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        } else {
            let style = if fault.is_error() { talk::ERROR } else { talk::WARNING };
            writeln!(out, "{path}:{}:{}: {style}{severity}:{style:#} {}", fault.line, fault.column, fault.message)?;
        }
    }
    Ok(())
}

struct Quotes {
    found: usize,
    unread: usize,
    faults: Vec<Fault>,
}

/// Holds every quote against the transcript that it names.
fn quotes(publication: &Publication, entries: &[Entry]) -> Quotes {
    let cache = Cache::new(publication.cache_dir());
    let sections: Vec<(&PathBuf, &Section)> =
        entries.iter().flat_map(|e| e.post.sections.iter().map(move |s| (&e.path, s))).filter(|(_, s)| s.source.is_some()).collect();
    let results: Vec<Option<Result<(), Fault>>> =
        sections.par_iter().map(|(path, section)| quote(publication, &cache, path, section)).collect();
    let unread = results.iter().filter(|r| r.is_none()).count();
    let faults: Vec<Fault> = results.into_iter().flatten().filter_map(Result::err).collect();
    Quotes { found: sections.len() - unread - faults.len(), unread, faults }
}

/// `None` if there is no transcript to hold the quote against.
fn quote(publication: &Publication, cache: &Cache, path: &Path, section: &Section) -> Option<Result<(), Fault>> {
    let source = section.source.as_ref()?;
    let (quote, file) = (section.quote.as_ref()?, source.transcript.as_ref()?);
    let loaded = if file.notes { notes(publication, cache, source) } else { transcripts::by_url(cache, &file.url, &file.sha256) }?;
    let line = section.source_line.unwrap_or(section.line);
    let result = transcript::verify(&loaded.text, &loaded.transcript, quote, file.chars);
    Some(result.map_err(|message| Fault::error(path, line, message)))
}

/// The show notes that were read in place of a transcript stand in the podcast's feed.
fn notes(publication: &Publication, cache: &Cache, source: &Source) -> Option<transcripts::Loaded> {
    let file = source.transcript.as_ref()?;
    let entry = publication.feeds.iter().find(|entry| entry.url.as_str() == file.url)?;
    let feed = feed::load(cache, entry).feed?;
    let episode = feed.episodes.iter().find(|episode| episode.guid == source.guid)?;
    let bare = Episode { transcripts: Vec::new(), ..episode.clone() };
    let wanted = Wanted { episode: &bare, feed: entry.url.as_str(), allow_private: false, language: None };
    transcripts::load(cache, &wanted).ok().filter(|loaded| loaded.sha256 == file.sha256)
}

/// Gets the transcripts that sections name and the cache lacks.
fn fetch_missing(publication: &Publication, entries: &[Entry], quiet: bool) -> anyhow::Result<()> {
    let cache = Cache::new(publication.cache_dir());
    let sections = entries.iter().flat_map(|e| &e.post.sections);
    let files = sections.filter_map(|s| s.source.as_ref()?.transcript.as_ref()).filter(|file| !file.notes);
    let missing: BTreeSet<&str> =
        files.filter(|f| transcripts::by_url(&cache, &f.url, &f.sha256).is_none()).map(|f| f.url.as_str()).collect();
    let link = |url: &&str| TranscriptLink { url: (*url).to_owned(), ..TranscriptLink::default() };
    let episodes: Vec<Episode> = missing.iter().map(|url| Episode { transcripts: vec![link(url)], ..Episode::default() }).collect();
    let allow_private = publication.site.allow_private;
    let wanted: Vec<Wanted<'_>> = episodes.iter().map(|episode| Wanted { episode, feed: "", allow_private, language: None }).collect();
    let client = World::real(quiet).client(publication)?;
    let bar = progress::bar("Transcripts", wanted.len(), quiet);
    let report = super::runtime()?.block_on(transcripts::fetch(&client, &cache, &wanted, &bar));
    bar.finish_and_clear();
    talk::report(quiet, &report);
    Ok(())
}

/// Faults in the desks' files: what is pasted from there must be sound.
fn desks(root: &Path) -> anyhow::Result<Vec<Fault>> {
    let paths = files::list(&root.join("content/desk"), "md")?;
    let read = |path: &PathBuf| Ok(post::desk::parse(&files::read(path)?, path).1);
    let faults: Vec<Vec<Fault>> = paths.par_iter().map(read).collect::<anyhow::Result<_>>()?;
    Ok(faults.into_iter().flatten().collect())
}

/// Links into the site that lead nowhere.
fn links(publication: &Publication, entries: &[Entry]) -> anyhow::Result<Vec<Fault>> {
    let posts: Vec<_> = entries.iter().map(|e| e.post.clone()).collect();
    let pages = site::load_pages(publication)?;
    let paths = site::paths(publication, &posts, &pages)?;
    let mut faults = Vec::new();
    for entry in entries {
        for (line, column, target) in post::links(entry) {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            if !paths.contains(path) && !paths.contains(&format!("{path}/")) {
                let message = format!("the link to {target} leads nowhere in this site; correct it, or delete it");
                faults.push(Fault { column, ..Fault::error(&entry.path, line, message) });
            }
        }
    }
    Ok(faults)
}
