//! What is remembered of a feed between two polls.

use super::Parsed;
use crate::hash;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Failures in a row before a feed is left alone for a while: whoever runs a command again right away means it.
const PATIENCE: u32 = 3;
/// The first pause, doubled with every failure that follows.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(2);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);
/// The longest pause that a host may ask for. A longer one is a mistake that nobody would notice.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A feed's state, kept in the cache beside its body.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// The address that the kept body came from, after all redirects: relative addresses in it start there.
    pub url: Option<String>,
    /// `ETag` of the kept body, just as it was sent.
    pub etag: Option<String>,
    /// `Last-Modified` of the kept body, just as it was sent.
    pub last_modified: Option<String>,
    /// Where the feed has moved for good.
    pub moved_to: Option<String>,
    /// Why the last poll brought nothing. `None` if it did, or heard that nothing changed.
    pub problem: Option<String>,
    /// Polls in a row that brought nothing.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// When the feed was asked last, whatever came of it.
    pub last_poll: Option<Timestamp>,
    /// When it last sent a feed, or said that nothing had changed.
    pub last_success: Option<Timestamp>,
    /// The status of the last answer. `None` if none came.
    pub last_status: Option<u16>,
    /// The feed is not polled before.
    pub not_before: Option<Timestamp>,
    /// True once the host said that the feed is gone for good. It is never polled again under this address.
    pub gone: bool,
    /// What the kept body holds.
    pub digest: Digest,
}

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
}

impl Digest {
    /// In short what a feed holds that was read at `now`.
    pub(super) fn of(parsed: &Parsed, now: Timestamp) -> Self {
        let episodes = &parsed.feed.episodes;
        Self {
            title: parsed.feed.podcast.title.clone(),
            episodes: episodes.len(),
            with_transcript: episodes.iter().filter(|e| !e.transcripts.is_empty()).count(),
            newest: episodes.iter().filter_map(|e| e.published).filter(|at| *at <= now).max(),
            guid: parsed.feed.podcast.guid.clone(),
            objection: parsed.feed.podcast.objection.clone(),
            blocked: parsed.blocked,
        }
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
    /// The HTTP status of the last answer. `None` if none came.
    pub last_status: Option<u16>,
    /// It is not asked before; a host's wish, or a pause after failures.
    pub not_before: Option<Timestamp>,
    /// True once the host said that the feed is gone for good (410). It is not asked any more.
    pub gone: bool,
    /// What the kept copy holds.
    pub digest: Digest,
}

impl From<State> for Health {
    fn from(state: State) -> Self {
        let State { moved_to, problem, failures, failing_since, last_poll, last_success, last_status, not_before, gone, digest, .. } =
            state;
        Self { moved_to, problem, failures, failing_since, last_poll, last_success, last_status, not_before, gone, digest }
    }
}

impl State {
    /// The poll at `now` went well.
    pub fn succeeded(&mut self, now: Timestamp) {
        self.problem = None;
        self.failures = 0;
        self.failing_since = None;
        self.last_success = Some(now);
        self.not_before = None;
        self.gone = false;
    }

    /// The last poll brought nothing. Decides when the next one may be.
    pub fn failed(&mut self, problem: String, pause: Pause, now: Timestamp, address: &str) {
        self.problem = Some(problem);
        self.failures = self.failures.saturating_add(1);
        self.failing_since = self.failing_since.or(Some(now));
        // The new address may be what is wrong; the listed one still leads there if it is right.
        self.moved_to = None;
        let pause = match pause {
            Pause::None => None,
            Pause::Asked(pause) => Some(pause.min(LONGEST_RETRY_AFTER)),
            Pause::Own => self.failures.checked_sub(PATIENCE).map(|more| back_off(more, address)),
        };
        self.not_before = pause.and_then(|p| now.checked_add(p).ok());
    }
}

/// How long to leave a feed alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pause {
    /// The fault is in the configuration, and asking costs nobody anything.
    None,
    /// What the host asked for.
    Asked(SignedDuration),
    /// Longer with every failure in a row.
    Own,
}

/// The pause after so many failures beyond the first ones.
fn back_off(more: u32, address: &str) -> SignedDuration {
    // Up to a tenth more, always the same for one feed, so that feeds which failed together do not come back together.
    let tenths = i64::from(hash::sha256(address.as_bytes()).as_bytes()[0]) * 100 / 256;
    let pause = FIRST_PAUSE.saturating_mul(1 << more.min(20)).min(LONGEST_PAUSE);
    (pause + pause * i32::try_from(tenths).unwrap_or(0) / 1000).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// Minutes until the next poll after each of so many failures.
    fn pauses(count: usize) -> Vec<i64> {
        let mut state = State::default();
        let mut fail = || {
            state.failed("answered 500".into(), Pause::Own, NOW, "https://a.example/");
            state.not_before.map_or(0, |t| t.duration_since(NOW).as_mins())
        };
        (0..count).map(|_| fail()).collect()
    }

    #[test]
    fn pauses_start_with_the_third_failure_and_double() {
        let pauses = pauses(40);
        assert_eq!(pauses[..2], [0, 0]);
        for (n, pause) in pauses[2..11].iter().enumerate() {
            let plain = 2i64 << n;
            assert!((plain..=plain + plain / 10 + 1).contains(pause), "failure {}: {pause} minutes", n + 3);
        }
        assert_eq!(pauses[39], 24 * 60);
    }

    #[test]
    fn success_ends_all_pauses() {
        let mut state = State::default();
        state.failed("x".into(), Pause::Asked(SignedDuration::from_secs(9)), NOW, "a");
        assert_eq!(state.failing_since, Some(NOW));
        state.succeeded(NOW);
        assert_eq!(state, State { last_success: Some(NOW), ..State::default() });
    }

    #[test]
    fn a_host_cannot_ask_for_years() {
        let mut state = State::default();
        state.failed("x".into(), Pause::Asked(SignedDuration::from_secs(u32::MAX.into())), NOW, "a");
        assert_eq!(state.not_before, Some(NOW + LONGEST_RETRY_AFTER));
    }
}
