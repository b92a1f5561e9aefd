//! `takefive feeds check`: one poll of each feed, what is wrong, and how to mend it.

use super::{
    Outcome, World, cache,
    health::{Kind, Problem, problems},
    insisting, name_of,
};
use crate::{
    cmd::{runtime, talk},
    config::{FeedEntry, FeedsFile, Publication},
    feed::{self, Health},
    http::{Client, Request},
    progress,
    text::width::{cut, wrap},
};
use futures_util::StreamExt;
use serde::Serialize;
use std::io::Write;
use url::Url;

/// Feeds that are asked by https at the same time; the client has the limits that hosts notice.
const AT_ONCE: usize = 64;
/// Columns of a terminal.
const WIDTH: usize = 80;

/// A problem as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    file: &'static str,
    line: Option<usize>,
    feed: &'a str,
    name: &'a str,
    problem: &'static str,
    message: &'a str,
    mend: &'a str,
    new: Option<&'a str>,
    fixed: bool,
}

/// A feed with what is wrong with it.
struct Checked<'a> {
    entry: &'a FeedEntry,
    name: String,
    problems: Vec<Problem>,
    /// True if its new address was written.
    fixed: bool,
}

/// Checks all feeds; with `fix`, writes new addresses.
///
/// # Errors
/// The network cannot be set up, or feeds.yaml not written.
pub(super) fn run(publication: &Publication, fix: bool, json: bool, world: &World) -> anyhow::Result<Outcome> {
    let mut all = look(publication, world)?;
    let lines = FeedsFile::read(&publication.root)?.lines();
    if fix {
        let changed = mend(publication, &mut all)?;
        // What the old address left in the cache is not found by the new one, and a draft may come before the next fetch.
        poll(publication, &changed, world)?;
    }
    let mut out = anstream::stdout().lock();
    for (n, feed) in all.iter().enumerate().filter(|(_, feed)| !feed.problems.is_empty()) {
        let line = lines.get(n).copied();
        if json {
            for problem in &feed.problems {
                writeln!(out, "{}", serde_json::to_string(&feed.json(problem, line))?)?;
            }
        } else {
            feed.print(&mut out, line)?;
        }
    }
    drop(out);
    let fixed = all.iter().filter(|feed| feed.fixed).count();
    let bad = all.iter().filter(|feed| feed.is_bad()).count();
    let count = talk::count(all.len(), "feed", "feeds");
    talk::done(world.quiet, "Checked", format!("{count}: {} well, {bad} to look after", all.len() - bad));
    if fixed > 0 {
        talk::done(world.quiet, "Fixed", format!("{} in content/feeds.yaml", talk::count(fixed, "address", "addresses")));
    }
    Ok(if bad == 0 { Outcome::Done } else { Outcome::Skipped })
}

/// Polls every feed once, and those that stand at http once more by https.
fn look<'a>(publication: &'a Publication, world: &World) -> anyhow::Result<Vec<Checked<'a>>> {
    let client = world.client(publication)?;
    let cache = cache(publication);
    // Who asked to be left alone for a while is.
    let busy = |health: &Health| matches!(health.last_status, Some(429 | 503)) && health.not_before.is_some_and(|at| at > world.now);
    let before = feed::Kept::new(&cache);
    let asked = |entry: &&FeedEntry| !before.health(entry).is_some_and(|health| busy(&health));
    poll(publication, &publication.feeds.iter().filter(asked).cloned().collect::<Vec<_>>(), world)?;
    let kept = feed::Kept::new(&cache);
    let feeds: Vec<(&FeedEntry, Option<Health>)> = publication.feeds.iter().map(|e| (e, kept.health(e))).collect();
    let each = feeds.iter().map(|(entry, health)| {
        let client = &client;
        async move { secure(client, entry, health.as_ref()?, publication.site.allow_private).await }
    });
    let secure: Vec<Option<Url>> = runtime()?.block_on(futures_util::stream::iter(each).buffered(AT_ONCE).collect());
    let problems = problems(&feeds, world.now);
    let all = feeds.into_iter().zip(problems).zip(secure).map(|(((entry, health), mut problems), secure)| {
        // Who is listed twice, or has moved, needs another address first.
        if let Some(new) = secure.filter(|_| problems.iter().all(|p| !matches!(p.kind, Kind::Duplicate | Kind::Moved))) {
            let mend = "put https:// into content/feeds.yaml; `takefive feeds check --fix` does it";
            problems.push(Problem { new: Some(new), ..Problem::new(Kind::Insecure, "answers by https as well", mend) });
        }
        let title = health.map(|health| health.digest.title).unwrap_or_default();
        Checked { entry, name: name_of(entry, &title), problems, fixed: false }
    });
    Ok(all.collect())
}

fn poll(publication: &Publication, feeds: &[FeedEntry], world: &World) -> anyhow::Result<()> {
    let client = world.client(publication)?;
    let bar = progress::bar("Feeds", feeds.len(), world.quiet);
    runtime()?.block_on(feed::poll(&client, &cache(publication), feeds, &insisting(publication, world), &bar));
    bar.finish_and_clear();
    Ok(())
}

/// The feed's address with https, if the same podcast answers there.
async fn secure(client: &Client, entry: &FeedEntry, health: &Health, allow_private: bool) -> Option<Url> {
    let mut new = entry.url.clone();
    // From a host that just failed there is nothing to learn.
    if new.scheme() != "http" || health.problem.is_some() || new.set_scheme("https").is_err() {
        return None;
    }
    let allow_private = entry.allow_private.unwrap_or(allow_private);
    let request =
        Request { url: new.as_str(), etag: None, last_modified: None, accept: "*/*", cap: 50_000_000, allow_private, packed: false };
    let response = client.get(request).await.ok().filter(|response| response.url.starts_with("https:"))?;
    let parsed = feed::parse(&response.body, &response.url).ok()?;
    let podcast = parsed.feed.podcast;
    (podcast.title == health.digest.title && podcast.guid == health.digest.guid).then_some(new)
}

/// Writes the new addresses. Gives the entries that have one now.
fn mend(publication: &Publication, all: &mut [Checked<'_>]) -> anyhow::Result<Vec<FeedEntry>> {
    let new = |feed: &Checked<'_>| feed.problems.iter().find_map(|problem| problem.new.clone());
    let mut file = FeedsFile::read(&publication.root)?;
    let changes: Vec<(Url, Url)> = all.iter().filter_map(|feed| Some((feed.entry.url.clone(), new(feed)?))).collect();
    if file.change(&changes).is_ok() {
        all.iter_mut().for_each(|feed| feed.fixed = new(feed).is_some());
    }
    // One address that cannot be written, such as one that two feeds have moved to, keeps no other from it.
    for feed in all.iter_mut().filter(|feed| !feed.fixed) {
        let Some(new) = new(feed) else { continue };
        match file.change(&[(feed.entry.url.clone(), new)]) {
            Ok(()) => feed.fixed = true,
            Err(error) => anstream::eprintln!("{}{:>12}{} {error}", talk::WARNING, "Skipped", talk::WARNING.render_reset()),
        }
    }
    if all.iter().any(|feed| feed.fixed) {
        file.save()?;
    }
    let changed = all.iter().filter(|feed| feed.fixed);
    Ok(changed.filter_map(|feed| Some(FeedEntry { url: new(feed)?, ..feed.entry.clone() })).collect())
}

impl Checked<'_> {
    /// Whether something is left to do.
    fn is_bad(&self) -> bool {
        self.problems.iter().any(|problem| !self.mended(problem))
    }

    fn mended(&self, problem: &Problem) -> bool {
        self.fixed && problem.new.is_some()
    }

    fn print(&self, out: &mut impl Write, line: Option<usize>) -> anyhow::Result<()> {
        let place = line.map_or_else(|| "content/feeds.yaml".to_owned(), |line| format!("content/feeds.yaml:{line}"));
        let style = if self.is_bad() { talk::WARNING } else { talk::GOOD };
        writeln!(out, "{place}: {style}{}{style:#}", cut(&self.name, WIDTH.saturating_sub(place.len() + 2)))?;
        if self.name != self.entry.url.as_str() {
            writeln!(out, "  {}", self.entry.url)?;
        }
        for problem in &self.problems {
            for line in wrap(&problem.what, WIDTH - 4) {
                writeln!(out, "    {line}")?;
            }
            let mend = if self.mended(problem) { "the new address was written" } else { &problem.mend };
            for (n, line) in wrap(mend, WIDTH - 6).into_iter().enumerate() {
                writeln!(out, "    {} {line}", if n == 0 { "→" } else { " " })?;
            }
        }
        Ok(())
    }

    fn json<'j>(&'j self, problem: &'j Problem, line: Option<usize>) -> Line<'j> {
        Line {
            file: "content/feeds.yaml",
            line,
            feed: self.entry.url.as_str(),
            name: &self.name,
            problem: problem.kind.word(),
            message: &problem.what,
            mend: &problem.mend,
            new: problem.new.as_ref().map(Url::as_str),
            fixed: self.mended(problem),
        }
    }
}
