//! A headline in lines: broken where its script allows it, in as few lines as fit, all of about one length.

use std::ops::Range;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of text that is not broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its bytes, without white space at the end.
    pub text: Range<usize>,
    /// Width with what follows it in a line: its white space.
    pub inside: f32,
    /// Width at the end of a line.
    pub last: f32,
    /// How badly a line ends here, beside the square of the share of a line by which it is too long or too short: after a short word badly,
    /// after a comma well.
    pub price: f32,
}

/// The pieces of a text; `measure` gives widths in any unit.
pub fn pieces(text: &str, measure: impl Fn(&str) -> f32) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (end, _) in linebreaks(text) {
        push(&mut pieces, text, start..end, &measure);
        start = end;
    }
    pieces
}

/// The same, with what is wider than `limit` cut between characters: a word of which nobody can say where it may be broken.
pub fn cut(pieces: &[Piece], text: &str, limit: f32, measure: impl Fn(&str) -> f32) -> Vec<Piece> {
    let mut cut = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.last <= limit {
            cut.push(piece.clone());
            continue;
        }
        let (mut start, mut at) = (piece.text.start, piece.text.start);
        for grapheme in text[piece.text.clone()].graphemes(true) {
            if at > start && measure(&text[start..at + grapheme.len()]) > limit {
                push(&mut cut, text, start..at, &measure);
                start = at;
            }
            at += grapheme.len();
        }
        push(&mut cut, text, start..piece.text.end, &measure);
        if let Some(end) = cut.last_mut() {
            end.inside = end.last + piece.inside - piece.last;
        }
    }
    cut
}

fn push(pieces: &mut Vec<Piece>, text: &str, range: Range<usize>, measure: impl Fn(&str) -> f32) {
    let whole = &text[range.clone()];
    let word = whole.trim_end();
    if word.is_empty() {
        return;
    }
    // A soft hyphen shows only where a line ends with it.
    let hyphen = if word.ends_with('\u{ad}') { measure("-") } else { 0.0 };
    let last = measure(word);
    pieces.push(Piece {
        text: range.start..range.start + word.len(),
        inside: last + measure(&whole[word.len()..]),
        last: last + hyphen,
        price: price(word, text[range.end..].chars().next()),
    });
}

/// See [`Piece::price`]; `next` begins the next line.
fn price(word: &str, next: Option<char>) -> f32 {
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    let Some(last) = word.chars().next_back() else { return 0.0 };
    match (last, next) {
        (',' | ';' | ':' | '.' | '?' | '!' | '–' | '—' | '،' | '؛' | '؟' | '、' | '。' | '，', _) => -0.09,
        ('\u{ad}' | '-', _) => 0.01,
        // Japanese has no spaces: words of katakana stay whole if they can, and a phrase begins where kanji follow hiragana.
        (a, Some(b)) if is_katakana(a) && is_katakana(b) => 0.06,
        (a, Some(b)) if is_kanji(a) && !is_katakana(b) && b > '\u{2e80}' => 0.02,
        (a, Some(b)) if is_hiragana(a) && is_hiragana(b) => 0.01,
        (c, _) if letters <= 2 && c.is_ascii_lowercase() => 0.03,
        (c, _) if letters <= 3 && c.is_ascii_lowercase() => 0.015,
        _ => 0.0,
    }
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30ff}')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// How many lines of at most `limit` the pieces take; `None` if one of them is wider.
pub fn lines(pieces: &[Piece], limit: f32) -> Option<usize> {
    let (mut count, mut width) = (0, f32::MAX);
    for piece in pieces {
        if piece.last > limit {
            return None;
        }
        if width + piece.last > limit {
            count += 1;
            width = 0.0;
        }
        width += piece.inside;
    }
    Some(count)
}

/// The pieces in exactly `count` lines of at most `limit`, the lines as even as can be. Ranges of pieces; empty if it cannot be done.
pub fn balance(pieces: &[Piece], limit: f32, count: usize) -> Vec<Range<usize>> {
    let n = pieces.len();
    let mut before = vec![0.0; n + 1];
    for (at, piece) in pieces.iter().enumerate() {
        before[at + 1] = before[at] + piece.inside;
    }
    let ideal = before[n] / count.max(1) as f32;
    let cost = |from: usize, to: usize| {
        let end = &pieces[to - 1];
        let width = before[to - 1] - before[from] + end.last;
        let off = (width - ideal) / limit;
        // The last line ends where the text does, which is no choice of ours.
        (width <= limit).then_some(off * off + if to < n { end.price } else { 0.0 })
    };
    // The cheapest way to set the first `to` pieces in so many lines, and where its last line starts.
    let mut best = vec![vec![(f32::INFINITY, 0); n + 1]; count + 1];
    best[0][0] = (0.0, 0);
    for line in 1..=count {
        for to in line..=n {
            for from in (line - 1..to).rev() {
                let Some(cost) = cost(from, to) else { break };
                let whole = best[line - 1][from].0 + cost;
                if whole < best[line][to].0 {
                    best[line][to] = (whole, from);
                }
            }
        }
    }
    let mut lines = Vec::with_capacity(count);
    let mut to = n;
    for line in (1..=count).rev() {
        if !best[line][to].0.is_finite() {
            return Vec::new();
        }
        let from = best[line][to].1;
        lines.push(from..to);
        to = from;
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[allow(clippy::cast_precision_loss)]
    fn columns(text: &str) -> f32 {
        text.graphemes(true)
            .map(|g| {
                if g.is_ascii() {
                    1.0
                } else if g == "\u{ad}" {
                    0.0
                } else {
                    2.0
                }
            })
            .sum()
    }

    fn set(text: &str, limit: f32) -> Vec<&str> {
        let pieces = cut(&pieces(text, columns), text, limit, columns);
        let count = lines(&pieces, limit).unwrap();
        balance(&pieces, limit, count).into_iter().map(|line| &text[pieces[line.start].text.start..pieces[line.end - 1].text.end]).collect()
    }

    #[test]
    fn lines_are_even_and_end_well() {
        assert_eq!(set("Product managers are glue, not mini-CEOs", 30.0), ["Product managers are glue,", "not mini-CEOs"]);
        assert_eq!(set("The best way to learn a craft is to teach it", 26.0), ["The best way to learn", "a craft is to teach it"]);
        assert_eq!(set("One", 30.0), ["One"]);
        assert!(set("", 30.0).is_empty());
    }

    #[test]
    fn japanese_breaks_between_characters_and_never_before_a_full_stop() {
        let lines = set("優れた製品は、問いを立てる人が作る。", 18.0);
        assert_eq!(lines, ["優れた製品は、問い", "を立てる人が作る。"]);
        assert!(set("あいうえおか。きくけこ", 12.0).iter().all(|line| !line.starts_with('。')));
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_and_a_soft_hyphen_is_used_first() {
        assert_eq!(set("abcdefghij", 4.0), ["abcd", "efgh", "ij"]);
        assert_eq!(set("Donau\u{ad}dampf\u{ad}schiff", 12.0), ["Donau\u{ad}dampf\u{ad}", "schiff"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "\\PC{0,120}", limit in 4.0_f32..60.0) {
            let joined: String = set(&text, limit).concat();
            let all = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(all(&joined), all(&text));
            prop_assert!(set(&text, limit).iter().all(|line| columns(line) <= limit + 0.01 || line.graphemes(true).count() == 1));
        }
    }
}
