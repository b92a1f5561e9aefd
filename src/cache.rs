//! The cache: bytes by name under `.takefive/`. Delete it at any time; the next run costs more, loses nothing and repeats nothing.

use crate::{files, hash};
use anyhow::Context;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashSet, ffi::OsString, fs, path::PathBuf, time::Duration};

/// A folder of cached bytes.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where the bytes of `key` lie: `kind/<short hash of key>.extension`.
    pub fn path(&self, kind: &str, key: &str, extension: &str) -> PathBuf {
        self.folder.join(kind).join(format!("{}.{extension}", hash::short(key.as_bytes())))
    }

    /// The names of all files of a kind.
    pub fn names(&self, kind: &str) -> HashSet<OsString> {
        fs::read_dir(self.folder.join(kind)).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
    }

    /// Cached bytes, if there are any.
    pub fn get(&self, kind: &str, key: &str, extension: &str) -> Option<Vec<u8>> {
        fs::read(self.path(kind, key, extension)).ok()
    }

    /// A cached value; `None` as well if what lies there cannot be read, for a cache may be of another version.
    pub fn get_json<T: DeserializeOwned>(&self, kind: &str, key: &str) -> Option<T> {
        serde_json::from_slice(&self.get(kind, key, "json")?).ok()
    }

    /// Keeps bytes, whole or not at all.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, kind: &str, key: &str, extension: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.keep_out_of_git()?;
        files::write(&self.path(kind, key, extension), bytes).map(drop)
    }

    /// Adds bytes at the end of what lies there, in one piece.
    ///
    /// # Errors
    /// The disk.
    pub fn append(&self, kind: &str, key: &str, extension: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.keep_out_of_git()?;
        files::append(&self.path(kind, key, extension), bytes)
    }

    /// Keeps a value.
    ///
    /// # Errors
    /// The disk.
    pub fn put_json<T: Serialize>(&self, kind: &str, key: &str, value: &T) -> anyhow::Result<()> {
        self.put(kind, key, "json", &serde_json::to_vec(value)?)
    }

    /// Removes what writes left behind that were killed: the files of a kind that were never given their name. Those of the last hour may
    /// be another run's, at work now.
    pub fn sweep(&self, kind: &str) {
        let Ok(entries) = fs::read_dir(self.folder.join(kind)) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp")) {
            let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > Duration::from_secs(3600)) {
                // What cannot be removed does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Drops all of a kind.
    ///
    /// # Errors
    /// It cannot be deleted.
    pub fn clear(&self, kind: &str) -> anyhow::Result<()> {
        let folder = self.folder.join(kind);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot delete {}", folder.display()))
            }
            _ => Ok(()),
        }
    }

    /// Drops all of a kind but these files.
    ///
    /// # Errors
    /// A file cannot be deleted.
    pub fn prune(&self, kind: &str, keep: HashSet<PathBuf>) -> anyhow::Result<()> {
        let folder = self.folder.join(kind);
        for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            // Another run may be writing beside us, or dropping the same.
            if path.extension().is_some_and(|ending| ending != "tmp") && !keep.contains(&path) {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error).with_context(|| format!("cannot delete {}", path.display()));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A publication's own .gitignore may be missing: the cache never belongs in git.
    fn keep_out_of_git(&self) -> anyhow::Result<()> {
        let path = self.folder.join(".gitignore");
        if path.exists() { Ok(()) } else { files::write(&path, b"*\n").map(drop) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn only_old_leftovers_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        cache.put("feeds", "a", "xml", b"kept").unwrap();
        let left = |name: &str, hours: u64| {
            let path = folder.path().join("feeds").join(name);
            let file = fs::File::create(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3600)).unwrap();
            path
        };
        let (old, young, other) = (left("a.xml.1-0.tmp", 2), left("b.xml.2-0.tmp", 0), left("c.json", 9));
        cache.sweep("feeds");
        cache.sweep("nothing");
        assert_eq!([old.exists(), young.exists(), other.exists()], [false, true, true]);
        assert_eq!(cache.get("feeds", "a", "xml").as_deref(), Some(&b"kept"[..]));
    }
}
