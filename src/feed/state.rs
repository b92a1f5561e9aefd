//! What is remembered of a feed between two polls.

use super::Schedule;
use super::health::Digest;
use super::journal::Times;
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
    /// What the answer said of the characters of the kept body.
    pub charset: Option<String>,
    /// Where the feed has moved for good.
    pub moved_to: Option<String>,
    /// Why the last poll brought nothing. `None` if it did, or heard that nothing changed.
    pub problem: Option<String>,
    /// Polls in a row that brought nothing.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// The status of the last answer. `None` if none came.
    pub last_status: Option<u16>,
    /// The feed, having failed, is not asked before.
    pub not_before: Option<Timestamp>,
    /// True once the host said that the feed is gone for good. It is never polled again under this address.
    pub gone: bool,
    /// What the kept body holds.
    pub digest: Digest,
    /// When the kept body wishes to be asked for again.
    pub schedule: Schedule,
    /// What changes with every poll; kept apart.
    #[serde(skip)]
    pub times: Times,
}

impl State {
    /// The poll at `now` went well.
    pub fn succeeded(&mut self, now: Timestamp) {
        self.problem = None;
        self.failures = 0;
        self.failing_since = None;
        self.times.last_success = Some(now);
        self.not_before = None;
        self.gone = false;
    }

    /// True if nobody would gain by asking now: the kept copy is still good.
    pub fn rests(&self, now: Timestamp) -> bool {
        let fresh = self.times.fresh_until.is_some_and(|until| now < until);
        let sleeps = || self.times.last_success.is_some_and(|last| Schedule::may_sleep(last, now)) && self.schedule.sleeps(now);
        self.problem.is_none() && (fresh || sleeps())
    }

    /// The last poll brought nothing. Decides when the next one may be.
    pub fn failed(&mut self, problem: String, pause: Pause, now: Timestamp, address: &str) {
        self.problem = Some(problem);
        self.failures = self.failures.saturating_add(1);
        self.failing_since = self.failing_since.or(Some(now));
        self.times.fresh_until = None;
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
        assert_eq!(state, State { times: Times { last_success: Some(NOW), ..Times::default() }, ..State::default() });
    }

    #[test]
    fn a_host_cannot_ask_for_years() {
        let mut state = State::default();
        state.failed("x".into(), Pause::Asked(SignedDuration::from_secs(u32::MAX.into())), NOW, "a");
        assert_eq!(state.not_before, Some(NOW + LONGEST_RETRY_AFTER));
    }
}
