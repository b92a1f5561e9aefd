//! One host: how many requests it is asked at once, and when it is left alone.

use super::HttpError;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use url::Url;

/// Requests in a row that got nothing from a host before the others of this run are spared: a host that is down would cost a time-out
/// for each of its thousand feeds, and one that asks for patience means all of them.
const PATIENCE: u8 = 3;

/// What a client knows of a host.
#[derive(Debug)]
pub(super) struct Publisher {
    pub turns: Arc<Semaphore>,
    /// Requests in a row that got no answer, or were answered with 429.
    strikes: AtomicU8,
    /// What came of the last one.
    last: Mutex<String>,
}

impl Publisher {
    pub fn new(at_once: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once)), strikes: AtomicU8::new(0), last: Mutex::default() }
    }

    /// Refuses to ask a host that has just failed several times in a row.
    pub fn willing(&self, url: &Url) -> Result<(), HttpError> {
        if self.strikes.load(Relaxed) < PATIENCE {
            return Ok(());
        }
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Err(HttpError::Spared { url: url.to_string(), last })
    }

    /// Takes down what a request got.
    pub fn remember(&self, response: &Result<reqwest::Response, HttpError>) {
        let strike = match response {
            Ok(response) if response.status().as_u16() == 429 => Some("answered 429 (asked too often)".to_owned()),
            Err(error @ (HttpError::Timeout { url, .. } | HttpError::Connect { url, .. })) => Some(error.reason(url)),
            _ => None,
        };
        let Some(strike) = strike else { return self.strikes.store(0, Relaxed) };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = strike;
        self.strikes.fetch_update(Relaxed, Relaxed, |n| Some(n.saturating_add(1))).ok();
    }
}
