//! Which words stand in which insights, and what was printed of it: kept from build to build, so that a new day adds to it.

use super::{HEADLINE, NAMES, QUOTE, TEXT, fold::folded};
use crate::{
    hash::Print,
    pack::{Packer, Unpacker, open},
    site::view::Views,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

/// The words of all insights that can be found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Book {
    /// What tells the insights from others, oldest first.
    prints: Vec<Print>,
    /// Words in order. With each the insights that use it, in ascending order: eight times their number, and their weight less one.
    pub words: Vec<(String, Vec<u32>)>,
    /// The files that were printed of it, by their paths: their sizes, and what tells their bytes from others.
    pub files: BTreeMap<String, (u64, Print)>,
    /// What these files were made of.
    pub printed_of: Print,
}

/// Insights that are as they were, and have the same numbers.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Same {
    /// From the oldest on.
    pub before: usize,
    /// From this number on.
    pub from: usize,
    /// How many there were.
    old: usize,
}

impl Same {
    /// Whether all of these insights are as they were, and nothing else stood with them in a block of so many.
    pub fn has(&self, numbers: Range<usize>, block: usize) -> bool {
        let stood = numbers.start..(numbers.start + block).min(self.old);
        stood == numbers && (numbers.end <= self.before || numbers.start >= self.from)
    }
}

impl Book {
    /// Brings the book up to date: `shown` are the insights that can be found, oldest first, `prints` what tells them from others.
    pub fn update(&mut self, views: &Views<'_>, shown: &[usize], prints: &[Print]) -> Same {
        let (old, new) = (self.prints.len(), prints.len());
        let before = self.prints.iter().zip(prints).take_while(|(a, b)| a == b).count();
        let room = old.min(new) - before;
        let after = self.prints.iter().rev().zip(prints.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
        if old > before + after || old != new {
            // Those behind the ones that changed keep their words and get other numbers.
            let (first, last) = (before as u32 * 8, (old - after) as u32 * 8);
            let moved = |value: u32| value + new as u32 * 8 - old as u32 * 8;
            self.words.par_iter_mut().with_min_len(256).for_each(|(_, values)| {
                if values.last().is_some_and(|value| *value >= first) {
                    values.retain(|value| *value < first || *value >= last);
                    values.iter_mut().filter(|value| **value >= last).for_each(|value| *value = moved(*value));
                }
            });
        }
        self.add(views, shown, before..new - after);
        self.words.retain(|(_, values)| !values.is_empty());
        self.prints = prints.to_vec();
        Same { before, from: if old == new { new - after } else { new }, old }
    }

    fn add(&mut self, views: &Views<'_>, shown: &[usize], numbers: Range<usize>) {
        let of_all: Vec<Vec<(String, u8)>> = shown[numbers.clone()].par_iter().map(|n| words_of(views, *n)).collect();
        let mut added: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, words) in (numbers.start as u32..).zip(of_all) {
            for (word, weight) in words {
                let value = number * 8 + u32::from(weight - 1);
                match added.get_mut(&word) {
                    Some(values) => values.push(value),
                    None => drop(added.insert(word, vec![value])),
                }
            }
        }
        let known = self.words.len();
        for (word, values) in added {
            match self.words[..known].binary_search_by(|(known, _)| known.cmp(&word)) {
                Ok(at) => {
                    let known = &mut self.words[at].1;
                    let is_behind = known.last() < values.first();
                    known.extend(values);
                    if !is_behind {
                        known.sort_unstable();
                    }
                }
                Err(_) => self.words.push((word, values)),
            }
        }
        if self.words.len() > known {
            self.words[known..].par_sort_unstable();
            // What is in order already is not sorted again.
            self.words.sort();
        }
    }

    /// The book as bytes.
    pub fn pack(&self) -> Vec<u8> {
        let mut pack = Packer::with_room(self.words.len() * 64);
        pack.list(&self.prints, |pack, print| pack.print(*print));
        pack.list(&self.words, |pack, (word, values)| {
            pack.text(word);
            pack.count(values.len());
            let mut before = 0;
            for value in values {
                pack.number(u64::from(value - before));
                before = *value;
            }
        });
        pack.print(self.printed_of);
        pack.count(self.files.len());
        for (path, (size, print)) in &self.files {
            pack.text(path);
            pack.number(*size);
            pack.print(*print);
        }
        pack.seal()
    }

    /// What [`Book::pack`] made bytes of; `None` if these are no such bytes.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut pack = open(bytes)?;
        let prints = pack.list(Unpacker::print)?;
        let words = pack.list(|pack| {
            let word = pack.text()?.to_owned();
            let mut before = 0u32;
            let values = pack.list(|pack| {
                before = before.checked_add(u32::try_from(pack.number()?).ok()?)?;
                Some(before)
            })?;
            Some((word, values))
        })?;
        let printed_of = pack.print()?;
        let files = pack.list(|pack| Some((pack.text()?.to_owned(), (pack.number()?, pack.print()?))))?.into_iter().collect();
        pack.is_empty().then_some(Self { prints, words, files, printed_of })
    }
}

/// The words of an insight with their weights, and what it can be filtered by.
fn words_of(views: &Views<'_>, n: usize) -> Vec<(String, u8)> {
    let library = views.library;
    let insight = &library.insights[n];
    let section = insight.section;
    let mut words: Vec<(String, u8)> = Vec::with_capacity(96);
    let mut weigh = |text: &str, weight: u8| words.extend(folded(text).into_iter().map(|word| (word, weight)));
    weigh(&section.headline, HEADLINE);
    weigh(views.text_of(n), TEXT);
    weigh(section.quote.as_deref().unwrap_or_default(), QUOTE);
    for shelf in super::shelves(views, n) {
        weigh(&shelf.1.name, NAMES);
    }
    words.extend(super::keys(views, n).into_iter().map(|key| (key, 1)));
    // Of a word's weights the highest.
    words.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    words.dedup_by(|a, b| a.0 == b.0);
    words
}
