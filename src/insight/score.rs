//! Scores: what is learned, put together into a number between 0 and 1 with its reasons.

use super::facts;
use super::learn::Model;
use super::listen::{Verdict, chance};
use super::signals::{place, signals};
use super::trees::Forest;
use super::wording::Wording;
use crate::model::{Candidate, Signal};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

/// The weights file; see its comments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Weights {
    /// Factor of the log-odds.
    pub slope: f32,
    /// Added to the log-odds.
    pub intercept: f32,
    /// Weight of the headline's quality.
    pub headline: f32,
    /// Weight of the text's quality.
    pub text: f32,
    /// Added for a guest, taken away for a host.
    pub guest: f32,
    /// Weight of the logarithm of the podcast's weight.
    pub podcast: f32,
    /// Taken away from a sponsor read.
    pub sponsor: f32,
    /// Taken away from housekeeping.
    pub housekeeping: f32,
    /// Taken away from an open question.
    pub question: f32,
    /// The weights that hold when the listener was asked.
    pub heard: HeardWeights,
}

/// What replaces slope, intercept, headline and text when the listener was asked: it reads better than grammar does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HeardWeights {
    /// Factor of the log-odds.
    pub slope: f32,
    /// Added to the log-odds.
    pub intercept: f32,
    /// Weight of the log-odds that the headline is a statement.
    pub headline: f32,
    /// Weight of the log-odds that the text is prose that stands alone.
    pub text: f32,
    /// Weight of the log-odds that the point is worth printing.
    pub worth: f32,
}

impl Weights {
    /// The weights file: the embedded one's comments with these numbers.
    pub(crate) fn print(&self) -> String {
        let numbers = crate::yaml::print(self);
        let number = |key: &str| numbers.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::to_owned);
        // The nested numbers have the keys of the others, but two spaces before them.
        let line = |line: &str| match line.split_once(':') {
            Some((key, _)) if !line.starts_with('#') => format!("{key}:{}\n", number(key).unwrap_or_default()),
            _ => format!("{line}\n"),
        };
        include_str!("weights.yaml").lines().map(line).collect()
    }
}

/// What was learned, as the binary carries it.
pub(crate) static EMBEDDED: LazyLock<Model> = LazyLock::new(|| model(include_str!("en/trees.txt"), include_str!("en/wording.tsv")));

/// What was learned with the listener.
pub(crate) static LISTENING: LazyLock<Model> = LazyLock::new(|| model(include_str!("en/heard.txt"), include_str!("en/heard.tsv")));

fn model(trees: &str, wording: &str) -> Model {
    let weights = crate::yaml::parse(include_str!("weights.yaml"), Path::new("weights.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded weights are tested: {error}"));
    let forest = Forest::parse(trees, &facts::names()).unwrap_or_else(|| unreachable!("the embedded trees are tested"));
    Model { wording: Wording::parse(wording), forest, weights }
}

/// Quality of a usual headline and text: these add nothing to a score and take nothing away.
pub(crate) const USUAL_HEADLINE: f32 = 0.7;
pub(crate) const USUAL_TEXT: f32 = 0.85;
/// Log-odds that a copy editor usually gives a headline, a text and its point.
pub(crate) const USUAL_READ: [f32; 3] = [-1.9, -0.85, -0.45];

/// What is known of a passage beside its facts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside {
    /// Quality of the headline, 0 to 1.
    pub headline: f32,
    /// Quality of the text, 0 to 1.
    pub text: f32,
    /// 1 for a known guest, -1 for a known host, else 0.
    pub guest: f32,
    /// The podcast's weight.
    pub podcast: f32,
    /// 1 for a sponsor read.
    pub sponsor: f32,
    /// 1 for housekeeping.
    pub housekeeping: f32,
    /// 1 for a question without an answer.
    pub question: f32,
    /// What the listener said of text and headline, if it was asked.
    pub read: Option<Verdict>,
}

impl Model {
    /// Score and signals of a passage.
    pub(crate) fn judge(&self, row: &[f32], beside: &Beside) -> (f32, Vec<Signal>) {
        let mut shares = vec![0.0; row.len()];
        let base = self.forest.shares(row, &mut shares);
        let mut signals = signals(row, &shares);
        let weights = &self.weights;
        let mut add = |name: &str, value: Option<f32>, share: f32| {
            let signal = &mut signals[place(name)];
            signal.value = value.unwrap_or(signal.value);
            signal.share += share;
        };
        let (slope, intercept) = match &beside.read {
            None => {
                add("headline", Some(beside.headline), weights.headline * (beside.headline - USUAL_HEADLINE));
                add("text", Some(beside.text), weights.text * (beside.text - USUAL_TEXT));
                (weights.slope, weights.intercept)
            }
            Some(read) => {
                let weights = &weights.heard;
                for ((name, odds), (weight, usual)) in read_as(read).into_iter().zip(weights.each().into_iter().zip(USUAL_READ)) {
                    add(name, Some(chance(odds)), weight * (odds - usual));
                }
                (weights.slope, weights.intercept)
            }
        };
        add("speaker", None, weights.guest * beside.guest);
        add("podcast", Some((beside.podcast / 2.0).clamp(0.0, 1.0)), weights.podcast * beside.podcast.clamp(0.01, 2.0).ln());
        add("sponsor", None, -weights.sponsor * beside.sponsor);
        add("housekeeping", None, -weights.housekeeping * beside.housekeeping);
        add("talk", None, -weights.question * beside.question);
        for signal in &mut signals {
            signal.value = round(signal.value);
            signal.share = round(slope * signal.share);
        }
        let odds = slope * base + intercept + signals.iter().map(|s| s.share).sum::<f32>();
        (round(1.0 / (1.0 + (-odds).exp())), signals)
    }
}

impl HeardWeights {
    /// In the order of [`read_as`].
    fn each(&self) -> [f32; 3] {
        [self.headline, self.text, self.worth]
    }
}

/// A verdict as the log-odds of the signals `headline`, `text` and `worth`.
pub(crate) fn read_as(read: &Verdict) -> [(&'static str, f32); 3] {
    let [alone, prose, headline, worth, _] = *read;
    [("headline", headline), ("text", 0.5 * (alone + prose)), ("worth", worth)]
}

/// Four decimals: what is stored is what was compared.
fn round(number: f32) -> f32 {
    (number * 1e4).round() / 1e4
}

/// The strongest reasons for and against, in one line.
pub fn explain(candidate: &Candidate) -> String {
    let mut signals: Vec<&Signal> = candidate.signals.iter().filter(|s| s.share.abs() >= 0.05).collect();
    signals.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()).then(a.name.cmp(b.name)));
    signals.truncate(7);
    signals.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.name.cmp(b.name)));
    let mut line = format!("{:.2}", candidate.score);
    for (n, signal) in signals.iter().enumerate() {
        _ = write!(line, "{} {} {:+.1}", if n == 0 { ":" } else { "," }, signal.name, signal.share);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_weights_are_read_again() {
        let weights = Weights { slope: 0.7, intercept: -0.25, ..EMBEDDED.weights };
        let printed = weights.print();
        assert!(printed.starts_with("# How log-odds"));
        assert_eq!(crate::yaml::parse::<Weights>(&printed, Path::new("weights.yaml")).unwrap(), weights);
    }

    #[test]
    fn an_explanation_names_the_strongest_reasons() {
        let signal = |name, share| Signal { name, value: 0.5, share };
        let mut candidate = crate::insight::fixture::candidate(0.74);
        candidate.signals = vec![signal("claim", 1.2), signal("filler", -0.4), signal("place", 0.01), signal("contrast", 0.6)];
        assert_eq!(explain(&candidate), "0.74: claim +1.2, contrast +0.6, filler -0.4");
    }
}
