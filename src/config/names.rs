//! What topics and people are called: `topics:` and `people:` of `content/site.yaml`, and the one spelling of each.

use super::Site;
use crate::text::{self, person};
use anyhow::ensure;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Names as the owner wants them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Topics.
    pub topics: TopicNames,
    /// People.
    pub people: PeopleNames,
}

impl Names {
    /// The names of a publication.
    ///
    /// # Errors
    /// An entry contradicts another, or leads round in a circle. The message names the entries.
    pub fn new(site: &Site) -> anyhow::Result<Self> {
        Ok(Self { topics: TopicNames::new(&site.topics, &site.language)?, people: PeopleNames::new(&site.people)? })
    }
}

/// What a person is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonName {
    /// By this name.
    Called(String),
    /// Not at all: the person is not named on the site and has no page.
    LeftOut,
}

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Shown(bool),
            Name(String),
        }
        match Given::deserialize(from) {
            Ok(Given::Shown(false)) => Ok(Self::LeftOut),
            Ok(Given::Name(name)) => Ok(Self::Called(name)),
            _ => Err(serde::de::Error::custom("people: write the name that is meant, or `false` to leave somebody out")),
        }
    }
}

/// Topics, each in one spelling: in lower case, and in English the singular; merged and renamed as the owner says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TopicNames {
    english: bool,
    /// By id, the topic that is meant, as data.
    meant: BTreeMap<String, String>,
    /// By topic as data, how the owner writes it.
    shown: BTreeMap<String, String>,
}

impl TopicNames {
    /// Topics of a publication in `language`, with new names by old ones. A new name may be renamed in turn.
    ///
    /// # Errors
    /// An empty name; one topic with two new names; one name written in two ways; a circle.
    pub fn new(renamed: &BTreeMap<String, String>, language: &str) -> anyhow::Result<Self> {
        let english = text::fold(language).split('-').next() == Some("en");
        let mut names = Self { english, ..Self::default() };
        let mut next: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        for (old, new) in renamed {
            ensure!(!old.trim().is_empty() && !new.trim().is_empty(), "topics: `{old}: {new}` needs a name on both sides");
            if let Some((other, _)) = next.insert(names.id(old), (old, new)).filter(|(_, other)| names.id(other) != names.id(new)) {
                anyhow::bail!("topics: `{other}` and `{old}` are one topic, but have two new names; delete one");
            }
        }
        for old in renamed.keys() {
            let last = names.follow(old, &next)?;
            let data = names.spelled(last);
            let written = names.shown.entry(data.clone()).or_insert_with(|| last.trim().to_owned());
            ensure!(written == last.trim(), "topics: `{written}` and `{}` are one topic; write it in one way", last.trim());
            names.meant.insert(names.id(old), data);
        }
        Ok(names)
    }

    /// A topic's one spelling, as posts state it and caps count it.
    pub fn of(&self, topic: &str) -> String {
        self.meant.get(&self.id(topic)).cloned().unwrap_or_else(|| self.spelled(topic))
    }

    /// Topics in their one spelling, each once, in their order.
    pub fn all(&self, topics: &[String]) -> Vec<String> {
        let mut all: Vec<String> = Vec::with_capacity(topics.len());
        for topic in topics.iter().map(|topic| self.of(topic)).filter(|topic| !topic.is_empty()) {
            if !all.contains(&topic) {
                all.push(topic);
            }
        }
        all
    }

    /// How the owner writes a topic that is in its one spelling; `None` if they say nothing.
    pub fn shown(&self, topic: &str) -> Option<&str> {
        self.shown.get(topic).map(String::as_str)
    }

    fn follow<'a>(&self, old: &'a str, next: &BTreeMap<String, (&'a str, &'a str)>) -> anyhow::Result<&'a str> {
        let (mut name, mut way) = (old, vec![old]);
        while let Some((_, new)) = next.get(&self.id(name)) {
            // `ai: AI` is no circle: it says how the topic is written.
            if self.id(new) == self.id(name) {
                return Ok(new);
            }
            way.push(new);
            let round = way[..way.len() - 1].iter().any(|before| self.id(before) == self.id(new));
            ensure!(!round, "topics: `{}` leads round in a circle; delete one of these entries", way.join("` → `"));
            name = new;
        }
        Ok(name)
    }

    fn spelled(&self, topic: &str) -> String {
        let folded = text::fold(topic);
        if self.english { text::singular(&folded) } else { folded }
    }

    /// What all spellings of a topic have in common.
    fn id(&self, topic: &str) -> String {
        let spelled = self.spelled(topic);
        let slug = text::slug(&spelled, usize::MAX);
        if slug.is_empty() { spelled } else { slug }
    }
}

/// People, with those that the owner merges or leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleNames {
    /// By key of a name, the name that is meant; `None` for one that is left out.
    meant: BTreeMap<String, Option<String>>,
}

/// Whom a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person<'a> {
    /// By the name as it was given.
    AsGiven,
    /// By the owner's name for them.
    Called(&'a str),
    /// Somebody who is not named.
    LeftOut,
}

impl PeopleNames {
    /// People with new names by old ones. A new name may be renamed or left out in turn.
    ///
    /// # Errors
    /// An empty name; one person with two new names; a circle.
    pub fn new(renamed: &BTreeMap<String, PersonName>) -> anyhow::Result<Self> {
        let mut next: BTreeMap<String, (&str, &PersonName)> = BTreeMap::new();
        for (old, new) in renamed {
            let empty = old.trim().is_empty() || matches!(new, PersonName::Called(name) if name.trim().is_empty());
            ensure!(!empty, "people: `{old}` needs a name on both sides, or `false` to be left out");
            if let Some((other, _)) = next.insert(person::key(old), (old, new)).filter(|(_, other)| *other != new) {
                anyhow::bail!("people: `{other}` and `{old}` are one person, but are called two ways; delete one");
            }
        }
        let meant = renamed.keys().map(|old| Ok((person::key(old), follow(old, &next)?))).collect::<anyhow::Result<_>>()?;
        Ok(Self { meant })
    }

    /// Whom a name means.
    pub fn of(&self, name: &str) -> Person<'_> {
        match self.meant.get(&person::key(name)) {
            None => Person::AsGiven,
            Some(None) => Person::LeftOut,
            Some(Some(name)) => Person::Called(name),
        }
    }
}

fn follow(old: &str, next: &BTreeMap<String, (&str, &PersonName)>) -> anyhow::Result<Option<String>> {
    let mut way = vec![old.trim()];
    let mut name = old.trim();
    while let Some((_, new)) = next.get(&person::key(name)) {
        let PersonName::Called(new) = new else { return Ok(None) };
        let new = new.trim();
        // `JANE SMITH: Jane Smith` is no circle: it says how the name is written.
        if person::key(new) == person::key(name) {
            return Ok(Some(new.to_owned()));
        }
        way.push(new);
        let round = way[..way.len() - 1].iter().any(|before| person::key(before) == person::key(new));
        ensure!(!round, "people: `{}` leads round in a circle; delete one of these entries", way.join("` → `"));
        name = new;
    }
    Ok(Some(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn topics(pairs: &[(&str, &str)]) -> anyhow::Result<TopicNames> {
        TopicNames::new(&pairs.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect(), "en-GB")
    }

    fn people(pairs: &[(&str, Option<&str>)]) -> anyhow::Result<PeopleNames> {
        let name = |new: &Option<&str>| new.map_or(PersonName::LeftOut, |name| PersonName::Called(name.to_owned()));
        PeopleNames::new(&pairs.iter().map(|(old, new)| ((*old).to_owned(), name(new))).collect())
    }

    #[test]
    fn topics_have_one_spelling_and_the_owners_name() {
        let names =
            topics(&[("ai", "Artificial Intelligence"), ("LLMs", "language models"), ("chatbot", "llm"), ("okrs", "OKRs")]).unwrap();
        let cases = [("AI", "artificial intelligence"), ("llm", "language model"), ("Language  Models", "language model")];
        for (topic, data) in cases.into_iter().chain([("chatbots", "language model"), ("Teams", "team"), ("ethics", "ethics")]) {
            assert_eq!(names.of(topic), data, "{topic}");
            assert_eq!(names.of(data), data);
        }
        assert_eq!(
            ["artificial intelligence", "language model", "okr", "team"].map(|t| names.shown(t)),
            [Some("Artificial Intelligence"), Some("language models"), Some("OKRs"), None]
        );
        assert_eq!(
            names.all(&["AI", "Artificial intelligence", " ", "LLMs"].map(str::to_owned)),
            ["artificial intelligence", "language model"]
        );
        let german = TopicNames::new(&BTreeMap::new(), "de").unwrap();
        assert_eq!(german.of("Haus"), "haus");
    }

    #[test]
    fn contradictions_are_named() {
        let fault = |pairs: &[(&str, &str)]| topics(pairs).unwrap_err().to_string();
        insta::assert_snapshot!(fault(&[("a", "b"), ("b", "c"), ("c", "A")]), @"topics: `a` → `b` → `c` → `A` leads round in a circle; delete one of these entries");
        insta::assert_snapshot!(fault(&[("llm", "models"), ("LLMs", "language models")]), @"topics: `LLMs` and `llm` are one topic, but have two new names; delete one");
        insta::assert_snapshot!(fault(&[("ml", "Machine Learning"), ("deep learning", "machine learning")]), @"topics: `machine learning` and `Machine Learning` are one topic; write it in one way");
        insta::assert_snapshot!(fault(&[("ml", " ")]), @"topics: `ml:  ` needs a name on both sides");
        let fault = |pairs: &[(&str, Option<&str>)]| people(pairs).unwrap_err().to_string();
        insta::assert_snapshot!(fault(&[("Ann", Some("Bo")), ("Bo", Some("Ann"))]), @"people: `Ann` → `Bo` → `Ann` leads round in a circle; delete one of these entries");
        insta::assert_snapshot!(fault(&[("Jane Smith", Some("Jane Lee")), ("Dr. Jane Smith", None)]), @"people: `Dr. Jane Smith` and `Jane Smith` are one person, but are called two ways; delete one");
        insta::assert_snapshot!(fault(&[("Jane Smith", Some(""))]), @"people: `Jane Smith` needs a name on both sides, or `false` to be left out");
    }

    #[test]
    fn people_are_merged_and_left_out() {
        let names = people(&[("Janey", Some("Jane Smith")), ("Bob Producer", None), ("Bobby", Some("Bob Producer"))]).unwrap();
        assert_eq!(names.of("JANEY"), Person::Called("Jane Smith"));
        assert_eq!([names.of("Dr. Bob Producer"), names.of("bobby")], [Person::LeftOut, Person::LeftOut]);
        assert_eq!(names.of("Jane Smith"), Person::AsGiven);
    }

    proptest! {
        #[test]
        fn any_entries_are_read_or_refused(pairs in prop::collection::btree_map("[a-dS ]{0,3}", "[a-dS ]{0,3}", 0..6), topic in "[a-dS ]{1,3}") {
            if let Ok(names) = TopicNames::new(&pairs, "en") {
                let data = names.of(&topic);
                prop_assert_eq!(names.of(&data), data, "the one spelling stays");
            }
        }
    }
}
