//! What is remembered of all feeds, in one file: a line for each, and one more for each that a poll changed, of which the last counts.
//!
//! Ten thousand files would take longer to write, and to read before each poll, than asking the feeds does. Lines are written some at
//! a time while a poll runs, so that a run that is killed has to ask only its last few feeds for a whole copy again.

use super::KIND;
use super::journal::name;
use super::state::State;
use crate::cache::Cache;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The file's key in the cache.
const KEY: &str = "states";
const EXTENSION: &str = "log";
/// Bytes of lines that wait to be written.
const WAITING: usize = 64 * 1024;
/// How long they wait at most, if more lines come.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of lines that no longer count before a poll throws them away.
const DEAD: usize = 256 * 1024;

/// The states of all feeds.
#[derive(Debug)]
pub(super) struct States {
    cache: Cache,
    /// The file as it was read.
    file: Vec<u8>,
    /// Where the last line of each feed holds its state.
    places: HashMap<Vec<u8>, Range<usize>>,
    waiting: Mutex<Waiting>,
}

/// Lines that are not written yet.
#[derive(Debug)]
struct Waiting {
    lines: Vec<u8>,
    since: Instant,
}

impl States {
    /// Reads the file. A line that cannot be read is passed over: its feed is asked for a whole copy.
    pub fn load(cache: &Cache) -> Self {
        let file = cache.get(KIND, KEY, EXTENSION).unwrap_or_default();
        let mut places = HashMap::new();
        let mut start = 0;
        for line in file.split_inclusive(|byte| *byte == b'\n') {
            // A line without an end was cut.
            if let (Some(tab), Some(b'\n')) = (line.iter().position(|byte| *byte == b'\t'), line.last()) {
                places.insert(line[..tab].to_vec(), start + tab + 1..start + line.len() - 1);
            }
            start += line.len();
        }
        let waiting = Mutex::new(Waiting { lines: Vec::new(), since: Instant::now() });
        Self { cache: cache.clone(), file, places, waiting }
    }

    /// The state of a feed as the file had it. `None` if there is none, or it is another version's.
    pub fn get(&self, key: &str) -> Option<State> {
        serde_json::from_slice(&self.file[self.places.get(name(key).as_bytes())?.clone()]).ok()
    }

    /// Notes the state of a feed, and writes down what waits if it is much.
    ///
    /// # Errors
    /// The disk.
    pub fn set(&self, key: &str, state: &State) -> anyhow::Result<()> {
        let mut waiting = self.waiting();
        if waiting.lines.is_empty() {
            waiting.since = Instant::now();
        }
        waiting.lines.extend_from_slice(name(key).as_bytes());
        waiting.lines.push(b'\t');
        serde_json::to_writer(&mut waiting.lines, state)?;
        waiting.lines.push(b'\n');
        if waiting.lines.len() >= WAITING || waiting.since.elapsed() >= PATIENCE { self.write(&mut waiting) } else { Ok(()) }
    }

    /// Writes down what waits.
    ///
    /// # Errors
    /// The disk.
    pub fn save(&self) -> anyhow::Result<()> {
        self.write(&mut self.waiting())
    }

    fn write(&self, waiting: &mut Waiting) -> anyhow::Result<()> {
        let lines = std::mem::take(&mut waiting.lines);
        if lines.is_empty() { Ok(()) } else { self.cache.append(KIND, KEY, EXTENSION, &lines) }
    }

    /// Throws away the lines that no longer count, if they are as many as the others. For the start of a poll.
    ///
    /// # Errors
    /// The disk.
    pub fn tidy(&self) -> anyhow::Result<()> {
        let live: usize = self.places.iter().map(|(name, place)| name.len() + place.len() + 2).sum();
        let whole = self.file.last().is_none_or(|byte| *byte == b'\n');
        if whole && self.file.len() < 2 * live + DEAD {
            return Ok(());
        }
        let mut places: Vec<_> = self.places.iter().collect();
        places.sort_unstable_by_key(|(_, place)| place.start);
        let lines = places.into_iter().flat_map(|(name, place)| [name, &b"\t"[..], &self.file[place.clone()], b"\n"].concat());
        self.cache.put(KIND, KEY, EXTENSION, &lines.collect::<Vec<u8>>())
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(title: &str) -> State {
        State { etag: Some(title.to_owned()), ..State::default() }
    }

    fn etag(cache: &Cache, key: &str) -> Option<String> {
        States::load(cache).get(key)?.etag
    }

    #[test]
    fn the_last_line_of_a_feed_counts() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let states = States::load(&cache);
        for (key, title) in [("a", "1"), ("b", "2"), ("a", "3\n\t")] {
            states.set(key, &state(title)).unwrap();
        }
        assert_eq!(etag(&cache, "a"), None, "it waits");
        states.save().unwrap();
        assert_eq!([etag(&cache, "a"), etag(&cache, "b"), etag(&cache, "c")], [Some("3\n\t".into()), Some("2".into()), None]);
    }

    #[test]
    fn what_is_much_is_written_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        States::load(&cache).set("a", &state(&"x".repeat(WAITING))).unwrap();
        assert!(etag(&cache, "a").is_some());
    }

    #[test]
    fn a_line_that_was_cut_costs_its_feed_alone() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let states = States::load(&cache);
        for key in ["a", "b"] {
            states.set(key, &state(key)).unwrap();
        }
        states.save().unwrap();
        let whole = cache.get(KIND, KEY, EXTENSION).unwrap();
        for end in 0..whole.len() {
            cache.put(KIND, KEY, EXTENSION, &whole[..end]).unwrap();
            let states = States::load(&cache);
            let first = states.get("a").is_some();
            assert!(states.get("b").is_none() && first == (end > whole.len() / 2 - 1), "{end}");
            // The next poll writes after it.
            states.tidy().unwrap();
            states.set("c", &state("c")).unwrap();
            states.save().unwrap();
            assert_eq!((etag(&cache, "a").is_some(), etag(&cache, "c").is_some()), (first, true), "{end}");
        }
    }

    #[test]
    fn lines_that_no_longer_count_are_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let states = States::load(&cache);
        for n in 0..2000 {
            states.set("a", &state(&n.to_string())).unwrap();
            states.set("b", &state("b")).unwrap();
        }
        states.save().unwrap();
        let length = || cache.get(KIND, KEY, EXTENSION).unwrap().len();
        let before = length();
        States::load(&cache).tidy().unwrap();
        assert!(length() < before / 500, "{before} bytes, then {}", length());
        assert_eq!([etag(&cache, "a"), etag(&cache, "b")], [Some("1999".into()), Some("b".into())]);
    }
}
