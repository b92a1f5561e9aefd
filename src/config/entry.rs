//! `content/feeds.yaml` as types.

use crate::{files, yaml};
use serde::Deserialize;
use std::{collections::HashSet, path::Path};
use url::Url;

/// One feed of `content/feeds.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FeedEntry {
    /// Address of the feed.
    pub url: Url,
    /// Shown instead of the feed's own title. Default: the feed's title.
    #[serde(default)]
    pub name: Option<String>,
    /// How much its insights count, from 0 to 2. Default: 1.
    #[serde(default = "default_weight")]
    pub weight: f32,
    /// Topics that every insight of it has. Default: none.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Language tag, if the feed's own is missing or wrong. Default: the feed's.
    #[serde(default)]
    pub language: Option<String>,
    /// False: read, but never quoted. Default: true.
    #[serde(default = "super::default_true")]
    pub keep: bool,
    /// True: this feed may be read from a private network. Default: the site's `allow-private`.
    #[serde(default)]
    pub allow_private: Option<bool>,
}

impl FeedEntry {
    /// An entry that says nothing but its address.
    pub fn new(url: Url) -> Self {
        Self { url, name: None, weight: default_weight(), topics: Vec::new(), language: None, keep: true, allow_private: None }
    }
}

/// Reads `content/feeds.yaml`.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<FeedEntry>> {
    if !path.is_file() {
        anyhow::bail!("{} is not there: make it, with one `- url: https://…` for each podcast", path.display());
    }
    let text = files::read(path)?;
    parse(&text, path)
}

/// Reads the text of a `feeds.yaml` that stands in `path`.
pub(super) fn parse(text: &str, path: &Path) -> anyhow::Result<Vec<FeedEntry>> {
    // A list of which every line is still a comment is an empty list.
    let feeds: Option<Vec<FeedEntry>> = yaml::parse(text, path)?;
    let feeds = feeds.unwrap_or_default();
    check(&feeds, path)?;
    Ok(feeds)
}

/// What cannot be told from one value alone.
pub(super) fn check(feeds: &[FeedEntry], path: &Path) -> anyhow::Result<()> {
    let mut seen = HashSet::with_capacity(feeds.len());
    for feed in feeds {
        let at = || format!("{}: {}", path.display(), feed.url);
        anyhow::ensure!(matches!(feed.url.scheme(), "http" | "https"), "{}: a feed's address starts with https:// or http://", at());
        anyhow::ensure!((0.0..=2.0).contains(&feed.weight), "{}: weight must be from 0 to 2, not {}", at(), feed.weight);
        anyhow::ensure!(seen.insert(feed.url.as_str()), "{}: is listed twice; delete one entry", at());
    }
    Ok(())
}

fn default_weight() -> f32 {
    1.0
}
