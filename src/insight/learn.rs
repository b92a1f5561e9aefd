//! Learning: from what readers marked to the wording, the trees and the weights that score passages.
//!
//! Everything runs in a fixed order with fixed seeds: the same gold gives the same files.

use super::extract::{About, extract_by};
use super::facts;
use super::gold::{Found, overlap};
use super::grow::{Growth, Rows, grow};
pub use super::lesson::Source;
use super::lesson::{Features, Lesson, spread};
use super::reading::Reading;
use super::score::{EMBEDDED, HeardWeights, USUAL_HEADLINE, USUAL_READ, USUAL_TEXT, Weights};
use super::signals::place;
use super::trees::Forest;
use super::wording::{self, Wording};
use crate::model::Candidate;
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
/// Least weights of how headline and text read.
const LEAST_HEADLINE: f32 = 0.7;
const LEAST_TEXT: f32 = 0.9;
/// The same for what the listener reads: headline, text and worth.
const LEAST_READ: [f32; 3] = [0.4, 0.7, 0.7];
/// Most episodes by which the score is calibrated.
const MOST_JUDGED: usize = 64;
/// So many candidates of an episode calibrate the score.
const CALIBRATING: usize = 30;

impl Model {
    /// What a binary embeds: paths under `src/insight/` and their text. Stems are counted over the same episodes.
    pub fn files(&self, lessons: &[Source]) -> Vec<(&'static str, String)> {
        let mut features = Features::default();
        let heard = listens(lessons);
        let lessons: Vec<Lesson> = lessons.iter().map(|source| Lesson::new(source, &mut features)).collect();
        let weights = ("weights.yaml", self.weights.print());
        if heard {
            return vec![("en/heard.tsv", self.wording.print()), ("en/heard.txt", self.forest.print(&facts::names())), weights];
        }
        vec![
            ("en/wording.tsv", self.wording.print()),
            ("en/trees.txt", self.forest.print(&facts::names())),
            ("en/stems.tsv", spread(lessons.iter())),
            weights,
        ]
    }
}

/// Whether lessons come with what a listener said of them.
fn listens(lessons: &[Source]) -> bool {
    lessons.iter().any(|source| source.heard.is_some())
}

/// The table by which texts are read, from judged ones; see `en/reading.md`.
///
/// # Errors
/// The number of a line that is not as it should be.
pub fn reading(judged: &str) -> Result<String, usize> {
    Reading::learn(judged).map(|reading| reading.print())
}

/// Learns from gold passages and the transcripts that they were marked in.
///
/// The stems' table is the embedded one; write [`Model::files`], build and learn again if the episodes are others.
pub fn from_gold(lessons: &[Source]) -> Model {
    let mut features = Features::default();
    let mut prepared: Vec<Lesson> = lessons.iter().map(|source| Lesson::new(source, &mut features)).collect();
    let mut judged = Vec::new();
    for part in 0..PARTS {
        let tested = part_of(&prepared, part);
        let mut others: Vec<&mut Lesson> = prepared.iter_mut().zip(&tested).filter(|(_, tested)| !**tested).map(|(l, _)| l).collect();
        let model = fit(&mut others, &features);
        // A listener reads for seconds; some episodes are enough to set a scale by.
        let every = lessons.len().div_ceil(MOST_JUDGED);
        for (n, _) in tested.iter().enumerate().filter(|(n, tested)| **tested && n % every == 0) {
            judged.extend(verdicts(&prepared[n], &lessons[n], &model));
        }
    }
    let mut model = fit(&mut prepared.iter_mut().collect::<Vec<_>>(), &features);
    model.weights = calibrate(&judged, &EMBEDDED.weights, listens(lessons));
    model
}

/// The candidates of each of the first `tested` lessons, by its id, as a model finds them that was learned without its show, and without
/// some others: shows are dealt into parts, and each part is tested by what all others taught. Only the weights are the embedded ones.
pub fn held_out(lessons: &[Source], tested: usize) -> Vec<(String, Vec<Candidate>)> {
    let mut features = Features::default();
    let mut prepared: Vec<Lesson> = lessons.iter().map(|source| Lesson::new(source, &mut features)).collect();
    let mut found = Vec::new();
    for part in 0..PARTS {
        let inside = part_of(&prepared, part);
        let own: Vec<&Source> = lessons.iter().take(tested).zip(&inside).filter(|(_, inside)| **inside).map(|(source, _)| source).collect();
        if own.is_empty() {
            continue;
        }
        let mut others: Vec<&mut Lesson> = prepared.iter_mut().zip(&inside).filter(|(_, inside)| !**inside).map(|(l, _)| l).collect();
        let mut model = fit(&mut others, &features);
        model.weights = EMBEDDED.weights;
        let candidates = |source: &&Source| extract_by(&source.transcript, &About::default(), &model, source.ear());
        found.extend(own.iter().map(|source| (source.gold.id.clone(), candidates(source))));
    }
    found
}

/// The episodes as what a listener learns from, by id; see `en/listener.md`.
pub fn exported(lessons: &[Source]) -> Vec<(String, String)> {
    let mut features = Features::default();
    let export = |source: &Source, features: &mut Features| Lesson::new(source, features).export(&source.gold.id).to_string();
    lessons.iter().map(|source| (source.gold.id.clone(), export(source, &mut features) + "\n")).collect()
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
    let heard = HeardWeights { slope: 1.0, intercept: 0.0, ..EMBEDDED.weights.heard };
    let weights = Weights { slope: 1.0, intercept: 0.0, heard, ..EMBEDDED.weights };
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

/// What is known of a candidate when its score is calibrated: the trees' log-odds, the quality of headline and text, the worth that the
/// listener sees, and 1.
type Known = [f64; 5];

/// The best candidates of an episode, and whether a reader marked them.
fn verdicts(lesson: &Lesson, source: &Source, model: &Model) -> Vec<(Known, bool)> {
    let found = extract_by(&source.transcript, &About::default(), model, source.ear());
    let verdict = |candidate: &Candidate| {
        let range = lesson.numbered.place(&candidate.quote)?;
        let signals = ["headline", "text", "worth"].map(|name| &candidate.signals[place(name)]);
        let odds = logit(candidate.score) - f64::from(signals.iter().map(|s| s.share).sum::<f32>());
        let [headline, text, worth] = match source.listener {
            None => [f64::from(signals[0].value - USUAL_HEADLINE), f64::from(signals[1].value - USUAL_TEXT), 0.0],
            Some(_) => std::array::from_fn(|n| logit(signals[n].value) - f64::from(USUAL_READ[n])),
        };
        let hit = lesson.found.iter().any(|(gold, _)| overlap(gold, &range) >= 0.4);
        Some(([odds, headline, text, worth, 1.0], hit))
    };
    found.iter().take(CALIBRATING).filter_map(verdict).collect()
}

/// Log-odds of a chance.
fn logit(chance: f32) -> f64 {
    let chance = f64::from(chance).clamp(1e-4, 1.0 - 1e-4);
    (chance / (1.0 - chance)).ln()
}

/// Weights that turn what is known into the chance of a hit: logistic regression by Newton's method.
fn calibrate(judged: &[(Known, bool)], before: &Weights, listens: bool) -> Weights {
    let mut best: Known = [1.0, 0.0, 0.0, 0.0, 0.0];
    for _ in 0..30 {
        // Gradient and curvature of the log-loss; the small numbers keep the system solvable.
        let mut system = [[0.0; 6]; 5];
        for (known, hit) in judged {
            let odds: f64 = known.iter().zip(&best).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-odds).exp());
            for (row, x) in system.iter_mut().zip(known) {
                row[5] += (f64::from(u8::from(*hit)) - p) * x;
                row.iter_mut().zip(known).for_each(|(cell, y)| *cell += p * (1.0 - p) * x * y);
            }
        }
        (0..5).for_each(|n| system[n][n] += 1e-3);
        let step = solve(system);
        best.iter_mut().zip(step).for_each(|(w, s)| *w += s);
    }
    let tidy = |x: f64| ((x * 1e3).round() / 1e3) as f32;
    // What does not tell hits from misses must not turn the ranking round.
    let slope = best[0].max(0.05);
    let share = |weight: f64| tidy((weight / slope).clamp(0.0, 4.0));
    // The gold does not measure how headline and text read, but editors and readers do.
    let (slope, intercept) = (tidy(slope), tidy(best[4]));
    if listens {
        let [headline, text, worth] = [share(best[1]), share(best[2]), share(best[3])];
        let least = LEAST_READ;
        let heard =
            HeardWeights { slope, intercept, headline: headline.max(least[0]), text: text.max(least[1]), worth: worth.max(least[2]) };
        return Weights { heard, ..*before };
    }
    let (headline, text) = (share(best[1]).max(LEAST_HEADLINE), share(best[2]).max(LEAST_TEXT));
    Weights { slope, intercept, headline, text, ..*before }
}

/// Solves five linear equations, the sixth column being the right side.
fn solve(mut system: [[f64; 6]; 5]) -> Known {
    for n in 0..5 {
        // The matrix is positive definite, so no pivot is 0.
        let row = system[n].map(|cell| cell / system[n][n]);
        system[n] = row;
        for (_, other) in system.iter_mut().enumerate().filter(|(m, _)| *m != n) {
            let factor = other[n];
            other.iter_mut().zip(row).for_each(|(cell, own)| *cell -= factor * own);
        }
    }
    system.map(|row| row[5])
}

#[cfg(test)]
#[path = "learn_tests.rs"]
mod tests;
