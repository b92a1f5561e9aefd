//! `takefive feeds`: the list of podcasts, and how they fare.

mod add;
mod check;
mod find;
mod health;
mod list;
mod opml;

use super::{Outcome, World};
use crate::{
    cache::Cache,
    cli::FeedsAction,
    config::{FeedEntry, Publication},
    feed::PollOptions,
};
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// The publication cannot be read, or a file not written.
pub fn run(root: &Path, action: &FeedsAction, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    match action {
        FeedsAction::Add(args) => add::run(&publication, args, &world),
        FeedsAction::List { sort, json } => list::run(&publication, *sort, *json, &world),
        FeedsAction::Check { fix, json } => check::run(&publication, *fix, *json, &world),
        FeedsAction::Import { file } => opml::import(&publication, file, &world),
        FeedsAction::Export { file } => opml::export(&publication, file.as_deref(), &world),
    }
}

fn cache(publication: &Publication) -> Cache {
    Cache::new(publication.cache_dir())
}

/// Somebody asked for these feeds by hand, so that none is left out for having failed before.
fn insisting(publication: &Publication, world: &World) -> PollOptions {
    PollOptions { now: world.now, allow_private: publication.site.allow_private, insist: true }
}

/// What a feed is called: by its owner, by itself, or by its address.
fn name_of(entry: &FeedEntry, title: &str) -> String {
    let title = Some(title).filter(|title| !title.is_empty()).unwrap_or(entry.url.as_str());
    entry.name.clone().unwrap_or_else(|| title.to_owned())
}
