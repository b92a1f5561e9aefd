//! Feeds' bodies in the cache: packed, as they came if that can be told from the file itself. Ten thousand of them take 7 GB otherwise.

use super::KIND;
use crate::cache::Cache;
use crate::http::{Packing, Response, pack};
use std::collections::HashSet;
use std::ffi::OsString;

/// Most bytes of a feed, unpacked. The longest ones there are, with every episode's notes, have 30 MB.
pub(super) const CAP: usize = 50_000_000;
/// Shorter ones take a block of the disk either way.
const SHORT: usize = 4096;
const EXTENSION: &str = "xml";

/// The files of all bodies that were kept, listed once: to look for each of ten thousand takes longer.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    names: HashSet<OsString>,
}

impl Bodies {
    pub fn list(cache: &Cache) -> Self {
        Self { names: cache.names(KIND) }
    }

    /// True if a feed's body was kept.
    pub fn has(&self, cache: &Cache, key: &str) -> bool {
        cache.path(KIND, key, EXTENSION).file_name().is_some_and(|name| self.names.contains(name))
    }
}

/// Bytes that a kept body takes. `None` if there is none.
pub(super) fn length(cache: &Cache, key: &str) -> Option<u64> {
    std::fs::metadata(cache.path(KIND, key, EXTENSION)).ok().map(|m| m.len())
}

/// A kept body, unpacked. `None` if there is none, or nobody can unpack it: a poll gets it again.
pub(super) fn get(cache: &Cache, key: &str) -> Option<Vec<u8>> {
    let bytes = cache.get(KIND, key, EXTENSION)?;
    let packing = Packing::of_file(&bytes);
    if packing == Packing::default() {
        return Some(bytes);
    }
    let mut unpacked = Vec::new();
    packing.unpack(&bytes, CAP, &mut unpacked).ok().map(|()| unpacked)
}

/// Keeps the body of an answer; `unpacked` is what it holds. Gives the bytes that it takes now.
///
/// # Errors
/// The disk.
pub(super) fn put(cache: &Cache, key: &str, response: &Response, unpacked: &[u8]) -> anyhow::Result<u64> {
    let as_it_came =
        if response.packing == Packing::default() { unpacked.len() < SHORT } else { Packing::of_file(&response.body) == response.packing };
    let packed = if as_it_came { None } else { Some(pack(unpacked)?) };
    let bytes = packed.as_deref().unwrap_or(&response.body);
    cache.put(KIND, key, EXTENSION, bytes)?;
    Ok(bytes.len() as u64)
}
