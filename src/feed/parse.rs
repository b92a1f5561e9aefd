//! A feed's bytes → a podcast and its episodes: the only user of feed-rs, none of whose types leave this file.

use super::extras::{self, Extras, Item};
use super::kind::kind;
use super::scan::{Token, Tokens, attributes};
use super::schedule::Schedule;
use super::{date, decode, identity, json, repair, short, undated};
use crate::model::{Enclosure, Episode, Feed, Podcast};
use feed_rs::model::{self as read, Entry};
use jiff::Timestamp;
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
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(ParseError::Packed);
    }
    let mut warnings = Vec::new();
    let text = decode::decode(bytes, charset, &mut warnings);
    let base = Url::parse(address).ok();
    let (text, extras, cut) = match root(&text, base.as_ref())? {
        Root::Json => {
            let (text, extras) = json::read(text.trim_start_matches('\u{feff}'), &mut warnings).map_err(ParseError::NotAFeed)?;
            (text, extras, false)
        }
        Root::Xml(at) => {
            let repaired = repair::repair(&text[at..]);
            warnings.extend(repaired.warnings());
            let extras = extras::read(&repaired.text, base.clone());
            if before(&text[..at]) {
                warnings.push("has other text before its first element; passed over".to_owned());
            }
            (repaired.text, extras, repaired.cut)
        }
    };
    let entries = entries(&text, base.as_ref())?;
    if cut && entries.entries.is_empty() {
        return Err(ParseError::Cut);
    }
    Ok(Reader { warnings, extras, base, address }.read(entries))
}

/// What a text is.
enum Root {
    Json,
    /// XML; the feed's root element starts here.
    Xml(usize),
}

fn root(text: &str, base: Option<&Url>) -> Result<Root, ParseError> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    if start.is_empty() {
        return Err(ParseError::Empty);
    }
    if start.starts_with(['{', '[']) {
        return Ok(Root::Json);
    }
    let mut first = None;
    // Programs print warnings before the feed, so any number of other tags may come first.
    for (at, token) in Tokens::new(text) {
        let Token::Open { name, .. } = token else { continue };
        let local = name.rsplit(':').next().unwrap_or(name);
        match local {
            "rss" | "feed" | "RDF" => return Ok(Root::Xml(at.start)),
            _ if local.eq_ignore_ascii_case("html") => return Err(ParseError::WebPage { feed: named_feed(text, base) }),
            _ => first = first.or(Some(name)),
        }
    }
    Err(match first {
        Some(name) if ["body", "head", "div", "p", "script"].contains(&name) => ParseError::WebPage { feed: named_feed(text, base) },
        Some(name) => ParseError::NotAFeed(format!("is not a feed: its first element is <{}>", short(name))),
        None => ParseError::NotAFeed(format!("is not a feed: it starts with {:?}", short(start))),
    })
}

/// True if something stands there that is neither white space nor a declaration or comment.
fn before(text: &str) -> bool {
    Tokens::new(text).any(|(_, token)| match token {
        Token::Text(text) => text.contains(|c: char| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\0')),
        Token::Aside => false,
        _ => true,
    })
}

/// The feed that a page names for programs to find.
fn named_feed(text: &str, base: Option<&Url>) -> Option<String> {
    Tokens::new(text).find_map(|(_, token)| {
        let Token::Open { name, attributes: all, .. } = token else { return None };
        let get = |name: &str| attributes(all).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v);
        let feed = get("type").is_some_and(|t| ["application/rss+xml", "application/atom+xml", "application/feed+json"].contains(&t));
        let alternate = name.eq_ignore_ascii_case("link") && get("rel").is_some_and(|r| r.eq_ignore_ascii_case("alternate"));
        let href = get("href").filter(|_| feed && alternate).map(|h| html_escape::decode_html_entities(h.trim()))?;
        base.map_or_else(|| Url::parse(&href), |b| b.join(&href)).ok().map(String::from)
    })
}

/// Lets feed-rs read the feed's core.
fn entries(text: &str, base: Option<&Url>) -> Result<read::Feed, ParseError> {
    feed_rs::parser::Builder::new()
        .base_uri(base.map(Url::as_str))
        .sanitize_content(false)
        // feed-rs would invent another id at every parse; an empty one makes us look further, see `guid`.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| date::date(text)?.to_string().parse().ok())
        .build()
        .parse(text.as_bytes())
        .map_err(|error| ParseError::Unreadable(one_line(&error.to_string())))
}

/// Everything that one feed's episodes are made from.
struct Reader<'a> {
    warnings: Vec<String>,
    extras: Extras,
    base: Option<Url>,
    address: &'a str,
}

impl Reader<'_> {
    fn read(mut self, feed: read::Feed) -> Parsed {
        let mut items = std::mem::take(&mut self.extras.items);
        if items.len() != feed.entries.len() {
            // Better no transcript than another episode's.
            self.warnings.push("has items whose podcast elements cannot be told apart; those elements were left out".to_owned());
            items = feed.entries.iter().map(|_| Item::default()).collect();
        }
        let read::Feed { entries, title, links, language, logo, icon, authors, .. } = feed;
        let image = logo.or(icon).and_then(|i| self.resolve(&i.uri));
        let podcast = Podcast {
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
        };
        let hidden = items.iter().filter(|i| i.blocked).count();
        if hidden > 0 {
            self.warnings.push(format!("asks not to list {hidden} of its episodes; left out"));
        }
        let pairs = entries.into_iter().zip(items).filter(|(_, item)| !item.blocked);
        let (mut episodes, dates): (Vec<Episode>, Vec<Option<String>>) =
            pairs.map(|(entry, item)| (item.date.clone(), self.episode(entry, item))).map(|(date, e)| (e, date)).unzip();
        self.date(&mut episodes, &dates);
        let episodes = identity::tell_apart(episodes, &mut self.warnings);
        self.warnings.extend(self.extras.lost.warnings());
        let blocked = podcast.objection.is_some();
        Parsed { feed: Feed { podcast, episodes }, warnings: self.warnings, blocked, schedule: self.extras.schedule }
    }

    /// The podcast's title, else the name of its host.
    fn title(&self, title: Option<read::Text>) -> String {
        let title = title.map(|t| plain(&t.content)).filter(|t| !t.is_empty());
        title.unwrap_or_else(|| self.base.as_ref().and_then(Url::host_str).unwrap_or(self.address).to_owned())
    }

    fn episode(&self, entry: Entry, item: Item) -> Episode {
        let audio = self.audio(&entry, &item);
        let page = self.page(&entry.links);
        let Entry { id, title, summary, content, published, updated, .. } = entry;
        let body = content.and_then(|c| c.body).filter(|b| !b.trim().is_empty());
        let title = title.map(|t| plain(&t.content)).unwrap_or_default();
        let at = published.or(updated).and_then(|d| Timestamp::from_millisecond(d.timestamp_millis()).ok());
        Episode {
            kind: kind(item.episode_type.as_deref(), &title, item.duration),
            guid: id,
            title,
            link: page.or_else(|| item.permalink.filter(|p| p.starts_with("http"))),
            audio,
            published: at.or_else(|| date::date(item.date.as_deref()?)),
            duration: item.duration,
            notes: body.or_else(|| summary.map(|s| s.content)).filter(|n| !n.trim().is_empty()).or(item.summary).unwrap_or_default(),
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
            Some(Enclosure { url: c.url.as_ref()?.to_string(), mime: c.content_type.as_ref().map(ToString::to_string), length: c.size })
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

    /// Dates what has no date of its own, as far as that goes.
    fn date(&mut self, episodes: &mut [Episode], texts: &[Option<String>]) {
        let undated = |episodes: &[Episode]| episodes.iter().filter(|e| e.published.is_none()).count();
        let count = undated(episodes);
        if count == 0 {
            return;
        }
        let example = episodes.iter().zip(texts).filter(|(e, _)| e.published.is_none()).find_map(|(_, text)| text.as_deref());
        let example = example.map(|d| format!(", such as {:?}", short(d))).unwrap_or_default();
        let filled = undated::fill(episodes, self.extras.changed);
        let all = |rest: &str, one: &str, many: &str| format!("{} {rest}", if count == 1 { one } else { many });
        let done = match filled {
            0 => all("will use", "no day", "no day") + if count == 1 { " it" } else { " them" },
            n if n == count => all("dated by its address or the items around", "it was", "they were"),
            n => format!("{n} were dated by their address or the items around, no day will use the others"),
        };
        let episodes = if count == 1 { "episode" } else { "episodes" };
        self.warnings.push(format!("has {count} {episodes} without a date that can be read{example}; {done}"));
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
mod tests;
