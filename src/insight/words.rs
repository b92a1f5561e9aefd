//! Words of a text with their places: what cues, vectors and tidying all count.

use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// A word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// First byte of its first letter or digit.
    pub start: usize,
    /// One past the last byte of its last letter or digit.
    pub end: usize,
    /// Lower case, apostrophes straight.
    pub low: String,
}

/// The words of `text`: runs between white space, without the punctuation around them. Tokens without a letter or digit are no words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    bare(text).map(|word| Word { start: place(word), end: place(word) + word.len(), low: lower(word) }).collect()
}

/// The words of `text` as they are written there.
pub(crate) fn bare(text: &str) -> impl Iterator<Item = &str> {
    // Words joined by a dash without spaces ("it--the", "it—the") are two.
    let parts = text.split_whitespace().flat_map(|token| token.split(['—', '–', '…', '/']));
    let parts = parts.flat_map(|part| part.split("--")).flat_map(|part| part.split("..."));
    parts.map(|part| part.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// Lower case with straight apostrophes.
pub(crate) fn lower(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase().replace('’', "'") }
}

/// The stem of a lower-case word, possessive endings gone.
pub(crate) fn stem(low: &str) -> String {
    let bare = low.strip_suffix("'s").or_else(|| low.strip_suffix('\'')).unwrap_or(low);
    if bare.len() < 4 || !bare.bytes().all(|b| b.is_ascii_lowercase()) { bare.to_owned() } else { STEMMER.stem(bare).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lows(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.low).collect()
    }

    #[test]
    fn punctuation_is_no_part_of_a_word() {
        assert_eq!(lows("“Don’t,” he said -- it's 3.5% (web-scale)…and"), ["don't", "he", "said", "it's", "3.5", "web-scale", "and"]);
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "É — “so” it…is";
        let found: Vec<&str> = words(text).iter().map(|w| &text[w.start..w.end]).collect();
        assert_eq!(found, ["É", "so", "it", "is"]);
    }

    #[test]
    fn stems_join_forms() {
        assert_eq!(stem("developers"), stem("developer's"));
        assert_eq!(stem("go"), "go");
    }
}
