//! Texts in columns: how many cells of a terminal they take up.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes up; characters of East Asia and emoji take two.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The start of a text, on one line, in at most `cells` cells; `…` stands for what was cut.
pub fn cut(text: &str, cells: usize) -> String {
    let text = super::one_line(text);
    if width(&text) <= cells {
        return text;
    }
    let mut start = String::new();
    for cluster in text.graphemes(true) {
        if width(&start) + width(cluster) + 1 > cells {
            break;
        }
        start.push_str(cluster);
    }
    let mut start = start.trim_end().to_owned();
    if cells > 0 {
        start.push('…');
    }
    start
}

/// A text with blanks after it up to `cells` cells, cut if it is longer.
///
/// After one in a script that runs to the left stands a mark without width: numbers that follow would count as part of it, and
/// terminals that know such scripts would show them on its other side.
pub fn left(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let blanks = cells - width(&text).min(cells);
    let mark = if runs_left(&text) { "\u{200e}" } else { "" };
    text + mark + &" ".repeat(blanks)
}

fn runs_left(text: &str) -> bool {
    text.chars().any(|c| matches!(unicode_bidi::bidi_class(c), unicode_bidi::BidiClass::R | unicode_bidi::BidiClass::AL))
}

/// A text with blanks before it up to `cells` cells, cut if it is longer.
pub fn right(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    " ".repeat(cells - width(&text).min(cells)) + &text
}

/// The lines of a text of at most `cells` cells each, broken between words; a longer word has a line of its own.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= cells => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_count_twice_and_are_not_split() {
        assert_eq!(cut("日本語のポッドキャスト", 8), "日本語…");
        assert_eq!(right("日本", 6), "  日本");
        assert_eq!(left("שלום", 6), "שלום\u{200e}  ");
        assert_eq!(width(&left("بودكاست عن تاريخ", 9)), 9);
        assert_eq!(left("ab\u{7}\nc", 6), "ab c  ");
        assert_eq!(cut("family 👨‍👩‍👧‍👦 talk", 9), "family…");
        assert_eq!(cut("e\u{301}te\u{301}s", 3), "e\u{301}t…");
        assert_eq!((cut("abc", 0), cut("abc", 1)), (String::new(), "…".to_owned()));
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("a https://long.example/ b", 5), ["a", "https://long.example/", "b"]);
    }

    proptest! {
        #[test]
        fn a_column_is_never_too_wide(text: String, cells in 0..40usize) {
            prop_assert_eq!(width(&left(&text, cells)), cells);
            prop_assert_eq!(width(&right(&text, cells)), cells);
        }
    }
}
