//! SubRip: numbered cues, of which the numbers, the blank lines and the order may be missing.

use super::{
    clock,
    cues::{self, Cues, Line, Lines},
    draft::{Block, Draft},
};

/// The cues of a SubRip file, and what was wrong with it.
///
/// Everything between two timing lines is the first one's cue: blank lines inside a cue do happen. A number right before a timing
/// line is the cue's own.
pub(super) fn read(text: &str) -> (Draft, Vec<Block>, Vec<String>) {
    let mut found = Cues::default();
    let mut lines = Lines::new(text);
    // Whatever stands before the first timing is no cue.
    while lines.peek().is_some_and(|line| !cues::is_timing(line.text)) {
        lines.next();
    }
    while let Some(timing) = lines.next() {
        let start = lines.peek().map_or(text.len(), |line| line.at);
        let end = payload(&mut lines, start);
        match clock::cue(timing.text) {
            Some(times) => found.cue(times, &text[start..end], start),
            None => found.reject(timing, text[start..].trim().is_empty()),
        }
    }
    found.finish()
}

/// Passes over a cue's payload up to the next timing line, and says where its words end.
fn payload(lines: &mut Lines<'_>, start: usize) -> usize {
    let (mut before, mut last) = (None, None);
    while let Some(line) = lines.peek().filter(|line| !cues::is_timing(line.text)) {
        lines.next();
        if !cues::is_blank(line.text) {
            before = std::mem::replace(&mut last, Some(line));
        }
    }
    let is_next_number = |line: &Line<'_>| lines.peek().is_some() && is_number(line.text);
    let words = if last.as_ref().is_some_and(is_next_number) { before } else { last };
    words.map_or(start, |line: Line<'_>| line.at + line.text.len())
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}
