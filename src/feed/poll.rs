//! Asks every feed whether there is something new, and keeps what came.

use super::body::Bodies;
use super::health::Digest;
use super::journal::{Journal, Times};
use super::parse::{self, ParseError};
use super::reading::{Reading, Unread};
use super::state::{Pause, State};
use super::states::States;
use super::{KIND, body};
use crate::cache::Cache;
use crate::config::FeedEntry;
use crate::http::{self, Client, HttpError, Request, Response};
use crate::model::Feed;
use crate::report::{Report, Stage};
use futures_util::StreamExt;
use indicatif::ProgressBar;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// Feeds waiting for their turn at the same time; the client has the limits that hosts notice.
const IN_FLIGHT: usize = 1000;
/// Failures that are told with their history: so many in a row, over so long a time.
const MANY: u32 = 3;
const LONG: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Media types wanted. Some hosts give a web page to whoever does not ask for a feed.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// How to poll.
#[derive(Debug, Clone, Copy)]
pub struct PollOptions {
    /// The time now, for pauses.
    pub now: Timestamp,
    /// True: feeds may stand in private networks, unless their entry says otherwise.
    pub allow_private: bool,
    /// True: feeds in a pause are asked as well, and those that are gone. For whoever wants to know how all feeds are.
    pub insist: bool,
}

/// What a poll of all feeds brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polled {
    /// A skip for each feed that gave nothing this time, and a warning for each repair.
    pub report: Report,
    /// Feeds that sent a copy.
    pub sent: usize,
    /// Feeds that said that nothing had changed.
    pub unchanged: usize,
    /// Feeds that were not asked because their copy is still good, as they or their hosts say.
    pub resting: usize,
}

/// Polls all feeds, many at a time. Nothing that one of them does keeps the others from being polled. `bar` moves on by one a feed.
pub async fn poll(client: &Client, cache: &Cache, feeds: &[FeedEntry], options: &PollOptions, bar: &ProgressBar) -> Polled {
    cache.sweep(KIND);
    let (reading, bodies) = (Reading::default(), Bodies::list(cache));
    let (journal, states) = (Journal::load(cache), States::load(cache));
    let mut polled = Polled::default();
    if let Err(error) = states.tidy() {
        polled.report.warn(Stage::Feed, "the cache", format!("cannot be tidied: {error:#}"));
    }
    let each = by_turns(feeds).into_iter().map(|entry| {
        let feed = Poll { client, cache, entry, options, journal: &journal, states: &states, bodies: &bodies, reading: &reading };
        async move { feed.run().await }
    });
    let mut done = futures_util::stream::iter(each).buffer_unordered(IN_FLIGHT);
    while let Some(one) = done.next().await {
        polled.report.merge(one.report);
        polled.sent += one.sent;
        polled.unchanged += one.unchanged;
        polled.resting += one.resting;
        bar.inc(1);
    }
    journal.save(cache);
    if let Err(error) = states.save() {
        polled.report.skip(Stage::Feed, "the cache", format!("cannot remember all feeds: {error:#}"));
    }
    polled
}

/// The feeds, one of each host after another, so that a slow host with a thousand feeds does not hold up all that are listed below.
fn by_turns(feeds: &[FeedEntry]) -> Vec<&FeedEntry> {
    let mut seen = HashMap::new();
    let mut turns: Vec<(usize, &FeedEntry)> = Vec::with_capacity(feeds.len());
    for entry in feeds {
        let turn = seen.entry(entry.url.host_str()).and_modify(|n| *n += 1).or_insert(0);
        turns.push((*turn, entry));
    }
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, entry)| entry).collect()
}

/// One feed being polled.
struct Poll<'a> {
    client: &'a Client,
    cache: &'a Cache,
    entry: &'a FeedEntry,
    options: &'a PollOptions,
    journal: &'a Journal,
    states: &'a States,
    bodies: &'a Bodies,
    reading: &'a Reading,
}

/// Why a poll brought nothing.
struct Failure {
    /// Goes on after the feed's address.
    why: String,
    pause: Pause,
    /// The answer's, if one came.
    status: Option<u16>,
    /// True if nobody was asked.
    spared: bool,
}

/// What an answer brought.
enum Answer {
    Sent,
    Unchanged,
}

impl Poll<'_> {
    async fn run(&self) -> Polled {
        let key = self.entry.url.as_str();
        let mut polled = Polled::default();
        let before: State = self.states.get(key).unwrap_or_default();
        let mut state = State { times: self.journal.of(key).unwrap_or_default(), ..before.clone() };
        let kept = self.bodies.has(self.cache, key);
        let copy = if kept { "the copy of an earlier run is used" } else { "there is no earlier copy" };
        if !self.options.insist {
            if let Some(why) = self.not_now(&state) {
                polled.report.skip(Stage::Feed, key, format!("{why}; {copy}"));
                return polled;
            }
            if kept && state.rests(self.options.now) {
                polled.resting = 1;
                return polled;
            }
        }
        match self.ask(&mut state, kept, &mut polled.report).await {
            Ok(answer) => {
                polled.sent = usize::from(matches!(answer, Answer::Sent));
                polled.unchanged = 1 - polled.sent;
            }
            Err(failure) => {
                let advice = self.failed(&mut state, &failure);
                polled.report.skip(Stage::Feed, key, format!("{}{advice}; {copy}", failure.why));
            }
        }
        if let Some(new) = &state.moved_to {
            polled.report.warn(Stage::Feed, key, format!("has moved for good to {new}; `takefive feeds check --fix` writes that down"));
        }
        self.journal.set(key, state.times);
        state.times = Times::default();
        // Nearly all answers are that nothing changed.
        if state != before
            && let Err(error) = self.states.set(key, &state)
        {
            polled.report.skip(Stage::Feed, key, format!("cannot be remembered: {error:#}"));
        }
        polled
    }

    /// Remembers a failure. Gives what the owner should know beside its reason.
    fn failed(&self, state: &mut State, failure: &Failure) -> String {
        if failure.spared {
            return String::new();
        }
        state.times.last_poll = Some(self.options.now);
        state.last_status = failure.status;
        state.failed(failure.why.clone(), failure.pause, self.options.now, self.entry.url.as_str());
        state.gone = failure.status == Some(410);
        match state.failing_since {
            _ if state.gone => GONE.to_owned(),
            Some(since) if self.options.now.duration_since(since) >= LONG && state.failures >= MANY => {
                let advice = if failure.status == Some(404) { "; correct its address in content/feeds.yaml, or take it out" } else { "" };
                format!(", as it has since {}, {} times in a row{advice}", since.strftime("%Y-%m-%d"), state.failures)
            }
            _ => String::new(),
        }
    }

    /// Why the feed is not asked this time.
    fn not_now(&self, state: &State) -> Option<String> {
        let problem = state.problem.as_deref().unwrap_or("failed");
        if state.gone {
            return Some(format!("{problem}{GONE}"));
        }
        let until = state.not_before.filter(|until| *until > self.options.now)?;
        Some(format!("is not asked again before {} (last time: {problem})", until.strftime("%Y-%m-%d %H:%M UTC")))
    }

    /// Asks the feed, and keeps what came.
    async fn ask(&self, state: &mut State, kept: bool, report: &mut Report) -> Result<Answer, Failure> {
        let key = self.entry.url.as_str();
        let request = Request {
            url: state.moved_to.as_deref().unwrap_or(key),
            // Validators without the body that they speak of would bring a 304 and nothing to read.
            etag: state.etag.as_deref().filter(|_| kept),
            last_modified: state.last_modified.as_deref().filter(|_| kept),
            accept: ACCEPT,
            cap: body::CAP,
            allow_private: self.entry.allow_private.unwrap_or(self.options.allow_private),
            // Bodies wait for a core as small as they came, and are kept so.
            packed: true,
        };
        let response = self.client.get(request).await.map_err(|error| self.refused(&error))?;
        let (moved, headers, status) = (response.moved.clone(), response.headers.clone(), response.status);
        let answer = match status {
            304 if kept => Answer::Unchanged,
            304 => return Err(Failure::new("says that nothing has changed, although it never sent anything", status)),
            _ => {
                self.keep(state, response, report).await?;
                Answer::Sent
            }
        };
        if let Some(new) = moved {
            state.moved_to = Some(new).filter(|new| new != key);
        }
        state.times.last_poll = Some(self.options.now);
        // To the list of feeds, both are an answer that is as it should be.
        state.last_status = Some(if status == 304 { state.last_status.filter(|s| *s == 200).unwrap_or(304) } else { status });
        state.succeeded(self.options.now);
        state.times.fresh_until = state.schedule.until(&headers, self.options.now);
        Ok(answer)
    }

    /// Keeps a new body, if it is a feed.
    async fn keep(&self, state: &mut State, response: Response, report: &mut Report) -> Result<(), Failure> {
        let status = response.status;
        let header = |name| response.headers.get(name).map(str::to_owned);
        let (etag, last_modified, charset) = (header("etag"), header("last-modified"), header("content-type").and_then(charset));
        let url = response.url.clone();
        let (cache, key, now, stated) = (self.cache.clone(), self.entry.url.to_string(), self.options.now, charset.clone());
        let kept = self.reading.read(response, move |response, unpacked| {
            let parsed = parse::outline(unpacked, &response.url, stated.as_deref()).map_err(Unread::NotAFeed)?;
            let length = body::put(&cache, &key, response, unpacked).map_err(Unread::Unkept)?;
            Ok((Digest::of(&parsed, length, now), future(&parsed.feed, now), parsed.schedule))
        });
        let (digest, future, schedule) = kept.await.map_err(|error| match error {
            Unread::Packed(error) => self.refused(&error),
            Unread::NotAFeed(error) => self.not_a_feed(&error, &url, status),
            Unread::Unkept(error) => Failure::new(format!("cannot be kept: {error:#}"), status),
            Unread::Panicked => Failure::new("could not be read, which is a fault of takefive; please report it", status),
        })?;
        let key = self.entry.url.as_str();
        for warning in digest.warnings.iter().chain(&future) {
            report.warn(Stage::Feed, key, warning);
        }
        if digest.blocked {
            report.warn(Stage::Feed, key, format!("asks not to be used ({})", digest.objection.as_deref().unwrap_or("podcast:block")));
        }
        // The body lies there before its validators do: killed in between, the next poll gets the same body again and loses nothing.
        *state = State { url: Some(url), etag, last_modified, charset, digest, schedule, ..std::mem::take(state) };
        Ok(())
    }

    fn not_a_feed(&self, error: &ParseError, url: &str, status: u16) -> Failure {
        let elsewhere = if url == self.entry.url.as_str() { String::new() } else { format!("leads to {url}, which ") };
        Failure::new(format!("{elsewhere}{error}"), status)
    }

    fn refused(&self, error: &HttpError) -> Failure {
        let pause = match error {
            HttpError::Private { .. } | HttpError::Scheme { .. } | HttpError::Spared { .. } => Pause::None,
            _ => {
                // Only with these two does the header mean the host's own wish.
                let asked = error.retry_after().filter(|_| matches!(error.status(), Some(429 | 503)));
                asked.and_then(|value| http::retry_after(value, self.options.now)).map_or(Pause::Own, Pause::Asked)
            }
        };
        let spared = matches!(error, HttpError::Spared { .. });
        Failure { why: error.reason(self.entry.url.as_str()), pause, status: error.status(), spared }
    }
}

const GONE: &str = ", so it is not asked any more: take it out of content/feeds.yaml, or correct its address there";

impl Failure {
    /// What an answer of this status lacks.
    fn new(why: impl Into<String>, status: u16) -> Self {
        Self { why: why.into(), pause: Pause::Own, status: Some(status), spared: false }
    }
}

/// What is to be said of episodes dated in the future. Zones and wrong clocks account for a day.
fn future(feed: &Feed, now: Timestamp) -> Option<String> {
    let dates = || feed.episodes.iter().filter_map(|e| e.published).filter(|at| at.duration_since(now) > SignedDuration::from_hours(24));
    let first = dates().min()?;
    let (count, day) = (dates().count(), first.strftime("%Y-%m-%d"));
    let episodes = if count == 1 { "episode" } else { "episodes" };
    Some(format!("dates {count} {episodes} in the future, the first one {day}; no day before will use it"))
}

/// The `charset` of a media type.
fn charset(media_type: String) -> Option<String> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|p| p.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches(['"', '\'']).to_ascii_lowercase()).filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests;
