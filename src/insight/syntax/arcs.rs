//! Heads: which word governs which. Arc-hybrid transitions, chosen greedily.

use super::perceptron::{Feature, Weights, word};
use super::tagger::Tag;

/// What the parser may do next.
pub(crate) const SHIFT: usize = 0;
/// The word on top of the stack hangs on the one below it.
pub(crate) const RIGHT: usize = 1;
/// The word on top of the stack hangs on the next word.
pub(crate) const LEFT: usize = 2;

/// A sentence half parsed. The root is the number after the last word.
pub(crate) struct State {
    /// Words waiting for their head.
    pub stack: Vec<usize>,
    /// The next word.
    pub next: usize,
    /// Heads found so far.
    pub heads: Vec<Option<usize>>,
    /// Each word's children on its left and on its right, in the order in which they were found.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl State {
    /// The start: nothing read.
    pub fn new(words: usize) -> Self {
        let none = || vec![Vec::new(); words + 1];
        Self { stack: Vec::with_capacity(words), next: 0, heads: vec![None; words], left: none(), right: none() }
    }

    /// Whether all words have a head.
    pub fn done(&self) -> bool {
        self.stack.is_empty() && self.next == self.heads.len()
    }

    /// Whether a move can be made.
    pub fn allows(&self, action: usize) -> bool {
        match action {
            SHIFT => self.next < self.heads.len(),
            RIGHT => self.stack.len() >= 2,
            _ => !self.stack.is_empty(),
        }
    }

    /// Makes a move that is allowed.
    pub fn act(&mut self, action: usize) {
        if action == SHIFT {
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let Some(child) = self.stack.pop() else { return };
        let head = if action == LEFT { self.next } else { self.stack.last().copied().unwrap_or(self.next) };
        self.heads[child] = Some(head);
        if head > child { self.left[head].push(child) } else { self.right[head].push(child) }
    }
}

/// The head of each word; `None` for roots.
pub(crate) fn heads(weights: &Weights, words: &[String], tags: &[Tag]) -> Vec<Option<usize>> {
    let facts = Facts::new(words, tags);
    let mut state = State::new(words.len());
    let (mut features, mut scores) = (Vec::with_capacity(64), vec![0; weights.classes]);
    while !state.done() {
        facts.of(&state, &mut features);
        weights.scores(&features, &mut scores);
        let best = (0..scores.len()).rev().filter(|a| state.allows(*a)).max_by_key(|a| scores[*a]).unwrap_or(LEFT);
        state.act(best);
    }
    state.heads.into_iter().map(|head| head.filter(|h| *h < words.len())).collect()
}

/// Numbers of words and tags, for features.
pub(crate) struct Facts {
    words: Vec<u32>,
    tags: Vec<u32>,
}

/// The number of no word and of no tag, and of the root's.
const NONE: u32 = 97;
const ROOT: u32 = 98;

impl Facts {
    pub fn new(words: &[String], tags: &[Tag]) -> Self {
        let mut words: Vec<u32> = words.iter().map(|w| word(w)).collect();
        let mut tags: Vec<u32> = tags.iter().map(|t| *t as u32).collect();
        words.push(ROOT);
        tags.push(ROOT);
        Self { words, tags }
    }

    fn w(&self, n: Option<usize>) -> u32 {
        n.and_then(|n| self.words.get(n)).copied().unwrap_or(NONE)
    }

    fn t(&self, n: Option<usize>) -> u32 {
        n.and_then(|n| self.tags.get(n)).copied().unwrap_or(NONE)
    }

    /// What the parser looks at: the stack's top words, the next ones, their outermost children, how many and how far.
    pub fn of(&self, state: &State, features: &mut Vec<u32>) {
        features.clear();
        let depth = state.stack.len();
        let on = |back: usize| depth.checked_sub(back + 1).map(|n| state.stack[n]);
        let (s0, s1, s2) = (on(0), on(1), on(2));
        let (n0, n1, n2) = (Some(state.next), Some(state.next + 1), Some(state.next + 2));
        let children = |side: &[Vec<usize>], n: Option<usize>| {
            let all = n.and_then(|n| side.get(n)).map_or(&[][..], Vec::as_slice);
            let last = |back: usize| all.len().checked_sub(back + 1).map(|n| all[n]);
            (all.len().min(3) as u32, last(0), last(1))
        };
        let (s0_lefts, s0_l1, s0_l2) = children(&state.left, s0);
        let (s0_rights, s0_r1, s0_r2) = children(&state.right, s0);
        let (n0_lefts, n0_l1, n0_l2) = children(&state.left, n0);
        let (s1_rights, s1_r1, _) = children(&state.right, s1);
        let far = s0.map_or(0, |s| (state.next - s).min(6) as u32);
        let (w, t) = (|n| self.w(n), |n| self.t(n));
        let mut template = 0;
        let mut add = |parts: &[u32]| {
            features.push(parts.iter().fold(Feature::new(template), |f, part| f.with(*part)).hash());
            template += 1;
        };
        add(&[]);
        for n in [s0, s1, n0, n1] {
            add(&[w(n)]);
            add(&[t(n)]);
            add(&[w(n), t(n)]);
        }
        for n in [s2, n2, s0_l1, s0_l2, s0_r1, s0_r2, n0_l1, n0_l2, s1_r1] {
            add(&[w(n)]);
            add(&[t(n)]);
        }
        for (a, b) in [(s0, n0), (s1, s0)] {
            add(&[w(a), w(b)]);
            add(&[w(a), t(a), t(b)]);
            add(&[t(a), w(b), t(b)]);
            add(&[t(a), t(b)]);
            add(&[w(a), t(b)]);
            add(&[t(a), w(b)]);
        }
        add(&[t(n0), t(n1)]);
        add(&[w(s0), w(n0), t(n1)]);
        let triples = [
            (s0, n0, n1),
            (n0, n1, n2),
            (s1, s0, n0),
            (s2, s1, s0),
            (s0, s0_r1, n0),
            (s0, s0_l1, n0),
            (s0, n0, n0_l1),
            (n0, n0_l1, n0_l2),
            (s0, s0_l1, s0_l2),
            (s0, s0_r1, s0_r2),
            (s1, s1_r1, s0),
        ];
        for (a, b, c) in triples {
            add(&[t(a), t(b), t(c)]);
        }
        add(&[t(s1), t(s0), t(n0), t(n1)]);
        for (a, b) in [
            (w(s0), s0_rights),
            (w(s0), s0_lefts),
            (w(n0), n0_lefts),
            (t(s0), s0_rights),
            (t(s0), s0_lefts),
            (t(n0), n0_lefts),
            (t(s1), s1_rights),
        ] {
            add(&[a, b]);
        }
        for a in [w(s0), w(n0), t(s0), t(n0)] {
            add(&[a, far]);
        }
        add(&[t(s0), t(n0), far]);
    }
}
