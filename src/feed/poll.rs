//! Asks every feed whether there is something new, and keeps what came; reads what was kept.

use super::parse::{self, ParseError};
use super::state::{Digest, Health, Pause, State};
use crate::cache::Cache;
use crate::config::FeedEntry;
use crate::http::{self, Client, HttpError, Request, Response};
use crate::model::Feed;
use crate::report::{Report, Stage};
use futures_util::StreamExt;
use indicatif::ProgressBar;
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The cache's kind for feeds: a state as JSON and a body, both under the listed address.
const KIND: &str = "feeds";
/// Most bytes of a feed. The longest ones there are, with every episode's notes, have 30 MB.
const CAP: usize = 50_000_000;
/// Feeds waiting for their turn at the same time; the client has the limits that hosts notice.
const IN_FLIGHT: usize = 1000;
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

/// A feed as it was kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    /// The podcast and its episodes, under the name and language of the feed's entry. `None` if no copy was ever kept.
    pub feed: Option<Feed>,
    /// Why the last poll brought nothing, or why there is no feed; goes on after the feed's address.
    pub problem: Option<String>,
    /// What was mended in the copy; each goes on after the feed's address.
    pub warnings: Vec<String>,
    /// True if the podcast asks not to be listed.
    pub blocked: bool,
}

/// Polls all feeds, many at a time. Nothing that one of them does keeps the others from being polled.
///
/// The report has a skip for each feed that gave nothing this time, and a warning for each repair. `bar` moves on by one a feed.
pub async fn poll(client: &Client, cache: &Cache, feeds: &[FeedEntry], options: &PollOptions, bar: &ProgressBar) -> Report {
    // Parsing takes a core each; more at once would only hold more bodies in memory.
    let cores = Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));
    let each = feeds.iter().map(|entry| {
        let feed = Poll { client, cache, entry, options, cores: cores.clone() };
        async move { feed.run().await }
    });
    let mut done = futures_util::stream::iter(each).buffer_unordered(IN_FLIGHT);
    let mut report = Report::default();
    while let Some(one) = done.next().await {
        report.merge(one);
        bar.inc(1);
    }
    report
}

/// Reads one feed as the last good poll left it. Does not touch the network.
pub fn load(cache: &Cache, entry: &FeedEntry) -> Loaded {
    let key = entry.url.as_str();
    let state: State = cache.get_json(KIND, key).unwrap_or_default();
    let Some(body) = cache.get(KIND, key, "xml") else {
        let problem = state.problem.unwrap_or_else(|| "has not been read yet; `takefive fetch` reads it".to_owned());
        return Loaded { problem: Some(problem), ..Loaded::default() };
    };
    let base = state.url.as_deref().unwrap_or(key);
    match parse::parse(&body, base) {
        Ok(parsed) => {
            let mut feed = parsed.feed;
            feed.podcast.feed = key.to_owned();
            feed.podcast.title = entry.name.clone().unwrap_or(feed.podcast.title);
            feed.podcast.language = entry.language.clone().or(feed.podcast.language);
            Loaded { feed: Some(feed), problem: state.problem, warnings: parsed.warnings, blocked: parsed.blocked }
        }
        Err(error) => Loaded { problem: Some(error.to_string()), ..Loaded::default() },
    }
}

/// How a feed fares. `None` if it was never polled, or the cache was deleted since. Does not touch the network.
pub fn health(cache: &Cache, entry: &FeedEntry) -> Option<Health> {
    cache.get_json::<State>(KIND, entry.url.as_str()).map(Health::from)
}

/// One feed being polled.
struct Poll<'a> {
    client: &'a Client,
    cache: &'a Cache,
    entry: &'a FeedEntry,
    options: &'a PollOptions,
    cores: Arc<Semaphore>,
}

/// Why a poll brought nothing.
struct Failure {
    /// Goes on after the feed's address.
    why: String,
    pause: Pause,
    gone: bool,
}

impl Poll<'_> {
    async fn run(&self) -> Report {
        let key = self.entry.url.as_str();
        let mut report = Report::default();
        let mut state: State = self.cache.get_json(KIND, key).unwrap_or_default();
        let kept = self.cache.path(KIND, key, "xml").is_file();
        let copy = if kept { "the copy of an earlier run is used" } else { "there is no earlier copy" };
        if let Some(why) = self.not_now(&state).filter(|_| !self.options.insist) {
            report.skip(Stage::Feed, key, format!("{why}; {copy}"));
            return report;
        }
        state.last_poll = Some(self.options.now);
        match self.ask(&mut state, kept, &mut report).await {
            Ok(()) => state.succeeded(self.options.now),
            Err(failure) => {
                state.failed(failure.why.clone(), failure.pause, self.options.now, key);
                state.gone = failure.gone;
                let advice = if failure.gone { GONE } else { "" };
                report.skip(Stage::Feed, key, format!("{}{advice}; {copy}", failure.why));
            }
        }
        if let Some(new) = &state.moved_to {
            report.warn(Stage::Feed, key, format!("has moved for good to {new}; put that address into content/feeds.yaml"));
        }
        if let Err(error) = self.cache.put_json(KIND, key, &state) {
            report.skip(Stage::Feed, key, format!("cannot be remembered: {error:#}"));
        }
        report
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
    async fn ask(&self, state: &mut State, kept: bool, report: &mut Report) -> Result<(), Failure> {
        let key = self.entry.url.as_str();
        let request = Request {
            url: state.moved_to.as_deref().unwrap_or(key),
            // Validators without the body that they speak of would bring a 304 and nothing to read.
            etag: state.etag.as_deref().filter(|_| kept),
            last_modified: state.last_modified.as_deref().filter(|_| kept),
            accept: ACCEPT,
            cap: CAP,
            allow_private: self.entry.allow_private.unwrap_or(self.options.allow_private),
        };
        let response = self.client.get(request).await;
        state.last_status = response.as_ref().map_or_else(HttpError::status, |r| Some(r.status));
        let response = response.map_err(|error| self.refused(&error))?;
        let moved = response.moved.clone();
        match response.status {
            304 if kept => {}
            304 => return Err(Failure::new("says that nothing has changed, although it never sent anything")),
            _ => self.keep(state, response, report).await?,
        }
        if let Some(new) = moved {
            state.moved_to = Some(new).filter(|new| new != key);
        }
        Ok(())
    }

    /// Keeps a new body, if it is a feed.
    async fn keep(&self, state: &mut State, response: Response, report: &mut Report) -> Result<(), Failure> {
        let header = |name| response.headers.get(name).map(str::to_owned);
        let (etag, last_modified) = (header("etag"), header("last-modified"));
        let (cache, key, url, body) = (self.cache.clone(), self.entry.url.to_string(), response.url.clone(), response.body);
        let now = self.options.now;
        let _core = self.cores.acquire().await;
        let kept = tokio::task::spawn_blocking(move || {
            let parsed = parse::parse(&body, &url)?;
            let digest = Digest::of(&parsed, now);
            Ok((parsed.warnings, digest, cache.put(KIND, &key, "xml", &body)))
        });
        let kept: Result<_, ParseError> = kept.await.map_err(|error| Failure::new(format!("could not be read: {error}")))?;
        let (warnings, digest, written) = kept.map_err(|error| self.not_a_feed(&error, &response.url))?;
        written.map_err(|error| Failure::new(format!("cannot be kept: {error:#}")))?;
        let key = self.entry.url.as_str();
        for warning in warnings {
            report.warn(Stage::Feed, key, warning);
        }
        if digest.blocked {
            report.warn(Stage::Feed, key, format!("asks not to be used ({})", digest.objection.as_deref().unwrap_or("podcast:block")));
        }
        // The body lies there before its validators do: killed in between, the next poll gets the same body again and loses nothing.
        *state = State { url: Some(response.url), etag, last_modified, digest, ..std::mem::take(state) };
        Ok(())
    }

    fn not_a_feed(&self, error: &ParseError, url: &str) -> Failure {
        let elsewhere = if url == self.entry.url.as_str() { String::new() } else { format!("leads to {url}, which ") };
        Failure::new(format!("{elsewhere}{error}"))
    }

    fn refused(&self, error: &HttpError) -> Failure {
        let pause = match error {
            HttpError::Private { .. } | HttpError::Scheme { .. } => Pause::None,
            _ => {
                // Only with these two does the header mean the host's own wish.
                let asked = error.retry_after().filter(|_| matches!(error.status(), Some(429 | 503)));
                asked.and_then(|value| http::retry_after(value, self.options.now)).map_or(Pause::Own, Pause::Asked)
            }
        };
        Failure { why: error.reason(self.entry.url.as_str()), pause, gone: error.status() == Some(410) }
    }
}

const GONE: &str = ", so it is not asked any more: take it out of content/feeds.yaml, or correct its address there";

impl Failure {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), pause: Pause::Own, gone: false }
    }
}

#[cfg(test)]
mod tests;
