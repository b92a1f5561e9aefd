//! `takefive feeds list`: how the feeds fare, from the cache.

use super::{
    Outcome, World, cache,
    health::{Kind, Problem, problems},
    name_of,
};
use crate::{
    cli::Sort,
    cmd::talk,
    config::{FeedEntry, FeedsFile, Publication},
    feed::{self, Digest, Health},
    text::width::{cut, left, right},
};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;
use std::{cmp::Reverse, io::Write};

/// Columns of the table after the name, which takes what is left of 80: titles and widths.
const COLUMNS: [(&str, usize); 4] = [("LAST EPISODE", 12), ("LAST POLL", 10), ("FAILURES", 8), ("TRANSCRIPTS", 11)];
/// Columns of a terminal.
const WIDTH: usize = 80;

/// A feed of the list.
struct Row<'a> {
    entry: &'a FeedEntry,
    health: Health,
    problems: Vec<Problem>,
}

/// A feed as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    name: String,
    line: Option<usize>,
    topics: &'a [String],
    keep: bool,
    last_episode: Option<Timestamp>,
    last_poll: Option<Timestamp>,
    last_success: Option<Timestamp>,
    not_before: Option<Timestamp>,
    status: Option<u16>,
    failures: u32,
    problem: Option<&'a str>,
    moved_to: Option<&'a str>,
    objection: Option<&'a str>,
    episodes: usize,
    with_transcript: usize,
    transcript_share: Option<f64>,
    problems: Vec<&'static str>,
}

/// Prints the list.
///
/// # Errors
/// Standard output.
pub(super) fn run(publication: &Publication, sort: Sort, json: bool, world: &World) -> anyhow::Result<Outcome> {
    let cache = cache(publication);
    let kept = feed::Kept::new(&cache);
    let feeds: Vec<(&FeedEntry, Option<Health>)> = publication.feeds.par_iter().map(|e| (e, kept.health(e))).collect();
    let problems = problems(&feeds, world.now);
    let row = |((entry, health), problems): ((_, Option<Health>), _)| Row { entry, health: health.unwrap_or_default(), problems };
    let mut rows: Vec<(usize, Row<'_>)> = feeds.into_iter().zip(problems).map(row).enumerate().collect();
    if sort == Sort::Worst {
        rows.sort_by_key(|(n, row)| (worst(row), Reverse(row.health.failures), row.health.digest.newest, *n));
    }
    let mut out = anstream::stdout().lock();
    if json {
        let lines = FeedsFile::read(&publication.root)?.lines();
        for (n, row) in &rows {
            writeln!(out, "{}", serde_json::to_string(&row.json(lines.get(*n).copied()))?)?;
        }
        return Ok(Outcome::Done);
    }
    if !rows.is_empty() {
        writeln!(out, "{}", columns("PODCAST", COLUMNS.map(|(title, _)| title.to_owned())))?;
    }
    for (_, row) in &rows {
        for line in row.lines(world.now) {
            writeln!(out, "{line}")?;
        }
    }
    drop(out);
    let bad = rows.iter().filter(|(_, row)| !row.problems.is_empty()).count();
    let count = talk::count(rows.len(), "feed", "feeds");
    talk::done(world.quiet, "Listed", format!("{count}: {} well, {bad} to look after", rows.len() - bad));
    if rows.is_empty() {
        talk::done(world.quiet, "Hint", "`takefive feeds add URL` adds the first");
    }
    Ok(Outcome::Done)
}

/// The worst of its problems; feeds without any come last.
fn worst(row: &Row<'_>) -> (bool, Option<Kind>) {
    let worst = row.problems.first().map(|problem| problem.kind);
    (worst.is_none(), worst)
}

fn columns(name: &str, cells: [String; 4]) -> String {
    let taken: usize = COLUMNS.iter().map(|(_, width)| width + 2).sum();
    let cells = cells.iter().zip(COLUMNS).map(|(cell, (_, width))| format!("  {}", right(cell, width)));
    left(name, WIDTH - taken) + &cells.collect::<String>()
}

impl Row<'_> {
    /// The feed's line, and one below it for each thing that is wrong.
    fn lines(&self, now: Timestamp) -> Vec<String> {
        let (health, digest) = (&self.health, &self.health.digest);
        let dash = || "–".to_owned();
        let cells = [
            digest.newest.map_or_else(dash, |at| at.strftime("%Y-%m-%d").to_string()),
            health.last_poll.map_or_else(|| "never".to_owned(), |at| ago(at, now)),
            if health.last_poll.is_some() { health.failures.to_string() } else { dash() },
            share(digest).map_or_else(dash, |share| format!("{:.0}%", (share * 100.0).floor())),
        ];
        let name = name_of(self.entry, &digest.title);
        // Of a mere address, the part that tells it from others.
        let name = if name == self.entry.url.as_str() { name.split_once("://").map_or(name.as_str(), |(_, rest)| rest) } else { &name };
        let mut lines = vec![columns(name, cells)];
        let told = self.problems.iter().filter(|p| p.kind != Kind::Unread && p.kind != Kind::NoTranscripts);
        lines.extend(told.map(|problem| format!("  {}", cut(&problem.what, WIDTH - 2))));
        lines
    }

    fn json(&self, line: Option<usize>) -> Line<'_> {
        let (health, digest) = (&self.health, &self.health.digest);
        Line {
            url: self.entry.url.as_str(),
            name: name_of(self.entry, &digest.title),
            line,
            topics: &self.entry.topics,
            keep: self.entry.keep,
            last_episode: digest.newest,
            last_poll: health.last_poll,
            last_success: health.last_success,
            not_before: health.not_before,
            status: health.last_status,
            failures: health.failures,
            problem: health.problem.as_deref(),
            moved_to: health.moved_to.as_deref(),
            objection: digest.objection.as_deref(),
            episodes: digest.episodes,
            with_transcript: digest.with_transcript,
            transcript_share: share(digest),
            problems: self.problems.iter().map(|problem| problem.kind.word()).collect(),
        }
    }
}

/// The share of episodes that offer a transcript, from 0 to 1. `None` if there are no episodes.
#[expect(clippy::cast_precision_loss, reason = "no feed has 2^52 episodes")]
fn share(digest: &Digest) -> Option<f64> {
    (digest.episodes > 0).then(|| digest.with_transcript as f64 / digest.episodes as f64)
}

/// `5 min ago`; at most ten characters for thirty years.
fn ago(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(then).as_mins();
    match minutes {
        ..1 => "now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..2880 => format!("{} h ago", minutes / 60),
        _ => format!("{} d ago", minutes / 1440),
    }
}
