//! `takefive check`: every fault in the content, with file, line and what to do.

mod guard;
mod repeats;
mod show;

use super::{Outcome, World, rights, talk, taste};
use crate::{
    cache::Cache,
    cli::{CheckArgs, Format},
    config::Publication,
    feed, files,
    model::{Episode, Section, Source, Status, TranscriptLink},
    post::{self, Entry, Fault},
    progress, site, text,
    transcript::{
        self,
        fetch::{self as transcripts, Wanted},
    },
};
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

/// Runs the command.
///
/// # Errors
/// The configuration or a folder cannot be read; faults in the content are printed, and end with [`Outcome::Failed`].
pub fn run(root: &Path, args: &CheckArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    if args.fix {
        mend(&publication.root, &args.days, quiet)?;
    }
    let (entries, mut faults) = post::load(&publication.root)?;
    faults.extend(post::check(&entries));
    faults.extend(entries.iter().flat_map(post::pictures));
    faults.extend(repeats::repeats(&entries));
    faults.extend(desks(&publication.root)?);
    faults.extend(taste::fault(&publication.root));
    faults.extend(rights::faults(&publication, &entries));
    if args.fetch {
        fetch_missing(&publication, &entries, quiet)?;
    }
    let quotes = quotes(&publication, &entries);
    faults.extend(quotes.faults);
    faults.extend(guarded(&publication, &entries));
    faults.extend(links(&publication, &entries)?);
    let asked =
        |path: &Path| args.days.is_empty() || args.days.iter().any(|day| path.file_stem().is_some_and(|name| *name == *day.to_string()));
    faults.retain(|fault| asked(&fault.path));
    faults.sort_by(|a, b| (&a.path, a.line, a.column, &a.message).cmp(&(&b.path, b.line, b.column, &b.message)));
    faults.dedup();
    let format = if args.json { Format::Json } else { args.format };
    anstream::stdout().lock().write_all(show::show(&publication.root, &faults, format)?.as_bytes())?;

    let errors = faults.iter().filter(|f| f.is_error()).count();
    let shown: Vec<&Entry> = entries.iter().filter(|entry| asked(&entry.path)).collect();
    let insights = shown.iter().map(|e| e.post.sections.len()).sum();
    let (posts, insights) = (talk::count(shown.len(), "post", "posts"), talk::count(insights, "insight", "insights"));
    let found = format!("{}, {}", talk::count(errors, "error", "errors"), talk::count(faults.len() - errors, "warning", "warnings"));
    talk::done(quiet, "Checked", format!("{posts} with {insights}: {found}"));
    for entry in shown.iter().filter(|entry| entry.post.front.status == Status::Draft).rev().take(3) {
        talk::done(quiet, "Length", format!("{}: {}", entry.post.front.date, length(entry)));
    }
    talk::done(
        quiet,
        "Quotes",
        format!("{} found word for word in their transcripts, {} not held against one", quotes.found, quotes.unread),
    );
    if quotes.unread > 0 && !args.fetch {
        talk::done(quiet, "Hint", "`takefive check --fetch` gets the transcripts that are not in the cache");
    }
    let mendable = faults.iter().filter(|fault| fault.fix.is_some()).count();
    if mendable > 0 {
        talk::done(quiet, "Hint", format!("`takefive check --fix` mends {}", talk::count(mendable, "of these itself", "of these itself")));
    }
    Ok(if errors == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Words of a post and the time that they take to read: 230 a minute.
fn length(entry: &Entry) -> String {
    let sections = entry.post.sections.iter();
    let words: usize =
        sections.map(|s| [&s.headline, &post::plain(&s.body)].map(|text| text::count_words(text)).iter().sum::<usize>()).sum();
    let words = words + text::count_words(&post::plain(&entry.post.opening));
    format!("{}, {} to read", talk::count(words, "word", "words"), talk::count(words.div_ceil(230).max(1), "minute", "minutes"))
}

/// Mends what takes no judgement, round after round: a file tells one fault of its YAML at a time.
fn mend(root: &Path, days: &[jiff::civil::Date], quiet: bool) -> anyhow::Result<()> {
    for path in files::list(&root.join("content/posts"), "md")? {
        if !days.is_empty() && !days.iter().any(|day| path.file_stem().is_some_and(|name| *name == *day.to_string())) {
            continue;
        }
        let Ok(old) = files::read(&path) else { continue };
        let (mut text, mut all) = (old.clone(), 0);
        for _ in 0..100 {
            let (post, mut faults) = post::parse(&text, &path);
            let entry = post.map(|post| Entry { path: path.clone(), text: text.clone(), post });
            faults.extend(entry.iter().flat_map(|entry| post::check(std::slice::from_ref(entry))));
            let (new, done) = post::fix(&text, &faults);
            if done == 0 {
                break;
            }
            (text, all) = (new, all + done);
        }
        if text != old {
            files::write(&path, text.as_bytes())?;
            talk::done(quiet, "Mended", format!("{}: {}", path.display(), talk::count(all, "fault", "faults")));
        }
    }
    Ok(())
}

/// What the edit guard finds.
fn guarded(publication: &Publication, entries: &[Entry]) -> Vec<Fault> {
    let cache = Cache::new(publication.cache_dir());
    let sections: Vec<(&PathBuf, &Section)> = entries.iter().flat_map(|e| e.post.sections.iter().map(move |s| (&e.path, s))).collect();
    let touched = sections.into_par_iter().filter(|(_, section)| section.source.is_some() && post::touched(section));
    let kept = feed::Kept::new(&cache);
    let look = |(path, section): (&PathBuf, &Section)| {
        let mut faults = guard::claims(publication, &cache, path, section);
        let people = section.source.as_ref().map(|source| guard::people(publication, &kept, source)).unwrap_or_default();
        faults.extend(guard::names(&people, path, section));
        faults
    };
    touched.flat_map_iter(look).collect()
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
