//! The cache: bytes by name under `.takefive/`. Delete it at any time; the next run costs more, loses nothing and repeats nothing.

use crate::{files, hash};
use anyhow::Context;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashSet, fs, path::PathBuf};

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

    /// Keeps a value.
    ///
    /// # Errors
    /// The disk.
    pub fn put_json<T: Serialize>(&self, kind: &str, key: &str, value: &T) -> anyhow::Result<()> {
        self.put(kind, key, "json", &serde_json::to_vec(value)?)
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
