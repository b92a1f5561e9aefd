//! Namespaces: what publishers call them, and what they are called in a repaired text.

use super::reference::forbidden;
use super::scan::attributes;
use std::borrow::Cow;
use std::fmt::Write;

/// Namespace of podcast elements in a repaired text.
pub(super) const PODCAST: &str = "urn:takefive:podcast";
/// Namespace of iTunes elements in a repaired text.
pub(super) const ITUNES: &str = "urn:takefive:itunes";
/// Namespace of Media RSS elements in a repaired text.
pub(super) const MEDIA: &str = "urn:takefive:media";

/// Namespaces in the wild, lower case, and what they are called here.
const NAMESPACES: [(&str, &str); 9] = [
    ("https://podcastindex.org/namespace/1.0", PODCAST),
    ("https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", PODCAST),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", ITUNES),
    ("https://www.itunes.com/dtds/podcast-1.0.dtd", ITUNES),
    ("http://search.yahoo.com/mrss/", MEDIA),
    ("http://search.yahoo.com/mrss", MEDIA),
    // RSS 0.90 and Atom 0.3 are read as what came after them.
    ("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://channel.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
];

/// What prefixes mean if a feed forgets to say so.
const PREFIXES: [(&str, &str); 7] = [
    ("podcast", PODCAST),
    ("itunes", ITUNES),
    ("media", MEDIA),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("atom", "http://www.w3.org/2005/Atom"),
];

/// Which `version` and namespaces a root element needs, whatever it says: feed-rs knows few versions, and takes elements of
/// undeclared prefixes for its own.
pub(super) fn root_attributes<'t>(name: &str, text: &'t str) -> Cow<'t, str> {
    let mut made = String::from(if name == "rss" { " version=\"2.0\"" } else { "" });
    for (key, value) in attributes(text) {
        if !(name == "rss" && matches!(key, "xmlns" | "version")) {
            let quote = if value.contains('"') { '\'' } else { '"' };
            let _ = write!(made, " {key}={quote}{value}{quote}");
        }
    }
    for (prefix, namespace) in undeclared(text) {
        let _ = write!(made, " xmlns:{prefix}=\"{namespace}\"");
    }
    Cow::Owned(made)
}

/// The well-known prefixes that a root's attributes do not declare, and what they mean.
pub(super) fn undeclared(text: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    PREFIXES.into_iter().filter(move |(prefix, _)| !attributes(text).any(|(key, _)| key.strip_prefix("xmlns:") == Some(*prefix)))
}

/// Attributes with our names for namespaces, and without an `xml:base` that is no address.
pub(super) fn names(text: &str) -> Cow<'_, str> {
    let mut made = Cow::Borrowed(text);
    for (key, value) in attributes(text) {
        let known = Some(value).filter(|_| key.starts_with("xmlns")).map(meant);
        let known = known.and_then(|meant| NAMESPACES.iter().find(|(uri, _)| meant.eq_ignore_ascii_case(uri)));
        if let Some((_, ours)) = known {
            made = made.replacen(value, ours, 1).into();
        }
        let address = matches!(url::Url::parse(value), Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase));
        if key == "xml:base" && !address {
            made = made.replacen("xml:base", "base", 1).into();
        }
    }
    made
}

/// A namespace as parsers will see it, once what is not allowed was left out and entities were resolved.
fn meant(value: &str) -> String {
    html_escape::decode_html_entities(value).chars().filter(|c| !forbidden(*c)).collect::<String>().trim().to_owned()
}
