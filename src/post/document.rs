//! A post or a desk as its editor's bytes, cut into pieces that can be moved, exchanged and mended one by one.
//!
//! Nothing is ever printed anew: what an operation does not name keeps its bytes. Every operation is held against a second reading of
//! its result, so that a piece can never swallow another, whatever Markdown an editor left in it.

use super::{
    desk, front,
    marks::is_blank,
    parse,
    parts::{self, Part},
    print::{section as print_section, touched},
};
use crate::model::{Post, Section, Status};
use std::path::Path;

/// A file of sections.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Everything above the first section.
    head: String,
    pieces: Vec<Piece>,
    /// Everything below the last section: the report of a desk. Empty in a post.
    tail: String,
    /// How many pieces there were at first.
    count: usize,
    windows: bool,
    kind: Kind,
}

/// One section with its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// From its heading up to the next one.
    pub text: String,
    /// What it says.
    pub section: Section,
    /// Its place when the file was read. `None` if it came later.
    origin: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Post,
    Desk,
}

/// Why an edit was not made. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file cannot be read as what it is.
    #[error("{0}")]
    Unreadable(String),
    /// There is no such section.
    #[error("there is no section {0}; the file has {1}")]
    NoSection(usize, usize),
    /// The result would not say what it should.
    #[error("{0} cannot be changed safely: a block in it or above it is not closed, or its YAML is unusual; change it by hand")]
    Tangled(String),
}

impl Document {
    /// Cuts up a post.
    ///
    /// # Errors
    /// Its front matter cannot be read.
    pub fn post(text: &str, path: &Path) -> Result<Self, EditError> {
        let (post, faults) = parse(text, path);
        let unreadable = || EditError::Unreadable(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        Ok(Self::cut(text, post.ok_or_else(unreadable)?.sections, Kind::Post))
    }

    /// Cuts up a desk; its report is no section.
    ///
    /// # Errors
    /// Its front matter cannot be read.
    pub fn desk(text: &str, path: &Path) -> Result<Self, EditError> {
        let (desk, faults) = desk::parse(text, path);
        let unreadable = || EditError::Unreadable(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        Ok(Self::cut(text, desk.ok_or_else(unreadable)?.sections, Kind::Desk))
    }

    fn cut(text: &str, sections: Vec<Section>, kind: Kind) -> Self {
        let end = match kind {
            Kind::Post => text.len(),
            Kind::Desk => sections.last().map_or_else(|| desk::report_at(text), |last| last.bytes.end),
        };
        let start = sections.first().map_or(end, |first| first.bytes.start);
        let piece = |(n, section): (usize, Section)| Piece { text: text[section.bytes.clone()].to_owned(), section, origin: Some(n) };
        Self {
            head: text[..start].to_owned(),
            count: sections.len(),
            pieces: sections.into_iter().enumerate().map(piece).collect(),
            tail: text[end..].to_owned(),
            windows: text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')),
            kind,
        }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// What stands above the first section.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The whole file. Where two pieces meet that did not meet before, a blank line parts them.
    pub fn text(&self) -> String {
        let mut text = self.head.clone();
        let mut last = Seam::Head;
        for piece in &self.pieces {
            let next = piece.origin.map_or(Seam::New, Seam::Piece);
            self.join(&mut text, last, next, &piece.text);
            last = next;
        }
        self.join(&mut text, last, Seam::Tail, &self.tail);
        text
    }

    fn join(&self, text: &mut String, last: Seam, next: Seam, more: &str) {
        let met = match (last, next) {
            (Seam::Head, Seam::Piece(n)) => n == 0,
            (Seam::Head, Seam::Tail) => self.count == 0,
            (Seam::Piece(a), Seam::Piece(b)) => a + 1 == b,
            (Seam::Piece(n), Seam::Tail) => n + 1 == self.count,
            _ => false,
        };
        if !met {
            let end = if self.windows { "\r\n" } else { "\n" };
            if more.is_empty() {
                // The end of the file: one line break.
                text.truncate(text.trim_end_matches(['\n', '\r']).len());
                text.push_str(end);
            } else {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push_str(end);
                }
                if text.trim_end_matches('\n').lines().last().is_some_and(|_| !text.lines().last().is_none_or(is_blank)) {
                    text.push_str(end);
                }
            }
        }
        text.push_str(more);
    }

    /// Takes section `n` (from 0) out and gives it back.
    ///
    /// # Errors
    /// There is none.
    pub fn remove(&mut self, n: usize) -> Result<Piece, EditError> {
        self.there(n)?;
        Ok(self.pieces.remove(n))
    }

    /// Puts a piece before section `n`, or behind the last.
    pub fn insert(&mut self, n: usize, piece: Piece) {
        let text = self.with_own_line_ends(&piece.text);
        self.pieces.insert(n.min(self.pieces.len()), Piece { text, origin: None, ..piece });
    }

    /// Exchanges section `n` for another, and gives it back.
    ///
    /// # Errors
    /// There is none.
    pub fn replace(&mut self, n: usize, piece: Piece) -> Result<Piece, EditError> {
        let old = self.remove(n)?;
        self.insert(n, piece);
        Ok(old)
    }

    /// Moves section `from` to place `to`.
    ///
    /// # Errors
    /// There is none.
    pub fn shift(&mut self, from: usize, to: usize) -> Result<(), EditError> {
        let piece = self.remove(from)?;
        self.pieces.insert(to.min(self.pieces.len()), piece);
        Ok(())
    }

    /// Writes a new headline over section `n`; its slug stays what it was, and is written down.
    ///
    /// # Errors
    /// There is none.
    pub fn set_headline(&mut self, n: usize, headline: &str) -> Result<(), EditError> {
        self.there(n)?;
        let piece = &mut self.pieces[n];
        let part = Part::Headline { words: headline, slug: &piece.section.slug.clone() };
        parts::write(piece, part, self.windows);
        Ok(())
    }

    /// Writes new Markdown between headline and quote of section `n`.
    ///
    /// # Errors
    /// There is none.
    pub fn set_body(&mut self, n: usize, markdown: &str) -> Result<(), EditError> {
        self.there(n)?;
        parts::write(&mut self.pieces[n], Part::Body(markdown), self.windows);
        Ok(())
    }

    /// Writes `key: value` into the front matter: over the line that has the key, else as its last line. `value` is YAML.
    pub fn set_front(&mut self, key: &str, value: &str) {
        self.head = front::with(&self.head, key, value, if self.windows { "\r\n" } else { "\n" });
    }

    /// Draft or published.
    pub fn set_status(&mut self, status: Status) {
        let word = match status {
            Status::Draft => "draft",
            Status::Published => "published",
        };
        self.set_front("status", word);
    }

    /// Takes another head: front matter and opening.
    pub fn set_head(&mut self, head: &str) {
        self.head = self.with_own_line_ends(head);
    }

    /// The whole file, read again: it must say what the pieces say.
    ///
    /// # Errors
    /// It does not, because a piece has a block that is not closed, for example.
    pub fn finish(&self, path: &Path) -> Result<String, EditError> {
        let text = self.text();
        let sections = match self.kind {
            Kind::Post => parse(&text, path).0.map(|post: Post| post.sections),
            Kind::Desk => desk::parse(&text, path).0.map(|desk| desk.sections),
        };
        let sections = sections.ok_or_else(|| EditError::Tangled("the front matter".to_owned()))?;
        let name = |n: usize| self.pieces.get(n).map_or_else(|| "the end of the file".to_owned(), |p| format!("“{}”", p.section.headline));
        for n in 0..sections.len().max(self.pieces.len()) {
            let same = |a: &Section, b: &Section| {
                (&a.slug, &a.headline, &a.body, &a.quote, &a.after, &a.source)
                    == (&b.slug, &b.headline, &b.body, &b.quote, &b.after, &b.source)
            };
            if !sections.get(n).zip(self.pieces.get(n)).is_some_and(|(is, piece)| same(is, &piece.section)) {
                return Err(EditError::Tangled(name(n)));
            }
        }
        Ok(text)
    }

    /// Whether two pieces have the same bytes, but for line ends and blank lines behind them.
    pub(super) fn same_words(a: &str, b: &str) -> bool {
        a.replace("\r\n", "\n").trim_end_matches('\n') == b.replace("\r\n", "\n").trim_end_matches('\n')
    }

    fn there(&self, n: usize) -> Result<(), EditError> {
        if n < self.pieces.len() { Ok(()) } else { Err(EditError::NoSection(n + 1, self.pieces.len())) }
    }

    fn with_own_line_ends(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        if self.windows { text.replace('\n', "\r\n") } else { text }
    }
}

impl Piece {
    /// A section as we print it.
    pub fn new(section: Section) -> Self {
        Self { text: print_section(&section), section, origin: None }
    }

    /// Whether every byte is as it was generated, but for line ends and blank lines behind it. An editor's comment in the YAML, or a line
    /// broken elsewhere, makes it the editor's; so does the comment that comes along from a desk.
    pub fn is_generated(&self) -> bool {
        self.section.after.is_empty() && !touched(&self.section) && Document::same_words(&self.text, &print_section(&self.section))
    }

    /// The same without the comment in which a desk says why it kept the insight.
    #[must_use]
    pub fn without_reason(mut self) -> Self {
        if desk::lost(&self.section).is_some() {
            parts::write(&mut self, Part::NoReason, false);
        }
        self
    }
}

/// What stands on a side of a seam.
#[derive(Debug, Clone, Copy)]
enum Seam {
    Head,
    Piece(usize),
    New,
    Tail,
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
