//! What VTT and SRT share: lines, a cue's payload, and captions that roll.

use super::{
    clock,
    draft::{Block, Draft, Voice},
    markup::{self, Angle},
};
use std::ops::Range;

/// The lines of a file, with one line of foresight.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: usize,
}

/// A line without its break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The line.
    pub text: &'a str,
    /// Where it starts in the file.
    pub at: usize,
    /// Counted from 1.
    pub number: usize,
}

impl<'a> Lines<'a> {
    /// All lines of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, number: 0 }
    }

    /// The next line, which stays the next.
    pub fn peek(&self) -> Option<Line<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = rest.split('\n').next().unwrap_or(rest);
        Some(Line { text: line.strip_suffix('\r').unwrap_or(line), at: self.at, number: self.number + 1 })
    }

    /// A part of the file.
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// Passes over everything up to the next blank line.
    pub fn skip_block(&mut self) {
        while self.peek().is_some_and(|line| !is_blank(line.text)) {
            self.next();
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let line = self.peek()?;
        self.at = self.text[self.at..].find('\n').map_or(self.text.len(), |n| self.at + n + 1);
        self.number += 1;
        Some(line)
    }
}

/// Whether a line holds nothing that is seen.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Whether a line is a cue's timing, or was meant to be.
pub(super) fn is_timing(line: &str) -> bool {
    line.contains("-->")
}

/// What a cue reader gathers.
#[derive(Debug, Default)]
pub(super) struct Cues {
    /// Words of all cues.
    pub draft: Draft,
    /// One block for each cue, or for each voice in it.
    pub blocks: Vec<Block>,
    /// What was wrong.
    pub warnings: Vec<String>,
    /// True if a cue was left out after the last block.
    broken: bool,
    /// True if the last cue is incomplete.
    cut_off: bool,
}

impl Cues {
    /// Takes note of a timing line that cannot be read.
    pub fn reject(&mut self, line: Line<'_>, is_last: bool) {
        self.broken = true;
        self.cut_off = is_last;
        if !is_last {
            let shown: String = line.text.trim().chars().take(60).collect();
            self.warnings.push(format!("line {}: `{shown}` is no cue's timing; the cue was left out", line.number));
        }
    }

    /// Takes note that the file ends inside a cue.
    pub fn cut_off(&mut self) {
        self.cut_off = true;
    }

    /// Adds a cue: its times, and its payload, which starts at `at` of the file.
    pub fn cue(&mut self, (start, end): (f64, f64), payload: &str, at: usize) {
        let first = self.blocks.len();
        self.cut_off = payload.is_empty();
        let times = Block { start: Some(start), end: (end >= start).then_some(end), ..Block::default() };
        self.payload(payload, at, &times);
        let all = self.draft.text.len() - self.blocks.get(first).map_or(0, |b| b.words.start);
        let from = self.blocks.get(first).map_or(0, |b| b.words.start);
        // Several voices share the cue's time.
        if self.blocks.len() > first + 1 && end > start {
            for block in &mut self.blocks[first..] {
                block.start = Some(clock::share(start, end, block.words.start - from, all));
                block.end = Some(clock::share(start, end, block.words.end - from, all));
            }
        }
    }

    fn payload(&mut self, text: &str, at: usize, times: &Block) {
        let (mut from, mut search) = (0, 0);
        let mut block = Block { words: self.draft.text.len()..0, ..times.clone() };
        while let Some(found) = text[search..].find(['<', '&', '{']) {
            let mark = search + found;
            search = mark + 1;
            let rest = &text[mark..];
            let taken = match rest.as_bytes()[0] {
                b'&' => markup::entity(rest).map(|(decoded, len)| (len, Some(decoded))),
                b'{' => override_code(rest).map(|len| (len, None)),
                _ => match markup::angle(rest) {
                    Angle::Literal => None,
                    Angle::CutOff => {
                        self.cut_off = true;
                        Some((rest.len(), None))
                    }
                    Angle::Tag(tag) => {
                        self.draft.copy(&text[from..mark], at + from);
                        from = mark;
                        if tag.name.eq_ignore_ascii_case("v") && !tag.closing {
                            self.push(block, at + mark);
                            block = Block { words: self.draft.text.len()..0, voice: voice(tag.rest), ..times.clone() };
                        } else if tag.name.eq_ignore_ascii_case("br") {
                            self.draft.part(at + mark);
                        }
                        Some((tag.len, None))
                    }
                },
            };
            if let Some((len, decoded)) = taken {
                self.draft.copy(&text[from..mark], at + from);
                self.draft.swap(decoded.as_deref().unwrap_or_default(), at + mark..at + mark + len);
                (from, search) = (mark + len, mark + len);
            }
        }
        self.draft.copy(&text[from..], at + from);
        self.push(block, at + text.len());
    }

    fn push(&mut self, mut block: Block, at: usize) {
        block.words.end = self.draft.text.len();
        if !is_blank(&self.draft.text[block.words.start..]) {
            block.broken = std::mem::take(&mut self.broken);
            self.blocks.push(block);
        } else if block.voice != Voice::Same {
            // The name holds for what follows, words or none.
            self.blocks.push(block);
        }
        self.draft.part(at);
    }

    /// What was read, repeats of rolling captions left out.
    pub fn finish(mut self) -> (Draft, Vec<Block>, Vec<String>) {
        if self.cut_off {
            self.warnings.push("the file ends in the middle of a cue".to_owned());
        }
        unroll(&self.draft.text, &mut self.blocks);
        (self.draft, self.blocks, self.warnings)
    }
}

/// `<v.loud Ann Bell>`: the name after the classes.
fn voice(rest: &str) -> Voice {
    let name = rest.split_once([' ', '\t', '\n']).map_or("", |(_, name)| name);
    let name = markup::plain(name).split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { Voice::Same } else { Voice::Named(name) }
}

/// `{\an8}`: where a caption stands on the screen.
fn override_code(text: &str) -> Option<usize> {
    let end = text.bytes().take(60).position(|b| b == b'}')?;
    text[1..].starts_with('\\').then_some(end + 1)
}

/// Leaves out the lines that a cue repeats from the one before, if the file does so again and again.
fn unroll(text: &str, blocks: &mut [Block]) {
    let repeats: Vec<usize> = (0..blocks.len())
        .map(|n| if n == 0 { 0 } else { repeated(&text[blocks[n - 1].words.clone()], &text[blocks[n].words.clone()]) })
        .collect();
    let rolling = repeats.iter().filter(|bytes| **bytes > 0).count();
    if rolling < 3 || rolling * 4 < blocks.len() {
        return;
    }
    for (block, bytes) in blocks.iter_mut().zip(repeats) {
        block.words.start += bytes;
    }
}

/// How many bytes at the start of `now` repeat the end of `before`: whole lines, or a line that grows.
fn repeated(before: &str, now: &str) -> usize {
    let (old, new) = (seen_lines(before), seen_lines(now));
    for count in (1..=old.len().min(new.len())).rev() {
        let (tail, head) = (&old[old.len() - count..], &new[..count]);
        if tail.iter().zip(head).all(|(a, b)| before[a.clone()] == now[b.clone()]) {
            return new.get(count).map_or(now.len(), |next| next.start);
        }
    }
    let (Some(last), Some(first)) = (old.last(), new.first()) else { return 0 };
    let (last, grown) = (&before[last.clone()], &now[first.clone()]);
    match grown.strip_prefix(last) {
        Some(more) if more.starts_with(' ') => first.start + last.len(),
        _ => 0,
    }
}

/// Up to four lines of a cue, without the white space around them and without blank ones.
fn seen_lines(cue: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut seen = Vec::new();
    for line in cue.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        if !is_blank(line) {
            seen.push(start..start + line.trim().len());
        }
        at += line.len();
    }
    let extra = seen.len().saturating_sub(4);
    seen.drain(..extra);
    seen
}
