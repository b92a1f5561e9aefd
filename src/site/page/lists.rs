//! What lists, shelves and the archive show.

use super::{DateView, InsightSummary, Link};
use crate::template::Shared;
use serde::Serialize;

/// A podcast.
#[derive(Debug, Clone, Serialize)]
pub struct PodcastView {
    /// Name.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// Address of its feed, or empty.
    pub feed: String,
    /// One or two letters for artwork of our own.
    pub initials: String,
    /// Hue of that artwork.
    pub hue: u16,
    /// How many insights; on a page of older ones: how many are there, so that it stays as it is when days are added.
    pub count: usize,
    /// Day of the newest, or of the newest on a page of older ones.
    pub latest: Shared<DateView>,
    /// Newest first; empty in lists of podcasts.
    pub insights: Vec<Shared<InsightSummary>>,
    /// Episodes that have a page here, the newest first; empty in lists of podcasts.
    pub episodes: Vec<Link>,
}

/// An episode with all insights that come from it.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodeView {
    /// Title, as the newest of its insights spells it.
    pub title: String,
    /// Path of its page here.
    pub url: String,
    /// Address of its page here.
    pub permalink: String,
    /// The podcast, with its page here.
    pub podcast: Shared<Link>,
    /// One or two letters for the podcast's artwork of our own.
    pub initials: String,
    /// Hue of that artwork.
    pub hue: u16,
    /// The publisher's page, or empty.
    pub link: String,
    /// The audio file, or empty.
    pub audio: String,
    /// Who is heard, in the order of the recording.
    pub speakers: Vec<Shared<Link>>,
    /// In the order of the recording; those without a time at the end, oldest first.
    pub insights: Vec<EpisodeEntry>,
}

/// An insight in the list of its episode.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodeEntry {
    /// The insight.
    pub insight: Shared<InsightSummary>,
    /// Moment as `12:34` or `1:02:03`, or empty.
    pub time: String,
    /// The same in whole seconds; missing if the transcript has no times.
    pub seconds: Option<u64>,
    /// The audio file from that moment on, or empty.
    pub audio_at: String,
}

/// A topic or a person: a name, and the insights that stand under it.
#[derive(Debug, Clone, Serialize)]
pub struct ShelfView {
    /// Name.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// How many insights; on a page of older ones: how many are there.
    pub count: usize,
    /// Newest first; empty in lists of shelves.
    pub insights: Vec<Shared<InsightSummary>>,
    /// For a person: the podcasts that they are heard on.
    pub podcasts: Vec<Shared<Link>>,
}

/// A letter under which the names of a long list stand.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    /// The letter.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// True on its own page.
    pub here: bool,
}

/// A year of the archive.
#[derive(Debug, Clone, Serialize)]
pub struct YearView {
    /// Year.
    pub year: i16,
    /// Path of its page.
    pub url: String,
    /// How many posts.
    pub count: usize,
    /// Months that have a post, newest first.
    pub months: Vec<Shared<MonthView>>,
}

/// A month of the archive.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView {
    /// `November 2026`.
    pub name: String,
    /// `November`.
    pub short: String,
    /// Path of its page.
    pub url: String,
    /// How many posts.
    pub count: usize,
    /// Short names of the weekdays, Monday first.
    pub weekdays: Vec<String>,
    /// Weeks of seven cells, Monday first.
    pub weeks: Vec<Vec<CellView>>,
}

/// A cell of a month's calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CellView {
    /// Day of the month; 0 for a cell outside the month.
    pub day: i8,
    /// Path of the day's page, or empty if there is no post.
    pub url: String,
    /// Title of the post, or empty.
    pub title: String,
}
