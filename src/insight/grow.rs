//! Growing [`Forest`]s: gradient boosting on log-loss with binned facts, the same trees on every run.

use super::trees::{Forest, Node};
use rayon::prelude::*;

/// Examples to grow from.
pub(crate) struct Rows {
    /// Facts, one row an example.
    pub facts: Vec<Vec<f32>>,
    /// What the forest should say, 0 to 1.
    pub targets: Vec<f32>,
    /// How much each row counts.
    pub weights: Vec<f32>,
}

/// How to grow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth {
    /// How many trees.
    pub trees: usize,
    /// Most tests on a path.
    pub depth: usize,
    /// How far each tree goes towards its aim.
    pub rate: f32,
    /// Least weight of the rows (as second derivative) in a leaf.
    pub least: f32,
    /// Pull of leaf values towards 0.
    pub ridge: f32,
    /// Share of the facts that each tree may test.
    pub share: f32,
}

const BINS: usize = 32;

/// Facts in bins, fact by fact.
struct Binned {
    /// Upper edge of each bin but the last.
    edges: Vec<Vec<f32>>,
    /// Bin of each row.
    bins: Vec<Vec<u8>>,
}

/// Grows a forest. Another `seed` draws other rows and facts for each tree.
pub(crate) fn grow(rows: &Rows, growth: Growth, seed: u64) -> Forest {
    let binned = bin(rows);
    let total: f64 = rows.weights.iter().map(|w| f64::from(*w)).sum();
    let mean = rows.targets.iter().zip(&rows.weights).map(|(t, w)| f64::from(t * w)).sum::<f64>() / total.max(1e-9);
    let mean = mean.clamp(1e-4, 1.0 - 1e-4);
    let base = (mean / (1.0 - mean)).ln() as f32;
    let mut scores = vec![base; rows.targets.len()];
    let mut forest = Forest { base, trees: Vec::new() };
    let mut seed = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for _ in 0..growth.trees {
        let pulls: Vec<(f64, f64)> = (0..scores.len())
            .map(|n| {
                let (p, w) = (1.0 / (1.0 + (-f64::from(scores[n])).exp()), f64::from(rows.weights[n]));
                (w * (f64::from(rows.targets[n]) - p), w * p * (1.0 - p))
            })
            .collect();
        let facts: Vec<usize> = (0..binned.edges.len()).filter(|_| random(&mut seed) < growth.share).collect();
        let mut tree = Tree { nodes: Vec::new(), binned: &binned, pulls: &pulls, facts: &facts, growth };
        let mut ids: Vec<u32> = (0..scores.len() as u32).filter(|_| random(&mut seed) < 0.7).collect();
        tree.split(&mut ids, 0);
        for (n, score) in scores.iter_mut().enumerate() {
            *score += tree.value(n);
        }
        forest.trees.push(tree.nodes);
    }
    forest
}

/// A number from 0 to 1 (xorshift), the same series on every run.
fn random(seed: &mut u64) -> f32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 40) as f32 / (1u64 << 24) as f32
}

fn bin(rows: &Rows) -> Binned {
    let facts = rows.facts.first().map_or(0, Vec::len);
    let (edges, bins) = (0..facts)
        .into_par_iter()
        .map(|fact| {
            let mut values: Vec<f32> = rows.facts.iter().map(|row| row[fact]).collect();
            values.sort_by(f32::total_cmp);
            let mut edges: Vec<f32> = (1..BINS).map(|n| values[n * (values.len() - 1) / BINS]).collect();
            edges.dedup();
            // Facts that are nearly always 0 keep one edge at 0, so that "has any" can be tested.
            if edges.last() == values.last() {
                edges.pop();
            }
            let bins = rows.facts.iter().map(|row| edges.partition_point(|edge| *edge < row[fact]) as u8).collect();
            (edges, bins)
        })
        .unzip();
    Binned { edges, bins }
}

struct Tree<'a> {
    nodes: Vec<Node>,
    binned: &'a Binned,
    pulls: &'a [(f64, f64)],
    facts: &'a [usize],
    growth: Growth,
}

/// The best test of a set of rows.
#[derive(Clone, Copy)]
struct Test {
    gain: f64,
    fact: usize,
    bin: usize,
}

impl Tree<'_> {
    /// Adds the node of these rows and all below it; gives its place.
    fn split(&mut self, ids: &mut [u32], depth: usize) -> usize {
        let (pull, bend) = sums(self.pulls, ids);
        let place = self.nodes.len();
        let value = (pull / (bend + f64::from(self.growth.ridge))) as f32 * self.growth.rate;
        self.nodes.push(Node { fact: 0, at_most: 0.0, children: [0, 0], value });
        if depth == self.growth.depth {
            return place;
        }
        let tests: Vec<Option<Test>> = self.facts.par_iter().map(|fact| self.best(ids, *fact, (pull, bend))).collect();
        let best = tests.into_iter().flatten().fold(None, |best: Option<Test>, test| match best {
            Some(best) if best.gain >= test.gain => Some(best),
            _ => Some(test),
        });
        if let Some(test) = best {
            let bins = &self.binned.bins[test.fact];
            ids.sort_by_key(|id| (usize::from(bins[*id as usize]) > test.bin, *id));
            let cut = ids.partition_point(|id| usize::from(bins[*id as usize]) <= test.bin);
            let (left, right) = ids.split_at_mut(cut);
            let children = [self.split(left, depth + 1), self.split(right, depth + 1)];
            let node = &mut self.nodes[place];
            (node.fact, node.at_most, node.children) = (test.fact, self.binned.edges[test.fact][test.bin], children);
        }
        place
    }

    fn best(&self, ids: &[u32], fact: usize, total: (f64, f64)) -> Option<Test> {
        let edges = self.binned.edges[fact].len();
        let bins = &self.binned.bins[fact];
        let mut sums = [(0.0f64, 0.0f64); BINS];
        for id in ids {
            let (sum, pull) = (&mut sums[usize::from(bins[*id as usize])], self.pulls[*id as usize]);
            sum.0 += pull.0;
            sum.1 += pull.1;
        }
        let (ridge, least) = (f64::from(self.growth.ridge), f64::from(self.growth.least));
        let worth = |(pull, bend): (f64, f64)| pull * pull / (bend + ridge);
        let mut best: Option<Test> = None;
        let mut left = (0.0, 0.0);
        for (bin, sum) in sums.iter().enumerate().take(edges) {
            left = (left.0 + sum.0, left.1 + sum.1);
            let right = (total.0 - left.0, total.1 - left.1);
            let gain = worth(left) + worth(right) - worth(total);
            if left.1 >= least && right.1 >= least && gain > best.map_or(1e-6, |b| b.gain) {
                best = Some(Test { gain, fact, bin });
            }
        }
        best
    }

    /// The value of a training row.
    fn value(&self, row: usize) -> f32 {
        let mut node = &self.nodes[0];
        while node.children[0] != 0 {
            let over =
                self.binned.edges[node.fact][usize::from(self.binned.bins[node.fact][row]).min(self.binned.edges[node.fact].len() - 1)];
            let right = usize::from(self.binned.bins[node.fact][row]) == self.binned.edges[node.fact].len() || over > node.at_most;
            node = &self.nodes[node.children[usize::from(right)]];
        }
        node.value
    }
}

fn sums(pulls: &[(f64, f64)], ids: &[u32]) -> (f64, f64) {
    ids.iter().fold((0.0, 0.0), |sum, id| (sum.0 + pulls[*id as usize].0, sum.1 + pulls[*id as usize].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_learn_what_no_sum_can_tell() {
        // One of two, but not both.
        let facts: Vec<Vec<f32>> = (0..400u16).map(|n| vec![f32::from(n % 2), f32::from(n / 2 % 2), f32::from(n % 7)]).collect();
        let targets: Vec<f32> = facts.iter().map(|row| f32::from(row[0] != row[1])).collect();
        let rows = Rows { weights: vec![1.0; facts.len()], facts, targets };
        let growth = Growth { trees: 60, depth: 2, rate: 0.3, least: 1.0, ridge: 1.0, share: 0.9 };
        let forest = grow(&rows, growth, 0);
        let right = rows.facts.iter().zip(&rows.targets).filter(|(row, target)| (forest.score(row) > 0.0) == (**target > 0.5)).count();
        assert!(right >= 390, "{right}");
        assert_eq!(forest, grow(&rows, growth, 0));
        assert_ne!(forest, grow(&rows, growth, 1));
    }
}
