//! Search without a server: an index in many small files, of which a query fetches the few that hold its words.
//!
//! `search/index.json` lists the parts. A word's part is the longest of them that the word starts with; it holds for each of its words the
//! insights that use it, numbered from the oldest, so that a new day adds to the ends and leaves most files as they are. `search/v/`
//! holds words by their first letter, for slips of the finger, `search/d/` what a list of hits shows. What is filtered by (podcast,
//! topic, person, year) is a word like any other, which starts with a digit and a colon.

mod book;
mod fold;

use self::book::{Book, Same};
use super::{plan::Shelved, shelf::Shelf, view::Views, write::Output};
use crate::hash::{Print, print_of};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Insights in a file of hits.
const BLOCK: usize = 16;
/// Bytes above which a part is parted further.
const PART: usize = 9000;
/// Longest name of a part.
const LONGEST: usize = 8;
/// A word has at most so many insights, the newest: who looks for a word that stands everywhere looks for another one.
const MOST: usize = 2500;
/// Of more insights than this, a word that stands in more than a third says nothing.
const FEW: usize = 30;
/// So many of each kind can be filtered by.
const CHOICES: usize = 120;

/// How much a word counts by where it stands, from 1 to 8.
const HEADLINE: u8 = 6;
const NAMES: u8 = 4;
const TEXT: u8 = 2;
const QUOTE: u8 = 1;

/// What is known of an earlier build.
#[derive(Debug, Clone)]
pub struct Past {
    /// The file that keeps the words of all insights.
    pub file: PathBuf,
    /// The folder of the site.
    pub folder: PathBuf,
    /// What the index there was made of, if that is known.
    pub printed_of: Option<Print>,
    /// What it is to be made of now.
    pub print: Print,
    /// What tells insights apart, by their numbers in the library.
    pub insights: Vec<Print>,
}

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<(String, Content)>,
    book: Book,
    keep: Option<PathBuf>,
}

/// What a file of the index holds.
#[derive(Debug, PartialEq)]
enum Content {
    /// What an earlier build wrote.
    Same,
    /// Something else.
    New(String),
}

/// The files of an earlier build: their sizes, and what tells their bytes from others.
type Known = BTreeMap<String, (u64, Print)>;

impl Index {
    /// Reads every published insight; with a past, those that are not as they were.
    pub fn new(views: &Views, past: Option<&Past>) -> Self {
        let library = views.library;
        let shown: Vec<usize> = (0..library.insights.len()).filter(|n| !views.is_draft(library.insights[*n].day)).collect();
        let mut book = past.and_then(|past| Book::unpack(&fs::read(&past.file).ok()?)).unwrap_or_default();
        let is_whole = past.is_some_and(|past| past.printed_of == Some(book.printed_of));
        let known = std::mem::take(&mut book.files);
        let known = past.filter(|_| is_whole).map(|past| present(known, &past.folder)).unwrap_or_default();
        // Without a past nothing is known, and nothing will be.
        let prints: Vec<Print> = shown.iter().map(|n| past.map_or(0, |past| past.insights[*n])).collect();
        let same = book.update(views, &shown, &prints);
        book.files.clear();
        book.printed_of = past.map_or(0, |past| past.print);
        let words = std::mem::take(&mut book.words);
        let mut index = Self { book, keep: past.map(|past| past.file.clone()), ..Self::default() };
        index.print_hits(views, &shown, (&same, &known));
        index.print(&words, shown.len(), &choices(views), &known);
        index.book.words = words;
        index
    }

    /// The paths of its files.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.files.iter().map(|(path, _)| path)
    }

    /// How many of its files are not as an earlier build wrote them.
    pub fn changed(&self) -> usize {
        self.files.iter().filter(|(_, content)| *content != Content::Same).count()
    }

    /// Writes its files. Gives their paths with their sizes.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&self, output: &Output) -> anyhow::Result<Vec<(String, u64)>> {
        self.files.par_iter().with_min_len(16).try_for_each(|(path, content)| match content {
            Content::Same => Ok(()),
            Content::New(text) => output.write(path, text.as_bytes()),
        })?;
        if let Some(file) = &self.keep {
            // Without it the next build reads all insights again.
            crate::files::write(file, &self.book.pack()).ok();
        }
        Ok(self.book.files.iter().map(|(path, (size, _))| (path.clone(), *size)).collect())
    }

    fn put(&mut self, path: String, text: String, known: &Known) {
        let now = (text.len() as u64, print_of(&text));
        let content = if known.get(&path) == Some(&now) { Content::Same } else { Content::New(text) };
        self.book.files.insert(path.clone(), now);
        self.files.push((path, content));
    }

    /// What a list of hits shows, in blocks.
    fn print_hits(&mut self, views: &Views, shown: &[usize], (same, known): (&Same, &Known)) {
        for (block, numbers) in shown.chunks(BLOCK).enumerate() {
            let path = format!("search/d/{block}.json");
            match known.get(&path).filter(|_| same.has(block * BLOCK..block * BLOCK + numbers.len(), BLOCK)) {
                Some(before) => {
                    self.book.files.insert(path.clone(), *before);
                    self.files.push((path, Content::Same));
                }
                None => {
                    let hits: Vec<String> = numbers.iter().map(|n| hit(views, *n)).collect();
                    self.put(path, format!("[{}]", hits.join(",")), known);
                }
            }
        }
    }

    fn print(&mut self, words: &[(String, Vec<u32>)], hits: usize, choices: &Value, known: &Known) {
        let is_key = |word: &str| word.as_bytes().get(1) == Some(&b':');
        let tells = |(word, places): &&(String, Vec<u32>)| hits <= FEW || is_key(word) || places.len() * 3 < hits;
        let telling: Vec<&(String, Vec<u32>)> = words.iter().filter(tells).collect();
        // Words that stand once are found if they are spelt right.
        let often = if telling.len() > 20_000 { 3 } else { 1 };
        let mut by_letter: BTreeMap<char, String> = BTreeMap::new();
        for (word, places) in &telling {
            let first = word.chars().next().filter(|c| c.is_alphanumeric() && !is_key(word));
            if let Some(first) = first.filter(|_| places.len() >= often && word.chars().nth(3).is_some()) {
                let list = by_letter.entry(first).or_default();
                list.push_str(word);
                list.push('\n');
            }
        }
        let letters: String = by_letter.keys().collect();
        by_letter.into_iter().for_each(|(letter, list)| self.put(format!("search/v/{}.txt", u32::from(letter)), list, known));
        let printed = |(word, places): &&'_ (String, Vec<u32>)| (word.clone(), entry(word, places));
        let entries: Vec<(String, String)> = telling.par_iter().with_min_len(512).map(printed).collect();
        let mut parts = BTreeSet::new();
        self.part(&entries, 1, &mut parts, known);
        let index = json!({ "hits": hits, "block": BLOCK, "letters": letters, "parts": parts, "choices": choices });
        self.put("search/index.json".to_owned(), index.to_string(), known);
    }

    /// Prints entries that share all but the last of `length` characters, in parts that are small enough.
    fn part(&mut self, entries: &[(String, String)], length: usize, parts: &mut BTreeSet<String>, known: &Known) {
        let mut start = 0;
        while start < entries.len() {
            let first = &entries[start].0;
            let beginning = first.char_indices().nth(length).map_or(first.as_str(), |(at, _)| &first[..at]);
            let is_word = beginning.chars().count() < length;
            let belongs = |word: &str| if is_word { word == beginning } else { word.starts_with(beginning) };
            let count = entries[start..].iter().take_while(|(word, _)| belongs(word)).count();
            let group = &entries[start..start + count];
            start += count;
            let size: usize = group.iter().map(|(_, entry)| entry.len() + 1).sum();
            let own = group.iter().take_while(|(word, _)| word.chars().nth(length).is_none()).count();
            // A word alone cannot be parted.
            if size <= PART || length >= LONGEST || group.len() == 1 {
                self.print_part(beginning, group, parts, known);
            } else {
                self.print_part(beginning, &group[..own], parts, known);
                self.part(&group[own..], length + 1, parts, known);
            }
        }
    }

    fn print_part(&mut self, name: &str, entries: &[(String, String)], parts: &mut BTreeSet<String>, known: &Known) {
        if !entries.is_empty() {
            let mut text = String::with_capacity(entries.iter().map(|(_, entry)| entry.len() + 1).sum::<usize>() + 2);
            for (n, (_, entry)) in entries.iter().enumerate() {
                text.push(if n == 0 { '{' } else { ',' });
                text.push_str(entry);
            }
            text.push('}');
            self.put(format!("search/w/{}.json", file_name(name)), text, known);
            parts.insert(name.to_owned());
        }
    }
}

/// Those of the files that are there in their size.
fn present(known: Known, folder: &Path) -> Known {
    let is_there = |(path, (size, _)): &(String, (u64, Print))| {
        fs::symlink_metadata(folder.join(path)).is_ok_and(|meta| meta.is_file() && meta.len() == *size)
    };
    let there: Vec<_> = known.into_iter().collect::<Vec<_>>().into_par_iter().with_min_len(64).filter(is_there).collect();
    there.into_iter().collect()
}

/// What a list of hits shows of an insight.
fn hit(views: &Views, n: usize) -> String {
    let insight = &views.library.insights[n];
    let (section, date) = (insight.section, views.date(insight.day));
    let name = |kind: Shelved| shelves(views, n).into_iter().find(|(of, _)| *of == kind).map_or("", |(_, shelf)| &shelf.name);
    json!([section.slug, section.headline, name(Shelved::Podcast), name(Shelved::Person), date.iso, date.medium]).to_string()
}

/// The shelves of an insight: its podcast, its topics, its speaker.
fn shelves<'a>(views: &Views<'a>, n: usize) -> Vec<(Shelved, &'a Shelf)> {
    let library = views.library;
    let insight = &library.insights[n];
    let of = |kind: Shelved, n: usize| (kind, &library.shelves(kind).all()[n]);
    let topics = insight.topics.iter().map(|topic| of(Shelved::Topic, *topic));
    let podcast = insight.podcast.map(|podcast| of(Shelved::Podcast, podcast));
    podcast.into_iter().chain(topics).chain(insight.speaker.map(|person| of(Shelved::Person, person))).collect()
}

/// What an insight can be filtered by: words that stand for its shelves and its year.
fn keys(views: &Views, n: usize) -> Vec<String> {
    let year = views.library.days[views.library.insights[n].day].post.front.date.year();
    let of_shelves = shelves(views, n).into_iter().map(|(kind, shelf)| key(kind, &shelf.slug));
    of_shelves.chain([format!("3:{year}")]).collect()
}

fn key(kind: Shelved, slug: &str) -> String {
    let number = match kind {
        Shelved::Podcast => 0,
        Shelved::Topic => 1,
        Shelved::Person => 2,
    };
    format!("{number}:{slug}")
}

/// What can be filtered by: of each kind those that come most often, by name.
fn choices(views: &Views) -> Value {
    let library = views.library;
    let is_open = |n: &&usize| !views.is_draft(library.insights[**n].day);
    let of = |kind: Shelved| {
        let shelves = library.shelves(kind).all().iter();
        best(shelves.map(|shelf| (key(kind, &shelf.slug), shelf.name.clone(), shelf.insights.iter().filter(is_open).count())).collect())
    };
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for (_, day) in library.days.iter().enumerate().filter(|(n, _)| !views.is_draft(*n)) {
        *years.entry(day.post.front.date.year()).or_default() += day.insights.len();
    }
    let years = best(years.into_iter().map(|(year, count)| (format!("3:{year}"), year.to_string(), count)).collect());
    json!({ "podcasts": of(Shelved::Podcast), "topics": of(Shelved::Topic), "people": of(Shelved::Person), "years": years })
}

/// Keys with names, by name, of those that come most often, and at all.
fn best(mut all: Vec<(String, String, usize)>) -> Vec<(String, String)> {
    all.retain(|(_, _, count)| *count > 0);
    all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    all.truncate(CHOICES);
    all.sort_by_cached_key(|(key, name, _)| (crate::text::fold(name), key.clone()));
    all.into_iter().map(|(key, name, _)| (key, name)).collect()
}

/// `"word":[…]`: numbers of insights with their weights, each as its distance from the one before.
fn entry(word: &str, places: &[u32]) -> String {
    let mut entry = Value::from(word).to_string();
    entry.push_str(":[");
    let mut before = 0;
    for (n, value) in places[places.len().saturating_sub(MOST)..].iter().enumerate() {
        let comma = if n == 0 { "" } else { "," };
        write!(entry, "{comma}{}", value - before).ok();
        before = *value;
    }
    entry.push(']');
    entry
}

/// A part's name as a file's: letters and digits as they are, anything else by its number.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("-{:x}-", u32::from(c)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_words_part_is_the_longest_that_it_starts_with() {
        let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for n in 0..4000 {
            words.insert(format!("word{n:04}"), vec![n * 8 + 1, n * 8 + 13]);
        }
        words.insert("word".into(), vec![24]);
        words.insert("zebra".into(), (0..9000).map(|n| n * 8).collect());
        let expected: BTreeSet<String> = words.keys().cloned().collect();
        let mut index = Index::default();
        index.print(&words.into_iter().collect::<Vec<_>>(), 30_000, &json!({}), &Known::new());
        let text = |content| match content {
            Content::New(text) => text,
            Content::Same => unreachable!("nothing is known"),
        };
        let files: BTreeMap<String, String> = index.files.into_iter().map(|(path, content)| (path, text(content))).collect();
        let head: Value = serde_json::from_str(&files["search/index.json"]).unwrap();
        let parts: Vec<&str> = head["parts"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        for word in &expected {
            let part = parts.iter().filter(|part| word.starts_with(**part)).max_by_key(|part| part.len()).unwrap();
            let text = &files[&format!("search/w/{}.json", file_name(part))];
            let entries: Value = serde_json::from_str(text).unwrap();
            assert!(entries.get(word).is_some(), "{word} is not in {part}");
            assert!(text.len() < 25_000, "{part} has {} bytes", text.len());
        }
        assert_eq!(head["hits"], 30_000);
    }
}
