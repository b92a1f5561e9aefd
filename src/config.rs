//! What an owner writes in `content/site.yaml` and `content/feeds.yaml`, as types.

mod edit;
mod entry;
mod lex;
mod llm;
mod names;
mod never;
pub mod takedowns;

pub use edit::{EditError, FeedsFile};
pub use entry::FeedEntry;
pub use llm::{Budget, Extractor, Json, Llm, Price};
pub use names::{Names, PeopleNames, Person, PersonName, TopicNames};
pub use never::{Never, folded_address};

use crate::yaml;
use anyhow::Context;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use url::Url;

/// A publication's folder, and what its two configuration files say.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The folder that holds `content/`.
    pub root: PathBuf,
    /// `content/site.yaml`.
    pub site: Site,
    /// `content/feeds.yaml`, in its order.
    pub feeds: Vec<FeedEntry>,
}

/// `content/site.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Site {
    /// Name of the publication.
    pub title: String,
    /// Where readers find it, such as `https://example.org/five/`. A path is kept.
    pub base_url: Url,
    /// Content-Security-Policy of every page, for owners who embed what lies elsewhere. Default: nothing but the site itself, and recordings.
    #[serde(default)]
    pub policy: Option<String>,
    /// Whether pages state the policy themselves, for hosts that do not read `_headers`. Default: false.
    #[serde(default)]
    pub policy_in_pages: bool,
    /// What the ids of all feeds and their items start with: a tag URI such as `tag:example.org,2026:five`. With it, ids survive a move to
    /// another address. Never change it. Default: made from base-url.
    #[serde(default)]
    pub id: Option<String>,
    /// A WebSub hub that is told of new posts; feeds name it. Default: none.
    #[serde(default)]
    pub websub: Option<Url>,
    /// One sentence for search engines, feeds and the masthead. Default: none.
    #[serde(default)]
    pub description: String,
    /// Who publishes it. Default: the title.
    #[serde(default)]
    pub author: Option<String>,
    /// An e-mail address or page that a podcast's publisher can turn to; sent in the User-Agent. Default: none.
    #[serde(default)]
    pub contact: Option<String>,
    /// Language tag of the interface and of what the posts are written in. Default: en.
    #[serde(default = "default_language")]
    pub language: String,
    /// IANA name of the zone in which a day begins and ends. Default: UTC.
    #[serde(default = "default_time_zone")]
    pub time_zone: String,
    /// Folder under `themes/`. Default: daily.
    #[serde(default = "default_theme")]
    pub theme: String,
    /// Overrides of the options that the theme's `theme.yaml` lists. Default: none.
    #[serde(default)]
    pub theme_options: BTreeMap<String, serde_json::Value>,
    /// Insights a day. Default: 5.
    #[serde(default = "default_count")]
    pub count: usize,
    /// Runners-up that go on the desk. Default: 15.
    #[serde(default = "default_desk")]
    pub desk: usize,
    /// Hours before the end of a day in which an episode counts as new. Default: 48.
    #[serde(default = "default_window")]
    pub window: u32,
    /// Insights with a lower score are not published, from 0 to 1. Default: 0.25.
    #[serde(default = "default_floor")]
    pub floor: f32,
    /// Whether the listener, a small language model inside takefive, reads the episodes: it chooses far better, and takes seconds for
    /// each. Default: true.
    #[serde(default = "default_listen")]
    pub listen: bool,
    /// Who finds and writes insights: `embedded`, or `llm` for the language model under `llm`. Default: embedded.
    #[serde(default)]
    pub extractor: Extractor,
    /// The language model. Default: none.
    #[serde(default)]
    pub llm: Option<Llm>,
    /// Whether the language model also puts headline and text of the embedded extractor's picks into better words. Default: false.
    #[serde(default)]
    pub polish: bool,
    /// How a language model is to write, in your own words: tone, readers, what to avoid. Default: none.
    #[serde(default)]
    pub style: Option<String>,
    /// Most insights a day from one podcast. Default: 2.
    #[serde(default = "default_per_podcast")]
    pub per_podcast: usize,
    /// Most insights a day that share a topic. Default: 3.
    #[serde(default = "default_per_topic")]
    pub per_topic: usize,
    /// True: a new post is a draft until somebody sets `status: published`. False: it is published at once. Default: true.
    #[serde(default = "default_true")]
    pub review: bool,
    /// Other names of topics, with the name that is meant, written as it is to be shown: merges and renames. Default: none.
    #[serde(default)]
    pub topics: BTreeMap<String, String>,
    /// Other names of people, with the name that is meant, or `false` for somebody who is not to be named. Default: none.
    #[serde(default)]
    pub people: BTreeMap<String, PersonName>,
    /// What is never used, whatever feeds.yaml lists: addresses of feeds, guids or titles of podcasts, guids of episodes. Default: none.
    #[serde(default)]
    pub never: Vec<String>,
    /// Most words that are quoted from one episode, in all posts together. Default: 200.
    #[serde(default = "default_quoted_words")]
    pub quoted_words: usize,
    /// Whether what `takefive learn` learned of the editors moves scores: on or off. Default: on.
    #[serde(default = "default_true", deserialize_with = "on_or_off")]
    pub taste: bool,
    /// Which days and insights get an image of their own for where they are shared: `recent` (the month of the newest post and the one before),
    /// `all` or `none`. All other pages show the publication's. Default: recent.
    #[serde(default)]
    pub cards: CardsFor,
    /// Posts in each feed. Default: 30.
    #[serde(default = "default_feed_length")]
    pub feed_length: usize,
    /// Seconds after which a request is given up. Default: 60.
    #[serde(default = "default_timeout")]
    pub timeout: u64,
    /// True: feeds and transcripts may be read from loopback and private networks. Default: false.
    #[serde(default)]
    pub allow_private: bool,
}

/// Which days and insights get share images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardsFor {
    /// Those of the month of the newest post and of the month before.
    #[default]
    Recent,
    /// All.
    All,
    /// None, and the site has no image either.
    None,
}

/// `on` and `off` are words in YAML 1.2 and were truth values in YAML 1.1: both readings are meant.
fn on_or_off<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Switch {
        Truth(bool),
        Word(String),
    }
    match Switch::deserialize(from) {
        Ok(Switch::Truth(on)) => Ok(on),
        Ok(Switch::Word(word)) if word.eq_ignore_ascii_case("on") => Ok(true),
        Ok(Switch::Word(word)) if word.eq_ignore_ascii_case("off") => Ok(false),
        _ => Err(serde::de::Error::custom("taste: must be on or off")),
    }
}

fn default_language() -> String {
    "en".into()
}
fn default_time_zone() -> String {
    "UTC".into()
}
fn default_theme() -> String {
    "daily".into()
}
fn default_count() -> usize {
    5
}
fn default_desk() -> usize {
    15
}
fn default_window() -> u32 {
    48
}
fn default_listen() -> bool {
    true
}
fn default_floor() -> f32 {
    0.25
}
fn default_per_podcast() -> usize {
    2
}
fn default_per_topic() -> usize {
    3
}
fn default_quoted_words() -> usize {
    200
}
fn default_feed_length() -> usize {
    30
}
fn default_timeout() -> u64 {
    60
}
fn default_true() -> bool {
    true
}

impl Publication {
    /// Reads both configuration files of the publication in `root`.
    ///
    /// # Errors
    /// A missing or unreadable file; a fault in it, with file, line and column; two entries for one feed.
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let path = root.join("content/site.yaml");
        if !path.is_file() {
            anyhow::bail!(
                "{} is not there: run takefive in a publication's folder, name one with --root, or make one with `takefive new DIR`",
                path.display()
            );
        }
        let site: Site = yaml::read(&path)?;
        site.check().with_context(|| path.display().to_string())?;
        // Messages name files as an editor would: `content/…`, not `./content/…`.
        let root = root.strip_prefix(".").unwrap_or(root);
        Ok(Self { root: root.to_owned(), site, feeds: entry::read(&root.join("content/feeds.yaml"))? })
    }

    /// The folder of the cache, `.takefive`.
    pub fn cache_dir(&self) -> PathBuf {
        self.root.join(".takefive")
    }
}

impl Site {
    /// The site's address without a trailing slash, such as `https://example.org/five`.
    pub fn home(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    /// The path that every link of the site starts with: empty, or such as `/five`.
    pub fn prefix(&self) -> &str {
        self.base_url.path().trim_end_matches('/')
    }

    /// The zone in which a day begins and ends.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(matches!(self.base_url.scheme(), "http" | "https"), "base-url: must start with https:// or http://");
        anyhow::ensure!(
            jiff::tz::TimeZone::get(&self.time_zone).is_ok(),
            "time-zone: `{}` is not an IANA name such as Europe/Berlin",
            self.time_zone
        );
        anyhow::ensure!((1..=50).contains(&self.count), "count: must be from 1 to 50, not {}", self.count);
        anyhow::ensure!((0.0..=1.0).contains(&self.floor), "floor: must be from 0 to 1, not {}", self.floor);
        anyhow::ensure!((1..=24 * 366).contains(&self.window), "window: must be from 1 to 8784 hours, not {}", self.window);
        let id_fits = |id: &str| {
            let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/@,;+%".contains(c));
            plain && id.starts_with("tag:") && id.contains(',')
        };
        anyhow::ensure!(
            self.id.as_deref().is_none_or(id_fits),
            "id: must be a tag URI such as tag:{},2026:five, without blanks",
            self.base_url.host_str().unwrap_or("example.org")
        );
        Names::new(self)?;
        anyhow::ensure!(self.never.iter().all(|entry| !entry.trim().is_empty()), "never: an entry is empty; delete it");
        anyhow::ensure!((1..=100_000).contains(&self.quoted_words), "quoted-words: must be from 1 to 100000, not {}", self.quoted_words);
        anyhow::ensure!(
            self.llm.is_some() || self.extractor == Extractor::Embedded && !self.polish,
            "{}: needs a language model; add `llm: {{ base-url: http://127.0.0.1:11434/v1, model: … }}`",
            if self.polish { "polish: true" } else { "extractor: llm" }
        );
        if let Some(llm) = &self.llm {
            llm.check()?;
        }
        anyhow::ensure!((1..=3600).contains(&self.timeout), "timeout: must be from 1 to 3600 seconds, not {}", self.timeout);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> anyhow::Result<Site> {
        yaml::parse(text, Path::new("content/site.yaml")).map_err(Into::into)
    }

    #[test]
    fn a_title_and_an_address_are_enough() {
        let site = site("title: Five\nbase-url: https://example.org/five/\n").unwrap();
        assert_eq!((site.home(), site.prefix(), site.count), ("https://example.org/five", "/five", 5));
    }

    #[test]
    fn taste_is_on_unless_it_is_switched_off() {
        let taste = |line: &str| site(&format!("title: Five\nbase-url: https://example.org\n{line}\n")).map(|site| site.taste);
        assert_eq!(
            ["", "taste: on", "taste: off", "taste: Off", "taste: false"].map(|line| taste(line).unwrap()),
            [true, true, false, false, false]
        );
        insta::assert_snapshot!(taste("taste: some").unwrap_err().to_string(), @"content/site.yaml:3:1: taste: must be on or off");
    }

    #[test]
    fn an_unknown_key_names_line_and_nearest_key() {
        let error = site("title: Five\nbase-url: https://example.org\ntimezone: UTC\n").unwrap_err().to_string();
        insta::assert_snapshot!(error, @"content/site.yaml:3:1: unknown key `timezone`; did you mean `time-zone`?");
    }
}
