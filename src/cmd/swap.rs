//! `takefive swap`: an insight of a post for a runner-up, in the files.

use super::{Outcome, talk};
use crate::{
    cli::SwapArgs,
    config::Publication,
    model::Section,
    post::{Bench, desk},
};
use anyhow::Context;
use std::{fmt::Write as _, io::Write as _, path::Path};

/// Runs the command.
///
/// # Errors
/// The day has no post or no desk, the number or slug is not there, or a file cannot be written.
pub fn run(root: &Path, args: &SwapArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let mut bench = Bench::open(&publication.root, args.day)?;
    let Some(n) = args.number else {
        anstream::stdout().write_all(table(&bench).as_bytes())?;
        return Ok(Outcome::Done);
    };
    let n = n.checked_sub(1).context("insights are counted from 1")?;
    let slug = args.slug().map(|with| named(&bench, with)).transpose()?;
    let (went, came) = bench.swap(n, slug.as_deref())?;
    bench.save()?;
    talk::done(quiet, "Swapped", format!("{}: “{came}” came, “{went}” is on the desk", bench.path().display()));
    Ok(Outcome::Done)
}

/// The slug of a runner-up that is named by it, or by its number.
fn named(bench: &Bench, with: &str) -> anyhow::Result<String> {
    let Ok(number) = with.parse::<usize>() else { return Ok(with.to_owned()) };
    let found = number.checked_sub(1).and_then(|n| bench.runners_up().nth(n));
    found.map(|s| s.slug.clone()).with_context(|| format!("the desk has no runner-up {number}; it has {}", bench.runners_up().count()))
}

/// The post and the desk, each insight with its number.
fn table(bench: &Bench) -> String {
    let mut text = format!("{}\n", bench.path().display());
    for (n, section) in bench.sections().enumerate() {
        line(&mut text, n, section);
    }
    text.push_str("\nOn the desk\n");
    for (n, section) in bench.runners_up().enumerate() {
        line(&mut text, n, section);
        if let Some(why) = desk::lost(section) {
            writeln!(text, "      {}{why}{:#}", talk::QUIET, talk::QUIET).ok();
        }
    }
    text
}

fn line(text: &mut String, n: usize, section: &Section) {
    let source = section.source.as_ref();
    let (podcast, score) = (source.map_or("your own", |s| &s.podcast), source.and_then(|s| s.score));
    let score = score.map(|score| format!(" {score:.2}")).unwrap_or_default();
    writeln!(text, "  {:>2}  {}  {}{podcast}{score}{:#}", n + 1, section.headline, talk::QUIET, talk::QUIET).ok();
    writeln!(text, "      {}{}{:#}", talk::QUIET, section.slug, talk::QUIET).ok();
}
