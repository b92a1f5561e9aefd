//! Related texts: the nearest from other podcasts, by what they mean and by the rare words that they share.
//!
//! Vectors find what is said in other words; shared names and terms tell which of that is about the very same thing. Either finds
//! texts that the other misses, so both propose, and a blend of both decides.

use super::near::Near;
use super::vectors::{Vector, embed_all};
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

/// Least likeness of two related texts.
const FLOOR: f32 = 0.3;
/// How much of two texts' likeness shared words make; the rest is meaning.
pub(crate) const SHARE: f32 = 0.5;
/// A term in more than this many texts says little and costs much: only its rarest carriers are compared through other terms.
const COMMON: usize = 250;
/// So many of a text's heaviest terms are looked up to find what may be near it.
const PROBES: usize = 12;

/// A text as weights of terms, in ascending order of the terms' numbers; of length 1.
pub(crate) type Terms = Vec<(u32, f32)>;

/// For each text, up to `most` of the nearest from other podcasts with how like they are, from 0 to 1, nearest first.
pub fn related(docs: &[Doc], most: usize) -> Vec<Vec<(usize, f32)>> {
    let texts: Vec<&str> = docs.iter().map(|d| d.text).collect();
    let (terms, meanings) = (terms(&texts), embed_all(&texts));
    let podcasts = numbers(docs.iter().map(|d| d.podcast));
    All { index: index(&terms), near: Near::new(&meanings), terms, meanings: &meanings, podcasts }.related(most, FLOOR)
}

/// All texts, ready to be searched.
struct All<'a> {
    terms: Vec<Terms>,
    index: Vec<Vec<(u32, f32)>>,
    meanings: &'a [Vector],
    near: Near,
    podcasts: Vec<usize>,
}

impl All<'_> {
    fn related(&self, most: usize, floor: f32) -> Vec<Vec<(usize, f32)>> {
        let count = self.terms.len().min(self.meanings.len());
        (0..count)
            .into_par_iter()
            .map_init(|| (vec![0.0f32; self.terms.len()], Vec::new()), |room, n| self.nearest(n, room, most, floor))
            .collect()
    }

    /// The nearest texts of one: among those that share rare terms and those that lie near, by the blend of both.
    fn nearest(&self, n: usize, room: &mut (Vec<f32>, Vec<usize>), most: usize, floor: f32) -> Vec<(usize, f32)> {
        let few = most * 3;
        let strange = |doc: usize| self.podcasts[doc] != self.podcasts[n];
        let mut near = self.sharing(n, room, few);
        near.extend(self.near.nearest(&self.meanings[n], few, 0.0, strange).into_iter().map(|(doc, _)| doc));
        near.sort_unstable();
        near.dedup();
        let mut near: Vec<(usize, f32)> = near.into_iter().map(|doc| (doc, (self.likeness(n, doc) * 1e4).round() / 1e4)).collect();
        near.retain(|(_, likeness)| *likeness >= floor);
        near.sort_by(order);
        near.truncate(most);
        near
    }

    fn likeness(&self, a: usize, b: usize) -> f32 {
        blend(SHARE, cosine(&self.terms[a], &self.terms[b]), self.meanings[a].cosine(&self.meanings[b]))
    }

    /// Up to `few` texts of other podcasts that share the most: sums over the terms that few texts have, so that work grows with the
    /// texts, not with their square.
    fn sharing(&self, n: usize, (sums, touched): &mut (Vec<f32>, Vec<usize>), few: usize) -> Vec<usize> {
        for (term, weight) in probes(&self.terms[n]) {
            let carriers = &self.index[term as usize];
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
        let strange = touched.iter().filter(|doc| self.podcasts[**doc] != self.podcasts[n]);
        let mut near: Vec<(usize, f32)> = strange.map(|doc| (*doc, sums[*doc])).collect();
        for doc in touched.drain(..) {
            sums[doc] = 0.0;
        }
        if near.len() > few && few > 0 {
            near.select_nth_unstable_by(few - 1, order);
        }
        near.truncate(few);
        near.into_iter().map(|(doc, _)| doc).collect()
    }
}

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
fn index(texts: &[Terms]) -> Vec<Vec<(u32, f32)>> {
    let terms = texts.iter().flatten().map(|(term, _)| *term as usize + 1).max().unwrap_or(0);
    let mut index = vec![Vec::new(); terms];
    for (doc, terms) in texts.iter().enumerate() {
        for (term, weight) in terms {
            index[*term as usize].push((doc as u32, *weight));
        }
    }
    index
}

/// A text's heaviest terms: what is near shares some of them.
fn probes(terms: &Terms) -> Vec<(u32, f32)> {
    let mut probes = terms.clone();
    probes.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    probes.truncate(PROBES);
    probes
}

/// How like two texts are: the cosine of their words and that of their meanings, each with its share.
pub(crate) fn blend(share: f32, words: f32, meaning: f32) -> f32 {
    share * words + (1.0 - share) * meaning
}

/// Most like first, then in order of the texts.
fn order(a: &(usize, f32), b: &(usize, f32)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
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
        let terms = terms(&["alpha bravo charlie", "alpha delta"]);
        assert!((cosine(&terms[0], &terms[0]) - 1.0).abs() < 1e-5);
    }
}
