//! Shapes of text onto a page of few colours, and the page as a PNG.
//!
//! A card has a paper and four inks, so a pixel is one byte: which ink, and how much of it. The PNG keeps these bytes with a palette,
//! which makes it small and quick to pack.

use harfrust::{
    GlyphId,
    font::{
        Font,
        glyph::outline::{DrawMemory, DrawOptions, PathSink},
    },
};

/// Width of a card, in pixels.
pub const WIDTH: u32 = 1200;
/// Height of a card, in pixels.
pub const HEIGHT: u32 = 630;

/// Steps from paper to full ink; the eye sees no more at this size.
const STEPS: u8 = 31;
/// How many inks there are.
const INKS: usize = 4;

/// A colour: red, green, blue.
pub type Colour = [u8; 3];

/// What something is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Headline and names.
    Strong,
    /// What is said beside.
    Quiet,
    /// Hairlines.
    Rule,
    /// The one colour.
    Accent,
}

/// Paper, and the colours of the inks in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// The ground.
    pub paper: Colour,
    /// See [`Ink`].
    pub inks: [Colour; INKS],
}

/// A card being drawn.
#[derive(Debug)]
pub struct Canvas {
    /// A byte a pixel, row by row: 0 is paper, then the steps of the first ink, of the second, and so on.
    pixels: Vec<u8>,
    rasterizer: ab_glyph_rasterizer::Rasterizer,
}

impl Default for Canvas {
    /// Clean paper.
    fn default() -> Self {
        Self { pixels: vec![0; WIDTH as usize * HEIGHT as usize], rasterizer: ab_glyph_rasterizer::Rasterizer::new(1, 1) }
    }
}

impl Canvas {
    /// Fills a rectangle; what lies outside the card is cut off. Edges are rounded to whole pixels, so that hairlines are sharp.
    pub fn rectangle(&mut self, ink: Ink, [x, y, width, height]: [f32; 4]) {
        let full = value(ink, STEPS);
        let (left, right) = (within(x, WIDTH), within(x + width, WIDTH));
        for row in within(y, HEIGHT)..within(y + height, HEIGHT) {
            let start = row * WIDTH as usize;
            self.pixels[start + left..start + right].fill(full);
        }
    }

    /// Fills a polygon given by its corners.
    pub fn polygon(&mut self, ink: Ink, corners: &[(f32, f32)]) {
        let mut path = Path::default();
        for (n, (x, y)) in corners.iter().enumerate() {
            if n == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        path.close();
        self.fill(ink, &path);
    }

    /// Draws a glyph of `size` pixels an em with its origin at `(x, y)`, y counted downwards.
    pub fn glyph(&mut self, ink: Ink, font: &Font, glyph: GlyphId, size: f32, (x, y): (f32, f32)) {
        let mut path = Path { x, y, flip: true, ..Path::default() };
        let options = DrawOptions::new().with_ppem(Some(size));
        let outlines = font.outline_glyphs();
        // A glyph that cannot be drawn is left out: its room stays.
        if outlines.get(glyph).is_some_and(|outline| outline.draw(&options, DrawMemory::default(), &mut path).is_ok()) {
            self.fill(ink, &path);
        }
    }

    fn fill(&mut self, ink: Ink, path: &Path) {
        let Some([left, top, right, bottom]) = path.bounds() else { return };
        let (width, height) = (right - left, bottom - top);
        self.rasterizer.reset(width, height);
        #[allow(clippy::cast_precision_loss, reason = "a card is small")]
        let (dx, dy) = (left as f32, top as f32);
        let point = |(x, y): (f32, f32)| ab_glyph_rasterizer::point(x - dx, y - dy);
        for [a, b] in &path.lines {
            self.rasterizer.draw_line(point(*a), point(*b));
        }
        for [a, b, c] in &path.quads {
            self.rasterizer.draw_quad(point(*a), point(*b), point(*c));
        }
        for [a, b, c, d] in &path.cubics {
            self.rasterizer.draw_cubic(point(*a), point(*b), point(*c), point(*d));
        }
        let pixels = &mut self.pixels;
        self.rasterizer.for_each_pixel(|at, coverage| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and STEPS")]
            let step = (coverage.min(1.0) * f32::from(STEPS)).round() as u8;
            if step > 0 {
                let pixel = &mut pixels[(top + at / width) * WIDTH as usize + left + at % width];
                *pixel = if same_ink(*pixel, ink) { add(*pixel, step, ink) } else { value(ink, step) };
            }
        });
    }

    /// The card as a PNG.
    pub fn png(&self, colours: &Colours) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(32 * 1024);
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette(colours));
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_compression(png::Compression::Fast);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.pixels));
        written.unwrap_or_else(|error| unreachable!("memory takes every byte: {error}"));
        bytes
    }
}

fn value(ink: Ink, step: u8) -> u8 {
    if step == 0 { 0 } else { ink as u8 * STEPS + step }
}

fn same_ink(pixel: u8, ink: Ink) -> bool {
    pixel > 0 && (pixel - 1) / STEPS == ink as u8
}

/// Two glyphs that touch: what they cover together.
fn add(pixel: u8, step: u8, ink: Ink) -> u8 {
    value(ink, (pixel - ink as u8 * STEPS + step).min(STEPS))
}

fn palette(colours: &Colours) -> Vec<u8> {
    let mut palette = colours.paper.to_vec();
    for ink in colours.inks {
        for step in 1..=u16::from(STEPS) {
            for (from, to) in colours.paper.iter().zip(ink) {
                let mixed = (u16::from(*from) * (u16::from(STEPS) - step) + u16::from(to) * step) / u16::from(STEPS);
                palette.push(u8::try_from(mixed).unwrap_or(u8::MAX));
            }
        }
    }
    palette
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "cut to the card")]
fn within(at: f32, end: u32) -> usize {
    at.round().clamp(0.0, end as f32) as usize
}

/// Lines and curves in pixels of the card.
#[derive(Debug, Default)]
struct Path {
    x: f32,
    y: f32,
    /// Fonts count upwards.
    flip: bool,
    start: (f32, f32),
    at: (f32, f32),
    lines: Vec<[(f32, f32); 2]>,
    quads: Vec<[(f32, f32); 3]>,
    cubics: Vec<[(f32, f32); 4]>,
}

impl Path {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x, if self.flip { self.y - y } else { self.y + y })
    }

    /// Left, top, right and bottom in whole pixels; `None` if nothing of it is certain to lie on the card.
    fn bounds(&self) -> Option<[usize; 4]> {
        let points = self.lines.iter().flatten().chain(self.quads.iter().flatten()).chain(self.cubics.iter().flatten());
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in points {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        #[allow(clippy::cast_precision_loss, reason = "a card is small")]
        let inside = low.0 >= 0.0 && low.1 >= 0.0 && high.0 < WIDTH as f32 - 1.0 && high.1 < HEIGHT as f32 - 1.0 && low.0 <= high.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the card")]
        inside.then(|| [low.0 as usize, low.1 as usize, high.0 as usize + 2, high.1 as usize + 2])
    }
}

impl PathSink for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.place(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.lines.push([self.at, to]);
        self.at = to;
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, to) = (self.place(cx, cy), self.place(x, y));
        self.quads.push([self.at, control, to]);
        self.at = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (a, b, to) = (self.place(ax, ay), self.place(bx, by), self.place(x, y));
        self.cubics.push([self.at, a, b, to]);
        self.at = to;
    }

    fn close(&mut self) {
        self.lines.push([self.at, self.start]);
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURS: Colours = Colours { paper: [250, 250, 250], inks: [[0, 0, 0], [90, 90, 90], [200, 200, 200], [150, 20, 20]] };

    fn read(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    #[test]
    fn what_is_drawn_comes_out_of_the_png_in_its_colours() {
        let mut canvas = Canvas::default();
        canvas.rectangle(Ink::Accent, [10.0, 20.0, 30.0, 2.0]);
        canvas.polygon(Ink::Strong, &[(100.0, 100.0), (140.0, 100.0), (140.0, 140.0), (100.0, 140.0)]);
        let (width, height, pixels) = read(&canvas.png(&COLOURS));
        let at = |x: usize, y: usize| &pixels[(y * 1200 + x) * 3..][..3];
        assert_eq!((width, height), (1200, 630));
        assert_eq!((at(10, 20), at(39, 21), at(40, 20)), (&[150, 20, 20][..], &[150, 20, 20][..], &[250, 250, 250][..]));
        assert_eq!((at(120, 120), at(99, 120), at(141, 120)), (&[0, 0, 0][..], &[250, 250, 250][..], &[250, 250, 250][..]));
    }

    #[test]
    fn nothing_is_drawn_outside_the_card() {
        let mut canvas = Canvas::default();
        canvas.rectangle(Ink::Rule, [-50.0, 600.0, 4000.0, 4000.0]);
        canvas.polygon(Ink::Strong, &[(-5.0, 10.0), (20.0, 10.0), (20.0, 30.0)]);
        canvas.polygon(Ink::Strong, &[(1190.0, 10.0), (1230.0, 10.0), (1230.0, 30.0)]);
        let (.., pixels) = read(&canvas.png(&COLOURS));
        assert_eq!(&pixels[(599 * 1200) * 3..][..3], [250, 250, 250]);
        assert_eq!(&pixels[(629 * 1200 + 1199) * 3..], [200, 200, 200]);
    }
}
