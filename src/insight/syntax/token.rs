//! Tokens of a sentence: words, halves of contractions, and marks.

use std::ops::Range;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Small letters.
    Small,
    /// A capital and then small letters.
    Title,
    /// Capitals, two at least.
    Capitals,
    /// With a digit.
    Digits,
    /// No letter and no digit.
    Mark,
}

/// Endings that are tokens of their own.
const ENDINGS: [&str; 8] = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "s'"];

/// Words that are two.
const PAIRS: [(&str, usize); 9] =
    [("cannot", 3), ("gonna", 3), ("wanna", 3), ("gotta", 3), ("lemme", 3), ("gimme", 3), ("dunno", 2), ("can't", 2), ("won't", 2)];

/// Byte ranges of the tokens of `sentence`, in order.
pub(crate) fn tokens(sentence: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in sentence.char_indices() {
        if c.is_whitespace() {
            if let Some(start) = start.take() {
                word(sentence, start..at, &mut tokens);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(start) = start {
        word(sentence, start..sentence.len(), &mut tokens);
    }
    tokens
}

/// Parts a run without white space: marks before and after it, words joined by hyphens or dashes, contractions.
fn word(sentence: &str, range: Range<usize>, tokens: &mut Vec<Range<usize>>) {
    let mut range = range;
    // Marks before the word.
    while let Some(c) = sentence[range.clone()].chars().next().filter(|c| !c.is_alphanumeric() && !is_apostrophe(*c)) {
        tokens.push(range.start..range.start + c.len_utf8());
        range.start += c.len_utf8();
    }
    // Marks after it; an ellipsis is one, and the full stop of `e.g.` or `J.` is the word's own.
    let mut after = Vec::new();
    while let Some(c) = sentence[range.clone()].chars().next_back().filter(|c| !c.is_alphanumeric() && *c != '%') {
        let text = &sentence[range.clone()];
        let own_stop = c == '.' && text[..text.len() - 1].contains('.') && !text.ends_with("..") && text.starts_with(char::is_alphabetic);
        let possessive = is_apostrophe(c) && text.len() > c.len_utf8();
        if own_stop || (is_apostrophe(c) && !possessive) {
            break;
        }
        let len = if text.ends_with("...") { 3 } else { c.len_utf8() };
        after.push(range.end - len..range.end);
        range.end -= len;
    }
    let mut from = range.start;
    let inner = sentence[range.clone()].char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—' | '/' | '…'));
    for (at, c) in inner.map(|(at, c)| (range.start + at, c)).collect::<Vec<_>>() {
        contraction(sentence, from..at, tokens);
        tokens.push(at..at + c.len_utf8());
        from = at + c.len_utf8();
    }
    contraction(sentence, from..range.end, tokens);
    tokens.extend(after.into_iter().rev());
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Parts `don't` into `do` and `n't`.
fn contraction(sentence: &str, range: Range<usize>, tokens: &mut Vec<Range<usize>>) {
    if range.is_empty() {
        return;
    }
    let low = low(&sentence[range.clone()]);
    let split = PAIRS.iter().find(|(word, _)| *word == low).map(|(_, at)| *at).or_else(|| {
        let ending = ENDINGS.iter().find(|e| low.len() > e.len() && low.ends_with(**e) && **e != "s'")?;
        Some(low.len() - ending.len())
    });
    // A curly apostrophe is three bytes: count characters.
    let split = split.and_then(|at| sentence[range.clone()].char_indices().nth(low[..at].chars().count()).map(|(at, _)| range.start + at));
    match split.filter(|at| *at > range.start && *at < range.end) {
        Some(at) => tokens.extend([range.start..at, at..range.end]),
        None => tokens.push(range),
    }
}

/// A word in lower case with straight apostrophes; numbers are all one.
pub(crate) fn low(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// How `word` is written.
pub(crate) fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    if word.chars().any(|c| c.is_ascii_digit()) {
        return Shape::Digits;
    }
    let Some(first) = letters.next() else { return Shape::Mark };
    if !first.is_uppercase() {
        return Shape::Small;
    }
    let mut rest = letters.peekable();
    if rest.peek().is_some() && rest.all(char::is_uppercase) { Shape::Capitals } else { Shape::Title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_are_parted() {
        let table = [
            ("I don't, really.", "I|do|n't|,|really|."),
            ("It’s “fine” (mostly)…", "It|’s|“|fine|”|(|mostly|)|…"),
            ("a well-known e.g. thing", "a|well|-|known|e.g.|thing"),
            ("We're gonna can't cannot", "We|'re|gon|na|ca|n't|can|not"),
            ("the users' data is 3.5% of $10,000", "the|users|'|data|is|3.5%|of|$|10,000"),
            ("wait... no", "wait|...|no"),
            ("  ", ""),
        ];
        for (text, wanted) in table {
            assert_eq!(tokens(text).into_iter().map(|r| &text[r]).collect::<Vec<_>>().join("|"), wanted);
        }
    }
}
