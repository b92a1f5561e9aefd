//! Traits: what the words of a headline and a text show at once. Unlike the other signals they can be measured again after an editor
//! rewrote them, and so they tell what the editor writes otherwise. They have no weight in the extractor's own score.

use super::words::{Word, words};
use crate::model::Signal;

/// Names of all traits, in the order in which [`traits`] gives them. No other signal has one of them.
pub const NAMES: [&str; 6] = ["numbers", "names", "analogies", "address", "questions", "brevity"];

/// Words that count as numbers without a digit in them.
const NUMBERS: [&str; 26] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "percent", "half", "double",
];

/// How an analogy begins. `like` alone may be a verb.
const ANALOGIES: [&str; 14] = [
    "like a",
    "like an",
    "like having",
    "like being",
    "like saying",
    "like trying",
    "just like",
    "as if",
    "as though",
    "analogy",
    "metaphor",
    "imagine",
    "think of it as",
    "the equivalent of",
];

/// Words that speak to the reader.
const ADDRESS: [&str; 5] = ["you", "your", "yours", "yourself", "you're"];

/// A headline and text of this many words are as short as they come; of twice as many, they are long.
const SHORT: f32 = 35.0;

/// The traits of a headline with its text, each from 0 to 1; their shares are 0.
pub fn traits(headline: &str, text: &str) -> [Signal; 6] {
    let both = format!("{headline}\n{text}");
    let found = words(&both);
    let low: Vec<&str> = found.iter().map(|w| w.low.as_str()).collect();
    let line = format!(" {} ", low.join(" "));
    let among = |list: &[&str]| low.iter().filter(|w| list.contains(w)).count();
    let digits = found.iter().filter(|w| w.low.contains(|c: char| c.is_ascii_digit())).count();
    let analogies: usize = ANALOGIES.iter().map(|a| line.matches(&format!(" {a} ")).count()).sum();
    let values = [
        some(digits + among(&NUMBERS), 0.5),
        some(found.iter().filter(|w| is_name(&both, w)).count(), 0.3),
        some(analogies, 1.2),
        some(among(&ADDRESS), 0.4),
        some(both.matches(['?', '？', '؟']).count(), 1.2),
        (2.0 - found.len() as f32 / SHORT).clamp(0.0, 1.0),
    ];
    std::array::from_fn(|n| Signal { name: NAMES[n], value: (values[n] * 1e2).round() / 1e2, share: 0.0 })
}

/// How much is there of what was counted: the first tells most.
fn some(count: usize, each: f32) -> f32 {
    1.0 - (-each * count as f32).exp()
}

/// Whether a word is written with a capital although no sentence begins with it.
fn is_name(text: &str, word: &Word) -> bool {
    let before = text[..word.start].trim_end_matches([' ', '"', '“', '‘', '(', '\'']);
    let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':', '…', '\n']);
    !begins && word.low.len() > 1 && !word.low.starts_with("i'") && text[word.start..].starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(name: &str, headline: &str, text: &str) -> f32 {
        traits(headline, text).iter().find(|t| t.name == name).unwrap().value
    }

    #[test]
    fn traits_are_seen_where_they_are() {
        let plain = ["Trust moves faster than plans", "Nothing gets done without it, and nobody can order it."];
        assert!(["numbers", "names", "analogies", "address", "questions"].iter().all(|n| value(n, plain[0], plain[1]) == 0.0));
        assert!(value("numbers", "Half of 40 teams", "Seventy percent of them fail.") > 0.8);
        assert!(value("names", "What Ada saw", "In London, nobody else did.") > 0.4);
        assert!(value("analogies", "A budget is like a diet", "It is as if you only counted crumbs.") > 0.9);
        assert!(value("address", "Your work", "You do it.") > 0.5);
        assert!(value("questions", "Who pays?", "Nobody.") > 0.6);
        assert_eq!([value("brevity", "Short", "Very."), value("brevity", "Long", &"word ".repeat(70))], [1.0, 0.0]);
    }

    #[test]
    fn no_trait_is_another_signal() {
        assert!(super::super::signals::ALL.iter().all(|s| !NAMES.contains(&s.name)));
    }

    proptest! {
        #[test]
        fn traits_stay_between_0_and_1(headline in "\\PC{0,60}", text in ".{0,200}") {
            prop_assert!(traits(&headline, &text).iter().all(|t| (0.0..=1.0).contains(&t.value)));
        }
    }
}
