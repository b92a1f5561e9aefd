//! Sentences of a turn, however badly it is punctuated.

use super::words::lower;
use std::collections::HashSet;
use std::ops::Range;

/// Where full stops end no sentence in a language other than English.
#[derive(Debug, Default)]
pub(crate) struct Stops {
    /// Words before a full stop that does not end a sentence, in lower case.
    pub abbreviations: HashSet<String>,
    /// After one of these words a number with a full stop says the how-manieth.
    pub ordinal_after: HashSet<String>,
    /// Before one of these it does as well.
    pub ordinal_before: HashSet<String>,
}

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "e.g", "i.e", "eg", "ie", "inc", "ltd", "corp", "fig", "approx",
    "dept", "gen", "gov", "rep", "sen", "lt", "col", "capt", "no", "vol", "pp", "ed", "al", "cf", "u.s", "u.k", "a.k.a",
];

/// A run longer than this is a transcript without full stops, and is cut where its segments end.
const LONGEST: usize = 65;
/// About how many words a piece of an unpunctuated run gets.
const PIECE: usize = 25;

/// Byte ranges of the sentences of `text`, in order, white space between them left out.
///
/// `joints` are the bytes at which a new segment starts: where a transcript has no full stops, those are the best places to cut.
pub(crate) fn split(text: &str, joints: &[usize]) -> Vec<Range<usize>> {
    split_by(text, joints, None)
}

/// [`split`] for another language than English, whose stops these are.
pub(crate) fn split_by(text: &str, joints: &[usize], stops: Option<&Stops>) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in ends(text, stops) {
        push(text, start..end, joints, &mut sentences);
        start = end;
    }
    push(text, start..text.len(), joints, &mut sentences);
    sentences
}

/// The bytes just after each sentence's closing punctuation.
fn ends(text: &str, stops: Option<&Stops>) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_stop(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((next, c)) =
            chars.next_if(|(_, c)| is_stop(*c) || is_closing(*c) || (stops.is_some() && matches!(c, '“' | '‘' | '«')))
        {
            end = next + c.len_utf8();
        }
        // French sets its quotation marks apart: `« Non. »`.
        if let Some(apart) = stops.and_then(|_| quotation_end(&text[end..])) {
            while chars.next_if(|(next, _)| *next < end + apart).is_some() {}
            end += apart;
        }
        if closes(text, at, end, stops) {
            ends.push(end);
        }
    }
    ends
}

/// The length of a closing quotation mark with the space before it.
fn quotation_end(rest: &str) -> Option<usize> {
    let space = rest.chars().next().filter(|c| c.is_whitespace())?;
    let after = rest[space.len_utf8()..].strip_prefix('»')?;
    after.chars().next().is_none_or(char::is_whitespace).then_some(space.len_utf8() + '»'.len_utf8())
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»')
}

/// Whether the punctuation at `at..end` ends a sentence.
fn closes(text: &str, at: usize, end: usize, stops: Option<&Stops>) -> bool {
    let rest = &text[end..];
    let wide = matches!(text[at..].chars().next(), Some('。' | '！' | '？'));
    let Some(next) = rest.trim_start().chars().find(|c| c.is_alphanumeric()) else { return true };
    if wide {
        return true;
    }
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    if next.is_lowercase() {
        return false;
    }
    let single = text[at..end].trim_end_matches(is_closing) == ".";
    !(single && stops.map_or_else(|| is_abbreviation(&text[..at]), |stops| stops.hold(&text[..at], rest)))
}

impl Stops {
    /// Whether the full stop between `before` and `after` belongs to the word before it: an abbreviation, an initial, an ordinal number.
    fn hold(&self, before: &str, after: &str) -> bool {
        let bare = |word: &str| lower(word.trim_matches(|c: char| !c.is_alphanumeric()));
        let mut back = before.rsplit(char::is_whitespace);
        let word = back.next().unwrap_or_default().trim_start_matches(|c: char| !c.is_alphanumeric());
        let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        let number = (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        let next = || after.split_whitespace().next().map(bare).unwrap_or_default();
        let ordinal =
            number && (back.next().is_some_and(|w| self.ordinal_after.contains(&bare(w))) || self.ordinal_before.contains(&next()));
        initial || ordinal || self.abbreviations.contains(&lower(word))
    }
}

/// Whether the last word of `before` is an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word != "I" && word.chars().all(char::is_uppercase);
    // "etc." often ends a sentence, and the capital after it says so.
    initial || (word != "etc" && word != "no" && ABBREVIATIONS.contains(&lower(word).as_str()))
}

/// Adds a sentence without the white space around it, in pieces if it is a run without punctuation.
fn push(text: &str, range: Range<usize>, joints: &[usize], sentences: &mut Vec<Range<usize>>) {
    let inner = text[range.clone()].trim();
    if !inner.chars().any(char::is_alphanumeric) {
        // Stray punctuation belongs to the sentence before it.
        if let (Some(last), false) = (sentences.last_mut(), inner.is_empty()) {
            last.end = range.start + text[range].trim_end().len();
        }
        return;
    }
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    let range = start..start + inner.len();
    let words = inner.split_whitespace().count();
    let sparse = inner.matches([',', ';', ':']).count() * 25 < words;
    if (words > LONGEST && sparse) || words > 2 * LONGEST { cut(text, range, joints, sentences) } else { sentences.push(range) }
}

/// Cuts a run after about [`PIECE`] words, at a joint if one is near, else after a comma, else between words.
fn cut(text: &str, range: Range<usize>, joints: &[usize], sentences: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let (mut words, mut comma, mut last) = (0, None, range.start);
    for (at, _) in text[range.clone()].match_indices(' ').map(|(at, s)| (range.start + at, s)) {
        words += usize::from(at > last);
        last = at + 1;
        let joint = joints.binary_search(&(at + 1)).is_ok();
        if text[..at].ends_with([',', ';', ':']) && words >= PIECE / 2 {
            comma = Some(at);
        }
        let end = match (joint && words >= PIECE * 3 / 5, words >= PIECE * 3 / 2) {
            (true, _) => at,
            (false, true) => comma.unwrap_or(at),
            (false, false) => continue,
        };
        sentences.push(start..end);
        start = end + 1;
        words = text[start..at.max(start)].split_whitespace().count();
        comma = None;
    }
    if start < range.end {
        sentences.push(start..range.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        split(text, &[]).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn a_run_may_be_cut_before_a_letter_of_many_bytes() {
        let run = "é ".repeat(400);
        assert!(parts(&run).len() > 4 && parts(&run).concat().replace(' ', "") == "é".repeat(400));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let table: &[(&str, &[&str])] = &[
            ("One. Two! Three?", &["One.", "Two!", "Three?"]),
            ("Dr. Smith paid 3.5 dollars. Then left.", &["Dr. Smith paid 3.5 dollars.", "Then left."]),
            ("J. R. R. Tolkien wrote. So did I. We read.", &["J. R. R. Tolkien wrote.", "So did I.", "We read."]),
            ("Well... it was late. And...", &["Well... it was late.", "And..."]),
            ("I waited... Then it came.", &["I waited...", "Then it came."]),
            ("He said \"Why?\" and left.", &["He said \"Why?\" and left."]),
            ("He said “No.” She left.", &["He said “No.”", "She left."]),
            ("Use Node.js v1.2 today.", &["Use Node.js v1.2 today."]),
            ("Dogs, cats, etc. Birds fly.", &["Dogs, cats, etc.", "Birds fly."]),
            ("Ask e.g. Ann vs. Bob.", &["Ask e.g. Ann vs. Bob."]),
            ("Is it?! Yes.", &["Is it?!", "Yes."]),
            ("no full stop", &["no full stop"]),
            ("Fine. ... Go on.", &["Fine. ...", "Go on."]),
            ("   ", &[]),
            ("它很好。我们走吧。", &["它很好。", "我们走吧。"]),
        ];
        for (text, wanted) in table {
            assert_eq!(parts(text), *wanted, "{text}");
        }
    }

    #[test]
    fn a_run_without_full_stops_is_cut_at_joints() {
        let text = vec!["word"; 90].join(" ");
        let joints: Vec<usize> = (1..9).map(|n| n * 50).collect();
        let pieces = split(&text, &joints);
        assert!(pieces.len() >= 4 && pieces.iter().all(|p| p.start % 50 == 0), "{pieces:?}");
    }

    #[test]
    fn a_run_without_joints_is_cut_all_the_same() {
        let text = vec!["word"; 100].join(" ");
        assert!(parts(&text).iter().all(|p| p.split(' ').count() <= 40));
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "([a-zA-Z0-9.,!?…\"' ]|é|。){0,400}") {
            let sentences = split(&text, &[]);
            let kept: String = sentences.iter().map(|r| &text[r.clone()]).collect();
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&text));
            prop_assert!(sentences.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
