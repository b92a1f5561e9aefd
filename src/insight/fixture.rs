//! Small transcripts for tests.

use crate::model::{Candidate, Format, Piece, Segment, Transcript};

/// A segment whose text stands at byte `raw` of its file.
pub(crate) fn segment(speaker: &str, text: &str, start: f64, end: f64, raw: usize) -> Segment {
    let pieces = vec![Piece { text: 0..text.len(), raw: raw..raw + text.len() }];
    let speaker = (!speaker.is_empty()).then(|| speaker.to_owned());
    Segment { start: Some(start), end: Some(end), speaker, text: text.to_owned(), pieces, broken: false }
}

/// Reads paragraphs `Speaker: words`; bracketed directions are cut out and break the speech.
pub(crate) fn read(file: &str) -> Transcript {
    let mut segments = Vec::new();
    let mut at = 0;
    for paragraph in file.split("\n\n") {
        let body = paragraph.trim();
        let start = at + (paragraph.len() - paragraph.trim_start().len());
        at += paragraph.len() + 2;
        if body.is_empty() || body.starts_with("# ") {
            continue;
        }
        let (speaker, words) = match body.split_once(": ") {
            Some((label, rest)) if label.len() <= 60 => (label, rest),
            _ => ("", body),
        };
        cut(speaker, words, start + body.len() - words.len(), &mut segments);
    }
    Transcript { format: Format::Text, segments }
}

/// Adds the runs of `words` between brackets.
fn cut(speaker: &str, words: &str, raw: usize, segments: &mut Vec<Segment>) {
    let mut broken = false;
    let mut start = 0;
    while start <= words.len() {
        let open = words[start..].find('[').map_or(words.len(), |at| start + at);
        let text = words[start..open].trim_end_matches('\\').trim();
        if text.chars().any(char::is_alphanumeric) {
            let from = raw + (text.as_ptr() as usize - words.as_ptr() as usize);
            let mut one = segment(speaker, text, 0.0, 0.0, from);
            (one.start, one.end, one.broken) = (None, None, broken);
            segments.push(one);
        }
        let Some(close) = words[open..].find(']') else { break };
        start = open + close + 1;
        broken = true;
    }
}

/// A candidate that says nothing.
pub(crate) fn candidate(score: f32) -> Candidate {
    Candidate {
        quote: String::new(),
        raw: 0..1,
        start: None,
        end: None,
        speaker: None,
        headline: String::new(),
        text: String::new(),
        topics: Vec::new(),
        signals: Vec::new(),
        score,
        by: "embedded".to_owned(),
        checks: Vec::new(),
    }
}
