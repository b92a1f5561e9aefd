//! std's file functions with the path in every error, and writes that are whole or not at all.

use anyhow::Context;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Reads a text file.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a text file; `None` if there is none.
///
/// # Errors
/// It is there and cannot be read, or is not UTF-8.
pub fn read_if_there(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The file is new, or its bytes changed.
    Changed,
    /// The file held these bytes already and was not touched.
    Same,
}

/// Writes a file whole or not at all, making its folders; a file that holds these bytes already is not touched.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<Written> {
    if fs::metadata(path).is_ok_and(|m| m.len() == bytes.len() as u64) && fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(Written::Same);
    }
    let result = match write_aside(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            write_aside(path, bytes)
        }
        other => other,
    };
    result.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Written::Changed)
}

/// A reader, or a crash in between, sees the old file or the new one, never half of it.
fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Two threads may write one file, and two runs as well.
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let aside = path.with_file_name(name);
    fs::write(&aside, bytes)?;
    fs::rename(&aside, path).inspect_err(|_| {
        let _ = fs::remove_file(&aside);
    })
}

/// Adds bytes at the end of a file in one piece, making it and its folders.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn append(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let open = || fs::OpenOptions::new().create(true).append(true).open(path);
    let file = match open() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            open()
        }
        other => other,
    };
    file.and_then(|mut file| file.write_all(bytes)).with_context(|| format!("cannot write {}", path.display()))
}

/// All files below `folder` whose name ends with `.extension`, sorted by path; none if there is no such folder.
///
/// # Errors
/// A folder cannot be read.
pub fn list(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == extension) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn many_threads_may_write_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b.txt");
        let results: Vec<_> = (0..200).into_par_iter().map(|n: u32| write(&path, n.to_string().as_bytes())).collect();
        for result in results {
            result.unwrap();
        }
        assert!(read(&path).unwrap().parse::<u32>().unwrap() < 200);
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn the_same_bytes_are_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        assert_eq!(write(&path, b"one").unwrap(), Written::Changed);
        assert_eq!(write(&path, b"one").unwrap(), Written::Same);
        assert_eq!(write(&path, b"two").unwrap(), Written::Changed);
    }
}
