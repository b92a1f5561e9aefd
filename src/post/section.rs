//! One section of a post: heading, claim, quote, source block.

use super::{
    blocks::{Block, Lines, What, scan},
    fault::Fault,
    marks::{unquote, without_closing},
    plain, quick,
    words::one_line,
};
use crate::{
    model::{Section, Source},
    text, yaml,
};
use std::{ops::Range, path::Path};

/// Reads the sections of one file.
pub(super) struct Reader<'a> {
    pub lines: &'a Lines<'a>,
    pub path: &'a Path,
    pub faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Opening and sections of the lines from `body` to `end`.
    pub fn sections(&mut self, blocks: &[Block], body: usize, end: usize) -> (String, Vec<Section>) {
        let blocks = &blocks[..blocks.partition_point(|b| b.lines.start < end)];
        let heads: Vec<usize> = (0..blocks.len()).filter(|n| matches!(blocks[*n].what, What::Heading(2, _))).collect();
        let first = heads.first().map_or(blocks.len(), |n| *n);
        for block in &blocks[..first] {
            if is_source(block) {
                self.error(block, "a source block above the first `## ` heading belongs to no insight; move it below one, or delete it");
            }
            self.unclosed(block);
        }
        let sections = heads.iter().enumerate().map(|(n, head)| {
            let next = heads.get(n + 1).copied().unwrap_or(blocks.len());
            let until = blocks.get(next).map_or(end, |b| b.lines.start);
            self.section(&blocks[*head..next], until)
        });
        let sections = sections.collect();
        (self.lines.join(body..blocks.get(first).map_or(end, |b| b.lines.start)), sections)
    }

    /// The section of `blocks`, of which the first is its heading; it goes up to line `until`.
    fn section(&mut self, blocks: &[Block], until: usize) -> Section {
        let (head, inner) = (&blocks[0].lines, &blocks[1..]);
        let (headline, slug) = match &blocks[0].what {
            What::Heading(_, words) => heading(words),
            _ => Default::default(),
        };
        let quote = inner.iter().filter(|b| b.what == What::Quote).find_map(|b| Some((b.lines.clone(), self.quote(b)?)));
        let source = inner.iter().find(|b| is_source(b));
        let hole = source.map_or(until..until, |b| b.lines.clone());
        let (body, after) = match &quote {
            Some((at, _)) => (self.without(head.end..at.start, &hole), self.without(at.end..until, &hole)),
            None => (self.without(head.end..until, &hole), String::new()),
        };
        for block in inner {
            self.check_fence(block, source);
        }
        Section {
            slug,
            headline,
            body,
            quote: quote.map(|(_, words)| words),
            after,
            source: source.and_then(|b| self.source(b)),
            line: head.start + 1,
            source_line: source.map(|b| b.lines.start + 1),
            bytes: self.lines.start(head.start)..self.lines.start(until),
        }
    }

    /// The words of a block quote; `None` if it has none.
    fn quote(&self, block: &Block) -> Option<String> {
        let inner: Vec<&str> = block.lines.clone().map(|n| unquote(self.lines.get(n))).collect();
        Some(plain(&inner.join("\n"))).filter(|words| !words.is_empty())
    }

    /// The Markdown of `lines` without those of `hole`.
    fn without(&self, lines: Range<usize>, hole: &Range<usize>) -> String {
        if hole.start < lines.start || hole.start >= lines.end {
            return self.lines.join(lines);
        }
        let parts = [self.lines.join(lines.start..hole.start), self.lines.join(hole.end..lines.end)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n\n")
    }

    fn source(&mut self, block: &Block) -> Option<Source> {
        // What an open block has swallowed would be a second fault for the same mistake.
        if matches!(block.what, What::Fence { closed: false, .. }) {
            return None;
        }
        let lines = block.lines.start + 1..block.lines.end - 1;
        let indent = self.lines.get(block.lines.start).len() - self.lines.get(block.lines.start).trim_start_matches(' ').len();
        let mut yaml = String::new();
        for line in lines.map(|n| self.lines.get(n)) {
            let own = line.len() - line.trim_start_matches(' ').len();
            yaml.push_str(&line[own.min(indent)..]);
            yaml.push('\n');
        }
        if yaml.trim().is_empty() {
            self.error(block, "the source block is empty; fill it in, or delete it if the words are your own");
            return None;
        }
        if let Some(source) = quick::source(&yaml) {
            return Some(source);
        }
        yaml::parse_at(&yaml, self.path, block.lines.start + 1).map_err(|error| self.faults.push(error.into())).ok()
    }

    fn check_fence(&mut self, block: &Block, source: Option<&Block>) {
        if is_source(block) && source.is_some_and(|first| first.lines != block.lines) {
            self.error(block, "a second source block in one section; give it a heading of its own, or delete one of the two");
        } else if let What::Fence { info, .. } = &block.what
            && !is_source(block)
            && (info.eq_ignore_ascii_case("source") || info == "sources")
        {
            let message = format!("a code block named `{info}` is no source block; name it `source`");
            self.faults.push(Fault::warning(self.path, block.lines.start + 1, message));
        }
        self.unclosed(block);
    }

    fn unclosed(&mut self, block: &Block) {
        if matches!(block.what, What::Fence { closed: false, .. }) {
            let mark = self.lines.get(block.lines.start).trim_start();
            let fence = &mark[..mark.len() - mark.trim_start_matches(['`', '~']).len()];
            let message =
                format!("the block that starts here is not closed, so everything below belongs to it; write a line {fence} at its end");
            self.error(block, &message);
        }
    }

    fn error(&mut self, block: &Block, message: &str) {
        self.faults.push(Fault::error(self.path, block.lines.start + 1, message));
    }
}

/// The section of a text that holds nothing else, from its heading on.
pub(super) fn alone(text: &str) -> Section {
    let lines = Lines::new(text);
    let mut reader = Reader { lines: &lines, path: Path::new(""), faults: Vec::new() };
    reader.sections(&scan(&lines, 0), 0, lines.len()).1.into_iter().next().unwrap_or_default()
}

pub(super) fn is_source(block: &Block) -> bool {
    matches!(&block.what, What::Fence { info, .. } if info.split_whitespace().next() == Some("source"))
}

/// Headline and slug of a heading's inline Markdown.
fn heading(words: &str) -> (String, String) {
    let (words, slug) = match attribute(words) {
        Some((words, slug)) => (without_closing(words), slug),
        None => (words, ""),
    };
    let headline = plain(words);
    let slug = if slug.is_empty() { slug_of(&headline) } else { one_line(slug) };
    (headline, slug)
}

/// Splits `{#slug}` off the end.
fn attribute(words: &str) -> Option<(&str, &str)> {
    let inner = words.strip_suffix('}')?;
    let open = inner.rfind("{#")?;
    let slug = inner[open + 2..].trim();
    (!inner[..open].ends_with('\\') && !slug.contains(['{', '}'])).then_some((&words[..open], slug))
}

/// The slug that a headline gives; `insight` if it has no letter or digit.
pub(super) fn slug_of(headline: &str) -> String {
    Some(text::slug(headline, 60)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "insight".into())
}
