//! What happened to each source: partial failure is a value, and decides the exit code.

use std::collections::BTreeSet;
use std::fmt;

/// The stage at which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Polling or reading a feed.
    Feed,
    /// Getting or reading a transcript.
    Transcript,
    /// Extracting insights.
    Insight,
}

/// A source that was left out or repaired, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// Where it happened.
    pub stage: Stage,
    /// The feed's or file's address.
    pub source: String,
    /// What happened and what was done; one sentence, lower case, no full stop.
    pub what: String,
}

/// The honest report of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Sources that gave nothing. One makes the run end with exit code 3.
    pub skipped: BTreeSet<Notice>,
    /// Sources that were read in spite of a fault.
    pub warnings: BTreeSet<Notice>,
    /// Things that are as they should be and that an editor wants to know, such as an episode without a transcript.
    pub notes: BTreeSet<Notice>,
}

impl Report {
    /// Records a source that gave nothing.
    pub fn skip(&mut self, stage: Stage, source: impl Into<String>, why: impl fmt::Display) {
        self.skipped.insert(Notice { stage, source: source.into(), what: why.to_string() });
    }

    /// Records a repair.
    pub fn warn(&mut self, stage: Stage, source: impl Into<String>, what: impl fmt::Display) {
        self.warnings.insert(Notice { stage, source: source.into(), what: what.to_string() });
    }

    /// Records something that an editor wants to know.
    pub fn note(&mut self, stage: Stage, source: impl Into<String>, what: impl fmt::Display) {
        self.notes.insert(Notice { stage, source: source.into(), what: what.to_string() });
    }

    /// Takes over another report's entries; a source that was skipped already is not named twice.
    pub fn merge(&mut self, other: Self) {
        for notice in other.skipped {
            let first = Notice { what: String::new(), ..notice.clone() };
            let known = self.skipped.range(first..).next();
            if !known.is_some_and(|n| n.stage == notice.stage && n.source == notice.source) {
                self.skipped.insert(notice);
            }
        }
        self.warnings.extend(other.warnings);
        self.notes.extend(other.notes);
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.what)
    }
}
