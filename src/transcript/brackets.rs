//! Brackets: directions, times, insertions, links.

use super::{
    clean::Cleaner,
    direction::{self, Bracket},
};

/// The longest bracket that is looked at; past it, the bracket is a character like any other.
const LONGEST_BRACKET: usize = 240;
/// The longest address of a link.
const LONGEST_LINK: usize = 2000;

impl Cleaner<'_, '_> {
    /// A square bracket from `at`, its words from `from`.
    pub fn square(&mut self, at: usize, from: usize) -> usize {
        let Some(close) = self.find(from, b']', LONGEST_BRACKET) else {
            self.keep(from - 1..from);
            return from;
        };
        let (inner, end) = (&self.text[from..close], close + 1);
        if let Some(link) = self.link(at, from, end) {
            self.read(from..close);
            return link;
        }
        match direction::square(inner) {
            Bracket::Time(seconds) => self.time(seconds),
            Bracket::Mark => {}
            Bracket::Words if self.is_insertion(at, inner, end) => {
                self.keep(from - 1..from);
                self.read(from..close - (inner.len() - inner.trim_end_matches('\\').len()));
                self.keep(close..end);
            }
            Bracket::Words | Bracket::Direction => self.cut(),
        }
        end
    }

    /// The end of a link whose words end before `end`; `None` if no address follows, or the bracket is escaped.
    fn link(&self, at: usize, from: usize, end: usize) -> Option<usize> {
        if from - at != 1 || self.after(end) != Some('(') {
            return None;
        }
        let mut close = self.find(end + 1, b')', LONGEST_LINK)?;
        // An address may hold one pair of brackets itself.
        if self.text[end + 1..close].contains('(') && self.after(close + 1).is_some_and(|c| !c.is_whitespace()) {
            close = self.find(close + 1, b')', LONGEST_LINK).unwrap_or(close);
        }
        let address = &self.text[end + 1..close];
        let is_address = address.contains(['/', '#', '.']) && !address.split(' ').next().unwrap_or_default().is_empty();
        (is_address && !address.contains('\n')).then_some(close + 1)
    }

    /// `of [the] three`: words that a transcriber put in stand inside a sentence.
    fn is_insertion(&self, at: usize, inner: &str, end: usize) -> bool {
        let before = self.text[self.range.start..at].trim_end().chars().next_back();
        let after = self.text[end..self.range.end].trim_start().chars().next();
        // A bracket within would end where this one ends, and what closes both would be kept twice.
        !inner.contains('[')
            && inner.split_whitespace().count() <= 3
            && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '\'' | '’'))
            && after.is_some_and(|c| c.is_lowercase() || c.is_numeric() || matches!(c, '.' | ',' | ';' | '?' | '!' | '\'' | '’' | '-'))
    }

    /// A round bracket: speech, unless it is a direction or a stamp.
    pub fn round(&mut self, at: usize) -> usize {
        if let Some(close) = self.find(at + 1, b')', LONGEST_BRACKET) {
            match direction::round(&self.text[at + 1..close]) {
                Bracket::Direction => {
                    self.cut();
                    return close + 1;
                }
                // A time of day is spoken; one with hours, minutes and seconds is a stamp.
                Bracket::Time(seconds) if self.text[at..close].matches(':').count() == 2 => {
                    self.time(seconds);
                    return close + 1;
                }
                // `(??)`: the transcriber was not sure.
                Bracket::Mark if self.text[at + 1..close].contains('?') => return close + 1,
                _ => {}
            }
        }
        self.keep(at..at + 1);
        at + 1
    }

    /// `![a picture](address)`, all of which goes.
    pub fn image(&mut self, at: usize) -> usize {
        let close = self.find(at + 2, b']', LONGEST_BRACKET);
        if let Some(link) = close.and_then(|close| self.link(at + 1, at + 2, close + 1)) {
            return link;
        }
        self.keep(at..at + 1);
        at + 1
    }
}
