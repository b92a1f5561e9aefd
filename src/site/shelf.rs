//! Shelves: insights that stand under one name, however its case and accents differ.

use crate::{hash, template::printable, text};
use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

/// Longest slug of a shelf, in characters.
const SLUG_LIMIT: usize = 80;

/// Words of a speaker label that names nobody.
const LABELS: [&str; 49] = [
    "ad",
    "advertisement",
    "all",
    "announcer",
    "anonymous",
    "audience",
    "automated",
    "both",
    "caller",
    "clip",
    "co",
    "cohost",
    "everyone",
    "female",
    "guest",
    "guests",
    "host",
    "hosts",
    "interviewee",
    "interviewer",
    "intro",
    "male",
    "man",
    "moderator",
    "multiple",
    "music",
    "narrator",
    "no",
    "one",
    "other",
    "outro",
    "over",
    "participant",
    "person",
    "presenter",
    "questioner",
    "speaker",
    "speakers",
    "spk",
    "sponsor",
    "the",
    "three",
    "two",
    "unidentified",
    "unknown",
    "various",
    "voice",
    "voiceover",
    "woman",
];

/// Insights under one name.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Last part of its page's address, unique among its kind.
    pub slug: String,
    /// The owner's name for it, else the spelling that occurs most often.
    pub name: String,
    /// Insights, newest first.
    pub insights: Vec<usize>,
    spellings: BTreeMap<String, usize>,
    called: Option<String>,
}

/// All shelves of one kind.
#[derive(Debug, Default)]
pub struct Shelves {
    shelves: Vec<Shelf>,
    by_spelling: HashMap<String, usize>,
    by_key: HashMap<String, usize>,
    by_slug: HashMap<String, usize>,
    by_name: OnceLock<Vec<usize>>,
}

impl Shelves {
    /// All shelves, in the order in which they were first needed.
    pub fn all(&self) -> &[Shelf] {
        &self.shelves
    }

    /// Numbers of the shelves by name.
    pub fn by_name(&self) -> Vec<usize> {
        let sorted = || {
            let mut order: Vec<usize> = (0..self.shelves.len()).collect();
            order.sort_by_cached_key(|n| (text::fold(&self.shelves[*n].name), &self.shelves[*n].slug));
            order
        };
        self.by_name.get_or_init(sorted).clone()
    }

    /// Numbers of the shelves, those with most insights first, then by name.
    pub fn by_size(&self) -> Vec<usize> {
        let mut order = self.by_name();
        order.sort_by_key(|n| std::cmp::Reverse(self.shelves[*n].insights.len()));
        order
    }

    /// The number of the shelf that takes what `spelling` names.
    pub fn shelve(&mut self, spelling: &str) -> usize {
        self.shelve_by(spelling, |spelling| (spelling.to_owned(), None))
    }

    /// The number of the shelf that takes what `spelling` names: all that have one `key`, whatever their spelling.
    pub fn shelve_as(&mut self, key: &str, spelling: &str) -> usize {
        let shelf = self.of_key(key);
        self.count(shelf, spelling);
        shelf
    }

    /// As [`Shelves::shelve_as`]; `look_up` gives the key of a spelling, and the owner's own name for it. It is asked once a spelling: names
    /// are spelt in few ways and used in many insights.
    pub fn shelve_by(&mut self, spelling: &str, look_up: impl FnOnce(&str) -> (String, Option<String>)) -> usize {
        let shelf = match self.by_spelling.get(spelling) {
            Some(shelf) => *shelf,
            None => {
                let (key, shown) = look_up(spelling);
                let shelf = self.of_key(&key);
                self.by_spelling.insert(spelling.to_owned(), shelf);
                shown.iter().for_each(|name| self.call(shelf, name));
                shelf
            }
        };
        self.count(shelf, spelling);
        shelf
    }

    /// Gives a shelf a name that goes before all spellings.
    pub fn call(&mut self, shelf: usize, name: &str) {
        if self.shelves[shelf].called.as_deref() != Some(name) {
            self.shelves[shelf].called = Some(name.to_owned());
        }
    }

    fn of_key(&mut self, key: &str) -> usize {
        if let Some(shelf) = self.by_key.get(key) {
            return *shelf;
        }
        let slug = slug_of(key);
        let shelf = *self.by_slug.entry(slug.clone()).or_insert_with(|| {
            self.shelves.push(Shelf { slug, ..Shelf::default() });
            self.shelves.len() - 1
        });
        self.by_key.insert(key.to_owned(), shelf);
        shelf
    }

    fn count(&mut self, shelf: usize, spelling: &str) {
        match self.shelves[shelf].spellings.get_mut(spelling) {
            Some(count) => *count += 1,
            None => drop(self.shelves[shelf].spellings.insert(spelling.to_owned(), 1)),
        }
    }

    /// Puts an insight at the end of a shelf.
    pub fn put(&mut self, shelf: usize, insight: usize) {
        self.shelves[shelf].insights.push(insight);
    }

    /// Gives each shelf that the owner has no name for the name that occurs most often; of two such names one that has both capitals and small letters, then the first
    /// in the order of their characters.
    pub fn name(&mut self) {
        for shelf in &mut self.shelves {
            let rank = |(spelling, count): &(&String, &usize)| (**count, is_mixed(spelling), std::cmp::Reverse((*spelling).clone()));
            let usual = || shelf.spellings.iter().max_by_key(rank).map(|(spelling, _)| spelling.as_str());
            shelf.name = shelf.called.as_deref().or_else(usual).map(one_line).unwrap_or_default();
        }
        self.by_name = OnceLock::new();
    }
}

fn is_mixed(name: &str) -> bool {
    name.contains(char::is_uppercase) && name.contains(char::is_lowercase)
}

/// Whether a speaker label names a person, unlike `Speaker 1`, `HOST` or `Unknown`.
pub fn is_person(label: &str) -> bool {
    let label = text::fold(label);
    label
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| word.trim_end_matches(|c: char| c.is_numeric()))
        .any(|word| word.chars().nth(1).is_some() && !LABELS.contains(&word))
}

/// A text on one line, as names are printed; `?` if nothing is left.
pub fn one_line(name: &str) -> String {
    let line = printable(name).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "?".to_owned() } else { line }
}

/// Names that share their first words get different slugs, and so do names that have no letters.
fn slug_of(name: &str) -> String {
    let whole = text::slug(name, usize::MAX);
    if whole.is_empty() {
        hash::short(text::fold(name).as_bytes())[..8].to_owned()
    } else if whole.len() > SLUG_LIMIT {
        format!("{}-{}", text::slug(name, SLUG_LIMIT - 9), &hash::short(whole.as_bytes())[..8])
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shelf_for_all_spellings_and_the_usual_one_names_it() {
        let mut shelves = Shelves::default();
        let numbers: Vec<_> = ["ZOË  Ann", "Zoë Ann", "zoe ann", "Zoë Ann", "Bo"].iter().map(|name| shelves.shelve(name)).collect();
        shelves.name();
        assert_eq!(numbers, [0, 0, 0, 0, 1]);
        assert_eq!((shelves.all()[0].slug.as_str(), shelves.all()[0].name.as_str()), ("zoe-ann", "Zoë Ann"));
        assert_eq!(shelves.by_name(), [1, 0]);

        let mut even = Shelves::default();
        assert_eq!(["AI", "ai", "ML OPS", "Ml Ops"].map(|name| even.shelve(name)), [0, 0, 1, 1]);
        even.name();
        assert_eq!(even.all().iter().map(|shelf| shelf.name.as_str()).collect::<Vec<_>>(), ["AI", "Ml Ops"]);
    }

    #[test]
    fn every_name_has_a_slug_of_its_own() {
        let long = "word ".repeat(30);
        let slugs = [slug_of("…"), slug_of("—!"), slug_of(""), slug_of(&format!("{long}a")), slug_of(&format!("{long}b"))];
        assert_eq!(slugs.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
        assert!(slugs.iter().all(|slug| !slug.is_empty() && slug.len() <= SLUG_LIMIT));
        assert_eq!(one_line(" \n\u{1} "), "?");
    }

    #[test]
    fn labels_are_not_people() {
        for label in
            ["Speaker 1", "SPEAKER_00", "Host", "co-host", "Unknown", "S1", "Unknown Speaker (2)", "Voice-over", "1", "", "Both Hosts"]
        {
            assert!(!is_person(label), "{label}");
        }
        for name in ["Sam Guest", "Dr. Ann Host", "Bo", "Zoë", "山田", "50 Cent"] {
            assert!(is_person(name), "{name}");
        }
    }
}
