//! Learning: from what readers marked to the wording and the trees that score passages.

use super::facts::{Episode, Passage};
use super::gold::{Found, Gold, Numbered, overlap};
use super::grow::{Growth, Rows, grow};
use super::score::{EMBEDDED, Weights};
use super::trees::Forest;
use super::turns::turns;
use super::wording::{self, Wording};
use crate::model::Transcript;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Everything that is learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Weights of words.
    pub(crate) wording: Wording,
    /// Trees over facts.
    pub(crate) forest: Forest,
    /// How log-odds become a score.
    pub(crate) weights: Weights,
}

/// An episode to learn from.
pub struct Lesson {
    /// The gold file's id.
    pub id: String,
    /// The show.
    pub show: String,
    pub(crate) episode: Episode,
    pub(crate) numbered: Numbered,
    pub(crate) found: Vec<Found>,
    /// Numbers of the wording's features, turn by turn, sentence by sentence.
    features: Vec<Vec<Vec<u32>>>,
}

/// Rounds over all sentences when wording is learned.
const ROUNDS: usize = 6;
/// A wording must be used in this many episodes to get a weight.
const USED: usize = 4;

/// Names of the wording's features by number.
#[derive(Debug, Default)]
pub struct Features {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    used: Vec<usize>,
}

impl Features {
    fn number(&mut self, name: String) -> u32 {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        self.used.push(0);
        number
    }
}

/// Prepares an episode.
pub fn lesson(gold: &Gold, transcript: &Transcript, features: &mut Features) -> Lesson {
    let episode = Episode::new(turns(transcript), &Wording::default());
    let numbered = Numbered::new(&episode);
    let found = numbered.find(gold);
    let mut seen = std::collections::BTreeSet::new();
    let own = episode.turns.iter().map(|turn| {
        let one = turn.sentences.iter().map(|s| {
            let own: Vec<u32> = wording::features(&s.words, &s.stems).into_iter().map(|f| features.number(f)).collect();
            seen.extend(own.iter().copied());
            own
        });
        one.collect()
    });
    let own: Vec<Vec<Vec<u32>>> = own.collect();
    for number in seen {
        features.used[number as usize] += 1;
    }
    Lesson { id: gold.id.clone(), show: gold.show.clone(), episode, numbered, found, features: own }
}

/// Learns wording and trees from lessons.
pub fn fit(lessons: &mut [&mut Lesson], features: &Features) -> Model {
    // The trees must see wording as it judges words it has not learned from, so each quarter's is learned from the other three.
    const FOLDS: usize = 4;
    for fold in 0..FOLDS {
        let others: Vec<&Lesson> = lessons.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, l)| &**l).collect();
        let wording = fit_wording(&others, features);
        for lesson in lessons.iter_mut().skip(fold).step_by(FOLDS) {
            lesson.episode.reword(&wording);
        }
    }
    let mut rows = Rows { facts: Vec::new(), targets: Vec::new(), weights: Vec::new() };
    for lesson in lessons.iter() {
        add_rows(lesson, &mut rows);
    }
    let growth = Growth {
        trees: knob("trees", 220.0) as usize,
        depth: knob("depth", 5.0) as usize,
        rate: knob("rate", 0.06),
        least: knob("least", 8.0),
        ridge: knob("ridge", 4.0),
        share: knob("share", 0.35),
    };
    let bags = knob("bags", 4.0) as u64;
    let forest = Forest::mean((0..bags).map(|seed| grow(&rows, growth, seed)).collect());
    let all: Vec<&Lesson> = lessons.iter().map(|l| &**l).collect();
    Model { wording: fit_wording(&all, features), forest, weights: EMBEDDED.weights }
}

/// How well a passage meets the gold: 0 to 1.
pub(crate) fn target(lesson: &Lesson, passage: &Passage) -> (f32, f32) {
    let range = lesson.numbered.range(passage);
    let mut best = (0.0f32, 0.0f32);
    for (gold, grade) in &lesson.found {
        let iou = overlap(gold, &range);
        let value =
            ((iou - knob("iou0", 0.3)) / knob("ioud", 0.15)).clamp(0.0, 1.0) * (knob("g0", 0.4) + (1.0 - knob("g0", 0.4)) / 3.0 * grade);
        best = (best.0.max(value), best.1.max(iou));
    }
    best
}

fn add_rows(lesson: &Lesson, rows: &mut Rows) {
    let mut seed = lesson.found.len() as u64 + 77;
    for passage in lesson.episode.passages() {
        let (target, near) = target(lesson, &passage);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let kept = near > 0.0 || seed >> 33 & 7 == 0;
        if kept {
            rows.facts.push(lesson.episode.measure(&passage));
            rows.targets.push(target);
            rows.weights.push(if near > 0.0 { 1.0 } else { 8.0 });
        }
    }
}

pub(crate) fn knob(name: &str, usual: f32) -> f32 {
    static SET: std::sync::LazyLock<HashMap<String, f32>> = std::sync::LazyLock::new(|| {
        std::env::var("KNOBS")
            .unwrap_or_default()
            .split(' ')
            .filter_map(|k| k.split_once('='))
            .map(|(k, v)| (k.to_owned(), v.parse().unwrap()))
            .collect()
    });
    if SET.is_empty() { usual } else { SET.get(name).copied().unwrap_or(usual) }
}

/// Logistic regression of "stands in a marked passage" on words and pairs, by AdaGrad in a fixed order.
fn fit_wording(lessons: &[&Lesson], features: &Features) -> Wording {
    let mut weights = vec![0.0f32; features.names.len()];
    let mut bent = vec![1.0f32; features.names.len()];
    let mut bias = -2.0f32;
    let (rate, decay, used) = (knob("wrate", 0.15), knob("l2", 0.0006), knob("used", USED as f32) as usize);
    for _ in 0..knob("rounds", ROUNDS as f32) as usize {
        for (lesson, turn, n, own) in lessons.iter().flat_map(|lesson| lesson.sentences()) {
            let range = lesson.numbered.sentence(turn, n);
            if range.is_empty() {
                continue;
            }
            let scale = wording::scale(own.len());
            let sum: f32 = own.iter().map(|f| weights[*f as usize]).sum::<f32>() * scale + bias;
            let pull = marked(&lesson.found, &range) - 1.0 / (1.0 + (-sum).exp());
            bias += 0.002 * pull;
            for f in own.iter().map(|f| *f as usize).filter(|f| features.used[*f] >= used) {
                let slope = pull * scale - decay * weights[f];
                bent[f] += slope * slope;
                weights[f] += rate * slope / bent[f].sqrt();
            }
        }
    }
    Wording::new(features.names.iter().cloned().zip(weights).filter(|(_, weight)| weight.abs() >= 0.03))
}

/// Whether the words `range` stand in a marked passage: 0 for no, up to 1 for one of the best grade.
fn marked(found: &[Found], range: &Range<usize>) -> f32 {
    let inside = found.iter().filter(|(gold, _)| gold.start < range.end && range.start < gold.end);
    inside.map(|(_, grade)| 0.55 + 0.15 * grade).fold(0.0, f32::max)
}

impl Lesson {
    /// Every sentence: the lesson, its turn, its place and its features.
    fn sentences(&self) -> impl Iterator<Item = (&Self, usize, usize, &Vec<u32>)> {
        self.features
            .iter()
            .enumerate()
            .flat_map(move |(turn, sentences)| sentences.iter().enumerate().map(move |(n, own)| (self, turn, n, own)))
    }
}

/// Groups lessons by show.
pub fn shows(lessons: &[Lesson]) -> BTreeMap<String, Vec<usize>> {
    let mut shows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, lesson) in lessons.iter().enumerate() {
        shows.entry(lesson.show.clone()).or_default().push(n);
    }
    shows
}

/// The table `en/stems.tsv`: stems that at least three episodes use, with the number of those episodes.
pub fn spread<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> String {
    let mut spread: BTreeMap<&str, usize> = BTreeMap::new();
    for lesson in lessons {
        let sentences = lesson.episode.turns.iter().flat_map(|turn| &turn.sentences);
        let own: std::collections::BTreeSet<&str> = sentences.flat_map(|s| s.stems.iter().map(String::as_str)).collect();
        for stem in own {
            *spread.entry(stem).or_default() += 1;
        }
    }
    spread.into_iter().filter(|(_, count)| *count >= 3).map(|(stem, count)| format!("{stem}\t{count}\n")).collect()
}
