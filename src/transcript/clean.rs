//! What was said, out of what was written: white space folded; Markdown, directions, times and change marks gone; the map kept.

use super::{
    direction::{self, Bracket},
    draft::{Cursor, Draft},
};
use std::ops::Range;

/// The longest tag that is looked for, and the longest caption that a note makes a song of.
const LONGEST_TAG: usize = 240;

/// An unbroken run of a block's words.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The words. They hold a letter or digit at least.
    pub words: Draft,
    /// Where they stand in the draft that was cleaned.
    pub span: Range<usize>,
    /// True if something that was heard was cut out right before.
    pub broken: bool,
    /// The last time that was written right before.
    pub time: Option<f64>,
    /// True if a `>>` before it says that somebody else speaks.
    pub turn: bool,
}

/// A range of a draft, cleaned: its runs of words in order, and whether something was cut out after the last.
pub(super) fn clean<'a>(draft: &'a Draft, cursor: &mut Cursor<'a>, range: Range<usize>) -> (Vec<Part>, bool) {
    let mut cleaner = Cleaner {
        text: &draft.text,
        range: range.clone(),
        cursor,
        part: Part::default(),
        parts: Vec::new(),
        space: None,
        underscore: false,
    };
    cleaner.read(range);
    cleaner.finish();
    (cleaner.parts, cleaner.part.broken)
}

/// A range of a draft, being cleaned.
pub(super) struct Cleaner<'d, 'c> {
    /// All of the draft.
    pub text: &'d str,
    /// The block; brackets never reach beyond it.
    pub range: Range<usize>,
    cursor: &'c mut Cursor<'d>,
    part: Part,
    parts: Vec<Part>,
    /// White space that is owed before the next word.
    space: Option<Range<usize>>,
    /// True inside `_emphasis_`.
    underscore: bool,
}

impl Cleaner<'_, '_> {
    /// Cleans a range.
    pub fn read(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            let run = at + plain_run(&bytes[at..range.end]);
            if run > at {
                self.keep(at..run);
                at = run;
            } else {
                at = self.special(at).min(range.end);
            }
        }
    }

    /// Appends words, and the white space that is owed before them.
    pub fn keep(&mut self, mut range: Range<usize>) {
        if self.part.words.text.is_empty() {
            self.space = None;
            // What ended the sentence before a cut does not start the next one.
            if self.part.broken || !self.parts.is_empty() {
                let words = &self.text[range.clone()];
                range.start += words.len() - words.trim_start_matches([' ', '.', ',', ';', ':', '!', '?', '…']).len();
            }
            if range.is_empty() {
                return;
            }
            self.part.span.start = range.start;
        }
        if let Some(space) = self.space.take() {
            if &self.text[space.clone()] == " " {
                self.cursor.copy(space, &mut self.part.words);
            } else {
                let raw = self.cursor.raw(space);
                self.part.words.swap(" ", raw);
            }
        }
        self.part.span.end = range.end;
        self.cursor.copy(range, &mut self.part.words);
    }

    /// Ends the run of words.
    fn finish(&mut self) {
        self.space = None;
        if self.part.words.text.chars().any(char::is_alphanumeric) {
            self.parts.push(std::mem::take(&mut self.part));
        } else {
            self.part.words = Draft::default();
        }
    }

    /// Ends the run of words where something that was heard is left out.
    pub fn cut(&mut self) {
        self.finish();
        self.part.broken = true;
    }

    /// Reads what starts with a byte that is not plain, and says where it ends.
    fn special(&mut self, at: usize) -> usize {
        match self.text.as_bytes()[at] {
            b'[' => self.square(at, at + 1),
            b'\\' => self.backslash(at),
            b'(' => self.round(at),
            b'*' | b'_' | b'`' | b'~' => self.emphasis(at),
            b'>' => self.change(at),
            b'!' if self.after(at + 1) == Some('[') => self.image(at),
            b'<' => self.tag(at),
            _ => self.character(at),
        }
    }

    /// Characters that stand for themselves unless they are white space, invisible, or notes of music.
    fn character(&mut self, at: usize) -> usize {
        let Some(c) = self.text[at..].chars().next() else { return self.range.end };
        let end = at + c.len_utf8();
        match c {
            c if c.is_whitespace() => {
                let rest = &self.text[at..self.range.end];
                let end = at + rest.len() - rest.trim_start().len();
                self.space.get_or_insert(at..end);
                return end;
            }
            '♪' | '♫' | '♬' => return self.music(at, end),
            // The tail of an apostrophe whose first bytes a careless program lost.
            '\u{80}'..='\u{9f}' if self.inside_word(at, end) => {
                self.flush_apostrophe(at..end);
            }
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            _ => self.keep(at..end),
        }
        end
    }

    fn flush_apostrophe(&mut self, range: Range<usize>) {
        let raw = self.cursor.raw(range.clone());
        self.part.words.swap("’", raw);
        self.part.span.end = range.end;
    }

    /// `♪ la la ♪` is cut out whole; a note alone only marks.
    fn music(&mut self, at: usize, end: usize) -> usize {
        self.cut();
        let rest = &self.text[end..self.range.end];
        match rest.find(['♪', '♫', '♬']) {
            Some(close) => end + close + self.text[end + close..].chars().next().map_or(0, char::len_utf8),
            // A caption that only opens its song is song to its end.
            None if at == self.range.start && rest.len() < LONGEST_TAG => self.range.end,
            None => end,
        }
    }

    /// Markdown escapes punctuation; an escaped bracket is one all the same.
    fn backslash(&mut self, at: usize) -> usize {
        match self.after(at + 1) {
            Some('[') => self.square(at, at + 2),
            Some('*') if self.starred(at + 1).is_some() => self.emphasis(at + 1),
            Some(c) if c.is_ascii_punctuation() => {
                self.keep(at + 1..at + 2);
                at + 2
            }
            _ => {
                self.keep(at..at + 1);
                at + 1
            }
        }
    }

    /// A time ends the run of words, for what follows has a start of its own; nothing that was heard is missing.
    pub fn time(&mut self, seconds: f64) {
        let broken = self.part.broken && self.part.words.text.is_empty();
        self.finish();
        self.part.broken |= broken;
        self.part.time = Some(seconds);
    }

    fn emphasis(&mut self, at: usize) -> usize {
        let mark = self.text.as_bytes()[at];
        if mark == b'*'
            && let Some(end) = self.starred(at)
        {
            self.cut();
            return end;
        }
        let run = self.text.as_bytes()[at..self.range.end].iter().take_while(|b| **b == mark).count();
        let end = at + run;
        let (before, after) = (self.before(at), self.after(end));
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let gap = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let marks = match mark {
            b'~' => run == 2,
            b'_' => self.underlines(at, end),
            // `2 * 3` and `a*b` multiply.
            _ => run > 1 || !(word(before) && word(after) || gap(before) && gap(after)),
        };
        if !marks {
            self.keep(at..end);
        }
        end
    }

    /// Whether the underscores between `at` and `end` open or close an emphasis, rather than being part of a name.
    fn underlines(&mut self, at: usize, end: usize) -> bool {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let (before, after) = (self.before(at), self.after(end));
        if self.underscore && edge(after) {
            self.underscore = false;
            return true;
        }
        let opens = edge(before) && !edge(after) && self.find(end, b'_', 120).is_some_and(|close| edge(self.after(close + 1)));
        self.underscore |= opens;
        opens
    }

    /// The end of `*laughs*` at `at`, escaped or not.
    fn starred(&self, at: usize) -> Option<usize> {
        let from = at + 1;
        let close = self.find(from, b'*', 60)?;
        (direction::round(&self.text[from..close]) == Bracket::Direction).then_some(close + 1)
    }

    /// `>>` says that somebody else speaks; a `>` that starts a line quotes it.
    fn change(&mut self, at: usize) -> usize {
        let rest = &self.text[at..self.range.end];
        let end = at + rest.len() - rest.trim_start_matches('>').len();
        let starts = self.before(at).is_none_or(char::is_whitespace);
        if starts && end - at >= 2 {
            let broken = self.part.broken && self.part.words.text.is_empty();
            self.finish();
            self.part.broken |= broken;
            self.part.turn = true;
        } else if !(starts && self.before(at).is_none_or(|c| c == '\n')) {
            self.keep(at..end);
        }
        end
    }

    /// Tags that a text file or a JSON body holds now and then.
    fn tag(&mut self, at: usize) -> usize {
        const KNOWN: [&str; 13] = ["br", "p", "div", "i", "b", "em", "strong", "u", "span", "font", "a", "sub", "sup"];
        let rest = &self.text[at + 1..self.range.end];
        let name = rest.trim_start_matches('/');
        let name = &name[..name.bytes().take_while(u8::is_ascii_alphabetic).count()];
        if KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
            && let Some(close) = self.find(at + 1, b'>', LONGEST_TAG)
            && is_tag_rest(&self.text[at + 1..close], name)
        {
            if matches!(name, "br" | "p" | "div") {
                self.space.get_or_insert(at..close + 1);
            }
            return close + 1;
        }
        self.keep(at..at + 1);
        at + 1
    }

    /// Where the next `byte` stands, at most `limit` bytes on.
    pub fn find(&self, from: usize, byte: u8, limit: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[from.min(self.range.end)..self.range.end];
        bytes[..bytes.len().min(limit)].iter().position(|b| *b == byte).map(|n| from + n)
    }

    /// The character right before `at`.
    pub fn before(&self, at: usize) -> Option<char> {
        self.text[self.range.start..at].chars().next_back()
    }

    /// The character at `at`.
    pub fn after(&self, at: usize) -> Option<char> {
        self.text.get(at..self.range.end)?.chars().next()
    }

    fn inside_word(&self, at: usize, end: usize) -> bool {
        let word = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        word(self.before(at)) && word(self.after(end)) && !self.part.words.text.is_empty() && self.space.is_none()
    }
}

/// What stands in a tag beside its name: nothing, or attributes. `<a page>` is speech about markup.
fn is_tag_rest(inner: &str, name: &str) -> bool {
    let rest = inner.trim_matches('/').strip_prefix(name).unwrap_or(inner).trim();
    rest.is_empty() || rest.contains('=')
}

/// Bytes that may need a second look: see [`Cleaner::special`].
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = byte <= 0x20 || byte == 0x7f || matches!(byte as u8, 0xc2 | 0xe2 | 0xe3 | 0xef);
        byte += 1;
    }
    let marks = b"[\\(*_`~>!<";
    let mut n = 0;
    while n < marks.len() {
        special[marks[n] as usize] = true;
        n += 1;
    }
    special
};

/// How many bytes are words as they stand, single spaces between them included.
fn plain_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        if !SPECIAL[bytes[at] as usize] {
            at += 1;
        } else if bytes[at] == b' ' && at > 0 && bytes.get(at + 1).is_some_and(|next| !SPECIAL[*next as usize]) {
            at += 2;
        } else {
            return at;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{super::draft::Cursor, *};

    /// The runs of words, `|` where something was cut out between them and `/` where nothing was.
    fn cleaned(text: &str) -> String {
        let mut draft = Draft::default();
        draft.copy(text, 0);
        let mut out = String::new();
        let (parts, cut) = clean(&draft, &mut Cursor::new(&draft), 0..text.len());
        for (n, part) in parts.iter().enumerate() {
            out += if part.broken {
                "|"
            } else if n > 0 {
                "/"
            } else {
                ""
            };
            out += &part.words.text;
        }
        out + if cut { "|" } else { "" }
    }

    #[test]
    fn directions_cut_and_markup_does_not() {
        for (text, expected) in [
            ("plain  words\n and\ttabs ", "plain words and tabs"),
            ("before [laughter] after", "before|after"),
            ("before [laughter]. After", "before|After"),
            ("\\[laughs\\] See", "|See"),
            ("end \\[unintelligible 00:14:55.02\\\\]", "end|"),
            ("one [00:12:34] two", "one/two"),
            ("one [laughs] [00:12:34] two", "one|two"),
            ("♪ la la ♪ words ♪", "|words|"),
            ("♪♪ Welcome", "|Welcome"),
            ("♪ la la", "|"),
            ("(laughs) ordinary (which is rare) (??) speech", "|ordinary (which is rare) speech"),
            ("at (12:30) sharp (0:12:30) so", "at (12:30) sharp/so"),
            ("a **bold** and *slanted* and _under_ and `code`", "a bold and slanted and under and code"),
            ("2 * 3 a*b snake_case _private don`t ~5", "2 * 3 a*b snake_case _private don`t ~5"),
            ("~~Um, ~~and \\*so\\* \\_on\\_ C:\\dir", "Um, and *so* _on_ C:\\dir"),
            ("bad \\*bleep\\* word *laughs* so", "bad|word|so"),
            ("a [link](https://a.example/b) and ![picture](c.png) end", "a link and end"),
            ("see [this page](https://a.example/b_(c)) and", "see this page and"),
            ("of [the] three [Bitcoin]", "of [the] three|"),
            ("Is. [Bitcoin] it", "Is|it"),
            ("footnote[1] here", "footnote here"),
            ("said >> and answered > or\n> quoted a->b", "said/and answered > or quoted a->b"),
            ("there\u{99}s \u{99} no\u{200b}\u{ad} <br>break <T> 2 < 3", "there’s no break <T> 2 < 3"),
            ("unclosed [bracket and (paren", "unclosed [bracket and (paren"),
            ("... !?", ""),
        ] {
            let expected = expected.replace("Is|", "Is.|");
            assert_eq!(cleaned(text), expected, "{text}");
        }
    }
}
