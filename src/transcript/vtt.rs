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
        } else if is_comment(line.text) && lines.peek().is_none_or(|next| clock::cue(next.text).is_none()) {
            lines.skip_block();
        } else if lines.peek().is_none() && clock::read(line.text).is_some() {
            found.cut_off();
        }
        // Anything else is a cue's name, or a fault.
    }
    found.finish()
}

/// A line of white space alone is part of the cue: rolling captions start with one.
fn cue<'a>(found: &mut Cues, lines: &mut Lines<'a>, timing: cues::Line<'a>) {
    let start = lines.peek().map(|line| line.at);
    let (mut end, mut last) = (start, None);
    while let Some(line) = lines.peek().filter(|line| !line.text.is_empty()) {
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

#[cfg(test)]
mod tests {
    use crate::transcript::tests::shown;

    const FIXTURES: &str = "tests/fixtures/transcript";

    #[test]
    fn voices_settings_comments_and_faults() {
        let file = std::fs::read(format!("{FIXTURES}/voices.vtt")).unwrap();
        insta::assert_snapshot!(shown(&file, "a.vtt"), @r#"
        0 2 Ann O'Neil: Welcome & hello, dear listeners.
        2 4.5 Ann O'Neil: This goes on without a voice. And on a second line.
        4.5 6.177 Ben: Thanks, Ann.
        6.306 8.371 Ann O'Neil: You are welcome.
        10 10.421 # Ben: Five
        11.684 14 # Ben: <six> words, isn't it?
        15 16 # ?: A question from the floor.
        16 17 ?: Cut off
        ! line 21: `00:00:08.500 --> soon` is no cue's timing; the cue was left out
        ! the file ends in the middle of a cue
        "#);
        let windows = String::from_utf8(file.clone()).unwrap().replace('\n', "\r\n");
        assert_eq!(shown(windows.as_bytes(), "a.vtt"), shown(&file, "a.vtt"));
    }

    #[test]
    fn rolling_captions_say_everything_once() {
        let file = std::fs::read(format!("{FIXTURES}/rolling.vtt")).unwrap();
        insta::assert_snapshot!(shown(&file, "a.vtt"), @r#"
        0 2 ?: so this is
        2.01 4 ?: how captions roll
        4.01 6 ?: on many sites
        "#);
    }

    #[test]
    fn dashes_are_turns() {
        let file = b"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ann>Me.\n\n00:04.000 --> 00:08.000\n- Is it?\n- It is.\n";
        insta::assert_snapshot!(shown(file, "a.vtt"), @r#"
        0 4 Ann: Me.
        4 5.882 ?: Is it?
        6.588 8 ?: It is.
        "#);
    }

    #[test]
    fn captions_that_grow_say_everything_once() {
        let mut file = "WEBVTT\n\n".to_owned();
        for (n, line) in ["we", "we grow", "we grow word", "we grow word by", "we grow word by word."].iter().enumerate() {
            file += &format!("00:0{n}.000 --> 00:0{}.000\n{line}\n\n", n + 1);
        }
        insta::assert_snapshot!(shown(file.as_bytes(), "a.vtt"), @r#"
        0 1 ?: we
        1 2 ?: grow
        2 3 ?: word
        3 4 ?: by
        4 5 ?: word.
        "#);
    }

    #[test]
    fn two_who_say_the_same_do_not_repeat_each_other() {
        let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello.\n\n00:02.000 --> 00:03.000\n<v Ben>Hello.\n";
        insta::assert_snapshot!(shown(file, "a.vtt"), @r#"
        1 2 Ann: Hello.
        2 3 Ben: Hello.
        "#);
    }

    #[test]
    fn a_file_cut_off_keeps_what_is_whole() {
        let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Whole.\n\n00:02.0";
        insta::assert_snapshot!(shown(file, "a.vtt"), @r#"
        1 2 Ann: Whole.
        ! the file ends in the middle of a cue
        "#);
        let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Whole.\n\n00:02.000 --> 00:";
        insta::assert_snapshot!(shown(file, "a.vtt"), @r#"
        1 2 Ann: Whole.
        ! the file ends in the middle of a cue
        "#);
    }
}
