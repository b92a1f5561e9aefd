//! What feed-rs loses, read in one pass over the repaired text: the podcast and iTunes namespaces, and what XML attributes say.

use super::date;
use super::lost::Lost;
use super::namespace::{ITUNES, MEDIA, PODCAST};
use super::rights::Terms;
use super::schedule::Schedule;
use crate::model::{Enclosure, Person, TranscriptLink};
use jiff::Timestamp;
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use url::Url;

/// What feed-rs does not tell.
#[derive(Debug, Default)]
pub(super) struct Extras {
    pub language: Option<String>,
    pub license: Option<String>,
    pub image: Option<String>,
    pub author: Option<String>,
    pub people: Vec<Person>,
    /// `podcast:guid`, lower case.
    pub guid: Option<String>,
    /// What the publisher says about use.
    pub terms: Terms,
    pub schedule: Schedule,
    /// When the feed says that it changed last.
    pub changed: Option<Timestamp>,
    pub lost: Lost,
    /// One for each item, in the feed's order.
    pub items: Vec<Item>,
}

/// What feed-rs does not tell of an item.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub duration: Option<f64>,
    /// Lower case.
    pub episode_type: Option<String>,
    pub blocked: bool,
    /// What the publisher says about the use of this item.
    pub terms: Terms,
    pub summary: Option<String>,
    pub transcripts: Vec<TranscriptLink>,
    pub people: Vec<Person>,
    pub license: Option<String>,
    /// The guid, if it is the address of the item's page.
    pub permalink: Option<String>,
    /// `media:content`, for items without an enclosure.
    pub media: Vec<Enclosure>,
    /// The text of the item's date, whatever it is worth.
    pub date: Option<String>,
}

/// Reads a piece of a repaired text into `extras`, its items after those of the pieces before. `base` is where relative addresses start.
pub(super) fn read(text: &str, base: Option<Url>, extras: &mut Extras) {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let bases = base.into_iter().map(|b| (0, b)).collect();
    let mut pass = Pass { bases, extras, places: Vec::new(), wanted: None };
    loop {
        // A repaired text has no faults; should one be left, what was read before it still counts.
        match reader.read_resolved_event() {
            Err(_) | Ok((_, Event::Eof)) => return,
            Ok((namespace, Event::Start(tag))) => pass.open(Space::of(&namespace), &tag),
            Ok((_, Event::End(_))) => pass.close(),
            Ok((_, Event::Text(text))) => pass.text(&text),
            Ok((_, Event::CData(text))) => pass.text(&text),
            Ok((_, Event::GeneralRef(name))) => match name.resolve_char_ref() {
                Ok(Some(c)) => pass.text(c.encode_utf8(&mut [0; 4])),
                _ => pass.text(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Ok(_) => {}
        }
    }
}

/// A namespace, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Space {
    Podcast,
    Itunes,
    Media,
    Syndication,
    /// The feed's own, or Dublin Core's.
    Plain,
    #[default]
    Other,
}

impl Space {
    fn of(resolved: &ResolveResult<'_>) -> Self {
        let ResolveResult::Bound(namespace) = resolved else { return Self::Plain };
        match namespace.as_ref() {
            PODCAST => Self::Podcast,
            ITUNES => Self::Itunes,
            MEDIA => Self::Media,
            "http://purl.org/rss/1.0/modules/syndication/" => Self::Syndication,
            "http://purl.org/rss/1.0/" | "http://www.w3.org/2005/Atom" | "http://purl.org/dc/elements/1.1/" => Self::Plain,
            _ => Self::Other,
        }
    }
}

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// `rss` or `RDF`.
    Root { rdf: bool },
    /// The channel, or an Atom feed's root.
    Channel { atom: bool },
    /// An item, or a `media:group` in it, whose elements speak for the item.
    Item,
    /// `skipHours` or `skipDays` in the channel.
    Skipped,
    /// Anything else.
    Other,
}

/// An element whose text is wanted.
#[derive(Debug, Default)]
struct Wanted {
    space: Space,
    name: String,
    /// Depth at which it ends.
    depth: usize,
    in_item: bool,
    /// For people: role, group, address. For a block: which platform it is for. For a guid: whether it is an address. For
    /// a text: its purpose.
    attributes: Vec<(String, String)>,
    text: String,
}

/// A wanted element that has ended.
struct Value<'a> {
    /// Its text, trimmed.
    text: &'a str,
    /// The same, unless it is empty.
    some: Option<String>,
    wanted: &'a Wanted,
}

impl Value<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        self.wanted.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    fn lower(self) -> Option<String> {
        self.some.map(|t| t.to_lowercase())
    }

    fn is_yes(&self) -> bool {
        matches!(self.text.to_ascii_lowercase().as_str(), "yes" | "true")
    }
}

impl Extras {
    fn take(&mut self, value: Value<'_>, person: Option<Person>) {
        match (value.wanted.space, value.wanted.name.as_str()) {
            (Space::Podcast, "person") => self.people.extend(person),
            (Space::Podcast, "license") => self.license = value.lower(),
            (Space::Itunes, "author") => self.author = value.some,
            (Space::Podcast, "guid") => self.guid = value.lower(),
            (Space::Itunes, "block") => self.terms.itunes_block(value.text),
            (Space::Podcast, "block") => self.terms.block(value.attribute("id"), value.text),
            (Space::Podcast, "txt") => self.terms.text(value.attribute("purpose").as_deref(), value.text),
            (Space::Podcast, "updateFrequency") => {
                let complete = value.attribute("complete").is_some_and(|c| c.eq_ignore_ascii_case("true"));
                self.schedule.rule(&value.attribute("rrule").unwrap_or_default(), complete);
            }
            (Space::Syndication, "updatePeriod") => self.schedule.period(value.text),
            (Space::Syndication, "updateFrequency") => self.schedule.times(value.text),
            (Space::Plain, "ttl") => self.schedule.ttl(value.text),
            (Space::Plain, "hour") => self.schedule.skip_hour(value.text),
            (Space::Plain, "day") => self.schedule.skip_day(value.text),
            (Space::Plain, "pubDate" | "lastBuildDate" | "date" | "updated") => self.changed = date::date(value.text).max(self.changed),
            (Space::Plain, "language") => self.language = value.some,
            _ => {}
        }
    }
}

impl Item {
    fn take(&mut self, value: Value<'_>, person: Option<Person>, lost: &mut Lost) {
        match (value.wanted.space, value.wanted.name.as_str()) {
            (Space::Podcast, "person") => self.people.extend(person),
            (Space::Podcast, "license") => self.license = value.lower(),
            (Space::Podcast, "txt") => self.terms.text(value.attribute("purpose").as_deref(), value.text),
            (Space::Itunes, "duration") => {
                self.duration = date::duration(value.text);
                if self.duration.is_none() {
                    lost.duration(value.text);
                }
            }
            (Space::Itunes, "episodeType") => self.episode_type = value.lower(),
            (Space::Itunes, "block") => self.blocked |= value.is_yes(),
            (Space::Itunes, "summary") => self.summary = value.some,
            (Space::Plain, "guid") if value.attribute("isPermaLink").is_none_or(|v| v != "false") => self.permalink = value.some,
            (Space::Plain, "pubDate" | "date" | "published" | "issued" | "updated") => self.date = self.date.take().or(value.some),
            _ => {}
        }
    }
}

struct Pass<'a> {
    extras: &'a mut Extras,
    places: Vec<Place>,
    /// Bases of relative addresses, each with the depth of the element that states it.
    bases: Vec<(usize, Url)>,
    wanted: Option<Wanted>,
}

impl Pass<'_> {
    fn open(&mut self, space: Space, tag: &BytesStart<'_>) {
        let local = tag.local_name();
        let name = local.as_ref();
        let place = self.place(space, name);
        let parent = self.places.last().copied().unwrap_or(Place::Other);
        self.places.push(place);
        if place == Place::Item && parent != Place::Item {
            self.extras.items.push(Item::default());
        }
        if !matches!(place, Place::Other | Place::Skipped) {
            self.rebase(tag);
        } else if matches!(parent, Place::Channel { .. } | Place::Item | Place::Skipped) {
            self.child(space, name, tag, parent == Place::Item);
        }
    }

    fn place(&self, space: Space, name: &str) -> Place {
        match (self.places.last(), name) {
            (None, "feed") => Place::Channel { atom: true },
            (None, _) => Place::Root { rdf: name == "RDF" },
            (Some(Place::Root { .. }), "channel") => Place::Channel { atom: false },
            (Some(Place::Root { rdf: true } | Place::Channel { atom: false }), "item") if space == Space::Plain => Place::Item,
            (Some(Place::Channel { atom: true }), "entry") if space == Space::Plain => Place::Item,
            (Some(Place::Channel { atom: false }), "skipHours" | "skipDays") if space == Space::Plain => Place::Skipped,
            (Some(Place::Item), "group") if space == Space::Media => Place::Item,
            _ => Place::Other,
        }
    }

    fn rebase(&mut self, tag: &BytesStart<'_>) {
        let Some(base) = attribute(tag, "xml:base") else { return };
        if let Some(url) = self.resolve(&base).and_then(|b| Url::parse(&b).ok()) {
            self.bases.push((self.places.len(), url));
        }
    }

    /// An element that stands directly in the channel or in an item.
    fn child(&mut self, space: Space, name: &str, tag: &BytesStart<'_>, in_item: bool) {
        let get = |name: &str| attribute(tag, name);
        match (space, name) {
            (Space::Podcast, "transcript") if in_item => self.transcript(tag),
            (Space::Media, "content") if in_item => self.media(tag),
            (Space::Plain, "enclosure") if in_item => {
                if let Some(url) = get("url").filter(|url| self.resolve(url).is_none()) {
                    self.extras.lost.address(&url);
                }
            }
            (Space::Itunes, "image") if !in_item => {
                self.extras.image = self.extras.image.take().or_else(|| self.resolve(&get("href")?));
            }
            (Space::Podcast, "person" | "license" | "block" | "txt" | "guid" | "updateFrequency")
            | (Space::Syndication, "updatePeriod" | "updateFrequency")
            | (Space::Plain, "ttl" | "hour" | "day")
            | (Space::Itunes, "duration" | "episodeType" | "block" | "summary" | "author")
            | (Space::Plain, "language" | "guid" | "pubDate" | "lastBuildDate" | "date" | "published" | "issued" | "updated") => {
                let attributes = ["role", "group", "href", "id", "isPermaLink", "purpose", "rrule", "complete"];
                let attributes = attributes.iter().filter_map(|a| Some(((*a).to_owned(), get(a)?))).collect();
                let (name, depth) = (name.to_owned(), self.places.len());
                self.wanted = Some(Wanted { space, name, depth, in_item, attributes, text: String::new() });
            }
            _ => {}
        }
    }

    fn transcript(&mut self, tag: &BytesStart<'_>) {
        let Some(url) = attribute(tag, "url") else { return };
        let Some(url) = self.resolve(&url) else { return self.extras.lost.address(&url) };
        let link = TranscriptLink { url, mime: attribute(tag, "type"), language: attribute(tag, "language") };
        if let Some(item) = self.extras.items.last_mut() {
            item.transcripts.push(link);
        }
    }

    fn media(&mut self, tag: &BytesStart<'_>) {
        let Some(url) = attribute(tag, "url") else { return };
        let Some(url) = self.resolve(&url) else { return self.extras.lost.address(&url) };
        let length = attribute(tag, "fileSize").and_then(|l| l.parse().ok());
        if let Some(item) = self.extras.items.last_mut() {
            item.media.push(Enclosure { url, mime: attribute(tag, "type"), length });
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(wanted) = &mut self.wanted {
            wanted.text.push_str(text);
        }
    }

    fn close(&mut self) {
        if let Some(wanted) = self.wanted.take_if(|w| w.depth == self.places.len()) {
            self.take(wanted);
        }
        self.bases.pop_if(|(depth, _)| *depth == self.places.len() && *depth > 0);
        self.places.pop();
    }

    fn take(&mut self, wanted: Wanted) {
        let text = wanted.text.trim();
        let value = Value { text, some: Some(text.to_owned()).filter(|t| !t.is_empty()), wanted: &wanted };
        let person = if wanted.name == "person" {
            let href = value.attribute("href").and_then(|h| self.resolve(&h));
            person(text, value.attribute("role"), value.attribute("group"), href)
        } else {
            None
        };
        match self.extras.items.last_mut() {
            Some(item) if wanted.in_item => item.take(value, person, &mut self.extras.lost),
            _ => self.extras.take(value, person),
        }
    }

    /// An absolute http address.
    fn resolve(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let url = match self.bases.last() {
            Some((_, base)) => base.join(address),
            None => Url::parse(address),
        };
        url.ok().filter(|u| !address.is_empty() && matches!(u.scheme(), "http" | "https")).map(String::from)
    }
}

/// A person who is heard. The namespace has groups for those who are not, such as writers and editors.
fn person(name: &str, role: Option<String>, group: Option<String>, href: Option<String>) -> Option<Person> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = |text: String| Some(text.trim().to_lowercase()).filter(|t| !t.is_empty());
    let role = role.and_then(clean).unwrap_or_else(|| "host".to_owned());
    let heard = group.and_then(clean).is_none_or(|g| g == "cast") || role.contains("host") || role.contains("guest");
    (heard && !name.is_empty()).then_some(Person { name, role, href })
}

/// An attribute, its entities resolved. `None` if it is missing or empty.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |v| v.into_owned());
    Some(value.trim().to_owned()).filter(|v| !v.is_empty())
}
