//! What each insight of a day was measured at, in a block at the end of the desk: it tells `takefive learn` what an editor had before
//! them, also when sections were cut, rewritten or thrown away since.

use super::scalar::{Place, list, scalar};
use crate::{model::Pick, yaml};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write, path::Path};

/// The word behind the block's fence.
const FENCE: &str = "```measured";

/// An insight that was in the post or on the desk when they were generated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Its slug.
    pub slug: String,
    /// The podcast's title.
    pub podcast: String,
    /// Its topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Its signals, 0 to 1; one that is not listed was 0. Source: the candidate's, without what taste added.
    #[serde(default)]
    pub signals: BTreeMap<String, f32>,
}

/// The block, with a sentence above it; empty if nothing was measured.
pub(super) fn print<'a>(picks: impl Iterator<Item = &'a Pick>) -> String {
    let mut lines = String::new();
    for pick in picks.filter(|pick| !pick.candidate.signals.is_empty()) {
        let signals = pick.candidate.signals.iter().filter(|s| s.name != "taste" && s.value >= 0.005);
        let signals: Vec<String> = signals.map(|s| format!("{}: {:.2}", s.name, s.value)).collect();
        let (slug, podcast) = (scalar(&pick.slug, Place::Flow), scalar(&pick.source.podcast, Place::Flow));
        let topics = list(&pick.source.topics);
        writeln!(lines, "- {{ slug: {slug}, podcast: {podcast}, topics: {topics}, signals: {{ {} }} }}", signals.join(", ")).ok();
    }
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n## Measurements\n\nFor `takefive learn`, which compares them with what you publish. Leave them as they are.\n\n{FENCE}\n{lines}```\n"
    )
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
        let signal = |name, value| Signal { name, value, share: 0.1 };
        pick.candidate.signals = vec![signal("claim", 0.914), signal("story", 0.001), signal("taste", 0.7)];
        pick
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let picks = [measured("Field, Notes"), sample::pick(2, "Not measured", "B")];
        let text = print(picks.iter());
        insta::assert_snapshot!(text, @r#"
        ## Measurements

        For `takefive learn`, which compares them with what you publish. Leave them as they are.

        ```measured
        - { slug: bees-vote-by-dancing, podcast: "Field, Notes", topics: [product management, leadership], signals: { claim: 0.91 } }
        ```
        "#);
        let read = read(&text.replace('\n', "\r\n"), Path::new("x"));
        let signals = BTreeMap::from([("claim".to_owned(), 0.91)]);
        let topics = vec!["product management".into(), "leadership".into()];
        assert_eq!(read, [Measured { slug: "bees-vote-by-dancing".into(), podcast: "Field, Notes".into(), topics, signals }]);
    }

    #[test]
    fn a_missing_or_damaged_block_says_nothing() {
        assert_eq!(print([sample::pick(1, "A", "B")].iter()), "");
        for text in ["", "```measured", "```measured\n- { slug: a", "```measured\n<<<<<<< ours\n```", "```measured\n```\n"] {
            assert_eq!(read(text, Path::new("x")), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_podcast_comes_back(podcast in "\\PC{1,20}", text in ".{0,80}") {
            let back = read(&print([measured(&podcast)].iter()), Path::new("x"));
            prop_assert_eq!(back[0].podcast.as_str(), podcast.as_str());
            read(&format!("```measured\n{text}"), Path::new("x"));
        }
    }
}
