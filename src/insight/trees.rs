//! Boosted regression trees over facts: they see what a sum cannot, such as a good length for this kind of opening.

use std::fmt::Write;

/// A node: a test, or a leaf if both children are the node itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Node {
    /// Which fact is tested.
    pub fact: usize,
    /// Rows whose fact is at most this go left.
    pub at_most: f32,
    /// Places of the children in the tree; 0 in a leaf, since no child is the root.
    pub children: [usize; 2],
    /// Mean log-odds of the rows that came here, times the learning rate.
    pub value: f32,
}

/// Trees whose values sum to log-odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Forest {
    /// Log-odds of any row.
    pub base: f32,
    /// The trees, root first.
    pub trees: Vec<Vec<Node>>,
}

impl Forest {
    /// Log-odds of a row.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.base + self.trees.iter().map(|tree| leaf(tree, row).value).sum::<f32>()
    }

    /// The forest that says the mean of what these say.
    pub fn mean(forests: Vec<Self>) -> Self {
        let count = forests.len().max(1) as f32;
        let mut mean = Self { base: forests.iter().map(|f| f.base).sum::<f32>() / count, trees: Vec::new() };
        for mut tree in forests.into_iter().flat_map(|forest| forest.trees) {
            tree.iter_mut().for_each(|node| node.value /= count);
            mean.trees.push(tree);
        }
        mean
    }

    /// What each fact adds to the log-odds: along each path, the change of value that its test made.
    pub fn shares(&self, row: &[f32], shares: &mut [f32]) -> f32 {
        let mut base = self.base;
        for tree in &self.trees {
            base += tree[0].value;
            let mut node = &tree[0];
            while node.children[0] != 0 {
                let next = &tree[side(node, row)];
                shares[node.fact] += next.value - node.value;
                node = next;
            }
        }
        base
    }

    /// Reads what [`Forest::print`] writes.
    pub fn parse(text: &str, names: &[String]) -> Option<Self> {
        let mut lines = text.lines();
        let base = lines.next()?.strip_prefix("base ")?.parse().ok()?;
        let mut trees: Vec<Vec<Node>> = Vec::new();
        for line in lines {
            if line == "tree" {
                trees.push(Vec::new());
                continue;
            }
            trees.last_mut()?.push(parse_node(line, names)?);
        }
        let sound = |tree: &Vec<Node>| {
            !tree.is_empty()
                && tree.iter().enumerate().all(|(n, node)| node.children.iter().all(|c| *c == 0 || (*c > n && *c < tree.len())))
        };
        trees.iter().all(sound).then_some(Self { base, trees })
    }

    /// The trees as text: a line `tree`, then a node a line: `value`, or `value fact threshold left right`.
    pub fn print(&self, names: &[String]) -> String {
        let mut text = format!("base {:.4}\n", self.base);
        for tree in &self.trees {
            text.push_str("tree\n");
            for node in tree {
                _ = match node.children {
                    [0, 0] => writeln!(text, "{:.4}", node.value),
                    [left, right] => writeln!(text, "{:.4} {} {} {left} {right}", node.value, names[node.fact], node.at_most),
                };
            }
        }
        text
    }
}

fn parse_node(line: &str, names: &[String]) -> Option<Node> {
    let parts: Vec<&str> = line.split(' ').collect();
    let value = parts[0].parse().ok()?;
    match parts[1..] {
        [] => Some(Node { fact: 0, at_most: 0.0, children: [0, 0], value }),
        [fact, at_most, left, right] => {
            let fact = names.iter().position(|name| name == fact)?;
            Some(Node { fact, at_most: at_most.parse().ok()?, children: [left.parse().ok()?, right.parse().ok()?], value })
        }
        _ => None,
    }
}

fn side(node: &Node, row: &[f32]) -> usize {
    node.children[usize::from(row[node.fact] > node.at_most)]
}

fn leaf<'t>(tree: &'t [Node], row: &[f32]) -> &'t Node {
    let mut node = &tree[0];
    while node.children[0] != 0 {
        node = &tree[side(node, row)];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "base -1.0000\ntree\n0.1000 height 2.5 1 2\n-0.3000\n0.5000 width 1 3 4\n0.2000\n0.9000\n";

    fn names() -> Vec<String> {
        ["width", "height"].map(str::to_owned).into()
    }

    #[test]
    fn printed_forests_are_read_again() {
        let forest = Forest::parse(TEXT, &names()).unwrap();
        assert_eq!(forest.print(&names()), TEXT);
        assert_eq!([forest.score(&[0.0, 2.0]), forest.score(&[0.0, 3.0]), forest.score(&[2.0, 3.0])], [-1.3, -0.8, -0.100000024]);
    }

    #[test]
    fn shares_and_base_sum_to_the_score() {
        let forest = Forest::parse(TEXT, &names()).unwrap();
        for row in [[0.0, 2.0], [0.0, 3.0], [2.0, 3.0]] {
            let mut shares = [0.0; 2];
            let base = forest.shares(&row, &mut shares);
            assert!((base + shares[0] + shares[1] - forest.score(&row)).abs() < 1e-6);
        }
    }

    #[test]
    fn unsound_trees_are_refused() {
        for text in [
            "",
            "base x",
            "base 0\n1.0",
            "base 0\ntree\n1 depth 2 1 2\n1\n1",
            "base 0\ntree\n1 width 2 1 7\n1",
            "base 0\ntree\n1 width 2 0 1\n1\ntree",
        ] {
            assert_eq!(Forest::parse(text, &names()), None, "{text}");
        }
    }
}
