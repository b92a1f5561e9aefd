//! A feed's bytes → a podcast and its episodes: the only user of feed-rs, none of whose types leave this file.

use super::extras::{self, Extras, Item};
use super::kind::kind;
use super::repair::{self, Extent};
use super::root::{self, Root};
use super::schedule::Schedule;
use super::{date, decode, identity, json, short, undated};
use crate::model::{Enclosure, Episode, Feed, Podcast};
use feed_rs::model::{self as read, Entry};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Endings of audio files, for enclosures that state no type.
const AUDIO: [&str; 8] = [".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav"];

/// A feed, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The podcast and its episodes. [`Podcast::feed`] is the address that was handed in.
    pub feed: Feed,
    /// What was mended or left out; each goes on after the feed's address.
    pub warnings: Vec<String>,
    /// True if the publisher objects to its use, see [`Podcast::objection`]. Its episodes are there; whether to use them is the caller's
    /// to decide.
    pub blocked: bool,
    /// When the feed wishes to be asked again.
    pub schedule: Schedule,
}

/// Why bytes are no feed. Each message goes on after the feed's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// Compressed data, after what the server said was compressed had been unpacked.
    #[error("is compressed twice, or without saying so")]
    Packed,
    /// A page for people.
    #[error("is a web page, not a feed{}", feed.as_ref().map(|f| format!("; its feed may be {f}")).unwrap_or_default())]
    WebPage {
        /// The feed that the page names, absolute.
        feed: Option<String>,
    },
    /// Something else.
    #[error("{0}")]
    NotAFeed(String),
    /// A feed that ends before its first whole item.
    #[error("ends in the middle, before its first whole item")]
    Cut,
    /// A feed that cannot be read although it was mended.
    #[error("is a feed that cannot be read ({0})")]
    Unreadable(String),
}

/// Reads a feed: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. `address` is where it was found; relative addresses start there.
///
/// # Errors
/// [`ParseError`]: the bytes are no feed. A faulty feed is mended as far as it goes, see [`Parsed::warnings`].
pub fn parse(bytes: &[u8], address: &str) -> Result<Parsed, ParseError> {
    parse_as(bytes, address, None)
}

/// Reads a feed as [`parse`] does. `charset` is what the server says of its characters; the bytes and the feed itself are believed
/// first.
///
/// # Errors
/// As [`parse`].
pub fn parse_as(bytes: &[u8], address: &str, charset: Option<&str>) -> Result<Parsed, ParseError> {
    read(bytes, address, charset, Extent::Whole)
}

/// Reads a feed as [`parse_as`] does, at a third of the cost: its episodes have neither notes nor marks. All else is the same.
///
/// # Errors
/// As [`parse`].
pub fn outline(bytes: &[u8], address: &str, charset: Option<&str>) -> Result<Parsed, ParseError> {
    read(bytes, address, charset, Extent::Outline)
}

fn read(bytes: &[u8], address: &str, charset: Option<&str>, extent: Extent) -> Result<Parsed, ParseError> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(ParseError::Packed);
    }
    let mut warnings = Vec::new();
    let text = decode::decode(bytes, charset, &mut warnings);
    let base = Url::parse(address).ok();
    let root = root::root(&text, base.as_ref())?;
    let mut reader = Reader::new(base, address, extent);
    let cut = match root {
        Root::Json => {
            let (text, extras) = json::read(text.trim_start_matches('\u{feff}'), &mut warnings).map_err(ParseError::NotAFeed)?;
            reader.extras = extras;
            reader.core(&text)?;
            false
        }
        Root::Xml(at) => {
            let repaired = repair::repair(&text[at..], extent, |piece| reader.piece(piece))?;
            reader.piece(&repaired.text)?;
            warnings.extend(repaired.warnings());
            if root::before(&text[..at]) {
                warnings.push("has other text before its first element; passed over".to_owned());
            }
            repaired.cut
        }
    };
    if cut && reader.entries == 0 {
        return Err(ParseError::Cut);
    }
    Ok(reader.finish(warnings))
}

/// A feed being read, piece by piece.
struct Reader<'a> {
    core: feed_rs::parser::Parser,
    extras: Extras,
    base: Option<Url>,
    address: &'a str,
    extent: Extent,
    /// What feed-rs says of the podcast, its items taken away.
    channel: Option<read::Feed>,
    /// Items that feed-rs has seen.
    entries: usize,
    episodes: Vec<Episode>,
    /// The text of the first date that cannot be read.
    unread_date: Option<String>,
    /// True if the items of a piece could not be told apart.
    confused: bool,
    /// Episodes that the feed asks not to list.
    hidden: usize,
}

impl<'a> Reader<'a> {
    fn new(base: Option<Url>, address: &'a str, extent: Extent) -> Self {
        let core = feed_rs::parser::Builder::new()
            .base_uri(base.as_ref().map(Url::as_str))
            .sanitize_content(false)
            // feed-rs would invent another id at every parse; an empty one makes us look further, see `identity`.
            .id_generator(|_, _, _| String::new())
            .timestamp_parser(|text| date::date(text)?.to_string().parse().ok())
            .build();
        let (extras, channel, episodes, unread_date) = (Extras::default(), None, Vec::new(), None);
        Self { core, extras, base, address, extent, channel, entries: 0, episodes, unread_date, confused: false, hidden: 0 }
    }

    /// Takes a well-formed feed in: the whole, or the next piece of it.
    fn piece(&mut self, text: &str) -> Result<(), ParseError> {
        extras::read(text, self.base.clone(), &mut self.extras);
        self.core(text)
    }

    /// Lets feed-rs read the core of a piece whose extras were read.
    fn core(&mut self, text: &str) -> Result<(), ParseError> {
        // A panic in feed-rs over one hostile feed must not end a run; the parser is not used again after it.
        let feed = catch_unwind(AssertUnwindSafe(|| self.core.parse(text.as_bytes())));
        let feed = feed.map_err(|_| ParseError::Unreadable("feed-rs stopped at a fault of its own".to_owned()))?;
        let mut feed = feed.map_err(|error| ParseError::Unreadable(one_line(&error.to_string())))?;
        let mut items = std::mem::take(&mut self.extras.items);
        let entries = std::mem::take(&mut feed.entries);
        if items.len() != entries.len() {
            // Better no transcript than another episode's.
            self.confused = true;
            items = entries.iter().map(|_| Item::default()).collect();
        }
        self.entries += entries.len();
        for (entry, item) in entries.into_iter().zip(items) {
            if item.blocked {
                self.hidden += 1;
            } else {
                let episode = self.episode(entry, item);
                self.episodes.push(episode);
            }
        }
        match &mut self.channel {
            None => self.channel = Some(feed),
            // Channels go on between their items and after them; what stands there twice counts as it does in one piece.
            Some(channel) => {
                channel.title = feed.title.or(channel.title.take());
                channel.language = feed.language.or(channel.language.take());
                channel.logo = feed.logo.or(channel.logo.take());
                channel.icon = feed.icon.or(channel.icon.take());
                channel.links.append(&mut feed.links);
                channel.authors.append(&mut feed.authors);
            }
        }
        Ok(())
    }

    fn finish(mut self, mut warnings: Vec<String>) -> Parsed {
        if self.confused {
            warnings.push("has items whose podcast elements cannot be told apart; those elements were left out".to_owned());
        }
        if self.hidden > 0 {
            warnings.push(format!("asks not to list {} of its episodes; left out", self.hidden));
        }
        let podcast = self.podcast();
        let mut episodes = std::mem::take(&mut self.episodes);
        warnings.extend(self.date(&mut episodes));
        let mut episodes = identity::tell_apart(episodes, &mut warnings);
        if self.extent == Extent::Whole {
            identity::mark_all(&mut episodes);
        }
        warnings.extend(self.extras.lost.warnings());
        let blocked = podcast.objection.is_some();
        Parsed { feed: Feed { podcast, episodes }, warnings, blocked, schedule: self.extras.schedule }
    }

    fn podcast(&mut self) -> Podcast {
        let Some(read::Feed { title, links, language, logo, icon, authors, .. }) = self.channel.take() else {
            return Podcast { feed: self.address.to_owned(), title: self.title(None), ..Podcast::default() };
        };
        let image = logo.or(icon).and_then(|i| self.resolve(&i.uri));
        Podcast {
            title: self.title(title),
            feed: self.address.to_owned(),
            link: self.page(&links),
            language: self.extras.language.take().or(language).map(|l| one_line(&l)).filter(|l| !l.is_empty()),
            license: self.extras.license.take(),
            image: self.extras.image.take().or(image),
            author: self.extras.author.take().or_else(|| authors.into_iter().find_map(|a| a.name)).map(|a| plain(&a)),
            people: std::mem::take(&mut self.extras.people),
            guid: self.extras.guid.take(),
            objection: std::mem::take(&mut self.extras.terms).objection(),
        }
    }

    /// The podcast's title, else the name of its host.
    fn title(&self, title: Option<read::Text>) -> String {
        let title = title.map(|t| plain(&t.content)).filter(|t| !t.is_empty());
        title.unwrap_or_else(|| self.base.as_ref().and_then(Url::host_str).unwrap_or(self.address).to_owned())
    }

    fn episode(&mut self, entry: Entry, item: Item) -> Episode {
        let audio = self.audio(&entry, &item);
        let page = self.page(&entry.links);
        let Entry { id, title, summary, content, published, updated, .. } = entry;
        let body = content.and_then(|c| c.body).filter(|b| !b.trim().is_empty());
        let title = title.map(|t| plain(&t.content)).unwrap_or_default();
        let at = published.or(updated).and_then(|d| Timestamp::from_millisecond(d.timestamp_millis()).ok());
        let at = at.or_else(|| date::date(item.date.as_deref()?));
        if at.is_none() {
            self.unread_date = self.unread_date.take().or(item.date);
        }
        let notes = || body.or_else(|| summary.map(|s| s.content)).filter(|n| !n.trim().is_empty()).or(item.summary).unwrap_or_default();
        Episode {
            kind: kind(item.episode_type.as_deref(), &title, item.duration),
            guid: id,
            title,
            link: page.or_else(|| item.permalink.filter(|p| p.starts_with("http://") || p.starts_with("https://"))),
            audio,
            published: at,
            duration: item.duration,
            notes: if self.extent == Extent::Whole { notes() } else { String::new() },
            transcripts: item.transcripts,
            people: item.people,
            license: item.license,
            objection: item.terms.objection(),
            marks: Vec::new(),
        }
    }

    /// The first enclosure that is audio, by its type or else by its ending; they stand in links and in several media objects.
    fn audio(&self, entry: &Entry, item: &Item) -> Option<Enclosure> {
        let contents = entry.media.iter().flat_map(|m| &m.content).filter_map(|c| {
            Some(Enclosure {
                url: self.resolve(c.url.as_ref()?.as_str())?,
                mime: c.content_type.as_ref().map(ToString::to_string),
                length: c.size,
            })
        });
        let enclosed = entry.links.iter().filter(|l| l.rel.as_deref() == Some("enclosure") || l.media_type.is_some());
        let links = enclosed.filter_map(|l| {
            Some(Enclosure { url: self.resolve(&l.href)?, mime: l.media_type.clone().filter(|m| !m.is_empty()), length: l.length })
        });
        contents.chain(links).chain(item.media.iter().cloned()).find(is_audio)
    }

    /// The page that links name.
    fn page(&self, links: &[read::Link]) -> Option<String> {
        let pages = links.iter().filter(|l| l.target.is_none() && l.rel.as_deref().is_none_or(|r| r == "alternate"));
        pages.filter(|l| !l.media_type.as_ref().is_some_and(|m| m.starts_with("audio/"))).find_map(|l| self.resolve(&l.href))
    }

    /// An absolute http address.
    fn resolve(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let url = self.base.as_ref().map_or_else(|| Url::parse(address), |b| b.join(address)).ok()?;
        (!address.is_empty() && matches!(url.scheme(), "http" | "https")).then(|| url.into())
    }

    /// Dates what has no date of its own, as far as that goes. Gives what is to be said of it.
    fn date(&self, episodes: &mut [Episode]) -> Option<String> {
        let undated = |episodes: &[Episode]| episodes.iter().filter(|e| e.published.is_none()).count();
        let count = undated(episodes);
        if count == 0 {
            return None;
        }
        let filled = undated::fill(episodes, self.extras.changed);
        let example = self.unread_date.as_deref().map(|d| format!(", such as {:?}", short(d))).unwrap_or_default();
        let all = |rest: &str, one: &str, many: &str| format!("{} {rest}", if count == 1 { one } else { many });
        let done = match filled {
            0 => all("will use", "no day", "no day") + if count == 1 { " it" } else { " them" },
            n if n == count => all("dated by its address or the items around", "it was", "they were"),
            n => format!("{n} were dated by their address or the items around, no day will use the others"),
        };
        let episodes = if count == 1 { "episode" } else { "episodes" };
        Some(format!("has {count} {episodes} without a date that can be read{example}; {done}"))
    }
}

fn is_audio(enclosure: &Enclosure) -> bool {
    match enclosure.mime.as_deref().map(|m| m.trim().to_ascii_lowercase()) {
        Some(mime) if mime.starts_with("audio/") => true,
        Some(mime) if mime.starts_with("video/") || mime.starts_with("image/") => false,
        _ => {
            let path = enclosure.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            AUDIO.iter().any(|ending| path.ends_with(ending))
        }
    }
}

/// A text on one line, the entities decoded that XML left.
fn plain(text: &str) -> String {
    one_line(&html_escape::decode_html_entities(text))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod pieces_tests;
#[cfg(test)]
mod tests;
