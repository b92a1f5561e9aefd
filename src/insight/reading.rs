//! Reading: what is known of a text and its headline → how likely a strict copy editor lets them pass.
//!
//! The listener's own verdict is one thing that tells of it; how well the words were cut, grammar, and how much was left out tell
//! others. `en/judged.tsv` holds texts that were judged, as numbers only; [`Reading::learn`] fits what the binary carries to it.

use super::fit::{Row, fit};
use super::listen::Verdict;
use std::fmt::Write;
use std::sync::LazyLock;

/// What is known of a text without a headline.
pub(crate) const OF_TEXT: [&str; 10] = ["odds", "grammar", "alone", "prose", "headline", "worth", "keep", "words", "stops", "kept"];
/// What is known besides when it has one.
pub(crate) const OF_HEADLINE: [&str; 7] =
    ["headed-alone", "headed-prose", "headed-headline", "headed-worth", "headed-keep", "quality", "headline-words"];
/// What is told, in the order of [`Verdict`].
const TOLD: [&str; 5] = ["alone", "prose", "headline", "worth", "keep"];

/// In the order of [`OF_TEXT`].
pub(crate) type TextFacts = [f32; OF_TEXT.len()];
/// In the order of [`OF_HEADLINE`].
pub(crate) type HeadlineFacts = [f32; OF_HEADLINE.len()];
/// [`TextFacts`], then [`HeadlineFacts`].
const ALL: usize = OF_TEXT.len() + OF_HEADLINE.len();

/// The facts of a text: how well it is cut, its grammar, what the listener says of it, and how many words it was cut from.
pub(crate) fn of_text(text: &str, odds: f32, grammar: f32, said: Verdict, words_said: usize) -> TextFacts {
    let words = text.split_whitespace().count() as f32;
    let stops = text.matches(['.', '!', '?']).count() as f32;
    let [alone, prose, headline, worth, keep] = said;
    [odds, grammar, alone, prose, headline, worth, keep, words / 40.0, stops / 3.0, words / words_said.max(1) as f32]
}

/// The facts of a headline: what the listener says of both, and how well it is cut.
pub(crate) fn of_headline(headline: &str, quality: f32, said: Verdict) -> HeadlineFacts {
    let [alone, prose, stated, worth, keep] = said;
    [alone, prose, stated, worth, keep, quality, headline.split_whitespace().count() as f32 / 8.0]
}

/// Two sums over facts for each part of a verdict: one for texts, one for texts with headlines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    text: [[f32; OF_TEXT.len() + 1]; 5],
    whole: [[f32; ALL + 1]; 5],
}

/// What the binary carries.
pub(crate) static EMBEDDED: LazyLock<Reading> =
    LazyLock::new(|| Reading::parse(include_str!("en/reading.tsv")).unwrap_or_else(|| unreachable!("the embedded table is tested")));

impl Reading {
    /// How a text is judged before it has a headline.
    pub fn text(&self, facts: &TextFacts) -> Verdict {
        self.text.each_ref().map(|line| sum(line, facts))
    }

    /// How a text is judged with its headline.
    pub fn whole(&self, text: &TextFacts, headline: &HeadlineFacts) -> Verdict {
        let facts: Vec<f32> = text.iter().chain(headline).copied().collect();
        self.whole.each_ref().map(|line| sum(line, &facts))
    }

    /// Reads the table that [`Reading::print`] writes.
    pub fn parse(table: &str) -> Option<Self> {
        let mut reading = Self { text: [[0.0; OF_TEXT.len() + 1]; 5], whole: [[0.0; ALL + 1]; 5] };
        let mut lines = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        for (told, name) in TOLD.iter().enumerate() {
            fill(lines.next()?, &format!("text {name}"), &mut reading.text[told])?;
        }
        for (told, name) in TOLD.iter().enumerate() {
            fill(lines.next()?, &format!("whole {name}"), &mut reading.whole[told])?;
        }
        lines.next().is_none().then_some(reading)
    }

    /// The table as text.
    pub fn print(&self) -> String {
        let mut table =
            "# How facts of a text and its headline add up to log-odds of what a copy editor says; learned from judged.tsv.\n".to_owned();
        _ = writeln!(table, "of\t-\t{}", [&OF_TEXT[..], &OF_HEADLINE[..]].concat().join("\t"));
        let mut line = |of: &str, name: &str, line: &[f32]| {
            let numbers: Vec<String> = line.iter().map(f32::to_string).collect();
            _ = writeln!(table, "{of} {name}\t{}", numbers.join("\t"));
        };
        TOLD.iter().zip(&self.text).for_each(|(name, own)| line("text", name, own));
        TOLD.iter().zip(&self.whole).for_each(|(name, own)| line("whole", name, own));
        table
    }

    /// Fits both sums to judged texts: a line for each, with its show, the facts of text and headline, and the five parts of the verdict
    /// as 0 or 1, after a line of names.
    ///
    /// # Errors
    /// The number of a line that does not have so many numbers.
    pub fn learn(judged: &str) -> Result<Self, usize> {
        let mut rows: Vec<([f32; ALL], [bool; 5])> = Vec::new();
        for (n, line) in judged.lines().enumerate().skip(1) {
            let numbers: Option<Vec<f32>> = line.split('\t').skip(1).map(|number| number.parse().ok()).collect();
            let numbers = numbers.filter(|numbers| numbers.len() == ALL + 5).ok_or(n + 1)?;
            rows.push((std::array::from_fn(|k| numbers[k]), std::array::from_fn(|k| numbers[ALL + k] > 0.5)));
        }
        let usual: Vec<(f64, f64)> = (0..ALL).map(|k| usual(rows.iter().map(|(facts, _)| f64::from(facts[k])))).collect();
        let line = |told: usize, count: usize| -> Vec<f32> {
            let features = |facts: &[f32; ALL]| {
                let own = facts.iter().zip(&usual).take(count).enumerate();
                own.map(|(k, (fact, (mean, spread)))| (k + 1, (f64::from(*fact) - mean) / spread)).chain([(0, 1.0)]).collect()
            };
            let seen: Vec<Row> =
                rows.iter().map(|(facts, verdict)| Row { features: features(facts), yes: verdict[told], weight: 1.0 }).collect();
            let mut priors = vec![HELD; count + 1];
            priors[0] = 1e-3;
            let weights = fit(&seen, &priors);
            let own = weights[1..].iter().zip(&usual);
            let start = weights[0] - own.clone().map(|(weight, (mean, spread))| weight * mean / spread).sum::<f64>();
            [start].into_iter().chain(own.map(|(weight, (_, spread))| weight / spread)).map(tidy).collect()
        };
        let mut reading = Self { text: [[0.0; OF_TEXT.len() + 1]; 5], whole: [[0.0; ALL + 1]; 5] };
        for told in 0..5 {
            reading.text[told].copy_from_slice(&line(told, OF_TEXT.len()));
            reading.whole[told].copy_from_slice(&line(told, ALL));
        }
        Ok(reading)
    }
}

/// How strongly weights are held to 0: found by leaving out an eighth of the episodes at a time.
const HELD: f64 = 20.0;

/// Mean and spread.
fn usual(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = numbers.clone().count().max(1) as f64;
    let mean = numbers.clone().sum::<f64>() / count;
    let spread = (numbers.map(|number| (number - mean).powi(2)).sum::<f64>() / count).sqrt();
    (mean, spread.max(1e-9))
}

/// Three decimals are more than the labels tell.
fn tidy(number: f64) -> f32 {
    ((number * 1e3).round() / 1e3) as f32
}

fn sum(line: &[f32], facts: &[f32]) -> f32 {
    line[0] + line[1..].iter().zip(facts).map(|(weight, fact)| weight * fact).sum::<f32>()
}

fn fill(line: &str, name: &str, numbers: &mut [f32]) -> Option<()> {
    let mut parts = line.split('\t');
    (parts.next()? == name).then_some(())?;
    for number in numbers.iter_mut() {
        *number = parts.next()?.parse().ok()?;
    }
    parts.next().is_none().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_binary_carries_is_what_the_judged_texts_teach() {
        let learned = Reading::learn(include_str!("en/judged.tsv")).unwrap();
        assert_eq!(learned.print(), include_str!("en/reading.tsv"), "run `takefive learn --judged src/insight/en/judged.tsv`");
        assert_eq!(*EMBEDDED, learned);
    }

    #[test]
    fn a_printed_table_is_read_again_and_a_broken_one_is_none() {
        let table = EMBEDDED.print();
        assert_eq!(Reading::parse(&table).as_ref(), Some(&*EMBEDDED));
        assert_eq!(Reading::parse(&table.replace("whole alone", "whole lone")), None);
        assert_eq!(Reading::parse(&table[..table.len() - 8]), None);
    }

    #[test]
    fn a_line_of_judged_texts_that_lacks_a_number_is_named() {
        let text = include_str!("en/judged.tsv").lines().take(5).collect::<Vec<_>>().join("\n");
        assert_eq!(Reading::learn(&format!("{text}\nshow\t1\t2\n")), Err(6));
    }

    #[test]
    fn a_broken_text_is_worth_less_than_a_whole_one() {
        let good = of_text("Cheap tests are run. Dear ones are skipped.", -1.0, 1.0, [1.0; 5], 12);
        let bad = of_text("Cheap tests are run. Dear ones are skipped.", -4.0, 0.2, [-1.5; 5], 12);
        let (good, bad) = (EMBEDDED.text(&good), EMBEDDED.text(&bad));
        assert!(good.iter().zip(&bad).all(|(good, bad)| good > bad), "{good:?} {bad:?}");
    }
}
