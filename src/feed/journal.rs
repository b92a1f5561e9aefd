//! When each feed was asked, in few files: what changes with every poll, and would else be ten thousand files written anew.
//!
//! A run that is killed loses what it noted here, and nothing else: the next one asks again what it asked.

use crate::cache::Cache;
use crate::hash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The cache's kind for the journal's parts.
const KIND: &str = "polls";
/// Parts of the journal, by the first letter of a feed's name: reading one feed's times reads one part.
const PARTS: &str = "abcdefghijklmnopqrstuvwxyz234567";

/// When a feed was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Times {
    /// Last, whatever came of it.
    pub last_poll: Option<Timestamp>,
    /// When it last sent a feed, or said that nothing had changed.
    pub last_success: Option<Timestamp>,
    /// It needs not be asked before: by its own wish, or its host's.
    pub fresh_until: Option<Timestamp>,
}

type Part = BTreeMap<String, Times>;

/// The times of all feeds.
#[derive(Debug, Default)]
pub(super) struct Journal {
    times: Mutex<Part>,
}

impl Journal {
    pub fn load(cache: &Cache) -> Self {
        let parts = PARTS.chars().filter_map(|part| cache.get_json::<Part>(KIND, &part.to_string()));
        Self { times: Mutex::new(parts.flatten().collect()) }
    }

    pub fn of(&self, key: &str) -> Option<Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).get(&name(key)).copied()
    }

    pub fn set(&self, key: &str, times: Times) {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).insert(name(key), times);
    }

    /// Writes the parts down. What cannot be written is asked again next time.
    pub fn save(&self, cache: &Cache) {
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        for part in PARTS.chars() {
            let own: BTreeMap<&String, &Times> = times.iter().filter(|(name, _)| name.starts_with(part)).collect();
            if !own.is_empty() {
                let _ = cache.put_json(KIND, &part.to_string(), &own);
            }
        }
    }
}

/// The name of a feed's files in the cache.
pub(super) fn name(key: &str) -> String {
    hash::short(key.as_bytes())
}
