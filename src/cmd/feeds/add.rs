//! `takefive feeds add`: follows podcasts.

use super::{
    Outcome, World, cache,
    find::{Finder, Found, address},
    insisting, name_of,
};
use crate::{
    cache::Cache,
    cli::AddArgs,
    cmd::{runtime, talk},
    config::{FeedEntry, FeedsFile, Publication, folded_address},
    feed,
    text::{
        one_line,
        width::{cut, wrap},
    },
};
use anyhow::{bail, ensure};
use std::io::Write;
use url::Url;

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Column at which values start in what is shown of a feed.
const VALUES: usize = 15;

/// Adds each of the addresses; one that cannot be added costs the others nothing.
///
/// # Errors
/// The arguments contradict each other, the network cannot be set up, or the list cannot be written.
pub(super) fn run(publication: &Publication, args: &AddArgs, world: &World) -> anyhow::Result<Outcome> {
    ensure!(args.name.is_none() || args.urls.len() == 1, "--name is for one podcast; {} were given", args.urls.len());
    ensure!(args.weight.is_none_or(|weight| (0.0..=2.0).contains(&weight)), "--weight must be from 0 to 2");
    let client = world.client(publication)?;
    let cache = cache(publication);
    let options = insisting(publication, world);
    let finder = Finder { client: &client, cache: &cache, options, lookup: &args.apple_lookup, nth: args.nth, quiet: world.quiet };
    let runtime = runtime()?;
    let mut failed = 0;
    for (n, text) in args.urls.iter().enumerate() {
        let added = address(text).and_then(|url| {
            refuse_listed(publication, &cache, &url, None)?;
            let found = runtime.block_on(finder.find(url))?;
            if n > failed {
                writeln!(anstream::stdout())?;
            }
            add(publication, &cache, args, found, world)
        });
        if let Err(error) = added {
            failed += 1;
            anstream::eprintln!("{}error:{} {error:#}", talk::ERROR, talk::ERROR.render_reset());
        }
    }
    Ok(match failed {
        0 => Outcome::Done,
        _ if failed == args.urls.len() => Outcome::Failed,
        _ => Outcome::Skipped,
    })
}

fn add(publication: &Publication, cache: &Cache, args: &AddArgs, found: Found, world: &World) -> anyhow::Result<()> {
    refuse_listed(publication, cache, &found.url, found.feed.podcast.guid.as_deref())?;
    let title = one_line(&found.feed.podcast.title);
    let mut entry = FeedEntry { name: Some(args.name.clone().unwrap_or(title)), ..FeedEntry::new(found.url.clone()) };
    for topic in args.topics.iter().map(|topic| one_line(topic).to_lowercase()).filter(|topic| !topic.is_empty()) {
        if !entry.topics.contains(&topic) {
            entry.topics.push(topic);
        }
    }
    entry.weight = args.weight.unwrap_or(entry.weight);
    let mut file = FeedsFile::read(&publication.root)?;
    file.add(std::slice::from_ref(&entry))?;
    file.save()?;
    show(&entry, &found)?;
    let line = file.lines().last().map(|line| format!(", line {line}")).unwrap_or_default();
    talk::done(world.quiet, "Added", format!("{} to content/feeds.yaml{line}", cut(&name_of(&entry, ""), 36)));
    Ok(())
}

/// Refuses what is listed: the same address, one that a listed feed has moved to, or the same `podcast:guid`.
fn refuse_listed(publication: &Publication, cache: &Cache, url: &Url, guid: Option<&str>) -> anyhow::Result<()> {
    let wanted = folded_address(url);
    let file = FeedsFile::read(&publication.root)?;
    for (n, entry) in file.entries().iter().enumerate() {
        let health = feed::health(cache, entry).unwrap_or_default();
        let moved = health.moved_to.as_deref().and_then(|to| Url::parse(to).ok());
        let why = if folded_address(&entry.url) == wanted {
            "has this address"
        } else if moved.is_some_and(|to| folded_address(&to) == wanted) {
            "has moved to this address; `takefive feeds check --fix` writes it there"
        } else if guid.is_some() && health.digest.guid.as_deref() == guid {
            "has the same podcast:guid"
        } else {
            continue;
        };
        let place = file.lines().get(n).map_or_else(|| "content/feeds.yaml".to_owned(), |line| format!("content/feeds.yaml:{line}"));
        bail!("{url} is listed already: {}, {place}, {why}", name_of(entry, &health.digest.title));
    }
    Ok(())
}

/// Shows what a feed holds.
fn show(entry: &FeedEntry, found: &Found) -> anyhow::Result<()> {
    let (podcast, digest) = (&found.feed.podcast, &found.health.digest);
    let newest = found.feed.episodes.iter().find(|episode| episode.published.is_some_and(|at| Some(at) == digest.newest));
    let newest = newest.and_then(|episode| Some(format!("{}: {}", episode.published?.strftime("%Y-%m-%d"), one_line(&episode.title))));
    let transcripts = match (digest.with_transcript, digest.episodes) {
        (_, 0) => "–".to_owned(),
        (0, _) => "none; show notes are read instead, which seldom hold an insight".to_owned(),
        (with, all) => format!("{with} of {all} episodes ({}%)", with * 100 / all),
    };
    let terms = match &podcast.objection {
        Some(terms) => format!("asks not to be used ({terms}): it will be read, but never quoted"),
        None => "nothing speaks against quoting it".to_owned(),
    };
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", cut(&name_of(entry, ""), WIDTH))?;
    for (key, value) in [
        ("address", entry.url.to_string()),
        ("episodes", digest.episodes.to_string()),
        ("newest", newest.unwrap_or_else(|| "–".to_owned())),
        ("transcripts", transcripts),
        ("licence", podcast.license.clone().unwrap_or_else(|| "none stated".to_owned())),
        ("terms", terms),
        ("topics", if entry.topics.is_empty() { "–".to_owned() } else { entry.topics.join(", ") }),
    ] {
        for (n, line) in wrap(&value, WIDTH - VALUES).into_iter().enumerate() {
            writeln!(out, "  {:<width$}{line}", if n == 0 { key } else { "" }, width = VALUES - 2)?;
        }
    }
    Ok(())
}
