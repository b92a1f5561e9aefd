//! Averaged perceptrons over hashed features, small enough to travel in the program.

use std::collections::HashMap;

/// A trained perceptron: for each feature that matters, weights of some classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// How many classes.
    pub classes: usize,
    /// First weight of each feature in `pairs`, by the feature's hash.
    rows: HashMap<u32, (u32, u32), Plain>,
    /// Class and weight.
    pairs: Vec<(u8, i8)>,
}

/// Feature hashes are spread well already.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Plain(u64);

impl std::hash::Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only u32 is hashed")
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl std::hash::BuildHasher for Plain {
    type Hasher = Self;
    fn build_hasher(&self) -> Self {
        Self(0)
    }
}

/// A feature's hash, begun with the number of its template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feature(u32);

impl Feature {
    /// The feature of template `n`, nothing in it yet.
    pub fn new(n: u32) -> Self {
        Self(0x811c_9dc5 ^ n.wrapping_mul(0x0100_0193))
    }

    /// With a number.
    pub fn with(self, n: u32) -> Self {
        // A round of murmur3's mixing: one multiplication would leave neighbours neighbours.
        let mixed = (self.0 ^ n.wrapping_mul(0xcc9e_2d51)).rotate_left(15).wrapping_mul(0x1b87_3593);
        Self(mixed ^ (mixed >> 13))
    }

    /// The hash.
    pub fn hash(self) -> u32 {
        self.0
    }
}

/// A word as a number.
pub(crate) fn word(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Weights {
    /// The sum of the features' weights for each class.
    pub fn scores(&self, features: &[u32], scores: &mut [i32]) {
        scores.fill(0);
        for feature in features {
            if let Some((start, end)) = self.rows.get(feature) {
                for (class, weight) in &self.pairs[*start as usize..*end as usize] {
                    scores[usize::from(*class)] += i32::from(*weight);
                }
            }
        }
    }

    /// Reads what [`Weights::print`] printed, and moves `bytes` behind it. `None` if it is damaged.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let classes = take(bytes)? as usize;
        let count = take(bytes)? as usize;
        let mut rows = HashMap::with_capacity_and_hasher(count, Plain::default());
        let mut pairs = Vec::with_capacity(count * 3);
        let mut hash = 0u32;
        for _ in 0..count {
            hash = hash.wrapping_add(take(bytes)?);
            let start = pairs.len() as u32;
            for _ in 0..take(bytes)? {
                let [class, weight, rest @ ..] = bytes else { return None };
                if usize::from(*class) >= classes {
                    return None;
                }
                pairs.push((*class, weight.cast_signed()));
                *bytes = rest;
            }
            rows.insert(hash, (start, pairs.len() as u32));
        }
        Some(Self { classes, rows, pairs })
    }
}

/// A number of variable length, seven bits a byte, the lowest first.
fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..35).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod training {
    use super::*;

    /// A perceptron that is being taught.
    pub(crate) struct Pupil {
        classes: usize,
        rows: HashMap<u32, Row, Plain>,
        step: u32,
    }

    struct Row {
        now: Vec<f32>,
        total: Vec<f64>,
        since: Vec<u32>,
        updates: u32,
    }

    impl Pupil {
        pub fn new(classes: usize) -> Self {
            Self { classes, rows: HashMap::default(), step: 0 }
        }

        pub fn scores(&self, features: &[u32], scores: &mut [f32]) {
            scores.fill(0.0);
            for row in features.iter().filter_map(|f| self.rows.get(f)) {
                for (score, weight) in scores.iter_mut().zip(&row.now) {
                    *score += weight;
                }
            }
        }

        /// Moves weights from the guess to the truth.
        pub fn learn(&mut self, features: &[u32], truth: usize, guess: usize) {
            self.step += 1;
            if truth == guess {
                return;
            }
            for feature in features {
                let classes = self.classes;
                let row = self.rows.entry(*feature).or_insert_with(|| Row {
                    now: vec![0.0; classes],
                    total: vec![0.0; classes],
                    since: vec![0; classes],
                    updates: 0,
                });
                row.updates += 1;
                for (class, by) in [(truth, 1.0), (guess, -1.0)] {
                    row.total[class] += f64::from(self.step - row.since[class]) * f64::from(row.now[class]);
                    row.since[class] = self.step;
                    row.now[class] += by;
                }
            }
        }

        /// Averaged weights as bytes: features with fewer than `least` updates and weights near nothing are left out.
        pub fn print(&self, least: u32, small: f64) -> Vec<u8> {
            let average = |row: &Row, class: usize| {
                (row.total[class] + f64::from(self.step - row.since[class]) * f64::from(row.now[class])) / f64::from(self.step)
            };
            let mut all: Vec<(u32, Vec<f64>)> = self
                .rows
                .iter()
                .filter(|(_, row)| row.updates >= least)
                .map(|(hash, row)| (*hash, (0..self.classes).map(|class| average(row, class)).collect()))
                .collect();
            all.sort_by_key(|(hash, _)| *hash);
            let mut sizes: Vec<f64> = all.iter().flat_map(|(_, w)| w.iter().map(|w| w.abs())).filter(|w| *w > 0.0).collect();
            sizes.sort_by(f64::total_cmp);
            // Nearly all weights fit; the few giants are clipped.
            let scale = 127.0 / sizes[(sizes.len() - 1) * 999 / 1000];
            let rows: Vec<(u32, Vec<(u8, i8)>)> = all
                .into_iter()
                .map(|(hash, weights)| {
                    let kept = weights.iter().enumerate().filter(|(_, w)| (**w * scale).abs() >= small);
                    (hash, kept.map(|(class, w)| (class as u8, (w * scale).round().clamp(-127.0, 127.0) as i8)).collect())
                })
                .filter(|(_, pairs): &(u32, Vec<_>)| !pairs.is_empty())
                .collect();
            let mut bytes = Vec::new();
            put(self.classes as u32, &mut bytes);
            put(rows.len() as u32, &mut bytes);
            let mut last = 0;
            for (hash, pairs) in rows {
                put(hash.wrapping_sub(last), &mut bytes);
                last = hash;
                put(pairs.len() as u32, &mut bytes);
                bytes.extend(pairs.iter().flat_map(|(class, weight)| [*class, weight.cast_unsigned()]));
            }
            bytes
        }
    }

    fn put(mut number: u32, bytes: &mut Vec<u8>) {
        while number >= 0x80 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
    }
}
