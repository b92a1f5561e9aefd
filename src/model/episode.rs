//! An episode as its feed's item describes it.

use jiff::Timestamp;

/// One episode of a podcast.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Episode {
    /// What tells this episode from all others of its feed: the item's guid, else its enclosure's address, else link and title.
    /// Never empty.
    pub guid: String,
    /// Title, on one line, entities decoded. Empty if the item has none.
    pub title: String,
    /// The episode's own page.
    pub link: Option<String>,
    /// The audio file.
    pub audio: Option<Enclosure>,
    /// When it was published. `None` if the item has no date that can be read.
    pub published: Option<Timestamp>,
    /// Length of the audio in seconds. Source: `itunes:duration`.
    pub duration: Option<f64>,
    /// Show notes, as the publisher's HTML. Source: `content:encoded`, else `description`. Untrusted.
    pub notes: String,
    /// Transcripts offered, in the feed's order. Source: `podcast:transcript`.
    pub transcripts: Vec<TranscriptLink>,
    /// Hosts and guests. Source: `podcast:person`; the channel's people are not repeated here.
    pub people: Vec<Person>,
    /// Licence of this episode, if it differs from the podcast's. Lower-cased.
    pub license: Option<String>,
    /// In which of its terms the publisher objects to the use of this episode. `None` if nothing speaks against it. Source: `podcast:txt`.
    pub objection: Option<String>,
    /// Whether it is a whole episode.
    pub kind: Kind,
    /// What it can be known by beside its guid, and no other episode of its feed; see [`mark`](super::mark).
    pub marks: Vec<String>,
}

/// What an item of a feed is. Source: `itunes:episodeType`, else its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A whole episode; the only kind that posts are made from.
    #[default]
    Full,
    /// A trailer of the podcast or of a season.
    Trailer,
    /// Something beside the episodes.
    Bonus,
    /// A short piece of what only subscribers hear.
    Teaser,
}

/// An audio file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Declared MIME type.
    pub mime: Option<String>,
    /// Declared size in bytes.
    pub length: Option<u64>,
}

/// An offered transcript. Source: `podcast:transcript`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TranscriptLink {
    /// Absolute address.
    pub url: String,
    /// Declared MIME type; believed last, the bytes first.
    pub mime: Option<String>,
    /// Language tag.
    pub language: Option<String>,
}

/// A person who is heard in an episode. Source: `podcast:person`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    /// Name as the publisher spells it.
    pub name: String,
    /// Role, lower-cased; `host` if the feed states none, as the namespace says.
    pub role: String,
    /// Page about the person.
    pub href: Option<String>,
}
