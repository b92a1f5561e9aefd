//! Entities and tags: what VTT, SRT, JSON and HTML have in common below the level of blocks.

use super::draft::Draft;
use std::borrow::Cow;

/// The longest tag or entity that is looked for; past it, a `<` or `&` is a character like any other.
const LONGEST_TAG: usize = 4000;
const LONGEST_ENTITY: usize = 34;

/// The character reference at the start of `text`, decoded, and its length in bytes.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let end = 1 + bytes.iter().take(LONGEST_ENTITY).skip(1).position(|b| *b == b';')?;
    if !bytes[1..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#') {
        return None;
    }
    match html_escape::decode_html_entities(&text[..=end]) {
        Cow::Owned(decoded) => Some((decoded, end + 1)),
        Cow::Borrowed(_) => None,
    }
}

/// `text` with its character references decoded.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    html_escape::decode_html_entities(text)
}

/// Appends `text`, which stands at `at` of the file, its character references decoded.
pub(super) fn copy_decoded(draft: &mut Draft, text: &str, at: usize) {
    let (mut from, mut search) = (0, 0);
    while let Some(found) = text[search..].find('&') {
        let amp = search + found;
        search = amp + 1;
        if let Some((decoded, used)) = entity(&text[amp..]) {
            draft.copy(&text[from..amp], at + from);
            draft.swap(&decoded, at + amp..at + amp + used);
            (from, search) = (amp + used, amp + used);
        }
    }
    draft.copy(&text[from..], at + from);
}

/// The first `limit` bytes of a text, or a few less where a character would be cut in two.
pub(super) fn head(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// What stands between `<` or `</` and the first space, `.`, `/` or `>`.
    pub name: &'a str,
    /// True for `</name>`.
    pub closing: bool,
    /// What stands after the name, the closing `>` left off.
    pub rest: &'a str,
    /// Bytes from `<` to `>`.
    pub len: usize,
}

/// What a `<` starts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Angle<'a> {
    /// A tag, a comment, or a declaration; the latter two have no name.
    Tag(Tag<'a>),
    /// A character of the text.
    Literal,
    /// A tag that the end of the text cuts off.
    CutOff,
}

/// Reads the `<` that `text` starts with.
pub(super) fn angle(text: &str) -> Angle<'_> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return match comment.find("-->") {
            Some(end) => Angle::Tag(Tag { name: "", closing: false, rest: "", len: end + 7 }),
            None => Angle::CutOff,
        };
    }
    let bytes = text.as_bytes();
    let closing = bytes.get(1) == Some(&b'/');
    let start = if closing { 2 } else { 1 };
    // `<00:01.500>` is a caption's inner time; `< and` is speech.
    match bytes.get(start) {
        Some(b) if b.is_ascii_alphanumeric() || matches!(b, b'!' | b'?') => {}
        Some(_) => return Angle::Literal,
        None => return Angle::CutOff,
    }
    let Some(end) = tag_end(bytes) else {
        return if bytes.len() <= LONGEST_TAG { Angle::CutOff } else { Angle::Literal };
    };
    let inner = &text[start..end];
    let stop = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '.' | '/')).unwrap_or(inner.len());
    let name = inner[..stop].trim_start_matches(['!', '?']);
    Angle::Tag(Tag { name, closing, rest: &inner[stop..], len: end + 1 })
}

/// Where the tag's `>` stands; one inside a quoted attribute is none, unless the quote never ends.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let (mut quote, mut first) = (None, None);
    for (at, byte) in bytes.iter().enumerate().take(LONGEST_TAG).skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (Some(_), b'>') => first = first.or(Some(at)),
            // A quote opens only after `=`: the apostrophe of `<v O'Neil>` does not.
            (None, b'"' | b'\'') if bytes[at - 1] == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'<') => return None,
            _ => {}
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_or_left_alone() {
        assert_eq!(entity("&amp;x"), Some(("&".to_owned(), 5)));
        assert_eq!(entity("&#x27;"), Some(("'".to_owned(), 6)));
        for text in ["& co;", "&nonsense;", "&", "&;", "&é;", "&#99999999;"] {
            assert_eq!(entity(text), None, "{text}");
        }
    }

    #[test]
    fn tags_and_what_only_looks_like_one() {
        let tag = |text| match angle(text) {
            Angle::Tag(tag) => (tag.name, tag.closing, tag.rest, tag.len),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(tag("<v.loud Ann O'Neil>Hi"), ("v", false, ".loud Ann O'Neil", 19));
        assert_eq!(tag("</v>"), ("v", true, "", 4));
        assert_eq!(tag("<a title=\"a > b\">"), ("a", false, " title=\"a > b\"", 17));
        assert_eq!(tag("<!-- <p> -->x"), ("", false, "", 12));
        assert_eq!(angle("< and"), Angle::Literal);
        assert_eq!(angle("<3 <b>"), Angle::CutOff);
        assert_eq!(angle("<v An"), Angle::CutOff);
    }
}
