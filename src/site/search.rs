//! Search without a server: an index in many small files, of which a query fetches the few that hold its words.
//!
//! `search/index.json` lists the parts. A word's part is the longest of them that the word starts with; it holds for each of its words the
//! insights that use it, numbered from the oldest, so that a new day adds to the ends and leaves most files as they are. `search/v/`
//! holds words by their first letter, for slips of the finger, `search/d/` what a list of hits shows. What is filtered by (podcast,
//! topic, person, year) is a word like any other, which starts with a digit and a colon.

use super::{render::File, view::Views};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<File>,
}

impl Index {
    /// Reads every published insight.
    pub fn new(views: &Views) -> Self {
        let library = views.library;
        let mut words: BTreeMap<String, Vec<(u32, u8)>> = BTreeMap::new();
        let mut hits: Vec<String> = Vec::new();
        let shown = (0..library.insights.len()).filter(|n| !views.is_draft(library.insights[*n].day));
        let (mut podcasts, mut topics, mut people, mut years) =
            (Choices::default(), Choices::default(), Choices::default(), Choices::default());
        for (number, n) in shown.enumerate() {
            let insight = &library.insights[n];
            let section = insight.section;
            let day = &library.days[insight.day];
            let mut weights: HashMap<String, u8> = HashMap::new();
            let mut weigh = |text: &str, weight: u8| {
                for word in folded(text) {
                    let known = weights.entry(word).or_default();
                    *known = (*known).max(weight);
                }
            };
            weigh(&section.headline, HEADLINE);
            weigh(views.text_of(n), TEXT);
            weigh(section.quote.as_deref().unwrap_or_default(), QUOTE);
            let podcast = insight.podcast.map(|shelf| &library.podcasts.all()[shelf]);
            let person = insight.speaker.map(|shelf| &library.people.all()[shelf]);
            let shelves: Vec<_> = insight.topics.iter().map(|shelf| &library.topics.all()[*shelf]).collect();
            for name in podcast.iter().chain(&person).chain(&shelves).map(|shelf| shelf.name.as_str()) {
                weigh(name, NAMES);
            }
            let year = day.post.front.date.year().to_string();
            let mut keys = vec![years.of('3', &year, &year)];
            keys.extend(podcast.map(|shelf| podcasts.of('0', &shelf.slug, &shelf.name)));
            keys.extend(shelves.iter().map(|shelf| topics.of('1', &shelf.slug, &shelf.name)));
            keys.extend(person.map(|shelf| people.of('2', &shelf.slug, &shelf.name)));
            weights.extend(keys.into_iter().map(|key| (key, 1)));
            for (word, weight) in weights {
                words.entry(word).or_default().push((number as u32, weight));
            }
            let name = |shelf: Option<&super::shelf::Shelf>| shelf.map(|s| s.name.clone()).unwrap_or_default();
            hits.push(
                json!([
                    section.slug,
                    section.headline,
                    name(podcast),
                    name(person),
                    views.date(insight.day).iso,
                    views.date(insight.day).medium
                ])
                .to_string(),
            );
        }
        let mut index = Self::default();
        let choices = json!({ "podcasts": podcasts.best(), "topics": topics.best(), "people": people.best(), "years": years.best() });
        index.print(words, &hits, &choices);
        index
    }

    /// The paths of its files.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.files.iter().map(|(path, _)| path)
    }

    /// Its files.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    fn print(&mut self, mut words: BTreeMap<String, Vec<(u32, u8)>>, hits: &[String], choices: &Value) {
        if hits.len() > FEW {
            words.retain(|word, places| word.as_bytes().get(1) == Some(&b':') || places.len() * 3 < hits.len());
        }
        // Words that stand once are found if they are spelt right.
        let often = if words.len() > 20_000 { 3 } else { 1 };
        let mut by_letter: BTreeMap<char, String> = BTreeMap::new();
        for (word, places) in &words {
            let first = word.chars().next().filter(|c| c.is_alphanumeric() && word.as_bytes().get(1) != Some(&b':'));
            if let Some(first) = first.filter(|_| places.len() >= often && word.chars().count() > 3) {
                let list = by_letter.entry(first).or_default();
                list.push_str(word);
                list.push('\n');
            }
        }
        let letters: String = by_letter.keys().collect();
        self.files.extend(by_letter.into_iter().map(|(letter, list)| (format!("search/v/{}.txt", u32::from(letter)), list)));
        let entries: Vec<(String, String)> = words
            .into_iter()
            .map(|(word, places)| {
                let printed = entry(&word, &places);
                (word, printed)
            })
            .collect();
        let mut parts = BTreeSet::new();
        self.part(&entries, 1, &mut parts);
        for (n, block) in hits.chunks(BLOCK).enumerate() {
            self.files.push((format!("search/d/{n}.json"), format!("[{}]", block.join(","))));
        }
        let index = json!({ "hits": hits.len(), "block": BLOCK, "letters": letters, "parts": parts, "choices": choices });
        self.files.push(("search/index.json".to_owned(), index.to_string()));
    }

    /// Prints entries that share all but the last of `length` characters, in parts that are small enough.
    fn part(&mut self, entries: &[(String, String)], length: usize, parts: &mut BTreeSet<String>) {
        let mut start = 0;
        while start < entries.len() {
            let beginning: String = entries[start].0.chars().take(length).collect();
            let count = entries[start..]
                .iter()
                .take_while(|(word, _)| word.starts_with(&beginning) && word.chars().take(length).eq(beginning.chars()))
                .count();
            let group = &entries[start..start + count];
            start += count;
            let size: usize = group.iter().map(|(_, entry)| entry.len() + 1).sum();
            let own = group.iter().take_while(|(word, _)| word.chars().count() <= length).count();
            // A word alone cannot be parted.
            if size <= PART || length >= LONGEST || group.len() == 1 {
                self.print_part(&beginning, group, parts);
            } else {
                self.print_part(&beginning, &group[..own], parts);
                self.part(&group[own..], length + 1, parts);
            }
        }
    }

    fn print_part(&mut self, name: &str, entries: &[(String, String)], parts: &mut BTreeSet<String>) {
        if !entries.is_empty() {
            let inner: Vec<&str> = entries.iter().map(|(_, entry)| entry.as_str()).collect();
            self.files.push((format!("search/w/{}.json", file_name(name)), format!("{{{}}}", inner.join(","))));
            parts.insert(name.to_owned());
        }
    }
}

/// `"word":[…]`: numbers of insights with their weights, each as its distance from the one before.
fn entry(word: &str, places: &[(u32, u8)]) -> String {
    let mut before = 0;
    let numbers: Vec<String> = places[places.len().saturating_sub(MOST)..]
        .iter()
        .map(|(number, weight)| {
            let value = number * 8 + u32::from(weight - 1);
            let distance = value - before;
            before = value;
            distance.to_string()
        })
        .collect();
    format!("{}:[{}]", Value::from(word), numbers.join(","))
}

/// A part's name as a file's: letters and digits as they are, anything else by its number.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("-{:x}-", u32::from(c)) }).collect()
}

/// The words of a text as they are looked for: lower case, without accents, of at least two letters; in scripts without spaces each
/// character is a word. `search.js` folds a query in the same way.
fn folded(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if word.chars().count() > 1 || word.starts_with(|c: char| c.is_ascii_digit()) {
            words.insert(std::mem::take(word));
        }
        word.clear();
    };
    let mut wide = Vec::new();
    for c in text.chars().flat_map(plain) {
        match c {
            c if is_wide(c) => {
                end(&mut word);
                wide.push(c.to_string());
            }
            c if c.is_alphanumeric() => word.push(c),
            // `Don't` is one word.
            '\'' | '’' => {}
            _ => end(&mut word),
        }
    }
    end(&mut word);
    words.extend(wide);
    words
}

/// A character in lower case, Latin letters without their marks.
fn plain(c: char) -> impl Iterator<Item = char> {
    let latin = ('\u{c0}'..='\u{24f}').contains(&c) || ('\u{1e00}'..='\u{1eff}').contains(&c);
    let bare: String = match deunicode::deunicode_char(c).filter(|_| latin) {
        Some(bare) => bare.to_lowercase(),
        None => c.to_lowercase().collect(),
    };
    bare.chars().collect::<Vec<_>>().into_iter()
}

/// Chinese, Japanese, Thai and the like.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What can be filtered by, with how often it comes.
#[derive(Default)]
struct Choices(BTreeMap<String, (String, usize)>);

impl Choices {
    /// Counts one, and gives the word that stands for it.
    fn of(&mut self, kind: char, slug: &str, name: &str) -> String {
        let key = format!("{kind}:{slug}");
        self.0.entry(key.clone()).or_insert_with(|| (name.to_owned(), 0)).1 += 1;
        key
    }

    /// Those that come most often, by name.
    fn best(&self) -> Vec<(&str, &str)> {
        let mut best: Vec<(&String, &(String, usize))> = self.0.iter().collect();
        best.sort_by_key(|(key, (_, count))| (std::cmp::Reverse(*count), *key));
        best.truncate(CHOICES);
        best.sort_by_key(|(key, (name, _))| (crate::text::fold(name), *key));
        best.into_iter().map(|(key, (name, _))| (key.as_str(), name.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_as_a_reader_types_them() {
        let words: Vec<String> = folded("Don’t Émile-Zola’s 7 C++ straße, 会议 a Привет").into_iter().collect();
        assert_eq!(words, ["7", "dont", "emile", "strasse", "zolas", "привет", "会", "议"]);
    }

    #[test]
    fn a_words_part_is_the_longest_that_it_starts_with() {
        let mut words: BTreeMap<String, Vec<(u32, u8)>> = BTreeMap::new();
        for n in 0..4000 {
            words.insert(format!("word{n:04}"), vec![(n, 2), (n + 1, 6)]);
        }
        words.insert("word".into(), vec![(3, 1)]);
        words.insert("zebra".into(), (0..9000).map(|n| (n, 1)).collect());
        let expected: BTreeSet<String> = words.keys().cloned().collect();
        let mut index = Index::default();
        index.print(words, &vec!["null".to_owned(); 30_000], &json!({}));
        let files: BTreeMap<String, String> = index.files().iter().cloned().collect();
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
        assert!(files.contains_key("search/d/1874.json"));
    }
}
