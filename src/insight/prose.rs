//! Whether a text reads as finished prose and stands alone: judged by its grammar, sentence by sentence.

use super::faults;
use super::sentences;
use super::syntax::{self, Function, Tag, Token};
use super::talk;
use super::verbs;
use std::collections::HashMap;

/// Words that point at something said before.
const POINTERS: &str = "it that this these those they them he she him her its their his one ones others ours mine yours theirs";

/// Words that leave a text hanging when they are its first: what they compare or count with is not there.
const SEQUELS: &str = "other second third final next last another bigger first latter former same such else both either";

/// Reads texts. It remembers the sentences that it has read: many texts of an episode share them, and parsing is what costs.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// By sentence: how whole it is, and how well it can open a text.
    read: HashMap<String, (f32, f32)>,
}

impl Reader {
    /// From 0 (fragments) to 1 (prose that a stranger can read).
    pub fn judge(&mut self, text: &str) -> f32 {
        let mut quality = 1.0;
        for (n, range) in sentences::split(text, &[]).into_iter().enumerate() {
            let (whole, opens) = self.read(&text[range]);
            quality *= if n == 0 { whole * opens } else { whole };
        }
        let low = syntax::low(text);
        quality * talk::distance(&low) * balanced(text)
    }

    fn read(&mut self, sentence: &str) -> (f32, f32) {
        if let Some(known) = self.read.get(sentence) {
            return *known;
        }
        let tokens = syntax::parse(sentence);
        let value = (whole(sentence, &tokens), 1.0 - dangling(&tokens));
        self.read.insert(sentence.to_owned(), value);
        value
    }
}

/// Quotation marks and brackets come in pairs.
fn balanced(text: &str) -> f32 {
    let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
    let pairs = count(&['(']) == count(&[')']) && count(&['“']) == count(&['”']) && count(&['"']).is_multiple_of(2);
    if pairs { 1.0 } else { 0.6 }
}

/// From 0 to 1: whether a sentence has what a sentence needs, and nothing of talk that was cut short.
pub(crate) fn whole(sentence: &str, tokens: &[Token]) -> f32 {
    let words = tokens.iter().filter(|t| !t.tag.is_mark()).count();
    let Some(root) = root(tokens) else { return 0.2 };
    let mut quality: f32 = 1.0;
    if sentence.contains('?') {
        quality *= 0.45;
    }
    if !is_finite(tokens, root) && !is_imperative(tokens, root) {
        quality *= 0.5;
    }
    // `Especially when you cannot meet.`: half a sentence.
    let joins = |m: usize| {
        m < root
            && tokens[m].function != Function::Subject
            && among(&tokens[m].low, "if when because while although though unless until since whereas especially 'cause cause")
    };
    if children(tokens, root).any(joins) {
        quality *= 0.45;
    }
    if ends_open(tokens) {
        quality *= 0.4;
    }
    quality *= match words {
        0..=3 => 0.7,
        4..=34 => 1.0,
        35..=44 => 0.8,
        _ => 0.5,
    };
    let repeats =
        tokens.windows(2).filter(|w| w[0].low == w[1].low && !w[0].tag.is_mark() && w[0].low != "that" && w[0].low != "had").count();
    let breaks = sentence.matches([',', ';', ':', '–', '—']).count() as f32 / words.max(1) as f32;
    let dots =
        sentence.trim_end_matches('.').contains("..") || sentence.contains('…') || sentence.ends_with("..") || sentence.contains("--");
    let likes = loose(tokens);
    quality *= 0.75f32.powi((repeats + likes).min(4) as i32);
    quality *= faults::sound(sentence, tokens);
    quality * if dots { 0.7 } else { 1.0 } * if breaks > 0.2 { 0.75 } else { 1.0 }
}

/// Sounds, fillers and clauses that run into one another.
fn loose(tokens: &[Token]) -> usize {
    let filler = |n: usize| {
        let token = &tokens[n];
        let before = n.checked_sub(1).map(|n| &tokens[n]);
        let after = tokens.get(n + 1);
        let comma = |t: Option<&Token>| t.is_none_or(|t| t.tag == Tag::Comma || t.tag == Tag::Colon);
        among(&token.low, "um uh er erm oh ah hmm hm mm huh yeah yep okay ok hey hi wow nah gosh")
            || (token.low == "like" && comma(after) && n > 0)
            || (token.low == "like"
                && before.is_some_and(|b| {
                    matches!(
                        b.low.as_str(),
                        "'s" | "is"
                            | "'re"
                            | "are"
                            | "was"
                            | "were"
                            | "be"
                            | "not"
                            | "n't"
                            | "to"
                            | "need"
                            | "have"
                            | "has"
                            | "and"
                            | "if"
                            | "so"
                            | "just"
                            | "than"
                    )
                })
                && !comma(after))
            || (matches!(token.low.as_str(), "kind" | "sort")
                && after.is_some_and(|a| a.low == "of")
                && before.is_none_or(|b| b.tag != Tag::Dt && b.tag != Tag::Jj))
            || (token.low == "gonna" || token.low == "gon" || token.low == "kinda" || token.low == "wan")
    };
    let run_on = |n: usize| {
        // Two finite verbs side by side, such as `is it is`, or a comma between two whole sentences.
        let (a, b) = (&tokens[n], tokens.get(n + 1));
        a.tag == Tag::Vbz
            && b.is_some_and(|b| b.low == "it" || b.low == "is")
            && tokens.get(n + 2).is_some_and(|c| c.tag == Tag::Vbz)
            && !asks(tokens)
    };
    (0..tokens.len()).filter(|n| filler(*n) || run_on(*n)).count()
}

fn asks(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|t| t.low == "?")
}

/// Whether `word` is one of a list's words.
pub(crate) fn among(word: &str, list: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

/// Number of the main word.
pub(crate) fn root(tokens: &[Token]) -> Option<usize> {
    (0..tokens.len()).find(|n| tokens[*n].head == *n && !tokens[*n].tag.is_mark())
}

/// The children of a token.
pub(crate) fn children(tokens: &[Token], n: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tokens.len()).filter(move |m| *m != n && tokens[*m].head == n)
}

/// Whether the verb at `n` is finite, itself or by an auxiliary, and has a subject.
pub(crate) fn is_finite(tokens: &[Token], n: usize) -> bool {
    let aux = |m: usize| tokens[m].function == Function::Auxiliary;
    // The tagger takes `they delete` for a bare verb now and then: with a subject and without `to` it is none.
    let bare = tokens[n].tag == Tag::Vb && !children(tokens, n).any(aux);
    let verb = tokens[n].tag.is_finite() || bare || children(tokens, n).any(|m| aux(m) && tokens[m].tag.is_finite());
    verb && children(tokens, n).any(|m| matches!(tokens[m].function, Function::Subject | Function::Expletive))
}

/// Whether the sentence tells somebody to do something: it begins with the bare verb, or with `never`, `don't`, `always`.
pub(crate) fn is_imperative(tokens: &[Token], root: usize) -> bool {
    let bare = matches!(tokens[root].tag, Tag::Vb | Tag::Vbp) || (verbs::is_base(&tokens[root].low) && !tokens[root].tag.is_finite());
    let before = &tokens[..root];
    // What follows `never` or `don't` at the start is a verb, whatever the tagger takes it for.
    let bare = bare || before.last().is_some_and(|t| matches!(t.low.as_str(), "never" | "n't" | "always"));
    let plain = before
        .iter()
        .all(|t| matches!(t.low.as_str(), "do" | "n't" | "not" | "never" | "always" | "just" | "please" | "then" | "instead" | ","));
    bare && plain && !children(tokens, root).any(|m| tokens[m].function == Function::Subject)
}

/// Whether the last word wants another one behind it.
pub(crate) fn ends_open(tokens: &[Token]) -> bool {
    let Some(n) = (0..tokens.len()).rev().find(|n| !tokens[*n].tag.is_mark()) else { return true };
    let last = &tokens[n];
    let verb_before = tokens[..n].iter().rev().any(|t| t.tag.is_verb());
    match last.tag {
        Tag::Dt => !matches!(last.low.as_str(), "this" | "that" | "these" | "those" | "all" | "both" | "each" | "some" | "any" | "another"),
        Tag::Cc | Tag::PrpS | Tag::Wdt | Tag::WpS | Tag::Wrb => true,
        // `what you are looking for` may end so; `a lot of` may not.
        Tag::In => {
            last.low == "of"
                || last.low == "that"
                || last.low == "because"
                || last.low == "than"
                || !verb_before
                || tokens[last.head].tag.is_noun()
        }
        Tag::To => false,
        _ => matches!(
            last.low.as_str(),
            "very" | "really" | "the" | "a" | "an" | "is" | "are" | "was" | "were" | "i" | "we" | "and" | "supposed"
        ),
    }
}

/// From 0 (stands alone) to 1: how much of a text's first sentence hangs on what is not there.
pub(crate) fn dangling(tokens: &[Token]) -> f32 {
    let mut noun = false;
    let first = tokens.iter().find(|t| !t.tag.is_mark());
    let mut dangling: f32 = match first {
        Some(t)
            if matches!(
                t.low.as_str(),
                "because" | "which" | "so" | "and" | "but" | "or" | "then" | "therefore" | "hence" | "than" | "yeah" | "also" | "otherwise"
            ) =>
        {
            0.5
        }
        Some(t)
            if matches!(
                t.low.as_str(),
                "initially" | "again" | "already" | "now" | "eventually" | "whereas" | "instead" | "secondly" | "anyway" | "maybe" | "not"
            ) =>
        {
            0.3
        }
        Some(t) if matches!(t.low.as_str(), "like" | "kind" | "sort" | "say" | "or" | "into") => 0.4,
        _ => 0.0,
    };
    // A stranger does not know who `we` are, and an order often is the rest of a longer sentence.
    if let Some(root) = root(tokens) {
        let first = first.map_or("", |t| t.low.as_str());
        let ordered = is_imperative(tokens, root) && !matches!(first, "never" | "do" | "always");
        let us = matches!(first, "we" | "i" | "our" | "my");
        dangling = dangling.max(if ordered || us { 0.13 } else { 0.0 });
    }
    if breaks_off_early(tokens) {
        dangling = dangling.max(0.5);
    }
    for (n, token) in tokens.iter().enumerate() {
        if token.tag.is_noun() && !is_vague(&token.low) {
            noun = true;
        }
        if noun {
            break;
        }
        let subject = matches!(token.function, Function::Subject | Function::Object | Function::PrepositionObject | Function::Expletive);
        if among(&token.low, POINTERS) && (subject || token.tag == Tag::PrpS) && !is_placeholder(tokens, n) {
            dangling = dangling.max(0.65);
        }
        let determines =
            token.function == Function::Determiner && matches!(token.low.as_str(), "that" | "this" | "those" | "these" | "such");
        if determines {
            dangling = dangling.max(0.45);
        }
        if among(&token.low, SEQUELS) && n <= 2 && token.tag != Tag::Rb {
            dangling = dangling.max(0.4);
        }
    }
    dangling
}

/// `You shouldn't, because …`, `It wasn't.`: a text may not begin with a verb whose sense is said before.
fn breaks_off_early(tokens: &[Token]) -> bool {
    tokens.iter().take(6).zip(tokens.iter().skip(1)).any(|(token, next)| {
        let helper = token.low == "n't" || token.tag == Tag::Md || matches!(token.low.as_str(), "do" | "does" | "did");
        helper && matches!(next.tag, Tag::Comma | Tag::Stop)
    })
}

/// Nouns that name nothing.
pub(crate) fn is_vague(low: &str) -> bool {
    matches!(
        low,
        "thing"
            | "things"
            | "stuff"
            | "lot"
            | "lots"
            | "way"
            | "bit"
            | "kind"
            | "sort"
            | "one"
            | "ones"
            | "something"
            | "reason"
            | "point"
            | "guy"
            | "guys"
            | "part"
            | "case"
            | "time"
            | "times"
    )
}

/// `it` that stands for a clause still to come, as in `it is hard to say`, and `that` which only joins.
fn is_placeholder(tokens: &[Token], n: usize) -> bool {
    if tokens[n].function == Function::Expletive {
        return true;
    }
    let head = tokens[n].head;
    tokens[n].low == "it"
        && children(tokens, head).any(|m| {
            m > head
                && (matches!(tokens[m].function, Function::OpenClause | Function::Clause | Function::Adverbial)
                    || children(tokens, m).any(|k| k > m && matches!(tokens[k].function, Function::OpenClause | Function::Clause)))
                && [
                    "hard",
                    "easy",
                    "easier",
                    "harder",
                    "important",
                    "possible",
                    "impossible",
                    "better",
                    "worth",
                    "useful",
                    "good",
                    "difficult",
                    "matter",
                    "matters",
                    "takes",
                    "take",
                    "simple",
                    "cheaper",
                    "safer",
                    "wrong",
                    "right",
                    "rare",
                    "common",
                    "turns",
                    "seems",
                ]
                .iter()
                .any(|w| tokens[head].low == *w || tokens[m].low == *w)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> f32 {
        Reader::default().judge(text)
    }

    #[test]
    fn prose_that_stands_alone_is_told_from_talk_that_does_not() {
        let good = [
            "Most people with long-standing insomnia are spending too much time in bed, not too little.",
            "Never quote for a repair before somebody has paid you to look. The looking is the work.",
            "It is easier to profile small services, because they do a limited set of things.",
            "You should almost always refactor, rather than rewrite, because so much is encoded in the existing code.",
        ];
        let bad = [
            "It doesn't have to be this big system. That might slow us down.",
            "Because then you start matching to a lot of things.",
            "The second bit that's very important is that it's incremental.",
            "The outage problem and the scalability problem.",
            "You know, as I said, we're talking about a lot of",
            "They've gotten themselves into a secure role.",
        ];
        for text in good {
            assert!(judge(text) > 0.7, "{} {text}", judge(text));
        }
        for text in bad {
            assert!(judge(text) < 0.65, "{} {text}", judge(text));
        }
    }
}
