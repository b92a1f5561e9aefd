//! Candidates as a copy editor would cut them: texts and headlines are cut from each passage in several ways, the listener reads them, and
//! the ones that it would rather print are taken.

use super::cut::{self, Way};
use super::extract::{Desk, MOST, Made, make, only_seems, overlap, sentences_of};
use super::facts::Passage;
use super::headline::Headline;
use super::listen::{Links, Listener, Verdict};
use super::prose::{self, Reader};
use super::reading::{self, TextFacts};
use super::sentences;
use super::syntax;
use super::tidy::Tidied;
use super::title::Titles;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// So many passages are cut into texts.
pub(super) const CUT: usize = 48;
/// So many of the texts get headlines.
const HEADED: usize = MOST;
/// So many headlines are cut for a text, and so many are made by grammar.
const HEADLINES: usize = 4;
const BY_GRAMMAR: usize = 2;

/// A passage with a text that was read.
struct Cut {
    passage: Passage,
    row: Vec<f32>,
    tidied: Tidied,
    facts: TextFacts,
    /// How it is judged without a headline.
    verdict: Verdict,
    /// Its number among those that were cut.
    place: usize,
}

/// Makes candidates of the passages.
pub(super) fn made(desk: &Desk, listener: &Listener, ranked: Vec<(Passage, Vec<f32>)>) -> Vec<Made> {
    let mut titles = Titles::default();
    let passages: Vec<cut::Passage> =
        ranked.iter().map(|(passage, _)| cut::Passage::new(&sentences_of(desk.episode, passage), desk.names)).collect();
    let links = listener.link(&passages.iter().map(cut::Passage::words).collect::<Vec<_>>());
    let cuts = cut(listener, ranked, &passages, &links);
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
        .flat_map(|(n, cut)| {
            let made = headlines(cut, &passages[cut.place], &links[cut.place], &mut titles);
            made.into_iter().map(move |headline| (n, headline)).collect::<Vec<_>>()
        })
        .collect();
    let read =
        listener.read(&headed.iter().map(|(n, headline)| (headline.text.as_str(), best[*n].tidied.text.as_str())).collect::<Vec<_>>());
    let mut made = Vec::new();
    for (n, cut) in best.into_iter().enumerate() {
        let own = headed.iter().zip(&read).filter(|((of, _), _)| *of == n).map(|((_, headline), said)| {
            let facts = reading::of_headline(&headline.text, headline.quality, *said);
            (headline, reading::EMBEDDED.whole(&cut.facts, &facts))
        });
        // Of equals the first: the one that is cut best.
        let Some((headline, verdict)) = own.reduce(|best, next| if next.1[STATED] > best.1[STATED] { next } else { best }) else {
            continue;
        };
        made.push(make(desk, cut.passage.clone(), &cut.row, (cut.tidied.clone(), headline.clone()), Some(verdict)));
    }
    made
}

/// The place in a verdict of how likely a headline is a statement.
const STATED: usize = 2;

/// Cuts each passage in several ways and keeps the one that reads best.
fn cut(listener: &Listener, ranked: Vec<(Passage, Vec<f32>)>, passages: &[cut::Passage], links: &[Links]) -> Vec<Cut> {
    let mut reader = Reader::default();
    let made: Vec<Vec<Way<Tidied>>> = passages.par_iter().zip(links).map(|(passage, links)| passage.ways(links)).collect();
    // Passages that overlap often give the same text; it is read once.
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for way in made.iter().flatten() {
        numbers.entry(&way.cut.text).or_insert_with(|| {
            texts.push(("", &way.cut.text));
            texts.len() - 1
        });
    }
    let read = listener.read(&texts);
    let mut cuts = Vec::new();
    for (place, ((passage, row), ways)) in ranked.into_iter().zip(&made).enumerate() {
        let best = ways.iter().map(|way| {
            let text = way.cut.text.as_str();
            let facts = reading::of_text(text, way.odds, reader.judge(text), read[numbers[text]], passages[place].count());
            let verdict = reading::EMBEDDED.text(&facts);
            (worth(way, &verdict), way, facts, verdict)
        });
        let Some((_, way, facts, verdict)) = best.reduce(|best, next| if next.0 > best.0 { next } else { best }) else { continue };
        cuts.push(Cut { passage, row, tidied: way.cut.clone(), facts, verdict, place });
    }
    cuts
}

/// How gladly a text would be printed.
fn worth(way: &Way<Tidied>, verdict: &Verdict) -> f32 {
    let [alone, prose, _, worth, _] = verdict;
    alone + prose + 0.5 * worth - 4.0 * (1.0 - way.cut.quality)
}

/// How much grammar counts beside how well a headline is cut.
const GRAMMAR: f32 = 2.0;
/// The grammar of a sentence is sound from here on: below, its verb is missing, or it only begins.
const SOUND: f32 = 0.6;
/// What is usual.
const USUAL_HEADLINE: f32 = -2.6;
const USUAL_GRAMMAR: f32 = 0.7;

/// Headlines that could stand over a text.
fn headlines(cut: &Cut, passage: &cut::Passage, links: &Links, titles: &mut Titles) -> Vec<Headline> {
    let mut told: Vec<usize> = cut.tidied.units.iter().map(|unit| unit.sentence).collect();
    told.dedup();
    let judge = |way: Way<String>| {
        let whole = prose::whole(&way.cut, &syntax::parse(&way.cut));
        Headline { quality: way.odds - USUAL_HEADLINE + GRAMMAR * (whole - USUAL_GRAMMAR), text: way.cut }
    };
    let mut made: Vec<Headline> = passage.headlines(links, &told, HEADLINES).into_iter().map(judge).collect();
    let sentences: Vec<&str> = sentences::split(&cut.tidied.text, &[]).into_iter().map(|range| &cut.tidied.text[range]).collect();
    let by_grammar = titles.some(&sentences, BY_GRAMMAR).into_iter().map(|title| Headline { text: title.text, quality: title.quality });
    made.extend(by_grammar);
    let mut known = HashSet::new();
    made.retain(|headline| known.insert(headline.text.clone()) && !only_seems(&headline.text, &sentences));
    // What is no sentence is a headline only if nothing else is.
    let sound: Vec<bool> = made.iter().map(|headline| prose::whole(&headline.text, &syntax::parse(&headline.text)) >= SOUND).collect();
    if sound.contains(&true) {
        let mut sound = sound.into_iter();
        made.retain(|_| sound.next() == Some(true));
    }
    made
}
