//! What an earlier build made of what, so that this one need not make it again.
//!
//! The unit is a `Job`: a page, a day with its insights, a feed. The memory holds for each its fingerprint and its
//! files. It can be lost at any time, and is no longer believed of jobs that a build has begun and not ended, of files that are no
//! longer there in their size, and not at all if the output folder's list of files is another than the one that the build left.

use super::write::Listing;
use crate::{
    files,
    hash::Print,
    pack::{Packer, Unpacker, open},
};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// About so many files are looked at in a build. Of a larger site every second or third is, and in the next build its neighbours, for asking
/// a system of a file costs some microseconds, and a day is added to ten years in less time than it would take to ask of them all.
const LOOKED_AT: usize = 4000;

/// What an earlier build made.
#[derive(Debug, Default)]
pub struct Memory<'a> {
    done: HashMap<Print, Made<'a>>,
}

/// What a job once made.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// What it was made of.
    pub print: Print,
    /// How many files.
    pub count: usize,
    /// Their size together.
    pub bytes: u64,
    files: &'a [u8],
}

impl<'a> Made<'a> {
    /// Its files by their paths, with their sizes.
    pub fn files(&self) -> impl Iterator<Item = (&'a str, u64)> + use<'a> {
        let mut pack = Unpacker::new(self.files);
        std::iter::from_fn(move || if pack.is_empty() { None } else { Some((pack.text()?, pack.number()?)) })
    }
}

/// Where the memory of one output folder lies.
#[derive(Debug, Clone)]
pub struct Place {
    file: PathBuf,
    /// The jobs that a build has begun.
    begun: PathBuf,
    /// Which of the jobs the next build looks for. Apart, for it moves when nothing else does.
    cursor: PathBuf,
}

impl Place {
    /// Beside this file, which need not exist yet.
    pub fn new(file: PathBuf) -> Self {
        Self { begun: file.with_extension("begun"), cursor: file.with_extension("cursor"), file }
    }

    /// A file of another kind in the same place.
    pub fn beside(&self, kind: &str) -> PathBuf {
        self.file.with_extension(kind)
    }

    /// The bytes of the memory; empty if there is none.
    pub fn read(&self) -> Vec<u8> {
        fs::read(&self.file).unwrap_or_default()
    }

    /// Takes down which jobs will now be done: whatever becomes of this build, the next one does not believe what was known of them.
    ///
    /// # Errors
    /// The disk.
    pub fn begin(&self, jobs: &[Print]) -> anyhow::Result<()> {
        let mut pack = Packer::default();
        pack.list(jobs, |pack, job| pack.print(*job));
        // A build that was cut off may have left a list of its own, and its jobs are in the same doubt.
        pack.list(&self.doubtful().unwrap_or_default(), |pack, job| pack.print(*job));
        files::write(&self.begun, &pack.seal()).map(drop)
    }

    /// The jobs that were begun and not ended; `None` if nobody knows.
    fn doubtful(&self) -> Option<Vec<Print>> {
        match fs::read(&self.begun) {
            Ok(bytes) => {
                let mut pack = open(&bytes)?;
                Some([pack.list(Unpacker::print)?, pack.list(Unpacker::print)?].concat())
            }
            Err(error) => (error.kind() == std::io::ErrorKind::NotFound).then(Vec::new),
        }
    }

    /// Keeps what was made. Where that fails the next build makes everything anew.
    pub fn keep(&self, ledger: Ledger, listing: Print) {
        let mut pack = Packer::with_room(ledger.0.len() + 64);
        pack.print(listing);
        pack.bytes(&ledger.0);
        let ended = || match fs::remove_file(&self.begun) {
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
            Ok(()) => true,
        };
        if files::write(&self.file, &pack.seal()).is_err() || !ended() {
            fs::remove_file(&self.file).ok();
        }
    }

    fn read_cursor(&self) -> usize {
        fs::read_to_string(&self.cursor).ok().and_then(|number| number.trim().parse().ok()).unwrap_or_default()
    }
}

impl<'a> Memory<'a> {
    /// What `bytes` remember of the folder whose list of files is `listing`; nothing if they are of another.
    pub fn new(place: &Place, bytes: &'a [u8], listing: &Listing) -> Self {
        Self::read(place, bytes, listing).unwrap_or_default()
    }

    fn read(place: &Place, bytes: &'a [u8], listing: &Listing) -> Option<Self> {
        let doubtful = place.doubtful()?;
        let mut pack = open(bytes)?;
        if pack.print()? != listing.print() {
            return None;
        }
        let mut jobs = Unpacker::new(pack.bytes()?);
        let mut done = HashMap::new();
        while !jobs.is_empty() {
            let key = jobs.print()?;
            done.insert(key, Made { print: jobs.print()?, count: jobs.count()?, bytes: jobs.number()?, files: jobs.bytes()? });
        }
        for key in doubtful {
            if let Some(made) = done.get_mut(&key) {
                // Its files stay known, so that those that are no longer wanted are deleted.
                made.print = 0;
            }
        }
        Some(Self { done })
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    /// What a job once made, of whatever.
    pub fn of(&self, key: Print) -> Option<&Made<'a>> {
        self.done.get(&key)
    }

    /// All jobs that something is known of.
    pub fn keys(&self) -> impl Iterator<Item = Print> + '_ {
        self.done.keys().copied()
    }

    /// Looks whether the files of these jobs, which need not be done, are there: at every so many of them, and where one of these lacks a
    /// file, at all. Gives the places in `jobs` of those that lack one.
    pub fn look(&self, place: &Place, folder: &Path, jobs: &[Print]) -> Vec<usize> {
        let known: Vec<(usize, &Made<'_>)> = jobs.iter().enumerate().filter_map(|(n, job)| Some((n, self.of(*job)?))).collect();
        let every = known.iter().map(|(_, made)| made.count).sum::<usize>().div_ceil(LOOKED_AT).max(1);
        let turn = place.read_cursor() % every;
        if every > 1 {
            files::write(&place.cursor, ((turn + 1) % every).to_string().as_bytes()).ok();
        }
        let some: Vec<(usize, &Made<'_>)> = known.iter().skip(turn).step_by(every).copied().collect();
        let lacking_some = lacking(folder, &some);
        if every == 1 || lacking_some.is_empty() { lacking_some } else { lacking(folder, &known) }
    }
}

fn lacking(folder: &Path, jobs: &[(usize, &Made<'_>)]) -> Vec<usize> {
    let is_there = |(path, size)| fs::symlink_metadata(folder.join(path)).is_ok_and(|meta| meta.is_file() && meta.len() == size);
    jobs.par_iter().with_min_len(64).filter(|(_, made)| !made.files().all(is_there)).map(|(n, _)| *n).collect()
}

/// What is known of all jobs after a build.
#[derive(Debug, Default)]
pub struct Ledger(Vec<u8>);

impl Ledger {
    /// A job that was not done again.
    pub fn same(&mut self, key: Print, made: &Made<'_>) {
        self.put(key, made.print, made.count, made.bytes, made.files);
    }

    /// A job that was done: its files by paths with their sizes.
    pub fn made(&mut self, key: Print, print: Print, files: &[(String, u64)]) {
        let mut pack = Packer::default();
        for (path, size) in files {
            pack.text(path);
            pack.number(*size);
        }
        self.put(key, print, files.len(), files.iter().map(|(_, size)| size).sum(), &pack.into_bytes());
    }

    fn put(&mut self, key: Print, print: Print, count: usize, bytes: u64, files: &[u8]) {
        let mut pack = Packer::with_room(files.len() + 64);
        pack.print(key);
        pack.print(print);
        pack.count(count);
        pack.number(bytes);
        pack.bytes(files);
        self.0.extend_from_slice(&pack.into_bytes());
    }
}
