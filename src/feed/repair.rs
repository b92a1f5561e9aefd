//! Makes a feed's XML well-formed, so that a careless publisher loses a character and not a podcast.
//!
//! feed-rs gives a whole feed up for one bare `&`, one tag that nobody closes, or one podcast role that it does not know. So it gets
//! a text without such faults, in which it sees nothing of the extensions that [`extras`](super::extras) reads: their namespaces have
//! names of our own here. Each repair is counted and told.

mod characters;

use super::namespace::{root_attributes, undeclared};
use super::scan::{Token, Tokens};
use std::borrow::Cow;

/// Elements of RSS whose HTML is text to XML.
const HTML: [&str; 4] = ["description", "content:encoded", "itunes:summary", "title"];

/// Deeper elements are left out: parsers go down by recursion, and no feed means anything at this depth.
const MOST_DEPTH: usize = 64;

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
            // Items stand neither in one another nor in anything else: what stands between was never closed.
            if let Some(depth) = self.item.map(|(depth, _)| depth).or_else(|| self.holder(name)) {
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
            let in_item = self.item.is_some_and(|(item, _)| item + 1 == depth && self.holder("item") == Some(item));
            if in_item && NOTES.contains(&name) && !self.is_atom() {
                self.notes = Some(Notes { depth, start, inside: self.out.text.len() });
            }
            self.stack.push(name);
            self.note_list();
        }
    }

    /// How deep the element stands that holds the items of this name: an RSS feed's channel, or the root of Atom and RSS 1.0.
    fn holder(&self, item: &str) -> Option<usize> {
        let local = |name: &&'a str| name.rsplit(':').next().unwrap_or_default();
        match (local(self.stack.first()?), self.stack.get(1), item) {
            ("rss", Some(&"channel"), "item") => Some(2),
            ("RDF", _, "item") | ("feed", _, "entry") => Some(1),
            _ => None,
        }
    }

    /// Notes where the items will stand.
    fn note_list(&mut self) {
        let depth = self.stack.len();
        let holds = self.holder("item").or_else(|| self.holder("entry")) == Some(depth);
        if holds && !self.listed {
            self.listed = true;
            // Each piece repeats what stands before, so that has to be short.
            self.list = Some((depth, self.out.text.len())).filter(|(_, start)| *start <= PIECE / 8);
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
}

#[cfg(test)]
mod tests;
