//! How a feed fares, and what it holds, in short: for lists of feeds, and to read no more of them than a day needs.

use super::Parsed;
use super::journal::Times;
use super::state::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a feed's body holds, in short: the list of feeds is shown without reading them all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Digest {
    /// The podcast's title, as the feed has it. Empty if no body is kept.
    pub title: String,
    /// How many episodes it lists.
    pub episodes: usize,
    /// How many of them offer a transcript.
    pub with_transcript: usize,
    /// When the newest one was published, dates to come left out. `None` if none has a date.
    pub newest: Option<Timestamp>,
    /// `podcast:guid`.
    pub guid: Option<String>,
    /// In which of its terms the publisher objects to being used.
    pub objection: Option<String>,
    /// True if the podcast asks not to be listed.
    pub blocked: bool,
    /// What was mended; each goes on after the feed's address.
    pub warnings: Vec<String>,
    /// The program that read the body: another one may read it differently.
    version: String,
    /// Bytes that the body takes of which this tells, as it is kept.
    length: u64,
    /// Seconds since 1970 at which its newest episodes were published.
    recent: Vec<i64>,
    /// True if older ones were left out.
    more: bool,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Dates kept of a feed. A feed of the news has some 50 a day.
const RECENT: usize = 100;

impl Digest {
    /// In short what a feed holds whose body was read at `now` and takes so many bytes as it is kept.
    pub(super) fn of(parsed: &Parsed, length: u64, now: Timestamp) -> Self {
        let episodes = &parsed.feed.episodes;
        let mut recent: Vec<i64> = episodes.iter().filter_map(|e| Some(e.published?.as_second())).collect();
        recent.sort_unstable_by(|a, b| b.cmp(a));
        let more = recent.len() > RECENT;
        recent.truncate(RECENT);
        Self {
            title: parsed.feed.podcast.title.clone(),
            episodes: episodes.len(),
            with_transcript: episodes.iter().filter(|e| !e.transcripts.is_empty()).count(),
            newest: episodes.iter().filter_map(|e| e.published).filter(|at| *at <= now).max(),
            guid: parsed.feed.podcast.guid.clone(),
            objection: parsed.feed.podcast.objection.clone(),
            blocked: parsed.blocked,
            warnings: parsed.warnings.clone(),
            version: VERSION.to_owned(),
            length,
            recent,
            more,
        }
    }

    /// True if this tells of the body of so many bytes.
    pub(super) fn tells_of(&self, length: u64) -> bool {
        length > 0 && self.length == length && self.version == VERSION
    }

    /// False if no episode was published after `start` and until `end`, so that nobody needs to read the body.
    pub(super) fn may_hold(&self, start: Timestamp, end: Timestamp) -> bool {
        let (start, end) = (start.as_second(), end.as_second());
        let older = self.more && self.recent.last().is_none_or(|oldest| start < *oldest);
        older || self.recent.iter().any(|at| (start..=end).contains(at))
    }
}

/// How a feed fares, as its last polls left it in the cache.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// Where the feed has moved for good: the address that belongs into `content/feeds.yaml`.
    pub moved_to: Option<String>,
    /// Why the last poll brought nothing; goes on after the feed's address. `None` if all is well.
    pub problem: Option<String>,
    /// Polls in a row that brought nothing.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// When the feed was asked last.
    pub last_poll: Option<Timestamp>,
    /// When it last sent a feed, or said that nothing had changed.
    pub last_success: Option<Timestamp>,
    /// The HTTP status of the last answer: 200 as long as all is well, whether a copy came or 304. `None` if none came.
    pub last_status: Option<u16>,
    /// It is not asked before: its own wish or its host's, or a pause after failures.
    pub not_before: Option<Timestamp>,
    /// True once the host said that the feed is gone for good (410). It is not asked any more.
    pub gone: bool,
    /// What the kept copy holds.
    pub digest: Digest,
}

impl From<State> for Health {
    fn from(state: State) -> Self {
        let State { moved_to, problem, failures, failing_since, last_status, gone, digest, times, .. } = state;
        let Times { last_poll, last_success, fresh_until } = times;
        let not_before = state.not_before.or(fresh_until);
        Self { moved_to, problem, failures, failing_since, last_poll, last_success, last_status, not_before, gone, digest }
    }
}
