//! Signals: the named reasons for a score. The trees weigh facts; each fact belongs to one signal, and a signal's share is the sum of
//! what its facts add to the log-odds.

use super::facts;
use crate::model::Signal;
use std::sync::LazyLock;

/// A signal: its name, what explains it in words for and against, and the facts that belong to it.
pub(crate) struct Named {
    /// Name, as in the weights file.
    pub name: &'static str,
    /// The facts' names without their place.
    facts: &'static [&'static str],
}

/// All signals, in the order in which a candidate lists them. The last four have no facts: their weights stand in `weights.yaml`.
pub(crate) const ALL: [Named; 21] = [
    Named {
        name: "wording",
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
    Named { name: "claim", facts: &["claim", "advice", "absolute"] },
    Named { name: "contrast", facts: &["contrast"] },
    Named { name: "cause", facts: &["cause", "condition"] },
    Named { name: "framing", facts: &["frame", "abstract", "general", "starts-general"] },
    Named { name: "lesson", facts: &["lesson"] },
    Named { name: "specificity", facts: &["number", "name", "quantity", "comparison", "rare", "long-word"] },
    Named { name: "standalone", facts: &["pointing", "starts-joined", "starts-pointing", "trails-off", "quoted"] },
    Named { name: "novelty", facts: &["fresh", "news"] },
    Named { name: "centrality", facts: &["central"] },
    Named { name: "speaker", facts: &["speaker-share", "speaker-asks", "answers"] },
    Named { name: "story", facts: &["story", "self", "us", "starts-self"] },
    Named { name: "length", facts: &["words", "sentences", "first-words", "last-words", "comma"] },
    Named { name: "place", facts: &["turn-words", "words-before", "words-after", "opens-turn", "closes-turn", "place"] },
    Named { name: "filler", facts: &["filler", "hedge"] },
    Named { name: "talk", facts: &["talk", "question", "exclaimed", "banter"] },
    Named { name: "sponsor", facts: &["sponsor"] },
    Named { name: "housekeeping", facts: &["housekeeping"] },
    Named { name: "headline", facts: &[] },
    Named { name: "text", facts: &[] },
    Named { name: "podcast", facts: &[] },
];

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
