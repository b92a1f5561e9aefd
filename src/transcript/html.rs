//! HTML: the podcast namespace's `<cite>`, `<time>`, `<p>`, and the text of any other page.
//!
//! A small tolerant reader: what it does not know it passes over, and no page is too broken to be read.

use super::{
    clock,
    draft::{Block, Draft, Voice},
    label::{self, Likeness},
    markup::{self, Angle, Tag},
};
use std::ops::Range;

/// Elements whose content is never speech.
const HIDDEN: [&str; 16] = [
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "aside",
    "noscript",
    "template",
    "svg",
    "button",
    "form",
    "select",
    "textarea",
    "title",
    "iframe",
    "figcaption",
];
/// Elements that start and end a block.
const BLOCKS: [&str; 30] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "td",
    "th",
    "table",
    "tbody",
    "section",
    "article",
    "main",
    "blockquote",
    "figure",
    "pre",
    "details",
    "summary",
    "address",
    "fieldset",
    "body",
    "html",
    "head",
    "hr",
    "center",
    "tfoot",
    "thead",
];
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// A block of a page.
#[derive(Debug, Default)]
pub(super) struct PageBlock {
    /// The words.
    pub block: Block,
    /// True inside `<li>`.
    pub item: bool,
    /// How many bytes of the words are links' words.
    pub linked: usize,
    /// True inside `<main>` or `<article>`.
    main: bool,
}

/// The blocks of a page of speech, and what was wrong with it.
pub(super) fn read(text: &str) -> (Draft, Vec<Block>, Vec<String>) {
    let (draft, page) = read_page(text);
    // A page that marks its main part is read there alone, unless the marks are wrong.
    let length = |blocks: &mut dyn Iterator<Item = &PageBlock>| blocks.map(|b| b.block.words.len()).sum::<usize>();
    let main_only = length(&mut page.iter().filter(|b| b.main)) * 2 > length(&mut page.iter());
    let mut blocks = Vec::with_capacity(page.len());
    let mut broken = false;
    for found in page {
        if main_only && !found.main {
            broken = true;
        } else {
            let mut block = found.block;
            block.broken |= std::mem::take(&mut broken);
            blocks.push(block);
        }
    }
    (draft, blocks, Vec::new())
}

/// All blocks of a page.
pub(super) fn read_page(text: &str) -> (Draft, Vec<PageBlock>) {
    let mut reader = Reader {
        text,
        draft: Draft::default(),
        page: Vec::new(),
        start: 0,
        pending: Block::default(),
        main: 0,
        item: 0,
        link: None,
        linked: 0,
        mark: None,
        unclosed: Vec::new(),
    };
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        let tag = at + found;
        markup::copy_decoded(&mut reader.draft, &text[at..tag], at);
        at = match markup::angle(&text[tag..]) {
            Angle::Tag(found) => reader.tag(found, tag),
            Angle::Literal => {
                reader.draft.copy("<", tag);
                tag + 1
            }
            Angle::CutOff => text.len(),
        };
    }
    markup::copy_decoded(&mut reader.draft, &text[at..], at);
    reader.finish(text.len());
    (reader.draft, reader.page)
}

struct Reader<'a> {
    text: &'a str,
    draft: Draft,
    page: Vec<PageBlock>,
    /// Where the block at hand starts in the draft.
    start: usize,
    /// What is known of the block at hand before its words.
    pending: Block,
    /// How many `<main>`, `<article>` and `<li>` are open.
    main: usize,
    item: usize,
    /// Where an open link's words start in the draft.
    link: Option<usize>,
    linked: usize,
    /// Where the words of an open `<cite>`, `<time>`, `<dt>` or `<strong>` start in the draft.
    mark: Option<usize>,
    /// Elements of which one was found to have no end; to look again and again would take for ever.
    unclosed: Vec<String>,
}

impl Reader<'_> {
    /// Does what a tag at `at` asks for, and says where to go on.
    fn tag(&mut self, tag: Tag<'_>, at: usize) -> usize {
        let end = at + tag.len;
        let name = tag.name.to_ascii_lowercase();
        let name = name.as_str();
        if HIDDEN.contains(&name) || HEADINGS.contains(&name) {
            return if tag.closing { end } else { self.hidden(name, at, end) };
        }
        match name {
            "br" => self.draft.part(at),
            "a" => self.anchor(tag.closing),
            "main" | "article" => {
                self.finish(at);
                self.main = if tag.closing { self.main.saturating_sub(1) } else { self.main + 1 };
            }
            "li" => {
                self.finish(at);
                self.item = usize::from(!tag.closing);
            }
            "ul" | "ol" => {
                self.finish(at);
                self.item = 0;
            }
            "dt" if !tag.closing => {
                self.finish(at);
                self.mark = Some(self.draft.text.len());
            }
            "cite" | "time" | "strong" | "b" if !tag.closing => self.mark = Some(self.draft.text.len()),
            "cite" | "dt" => self.cite(at),
            "strong" | "b" => self.strong(at),
            "time" => self.time(at),
            _ if BLOCKS.contains(&name) => self.finish(at),
            _ => {}
        }
        end
    }

    /// Passes over an element; one that is never closed counts as not opened.
    fn hidden(&mut self, name: &str, at: usize, end: usize) -> usize {
        if self.unclosed.iter().any(|n| n == name) {
            return end;
        }
        let Some(close) = closing(&self.text[end..], name) else {
            self.unclosed.push(name.to_owned());
            return end;
        };
        self.finish(at);
        self.pending.broken |= !matches!(name, "script" | "style" | "svg" | "template" | "button");
        end + close
    }

    fn anchor(&mut self, closing: bool) {
        let at = self.draft.text.len();
        match (closing, self.link) {
            (true, Some(from)) => {
                self.linked += at - from.max(self.start).min(at);
                self.link = None;
            }
            (false, _) => self.link = Some(at),
            _ => {}
        }
    }

    /// `<cite>Ann Bell:</cite>` names the speaker, if it starts a block; elsewhere it cites a book.
    fn cite(&mut self, at: usize) {
        let Some(range) = self.marked() else { return };
        let name = label::tidy(&self.draft.text[range.clone()]);
        if self.starts_block(&range) && (label::likeness(&name) > Likeness::None || label::is_nobody(&name)) {
            self.skip_to_here(at);
            self.pending.voice = Voice::Named(name);
        }
    }

    /// `<strong>Ann Bell</strong> words`: without a colon it is a name only if it is one beyond doubt.
    fn strong(&mut self, at: usize) {
        let Some(range) = self.marked() else { return };
        let words = self.draft.text[range.clone()].trim();
        let is_name = label::likeness(words) == Likeness::Full
            && words.split(' ').count() <= 3
            && !self.text[at..].trim_start_matches(is_tag_char).starts_with(':');
        if self.starts_block(&range) && is_name && !words.ends_with(':') && label::find(words).is_none() {
            let name = words.to_owned();
            self.skip_to_here(at);
            self.pending.voice = Voice::Named(name);
        }
    }

    /// `<time>0:12</time>` is when the words after it start.
    fn time(&mut self, at: usize) {
        let Some(range) = self.marked() else { return };
        let Some(seconds) = clock::whole(&self.draft.text[range.clone()]) else { return };
        if !self.starts_block(&range) {
            self.end_block(range.start);
        }
        self.skip_to_here(at);
        self.pending.start = Some(seconds);
    }

    fn marked(&mut self) -> Option<Range<usize>> {
        self.mark.take().map(|from| from.min(self.draft.text.len())..self.draft.text.len())
    }

    fn starts_block(&self, range: &Range<usize>) -> bool {
        range.start >= self.start && self.draft.text[self.start..range.start].trim().is_empty()
    }

    /// What was read of the block so far is no words of it.
    fn skip_to_here(&mut self, at: usize) {
        self.draft.part(at);
        self.start = self.draft.text.len();
    }

    fn finish(&mut self, at: usize) {
        self.end_block(self.draft.text.len());
        self.draft.part(at);
        self.start = self.draft.text.len();
        self.linked = 0;
    }

    fn end_block(&mut self, end: usize) {
        let words = self.start..end;
        if self.draft.text[words.clone()].trim().is_empty() {
            return;
        }
        if let Some(from) = self.link.filter(|from| *from < end) {
            self.linked += end - from.max(self.start);
        }
        let block = Block { words, ..std::mem::take(&mut self.pending) };
        self.page.push(PageBlock { block, item: self.item > 0, linked: self.linked, main: self.main > 0 });
    }
}

/// Where the element `name` ends, tag and all, when its content starts at `text`.
fn closing(text: &str, name: &str) -> Option<usize> {
    let (mut at, mut open) = (0, 1);
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        at = start + 1;
        let rest = &text[start + 1..];
        let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let same = rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
        // Elements nest, but a script that writes `<script` does not.
        match (same, closing) {
            (true, true) => open -= 1,
            (true, false) if !matches!(name, "script" | "style" | "title" | "textarea") => open += 1,
            _ => {}
        }
        if open == 0 {
            return Some(start + text[start..].find('>').map_or(text.len() - start, |n| n + 1));
        }
    }
    None
}

fn is_tag_char(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '<' | '>' | '/')
}

#[cfg(test)]
mod tests {
    use crate::transcript::tests::shown;

    #[test]
    fn the_namespace() {
        let file = std::fs::read("tests/fixtures/transcript/namespace.html").unwrap();
        insta::assert_snapshot!(shown(&file, "a.html"), @r#"
        0 4 Ann Bell: We're live & well.
        4 3610 Ann Bell: This is still Ann, of course.
        3610 - Ben Cole: I read Some Book
        - - # Ben Cole: twice.
        "#);
    }

    #[test]
    fn any_other_page() {
        let file = std::fs::read("tests/fixtures/transcript/page.html").unwrap();
        insta::assert_snapshot!(shown(&file, "a.html"), @r#"
        - - Ann Bell: Hello from <a page>. Second line.
        - - Ben Cole: Hi. There is one thing: words.
        - - Ann Bell: So this link is 2 < 3 of &unknown; parts.
        - - # Ann Bell: Ann has the last word.
        "#);
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        insta::assert_snapshot!(shown(b"<nav><p>Said all the same.<p>And this<", "a.html"), @r#"
        - - ?: Said all the same.
        - - ?: And this
        "#);
    }
}
