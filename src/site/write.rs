//! The only writer below the output folder: touches what changed, deletes what an earlier build wrote and this one did not.

use crate::files::{self, Written};
use anyhow::Context;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
};

/// The list of the files that builds have written, one a line, sorted. What is not in it is never deleted.
pub const MANIFEST: &str = ".takefive-site";

/// An output folder in which a build is going on.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    planned: BTreeSet<String>,
    earlier: BTreeSet<String>,
    written: AtomicUsize,
    bytes: AtomicU64,
}

/// What a build did to the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Files that are new or changed.
    pub written: usize,
    /// Files of earlier builds that are gone.
    pub deleted: usize,
    /// Size of all files of the site.
    pub bytes: u64,
}

impl Output {
    /// Begins a build that will write the `planned` files.
    ///
    /// # Errors
    /// The list of files cannot be read or written, or a file that is in the way of a planned folder cannot be deleted.
    pub fn begin(folder: &Path, planned: BTreeSet<String>) -> anyhow::Result<Self> {
        let listed = files::read_if_there(&folder.join(MANIFEST))?.unwrap_or_default();
        let earlier: BTreeSet<String> = listed.lines().filter(|line| is_inside(line)).map(str::to_owned).collect();
        // Both builds' files are listed before the first is written, so that a build that is cut off leaves none behind that no later
        // build knows of.
        let either: BTreeSet<&String> = earlier.union(&planned).collect();
        if either.len() > earlier.len() {
            files::write(&folder.join(MANIFEST), &lines(either))?;
        }
        let output = Self { folder: folder.to_owned(), planned, earlier, written: AtomicUsize::new(0), bytes: AtomicU64::new(0) };
        output.clear_the_way()?;
        Ok(output)
    }

    /// Writes a planned file, unless it holds these bytes already.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        debug_assert!(self.planned.contains(path), "{path} is not planned");
        if files::write(&self.folder.join(path), bytes)? == Written::Changed {
            self.written.fetch_add(1, Relaxed);
        }
        self.bytes.fetch_add(bytes.len() as u64, Relaxed);
        Ok(())
    }

    /// Whether a planned file is there already, to be left as it is: for files whose name says what they hold.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, path: &str) -> anyhow::Result<bool> {
        debug_assert!(self.planned.contains(path), "{path} is not planned");
        let file = self.folder.join(path);
        match fs::metadata(&file) {
            Ok(meta) if meta.is_file() => {
                self.bytes.fetch_add(meta.len(), Relaxed);
                Ok(true)
            }
            Ok(_) => Ok(false),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
            Err(error) => Err(error).with_context(|| format!("cannot look at {}", file.display())),
        }
    }

    /// Ends the build: deletes what only earlier builds wrote, with the folders that this leaves empty.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(self) -> anyhow::Result<Done> {
        let mut deleted = 0;
        for path in self.earlier.difference(&self.planned) {
            deleted += usize::from(self.delete(path)?);
        }
        files::write(&self.folder.join(MANIFEST), &lines(&self.planned))?;
        Ok(Done { written: self.written.into_inner(), deleted, bytes: self.bytes.into_inner() })
    }

    /// An old file `about` is in the way of a new `about/index.html`, and the other way round.
    fn clear_the_way(&self) -> anyhow::Result<()> {
        for path in self.earlier.difference(&self.planned) {
            let below = format!("{path}/");
            let is_folder = self.planned.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below));
            if is_folder || path.match_indices('/').any(|(at, _)| self.planned.contains(&path[..at])) {
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

fn lines<'a>(paths: impl IntoIterator<Item = &'a String>) -> Vec<u8> {
    paths.into_iter().flat_map(|path| [path.as_bytes(), b"\n"].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(folder: &Path, paths: &[&str]) -> Done {
        let output = Output::begin(folder, paths.iter().map(|path| (*path).to_owned()).collect()).unwrap();
        paths.iter().for_each(|path| output.write(path, path.as_bytes()).unwrap());
        output.finish().unwrap()
    }

    #[test]
    fn only_our_own_files_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        files::write(&at("a/theirs"), b"").unwrap();
        assert_eq!(build(folder.path(), &["a/b/ours", "c"]), Done { written: 2, deleted: 0, bytes: 9 });
        assert_eq!(build(folder.path(), &["c"]), Done { written: 0, deleted: 1, bytes: 1 });
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
        assert_eq!(build(&out, &["c"]).deleted, 0);
        assert!(outside.exists());
    }

    #[test]
    fn a_build_that_is_cut_off_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path(), &["a"]);
        Output::begin(folder.path(), ["b".to_owned()].into()).unwrap().write("b", b"b").unwrap();
        assert_eq!(build(folder.path(), &["a"]).deleted, 1);
    }
}
