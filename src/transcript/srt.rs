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
        let whole = before_cut_off(&text[start..end]).filter(|_| lines.peek().is_none());
        let end = whole.map_or(end, |whole| start + whole);
        match clock::cue(timing.text) {
            Some(times) => found.cue(times, &text[start..end], start),
            None => found.reject(timing, text[start..].trim().is_empty()),
        }
        if whole.is_some() {
            found.cut_off();
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
            before = last.replace(line);
        }
    }
    let is_next_number = |line: &Line<'_>| lines.peek().is_some() && is_number(line.text);
    let words = if last.as_ref().is_some_and(is_next_number) { before } else { last };
    words.map_or(start, |line: Line<'_>| line.at + line.text.len())
}

/// Where the last cue of a file ends if what stands after it is the start of one more: a number, half a timing line.
fn before_cut_off(payload: &str) -> Option<usize> {
    let lines: Vec<Line<'_>> = Lines::new(payload).collect();
    let blank = lines.iter().rposition(|line| cues::is_blank(line.text))?;
    let next = &lines[blank + 1..];
    let half = next.iter().all(|line| line.text.bytes().all(|b| b.is_ascii_digit() || b":,.- ".contains(&b)));
    (half && next.first().is_some_and(|line| is_number(line.text))).then_some(lines[blank].at)
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::transcript::tests::shown;

    #[test]
    fn labels_tags_and_faults() {
        let file = std::fs::read("tests/fixtures/transcript/labels.srt").unwrap();
        insta::assert_snapshot!(shown(&file, "a.srt"), @r#"
        1 3 Ann Bell: We begin here.
        3 5.5 Ann Bell: No label, and it goes on "so".
        5.5 7 Ben: The index is missing, it's fine.
        7 8.038 Ann Bell: One thing: no blank line above.
        8.215 8.291 Ben: And
        8.595 9 Ben: two people here.
        12 13 # ?: nobody says this
        14 15 # Ben: Bye.
        ! line 30: `bad --> worse` is no cue's timing; the cue was left out
        "#);
    }

    #[test]
    fn a_file_cut_off_keeps_what_is_whole() {
        let file = b"1\n00:00:01,000 --> 00:00:02,000\nWhole.\n\n2\n00:00:0";
        insta::assert_snapshot!(shown(file, "a.srt"), @r#"
        1 2 ?: Whole.
        ! the file ends in the middle of a cue
        "#);
        let file = b"1\n00:00:01,000 --> 00:00:02,000\nWhole.\n\n2\n00:00:02,000 -->";
        insta::assert_snapshot!(shown(file, "a.srt"), @r#"
        1 2 ?: Whole.
        ! the file ends in the middle of a cue
        "#);
    }

    #[test]
    fn numbers_are_spoken_too() {
        let file =
            b"1\n00:00:01,000 --> 00:00:02,000\n42 is\n\n7\n\n2\n00:00:02,000 --> 00:00:03,000\n1\n\n3\n00:00:03,000 --> 00:00:04,000\nend";
        insta::assert_snapshot!(shown(file, "a.srt"), @r#"
        1 2 ?: 42 is 7
        2 3 ?: 1
        3 4 ?: end
        "#);
    }
}
