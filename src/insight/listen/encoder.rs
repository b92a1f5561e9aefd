//! A small transformer encoder of the BERT family, run on one window of tokens at a time.

use super::bytes::Bytes;
use super::matrix::{Matrix, Stepped};
use super::smooth::{exp, gelu, log_sum, normalize, softmax, sum};
use super::{Links, Steps, widely};
use std::ops::Range;

/// What is said of each token, as log-odds: the first three of its sentence ([`super::Odds`]), the next five, of a window's first token, of
/// the text in it ([`super::Verdict`]), and two of the marks behind a word that is kept ([`super::Links`]).
pub(super) const HEADS: usize = 10;
/// Numbers of the vectors that say how well one word follows another.
const LINKS: usize = 64;

/// The model: tables, layers and the last linear map.
#[derive(Debug)]
pub(super) struct Encoder {
    width: usize,
    heads: usize,
    /// The first token that has a row of its own, after the marks that every window is made with.
    first: u32,
    words: Table,
    places: Table,
    norm: Norm,
    layers: Vec<Layer>,
    last: Matrix,
    /// What a word asks of the one that is to follow it, in a text and in a headline, and what a word answers.
    asks: Matrix,
    answers: Matrix,
    /// How much likelier the very next word is.
    near: [f32; 2],
}

/// Rows of 8-bit numbers.
#[derive(Debug)]
struct Table {
    width: usize,
    steps: Vec<f32>,
    values: Vec<i8>,
}

#[derive(Debug)]
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    /// Queries, keys and values, one below the other.
    asked: Matrix,
    joined: Matrix,
    norm: Norm,
    wide: Matrix,
    narrow: Matrix,
    last: Norm,
}

/// Marks: the window's first token, the one between turns and at its end, and the one for unknown words.
pub(super) const OPENS: u32 = 101;
pub(super) const PARTS: u32 = 102;
const UNKNOWN: u32 = 100;
const MARKS: [u32; 3] = [UNKNOWN, OPENS, PARTS];

/// Room that is used again for each window.
#[derive(Debug, Default)]
pub(super) struct Room {
    state: Vec<f32>,
    asked: Vec<f32>,
    mixed: Vec<f32>,
    wide: Vec<f32>,
    output: Vec<f32>,
    stepped: Stepped,
}

impl Encoder {
    /// Reads a model file: sizes, then every part in the order of use. `None` if the file is not one.
    pub fn read(file: &[u8]) -> Option<Self> {
        let mut bytes = Bytes::new(file);
        if bytes.take(4)? != b"TFL2" {
            return None;
        }
        let mut size = || bytes.number();
        let (width, heads, inner, layers, places, first, words) = (size()?, size()?, size()?, size()?, size()?, size()?, size()?);
        if width != heads * HEAD {
            return None;
        }
        let words = Table::read(&mut bytes, words + MARKS.len(), width)?;
        let places = Table::read(&mut bytes, places, width)?;
        let norm = Norm::read(&mut bytes, width)?;
        let layers = (0..layers).map(|_| Layer::read(&mut bytes, width, inner)).collect::<Option<Vec<_>>>()?;
        let last = Matrix::read(&mut bytes, HEADS, width)?;
        let (asks, answers) = (Matrix::read(&mut bytes, 2 * LINKS, width)?, Matrix::read(&mut bytes, 2 * LINKS, width)?);
        let near = bytes.floats(2)?.try_into().ok()?;
        let first = first as u32;
        bytes.is_empty().then_some(Self { width, heads, first, words, places, norm, layers, last, asks, answers, near })
    }

    /// Most tokens of a window.
    pub fn longest(&self) -> usize {
        self.places.steps.len()
    }

    /// What is said of each token of a window of at most [`Encoder::longest`] tokens.
    pub fn hear(&self, tokens: &[u32], room: &mut Room) -> Vec<[f32; HEADS]> {
        self.pass(tokens, tokens.len(), room);
        room.stepped.take(&room.state, self.width);
        self.last.map(&room.stepped, &mut room.output);
        room.output.as_chunks().0.to_vec()
    }

    /// What is said of the first token of a window.
    pub fn first(&self, tokens: &[u32], room: &mut Room) -> [f32; HEADS] {
        self.pass(tokens, 1, room);
        room.stepped.take(&room.state, self.width);
        self.last.map(&room.stepped, &mut room.output);
        room.output.as_chunks().0[0]
    }

    /// How the words of a passage may follow one another. `words` are their tokens, in order, between a window's first and last.
    pub fn links(&self, tokens: &[u32], words: &[Range<usize>], room: &mut Room) -> Links {
        self.pass(tokens, tokens.len(), room);
        let (count, width) = (words.len(), self.width);
        let mut known = room.state[..width].to_vec();
        for word in words {
            let start = known.len();
            known.resize(start + width, 0.0);
            for token in word.clone() {
                add(&mut known[start..], &room.state[token * width..(token + 1) * width]);
            }
            known[start..].iter_mut().for_each(|x| *x /= word.len().max(1) as f32);
        }
        known.extend_from_slice(&room.state[(tokens.len() - 1) * width..]);
        room.stepped.take(&known, width);
        self.last.map(&room.stepped, &mut room.output);
        let marks = room.output.as_chunks::<HEADS>().0[1..=count].iter().map(|heads| [heads[HEADS - 2], heads[HEADS - 1]]).collect();
        let (mut asks, mut answers) = (Vec::new(), Vec::new());
        self.asks.map(&room.stepped, &mut asks);
        self.answers.map(&room.stepped, &mut answers);
        let [text, headline] = std::array::from_fn(|kind| {
            let own = |vectors: &[f32], word: usize| -> [f32; LINKS] { std::array::from_fn(|n| vectors[(2 * word + kind) * LINKS + n]) };
            let mut steps = Steps { count, odds: Vec::with_capacity((count + 1) * (count + 1)) };
            for from in 0..=count {
                let asked = own(&asks, from);
                let start = steps.odds.len();
                steps.odds.resize(start + from, f32::MIN);
                for to in from + 1..=count + 1 {
                    let product: [f32; LINKS] = std::array::from_fn(|n| asked[n] * answers[(2 * to + kind) * LINKS + n]);
                    let near = if to == from + 1 { self.near[kind] } else { 0.0 };
                    steps.odds.push(sum(&product) / (LINKS as f32).sqrt() + near);
                }
                let row = &mut steps.odds[start + from..];
                let all = log_sum(row);
                row.iter_mut().for_each(|x| *x = super::round(*x - all));
            }
            steps
        });
        Links { marks, text, headline }
    }

    /// Passes a window through all layers: the states of its first `wanted` tokens are left in `room`.
    fn pass(&self, tokens: &[u32], wanted: usize, room: &mut Room) {
        room.state.clear();
        for (place, token) in tokens.iter().enumerate() {
            self.words.add_row(self.row(*token), &mut room.state);
            let start = room.state.len() - self.width;
            self.places.sum_row(place, &mut room.state[start..]);
        }
        self.norm.apply(&mut room.state);
        for (n, layer) in self.layers.iter().enumerate() {
            // What the last layer says of other tokens, nobody asks.
            let wanted = if n + 1 == self.layers.len() { wanted } else { tokens.len() };
            layer.pass(self.heads, self.width, wanted, room);
        }
    }

    fn row(&self, token: u32) -> usize {
        match MARKS.iter().position(|mark| *mark == token) {
            Some(mark) => mark,
            None => token.checked_sub(self.first).map(|n| n as usize + MARKS.len()).filter(|n| *n < self.words.steps.len()).unwrap_or(0),
        }
    }
}

impl Table {
    fn read(bytes: &mut Bytes, rows: usize, width: usize) -> Option<Self> {
        let steps = bytes.floats(rows)?;
        let values = bytes.take(rows * width)?.iter().map(|byte| *byte as i8).collect();
        Some(Self { width, steps, values })
    }

    fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        let step = self.steps[row];
        self.values[row * self.width..(row + 1) * self.width].iter().map(move |value| f32::from(*value) * step)
    }

    fn add_row(&self, row: usize, to: &mut Vec<f32>) {
        to.extend(self.row(row));
    }

    fn sum_row(&self, row: usize, to: &mut [f32]) {
        to.iter_mut().zip(self.row(row)).for_each(|(to, value)| *to += value);
    }
}

impl Norm {
    fn read(bytes: &mut Bytes, width: usize) -> Option<Self> {
        Some(Self { scale: bytes.floats(width)?, shift: bytes.floats(width)? })
    }

    fn apply(&self, vectors: &mut [f32]) {
        widely(
            #[inline(always)]
            || {
                for vector in vectors.chunks_exact_mut(self.scale.len()) {
                    normalize(vector, &self.scale, &self.shift);
                }
            },
        );
    }
}

impl Layer {
    fn read(bytes: &mut Bytes, width: usize, inner: usize) -> Option<Self> {
        Some(Self {
            asked: Matrix::read(bytes, 3 * width, width)?,
            joined: Matrix::read(bytes, width, width)?,
            norm: Norm::read(bytes, width)?,
            wide: Matrix::read(bytes, inner, width)?,
            narrow: Matrix::read(bytes, width, inner)?,
            last: Norm::read(bytes, width)?,
        })
    }

    fn pass(&self, heads: usize, width: usize, wanted: usize, room: &mut Room) {
        room.stepped.take(&room.state, width);
        self.asked.map(&room.stepped, &mut room.asked);
        room.state.truncate(wanted * width);
        room.mixed.clear();
        room.mixed.resize(room.state.len(), 0.0);
        widely(
            #[inline(always)]
            || {
                for head in 0..heads {
                    attend(&room.asked, width, head * HEAD, &mut room.mixed);
                }
            },
        );
        room.stepped.take(&room.mixed, width);
        self.joined.map(&room.stepped, &mut room.output);
        add(&mut room.state, &room.output);
        self.norm.apply(&mut room.state);
        room.stepped.take(&room.state, width);
        self.wide.map(&room.stepped, &mut room.wide);
        widely(
            #[inline(always)]
            || {
                for x in &mut room.wide {
                    *x = gelu(*x);
                }
            },
        );
        room.stepped.take(&room.wide, self.wide.rows());
        self.narrow.map(&room.stepped, &mut room.output);
        add(&mut room.state, &room.output);
        self.last.apply(&mut room.state);
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

/// Numbers of an attention head: known when this is compiled, so that sums stay where processors add.
const HEAD: usize = 32;
/// So many queries meet so many keys at once.
const QUERIES: usize = 4;
const KEYS: usize = 16;

/// Adds to each of the sums the numbers times its own factor.
#[inline(always)]
fn add_products<const N: usize>(sums: &mut [[f32; N]; QUERIES], factors: [f32; QUERIES], numbers: &[f32; N]) {
    // All sums in one loop: compilers would otherwise gather one number of each.
    let [a, b, c, d] = sums;
    for n in 0..N {
        a[n] += factors[0] * numbers[n];
        b[n] += factors[1] * numbers[n];
        c[n] += factors[2] * numbers[n];
        d[n] += factors[3] * numbers[n];
    }
}

/// One head of attention: mixes every token's values by how well their keys answer the query of each token that has room in `mixed`.
/// `asked` holds for each token its queries, keys and values, `at` is where the head's part of each begins.
// This, and all that is run widely, is made of plain loops: closures handed on to iterators are compiled for the plainest processor.
#[inline(always)]
fn attend(asked: &[f32], width: usize, at: usize, mixed: &mut [f32]) {
    let (count, wanted) = (asked.len() / (3 * width), mixed.len() / width);
    let part = |token: usize, kind: usize| &asked[(3 * token + kind) * width + at..][..HEAD];
    // Keys turned on their side, so that one number of a query meets many keys at once; room for whole blocks.
    let padded = count.next_multiple_of(KEYS);
    let mut keys = vec![0.0f32; HEAD * padded];
    for token in 0..count {
        for (n, x) in part(token, 1).iter().enumerate() {
            keys[n * padded + token] = *x;
        }
    }
    let scale = 1.0 / (HEAD as f32).sqrt();
    let mut answers = vec![0.0f32; QUERIES * padded];
    for first in (0..wanted).step_by(QUERIES) {
        // At the end the last query is asked more than once.
        let mut queries = [[0.0f32; HEAD]; QUERIES];
        for (n, query) in queries.iter_mut().enumerate() {
            for (own, x) in query.iter_mut().zip(part((first + n).min(wanted - 1), 0)) {
                *own = x * scale;
            }
        }
        for block in (0..padded).step_by(KEYS) {
            let mut sums = [[0.0f32; KEYS]; QUERIES];
            for n in 0..HEAD {
                let Some(keys) = keys[n * padded + block..].first_chunk() else { continue };
                add_products(&mut sums, queries.map(|query| query[n]), keys);
            }
            for (n, sums) in sums.iter().enumerate() {
                answers[n * padded + block..][..KEYS].copy_from_slice(sums);
            }
        }
        for n in 0..QUERIES {
            softmax(&mut answers[n * padded..][..count]);
        }
        let mut outs = [[0.0f32; HEAD]; QUERIES];
        for other in 0..count {
            let Some(value) = part(other, 2).first_chunk() else { continue };
            add_products(&mut outs, std::array::from_fn(|n| answers[n * padded + other]), value);
        }
        for (n, out) in outs.iter().enumerate().take(wanted - first) {
            mixed[(first + n) * width + at..][..HEAD].copy_from_slice(out);
        }
    }
}

/// From log-odds to a chance.
pub(super) fn chance(odds: f32) -> f32 {
    1.0 / (1.0 + exp(-odds))
}
