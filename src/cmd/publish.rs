//! `takefive publish` and `takefive unpublish`: the status of a day's post.

use super::{Outcome, talk};
use crate::{
    cli::PublishArgs,
    config::Publication,
    model::Status,
    post::{self, Bench, Entry, Fault},
};
use jiff::civil::Date;
use std::path::Path;

/// Runs `publish`.
///
/// # Errors
/// A day has no post, its post has an error, or the file cannot be written. Days before it are done.
pub fn publish(root: &Path, args: &PublishArgs, quiet: bool) -> anyhow::Result<Outcome> {
    run(root, args, Status::Published, quiet)
}

/// Runs `unpublish`.
///
/// # Errors
/// As [`publish`].
pub fn unpublish(root: &Path, args: &PublishArgs, quiet: bool) -> anyhow::Result<Outcome> {
    run(root, args, Status::Draft, quiet)
}

fn run(root: &Path, args: &PublishArgs, status: Status, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    for day in &args.days {
        let path = post::path_of(&publication.root, *day);
        let (verb, changed) =
            (if status == Status::Published { "Published" } else { "Unpublished" }, set(&publication.root, *day, status)?);
        if changed {
            talk::done(quiet, verb, path.display());
        } else {
            talk::done(quiet, "Unchanged", format!("{} is {} already", path.display(), verb.to_lowercase()));
        }
    }
    talk::done(quiet, "Next", "`takefive build` brings the site up to date");
    Ok(Outcome::Done)
}

/// Sets the status of a day's post; false if it has that status already.
///
/// # Errors
/// As [`publish`].
pub fn set(root: &Path, day: Date, status: Status) -> anyhow::Result<bool> {
    set_on(root, &mut Bench::open(root, day)?, status)
}

/// The same for a day that is on the bench already, and only if its files are still what was read.
///
/// # Errors
/// As [`publish`].
pub fn set_on(root: &Path, bench: &mut Bench, status: Status) -> anyhow::Result<bool> {
    if bench.front()?.0.status == status {
        return Ok(false);
    }
    if status == Status::Published {
        let errors = errors(root, bench)?;
        anyhow::ensure!(errors.is_empty(), "mend this first:\n{}", errors.join("\n"));
    }
    bench.set_status(status);
    // A front matter of an unusual shape may not have taken it.
    anyhow::ensure!(
        bench.front()?.0.status == status,
        "{}: the front matter is written in an unusual way; set `status:` by hand",
        bench.path().display()
    );
    bench.save()?;
    Ok(true)
}

/// What stops a post from being published.
fn errors(root: &Path, bench: &Bench) -> anyhow::Result<Vec<String>> {
    let (entries, mut faults) = post::load(root)?;
    let path = bench.path();
    let own: Vec<Entry> = entries.into_iter().filter(|entry| entry.post.front.date == bench.day()).collect();
    faults.extend(post::check(&own));
    let of_day = |fault: &&Fault| fault.is_error() && fault.path == path;
    Ok(faults.iter().filter(of_day).map(ToString::to_string).collect())
}
