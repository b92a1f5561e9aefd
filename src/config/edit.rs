//! Changes to `content/feeds.yaml` that leave every other byte as it was: comments, order, indentation, line ends.
//!
//! An edit is made in the text, and then the whole text is read again: unless exactly what was meant comes out, nothing is written and
//! the owner is told what to write by hand.

use super::{
    FeedEntry, entry,
    lex::{Quotes, Token, tokens},
};
use crate::{
    files::{self, Written},
    yaml,
};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use url::Url;

/// Why a list of feeds cannot be changed by a program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: is written in a way that takefive cannot change without risk; nothing was changed. Please {what} by hand:\n{lines}", path.display())]
pub struct EditError {
    /// The file.
    pub path: PathBuf,
    /// What is to be done.
    pub what: String,
    /// The lines to write.
    pub lines: String,
}

/// `content/feeds.yaml` while it is changed; nothing is written before [`FeedsFile::save`].
#[derive(Debug, Clone)]
pub struct FeedsFile {
    path: PathBuf,
    /// The text as it was read.
    read: String,
    text: String,
    entries: Vec<FeedEntry>,
}

/// Where the address of an entry stands in the text.
struct Address {
    bytes: Range<usize>,
    quotes: Quotes,
    flow: bool,
}

impl FeedsFile {
    /// Reads the list of the publication in `root`.
    ///
    /// # Errors
    /// As [`super::Publication::load`].
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let path = root.strip_prefix(".").unwrap_or(root).join("content/feeds.yaml");
        let text = files::read(&path)?;
        Self::of(path, text)
    }

    fn of(path: PathBuf, text: String) -> anyhow::Result<Self> {
        let entries = entry::parse(&text, &path)?;
        Ok(Self { path, read: text.clone(), text, entries })
    }

    /// The entries, with the changes made so far.
    pub fn entries(&self) -> &[FeedEntry] {
        &self.entries
    }

    /// Line of each entry's address, counted from 1. Empty if the list is written in a way that hides them.
    pub fn lines(&self) -> Vec<usize> {
        let (mut line, mut from) = (1, 0);
        let of = |address: Address| {
            line += self.text[from..address.bytes.start].matches('\n').count();
            from = address.bytes.start;
            line
        };
        self.addresses().unwrap_or_default().into_iter().map(of).collect()
    }

    /// Adds entries at the end, in the style of the last one that is there.
    ///
    /// # Errors
    /// [`EditError`]; or an entry is listed already.
    pub fn add(&mut self, new: &[FeedEntry]) -> anyhow::Result<()> {
        let by_hand = || EditError {
            path: self.path.clone(),
            what: "add".to_owned(),
            lines: new.iter().map(|entry| Style::default().print(entry) + "\n").collect(),
        };
        let style = self.style().ok_or_else(by_hand)?;
        let end = style.line_end;
        let gap = if style.apart { end } else { "" };
        let lines: Vec<String> = new.iter().map(|entry| gap.to_owned() + &style.print(entry)).collect();
        let at = self.end();
        let added = if self.text[..at].ends_with('\n') || at == 0 {
            lines.join(end).trim_start_matches(if at == 0 { end } else { "" }).to_owned() + end
        } else {
            end.to_owned() + &lines.join(end)
        };
        let text = [&self.text[..at], &added, &self.text[at..]].concat();
        let entries: Vec<FeedEntry> = self.entries.iter().chain(new).cloned().collect();
        // Two entries for one feed are no fault of the file's form, and have a message of their own.
        entry::check(&entries, &self.path)?;
        anyhow::ensure!(entry::parse(&text, &self.path).is_ok_and(|read| read == entries), by_hand());
        (self.text, self.entries) = (text, entries);
        Ok(())
    }

    /// Gives entries new addresses: each pair is the listed one and the new one.
    ///
    /// # Errors
    /// [`EditError`]; or a new address is listed already.
    pub fn change(&mut self, changes: &[(Url, Url)]) -> anyhow::Result<()> {
        let line = |(old, new): &(Url, Url)| format!("- url: {new}    # instead of {old}\n");
        let by_hand = || EditError { path: self.path.clone(), what: "change".to_owned(), lines: changes.iter().map(line).collect() };
        let mut entries = self.entries.clone();
        let mut text = self.text.clone();
        let addresses = self.addresses().ok_or_else(by_hand)?;
        // From the end, so that the places before stay where they are.
        for (entry, address) in entries.iter_mut().zip(addresses).rev() {
            if let Some((_, new)) = changes.iter().find(|(old, _)| *old == entry.url) {
                text.replace_range(address.bytes.clone(), &address.print(new));
                entry.url = new.clone();
            }
        }
        entry::check(&entries, &self.path)?;
        anyhow::ensure!(entry::parse(&text, &self.path).is_ok_and(|read| read == entries), by_hand());
        (self.text, self.entries) = (text, entries);
        Ok(())
    }

    /// Writes the changes, whole or not at all.
    ///
    /// # Errors
    /// The file was changed by somebody else since it was read, or cannot be written.
    pub fn save(&self) -> anyhow::Result<Written> {
        // A list that is a link to a file elsewhere stays one.
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let now = files::read(&path)?;
        anyhow::ensure!(now == self.read, "{}: was changed by somebody else just now; run the command again", self.path.display());
        files::write(&path, self.text.as_bytes())
    }

    /// The addresses of all entries, if they can be told for certain.
    fn addresses(&self) -> Option<Vec<Address>> {
        let tokens = tokens(&self.text);
        let is_url = |token: &Token| match token {
            Token::Scalar { bytes, .. } => matches!(&self.text[bytes.clone()], "url" | "\"url\"" | "'url'"),
            _ => false,
        };
        let found: Vec<Address> = tokens
            .windows(3)
            .filter(|three| is_url(&three[0]) && three[1] == Token::Colon)
            .filter_map(|three| match &three[2] {
                Token::Scalar { bytes, quotes, flow, .. } => Some(Address { bytes: bytes.clone(), quotes: *quotes, flow: *flow }),
                _ => None,
            })
            .collect();
        let reads_as = |address: &Address, url: &Url| {
            let text = &self.text[address.bytes.clone()];
            // What other places refer to, or what has a type of its own, is not only an address.
            let plain = !text.starts_with(['&', '*', '!']);
            plain && yaml::parse::<Url>(text, &self.path).is_ok_and(|read| read == *url)
        };
        let certain = found.len() == self.entries.len() && found.iter().zip(&self.entries).all(|(a, entry)| reads_as(a, &entry.url));
        certain.then_some(found)
    }

    /// Where new entries go: after the last line with anything on it, comments included, and before the mark of the document's end.
    fn end(&self) -> usize {
        let mut end = 0;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            if line.trim_end() == "..." {
                break;
            }
            at += line.len();
            if !line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
                end = at;
            }
        }
        end
    }

    /// How the last entry is written. `None` if the whole list is one pair of brackets, or something else.
    fn style(&self) -> Option<Style> {
        let line_end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let tokens = tokens(&self.text);
        if tokens.is_empty() {
            return Some(Style { line_end, apart: !self.text.trim().is_empty(), ..Style::default() });
        }
        let Some(Token::Dash { column: indent }) = tokens.first() else { return None };
        let dashes = || tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Dash { column } if column == indent));
        let (last, _) = dashes().next_back()?;
        let addresses = self.addresses().unwrap_or_default();
        let (flow, key) = match tokens.get(last + 1)? {
            Token::Bracket => (true, indent + 2),
            Token::Scalar { column, .. } => (false, *column),
            _ => return None,
        };
        let blank_between = |pair: &[Address]| {
            let between = &self.text[pair[0].bytes.end..pair[1].bytes.start];
            between.lines().skip(1).any(|line| line.trim().is_empty())
        };
        let apart = addresses.len() > 1 && addresses.windows(2).all(blank_between);
        Some(Style { line_end, indent: *indent, key: key.max(indent + 2), flow, apart })
    }
}

impl Address {
    /// An address with the quotes that stood here, or with such as it needs.
    fn print(&self, url: &Url) -> String {
        let text = url.as_str();
        match self.quotes {
            Quotes::Single => format!("'{}'", text.replace('\'', "''")),
            Quotes::None if !needs_quotes(text, self.flow) => text.to_owned(),
            _ => quoted(text),
        }
    }
}

/// How an entry is written.
#[derive(Debug, Clone, PartialEq)]
struct Style {
    line_end: &'static str,
    /// Column of the dash.
    indent: usize,
    /// Column of the keys.
    key: usize,
    /// In braces, on one line.
    flow: bool,
    /// Whether blank lines stand between entries.
    apart: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { line_end: "\n", indent: 0, key: 2, flow: false, apart: false }
    }
}

impl Style {
    /// An entry, without the last line's end. What has its default is left out.
    fn print(&self, entry: &FeedEntry) -> String {
        let text = |text: &str| scalar(text, self.flow);
        let plain = FeedEntry::new(entry.url.clone());
        let mut keys = vec![format!("url: {}", text(entry.url.as_str()))];
        keys.extend(entry.name.as_deref().map(|name| format!("name: {}", text(name))));
        if !entry.topics.is_empty() {
            let topics: Vec<String> = entry.topics.iter().map(|topic| scalar(topic, true)).collect();
            keys.push(format!("topics: [{}]", topics.join(", ")));
        }
        if entry.weight != plain.weight {
            keys.push(format!("weight: {}", entry.weight));
        }
        keys.extend(entry.language.as_deref().map(|language| format!("language: {}", text(language))));
        if entry.keep != plain.keep {
            keys.push(format!("keep: {}", entry.keep));
        }
        keys.extend(entry.allow_private.map(|allow| format!("allow-private: {allow}")));
        let dash = format!("{}-{}", " ".repeat(self.indent), " ".repeat(self.key - self.indent - 1));
        if self.flow {
            format!("{dash}{{ {} }}", keys.join(", "))
        } else {
            dash + &keys.join(&format!("{}{}", self.line_end, " ".repeat(self.key)))
        }
    }
}

/// A text as YAML, on one line.
fn scalar(text: &str, flow: bool) -> String {
    if needs_quotes(text, flow) { quoted(text) } else { text.to_owned() }
}

/// Whether a text would be read as something else without quotes; the reader itself says so.
fn needs_quotes(text: &str, flow: bool) -> bool {
    let marks = text.contains(['\n', '\r']) || flow && text.contains([',', '[', ']', '{', '}', '"']);
    let same = |read: String| read == text;
    marks || text.ends_with(':') || !yaml::parse::<String>(text, Path::new("")).is_ok_and(same)
}

/// In double quotes: JSON's strings are YAML's as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
