//! A day on the bench as the view shows it: plain words, measured and put in order.

use crate::{
    model::{Section, Source, Status},
    post::{self, Bench, Measured, desk, plain},
    text::{count_words, one_line},
};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use url::Url;

/// How many reasons for a score are told.
const REASONS: usize = 7;

/// A day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Which.
    pub day: Date,
    /// Title of the post.
    pub title: String,
    /// Draft or published.
    pub status: Status,
    /// How many errors the post has.
    pub faults: usize,
    /// Runners-up, best first, and the post's sections.
    pub lists: [Vec<Item>; 2],
}

/// An insight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// Its slug.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// From 0 to 1. `None` for an editor's own section.
    pub score: Option<f64>,
    /// Title of the podcast. `None` for an editor's own section.
    pub podcast: Option<String>,
    /// Title of the episode.
    pub episode: Option<String>,
    /// Who says it.
    pub speaker: Option<String>,
    /// Where in the audio: `12:34`, or `1:02:03`.
    pub moment: Option<String>,
    /// Its topics.
    pub topics: Vec<String>,
    /// Paragraphs of the claim.
    pub claim: Vec<String>,
    /// Words of the claim.
    pub words: usize,
    /// The quote.
    pub quote: Option<String>,
    /// What follows the quote, without comments.
    pub after: Vec<String>,
    /// What its score is made of, the weightiest first. `None` if the desk does not state it.
    pub why: Option<String>,
    /// Why it is not in the post. `None` if it is, or nobody knows.
    pub lost: Option<String>,
    /// The model that wrote it. `None` if none did.
    pub model: Option<String>,
    /// The audio at its moment, else the episode's page. `None` if the section names neither.
    pub address: Option<String>,
    /// Line of its heading in its file.
    pub line: usize,
}

impl Day {
    /// What is on the bench.
    ///
    /// # Errors
    /// The front matter cannot be read.
    pub fn of(bench: &Bench) -> anyhow::Result<Self> {
        let (front, faults) = bench.front()?;
        let desk = desk::parse(&bench.desk_text(), &PathBuf::new()).0;
        let measured: Vec<Measured> = desk.map(|desk| desk.measured).unwrap_or_default();
        let measured = |section: &Section| measured.iter().find(|m| m.slug == section.slug);
        let runner_up = |section: &Section| Item { lost: lost(section, measured(section)), ..Item::of(section, measured(section)) };
        Ok(Self {
            day: bench.day(),
            title: front.title,
            status: front.status,
            faults: faults.iter().filter(|fault| fault.is_error()).count(),
            lists: [
                bench.runners_up().map(runner_up).collect(),
                bench.sections().map(|section| Item::of(section, measured(section))).collect(),
            ],
        })
    }

    /// The newest draft of a publication. `None` if all that there is is published.
    ///
    /// # Errors
    /// The posts cannot be listed.
    pub fn newest_draft(root: &Path) -> anyhow::Result<Option<Date>> {
        let (entries, _) = post::load(root)?;
        Ok(entries.iter().rev().map(|entry| &entry.post.front).find(|front| front.status == Status::Draft).map(|front| front.date))
    }
}

impl Item {
    fn of(section: &Section, measured: Option<&Measured>) -> Self {
        let none = Source::default();
        let source = section.source.as_ref();
        let of = |value: fn(&Source) -> &str| source.map(|s| value(s).to_owned()).filter(|value| !value.is_empty());
        let about = section.after.split_once("<!--").and_then(|(_, rest)| rest.split_once(". Not in the post: "));
        let listed = about.and_then(|(why, _)| why.split_once(": ")).map(|(_, why)| why.trim().to_owned());
        let claim = paragraphs(&section.body);
        Self {
            slug: section.slug.clone(),
            headline: section.headline.clone(),
            score: source.and_then(|s| s.score),
            podcast: of(|s| &s.podcast),
            episode: of(|s| &s.episode),
            speaker: source.and_then(|s| s.speaker.clone()),
            moment: source.and_then(|s| s.start).map(clock),
            topics: source.unwrap_or(&none).topics.clone(),
            words: claim.iter().map(|paragraph| count_words(paragraph)).sum(),
            claim,
            quote: section.quote.clone(),
            after: paragraphs(&without_comments(&section.after)),
            why: measured.and_then(why).or(listed),
            lost: None,
            model: of(|s| &s.by).filter(|by| by != "embedded"),
            address: source.and_then(address),
            line: section.line,
        }
    }
}

/// Why a runner-up is not in the post: as its section says, else as it was measured, since a section that was in the post lost its reason.
fn lost(section: &Section, measured: Option<&Measured>) -> Option<String> {
    let said = desk::lost(section).or_else(|| measured?.lost.as_deref()).map(one_line);
    said.or_else(|| measured.map(|_| "was in the post".to_owned()))
}

/// Paragraphs of a Markdown text as plain words.
fn paragraphs(markdown: &str) -> Vec<String> {
    let text = markdown.replace("\r\n", "\n");
    text.split("\n\n").map(plain).filter(|paragraph| !paragraph.is_empty()).collect()
}

fn without_comments(markdown: &str) -> String {
    let mut parts = markdown.split("<!--");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once("-->").map_or("", |(_, rest)| rest));
    }
    text
}

/// `wording +0.7, place +0.2`.
fn why(measured: &Measured) -> Option<String> {
    let mut shares: Vec<(&String, f32)> = measured.shares.iter().map(|(name, share)| (name, *share)).collect();
    shares.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
    let told = shares.iter().filter(|(_, share)| share.abs() >= 0.05).take(REASONS).map(|(name, share)| format!("{name} {share:+.1}"));
    Some(told.collect::<Vec<_>>().join(", ")).filter(|why| !why.is_empty())
}

/// The audio at the quote's start, else the episode's page. Nothing but the web is opened, whatever the file says.
fn address(source: &Source) -> Option<String> {
    let web = |address: &Option<String>| {
        let url = Url::parse(address.as_deref()?).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    if let Some(mut audio) = web(&source.audio) {
        if let Some(start) = source.start {
            audio.set_fragment(Some(&format!("t={start}")));
        }
        return Some(audio.into());
    }
    web(&source.link).map(Into::into)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a moment of an audio fits by far")]
fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(audio: &str, link: &str) -> Source {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Source { audio: some(audio), link: some(link), start: Some(754.2), ..Source::default() }
    }

    #[test]
    fn the_audio_is_opened_at_its_moment_else_the_page_and_nothing_but_the_web() {
        let table = [
            ("https://a.example/1.mp3", "", Some("https://a.example/1.mp3#t=754.2")),
            ("https://a.example/1.mp3?x=1#old", "", Some("https://a.example/1.mp3?x=1#t=754.2")),
            ("", "https://a.example/1", Some("https://a.example/1")),
            ("file:///etc/passwd", "https://a.example/1", Some("https://a.example/1")),
            ("--help", "javascript:alert(1)", None),
        ];
        for (audio, link, opened) in table {
            assert_eq!(address(&source(audio, link)).as_deref(), opened, "{audio} {link}");
        }
    }

    #[test]
    fn an_insight_is_plain_words() {
        let section = Section {
            headline: "Glue".into(),
            body: "They are *glue*.\r\n\r\nNot bosses, at all.".into(),
            after: "See [this](https://x.example).\n\n<!-- 0.61: claim +0.3, cause -0.2. Not in the post: two of the\nday. -->".into(),
            source: Some(Source { podcast: "Show".into(), score: Some(0.61), by: "embedded".into(), ..source("", "") }),
            ..Section::default()
        };
        let item = Item { lost: lost(&section, None), ..Item::of(&section, None) };
        assert_eq!((item.claim, item.words), (vec!["They are glue.".into(), "Not bosses, at all.".into()], 7));
        assert_eq!(item.after, ["See this."]);
        assert_eq!((item.why.as_deref(), item.lost.as_deref()), (Some("claim +0.3, cause -0.2"), Some("two of the day")));
        assert_eq!((item.moment.as_deref(), item.episode, item.model, item.address), (Some("12:34"), None, None, None));
        assert_eq!(clock(3723.9), "1:02:03");
    }
}
