//! Related texts: the nearest from other podcasts, by the words they share.

use super::words::{stem, words};
use rayon::prelude::*;
use std::collections::BTreeMap;

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
const COMMON: usize = 400;

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

/// TF-IDF vectors of stemmed content words.
pub(crate) fn vectors(texts: &[&str]) -> Vec<Vector> {
    let terms: Vec<Vec<String>> = texts.par_iter().map(|text| terms(text)).collect();
    let mut spread: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for own in &terms {
        for (n, term) in own.iter().enumerate() {
            // `own` is sorted, so equal terms stand side by side.
            if n == 0 || own[n - 1] != *term {
                spread.entry(term).or_default().1 += 1;
            }
        }
    }
    for (number, entry) in spread.values_mut().enumerate() {
        entry.0 = number as u32;
    }
    let texts = texts.len().max(1) as f32;
    terms.par_iter().map(|own| vector(own, &spread, texts)).collect()
}

/// Stems of content words, sorted.
fn terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = words(text).iter().filter(|w| is_content(&w.low)).map(|w| stem(&w.low)).collect();
    terms.sort();
    terms
}

/// Whether a word says what a text is about.
fn is_content(low: &str) -> bool {
    low.chars().count() > 2 && !low.contains('\'') && super::vocabulary::rarity(&stem(low)) > 0.06
}

fn vector(terms: &[String], spread: &BTreeMap<&str, (u32, usize)>, texts: f32) -> Vector {
    let mut vector: Vector = Vec::new();
    for run in terms.chunk_by(|a, b| a == b) {
        let Some((number, count)) = spread.get(run[0].as_str()) else { continue };
        let idf = ((texts + 1.0) / (*count as f32 + 0.5)).ln().max(0.05);
        vector.push((*number, (1.0 + (run.len() as f32).ln()) * idf));
    }
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

/// The nearest texts of one: sums over the terms that few texts have, so that work grows with the texts, not with their square.
fn nearest(
    n: usize,
    vectors: &[Vector],
    index: &[Vec<(u32, f32)>],
    podcasts: &[usize],
    (sums, touched): (&mut Vec<f32>, &mut Vec<usize>),
    most: usize,
) -> Vec<(usize, f32)> {
    for (term, weight) in &vectors[n] {
        let carriers = &index[*term as usize];
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
