//! Grammar: the lists of `en/grammar.yaml`.

use serde::Deserialize;
use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

/// Words by the part they play.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Grammar {
    /// Often begin a clause.
    pub subjects: HashSet<String>,
    /// Said twice with a pause between, one of these is a stutter.
    pub small: HashSet<String>,
    /// Between one of these and one of `after-like`, or a number, `like` only fills.
    pub before_like: HashSet<String>,
    /// See `before-like`.
    pub after_like: HashSet<String>,
    /// Between one of these and a verb, `like` only fills.
    pub helpers: HashSet<String>,
    /// Before `that`, these frame a statement: `I found that …`.
    pub frames: HashSet<String>,
    /// No headline ends with one of these.
    pub loose: HashSet<String>,
    /// Verbs that need no object, and words that are nouns as well: they may end a headline.
    pub whole: HashSet<String>,
    /// After a comma and `and`, `but` or `so`, these begin a clause that can stand alone.
    pub clause_subjects: HashSet<String>,
    /// A sentence that ends with one of these was cut off.
    pub cut_off: HashSet<String>,
    /// After one of these a comma left over by a deletion would be wrong.
    pub no_comma_after: HashSet<String>,
    /// Verbs that are finite whatever stands before them.
    pub finite: HashSet<String>,
    /// Past forms that follow no rule.
    pub past: HashSet<String>,
    /// After one of these the base form of a verb is finite.
    pub plural_subjects: HashSet<String>,
    /// Begin a clause that depends on another.
    pub markers: HashSet<String>,
    /// No noun: what follows is no relative clause.
    pub links: HashSet<String>,
    /// Point at something that a headline does not name.
    pub pointing: HashSet<String>,
    /// Begin a clause, beside `subjects`.
    pub clause_starts: HashSet<String>,
    /// Only strengthen, and can go from a headline.
    pub idle: HashSet<String>,
}

/// The embedded lists.
pub(crate) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    crate::yaml::parse(include_str!("en/grammar.yaml"), Path::new("en/grammar.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded lists are tested: {error}"))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_can_be_read() {
        assert!(GRAMMAR.loose.contains("the") && !GRAMMAR.loose.contains("trust"));
    }
}
