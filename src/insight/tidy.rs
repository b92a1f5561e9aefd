//! Tidying: the insight's text, made of a passage by deletion only.
//!
//! Sentences are cleaned, long ones parted into clauses that stand alone, and of all ways to drop some the one is kept that has 35 to
//! 50 words, says the most and hangs on nothing that was dropped.

use super::clean::{clean, is_subject};
use super::grammar::GRAMMAR;
use super::prose::Reader;
use super::tokens::{self, Token, tokens};
use super::verbs::{is_imperative, main_verb};

/// Fewest and most words of a text.
pub(crate) const WORDS: std::ops::RangeInclusive<usize> = 35..=50;

/// A sentence or independent clause of a passage, cleaned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// Its words, cleaned as the first of a text.
    pub opening: Vec<Token>,
    /// Its words, cleaned as one that follows another.
    pub following: Vec<Token>,
    /// The conjunction that joined it to the clause before in its sentence, if cleaning took it away.
    pub joint: Option<Token>,
    /// The sentence that it comes from.
    pub sentence: usize,
    /// How much it says: the sentence's own worth, per word.
    pub worth: f32,
}

/// A tidied passage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tidied {
    /// The text.
    pub text: String,
    /// From 0 (a fragment) to 1: whether its length is right and nothing in it hangs loose.
    pub quality: f32,
    /// The passage's units, those of the text and those that were dropped.
    pub units: Vec<Unit>,
    /// For each unit, whether the text holds it.
    pub kept: Vec<bool>,
}

/// Tidies the sentences of a passage, each with its worth per word. `names` are people who may be spoken to, in lower case.
pub(crate) fn tidy(sentences: &[(&str, f32)], names: &[String], reader: &mut Reader) -> Tidied {
    let units = units(sentences, names);
    let most = units.len().min(12);
    let (text, subset, prose) = best_way(&units[..most], reader);
    let kept = (0..units.len()).map(|n| n < most && subset >> n & 1 == 1).collect();
    let first = (0..most).find(|n| subset >> n & 1 == 1);
    let stands = first.map_or(0.0, |n| 1.0 - dangling(&units[n].opening));
    let whole = first.map_or(0.0, |_| 1.0 - (0..most).filter(|n| subset >> n & 1 == 1).map(|n| flaw(&units[n])).fold(0.0, f32::max));
    let quality = prose * fit(&text) * (0.55 + 0.25 * stands + 0.2 * whole);
    Tidied { text, quality, units, kept }
}

/// Ways to drop units that are read as prose before one is chosen.
const READ: usize = 8;

/// The text, the units that it keeps as bits, and how well it reads: of those ways that say the most, the one that reads best.
fn best_way(units: &[Unit], reader: &mut Reader) -> (String, u32, f32) {
    let mut ways: Vec<(f32, u32)> = (1u32..1 << units.len()).map(|subset| (judge(units, subset), subset)).collect();
    ways.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut best = (f32::MIN, String::new(), 0, 0.0);
    for (value, subset) in ways.into_iter().take(READ) {
        let text = print(units, subset);
        let prose = reader.judge(&text);
        let value = value + 1.5 * prose * fit(&text);
        if value > best.0 {
            best = (value, text, subset, prose);
        }
    }
    (best.1, best.2, best.3)
}

/// From 0 to 1: whether a text has about as many words as it should.
pub(super) fn fit(text: &str) -> f32 {
    match crate::text::count_words(text) {
        35..=50 => 1.0,
        30..=34 => 0.9,
        25..=29 => 0.75,
        51..=53 => 0.7,
        20..=24 => 0.55,
        _ => 0.3,
    }
}

/// Words too few or too many.
fn distance(words: usize) -> usize {
    WORDS.start().saturating_sub(words).max(words.saturating_sub(*WORDS.end()))
}

fn units(sentences: &[(&str, f32)], names: &[String]) -> Vec<Unit> {
    let mut units = Vec::new();
    for (sentence, (text, worth)) in sentences.iter().enumerate() {
        for part in clauses(tokens(text)) {
            let joint = part.first().filter(|t| ["and", "but", "so"].contains(&t.low.as_str()) && t.lead.is_empty()).cloned();
            let (mut opening, mut following) = (part.clone(), part);
            clean(&mut opening, true, names);
            clean(&mut following, false, names);
            if opening.len() >= 3 {
                let joint = joint.filter(|joint| following[0].low != joint.low).map(|joint| Token { tail: String::new(), ..joint });
                units.push(Unit { opening, following, joint, sentence, worth: *worth });
            }
        }
    }
    units
}

/// Parts a long sentence before conjunctions that begin a clause of their own.
fn clauses(sentence: Vec<Token>) -> Vec<Vec<Token>> {
    const LONG: usize = 26;
    if sentence.len() <= LONG {
        return vec![sentence];
    }
    let mut parts: Vec<Vec<Token>> = vec![Vec::new()];
    let mut depth = 0i32;
    for (n, token) in sentence.iter().enumerate() {
        let so_far = parts.last().map_or(0, Vec::len);
        let rest = sentence.len() - n;
        let parted = n > 0
            && depth == 0
            && so_far >= 8
            && rest >= 7
            && begins_clause(&sentence, n)
            && has_verb(parts.last().map_or(&[], Vec::as_slice));
        if parted {
            parts.push(Vec::new());
        }
        depth += token.lead.matches(['"', '“', '(']).count() as i32 - token.tail.matches(['"', '”', ')']).count() as i32;
        if let Some(last) = parts.last_mut() {
            last.push(token.clone());
        }
    }
    parts
}

/// Whether an independent clause begins at token `n`: after a comma, dash or dots, `and`, `but` or `so` with a subject.
fn begins_clause(sentence: &[Token], n: usize) -> bool {
    let before = &sentence[n - 1];
    let strong = before.tail.contains(['—', ';', '…']);
    let joint = ["and", "but", "so"].contains(&sentence[n].low.as_str());
    let subject = |n: usize| sentence.get(n).is_some_and(|t| GRAMMAR.clause_subjects.contains(&t.low));
    let soft = before.tail.contains(',');
    (strong && is_subject(&sentence[n].low)) || ((soft || strong) && joint && subject(n + 1))
}

/// Whether a run of words has a finite verb, and so may be a sentence.
pub(crate) fn has_verb(tokens: &[Token]) -> bool {
    super::verbs::first_finite(tokens).is_some()
}

/// How much a text that starts with these words hangs on what came before: 0 to 1.
pub(crate) fn dangling(tokens: &[Token]) -> f32 {
    let low = |n: usize| tokens.get(n).map_or("", |t| t.low.as_str());
    match low(0) {
        "it" | "it's" | "it'll" | "it'd" => {
            // "It's hard to", "it turns out that": an empty subject points at nothing.
            let real = tokens.iter().skip(2).take(5).any(|t| ["to", "that", "when", "if", "how", "for"].contains(&t.low.as_str()));
            if real { 0.15 } else { 0.9 }
        }
        "that" | "that's" | "they" | "they're" | "they've" | "they'll" | "he" | "he's" | "she" | "she's" | "his" | "her" | "their"
        | "them" | "him" | "which" | "who" => 1.0,
        "this" | "these" | "those" | "such" => {
            if super::verbs::is_finite(low(1)) {
                1.0
            } else {
                0.6
            }
        }
        "there" | "there's" | "here" | "here's" => 0.1,
        "or" | "and" | "but" | "because" | "so" | "then" | "than" | "nor" => 0.6,
        "like" | "to" | "of" | "with" | "from" | "where" => 0.7,
        _ if ["the same", "the other", "another", "one of", "the first", "the second", "both of"]
            .iter()
            .any(|p| p.split(' ').enumerate().all(|(n, w)| low(n) == w)) =>
        {
            0.3
        }
        _ => 0.0,
    }
}

/// How far a unit is from a sentence: cut off, a question, without a verb.
pub(crate) fn flaw(unit: &Unit) -> f32 {
    let Some(last) = unit.following.last() else { return 1.0 };
    if last.tail.contains('?') {
        return 0.8;
    }
    if GRAMMAR.cut_off.contains(&last.low) && last.low != "that" || last.tail.contains('—') {
        return 1.0;
    }
    let trailing = if last.tail.contains('…') { 0.25 } else { 0.0 };
    let quoted = if unit.following.iter().any(|t| t.lead.contains(['"', '“'])) { 0.3 } else { 0.0 };
    if main_verb(&unit.following).is_some() || is_imperative(&unit.following) { trailing + quoted } else { 0.75 }
}

/// How good a choice of units is.
fn judge(units: &[Unit], subset: u32) -> f32 {
    let (mut words, mut worth) = (0, 0.0);
    let mut previous: Option<usize> = None;
    for (n, unit) in units.iter().enumerate().filter(|(n, _)| subset >> n & 1 == 1) {
        let own = if previous.is_none() { &unit.opening } else { &unit.following };
        words += own.len();
        // A sentence must earn its place: fewer say the same better.
        worth += (unit.worth + 0.4) * own.len() as f32 / 40.0 - 0.12 - 1.2 * flaw(unit);
        match previous {
            None => worth -= 1.6 * dangling(own),
            Some(last) if last + 1 < n => worth -= 0.4 + 0.8 * dangling(own),
            Some(_) => {}
        }
        previous = Some(n);
    }
    worth - 0.14 * distance(words) as f32 - if distance(words) > 0 { 0.3 } else { 0.0 }
}

/// Writes the chosen units. Clauses of one sentence that still stand side by side stay one sentence, and a sentence that only goes on
/// from the one before (`Which means …`) joins it again.
fn print(units: &[Unit], subset: u32) -> String {
    let mut sentences: Vec<Vec<Token>> = Vec::new();
    let mut previous: Option<usize> = None;
    for (n, unit) in units.iter().enumerate().filter(|(n, _)| subset >> n & 1 == 1) {
        let neighbour = previous.is_some_and(|last| last + 1 == n);
        match sentences.last_mut() {
            Some(last) if neighbour && units[n - 1].sentence == unit.sentence && last.len() + unit.following.len() <= 30 => {
                last.extend(unit.joint.iter().chain(&unit.following).cloned())
            }
            Some(last) if neighbour && goes_on(last, &unit.following) => join(last, &unit.following),
            Some(_) => sentences.push(unit.following.clone()),
            None => sentences.push(unit.opening.clone()),
        }
        previous = Some(n);
    }
    shorten(&mut sentences);
    let printed: Vec<String> = sentences.iter().map(|tokens| tokens::print(tokens)).collect();
    printed.join(" ")
}

/// Cuts the last clause off a text that is still too long, if what remains can end there.
fn shorten(sentences: &mut [Vec<Token>]) {
    const JOINTS: [&str; 11] = ["which", "because", "so", "and", "but", "or", "where", "when", "if", "rather", "then"];
    let words: usize = sentences.iter().map(Vec::len).sum();
    let Some(last) = sentences.last_mut().filter(|_| words > *WORDS.end()) else { return };
    let before = words - last.len();
    let fits = |end: &usize| WORDS.contains(&(before + end)) && *end >= 8;
    let joint = |end: &usize| last[*end - 1].tail.contains([',', '—', ';', '…']) && JOINTS.contains(&last[*end].low.as_str());
    let whole = |end: &usize| main_verb(&last[..*end]).is_some() && !GRAMMAR.cut_off.contains(&last[*end - 1].low);
    if let Some(end) = (1..last.len()).rev().filter(fits).filter(joint).find(whole) {
        last.truncate(end);
        last[end - 1].tail = last[end - 1].tail.replace([',', '—', ';', '…'], "");
    }
}

/// Whether a sentence is no sentence alone, and short enough to be joined to the one before.
fn goes_on(before: &[Token], after: &[Token]) -> bool {
    let loose = after.first().is_some_and(|t| ["which", "because", "whereas", "rather", "as", "so"].contains(&t.low.as_str()));
    let asks = before.last().is_some_and(|t| t.tail.contains(['?', '!', '"']));
    loose && !asks && before.len() + after.len() <= 48
}

fn join(before: &mut Vec<Token>, after: &[Token]) {
    if let Some(last) = before.last_mut() {
        last.tail = last.tail.replace(['.', '…', ',', '—'], "") + ",";
    }
    let start = before.len();
    before.extend(after.iter().cloned());
    before[start].core = before[start].low.clone();
}

#[cfg(test)]
#[path = "tidy_tests.rs"]
mod tests;
