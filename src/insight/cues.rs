//! Cues: the words and phrases of `en/cues.yaml`, found in a sentence.

use super::words::Word;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;

/// Names of the cues, in the order in which [`count`] reports them.
pub(crate) const NAMES: [&str; 23] = [
    "absolute",
    "abstract",
    "advice",
    "banter",
    "cause",
    "claim",
    "comparison",
    "condition",
    "contrast",
    "filler",
    "frame",
    "general",
    "hedge",
    "housekeeping",
    "lesson",
    "news",
    "pointing",
    "quantity",
    "self",
    "sponsor",
    "story",
    "talk",
    "us",
];

/// How often each cue stands in a sentence, in the order of [`NAMES`].
pub(crate) type Counts = [u16; NAMES.len()];

/// Phrases by their first word; each with the words that must follow and its cue.
type Phrases = HashMap<String, Vec<(Vec<String>, usize)>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let lists: BTreeMap<String, Vec<String>> = crate::yaml::parse(include_str!("en/cues.yaml"), Path::new("en/cues.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded cues are tested: {error}"));
    let mut phrases = Phrases::new();
    for (name, list) in lists {
        let Some(cue) = NAMES.iter().position(|n| *n == name) else { continue };
        for phrase in list {
            let mut words = phrase.split(' ').map(str::to_owned);
            if let Some(first) = words.next() {
                phrases.entry(first).or_default().push((words.collect(), cue));
            }
        }
    }
    phrases
});

/// Counts the cues of a sentence.
pub(crate) fn count(words: &[Word]) -> Counts {
    let mut counts = Counts::default();
    for (at, word) in words.iter().enumerate() {
        for (rest, cue) in PHRASES.get(&word.low).into_iter().flatten() {
            if follows(&words[at + 1..], rest) {
                counts[*cue] += 1;
            }
        }
    }
    counts
}

fn follows(words: &[Word], rest: &[String]) -> bool {
    words.len() >= rest.len() && words.iter().zip(rest).all(|(word, wanted)| word.low == *wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::words::words;

    #[test]
    fn every_list_has_a_name_and_every_name_a_list() {
        let lists: BTreeMap<String, Vec<String>> = crate::yaml::parse(include_str!("en/cues.yaml"), Path::new("en/cues.yaml")).unwrap();
        assert_eq!(lists.keys().map(String::as_str).collect::<Vec<_>>(), NAMES);
    }

    #[test]
    fn phrases_are_found_across_punctuation() {
        let counts = count(&words("It turns out, the Key is trust"));
        let of = |name: &str| counts[NAMES.iter().position(|n| *n == name).unwrap()];
        assert_eq!((of("claim"), of("abstract"), of("sponsor")), (3, 1, 0));
    }
}
