//! What each insight of a day was measured at, in a block at the end of the desk: it tells `takefive learn` what an editor had before
//! them, and `takefive explain` why each was chosen or not, also when sections were cut, rewritten or thrown away since.

use super::{
    scalar::{Place, list, scalar},
    words::one_line,
};
use crate::{
    model::{Candidate, Pick},
    yaml,
};
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};

/// The word behind the block's fence.
const FENCE: &str = "```measured";

/// An insight that was in the post or on the desk when they were generated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Its slug, as it was generated.
    pub slug: String,
    /// The episode's guid. Empty in older desks.
    #[serde(default)]
    pub guid: String,
    /// The podcast's title.
    pub podcast: String,
    /// Its topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Its signals, 0 to 1; one that is not listed was 0. Source: the candidate's, without what taste added.
    #[serde(default)]
    pub signals: BTreeMap<String, f32>,
    /// Its score, with what taste did to it. `None` in older desks.
    #[serde(default)]
    pub score: Option<f32>,
    /// Log-odds that the score starts from, before any signal adds to them. `None` in older desks.
    #[serde(default)]
    pub start: Option<f32>,
    /// What each signal adds to the log-odds, taste included; one that is not listed adds nothing. Empty in older desks.
    #[serde(default)]
    pub shares: BTreeMap<String, f32>,
    /// Why it is not in the post. `None` for what is, and in older desks.
    #[serde(default)]
    pub lost: Option<String>,
    /// How headline and text were held against the passage, if a language model wrote them.
    #[serde(default)]
    pub checks: Vec<String>,
}

/// Less than this rounds to nothing.
const LEAST: f32 = 0.005;

/// The block, with a sentence above it; empty if nothing was measured. What is not in the post comes with why.
/// `carried` are lines of an older block, for insights that are not measured now.
pub(super) fn print<'a>(insights: impl Iterator<Item = (&'a Pick, Option<&'a str>)>, carried: impl Iterator<Item = String>) -> String {
    let measured = insights.filter(|(pick, _)| !pick.candidate.signals.is_empty());
    let lines: String = measured.map(|(pick, lost)| line(pick, lost)).chain(carried).collect();
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n## Measurements\n\nFor `takefive explain`, which shows why each was chosen or not, and for `takefive learn`, which compares them \
         with what you publish. Leave them as they are.\n\n{FENCE}\n{lines}```\n"
    )
}

fn line(pick: &Pick, lost: Option<&str>) -> String {
    let candidate = &pick.candidate;
    let signals = numbers(candidate.signals.iter().filter(|s| s.name != "taste").map(|s| (s.name, s.value)));
    let shares = numbers(candidate.signals.iter().map(|s| (s.name, s.share)));
    let [slug, guid, podcast] = [&pick.slug, &pick.source.guid, &pick.source.podcast].map(|value| scalar(value, Place::Flow));
    let topics = list(&pick.source.topics);
    let (score, start) = (candidate.score, start(candidate));
    let checks: Vec<String> = candidate.checks.iter().map(|check| one_line(check)).collect();
    let checks = if checks.is_empty() { String::new() } else { format!(", checks: {}", list(&checks)) };
    let lost = lost.map(|why| format!(", lost: {}", scalar(&one_line(why), Place::Flow))).unwrap_or_default();
    format!(
        "- {{ slug: {slug}, guid: {guid}, podcast: {podcast}, topics: {topics}, signals: {{ {signals} }}, score: {score:.4}, \
         start: {start:.2}, shares: {{ {shares} }}{lost}{checks} }}\n"
    )
}

/// Those that do not round to nothing: `claim: 0.91, story: -0.30`.
fn numbers<'a>(named: impl Iterator<Item = (&'a str, f32)>) -> String {
    let told = named.filter(|(_, number)| number.abs() >= LEAST).map(|(name, number)| format!("{name}: {number:.2}"));
    told.collect::<Vec<_>>().join(", ")
}

/// The log-odds of a candidate's score without what its signals add.
fn start(candidate: &Candidate) -> f32 {
    let score = candidate.score.clamp(1e-4, 1.0 - 1e-4);
    let start = (score / (1.0 - score)).ln() - candidate.signals.iter().map(|s| s.share).sum::<f32>();
    // No `-0.00`.
    if start.abs() < LEAST { 0.0 } else { start }
}

/// The lines of a desk's block, each with its insight's slug and the line break at its end.
pub(super) fn lines(text: &str) -> Vec<(String, String)> {
    let inside = text.lines().skip_while(|line| line.trim_end() != FENCE).skip(1).take_while(|line| line.trim_end() != "```");
    let line = |line: &str| {
        let [own]: [Measured; 1] = yaml::parse::<Vec<Measured>>(line, Path::new("")).ok()?.try_into().ok()?;
        Some((own.slug, format!("{line}\n")))
    };
    inside.filter_map(line).collect()
}

/// What the block of a desk says. Empty if there is none, as in older desks, or if it was damaged: the desk serves its editor without.
pub(super) fn read(text: &str, path: &Path) -> Vec<Measured> {
    let mut lines = text.lines().skip_while(|line| line.trim_end() != FENCE);
    if lines.next().is_none() {
        return Vec::new();
    }
    let inside: Vec<&str> = lines.take_while(|line| line.trim_end() != "```").collect();
    yaml::parse::<Option<Vec<Measured>>>(&inside.join("\n"), path).ok().flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::Signal;
    use proptest::prelude::*;

    fn measured(podcast: &str) -> Pick {
        let mut pick = sample::pick(1, "Bees vote by dancing", podcast);
        let signal = |name, value, share| Signal { name, value, share };
        pick.candidate.signals = vec![signal("claim", 0.914, 1.25), signal("story", 0.001, -0.304), signal("taste", 0.7, 0.2)];
        pick
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let mut first = measured("Field, Notes");
        first.candidate.checks = vec!["numbers borne out: 14, 3".into()];
        let picks = [first, sample::pick(2, "Not measured", "B")];
        let text = print(picks.iter().map(|pick| (pick, Some("its episode gave “A, {b}: c”"))), std::iter::empty());
        insta::assert_snapshot!(text.trim_start(), @r#"
        ## Measurements

        For `takefive explain`, which shows why each was chosen or not, and for `takefive learn`, which compares them with what you publish. Leave them as they are.

        ```measured
        - { slug: bees-vote-by-dancing, guid: guid-1, podcast: "Field, Notes", topics: [product management, leadership], signals: { claim: 0.91 }, score: 0.9000, start: 1.05, shares: { claim: 1.25, story: -0.30, taste: 0.20 }, lost: "its episode gave “A, {b}: c”", checks: ["numbers borne out: 14, 3"] }
        ```
        "#);
        let read = read(&text.replace('\n', "\r\n"), Path::new("x"));
        let numbers = |of: &[(&str, f32)]| of.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<BTreeMap<_, _>>();
        let expected = Measured {
            slug: "bees-vote-by-dancing".into(),
            guid: "guid-1".into(),
            podcast: "Field, Notes".into(),
            topics: vec!["product management".into(), "leadership".into()],
            signals: numbers(&[("claim", 0.91)]),
            score: Some(0.9),
            start: Some(1.05),
            shares: numbers(&[("claim", 1.25), ("story", -0.3), ("taste", 0.2)]),
            lost: Some("its episode gave “A, {b}: c”".into()),
            checks: vec!["numbers borne out: 14, 3".into()],
        };
        assert_eq!(read, [expected]);
    }

    #[test]
    fn older_desks_are_read() {
        let text = "```measured\n- { slug: a, podcast: B, topics: [c], signals: { claim: 0.91 } }\n```\n";
        let read = read(text, Path::new("x"));
        assert_eq!((read.len(), read[0].slug.as_str(), read[0].signals["claim"]), (1, "a", 0.91));
        assert_eq!((read[0].score, read[0].start, read[0].shares.len(), &read[0].lost), (None, None, 0, &None));
    }

    #[test]
    fn start_and_shares_make_the_score() {
        for score in [0.0, 0.2, 0.5, 1.0] {
            let mut pick = measured("A");
            pick.candidate.score = score;
            let odds = start(&pick.candidate) + 1.25 - 0.304 + 0.2;
            assert!((1.0 / (1.0 + (-odds).exp()) - score).abs() < 2e-4, "{score}");
        }
    }

    #[test]
    fn a_missing_or_damaged_block_says_nothing() {
        assert_eq!(print([(&sample::pick(1, "A", "B"), None)].into_iter(), std::iter::empty()), "");
        for text in ["", "```measured", "```measured\n- { slug: a", "```measured\n<<<<<<< ours\n```", "```measured\n```\n"] {
            assert_eq!(read(text, Path::new("x")), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_podcast_and_reason_come_back(podcast in "\\PC{1,20}", why in "\\PC{0,20}", text in ".{0,80}") {
            let back = read(&print([(&measured(&podcast), Some(why.as_str()))].into_iter(), std::iter::empty()), Path::new("x"));
            prop_assert_eq!(back[0].podcast.as_str(), podcast.as_str());
            prop_assert_eq!(back[0].lost.clone(), Some(one_line(&why)));
            read(&format!("```measured\n{text}"), Path::new("x"));
        }
    }
}
