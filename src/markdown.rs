//! Markdown, the only user of pulldown-cmark: HTML and plain words out of what editors write.

use crate::template::printable;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};
use std::borrow::Cow;

/// Where Markdown is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// Put before every link that starts with one `/`: `/five` on a page, `https://example.org/five` in a feed.
    pub base: &'a str,
    /// Keeps the footnotes of one text apart from those of the others on the page: any string that is unique there, or empty.
    pub anchor: &'a str,
}

/// Turns Markdown into HTML: CommonMark with tables, footnotes, strikethrough and `{#id}` on headings.
///
/// HTML in it is kept, for an editor may write any. Links that would run a script lead nowhere.
pub fn to_html(markdown: &str, place: Place<'_>) -> String {
    let mut printed = String::with_capacity(markdown.len() * 5 / 4);
    html::push_html(&mut printed, Parser::new_ext(markdown, options()).map(|event| placed(event, place)));
    // At the end, for an entity such as `&#1;` becomes its character on the way.
    match printable(&printed) {
        Cow::Borrowed(_) => printed,
        Cow::Owned(stripped) => stripped,
    }
}

/// The words of a Markdown text on one line: no markup, no HTML tags, no footnotes, white-space runs one space.
pub fn to_text(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut in_footnote = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => in_footnote = true,
            Event::End(TagEnd::FootnoteDefinition) => in_footnote = false,
            _ if in_footnote => {}
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::InlineHtml(tag) if tag.starts_with("<br") => text.push(' '),
            Event::Html(block) => push_without_tags(&mut text, &block),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(TagEnd::TableCell) => text.push(' '),
            Event::End(end) if is_block(end) => text.push(' '),
            _ => {}
        }
    }
    one_line(&printable(&text))
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES
}

fn placed<'a>(event: Event<'a>, place: Place<'_>) -> Event<'a> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if link_type == LinkType::Email { dest_url } else { address(dest_url, place.base) };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: address(dest_url, place.base), title, id })
        }
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Start(Tag::FootnoteDefinition(anchored(label, place.anchor))),
        Event::FootnoteReference(label) => Event::FootnoteReference(anchored(label, place.anchor)),
        other => other,
    }
}

fn address<'a>(link: CowStr<'a>, base: &str) -> CowStr<'a> {
    if runs_script(&link) {
        "#".into()
    } else if link.starts_with('/') && !link.starts_with("//") {
        format!("{base}{link}").into()
    } else {
        link
    }
}

/// Browsers ignore white space and controls in a scheme and do not mind its case.
fn runs_script(link: &str) -> bool {
    let scheme: String =
        link.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take_while(|c| *c != ':').take(12).collect::<String>();
    link.contains(':') && matches!(scheme.to_ascii_lowercase().as_str(), "javascript" | "vbscript" | "data")
}

fn anchored<'a>(label: CowStr<'a>, anchor: &str) -> CowStr<'a> {
    if anchor.is_empty() { label } else { format!("{anchor}-{label}").into() }
}

fn is_block(end: TagEnd) -> bool {
    !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn push_without_tags(text: &mut String, block: &str) {
    let mut rest = block;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(&html_escape::decode_html_entities(before));
        text.push(' ');
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(&html_escape::decode_html_entities(rest));
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A picture in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Byte at which it starts.
    pub at: usize,
    /// Its address as written.
    pub address: String,
    /// Whether it comes with words for those who cannot see it. An empty `alt` in HTML is a decision, an empty one in Markdown is none.
    pub told: bool,
}

/// The pictures of a Markdown text, those in its HTML too.
pub fn pictures(markdown: &str) -> Vec<Picture> {
    let mut found = Vec::new();
    let mut open: Option<Picture> = None;
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                open = Some(Picture { at: range.start, address: dest_url.into_string(), told: false });
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(picture) = &mut open {
                    picture.told |= !words.trim().is_empty();
                }
            }
            Event::End(TagEnd::Image) => found.extend(open.take()),
            Event::Html(html) | Event::InlineHtml(html) => {
                for (at, _) in html.match_indices("<img") {
                    let tag = html[at..].split('>').next().unwrap_or_default();
                    let address = attribute(tag, "src").unwrap_or_default().to_owned();
                    found.push(Picture { at: range.start + at, address, told: attribute(tag, "alt").is_some() });
                }
            }
            _ => {}
        }
    }
    found
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let value = &tag[at..];
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(markdown: &str) -> String {
        to_html(markdown, Place { base: "/five", anchor: "glue" })
    }

    #[test]
    fn the_dialect_is_commonmark_with_what_editors_expect() {
        insta::assert_snapshot!(page("### Why {#why}\n\nA ~~bad~~ *good* \"claim\" -- [^1] <mark>ours</mark>\n\n[^1]: Said [so](/about/).\n\n| a |\n|---|\n| 1 |\n"), @r##"
<h3 id="why">Why</h3>
<p>A <del>bad</del> <em>good</em> "claim" -- <sup class="footnote-reference"><a href="#glue-1">1</a></sup> <mark>ours</mark></p>
<div class="footnote-definition" id="glue-1"><sup class="footnote-definition-label">1</sup>
<p>Said <a href="/five/about/">so</a>.</p>
</div>
<table><thead><tr><th>a</th></tr></thead><tbody>
<tr><td>1</td></tr>
</tbody></table>
"##);
    }

    #[test]
    fn links_from_the_root_get_the_base() {
        assert_eq!(page("[a](/x)![i](/i.png)"), "<p><a href=\"/five/x\">a</a><img src=\"/five/i.png\" alt=\"i\" /></p>\n");
        assert_eq!(page("[a](//cdn.example.org/x) [b](x) [c](#y)").matches("/five").count(), 0);
        assert_eq!(page("<ann@example.org>"), "<p><a href=\"mailto:ann@example.org\">ann@example.org</a></p>\n");
    }

    #[test]
    fn links_that_run_scripts_lead_nowhere() {
        for link in ["javascript:alert(1)", "JaVaScRiPt:x", "&#106;avascript:x", "java&#10;script:x", "data:text/html,x", "vbscript:x"] {
            let printed = page(&format!("[a](<{link}>) ![b](<{link}>)"));
            assert_eq!(printed, "<p><a href=\"#\">a</a> <img src=\"#\" alt=\"b\" /></p>\n", "{link}");
        }
        assert_eq!(page("<javascript:alert(1)>"), "<p><a href=\"#\">javascript:alert(1)</a></p>\n");
        assert!(page("[a](https://example.org/javascript:x)").contains("https://example.org/javascript:x"));
    }

    #[test]
    fn text_is_the_words_on_one_line() {
        let text = to_text(
            "# One *two*\n\nthree[^1]\n`four`  \n![five](x.png)\n\n<div>six&amp;<b>seven</b></div>\n\n- eight<br>\n- <i>nine</i>\n\n|a|b|\n|-|-|\n\n[^1]: ten",
        );
        assert_eq!(text, "One two three four five six& seven eight nine a b");
    }

    #[test]
    fn no_unprintable_character_gets_through() {
        assert_eq!((page("a\u{1}b&#1;c"), to_text("a\u{b}b&#xb;c")), ("<p>abc</p>\n".into(), "abc".into()));
    }

    proptest! {
        #[test]
        fn any_text_is_printed(text in any::<String>()) {
            page(&text);
            prop_assert!(!to_text(&text).contains('\n'));
        }
    }
}
