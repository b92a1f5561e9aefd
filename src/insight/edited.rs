//! Candidates as a copy editor would cut them: several texts and headlines are made of each passage, the listener reads them all, and
//! the ones that it would rather print are taken.

use super::extract::{Desk, MOST, Made, make, overlap, sentences_of, titled_by_grammar};
use super::facts::Passage;
use super::headline::Headline;
use super::listen::{Listener, Verdict};
use super::sentences;
use super::tidy::{Tidied, ways};
use super::title::Titles;
use std::collections::HashMap;

/// So many passages are cut into texts.
pub(super) const CUT: usize = 72;
/// So many texts are made of a passage.
const WAYS: usize = 6;
/// So many of the texts get headlines.
const HEADED: usize = MOST + 6;
/// So many headlines are made of a text.
const HEADLINES: usize = 4;

/// A passage with a text that was read.
struct Cut {
    passage: Passage,
    row: Vec<f32>,
    tidied: Tidied,
    verdict: Verdict,
}

/// Makes candidates of the passages.
pub(super) fn made(desk: &Desk, listener: &Listener, ranked: Vec<(Passage, Vec<f32>)>) -> Vec<Made> {
    let mut titles = Titles::default();
    let cuts = cut(desk, listener, ranked);
    // Headlines are made for those only that could be taken: the best of each place, as far as can be told without one.
    let without = |cut: &Cut| {
        let headline = Headline { text: String::new(), quality: 0.0 };
        make(desk, cut.passage.clone(), &cut.row, (cut.tidied.clone(), headline), Some(cut.verdict))
    };
    let mut order: Vec<(f32, usize)> = cuts.iter().map(|cut| without(cut).candidate.score).zip(0..).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut best: Vec<&Cut> = Vec::new();
    for (_, n) in order {
        if best.len() < HEADED && !best.iter().any(|other| overlap(&other.passage, &cuts[n].passage)) {
            best.push(&cuts[n]);
        }
    }
    let headed: Vec<(usize, Headline)> = best
        .iter()
        .enumerate()
        .flat_map(|(n, cut)| headlines(&cut.tidied, &mut titles).into_iter().map(move |headline| (n, headline)).collect::<Vec<_>>())
        .collect();
    let read =
        listener.read(&headed.iter().map(|(n, headline)| (headline.text.as_str(), best[*n].tidied.text.as_str())).collect::<Vec<_>>());
    let mut made = Vec::new();
    for (n, cut) in best.into_iter().enumerate() {
        let own = headed.iter().zip(&read).filter(|((of, _), _)| *of == n).map(|((_, headline), verdict)| (headline, verdict));
        // Of equals the first: the grammar's favourite.
        let Some((headline, verdict)) = own.reduce(|best, next| if stated(&next) > stated(&best) { next } else { best }) else { continue };
        let verdict = std::array::from_fn(|head| if head == 2 { verdict[head] } else { 0.5 * (verdict[head] + cut.verdict[head]) });
        made.push(make(desk, cut.passage.clone(), &cut.row, (cut.tidied.clone(), headline.clone()), Some(verdict)));
    }
    made
}

/// How likely a headline is a statement; grammar has a say too.
fn stated((headline, verdict): &(&Headline, &Verdict)) -> f32 {
    verdict[2] + headline.quality
}

/// Cuts each passage in several ways and keeps the one that reads best.
fn cut(desk: &Desk, listener: &Listener, ranked: Vec<(Passage, Vec<f32>)>) -> Vec<Cut> {
    let made: Vec<Vec<Tidied>> = ranked.iter().map(|(passage, _)| ways(&sentences_of(desk.episode, passage), desk.names, WAYS)).collect();
    // Passages that overlap often give the same text; it is read once.
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for tidied in made.iter().flatten() {
        numbers.entry(&tidied.text).or_insert_with(|| {
            texts.push(("", &tidied.text));
            texts.len() - 1
        });
    }
    let read = listener.read(&texts);
    let mut cuts = Vec::new();
    for ((passage, row), ways) in ranked.into_iter().zip(&made) {
        let best = ways.iter().map(|tidied| (tidied, read[numbers[tidied.text.as_str()]]));
        let Some((tidied, verdict)) = best.reduce(|best, next| if worth(&next) > worth(&best) { next } else { best }) else { continue };
        cuts.push(Cut { passage, row, tidied: tidied.clone(), verdict });
    }
    cuts
}

/// How gladly a text would be printed, by its length and what was said of it.
fn worth((tidied, verdict): &(&Tidied, Verdict)) -> f32 {
    let [alone, prose, _, worth, _] = verdict;
    alone + prose + 0.5 * worth - 4.0 * (1.0 - tidied.quality)
}

/// Headlines that could stand over a text.
fn headlines(tidied: &Tidied, titles: &mut Titles) -> Vec<Headline> {
    let sentences: Vec<&str> = sentences::split(&tidied.text, &[]).into_iter().map(|range| &tidied.text[range]).collect();
    let mut made: Vec<Headline> =
        titles.some(&sentences, HEADLINES).into_iter().map(|title| Headline { text: title.text, quality: title.quality }).collect();
    if made.is_empty() {
        made.push(titled_by_grammar(tidied, titles));
    }
    made.retain(|headline| !headline.text.is_empty());
    made
}
