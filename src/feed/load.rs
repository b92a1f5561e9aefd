//! Reads what polls kept. Nothing here touches the network.

use super::health::{Digest, Health};
use super::journal::Journal;
use super::state::State;
use super::states::States;
use super::{body, in_window, new_on, parse, short, window_start};
use crate::cache::Cache;
use crate::config::FeedEntry;
use crate::model::{Episode, Feed, Kind, Podcast};
use jiff::Timestamp;
use std::sync::OnceLock;

/// A feed as it was kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    /// The podcast and its episodes, under the name and language of the feed's entry. `None` if no copy was ever kept.
    pub feed: Option<Feed>,
    /// Why the last poll brought nothing, or why there is no feed; goes on after the feed's address.
    pub problem: Option<String>,
    /// What was mended in the copy; each goes on after the feed's address.
    pub warnings: Vec<String>,
    /// What of a day's window is no whole episode; each goes on after the feed's address. Empty from [`load`].
    pub notes: Vec<String>,
    /// True if the podcast asks not to be listed.
    pub blocked: bool,
}

/// What polls kept of all feeds. What is remembered of them is read once, with the first feed.
#[derive(Debug)]
pub struct Kept<'a> {
    cache: &'a Cache,
    states: OnceLock<States>,
    journal: OnceLock<Journal>,
}

/// Reads one feed as the last good poll left it. For several, [`Kept`] costs less.
pub fn load(cache: &Cache, entry: &FeedEntry) -> Loaded {
    Kept::new(cache).load(entry)
}

/// How a feed fares. `None` if it was never polled, or the cache was deleted since. For several, [`Kept`] costs less.
pub fn health(cache: &Cache, entry: &FeedEntry) -> Option<Health> {
    Kept::new(cache).health(entry)
}

impl<'a> Kept<'a> {
    /// What lies in the cache now.
    pub fn new(cache: &'a Cache) -> Self {
        Self { cache, states: OnceLock::new(), journal: OnceLock::new() }
    }

    /// Reads one feed as the last good poll left it.
    pub fn load(&self, entry: &FeedEntry) -> Loaded {
        self.read(entry, self.state(entry).unwrap_or_default())
    }

    /// Reads one feed as [`load`](Self::load) does, with the episodes of [`new_on`] alone. A feed that has none is not even read, which
    /// most of the ten thousand are not on a day: of its podcast, only title, address, guid and objection are there.
    pub fn load_new(&self, entry: &FeedEntry, day_end: Timestamp, window_hours: u32) -> Loaded {
        let key = entry.url.as_str();
        let state = self.state(entry).unwrap_or_default();
        // A poll that was killed may have left a body of which the state knows nothing.
        let known = body::length(self.cache, key).is_some_and(|length| state.digest.tells_of(length));
        if known && !state.digest.may_hold(window_start(day_end, window_hours), day_end) {
            let title = entry.name.clone().unwrap_or(state.digest.title);
            let (guid, objection) = (state.digest.guid, state.digest.objection);
            let podcast = Podcast { title, feed: key.to_owned(), guid, objection, ..Podcast::default() };
            let feed = Some(Feed { podcast, episodes: Vec::new() });
            let Digest { warnings, blocked, .. } = state.digest;
            return Loaded { feed, problem: state.problem, warnings, blocked, ..Loaded::default() };
        }
        let mut loaded = self.read(entry, state);
        if let Some(feed) = &mut loaded.feed {
            let parts = feed.episodes.iter().filter(|e| e.kind != Kind::Full && in_window(e, day_end, window_hours));
            loaded.notes = parts.map(left_out).collect();
            feed.episodes = new_on(feed, day_end, window_hours).into_iter().cloned().collect();
        }
        loaded
    }

    /// How a feed fares. `None` if it was never polled, or the cache was deleted since.
    pub fn health(&self, entry: &FeedEntry) -> Option<Health> {
        let journal = self.journal.get_or_init(|| Journal::load(self.cache));
        let times = journal.of(entry.url.as_str()).unwrap_or_default();
        Some(State { times, ..self.state(entry)? }.into())
    }

    fn state(&self, entry: &FeedEntry) -> Option<State> {
        self.states.get_or_init(|| States::load(self.cache)).get(entry.url.as_str())
    }

    fn read(&self, entry: &FeedEntry, state: State) -> Loaded {
        let key = entry.url.as_str();
        let Some(body) = body::get(self.cache, key) else {
            let problem = state.problem.unwrap_or_else(|| "has not been read yet; `takefive fetch` reads it".to_owned());
            return Loaded { problem: Some(problem), ..Loaded::default() };
        };
        match parse::parse_as(&body, state.url.as_deref().unwrap_or(key), state.charset.as_deref()) {
            Ok(parsed) => {
                let mut feed = parsed.feed;
                feed.podcast.feed = key.to_owned();
                feed.podcast.title = entry.name.clone().unwrap_or(feed.podcast.title);
                feed.podcast.language = entry.language.clone().or(feed.podcast.language);
                Loaded { feed: Some(feed), problem: state.problem, warnings: parsed.warnings, blocked: parsed.blocked, ..Loaded::default() }
            }
            Err(error) => Loaded { problem: Some(error.to_string()), ..Loaded::default() },
        }
    }
}

fn left_out(episode: &Episode) -> String {
    let kind = match episode.kind {
        Kind::Trailer => "a trailer",
        Kind::Bonus => "a bonus item",
        Kind::Teaser => "a teaser",
        Kind::Full => "whole",
    };
    format!("{:?} is {kind}; left out", short(&episode.title))
}
