//! Which insights speak of the same: for each the nearest of other podcasts, by what they mean and by the words that they share.
//!
//! Whatever is said of two insights depends on these two, and on nothing that a new day changes: so a new day is compared with the old
//! ones, and not all with all. What a word counts is taken from the first insights alone, as many as the largest power of two allows; it
//! changes when their number has doubled, or when one of them is edited so that its words became markedly rarer or commoner.
//!
//! The candidates of an insight are the `CANDIDATES` that mean the nearest; among these meaning and shared words together decide.

#[cfg(test)]
mod tests;
mod text;

use self::text::{Text, read_all};
use crate::{
    cache::Cache,
    config::TopicNames,
    hash::{Print, Printer, print_of},
    insight::relate::{SHARE, blend, cosine},
    model::{Section, Status},
    pack::{Packer, Unpacker, open},
    post::Kept,
    site::Related,
};
use rayon::prelude::*;
use std::{cmp::Ordering, collections::HashMap, sync::OnceLock};

/// Related insights of each, at most.
const MOST: usize = 10;
/// So many of those that mean the nearest are compared by their words as well.
const CANDIDATES: usize = 30;
/// Least likeness of two related insights.
const FLOOR: f32 = 0.3;
/// Of so few insights all are compared; of more only those whose vectors differ in few signs.
const FEW: usize = if cfg!(test) { 24 } else { 2048 };
/// Vectors that differ in more of 64 signs are not compared: nine of ten strangers do, and hardly one pair that is related.
const SIGNS: u32 = 27;
/// Insights in one piece of the cache.
const CHUNK: usize = 512;
/// The cache's name for this kind.
const KIND: &str = "related";

/// Something that is near, and how near.
type Near = (u32, f32);

/// An insight that is compared.
struct Doc<'a> {
    key: Print,
    podcast: Print,
    /// Its post and its place there.
    spot: (u32, u32),
    section: &'a Section,
}

/// For each insight those of other podcasts that speak of the same, nearest first. Drafts count only if `drafts`.
pub fn related(posts: &[Kept], drafts: bool, topics: &TopicNames, cache: &Cache) -> Related {
    let docs = docs(posts, drafts);
    let name = format!("{drafts}");
    // Other names of topics are other words in all texts.
    let names = print_of(&format!("{topics:?}"));
    let bytes = cache.get(KIND, &name, "bin").unwrap_or_default();
    let known = Known::open(&bytes, names);
    let spots: Vec<(u32, u32)> = docs.iter().map(|doc| doc.spot).collect();
    let is_same = known.as_ref().is_some_and(|known| known.keys.iter().copied().eq(docs.iter().map(|doc| doc.key)));
    let best = match known {
        Some(known) if is_same => known.best,
        known => {
            let all = All::new(docs, topics, known.and_then(Known::whole).unwrap_or_default());
            cache.put(KIND, &name, "bin", &all.pack(names).seal()).ok();
            all.best
        }
    };
    let mut related = Related(posts.iter().map(|post| vec![Vec::new(); post.post.sections.len()]).collect());
    for (spot, best) in spots.iter().zip(&best) {
        related.0[spot.0 as usize][spot.1 as usize] = best.iter().map(|n| spots[*n as usize]).collect();
    }
    related
}

fn docs(posts: &[Kept], drafts: bool) -> Vec<Doc<'_>> {
    let shown = posts.iter().zip(0..).filter(|(kept, _)| drafts || kept.post.front.status == Status::Published);
    let sections = shown.flat_map(|(kept, post)| kept.post.sections.iter().zip(&kept.sections).zip(0..).map(move |(s, n)| (s, (post, n))));
    sections
        .map(|((section, key), spot)| {
            let podcast = print_of(section.source.as_ref().map_or("", |source| source.podcast.as_str()));
            Doc { key: *key, podcast, spot, section }
        })
        .collect()
}

fn words_of(section: &Section, topics: &TopicNames) -> String {
    let topics = section.source.as_ref().map(|s| topics.all(&s.topics).join(" ")).unwrap_or_default();
    format!("{}\n{}\n{}\n{topics}", section.headline, section.body, section.quote.as_deref().unwrap_or_default())
}

/// All insights with what is known of them.
struct All<'a> {
    docs: Vec<Doc<'a>>,
    texts: Vec<Text>,
    /// For each the candidates, the nearest first.
    near: Vec<Vec<Near>>,
    /// For each the related ones, by their places.
    best: Vec<Vec<u32>>,
    /// What a stem's weight is taken from, in ascending order of the stems.
    rarity: Vec<(u32, u8)>,
    /// How many insights the weights are taken from, and which.
    ground: (usize, Print),
}

/// What the cache says.
#[derive(Default)]
struct Known<'a> {
    keys: Vec<Print>,
    best: Vec<Vec<u32>>,
    count: usize,
    ground: Print,
    rarity: Vec<(u32, u8)>,
    /// Texts and candidates of [`CHUNK`] insights each, not unpacked yet.
    packed: Vec<&'a [u8]>,
    texts: Vec<Text>,
    near: Vec<Vec<Near>>,
}

impl<'a> All<'a> {
    fn new(docs: Vec<Doc<'a>>, topics: &TopicNames, known: Known<'_>) -> Self {
        let places: HashMap<Print, u32> = known.keys.iter().copied().zip(0..).collect();
        let old: Vec<Option<u32>> = docs.iter().map(|doc| places.get(&doc.key).copied()).collect();
        // For each known insight its place now.
        let mut now: Vec<Option<u32>> = vec![None; known.keys.len()];
        old.iter().zip(0..).for_each(|(old, n)| old.iter().for_each(|old| now[*old as usize] = Some(n)));

        let fresh: Vec<usize> = (0..docs.len()).filter(|n| old[*n].is_none()).collect();
        let mut read = read_all(&fresh.iter().map(|n| words_of(docs[*n].section, topics)).collect::<Vec<_>>()).into_iter();
        let mut kept: Vec<Option<Text>> = known.texts.into_iter().map(Some).collect();
        let texts: Vec<Text> = old.iter().filter_map(|old| old.map_or_else(|| read.next(), |old| kept[old as usize].take())).collect();
        let ground = ground(&docs);
        // From one count of insights to another, other pairs are compared.
        let same_rule = (known.keys.len() <= FEW) == (docs.len() <= FEW);
        let mut all = Self { near: Vec::new(), best: Vec::new(), rarity: Vec::new(), ground, docs, texts };
        all.rarity = if known.ground == ground.1 { known.rarity.clone() } else { all.count() };
        let reweighed = all.rarity != known.rarity || ground.0 != known.count;

        let candidates = |n: usize| -> (Vec<Near>, bool) {
            let Some(before) = old[n].filter(|_| same_rule).map(|old| &known.near[old as usize]) else { return (all.nearest(n), true) };
            let mut near: Vec<Near> = before.iter().filter_map(|(m, cosine)| Some((now[*m as usize]?, *cosine))).collect();
            let gone = near.len() < before.len();
            // Behind one that is gone there may be others, which nobody kept.
            if gone && before.len() == CANDIDATES {
                return (all.nearest(n), true);
            }
            let last = near.last().filter(|_| near.len() == CANDIDATES).copied();
            let enters = |other: &Near| last.is_none_or(|last| all.order(other, &last).is_lt());
            let before = near.len();
            near.extend(fresh.iter().filter_map(|m| all.compared(n, *m)).filter(enters));
            let changed = gone || near.len() > before;
            if near.len() > before {
                all.sort(&mut near);
            }
            (near, changed)
        };
        let near: Vec<(Vec<Near>, bool)> = (0..all.docs.len()).into_par_iter().with_min_len(64).map(candidates).collect();
        let weights: Vec<OnceLock<Vec<(u32, f32)>>> = all.texts.iter().map(|_| OnceLock::new()).collect();
        let best = |(n, (near, changed)): (usize, &(Vec<Near>, bool))| -> Vec<u32> {
            let same = old[n].filter(|_| !changed && !reweighed).map(|old| &known.best[old as usize]);
            let moved = same.and_then(|best| best.iter().map(|m| now[*m as usize]).collect::<Option<Vec<u32>>>());
            moved.unwrap_or_else(|| all.best(n, near, &weights))
        };
        let best: Vec<Vec<u32>> = near.par_iter().with_min_len(64).enumerate().map(best).collect();
        all.near = near.into_iter().map(|(near, _)| near).collect();
        all.best = best;
        all
    }

    /// How near two insights are in meaning; `None` if they are not compared.
    fn compared(&self, n: usize, m: usize) -> Option<Near> {
        let (a, b) = (&self.texts[n], &self.texts[m]);
        if n == m || self.docs[n].podcast == self.docs[m].podcast || self.docs.len() > FEW && a.differ(b) > SIGNS {
            return None;
        }
        Some((m as u32, a.cosine(b))).filter(|(_, cosine)| *cosine > 0.0)
    }

    /// The candidates of an insight among all.
    fn nearest(&self, n: usize) -> Vec<Near> {
        let mut near: Vec<Near> = Vec::with_capacity(CANDIDATES * 8);
        let mut least = 0.0;
        for other in (0..self.docs.len()).filter_map(|m| self.compared(n, m)) {
            if other.1 >= least {
                near.push(other);
                // Now and then the list is cut to the best, and what is worse need not be kept any more.
                if near.len() == CANDIDATES * 8 {
                    self.sort(&mut near);
                    least = near.last().map_or(0.0, |(_, cosine)| *cosine);
                }
            }
        }
        self.sort(&mut near);
        near
    }

    /// The nearest first, and no more than are kept. Of two that are as near, their words decide, for days come and go.
    fn sort(&self, near: &mut Vec<Near>) {
        near.sort_unstable_by(|a, b| self.order(a, b));
        near.truncate(CANDIDATES);
    }

    fn order(&self, a: &Near, b: &Near) -> Ordering {
        b.1.total_cmp(&a.1).then_with(|| self.docs[a.0 as usize].key.cmp(&self.docs[b.0 as usize].key))
    }

    /// The candidates that are related indeed.
    fn best(&self, n: usize, near: &[Near], weights: &[OnceLock<Vec<(u32, f32)>>]) -> Vec<u32> {
        let weighed = |n: usize| weights[n].get_or_init(|| self.weigh(n));
        let likeness = |(m, meaning): &Near| blend(SHARE, cosine(weighed(n), weighed(*m as usize)), *meaning);
        let mut best: Vec<Near> = near.iter().map(|other| (other.0, (likeness(other) * 1e4).round() / 1e4)).collect();
        best.retain(|(_, likeness)| *likeness >= FLOOR);
        self.sort(&mut best);
        best.into_iter().take(MOST).map(|(m, _)| m).collect()
    }

    /// The words of an insight with their weights; of length 1.
    fn weigh(&self, n: usize) -> Vec<(u32, f32)> {
        let most = (self.ground.0 + 1) as f32;
        let weight = |(word, times): &(u32, u8)| {
            let bits = self.rarity.binary_search_by_key(word, |(word, _)| *word).map_or(0, |at| self.rarity[at].1);
            let carriers = if bits == 0 { 0.0 } else { (1u32 << (bits - 1)) as f32 * 1.5 };
            (*word, (1.0 + f32::from(*times).ln()) * (most / (carriers + 0.5)).ln().max(0.05))
        };
        let mut words: Vec<(u32, f32)> = self.texts[n].words.iter().map(weight).collect();
        let length = words.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-9);
        words.iter_mut().for_each(|(_, weight)| *weight /= length);
        words
    }

    /// For each stem in how many of the first insights it stands: the bits of that number, so that a few more or less change nothing.
    fn count(&self) -> Vec<(u32, u8)> {
        let mut words: Vec<u32> = self.texts[..self.ground.0].iter().flat_map(|text| text.words.iter().map(|(word, _)| *word)).collect();
        words.par_sort_unstable();
        words.chunk_by(|a, b| a == b).map(|same| (same[0], (usize::BITS - same.len().leading_zeros()) as u8)).collect()
    }

    fn pack(&self, names: Print) -> Packer {
        let mut pack = Packer::with_room(self.docs.len() * 1024);
        pack.print(names);
        pack.count(self.ground.0);
        pack.print(self.ground.1);
        pack.list(&self.rarity, |pack, (word, bits)| {
            pack.number(u64::from(*word));
            pack.number(u64::from(*bits));
        });
        pack.list(&self.docs, |pack, doc| pack.print(doc.key));
        pack.list(&self.best, |pack, best| pack.list(best, |pack, m| pack.number(u64::from(*m))));
        let chunk = |(texts, near): (&[Text], &[Vec<Near>])| {
            let mut pack = Packer::with_room(texts.len() * 640);
            for (text, near) in texts.iter().zip(near) {
                text.put(&mut pack);
                pack.list(near, |pack, (m, cosine)| {
                    pack.number(u64::from(*m));
                    pack.float32(*cosine);
                });
            }
            pack.into_bytes()
        };
        let chunks: Vec<Vec<u8>> = self.texts.par_chunks(CHUNK).zip(self.near.par_chunks(CHUNK)).map(chunk).collect();
        pack.list(&chunks, |pack, chunk| pack.bytes(chunk));
        pack
    }
}

/// How many of the first insights weights are taken from, and which these are.
fn ground(docs: &[Doc<'_>]) -> (usize, Print) {
    let count = if docs.is_empty() { 0 } else { 1 << docs.len().ilog2() };
    let mut printer = Printer::default();
    docs[..count].iter().for_each(|doc| {
        printer.print(doc.key);
    });
    (count, printer.done())
}

impl<'a> Known<'a> {
    /// The beginning of what the cache says, if it was said with the same names of topics.
    fn open(bytes: &'a [u8], names: Print) -> Option<Self> {
        let mut pack = open(bytes)?;
        if pack.print()? != names {
            return None;
        }
        let (count, ground) = (pack.count()?, pack.print()?);
        let rarity = pack.list(|pack| Some((u32::try_from(pack.number()?).ok()?, u8::try_from(pack.number()?).ok()?)))?;
        let keys = pack.list(Unpacker::print)?;
        let best = pack.list(|pack| pack.list(|pack| u32::try_from(pack.number()?).ok()))?;
        let packed = pack.list(Unpacker::bytes)?;
        let whole = best.len() == keys.len() && best.iter().flatten().all(|m| (*m as usize) < keys.len());
        whole.then_some(Self { keys, best, count, ground, rarity, packed, ..Self::default() })
    }

    /// With the rest of it.
    fn whole(mut self) -> Option<Self> {
        let chunk = |bytes: &&[u8]| {
            let (mut pack, mut chunk) = (Unpacker::new(bytes), Vec::with_capacity(CHUNK));
            while !pack.is_empty() {
                let text = Text::get(&mut pack)?;
                chunk.push((text, pack.list(|pack| Some((u32::try_from(pack.number()?).ok()?, pack.float32()?)))?));
            }
            Some(chunk)
        };
        let chunks: Option<Vec<_>> = self.packed.par_iter().map(chunk).collect();
        (self.texts, self.near) = chunks?.into_iter().flatten().unzip();
        let is_place = |(m, _): &Near| (*m as usize) < self.keys.len();
        (self.texts.len() == self.keys.len() && self.near.iter().flatten().all(is_place)).then_some(self)
    }
}
