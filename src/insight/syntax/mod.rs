//! Grammar: words with their parts of speech, and who governs whom, so that deleting words leaves sentences whole.
//!
//! Three averaged perceptrons do it, one after the other: the [tagger](tagger) gives each word its part of speech, the [parser](arcs)
//! its head, the [labeller](labels) its function. They were [taught](teach) on talk; `en/syntax.md` says how. A sentence takes some
//! microseconds a word, so a passage can be parsed again whenever it is needed.

mod arcs;
mod labels;
mod perceptron;
mod tagger;
#[cfg(test)]
mod teach;
mod token;

pub(crate) use labels::Function;
pub(crate) use tagger::Tag;
pub(crate) use token::low;

use perceptron::Weights;
use std::{ops::Range, sync::LazyLock};

/// A word or mark of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    /// Bytes of the sentence. `don't` is two tokens, `do` and `n't`.
    pub range: Range<usize>,
    /// As written, lower case, apostrophes straight.
    pub low: String,
    /// Part of speech.
    pub tag: Tag,
    /// Number of the token that governs this one; its own number for the root.
    pub head: usize,
    /// What it does for its head.
    pub function: Function,
}

/// The three perceptrons.
pub(crate) struct Grammar {
    tagger: Weights,
    arcs: Weights,
    labels: Weights,
}

static EMBEDDED: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::read(include_bytes!("../en/syntax.bin")).unwrap_or_else(|| unreachable!("the embedded grammar is tested")));

/// The tokens of a sentence, parsed.
pub(crate) fn parse(sentence: &str) -> Vec<Token> {
    EMBEDDED.parse(sentence)
}

impl Grammar {
    /// Reads the three models of one file.
    fn read(mut bytes: &[u8]) -> Option<Self> {
        let tagger = Weights::read(&mut bytes)?;
        let arcs = Weights::read(&mut bytes)?;
        let labels = Weights::read(&mut bytes)?;
        Some(Self { tagger, arcs, labels })
    }

    /// The tokens of a sentence, parsed.
    pub fn parse(&self, sentence: &str) -> Vec<Token> {
        let ranges = token::tokens(sentence);
        let words: Vec<String> = ranges.iter().map(|range| token::low(&sentence[range.clone()])).collect();
        let shapes: Vec<token::Shape> = ranges.iter().map(|range| token::shape(&sentence[range.clone()])).collect();
        let tags = tagger::tag(&self.tagger, &words, &shapes);
        let heads = arcs::heads(&self.arcs, &words, &tags);
        let functions = labels::functions(&self.labels, &words, &tags, &heads);
        let parts = ranges.into_iter().zip(words).zip(tags).zip(heads).zip(functions);
        parts
            .enumerate()
            .map(|(n, ((((range, low), tag), head), function))| Token { range, low, tag, head: head.unwrap_or(n), function })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(sentence: &str) -> String {
        let tokens = parse(sentence);
        let one = |t: &Token| format!("{}/{}>{}:{}", t.low, t.tag.name(), tokens[t.head].low, t.function.name());
        tokens.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn plain_sentences_are_parsed_as_people_read_them() {
        insta::assert_snapshot!(told("The marketing department is huge, because nobody wants to say that they don't know."), @"the/DT>department:det marketing/NN>department:amod department/NN>is:nsubj is/VBZ>is:ROOT huge/JJ>is:dobj ,/,>is:punct because/IN>wants:mark nobody/NN>wants:nsubj wants/VBZ>is:advcl to/TO>say:aux say/VB>wants:xcomp that/IN>know:mark they/PRP>know:nsubj do/VBP>know:aux n't/RB>know:neg know/VB>say:ccomp ./.>is:punct");
        insta::assert_snapshot!(told("Never quote for a repair before somebody has paid you to look."), @"never/RB>quote:neg quote/UH>quote:ROOT for/IN>paid:prep a/DT>repair:det repair/NN>for:pobj before/IN>paid:mark somebody/NN>paid:nsubj has/VBZ>paid:aux paid/VBN>quote:advcl you/PRP>look:nsubj to/TO>look:aux look/VB>paid:ccomp ./.>quote:punct");
        insta::assert_snapshot!(told("The more nodes you have to travel down through your tree"), @"the/DT>nodes:det more/JJR>nodes:amod nodes/NNS>nodes:ROOT you/PRP>have:nsubj have/VBP>nodes:relcl to/TO>travel:aux travel/VB>have:xcomp down/RP>travel:prt through/IN>travel:prep your/PRP$>tree:det tree/NN>through:pobj");
        insta::assert_snapshot!(told("What it means is one chance in a hundred, every single year."), @"what/WP>means:dobj it/PRP>means:nsubj means/VBZ>is:nsubj is/VBZ>is:ROOT one/CD>chance:amod chance/NN>is:dobj in/IN>chance:prep a/DT>hundred:amod hundred/CD>in:pobj ,/,>chance:punct every/DT>year:det single/JJ>year:amod year/NN>is:advmod ./.>is:punct");
    }

    proptest! {
        #[test]
        fn any_text_has_one_root_and_no_circle(text in "([a-zA-Z']{1,8}[ ,.!?-]{0,2}|\\PC){0,40}") {
            let tokens = parse(&text);
            for start in 0..tokens.len() {
                let mut at = start;
                for _ in 0..=tokens.len() {
                    at = tokens[at].head;
                }
                prop_assert_eq!(tokens[at].head, at, "every way up ends at a root");
            }
            prop_assert!(tokens.windows(2).all(|w| w[0].range.end <= w[1].range.start));
        }
    }
}
