//! Writes one part of a section's bytes anew, and leaves the others.

use super::{
    blocks::{Lines, What, scan},
    document::Piece,
    marks::unquote,
    plain::plain,
    section,
    words::escape,
};
use std::ops::Range;

/// What is to be written.
pub(super) enum Part<'a> {
    /// The heading: plain words, and the slug that stays.
    Headline { words: &'a str, slug: &'a str },
    /// The Markdown between heading and quote.
    Body(&'a str),
    /// Nothing in place of the comments below the quote.
    NoReason,
}

/// Writes a part of a piece, and reads the piece again.
pub(super) fn write(piece: &mut Piece, part: Part<'_>, windows: bool) {
    let text = piece.text.replace("\r\n", "\n");
    let lines = Lines::new(&text);
    let places = places(&lines);
    let bytes = |range: &Range<usize>| lines.start(range.start)..lines.start(range.end);
    let mut new = text.clone();
    match part {
        Part::Headline { words, slug } => {
            let words = escape(&super::words::one_line(words));
            let heading = format!("##{}{words} {{#{slug}}}\n", if words.is_empty() { "" } else { " " });
            new.replace_range(bytes(&places.heading), &heading);
        }
        Part::Body(markdown) => {
            let markdown = markdown.replace("\r\n", "\n");
            let markdown = markdown.trim_matches('\n');
            let body = if markdown.is_empty() { "\n".to_owned() } else { format!("\n{markdown}\n\n") };
            // What the body's lines hold of the source block stays; the words come first.
            for range in places.body.iter().skip(1).rev() {
                new.replace_range(bytes(range), "\n");
            }
            let first = places.body.first().map_or(lines.start(places.heading.end)..lines.start(places.heading.end), bytes);
            let at_end = first.end == text.len();
            new.replace_range(first, if at_end { body.trim_end_matches('\n') } else { &body });
            if at_end {
                new.push('\n');
            }
        }
        Part::NoReason => {
            let from = lines.start(places.behind);
            let rest = &text[from..];
            if let Some((before, comment)) = rest.split_once("<!--")
                && let Some((_, after)) = comment.split_once("-->")
            {
                let after = after.trim_start_matches('\n');
                new.truncate(from);
                new.push_str(before.trim_end_matches('\n'));
                new.push('\n');
                if !after.is_empty() {
                    new.push('\n');
                    new.push_str(after);
                }
            }
        }
    }
    piece.section = section::alone(&new);
    piece.text = if windows { new.replace('\n', "\r\n") } else { new };
}

/// The lines of a section's parts.
struct Places {
    heading: Range<usize>,
    /// The body's lines, in one run, or in two around a source block.
    body: Vec<Range<usize>>,
    /// First line behind the quote and the source block.
    behind: usize,
}

fn places(lines: &Lines<'_>) -> Places {
    let blocks = scan(lines, 0);
    let heading = blocks.first().map_or(0..0, |b| b.lines.clone());
    let words = |range: &Range<usize>| {
        let inner: Vec<&str> = range.clone().map(|n| unquote(lines.get(n))).collect();
        !plain(&inner.join("\n")).is_empty()
    };
    let quote = blocks.iter().filter(|b| b.what == What::Quote).map(|b| b.lines.clone()).find(words);
    let source = blocks.iter().find(|b| section::is_source(b)).map(|b| b.lines.clone());
    let end = quote.as_ref().map_or(lines.len(), |q| q.start);
    let body = match &source {
        Some(hole) if (heading.end..end).contains(&hole.start) => vec![heading.end..hole.start, hole.end..end],
        _ => std::iter::once(heading.end..end).collect(),
    };
    let behind = [quote, source].into_iter().flatten().map(|r| r.end).max().unwrap_or(heading.end);
    Places { heading, body, behind }
}
