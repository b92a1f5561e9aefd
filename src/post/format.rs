//! Markdown → post. What the editor wrote is kept as bytes; only what pages need is taken out of it.

use super::{
    blocks::{Lines, What, scan},
    fault::Fault,
    fix,
    section::Reader,
};
use crate::{
    model::{FrontMatter, Post, Section},
    yaml,
};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::{ops::Range, path::Path};

/// Reads a post. Line numbers are the file's own, also in faults of its YAML.
///
/// `None` if the front matter cannot be read; a fault in one section leaves the others as they are. The text may have a byte-order
/// mark and any line ends; Markdown in the result has `\n`.
pub fn parse(text: &str, path: &Path) -> (Option<Post>, Vec<Fault>) {
    let mut file = read::<FrontMatter>(text, path, Sections::All);
    if let Some(front) = &file.front {
        file.faults.extend(wrong_name(text, path, front.date));
    }
    let post = file.front.map(|front| Post { front, opening: file.opening, sections: file.sections });
    (post, file.faults)
}

/// How far the sections of a file go.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sections {
    /// To its end.
    All,
    /// To its first level-1 heading.
    BeforeTitle,
}

/// A file with front matter and sections.
pub(super) struct File<F> {
    /// `None` if it cannot be read.
    pub front: Option<F>,
    /// Markdown above the first section.
    pub opening: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// Everything wrong, in the file's order.
    pub faults: Vec<Fault>,
}

/// Reads front matter of any type and the sections below it.
pub(super) fn read<F: DeserializeOwned>(text: &str, path: &Path, sections: Sections) -> File<F> {
    let lines = Lines::new(text);
    let mut faults = Vec::new();
    let (front, body) = match front_lines(&lines) {
        Ok(inside) => {
            let yaml = &text[lines.start(inside.start)..lines.start(inside.end)];
            let front = yaml::parse_at(yaml, path, inside.start).map_err(|error| faults.push(error.into())).ok();
            (front, inside.end + 1)
        }
        Err((line, message)) => {
            faults.push(Fault::error(path, line, message));
            (None, 0)
        }
    };
    let mut reader = Reader { lines: &lines, path, faults };
    let blocks = scan(&lines, body);
    let end = blocks.iter().find(|b| sections == Sections::BeforeTitle && matches!(b.what, What::Heading(1, _)));
    let (opening, sections) = reader.sections(&blocks, body, end.map_or(lines.len(), |b| b.lines.start));
    reader.faults.sort_by_key(|fault| (fault.line, fault.column));
    for fault in &mut reader.faults {
        fault.fix = fix::of(fault, lines.get(fault.line.saturating_sub(1).min(lines.len().saturating_sub(1))));
    }
    File { front, opening, sections, faults: reader.faults }
}

/// The lines between the first two `---`.
fn front_lines(lines: &Lines<'_>) -> Result<Range<usize>, (usize, &'static str)> {
    let is_fence = |n: &usize| lines.get(*n).trim_start_matches('\u{feff}').trim_end() == "---";
    let first = (0..lines.len()).find(|n| !lines.get(*n).trim_start_matches('\u{feff}').trim().is_empty());
    let Some(open) = first.filter(is_fence) else {
        return Err((
            first.map_or(1, |n| n + 1),
            "the front matter is missing; start the file with a line `---`, then `title:` and `date:`, then `---`",
        ));
    };
    match (open + 1..lines.len()).find(|n| is_fence(n)) {
        Some(close) => Ok(open + 1..close),
        None => Err((open + 1, "the front matter is not closed; write a line `---` below its last key")),
    }
}

/// The line of a top-level key of the front matter, or of a source block that starts at line `from`; counted from 1.
pub(super) fn key_line(text: &str, key: &str, from: usize) -> Option<usize> {
    let is_key = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
    text.lines().enumerate().skip(from.saturating_sub(1)).find(|(_, line)| is_key(line)).map(|(n, _)| n + 1)
}

/// The file's name and its date must agree, or a post is looked for in the wrong place.
pub(super) fn wrong_name(text: &str, path: &Path, date: Date) -> Option<Fault> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    (name != date.to_string()).then(|| {
        let message = format!("the file is named `{name}` but its date is {date}; rename it to {date}.md or correct the date");
        Fault::error(path, key_line(text, "date", 1).unwrap_or(1), message)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{check::check, load::Entry, sample};
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write;

    const NASTY: &str = include_str!("../../tests/fixtures/post/nasty.md");

    /// What was understood of a file, one line a field.
    fn understood(text: &str) -> String {
        let (post, faults) = parse(text, &sample::path());
        let mut view = String::new();
        if let Some(post) = post {
            writeln!(view, "{:?}\nopening: {:?}", post.front, post.opening).ok();
            for s in &post.sections {
                let source = s.source.as_ref().map(|s| format!("{} | {:?} | {} | {:?}", s.podcast, s.episode, s.guid, s.topics));
                writeln!(view, "\n[{}] {:?} {{#{}}}\n  body: {:?}\n  quote: {:?}", s.line, s.headline, s.slug, s.body, s.quote).ok();
                writeln!(view, "  after: {:?}\n  source: {:?} {}", s.after, s.source_line, source.unwrap_or_default()).ok();
            }
        }
        faults.iter().for_each(|fault| writeln!(view, "{fault}").unwrap_or_default());
        view
    }

    fn faults(text: &str) -> String {
        let faults: Vec<String> = parse(text, Path::new("2026-11-23.md")).1.iter().map(Fault::to_string).collect();
        faults.join("\n")
    }

    fn post(sections: &str) -> String {
        format!("---\ntitle: T\ndate: 2026-11-23\n---\n{sections}")
    }

    #[test]
    fn nasty_files_are_understood() {
        insta::assert_snapshot!(understood(NASTY));
    }

    #[test]
    fn line_ends_and_byte_order_marks_change_nothing() {
        let windows = format!("\u{feff}{}", NASTY.trim_start().replace('\n', "\r\n"));
        let unix = understood(NASTY.trim_start());
        assert_eq!(understood(&windows), unix);
        let (post, _) = parse(&windows, &sample::path());
        for section in post.expect("a post").sections {
            let line = windows[..section.bytes.start].matches('\n').count() + 1;
            assert_eq!(line, section.line);
        }
    }

    #[test]
    fn sections_cover_the_file_to_its_end() {
        let (post, _) = parse(NASTY, &sample::path());
        let sections = post.expect("a post").sections;
        assert!(sections.windows(2).all(|pair| pair[0].bytes.end == pair[1].bytes.start));
        assert_eq!(sections.last().map(|s| s.bytes.end), Some(NASTY.len()));
    }

    #[test]
    fn faults_of_the_front_matter_say_how_to_mend_them() {
        let table = [
            "",
            "\n\nNo front matter\n",
            "---\ntitle: T\ndate: 2026-11-23\n",
            "---\ntitle: T\n---\n",
            "---\ntitle: T\ndate: 2026-11-23\n\nstaus: draft\n---\n",
            "---\ntitle: T\ndate: 23 November\n---\n",
            "---\ntitle: T\ndate: 2026-11-23\nstatus: live\n---\n",
            "---\ntitle: A: B\ndate: 2026-11-23\n---\n",
            "---\ntitle: T\n# date\ndate: 2026-11-24\n---\n",
            "---\ntitle: [T]\ndate: 2026-11-23\n---\n",
            "---\ntitle: T\ndate: 2026-11-23\ntitle: U\n---\n",
            "---\n\"title: T\n---\n",
            "---\n---\n",
            "---\nwords\n---\n",
        ];
        insta::assert_snapshot!(table.map(faults).join("\n"), @r#"
        2026-11-23.md:1:1: the front matter is missing; start the file with a line `---`, then `title:` and `date:`, then `---`
        2026-11-23.md:3:1: the front matter is missing; start the file with a line `---`, then `title:` and `date:`, then `---`
        2026-11-23.md:1:1: the front matter is not closed; write a line `---` below its last key
        2026-11-23.md:2:1: `date` is missing; add a line `date: …`
        2026-11-23.md:5:1: unknown key `staus`; did you mean `status`?
        2026-11-23.md:3:7: the date cannot be read; write it as in 2026-11-23
        2026-11-23.md:4:9: `status` cannot be `live`; write `draft` or `published`
        2026-11-23.md:2:9: a value that has a colon and a space in it needs quotes; write `key: "value"`
        2026-11-23.md:4:1: the file is named `2026-11-23` but its date is 2026-11-24; rename it to 2026-11-24.md or correct the date
        2026-11-23.md:2:8: `title` is a list; write words, in quotes if they look like something else
        2026-11-23.md:2:1: `title` stands here twice; delete one of the two lines
        2026-11-23.md:3:1: the YAML breaks off here; a quote or a bracket above is not closed
        2026-11-23.md:2:1: `title` is missing; add a line `title: …`
        2026-11-23.md:2:1: this is "words"; write lines such as `key: value`
        "#);
    }

    #[test]
    fn faults_of_sections_say_how_to_mend_them() {
        let block = "podcast: P\nepisode: E\nguid: g\nby: embedded\n";
        let table = [
            format!("\n## A\n\n```source\n{block}spaeker: Sam\n```\n"),
            format!("\n## A\n\n```source\n{block}transcript:\n  url: u\n  sha: x\n```\n"),
            format!("\n## A\n\n```source\n{block}colour: blue\n```\n"),
            format!("\n## A\n\n```source\n{block}start: 12:30\n```\n"),
            format!("\n## A\n\n```source\n{block}guid: h\n```\n"),
            format!("\n## A\n\n```source\n{block}topics: growth\n```\n"),
            format!("\n## A\n\n```source\n{block}speaker: 12\n```\n"),
            format!("\n## A\n\n```source\n{block}transcript: {{ url: u, sha256: x, chars: [1] }}\n```\n"),
            format!("\n## A\n\n```source\n{block}\tspeaker: x\n```\n"),
            "\n## A\n\n```source\npodcast: P\n```\n".to_owned(),
            "\n## A\n\n```source\npodcast: P: Q\n```\n".to_owned(),
            "\n## A\n\n```source\n\n```\n".to_owned(),
            format!("\n## A\n\n````source\n{block}```\n\n## B\n"),
            format!("\n## A\n\n```source\n{block}```\n\n```source\n{block}```\n"),
            format!("\n```source\n{block}```\n\n## A\n"),
            format!("\n## A\n\n```Source\n{block}```\n"),
            "\n~~~\n## A\n".to_owned(),
        ];
        insta::assert_snapshot!(table.map(|sections| faults(&post(&sections))).join("\n"), @r#"
        2026-11-23.md:13:1: unknown key `spaeker`; did you mean `speaker`?
        2026-11-23.md:15:3: unknown key `sha`; did you mean `sha256`?
        2026-11-23.md:13:1: unknown key `colour`; known keys are podcast, episode, guid, feed, link, audio, start, end, speaker, topics, tension, transcript, license, by, score, confirmed, print
        2026-11-23.md:13:8: `start` is "12:30"; write a number such as 754.2
        2026-11-23.md:9:1: `guid` stands here twice; delete one of the two lines
        2026-11-23.md:13:9: `topics` is "growth"; write a list such as [one, two]

        2026-11-23.md:13:41: `transcript.chars` has too few or too many values; write two numbers, as in [48210, 48544]
        2026-11-23.md:13:1: a tab indents this line; YAML wants spaces
        2026-11-23.md:9:1: `episode` is missing; add a line `episode: …`
        2026-11-23.md:9:11: a value that has a colon and a space in it needs quotes; write `key: "value"`
        2026-11-23.md:8:1: the source block is empty; fill it in, or delete it if the words are your own
        2026-11-23.md:8:1: the block that starts here is not closed, so everything below belongs to it; write a line ```` at its end
        2026-11-23.md:15:1: a second source block in one section; give it a heading of its own, or delete one of the two
        2026-11-23.md:6:1: a source block above the first `## ` heading belongs to no insight; move it below one, or delete it
        2026-11-23.md:8:1: a code block named `Source` is no source block; name it `source`
        2026-11-23.md:6:1: the block that starts here is not closed, so everything below belongs to it; write a line ~~~ at its end
        "#);
    }

    #[test]
    fn one_broken_source_block_leaves_the_rest() {
        let text = post("\n## A\n\n> q\n\n```source\nx: y\n```\n\n## B\n\n> r\n");
        let (post, faults) = parse(&text, Path::new("2026-11-23.md"));
        let sections = post.expect("a post").sections;
        assert_eq!((sections[0].source_line, &sections[0].source, faults.len()), (Some(10), &None, 1));
        assert_eq!((sections[1].quote.as_deref(), sections[0].body.as_str()), (Some("r"), ""));
    }

    #[test]
    fn slugs_come_from_the_heading() {
        let slugs = ["## A b {#x}", "## A b {# x } ##", "## A b", "## A {#x} b", "## …", "## A b {#}", r"## A \{#x}", "## A {#My Slug}"];
        let read = |heading: &str| {
            let (post, _) = parse(&post(&format!("{heading}\n")), Path::new("2026-11-23.md"));
            post.and_then(|p| p.sections.first().map(|s| format!("{:?} {}", s.headline, s.slug))).unwrap_or_default()
        };
        insta::assert_snapshot!(slugs.map(read).join("\n"), @r#"
        "A b" x
        "A b" x
        "A b" a-b
        "A {#x} b" a-x-b
        "…" insight
        "A b" a-b
        "A {#x}" a-x
        "A" My Slug
        "#);
    }

    proptest! {
        #[test]
        fn never_panics(text in r"(---\n|## |> |```source\n|```\n|guid: |title: T\n|date: 2026-11-23\n|\{#|\}|# |\r\n|\n|\t|[ -~]|\PC){0,40}") {
            let (post, faults) = parse(&text, &sample::path());
            prop_assert!(post.is_some() || !faults.is_empty());
            for section in post.iter().flat_map(|p| &p.sections) {
                prop_assert!(text.get(section.bytes.clone()).is_some());
            }
            check(&post.map(|post| Entry { path: sample::path(), text, post }).into_iter().collect::<Vec<_>>());
        }
    }
}
