//! The day's best, the runners-up, and what is turned down, each with why.

use super::{Found, NOVEL_DAYS, beside::Beside, limits, source};
use crate::{
    cmd::{
        model::{Model, Place},
        used::Used,
    },
    config::{Names, Publication},
    insight::{self, Contender, Limits},
    model::Pick,
    post::{self, Entry, RunnerUp},
};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeSet;

/// What a day is made of.
pub(super) struct Chosen {
    pub picks: Vec<Pick>,
    /// With why they lost.
    pub runners_up: Vec<RunnerUp>,
    /// Headline of each that was rejected, and why.
    pub rejected: Vec<(String, String)>,
    /// The model's title and summary, if it gave the day some that fit.
    pub title: Option<String>,
    pub summary: Option<String>,
}

/// Every candidate of the day as a contender, with its place.
fn contenders<'f>(found: &'f [Found<'_>], episodes: &'f [String], used: &Used, beside: &Beside) -> (Vec<Place>, Vec<Contender<'f>>) {
    let all = found.iter().zip(episodes).enumerate().flat_map(|(n, (f, episode))| {
        let keys = f.fresh.keys();
        let selectable = keys.iter().all(|key| !used.after.contains(key)) && beside.bars(&keys).is_none();
        let podcast = f.fresh.feed.podcast.title.as_str();
        let contender = move |(order, candidate)| ((n, order), Contender { podcast, episode, candidate, order, selectable });
        f.candidates.iter().enumerate().map(contender)
    });
    all.unzip()
}

/// The day's best, the runners-up with why they lost, and what was rejected and why.
pub(super) fn choose(
    publication: &Publication,
    found: &mut [Found<'_>],
    entries: &[Entry],
    used: &Used,
    date: Date,
    (beside, room): (&Beside, usize),
    model: Option<&mut Model>,
) -> Chosen {
    let site = &publication.site;
    let episodes: Vec<String> = found.iter().map(|f| f.fresh.keys()[0].clone()).collect();
    let known: Vec<(Vec<String>, String)> = found.iter().map(|f| f.fresh.keys()).zip(episodes.iter().cloned()).collect();
    let limits = Limits { count: room + beside.len(), ..limits(site) };
    let published = published(entries, date);
    let (mut title, mut summary) = (None, None);
    // What the editor keeps competes behind the candidates, and has won already.
    let compete = |found: &[Found<'_>], chosen: &[Place]| {
        let (places, mut all) = contenders(found, &episodes, used, beside);
        let mut first: Vec<usize> = (places.len()..places.len() + beside.len()).collect();
        first.extend(chosen.iter().filter_map(|place| places.iter().position(|p| p == place)));
        all.extend(beside.contenders(&known));
        let mut selection = insight::select_after(&all, &published, &limits, &first);
        selection.picked.retain(|n| *n < places.len());
        selection.picked.truncate(room);
        selection.rejected.retain(|(n, _)| *n < places.len());
        selection.runners_up.retain(|(n, _)| *n < places.len() && !beside.has_quote(&all[*n].candidate.quote));
        selection
    };
    let selection = match model {
        None => compete(found, &[]),
        Some(model) => {
            let fit = if model.extracts() { fit(found, &episodes, used, beside, &published, &limits) } else { Vec::new() };
            let (first, titled, summed) = model.choose(found, &fit);
            recase(found, &Names::new(site).unwrap_or_default(), &first);
            let selection = compete(found, &first);
            let places = contenders(found, &episodes, used, beside).0;
            let picked: Vec<Place> = selection.picked.iter().map(|n| places[*n]).collect();
            // A title that speaks of what was not taken would mislead.
            if picked.starts_with(&first) && !first.is_empty() {
                (title, summary) = (titled, summed);
            }
            model.polish(found, &picked);
            recase(found, &Names::new(site).unwrap_or_default(), &picked);
            selection
        }
    };
    let (places, all) = contenders(found, &episodes, used, beside);
    let slugs = |dates: &dyn Fn(Date) -> bool| -> BTreeSet<&str> {
        entries.iter().filter(|e| dates(e.post.front.date)).flat_map(|e| e.post.sections.iter().map(|s| s.slug.as_str())).collect()
    };
    let (others, earlier) = (slugs(&|d| d != date), slugs(&|d| d < date));
    let mut mine = BTreeSet::new();
    let mut pick = |n: usize, theirs: &BTreeSet<&str>| {
        let candidate = all[n].candidate;
        let taken = |slug: &str| theirs.contains(slug) || mine.contains(slug) || beside.has_slug(slug);
        let slug = post::slug_for(&candidate.headline, &taken);
        mine.insert(slug.clone());
        Pick { slug, candidate: candidate.clone(), source: source(&found[places[n].0], candidate) }
    };
    let picks = selection.picked.iter().map(|n| pick(*n, &others)).collect();
    // Runners-up are not published: what later days did with them must not change this day's desk.
    let runner_up = |(n, lost): (usize, String)| {
        let lost = beside.bars(&found[places[n].0].fresh.keys()).map_or(lost, str::to_owned);
        RunnerUp { pick: pick(n, &earlier), about: insight::explain(all[n].candidate), lost }
    };
    let runners_up = selection.runners_up.into_iter().map(runner_up).collect();
    let headline = |n: usize| all[n].candidate.headline.clone();
    let rejected = selection.rejected.into_iter().map(|(n, why)| (headline(n), why)).collect();
    Chosen { picks, runners_up, rejected, title, summary }
}

/// What may be picked, best first.
pub(super) fn fit(
    found: &[Found<'_>],
    episodes: &[String],
    used: &Used,
    beside: &Beside,
    published: &[String],
    limits: &Limits,
) -> Vec<Place> {
    let (places, all) = contenders(found, episodes, used, beside);
    insight::fit(&all, published, limits).into_iter().map(|n| places[n]).collect()
}

/// Gives the topics of what was written anew their one spelling.
fn recase(found: &mut [Found<'_>], names: &Names, places: &[Place]) {
    for (episode, n) in places {
        let candidate = &mut found[*episode].candidates[*n];
        candidate.topics = names.topics.all(&candidate.topics);
    }
}

/// What was published in the weeks before: nothing like it comes again.
pub(super) fn published(entries: &[Entry], date: Date) -> Vec<String> {
    let since = date.saturating_sub(NOVEL_DAYS.days());
    let recent = entries.iter().filter(|e| (since..date).contains(&e.post.front.date)).flat_map(|e| &e.post.sections);
    recent.map(|s| format!("{}\n{}\n{}", s.headline, s.body, s.quote.as_deref().unwrap_or_default())).collect()
}
