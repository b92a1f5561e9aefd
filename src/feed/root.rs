//! What a text is, by its first elements: a feed, a page for people, or something else.

use super::parse::ParseError;
use super::scan::{Token, Tokens, attributes};
use super::short;
use url::Url;

/// What a text is.
pub(super) enum Root {
    Json,
    /// XML; the feed's root element starts here.
    Xml(usize),
}

/// Finds out what a text is.
///
/// # Errors
/// It is no feed: empty, a page, or something else.
pub(super) fn root(text: &str, base: Option<&Url>) -> Result<Root, ParseError> {
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
pub(super) fn before(text: &str) -> bool {
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
