//! The feeds that a web page names for programs to find.

use super::decode;
use super::scan::{Token, Tokens};
use crate::text::one_line;
use url::Url;

/// Media types of feeds.
const TYPES: [&str; 3] = ["application/rss+xml", "application/atom+xml", "application/feed+json"];

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Absolute address.
    pub url: Url,
    /// What the page calls it, on one line. Empty if it says nothing.
    pub title: String,
}

/// The feeds that a page names in `<link rel="alternate">`, each once, in the page's order. `address` is where the page was found.
pub fn links(page: &[u8], address: &str) -> Vec<FeedLink> {
    let text = decode::decode(page, None, &mut Vec::new());
    let mut base = Url::parse(address).ok();
    let mut found: Vec<FeedLink> = Vec::new();
    for (_, token) in Tokens::new(&text) {
        let Token::Open { name, attributes: all, empty } = token else { continue };
        // In HTML, a slash after a value without quotes is the value's.
        let all = if empty && !all.ends_with(['"', '\'', ' ']) { format!("{all}/") } else { all.to_owned() };
        let get = |name: &str| {
            let value = attributes(&all).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v);
            value.map(|v| one_line(&html_escape::decode_html_entities(v)))
        };
        let resolve = |href: &str| base.as_ref().map_or_else(|| Url::parse(href), |b| b.join(href)).ok();
        if name.eq_ignore_ascii_case("base") {
            base = get("href").and_then(|href| resolve(&href)).or(base);
        } else if name.eq_ignore_ascii_case("link") {
            let alternate = get("rel").is_some_and(|rel| rel.split(' ').any(|word| word.eq_ignore_ascii_case("alternate")));
            // A type may have parameters.
            let kind = get("type").and_then(|kind| Some(kind.split(';').next()?.trim().to_ascii_lowercase()));
            let feed = alternate && kind.is_some_and(|kind| TYPES.contains(&kind.as_str()));
            let url = get("href").filter(|href| feed && !href.is_empty()).and_then(|href| resolve(&href));
            if let Some(url) = url.filter(|url| found.iter().all(|link| link.url != *url)) {
                found.push(FeedLink { url, title: get("title").unwrap_or_default() });
            }
        }
    }
    found
}

/// Names and raw values of a tag's attributes, as HTML allows them: with and without quotes, with and without a value.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start) else {
            rest = after;
            return (!name.is_empty()).then_some((name, ""));
        };
        let (value, left) = match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        rest = left;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_attributes_are_read_to_the_end(text in "[a-z= '\"/\n é]{0,40}") {
            prop_assert!(attributes(&text).count() <= text.len() + 1);
        }
    }

    #[test]
    fn a_pages_feeds_are_found_in_its_order() {
        let page = r#"<!DOCTYPE html><html><head><title>x > y</title>
            <link rel=stylesheet href=a.css><link rel="alternate" hreflang="de" href="/de">
            <link crossorigin rel=alternate type=application/rss+xml href=/bare/>
            <link rel="alternate" type="application/rss+xml" title="Blog &amp; more" href="/blog.xml?a=1&amp;b=2">
            <base href="https://cdn.example/x/"><LINK TYPE='Application/Atom+XML; charset=utf-8' REL='home Alternate' HREF='pod.atom'/>
            <!-- <link rel="alternate" type="application/rss+xml" href="/no.xml"> -->
            <link rel="alternate" type="application/feed+json" href="https://a.example/feed.json">
            <link rel="alternate" type="application/rss+xml" href="https://cdn.example/x/pod.atom">
            <link rel="alternate" type="application/rss+xml" href="">"#;
        let found = links(page.as_bytes(), "https://a.example/shows/one");
        let found: Vec<(&str, &str)> = found.iter().map(|l| (l.url.as_str(), l.title.as_str())).collect();
        let wanted = [
            ("https://a.example/bare/", ""),
            ("https://a.example/blog.xml?a=1&b=2", "Blog & more"),
            ("https://cdn.example/x/pod.atom", ""),
            ("https://a.example/feed.json", ""),
        ];
        assert_eq!(found, wanted);
    }
}
