//! Who speaks: one person for all spellings of a name, and for the first name alone where an episode has one person of it.

use super::shelf::is_person;
use crate::{
    config::{PeopleNames, Person},
    model::{Post, Source},
    text::person::{Cast, Register},
};
use std::collections::{HashMap, HashSet};

/// The people of all posts.
#[derive(Debug)]
pub struct People<'a> {
    names: &'a PeopleNames,
    register: Register,
    /// By podcast and guid; only of episodes in which several names are heard.
    casts: HashMap<(&'a str, &'a str), Cast>,
    /// What each name came to, for most are heard often.
    known: HashMap<String, Option<Named>>,
    /// Whether each label names a person.
    labels: HashMap<String, bool>,
}

/// A person, as a shelf needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The same for all spellings.
    pub key: String,
    /// This spelling.
    pub spelling: String,
    /// Whether it is the owner's, which goes before all others.
    pub by_owner: bool,
}

impl<'a> People<'a> {
    /// Reads the names in all posts.
    pub fn new(posts: impl Iterator<Item = &'a Post>, names: &'a PeopleNames) -> Self {
        let mut register = Register::default();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut episodes: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
        for source in posts.flat_map(|post| &post.sections).filter_map(|section| section.source.as_ref()) {
            let Some(speaker) = source.speaker.as_deref() else { continue };
            if seen.insert(speaker) {
                register.add(speaker);
            }
            let heard = episodes.entry((&source.podcast, &source.guid)).or_default();
            if !heard.contains(&speaker) {
                heard.push(speaker);
            }
        }
        let several = episodes.into_iter().filter(|(_, heard)| heard.len() > 1);
        let casts = several.map(|(episode, heard)| (episode, Cast::new(heard))).collect();
        Self { names, register, casts, known: HashMap::new(), labels: HashMap::new() }
    }

    /// Who speaks. `None` if nobody knows, or if the owner leaves them out.
    pub fn speaker(&mut self, source: &Source) -> Option<Named> {
        let label = source.speaker.as_deref()?;
        let names_somebody = match self.labels.get(label) {
            Some(known) => *known,
            None => *self.labels.entry(label.to_owned()).or_insert_with(|| is_person(label)),
        };
        if !names_somebody {
            return None;
        }
        let cast = self.casts.get(&(source.podcast.as_str(), source.guid.as_str()));
        let full = cast.map_or(label, |cast| cast.full(label));
        if let Some(known) = self.known.get(full) {
            return known.clone();
        }
        let named = match self.names.of(full) {
            Person::LeftOut => None,
            Person::Called(name) => Some(Named { key: self.register.key(name), spelling: name.to_owned(), by_owner: true }),
            Person::AsGiven => Some(Named { key: self.register.key(full), spelling: full.to_owned(), by_owner: false }),
        };
        self.known.insert(full.to_owned(), named.clone());
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::PersonName,
        model::{FrontMatter, Section, Status},
    };
    use std::collections::BTreeMap;

    fn post(speakers: &[(&str, &str)]) -> Post {
        let source = |guid: &str, speaker: &str| Source { guid: guid.into(), speaker: Some(speaker.into()), ..Source::default() };
        let sections =
            speakers.iter().map(|(guid, speaker)| Section { source: Some(source(guid, speaker)), ..Section::default() }).collect();
        let front = FrontMatter {
            title: String::new(),
            date: "2026-11-23".parse().unwrap(),
            status: Status::Published,
            summary: None,
            updated: None,
            extra: BTreeMap::new(),
        };
        Post { front, opening: String::new(), sections }
    }

    fn keys(post: &Post, names: &PeopleNames) -> Vec<String> {
        let mut people = People::new([post].into_iter(), names);
        let named = post.sections.iter().map(|s| people.speaker(s.source.as_ref().unwrap()));
        named.map(|named| named.map_or("-".into(), |named| named.key)).collect()
    }

    #[test]
    fn a_first_name_means_its_only_bearer_in_the_episode() {
        let post = post(&[("1", "Jane"), ("1", "Dr. Jane Q. Smith"), ("2", "Jane"), ("3", "Jane"), ("3", "Jane Lee"), ("3", "JANE SMITH")]);
        assert_eq!(keys(&post, &PeopleNames::default()), ["jane smith", "jane smith", "jane", "jane", "jane lee", "jane smith"]);
    }

    #[test]
    fn owners_merge_and_leave_out() {
        let names = [("Jane", PersonName::Called("Jane Lee".into())), ("Bo Green", PersonName::LeftOut)];
        let names = PeopleNames::new(&names.map(|(old, new)| (old.to_owned(), new)).into()).unwrap();
        let post = post(&[("1", "Jane"), ("2", "Dr. Bo Green"), ("3", "Speaker 1"), ("4", "Ann")]);
        assert_eq!(keys(&post, &names), ["jane lee", "-", "-", "ann"]);
    }
}
