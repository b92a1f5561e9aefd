//! A day as the page shows it.

use super::operation::body;
use crate::{
    cmd::explain::reasons::{Content, Insight, Now},
    config::Publication,
    files,
    model::{Section, Source, Status},
    post::{self, Bench, BenchError, Entry, Fault, desk},
    site::language,
};
use jiff::civil::Date;
use serde::Serialize;
use std::path::Path;

/// Shares below this say nothing to an editor.
const LEAST: f32 = 0.05;

/// All days.
#[derive(Debug, Serialize)]
pub struct Days {
    /// The publication's title.
    site: String,
    /// Drafts first, the newest first in each half.
    days: Vec<Listed>,
    /// Posts that cannot be read, and why.
    faults: Vec<String>,
}

/// A day in the list.
#[derive(Debug, Serialize)]
struct Listed {
    day: Date,
    title: String,
    status: Status,
    /// How many insights its post has.
    insights: usize,
}

/// A day with all that can be done to it.
#[derive(Debug, Serialize)]
pub struct Day {
    site: String,
    language: String,
    /// `ltr` or `rtl`.
    direction: &'static str,
    day: Date,
    /// What both files were when they were read.
    version: String,
    /// The post's file, as its owner knows it.
    file: String,
    /// Address of its page on this server.
    preview: String,
    title: String,
    summary: String,
    status: Status,
    /// Whether there is a desk to put insights on.
    desk: bool,
    sections: Vec<Shown>,
    runners_up: Vec<Shown>,
    faults: Vec<Told>,
}

/// An insight of the post, or of the desk.
#[derive(Debug, Serialize)]
struct Shown {
    slug: String,
    headline: String,
    /// Markdown.
    body: String,
    quote: Option<String>,
    podcast: Option<String>,
    episode: Option<String>,
    /// Its page on the web; `None` if it is not one that a browser may open.
    link: Option<String>,
    speaker: Option<String>,
    audio: Option<String>,
    /// Seconds.
    start: Option<f64>,
    /// Seconds.
    end: Option<f64>,
    license: Option<String>,
    /// Who wrote it: `embedded`, or a model.
    by: Option<String>,
    score: Option<f64>,
    /// Whether it is no longer as it was generated.
    touched: bool,
    /// The weightiest reasons for its score; empty where nothing is known.
    why: Vec<Why>,
    /// The same in the words of its desk, where that is all there is.
    about: Option<String>,
    /// Why it is not in the post.
    lost: Option<String>,
    /// How a model's words were held against the passage.
    checks: Vec<String>,
}

/// What a signal adds to a score, in log-odds.
#[derive(Debug, Serialize)]
struct Why {
    name: String,
    share: f32,
    meaning: Option<&'static str>,
}

/// A fault of the post.
#[derive(Debug, Serialize)]
struct Told {
    line: usize,
    error: bool,
    message: String,
    /// Slug of the section that it is in.
    slug: Option<String>,
}

/// Lists the days.
///
/// # Errors
/// The publication cannot be read.
pub fn days(root: &Path) -> anyhow::Result<Days> {
    let publication = Publication::load(root)?;
    let (entries, faults) = post::load(root)?;
    let listed = |Entry { post, .. }: Entry| Listed {
        day: post.front.date,
        title: post.front.title,
        status: post.front.status,
        insights: post.sections.len(),
    };
    let mut days: Vec<Listed> = entries.into_iter().map(listed).collect();
    days.sort_by_key(|listed| (listed.status == Status::Published, std::cmp::Reverse(listed.day)));
    let faults = faults.iter().filter(|fault| fault.is_error()).map(|fault| told(root, fault)).collect();
    Ok(Days { site: publication.site.title, days, faults })
}

/// Reads a day.
///
/// # Errors
/// It has no post, or one of its files cannot be read.
pub fn day(root: &Path, day: Date) -> Result<Day, BenchError> {
    let publication = Publication::load(root)?;
    let bench = Bench::open(root, day)?;
    let (front, faults) = bench.front()?;
    let known = Content::of_day(root, day).day(day);
    let reasons = |slug: &str| {
        let is = |insight: &&Insight| match &insight.now {
            Now::Post { slug: now, .. } => now == slug,
            _ => insight.slug == slug,
        };
        known.as_ref().and_then(|day| day.all().find(is))
    };
    let shown = |section: &Section| shown(section, reasons(&section.slug));
    let (sections, runners_up) = (bench.sections().map(shown).collect(), bench.runners_up().map(shown).collect());
    let path = bench.path();
    Ok(Day {
        direction: language::direction(&publication.site.language),
        language: publication.site.language,
        site: publication.site.title,
        day,
        version: bench.version(),
        file: shown_path(root, &path),
        preview: format!("/{:04}/{:02}/{:02}/", day.year(), day.month(), day.day()),
        title: front.title,
        summary: front.summary.unwrap_or_default(),
        status: front.status,
        desk: files::read_if_there(&post::desk_path(root, day))?.is_some_and(|text| !text.is_empty()),
        sections,
        runners_up,
        faults: all_faults(&bench, faults)?,
    })
}

/// What `takefive check` says of the post alone.
fn all_faults(bench: &Bench, mut faults: Vec<Fault>) -> Result<Vec<Told>, BenchError> {
    let (text, path) = (bench.text()?, bench.path());
    if let Some(post) = post::parse(&text, &path).0 {
        faults.extend(post::check(&[Entry { path, text, post }]));
    }
    faults.sort();
    faults.dedup();
    let of = |line: usize| bench.sections().filter(|section| section.line <= line).last().map(|section| section.slug.clone());
    let told = |fault: Fault| Told { line: fault.line, error: fault.is_error(), slug: of(fault.line), message: fault.message };
    Ok(faults.into_iter().map(told).collect())
}

fn shown(section: &Section, reasons: Option<&Insight>) -> Shown {
    let source = section.source.clone().unwrap_or_default();
    let Source { podcast, episode, link, audio, start, end, speaker, license, by, score, .. } = source;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let web = |address: Option<String>| address.filter(|address| ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme)));
    let signals = reasons.into_iter().flat_map(|insight| &insight.signals);
    let why = signals.filter_map(|signal| {
        let share = signal.share.filter(|share| share.abs() >= LEAST)?;
        Some(Why { name: signal.name.clone(), share, meaning: signal.meaning })
    });
    Shown {
        slug: section.slug.clone(),
        headline: section.headline.clone(),
        body: body(section),
        quote: section.quote.clone(),
        podcast: some(podcast),
        episode: some(episode),
        link: web(link),
        speaker,
        audio: web(audio),
        start,
        end,
        license,
        by: some(by),
        score,
        touched: post::touched(section),
        why: why.take(8).collect(),
        about: desk::about(section).map(str::to_owned),
        lost: desk::lost(section).map(str::to_owned).or_else(|| reasons.and_then(|insight| insight.lost.clone())),
        checks: reasons.and_then(|insight| insight.model.as_ref()).map(|model| model.checks.clone()).unwrap_or_default(),
    }
}

fn told(root: &Path, fault: &Fault) -> String {
    format!("{}:{}:{}: {}", shown_path(root, &fault.path), fault.line, fault.column, fault.message)
}

/// A path as its owner writes it: from the publication's folder on.
fn shown_path(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
