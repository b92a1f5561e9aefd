//! Parts of speech, from left to right.

use super::perceptron::{Feature, Weights, word};
use super::token::Shape;

macro_rules! tags {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// Part of speech, as the Penn Treebank names it.
        #[allow(missing_docs, clippy::upper_case_acronyms, reason = "the treebank's own names")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Tag { $($name),* }

        impl Tag {
            /// All, in order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The treebank's name.
            #[cfg(test)]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

tags! {
    Other = "XX", Cc = "CC", Cd = "CD", Dt = "DT", Ex = "EX", Fw = "FW", In = "IN", Jj = "JJ", Jjr = "JJR", Jjs = "JJS", Md = "MD",
    Nn = "NN", Nns = "NNS", Nnp = "NNP", Nnps = "NNPS", Pdt = "PDT", Pos = "POS", Prp = "PRP", PrpS = "PRP$", Rb = "RB", Rbr = "RBR",
    Rbs = "RBS", Rp = "RP", To = "TO", Uh = "UH", Vb = "VB", Vbd = "VBD", Vbg = "VBG", Vbn = "VBN", Vbp = "VBP", Vbz = "VBZ",
    Wdt = "WDT", Wp = "WP", WpS = "WP$", Wrb = "WRB", Comma = ",", Stop = ".", Colon = ":", Hyphen = "HYPH", Open = "-LRB-",
    Close = "-RRB-", Quote = "``", Unquote = "''", Money = "$", Symbol = "SYM", Add = "ADD", Nfp = "NFP", Afx = "AFX", Ls = "LS",
}

impl Tag {
    /// A finite verb or a modal: what a clause needs.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Vbd | Self::Vbp | Self::Vbz | Self::Md)
    }

    /// Any form of a verb.
    pub fn is_verb(self) -> bool {
        matches!(self, Self::Vb | Self::Vbd | Self::Vbg | Self::Vbn | Self::Vbp | Self::Vbz | Self::Md)
    }

    /// A noun or a name.
    pub fn is_noun(self) -> bool {
        matches!(self, Self::Nn | Self::Nns | Self::Nnp | Self::Nnps)
    }

    /// A mark.
    pub fn is_mark(self) -> bool {
        matches!(
            self,
            Self::Comma | Self::Stop | Self::Colon | Self::Hyphen | Self::Open | Self::Close | Self::Quote | Self::Unquote | Self::Nfp
        )
    }
}

/// Tags of a sentence's words.
pub(crate) fn tag(weights: &Weights, words: &[String], shapes: &[Shape]) -> Vec<Tag> {
    let mut tags = Vec::with_capacity(words.len());
    let (mut features, mut scores) = (Vec::with_capacity(24), vec![0; weights.classes]);
    for n in 0..words.len() {
        facts(words, shapes, &tags, n, &mut features);
        weights.scores(&features, &mut scores);
        // The first of the best, so that ties are the same everywhere.
        let best = (0..scores.len()).rev().max_by_key(|class| scores[*class]).unwrap_or(0);
        tags.push(Tag::ALL.get(best).copied().unwrap_or(Tag::Other));
    }
    tags
}

/// What the tagger looks at: the word, its ending and shape, its neighbours, the two tags before.
pub(crate) fn facts(words: &[String], shapes: &[Shape], tags: &[Tag], n: usize, features: &mut Vec<u32>) {
    features.clear();
    let at = |offset: isize| n.checked_add_signed(offset).and_then(|n| words.get(n)).map_or("", String::as_str);
    let normal = |text: &str| word(if text.bytes().any(|b| b.is_ascii_digit()) { "0" } else { text });
    let ending = |text: &str, len: usize| word(&text[text.char_indices().rev().nth(len - 1).map_or(0, |(at, _)| at)..]);
    let before = |back: usize| n.checked_sub(back).map_or(99, |n| tags[n] as u32);
    let (own, last, next) = (normal(at(0)), normal(at(-1)), normal(at(1)));
    let start = at(0).chars().next().map_or(0, u32::from);
    let shape = shapes[n] as u32 * 2 + u32::from(n == 0);
    let all: [(u32, u32); 22] = [
        (0, 0),
        (own, 0),
        (ending(at(0), 3), 0),
        (ending(at(0), 2), 0),
        (start, 0),
        (shape, 0),
        (before(1), 0),
        (before(2), 0),
        (before(1), before(2)),
        (before(1), own),
        (last, 0),
        (ending(at(-1), 3), 0),
        (normal(at(-2)), 0),
        (next, 0),
        (ending(at(1), 3), 0),
        (normal(at(2)), 0),
        (own, next),
        (last, own),
        (before(1), next),
        (shape, before(1)),
        (ending(at(0), 3), before(1)),
        (next, normal(at(2))),
    ];
    features.extend(all.iter().enumerate().map(|(n, (a, b))| Feature::new(n as u32).with(*a).with(*b).hash()));
}
