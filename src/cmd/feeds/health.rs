//! What is wrong with a feed, and how to mend it.

use crate::{
    config::{FeedEntry, folded_address},
    feed::Health,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use url::Url;

/// A podcast that brings nothing for so long has most likely ended.
const SILENT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What can be wrong with a feed, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Gone,
    Failing,
    Duplicate,
    Moved,
    Unread,
    Blocked,
    Empty,
    Silent,
    NoTranscripts,
    Insecure,
}

impl Kind {
    /// How it is called in JSON and in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Duplicate => "duplicate",
            Self::Moved => "moved",
            Self::Unread => "unread",
            Self::Blocked => "blocked",
            Self::Empty => "empty",
            Self::Silent => "silent",
            Self::NoTranscripts => "no-transcripts",
            Self::Insecure => "insecure",
        }
    }
}

/// Something that is wrong with a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub kind: Kind,
    /// What; goes on after the feed's name.
    pub what: String,
    /// What to do about it.
    pub mend: String,
    /// The address that belongs into feeds.yaml, if that is the mend.
    pub new: Option<Url>,
}

impl Problem {
    pub fn new(kind: Kind, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { kind, what: what.into(), mend: mend.into(), new: None }
    }
}

/// What is wrong with each of the feeds, the worst of each first. `feeds` has the health of each, if it was ever polled.
pub(super) fn problems(feeds: &[(&FeedEntry, Option<Health>)], now: Timestamp) -> Vec<Vec<Problem>> {
    let mut known = Known::default();
    let addresses: Vec<String> = feeds.iter().map(|(entry, _)| folded_address(&entry.url)).collect();
    for (n, address) in addresses.iter().enumerate() {
        known.addresses.entry(address).or_insert(n);
    }
    let one = |(n, (entry, health)): (usize, &(&FeedEntry, Option<Health>))| {
        let Some(health) = health.as_ref().filter(|health| health.last_poll.is_some()) else {
            return vec![Problem::new(Kind::Unread, "has not been polled yet", "`takefive fetch` polls all feeds")];
        };
        let mut found: Vec<Problem> = failing(health).into_iter().collect();
        found.extend(known.same(n, &addresses[n], health, feeds).or_else(|| moved(health)));
        found.extend(contents(entry, health, now));
        found.sort_by_key(|problem| problem.kind);
        found
    };
    feeds.iter().enumerate().map(one).collect()
}

/// The feeds seen so far, by what tells them apart.
#[derive(Default)]
struct Known<'a> {
    addresses: HashMap<&'a str, usize>,
    guids: HashMap<String, usize>,
}

impl Known<'_> {
    /// Another entry that leads to the same podcast. Of two entries the later one is the duplicate.
    fn same(&mut self, n: usize, address: &str, health: &Health, feeds: &[(&FeedEntry, Option<Health>)]) -> Option<Problem> {
        let moved = health.moved_to.as_deref().and_then(|to| Url::parse(to).ok()).map(|to| folded_address(&to));
        let moved = moved.filter(|to| to != address).and_then(|to| self.addresses.get(to.as_str()));
        let listed = self.addresses.get(address).filter(|first| **first < n);
        let guid = health.digest.guid.as_ref().and_then(|guid| {
            let first = *self.guids.entry(guid.clone()).or_insert(n);
            (first < n).then_some(first)
        });
        let first = moved.or(listed).copied().or(guid)?;
        let what = format!("is the same podcast as {}, which is listed too", feeds[first].0.url);
        Some(Problem::new(Kind::Duplicate, what, "take one of the two out of content/feeds.yaml"))
    }
}

fn failing(health: &Health) -> Option<Problem> {
    let problem = health.problem.as_ref()?;
    if health.gone {
        return Some(Problem::new(Kind::Gone, problem, "take it out of content/feeds.yaml, or correct its address there"));
    }
    let since = health.failing_since.map(|at| format!(" since {}", at.strftime("%Y-%m-%d"))).unwrap_or_default();
    let times = if health.failures > 1 { format!("; {} polls in a row failed{since}", health.failures) } else { String::new() };
    let mend = match health.last_status {
        Some(401 | 403) => "ask the publisher to let programs in, or take it out of content/feeds.yaml",
        Some(404) => "look for its new address: `takefive feeds add SITE` finds it in the podcast's web site",
        Some(429 | 503) => "nothing to do: it is asked again when its host allows it",
        Some(200..=299) => "look at the address in a browser; `takefive feeds add SITE` finds a site's feed",
        _ if health.failures < 3 => "nothing to do yet: it is asked again with the next poll",
        _ => "look at the address in a browser, and take it out of content/feeds.yaml if the podcast has ended",
    };
    Some(Problem::new(Kind::Failing, format!("{problem}{times}"), mend))
}

fn moved(health: &Health) -> Option<Problem> {
    let to = Url::parse(health.moved_to.as_deref()?).ok()?;
    let mend = "put that address into content/feeds.yaml; `takefive feeds check --fix` does it";
    Some(Problem { new: Some(to.clone()), ..Problem::new(Kind::Moved, format!("has moved for good to {to}"), mend) })
}

/// What is wrong with what a feed holds.
fn contents(entry: &FeedEntry, health: &Health, now: Timestamp) -> Vec<Problem> {
    let digest = &health.digest;
    let mut found = Vec::new();
    // Nothing can be said of a feed of which there is no copy.
    if digest.title.is_empty() {
        return found;
    }
    if let Some(terms) = digest.objection.as_ref().filter(|_| entry.keep) {
        let mend = "nothing of it is quoted: take it out, or set `keep: false` to say that you know";
        found.push(Problem::new(Kind::Blocked, format!("asks not to be used ({terms})"), mend));
    }
    let take_out = "take it out of content/feeds.yaml if the podcast has ended";
    match digest.newest {
        _ if digest.episodes == 0 => found.push(Problem::new(Kind::Empty, "has no episodes", take_out)),
        None => found.push(Problem::new(Kind::Silent, "has no episode with a date", "no day uses it; tell the publisher")),
        Some(newest) if now.duration_since(newest) > SILENT => {
            let what = format!("has had no episode since {}", newest.strftime("%Y-%m-%d"));
            found.push(Problem::new(Kind::Silent, what, take_out));
        }
        Some(_) => {}
    }
    if digest.episodes > 0 && digest.with_transcript == 0 && entry.keep {
        let mend = "its show notes are read instead, which seldom hold an insight: ask the publisher for transcripts";
        found.push(Problem::new(Kind::NoTranscripts, "offers no transcripts", mend));
    }
    found
}
