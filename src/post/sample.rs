//! Posts, picks and strategies for the tests of this stage.

use super::words::{escape, one_line};
use crate::model::{Candidate, FrontMatter, Pick, Post, Section, Source, Status, TranscriptRef};
use jiff::civil::{Date, date};
use proptest::{collection::vec, option, prelude::*};
use pulldown_cmark::{Event, Options, Parser};
use std::path::PathBuf;

pub const DAY: Date = date(2026, 11, 23);

/// The path of the post of [`DAY`], as faults name it.
pub fn path() -> PathBuf {
    PathBuf::from("content/posts/2026/2026-11-23.md")
}

/// A claim of 40 words.
pub const CLAIM: &str = "The picture of a product manager as chief executive misleads, because product managers have no direct authority over \
anybody. They work between engineers, designers and sellers, and everything that gets done gets done since others chose to trust them.";

pub fn source() -> Source {
    Source {
        podcast: "The Example Show".into(),
        episode: "Ep 12: Who runs the product?".into(),
        guid: "tag:example.org,2026:ep12".into(),
        link: Some("https://example.org/12".into()),
        audio: Some("https://cdn.example.org/12.mp3".into()),
        start: Some(754.2),
        end: Some(781.9),
        speaker: Some("Sam Guest".into()),
        topics: vec!["product management".into(), "leadership".into()],
        transcript: Some(TranscriptRef {
            url: "https://example.org/12.vtt".into(),
            sha256: "9f2c".repeat(16),
            chars: [48210, 48544],
            notes: false,
        }),
        license: Some("cc-by-4.0".into()),
        by: "embedded".into(),
        score: Some(0.81),
        ..Source::default()
    }
}

/// A pick of which everything that matters differs with `n`.
pub fn pick(n: usize, headline: &str, podcast: &str) -> Pick {
    let source = Source {
        podcast: podcast.into(),
        guid: format!("guid-{n}"),
        start: Some(12.345 + n as f64),
        score: Some(0.9 - n as f64 / 10.0),
        ..source()
    };
    let candidate = Candidate {
        quote: format!("They are glue, not bosses, and that is number {n}."),
        raw: 0..10,
        start: source.start,
        end: source.end,
        speaker: source.speaker.clone(),
        headline: headline.into(),
        text: CLAIM.into(),
        topics: source.topics.clone(),
        signals: Vec::new(),
        score: 0.9,
        by: source.by.clone(),
        checks: Vec::new(),
    };
    Pick { slug: super::slug_for(headline, &|_| false), candidate, source }
}

/// Five picks of four podcasts.
pub fn picks() -> Vec<Pick> {
    vec![
        pick(1, "Product managers are glue, not mini-CEOs", "The Example Show"),
        pick(2, "Remote teams write more and decide sooner", "Quiet Work"),
        pick(3, "A budget is a list of what you will not do", "Ledger"),
        pick(4, "Nobody reads the second page", "Quiet Work"),
        pick(5, "Bees vote by dancing", "Field Notes"),
    ]
}

/// Characters that mean something in Markdown or YAML, and some that do not.
const NASTY: &str = r##"([a-e ]|[ -~]|[éß日🎧—’]| - |> |# |1\. |`{1,4}|: |\{#x\}|&amp;|<b>|yes|--){0,10}"##;

fn words() -> impl Strategy<Value = String> {
    NASTY.prop_map(|text| one_line(&text))
}

fn some_words() -> impl Strategy<Value = String> {
    words().prop_map(|words| if words.is_empty() { "x".into() } else { words })
}

fn hundredths(most: u32) -> impl Strategy<Value = Option<f64>> {
    option::of((0..most).prop_map(|n| f64::from(n) / 100.0))
}

prop_compose! {
    fn any_source()(
        (podcast, episode, guid, by) in (words(), words(), r"\PC{0,12}", some_words()),
        (feed, link, speaker, license) in (option::of("https://[a-z#?,&=]{1,9}"), option::of(words()), option::of(words()), option::of(words())),
        (start, end, score) in (hundredths(999_999), hundredths(999_999), hundredths(100)),
        topics in vec(words(), 0..4),
        transcript in option::of(("https://[a-z#?,&={}:]{1,9}", "[0-9a-f]{4}", any::<[u32; 2]>(), any::<bool>())),
    ) -> Source {
        let transcript = transcript.map(|(url, sha256, chars, notes)| TranscriptRef { url, sha256, chars: chars.map(|n| n as usize), notes });
        Source { podcast, episode, guid, feed, link, audio: None, start, end, speaker, topics, tension: vec![], transcript, license, by, score, confirmed: false, print: None }
    }
}

/// Paragraphs of plain words, with Markdown of an editor's in between.
fn markdown() -> impl Strategy<Value = String> {
    let own = prop::sample::select(vec![
        "- a\n- b",
        "```\n## not a heading\n```",
        "a | b\n--- | ---\n1 | 2",
        "### Level 3",
        "<div>\n## no\n</div>",
        "*a* [b](/c/)",
    ]);
    let paragraph = prop_oneof![3 => some_words().prop_map(|words| escape(&words)), 1 => own.prop_map(str::to_owned)];
    vec(paragraph, 0..4).prop_map(|paragraphs| paragraphs.join("\n\n"))
}

prop_compose! {
    fn any_section()(
        (headline, slug) in (words(), "[a-z0-9][a-z0-9-]{0,20}"),
        (body, after, quote, source) in (markdown(), markdown(), option::weighted(0.8, some_words()), option::weighted(0.8, any_source())),
    ) -> Section {
        // Without a quote nothing stands behind it.
        let after = if quote.is_some() { after } else { String::new() };
        Section { slug, headline, body, quote, after, source, ..Section::default() }
    }
}

prop_compose! {
    /// Any post that can be printed, its sections with nasty words.
    pub fn any_post()(
        (title, summary) in (words(), option::of(words())),
        published in any::<bool>(),
        (opening, sections) in (markdown(), vec(any_section(), 0..4)),
        extra in prop::collection::btree_map("[a-z]{1,5}", words().prop_map(serde_json::Value::String), 0..3),
    ) -> Post {
        let status = if published { Status::Published } else { Status::Draft };
        Post { front: FrontMatter { title, date: DAY, status, summary, updated: None, extra }, opening, sections }
    }
}

/// The words that a reader of the rendered page sees, and whether anything but words is there.
pub fn rendered(markdown: &str) -> (String, bool) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let (mut words, mut more) = (String::new(), false);
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::Start(tag) => more |= !matches!(tag, pulldown_cmark::Tag::Paragraph | pulldown_cmark::Tag::Heading { .. }),
            Event::End(_) => {}
            _ => more = true,
        }
    }
    (words, more)
}
