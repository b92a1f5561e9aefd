//! How a card looks: one layout for each of our themes, with the theme's fonts and colours.

use super::{
    canvas::{Canvas, Colour, Colours, HEIGHT, Ink, WIDTH},
    face::{Faces, Role},
    shape::{Line, Shaper},
    wrap,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `card` in a theme's `theme.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Look {
    /// How the parts are placed.
    pub layout: Layout,
    /// Font of headlines: a file in the theme's `card/`.
    pub headline: String,
    /// Font of everything else.
    pub text: String,
    /// Colour of the ground, such as `"#fcfbf8"`.
    pub paper: Hex,
    /// Colour of headlines.
    pub ink: Hex,
    /// Colour of dates and sources.
    pub quiet: Hex,
    /// Colour of hairlines.
    pub rule: Hex,
    /// The one other colour, by the value of the theme's option `accent`; the first in the alphabet if the option has another.
    pub accents: BTreeMap<String, Hex>,
}

/// How the parts of a card are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The front page of a quiet newspaper.
    Newspaper,
    /// A record in a register: everything on the grid of a typewriter.
    Register,
}

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Hex(pub Colour);

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let part = |n: usize| digits.and_then(|digits| u8::from_str_radix(&digits[n..n + 2], 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err(format!("`{text}` is no colour; write it as \"#9c2a1c\"")),
        }
    }
}

/// The words of a card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// Name of the publication.
    pub masthead: String,
    /// A day, or empty.
    pub date: String,
    /// The point.
    pub headline: String,
    /// The podcasts it comes from. Those that do not fit into a line are left out.
    pub podcasts: Vec<String>,
    /// Who says it, or empty.
    pub speaker: String,
}

/// What a card is set with.
#[derive(Debug)]
pub struct Press<'a> {
    /// The layout.
    pub layout: Layout,
    /// The fonts.
    pub faces: &'a Faces,
    /// The publication's language.
    pub language: &'a str,
    /// Whether it runs from right to left.
    pub right_to_left: bool,
}

/// Places of a layout, in pixels.
struct Places {
    margin: f32,
    /// Baseline of masthead and date, and their sizes.
    top: (f32, f32, f32),
    /// Where the headline may begin and end.
    headline: (f32, f32),
    /// Sizes that a headline may have, the largest first, and its line height in ems.
    sizes: &'static [f32],
    line_height: f32,
    /// Ems between its letters.
    tracking: f32,
    /// Baseline and size of the source.
    bottom: (f32, f32),
}

const NEWSPAPER: Places = Places {
    margin: 80.0,
    top: (98.0, 40.0, 27.0),
    headline: (150.0, 502.0),
    sizes: &[116.0, 108.0, 100.0, 94.0, 88.0, 82.0, 76.0, 70.0, 64.0, 58.0, 52.0, 46.0, 40.0],
    line_height: 1.06,
    tracking: -0.014,
    bottom: (568.0, 31.0),
};
const REGISTER: Places = Places {
    margin: 72.0,
    top: (96.0, 30.0, 27.0),
    headline: (150.0, 500.0),
    sizes: &[104.0, 94.0, 84.0, 78.0, 72.0, 66.0, 60.0, 55.0, 50.0, 46.0, 42.0, 38.0, 34.0],
    line_height: 1.2,
    tracking: -0.03,
    bottom: (566.0, 28.0),
};

impl Press<'_> {
    /// Sets a card.
    pub fn set(&self, words: &Words, colours: &Colours) -> Vec<u8> {
        let places = if self.layout == Layout::Newspaper { NEWSPAPER } else { REGISTER };
        let mut sheet = Sheet { canvas: Canvas::default(), press: self, right: self.right_to_left };
        sheet.top(&places, words);
        sheet.headline(&places, &words.headline);
        match self.layout {
            Layout::Newspaper => sheet.byline(&places, words),
            Layout::Register => sheet.record(&places, words),
        }
        sheet.canvas.png(colours)
    }

    fn shaper(&self, role: Role, tracking: f32) -> Shaper<'_> {
        Shaper::new(self.faces, role, tracking, (self.language, self.right_to_left))
    }
}

/// Ems between the parts of a source line.
const GAP: f32 = 0.9;

/// A card being set. Measures count from the side where reading begins.
struct Sheet<'a> {
    canvas: Canvas,
    press: &'a Press<'a>,
    right: bool,
}

#[allow(clippy::cast_precision_loss, reason = "a card is small")]
const fn width() -> f32 {
    WIDTH as f32
}

impl Sheet<'_> {
    /// Publication and date over a line.
    fn top(&mut self, places: &Places, words: &Words) {
        let (baseline, large, small) = places.top;
        let measure = width() - 2.0 * places.margin;
        let date = self.press.shaper(Role::Text, 0.0).line(&words.date);
        let register = self.press.layout == Layout::Register;
        let shaper = self.press.shaper(Role::Headline, if register { 0.0 } else { -0.012 });
        let title = shorten(&shaper, &words.masthead, (measure - date.width * small - large) / large);
        self.print(Ink::Strong, &title, large, places.margin, baseline);
        self.print(Ink::Quiet, &date, small, width() - places.margin - date.width * small, baseline);
        if register {
            let cursor = places.margin + title.width * large + 8.0;
            self.rectangle(Ink::Accent, [cursor, baseline - 0.8 * large, 0.6 * large, large]);
        }
        self.rectangle(Ink::Strong, [places.margin, baseline + 24.0, measure, 2.0]);
    }

    /// The headline, as large as its room allows.
    fn headline(&mut self, places: &Places, text: &str) {
        let (top, bottom) = places.headline;
        let measure = width() - 2.0 * places.margin;
        let shaper = self.press.shaper(Role::Headline, places.tracking);
        let right_to_left = shaper.runs_right_to_left(text);
        let of = |text: &str| shaper.width(text);
        let whole = wrap::pieces(text, of);
        let line_height = places.line_height + if text.chars().any(needs_air) { 0.12 } else { 0.0 };
        let room = |size: f32| ((bottom - top) / (size * line_height)).floor();
        let fits = |size: f32| wrap::lines(&whole, measure / size).filter(|lines| *lines as f32 <= room(size));
        let fitting = places.sizes.iter().find_map(|size| Some((*size, fits(*size)?)));
        let smallest = places.sizes[places.sizes.len() - 1];
        let (size, pieces, count) = match fitting {
            Some((size, count)) => (size, whole, count),
            None => {
                let pieces = wrap::cut(&whole, text, measure / smallest, of);
                let count = wrap::lines(&pieces, measure / smallest).unwrap_or_default();
                (smallest, pieces, count)
            }
        };
        let broken = wrap::balance(&pieces, measure / size, count);
        let most = room(size) as usize;
        let leading = size * line_height;
        // The headline hangs from the line above it; a short one a little lower, so that it does not stick there.
        let free = (bottom - top) - leading * broken.len().min(most) as f32;
        let first = top + size * 0.86 + free.min(220.0) * 0.3;
        for (n, line) in broken.iter().take(most).enumerate() {
            let range = pieces[line.start].text.start..pieces[line.end - 1].text.end;
            let mut words = text[range].replace('\u{ad}', "");
            if text[..pieces[line.end - 1].text.end].ends_with('\u{ad}') {
                words.push('-');
            }
            let line = match n + 1 == most && broken.len() > most {
                true => shorten(&shaper, &(words + "…"), measure / size),
                false => shaper.line_of(&words, right_to_left),
            };
            let x = if right_to_left == self.right { places.margin } else { width() - places.margin - line.width * size };
            self.print(Ink::Strong, &line, size, x, first + leading * n as f32);
        }
    }

    /// A sign that there is something to hear, and who is heard.
    fn byline(&mut self, places: &Places, words: &Words) {
        let (baseline, size) = places.bottom;
        let mut parts = words.podcasts.iter().chain(Some(&words.speaker).filter(|speaker| !speaker.is_empty()));
        let Some(first) = parts.next() else { return };
        let (left, high) = (places.margin, size * 0.72);
        let corners = [(left, baseline - high), (left + high * 0.86, baseline - high / 2.0), (left, baseline)];
        let corners = corners.map(|(x, y)| (if self.right { width() - x } else { x }, y));
        self.canvas.polygon(Ink::Accent, &corners);
        let shaper = self.press.shaper(Role::Text, 0.0);
        let mut x = left + high * 0.86 + size * 0.45;
        let room = (width() - places.margin - x) / size;
        let rest: Vec<Line> = parts.map(|part| shaper.line(part)).collect();
        // A podcast is known by its first words, a person by the whole name.
        let beside = rest.first().map(|line| line.width + GAP).filter(|beside| *beside < room * 0.45).unwrap_or_default();
        let first = shorten(&shaper, first, room - beside);
        self.print(Ink::Strong, &first, size, x, baseline);
        x += first.width * size;
        for line in rest {
            if x + (GAP + line.width) * size > width() - places.margin + 1.0 {
                break;
            }
            self.rectangle(Ink::Quiet, [x + (GAP * 0.5 - 0.06) * size, baseline - 0.36 * size, 0.12 * size, 0.12 * size]);
            self.print(Ink::Quiet, &line, size, x + GAP * size, baseline);
            x += (GAP + line.width) * size;
        }
    }

    /// The source as an index prints it: the podcast, a leader of dots, and who speaks.
    fn record(&mut self, places: &Places, words: &Words) {
        let (baseline, size) = places.bottom;
        let measure = width() - 2.0 * places.margin;
        let shaper = self.press.shaper(Role::Text, 0.0);
        let last = Some(shaper.line(&words.speaker)).filter(|line| line.width * size < measure * 0.55).unwrap_or_default();
        let room = measure / size - if last.width > 0.0 { last.width + 3.0 } else { 0.0 };
        let Some((first, rest)) = words.podcasts.split_first() else { return };
        let mut names = first.clone();
        for name in rest {
            let longer = format!("{names}, {name}");
            if shaper.width(&longer) > room {
                break;
            }
            names = longer;
        }
        let name = shorten(&shaper, &names, room);
        self.print(Ink::Strong, &name, size, places.margin, baseline);
        self.print(Ink::Quiet, &last, size, width() - places.margin - last.width * size, baseline);
        if last.width > 0.0 {
            // Dots stand on the grid of the whole card, so that leaders of all cards stand alike.
            let step = 0.6 * size;
            let (from, to) = (name.width * size + step - 0.5, measure - last.width * size - step + 0.5);
            let mut x = (from / step).ceil() * step;
            while x + step <= to {
                self.rectangle(Ink::Rule, [places.margin + x + step / 2.0 - 2.0, baseline - 4.0, 4.0, 4.0]);
                x += step;
            }
        }
    }

    fn rectangle(&mut self, ink: Ink, [x, y, wide, high]: [f32; 4]) {
        let x = if self.right { width() - x - wide } else { x };
        self.canvas.rectangle(ink, [x, y, wide, high]);
    }

    fn print(&mut self, ink: Ink, line: &Line, size: f32, x: f32, baseline: f32) {
        let left = if self.right { width() - x - line.width * size } else { x };
        for glyph in &line.glyphs {
            let at = (left + glyph.x * size, baseline.round() - glyph.y * size);
            self.canvas.glyph(ink, self.press.faces.font(glyph.font), glyph.id, size, at);
        }
    }
}

/// Characters that reach higher or lower than Latin ones: Arabic, the scripts of India, and those of East Asia, which fill their squares.
fn needs_air(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{900}'..='\u{dff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// A text in one line of at most `limit` ems, ended by an ellipsis if some of it had to go.
fn shorten(shaper: &Shaper, text: &str, limit: f32) -> Line {
    let line = shaper.line(text);
    if line.width <= limit {
        return line;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let shortened =
        |end: usize| shaper.line(&format!("{}…", text[..end].trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '…')));
    let fitting = ends.partition_point(|end| shortened(*end).width <= limit);
    fitting.checked_sub(1).map(|n| shortened(ends[n])).unwrap_or_default()
}

/// Colours of a look, with the accent that the theme's option names.
pub fn colours(look: &Look, accent: Option<&str>) -> Colours {
    let chosen = accent.and_then(|accent| look.accents.get(accent)).or_else(|| look.accents.values().next()).unwrap_or(&look.ink);
    Colours { paper: look.paper.0, inks: [look.ink.0, look.quiet.0, look.rule.0, chosen.0] }
}

const _: () = assert!(HEIGHT == 630 && WIDTH == 1200, "the places above are for this size");
