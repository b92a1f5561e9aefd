//! Matrices of 8-bit weights, multiplied in whole numbers: the same result on every machine, whatever instructions it has.

use super::bytes::Bytes;
use super::smooth::whole;
use super::widely;

/// A linear map: `output = weights · input + bias`.
#[derive(Debug)]
pub(super) struct Matrix {
    columns: usize,
    /// Row by row. Eight bits are stored; sixteen are what processors multiply and add in one step.
    weights: Vec<i16>,
    /// What one step of a row's weights stands for.
    steps: Vec<f32>,
    bias: Vec<f32>,
}

/// Inputs are taken in so many steps either way. The sum of 1536 products of these with weights of up to 127 fits into 32 bits.
const STEPS: f32 = 4095.0;

/// Vectors of one length, one after the other, in whole steps.
#[derive(Debug, Default)]
pub(super) struct Stepped {
    values: Vec<i16>,
    steps: Vec<f32>,
}

impl Matrix {
    /// Reads a matrix: for each row its step, then all weights, then the bias.
    pub fn read(bytes: &mut Bytes, rows: usize, columns: usize) -> Option<Self> {
        let steps = bytes.floats(rows)?;
        let weights = bytes.take(rows * columns)?.iter().map(|byte| i16::from(*byte as i8)).collect();
        let bias = bytes.floats(rows)?;
        Some(Self { columns, weights, steps, bias })
    }

    /// Numbers in an output.
    pub fn rows(&self) -> usize {
        self.bias.len()
    }

    /// Maps each input; outputs stand one after the other.
    pub fn map(&self, input: &Stepped, output: &mut Vec<f32>) {
        output.clear();
        output.resize(input.steps.len() * self.rows(), 0.0);
        #[cfg(target_arch = "x86_64")]
        if let Some(widest) = pulp::x86::V4::try_new() {
            return widest.vectorize(
                #[inline(always)]
                || self.multiply(input, output, |inputs, rows: [_; 4]| widest::dots(widest, inputs, rows)),
            );
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = pulp::x86::V3::try_new() {
            return wide.vectorize(
                #[inline(always)]
                || self.multiply(input, output, |inputs, rows: [_; 2]| wide::dots(wide, inputs, rows)),
            );
        }
        self.multiply(input, output, dots::<2>);
    }

    #[inline(always)]
    fn multiply<const ROWS: usize>(
        &self,
        input: &Stepped,
        output: &mut [f32],
        dots: impl Fn([&[i16]; INPUTS], [&[i16]; ROWS]) -> Sums<ROWS>,
    ) {
        let (rows, width) = (self.rows(), self.columns);
        let count = input.steps.len();
        let at = |n: usize| &input.values[n * width..(n + 1) * width];
        let weights = |row: usize| &self.weights[row * width..(row + 1) * width];
        // A block of inputs stays in the fast cache while all rows pass by. At the edges the last ones are taken twice.
        const BLOCK: usize = 16;
        for block in (0..count).step_by(BLOCK) {
            for row in (0..rows).step_by(ROWS) {
                let these: [usize; ROWS] = std::array::from_fn(|m| (row + m).min(rows - 1));
                for first in (block..count.min(block + BLOCK)).step_by(INPUTS) {
                    let those: [usize; INPUTS] = std::array::from_fn(|n| (first + n).min(count - 1));
                    let sums = dots(those.map(at), these.map(weights));
                    for (n, sums) in those.iter().zip(sums) {
                        for (row, sum) in these.iter().zip(sums) {
                            output[n * rows + row] = sum as f32 * (input.steps[*n] * self.steps[*row]) + self.bias[*row];
                        }
                    }
                }
            }
        }
    }
}

/// So many inputs meet some rows at once: as many sums as a processor can hold at hand.
const INPUTS: usize = 4;
type Sums<const ROWS: usize> = [[i32; ROWS]; INPUTS];

/// Sums of products of each input with each row.
#[inline(always)]
fn dots<const ROWS: usize>(inputs: [&[i16]; INPUTS], rows: [&[i16]; ROWS]) -> Sums<ROWS> {
    let dot = |a: &[i16], b: &[i16]| a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
    inputs.map(|input| rows.map(|row| dot(input, row)))
}

/// Sums of products with instructions of x86 that multiply many pairs and add them two by two.
#[cfg(target_arch = "x86_64")]
macro_rules! dots {
    ($name:ident, $simd:ident, $register:ident, $lanes:literal, $zero:ident.$zeros:ident, $add:ident.$sum:ident, $multiply:ident.$products:ident) => {
        mod $name {
            use super::{INPUTS, Sums};
            use pulp::x86::$simd;
            use std::arch::x86_64::$register;

            #[inline(always)]
            pub(super) fn dots<const ROWS: usize>(simd: $simd, inputs: [&[i16]; INPUTS], rows: [&[i16]; ROWS]) -> Sums<ROWS> {
                let (inputs, rest) = (inputs.map(|input| input.as_chunks::<$lanes>()), inputs);
                let (rows, other) = (rows.map(|row| row.as_chunks::<$lanes>()), rows);
                let count = rows[0].0.len();
                let mut sums = [[simd.$zero.$zeros(); ROWS]; INPUTS];
                let inputs = inputs.map(|(chunks, _)| &chunks[..count]);
                let rows = rows.map(|(chunks, _)| &chunks[..count]);
                for k in 0..count {
                    let weights: [$register; ROWS] = rows.map(|row| pulp::cast(row[k]));
                    for (input, sums) in inputs.iter().zip(&mut sums) {
                        let values: $register = pulp::cast(input[k]);
                        for (sum, weights) in sums.iter_mut().zip(weights) {
                            *sum = simd.$add.$sum(*sum, simd.$multiply.$products(values, weights));
                        }
                    }
                }
                let lanes = |sum| pulp::cast::<$register, [i32; $lanes / 2]>(sum).iter().sum();
                let mut sums: Sums<ROWS> = sums.map(|sums| sums.map(lanes));
                let from = count * $lanes;
                if from < other[0].len() {
                    let tails = super::dots(rest.map(|input| &input[from..]), other.map(|row| &row[from..]));
                    sums.iter_mut().flatten().zip(tails.iter().flatten()).for_each(|(sum, tail)| *sum += tail);
                }
                sums
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
dots!(wide, V3, __m256i, 16, avx._mm256_setzero_si256, avx2._mm256_add_epi32, avx2._mm256_madd_epi16);
#[cfg(target_arch = "x86_64")]
dots!(widest, V4, __m512i, 32, avx512f._mm512_setzero_si512, avx512f._mm512_add_epi32, avx512bw._mm512_madd_epi16);

impl Stepped {
    /// Takes vectors of `width` numbers in whole steps, each vector in steps of its own.
    pub fn take(&mut self, vectors: &[f32], width: usize) {
        self.values.clear();
        self.values.resize(vectors.len(), 0);
        self.steps.clear();
        let Self { values, steps } = self;
        widely(
            #[inline(always)]
            || {
                for (vector, values) in vectors.chunks_exact(width).zip(values.chunks_exact_mut(width)) {
                    let most = greatest(vector);
                    steps.push(most / STEPS);
                    let scale = if most > 0.0 { STEPS / most } else { 0.0 };
                    for (value, x) in values.iter_mut().zip(vector) {
                        *value = whole(x * scale);
                    }
                }
            },
        );
    }
}

/// The greatest size of a number.
#[inline(always)]
fn greatest(numbers: &[f32]) -> f32 {
    let (runs, rest) = numbers.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for run in runs {
        for (lane, x) in lanes.iter_mut().zip(run) {
            *lane = if x.abs() > *lane { x.abs() } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(0.0f32, |most, x| most.max(x.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_as_the_numbers_say() {
        let mut file = Vec::new();
        for number in [0.5f32, 0.01] {
            file.extend(number.to_le_bytes());
        }
        file.extend([1i8, -2, 100, 127].map(|x| x as u8));
        for number in [1.0f32, -1.0] {
            file.extend(number.to_le_bytes());
        }
        let matrix = Matrix::read(&mut Bytes::new(&file), 2, 2).unwrap();
        let (mut input, mut output) = (Stepped::default(), Vec::new());
        input.take(&[1.0, 0.5, 0.0, 0.0], 2);
        matrix.map(&input, &mut output);
        let wanted = [1.0 + 0.5 * (1.0 - 2.0 * 0.5), -1.0 + 0.01 * (100.0 + 63.5), 1.0, -1.0];
        assert!(output.iter().zip(wanted).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-3), "{output:?}");
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let width = 100;
        let number = |n: usize| ((n * 7919) % 1000) as f32 / 250.0 - 2.0;
        let vectors: Vec<f32> = (0..width * 5).map(number).collect();
        let matrix = Matrix {
            columns: width,
            weights: (0..width * 7).map(|n| (n * 31 % 255) as i16 - 127).collect(),
            steps: (0..7).map(|n| 0.001 + number(n).abs()).collect(),
            bias: (0..7).map(number).collect(),
        };
        let (mut input, mut wide, mut plain) = (Stepped::default(), Vec::new(), vec![0.0; 35]);
        input.take(&vectors, width);
        matrix.map(&input, &mut wide);
        matrix.multiply(&input, &mut plain, dots::<2>);
        assert_eq!(wide, plain);
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            matrix.multiply(&input, &mut plain, |inputs, rows: [_; 2]| super::wide::dots(simd, inputs, rows));
            assert_eq!(wide, plain);
        }
    }
}
