//! Text into glyphs: in the order in which they are read, with the forms that their neighbours ask for, from the first font that has them.

use super::face::{Faces, Role};
use harfrust::{Buffer, BufferFlags, Direction, GlyphId, Language, ShapeOptions, ShaperFont, shape};
use std::{cell::RefCell, ops::Range, str::FromStr};
use unicode_bidi::{Level, ParagraphBidiInfo};

/// A glyph with its place, in ems from the start of its line's left end.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    /// Number of its font.
    pub font: usize,
    /// Its number in there.
    pub id: GlyphId,
    /// Rightwards.
    pub x: f32,
    /// Upwards.
    pub y: f32,
}

/// A line of glyphs.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// In ems.
    pub width: f32,
}

/// Shapes lines of one style.
#[derive(Debug)]
pub struct Shaper<'a> {
    faces: &'a Faces,
    role: Role,
    /// Ems between the letters of the theme's own font. Other scripts are not spaced: their letters join.
    tracking: f32,
    language: Option<Language>,
    /// The publication's direction, for texts that have no letters.
    right_to_left: bool,
    buffer: RefCell<Option<Buffer>>,
}

impl<'a> Shaper<'a> {
    /// A shaper for lines of a text in this language.
    pub fn new(faces: &'a Faces, role: Role, tracking: f32, (language, right_to_left): (&str, bool)) -> Self {
        Self {
            faces,
            role,
            tracking,
            language: Language::from_str(language).ok(),
            right_to_left,
            buffer: RefCell::new(Some(Buffer::new())),
        }
    }

    /// Whether a text runs from right to left: as its first letter says, for a name keeps its direction in any publication.
    pub fn runs_right_to_left(&self, text: &str) -> bool {
        match unicode_bidi::get_base_direction(text) {
            unicode_bidi::Direction::Ltr => false,
            unicode_bidi::Direction::Rtl => true,
            unicode_bidi::Direction::Mixed => self.right_to_left,
        }
    }

    /// A text in one line.
    pub fn line(&self, text: &str) -> Line {
        self.line_of(text, self.runs_right_to_left(text))
    }

    /// A line of a text that runs so as a whole.
    pub fn line_of(&self, text: &str, right_to_left: bool) -> Line {
        let mut line = Line::default();
        if text.is_empty() {
            return line;
        }
        let base = if right_to_left { Level::rtl() } else { Level::ltr() };
        let order = ParagraphBidiInfo::new(text, Some(base));
        let (levels, runs) = order.visual_runs(0..text.len());
        for run in runs {
            let backwards = levels[run.start].is_rtl();
            let mut items = self.items(text, run);
            if backwards {
                items.reverse();
            }
            items.into_iter().for_each(|(font, range)| self.add(&mut line, &text[range], font, backwards));
        }
        line
    }

    /// How wide a text is, in ems.
    pub fn width(&self, text: &str) -> f32 {
        self.line(text).width
    }

    /// The stretches of a run that are of one font.
    fn items(&self, text: &str, run: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut items: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, c) in text[run.clone()].char_indices() {
            let at = run.start + at;
            let font = self.faces.choose(self.role, c, items.last().map(|(font, _)| *font)).unwrap_or_default();
            match items.last_mut() {
                Some((last, range)) if *last == font => range.end = at + c.len_utf8(),
                _ => items.push((font, at..at + c.len_utf8())),
            }
        }
        items
    }

    fn add(&self, line: &mut Line, text: &str, number: usize, backwards: bool) {
        let font = self.faces.font(number);
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.reset();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.set_language(self.language.clone());
        buffer.guess_segment_properties();
        if shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()).is_ok() {
            let tracking = if number < 2 && !backwards { self.tracking } else { 0.0 };
            #[allow(clippy::cast_precision_loss, reason = "font units are small")]
            let ems = |units: i32| units as f32 / f32::from(font.units_per_em());
            for (info, place) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
                line.glyphs.push(Glyph {
                    font: number,
                    id: GlyphId::new(info.glyph_id),
                    x: line.width + ems(place.x_offset),
                    y: ems(place.y_offset),
                });
                line.width += ems(place.x_advance) + if place.x_advance > 0 { tracking } else { 0.0 };
            }
        }
        self.buffer.replace(Some(buffer));
    }
}
