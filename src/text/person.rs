//! People's names: one person however spelled, `Dr. Jane Q. Smith, PhD`, `JANE SMITH`, `Smith, Jane`.

use super::{fold, slug};
use std::collections::{BTreeMap, BTreeSet};

/// Titles before a name.
const TITLES: [&str; 19] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "rev",
    "reverend",
    "hon",
    "rabbi",
    "sen",
    "senator",
    "rep",
    "gov",
    "governor",
];

/// Degrees and honours behind a name.
const DEGREES: [&str; 22] = [
    "phd", "md", "mba", "jd", "esq", "msc", "bsc", "mph", "rn", "dds", "dvm", "dphil", "cpa", "cfa", "obe", "mbe", "cbe", "kbe", "frs",
    "dsc", "edd", "psyd",
];

/// What all spellings of a person's name have in common, in lower-case words of `a-z0-9`: without title, degrees, middle initials, what
/// stands in brackets, and what follows a comma, unless that is the first name.
///
/// A title stays with a single name (`Dr. Dre`), and so do initials that begin a name (`J. Smith` may be anybody).
pub fn key(name: &str) -> String {
    parts(name).0
}

/// The key, and the middle initials that it leaves out.
fn parts(name: &str) -> (String, String) {
    let words = words(&in_order(&without_brackets(name)));
    let (mut from, mut to) = (0, words.len());
    while to - from > 2 && DEGREES.contains(&words[to - 1].as_str()) {
        to -= 1;
    }
    while to - from > 2 && TITLES.contains(&words[from].as_str()) {
        from += 1;
    }
    let words = &words[from..to];
    let named = words.first().is_some_and(|first| first.chars().count() > 1);
    let is_middle = |n: usize| named && n > 0 && n + 1 < words.len() && words[n].chars().count() == 1;
    let pick = |middle: bool, between: &str| {
        let words = words.iter().enumerate().filter(|(n, _)| is_middle(*n) == middle);
        words.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(between)
    };
    let key = pick(false, " ");
    (if key.is_empty() { fold(name) } else { key }, pick(true, ""))
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let outside = name.chars().filter(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    let outside: String = outside.collect();
    if outside.trim().is_empty() { name.to_owned() } else { outside }
}

/// A name without what follows a comma: degrees, a post, a company. `Smith, Jane` is turned round.
fn in_order(name: &str) -> String {
    let Some((before, after)) = name.split_once(',') else { return name.to_owned() };
    let (family, first) = (words(before), words(after));
    let is_first = (1..=2).contains(&first.len()) && !first.iter().any(|word| DEGREES.contains(&word.as_str()));
    if family.len() == 1 && is_first { format!("{after} {before}") } else { before.to_owned() }
}

/// The words of a name; `Ph.D.` is one word, `J.K.` are two.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in name.split_whitespace() {
        let bare = slug(&token.replace('.', ""), usize::MAX);
        let letters = || token.split('.').filter(|part| !part.is_empty());
        if letters().count() > 1 && letters().all(|part| part.chars().count() == 1) && !DEGREES.contains(&bare.as_str()) {
            words.extend(letters().map(|letter| slug(letter, usize::MAX)));
        } else {
            words.extend(bare.split('-').map(str::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Tells people apart whose names differ in their middle initials alone.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// By key, the initials that were seen with it.
    initials: BTreeMap<String, BTreeSet<String>>,
}

impl Register {
    /// Takes note of a name.
    pub fn add(&mut self, name: &str) {
        let (key, initials) = parts(name);
        if !initials.is_empty() {
            self.initials.entry(key).or_default().insert(initials);
        }
    }

    /// The key of a name. Where the names that were added have initials that exclude each other, it holds the initials.
    pub fn key(&self, name: &str) -> String {
        let (key, initials) = parts(name);
        let Some(all) = self.initials.get(&key) else { return key };
        let longest = all.iter().max_by_key(|i| i.len()).cloned().unwrap_or_default();
        if initials.is_empty() || all.iter().all(|i| longest.starts_with(i.as_str())) { key } else { format!("{key} {initials}") }
    }
}

/// The people of an episode.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    /// Full names by key, each in its first spelling.
    names: BTreeMap<String, String>,
}

impl Cast {
    /// Of these names; first those whose spelling is to be preferred. A single word is no full name.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut cast = Self::default();
        for name in names {
            let key = key(name);
            if key.contains(' ') {
                cast.names.entry(key).or_insert_with(|| name.trim().to_owned());
            }
        }
        cast
    }

    /// The full name of whom a label means: of the same person, or of the only one with this first name. Else the label.
    pub fn full<'a>(&'a self, label: &'a str) -> &'a str {
        let key = key(label);
        if let Some(name) = self.names.get(&key) {
            return name;
        }
        let mut same = self.names.iter().filter(|(full, _)| full.split(' ').next() == Some(key.as_str()));
        match (same.next(), same.next()) {
            (Some((_, name)), None) => name,
            _ => label,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_person_however_spelled() {
        for name in [
            "Jane Smith",
            "JANE SMITH",
            "Dr. Jane Q. Smith, PhD",
            "Jane Q Smith Ph.D.",
            "Prof. Dr. Jane Smith",
            "Jane Smith (host)",
            "Jane Smith, CEO of Example, Inc.",
            "Smith, Jane",
            "Smith, Jane Q.",
            " jane  smith ",
            "Jáne Smith, M.D.",
            "Jane Smith MD PhD",
        ] {
            assert_eq!(key(name), "jane smith", "{name}");
        }
    }

    #[test]
    fn different_people_stay_apart() {
        let names = [
            "Jane Smith",
            "Jane Smythe",
            "J. Smith",
            "Jane",
            "Smith",
            "Jane Smith-Jones",
            "Jane Smith Jr.",
            "Dr. Dre",
            "Yo-Yo Ma",
            "Jack Ma",
            "J.K. Rowling",
            "Madonna",
            "50 Cent",
            "山田",
            "(…)",
            "",
        ];
        let keys: BTreeSet<String> = names.iter().map(|name| key(name)).collect();
        assert_eq!(keys.len(), names.len(), "{keys:?}");
        assert_eq!([key("J. K. Rowling"), key("Ma, Jack")], [key("J.K. Rowling"), key("Jack Ma")]);
    }

    #[test]
    fn initials_tell_apart_where_they_exclude_each_other() {
        let mut register = Register::default();
        ["John A. Reed", "John B. Reed", "Ann C. Lee", "Ann C. D. Lee", "Ann Lee"].iter().for_each(|name| register.add(name));
        assert_eq!(["John A. Reed", "John B. Reed", "John Reed"].map(|n| register.key(n)), ["john reed a", "john reed b", "john reed"]);
        assert_eq!(["Ann C. Lee", "Ann C. D. Lee", "Ann Lee", "Bo"].map(|n| register.key(n)), ["ann lee", "ann lee", "ann lee", "bo"]);
    }

    #[test]
    fn a_first_name_is_enough_where_one_person_has_it() {
        let cast = Cast::new(["Jane Smith", "Sam Guest", "Dr. Sam Otter", "Bo"]);
        assert_eq!(
            ["Jane", "JANE SMITH", "Sam", "Bo", "Dr. Jane Smith", "Ann"].map(|l| cast.full(l)),
            ["Jane Smith", "Jane Smith", "Sam", "Bo", "Jane Smith", "Ann"]
        );
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in ".{0,30}") {
            let mut register = Register::default();
            register.add(&name);
            prop_assert_eq!(register.key(&name), key(&name));
            Cast::new([name.as_str()]).full(&name);
        }
    }
}
