//! `takefive explain`: why an insight was chosen, and why others were not, from what `content/` keeps.

pub(super) mod reasons;
mod table;

use super::{
    Outcome,
    talk::{self, QUIET},
};
use crate::{cli::ExplainArgs, config::Publication, insight::meanings};
use anstyle::Style;
use jiff::civil::Date;
use reasons::{Content, Day, Insight, Now, Written};
use std::{
    fmt::Write as _,
    io::{IsTerminal, Write},
    path::Path,
    process::{Command, Stdio},
};
use table::{Column, Look, table, wrap};

const BOLD: Style = Style::new().bold();

/// Runs the command.
///
/// # Errors
/// The publication cannot be read, or has no such insight or day; the message names those that are near.
pub fn run(root: &Path, args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let look = look();
    let text = match &args.what {
        None => signals(args.json, look)?,
        Some(what) => {
            let content = Content::load(&Publication::load(root)?.root)?;
            let day = find(&content, what)?;
            if args.json { serde_json::to_string_pretty(&day)? + "\n" } else { for_people(&day, look) }
        }
    };
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// The day that was asked for, or the day of the insight that was.
fn find(content: &Content, what: &str) -> anyhow::Result<Day> {
    if let Ok(date) = what.parse::<Date>() {
        let near = || content.days().into_iter().min_by_key(|day| day.duration_since(date).abs());
        let hint = || near().map_or("there are no others either".to_owned(), |day| format!("the nearest day that has is {day}"));
        return content.day(date).ok_or_else(|| anyhow::anyhow!("{date} has neither a post nor a desk; {}", hint()));
    }
    // A heading's `{#slug}` and a permalink serve as well.
    let slug = what.trim_matches(['{', '}', '/', '#']);
    let slug = slug.rsplit('/').next().unwrap_or(slug);
    content.insight(slug).ok_or_else(|| {
        let hint = match content.near(slug).as_slice() {
            [] => "a post's headings have them: `## Headline {#slug}`; `takefive explain DAY` lists those of a day".to_owned(),
            near => format!("did you mean `{}`?", near.join("`, `")),
        };
        anyhow::anyhow!("no post and no desk has an insight `{slug}`; {hint}")
    })
}

/// Blocks and colours on a terminal that takes them, plain ASCII elsewhere.
fn look() -> Look {
    let blocks = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    Look { width: width().unwrap_or(80).clamp(40, 160), blocks }
}

/// Columns of the terminal: as the shell exports them, else as the terminal itself says.
fn width() -> Option<usize> {
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()) {
        return Some(columns);
    }
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let terminal = std::fs::File::open("/dev/tty").ok()?;
    let said = Command::new("stty").arg("size").stdin(terminal).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(said.stdout).ok()?.split_whitespace().nth(1)?.parse().ok().filter(|columns| *columns > 0)
}

/// All signals with what they mean.
fn signals(json: bool, look: Look) -> anyhow::Result<String> {
    if json {
        let all: Vec<_> = meanings().map(|(name, meaning)| serde_json::json!({ "name": name, "meaning": meaning })).collect();
        return Ok(serde_json::to_string_pretty(&all)? + "\n");
    }
    let lines: String = meanings().map(|(name, meaning)| format!("{name:<13} {meaning}\n")).collect();
    let how = "A score starts from log-odds that are the same for all passages that are read alike; each signal adds its share to them, or takes it \
               away. The sum x makes a score of 1 / (1 + e^-x), between 0 and 1. Taste, once there is any, moves that by a third at most; \
               numbers, names, analogies, address, questions and brevity have a say through taste alone.";
    Ok(format!("{lines}\n{}", wrap(how, look.width)))
}

fn for_people(day: &Day, look: Look) -> String {
    let mut text = String::new();
    match day.subject() {
        Some(subject) => about(&mut text, day, subject, look),
        None => {
            let (picks, others) = (talk::count(day.picks.len(), "insight", "insights"), day.runners_up.len());
            writeln!(text, "{BOLD}{}{BOLD:#}\n{picks} for the post, {}", day.day, talk::count(others, "runner-up", "runners-up")).ok();
        }
    }
    for missing in &day.missing {
        write!(text, "\n{}", wrap(&format!("Missing: {missing}."), look.width)).ok();
    }
    side_by_side(&mut text, day, look);
    if day.subject().is_some_and(|subject| !subject.has_shares()) {
        strengths(&mut text, day, look);
    }
    losers(&mut text, day, look);
    text
}

/// The insight that was asked for: where it is, what became of it, and how its score comes about.
fn about(text: &mut String, day: &Day, subject: &Insight, look: Look) {
    if let Some(headline) = &subject.headline {
        writeln!(text, "{BOLD}{}{BOLD:#}", wrap(headline, look.width).trim_end()).ok();
    }
    writeln!(text, "{QUIET}{}{QUIET:#}", subject.slug).ok();
    let podcast =
        Some(subject.podcast.as_str()).filter(|podcast| !podcast.is_empty()).map(|podcast| format!("{podcast}. ")).unwrap_or_default();
    text.push_str(&wrap(&format!("{podcast}{}", fate(day, subject)), look.width));
    if let Some(lost) = &subject.lost {
        text.push_str(&wrap(&format!("Why it was not chosen: {lost}."), look.width));
    }
    let how = match (subject.score, subject.start) {
        (Some(score), Some(start)) => {
            let reasons: f32 = subject.signals.iter().filter_map(|s| s.share).sum();
            let odds = start + reasons;
            let taste = subject.without_taste.map(|before| format!(" Taste had its say: without it the score would be {before:.2}."));
            format!(
                "Score {score:.2}: log-odds start at {start:+.2}, the reasons add {reasons:+.2}, and 1 / (1 + e^{:.2}) is the score.{}",
                -odds,
                taste.unwrap_or_default()
            )
        }
        (Some(score), None) => format!("Score {score:.2}."),
        (None, _) => "Its score is not known.".to_owned(),
    };
    text.push_str(&wrap(&how, look.width));
    if let Some(Written { by, claim, quote, checks }) = subject.model.as_ref().filter(|model| !model.by.is_empty()) {
        writeln!(text, "\n{BOLD}Written by {by}{BOLD:#}").ok();
        for (what, words) in [("Claim", claim), ("Passage", quote)] {
            text.push_str(&wrap(&format!("{what}: {words}"), look.width));
        }
        for check in checks {
            text.push_str(&wrap(&format!("Check: {check}"), look.width));
        }
        if checks.is_empty() {
            text.push_str(&wrap("The desk that knew its checks is gone.", look.width));
        }
    }
}

/// Where an insight was put, and where an editor has taken it.
fn fate(day: &Day, insight: &Insight) -> String {
    let picked = day.picks.iter().position(|pick| pick.slug == insight.slug);
    let was = match picked {
        Some(_) if !insight.on_desk => return format!("In the post of {}.", day.day),
        Some(place) => format!("Number {} of {} for the post of {}", place + 1, day.picks.len(), day.day),
        None => format!("A runner-up of {}", day.day),
    };
    let renamed = |slug: &str| if slug == insight.slug { String::new() } else { format!(" as {slug}") };
    let now = match &insight.now {
        Now::Post { day: on, slug } if picked.is_some() && *on == day.day => renamed(slug),
        Now::Post { day: on, slug } => format!("; an editor put it into the post of {on}{}", renamed(slug)),
        Now::Desk if picked.is_none() => String::new(),
        Now::Desk => "; an editor put it back on the desk".to_owned(),
        Now::Nowhere => "; it is in no post and on no desk any more".to_owned(),
    };
    format!("{was}{now}.")
}

/// The table, with the insight that was asked for first, and below it whose columns those are.
fn side_by_side(text: &mut String, day: &Day, look: Look) {
    let subject = day.subject();
    let others = day.picks.iter().enumerate().filter(|(_, pick)| subject.is_none_or(|subject| subject.slug != pick.slug));
    let labelled: Vec<(String, &Insight)> = others.map(|(n, pick)| ((n + 1).to_string(), pick)).collect();
    let own = subject.map(|insight| Column { label: "this", insight });
    let columns: Vec<Column<'_>> = own.into_iter().chain(labelled.iter().map(|(label, insight)| Column { label, insight })).collect();
    let columns: Vec<Column<'_>> = columns.into_iter().filter(|column| column.insight.has_shares()).collect();
    // Beside what was asked for, others alone would explain nothing.
    if columns.first().is_none_or(|first| subject.is_some_and(|subject| subject.slug != first.insight.slug)) {
        list(text, &labelled, look);
        return;
    }
    write!(text, "\n{}", table(&columns, look)).ok();
    list(text, &labelled, look);
}

fn list(text: &mut String, labelled: &[(String, &Insight)], look: Look) {
    if !labelled.is_empty() {
        text.push('\n');
    }
    for (label, insight) in labelled {
        entry(text, &format!("{label:>2}  {}", score(insight)), insight, "", look);
    }
}

/// How strong the signals are, where an older desk does not say what they add.
fn strengths(text: &mut String, day: &Day, look: Look) {
    let signals = day.subject().into_iter().flat_map(|subject| &subject.signals);
    let strong: Vec<String> = signals.filter_map(|s| Some(format!("{} {:.2}", s.name, s.value?))).collect();
    if !strong.is_empty() {
        write!(text, "\n{}", wrap(&format!("How strong its signals are, from 0 to 1: {}.", strong.join(", ")), look.width)).ok();
    }
}

/// Why the runners-up lost.
fn losers(text: &mut String, day: &Day, look: Look) {
    let others: Vec<&Insight> = day.runners_up.iter().filter(|insight| Some(&insight.slug) != day.asked.as_ref()).collect();
    if others.is_empty() {
        return;
    }
    let more = if others.len() < day.runners_up.len() { "other " } else { "" };
    writeln!(text, "\n{BOLD}Why the {more}runners-up lost{BOLD:#}").ok();
    for insight in others {
        let now = match &insight.now {
            Now::Post { day, .. } => format!("; an editor put it into the post of {day}"),
            _ => String::new(),
        };
        let lost = insight.lost.as_deref().unwrap_or("the desk does not say why");
        entry(text, &score(insight), insight, &format!("{lost}{now}"), look);
    }
}

/// An insight in a list: headline, slug, and what there is to say of it, each below the other behind `lead`.
fn entry(text: &mut String, lead: &str, insight: &Insight, note: &str, look: Look) {
    let width = look.width.saturating_sub(lead.len() + 2);
    let headline = wrap(insight.headline.as_deref().unwrap_or("(its section is gone)"), width);
    let slug = format!("{QUIET}{}{QUIET:#}\n", insight.slug);
    let note = if note.is_empty() { String::new() } else { wrap(note, width) };
    for (n, line) in [headline, slug, note].concat().lines().enumerate() {
        writeln!(text, "{:1$}  {line}", if n == 0 { lead } else { "" }, lead.len()).ok();
    }
}

fn score(insight: &Insight) -> String {
    insight.score.map_or("   ?".to_owned(), |score| format!("{score:.2}"))
}
