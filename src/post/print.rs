//! Post → Markdown, and the fingerprint that tells whether a section was touched since.

use super::{
    scalar::{Place, list, scalar},
    words::{escape, one_line},
};
use crate::{
    hash,
    model::{FrontMatter, Post, Section, Source, Status},
    yaml,
};
use std::{collections::BTreeMap, fmt::Write};

/// The post's file: front matter, opening, sections, with one line break at the end.
///
/// [`parse`](super::parse) reads the same post back, apart from lines and bytes. Opening, body and what follows the quote are
/// Markdown and printed as they are; headline and quote are words, and escaped.
pub fn print(post: &Post) -> String {
    let mut text = front(&post.front);
    paragraph(&mut text, &post.opening);
    for post_section in &post.sections {
        text.push('\n');
        text.push_str(&section(post_section));
    }
    text
}

/// One section, from its heading to the line break at its end.
pub(super) fn section(section: &Section) -> String {
    let headline = escape(&section.headline);
    let mut text = format!("##{}{headline} {{#{}}}\n", if headline.is_empty() { "" } else { " " }, section.slug);
    paragraph(&mut text, &section.body);
    if let Some(quote) = &section.quote {
        paragraph(&mut text, &format!("> {}", escape(quote)));
    }
    if let Some(block) = &section.source {
        text.push('\n');
        text.push_str(&source(block));
    }
    paragraph(&mut text, &section.after);
    text
}

/// Fingerprint of a section as it was generated: of its words and of its source block but for the fingerprint itself.
///
/// White space does not count, for editors and their tools wrap lines; nor do HTML comments below the quote, with which the desk
/// says why it kept an insight.
pub fn fingerprint(section: &Section) -> String {
    let quote = section.quote.as_deref().unwrap_or_default();
    let after = without_comments(&section.after);
    let lines = section.source.iter().map(|block| lines(&Source { print: None, ..block.clone() })).collect::<String>();
    let parts = [&section.headline, &section.slug, &section.body, quote, &after, &lines].map(one_line);
    hash::short(parts.join("\n").as_bytes())
}

/// Whether somebody changed the section since it was generated, or wrote it.
pub fn touched(section: &Section) -> bool {
    let print = section.source.as_ref().and_then(|source| source.print.as_deref());
    print != Some(&fingerprint(section))
}

/// Puts the section's own fingerprint into its source block, if it has one.
pub(super) fn stamp(mut section: Section) -> Section {
    let print = fingerprint(&section);
    if let Some(source) = &mut section.source {
        source.print = Some(print);
    }
    section
}

fn paragraph(text: &mut String, markdown: &str) {
    if !markdown.is_empty() {
        text.push('\n');
        text.push_str(markdown);
        text.push('\n');
    }
}

/// The front matter, with its fences.
pub(super) fn front(front: &FrontMatter) -> String {
    let status = match front.status {
        Status::Draft => "draft",
        Status::Published => "published",
    };
    let mut text = format!("---\ntitle: {}\ndate: {}\n", scalar(&front.title, Place::Block), front.date);
    // The one key that every editor changes says what it may be.
    writeln!(text, "status: {status} # draft | published").ok();
    key(&mut text, "summary", front.summary.as_deref());
    key(&mut text, "updated", front.updated.map(|at| at.to_string()).as_deref());
    if !front.extra.is_empty() {
        text.push_str(&yaml::print(&BTreeMap::from([("extra", &front.extra)])));
    }
    text.push_str("---\n");
    text
}

/// The source block, fence and all.
fn source(source: &Source) -> String {
    let lines = lines(source);
    let fence = "`".repeat(longest_run(&lines).max(2) + 1);
    format!("{fence}source\n{lines}{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn lines(source: &Source) -> String {
    let mut text = String::new();
    key(&mut text, "podcast", Some(&source.podcast));
    key(&mut text, "episode", Some(&source.episode));
    key(&mut text, "guid", Some(&source.guid));
    key(&mut text, "feed", source.feed.as_deref());
    key(&mut text, "link", source.link.as_deref());
    key(&mut text, "audio", source.audio.as_deref());
    raw(&mut text, "start", source.start.and_then(seconds));
    raw(&mut text, "end", source.end.and_then(seconds));
    key(&mut text, "speaker", source.speaker.as_deref());
    raw(&mut text, "topics", Some(list(&source.topics)).filter(|_| !source.topics.is_empty()));
    raw(&mut text, "tension", Some(list(&source.tension)).filter(|_| !source.tension.is_empty()));
    raw(&mut text, "transcript", source.transcript.as_ref().map(transcript));
    key(&mut text, "license", source.license.as_deref());
    key(&mut text, "by", Some(&source.by));
    raw(&mut text, "score", source.score.filter(|s| s.is_finite()).map(|score| format!("{score:.2}")));
    raw(&mut text, "confirmed", source.confirmed.then(|| "true".to_owned()));
    key(&mut text, "print", source.print.as_deref());
    text
}

fn transcript(file: &crate::model::TranscriptRef) -> String {
    let (url, sha256) = (scalar(&file.url, Place::Flow), scalar(&file.sha256, Place::Flow));
    let notes = if file.notes { ", notes: true" } else { "" };
    format!("{{ url: {url}, sha256: {sha256}, chars: [{}, {}]{notes} }}", file.chars[0], file.chars[1])
}

fn key(text: &mut String, key: &str, value: Option<&str>) {
    raw(text, key, value.map(|value| scalar(value, Place::Block)));
}

fn raw(text: &mut String, key: &str, value: Option<String>) {
    if let Some(value) = value {
        writeln!(text, "{key}: {value}").ok();
    }
}

/// Seconds with as many of two decimals as they need.
fn seconds(seconds: f64) -> Option<String> {
    let text = format!("{seconds:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    seconds.is_finite().then(|| if short == "-0" { "0" } else { short }.to_owned())
}

fn without_comments(markdown: &str) -> String {
    let (mut kept, mut rest) = (String::new(), markdown);
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::super::{parse, sample};
    use super::*;
    use proptest::prelude::*;

    fn example() -> Section {
        Section {
            slug: "glue".into(),
            headline: "Product managers are glue, not *mini-CEOs*".into(),
            body: "The claim.".into(),
            quote: Some("They are `glue` [laughter] & more.".into()),
            source: Some(sample::source()),
            ..Section::default()
        }
    }

    /// A section as it is wherever it stands.
    fn placeless(section: &Section) -> Section {
        Section { line: 0, source_line: None, bytes: 0..0, ..section.clone() }
    }

    #[test]
    fn a_section_reads_like_text() {
        insta::assert_snapshot!(section(&stamp(example())), @r#"
        ## Product managers are glue, not \*mini-CEOs\* {#glue}

        The claim.

        > They are \`glue\` \[laughter] & more.

        ```source
        podcast: The Example Show
        episode: "Ep 12: Who runs the product?"
        guid: tag:example.org,2026:ep12
        link: https://example.org/12
        audio: https://cdn.example.org/12.mp3
        start: 754.2
        end: 781.9
        speaker: Sam Guest
        topics: [product management, leadership]
        transcript: { url: https://example.org/12.vtt, sha256: 9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c, chars: [48210, 48544] }
        license: cc-by-4.0
        by: embedded
        score: 0.81
        print: altcoukfyz3ve4jc
        ```
        "#);
    }

    #[test]
    fn times_have_the_decimals_they_need() {
        let times = [754.2, 12.0, 0.0, -0.001, 3.456, f64::NAN].map(seconds);
        assert_eq!(times.map(|t| t.unwrap_or_default()), ["754.2", "12", "0", "0", "3.46", ""]);
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let block = Source { episode: "a ```` b".into(), ..sample::source() };
        assert!(source(&block).starts_with("`````source\n"));
    }

    #[test]
    fn every_word_counts_for_the_fingerprint_and_no_line_break() {
        let section = stamp(example());
        assert!(!touched(&section));
        assert!(!touched(&Section { body: "The\nclaim.".into(), ..section.clone() }));
        assert!(!touched(&Section { after: "<!-- Why here: 0.61 -->".into(), ..section.clone() }));
        let source = section.source.clone().unwrap_or_default();
        for edited in [
            Section { slug: "other".into(), ..section.clone() },
            Section { headline: "Other".into(), ..section.clone() },
            Section { body: "Another claim.".into(), ..section.clone() },
            Section { quote: None, ..section.clone() },
            Section { after: "A word of mine.".into(), ..section.clone() },
            Section { source: None, ..section.clone() },
            Section { source: Some(Source { print: None, ..source.clone() }), ..section.clone() },
            Section { source: Some(Source { start: Some(700.0), ..source.clone() }), ..section.clone() },
            Section { source: Some(Source { topics: Vec::new(), ..source }), ..section.clone() },
        ] {
            assert!(touched(&edited), "{edited:#?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn a_printed_post_is_read_back(post in sample::any_post()) {
            let post = Post { sections: post.sections.into_iter().map(stamp).collect(), ..post };
            let text = print(&post);
            let (back, faults) = parse(&text, &sample::path());
            prop_assert_eq!(faults, vec![], "{}", text);
            let back = back.expect("a post without faults");
            prop_assert_eq!(print(&back), text.clone());
            for section in &back.sections {
                prop_assert_eq!(touched(section), section.source.is_none());
                prop_assert!(text[section.bytes.clone()].starts_with("##"));
                prop_assert!(text.lines().nth(section.line - 1).is_some_and(|line| line.starts_with("##")));
            }
            let sections = back.sections.iter().map(placeless).collect();
            prop_assert_eq!(Post { sections, ..back }, post, "{}", text);
        }
    }
}
