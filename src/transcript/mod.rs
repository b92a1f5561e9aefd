//! Episodes' transcript links → segments of clean text, with a map back to the publisher's bytes.
//!
//! A file goes through three steps. `decode` and `sniff` find out what it is; one file a format (`vtt`, `srt`, `json`, `html`,
//! `text`) turns it into blocks of words; `assemble` makes segments of them, with the help of `label` (who speaks) and `clean`
//! (what was said). `draft` carries the map through all of them. `fetch` is the only file that knows the network.

mod assemble;
mod brackets;
mod clean;
mod clock;
mod cues;
mod decode;
mod direction;
mod draft;
pub mod fetch;
mod html;
mod json;
mod label;
mod markup;
mod notes;
mod sniff;
mod srt;
mod text;
mod verify;
mod vtt;

#[cfg(test)]
mod tests;

pub use notes::parse_notes;
pub use verify::verify;

use crate::model::{Format, Transcript};
use assemble::Style;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 100 << 20;

/// A transcript file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What was said.
    pub transcript: Transcript,
    /// The file decoded to UTF-8, without a byte order mark. All raw ranges point into it.
    pub text: String,
    /// What was repaired or left out; one sentence each, lower case, no full stop.
    pub warnings: Vec<String>,
}

/// Why a file gives no transcript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is larger than [`LARGEST`].
    #[error("the file has {0} bytes; no more than {LARGEST} are read")]
    TooLarge(usize),
    /// It is no text.
    #[error("the file is {0}, not a transcript")]
    Binary(&'static str),
    /// No words were found in it.
    #[error("the file holds no words that {0} could be read from")]
    Empty(&'static str),
}

/// Reads a transcript file. `mime` and `url` are asked only if the bytes do not tell the format.
///
/// # Errors
/// [`ParseError`]: too large, no text, or no words. A faulty or truncated file gives what is whole, with warnings.
pub fn parse(bytes: &[u8], mime: Option<&str>, url: Option<&str>) -> Result<Parsed, ParseError> {
    if bytes.len() > LARGEST {
        return Err(ParseError::TooLarge(bytes.len()));
    }
    if let Some(kind) = sniff::binary(bytes) {
        return Err(ParseError::Binary(kind));
    }
    let (text, warning) = decode::decode(bytes, mime);
    let format = sniff::sniff(&text, mime, url);
    let (mut transcript, mut warnings) = read(&text, format);
    if transcript.segments.is_empty() && sniff::by_content(&text).is_none() {
        // The address or the declared type was wrong.
        (transcript, warnings) = read(&text, Format::Text);
    }
    if transcript.segments.is_empty() {
        return Err(ParseError::Empty(name(transcript.format)));
    }
    Ok(Parsed { transcript, text, warnings: warning.into_iter().chain(warnings).collect() })
}

fn read(text: &str, format: Format) -> (Transcript, Vec<String>) {
    let (draft, blocks, warnings) = match format {
        Format::Vtt => vtt::read(text),
        Format::Srt => srt::read(text),
        Format::Json => json::read(text),
        Format::Html => html::read(text),
        Format::Text | Format::Notes => text::read(text),
    };
    (Transcript { format, segments: assemble::assemble(&draft, &blocks, style(format)) }, warnings)
}

fn style(format: Format) -> Style {
    let cues = matches!(format, Format::Vtt | Format::Srt);
    let stamps = matches!(format, Format::Html | Format::Text);
    Style { labels: format != Format::Notes, stamps, dashes: cues }
}

/// What a format is called in messages.
fn name(format: Format) -> &'static str {
    match format {
        Format::Vtt => "WebVTT cues",
        Format::Srt => "SubRip cues",
        Format::Json => "JSON segments",
        Format::Html => "an HTML transcript",
        Format::Text => "a text transcript",
        Format::Notes => "show notes",
    }
}
