//! Measures of what vectors are good for. Each needs texts that are not part of this repository, or a quiet machine, so none runs by
//! itself; `en/vectors.md` says how to run them, and what they said.

use super::alike::Likeness;
use super::memory::Memory;
use super::near::Near;
use super::relate::{self, Doc, blend, cosine, terms};
use super::vectors::{embed, embed_all};
use serde::Deserialize;

/// Texts, and which pairs of them say the same.
#[derive(Deserialize)]
struct Twins {
    texts: Vec<String>,
    same: Vec<(usize, usize)>,
    /// Pairs of which nobody can say.
    unsure: Vec<(usize, usize)>,
}

/// Texts, and the podcast of each.
#[derive(Deserialize)]
struct Shelf {
    podcasts: Vec<String>,
    texts: Vec<String>,
}

fn given<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    serde_json::from_str(&std::fs::read_to_string(std::env::var(name).unwrap()).unwrap()).unwrap()
}

#[test]
#[ignore = "needs pairs of texts that say the same"]
fn near_duplicates() {
    let Twins { texts, same, unsure } = given("TAKEFIVE_TWINS");
    let (meanings, terms) = (embed_all(&texts), terms(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
    let pairs = || (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b))).filter(|pair| !unsure.contains(pair));
    for share in [1.0, 0.8, 0.65, 0.5, 0.35, 0.2, 0.0] {
        let mut scores: Vec<(f32, bool)> = pairs()
            .map(|(a, b)| (blend(share, cosine(&terms[a], &terms[b]), meanings[a].cosine(&meanings[b])), same.contains(&(a, b))))
            .collect();
        scores.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut hits, mut best, mut pure) = (0, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0));
        for (n, (score, hit)) in scores.iter().enumerate() {
            hits += usize::from(*hit);
            let (precision, recall) = (hits as f32 / (n + 1) as f32, hits as f32 / same.len() as f32);
            let f = 2.0 * precision * recall / (precision + recall).max(1e-9);
            best = if f > best.0 { (f, precision, recall, *score) } else { best };
            pure = if precision >= 0.97 { (recall, *score) } else { pure };
        }
        println!("share {share:.2}: F, precision, recall, floor {best:.3?}; recall and floor at precision 0.97 {pure:.3?}");
    }
    let likeness = Likeness::new(&texts, &[]);
    let called: Vec<bool> = pairs().filter(|(a, b)| likeness.alike(*a, *b)).map(|pair| same.contains(&pair)).collect();
    println!("as shipped: {} called the same, {} rightly, of {}", called.len(), called.iter().filter(|hit| **hit).count(), same.len());
}

#[test]
#[ignore = "needs texts"]
fn related_texts() {
    let Shelf { podcasts, texts } = given("TAKEFIVE_SHELF");
    let docs: Vec<Doc> = podcasts.iter().zip(&texts).map(|(podcast, text)| Doc { podcast, text }).collect();
    let ways: Vec<_> = [1.0, 0.65, 0.5, 0.35, 0.2, 0.0].into_iter().map(|share| (share, relate::with_share(&docs, share))).collect();
    std::fs::write(std::env::var("TAKEFIVE_OUT").unwrap(), serde_json::to_vec(&ways).unwrap()).unwrap();
}

/// So many contenders compete on a day.
const CONTENDERS: usize = 800;

/// Time on all processors together that this process had, in milliseconds: a busy machine does not lengthen it. Linux alone tells it.
fn spent() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().filter_map(Result::ok);
    let spent = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|number| number.parse::<f64>().ok()).unwrap_or_default()
    };
    threads.map(spent).sum::<f64>() / 1e6
}

/// Does something and tells what it cost.
fn cost<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let before = spent();
    let made = work();
    println!("{what}: {:.1} ms of one core", spent() - before);
    made
}

#[test]
#[ignore = "needs texts"]
fn a_day_after_very_many_published() {
    let Shelf { texts, .. } = given("TAKEFIVE_ARCHIVE");
    let (published, contenders) = texts.split_at(texts.len() - CONTENDERS);
    println!("{} published", published.len());
    cost("first text", || embed("x"));
    let sentences: Vec<&str> = texts[..2000].iter().flat_map(|text| text.split_inclusive(". ")).collect();
    cost(&format!("{} sentences", sentences.len()), || {
        sentences.iter().for_each(|text| {
            std::hint::black_box(embed(text));
        })
    });
    let mut memory = Memory::default();
    cost("embed all published", || drop(memory.vectors(published)));
    let bytes = cost("memory to bytes", || memory.bytes());
    let mut memory = cost(&format!("read a memory of {} bytes", bytes.len()), || Memory::read(&bytes));
    let remembered = cost("look up all published", || memory.vectors(published).0);
    let own = cost("embed contenders", || embed_all(contenders));
    cost("compare contenders", || drop(Likeness::with(contenders, &own, &[], &[])));
    cost("compare contenders and published", || drop(Likeness::with(contenders, &own, published, &remembered)));
    cost("related to five new ones", || drop(relate::nearest_of(&remembered, &own[..5], 10)));
    let near = cost("cells", || Near::new(&remembered));
    let neighbours = || own.iter().filter(|vector| !near.nearest(vector, 1, 0.65, |_| true).is_empty()).count();
    println!("{} contenders have a neighbour", cost("search for contenders", neighbours));
}

#[test]
#[ignore = "needs texts"]
fn very_many_related_to_each_other() {
    let Shelf { podcasts, texts } = given("TAKEFIVE_ARCHIVE");
    let meanings = embed_all(&texts);
    let docs: Vec<Doc> = podcasts.iter().zip(&texts).map(|(podcast, text)| Doc { podcast, text }).collect();
    cost("words", || drop(terms(&texts.iter().map(String::as_str).collect::<Vec<_>>())));
    cost("words and relations", || drop(relate::related_with(&docs, &meanings, 10)));
}
