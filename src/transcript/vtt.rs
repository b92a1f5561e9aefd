//! WebVTT: cues with voices.

use super::{
    clock,
    cues::{self, Cues, Lines},
    draft::{Block, Draft},
};

/// The cues of a WebVTT file, and what was wrong with it.
pub(super) fn read(text: &str) -> (Draft, Vec<Block>, Vec<String>) {
    let mut found = Cues::default();
    let mut lines = Lines::new(text);
    if lines.peek().is_some_and(|line| line.text.starts_with("WEBVTT")) {
        // The header may go on, with `Kind:` and the like; a careless file lets its first cue follow at once.
        while lines.next().is_some() {
            let Some(line) = lines.peek() else { break };
            if cues::is_blank(line.text) || cues::is_timing(line.text) {
                break;
            }
        }
    }
    while let Some(line) = lines.next() {
        if cues::is_timing(line.text) {
            cue(&mut found, &mut lines, line);
        } else if is_comment(line.text) && !lines.peek().is_some_and(|next| cues::is_timing(next.text)) {
            lines.skip_block();
        }
        // Anything else is a cue's name, or a fault.
    }
    found.finish()
}

fn cue<'a>(found: &mut Cues, lines: &mut Lines<'a>, timing: cues::Line<'a>) {
    let start = lines.peek().map(|line| line.at);
    let (mut end, mut last) = (start, None);
    while let Some(line) = lines.peek().filter(|line| !cues::is_blank(line.text)) {
        if cues::is_timing(line.text) {
            // The blank line between two cues is missing; a number alone is then the next one's name.
            if last.is_some_and(|text: cues::Line<'_>| text.text.trim().bytes().all(|b| b.is_ascii_digit())) {
                end = last.map(|text| text.at);
            }
            break;
        }
        end = Some(line.at + line.text.len());
        last = lines.next();
    }
    let (start, end) = (start.unwrap_or(0), end.or(start).unwrap_or(0));
    match clock::cue(timing.text) {
        Some(times) => found.cue(times, lines.slice(start..end), start),
        None => found.reject(timing, lines.peek().is_none()),
    }
}

fn is_comment(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION"]
        .iter()
        .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':'])))
}
