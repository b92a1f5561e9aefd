//! `takefive daily`: fetch, draft and build, one after the other.

use super::{Outcome, World, build, draft, fetch, talk};
use crate::{
    cli::{BuildArgs, DayArgs},
    config::Publication,
    report::Report,
};
use jiff::civil::Date;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// The publication cannot be read or written, or its content has faults that stop the build.
pub fn run(root: &Path, args: &DayArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let day = world.day(&publication, args.asked());
    let report = make(&publication, day, &world)?;
    talk::report(quiet, &report);
    Ok(Outcome::of(&report))
}

/// Makes the day: its sources, its post, the site.
///
/// # Errors
/// As [`run`].
pub fn make(publication: &Publication, day: Date, world: &World) -> anyhow::Result<Report> {
    let mut report = fetch::fetch(publication, day, world)?;
    report.merge(draft::draft(publication, day, draft::Mode::Safe, world)?);
    build::build(publication, &BuildArgs::default(), world.quiet)?;
    Ok(report)
}
