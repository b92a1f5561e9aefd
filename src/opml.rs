//! OPML, the form in which feed readers exchange their lists: <https://opml.org/spec2.opml>.

use crate::{template::printable, text::one_line};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::{borrow::Cow, collections::BTreeMap, fmt::Write};

/// Groups in groups that are read and kept; nobody's list is deeper.
const MOST_GROUPS: usize = 8;
/// The namespace of what other programs have no attribute for.
const OWN: &str = "urn:takefive:opml";

/// A feed in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Its name, on one line. Source: `text`, else `title`. Empty if there is none.
    pub name: String,
    /// Its address, as it stands there. Source: `xmlUrl`.
    pub feed: String,
    /// The podcast's page. Source: `htmlUrl`.
    pub page: Option<String>,
    /// Names of the groups that it stands in, the outermost first.
    pub groups: Vec<String>,
    /// Language tag. Source: `language`.
    pub language: Option<String>,
    /// What only our own lists say: `weight` and `keep`, as they stand there.
    pub own: BTreeMap<String, String>,
    /// Line of the entry, counted from 1. 0 for a list that was not read.
    pub line: usize,
}

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opml {
    /// Its feeds, in its order.
    pub feeds: Vec<Listed>,
    /// What could not be read: line, counted from 1, and why.
    pub faults: Vec<(usize, String)>,
}

/// Reads OPML 1.0, 1.1 and 2.0; a list with faults is read as far as it goes.
///
/// # Errors
/// The bytes are no OPML; goes on after the file's name.
pub fn read(bytes: &[u8]) -> Result<Opml, String> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    // Hand-made lists have all of these.
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let mut pass = Pass::default();
    loop {
        let before = at(&reader);
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => pass.open(&tag, lines.of(before), false)?,
            Ok(Event::Empty(tag)) => pass.open(&tag, lines.of(before), true)?,
            Ok(Event::End(tag)) if tag.name().as_ref().eq_ignore_ascii_case("outline") => drop(pass.groups.pop()),
            Ok(_) => {}
            Err(error) if !pass.root => return Err(format!("is not an OPML file ({error})")),
            Err(error) => {
                pass.list.faults.push((lines.of(before), format!("cannot be read from here on ({error})")));
                break;
            }
        }
    }
    if !pass.root {
        return Err("is not an OPML file: it has no <opml> element".to_owned());
    }
    if !pass.groups.is_empty() && pass.list.faults.is_empty() {
        pass.list.faults.push((lines.of(text.len()), "the file ends in the middle of a group".to_owned()));
    }
    Ok(pass.list)
}

/// Prints a list as OPML 2.0; feeds of one group stand together, groups and feeds where the first of them stood.
pub fn print(title: &str, feeds: &[Listed]) -> String {
    let own = feeds.iter().any(|feed| !feed.own.is_empty());
    let namespace = if own { format!(" xmlns:takefive=\"{OWN}\"") } else { String::new() };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\"{namespace}>\n<head>\n<title>{}</title>\n</head>\n<body>\n",
        quoted(title)
    );
    print_group(&mut text, &feeds.iter().collect::<Vec<_>>(), 0);
    text + "</body>\n</opml>\n"
}

/// The feeds of one group, with the groups in it.
fn print_group(text: &mut String, feeds: &[&Listed], depth: usize) {
    let mut groups: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for feed in feeds {
        if let Some(group) = feed.groups.get(depth) {
            groups.entry(group).or_default().push(feed);
        }
    }
    let indent = "  ".repeat(depth);
    for feed in feeds {
        match feed.groups.get(depth) {
            None => writeln!(text, "{indent}{}", outline(feed)).ok(),
            Some(group) => groups.remove(group.as_str()).and_then(|members| {
                let name = quoted(group);
                writeln!(text, "{indent}<outline text=\"{name}\" title=\"{name}\">").ok()?;
                print_group(text, &members, depth + 1);
                writeln!(text, "{indent}</outline>").ok()
            }),
        };
    }
}

fn outline(feed: &Listed) -> String {
    let name = if feed.name.is_empty() { &feed.feed } else { &feed.name };
    let mut attributes = vec![("type", "rss"), ("text", name), ("title", name), ("xmlUrl", &feed.feed)];
    attributes.extend(feed.page.as_deref().map(|page| ("htmlUrl", page)));
    attributes.extend(feed.language.as_deref().map(|language| ("language", language)));
    let own = feed.own.iter().map(|(name, value)| (format!("takefive:{name}"), value.as_str()));
    let all = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(own);
    let all: String = all.map(|(name, value)| format!(" {name}=\"{}\"", quoted(value))).collect();
    format!("<outline{all}/>")
}

fn quoted(text: &str) -> String {
    html_escape::encode_double_quoted_attribute(&*printable(text)).into_owned()
}

/// What is being read.
#[derive(Default)]
struct Pass {
    list: Opml,
    /// True once the root element was seen.
    root: bool,
    /// One for each outline that is open: its name if it is a group, and whether it is commented out.
    groups: Vec<(Option<String>, bool)>,
}

impl Pass {
    fn open(&mut self, tag: &BytesStart<'_>, line: usize, empty: bool) -> Result<(), String> {
        let name = tag.name();
        if !self.root {
            self.root = name.as_ref().eq_ignore_ascii_case("opml");
            return if self.root { Ok(()) } else { Err(format!("is not an OPML file: its first element is <{}>", name.as_ref())) };
        }
        if !name.as_ref().eq_ignore_ascii_case("outline") {
            return Ok(());
        }
        let all: Vec<(String, String)> =
            tag.attributes().with_checks(false).flatten().map(|a| (lower(a.key.as_ref()), value(&a.value))).collect();
        let get = |name: &str| all.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.clone());
        let off = get("iscomment").is_some_and(|v| v.eq_ignore_ascii_case("true")) || self.groups.last().is_some_and(|(_, off)| *off);
        let title = get("text").or_else(|| get("title"));
        let feed = get("xmlurl");
        if !off {
            match (&feed, get("type").map(|kind| lower(&kind)).as_deref()) {
                (Some(feed), _) => {
                    let own = ["weight", "keep"].into_iter().filter_map(|name| Some((name.to_owned(), get(&format!("takefive:{name}"))?)));
                    let (name, page, language) = (title.clone().unwrap_or_default(), get("htmlurl"), get("language"));
                    let listed = Listed { name, feed: feed.clone(), page, groups: self.path(line), language, own: own.collect(), line };
                    self.list.feeds.push(listed);
                }
                (None, Some("include")) => self.fault(line, title.as_deref(), "stands for another list; import that one by itself"),
                (None, kind) if kind.is_some_and(|k| ["rss", "atom", "link", "podcast"].contains(&k)) || empty && all.len() > 2 => {
                    self.fault(line, title.as_deref(), "has no xmlUrl, the address of its feed");
                }
                _ => {}
            }
        }
        if !empty {
            self.groups.push((title.filter(|_| feed.is_none()), off));
        }
        Ok(())
    }

    fn fault(&mut self, line: usize, title: Option<&str>, why: &str) {
        let name = title.map_or_else(|| "an entry".to_owned(), |title| format!("{title:?}"));
        self.list.faults.push((line, format!("{name} {why}")));
    }

    /// The groups around an entry, each once.
    fn path(&mut self, line: usize) -> Vec<String> {
        let mut path: Vec<String> = Vec::new();
        for name in self.groups.iter().filter_map(|(name, _)| name.as_ref()) {
            if !path.contains(name) {
                path.push(name.clone());
            }
        }
        if path.len() > MOST_GROUPS {
            path.truncate(MOST_GROUPS);
            self.list.faults.push((line, format!("stands in more than {MOST_GROUPS} groups; the inner ones were left out")));
        }
        path
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn value(raw: &str) -> String {
    one_line(&html_escape::decode_html_entities(raw))
}

fn at(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Counts lines as a text is read from its start to its end.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line on which the markup at `at`, or after white space there, starts.
    fn of(&mut self, at: usize) -> usize {
        let at = at.min(self.text.len());
        self.line += self.text.as_bytes()[self.at.min(at)..at].iter().filter(|b| **b == b'\n').count();
        self.at = at;
        self.line
    }
}

/// The characters of a list: by its byte order mark, else by what it says of itself, else UTF-8 if it is.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let label = start.split_once("encoding=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    let label = label.and_then(|rest| rest.split(['"', '\'']).next());
    let declared = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let own = if std::str::from_utf8(bytes).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1252 };
    // A text that is UTF-8 is nothing else, whatever it says.
    let encoding = declared.filter(|_| own != encoding_rs::UTF_8).unwrap_or(own);
    encoding.decode(bytes).0
}

#[cfg(test)]
mod tests;
