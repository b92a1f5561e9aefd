//! Gold passages: what careful readers marked in an episode, and how well a passage meets it.

use super::facts::{Episode, Passage};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// A gold file: one episode, and what each reader marked in it.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// The file's name without its ending; the transcript has the same.
    pub id: String,
    /// The show; shows are kept apart when an extractor is tested.
    pub show: String,
    /// Passages by reader.
    pub readers: BTreeMap<String, Vec<Mark>>,
}

/// A passage that a reader marked.
#[derive(Debug, Clone, Deserialize)]
pub struct Mark {
    /// The words, copied from the transcript; may be left out if `words` says where they stand.
    #[serde(default)]
    pub quote: String,
    /// Where they stand: the number of the first word and one past the last, counted through the episode.
    #[serde(default)]
    pub words: Option<[usize; 2]>,
    /// 3 would lead the day, 2 belongs in a top five, 1 is fair.
    pub grade: u8,
}

/// A marked passage, found: its words and the mean of the readers' grades.
pub(crate) type Found = (Range<usize>, f32);

/// The words of an episode, numbered through, and where each sentence's begin.
pub(crate) struct Numbered {
    words: Vec<String>,
    /// For each turn, the number of each sentence's first word, and one past the last.
    starts: Vec<Vec<usize>>,
}

impl Numbered {
    /// Numbers the words of an episode.
    pub fn new(episode: &Episode) -> Self {
        let (mut words, mut starts) = (Vec::new(), Vec::new());
        for turn in &episode.turns {
            let mut own = Vec::with_capacity(turn.sentences.len() + 1);
            for sentence in &turn.sentences {
                own.push(words.len());
                words.extend(plain(&turn.text[sentence.range.clone()]));
            }
            own.push(words.len());
            starts.push(own);
        }
        Self { words, starts }
    }

    /// The words of a passage.
    pub fn range(&self, passage: &Passage) -> Range<usize> {
        let starts = &self.starts[passage.turn];
        starts[passage.sentences.start]..starts[passage.sentences.end]
    }

    /// The words of one sentence.
    pub fn sentence(&self, turn: usize, sentence: usize) -> Range<usize> {
        self.starts[turn][sentence]..self.starts[turn][sentence + 1]
    }

    /// Finds what the readers marked; passages that two marked are one.
    pub fn find(&self, gold: &Gold) -> Vec<Found> {
        let readers = gold.readers.len().max(1) as f32;
        let mut found: Vec<(Range<usize>, f32, Vec<&str>)> = Vec::new();
        for (reader, marks) in &gold.readers {
            for mark in marks {
                let Some(range) = mark.words.map(|[from, to]| from..to).or_else(|| self.place(&mark.quote)) else { continue };
                let grade = f32::from(mark.grade) / readers;
                match found.iter_mut().find(|f| !f.2.contains(&reader.as_str()) && overlap(&f.0, &range) >= 0.4) {
                    Some(same) => {
                        same.1 += grade;
                        same.2.push(reader);
                    }
                    None => found.push((range, grade, vec![reader])),
                }
            }
        }
        found.into_iter().map(|(range, grade, _)| (range, grade)).collect()
    }

    /// The words that a quote stands at, directions in brackets left out.
    pub fn place(&self, quote: &str) -> Option<Range<usize>> {
        let spoken: String =
            quote.split('[').enumerate().map(|(n, part)| if n == 0 { part } else { part.split_once(']').map_or(part, |p| p.1) }).collect();
        let wanted: Vec<String> = plain(&spoken).collect();
        let at = self.words.windows(wanted.len().max(1)).position(|words| words == wanted)?;
        Some(at..at + wanted.len())
    }
}

/// Words as runs of ASCII letters and digits, apostrophes dropped.
fn plain(text: &str) -> impl Iterator<Item = String> {
    let text = text.to_lowercase().replace(['’', '\''], "");
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Shared words of two ranges over the words of both.
pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> f32 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let all = a.end.max(b.end) - a.start.min(b.start);
    if shared == 0 { 0.0 } else { shared as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns, wording::Wording};

    #[test]
    fn marks_are_found_and_readers_are_joined() {
        let episode = Episode::new(
            turns(&fixture::read("Ann: Well, it’s late. We [laughs] ship on Fridays.\n\nBob: Never again.")),
            &Wording::default(),
        );
        let numbered = Numbered::new(&episode);
        let mark = |quote: &str, grade| Mark { quote: quote.to_owned(), words: None, grade };
        let readers = BTreeMap::from([
            ("a".to_owned(), vec![mark("We [laughs] ship on Fridays.", 3), mark("not said", 2)]),
            ("b".to_owned(), vec![mark("ship on Fridays", 2), mark("Well, it's late.", 1)]),
        ]);
        let found = numbered.find(&Gold { id: String::new(), show: String::new(), readers });
        assert_eq!(found, vec![(3..7, 2.5), (0..3, 0.5)]);
    }

    #[test]
    fn overlap_is_shared_over_all() {
        assert_eq!([overlap(&(0..10), &(5..15)), overlap(&(0..5), &(5..9)), overlap(&(2..4), &(2..4))], [1.0 / 3.0, 0.0, 1.0]);
    }
}
