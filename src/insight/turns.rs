//! Turns: what one person says without a break, in sentences, with the way back to the transcript.

use super::cues::{self, Counts};
use super::sentences;
use super::words::{self, Word, stem};
use crate::model::Transcript;
use std::ops::Range;

/// A run of segments of one speaker that nothing was cut out of.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Who speaks, as the transcript labels them.
    pub speaker: Option<String>,
    /// Number of its speaker, counted from 0 in order of appearance.
    pub label: usize,
    /// The segments, as a range of [`Transcript::segments`].
    pub segments: Range<usize>,
    /// Their texts, joined by one space.
    pub text: String,
    /// Where each segment's text starts in `text`.
    pub starts: Vec<usize>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Words of all sentences.
    pub words: usize,
}

/// A sentence and what can be known about it alone.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// Bytes of the turn's text.
    pub range: Range<usize>,
    /// Its words; places are bytes of the turn's text.
    pub words: Vec<Word>,
    /// Their stems.
    pub stems: Vec<String>,
    /// How often each cue stands in it.
    pub cues: Counts,
    /// Words that begin with a capital inside the sentence, `I` not counted.
    pub names: usize,
    /// Words with a digit.
    pub numbers: usize,
}

impl Turn {
    /// Words of the sentences `range`, as people count them.
    pub fn text_of(&self, range: &Range<usize>) -> &str {
        &self.text[self.sentences[range.start].range.start..self.sentences[range.end - 1].range.end]
    }

    /// The file's bytes of a byte range of the turn's text.
    pub fn raw(&self, transcript: &Transcript, range: &Range<usize>) -> Option<Range<usize>> {
        let (first, start) = self.segment_at(range.start);
        let (last, end) = self.segment_at(range.end.checked_sub(1)?);
        let [first, last] = [first, last].map(|n| &transcript.segments[self.segments.start + n]);
        let start = first.raw(start..first.text.len())?.start;
        let end = last.raw(0..end + 1)?.end;
        (start < end).then_some(start..end)
    }

    /// When the byte `at` of the turn's text is spoken: a segment's time runs evenly over its characters.
    pub fn time(&self, transcript: &Transcript, at: usize) -> Option<f64> {
        let (n, offset) = self.segment_at(at);
        let segment = &transcript.segments[self.segments.start + n];
        let (start, end) = (segment.start?, segment.end.or(segment.start)?);
        let share = offset.min(segment.text.len()) as f64 / segment.text.len().max(1) as f64;
        Some(start + (end - start).max(0.0) * share)
    }

    /// The segment that holds byte `at`, counted from the turn's first, and the byte in it.
    fn segment_at(&self, at: usize) -> (usize, usize) {
        let n = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        (n, at - self.starts[n])
    }
}

/// Parts a text into sentences; see [`sentences::split`].
type Split<'l> = dyn Fn(&str, &[usize]) -> Vec<Range<usize>> + 'l;

/// How a language's words are read.
pub(crate) struct Reading<'l> {
    /// Parts a text into sentences.
    pub split: &'l Split<'l>,
    /// The stem of a word.
    pub stem: &'l dyn Fn(&str) -> String,
    /// Counts the cues of a sentence.
    pub cues: &'l dyn Fn(&[Word]) -> Counts,
}

/// Joins a transcript's segments into turns.
pub(crate) fn turns(transcript: &Transcript) -> Vec<Turn> {
    turns_by(transcript, &Reading { split: &sentences::split, stem: &stem, cues: &cues::count })
}

/// [`turns`] of a transcript that may be in another language than English.
pub(crate) fn turns_by(transcript: &Transcript, reading: &Reading) -> Vec<Turn> {
    let (mut turns, mut labels) = (Vec::new(), Vec::new());
    let mut start = 0;
    let segments = &transcript.segments;
    for n in 1..=segments.len() {
        let parted = n == segments.len() || segments[n].broken || segments[n].speaker != segments[n - 1].speaker;
        if parted {
            let speaker = &segments[start].speaker;
            let label = labels.iter().position(|l| *l == speaker).unwrap_or_else(|| {
                labels.push(speaker);
                labels.len() - 1
            });
            turns.push(turn(transcript, start..n, label, reading));
            start = n;
        }
    }
    turns
}

fn turn(transcript: &Transcript, segments: Range<usize>, label: usize, reading: &Reading) -> Turn {
    let (mut text, mut starts) = (String::new(), Vec::with_capacity(segments.len()));
    for segment in &transcript.segments[segments.clone()] {
        if !text.is_empty() {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(&segment.text);
    }
    let sentences: Vec<Sentence> = (reading.split)(&text, &starts).into_iter().map(|range| sentence(&text, range, reading)).collect();
    let words = sentences.iter().map(|s| s.words.len()).sum();
    let speaker = transcript.segments[segments.start].speaker.clone();
    Turn { speaker, label, segments, text, starts, sentences, words }
}

fn sentence(text: &str, range: Range<usize>, reading: &Reading) -> Sentence {
    let mut words = words::words(&text[range.clone()]);
    for word in &mut words {
        word.start += range.start;
        word.end += range.start;
    }
    let written = |w: &Word| &text[w.start..w.end];
    let capital = |w: &&Word| written(w).starts_with(char::is_uppercase) && w.low != "i" && !w.low.starts_with("i'");
    let names = words.iter().skip(1).filter(capital).count();
    let numbers = words.iter().filter(|w| w.low.bytes().any(|b| b.is_ascii_digit())).count();
    let stems = words.iter().map(|w| (reading.stem)(&w.low)).collect();
    let cues = (reading.cues)(&words);
    Sentence { range, words, stems, cues, names, numbers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::fixture::segment;
    use crate::model::Format;

    fn transcript() -> Transcript {
        let segments = vec![
            segment("Ann", "We tried it and", 10.0, 12.0, 100),
            segment("Ann", "it failed. Then we", 12.0, 16.0, 200),
            segment("Bob", "Right.", 16.0, 17.0, 300),
        ];
        Transcript { format: Format::Vtt, segments }
    }

    #[test]
    fn sentences_run_across_segments() {
        let transcript = transcript();
        let turns = turns(&transcript);
        let said: Vec<&str> = turns[0].sentences.iter().map(|s| &turns[0].text[s.range.clone()]).collect();
        assert_eq!((turns.len(), said), (2, vec!["We tried it and it failed.", "Then we"]));
    }

    #[test]
    fn places_lead_back_to_file_and_time() {
        let transcript = transcript();
        let turn = &turns(&transcript)[0];
        let second = turn.sentences[1].range.clone();
        assert_eq!(turn.raw(&transcript, &second), Some(211..218));
        assert_eq!(turn.raw(&transcript, &turn.sentences[0].range), Some(100..210));
        let at = turn.time(&transcript, second.start).unwrap();
        assert!((at - (12.0 + 4.0 * 11.0 / 18.0)).abs() < 1e-9, "{at}");
    }

    #[test]
    fn a_break_ends_a_turn() {
        let mut transcript = transcript();
        transcript.segments[1].broken = true;
        assert_eq!(turns(&transcript).len(), 3);
    }
}
