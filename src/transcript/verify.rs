//! Is a quote what the file says, and where it is said to stand?

use crate::{
    model::{Segment, Transcript},
    text,
};
use std::ops::Range;

/// Stands between segments that no quote may run across. Folding leaves it alone, and no text holds it.
const BREAK: char = '\u{1}';

/// Checks that `quote` stands in the transcript, typography, case and white space aside, and that the file has it at `chars`.
///
/// `file` is the file decoded to UTF-8, `chars` a half-open range of its Unicode characters.
///
/// # Errors
/// What is wrong, for a person: the words are not there, or stand elsewhere, and then where.
pub fn verify(file: &str, transcript: &Transcript, quote: &str, chars: [usize; 2]) -> Result<(), String> {
    let quote = text::fold(quote);
    if quote.is_empty() {
        return Err("the quote is empty".to_owned());
    }
    let haystack = Haystack::new(&transcript.segments);
    let stated = in_bytes(file, chars);
    let mut elsewhere = None;
    for (at, _) in haystack.text.match_indices(&quote) {
        let Some(raw) = haystack.raw(at..at + quote.len()) else { continue };
        if Some(&raw) == stated.as_ref() {
            return Ok(());
        }
        elsewhere = elsewhere.or(Some(raw));
    }
    let Some(raw) = elsewhere else { return Err("the quote is not in the transcript word for word, in one piece".to_owned()) };
    let start = file.get(..raw.start).map_or(0, |before| before.chars().count());
    let end = start + file.get(raw).map_or(0, |quote| quote.chars().count());
    Err(format!("the quote stands at characters {start} to {end} of the transcript, not at {} to {}", chars[0], chars[1]))
}

/// A range of characters, counted in bytes; `None` if the file is too short for it.
fn in_bytes(file: &str, [start, end]: [usize; 2]) -> Option<Range<usize>> {
    let byte = |text: &str, n: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(n);
    let from = byte(file, start)?;
    Some(from..from + byte(&file[from..], end.checked_sub(start)?)?)
}

/// The folded words of all segments, and where each segment's start.
struct Haystack<'a> {
    text: String,
    segments: Vec<(usize, &'a Segment)>,
}

impl<'a> Haystack<'a> {
    fn new(segments: &'a [Segment]) -> Self {
        let mut haystack = Self { text: String::new(), segments: Vec::with_capacity(segments.len()) };
        for segment in segments {
            let folded = text::fold(&segment.text);
            if folded.is_empty() {
                continue;
            }
            if !haystack.text.is_empty() {
                haystack.text.push(if segment.broken { BREAK } else { ' ' });
            }
            haystack.segments.push((haystack.text.len(), segment));
            haystack.text.push_str(&folded);
        }
        haystack
    }

    /// The bytes of the file behind a range of the folded words.
    fn raw(&self, range: Range<usize>) -> Option<Range<usize>> {
        let holding = |at: usize| self.segments[..self.segments.partition_point(|(start, _)| *start <= at)].last();
        let (first_at, first) = holding(range.start)?;
        let (last_at, last) = holding(range.end - 1)?;
        let start = unfold(&first.text, range.start - first_at).start;
        let end = unfold(&last.text, range.end - 1 - last_at).end;
        Some(first.raw(start..first.text.len())?.start..last.raw(0..end)?.end)
    }
}

/// The character of `text` that the byte `at` of its folded form comes from.
fn unfold(text: &str, at: usize) -> Range<usize> {
    let mut folded = 0;
    let mut gap = true;
    for (start, c) in text.char_indices() {
        let space = c.is_whitespace();
        let length = match (space, gap) {
            (true, true) => 0,
            (true, false) => 1,
            // Folding looks at one character at a time.
            (false, _) => text::fold(c.encode_utf8(&mut [0; 4])).len(),
        };
        if at < folded + length {
            return start..start + c.len_utf8();
        }
        gap = if length > 0 { space } else { gap };
        folded += length;
    }
    text.len()..text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::parse;

    const FILE: &str = "Änn: It’s  fine &amp; dandy.\n\nBob: Yes. [laughs] No. It's fine & dandy. Ünd so.";

    fn check(quote: &str, chars: [usize; 2]) -> Result<(), String> {
        let parsed = parse(FILE.as_bytes(), None, None).unwrap();
        verify(&parsed.text, &parsed.transcript, quote, chars)
    }

    #[test]
    fn a_quote_is_found_in_spite_of_typography() {
        assert_eq!(check("it's fine & dandy.", [5, 28]), Ok(()));
        assert_eq!(check("It's fine & dandy.", [53, 71]), Ok(()), "the second place counts as well");
        assert_eq!(check("dandy. Yes.", [22, 39]), Ok(()), "a quote may run over two turns");
        assert_eq!(check("Ünd so", [72, 78]), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_said() {
        insta::assert_snapshot!(check("fine & dandy", [0, 4]).unwrap_err(), @"the quote stands at characters 11 to 27 of the transcript, not at 0 to 4");
        let absent = "the quote is not in the transcript word for word, in one piece";
        assert_eq!(check("Yes. No.", [35, 52]), Err(absent.to_owned()), "laughter stands between");
        assert_eq!(check("never said", [0, 900]), Err(absent.to_owned()));
        assert!(check("", [0, 0]).is_err());
    }
}
