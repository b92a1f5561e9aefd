//! A transcript: clean text in segments, each with a map back to the publisher's bytes.

use std::ops::Range;

/// How a transcript was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// JSON of the podcast namespace.
    Json,
    /// HTML, of the podcast namespace or any other.
    Html,
    /// Plain paragraphs, `Speaker: words`.
    Text,
    /// The episode's show notes, read because there is no transcript.
    Notes,
}

/// What was said, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The format it was read from.
    pub format: Format,
    /// Runs of speech, in the order of the file. No segment's text is empty.
    pub segments: Vec<Segment>,
}

/// A cue, paragraph or turn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segment {
    /// Start in seconds from the start of the audio. `None` if the format states no times.
    pub start: Option<f64>,
    /// End in seconds.
    pub end: Option<f64>,
    /// Who speaks. A label holds until the next label, so this is filled in for every segment once a label was seen.
    pub speaker: Option<String>,
    /// Clean text on one line: entities decoded, markup, labels, directions, and white-space runs gone. Never empty.
    pub text: String,
    /// Where `text` comes from: pieces in ascending order that cover it without gaps. See [`Piece`].
    pub pieces: Vec<Piece>,
    /// True if words or directions were cut out of the file between the previous segment and this one (`[laughter]`,
    /// `[unintelligible]`): no passage may run across, so that each quote is one unbroken piece of what was said.
    pub broken: bool,
}

/// A run of a segment's text and the bytes of the file that it comes from.
///
/// If both have the same length they agree byte by byte; otherwise (an entity, a folded white-space run) the piece is atomic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of [`Segment::text`].
    pub text: Range<usize>,
    /// Bytes of the file, decoded to UTF-8.
    pub raw: Range<usize>,
}

impl Segment {
    /// The bytes of the decoded file that hold `range` of this segment's text.
    ///
    /// A range that starts or ends inside an atomic piece is widened to the whole piece. `None` if the range is empty or outside.
    pub fn raw(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.pieces.iter().find(|p| p.text.end > range.start)?;
        let last = self.pieces.iter().rev().find(|p| p.text.start < range.end)?;
        let exact = |p: &Piece| p.text.len() == p.raw.len();
        let start = if exact(first) { first.raw.start + range.start.saturating_sub(first.text.start) } else { first.raw.start };
        let end = if exact(last) { last.raw.start + range.end.min(last.text.end) - last.text.start } else { last.raw.end };
        (start < end).then_some(start..end)
    }
}
