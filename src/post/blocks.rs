//! A Markdown text line by line: its headings, block quotes and fenced blocks, each with its lines.
//!
//! A post must stay byte for byte as its editor left it, so it is not parsed into a tree: this scanner knows just enough of
//! CommonMark to tell a heading from a line that only looks like one (in a code block, a list item, HTML).

use super::marks::{
    BLANK, Fence, HtmlEnd, atx, closes, contains, html, indented, is_blank, is_rule, is_table_rule, item, opens, underline, unquote,
};
use std::ops::Range;

/// A text cut into lines; `\r\n` ends a line as `\n` does.
pub(super) struct Lines<'a> {
    /// The whole text.
    pub text: &'a str,
    starts: Vec<usize>,
}

/// A block that matters to a post. Counted in lines from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub what: What,
    pub lines: Range<usize>,
}

/// Which kind of block.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A heading of level 1 to 6 and its inline Markdown.
    Heading(usize, String),
    /// A block quote with all that is in it.
    Quote,
    /// A fenced block: its info string, and whether it is closed.
    Fence { info: String, closed: bool },
}

impl<'a> Lines<'a> {
    /// Cuts a text. A text without a line break at its end has a last line all the same.
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).filter(|start| *start < text.len()).collect();
        Self { text, starts }
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Byte at which line `n` starts; the text's end for the line after the last.
    pub fn start(&self, n: usize) -> usize {
        self.starts.get(n).copied().unwrap_or(self.text.len())
    }

    /// Line `n` without its line break.
    pub fn get(&self, n: usize) -> &'a str {
        self.text[self.start(n)..self.start(n + 1)].trim_end_matches(['\n', '\r'])
    }

    /// Lines joined by `\n`, without blank lines at either end.
    pub fn join(&self, lines: Range<usize>) -> String {
        let mut text = String::new();
        for line in lines.map(|n| self.get(n)) {
            if !(text.is_empty() && is_blank(line)) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text.truncate(text.trim_end_matches(BLANK).len());
        text
    }
}

/// Finds the blocks of all lines from `from` on, in order.
pub(super) fn scan(lines: &Lines<'_>, from: usize) -> Vec<Block> {
    let mut scan = Scan { lines, blocks: Vec::new(), fence: None, html: None, paragraph: None, quote: None, list: None };
    (from..lines.len()).for_each(|n| scan.line(n));
    scan.blocks
}

struct Scan<'a> {
    lines: &'a Lines<'a>,
    blocks: Vec<Block>,
    /// The open fenced block, which is the last of `blocks`.
    fence: Option<Fence>,
    html: Option<HtmlEnd>,
    paragraph: Option<Paragraph>,
    /// The open block quote, which is the last of `blocks`.
    quote: Option<Quote>,
    list: Option<List>,
}

struct Paragraph {
    start: usize,
    /// Whether a line of dashes below makes it a heading.
    heading: bool,
}

struct Quote {
    /// Whether it ends in a paragraph, which a line without `>` would go on.
    lazy: bool,
    fence: Option<Fence>,
}

struct List {
    /// Columns by which a line must be indented to belong to the item.
    indent: usize,
    lazy: bool,
}

impl Scan<'_> {
    fn line(&mut self, n: usize) {
        let line = self.lines.get(n);
        if self.in_fence(n, line) || self.in_html(line) {
            return;
        }
        if is_blank(line) {
            (self.paragraph, self.quote) = (None, None);
            self.list.iter_mut().for_each(|list| list.lazy = false);
            return;
        }
        let (indent, rest) = indented(line);
        if let Some(list) = self.list.as_mut().filter(|list| indent >= list.indent) {
            list.lazy = true;
        } else if indent >= 4 {
            self.deep(n);
        } else {
            self.block(n, indent, rest);
        }
    }

    fn in_fence(&mut self, n: usize, line: &str) -> bool {
        let Some(fence) = self.fence else { return false };
        if let Some(block) = self.blocks.last_mut() {
            block.lines.end = n + 1;
            if closes(fence, line) {
                self.fence = None;
                if let What::Fence { closed, .. } = &mut block.what {
                    *closed = true;
                }
            }
        }
        true
    }

    fn in_html(&mut self, line: &str) -> bool {
        let ends = match &self.html {
            None => return false,
            Some(HtmlEnd::Blank) => is_blank(line),
            Some(HtmlEnd::With(end)) => contains(line, end),
        };
        if ends {
            self.html = None;
        }
        true
    }

    /// A line indented by four columns or more: it goes on with a paragraph, or is code.
    fn deep(&mut self, n: usize) {
        if self.quote.as_ref().is_some_and(|quote| quote.lazy) {
            self.extend_quote(n);
        } else if self.paragraph.is_none() && !self.list.as_ref().is_some_and(|list| list.lazy) {
            self.close();
        }
    }

    fn block(&mut self, n: usize, indent: usize, rest: &str) {
        let interrupts = self.paragraph.is_some() || self.quote.as_ref().is_some_and(|quote| quote.lazy);
        if let Some((fence, info)) = opens(rest) {
            self.close();
            self.fence = Some(fence);
            self.blocks.push(Block { what: What::Fence { info: info.to_owned(), closed: false }, lines: n..n + 1 });
        } else if let Some((level, words)) = atx(rest) {
            self.close();
            self.blocks.push(Block { what: What::Heading(level, words.to_owned()), lines: n..n + 1 });
        } else if rest.starts_with('>') {
            self.quoted(n, rest);
        } else if let Some(level) = underline(rest).filter(|_| self.paragraph.as_ref().is_some_and(|p| p.heading)) {
            self.underlined(n, level);
        } else if is_rule(rest) {
            self.close();
        } else if let Some(width) = item(rest, interrupts) {
            self.close();
            self.list = Some(List { indent: indent + width, lazy: true });
        } else if let Some(end) = html(rest, interrupts || self.list.as_ref().is_some_and(|list| list.lazy)) {
            self.close();
            self.html = match end {
                HtmlEnd::With(end) if contains(rest, end) => None,
                end => Some(end),
            };
        } else {
            self.words(n, rest);
        }
    }

    fn close(&mut self) {
        (self.paragraph, self.quote, self.list) = (None, None, None);
    }

    fn extend_quote(&mut self, n: usize) {
        if let Some(block) = self.blocks.last_mut() {
            block.lines.end = n + 1;
        }
    }

    fn quoted(&mut self, n: usize, rest: &str) {
        (self.paragraph, self.list) = (None, None);
        let mut quote = match self.quote.take() {
            Some(quote) => {
                self.extend_quote(n);
                quote
            }
            None => {
                self.blocks.push(Block { what: What::Quote, lines: n..n + 1 });
                Quote { lazy: false, fence: None }
            }
        };
        let inner = unquote(rest);
        let (indent, words) = indented(inner);
        match quote.fence {
            Some(fence) if closes(fence, inner) => quote.fence = None,
            Some(_) => {}
            None => quote.fence = opens(words).filter(|_| indent < 4).map(|(fence, _)| fence),
        }
        let text = !is_blank(inner) && atx(words).is_none() && !is_rule(words) && (indent < 4 || quote.lazy);
        quote.lazy = text && quote.fence.is_none() && opens(words).is_none();
        self.quote = Some(quote);
    }

    fn underlined(&mut self, n: usize, level: usize) {
        let start = self.paragraph.take().map_or(n, |paragraph| paragraph.start);
        let words = self.lines.join(start..n);
        self.close();
        self.blocks.push(Block { what: What::Heading(level, words), lines: start..n + 1 });
    }

    fn words(&mut self, n: usize, rest: &str) {
        if self.quote.as_ref().is_some_and(|quote| quote.lazy) {
            return self.extend_quote(n);
        }
        if self.list.as_ref().is_some_and(|list| list.lazy) {
            return;
        }
        (self.quote, self.list) = (None, None);
        match &mut self.paragraph {
            Some(paragraph) if is_table_rule(rest) => paragraph.heading = false,
            Some(_) => {}
            // What looks like the target of a link or footnote is no paragraph.
            None => self.paragraph = Some(Paragraph { start: n, heading: !(rest.starts_with('[') && rest.contains("]:")) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

    /// Level-2 headings, quotes and fenced blocks of the top level, by the byte they start at.
    fn by_the_book(text: &str) -> Vec<(usize, &'static str)> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let (mut depth, mut found) = (0, Vec::new());
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(tag) => {
                    let name = match tag {
                        Tag::Heading { level: HeadingLevel::H2, .. } => Some("heading"),
                        Tag::BlockQuote(_) => Some("quote"),
                        Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(_)) => Some("fence"),
                        _ => None,
                    };
                    found.extend(name.filter(|_| depth == 0).map(|name| (line_start(text, range.start), name)));
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        found
    }

    fn line_start(text: &str, at: usize) -> usize {
        text[..at].rfind('\n').map_or(0, |n| n + 1)
    }

    fn ours(text: &str) -> Vec<(usize, &'static str)> {
        let lines = Lines::new(text);
        let name = |what: &What| match what {
            What::Heading(2, _) => Some("heading"),
            What::Heading(..) => None,
            What::Quote => Some("quote"),
            What::Fence { .. } => Some("fence"),
        };
        scan(&lines, 0).iter().filter_map(|b| Some((lines.start(b.lines.start), name(&b.what)?))).collect()
    }

    #[test]
    fn lines_keep_their_place() {
        let lines = Lines::new("a\r\n\nb");
        assert_eq!((lines.len(), lines.get(0), lines.get(1), lines.get(2)), (3, "a", "", "b"));
        assert_eq!((lines.start(2), lines.start(3)), (4, 5));
        assert_eq!(Lines::new("").len(), 0);
    }

    #[test]
    fn headings_are_told_from_what_looks_like_them() {
        #[rustfmt::skip]
        let texts = [
            "```\n## no\n```\n## yes\n", "~~~~\n~~~\n## no\n~~~~\n", "    ## no\n", "   ## yes\n", "##no\n", "####### no\n",
            "two\nlines\n---\n", "> quote\n---\n", "- item\n---\n", "- item\n\n  ## no\n\n## yes\n",
            "1. item\n   ```\n   ## no\n## yes\n", "<div>\n## no\n\n## yes\n", "<!-- a\n\n## no\n-->\n## yes\n",
            "<script>\n\n## no\n</script>\n## yes\n", "a | b\n--- | ---\n1 | 2\n---\n", "> a\nlazy\n## yes\n",
            "[^1]: note\n## yes\n", "text\n2. no item\n---\n", "<b>\n## no\n", "text <b>\n## yes\n", "##\n", "a\n===\n",
        ];
        for text in texts {
            assert_eq!(ours(text), by_the_book(text), "{text:?}");
        }
    }

    #[test]
    fn a_quote_goes_on_without_its_mark_only_within_a_paragraph() {
        let quotes = |text: &str| {
            let lines = Lines::new(text);
            let blocks = scan(&lines, 0);
            blocks.iter().filter(|b| b.what == What::Quote).map(|b| lines.join(b.lines.clone())).collect::<Vec<_>>()
        };
        assert_eq!(quotes("> a\nb\n\nc\n"), ["> a\nb"]);
        assert_eq!(quotes("> a\n>\nb\n"), ["> a\n>"]);
        assert_eq!(quotes("> ```\nb\n"), ["> ```"]);
        assert_eq!(quotes("> a\n```source\n```\n"), ["> a"]);
        assert_eq!(quotes("> a\n    b\n"), ["> a\n    b"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn blocks_are_those_of_a_renderer(text in r"(a\n|\n|## b\n|---\n|> c\n|- d\n|  e\n|    f\n|1\. g\n|```\n|```x\n|~~~\n|<div>\n|<!-- h\n|-->\n|===\n|# i\n){0,9}") {
            prop_assert_eq!(ours(&text), by_the_book(&text));
        }

        #[test]
        fn never_panics(text in r"([\t\r\n ]|[ -~]|\PC|> |```|## |- ){0,40}") {
            let lines = Lines::new(&text);
            let covered: String = (0..lines.len()).map(|n| &text[lines.start(n)..lines.start(n + 1)]).collect();
            scan(&lines, 0);
            prop_assert_eq!(covered, text);
        }
    }
}
