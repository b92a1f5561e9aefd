//! YAML, the only user of serde_yaml: values out of text, with faults that name file, line, column and the mend.

use crate::files;
use serde::{Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};

/// A fault in a YAML text.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}:{column}: {message}", path.display())]
pub struct YamlError {
    /// The file.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1.
    pub column: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Reads a file.
///
/// # Errors
/// The file cannot be read, or [`YamlError`].
pub fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    Ok(parse(&files::read(path)?, path)?)
}

/// Reads a text that stands in `path`.
///
/// # Errors
/// [`YamlError`]: the text is not YAML, or not what `T` wants.
pub fn parse<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T, YamlError> {
    parse_at(text, path, 0)
}

/// Like [`parse`], for a text that begins after `lines_before` lines of its file.
///
/// # Errors
/// As [`parse`].
pub fn parse_at<T: DeserializeOwned>(text: &str, path: &Path, lines_before: usize) -> Result<T, YamlError> {
    serde_yaml::from_str(text).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        let message = friendly(&error.to_string());
        let key = unknown_key(&message).or_else(|| stated_key(&message).filter(|_| (line, column) == (1, 1)));
        let (line, column) = key.and_then(|key| find_key(text, key, line)).unwrap_or((line, column));
        YamlError { path: path.to_owned(), line: line + lines_before, column, message }
    })
}

/// Prints a value as YAML that ends with a line break.
pub fn print<T: Serialize>(value: &T) -> String {
    serde_yaml::to_string(value).unwrap_or_else(|error| unreachable!("our own types are always printable: {error}"))
}

/// serde's words, made ours: the place is stated already, and of all known keys only the nearest helps.
fn friendly(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(said, _)| said);
    let Some((_, rest)) = message.split_once("unknown field `") else { return message.replace("missing field", "missing key") };
    let Some((key, known)) = rest.split_once('`') else { return message.to_owned() };
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let nearest = known.iter().map(|k| (strsim::jaro_winkler(k, key), *k)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, nearest)) if likeness > 0.75 => format!("unknown key `{key}`; did you mean `{nearest}`?"),
        _ => format!("unknown key `{key}`; known keys are {}", known.join(", ")),
    }
}

fn unknown_key(message: &str) -> Option<&str> {
    message.strip_prefix("unknown key `")?.split('`').next()
}

/// A fault that one of our own types finds in a value is reported where everything starts; its words begin with the key.
fn stated_key(message: &str) -> Option<&str> {
    message.split_once(": ").map(|(key, _)| key).filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}

/// The parser reports an unknown key where its mapping starts or ends; people want the key itself.
fn find_key(text: &str, key: &str, from: usize) -> Option<(usize, usize)> {
    let at = |line: &str| {
        let start = line.len() - line.trim_start_matches([' ', '-', '{', ',', '\t']).len();
        line[start..]
            .trim_matches(['"', '\''])
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
            .then_some(start + 1)
    };
    let lines: Vec<&str> = text.lines().collect();
    let from = from.saturating_sub(1).min(lines.len());
    let order = (from..lines.len()).chain((0..from).rev());
    order.into_iter().find_map(|n| at(lines[n]).map(|column| (n + 1, column)))
}
