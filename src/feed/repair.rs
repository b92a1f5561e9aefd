//! Makes a feed's XML well-formed, so that a careless publisher loses a character and not a podcast.
//!
//! feed-rs gives a whole feed up for one bare `&`, one tag that nobody closes, or one podcast role that it does not know. So it gets
//! a text without such faults, in which it sees nothing of the extensions that [`extras`](super::extras) reads: their namespaces have
//! names of our own here. Each repair is counted and told.

use super::namespace::{names, root_attributes, undeclared};
use super::reference::{Meaning, forbidden, reference};
use super::scan::{Token, Tokens, attributes};
use std::borrow::Cow;
use std::fmt::Write;

/// Elements of RSS whose HTML is text to XML.
const HTML: [&str; 4] = ["description", "content:encoded", "itunes:summary", "title"];

/// Deeper elements are left out: parsers go down by recursion, and no feed means anything at this depth.
const MOST_DEPTH: usize = 64;
/// An element with more attributes loses them: parsers compare each with each.
const MOST_ATTRIBUTES: usize = 128;

/// A well-formed feed.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// The feed from its root element on.
    pub text: String,
    /// Characters that stood bare or are not allowed.
    characters: usize,
    /// Tags that were missing, or were there without need.
    tags: usize,
    /// Elements that stood too deep or had too many attributes.
    excess: usize,
    /// A prefix that is used and not declared.
    undeclared: Option<&'static str>,
    /// True if the text ended in the middle.
    pub cut: bool,
}

impl Repaired {
    /// What was mended, for the owner.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let count = |n: usize, what: &str, rest: &str| (n > 0).then(|| format!("has {n} {what}{} {rest}", if n == 1 { "" } else { "s" }));
        let told = [
            count(self.characters, "character", "that XML does not allow as written; mended"),
            count(self.tags, "tag", "without a counterpart; mended"),
            count(self.excess, "element", "nested too deep or with too many attributes; left out"),
            self.undeclared.map(|prefix| format!("uses the prefix `{prefix}:` without declaring it; read as it is always meant")),
            self.cut.then(|| "ends in the middle; the whole items before were read".to_owned()),
        ];
        told.into_iter().flatten()
    }
}

/// Makes the text well-formed that starts with a feed's root element.
pub(super) fn repair(text: &str) -> Repaired {
    let mut mender =
        Mender { out: Repaired { text: String::with_capacity(text.len() + 1024), ..Repaired::default() }, ..Mender::default() };
    for (at, token) in Tokens::new(text) {
        match token {
            Token::Cut => break,
            Token::Open { .. } | Token::Close(_) | Token::Aside if mender.is_markup(token) => mender.text(&text[at]),
            Token::Open { name, attributes, empty } => mender.open(name, attributes, empty),
            Token::Close(name) => mender.close(name),
            _ if mender.beyond > 0 => {}
            Token::Text(text) => mender.text(text),
            Token::Cdata(text) => mender.cdata(text),
            Token::Aside => {}
        }
        // What stands after the root is no part of the feed.
        if mender.stack.is_empty() {
            break;
        }
    }
    mender.finish()
}

#[derive(Default)]
struct Mender<'a> {
    out: Repaired,
    /// Open elements, from the root on.
    stack: Vec<&'a str>,
    /// Where the open item stands in `stack`, and where it starts in the text.
    item: Option<(usize, usize)>,
    /// How many elements are open that stand too deep.
    beyond: usize,
    /// Prefixes that the root does not declare, of those whose meaning is known.
    undeclared: Vec<&'static str>,
}

impl<'a> Mender<'a> {
    /// True for a tag that a publisher forgot to escape: it stands in an element that holds HTML as text.
    fn is_markup(&self, token: Token<'_>) -> bool {
        let holds_text = self.stack.last().is_some_and(|open| HTML.contains(open)) && self.beyond == 0 && !self.is_atom();
        match token {
            Token::Open { name, .. } => holds_text && !matches!(name, "item" | "entry"),
            Token::Close(name) => holds_text && !self.stack.contains(&name),
            _ => holds_text,
        }
    }

    /// True for an element of RSS that holds a person's name and address. Nothing here uses them, and feed-rs 3.0.0 panics if the
    /// address is followed by a character of several bytes.
    fn is_contact(&self, name: &str) -> bool {
        let contact = matches!(name, "author" | "managingEditor" | "webMaster") || name.ends_with(":creator");
        contact && !self.is_atom()
    }

    fn is_atom(&self) -> bool {
        self.stack.first().is_some_and(|root| root.ends_with("feed"))
    }

    fn open(&mut self, name: &'a str, attributes: &str, empty: bool) {
        if self.beyond > 0 || self.stack.len() >= MOST_DEPTH {
            self.out.excess += usize::from(self.beyond == 0);
            self.beyond += usize::from(!empty);
            return;
        }
        if !empty && self.is_contact(name) {
            self.beyond = 1;
            return;
        }
        if matches!(name, "item" | "entry") {
            if let Some((depth, _)) = self.item {
                // Items do not stand in one another: the one before was never closed.
                self.close_down_to(depth);
            }
            self.item = (!empty).then_some((self.stack.len(), self.out.text.len()));
        }
        let attributes = if self.stack.is_empty() {
            self.undeclared = undeclared(attributes).map(|(prefix, _)| prefix).collect();
            root_attributes(name, attributes)
        } else {
            self.note_prefix(name, attributes);
            Cow::Borrowed(attributes)
        };
        self.out.text.push('<');
        self.out.text.push_str(name);
        self.attributes(&attributes);
        self.out.text.push_str(if empty { "/>" } else { ">" });
        if !empty {
            self.stack.push(name);
        }
    }

    fn note_prefix(&mut self, name: &str, attributes: &str) {
        let Some((prefix, _)) = name.split_once(':').filter(|_| self.out.undeclared.is_none()) else { return };
        self.out.undeclared = self.undeclared.iter().copied().find(|p| *p == prefix && !attributes.contains("xmlns"));
    }

    fn close(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match self.stack.iter().rposition(|open| *open == name) {
            Some(depth) => {
                self.close_down_to(depth + 1);
                self.pop();
            }
            None => self.out.tags += 1,
        }
    }

    /// Closes elements that nobody closed, until `depth` are open.
    fn close_down_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            self.out.tags += 1;
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(name) = self.stack.pop() {
            self.out.text.push_str("</");
            self.out.text.push_str(name);
            self.out.text.push('>');
            if self.item.is_some_and(|(depth, _)| depth == self.stack.len()) {
                self.item = None;
            }
        }
    }

    fn finish(mut self) -> Repaired {
        if !self.stack.is_empty() {
            self.out.cut = true;
            if let Some((depth, start)) = self.item {
                self.out.text.truncate(start);
                self.stack.truncate(depth);
            }
            while !self.stack.is_empty() {
                self.pop();
            }
        }
        self.out
    }

    fn cdata(&mut self, text: &str) {
        self.out.text.push_str("<![CDATA[");
        let mut rest = text;
        while let Some(at) = find(rest, |byte| byte < b' ' || byte == TOP) {
            let character = rest[at..].chars().next().unwrap_or_default();
            let end = at + character.len_utf8();
            self.out.text.push_str(&rest[..if forbidden(character) { at } else { end }]);
            self.out.characters += usize::from(forbidden(character));
            rest = &rest[end..];
        }
        self.out.text.push_str(rest);
        self.out.text.push_str("]]>");
    }

    /// Writes characters, with everything escaped that has to be.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = find(rest, |byte| byte < b' ' || matches!(byte, b'&' | b'<' | TOP)) {
            self.out.text.push_str(&rest[..at]);
            rest = &rest[at..];
            let character = rest.chars().next().unwrap_or_default();
            let length = match character {
                '&' | '<' => self.special(rest),
                c if forbidden(c) => self.special(rest),
                c => {
                    self.out.text.push(c);
                    c.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        self.out.text.push_str(rest);
    }

    /// Writes what a special character at the start of `rest` means. Gives the length of what it was written for.
    fn special(&mut self, rest: &str) -> usize {
        match reference(rest) {
            Some((length, Meaning::Kept)) => {
                self.out.text.push_str(&rest[..length]);
                return length;
            }
            Some((length, Meaning::Character(c))) => {
                self.out.characters += 1;
                let _ = write!(self.out.text, "&#{};", u32::from(c));
                return length;
            }
            None => {}
        }
        self.out.characters += 1;
        let character = rest.chars().next().unwrap_or_default();
        match character {
            '&' => self.out.text.push_str("&amp;"),
            '<' => self.out.text.push_str("&lt;"),
            _ => {}
        }
        character.len_utf8()
    }

    fn attributes(&mut self, text: &str) {
        if attributes(text).nth(MOST_ATTRIBUTES).is_some() {
            self.out.excess += 1;
            return;
        }
        let text = if text.contains("xml") { names(text) } else { Cow::Borrowed(text) };
        self.text(&text);
    }
}

/// First byte of the characters at the top of the basic plane, where the last two are forbidden.
const TOP: u8 = 0xef;

/// The first byte that may matter. Line breaks and tabs, which are many, do not.
fn find(text: &str, matters: impl Fn(u8) -> bool) -> Option<usize> {
    text.bytes().position(|byte| matters(byte) && !matches!(byte, b'\n' | b'\r' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The inside of a repaired channel, and what was mended.
    fn mended(channel: &str) -> (String, Vec<String>) {
        let repaired = repair(&format!("<rss><channel>{channel}</channel></rss>"));
        let warnings = repaired.warnings().collect();
        let inside = repaired.text.split_once("<channel>").unwrap().1;
        (inside.strip_suffix("</channel></rss>").unwrap().to_owned(), warnings)
    }

    #[test]
    fn what_is_well_formed_stays() {
        let text = "<a:b x='1' y=\"&lt;\">1 &amp; 2 &#233; &gt;<![CDATA[<&>]]></a:b><c/>";
        assert_eq!(mended(text), (text.to_owned(), vec![]));
    }

    #[test]
    fn bare_and_forbidden_characters_are_mended() {
        let (text, warnings) = mended("<t a='R&D'>R&D caf&eacute; &nope; &#0;&#146; a<b\u{1}</t>");
        assert_eq!(text, "<t a='R&amp;D'>R&amp;D caf&#233; &amp;nope; &#65533;&#8217; a&lt;b</t>");
        assert_eq!(warnings, ["has 8 characters that XML does not allow as written; mended"]);
    }

    #[test]
    fn unescaped_html_becomes_text() {
        let (text, _) = mended("<item><description><p>a <a href='b'>c</a><br/>d</p></description></item>");
        assert_eq!(text, "<item><description>&lt;p>a &lt;a href='b'>c&lt;/a>&lt;br/>d&lt;/p></description></item>");
        let (text, _) = mended("<item><description><p>open<item><title>Vec<T></title></item>");
        assert_eq!(text, "<item><description>&lt;p>open</description></item><item><title>Vec&lt;T></title></item>");
    }

    #[test]
    fn tags_without_counterpart_are_closed_or_left_out() {
        let (text, warnings) = mended("<item><d><p>one<br></d></i><item><t>two</t></item>");
        assert_eq!(text, "<item><d><p>one<br></br></p></d></item><item><t>two</t></item>");
        assert_eq!(warnings, ["has 4 tags without a counterpart; mended"]);
    }

    #[test]
    fn a_cut_feed_keeps_its_whole_items() {
        let repaired = repair("<rss version='2.0'><channel><item><t>1</t></item><item><t>2</");
        assert!(repaired.cut && repaired.text.ends_with("<channel><item><t>1</t></item></channel></rss>"), "{}", repaired.text);
    }

    #[test]
    fn the_root_says_what_parsers_need() {
        let text = "<rss xmlns='http://backend.userland.com/rss2' xmlns:pc='https://podcastindex.org/namespace/1.0' version='2.00'><channel/></rss>";
        let repaired = repair(text).text;
        let root = &repaired[..repaired.find('>').unwrap()];
        assert!(root.starts_with("<rss version=\"2.0\" xmlns:pc=\"urn:takefive:podcast\" xmlns:podcast="), "{root}");
    }

    #[test]
    fn excess_is_left_out() {
        let deep = "<g>".repeat(1000) + &"</g>".repeat(1000);
        let attributes: String = (0..1000).map(|n| format!(" a{n}='1'")).collect();
        let (text, warnings) = mended(&format!("{deep}<h{attributes}/><i/>"));
        assert!(text.ends_with("</g><h/><i/>") && text.matches("<g>").count() == 62, "{text}");
        assert_eq!(warnings, ["has 2 elements nested too deep or with too many attributes; left out"]);
    }

    proptest::proptest! {
        #[test]
        fn a_repaired_text_needs_no_repair(inside in "(<[a-c/]{1,2}( x=['\"]&?['\"])?/?>|<item>|</item>|[&<>é\u{1}]|&lt;|&#1;|<!\\[CDATA\\[|\\]\\]>){0,30}") {
            let once = repair(&format!("<rss>{inside}"));
            let twice = repair(&once.text);
            proptest::prop_assert_eq!(&twice.text, &once.text);
            proptest::prop_assert_eq!(twice.warnings().next(), None);
        }
    }
}
