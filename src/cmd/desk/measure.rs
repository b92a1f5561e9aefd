//! Words in columns of a terminal: a wide character takes two, a mark that combines takes none.

use ratatui_core::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(columns).sum()
}

fn columns(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// As much of a text as fits, with `…` where it was cut.
pub fn cut(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += columns(grapheme);
        if used + 1 > limit {
            break;
        }
        kept.push_str(grapheme);
    }
    if limit == 0 { String::new() } else { kept.trim_end().to_owned() + "…" }
}

/// A text in lines of at most `limit` columns, at least two. Lines break between words, within scripts that write wide characters
/// without spaces also between these, and within a word only if it alone is too long.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(2);
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split_whitespace() {
        let mut space = usize::from(used > 0);
        for piece in pieces(word) {
            let wide = width(&piece);
            if used > 0 && used + space + wide > limit {
                lines.push(std::mem::take(&mut line));
                (used, space) = (0, 0);
            }
            if space > 0 {
                line.push(' ');
            }
            used += space;
            space = 0;
            for grapheme in piece.graphemes(true) {
                if used + columns(grapheme) > limit {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(grapheme);
                used += columns(grapheme);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Parts of a word between which a line may break: wide characters one by one, with the punctuation behind them; the rest as a whole.
fn pieces(word: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut breaks = true;
    for grapheme in word.graphemes(true) {
        let is_wide = columns(grapheme) > 1;
        let stands_alone = is_wide && grapheme.chars().any(char::is_alphanumeric);
        let is_mark = grapheme.chars().all(|c| !c.is_alphanumeric()) && (is_wide || breaks);
        match pieces.last_mut() {
            Some(last) if (!breaks && !stands_alone) || is_mark => last.push_str(grapheme),
            _ => pieces.push(grapheme.to_owned()),
        }
        breaks = is_wide;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_where_readers_expect_it() {
        let table: [(&str, usize, &[&str]); 7] = [
            ("two words", 20, &["two words"]),
            ("two  words\nhere", 5, &["two", "words", "here"]),
            ("a Donaudampfschiff", 8, &["a", "Donaudam", "pfschiff"]),
            ("日本語の見出し。", 8, &["日本語の", "見出し。"]),
            ("日本。語", 5, &["日", "本。", "語"]),
            ("it is 日本語", 9, &["it is 日", "本語"]),
            ("", 9, &[]),
        ];
        for (text, limit, lines) in table {
            assert_eq!(wrap(text, limit), lines, "{text} in {limit}");
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("as it is", 8), "as it is");
        assert_eq!(cut("as it is", 6), "as it…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!((cut("ab", 1), cut("ab", 0)), ("…".into(), String::new()));
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in "([a-z ]|[ -~]|[日本。é🎧]|\u{1F469}\u{200D}\u{1F4BB}|e\u{301}){0,60}", limit in 2..40usize) {
            let lines = wrap(&text, limit);
            for line in &lines {
                prop_assert!(width(line) <= limit, "{line:?} in {limit}");
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            prop_assert!(width(&cut(&text, limit)) <= limit);
        }
    }
}
