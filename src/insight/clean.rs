//! Cleaning a sentence by deletion: sounds, fillers, false starts, repetitions, asides. Words are deleted, never changed or added.

use super::grammar::GRAMMAR;
use super::tokens::{Token, delete, parts};
use super::verbs::is_base;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// The lists of `en/tidy.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Lists {
    sounds: BTreeSet<String>,
    asides: BTreeSet<String>,
    openers: BTreeSet<String>,
    first_openers: BTreeSet<String>,
    tails: BTreeSet<String>,
    softeners: BTreeSet<String>,
    nouns_before: BTreeSet<String>,
    doubled: BTreeSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    crate::yaml::parse(include_str!("en/tidy.yaml"), Path::new("en/tidy.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded lists are tested: {error}"))
});

/// Cleans a sentence. `first` sentences also lose what would join them to one before; `names` are people who may be spoken to.
pub(crate) fn clean(tokens: &mut Vec<Token>, first: bool, names: &[String]) {
    for _ in 0..3 {
        let before = tokens.len();
        drop_sounds(tokens);
        drop_false_starts(tokens);
        drop_brackets(tokens);
        drop_broken(tokens);
        drop_repeats(tokens);
        drop_likes(tokens);
        drop_asides(tokens, names);
        drop_softeners(tokens);
        drop_openers(tokens, first);
        drop_tails(tokens);
        if tokens.len() == before {
            break;
        }
    }
}

/// English sounds that carry no meaning.
pub(super) fn sounds() -> &'static BTreeSet<String> {
    &LISTS.sounds
}

fn drop_sounds(tokens: &mut Vec<Token>) {
    let mut n = 0;
    while n < tokens.len() {
        // "Er" in capitals, or "ah" after a letter, may be a name.
        if LISTS.sounds.contains(&tokens[n].low) && tokens.len() > 1 {
            delete(tokens, n..n + 1);
        } else {
            n += 1;
        }
    }
}

/// Deletes a short beginning that a dash breaks off: `But I — we tried`.
fn drop_false_starts(tokens: &mut Vec<Token>) {
    let broken = |t: &Token| t.tail.contains('—');
    let Some(at) = tokens.iter().take(4).position(broken) else { return };
    let restarts = tokens.get(at + 1).is_some_and(|next| is_subject(&next.low) || tokens[..=at].iter().any(|t| t.low == next.low));
    if restarts && tokens.len() > at + 5 {
        delete(tokens, 0..at + 1);
    }
}

/// Whether a word often begins a clause.
pub(crate) fn is_subject(low: &str) -> bool {
    GRAMMAR.subjects.contains(low)
}

/// Deletes short asides in brackets.
fn drop_brackets(tokens: &mut Vec<Token>) {
    let Some(start) = tokens.iter().position(|t| t.lead.contains('(')) else { return };
    let Some(end) = tokens.iter().skip(start).take(12).position(|t| t.tail.contains(')')).map(|n| start + n + 1) else { return };
    if start > 0 && end - start < tokens.len() {
        tokens[start].lead.clear();
        tokens[end - 1].tail = tokens[end - 1].tail.replace(')', "");
        delete(tokens, start..end);
    }
}

/// Deletes a word that breaks off and is said again: `the pe, the people`.
fn drop_broken(tokens: &mut Vec<Token>) {
    let mut n = 1;
    while n + 2 < tokens.len() {
        let (own, again) = (&tokens[n], &tokens[n + 1..tokens.len().min(n + 4)]);
        let broken = own.tail.contains([',', '—', '-']) && own.low.len() <= 4 && tokens[n - 1].low == again[0].low;
        if broken && again.iter().any(|t| t.low.len() > own.low.len() && t.low.starts_with(&own.low)) {
            delete(tokens, n - 1..n + 1)
        } else {
            n += 1
        }
    }
}

/// Deletes the first of two equal runs of up to four words: `we were, we were late`.
fn drop_repeats(tokens: &mut Vec<Token>) {
    let mut n = 0;
    while n < tokens.len() {
        match (1..=4).rev().find(|size| is_stutter(tokens, n, *size)) {
            Some(size) => {
                let lead = tokens[n].lead.clone();
                tokens.drain(n..n + size);
                tokens[n].lead = lead;
                n = n.saturating_sub(4);
            }
            None => n += 1,
        }
    }
}

/// Whether the `size` words at `n` are said twice without need.
fn is_stutter(tokens: &[Token], n: usize, size: usize) -> bool {
    let (Some(a), Some(b)) = (tokens.get(n..n + size), tokens.get(n + size..n + 2 * size)) else { return false };
    let equal = a.iter().zip(b).all(|(a, b)| a.low == b.low);
    let stops = a.iter().any(|t| t.tail.contains(['.', '?', '!', '"', ';', ':']));
    let phrase: Vec<&str> = a.iter().map(|t| t.low.as_str()).collect();
    // "Once people trust you, you can ask": one word on both sides of a comma is a stutter only if it is a small one.
    let object = size == 1 && n > 0 && a[0].tail.contains(',') && !GRAMMAR.small.contains(phrase[0]);
    let begun = n == 0 && !["no", "yes", "very", "wait", "never"].contains(&phrase[0]);
    let paused = a[size - 1].tail.contains(',') && (begun || GRAMMAR.small.contains(phrase[0]));
    equal && !stops && !object && (paused || !LISTS.doubled.contains(&phrase.join(" ")))
}

/// Deletes `like` where it only fills: before a number, between words that it cannot join.
fn drop_likes(tokens: &mut Vec<Token>) {
    let mut n = 1;
    while n + 1 < tokens.len() {
        let (before, own, after) = (&tokens[n - 1], &tokens[n], &tokens[n + 1]);
        let number = after.low.starts_with(|c: char| c.is_ascii_digit());
        let noun = GRAMMAR.before_like.contains(&before.low) && (number || GRAMMAR.after_like.contains(&after.low));
        let verb = GRAMMAR.helpers.contains(&before.low) && (is_base(&after.low) || after.low == "be");
        let loose = own.tail.is_empty() && before.tail.is_empty() && after.lead.is_empty();
        if own.low == "like" && loose && (noun || verb) { delete(tokens, n..n + 1) } else { n += 1 }
    }
}

/// Whether the tokens at `n` are one of the phrases; gives the longest one's length.
fn phrase_at(tokens: &[Token], n: usize, phrases: &BTreeSet<String>) -> Option<usize> {
    let mut phrase = String::new();
    let mut longest = None;
    for (count, token) in tokens[n..].iter().take(7).enumerate() {
        if count > 0 {
            phrase.push(' ');
        }
        phrase.push_str(&token.low);
        if phrases.contains(&phrase) {
            longest = Some(count + 1);
        }
        // A phrase may hold no comma but the last word's.
        if token.tail.contains(['.', '?', '!', ';', ':']) {
            break;
        }
    }
    longest
}

/// Deletes asides between commas, and the names of people spoken to.
fn drop_asides(tokens: &mut Vec<Token>, names: &[String]) {
    let mut n = 0;
    while n < tokens.len() {
        let open = n == 0 || parts(&tokens[n - 1]) || ["and", "but", "or", "that", "because"].contains(&tokens[n - 1].low.as_str());
        let aside = (1..=6).rev().find(|size| {
            let Some(run) = tokens.get(n..n + size) else { return false };
            let phrase = run.iter().map(|t| t.low.as_str()).collect::<Vec<_>>().join(" ");
            let inner = run[..size - 1].iter().all(|t| t.tail.is_empty());
            let quotes = phrase == "like" && tokens.get(n + size).is_some_and(|next| !next.lead.is_empty());
            inner && !quotes && parts(&run[size - 1]) && (LISTS.asides.contains(&phrase) || (*size == 1 && names.contains(&run[0].low)))
        });
        match aside.filter(|size| open && tokens.len() > *size) {
            Some(size) => delete(tokens, n..n + size),
            None if is_pause(tokens, n) => delete(tokens, n..n + 1),
            None => n += 1,
        }
    }
}

/// Whether token `n` is a `like,` that only fills a pause. Before a quotation it says that one follows.
fn is_pause(tokens: &[Token], n: usize) -> bool {
    let says = n > 0
        && ["be", "is", "was", "are", "were", "i'm", "it's", "you're", "we're", "they're", "he's", "she's", "that's"]
            .contains(&tokens[n - 1].low.as_str());
    !says && tokens[n].low == "like" && tokens[n].tail == "," && tokens.get(n + 1).is_some_and(|next| next.lead.is_empty())
}

/// Deletes `kind of` and its like where they soften a word rather than name a kind.
fn drop_softeners(tokens: &mut Vec<Token>) {
    let mut n = 1;
    while n < tokens.len() {
        let soft = phrase_at(tokens, n, &LISTS.softeners).filter(|size| n + size < tokens.len() && tokens[n + size - 1].tail.is_empty());
        let noun = LISTS.nouns_before.contains(&tokens[n - 1].low) && tokens[n - 1].tail.is_empty();
        let like = soft.is_some_and(|size| tokens[n + size].low == "like");
        match soft {
            Some(size) if !noun && !like => delete(tokens, n..n + size),
            _ => n += 1,
        }
    }
}

fn drop_openers(tokens: &mut Vec<Token>, first: bool) {
    for _ in 0..6 {
        let opener = phrase_at(tokens, 0, &LISTS.openers).or_else(|| if first { phrase_at(tokens, 0, &LISTS.first_openers) } else { None });
        let Some(size) = opener else { return };
        if tokens.len() < size + 2 || !may_open(tokens, size) {
            return;
        }
        delete(tokens, 0..size);
    }
}

/// Whether what follows an opener of `size` words can begin the sentence.
fn may_open(tokens: &[Token], size: usize) -> bool {
    let (last, next) = (&tokens[size - 1], tokens[size].low.as_str());
    let comma = parts(last);
    match tokens[..size].iter().map(|t| t.low.as_str()).collect::<Vec<_>>().join(" ").as_str() {
        // "Because of", and "Because it was late, we left": the clause depends on its conjunction.
        "because" => {
            next != "of"
                && (["if", "when", "once"].contains(&next) || !tokens.windows(2).any(|pair| parts(&pair[0]) && is_subject(&pair[1].low)))
        }
        // "So much", "right now", "well known", "like a", "then again".
        "so" => comma || !["much", "many", "far", "long", "that", "few", "often"].contains(&next),
        "i think" | "i guess" | "i suppose" | "i feel like" | "i mean" | "i would say" | "i'd say" => {
            comma || !["about", "of", "to", "it", "in"].contains(&next)
        }
        "you know" => comma || is_subject(next) && next != "what" && next != "when" && next != "if",
        "to me" | "for me" | "look" | "right" | "first" | "second" | "third" | "finally" | "one" | "two" | "then" | "too" | "as well"
        | "again" | "actually" | "instead" | "oh" | "obviously" | "honestly" | "basically" | "also" | "and then" | "plus" | "well"
        | "besides" | "yes" => {
            comma
                || (is_subject(next)
                    && !["one", "two", "first", "second", "third", "look", "to me", "for me", "the"].contains(&tokens[0].low.as_str()))
        }
        "no" | "nope" | "yet" | "although" | "paraphrasing" | "it's interesting" | "guess what" | "hence" => comma,
        "or" | "nor" => comma || is_subject(next),
        _ => true,
    }
}

fn drop_tails(tokens: &mut Vec<Token>) {
    for _ in 0..4 {
        let tail = (1..=6).rev().find(|size| {
            let Some(start) = tokens.len().checked_sub(*size).filter(|start| *start >= 3) else { return false };
            let run = &tokens[start..];
            let phrase = run.iter().map(|t| t.low.as_str()).collect::<Vec<_>>().join(" ");
            let loose = parts(&tokens[start - 1])
                || phrase.starts_with("and ")
                || phrase.starts_with("or ")
                || ["but", "and", "or", "so"].contains(&phrase.as_str());
            loose && LISTS.tails.contains(&phrase)
        });
        let Some(size) = tail else { return };
        let start = tokens.len() - size;
        delete(tokens, start..start + size);
    }
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
