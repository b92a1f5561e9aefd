//! A podcast as its feed describes it.

use super::Episode;

/// One feed, read: the podcast and its episodes, in the feed's own order.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// What the channel says of itself.
    pub podcast: Podcast,
    /// Every item that could be read.
    pub episodes: Vec<Episode>,
}

/// A podcast.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Podcast {
    /// Title, on one line. Never empty: the feed's host stands in for a missing one.
    pub title: String,
    /// Address of the feed, as the owner listed it.
    pub feed: String,
    /// Home page.
    pub link: Option<String>,
    /// Language tag such as `en` or `pt-BR`, as the feed states it.
    pub language: Option<String>,
    /// Licence for the whole podcast. Source: `podcast:license`, lower-cased.
    pub license: Option<String>,
    /// Address of the artwork. Source: `itunes:image`, else `image`.
    pub image: Option<String>,
    /// Who stands for the podcast. Source: `itunes:author`, else the feed's author.
    pub author: Option<String>,
    /// People of every episode. Source: `podcast:person` in the channel.
    pub people: Vec<super::Person>,
    /// What tells this podcast from all others, wherever its feed stands. Source: `podcast:guid`, lower-cased.
    pub guid: Option<String>,
    /// In which of its terms the publisher objects to being used, such as `podcast:block`. `None` if nothing speaks against it.
    /// Source: `podcast:block`, `itunes:block`, `podcast:txt`.
    pub objection: Option<String>,
}
