//! Functions: what each word does for its head.

use super::perceptron::{Feature, Weights, word};
use super::tagger::Tag;

macro_rules! functions {
    ($($(#[doc = $doc:literal])* $name:ident = $($text:literal)|+),* $(,)?) => {
        /// What a word does for its head.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Function { $($(#[doc = $doc])* $name),* }

        impl Function {
            /// All, in order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// A short name.
            #[cfg(test)]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => [$($text),+][0]),* }
            }

            /// The function that a treebank calls `name`.
            #[cfg(test)]
            pub fn of(name: &str) -> Self {
                match name { $($($text)|+ => Self::$name,)* _ => Self::Other }
            }
        }
    };
}

functions! {
    /// Anything else.
    Other = "dep" | "meta",
    /// The sentence's main word.
    Root = "ROOT",
    /// Subject.
    Subject = "nsubj" | "nsubjpass" | "csubj" | "csubjpass",
    /// `there` in `there is`, `it` in `it seems that`.
    Expletive = "expl",
    /// Object or complement that is no clause.
    Object = "dobj" | "dative" | "attr" | "acomp" | "oprd" | "iobj",
    /// Auxiliary verb or `to`.
    Auxiliary = "aux" | "auxpass",
    /// `not`, `n't`, `never`.
    Negation = "neg",
    /// `because`, `that`, `if` at the head of its clause.
    Mark = "mark",
    /// Adverbial clause.
    Adverbial = "advcl",
    /// Relative clause, or a participle that stands for one.
    Relative = "relcl" | "acl",
    /// Clause that is an object: `(I think) that it works`.
    Clause = "ccomp",
    /// Clause without a subject of its own: `(want) to go`.
    OpenClause = "xcomp",
    /// What a conjunction joins to its head.
    Conjunct = "conj",
    /// The conjunction.
    Conjunction = "cc" | "preconj",
    /// Preposition.
    Preposition = "prep" | "agent",
    /// What a preposition governs.
    PrepositionObject = "pobj" | "pcomp",
    /// Article or the like.
    Determiner = "det" | "predet" | "poss" | "case",
    /// Adjective, noun or number before a noun.
    Modifier = "amod" | "compound" | "nummod" | "nmod" | "quantmod",
    /// Adverb, or a noun that is one.
    Adverb = "advmod" | "npadvmod",
    /// Particle of a verb.
    Particle = "prt",
    /// A noun that says the same again.
    Apposition = "appos",
    /// A sentence within the sentence.
    Parataxis = "parataxis",
    /// `well`, `you know`, `yeah`.
    Interjection = "intj",
    /// Mark.
    Punctuation = "punct",
}

/// The function of each word, its head known.
pub(crate) fn functions(weights: &Weights, words: &[String], tags: &[Tag], heads: &[Option<usize>]) -> Vec<Function> {
    let (mut features, mut scores) = (Vec::with_capacity(32), vec![0; weights.classes]);
    let children = children(heads);
    let one = |n: usize| {
        if heads[n].is_none() {
            return Function::Root;
        }
        facts(words, tags, heads, &children, n, &mut features);
        weights.scores(&features, &mut scores);
        let best = (0..scores.len()).rev().max_by_key(|class| scores[*class]).unwrap_or(0);
        Function::ALL.get(best).copied().unwrap_or(Function::Other)
    };
    (0..words.len()).map(one).collect()
}

/// Each word's children, in order.
pub(crate) fn children(heads: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); heads.len()];
    for (n, head) in heads.iter().enumerate() {
        if let Some(head) = head {
            children[*head].push(n);
        }
    }
    children
}

/// What the labeller looks at: the word, its head, its place among the head's children, its own children.
pub(crate) fn facts(words: &[String], tags: &[Tag], heads: &[Option<usize>], children: &[Vec<usize>], n: usize, features: &mut Vec<u32>) {
    features.clear();
    let head = heads[n];
    let w = |n: Option<usize>| n.and_then(|n| words.get(n)).map_or(97, |w| word(w));
    let t = |n: Option<usize>| n.and_then(|n| tags.get(n)).map_or(97, |t| *t as u32);
    let siblings = head.map_or(&[][..], |h| children[h].as_slice());
    let place = siblings.iter().position(|s| *s == n).unwrap_or(0);
    let (before, after) = (place.checked_sub(1).map(|p| siblings[p]), siblings.get(place + 1).copied());
    let (first, last) = (children[n].first().copied(), children[n].last().copied());
    let side = u32::from(head.is_some_and(|h| h > n));
    let far = head.map_or(0, |h| h.abs_diff(n).min(6) as u32);
    let above = head.and_then(|h| heads[h]);
    let own = Some(n);
    let nouns = siblings.iter().filter(|s| **s > head.unwrap_or(0) && tags[**s].is_noun()).count().min(2) as u32;
    let mut template = 0;
    let mut add = |parts: &[u32]| {
        features.push(parts.iter().fold(Feature::new(template), |f, part| f.with(*part)).hash());
        template += 1;
    };
    add(&[]);
    add(&[w(own), side]);
    add(&[t(own), side]);
    add(&[w(head), side]);
    add(&[t(head), side]);
    add(&[w(own), t(head), side]);
    add(&[t(own), w(head), side]);
    add(&[t(own), t(head), side]);
    add(&[w(own), w(head)]);
    add(&[t(own), t(head), far, side]);
    add(&[t(own), t(head), t(before), side]);
    add(&[t(own), t(head), t(after), side]);
    add(&[t(own), t(first), t(head)]);
    add(&[w(first), t(own), t(head)]);
    add(&[w(last), t(own)]);
    add(&[t(last), t(own), t(head)]);
    add(&[t(own), w(before), side]);
    add(&[t(own), t(head), w(after), side]);
    add(&[t(own), t(head), t(above)]);
    add(&[t(own), t(head), nouns, side]);
    add(&[w(n.checked_sub(1)), t(own), t(head)]);
    add(&[t(n.checked_sub(1)), t(own), t(n.checked_add(1)), side]);
    add(&[children[n].len().min(4) as u32, t(own), t(head), side]);
}
