//! Headlines: a statement of at most 12 words, cut from the passage's own.

use super::cues;
use super::grammar::GRAMMAR;
use super::tidy::{Tidied, Unit, dangling, flaw};
use super::tokens::{Token, delete, print};
use super::verbs::{first_finite, is_base, is_finite, is_imperative, main_verb};
use super::vocabulary::rarity;
use super::words::{Word, stem};
use std::collections::HashSet;
use std::ops::Range;

/// Most words of a headline.
pub(crate) const MOST: usize = 12;
/// Fewest words of one that says something.
const FEWEST: usize = 4;

/// A headline and how good it is, from 0 (a fragment) to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Headline {
    /// The words: first letter capital, no full stop.
    pub text: String,
    /// From 0 to 1.
    pub quality: f32,
}

/// Makes a headline from the clauses of a passage.
pub(crate) fn headline(tidied: &Tidied) -> Headline {
    let units = &tidied.units;
    let mut best: Option<(f32, Vec<Token>)> = None;
    for (n, unit) in units.iter().enumerate() {
        // A headline should say what the text says.
        let told = if tidied.kept.get(n) == Some(&true) { 0.0 } else { 0.6 };
        let own = 0.35 * unit.worth.clamp(-1.5, 1.5) - told - if flaw(unit) >= 0.8 { 1.5 } else { 0.0 };
        for (cut, penalty) in cuts(&unit.opening) {
            let tokens = trimmed(&unit.opening[cut]);
            let value = own - penalty + value(&tokens);
            if (FEWEST..=MOST).contains(&tokens.len()) && best.as_ref().is_none_or(|(most, _)| value > *most) {
                best = Some((value, tokens));
            }
        }
    }
    match best {
        Some((value, tokens)) => Headline { text: write(&tokens), quality: (0.5 + value / 3.0).clamp(0.05, 1.0) },
        None => last_resort(units),
    }
}

/// The first words of the first clause, up to a word that can end a phrase.
fn last_resort(units: &[Unit]) -> Headline {
    let Some(unit) = units.first() else { return Headline { text: String::new(), quality: 0.0 } };
    let end = (3..=unit.opening.len().min(MOST)).rev().find(|end| may_end(&unit.opening[..*end])).unwrap_or(unit.opening.len().min(MOST));
    Headline { text: write(&trimmed(&unit.opening[..end])), quality: 0.0 }
}

/// Words at which what follows can be left out, with how much the cut costs.
fn boundary(tokens: &[Token], n: usize) -> Option<f32> {
    let (before, low) = (&tokens[n - 1], tokens[n].low.as_str());
    if before.tail.contains(['.', '?', '!', ';', ':', '—', '…']) {
        return Some(0.1);
    }
    let comma = before.tail.contains(',');
    match low {
        "because" | "which" | "so" | "but" | "whereas" | "unless" | "although" | "though" | "since" | "while" | "rather" | "instead" => {
            Some(0.1)
        }
        "and" | "or" if comma => Some(0.2),
        "when" | "if" | "where" | "until" | "before" | "after" | "as" | "for" | "without" | "and" => Some(0.35),
        "in" | "on" | "at" | "with" | "by" | "from" | "through" | "into" | "over" | "during" | "around" | "across" | "within" | "to" => {
            Some(0.6)
        }
        _ if comma => Some(0.3),
        _ => None,
    }
}

/// All ways to cut a clause, each with what it costs.
fn cuts(tokens: &[Token]) -> Vec<(Range<usize>, f32)> {
    let mut cuts = Vec::new();
    for (start, cost) in starts(tokens) {
        if tokens.len() - start <= MOST + 1 {
            cuts.push((start..tokens.len(), cost));
        }
        for end in start + FEWEST..tokens.len().min(start + MOST + 1) {
            if let Some(own) = boundary(tokens, end) {
                cuts.push((start..end, cost + own));
            }
        }
    }
    cuts
}

/// Where a statement may begin: at the clause's start, after a frame such as `the point is that`, after a subordinate clause.
fn starts(tokens: &[Token]) -> Vec<(usize, f32)> {
    let mut starts = vec![(0, 0.0)];
    for n in 1..tokens.len().saturating_sub(FEWEST - 1) {
        let (before, low) = (&tokens[n - 1], tokens[n].low.as_str());
        let frame = before.low == "that" && n >= 2 && GRAMMAR.frames.contains(&tokens[n - 2].low) && before.tail.is_empty();
        let turns_out = before.low == "out" && n >= 2 && tokens[n - 2].low.starts_with("turn");
        let says = ["is", "think", "believe", "realized", "realize", "say", "know", "was"].contains(&before.low.as_str());
        let bare = (says || turns_out) && is_clause_start(low) && n <= 9;
        let joint = ["because", "but", "so", "and"].contains(&before.low.as_str()) && is_clause_start(low);
        let comma = before.tail.contains([',', '—', ';', ':', '…']) && is_clause_start(low);
        match (frame, bare, joint, comma) {
            (true, ..) => starts.push((n, 0.05)),
            (_, true, ..) => starts.push((n, 0.15)),
            (_, _, true, _) => starts.push((n, if before.low == "because" { 0.6 } else { 0.25 })),
            (.., true) => starts.push((n, 0.25)),
            _ => {}
        }
    }
    starts
}

fn is_clause_start(low: &str) -> bool {
    super::clean::is_subject(low) || GRAMMAR.clause_starts.contains(low)
}

/// Whether a first word only joins the clause to what came before. `That way of …` names its subject.
fn joins(low: &str, next: &str) -> bool {
    let joint = ["and", "but", "so", "because", "or", "then"].contains(&low) || (low == "that" && is_clause_start(next));
    joint && !is_finite(next)
}

/// A clause without a conjunction in front, trailing commas and loose last words.
fn trimmed(tokens: &[Token]) -> Vec<Token> {
    let mut tokens = tokens.to_vec();
    while tokens.len() > FEWEST && joins(&tokens[0].low, &tokens[1].low) {
        delete(&mut tokens, 0..1);
    }
    while tokens.len() > FEWEST && !may_end(&tokens) {
        tokens.pop();
    }
    // "…; now you": less than a clause is left after the mark.
    if let Some(end) = (FEWEST..tokens.len()).rev().take(3).find(|end| tokens[end - 1].tail.contains([';', '—', ':'])) {
        tokens.truncate(end);
    }
    // Words that only strengthen can go.
    let mut n = 1;
    while n < tokens.len() && tokens.len() > FEWEST {
        let idle = GRAMMAR.idle.contains(&tokens[n].low);
        let after_not =
            ["not", "don't", "doesn't", "isn't", "can't", "it's", "didn't", "aren't", "to"].contains(&tokens[n - 1].low.as_str());
        if idle && !after_not && n + 1 < tokens.len() { delete(&mut tokens, n..n + 1) } else { n += 1 }
    }
    tokens
}

/// Whether a phrase may end after these words.
fn may_end(tokens: &[Token]) -> bool {
    // "…, if you": a pronoun right after a conjunction has lost its verb.
    let lost = tokens.len() > 1
        && ["if", "when", "that", "because", "as", "what", "where", "how", "and"].contains(&tokens[tokens.len() - 2].low.as_str());
    tokens.last().is_some_and(|last| {
        !(GRAMMAR.loose.contains(&last.low) || lost && ["you", "it", "people", "everyone"].contains(&last.low.as_str()))
    })
}

/// How good a statement these words are.
fn value(tokens: &[Token]) -> f32 {
    let low = |n: usize| tokens.get(n).map_or("", |t| t.low.as_str());
    let words: Vec<Word> = tokens.iter().map(|t| Word { start: 0, end: 0, low: t.low.clone() }).collect();
    let counts = cues::count(&words);
    let cue = |name: &str| cues::NAMES.iter().position(|n| *n == name).map_or(0.0, |n| f32::from(counts[n].min(2)));
    let any = |list: &HashSet<String>| tokens.iter().filter(|t| list.contains(&t.low)).count() as f32;
    let some = |list: &[&str]| tokens.iter().filter(|t| list.contains(&t.low.as_str())).count() as f32;
    let content: f32 = tokens.iter().map(|t| (rarity(&stem(&t.low)) - 0.12).max(0.0)).sum::<f32>().min(2.0);
    let mut value =
        0.45 * content + 0.12 * (cue("claim") + cue("contrast") + cue("advice") + cue("comparison") + cue("absolute") + cue("cause"));
    value -= 0.07 * (9.0 - tokens.len() as f32).max(0.0);
    value -= 0.9 * dangling(tokens) + 0.22 * any(&GRAMMAR.pointing);
    value -= if ["we", "we're", "we've", "our"].contains(&low(0)) { 0.2 } else { 0.0 };
    value -= if [
        "i", "i'm", "i've", "i'd", "let's", "either", "my", "say", "imagine", "trying", "just", "maybe", "kind", "like", "now", "today",
    ]
    .contains(&low(0))
    {
        0.6
    } else {
        0.0
    };
    value -= 0.5 * some(&["i", "i'm", "i've", "i'd", "me", "my", "i'll"]).min(2.0) + 0.15 * some(&["we", "we're", "our", "us", "we've"]);
    value -= 0.3 * (cue("filler") + cue("banter")) + 0.4 * (cue("sponsor") + cue("housekeeping")).min(2.0) + 0.15 * cue("hedge");
    let trailing =
        tokens.windows(2).any(|pair| pair[0].tail.contains(',') && ["which", "so", "and", "where", "who"].contains(&pair[1].low.as_str()));
    value -= if trailing { 0.4 } else { 0.0 };
    value -= 0.6 * tokens.iter().filter(|t| t.tail.contains('—') || t.lead.contains(['"', '“'])).count().min(2) as f32;
    value -= 1.4 * fragment(tokens);
    if ["if", "when", "once", "as", "because", "while", "since", "although", "though", "whenever", "unless"].contains(&low(0))
        && !main_clause_follows(tokens)
    {
        value -= 1.2;
    }
    if ["what", "how", "why", "where", "who", "do", "does", "did", "can", "could", "would", "is", "are", "should", "will"].contains(&low(0))
    {
        value -= 0.5;
    }
    value
}

/// How far the words are from a sentence of their own: 0 to 1.
fn fragment(tokens: &[Token]) -> f32 {
    if tokens.iter().any(|t| t.tail.contains('?')) {
        return 1.0;
    }
    let balance = |t: &Token| t.lead.matches(['"', '“']).count() as i32 - t.tail.matches(['"', '”']).count() as i32;
    let straight: usize = tokens.iter().map(|t| t.lead.matches('"').count() + t.tail.matches('"').count()).sum();
    let quote = if tokens.iter().map(balance).sum::<i32>() != 0 || straight % 2 == 1 { 0.4 } else { 0.0 };
    match main_verb(tokens) {
        // "Stories allow": a verb that wants an object may not end the statement.
        Some(_) if wants_object(&tokens[tokens.len() - 1].low) => 0.7,
        // A verb in front asks, or has lost its subject, unless it tells somebody to do something.
        Some(0) if !tokens[0].low.contains('\'') || tokens[0].low.ends_with("n't") => 0.9,
        Some(_) => quote,
        None if is_imperative(tokens) => 0.1 + quote,
        None => 1.0,
    }
}

/// Whether a word is a verb that seldom ends a sentence.
fn wants_object(low: &str) -> bool {
    (is_finite(low) || is_base(low)) && !low.ends_with("ed") && !GRAMMAR.whole.contains(low)
}

/// Whether a clause with a subject follows a comma.
fn main_clause_follows(tokens: &[Token]) -> bool {
    let comma = tokens.iter().skip(2).position(|t| t.tail.contains(','));
    comma.is_some_and(|n| first_finite(&tokens[n + 3..]).is_some() && tokens.len() > n + 5)
}

/// The words as a headline.
fn write(tokens: &[Token]) -> String {
    let text = print(tokens);
    text.trim_end_matches(['.', ',', ';', ':', '!', ' ', '–', '-']).to_owned()
}

#[cfg(test)]
#[path = "headline_tests.rs"]
mod tests;
