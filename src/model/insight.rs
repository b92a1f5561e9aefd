//! An insight on its way from a transcript to a post.

use super::Source;
use std::ops::Range;

/// A passage that may become an insight, found in one transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The passage, word for word: a run of the transcript's clean text, segments joined by one space.
    pub quote: String,
    /// Where the quote stands in the publisher's file, in bytes of the file decoded to UTF-8.
    pub raw: Range<usize>,
    /// Start of the passage in seconds from the start of the audio, if the transcript has times.
    pub start: Option<f64>,
    /// End of the passage in seconds.
    pub end: Option<f64>,
    /// Who says it, as the transcript labels them.
    pub speaker: Option<String>,
    /// A statement of at most 12 words.
    pub headline: String,
    /// The claim, 35 to 50 words where the passage allows it.
    pub text: String,
    /// One to four topics, lower case.
    pub topics: Vec<String>,
    /// What the score is made of, in a fixed order.
    pub signals: Vec<Signal>,
    /// From 0 (noise) to 1 (lead story); comparable between episodes.
    pub score: f32,
    /// Who made headline and text: `embedded`, or a model's name.
    pub by: String,
    /// How headline and text were held against the passage, one line each. Empty if nothing but words of the passage is in them.
    pub checks: Vec<String>,
}

/// One named reason for a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    /// Name, as in the weights file.
    pub name: &'static str,
    /// From 0 to 1.
    pub value: f32,
    /// What it adds to the score's log-odds: weight times value. Negative if it counts against.
    pub share: f32,
}

/// A candidate with everything that its section in a post states.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// The permalink's last part, unique in the publication.
    pub slug: String,
    /// The candidate.
    pub candidate: Candidate,
    /// The section's source block, without its fingerprint.
    pub source: Source,
}
