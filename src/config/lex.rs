//! Where the entries of a YAML list stand in its text: just enough of YAML's grammar to change one place and no other byte.
//!
//! What is found here is a guess that the real reader has to confirm, see [`super::edit`]: YAML has forms that nobody writes by hand.

use std::ops::Range;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// A piece of YAML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// `- ` before an item.
    Dash { column: usize },
    /// A key or a value, with its quotes. `flow`: it stands within brackets or braces.
    Scalar { bytes: Range<usize>, quotes: Quotes, column: usize, flow: bool },
    /// `:` after a key.
    Colon,
    /// `[` or `{`, and their ends.
    Bracket,
    /// `,` within brackets or braces.
    Comma,
}

/// The tokens of a text; comments, white space, the marks of a document's start and end, and texts after `|` and `>` are left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, depth: 0, key_column: 0, found: Vec::new() };
    while lexer.step() {}
    lexer.found
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Brackets and braces that are open.
    depth: usize,
    /// Column of the last key, which a text after `|` is indented against.
    key_column: usize,
    found: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Bytes since the start of the line.
    fn column(&self) -> usize {
        self.at - self.text[..self.at].rfind('\n').map_or(0, |n| n + 1)
    }

    fn starts_word(&self) -> bool {
        self.text[..self.at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{feff}')
    }

    /// Takes one token. False at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.rest().chars().next() else { return false };
        let next_is_blank = self.rest()[c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        let line_start = self.column() == 0;
        match c {
            '#' if self.starts_word() => self.skip_line(),
            _ if line_start && (self.rest().starts_with("---") || self.rest().starts_with("...")) => self.at += 3,
            _ if c.is_whitespace() || c == '\u{feff}' => self.at += c.len_utf8(),
            '-' if next_is_blank && self.depth == 0 => self.push(Token::Dash { column: self.column() }),
            '[' | '{' => {
                self.depth += 1;
                self.push(Token::Bracket);
            }
            ']' | '}' => {
                self.depth = self.depth.saturating_sub(1);
                self.push(Token::Bracket);
            }
            ',' if self.depth > 0 => self.push(Token::Comma),
            ':' => {
                if let Some(Token::Scalar { column, .. }) = self.found.last() {
                    self.key_column = *column;
                }
                self.push(Token::Colon);
            }
            '|' | '>' if self.depth == 0 => self.skip_text(),
            '"' | '\'' => self.quoted(c),
            _ => self.plain(),
        }
        true
    }

    fn push(&mut self, token: Token) {
        self.found.push(token);
        self.at += 1;
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').map_or(self.rest().len(), |n| n + 1);
    }

    /// The lines after `|` or `>`: all that are indented deeper than their key.
    fn skip_text(&mut self) {
        self.skip_line();
        while !self.rest().is_empty() {
            let line = self.rest().lines().next().unwrap_or_default();
            let indent = line.len() - line.trim_start_matches(' ').len();
            if !line.trim().is_empty() && indent <= self.key_column {
                return;
            }
            self.skip_line();
        }
    }

    fn scalar(&mut self, length: usize, quotes: Quotes) {
        let (column, flow) = (self.column(), self.depth > 0);
        self.found.push(Token::Scalar { bytes: self.at..self.at + length, quotes, column, flow });
        self.at += length;
    }

    fn quoted(&mut self, quote: char) {
        let rest = self.rest().as_bytes();
        let mut end = 1;
        while end < rest.len() {
            match (quote, rest[end]) {
                ('"', b'\\') => end += 1,
                ('\'', b'\'') if rest.get(end + 1) == Some(&b'\'') => end += 1,
                (_, b) if char::from(b) == quote => break,
                _ => {}
            }
            end += 1;
        }
        self.scalar((end + 1).min(rest.len()), if quote == '"' { Quotes::Double } else { Quotes::Single });
    }

    fn plain(&mut self) {
        let flow = self.depth > 0;
        let rest = self.rest();
        let (mut end, mut after_blank) = (rest.len(), false);
        for (at, c) in rest.char_indices() {
            let next = rest[at + c.len_utf8()..].chars().next();
            let apart = next.is_none_or(|n| n.is_whitespace() || flow && ",[]{}".contains(n));
            if c == '\n' || c == ':' && apart || c == '#' && after_blank || flow && ",[]{}".contains(c) {
                end = at;
                break;
            }
            after_blank = c.is_whitespace();
        }
        let length = rest[..end].trim_end().len().max(rest.chars().next().map_or(1, char::len_utf8));
        self.scalar(length, Quotes::None);
    }
}
