//! Related texts: the nearest from other podcasts, by the words they share.

use super::words::{bare, lower, stem};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A text to relate.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    /// The podcast; texts of one podcast are never related.
    pub podcast: &'a str,
    /// The words.
    pub text: &'a str,
}

/// Least cosine of two related texts.
const FLOOR: f32 = 0.08;
/// A term in more than this many texts says little and costs much: only its rarest carriers are compared through other terms.
const COMMON: usize = 250;
/// So many of a text's heaviest terms are looked up to find what may be near it.
const PROBES: usize = 12;

/// A text as weights of terms, in ascending order of the terms' numbers; of length 1.
pub(crate) type Vector = Vec<(u32, f32)>;

/// For each text, up to `most` of the nearest from other podcasts with their cosine, nearest first.
pub fn related(docs: &[Doc], most: usize) -> Vec<Vec<(usize, f32)>> {
    let vectors = vectors(&docs.iter().map(|d| d.text).collect::<Vec<_>>());
    let podcasts = numbers(docs.iter().map(|d| d.podcast));
    let index = index(&vectors);
    (0..docs.len())
        .into_par_iter()
        .map_init(
            || (vec![0.0f32; docs.len()], Vec::new()),
            |(sums, touched), n| nearest(n, &vectors, &index, &podcasts, (sums, touched), most),
        )
        .collect()
}

/// Texts of one chunk share a table of known words: most words are met again and again, and stemming them once is enough.
const CHUNK: usize = 1024;

/// TF-IDF vectors of stemmed content words.
pub(crate) fn vectors(texts: &[&str]) -> Vec<Vector> {
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
    counted.par_iter().map(|counts| vector(counts, &spread, texts.len() as f32)).collect()
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

fn vector(counts: &[(u32, u32)], spread: &[u32], texts: f32) -> Vector {
    let weight = |term: u32, count: u32| {
        let idf = ((texts + 1.0) / (spread[term as usize] as f32 + 0.5)).ln().max(0.05);
        (1.0 + (count as f32).ln()) * idf
    };
    let mut vector: Vector = counts.iter().map(|(term, count)| (*term, weight(*term, *count))).collect();
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-9);
    vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    vector
}

/// Cosine of two vectors.
pub(crate) fn cosine(a: &Vector, b: &Vector) -> f32 {
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

/// Numbers equal names alike.
fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    names
        .map(|name| {
            let next = known.len();
            *known.entry(name).or_insert(next)
        })
        .collect()
}

/// For each term, the texts that have it.
fn index(vectors: &[Vector]) -> Vec<Vec<(u32, f32)>> {
    let terms = vectors.iter().flatten().map(|(term, _)| *term as usize + 1).max().unwrap_or(0);
    let mut index = vec![Vec::new(); terms];
    for (doc, vector) in vectors.iter().enumerate() {
        for (term, weight) in vector {
            index[*term as usize].push((doc as u32, *weight));
        }
    }
    index
}

/// A text's heaviest terms: what is near shares some of them.
fn probes(vector: &Vector) -> Vec<(u32, f32)> {
    let mut probes = vector.clone();
    probes.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    probes.truncate(PROBES);
    probes
}

/// The nearest texts of one: sums over the terms that few texts have, so that work grows with the texts, not with their square.
fn nearest(
    n: usize,
    vectors: &[Vector],
    index: &[Vec<(u32, f32)>],
    podcasts: &[usize],
    (sums, touched): (&mut Vec<f32>, &mut Vec<usize>),
    most: usize,
) -> Vec<(usize, f32)> {
    for (term, weight) in probes(&vectors[n]) {
        let carriers = &index[term as usize];
        if carriers.len() > COMMON {
            continue;
        }
        for (doc, other) in carriers {
            let doc = *doc as usize;
            if sums[doc] == 0.0 {
                touched.push(doc);
            }
            sums[doc] += weight * other;
        }
    }
    let mut near: Vec<(usize, f32)> = touched.iter().filter(|doc| podcasts[**doc] != podcasts[n]).map(|doc| (*doc, sums[*doc])).collect();
    for doc in touched.drain(..) {
        sums[doc] = 0.0;
    }
    let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    // The common terms left out change little: the few best are compared in full.
    let few = most * 3;
    if near.len() > few && few > 0 {
        near.select_nth_unstable_by(few - 1, order);
        near.truncate(few);
    }
    near.iter_mut().for_each(|(doc, likeness)| *likeness = (cosine(&vectors[n], &vectors[*doc]) * 1e4).round() / 1e4);
    near.retain(|(_, likeness)| *likeness >= FLOOR);
    near.sort_by(order);
    near.truncate(most);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs() -> Vec<Doc<'static>> {
        vec![
            Doc { podcast: "A", text: "Kubernetes clusters fail when operators ignore upgrades." },
            Doc { podcast: "B", text: "Ignoring upgrades makes every Kubernetes cluster fail." },
            Doc { podcast: "A", text: "Kubernetes upgrades fail for operators of clusters." },
            Doc { podcast: "C", text: "Sourdough bread needs patience and a warm kitchen." },
        ]
    }

    #[test]
    fn only_other_podcasts_are_related_and_strangers_are_not() {
        let near = related(&docs(), 5);
        let of = |n: usize| near[n].iter().map(|(doc, _)| *doc).collect::<Vec<_>>();
        assert_eq!((of(0), of(2), of(3)), (vec![1], vec![1], vec![]));
        assert_eq!(of(1).len(), 2);
    }

    #[test]
    fn nearest_comes_first_and_most_holds() {
        let near = related(&docs(), 1);
        assert_eq!(near[1].len(), 1);
        assert!(related(&docs(), 0).iter().all(Vec::is_empty));
        assert!(related(&[], 3).is_empty());
    }

    #[test]
    fn cosine_of_a_text_with_itself_is_one() {
        let vectors = vectors(&["alpha bravo charlie", "alpha delta"]);
        assert!((cosine(&vectors[0], &vectors[0]) - 1.0).abs() < 1e-5);
    }
}
