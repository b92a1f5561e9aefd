//! Signals: the named reasons for a score. The trees weigh facts; each fact belongs to one signal, and a signal's share is the sum of
//! what its facts add to the log-odds.

use super::facts;
use super::heard;
use crate::model::Signal;
use std::sync::LazyLock;

/// A signal: its name, what it means, and the facts that belong to it.
pub(crate) struct Named {
    /// Name, as in the weights file.
    pub name: &'static str,
    /// What there is more of the stronger it is, in a few words.
    meaning: &'static str,
    /// The facts' names without their place.
    facts: &'static [&'static str],
}

/// All signals, in the order in which a candidate lists them. The last four have no facts: their weights stand in `weights.yaml`.
pub(crate) const ALL: [Named; 23] = [
    Named { name: "meaning", meaning: "how much a listener marks it", facts: &heard::NAMES },
    Named {
        name: "wording",
        meaning: "words that marked passages use",
        facts: &[
            "wording",
            "wording-most",
            "wording-least",
            "wording-near",
            "wording-episode",
            "wording-turn",
            "wording-rise",
            "wording-rank",
            "wording-sum",
        ],
    },
    Named { name: "claim", meaning: "firm claims and advice", facts: &["claim", "advice", "absolute"] },
    Named { name: "contrast", meaning: "one thing set against another", facts: &["contrast"] },
    Named { name: "cause", meaning: "reasons why, and conditions", facts: &["cause", "condition"] },
    Named { name: "framing", meaning: "ideas that hold in general", facts: &["frame", "abstract", "general", "starts-general"] },
    Named { name: "lesson", meaning: "a lesson that somebody learned", facts: &["lesson"] },
    Named {
        name: "specificity",
        meaning: "numbers, names, comparisons",
        facts: &["number", "name", "quantity", "comparison", "rare", "long-word"],
    },
    Named {
        name: "standalone",
        meaning: "needs nothing said before it",
        facts: &["pointing", "starts-joined", "starts-pointing", "trails-off", "quoted"],
    },
    Named { name: "novelty", meaning: "first mentions, and news", facts: &["fresh", "news"] },
    Named { name: "centrality", meaning: "close to the episode's subject", facts: &["central"] },
    Named { name: "speaker", meaning: "who says it, and their share", facts: &["speaker-share", "speaker-asks", "answers"] },
    Named { name: "story", meaning: "an anecdote, talk of oneself", facts: &["story", "self", "us", "starts-self"] },
    Named {
        name: "length",
        meaning: "words and sentences of the quote",
        facts: &["words", "sentences", "first-words", "last-words", "comma"],
    },
    Named {
        name: "place",
        meaning: "where it stands in the episode",
        facts: &["turn-words", "words-before", "words-after", "opens-turn", "closes-turn", "place"],
    },
    Named { name: "filler", meaning: "filler words and hedging", facts: &["filler", "hedge"] },
    Named { name: "talk", meaning: "banter and open questions", facts: &["talk", "question", "exclaimed", "banter"] },
    Named { name: "sponsor", meaning: "advertising", facts: &["sponsor"] },
    Named { name: "housekeeping", meaning: "announcements about the show", facts: &["housekeeping"] },
    Named { name: "headline", meaning: "how well the headline states it", facts: &[] },
    Named { name: "text", meaning: "how well the text reads", facts: &[] },
    Named { name: "worth", meaning: "a point that is worth printing", facts: &[] },
    Named { name: "podcast", meaning: "its podcast's weight in feeds", facts: &[] },
];

/// What is measured, or added, beside [`ALL`]: the traits of headline and text, which only taste weighs, taste itself, and the mark that
/// a language model gives what it hands in.
const BESIDE: [(&str, &str); 8] = [
    ("numbers", "numbers in headline and text"),
    ("names", "names in headline and text"),
    ("analogies", "analogies in headline and text"),
    ("address", "speaks to the reader"),
    ("questions", "questions in headline and text"),
    ("brevity", "short headline and text"),
    ("taste", "what the editors like"),
    ("model", "a language model's mark, 1 to 5"),
];

/// Every signal that a candidate may have, with what it means in a few words.
pub fn meanings() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().map(|signal| (signal.name, signal.meaning)).chain(BESIDE)
}

/// What a signal means in a few words. `None` if this version has no such signal.
pub fn meaning(signal: &str) -> Option<&'static str> {
    meanings().find(|(name, _)| *name == signal).map(|(_, meaning)| meaning)
}

/// Place of a signal in [`ALL`].
pub(crate) fn place(name: &str) -> usize {
    ALL.iter().position(|s| s.name == name).unwrap_or_else(|| unreachable!("{name} is a signal"))
}

/// For each fact of a passage, the signal it belongs to.
static OF_FACT: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let bare = |name: &str| name.split_once('.').map_or(name.to_owned(), |(_, bare)| bare.to_owned());
    let of = |name: &String| ALL.iter().position(|s| s.facts.contains(&bare(name).as_str()));
    facts::names().iter().map(|name| of(name).unwrap_or_else(|| unreachable!("{name} belongs to a signal"))).collect()
});

/// Signals of a passage from its facts and what each of them adds.
pub(crate) fn signals(row: &[f32], shares: &[f32]) -> Vec<Signal> {
    let mut signals: Vec<Signal> = ALL.iter().map(|s| Signal { name: s.name, value: 0.0, share: 0.0 }).collect();
    for (fact, share) in shares.iter().enumerate() {
        signals[OF_FACT[fact]].share += share;
    }
    for signal in &mut signals {
        signal.value = value(signal.name, row);
    }
    signals
}

/// How strong a signal is in a passage, 0 to 1.
fn value(name: &str, row: &[f32]) -> f32 {
    let fact = |name: &str| FACT_PLACES.iter().position(|n| n == name).map_or(0.0, |n| row[n]);
    // Cues come at a few in a hundred words: one in 25 is about half strength.
    let rate = |names: &[&str]| 1.0 - (-18.0 * names.iter().map(|n| fact(n)).sum::<f32>()).exp();
    let value = match name {
        "meaning" => fact("heard-share"),
        "wording" => 1.0 / (1.0 + (-2.0 * fact("all.wording") - 2.0).exp()),
        "claim" => rate(&["all.claim", "all.advice"]),
        "contrast" => rate(&["all.contrast"]),
        "cause" => rate(&["all.cause", "all.condition"]),
        "framing" => rate(&["all.frame", "all.abstract"]),
        "lesson" => rate(&["all.lesson"]),
        "specificity" => rate(&["all.number", "all.quantity", "all.name"]),
        "standalone" => 1.0 - 0.7 * fact("first.starts-pointing") - 0.3 * rate(&["first.pointing"]),
        "novelty" => rate(&["all.fresh"]),
        "centrality" => 2.0 * fact("all.central"),
        "speaker" => fact("speaker-share"),
        "story" => rate(&["all.story", "all.self"]),
        "length" => 1.0 - ((fact("words") - 70.0) / 60.0).abs(),
        "place" => fact("place"),
        "filler" => rate(&["all.filler", "all.hedge"]),
        "talk" => rate(&["all.talk", "all.banter"]).max(fact("all.question")),
        "sponsor" => rate(&["all.sponsor"]),
        "housekeeping" => rate(&["all.housekeeping"]),
        _ => 0.0,
    };
    value.clamp(0.0, 1.0)
}

/// Names of the facts, in their order.
static FACT_PLACES: LazyLock<Vec<String>> = LazyLock::new(facts::names);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::traits;

    #[test]
    fn every_signal_has_one_meaning_that_fits_a_table() {
        // The score names signals of `ALL` alone; drafting adds the traits, and taste adds itself.
        let candidate = ALL.iter().map(|s| s.name).chain(traits("A headline", "A text").map(|t| t.name)).chain(["taste", "model"]);
        let names: Vec<&str> = candidate.collect();
        for name in &names {
            let words = meaning(name).unwrap_or_else(|| panic!("{name} has no meaning"));
            assert!((5..=32).contains(&words.len()), "{name}: {words}");
        }
        assert_eq!(meanings().map(|(name, _)| name).collect::<Vec<_>>(), names, "nothing else has one, and none has two");
        assert_eq!(meaning("luck"), None);
    }

    #[test]
    fn every_fact_belongs_to_one_signal() {
        assert_eq!(OF_FACT.len(), facts::names().len());
        for named in &ALL {
            for fact in named.facts {
                assert!(FACT_PLACES.iter().any(|n| n == fact || n.ends_with(&format!(".{fact}"))), "{fact}");
                assert_eq!(ALL.iter().filter(|s| s.facts.contains(fact)).count(), 1, "{fact}");
            }
        }
    }
}
