//! `takefive fetch`: polls the feeds and gets the transcripts of a day's episodes.

use super::{Outcome, World, draft::Day, talk};
use crate::{
    cache::Cache,
    cli::DayArgs,
    config::Publication,
    feed::{self, PollOptions, Polled},
    progress,
    report::Report,
    transcript::fetch::{self as transcripts, Wanted},
};
use jiff::civil::Date;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// The publication cannot be read, or the cache not written.
pub fn run(root: &Path, args: &DayArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let day = world.day(&publication, args.asked());
    let report = fetch(&publication, day, &world)?;
    talk::report(quiet, &report);
    Ok(Outcome::of(&report))
}

/// Polls all feeds, then gets what transcripts the episodes of `day` offer. What fails is in the report.
///
/// # Errors
/// The network cannot be set up, or the cache not written.
pub fn fetch(publication: &Publication, day: Date, world: &World) -> anyhow::Result<Report> {
    let client = world.client(publication)?;
    let cache = Cache::new(publication.cache_dir());
    super::runtime()?.block_on(async {
        let options = PollOptions { now: world.now, allow_private: publication.site.allow_private, insist: false };
        let bar = progress::bar("Feeds", publication.feeds.len(), world.quiet);
        let polled = feed::poll(&client, &cache, &publication.feeds, &options, &bar).await;
        bar.finish_and_clear();
        talk::done(world.quiet, "Polled", told(&polled, publication.feeds.len()));
        let mut report = polled.report;

        let day = Day::load(publication, &cache, day);
        let wanted: Vec<Wanted<'_>> = day.wanted(publication);
        let bar = progress::bar("Transcripts", wanted.len(), world.quiet);
        report.merge(transcripts::fetch(&client, &cache, &wanted, &bar).await);
        bar.finish_and_clear();
        let offered = wanted.iter().filter(|w| !w.episode.transcripts.is_empty()).count();
        let episodes = talk::count(wanted.len(), "new episode", "new episodes");
        talk::done(world.quiet, "Fetched", format!("{episodes}, {offered} with a transcript"));
        Ok(report)
    })
}

/// `12 feeds: 2 sent, 9 unchanged, 1 skipped`.
fn told(polled: &Polled, feeds: usize) -> String {
    let parts = [
        (polled.sent, "sent"),
        (polled.unchanged, "unchanged"),
        (polled.resting, "resting, as they ask"),
        (polled.report.skipped.len(), "skipped"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let feeds = talk::count(feeds, "feed", "feeds");
    if parts.is_empty() { feeds } else { format!("{feeds}: {}", parts.join(", ")) }
}
