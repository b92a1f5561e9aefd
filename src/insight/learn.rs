//! Learning: from what readers marked to the wording, the trees and the weights that score passages.
//!
//! Everything runs in a fixed order with fixed seeds: the same gold gives the same files.

use super::extract::{About, extract_by};
use super::facts;
use super::gold::{Found, Gold, overlap};
use super::grow::{Growth, Rows, grow};
use super::lesson::{Features, Lesson, spread};
use super::score::{EMBEDDED, Weights};
use super::trees::Forest;
use super::wording::{self, Wording};
use crate::model::Transcript;
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

/// Rounds over all sentences when wording is learned.
const ROUNDS: usize = 12;
/// A wording must be used in this many episodes to get a weight.
const USED: usize = 4;
/// How the trees are grown: shallow ones with well filled leaves, since the readers' taste varies more than the facts tell.
const GROWTH: Growth = Growth { trees: 220, depth: 4, rate: 0.06, least: 25.0, ridge: 10.0, share: 0.35 };
/// Forests that are grown from other draws of rows and facts, and then averaged.
const BAGS: u64 = 2;
/// Parts that shows are dealt into when the score is calibrated.
const PARTS: usize = 4;
/// So many candidates of an episode calibrate the score.
const CALIBRATING: usize = 10;

impl Model {
    /// What a binary embeds: paths under `src/insight/` and their text. Stems are counted over the same episodes.
    pub fn files(&self, lessons: &[(Gold, Transcript)]) -> Vec<(&'static str, String)> {
        let mut features = Features::default();
        let lessons: Vec<Lesson> = lessons.iter().map(|(gold, transcript)| Lesson::new(gold, transcript, &mut features)).collect();
        vec![
            ("en/wording.tsv", self.wording.print()),
            ("en/trees.txt", self.forest.print(&facts::names())),
            ("en/stems.tsv", spread(lessons.iter())),
            ("weights.yaml", self.weights.print()),
        ]
    }
}

/// Learns from gold passages and the transcripts that they were marked in.
///
/// The stems' table is the embedded one; write [`Model::files`], build and learn again if the episodes are others.
pub fn from_gold(lessons: &[(Gold, Transcript)]) -> Model {
    let mut features = Features::default();
    let mut prepared: Vec<Lesson> = lessons.iter().map(|(gold, transcript)| Lesson::new(gold, transcript, &mut features)).collect();
    let mut judged = Vec::new();
    for part in 0..PARTS {
        let tested = part_of(&prepared, part);
        let mut others: Vec<&mut Lesson> = prepared.iter_mut().zip(&tested).filter(|(_, tested)| !**tested).map(|(l, _)| l).collect();
        let model = fit(&mut others, &features);
        for (n, _) in tested.iter().enumerate().filter(|(_, tested)| **tested) {
            judged.extend(verdicts(&prepared[n], &lessons[n].1, &model));
        }
    }
    let mut model = fit(&mut prepared.iter_mut().collect::<Vec<_>>(), &features);
    (model.weights.slope, model.weights.intercept) = calibrate(&judged);
    model
}

/// Which lessons are of a show that is dealt to `part`.
fn part_of(lessons: &[Lesson], part: usize) -> Vec<bool> {
    let mut shows: Vec<&str> = lessons.iter().map(|l| l.show.as_str()).collect();
    shows.sort_unstable();
    shows.dedup();
    lessons.iter().map(|l| shows.binary_search(&l.show.as_str()).is_ok_and(|n| n % PARTS == part)).collect()
}

/// Learns wording and trees; the weights stay as they are, uncalibrated.
pub(crate) fn fit(lessons: &mut [&mut Lesson], features: &Features) -> Model {
    // The trees must see wording as it judges words it has not learned from, so each quarter's is learned from the other three.
    const FOLDS: usize = 4;
    for fold in 0..FOLDS {
        let others: Vec<&Lesson> = lessons.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, l)| &**l).collect();
        let wording = fit_wording(&others, features);
        lessons.iter_mut().skip(fold).step_by(FOLDS).for_each(|lesson| lesson.episode.reword(&wording));
    }
    let mut rows = Rows { facts: Vec::new(), targets: Vec::new(), weights: Vec::new() };
    lessons.iter().for_each(|lesson| add_rows(lesson, &mut rows));
    let forest = Forest::mean((0..BAGS).map(|seed| grow(&rows, GROWTH, seed)).collect());
    let all: Vec<&Lesson> = lessons.iter().map(|l| &**l).collect();
    let weights = Weights { slope: 1.0, intercept: 0.0, ..EMBEDDED.weights };
    Model { wording: fit_wording(&all, features), forest, weights }
}

/// Adds every passage that touches a marked one, and one in eight of the others, which count eightfold.
fn add_rows(lesson: &Lesson, rows: &mut Rows) {
    let mut seed = lesson.found.len() as u64 + 77;
    for passage in lesson.episode.passages() {
        let (target, near) = lesson.target(&passage);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if near > 0.0 || (seed >> 33) & 7 == 0 {
            rows.facts.push(lesson.episode.measure(&passage));
            rows.targets.push(target);
            rows.weights.push(if near > 0.0 { 1.0 } else { 8.0 });
        }
    }
}

/// Logistic regression of "stands in a marked passage" on words and pairs, by AdaGrad in a fixed order.
fn fit_wording(lessons: &[&Lesson], features: &Features) -> Wording {
    const RATE: f32 = 0.15;
    const DECAY: f32 = 0.002;
    let mut weights = vec![0.0f32; features.names.len()];
    let mut bent = vec![1.0f32; features.names.len()];
    let mut bias = -2.0f32;
    for _ in 0..ROUNDS {
        for (lesson, (turn, n, own)) in lessons.iter().flat_map(|lesson| lesson.sentences().map(move |s| (lesson, s))) {
            let range = lesson.numbered.sentence(turn, n);
            if range.is_empty() {
                continue;
            }
            let scale = wording::scale(own.len());
            let sum: f32 = own.iter().map(|f| weights[*f as usize]).sum::<f32>() * scale + bias;
            let pull = marked(&lesson.found, &range) - 1.0 / (1.0 + (-sum).exp());
            bias += 0.002 * pull;
            for f in own.iter().map(|f| *f as usize).filter(|f| features.used[*f] >= USED) {
                let slope = pull * scale - DECAY * weights[f];
                bent[f] += slope * slope;
                weights[f] += RATE * slope / bent[f].sqrt();
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

/// The best candidates of an episode: log-odds, and whether a reader marked them.
fn verdicts(lesson: &Lesson, transcript: &Transcript, model: &Model) -> Vec<(f32, bool)> {
    let found = extract_by(transcript, &About::default(), model);
    let verdict = |candidate: &crate::model::Candidate| {
        let range = lesson.numbered.place(&candidate.quote)?;
        let score = candidate.score.clamp(1e-4, 1.0 - 1e-4);
        Some(((score / (1.0 - score)).ln(), lesson.found.iter().any(|(gold, _)| overlap(gold, &range) >= 0.4)))
    };
    found.iter().take(CALIBRATING).filter_map(verdict).collect()
}

/// Slope and intercept that turn log-odds into the chance of a hit (Platt's scaling, by Newton's method).
fn calibrate(judged: &[(f32, bool)]) -> (f32, f32) {
    let (mut slope, mut intercept) = (1.0f64, 0.0f64);
    for _ in 0..30 {
        // Gradient and curvature of the log-loss; the small numbers keep the system solvable.
        let (mut g, mut h) = ([0.0f64; 2], [1e-3, 0.0, 1e-3]);
        for (odds, hit) in judged {
            let x = f64::from(*odds);
            let p = 1.0 / (1.0 + (-(slope * x + intercept)).exp());
            let (pull, bend) = (f64::from(u8::from(*hit)) - p, p * (1.0 - p));
            g = [g[0] + pull * x, g[1] + pull];
            h = [h[0] + bend * x * x, h[1] + bend * x, h[2] + bend];
        }
        let det = h[0] * h[2] - h[1] * h[1];
        slope += (h[2] * g[0] - h[1] * g[1]) / det;
        intercept += (h[0] * g[1] - h[1] * g[0]) / det;
    }
    let tidy = |x: f64| ((x * 1e3).round() / 1e3) as f32;
    (tidy(slope), tidy(intercept))
}

#[cfg(test)]
#[path = "learn_tests.rs"]
mod tests;
