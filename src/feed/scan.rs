//! Splits markup into tokens without ever failing: what is no markup is text.

use std::ops::Range;

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// Characters between tags. May hold a `<` or `&` that nobody escaped.
    Text(&'a str),
    /// What stands between `<![CDATA[` and `]]>`.
    Cdata(&'a str),
    /// A start tag, or an empty element.
    Open {
        /// Qualified name.
        name: &'a str,
        /// Everything between the name and the end of the tag.
        attributes: &'a str,
        /// True for `<name/>`.
        empty: bool,
    },
    /// An end tag.
    Close(&'a str),
    /// A comment, processing instruction or document type.
    Aside,
    /// The text ends inside a tag, comment or section.
    Cut,
}

/// The tokens of a text, each with the bytes that it takes up.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Quotes that do not occur any more from `at` on, so that nobody looks for them in vain again and again.
    absent: [bool; 2],
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, absent: [false; 2] }
    }

    /// `rest` up to `end`, if it starts with `start`.
    fn enclosed(&mut self, start: &str, end: &str) -> Option<Option<&'a str>> {
        let inside = self.text[self.at..].strip_prefix(start)?;
        let Some(length) = inside.find(end) else {
            self.at = self.text.len();
            return Some(None);
        };
        self.at += start.len() + length + end.len();
        Some(Some(&inside[..length]))
    }

    /// A token that starts with `<`. `None` if it is a plain less-than sign.
    fn markup(&mut self) -> Option<Token<'a>> {
        if let Some(section) = self.enclosed("<![CDATA[", "]]>") {
            return Some(section.map_or(Token::Cut, Token::Cdata));
        }
        for (start, end) in [("<!--", "-->"), ("<?", "?>")] {
            if let Some(aside) = self.enclosed(start, end) {
                return Some(aside.map_or(Token::Cut, |_| Token::Aside));
            }
        }
        if self.text[self.at..].starts_with("<!") {
            return Some(self.document_type());
        }
        let inside = &self.text[self.at + 1..];
        let name_at = usize::from(inside.starts_with('/'));
        if !inside[name_at..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let length = match self.tag_end(inside) {
            End::At(length) => length,
            End::Stray => return None,
            End::Missing => {
                self.at = self.text.len();
                return Some(Token::Cut);
            }
        };
        self.at += 1 + length + 1;
        Some(tag(&inside[..length]))
    }

    /// Where the tag ends whose inside this is: at the first `>` outside of quotes, or nowhere if another tag starts before.
    fn tag_end(&mut self, inside: &str) -> End {
        let bytes = inside.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'>' => return End::At(at),
                b'<' => return End::Stray,
                // A quote matters after `=` only: `<p it's>` has none.
                b'"' | b'\'' if bytes[..at].trim_ascii_end().ends_with(b"=") => {
                    let absent = &mut self.absent[usize::from(*byte == b'\'')];
                    let close = if *absent { None } else { inside[at + 1..].find(char::from(*byte)) };
                    *absent |= close.is_none();
                    at += close.map_or(0, |c| c + 1);
                }
                _ => {}
            }
            at += 1;
        }
        End::Missing
    }

    /// A document type may hold declarations in brackets. They are not read: nothing here resolves entities.
    fn document_type(&mut self) -> Token<'a> {
        let rest = &self.text[self.at..];
        let end = match (rest.find('>'), rest.find('[')) {
            (Some(end), Some(bracket)) if bracket < end => rest[bracket..].find("]>").map(|e| bracket + e + 2),
            (end, _) => end.map(|e| e + 1),
        };
        self.at += end.unwrap_or(rest.len());
        if end.is_some() { Token::Aside } else { Token::Cut }
    }
}

enum End {
    At(usize),
    Stray,
    Missing,
}

/// Takes the inside of a tag apart.
fn tag(inside: &str) -> Token<'_> {
    if let Some(name) = inside.strip_prefix('/') {
        return Token::Close(name.trim_ascii());
    }
    let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
    let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
    Token::Open { name: &inside[..end], attributes: &inside[end..], empty }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Range<usize>, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with('<') {
            if let Some(token) = self.markup() {
                return Some((start..self.at, token));
            }
            self.at = start + 1;
        } else {
            self.at = start + rest.find('<').unwrap_or(rest.len());
        }
        Some((start..self.at, Token::Text(&self.text[start..self.at])))
    }
}

/// Names and raw values of a tag's attributes. What is not of the form `name="value"` is passed over.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (name, after) = rest.split_once('=')?;
            let name = name.trim_ascii().rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
            let after = after.trim_ascii_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                rest = after;
                continue;
            };
            let (value, left) = after[1..].split_once(quote)?;
            rest = left;
            return Some((name, value));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        Tokens::new(text).map(|(_, token)| token).collect()
    }

    #[test]
    fn markup_is_told_from_text() {
        let text = "<?xml v?><!DOCTYPE a [<!ENTITY b \"c>\">]><a x='1>2' y><!-- <z> --><![CDATA[<q>]]>1 < 2<b/></a >";
        let open = |name, attributes, empty| Token::Open { name, attributes, empty };
        let expected = [
            Token::Aside,
            Token::Aside,
            open("a", " x='1>2' y", false),
            Token::Aside,
            Token::Cdata("<q>"),
            Token::Text("1 "),
            Token::Text("<"),
            Token::Text(" 2"),
            open("b", "", true),
            Token::Close("a"),
        ];
        assert_eq!(tokens(text), expected);
    }

    #[test]
    fn a_tag_inside_a_tag_makes_the_first_one_text() {
        assert_eq!(tokens("a<b</c>"), [Token::Text("a"), Token::Text("<"), Token::Text("b"), Token::Close("c")]);
        assert_eq!(tokens("<c d='"), [Token::Cut]);
    }

    #[test]
    fn attributes_are_read_whatever_their_quotes() {
        let found: Vec<_> = attributes(" a=\"1\" checked b = '2\"' c=3 d=\"\"").collect();
        assert_eq!(found, [("a", "1"), ("b", "2\""), ("d", "")]);
    }

    proptest::proptest! {
        #[test]
        fn tokens_cover_the_text_in_order(text in "[<>/!\\-a\"'= é\\[\\]?]{0,80}") {
            let end = Tokens::new(&text).try_fold(0, |at, (range, _)| (range.start == at && range.end > at).then_some(range.end));
            proptest::prop_assert_eq!(end, Some(text.len()));
        }
    }
}
