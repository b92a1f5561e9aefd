//! WordPiece: a text as numbers of the word parts that the vectors know, exactly as uncased BERT models cut it.
//!
//! Accents and case go, marks and ideographs stand alone, and each word is cut into the longest parts that `en/vocab.txt` holds, from
//! its beginning on. What Unicode says of characters beyond ASCII is read from `en/characters.tsv`; `en/vectors.md` says how both
//! files were made.

use std::collections::HashMap;
use std::{ops::Range, sync::LazyLock};

/// A part of a word.
#[allow(dead_code, reason = "sums need no list of parts; a model that reads them in order does")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its number: the line of `vocab.txt`, from 0.
    pub id: u32,
    /// The bytes of the text that it stands for.
    pub range: Range<usize>,
}

/// The number of a word that cannot be put together from known parts.
pub(crate) const UNKNOWN: u32 = 100;
/// Longer words, in characters, are not looked at.
const LONGEST_WORD: usize = 100;

/// All parts of a text, in order.
#[allow(dead_code, reason = "as for `Piece`")]
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len() / 4);
    each_piece(text, |id, range| pieces.push(Piece { id, range }));
    pieces
}

/// Hands over all parts of a text, in order, without keeping them.
pub(crate) fn each_piece(text: &str, mut take: impl FnMut(u32, Range<usize>)) {
    let (vocabulary, characters) = (&*VOCABULARY, &*CHARACTERS);
    let mut word = Word::default();
    let mut put = |word: &mut Word, c: char, range: Range<usize>| match characters.kind(c) {
        Kind::Space => word.end(vocabulary, &mut take),
        Kind::Letter => word.push(c, range),
        Kind::Lone => {
            word.end(vocabulary, &mut take);
            word.push(c, range);
            word.end(vocabulary, &mut take);
        }
    };
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if c.is_ascii() {
            if !c.is_ascii_control() || matches!(c, '\t' | '\n' | '\r') {
                put(&mut word, c.to_ascii_lowercase(), range);
            }
        } else {
            characters.plain(c, |plain| put(&mut word, plain, range.clone()));
        }
    }
    word.end(vocabulary, &mut take);
}

/// Whether a lower-case word is known as a whole: the vocabulary holds the common words of English.
pub(crate) fn is_word(low: &str) -> bool {
    let mut parts = 0;
    let mut unknown = false;
    each_piece(low, |id, _| {
        parts += 1;
        unknown |= id == UNKNOWN;
    });
    parts == 1 && !unknown
}

/// A word while it is read.
#[derive(Default)]
struct Word {
    letters: String,
    /// For each byte of `letters`, where in the text the character begins and ends that it comes from.
    origin: Vec<(usize, usize)>,
    count: usize,
}

impl Word {
    fn push(&mut self, c: char, range: Range<usize>) {
        self.letters.push(c);
        self.origin.resize(self.letters.len(), (range.start, range.end));
        self.count += 1;
    }

    /// Cuts the word and makes room for the next.
    fn end(&mut self, vocabulary: &Vocabulary, take: &mut impl FnMut(u32, Range<usize>)) {
        if self.letters.is_empty() {
            return;
        }
        let known = self.count <= LONGEST_WORD && self.cut(vocabulary, |_, _| {});
        if known {
            self.cut(vocabulary, |id, range| take(id, self.origin[range.start].0..self.origin[range.end - 1].1));
        } else {
            take(UNKNOWN, self.origin[0].0..self.origin[self.letters.len() - 1].1);
        }
        self.letters.clear();
        self.origin.clear();
        self.count = 0;
    }

    /// Greedily takes the longest part that is known; false if some rest is not.
    fn cut(&self, vocabulary: &Vocabulary, mut take: impl FnMut(u32, Range<usize>)) -> bool {
        let mut from = 0;
        while from < self.letters.len() {
            let longest = self.letters.len().min(from + vocabulary.longest);
            let fits = |to: &usize| self.letters.is_char_boundary(*to);
            let part = |to: usize| vocabulary.id(&self.letters[from..to], from > 0).map(|id| (id, to));
            let Some((id, to)) = (from + 1..=longest).rev().filter(fits).find_map(part) else { return false };
            take(id, from..to);
            from = to;
        }
        true
    }
}

/// The known parts of words.
struct Vocabulary {
    /// Parts that begin a word.
    first: HashMap<&'static str, u32>,
    /// Parts that go on with one, without their `##`.
    later: HashMap<&'static str, u32>,
    /// Bytes of the longest.
    longest: usize,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary { first: HashMap::with_capacity(32_768), later: HashMap::with_capacity(8192), longest: 0 };
    for (id, token) in (0u32..).zip(include_str!("en/vocab.txt").lines()) {
        // `[CLS]` and its like have a meaning to models; nobody says them.
        let spoken = !(token.len() > 2 && token.starts_with('[') && token.ends_with(']'));
        if let Some(part) = token.strip_prefix("##").filter(|part| !part.is_empty()) {
            vocabulary.later.insert(part, id);
        } else if spoken {
            vocabulary.first.insert(token, id);
        }
        vocabulary.longest = vocabulary.longest.max(token.len());
    }
    vocabulary
});

impl Vocabulary {
    fn id(&self, part: &str, later: bool) -> Option<u32> {
        if later { self.later.get(part).copied() } else { self.first.get(part).copied() }
    }
}

/// What a character does to the word that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It ends the word.
    Space,
    /// It is part of the word.
    Letter,
    /// It is a word of its own.
    Lone,
}

/// What becomes of characters beyond ASCII.
struct Characters {
    /// First, last, and what they become; `None` if they stand alone. Ascending.
    ranges: Vec<(u32, u32, Option<&'static str>)>,
}

static CHARACTERS: LazyLock<Characters> = LazyLock::new(|| {
    let number = |text: &str| u32::from_str_radix(text, 16).ok();
    let range = |line: &'static str| {
        let mut parts = line.splitn(3, '\t');
        let (first, last, what) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
        Some((first, last, what.strip_prefix(':')))
    };
    Characters { ranges: include_str!("en/characters.tsv").lines().filter_map(range).collect() }
});

impl Characters {
    fn of(&self, c: char) -> Option<Option<&'static str>> {
        let code = c as u32;
        let place = self.ranges.partition_point(|(_, last, _)| *last < code);
        self.ranges.get(place).filter(|(first, _, _)| *first <= code).map(|(_, _, what)| *what)
    }

    fn kind(&self, c: char) -> Kind {
        match c {
            ' ' | '\t' | '\n' | '\r' => Kind::Space,
            _ if c.is_ascii_punctuation() => Kind::Lone,
            _ if c.is_ascii() => Kind::Letter,
            _ if self.of(c) == Some(None) => Kind::Lone,
            _ => Kind::Letter,
        }
    }

    /// Hands over what a character beyond ASCII is without its accents, in lower case.
    fn plain(&self, c: char, mut take: impl FnMut(char)) {
        if let '가'..='힣' = c {
            return jamo(c).for_each(take);
        }
        match self.of(c) {
            Some(Some(plain)) => plain.chars().for_each(take),
            Some(None) => take(c),
            None => c.to_lowercase().for_each(take),
        }
    }
}

/// The two or three letters of a Hangul syllable: <https://www.unicode.org/versions/latest/core-spec/chapter-3/#G56669>.
fn jamo(syllable: char) -> impl Iterator<Item = char> {
    let place = syllable as u32 - '가' as u32;
    let last = place % 28;
    [Some(0x1100 + place / 588), Some(0x1161 + place % 588 / 28), (last > 0).then_some(0x11a7 + last)]
        .into_iter()
        .flatten()
        .filter_map(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Parts as the text has them.
    fn cut(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.range]).collect()
    }

    fn ids(text: &str) -> Vec<u32> {
        pieces(text).into_iter().map(|piece| piece.id).collect()
    }

    #[test]
    fn words_come_apart_at_the_longest_known_parts() {
        assert_eq!(
            cut("Unbelievably, embeddings aren't it"),
            ["Un", "bel", "ie", "va", "bly", ",", "em", "bed", "ding", "s", "aren", "'", "t", "it"]
        );
        assert_eq!(ids("hello world"), [7592, 2088]);
    }

    #[test]
    fn case_and_accents_do_not_matter_and_ranges_are_the_texts() {
        assert_eq!(ids("Café ZÜRICH cafe\u{301}"), ids("cafe zurich cafe"));
        assert_eq!(cut("Café ZÜRICH"), ["Café", "ZÜRICH"]);
        assert_eq!(ids("co\u{ad}op\u{200b}eration"), ids("cooperation"));
    }

    #[test]
    fn marks_and_ideographs_stand_alone() {
        assert_eq!(cut("a—b…“c”$5"), ["a", "—", "b", "…", "“", "c", "”", "$", "5"]);
        assert_eq!(cut("東京x"), ["東", "京", "x"]);
        assert_eq!(ids("한국"), ids("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"));
    }

    #[test]
    fn unknown_and_endless_words_are_one_piece() {
        assert_eq!(ids(&"a".repeat(101)), [UNKNOWN]);
        assert_eq!(ids("🤗"), [UNKNOWN]);
        assert!(!ids("[CLS]").contains(&101));
        assert!(ids(" \u{a0}\u{7}\n").is_empty());
    }

    proptest! {
        #[test]
        fn ranges_ascend_within_the_text(text in any::<String>()) {
            let mut end = 0;
            for piece in pieces(&text) {
                prop_assert!(text.get(piece.range.clone()).is_some());
                // Letters of one syllable share its bytes.
                prop_assert!(piece.range.start <= piece.range.end && piece.range.end >= end);
                end = piece.range.end;
            }
        }
    }

    /// The fixture holds what the `tokenizers` library, version 0.23, makes of these texts.
    #[test]
    fn as_the_reference_does() {
        #[derive(serde::Deserialize)]
        struct Line {
            text: String,
            ids: Vec<u32>,
        }
        for line in include_str!("../../tests/fixtures/insight/wordpiece.jsonl").lines() {
            let line: Line = serde_json::from_str(line).unwrap();
            assert_eq!(ids(&line.text), line.ids, "{}", line.text);
        }
    }
}
