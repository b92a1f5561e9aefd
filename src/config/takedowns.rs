//! `content/takedowns.yaml`: what was taken down, so that nothing brings it back and its addresses answer honestly.

use crate::{files, yaml};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// An episode that was taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Takedown {
    /// Title of the podcast.
    pub podcast: String,
    /// The episode's guid in its feed.
    pub guid: String,
    /// Address of the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The episode's audio file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<String>,
    /// When.
    pub on: Date,
    /// Why, in words for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The insights that were published: their pages say that they were taken down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insights: Vec<Gone>,
}

/// An insight that was published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gone {
    /// Its slug.
    pub slug: String,
    /// The day whose post had it.
    pub day: Date,
}

const HEAD: &str = "# Episodes that were taken down, written by `takefive takedown`. Their insights are gone, their pages say so, and they are never\n\
                    # used again. Delete an entry to lift it; that brings nothing back by itself.\n";

/// Where the list lies.
pub fn path(root: &Path) -> PathBuf {
    root.join("content/takedowns.yaml")
}

/// Reads the list; empty if there is none.
///
/// # Errors
/// The file cannot be read, or is not such a list.
pub fn load(root: &Path) -> anyhow::Result<Vec<Takedown>> {
    let path = path(root);
    match files::read_if_there(&path)? {
        Some(text) => Ok(yaml::parse::<Option<Vec<Takedown>>>(&text, &path)?.unwrap_or_default()),
        None => Ok(Vec::new()),
    }
}

/// Adds an entry at the end, and leaves every byte above it.
///
/// # Errors
/// The file cannot be read or written, or is no such list.
pub fn add(root: &Path, takedown: &Takedown) -> anyhow::Result<()> {
    let known = load(root)?;
    let path = path(root);
    let mut text = files::read_if_there(&path)?.unwrap_or_else(|| HEAD.to_owned());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&yaml::print(&[takedown]));
    let now = yaml::parse::<Option<Vec<Takedown>>>(&text, &path)?.unwrap_or_default();
    anyhow::ensure!(
        now.len() == known.len() + 1 && now.last() == Some(takedown),
        "{} is written in an unusual way; add this to it by hand:\n{}",
        path.display(),
        yaml::print(&[takedown])
    );
    files::write(&path, text.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_added_below_what_is_there() {
        let root = tempfile::tempdir().unwrap();
        let takedown = |guid: &str| Takedown {
            podcast: "A: B".into(),
            guid: guid.into(),
            feed: None,
            audio: Some("https://e.org/1.mp3".into()),
            on: "2026-11-26".parse().unwrap(),
            reason: Some("Asked for: \"please\"".into()),
            insights: vec![Gone { slug: "a-b".into(), day: "2026-11-23".parse().unwrap() }],
        };
        assert_eq!(load(root.path()).unwrap(), []);
        add(root.path(), &takedown("1")).unwrap();
        let file = path(root.path());
        std::fs::write(&file, files::read(&file).unwrap() + "# mine").unwrap();
        add(root.path(), &takedown("2")).unwrap();
        assert_eq!(load(root.path()).unwrap(), [takedown("1"), takedown("2")]);
        assert!(files::read(&file).unwrap().contains("# mine\n- podcast"));
        std::fs::write(&file, "[]\n").unwrap();
        let error = add(root.path(), &takedown("3")).unwrap_err().to_string();
        assert!(error.contains("takedowns.yaml"), "{error}");
        assert_eq!(files::read(&file).unwrap(), "[]\n");
    }
}
