//! The nearest of many vectors, without comparing all with all.
//!
//! The signs of a vector's first numbers, which carry most of its meaning, name the cell that it lies in. What is near lies in the same
//! cell or in one that differs by signs of numbers near zero; 64 cells of 1,024 hold three of four of a text's
//! ten nearest, and 93% of those that say the same.

use super::vectors::{Vector, WIDTH};

/// Signs that name a cell.
const SIGNS: usize = 10;
/// So many cells are searched for what is near one vector.
const PROBES: usize = 64;
/// Fewer vectors are all compared: that is exact, and quick enough.
const FEW: usize = 1024;

/// Vectors in order of their cells.
pub(crate) struct Near {
    vectors: Vec<Wide>,
    /// For each of them its place in the list that was given.
    places: Vec<u32>,
    /// For each cell where it begins, and one past the end.
    starts: Vec<usize>,
}

/// A vector in 16 bits a number: processors multiply these several times as fast as those of 8 bits.
struct Wide {
    parts: [i16; WIDTH],
    length: f32,
}

impl Wide {
    fn new(vector: &Vector) -> Self {
        Self { parts: vector.parts().map(i16::from), length: vector.length() }
    }

    /// As [`Vector::cosine`].
    fn cosine(&self, other: &Self) -> f32 {
        let dot: i32 = self.parts.iter().zip(&other.parts).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        if dot == 0 { 0.0 } else { dot as f32 / (self.length * other.length) }
    }
}

impl Near {
    /// Puts vectors into cells.
    pub fn new(vectors: &[Vector]) -> Self {
        let cells: Vec<usize> = vectors.iter().map(cell).collect();
        let mut starts = vec![0; (1 << SIGNS) + 1];
        cells.iter().for_each(|cell| starts[cell + 1] += 1);
        (0..1 << SIGNS).for_each(|cell| starts[cell + 1] += starts[cell]);
        let (mut free, mut places) = (starts.clone(), vec![0u32; vectors.len()]);
        for (place, cell) in (0u32..).zip(&cells) {
            places[free[*cell]] = place;
            free[*cell] += 1;
        }
        Self { vectors: places.iter().map(|place| Wide::new(&vectors[*place as usize])).collect(), places, starts }
    }

    /// The places of up to `most` vectors with at least a cosine of `floor` that `fits`, nearest first, and the cosines.
    pub fn nearest(&self, vector: &Vector, most: usize, floor: f32, fits: impl Fn(usize) -> bool) -> Vec<(usize, f32)> {
        let mut near: Vec<(usize, f32)> = Vec::new();
        let (mut least, own) = (floor, Wide::new(vector));
        let mut look = |from: usize, to: usize| {
            for (other, place) in self.vectors[from..to].iter().zip(&self.places[from..to]) {
                let cosine = own.cosine(other);
                if cosine >= least && fits(*place as usize) {
                    near.push((*place as usize, cosine));
                    // Now and then the list is cut to the best, and what is worse need not be kept any more.
                    if near.len() >= 4 * most.max(8) {
                        least = keep(&mut near, most).unwrap_or(floor);
                    }
                }
            }
        };
        if self.vectors.len() < FEW {
            look(0, self.vectors.len());
        } else {
            probes(vector).into_iter().for_each(|cell| look(self.starts[cell], self.starts[cell + 1]));
        }
        keep(&mut near, most);
        near
    }
}

/// Sorts by nearness, then by place, keeps `most`, and tells the last one's cosine.
fn keep(near: &mut Vec<(usize, f32)>, most: usize) -> Option<f32> {
    near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(most);
    near.last().map(|(_, cosine)| *cosine)
}

/// The numbers whose signs name the cell. The very first is left out: it is above zero in nearly all texts.
fn signed(vector: &Vector) -> &[i8] {
    const { assert!(SIGNS < WIDTH) };
    &vector.parts()[1..=SIGNS]
}

fn cell(vector: &Vector) -> usize {
    signed(vector).iter().enumerate().map(|(bit, part)| usize::from(*part > 0) << bit).sum()
}

/// The cells that likely hold what is near: those that differ from the vector's own by signs of numbers near zero.
fn probes(vector: &Vector) -> Vec<usize> {
    let (own, parts) = (cell(vector), signed(vector));
    let mut costs: Vec<(i32, usize)> = Vec::with_capacity(1 << SIGNS);
    costs.push((0, 0));
    for flips in 1usize..1 << SIGNS {
        let part = i32::from(parts[flips.trailing_zeros() as usize]);
        costs.push((costs[flips & (flips - 1)].0 + part * part, flips));
    }
    costs.select_nth_unstable(PROBES);
    costs[..PROBES].iter().map(|(_, flips)| own ^ flips).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors that differ, the same each time.
    fn vectors(count: u64) -> Vec<Vector> {
        let mut state = 7u64;
        let mut number = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8 as i8
        };
        (0..count).map(|_| Vector::new(std::array::from_fn(|_| number() / 2))).collect()
    }

    #[test]
    fn what_is_nearest_is_found_among_many() {
        let vectors = vectors(3000);
        let near = Near::new(&vectors);
        for n in [0, 1500, 2999] {
            let mut parts = *vectors[n].parts();
            parts.iter_mut().step_by(3).for_each(|part| *part /= 2);
            let found = near.nearest(&Vector::new(parts), 3, 0.5, |_| true);
            assert_eq!(found.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [n]);
            assert!(near.nearest(&vectors[n], 3, 0.5, |place| place != n).is_empty());
        }
    }

    #[test]
    fn few_are_compared_with_all() {
        let vectors = vectors(300);
        let mut all: Vec<(usize, f32)> = vectors.iter().map(|other| vectors[7].cosine(other)).enumerate().collect();
        keep(&mut all, 5);
        assert_eq!(Near::new(&vectors).nearest(&vectors[7], 5, -1.0, |_| true), all);
        assert!(Near::new(&[]).nearest(&vectors[0], 5, -1.0, |_| true).is_empty());
        assert!(Near::new(&vectors).nearest(&vectors[0], 0, -1.0, |_| true).is_empty());
    }
}
