//! Makes a feed's XML well-formed, so that a careless publisher loses a character and not a podcast.
//!
//! feed-rs gives a whole feed up for one bare `&`, one tag that nobody closes, or one podcast role that it does not know. So it gets
//! a text without such faults, in which it sees nothing of the extensions that [`extras`](super::extras) reads: their namespaces have
//! names of our own here. Each repair is counted and told.

use super::namespace::{names, root_attributes, undeclared};
use super::reference::{Meaning, forbidden, reference};
use super::scan::{Token, Tokens, attributes};
use std::borrow::Cow;
use std::fmt::Write;

/// Elements of RSS whose HTML is text to XML.
const HTML: [&str; 4] = ["description", "content:encoded", "itunes:summary", "title"];

/// Deeper elements are left out: parsers go down by recursion, and no feed means anything at this depth.
const MOST_DEPTH: usize = 64;
/// An element with more attributes loses them: parsers compare each with each.
const MOST_ATTRIBUTES: usize = 128;

/// Elements of an item that are there to be read by people.
const NOTES: [&str; 3] = ["description", "content:encoded", "itunes:summary"];

/// Bytes of a piece. Parsers take several times as much, so a feed of 30 MB is not handed to them whole.
const PIECE: usize = 96 * 1024;

/// How much of a feed is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything.
    Whole,
    /// No show notes, which are most of a feed, and no marks: enough to know what is new.
    Outline,
}

/// A well-formed feed.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// The feed from its root element on; of one in pieces, the last piece.
    pub text: String,
    /// Characters that stood bare or are not allowed.
    characters: usize,
    /// Tags that were missing, or were there without need.
    tags: usize,
    /// Elements that stood too deep or had too many attributes.
    excess: usize,
    /// A prefix that is used and not declared.
    undeclared: Option<&'static str>,
    /// True if the text ended in the middle.
    pub cut: bool,
}

impl Repaired {
    /// What was mended, for the owner.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let count = |n: usize, what: &str, rest: &str| (n > 0).then(|| format!("has {n} {what}{} {rest}", if n == 1 { "" } else { "s" }));
        let told = [
            count(self.characters, "character", "that XML does not allow as written; mended"),
            count(self.tags, "tag", "without a counterpart; mended"),
            count(self.excess, "element", "nested too deep or with too many attributes; left out"),
            self.undeclared.map(|prefix| format!("uses the prefix `{prefix}:` without declaring it; read as it is always meant")),
            self.cut.then(|| "ends in the middle; the whole items before were read".to_owned()),
        ];
        told.into_iter().flatten()
    }
}

/// Makes the text well-formed that starts with a feed's root element. Hands on a long one in pieces, each a feed with some of the items
/// and what stands between them; the last piece is left in [`Repaired::text`].
///
/// # Errors
/// Those of `hand_on`, which end the repair.
pub(super) fn repair<E>(text: &str, extent: Extent, mut hand_on: impl FnMut(&str) -> Result<(), E>) -> Result<Repaired, E> {
    let room = text.len().min(PIECE) + 4096;
    let out = Repaired { text: String::with_capacity(room), ..Repaired::default() };
    let mut mender = Mender { out, outline: extent == Extent::Outline, ..Mender::default() };
    for (at, token) in Tokens::new(text) {
        if mender.out.text.len() > PIECE
            && let Some(piece) = mender.piece()
        {
            hand_on(piece)?;
            mender.next_piece();
        }
        match token {
            Token::Cut => break,
            Token::Open { .. } | Token::Close(_) | Token::Aside if mender.is_markup(token) => mender.text(&text[at]),
            Token::Open { name, attributes, empty } => mender.open(name, attributes, empty),
            Token::Close(name) => mender.close(name),
            _ if mender.beyond > 0 => {}
            Token::Text(text) => mender.text(text),
            Token::Cdata(text) => mender.cdata(text),
            Token::Aside => {}
        }
        // What stands after the root is no part of the feed.
        if mender.stack.is_empty() {
            break;
        }
    }
    Ok(mender.finish())
}

/// An element with notes. Their characters are written as one section: notes of many references would be many events to two parsers.
#[derive(Clone, Copy)]
struct Notes {
    /// Where the element stands in `stack`.
    depth: usize,
    /// Where its start tag begins in the text.
    start: usize,
    /// Where its characters begin in the text.
    inside: usize,
}

#[derive(Default)]
struct Mender<'a> {
    /// True if nobody wants the notes.
    outline: bool,
    /// The element that holds the items: how deep it stands, and where its start tag ends in the text. `None` before and after it.
    list: Option<(usize, usize)>,
    /// True once there was such an element: parsers read the first channel alone.
    listed: bool,
    /// The notes that are being read.
    notes: Option<Notes>,
    out: Repaired,
    /// Open elements, from the root on.
    stack: Vec<&'a str>,
    /// Where the open item stands in `stack`, and where it starts in the text.
    item: Option<(usize, usize)>,
    /// How many elements are open that stand too deep.
    beyond: usize,
    /// Prefixes that the root does not declare, of those whose meaning is known.
    undeclared: Vec<&'static str>,
}

impl<'a> Mender<'a> {
    /// True for a tag that a publisher forgot to escape: it stands in an element that holds HTML as text.
    fn is_markup(&self, token: Token<'_>) -> bool {
        let holds_text = self.stack.last().is_some_and(|open| HTML.contains(open)) && self.beyond == 0 && !self.is_atom();
        match token {
            Token::Open { name, .. } => holds_text && !matches!(name, "item" | "entry"),
            Token::Close(name) => holds_text && !self.stack.contains(&name),
            _ => holds_text,
        }
    }

    /// True for an element of RSS that holds a person's name and address. Nothing here uses them, and feed-rs 3.0.0 panics if the
    /// address is followed by a character of several bytes.
    fn is_contact(&self, name: &str) -> bool {
        let contact = matches!(name, "author" | "managingEditor" | "webMaster") || name.ends_with(":creator");
        contact && !self.is_atom()
    }

    /// The feed as far as it goes, closed. `None` in the middle of an item, or of anything else that belongs together.
    fn piece(&mut self) -> Option<&str> {
        let (depth, _) = self.list.filter(|(depth, _)| *depth == self.stack.len() && self.beyond == 0)?;
        for name in self.stack[..depth].iter().rev() {
            self.out.text.push_str("</");
            self.out.text.push_str(name);
            self.out.text.push('>');
        }
        Some(&self.out.text)
    }

    /// Goes on after a piece, with the start tags of what stays open.
    fn next_piece(&mut self) {
        if let Some((_, start)) = self.list {
            self.out.text.truncate(start);
        }
    }

    fn is_atom(&self) -> bool {
        self.stack.first().is_some_and(|root| root.ends_with("feed"))
    }

    fn open(&mut self, name: &'a str, attributes: &str, empty: bool) {
        if self.beyond > 0 || self.stack.len() >= MOST_DEPTH {
            self.out.excess += usize::from(self.beyond == 0);
            self.beyond += usize::from(!empty);
            return;
        }
        if !empty && self.is_contact(name) {
            self.beyond = 1;
            return;
        }
        if matches!(name, "item" | "entry") {
            if let Some((depth, _)) = self.item {
                // Items do not stand in one another: the one before was never closed.
                self.close_down_to(depth);
            }
            self.item = (!empty).then_some((self.stack.len(), self.out.text.len()));
        }
        let attributes = if self.stack.is_empty() {
            self.undeclared = undeclared(attributes).map(|(prefix, _)| prefix).collect();
            root_attributes(name, attributes)
        } else {
            self.note_prefix(name, attributes);
            Cow::Borrowed(attributes)
        };
        let (depth, start) = (self.stack.len(), self.out.text.len());
        self.out.text.push('<');
        self.out.text.push_str(name);
        self.attributes(&attributes);
        self.out.text.push_str(if empty { "/>" } else { ">" });
        if !empty {
            if self.item.is_some_and(|(item, _)| item + 1 == depth) && NOTES.contains(&name) && !self.is_atom() {
                self.notes = Some(Notes { depth, start, inside: self.out.text.len() });
            }
            self.stack.push(name);
            self.note_list(name);
        }
    }

    /// Notes where the items will stand: in the first channel, or in the root of Atom and RSS 1.0.
    fn note_list(&mut self, name: &str) {
        let root = self.stack[0].rsplit(':').next().unwrap_or_default();
        let holds = if root == "rss" { self.stack.len() == 2 && name == "channel" } else { self.stack.len() == 1 };
        if holds && !self.listed {
            self.listed = true;
            // Each piece repeats what stands before, so that has to be short.
            self.list = Some((self.stack.len(), self.out.text.len())).filter(|(_, start)| *start <= PIECE / 8);
        }
    }

    fn note_prefix(&mut self, name: &str, attributes: &str) {
        let Some((prefix, _)) = name.split_once(':').filter(|_| self.out.undeclared.is_none()) else { return };
        self.out.undeclared = self.undeclared.iter().copied().find(|p| *p == prefix && !attributes.contains("xmlns"));
    }

    fn close(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match self.stack.iter().rposition(|open| *open == name) {
            Some(depth) => {
                self.close_down_to(depth + 1);
                self.pop();
            }
            None => self.out.tags += 1,
        }
    }

    /// Closes elements that nobody closed, until `depth` are open.
    fn close_down_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            self.out.tags += 1;
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(name) = self.stack.pop() {
            let depth = self.stack.len();
            let notes = self.notes.take_if(|notes| notes.depth == depth);
            if let Some(notes) = notes {
                self.section(notes.inside);
            }
            self.out.text.push_str("</");
            self.out.text.push_str(name);
            self.out.text.push('>');
            self.item.take_if(|(item, _)| *item == depth);
            self.list.take_if(|(list, _)| *list > depth);
            if let Some(notes) = notes.filter(|_| self.outline) {
                self.out.text.truncate(notes.start);
            }
        }
    }

    fn finish(mut self) -> Repaired {
        if !self.stack.is_empty() {
            self.out.cut = true;
            if let Some((depth, start)) = self.item {
                self.out.text.truncate(start);
                self.stack.truncate(depth);
                self.notes = None;
            }
            while !self.stack.is_empty() {
                self.pop();
            }
        }
        self.out
    }

    /// Makes a section of the characters from `start` on.
    fn section(&mut self, start: usize) {
        let inside = &self.out.text[start..];
        if self.outline || inside.is_empty() {
            return;
        }
        // A section cannot hold its own end.
        if inside.contains("]]>") {
            let parted = inside.replace("]]>", "]]]]><![CDATA[>");
            self.out.text.truncate(start);
            self.out.text.push_str(&parted);
        }
        self.out.text.insert_str(start, "<![CDATA[");
        self.out.text.push_str("]]>");
    }

    fn cdata(&mut self, text: &str) {
        if self.notes.is_none() {
            self.out.text.push_str("<![CDATA[");
        }
        let mut rest = text;
        while let Some(at) = find(rest, |byte| byte < b' ' || byte == TOP) {
            let character = rest[at..].chars().next().unwrap_or_default();
            let end = at + character.len_utf8();
            self.out.text.push_str(&rest[..if forbidden(character) { at } else { end }]);
            self.out.characters += usize::from(forbidden(character));
            rest = &rest[end..];
        }
        self.out.text.push_str(rest);
        if self.notes.is_none() {
            self.out.text.push_str("]]>");
        }
    }

    /// Writes characters, with everything escaped that has to be.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = find(rest, |byte| byte < b' ' || matches!(byte, b'&' | b'<' | TOP)) {
            self.out.text.push_str(&rest[..at]);
            rest = &rest[at..];
            let character = rest.chars().next().unwrap_or_default();
            let length = match character {
                '&' | '<' => self.special(rest),
                c if forbidden(c) => self.special(rest),
                c => {
                    self.out.text.push(c);
                    c.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        self.out.text.push_str(rest);
    }

    /// Writes what a special character at the start of `rest` means. Gives the length of what it was written for.
    fn special(&mut self, rest: &str) -> usize {
        let plain = self.notes.is_some();
        match reference(rest) {
            Some((length, Meaning::Kept(c))) => {
                if plain {
                    self.out.text.push(c)
                } else {
                    self.out.text.push_str(&rest[..length])
                }
                return length;
            }
            Some((length, Meaning::Character(c))) => {
                self.out.characters += 1;
                if plain {
                    self.out.text.push(c);
                } else {
                    let _ = write!(self.out.text, "&#{};", u32::from(c));
                }
                return length;
            }
            None => {}
        }
        self.out.characters += 1;
        let character = rest.chars().next().unwrap_or_default();
        match character {
            '&' | '<' if plain => self.out.text.push(character),
            '&' => self.out.text.push_str("&amp;"),
            '<' => self.out.text.push_str("&lt;"),
            _ => {}
        }
        character.len_utf8()
    }

    fn attributes(&mut self, text: &str) {
        if attributes(text).nth(MOST_ATTRIBUTES).is_some() {
            self.out.excess += 1;
            return;
        }
        let text = if text.contains("xml") { names(text) } else { Cow::Borrowed(text) };
        self.text(&text);
    }
}

/// First byte of the characters at the top of the basic plane, where the last two are forbidden.
const TOP: u8 = 0xef;

/// The first byte that may matter. Line breaks and tabs, which are many, do not.
fn find(text: &str, matters: impl Fn(u8) -> bool) -> Option<usize> {
    let matters = |byte: &u8| matters(*byte) & !matches!(*byte, b'\n' | b'\r' | b'\t');
    // Whether a block has one at all is asked without a branch for each byte, so that compilers ask for all of them at once.
    let (blocks, _) = text.as_bytes().as_chunks::<32>();
    let quiet = blocks.iter().take_while(|block| !block.iter().fold(false, |any, byte| any | matters(byte))).count() * 32;
    text.as_bytes()[quiet..].iter().position(matters).map(|at| quiet + at)
}

#[cfg(test)]
mod tests;
