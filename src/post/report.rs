//! The report at the end of a desk, in words.

use super::{desk::DayReport, words::escape};
use crate::report::{Notice, Stage};
use std::fmt::Write;

/// From its title to its last list.
pub(super) fn words(report: &DayReport) -> String {
    let mut text = format!("\n# Report\n\n{}\n", counts(report));
    if let Some(quiet) = &report.quiet {
        writeln!(text, "\n{}", escape(quiet)).ok();
    }
    for (title, notices) in [
        ("Sources that gave nothing", &report.skipped),
        ("Sources that were read in spite of a fault", &report.warnings),
        ("Worth knowing", &report.notes),
    ] {
        items(&mut text, title, notices.iter().map(notice).collect());
    }
    let rejected = report.rejected.iter().map(|(headline, why)| format!("{}: {}", escape(headline), escape(why)));
    items(&mut text, "Candidates that were turned down", rejected.collect());
    text
}

fn items(text: &mut String, title: &str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    writeln!(text, "\n## {title}\n").ok();
    items.iter().for_each(|item| writeln!(text, "- {item}").unwrap_or_default());
}

fn counts(report: &DayReport) -> String {
    let DayReport { feeds, read, new_episodes, with_transcript, candidates, .. } = report;
    let count = |n: &usize, one: &str, more: &str| format!("{n} {}", if *n == 1 { one } else { more });
    format!(
        "Read {read} of {}. {}, {with_transcript} with a transcript. {} to choose from.",
        count(feeds, "feed", "feeds"),
        count(new_episodes, "new episode", "new episodes"),
        count(candidates, "insight", "insights"),
    )
}

fn notice(notice: &Notice) -> String {
    let stage = match notice.stage {
        Stage::Feed => "feed",
        Stage::Transcript => "transcript",
        Stage::Insight => "insight",
    };
    let is_address = notice.source.starts_with("http") && !notice.source.contains(|c: char| c.is_whitespace() || "<>\\".contains(c));
    let source = if is_address { format!("<{}>", notice.source) } else { escape(&notice.source) };
    format!("{stage} {source}: {}", escape(&notice.what))
}
