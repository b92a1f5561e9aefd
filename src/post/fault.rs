//! What is wrong with a file of the editor's, where, and how to mend it.

use super::fix::Fix;
use crate::yaml::YamlError;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site cannot be built, or would say something wrong.
    Error,
    /// The site can be built; somebody should look.
    Warning,
}

/// Something wrong in a file, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Whether it stops the build.
    pub severity: Severity,
    /// What is wrong and how to mend it; lower case, no full stop.
    pub message: String,
    /// How to mend it, if that takes no judgement.
    pub fix: Option<Fix>,
}

impl Fault {
    /// A fault that stops the build, in the first column of `line`.
    pub fn error(path: &Path, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, column: 1, severity: Severity::Error, message: message.into(), fix: None }
    }

    /// A fault that somebody should look at, in the first column of `line`.
    pub fn warning(path: &Path, line: usize, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, line, message) }
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl From<YamlError> for Fault {
    fn from(error: YamlError) -> Self {
        let YamlError { path, line, column, message } = error;
        Self { path, line, column, severity: Severity::Error, message: with_mend(message), fix: None }
    }
}

/// A YAML fault in an editor's words: what to write instead.
fn with_mend(message: String) -> String {
    let (key, what) = message.split_once(": ").filter(|(key, _)| !key.contains([' ', '`'])).unwrap_or(("", &message));
    let named = |at: &str| at.split('`').nth(1).unwrap_or_default().to_owned();
    if what.starts_with("missing key") {
        let key = named(what);
        format!("`{key}` is missing; add a line `{key}: …`")
    } else if what.starts_with("duplicate field") {
        format!("`{}` stands here twice; delete one of the two lines", named(what))
    } else if what.starts_with("mapping values are not allowed") {
        "a value that has a colon and a space in it needs quotes; write `key: \"value\"`".to_owned()
    } else if what.starts_with("unknown variant") {
        let known = what.split_once("expected ").map_or("", |(_, known)| known);
        format!("`{key}` cannot be `{}`; write {known}", named(what))
    } else if key == "date" {
        "the date cannot be read; write it as in 2026-11-23".to_owned()
    } else if let Some((found, wanted)) = what.strip_prefix("invalid type: ").and_then(|what| what.split_once(", expected ")) {
        format!("{} is {}; write {}", if key.is_empty() { "this".into() } else { format!("`{key}`") }, found_as(found), wanted_as(wanted))
    } else if what.starts_with("invalid length") {
        format!("`{key}` has too few or too many values; write two numbers, as in [48210, 48544]")
    } else if what.contains("unexpected end of stream") {
        "the YAML breaks off here; a quote or a bracket above is not closed".to_owned()
    } else if what.contains("tab character") {
        "a tab indents this line; YAML wants spaces".to_owned()
    } else {
        message
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

fn found_as(found: &str) -> &str {
    match found {
        "sequence" => "a list",
        "map" => "a block of keys",
        "unit value" => "empty",
        other => other.strip_prefix("string ").unwrap_or(other),
    }
}

fn wanted_as(wanted: &str) -> &str {
    match wanted {
        "f64" => "a number such as 754.2",
        "usize" => "a whole number",
        "a sequence" => "a list such as [one, two]",
        "a string" => "words, in quotes if they look like something else",
        other if other.starts_with("struct") => "lines such as `key: value`",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_starts_with_its_place() {
        let fault = Fault::warning(Path::new("content/posts/2026/2026-11-23.md"), 7, "an empty headline; write one");
        assert_eq!(fault.to_string(), "content/posts/2026/2026-11-23.md:7:1: an empty headline; write one");
        assert!(!fault.is_error());
    }
}
