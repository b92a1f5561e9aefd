//! Text on its way from the file to a segment: what it says, and for every byte where that stands in the file.

use crate::model::Piece;
use std::ops::Range;

/// Text with its map. The map's rules are those of [`Piece`].
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The text so far.
    pub text: String,
    /// Its map: ascending, without gaps in `text`.
    pub pieces: Vec<Piece>,
}

/// A run of a file's words: a cue, a paragraph, or one voice's share of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Block {
    /// Bytes of [`Draft::text`]. Line breaks in it are the file's own.
    pub words: Range<usize>,
    /// Start in seconds.
    pub start: Option<f64>,
    /// End in seconds.
    pub end: Option<f64>,
    /// Who speaks, as far as the format says so itself.
    pub voice: Voice,
    /// True if words of the file were left out before this block.
    pub broken: bool,
}

/// What a format says about a block's speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Voice {
    /// Nothing: the last speaker goes on, unless the words start with a label.
    #[default]
    Same,
    /// A name.
    Named(String),
}

impl Draft {
    /// Appends bytes of the file as they are; `at` is where they stand.
    pub fn copy(&mut self, words: &str, at: usize) {
        if words.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(words);
        if let Some(last) = self.pieces.last_mut()
            && last.raw.end == at
            && last.text.len() == last.raw.len()
        {
            last.text.end += words.len();
            last.raw.end += words.len();
            return;
        }
        self.pieces.push(Piece { text: start..self.text.len(), raw: at..at + words.len() });
    }

    /// Appends `words`, which stand for the bytes `raw` of the file.
    pub fn swap(&mut self, words: &str, raw: Range<usize>) {
        let (start, end) = (self.text.len(), self.text.len() + words.len());
        if start == end {
            return;
        }
        self.text.push_str(words);
        // Equal lengths would promise equal bytes, so one that only happens to be as long comes from an empty range.
        let raw = if raw.len() == words.len() { raw.start..raw.start } else { raw };
        self.pieces.push(Piece { text: start..end, raw });
    }

    /// Appends a break that comes from nothing in the file, such as the end of a block.
    pub fn part(&mut self, at: usize) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.swap("\n", at..at);
        }
    }
}

/// Reads ranges of a draft in ascending order, and copies them on.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    draft: &'a Draft,
    piece: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the draft's start.
    pub fn new(draft: &'a Draft) -> Self {
        Self { draft, piece: 0 }
    }

    /// The bytes of the file behind `range` of the draft, which must not start before an earlier call's range.
    pub fn raw(&mut self, range: Range<usize>) -> Range<usize> {
        self.seek(range.start);
        let pieces = &self.draft.pieces[self.piece.min(self.draft.pieces.len())..];
        let Some(first) = pieces.first() else { return 0..0 };
        let start = if exact(first) { first.raw.start + (range.start - first.text.start) } else { first.raw.start };
        let last = pieces.iter().take_while(|p| p.text.start < range.end).last().unwrap_or(first);
        let end = if exact(last) { last.raw.start + (range.end.min(last.text.end) - last.text.start) } else { last.raw.end };
        start..end.max(start)
    }

    /// Appends `range` of the draft to `out`, map and all.
    pub fn copy(&mut self, range: Range<usize>, out: &mut Draft) {
        self.seek(range.start);
        let mut at = range.start;
        for piece in &self.draft.pieces[self.piece.min(self.draft.pieces.len())..] {
            if at >= range.end {
                return;
            }
            let end = range.end.min(piece.text.end);
            let words = &self.draft.text[at..end];
            if exact(piece) {
                out.copy(words, piece.raw.start + (at - piece.text.start));
            } else {
                out.swap(words, piece.raw.clone());
            }
            at = end;
        }
    }

    /// Moves to the piece that holds `at`.
    fn seek(&mut self, at: usize) {
        while self.draft.pieces.get(self.piece).is_some_and(|p| p.text.end <= at) {
            self.piece += 1;
        }
    }
}

fn exact(piece: &Piece) -> bool {
    piece.text.len() == piece.raw.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let mut draft = Draft::default();
        draft.copy("a b", 0);
        draft.swap("&", 3..8);
        draft.copy("c", 8);
        draft
    }

    #[test]
    fn neighbours_join_and_atoms_stay_apart() {
        let mut joined = draft();
        joined.copy("d", 9);
        assert_eq!(joined.pieces.len(), 3);
        assert_eq!(joined.pieces[2], Piece { text: 4..6, raw: 8..10 });
    }

    #[test]
    fn equal_length_never_hides_a_change() {
        let mut draft = Draft::default();
        draft.swap(" ", 4..5);
        assert_eq!(draft.pieces[0].raw, 4..4);
    }

    #[test]
    fn a_cursor_widens_to_whole_atoms() {
        let draft = draft();
        let mut out = Draft::default();
        let mut cursor = Cursor::new(&draft);
        assert_eq!(cursor.raw(2..4), 2..8);
        cursor.copy(2..5, &mut out);
        assert_eq!(out.text, "b&c");
        assert_eq!(out.pieces.iter().map(|p| p.raw.clone()).collect::<Vec<_>>(), [2..3, 3..8, 8..9]);
    }
}
