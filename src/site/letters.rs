//! Long lists of names, by their first letters: a reader who looks for somebody turns two pages, and a new name changes one of them.

use super::shelf::Shelves;
use crate::text;
use std::collections::BTreeMap;

/// Names that stand in one list; more are told apart by letter.
pub const WHOLE: usize = 200;
/// Names that the first page of a long list shows: those with most insights.
pub const FOREMOST: usize = 100;

/// The names that begin with one letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// As it is shown: `A`, `0–9`, or `…` for names that begin with none.
    pub name: String,
    /// Last part of its page's address.
    pub slug: String,
    /// Numbers of the shelves, by name.
    pub shelves: Vec<usize>,
}

/// The letters of a long list, in their order; none if the list is short.
pub fn of(shelves: &Shelves) -> Vec<Letter> {
    if shelves.all().len() <= WHOLE {
        return Vec::new();
    }
    let mut letters: BTreeMap<(u8, String), Letter> = BTreeMap::new();
    for n in shelves.by_name() {
        let (key, name, slug) = initial(&shelves.all()[n].name);
        let letter = letters.entry(key).or_insert_with(|| Letter { name, slug, shelves: Vec::new() });
        letter.shelves.push(n);
    }
    letters.into_values().collect()
}

/// Where a name is looked for: the order of its letter, how it is shown, and its part of the address.
fn initial(name: &str) -> ((u8, String), String, String) {
    let Some(first) = name.chars().find(|c| c.is_alphanumeric()) else { return ((4, String::new()), "…".into(), "other".into()) };
    if first.is_numeric() {
        return ((0, String::new()), "0–9".into(), "0-9".into());
    }
    // Accents fall away, and scripts of thousands of signs are looked for by their sound.
    let latin = || text::slug(&first.to_string(), 1).chars().next().filter(char::is_ascii_alphabetic);
    let is_alphabet = matches!(first, '\u{370}'..='\u{2e7f}') && !matches!(first, '\u{1e00}'..='\u{1eff}');
    match latin() {
        Some(latin) if !is_alphabet => ((1, latin.to_string()), latin.to_ascii_uppercase().to_string(), latin.to_string()),
        _ => {
            let upper: String = first.to_uppercase().collect();
            ((2, upper.clone()), upper, format!("u{:04x}", u32::from(first.to_lowercase().next().unwrap_or(first))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_under_the_letter_that_readers_look_for() {
        let shown = ["Ann", "émile", "Øystein", "50 Cent", "山田", "Жанна", "жук", "عبد", "Ωmega", "—"].map(|name| {
            let (_, name, slug) = initial(name);
            format!("{name} {slug}")
        });
        assert_eq!(shown, ["A a", "E e", "O o", "0–9 0-9", "S s", "Ж u0436", "Ж u0436", "ع u0639", "Ω u03c9", "… other"]);
    }

    #[test]
    fn a_list_is_parted_once_it_is_long_and_every_name_stands_once() {
        let mut shelves = Shelves::default();
        for n in 0..WHOLE {
            shelves.shelve(&format!("{}{n}", ["ann", "bo", "zoë"][n % 3]));
        }
        shelves.name();
        assert!(of(&shelves).is_empty());
        shelves.shelve("7 more");
        shelves.name();
        let letters = of(&shelves);
        assert_eq!(letters.iter().map(|letter| letter.name.as_str()).collect::<Vec<_>>(), ["0–9", "A", "B", "Z"]);
        let mut all: Vec<usize> = letters.iter().flat_map(|letter| letter.shelves.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..=WHOLE).collect::<Vec<_>>());
    }
}
