//! A build, job by job: which of them must be done, whether their files get in each other's way, and what becomes of the files that no
//! job makes any more.

use super::{
    Summary,
    job::{Job, Workshop},
    memory::{Ledger, Made, Memory, Place},
    plan::{self, Claim},
    prints::Prints,
    search::Past,
    write::{Change, Listing, MANIFEST, Output},
};
use crate::hash::Print;
use rayon::prelude::*;
use std::{
    collections::{BTreeSet, HashSet},
    hash::{BuildHasherDefault, Hasher},
    path::Path,
};

/// The files that a job made, by their paths, with their sizes.
type Files = Vec<(String, u64)>;

/// Does what is not done yet.
pub(super) fn run(
    workshop: &Workshop<'_>,
    jobs: &[Job<'_>],
    recalled: Option<(&Place, &Prints<'_>)>,
    out: &Path,
) -> anyhow::Result<Summary> {
    let listing = Listing::read(out)?;
    let bytes = recalled.map(|(place, _)| place.read()).unwrap_or_default();
    let memory = recalled.map(|(place, _)| Memory::new(place, &bytes, &listing)).unwrap_or_default();
    let keys: Vec<Print> = jobs.iter().map(Job::key).collect();
    let made_of: Vec<Print> = match recalled {
        Some((_, prints)) => jobs.par_iter().with_min_len(64).map(|job| workshop.print(job, prints)).collect(),
        None => vec![0; jobs.len()],
    };
    let todo = todo(&memory, recalled.map(|(place, _)| place), out, &keys, &made_of);
    if let (Some((place, prints)), Some(n)) = (recalled, jobs.iter().position(|job| matches!(job, Job::Search))) {
        // What is in doubt has no fingerprint.
        let printed_of = memory.of(keys[n]).map(|made| made.print).filter(|print| *print != 0);
        let past = Past {
            file: place.beside("search"),
            folder: out.to_owned(),
            printed_of,
            print: made_of[n],
            insights: prints.summaries().to_vec(),
        };
        workshop.past.set(past).ok();
    }
    let known: HashSet<Print> = keys.iter().copied().collect();
    let vanished: Vec<Print> = memory.keys().filter(|key| !known.contains(key)).collect();

    // What is to be made, against what the same jobs made before.
    let chosen = jobs.iter().zip(&todo).filter(|(_, todo)| **todo).map(|(job, _)| job);
    let claims: Vec<String> = chosen.flat_map(|job| workshop.claims(job)).map(|(path, _)| path).collect();
    let again = keys.iter().zip(&todo).filter(|(_, todo)| **todo).map(|(key, _)| key).chain(&vanished);
    let again: Vec<Print> = again.copied().collect();
    let made = again.iter().filter_map(|key| memory.of(*key)).flat_map(Made::files);
    let old: BTreeSet<String> = made.map(|(path, _)| path.to_owned()).collect();
    let new: BTreeSet<String> = claims.iter().cloned().collect();
    let change = Change { added: new.difference(&old).cloned().collect(), removed: old.difference(&new).cloned().collect() };
    // Paths that were free before are free still.
    if !change.added.is_empty() || new.len() < claims.len() || known.len() < keys.len() {
        let kept = keys.iter().zip(&todo).filter(|(_, todo)| !**todo).filter_map(|(key, _)| memory.of(*key));
        if are_suspect(kept.flat_map(Made::files).map(|(path, _)| path).chain(claims.iter().map(String::as_str))) {
            let all: Vec<(String, Claim<'_>)> = jobs.iter().flat_map(|job| workshop.claims(job)).collect();
            plan::check(&all, workshop.renderer.views.library, workshop.renderer.texts)?;
        }
    }

    if let (Some((place, _)), false) = (recalled, again.is_empty()) {
        place.begin(&again)?;
    }
    let output = if memory.is_empty() { Output::begin(out, &listing, new)? } else { Output::go_on(out, listing, change)? };
    let work = |(job, todo): (&Job<'_>, &bool)| todo.then(|| workshop.work(job, &output)).transpose();
    let made: Vec<anyhow::Result<Option<Files>>> = jobs.par_iter().zip(&todo).map(work).collect();
    // Of several faults always the first job's, so that two runs tell the same.
    let made: Vec<Option<Files>> = made.into_iter().collect::<anyhow::Result<_>>()?;
    let done = output.finish()?;

    let mut summary = Summary { pages: 0, files: 0, made: 0, written: done.written, deleted: done.deleted, bytes: 0 };
    let mut ledger = Ledger::default();
    for (((job, key), print), made) in jobs.iter().zip(&keys).zip(&made_of).zip(&made) {
        match (made, memory.of(*key)) {
            (Some(files), _) => {
                ledger.made(*key, *print, files);
                summary.made += workshop.makes(job, files.len());
                summary.files += files.len();
                summary.bytes += files.iter().map(|(_, size)| size).sum::<u64>();
            }
            (None, Some(made)) => {
                ledger.same(*key, made);
                summary.files += made.count;
                summary.bytes += made.bytes;
            }
            (None, None) => unreachable!("a job that nothing is known of is done"),
        }
    }
    if let (Some((place, _)), false) = (recalled, again.is_empty()) {
        place.keep(ledger, done.listing);
    }
    Ok(summary)
}

/// For each job whether it must be done: it is new, depends on what changed, or a file of it is not there.
fn todo(memory: &Memory<'_>, place: Option<&Place>, out: &Path, keys: &[Print], prints: &[Print]) -> Vec<bool> {
    let is_known = |(key, print): (&Print, &Print)| memory.of(*key).is_some_and(|made| made.print == *print);
    let mut todo: Vec<bool> = keys.iter().zip(prints).map(|job| !is_known(job)).collect();
    if let Some(place) = place.filter(|_| !memory.is_empty()) {
        let places: Vec<usize> = (0..keys.len()).filter(|n| !todo[*n]).collect();
        let kept: Vec<Print> = places.iter().map(|n| keys[*n]).collect();
        memory.look(place, out, &kept).into_iter().for_each(|n| todo[places[n]] = true);
    }
    todo
}

/// Whether two of these paths may be one, or one another's folder, where capitals tell nothing apart. Paths that are in each other's way
/// always are suspect; others nearly never.
fn are_suspect<'p>(paths: impl Iterator<Item = &'p str>) -> bool {
    let (mut files, mut folders): (Hashes, Hashes) = (Hashes::default(), Hashes::default());
    files.insert(hashes(MANIFEST, |_| ()));
    let mut twice = false;
    for path in paths {
        twice |= !files.insert(hashes(path, |folder| {
            folders.insert(folder);
        }));
    }
    twice || folders.iter().any(|folder| files.contains(folder))
}

type Hashes = HashSet<u64, BuildHasherDefault<AsIs>>;

/// A hash of a path in small letters; `folder` gets those of all its folders.
fn hashes(path: &str, mut folder: impl FnMut(u64)) -> u64 {
    // FNV-1a, since it goes byte by byte.
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in path.bytes() {
        if byte == b'/' {
            folder(hash);
        }
        hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// Hashes need no hashing.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        // Tables look at both ends of a hash; FNV's upper end is the better one.
        self.0 = number ^ (number >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_way_is_suspect() {
        let suspect = |paths: &[&str]| are_suspect(paths.iter().copied());
        assert!(!suspect(&["a/b", "a/c", "b", "a.b/c", "index.html"]));
        assert!(suspect(&["a/b", "A/B"]) && suspect(&["a", "a/b"]) && suspect(&["a/b/c", "A"]) && suspect(&[".takefive-SITE"]));
    }
}
