//! Verbs: just enough grammar to tell a clause from a fragment.

use super::grammar::GRAMMAR;
use super::tokens::Token;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Present and past forms of the verbs of `en/verbs.txt`: base forms apart, since they need a subject to be finite.
static FORMS: LazyLock<(HashSet<String>, HashSet<String>)> = LazyLock::new(|| {
    let (mut bases, mut finite) = (HashSet::new(), HashSet::new());
    for base in include_str!("en/verbs.txt").split_whitespace() {
        bases.insert(base.to_owned());
        finite.insert(third(base));
        finite.insert(past(base));
    }
    finite.extend(GRAMMAR.past.iter().chain(&GRAMMAR.finite).cloned());
    (bases, finite)
});

fn third(base: &str) -> String {
    let consonant_y = base.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| base.ends_with(end));
    if consonant_y {
        format!("{}ies", &base[..base.len() - 1])
    } else if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end)) {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

fn past(base: &str) -> String {
    if base.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| base.ends_with(end)) {
        return format!("{}ied", &base[..base.len() - 1]);
    }
    if base.ends_with('e') { format!("{base}d") } else { format!("{base}ed") }
}

/// Whether a word is a finite verb in most places.
pub(crate) fn is_finite(low: &str) -> bool {
    FORMS.1.contains(low)
}

/// Whether a word is the base form of a verb.
pub(crate) fn is_base(low: &str) -> bool {
    FORMS.0.contains(low)
}

/// The first finite verb of a run of words, as its place.
pub(crate) fn first_finite(tokens: &[Token]) -> Option<usize> {
    (0..tokens.len()).find(|n| {
        let low = tokens[*n].low.as_str();
        let before = n.checked_sub(1).map_or("", |n| tokens[n].low.as_str());
        if is_finite(low) {
            // "The uses of", "a set": after an article a verb's form is a noun.
            return !["a", "an", "the", "my", "your", "our", "their", "his", "its", "to", "of"].contains(&before);
        }
        // A base form is finite after a plural subject, or after one with an adverb between.
        let plural = GRAMMAR.plural_subjects.contains(before)
            || (before.ends_with('s') && before.len() > 3 && !before.ends_with("ss") && *n > 0 && !is_finite(before));
        let adverb = n.checked_sub(2).is_some_and(|n| GRAMMAR.plural_subjects.contains(&tokens[n].low))
            && (before.ends_with("ly") || ["just", "all", "always", "never", "also", "often"].contains(&before));
        is_base(low) && (plural || adverb)
    })
}

/// The finite verb of the main clause. Those of relative clauses (`the people who build`, `things we forget`) are passed over.
pub(crate) fn main_verb(tokens: &[Token]) -> Option<usize> {
    const PRONOUNS: &[&str] = &["we", "you", "i", "they", "he", "she", "it"];
    let low = |n: usize| tokens[n].low.as_str();
    let mut open = 0;
    for n in 0..tokens.len() {
        let bare = n > 0 && tokens[n - 1].tail.is_empty();
        let as_clause = low(n) == "as" && tokens.get(n + 1).is_some_and(|next| PRONOUNS.contains(&next.low.as_str()));
        if as_clause
            || GRAMMAR.markers.contains(low(n))
            || (low(n) == "that"
                && bare
                && !is_finite(low(n - 1))
                && !is_base(low(n - 1))
                && !(n > 0 && GRAMMAR.links.contains(low(n - 1))))
        {
            open += 1;
        } else if PRONOUNS.contains(&low(n)) && bare && is_noun_place(tokens, n - 1) {
            // "The thing you want": a second subject right after a noun opens a clause of its own.
            open += 1;
        } else if first_finite(&tokens[..=n]) == Some(n) || is_verb_at(tokens, n) {
            if open == 0 {
                return Some(n);
            }
            open -= 1;
        }
    }
    None
}

/// Whether the word is likely a noun, so that a subject after it begins a relative clause.
fn is_noun_place(tokens: &[Token], n: usize) -> bool {
    let low = tokens[n].low.as_str();
    let small = low.len() <= 3
        || low.ends_with("ly")
        || GRAMMAR.links.contains(low)
        || [
            "once",
            "whenever",
            "while",
            "until",
            "unless",
            "since",
            "what",
            "today",
            "sometimes",
            "often",
            "where",
            "which",
            "whether",
            "though",
            "although",
            "before",
            "after",
            "because",
            "even",
        ]
        .contains(&low);
    n > 0 && !small && !is_finite(low) && !is_base(low)
}

/// Whether a later finite verb stands at `n`.
fn is_verb_at(tokens: &[Token], n: usize) -> bool {
    let before = n.checked_sub(1).map_or("", |n| tokens[n].low.as_str());
    let noun = ["a", "an", "the", "my", "your", "our", "their", "his", "its", "to", "of"].contains(&before);
    !noun && (is_finite(&tokens[n].low) || first_finite(&tokens[n.saturating_sub(2)..=n]).is_some_and(|at| at + n.saturating_sub(2) == n))
}

/// Whether the words tell somebody to do something.
pub(crate) fn is_imperative(tokens: &[Token]) -> bool {
    let low = |n: usize| tokens.get(n).map_or("", |t| t.low.as_str());
    let verb = |n: usize| {
        is_base(low(n))
            && ![
                "like", "need", "matter", "value", "cost", "risk", "test", "design", "cause", "trust", "fear", "hope", "love", "hate",
                "question", "result",
            ]
            .contains(&low(n))
    };
    verb(0) || (["don't", "never", "always", "just", "please"].contains(&low(0)) && (verb(1) || low(1) == "be" || verb(2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::tokens::tokens;

    #[test]
    fn main_verbs_are_not_those_of_relative_clauses() {
        let main = |text: &str| main_verb(&tokens(text)).map(|n| tokens(text)[n].low.clone());
        for (text, verb) in [
            ("The people who build it are best", Some("are")),
            ("The people who build it", None),
            ("The reasons why you feel like quitting", None),
            ("The thing you want is trust", Some("is")),
            ("What matters is trust", Some("is")),
            ("Many things that we don't even think about", None),
            ("You have to profile because guesses are wrong", Some("have")),
            ("If teams wait", None),
            ("If teams wait, users leave", Some("leave")),
        ] {
            assert_eq!(main(text).as_deref(), verb, "{text}");
        }
    }

    #[test]
    fn clauses_have_a_verb_and_fragments_have_none() {
        for clause in
            ["People hate change", "It works", "Good teams ship often", "The market decided", "Nobody tries", "You actually need less"]
        {
            assert!(first_finite(&tokens(clause)).is_some(), "{clause}");
        }
        for fragment in ["A set of rules", "To ship often", "The uses of a hammer", "Much better", "Going home with friends"] {
            assert!(first_finite(&tokens(fragment)).is_none(), "{fragment}");
        }
    }
}
