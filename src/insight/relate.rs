//! How like two texts are: by what they mean and by the rare words that they share.
//!
//! Vectors find what is said in other words; shared names and terms tell which of that is about the very same thing.

use super::words::{bare, lower, stem};
use rayon::prelude::*;
use std::collections::HashMap;

/// How much of two texts' likeness shared words make; the rest is meaning.
pub(crate) const SHARE: f32 = 0.5;

/// A text as weights of terms, in ascending order of the terms' numbers; of length 1.
pub(crate) type Terms = Vec<(u32, f32)>;

/// Texts of one chunk share a table of known words: most words are met again and again, and stemming them once is enough.
const CHUNK: usize = 1024;

/// The stemmed content words of texts, weighed by TF-IDF.
pub(crate) fn terms(texts: &[&str]) -> Vec<Terms> {
    let chunks: Vec<(Vec<Vec<u32>>, Vec<String>)> = texts.par_chunks(CHUNK).map(chunk).collect();
    // Terms are numbered in the order in which they are met, whatever the threads do.
    let (mut numbers, mut spread) = (HashMap::new(), Vec::new());
    let mut counted: Vec<Vec<(u32, u32)>> = Vec::with_capacity(texts.len());
    for (docs, stems) in chunks {
        let global: Vec<u32> = stems.into_iter().map(|stem| number(stem, &mut numbers, &mut spread)).collect();
        for mut doc in docs {
            doc.iter_mut().for_each(|term| *term = global[*term as usize]);
            doc.sort_unstable();
            let counts: Vec<(u32, u32)> = doc.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect();
            counts.iter().for_each(|(term, _)| spread[*term as usize] += 1);
            counted.push(counts);
        }
    }
    counted.par_iter().map(|counts| weigh(counts, &spread, texts.len() as f32)).collect()
}

/// The content words of some texts as numbers of stems, and these stems.
fn chunk(texts: &[&str]) -> (Vec<Vec<u32>>, Vec<String>) {
    let (mut known, mut numbers): (HashMap<String, Option<u32>>, HashMap<String, u32>) = (HashMap::new(), HashMap::new());
    let mut stems = Vec::new();
    let mut term = |word: &str| {
        if let Some(term) = known.get(word) {
            return *term;
        }
        let low = lower(word);
        let stem = stem(&low);
        let term = is_content(&low, &stem).then(|| {
            *numbers.entry(stem.clone()).or_insert_with(|| {
                stems.push(stem);
                stems.len() as u32 - 1
            })
        });
        known.insert(word.to_owned(), term);
        term
    };
    let docs = texts.iter().map(|text| bare(text).filter_map(&mut term).collect()).collect();
    (docs, stems)
}

fn number(stem: String, numbers: &mut HashMap<String, u32>, spread: &mut Vec<u32>) -> u32 {
    *numbers.entry(stem).or_insert_with(|| {
        spread.push(0);
        spread.len() as u32 - 1
    })
}

/// Whether a word says what a text is about.
fn is_content(low: &str, stem: &str) -> bool {
    low.chars().count() > 2 && !low.contains('\'') && super::vocabulary::rarity(stem) > 0.06
}

fn weigh(counts: &[(u32, u32)], spread: &[u32], texts: f32) -> Terms {
    let weight = |term: u32, count: u32| {
        let idf = ((texts + 1.0) / (spread[term as usize] as f32 + 0.5)).ln().max(0.05);
        (1.0 + (count as f32).ln()) * idf
    };
    let mut terms: Terms = counts.iter().map(|(term, count)| (*term, weight(*term, *count))).collect();
    let length = terms.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-9);
    terms.iter_mut().for_each(|(_, weight)| *weight /= length);
    terms
}

/// Cosine of the words of two texts.
pub(crate) fn cosine(a: &Terms, b: &Terms) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += x.1 * y.1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

/// How like two texts are: the cosine of their words and that of their meanings, each with its share.
pub(crate) fn blend(share: f32, words: f32, meaning: f32) -> f32 {
    share * words + (1.0 - share) * meaning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosine_of_a_text_with_itself_is_one() {
        let terms = terms(&["alpha bravo charlie", "alpha delta"]);
        assert!((cosine(&terms[0], &terms[0]) - 1.0).abs() < 1e-5);
    }
}
