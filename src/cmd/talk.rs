//! What the commands say on stderr: one line a stage, then what was left out and why.

use crate::{
    report::{Notice, Report},
    text::width::wrap,
};
use anstyle::{AnsiColor, Style};
use std::io::IsTerminal;

/// Errors.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Sources that were left out.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What was done.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Less important.
pub const QUIET: Style = Style::new().dimmed();

/// `     Fetched 12 feeds, …`: a verb, and what came of it.
pub fn done(quiet: bool, verb: &str, what: impl std::fmt::Display) {
    if !quiet {
        anstream::eprintln!("{GOOD}{verb:>12}{GOOD:#} {what}");
    }
}

/// The sources that were left out or repaired. Those left out are said even when quiet.
pub fn report(quiet: bool, report: &Report) {
    let columns = columns();
    for notice in &report.skipped {
        anstream::eprintln!("{WARNING}{:>12}{WARNING:#} {}", "Skipped", told(notice, columns));
    }
    if quiet {
        return;
    }
    for notice in &report.warnings {
        anstream::eprintln!("{QUIET}{:>12} {}{QUIET:#}", "Note", told(notice, columns));
    }
}

/// A notice on one line; if it is longer than a terminal is wide, its source and below it what happened.
fn told(notice: &Notice, columns: Option<usize>) -> String {
    let line = notice.to_string();
    match columns.map(|columns| columns.saturating_sub(13).max(20)) {
        Some(width) if crate::text::width::width(&line) > width => {
            let lines = std::iter::once(format!("{}:", notice.source)).chain(wrap(&notice.what, width));
            lines.collect::<Vec<_>>().join("\n             ")
        }
        _ => line,
    }
}

/// How wide lines may be: `COLUMNS`, else 80 on a terminal. `None` for a file or another program, which read lines whole.
fn columns() -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    stated.or_else(|| std::io::stderr().is_terminal().then_some(80))
}

/// `1 feed`, `2 feeds`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
