//! Taste: what a publication's editors like, learned from what they kept, dropped, reordered and rewrote, as leanings that move a
//! candidate's score a little.
//!
//! Strong priors hold every leaning to none, and a score moves to between three quarters and four thirds of what it was: taste is never
//! more than a third of a score, whichever of the two it is measured by.

use super::fit::{Row, fit};
use crate::{
    model::{Candidate, Signal},
    text, yaml,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// Published days that it takes before taste has any say.
pub const LEAST_DAYS: usize = 10;

/// The farthest that taste moves a score, down and up, as factors.
const FARTHEST: (f32, f32) = (3.0 / 4.0, 4.0 / 3.0);

/// How strongly a leaning for a signal, and one for a podcast or topic, is held to none.
const PRIORS: (f64, f64) = (4.0, 6.0);
/// The prior of what is no leaning: how often picks are kept at all, and how often runners-up are taken.
const LOOSE: f64 = 0.1;

/// Leanings smaller than this are noise and are not kept.
const LEAST: f64 = 0.1;
/// No leaning is larger, also in a file that somebody wrote.
const MOST: f32 = 3.0;

/// What a rewritten text counts, of a whole decision.
const REWRITTEN: f64 = 0.7;

/// An insight that an editor was shown, with what it can be liked or disliked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shown {
    /// The podcast.
    pub podcast: String,
    /// Its topics.
    pub topics: Vec<String>,
    /// Signals by name, 0 to 1. What is missing counts as usual.
    pub signals: BTreeMap<String, f32>,
}

/// What became of an insight that an editor was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was in the draft and is in the post.
    Kept,
    /// It was in the draft and is gone.
    Dropped,
    /// It was on the desk and is in the post.
    Taken,
    /// It stayed on the desk, from which another was taken.
    Left,
}

/// A published day, as evidence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edited {
    /// What was shown, with what became of it.
    pub shown: Vec<(Shown, Fate)>,
    /// Pairs of places in `shown`: the editor put the first before the second, the draft had them the other way round.
    pub raised: Vec<(usize, usize)>,
    /// Traits as they were drafted, and as the editor wrote them.
    pub rewritten: Vec<(BTreeMap<String, f32>, BTreeMap<String, f32>)>,
}

/// How much more or less of a signal is liked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaning {
    /// Added to the score's log-odds where the signal is at its strongest rather than gone.
    pub weight: f32,
    /// The signal's usual strength, where nothing is added.
    pub usual: f32,
}

/// What was learned: `content/taste.yaml`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taste {
    /// Published days that it was learned from.
    pub days: usize,
    /// By signal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<String, Leaning>,
    /// By podcast: added to the log-odds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub podcasts: BTreeMap<String, f32>,
    /// By topic: added to the log-odds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<String, f32>,
}

impl Shown {
    /// What a candidate of `podcast` can be liked for.
    pub fn new(candidate: &Candidate, podcast: &str) -> Self {
        let signals = candidate.signals.iter().map(|s| (s.name.to_owned(), s.value)).collect();
        Self { podcast: podcast.to_owned(), topics: candidate.topics.clone(), signals }
    }
}

/// Whether an editor may like or dislike a signal. Nobody's taste makes an advertisement an insight; and how a passage compares with
/// those that other readers marked is what the score itself says.
pub fn is_matter_of_taste(signal: &str) -> bool {
    super::words_of_taste::of(signal).is_some()
}

impl Taste {
    /// Learns from published days, in the order of time. The same days give the same taste.
    pub fn learn(days: &[Edited]) -> Self {
        let columns = Columns::new(days);
        let rows: Vec<Row> = days.iter().flat_map(|day| columns.rows(day)).collect();
        let weights = fit(&rows, &columns.priors());
        let mut taste = Self { days: days.len(), ..Self::default() };
        for (place, what) in columns.of.iter().enumerate() {
            let weight = weights[place].clamp(f64::from(-MOST), f64::from(MOST));
            if weight.abs() < LEAST {
                continue;
            }
            let weight = hundredths(weight);
            match what {
                What::Often => {}
                What::Signal(name) => {
                    let usual = hundredths(columns.usual.get(name).copied().unwrap_or_default());
                    taste.signals.insert(name.clone(), Leaning { weight, usual });
                }
                What::Podcast(name) => drop(taste.podcasts.insert(name.clone(), weight)),
                What::Topic(name) => drop(taste.topics.insert(name.clone(), weight)),
            }
        }
        taste
    }

    /// Reads `content/taste.yaml`.
    ///
    /// # Errors
    /// The text is not YAML, has a key that is not ours, or a number that is none. The message names file and line.
    pub fn parse(text: &str, path: &Path) -> anyhow::Result<Self> {
        let taste: Self = yaml::parse(text, path)?;
        let numbers = taste.signals.values().flat_map(|l| [l.weight, l.usual]).chain(taste.podcasts.values().copied());
        let finite = numbers.chain(taste.topics.values().copied()).all(f32::is_finite);
        anyhow::ensure!(finite, "{}: every leaning must be a number; delete the file and run `takefive learn`", path.display());
        Ok(taste)
    }

    /// Whether it may move scores: it has seen days enough, and has a leaning.
    pub fn has_say(&self) -> bool {
        self.days >= LEAST_DAYS && !(self.signals.is_empty() && self.podcasts.is_empty() && self.topics.is_empty())
    }

    /// Moves the score of a candidate of `podcast`, within bounds, and adds a signal `taste` that says by how much. True if it moved.
    pub fn weigh(&self, candidate: &mut Candidate, podcast: &str) -> bool {
        if !self.has_say() {
            return false;
        }
        let (score, wanted) = (candidate.score, self.leaning(&Shown::new(candidate, podcast)));
        let moved = moved(score, wanted);
        if moved == score {
            return false;
        }
        let share = ((odds(moved) - odds(score)) * 1e4).round() / 1e4;
        candidate.signals.push(Signal { name: "taste", value: (chance(wanted) * 1e4).round() / 1e4, share });
        candidate.score = moved;
        true
    }

    /// What would be added to the log-odds, if there were no bounds.
    pub fn leaning(&self, shown: &Shown) -> f32 {
        let of_signal = |(name, leaning): (&String, &Leaning)| {
            let value = if is_matter_of_taste(name) { shown.signals.get(name) } else { None };
            value.map_or(0.0, |value| leaning.weight.clamp(-MOST, MOST) * (value - leaning.usual))
        };
        let signals: f32 = self.signals.iter().map(of_signal).sum();
        let of_name = |list: &BTreeMap<String, f32>, name: &str| {
            let folded = text::fold(name);
            list.iter().find(|(known, _)| text::fold(known) == folded).map_or(0.0, |(_, weight)| weight.clamp(-MOST, MOST))
        };
        let topics: f32 = shown.topics.iter().map(|topic| of_name(&self.topics, topic)).sum();
        signals + of_name(&self.podcasts, &shown.podcast) + topics
    }
}

/// Where taste takes a score that it would add `wanted` log-odds to.
fn moved(score: f32, wanted: f32) -> f32 {
    if score.is_nan() || wanted.is_nan() || wanted == 0.0 || score <= 0.0 || score >= 1.0 {
        return score;
    }
    let (least, most) = (score * FARTHEST.0, (score * FARTHEST.1).min(1.0));
    let to = (chance(odds(score) + wanted)).clamp(least, most) * 1e4;
    // Four decimals, as all scores have; rounded towards where it came from, so that the bounds hold.
    let rounded = if wanted > 0.0 { to.floor() } else { to.ceil() } / 1e4;
    if wanted > 0.0 { rounded.max(score) } else { rounded.min(score) }
}

fn odds(chance: f32) -> f32 {
    let chance = chance.clamp(1e-4, 1.0 - 1e-4);
    (chance / (1.0 - chance)).ln()
}

fn chance(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[allow(clippy::cast_possible_truncation, reason = "leanings are small")]
fn hundredths(number: f64) -> f32 {
    ((number * 1e2).round() / 1e2) as f32
}

/// What a column of the regression stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// How often something is kept or taken at all.
    Often,
    Signal(String),
    Podcast(String),
    Topic(String),
}

/// The columns of the regression.
struct Columns {
    of: Vec<What>,
    places: BTreeMap<What, usize>,
    /// Mean of each signal over everything that was shown.
    usual: BTreeMap<String, f64>,
}

impl Columns {
    fn new(days: &[Edited]) -> Self {
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        let mut names: BTreeMap<What, ()> = BTreeMap::new();
        for (shown, _) in days.iter().flat_map(|day| &day.shown) {
            for (name, value) in shown.signals.iter().filter(|(name, value)| is_matter_of_taste(name) && value.is_finite()) {
                let sum = sums.entry(name.clone()).or_default();
                *sum = (sum.0 + f64::from(*value), sum.1 + 1.0);
                names.insert(What::Signal(name.clone()), ());
            }
            names.insert(What::Podcast(shown.podcast.clone()), ());
            names.extend(shown.topics.iter().map(|topic| (What::Topic(topic.clone()), ())));
        }
        // Two columns come first: keeping what is in the draft, and taking what is on the desk.
        let of: Vec<What> = [What::Often, What::Often].into_iter().chain(names.into_keys()).collect();
        let places = of.iter().cloned().enumerate().map(|(place, what)| (what, place)).collect();
        Self { of, places, usual: sums.into_iter().map(|(name, (sum, count))| (name, sum / count)).collect() }
    }

    fn priors(&self) -> Vec<f64> {
        let prior = |what: &What| match what {
            What::Often => LOOSE,
            What::Signal(_) => PRIORS.0,
            What::Podcast(_) | What::Topic(_) => PRIORS.1,
        };
        self.of.iter().map(prior).collect()
    }

    fn rows(&self, day: &Edited) -> Vec<Row> {
        let count = |fate| day.shown.iter().filter(|(_, f)| *f == fate).count() as f64;
        let (taken, left) = (count(Fate::Taken), count(Fate::Left));
        let mut rows = Vec::new();
        for (shown, fate) in &day.shown {
            let (often, yes, weight) = match fate {
                Fate::Kept => (0, true, 1.0),
                Fate::Dropped => (0, false, 1.0),
                Fate::Taken => (1, true, 1.0),
                // All that were left together count as much as what was taken.
                Fate::Left => (1, false, taken / left),
            };
            let mut features = self.features(shown);
            features.push((often, 1.0));
            rows.push(Row { features, yes, weight });
        }
        // A section that was moved far passes many others: it is still one decision or two.
        let each = 2.0 / (day.raised.len() as f64).max(2.0);
        for (first, second) in &day.raised {
            let [first, second] = [*first, *second].map(|n| day.shown.get(n).map(|s| self.features(&s.0)).unwrap_or_default());
            rows.push(Row { features: less(first, &second), yes: true, weight: each });
        }
        for (before, after) in &day.rewritten {
            let traits = |signals: &BTreeMap<String, f32>| self.of_signals(signals);
            rows.push(Row { features: less(traits(after), &traits(before)), yes: true, weight: REWRITTEN });
        }
        rows.retain(|row| row.weight > 0.0);
        rows
    }

    fn features(&self, shown: &Shown) -> Vec<(usize, f64)> {
        let mut features = self.of_signals(&shown.signals);
        features.extend(self.places.get(&What::Podcast(shown.podcast.clone())).map(|place| (*place, 1.0)));
        features.extend(shown.topics.iter().filter_map(|topic| Some((*self.places.get(&What::Topic(topic.clone()))?, 1.0))));
        features
    }

    fn of_signals(&self, signals: &BTreeMap<String, f32>) -> Vec<(usize, f64)> {
        let feature = |(name, value): (&String, &f32)| {
            let place = *self.places.get(&What::Signal(name.clone()))?;
            value.is_finite().then(|| (place, f64::from(*value) - self.usual[name]))
        };
        signals.iter().filter_map(feature).collect()
    }
}

/// One list of features less another.
fn less(from: Vec<(usize, f64)>, other: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    from.into_iter().for_each(|(place, value)| *sums.entry(place).or_default() += value);
    other.iter().for_each(|(place, value)| *sums.entry(*place).or_default() -= value);
    sums.into_iter().collect()
}

#[cfg(test)]
#[path = "taste_tests.rs"]
mod tests;
