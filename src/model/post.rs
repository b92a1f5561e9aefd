//! A day's post, as its Markdown file says it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// One day's post.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The front matter.
    pub front: FrontMatter,
    /// Markdown between the front matter and the first section; empty or the editor's own.
    pub opening: String,
    /// Insights in reading order.
    pub sections: Vec<Section>,
}

/// The YAML between the first two `---` lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatter {
    /// Title of the day.
    pub title: String,
    /// The day; the file's name says the same.
    pub date: Date,
    /// Default: draft.
    #[serde(default)]
    pub status: Status,
    /// One or two sentences for lists, feeds and search engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// When its words were last changed in a way that readers are to be told of: feeds say so. An editor's to set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<jiff::Timestamp>,
    /// Keys of the publication's own, handed to templates as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Whether readers see a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Only `serve` and `build --drafts` show it.
    #[default]
    Draft,
    /// On the site.
    Published,
}

/// One level-2 heading with what stands under it: an insight, or a passage of the editor's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Last part of the permalink. From `{#slug}`, else made from the headline.
    pub slug: String,
    /// The heading, Markdown taken out.
    pub headline: String,
    /// Markdown between the heading and the quote: the claim.
    pub body: String,
    /// The first block quote, as plain words on one line. `None` if the section has none.
    pub quote: Option<String>,
    /// Markdown after the quote, without the source block. Usually empty.
    pub after: String,
    /// The source block. `None` for an editor's own section.
    pub source: Option<Source>,
    /// Line of the heading in the file, counted from 1.
    pub line: usize,
    /// Line of the source block's opening fence, counted from 1.
    pub source_line: Option<usize>,
    /// The section's bytes in the file, from its heading up to the next one.
    pub bytes: Range<usize>,
}

/// Where an insight comes from: the `source` block of a section.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Source {
    /// Title of the podcast.
    pub podcast: String,
    /// Title of the episode.
    pub episode: String,
    /// The episode's guid in its feed.
    pub guid: String,
    /// Address of the podcast's feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The episode's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The episode's audio file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<String>,
    /// Start of the quote in the audio, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<f64>,
    /// End of the quote in the audio, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<f64>,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// One to four topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Slugs of insights that pull the other way. An editor's to set: a program that marked them would be wrong nine times of ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tension: Vec<String>,
    /// The file that holds the quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<TranscriptRef>,
    /// Licence of the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// `embedded`, or the name of the model that wrote headline and text.
    pub by: String,
    /// Score when it was chosen, 0 to 1, two decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// True if an editor stands by what the passage does not bear out. Default: false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
    /// Fingerprint of this section as it was generated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
}

/// A range of a publisher's transcript file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TranscriptRef {
    /// Address of the file. For show notes: the feed's address.
    pub url: String,
    /// SHA-256 of the file's bytes, 64 hex digits. For show notes: of the notes.
    pub sha256: String,
    /// Half-open range of the quote in the file decoded to UTF-8, counted in Unicode characters.
    pub chars: [usize; 2],
    /// True if the words are show notes and nobody is known to have spoken them. Default: false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notes: bool,
}
