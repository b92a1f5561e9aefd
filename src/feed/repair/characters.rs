//! How characters are written: escaped where they have to be, left out where XML does not know them.

use super::super::namespace::names;
use super::super::reference::{Meaning, forbidden, reference};
use super::super::scan::attributes;
use super::Mender;
use std::borrow::Cow;
use std::fmt::Write;

/// An element with more attributes loses them: parsers compare each with each.
const MOST_ATTRIBUTES: usize = 128;

impl Mender<'_> {
    /// Makes a section of the characters from `start` on.
    pub(super) fn section(&mut self, start: usize) {
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

    pub(super) fn cdata(&mut self, text: &str) {
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
    pub(super) fn text(&mut self, text: &str) {
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
    pub(super) fn special(&mut self, rest: &str) -> usize {
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

    pub(super) fn attributes(&mut self, text: &str) {
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
pub(super) fn find(text: &str, matters: impl Fn(u8) -> bool) -> Option<usize> {
    let matters = |byte: &u8| matters(*byte) & !matches!(*byte, b'\n' | b'\r' | b'\t');
    // Whether a block has one at all is asked without a branch for each byte, so that compilers ask for all of them at once.
    let (blocks, _) = text.as_bytes().as_chunks::<32>();
    let quiet = blocks.iter().take_while(|block| !block.iter().fold(false, |any, byte| any | matters(byte))).count() * 32;
    text.as_bytes()[quiet..].iter().position(matters).map(|at| quiet + at)
}
