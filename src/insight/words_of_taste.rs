//! Taste in words: `prefers numbers and reasons why; fewer analogies; less of The Example Show`.

use super::taste::{LEAST_DAYS, Taste};
use crate::text::one_line;
use std::collections::BTreeMap;

/// The signals that are a matter of taste: name, what more of it is, and what less of it is.
const WORDS: [(&str, &str, &str); 21] = [
    ("numbers", "numbers", "fewer numbers"),
    ("names", "names", "fewer names"),
    ("analogies", "analogies", "fewer analogies"),
    ("address", "texts that speak to the reader", "fewer texts that speak to the reader"),
    ("questions", "questions", "fewer questions"),
    ("brevity", "short texts", "longer texts"),
    ("claim", "firm claims", "fewer firm claims"),
    ("contrast", "contrasts", "fewer contrasts"),
    ("cause", "reasons why", "fewer reasons why"),
    ("framing", "general ideas", "fewer general ideas"),
    ("lesson", "lessons", "fewer lessons"),
    ("specificity", "specifics", "fewer specifics"),
    ("standalone", "quotes that need no context", "fewer quotes that need no context"),
    ("novelty", "news", "less news"),
    ("centrality", "what an episode is about", "fewer central points, more asides"),
    ("speaker", "whoever speaks most", "those who speak less"),
    ("story", "stories", "fewer stories"),
    ("length", "quotes of middling length", "fewer quotes of middling length"),
    ("place", "later moments", "earlier moments"),
    ("filler", "loose talk", "less loose talk"),
    ("talk", "banter", "less banter"),
];

/// Most leanings that are told in one sentence, of signals, of podcasts, and of topics.
const TOLD: usize = 4;

/// The words for a signal, more and less; `None` if it is no matter of taste.
pub(crate) fn of(signal: &str) -> Option<(&'static str, &'static str)> {
    WORDS.iter().find(|w| w.0 == signal).map(|w| (w.1, w.2))
}

impl Taste {
    /// What was learned, as the rest of a sentence: `prefers numbers, fewer analogies; more on leadership`.
    pub fn in_words(&self) -> String {
        let signals: BTreeMap<&str, f32> = self.signals.iter().map(|(name, l)| (name.as_str(), l.weight)).collect();
        let told = strongest(signals.into_iter().filter(|(name, _)| of(name).is_some()));
        let (more, fewer): (Vec<_>, Vec<_>) = told.into_iter().partition(|(_, weight)| *weight > 0.0);
        let more = more.into_iter().filter_map(|(name, _)| of(name)).map(|w| w.0);
        let fewer = fewer.into_iter().filter_map(|(name, _)| of(name)).map(|w| w.1);
        let mut parts = vec![more.chain(fewer).collect::<Vec<_>>().join(", ")];
        for (names, word) in [(&self.podcasts, "of"), (&self.topics, "on")] {
            let told = strongest(names.iter().map(|(name, weight)| (name.as_str(), *weight)));
            let part = |(name, weight): (&str, f32)| format!("{} {word} {name}", if weight > 0.0 { "more" } else { "less" });
            parts.push(told.into_iter().map(part).collect::<Vec<_>>().join(", "));
        }
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() { "shows no lasting preference".to_owned() } else { format!("prefers {}", parts.join("; ")) }
    }

    /// The file: what was learned in words, how to be rid of it, and the leanings. `period` says which days, such as `2026-11-01 to
    /// 2026-11-12`.
    pub fn print(&self, period: &str) -> String {
        // A podcast may have any title, U+2028 and all, and a comment ends with its line.
        let (words, period) = (one_line(&self.in_words()), one_line(period));
        format!(
            "# What takefive learned of this publication's editors from {} published days, {period}:\n# {words}.\n#\n\
             # It moves an insight's score by a third at most, and has no say before {LEAST_DAYS} days. `takefive learn` writes this file \
             anew.\n# Delete it, or set `taste: off` in site.yaml: nothing else changes.\n#\n\
             # A weight above 0 means more of it, below 0 less; `usual` is how strong the signal mostly is.\n{}",
            self.days,
            crate::yaml::print(self)
        )
    }
}

fn strongest<'a>(leanings: impl Iterator<Item = (&'a str, f32)>) -> Vec<(&'a str, f32)> {
    let mut leanings: Vec<_> = leanings.filter(|l| l.1 != 0.0).collect();
    leanings.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    leanings.truncate(TOLD);
    leanings
}
