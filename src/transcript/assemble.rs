//! Blocks → segments: labels believed, speakers carried on, directions cut out, times filled in.

use super::{
    clean::{self, Part},
    clock,
    draft::{Block, Cursor, Draft, Voice},
    label::{self, Census, Label},
};
use crate::model::{Piece, Segment};
use std::ops::Range;

/// What sets one format apart from another at this stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// True if lines may start with speakers' labels.
    pub labels: bool,
    /// True if times stand in the text, as starts only; false if the format states them for each block.
    pub stamps: bool,
    /// True if lines that start with a dash are turns of a dialogue, as in captions.
    pub dashes: bool,
}

/// Segments of all blocks, in order.
pub(super) fn assemble(draft: &Draft, blocks: &[Block], style: Style) -> Vec<Segment> {
    let census = if style.labels { census(draft, blocks) } else { Census::default() };
    let mut builder = Builder {
        draft,
        cursor: Cursor::new(draft),
        style,
        census,
        segments: Vec::with_capacity(blocks.len()),
        speaker: None,
        heard: false,
        jingle: false,
        broken: false,
        time: None,
        joins: is_wordy(draft, blocks),
        opens: true,
    };
    for block in blocks {
        builder.block(block);
    }
    let mut segments = builder.segments;
    if style.stamps {
        fill_times(&mut segments);
    }
    segments
}

fn census(draft: &Draft, blocks: &[Block]) -> Census {
    let mut census = Census::default();
    for block in blocks {
        let mut first = true;
        for line in lines(&draft.text, block.words.clone()) {
            census.note(label::find(&draft.text[line]).as_ref(), first);
            first = false;
        }
    }
    census
}

/// Files with a word or two a block: their segments are joined.
fn is_wordy(draft: &Draft, blocks: &[Block]) -> bool {
    blocks.len() >= 12 && draft.text.len() / blocks.len() < 14
}

/// The lines of a range of the text, without their breaks.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = Some(range.start);
    std::iter::from_fn(move || {
        let start = at?;
        let end = text[start..range.end].find('\n').map(|n| start + n);
        at = end.map(|end| end + 1).filter(|next| *next < range.end);
        Some(start..end.unwrap_or(range.end))
    })
}

struct Builder<'d> {
    draft: &'d Draft,
    cursor: Cursor<'d>,
    style: Style,
    census: Census,
    segments: Vec<Segment>,
    speaker: Option<String>,
    /// True once a label was believed.
    heard: bool,
    /// True while a label such as `Jingle` holds.
    jingle: bool,
    broken: bool,
    /// A time that was written and waits for its words.
    time: Option<f64>,
    joins: bool,
    /// True until a block's first segment is made; that one starts when the block does, whatever its label took.
    opens: bool,
}

impl Builder<'_> {
    fn block(&mut self, block: &Block) {
        self.broken |= block.broken;
        self.opens = true;
        if let Voice::Named(name) = &block.voice {
            self.speak(name);
        }
        if self.style.stamps && block.start.is_some() {
            self.time = block.start;
        }
        if !self.style.labels {
            return self.words(block, block.words.clone());
        }
        if self.is_preamble(block) {
            return;
        }
        let text = &self.draft.text;
        let mut start = block.words.start;
        for line in lines(text, block.words.clone()) {
            if let Some(label) = label::find(&text[line.clone()]).filter(|l| self.believes(l)) {
                self.words(block, start..line.start);
                start = line.start + label.len;
                self.label(&label);
            } else if self.style.dashes
                && let Some(len) = dash(&text[line.clone()])
            {
                self.words(block, start..line.start);
                start = line.start + len;
                self.speaker = None;
            }
        }
        self.words(block, start..block.words.end);
    }

    /// A time without a name counts only where times stand in the text: a caption may consist of one.
    fn believes(&self, label: &Label) -> bool {
        if label.name.is_none() { self.style.stamps } else { self.census.believes(label) }
    }

    fn label(&mut self, label: &Label) {
        if self.style.stamps && label.time.is_some() {
            self.time = label.time;
        }
        match label.name.as_deref() {
            // The writer did not know who speaks, and the label before holds.
            None | Some("?") => {}
            Some(name) => {
                let name = self.census.spell(name).to_owned();
                self.speak(&name);
            }
        }
    }

    fn speak(&mut self, name: &str) {
        let name = label::tidy(name);
        self.heard = true;
        self.jingle = label::is_nobody(&name);
        self.broken |= self.jingle;
        let person = !self.jingle && name.chars().any(char::is_alphabetic);
        if self.speaker.as_deref() != Some(&name) || !person {
            self.speaker = person.then_some(name);
        }
    }

    /// Before the first label of a labelled file, addresses and `Key: value` lines are the page's, not speech.
    fn is_preamble(&mut self, block: &Block) -> bool {
        if self.heard || !self.style.stamps || !self.census.is_dense() {
            return false;
        }
        let words = &self.draft.text[block.words.clone()];
        let named = label::find(words).is_some_and(|l| l.name.is_some_and(|n| n != "?"));
        let furniture = !named && words.len() < 400 && (words.contains("://") || words.find(": ").is_some_and(|at| at < 40));
        self.broken |= furniture;
        furniture
    }

    fn words(&mut self, block: &Block, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let (parts, cut) = clean::clean(self.draft, &mut self.cursor, range);
        for part in parts {
            self.part(block, part);
        }
        self.broken |= cut;
    }

    fn part(&mut self, block: &Block, part: Part) {
        self.broken |= part.broken;
        if part.turn {
            self.speaker = None;
        }
        if self.jingle && part.words.text.split(' ').count() <= 2 {
            self.broken = true;
            return;
        }
        let (start, end) = self.times(block, &part);
        self.opens = false;
        let Draft { text, pieces } = part.words;
        let segment = Segment { start, end, speaker: self.speaker.clone(), text, pieces, broken: self.broken && !self.segments.is_empty() };
        self.broken = false;
        if self.joins
            && let Some(last) = self.segments.last_mut()
            && is_one_sentence(last, &segment)
        {
            join(last, segment);
        } else {
            self.segments.push(segment);
        }
    }

    /// A part's times: stated, or its share of its block's.
    fn times(&mut self, block: &Block, part: &Part) -> (Option<f64>, Option<f64>) {
        if self.style.stamps {
            let waiting = self.time.take();
            return (part.time.or(waiting), None);
        }
        let (Some(start), Some(end)) = (block.start, block.end) else { return (block.start, block.end) };
        let at = |offset: usize| clock::share(start, end, offset.saturating_sub(block.words.start), block.words.len());
        let is_last = !self.draft.text[part.span.end..block.words.end].contains(char::is_alphanumeric);
        let first = if self.opens { start } else { at(part.span.start) };
        (Some(first), Some(if is_last { end } else { at(part.span.end) }))
    }
}

/// The length of a dash that starts a turn of a dialogue.
fn dash(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    let words = rest.strip_prefix(['-', '–', '—'])?.trim_start_matches([' ', '\u{a0}']);
    words.starts_with(|c: char| c.is_alphanumeric() || "\"“'‘¿¡[(".contains(c)).then_some(line.len() - words.len())
}

/// Whether a word-long segment goes on with the sentence of the last one.
fn is_one_sentence(last: &Segment, next: &Segment) -> bool {
    let pause = last.end.zip(next.start).is_some_and(|(end, start)| start - end > 2.0);
    !next.broken
        && !pause
        && last.speaker == next.speaker
        && !last.text.ends_with(['.', '?', '!', '…'])
        && last.text.bytes().filter(|b| *b == b' ').count() < 29
}

fn join(last: &mut Segment, next: Segment) {
    let from = last.pieces.last().map_or(0, |p| p.raw.end);
    let to = next.pieces.first().map_or(from, |p| p.raw.start).max(from);
    let at = last.text.len();
    // A gap of one byte would promise that this byte is a space.
    let raw = if to - from == 1 { from..from } else { from..to };
    last.pieces.push(Piece { text: at..at + 1, raw });
    last.text.push(' ');
    last.pieces.extend(next.pieces.into_iter().map(|p| Piece { text: p.text.start + at + 1..p.text.end + at + 1, raw: p.raw }));
    last.text.push_str(&next.text);
    last.end = next.end.or(last.end);
}

/// Starts that stand in the text, in ascending order, become ends of what comes before; what stands between two times not far
/// apart gets its share.
fn fill_times(segments: &mut [Segment]) {
    const FAR: f64 = 300.0;
    let mut latest = f64::NEG_INFINITY;
    for segment in segments.iter_mut() {
        segment.start = segment.start.filter(|start| *start >= latest);
        latest = segment.start.unwrap_or(latest);
    }
    let stated: Vec<usize> = (0..segments.len()).filter(|n| segments[*n].start.is_some()).collect();
    for pair in stated.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (Some(start), Some(end)) = (segments[from].start, segments[to].start) else { continue };
        if to - from > 1 && end - start > FAR {
            continue;
        }
        let total: usize = segments[from..to].iter().map(|s| s.text.len()).sum();
        let mut offset = 0;
        for segment in &mut segments[from..to] {
            segment.start = Some(clock::share(start, end, offset, total));
            offset += segment.text.len();
            segment.end = Some(clock::share(start, end, offset, total));
        }
    }
}
