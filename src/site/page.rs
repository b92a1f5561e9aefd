//! What templates see: borrowed from nothing, plain to serialize, every link and every date ready to print.
//!
//! Each page template gets these variables: `site` ([`SiteView`]), `page` ([`PageView`]), `t` (the theme's strings of the site's
//! language), and those that its kind names in [`Kind`]. Fields that end in `_html` are trusted HTML and are printed with `| safe`;
//! everything else is text and is escaped. A `url` starts with the site's path prefix (`/five/2026/11/23/`), a `permalink` with its
//! host. A [`Shared`] value prints like the plain one.

mod lists;

pub use lists::{CellView, EpisodeEntry, EpisodeView, LetterView, MonthView, PodcastView, ShelfView, YearView};

use crate::template::Shared;
use serde::Serialize;
use std::collections::BTreeMap;

/// The kinds of pages; each is rendered by the template of the same name, such as `day.html`.
///
/// Beside them stands `feed-item.html`, which prints a day for the feeds from `day` ([`DayView`]) and `site`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `/`: `today` ([`DayView`], missing if there is no post yet) in full, `days` (list of [`DaySummary`], newest first): up to 14 before it.
    Home,
    /// `/2026/11/23/`: `day` ([`DayView`]).
    Day,
    /// `/insights/SLUG/`: `insight` ([`InsightView`]), `others` (list of [`InsightSummary`]: the rest of its day).
    Insight,
    /// `/podcasts/`: `podcasts` (list of [`PodcastView`] without insights, by name), `total` (how many there are), `letters` (list of
    /// [`LetterView`], empty if the list is short). Of a long list, this page shows the hundred with most insights, and `/podcasts/letter/a/` and
    /// the like those that begin so; topics and people do the same.
    Podcasts,
    /// `/podcasts/SLUG/`: `podcast` ([`PodcastView`]) with its newest hundred insights; `/podcasts/SLUG/3/` and the like have older ones,
    /// as those of topics and people do; `page.newer` and `page.older` lead from one to the other.
    Podcast,
    /// `/episodes/SLUG/`: `episode` ([`EpisodeView`]). Only episodes with several insights have a page.
    Episode,
    /// `/topics/`: `topics` (list of [`ShelfView`] without insights, those with most insights first).
    Topics,
    /// `/topics/SLUG/`: `topic` ([`ShelfView`]).
    Topic,
    /// `/people/`: `people` (list of [`ShelfView`] without insights, by name).
    People,
    /// `/people/SLUG/`: `person` ([`ShelfView`]).
    Person,
    /// `/archive/`: `years` (list of [`YearView`], newest first).
    Archive,
    /// `/2026/`: `year` ([`YearView`]).
    Year,
    /// `/2026/11/`: `month` ([`MonthView`]), `days` (list of [`DaySummary`], newest first), `previous` and `next` ([`Link`] or missing).
    Month,
    /// `/search/`: `topics` (list of [`ShelfView`] without insights, those with most insights first) for readers without JavaScript;
    /// `search.js` looks for `[data-search]` on it.
    Search,
    /// `/feeds/`: what readers' programs can follow, for people: `podcasts` (list of [`PodcastView`] without insights, by name), `topics` and
    /// `people` (lists of [`ShelfView`] without insights).
    Feeds,
    /// `/about/` and every other file of `content/pages/`: `body_html`.
    Text,
    /// `/404.html`: nothing more.
    Missing,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 17] = [
        Self::Home,
        Self::Day,
        Self::Insight,
        Self::Podcasts,
        Self::Podcast,
        Self::Episode,
        Self::Topics,
        Self::Topic,
        Self::People,
        Self::Person,
        Self::Archive,
        Self::Year,
        Self::Month,
        Self::Search,
        Self::Feeds,
        Self::Text,
        Self::Missing,
    ];

    /// The template that prints this kind.
    pub fn template(self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Day => "day.html",
            Self::Insight => "insight.html",
            Self::Podcasts => "podcasts.html",
            Self::Podcast => "podcast.html",
            Self::Episode => "episode.html",
            Self::Topics => "topics.html",
            Self::Topic => "topic.html",
            Self::People => "people.html",
            Self::Person => "person.html",
            Self::Archive => "archive.html",
            Self::Year => "year.html",
            Self::Month => "month.html",
            Self::Search => "search.html",
            Self::Feeds => "feeds.html",
            Self::Text => "text.html",
            Self::Missing => "missing.html",
        }
    }
}

/// What every page knows of the site.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Name of the publication.
    pub title: String,
    /// One sentence, or empty.
    pub description: String,
    /// Who publishes it.
    pub author: String,
    /// Language tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Address without trailing slash: `https://example.org/five`.
    pub home: String,
    /// What makes a `url` a full address: `https://example.org`.
    pub origin: String,
    /// What every `url` starts with: empty or such as `/five`.
    pub prefix: String,
    /// The theme's options: its defaults, the owner's overrides on top.
    pub options: BTreeMap<String, serde_json::Value>,
    /// Address path of each static file of the theme by its name, with its content's hash, for caching for ever:
    /// `site.assets["style.css"]` is `/five/assets/style.3f9a0c1b.css`.
    pub assets: BTreeMap<String, String>,
    /// Text pages for the navigation, by their `order`, then by their files' names.
    pub pages: Vec<Link>,
    /// Content-Security-Policy: what pages may load.
    pub policy: String,
    /// Whether pages state it themselves, for hosts that send no headers of ours.
    pub policy_in_pages: bool,
    /// `takefive 0.1.0`.
    pub generator: &'static str,
    /// True under `serve`: the page reloads when its sources change.
    pub live: bool,
}

/// What the head of a page states.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// The kind.
    pub kind: Kind,
    /// Title of the page alone; the template adds the site's.
    pub title: String,
    /// For search engines; may be empty.
    pub description: String,
    /// Path with prefix.
    pub url: String,
    /// Canonical address.
    pub permalink: String,
    /// The way from home to this page, home left out, this page last. Empty on home.
    pub breadcrumbs: Vec<Link>,
    /// Schema.org data as JSON for a `<script type="application/ld+json">`, `<` already escaped; may be empty.
    pub json_ld: String,
    /// Folder of the feeds that hold what the page shows, such as `/five/topics/hiring/`; empty if it has none of its own.
    pub feeds: String,
    /// Where a list goes on: with newer entries and with older ones; each missing if there are none.
    pub newer: Option<Link>,
    /// See `newer`.
    pub older: Option<Link>,
    /// True for drafts and the 404 page: not for search engines.
    pub hidden: bool,
    /// What is shown where the page is shared; missing if the publication wants none.
    pub image: Option<ImageView>,
    /// The day that the masthead shows: the newest post's on home, the page's own day on a day or insight; missing elsewhere.
    pub date: Option<Shared<DateView>>,
}

/// An image for where a page is shared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImageView {
    /// Its full address.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its words.
    pub alt: String,
}

/// A name that leads somewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// What to show.
    pub name: String,
    /// Where it leads.
    pub url: String,
}

/// A day, in all the ways that pages print it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateView {
    /// `2026-11-23`.
    pub iso: String,
    /// `Monday, 23 November 2026`.
    pub long: String,
    /// `23 November 2026`.
    pub medium: String,
    /// `23 Nov`.
    pub short: String,
    /// `Monday`.
    pub weekday: String,
    /// 2026.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A day's post.
#[derive(Debug, Clone, Serialize)]
pub struct DayView {
    /// The day.
    pub date: Shared<DateView>,
    /// Title of the post.
    pub title: String,
    /// Summary, or empty.
    pub summary: String,
    /// Path of the day's page.
    pub url: String,
    /// Its address.
    pub permalink: String,
    /// The editor's opening, or empty.
    pub opening_html: String,
    /// Insights in the post's order.
    pub insights: Vec<Shared<InsightView>>,
    /// True if only `serve` and `build --drafts` show it.
    pub draft: bool,
    /// Minutes that reading it takes, at least 1.
    pub minutes: usize,
    /// Keys of the publication's own: what the post's front matter states under `extra`.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// The post before this one, by its title.
    pub previous: Option<Link>,
    /// The post after this one, by its title.
    pub next: Option<Link>,
}

/// A day in a list.
#[derive(Debug, Clone, Serialize)]
pub struct DaySummary {
    /// The day.
    pub date: Shared<DateView>,
    /// Title of the post.
    pub title: String,
    /// Summary, or empty.
    pub summary: String,
    /// Path of the day's page.
    pub url: String,
    /// Headlines with their pages, in the post's order.
    pub headlines: Vec<Link>,
    /// True for a draft.
    pub draft: bool,
}

/// An insight in full.
#[derive(Debug, Clone, Serialize)]
pub struct InsightView {
    /// Its place in its day, from 1.
    pub number: usize,
    /// Last part of the permalink, also its anchor on the day's page.
    pub slug: String,
    /// Path of its page.
    pub url: String,
    /// Address of its page.
    pub permalink: String,
    /// Headline, as text.
    pub headline: String,
    /// The claim.
    pub body_html: String,
    /// The claim as text on one line.
    pub body_text: String,
    /// The quote, as text.
    pub quote: Option<String>,
    /// What the editor added below the quote, or empty.
    pub after_html: String,
    /// Where it comes from; missing for an editor's own section.
    pub source: Option<SourceView>,
    /// Its topics.
    pub topics: Vec<Shared<Link>>,
    /// The title of the post it was published in, with the day's page.
    pub day: Link,
    /// That day.
    pub date: Shared<DateView>,
    /// True for a draft.
    pub draft: bool,
    /// True if a person changed the section since it was generated.
    pub edited: bool,
    /// Up to ten insights of other podcasts that speak of the same, nearest first.
    pub related: Vec<Shared<InsightSummary>>,
    /// Insights that an editor marked as pulling the other way, here or there.
    pub tension: Vec<Shared<InsightSummary>>,
}

/// An insight in a list.
#[derive(Debug, Clone, Serialize)]
pub struct InsightSummary {
    /// Path of its page.
    pub url: String,
    /// Headline.
    pub headline: String,
    /// The claim as text on one line.
    pub body_text: String,
    /// The podcast, with its page; missing for an editor's own section.
    pub podcast: Option<Shared<Link>>,
    /// Who says it, or empty.
    pub speaker: String,
    /// The day it was published in.
    pub date: Shared<DateView>,
    /// True for a draft.
    pub draft: bool,
}

/// Where an insight was said.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// The podcast, with its page here.
    pub podcast: Shared<Link>,
    /// One or two letters for artwork of our own.
    pub initials: String,
    /// Hue of that artwork, 0 to 359, made from the podcast's name.
    pub hue: u16,
    /// Title of the episode.
    pub episode: String,
    /// The episode's page elsewhere, or empty.
    pub episode_link: String,
    /// Path of the episode's page here, or empty: only episodes with several insights have one.
    pub episode_url: String,
    /// The audio file, or empty.
    pub audio: String,
    /// The audio file from the moment on (`…mp3#t=754.2`), or empty.
    pub audio_at: String,
    /// Start in whole seconds; missing if the transcript has no times.
    pub seconds: Option<u64>,
    /// Start as `12:34` or `1:02:03`, or empty.
    pub time: String,
    /// Who says it; `url` is the person's page here. Missing if unknown.
    pub speaker: Option<Shared<Link>>,
    /// The transcript file, or empty.
    pub transcript: String,
    /// Licence of the words (`CC BY-SA 4.0`) and its text's address (may be empty). Missing if none is stated.
    pub license: Option<Link>,
    /// True if the words were read from the show notes, not heard.
    pub notes: bool,
    /// `embedded`, or the name of the model that wrote headline and text.
    pub by: String,
}
