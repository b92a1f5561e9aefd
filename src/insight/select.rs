//! Selection: the day's best under diversity, and who just missed it.

use super::alike::Likeness;
use crate::model::Candidate;
use std::collections::BTreeMap;

/// A candidate that competes for the day.
#[derive(Debug, Clone, Copy)]
pub struct Contender<'a> {
    /// The podcast.
    pub podcast: &'a str,
    /// A key that is unique to the episode.
    pub episode: &'a str,
    /// The candidate.
    pub candidate: &'a Candidate,
    /// Its rank in its episode, best 0.
    pub order: usize,
    /// False if it may be shown on the desk but not be picked.
    pub selectable: bool,
}

/// What a day may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Most picks.
    pub count: usize,
    /// Least score of a pick.
    pub floor: f32,
    /// Most picks of one podcast.
    pub per_podcast: usize,
    /// Most picks that share a topic.
    pub per_topic: usize,
    /// Most runners-up.
    pub desk: usize,
}

/// The day, as places in the list of contenders.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// The picks, best first.
    pub picked: Vec<usize>,
    /// The best that were not picked, best first, each with why not.
    pub runners_up: Vec<(usize, String)>,
    /// What is kept off the desk as well, each with why.
    pub rejected: Vec<(usize, String)>,
}

/// Most runners-up of one episode.
const DESK_PER_EPISODE: usize = 2;
/// The search gives up proving that nothing better exists after this many steps, and keeps the best found.
const STEPS: usize = 300_000;

/// So many of the best compete first; the others only if these cannot fill the day.
const HEAD: usize = 800;

/// Chooses the contenders whose scores sum highest: at most one an episode, within the caps, none alike another or anything `published`
/// (headline, text and quote of each insight of the last 90 days).
///
/// Exact among the 800 best of a day, or among all if these cannot fill it, as long as the search stays within 300,000 steps; ties
/// go to the better-ranked, then by podcast and episode.
pub fn select(contenders: &[Contender], published: &[String], limits: &Limits) -> Selection {
    select_after(contenders, published, limits, &[])
}

/// [`select`] where somebody has chosen already: `first` are taken in their order as far as the rules allow, and the rest is filled up.
pub fn select_after(contenders: &[Contender], published: &[String], limits: &Limits, first: &[usize]) -> Selection {
    let ranked = ranking(contenders);
    let among = |places: &[usize]| {
        let some: Vec<Contender> = places.iter().map(|n| contenders[*n]).collect();
        let first: Vec<usize> = first.iter().filter_map(|n| places.iter().position(|place| place == n)).collect();
        let back = |list: Vec<(usize, String)>| list.into_iter().map(|(n, why)| (places[n], why)).collect();
        let Selection { picked, runners_up, rejected } = choose(&some, published, limits, &first);
        Selection { picked: picked.into_iter().map(|n| places[n]).collect(), runners_up: back(runners_up), rejected: back(rejected) }
    };
    let mut head: Vec<usize> = ranked.iter().copied().take(HEAD).collect();
    head.extend(ranked.iter().skip(HEAD).filter(|n| first.contains(n)));
    let selection = among(&head);
    if selection.picked.len() < limits.count && ranked.len() > HEAD { among(&ranked) } else { selection }
}

/// The contenders that may be picked, best first.
pub fn fit(contenders: &[Contender], published: &[String], limits: &Limits) -> Vec<usize> {
    let ranked = ranking(contenders);
    let texts: Vec<String> = contenders.iter().map(|contender| said(contender.candidate)).collect();
    let likeness = Likeness::new(&texts, published);
    let rejected = ranked.iter().filter(|n| likeness.published(**n).is_some()).map(|n| (*n, String::new())).collect();
    pool(contenders, &ranked, &rejected, limits)
}

/// [`select_after`] among contenders in ranked order.
fn choose(contenders: &[Contender], published: &[String], limits: &Limits, first: &[usize]) -> Selection {
    let ranked: Vec<usize> = (0..contenders.len()).collect();
    let texts: Vec<String> = contenders.iter().map(|c| said(c.candidate)).collect();
    let likeness = Likeness::new(&texts, published);
    let mut rejected: BTreeMap<usize, String> = BTreeMap::new();
    for n in &ranked {
        if let Some(old) = likeness.published(*n) {
            rejected.insert(*n, format!("says nearly the same as something published: “{}”", beginning(&published[old])));
        }
    }
    let pool = pool(contenders, &ranked, &rejected, limits);
    let mut chosen: Vec<usize> = Vec::new();
    for n in first.iter().copied().filter(|n| pool.contains(n)) {
        if chosen.len() < limits.count && clash(contenders, n, &chosen, &likeness, limits).is_none() {
            chosen.push(n);
        }
    }
    let sum = chosen.iter().map(|n| points(&contenders[*n])).sum();
    let mut search = Search { contenders, limits, likeness: &likeness, pool: &pool, best: (sum, chosen.clone()), chosen, steps: 0 };
    search.run(0, sum);
    let picked = search.best.1;
    let runners_up = runners_up(contenders, &ranked, &picked, &rejected, &likeness, limits);
    Selection { picked, runners_up, rejected: rejected.into_iter().collect() }
}

/// All that a reader would see of a candidate.
fn said(candidate: &Candidate) -> String {
    format!("{} {} {}", candidate.headline, candidate.text, candidate.quote)
}

fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(9).collect();
    format!("{}…", words.join(" "))
}

/// Scores in whole ten-thousandths, so that sums are exact.
fn points(contender: &Contender) -> i64 {
    (f64::from(contender.candidate.score) * 1e4).round() as i64
}

/// Places from best to worst; total, so that no two runs differ.
fn ranking(contenders: &[Contender]) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..contenders.len()).collect();
    ranked.sort_by(|a, b| {
        let key = |n: &usize| {
            let own = &contenders[*n];
            (-points(own), own.order, own.podcast, own.episode, &own.candidate.quote, *n)
        };
        key(a).cmp(&key(b))
    });
    ranked
}

/// Those that may be picked, best first.
fn pool(contenders: &[Contender], ranked: &[usize], rejected: &BTreeMap<usize, String>, limits: &Limits) -> Vec<usize> {
    let fit = |n: &usize| contenders[*n].selectable && contenders[*n].candidate.score >= limits.floor && !rejected.contains_key(n);
    ranked.iter().copied().filter(fit).collect()
}

/// Depth-first search, best first, cut where even the best of the rest could not win.
struct Search<'a> {
    contenders: &'a [Contender<'a>],
    limits: &'a Limits,
    likeness: &'a Likeness,
    pool: &'a [usize],
    chosen: Vec<usize>,
    best: (i64, Vec<usize>),
    steps: usize,
}

impl Search<'_> {
    fn run(&mut self, from: usize, sum: i64) {
        if sum > self.best.0 {
            self.best = (sum, self.chosen.clone());
        }
        let room = self.limits.count.saturating_sub(self.chosen.len());
        if room == 0 {
            return;
        }
        for at in from..self.pool.len() {
            self.steps += 1;
            if sum + self.bound(at, room) <= self.best.0 || self.steps > STEPS {
                return;
            }
            let candidate = self.pool[at];
            if clash(self.contenders, candidate, &self.chosen, self.likeness, self.limits).is_none() {
                self.chosen.push(candidate);
                self.run(at + 1, sum + points(&self.contenders[candidate]));
                self.chosen.pop();
            }
        }
    }

    /// The most that `room` more picks from place `from` on can add: one an episode, whatever they clash with.
    fn bound(&self, from: usize, room: usize) -> i64 {
        let mut episodes: Vec<&str> = Vec::with_capacity(room);
        let mut sum = 0;
        for contender in self.pool[from..].iter().map(|n| &self.contenders[*n]) {
            if episodes.len() == room {
                break;
            }
            if !episodes.contains(&contender.episode) {
                episodes.push(contender.episode);
                sum += points(contender);
            }
        }
        sum
    }
}

/// Why `n` cannot stand beside `chosen`.
fn clash(contenders: &[Contender], n: usize, chosen: &[usize], likeness: &Likeness, limits: &Limits) -> Option<String> {
    let own = &contenders[n];
    let headline = |other: usize| &contenders[other].candidate.headline;
    if let Some(other) = chosen.iter().find(|other| contenders[**other].episode == own.episode) {
        return Some(format!("its episode gave “{}”", headline(*other)));
    }
    if chosen.iter().filter(|other| contenders[**other].podcast == own.podcast).count() >= limits.per_podcast {
        return Some(format!("the day has {} of {}", limits.per_podcast, own.podcast));
    }
    let full = own
        .candidate
        .topics
        .iter()
        .find(|topic| chosen.iter().filter(|other| contenders[**other].candidate.topics.contains(topic)).count() >= limits.per_topic);
    if let Some(topic) = full {
        return Some(format!("the day has {} on {topic}", limits.per_topic));
    }
    let twin = chosen.iter().find(|other| likeness.alike(n, **other))?;
    Some(format!("says nearly the same as “{}”", headline(*twin)))
}

fn runners_up(
    contenders: &[Contender],
    ranked: &[usize],
    picked: &[usize],
    rejected: &BTreeMap<usize, String>,
    likeness: &Likeness,
    limits: &Limits,
) -> Vec<(usize, String)> {
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let mut runners: Vec<(usize, String)> = Vec::new();
    for n in ranked.iter().copied().filter(|n| !picked.contains(n) && !rejected.contains_key(n)) {
        let own = &contenders[n];
        let count = taken.entry(own.episode).or_default();
        // The desk shows no two that say the same: an editor could not use both.
        let twin = runners.iter().any(|(other, _)| likeness.alike(n, *other));
        if *count < DESK_PER_EPISODE && runners.len() < limits.desk && !twin {
            *count += 1;
            runners.push((n, why_not(contenders, n, picked, likeness, limits)));
        }
    }
    runners
}

fn why_not(contenders: &[Contender], n: usize, picked: &[usize], likeness: &Likeness, limits: &Limits) -> String {
    let own = &contenders[n];
    if !own.selectable {
        return "may not be picked".to_owned();
    }
    if own.candidate.score < limits.floor {
        return format!("scores {:.2}, below the floor of {:.2}", own.candidate.score, limits.floor);
    }
    clash(contenders, n, picked, likeness, limits).unwrap_or_else(|| format!("ranks below the day's {}", picked.len()))
}

#[cfg(test)]
#[path = "select_tests.rs"]
mod tests;
