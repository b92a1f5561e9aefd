//! Feeds' addresses → podcasts and their episodes.
//!
//! [`poll`] asks every feed, conditionally, and keeps what came in the cache. [`Kept`] reads kept feeds, without the network and
//! with the same result whether the last poll brought a new copy or heard that nothing changed. [`parse`] makes a feed's bytes into
//! values: `decode` finds their characters, `repair` makes them well-formed, feed-rs reads the feed's core, and one pass over the same
//! text, `extras`, reads what feed-rs loses. `identity`, `undated` and `kind` say which items are which episodes. [`new_on`] says which episodes belong to a day, [`health`] how a feed has fared.

mod body;
mod date;
mod decode;
mod extras;
mod health;
mod identity;
mod journal;
mod json;
mod kind;
mod links;
mod load;
mod lost;
mod namespace;
mod parse;
mod poll;
mod reading;
mod reference;
mod repair;
mod rights;
mod root;
mod scan;
mod schedule;
mod state;
mod states;
mod undated;

pub use date::{date, duration};
pub use health::{Digest, Health};
pub use links::{FeedLink, links};
pub use load::{Kept, Loaded, health, load};
pub use parse::{ParseError, Parsed, outline, parse, parse_as};
pub use poll::{PollOptions, Polled, poll};
pub use schedule::Schedule;

use crate::model::{Episode, Feed, Kind};
use jiff::{SignedDuration, Timestamp};

/// The cache's kind for feeds: a body for each, packed, under the listed address, and what is remembered of all of them.
const KIND: &str = "feeds";

/// Episodes that count as new on the day that ends at `day_end`: published at most `window_hours` before it. Trailers, bonus items,
/// teasers and items without a date are left out. In the order of publication, then of guids.
pub fn new_on(feed: &Feed, day_end: Timestamp, window_hours: u32) -> Vec<&Episode> {
    let wanted = |e: &&Episode| e.kind == Kind::Full && in_window(e, day_end, window_hours);
    let mut new: Vec<&Episode> = feed.episodes.iter().filter(wanted).collect();
    new.sort_by(|a, b| (a.published, &a.guid).cmp(&(b.published, &b.guid)));
    new
}

fn in_window(episode: &Episode, day_end: Timestamp, window_hours: u32) -> bool {
    episode.published.is_some_and(|at| window_start(day_end, window_hours) < at && at <= day_end)
}

/// When a day's window begins. One that reaches back beyond all time holds everything.
fn window_start(day_end: Timestamp, window_hours: u32) -> Timestamp {
    day_end.checked_sub(SignedDuration::from_hours(i64::from(window_hours))).unwrap_or(Timestamp::MIN)
}

/// The start of a text, for a message.
fn short(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    start.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Podcast;

    fn episode(guid: &str, published: Option<&str>, full: bool) -> Episode {
        let kind = if full { Kind::Full } else { Kind::Trailer };
        Episode { guid: guid.into(), published: published.map(|p| p.parse().unwrap()), kind, ..Episode::default() }
    }

    #[test]
    fn the_listed_feeds_can_be_read_and_are_introduced() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content/feeds.yaml");
        let feeds: Vec<crate::config::FeedEntry> = crate::yaml::read(&path).unwrap();
        let addresses: std::collections::BTreeSet<&str> = feeds.iter().map(|f| f.url.as_str()).collect();
        assert_eq!(addresses.len(), feeds.len());
        for feed in &feeds {
            assert!(feed.name.is_some() && !feed.topics.is_empty(), "{} has a name and topics", feed.url);
            assert!(feed.topics.iter().all(|t| *t == t.to_lowercase()), "{}: topics are lower case", feed.url);
        }
    }

    #[test]
    fn a_days_episodes_stand_in_its_window_and_in_a_fixed_order() {
        let episodes = vec![
            episode("late", Some("2026-11-24T00:00:01Z"), true),
            episode("b", Some("2026-11-23T09:00:00Z"), true),
            episode("a", Some("2026-11-23T09:00:00Z"), true),
            episode("last moment", Some("2026-11-24T00:00:00Z"), true),
            episode("too early", Some("2026-11-22T00:00:00Z"), true),
            episode("first", Some("2026-11-22T00:00:01Z"), true),
            episode("trailer", Some("2026-11-23T09:00:00Z"), false),
            episode("undated", None, true),
        ];
        let feed = Feed { podcast: Podcast::default(), episodes };
        let guids: Vec<&str> = new_on(&feed, "2026-11-24T00:00:00Z".parse().unwrap(), 48).iter().map(|e| e.guid.as_str()).collect();
        assert_eq!(guids, ["first", "a", "b", "last moment"]);
    }
}
