//! Headlines by grammar: a statement of at most twelve words, cut out of a sentence by deleting what its main clause can do without.

use super::claims;
use super::prose::{among, children, ends_open, is_finite, is_imperative, is_vague, root};
use super::spare::{drop_subtree, holds_article, is_filler, is_opposed, length_of, price};
use super::syntax::{self, Function, Tag, Token};
use std::collections::HashMap;

/// Most words of a headline.
pub(crate) const WORDS: usize = 12;

/// A headline and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Title {
    /// The words; empty if nothing can be made.
    pub text: String,
    /// From 0 (a fragment) to 1 (a statement).
    pub quality: f32,
}

/// A headline before it is read again.
struct Draft {
    text: String,
    quality: f32,
    /// Words right behind a deletion, each with the word that governs it: still so, if the deletion did no harm.
    joints: Vec<(String, String)>,
}

/// So many of the best headlines are read again before one is taken.
const READ: usize = 5;

/// Makes headlines. It remembers what each sentence gave: many passages of an episode share their sentences.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    /// By sentence: its headlines, best first.
    known: HashMap<String, Vec<Title>>,
}

impl Titles {
    /// The best headline that any of the sentences gives; the first of equals.
    pub fn best(&mut self, sentences: &[&str]) -> Title {
        let mut best = Title { text: String::new(), quality: 0.0 };
        for (n, sentence) in sentences.iter().enumerate() {
            let Some(known) = self.of(sentence).first() else { continue };
            // What comes first is what the rest explains.
            let quality = known.quality * (1.0 - 0.03 * n.min(4) as f32);
            if quality > best.quality + 1e-6 {
                best = Title { text: known.text.clone(), quality };
            }
        }
        best
    }

    /// Headlines of any of the sentences, up to `most`, best first.
    pub fn some(&mut self, sentences: &[&str], most: usize) -> Vec<Title> {
        let mut some: Vec<Title> = sentences.iter().flat_map(|sentence| self.of(sentence).clone()).collect();
        some.sort_by(|a, b| b.quality.total_cmp(&a.quality));
        some.dedup_by(|a, b| a.text == b.text);
        some.truncate(most);
        some
    }

    fn of(&mut self, sentence: &str) -> &Vec<Title> {
        self.known.entry(sentence.to_owned()).or_insert_with(|| of_sentence(sentence))
    }
}

/// The headlines of a sentence, best first.
fn of_sentence(sentence: &str) -> Vec<Title> {
    let tokens = syntax::parse(sentence);
    let mut drafts: Vec<Draft> = kernels(&tokens).into_iter().filter_map(|kernel| shorten(sentence, &tokens, kernel)).collect();
    for end in beginnings(&tokens) {
        let part = &sentence[..end];
        let tokens = syntax::parse(part);
        let made = kernels(&tokens).into_iter().filter_map(|kernel| shorten(part, &tokens, kernel));
        drafts.extend(made.map(|draft| Draft { quality: 0.95 * draft.quality, ..draft }));
    }
    drafts.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    let mut titles: Vec<Title> = Vec::new();
    for draft in drafts.into_iter().take(READ) {
        let quality = draft.quality * claims::reread(&draft.text, &draft.joints);
        if quality > 1e-6 && titles.iter().all(|title| title.text != draft.text) {
            titles.push(Title { quality, text: draft.text });
        }
    }
    titles.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    titles
}

/// Where a sentence could stop, whatever the parser makes of the rest: before `, because`, `, which`, `, so` and their like. What stands
/// before `, but` is what somebody concedes, not the claim.
fn beginnings(tokens: &[Token]) -> Vec<usize> {
    let words = |n: usize| tokens[..n].iter().filter(|t| !t.tag.is_mark()).count();
    // `Make it stiffer, and you have moved the crack`: an order that is a condition.
    let ordered = root(tokens).is_some_and(|root| is_imperative(tokens, root));
    if ordered && tokens.windows(3).any(|w| w[0].tag == Tag::Comma && w[1].low == "and" && w[2].tag == Tag::Prp) {
        return Vec::new();
    }
    let stops = |n: &usize| {
        let denied = tokens[..*n].iter().any(|t| matches!(t.low.as_str(), "n't" | "not" | "never"));
        let next = tokens.get(n + 1).map_or("", |t| t.low.as_str());
        let ends = matches!(next, "because" | "which" | "so" | "and" | "whereas" | "since") || matches!(next, "not" | "rather") && !denied;
        tokens[*n].tag == Tag::Comma && ends && (4..=WORDS + 5).contains(&words(*n))
    };
    (0..tokens.len()).filter(stops).map(|n| tokens[n].range.start).collect()
}

/// A clause that may be a statement of its own: its main word, and which tokens belong to it.
struct Kernel {
    root: usize,
    kept: Vec<bool>,
    /// What was lost by taking the clause out, from 0 to 1.
    cost: f32,
}

/// The sentence itself, what somebody thinks or says in it, and clauses joined by `and` or `but`.
fn kernels(tokens: &[Token]) -> Vec<Kernel> {
    let Some(root) = root(tokens) else { return Vec::new() };
    let mut kernels = vec![Kernel { root, kept: vec![true; tokens.len()], cost: 0.0 }];
    let mut at = root;
    let mut cost = 0.0;
    // `I think that …`, `the thing is that …`: down to what is said.
    while let Some(clause) = inner(tokens, at) {
        cost += 0.02;
        kernels.push(Kernel { root: clause, kept: without_mark(tokens, clause), cost });
        at = clause;
    }
    for conjunct in (0..tokens.len()).filter(|n| tokens[*n].function == Function::Conjunct && is_finite(tokens, *n)) {
        let free = ancestors(tokens, conjunct).all(|a| a == root || tokens[a].function == Function::Conjunct);
        if free && !conditional(tokens, root) && !is_imperative(tokens, root) {
            kernels.push(Kernel {
                root: conjunct,
                kept: subtree(tokens, conjunct),
                cost: if is_opposed(tokens, conjunct) { 0.08 } else { 0.18 },
            });
        }
    }
    kernels
}

/// The clause that a verb of thinking or saying governs, if nothing denies or questions it.
fn inner(tokens: &[Token], n: usize) -> Option<usize> {
    const SAYING: &str = "think believe guess feel say find found know realize realized argue suppose mean means learned learnt noticed saying thinking discovered told tell thought see saw seen understand shows";
    const NAMING: &str = "differentiator benefit advantage key surprise joke rule thing problem truth fact point reality lesson idea answer trick secret rule issue";
    let denied = children(tokens, n).any(|m| tokens[m].function == Function::Negation) || conditional(tokens, n);
    if denied {
        return None;
    }
    let clause = children(tokens, n).find(|m| *m > n && tokens[*m].function == Function::Clause && is_finite(tokens, *m))?;
    let subject = children(tokens, n).find(|m| *m < n && tokens[*m].function == Function::Subject)?;
    let said = among(&tokens[n].low, SAYING) && matches!(tokens[subject].low.as_str(), "i" | "we" | "you" | "people" | "that" | "it");
    let named = matches!(tokens[n].low.as_str(), "is" | "'s" | "was") && among(&tokens[subject].low, NAMING);
    let asks = subtree_range(tokens, clause).any(|m| {
        m < clause && matches!(tokens[m].tag, Tag::Wp | Tag::Wrb | Tag::Wdt)
            || tokens[m].low == "if" && tokens[m].head == clause
            || tokens[m].low == "whether"
    });
    ((said || named) && !asks).then_some(clause)
}

/// Whether the clause holds only under a condition: it is itself `if …`.
fn conditional(tokens: &[Token], n: usize) -> bool {
    children(tokens, n)
        .any(|m| tokens[m].function == Function::Mark && matches!(tokens[m].low.as_str(), "if" | "unless" | "whether" | "until" | "before"))
}

/// Tokens above `n`, the nearest first.
pub(crate) fn ancestors(tokens: &[Token], n: usize) -> impl Iterator<Item = usize> + '_ {
    let mut at = n;
    std::iter::from_fn(move || {
        let head = tokens[at].head;
        (head != at).then(|| {
            at = head;
            head
        })
    })
}

/// Which tokens hang on `n`, itself among them.
fn subtree(tokens: &[Token], n: usize) -> Vec<bool> {
    (0..tokens.len()).map(|m| m == n || ancestors(tokens, m).any(|a| a == n)).collect()
}

/// Tokens that hang on `n`, itself among them, in order.
pub(crate) fn subtree_range(tokens: &[Token], n: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tokens.len()).filter(move |m| *m == n || ancestors(tokens, *m).any(|a| a == n))
}

fn without_mark(tokens: &[Token], clause: usize) -> Vec<bool> {
    let mut kept = subtree(tokens, clause);
    for m in children(tokens, clause).filter(|m| tokens[*m].function == Function::Mark && tokens[*m].low == "that") {
        kept[m] = false;
    }
    kept
}

/// Deletes what can be missed, the cheapest first, until the clause is short enough; then judges it.
fn shorten(sentence: &str, tokens: &[Token], kernel: Kernel) -> Option<Draft> {
    let Kernel { root, mut kept, mut cost } = kernel;
    let says = is_finite(tokens, root) || is_imperative(tokens, root);
    if !says || sentence.trim_end().ends_with('?') {
        return None;
    }
    trim_start(tokens, root, &mut kept);
    // Fillers go in any case.
    for n in 0..tokens.len() {
        if kept[n] && is_filler(tokens, n) && !holds_article(tokens, n) {
            drop_subtree(tokens, n, &mut kept);
        }
    }
    let mut optional: Vec<(f32, usize)> = (0..tokens.len()).filter_map(|n| Some((price(tokens, root, n)?, n))).collect();
    // Of equal prices the last goes first: headlines lose their tails.
    optional.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    for (price, n) in optional {
        if length(tokens, &kept) <= WORDS {
            break;
        }
        if kept[n] && n != root {
            drop_subtree(tokens, n, &mut kept);
            cost += price;
        }
    }
    let words = length(tokens, &kept);
    if !(3..=WORDS).contains(&words) || turned_round(tokens, &kept) {
        return None;
    }
    let text = print(sentence, tokens, &kept);
    let quality = (1.0 - cost) * judge(tokens, root, &kept);
    (quality > 0.0 && crate::text::count_words(&text) <= WORDS).then(|| Draft { text, quality, joints: joints(tokens, &kept) })
}

/// Whether a `not` was lost that what is kept may hang on: `I don't think that tests help` must never become `Tests help`. What a `but`
/// parts from it is safe.
fn turned_round(tokens: &[Token], kept: &[bool]) -> bool {
    const DENIALS: &str = "not n't never no nobody none nothing neither nor without hardly cannot isn't doesn't don't";
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    (0..last).filter(|n| !kept[*n] && among(&tokens[*n].low, DENIALS)).any(|n| {
        let parted = |m: &usize| !kept[*m] && (tokens[*m].low == "but" || tokens[*m].low == ";");
        let next = (n..=last).find(|m| kept[*m]).unwrap_or(last);
        !(n..next).any(|m| parted(&m))
    })
}

/// What stands right behind deleted words, with what governs it.
fn joints(tokens: &[Token], kept: &[bool]) -> Vec<(String, String)> {
    let opens = |n: usize| n > 0 && kept[n] && !kept[n - 1] && kept[..n].iter().any(|k| *k) && !tokens[n].tag.is_mark();
    (1..tokens.len())
        .filter(|n| opens(*n) && kept[tokens[*n].head])
        .map(|n| (tokens[n].low.clone(), tokens[tokens[n].head].low.clone()))
        .collect()
}

/// Conjunctions and adverbs that only join a sentence to the one before.
fn trim_start(tokens: &[Token], root: usize, kept: &mut [bool]) {
    const JOINING: &str = "so and but well now then also because like yeah right or again actually basically plus hence therefore anyway obviously honestly fundamentally ultimately essentially look oh okay first";
    for n in 0..tokens.len() {
        if !kept[n] {
            continue;
        }
        let joins = among(&tokens[n].low, JOINING) && tokens[n].head == root && n != root && length_of(tokens, n) <= 1;
        if !(joins || tokens[n].tag.is_mark() && !matches!(tokens[n].tag, Tag::Quote | Tag::Open | Tag::Money)) {
            return;
        }
        kept[n] = false;
    }
}

fn length(tokens: &[Token], kept: &[bool]) -> usize {
    // `don't` and `20-year-old` are one word to a reader.
    let mut words = 0;
    let mut end = usize::MAX;
    for (token, _) in tokens.iter().zip(kept).filter(|(t, k)| **k && !(t.tag.is_mark() && t.tag != Tag::Hyphen)) {
        words += usize::from(token.range.start != end);
        end = token.range.end;
    }
    words
}

fn subordinate(tokens: &[Token], root: usize, kept: &[bool]) -> bool {
    const JOINS: &str = "if when because while although though unless until since whereas whether especially where which";
    children(tokens, root).any(|m| m < root && kept[m] && among(&tokens[m].low, JOINS) && tokens[m].function != Function::Subject)
}

/// The kept tokens, numbered anew; one whose head is gone is a root.
fn left_over(tokens: &[Token], kept: &[bool]) -> Vec<Token> {
    let numbers: Vec<usize> = (0..tokens.len()).filter(|n| kept[*n]).collect();
    let anew = |old: usize, own: usize| numbers.binary_search(&old).unwrap_or(own);
    numbers.iter().enumerate().map(|(own, old)| Token { head: anew(tokens[*old].head, own), ..tokens[*old].clone() }).collect()
}

/// Whether what is left is a statement that says something.
fn judge(tokens: &[Token], root: usize, kept: &[bool]) -> f32 {
    // A clause that begins with `if` or `when` and governs the rest is half a sentence.
    if subordinate(tokens, root, kept) {
        return 0.0;
    }
    let left = left_over(tokens, kept);
    let subject =
        children(tokens, root).find(|m| kept[*m] && *m < root && matches!(tokens[*m].function, Function::Subject | Function::Expletive));
    let mut quality: f32 = 1.0;
    match subject.map(|s| tokens[s].low.as_str()) {
        None if !is_imperative(tokens, root) => return 0.0,
        Some("it" | "that" | "this" | "these" | "those" | "they" | "he" | "she" | "which" | "who") => {
            quality *= if subject.is_some_and(|s| tokens[s].function == Function::Expletive) { 0.7 } else { 0.3 };
        }
        Some("one" | "ones" | "others" | "some" | "both" | "either" | "another") => quality *= 0.5,
        Some("i") => quality *= 0.45,
        Some("there") => quality *= 0.85,
        Some("what") => quality *= 0.7,
        _ => {}
    }
    quality *= claims::weight(&left);
    // The first word may not lean on anything, and no pronoun before the first noun.
    let pointers = left.iter().take_while(|t| !t.tag.is_noun() || is_vague(&t.low)).filter(|t| {
        matches!(
            t.low.as_str(),
            "that" | "this" | "those" | "these" | "it" | "they" | "them" | "their" | "its" | "such" | "other" | "second" | "same"
        ) && t.function != Function::Mark
    });
    quality *= 0.6f32.powi(pointers.count().min(2) as i32);
    if ends_open(&left)
        || left.first().is_some_and(|t| matches!(t.tag, Tag::Cc | Tag::Wdt) || matches!(t.low.as_str(), "because" | "whereas" | "than"))
    {
        quality *= 0.25;
    }
    // Somebody's `I`, `my` or `your` inside is no headline for strangers.
    let own = |t: &&Token| matches!(t.low.as_str(), "i" | "my" | "me" | "'m");
    quality *= 0.8f32.powi(left.iter().skip(1).filter(own).count().min(2) as i32);
    let nouns = left.iter().filter(|t| t.tag.is_noun() && !is_vague(&t.low)).count();
    quality *= [0.45, 0.85, 1.0][nouns.min(2)];
    let doubled = left.windows(2).any(|w| w[0].low == w[1].low);
    let fillers = left.iter().filter(|t| t.tag == Tag::Uh || t.low == "gon" || t.low == "wan" || t.low == "kinda").count();
    let commas = left.iter().filter(|t| t.tag == Tag::Comma).count();
    quality *= if doubled { 0.4 } else { 1.0 } * 0.8f32.powi(fillers.min(3) as i32) * if commas > 2 { 0.7 } else { 1.0 };
    let words = length(tokens, kept);
    quality *= match words {
        0..=3 => 0.6,
        4 => 0.8,
        5 => 0.92,
        _ => 1.0,
    };
    quality.min(1.0)
}

/// The kept tokens as a headline: spaced as in the sentence, a capital first, no mark last.
fn print(sentence: &str, tokens: &[Token], kept: &[bool]) -> String {
    let mut text = String::new();
    let mut last: Option<usize> = None;
    for (n, token) in tokens.iter().enumerate().filter(|(n, _)| kept[*n]) {
        let word = &sentence[token.range.clone()];
        let gap = last.is_none_or(|l| l + 1 != n);
        let mark = matches!(token.tag, Tag::Comma | Tag::Colon | Tag::Stop);
        let comma = mark && !word.contains(char::is_alphanumeric);
        if gap && comma && last.is_none() {
            continue;
        }
        // Marks on both sides of a hole: one is enough.
        if comma && gap && text.ends_with([',', ';', ':', '–', '—']) {
            continue;
        }
        let spaced = last.is_some_and(|l| tokens[l].range.end < token.range.start || l + 1 != n) && !(gap && comma);
        if spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        last = Some(n);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '–' | '—' | '-' | '…' | '!'));
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn title(sentences: &[&str]) -> Title {
        Titles::default().best(sentences)
    }

    #[test]
    fn headlines_are_statements_cut_out_of_sentences() {
        let table = [
            ("So I think that most teams really just delete the tests that fail, because nobody has time.", ""),
            ("Never quote for a repair before somebody has paid you to look.", ""),
            ("You should almost always refactor, rather than do a rewrite, just because so much has been encoded into the code.", ""),
            ("Just because open source is everywhere, it doesn't mean that software doesn't need to be maintained.", ""),
            ("Make one shelf much stiffer than the rest, and you have only moved the crack.", ""),
            ("A wrong cut costs you a saw blade and a good plank, because wood does not grow back.", ""),
            ("The shop looks busy on Saturdays, but the rent is earned on quiet Tuesdays.", ""),
            ("It is easier to weigh them and learn what they are supposed to cost.", ""),
            ("The baker reads the order and works out how many loaves are left, and nobody has ever baked a sum.", ""),
            ("The more nodes you have to travel down through your tree", ""),
            ("When the tool first came out, people could only steer it with a line of text.", ""),
            ("Is it worth it?", ""),
            ("I don't think that the right approach after an incident is to set up automation.", ""),
            ("Just because the code is everywhere, it does not mean that software doesn't need to be maintained.", ""),
        ];
        let told: Vec<String> =
            table.iter().map(|(sentence, _)| title(&[sentence])).map(|t| format!("{:.2} {}", t.quality, t.text)).collect();
        insta::assert_snapshot!(told.join("\n"), @"
        0.95 Most teams delete the tests that fail
        0.78 Never quote for a repair before somebody has paid you to look
        0.87 You should almost always refactor, rather than do a rewrite
        0.00 
        0.00 
        0.76 A wrong cut costs you a saw blade and a good plank
        0.74 The rent is earned on quiet Tuesdays
        0.00 
        0.80 Nobody has ever baked a sum
        0.00 
        0.00 
        0.00 
        0.00 
        0.00
        ");
    }

    proptest! {
        #[test]
        fn any_words_give_words_of_theirs_or_none(text in "([a-zA-Z']{1,8}[ ,.!?-]{1,2}|because |I think that |and ){0,40}") {
            let title = title(&[&text]);
            let plain = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let mut rest = plain(&text);
            // Deletion only: the headline's letters stand in the text in this order.
            for c in plain(&title.text).chars() {
                let at = rest.find(c);
                prop_assert!(at.is_some(), "{} is not in {text}", title.text);
                rest.drain(..at.unwrap_or(0) + c.len_utf8());
            }
            let quality = crate::insight::prose::Reader::default().judge(&text);
            prop_assert!((0.0..=1.0).contains(&quality) && (0.0..=1.0).contains(&title.quality));
        }
    }
}
