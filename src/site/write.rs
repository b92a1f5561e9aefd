//! The only writer below the output folder: touches what changed, deletes what an earlier build wrote and this one did not.

use crate::{
    files::{self, Written},
    hash::{Print, print_of},
};
use anyhow::Context;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// The list of the files that builds have written, one a line, sorted. What is not in it is never deleted.
pub const MANIFEST: &str = ".takefive-site";

/// [`MANIFEST`], as an output folder has it.
#[derive(Debug, Default)]
pub struct Listing(String);

impl Listing {
    /// Reads the list; empty if there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self(files::read_if_there(&folder.join(MANIFEST))?.unwrap_or_default()))
    }

    /// What tells it from any other list.
    pub fn print(&self) -> Print {
        print_of(&self.0)
    }

    /// The list with these paths put in and those taken out.
    fn changed(&self, added: &BTreeSet<String>, removed: &BTreeSet<String>) -> Self {
        let mut list = String::with_capacity(self.0.len() + added.iter().map(|path| path.len() + 1).sum::<usize>());
        let mut add = |path: &str| {
            list.push_str(path);
            list.push('\n');
        };
        let (mut added, mut removed) = (added.iter().peekable(), removed.iter().peekable());
        for line in self.0.lines() {
            while let Some(path) = added.next_if(|path| path.as_str() < line) {
                add(path);
            }
            if removed.next_if(|path| path.as_str() == line).is_none() {
                add(line);
            }
        }
        added.for_each(|path| add(path));
        Self(list)
    }
}

/// What a build changes in the list of files.
#[derive(Debug, Default)]
pub struct Change {
    /// Paths that were not on the list.
    pub added: BTreeSet<String>,
    /// Paths that are on it and no longer part of the site.
    pub removed: BTreeSet<String>,
}

/// An output folder in which a build is going on.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    listing: Listing,
    change: Change,
    written: AtomicUsize,
}

/// What a build did to the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Files that are new or changed.
    pub written: usize,
    /// Files of earlier builds that are gone.
    pub deleted: usize,
    /// What tells the list of all files from any other.
    pub listing: Print,
}

impl Output {
    /// Begins a build that will write the `planned` files and no others.
    ///
    /// # Errors
    /// The list of files cannot be written, or a file that is in the way of a planned folder cannot be deleted.
    pub fn begin(folder: &Path, listing: &Listing, planned: BTreeSet<String>) -> anyhow::Result<Self> {
        let earlier: BTreeSet<String> = listing.0.lines().filter(|line| is_inside(line)).map(str::to_owned).collect();
        let removed = earlier.difference(&planned).cloned().collect();
        let added = planned.difference(&earlier).cloned().collect();
        let listing = Listing(earlier.into_iter().flat_map(|path| [path, "\n".to_owned()]).collect());
        Self::go_on(folder, listing, Change { added, removed })
    }

    /// Begins a build that adds to what `listing` has, and takes away from it. The list must be one that a build has written, and `removed`
    /// on it.
    ///
    /// # Errors
    /// As [`Output::begin`].
    pub fn go_on(folder: &Path, listing: Listing, change: Change) -> anyhow::Result<Self> {
        // Both builds' files are listed before the first is written, so that a build that is cut off leaves none behind that no later
        // build knows of.
        if !change.added.is_empty() {
            let either = listing.changed(&change.added, &BTreeSet::new());
            files::write(&folder.join(MANIFEST), either.0.as_bytes())?;
        }
        let output = Self { folder: folder.to_owned(), listing, change, written: AtomicUsize::new(0) };
        output.clear_the_way()?;
        Ok(output)
    }

    /// Writes a planned file, unless it holds these bytes already.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        if files::write(&self.folder.join(path), bytes)? == Written::Changed {
            self.written.fetch_add(1, Relaxed);
        }
        Ok(())
    }

    /// The size of a planned file that is there already, to be left as it is: for files whose name says what they hold.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, path: &str) -> anyhow::Result<Option<u64>> {
        let file = self.folder.join(path);
        match fs::metadata(&file) {
            Ok(meta) => Ok(meta.is_file().then_some(meta.len())),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot look at {}", file.display())),
        }
    }

    /// Ends the build: deletes what only earlier builds wrote, with the folders that this leaves empty.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(self) -> anyhow::Result<Done> {
        let mut deleted = 0;
        for path in &self.change.removed {
            deleted += usize::from(self.delete(path)?);
        }
        let listing = self.listing.changed(&self.change.added, &self.change.removed);
        files::write(&self.folder.join(MANIFEST), listing.0.as_bytes())?;
        Ok(Done { written: self.written.into_inner(), deleted, listing: listing.print() })
    }

    /// An old file `about` is in the way of a new `about/index.html`, and the other way round.
    fn clear_the_way(&self) -> anyhow::Result<()> {
        let Change { added, removed } = &self.change;
        for path in removed {
            let below = format!("{path}/");
            let is_folder = added.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below));
            if is_folder || path.match_indices('/').any(|(at, _)| added.contains(&path[..at])) {
                self.delete(path)?;
            }
        }
        Ok(())
    }

    fn delete(&self, path: &str) -> anyhow::Result<bool> {
        let file = self.folder.join(path);
        match fs::remove_file(&file) {
            // Somebody else deleted it, or its folder is a file now.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory) => {
                return Ok(false);
            }
            result => result.with_context(|| format!("cannot delete {}", file.display()))?,
        }
        let folders = Path::new(path).ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty());
        for folder in folders {
            // Fails, as it should, at the first folder that is not empty.
            if fs::remove_dir(self.folder.join(folder)).is_err() {
                break;
            }
        }
        Ok(true)
    }
}

/// A list that was tampered with must not lead out of the folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    /// How many files were written and deleted.
    fn build(folder: &Path, paths: &[&str]) -> (usize, usize) {
        let output = Output::begin(folder, &Listing::read(folder).unwrap(), set(paths)).unwrap();
        paths.iter().for_each(|path| output.write(path, path.as_bytes()).unwrap());
        let done = output.finish().unwrap();
        assert_eq!(done.listing, Listing::read(folder).unwrap().print());
        (done.written, done.deleted)
    }

    #[test]
    fn only_our_own_files_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        files::write(&at("a/theirs"), b"").unwrap();
        assert_eq!(build(folder.path(), &["a/b/ours", "c"]), (2, 0));
        assert_eq!(build(folder.path(), &["c"]), (0, 1));
        assert!(at("a/theirs").exists() && !at("a/b").exists());
        assert_eq!(fs::read_to_string(at(MANIFEST)).unwrap(), "c\n");
    }

    #[test]
    fn a_file_may_become_a_folder_and_back() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path(), &["about", "x"]);
        build(folder.path(), &["about/index.html", "x"]);
        assert!(folder.path().join("about/index.html").is_file());
        build(folder.path(), &["about", "x"]);
        assert!(folder.path().join("about").is_file());
    }

    #[test]
    fn a_list_that_leads_outside_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (out, outside) = (folder.path().join("out"), folder.path().join("outside"));
        fs::write(&outside, "").unwrap();
        files::write(&out.join(MANIFEST), format!("../outside\n{}\n", outside.display()).as_bytes()).unwrap();
        assert_eq!(build(&out, &["c"]).1, 0);
        assert!(outside.exists());
    }

    #[test]
    fn a_build_that_is_cut_off_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path(), &["a"]);
        let output = Output::begin(folder.path(), &Listing::read(folder.path()).unwrap(), set(&["b"])).unwrap();
        output.write("b", b"b").unwrap();
        assert_eq!(build(folder.path(), &["a"]).1, 1);
    }
    #[test]
    fn a_list_is_changed_in_its_order() {
        let (folder, change) = (tempfile::tempdir().unwrap(), Change { added: set(&["a", "c/x", "e"]), removed: set(&["b", "d"]) });
        build(folder.path(), &["b", "c", "d"]);
        let output = Output::go_on(folder.path(), Listing::read(folder.path()).unwrap(), change).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(MANIFEST)).unwrap(), "a\nb\nc\nc/x\nd\ne\n");
        assert_eq!(output.finish().unwrap().deleted, 2);
        assert_eq!(fs::read_to_string(folder.path().join(MANIFEST)).unwrap(), "a\nc\nc/x\ne\n");
    }
}
