//! An episode as a model is shown it, and the way back: the words that a model points at are found in the transcript exactly, and it is
//! the transcript's words that are used.

use crate::insight::clean;
use crate::insight::language::{self, ENGLISH};
use crate::insight::other::Tongue;
use crate::insight::turns::{Turn, turns};
use crate::insight::words::lower;
use crate::model::Transcript;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A quote with fewer words, fillers not counted, is too little to bear a claim.
const FEWEST: usize = 6;
/// A quote with more words than this is no quote but half a conversation.
const LONGEST: usize = 180;

/// An episode's words, ready to be pointed at.
#[derive(Debug)]
pub(crate) struct Talk {
    /// What the speakers say in turn.
    pub turns: Vec<Turn>,
    /// First part of the language tag.
    pub language: String,
    /// Sounds that carry no meaning: a quote is found with or without them.
    sounds: BTreeSet<String>,
    /// All words but sounds, folded, in order.
    words: Vec<Spoken>,
    /// Where each three words in a row start, as places in `words`.
    index: HashMap<[u64; 3], Vec<u32>>,
}

/// A word and where it stands.
#[derive(Debug)]
struct Spoken {
    folded: String,
    turn: usize,
    /// Bytes of the turn's text.
    range: Range<usize>,
}

/// Sentences of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Place of the turn.
    pub turn: usize,
    /// Places of the turn's sentences.
    pub sentences: Range<usize>,
}

/// Why a quote was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Lost {
    /// Nobody says that.
    #[error("its quote was never said in these words")]
    Unsaid,
    /// It is said more than once.
    #[error("its quote is said more than once, so that it names no moment")]
    Twice,
    /// Too few words.
    #[error("its quote is too short to bear a claim")]
    Short,
    /// Too many.
    #[error("its quote is too long")]
    Long,
    /// One person's words run into another's.
    #[error("its quote runs from one speaker into the next")]
    Across,
}

impl Talk {
    /// Reads a transcript; `tag` is the language that its feed states, empty if none.
    pub fn new(transcript: &Transcript, tag: &str) -> Self {
        let language = language::of(tag, transcript);
        let (turns, sounds) = if language == ENGLISH {
            (turns(transcript), clean::sounds().clone())
        } else {
            let tongue = Tongue::of(&language);
            (tongue.turns(transcript), tongue.tidy.sounds)
        };
        let mut words = Vec::new();
        for (n, turn) in turns.iter().enumerate() {
            let spoken = folded(&turn.text).filter(|(word, _)| !sounds.contains(word.as_str()));
            words.extend(spoken.map(|(folded, range)| Spoken { folded, turn: n, range }));
        }
        let hashes: Vec<u64> = words.iter().map(|w| hash(&w.folded)).collect();
        let mut index: HashMap<[u64; 3], Vec<u32>> = HashMap::new();
        for (at, run) in hashes.windows(3).enumerate() {
            index.entry([run[0], run[1], run[2]]).or_default().push(at as u32);
        }
        Self { turns, language, sounds, words, index }
    }

    /// The sentences that hold the quote: the one place where its words are said, typography and white space folded, fillers skipped.
    /// Whole sentences, since half of one may say the opposite.
    pub fn find(&self, quote: &str) -> Result<Span, Lost> {
        let wanted: Vec<String> = folded(quote).map(|(word, _)| word).filter(|word| !self.sounds.contains(word.as_str())).collect();
        if wanted.len() < FEWEST {
            return Err(Lost::Short);
        }
        if wanted.len() > LONGEST {
            return Err(Lost::Long);
        }
        let key = [0, 1, 2].map(|n| hash(&wanted[n]));
        let starts = self.index.get(&key).map_or(&[][..], Vec::as_slice);
        let matches =
            |at: usize| self.words[at..].len() >= wanted.len() && wanted.iter().zip(&self.words[at..]).all(|(w, s)| *w == s.folded);
        let mut found = starts.iter().map(|at| *at as usize).filter(|at| matches(*at));
        let at = found.next().ok_or(Lost::Unsaid)?;
        if found.next().is_some() {
            return Err(Lost::Twice);
        }
        let (first, last) = (&self.words[at], &self.words[at + wanted.len() - 1]);
        if first.turn != last.turn {
            return Err(Lost::Across);
        }
        let turn = &self.turns[first.turn];
        let sentence = |at: usize| turn.sentences.iter().position(|s| s.range.contains(&at)).ok_or(Lost::Unsaid);
        let span = Span { turn: first.turn, sentences: sentence(first.range.start)?..sentence(last.range.start)? + 1 };
        let long = self.said(&span).split_whitespace().count() > LONGEST;
        if long { Err(Lost::Long) } else { Ok(span) }
    }

    /// The words of a span, as the transcript has them.
    pub fn said(&self, span: &Span) -> &str {
        self.turns[span.turn].text_of(&span.sentences)
    }

    /// A span with the sentence before and the one after it, across speakers.
    pub fn around(&self, span: &Span) -> [&str; 3] {
        let turn = &self.turns[span.turn];
        let before = match span.sentences.start.checked_sub(1) {
            Some(n) => turn.text_of(&(n..n + 1)),
            None => self.turns[..span.turn].iter().rev().find_map(|t| t.sentences.last().map(|s| &t.text[s.range.clone()])).unwrap_or(""),
        };
        let after = if span.sentences.end < turn.sentences.len() {
            turn.text_of(&(span.sentences.end..span.sentences.end + 1))
        } else {
            self.turns[span.turn + 1..].iter().find_map(|t| t.sentences.first().map(|s| &t.text[s.range.clone()])).unwrap_or("")
        };
        [before, self.said(span), after]
    }
}

/// The words of a text without typography, lower case, each with its bytes. What changes a meaning stays: `3.5`, `-5`, `50%`, `$5`, `c++`.
pub(super) fn folded(text: &str) -> impl Iterator<Item = (String, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let rest = &text[at..];
            let Some(start) = rest.find(is_part) else {
                at = text.len();
                return None;
            };
            let run = &rest[start..];
            let end = end_of_word(run);
            let from = at + start;
            at = from + end.max(1).max(run.chars().next().map_or(1, char::len_utf8));
            // Between two words a hyphen is no sign: `7-8`, `self-made`.
            if run.starts_with(['-', '−']) && text[..from].ends_with(char::is_alphanumeric) {
                at = from + run.chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let word = fold_word(&text[from..from + end]);
            if !word.is_empty() {
                return Some((word, from..from + end));
            }
        }
        None
    })
}

/// Whether a character may stand in a word.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "$€£¥%+#-−&@".contains(c) || is_mark(c)
}

/// Combining accents are parts of letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{5b0}'..='\u{5c7}' | '\u{64b}'..='\u{65f}')
}

/// How many bytes of `run`, which starts with a part of a word, are that word.
fn end_of_word(run: &str) -> usize {
    let mut end = 0;
    let mut before = ' ';
    for (at, c) in run.char_indices() {
        let next = run[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let inside = match c {
            // Scripts without spaces: each character is a word, so that a quote can start anywhere.
            c if is_wide(c) => {
                if at == 0 {
                    return c.len_utf8();
                }
                false
            }
            '\'' | '’' | '‘' => before.is_alphanumeric() && next.is_alphanumeric(),
            '.' | ',' | ':' => before.is_ascii_digit() && next.is_ascii_digit(),
            // A hyphen parts words, as a blank does; before a number it is a sign.
            '-' | '−' => at == 0 && next.is_ascii_digit(),
            '\u{200b}'..='\u{200d}' | '\u{ad}' | '\u{feff}' => true,
            c => is_part(c),
        };
        if !inside {
            break;
        }
        end = at + c.len_utf8();
        before = c;
    }
    end
}

/// Chinese, Japanese, Thai and the like.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn fold_word(word: &str) -> String {
    let mut folded =
        lower(word).replace(['\u{200b}', '\u{200c}', '\u{200d}', '\u{ad}', '\u{feff}'], "").replace('‘', "'").replace('−', "-");
    // 1,000 and 1000 are one number; 3.5 and 35 are two.
    if folded.contains(',') && folded.bytes().all(|b| b.is_ascii_digit() || b",.$%".contains(&b)) {
        let grouped = folded.trim_end_matches('%').split(',').skip(1).all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
        if grouped {
            folded = folded.replace(',', "");
        }
    }
    // Signs alone are no words, but for what may change a number or a name that stands beside them.
    if folded.chars().any(char::is_alphanumeric) || folded == "%" { folded } else { String::new() }
}

fn hash(word: &str) -> u64 {
    // FNV-1a: stable, and good enough to find places that are compared in full afterwards.
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::fixture::read;

    const TALK: &str = "Ann: Um, we never, uh, hire sales-people before we've sold it — ourselves. That's the rule, it is not 3.5 but 35 percent.\n\n\
                        Bob: Right. It costs $1,000 a month, and -5 degrees will do. That is the rule we had at Acme.\n\n\
                        Ann: Right. It costs more than that. That is the rule we had at Acme.";

    fn find(quote: &str) -> Result<String, Lost> {
        let talk = Talk::new(&read(TALK), "en");
        talk.find(quote).map(|span| talk.said(&span).to_owned())
    }

    #[test]
    fn typography_white_space_and_fillers_are_folded() {
        let whole = Ok("Um, we never, uh, hire sales-people before we've sold it — ourselves.".to_owned());
        for quote in [
            "we never hire sales-people before we've sold it",
            "We never hire sales people\n before we’ve  sold it - ourselves",
            "“we never, um, hire sales-people before we've sold it...”",
        ] {
            assert_eq!(find(quote), whole, "{quote}");
        }
        assert_eq!(find("It costs $1000 a month, and −5 degrees"), Ok("It costs $1,000 a month, and -5 degrees will do.".to_owned()));
    }

    #[test]
    fn one_changed_word_is_not_what_was_said() {
        for quote in [
            "we hire sales-people before we've sold it",
            "we never hire sales-people after we've sold it",
            "the rule, it is not 35 but 35 percent",
            "the rule, it is 3.5 but 35 percent",
            "It costs $1,000 a month, and 5 degrees will do",
            "It costs €1,000 a month, and -5 degrees will do",
            "It costs $1,100 a month, and -5 degrees will do",
        ] {
            assert_eq!(find(quote), Err(Lost::Unsaid), "{quote}");
        }
    }

    #[test]
    fn a_quote_has_one_place_one_speaker_and_words_enough() {
        assert_eq!(find("That is the rule we had at Acme."), Err(Lost::Twice));
        assert_eq!(find("but 35 percent. Right. It costs $1,000"), Err(Lost::Across));
        assert_eq!(find("we never hire"), Err(Lost::Short));
        assert_eq!(find(&"word ".repeat(200)), Err(Lost::Long));
        assert_eq!(find(""), Err(Lost::Short));
    }

    #[test]
    fn neighbours_are_the_sentences_on_both_sides() {
        let talk = Talk::new(&read(TALK), "en");
        let span = talk.find("It costs $1,000 a month, and -5 degrees").unwrap();
        assert_eq!(talk.around(&span).map(|s| s.chars().take(5).collect::<String>()), ["Right", "It co", "That "]);
        let first = talk.find("we never hire sales-people before").unwrap();
        assert_eq!(talk.around(&first)[0], "");
    }

    #[test]
    fn words_of_any_script_are_told_apart() {
        let words = |text: &str| folded(text).map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(words("C++ isn’t C#; R&D: 50% of 1,234.5!"), ["c++", "isn't", "c#", "r&d", "50%", "of", "1234.5"]);
        assert_eq!(words("会议不重要。Это не так — naïve"), ["会", "议", "不", "重", "要", "это", "не", "так", "naïve"]);
        assert_eq!(words("--- … “ ” 7-8 self-made 3–4"), ["7", "8", "self", "made", "3", "4"]);
    }
}
