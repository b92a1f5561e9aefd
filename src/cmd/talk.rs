//! What the commands say on stderr: one line a stage, then what was left out and why.

use crate::report::Report;
use anstyle::{AnsiColor, Style};

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
    for notice in &report.skipped {
        anstream::eprintln!("{WARNING}{:>12}{WARNING:#} {notice}", "Skipped");
    }
    if quiet {
        return;
    }
    for notice in &report.warnings {
        anstream::eprintln!("{QUIET}{:>12} {notice}{QUIET:#}", "Note");
    }
}

/// `1 feed`, `2 feeds`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
