//! A day's episodes, and what comes of them, for a model that is asked by hand.

use super::{Beside, Day, Found, Fresh, find, fit, limits, load_posts, name, published, read, unused, weigh};
use crate::{
    cache::Cache,
    cmd::{World, model, rights, used::Used},
    config::{Names, Never, Publication},
    feed,
    insight::{
        About,
        llm::{Editor, Question},
    },
    model::Candidate,
    post::Standing,
    report::Report,
    transcript::fetch as transcripts,
};
use jiff::civil::Date;
use rayon::prelude::*;

/// An episode of a day as it is before anything is chosen.
pub(in crate::cmd) struct Subject<'a> {
    pub loaded: &'a transcripts::Loaded,
    pub about: About<'a>,
    pub candidates: &'a [Candidate],
}

/// Calls `work` with the new episodes of a day that have words to read.
///
/// # Errors
/// An older post has a fault.
pub(in crate::cmd) fn subjects<T>(
    publication: &Publication,
    cache: &Cache,
    date: Date,
    world: &World,
    work: impl FnOnce(&[Subject<'_>]) -> T,
) -> anyhow::Result<T> {
    let day = Day::load(publication, cache, date);
    let entries = load_posts(&publication.root)?;
    let used = Used::load(&publication.root, &entries, date)?;
    let found = find(&unused(&day, publication, &used), cache, publication.site.listen, world, &mut Report::default());
    Ok(work(&of_found(&found)))
}

/// Calls `work` with the episodes in the cache that have this guid, or these words in their title.
///
/// # Errors
/// The episode is one that must not be used; a transcript that cannot be read is left out.
pub(in crate::cmd) fn episodes_like<T>(
    publication: &Publication,
    cache: &Cache,
    what: &str,
    work: impl FnOnce(&[Subject<'_>]) -> T,
) -> anyhow::Result<T> {
    let kept = feed::Kept::new(cache);
    let feeds: Vec<feed::Loaded> = publication.feeds.par_iter().map(|entry| kept.load(entry)).collect();
    let never = Never::new(&publication.site);
    let mut refused: Vec<(Fresh<'_>, String)> = Vec::new();
    let mut all: Vec<Fresh<'_>> = Vec::new();
    for (entry, loaded) in publication.feeds.iter().zip(&feeds) {
        let whole = rights::of_feed(&never, entry, loaded);
        let Some(feed) = &loaded.feed else { continue };
        for fresh in feed.episodes.iter().map(|episode| Fresh { entry, feed, episode }) {
            match whole.clone().or_else(|| rights::of_episode(&never, fresh.episode)) {
                Some(why) => refused.push((fresh, why)),
                None => all.push(fresh),
            }
        }
    }
    let exact: Vec<Fresh<'_>> = all.iter().copied().filter(|f| f.episode.guid == what || f.episode.title == what).collect();
    let low = what.to_lowercase();
    let like = || all.iter().copied().filter(|f| f.episode.title.to_lowercase().contains(&low)).collect();
    let wanted: Vec<Fresh<'_>> = if exact.is_empty() { like() } else { exact };
    if let Some((fresh, why)) = refused.iter().find(|(f, _)| wanted.is_empty() && (f.episode.guid == what || f.episode.title == what)) {
        anyhow::bail!("{}, {}: {why}", fresh.feed.podcast.title, fresh.episode.title);
    }
    let found: Vec<Found<'_>> = wanted.into_iter().filter_map(|f| read(f, cache, publication.site.listen).ok()).collect();
    Ok(work(&of_found(&found)))
}

fn of_found<'f>(found: &'f [Found<'_>]) -> Vec<Subject<'f>> {
    found.iter().map(|f| Subject { loaded: &f.loaded, about: f.about(false), candidates: &f.candidates }).collect()
}

/// The questions that come once those about a day's episodes are answered: to mend what was not borne out, and to choose the day's best.
///
/// # Errors
/// As [`draft`].
pub(in crate::cmd) fn choice(publication: &Publication, date: Date, world: &World, editor: &Editor) -> anyhow::Result<Vec<Question>> {
    let cache = Cache::new(publication.cache_dir());
    let day = Day::load(publication, &cache, date);
    let entries = load_posts(&publication.root)?;
    let used = Used::load(&publication.root, &entries, date)?;
    let mut report = Report::default();
    let mut found = find(&unused(&day, publication, &used), &cache, publication.site.listen, world, &mut report);
    let outcomes = model::propose(editor, &crate::cmd::runtime()?, &mut found, true);
    let mut questions: Vec<Question> = outcomes.into_iter().flat_map(|outcome| outcome.waiting).collect();
    name(&mut found, &Names::new(&publication.site)?);
    weigh(&mut found, publication, &mut report, true)?;
    rights::keep_budget(&mut found, &publication.site, &rights::Quoted::but_on(date, &entries));
    let episodes: Vec<String> = found.iter().map(|f| f.fresh.keys()[0].clone()).collect();
    let beside = Beside::new(Standing::read(&publication.root, date)?.shared());
    let fit = fit(&found, &episodes, &used, &beside, &published(&entries, date), &limits(&publication.site));
    let places = model::offered(editor, &fit);
    questions.extend(model::with_offers(editor, &found, &places, |offers| editor.question_of_day(offers))?);
    Ok(questions)
}
