//! Cleaning a sentence by deletion: sounds, fillers, false starts, repetitions, asides. Words are deleted, never changed or added.

use super::words::lower;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
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

/// After these words a comma left over by a deletion would be wrong.
const NO_COMMA_AFTER: &[&str] = &[
    "a", "an", "the", "to", "of", "in", "on", "at", "for", "with", "by", "from", "and", "but", "or", "so", "that", "because", "is", "are",
    "was", "were", "be", "been", "it's", "that's", "i'm", "you're", "we're", "they're", "there's", "he's", "she's", "just", "really",
    "very", "not", "if", "when", "as", "than", "i", "you", "we", "they", "it", "he", "she", "this", "these", "those", "my", "your", "our",
    "their", "can", "will", "would", "should", "have", "has", "like",
];

/// A word with the punctuation around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Punctuation before it: an opening quote or bracket.
    pub lead: String,
    /// The word as written.
    pub core: String,
    /// Punctuation after it; a dash is `—`, three dots are `…`.
    pub tail: String,
    /// The word in lower case.
    pub low: String,
}

/// Splits a sentence into tokens.
pub(crate) fn tokens(sentence: &str) -> Vec<Token> {
    let plain = sentence.replace("...", "… ").replace('…', "… ").replace("--", " — ").replace(['—', '–'], " — ");
    let mut tokens: Vec<Token> = Vec::new();
    for part in plain.split_whitespace() {
        let core = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '$' && c != '€' && c != '£');
        if !core.chars().any(char::is_alphanumeric) {
            // Punctuation between spaces belongs to the word before.
            let mark = if part == "-" || part == "—" { "—" } else { part };
            if let Some(last) = tokens.last_mut()
                && !(mark == "—" && last.tail.ends_with(['—', ',']))
            {
                last.tail.push_str(mark);
            }
            continue;
        }
        let start = core.as_ptr() as usize - part.as_ptr() as usize;
        let (lead, tail) = (part[..start].to_owned(), part[start + core.len()..].to_owned());
        tokens.push(Token { lead, core: core.to_owned(), tail, low: lower(core) });
    }
    tokens
}

/// Writes tokens as a sentence: first letter capital, punctuation mended, full stop at the end.
pub(crate) fn print(tokens: &[Token]) -> String {
    let mut text = String::new();
    let quotes: usize = tokens.iter().map(|t| format!("{}{}", t.lead, t.tail).matches(['"', '“', '”']).count()).sum();
    for (n, token) in tokens.iter().enumerate() {
        let last = n + 1 == tokens.len();
        if n > 0 {
            text.push(' ');
        }
        let keep = |c: &char| quotes.is_multiple_of(2) || !matches!(c, '"' | '“' | '”');
        text.extend(token.lead.chars().filter(keep));
        match token.core.chars().next() {
            Some(first) if n == 0 && first.is_lowercase() && !token.core.chars().skip(1).any(char::is_uppercase) => {
                text.extend(first.to_uppercase());
                text.push_str(&token.core[first.len_utf8()..]);
            }
            _ => text.push_str(&token.core),
        }
        let tail: String = token.tail.chars().filter(keep).collect();
        text.push_str(&if last { closing(&tail) } else { inner(&tail) });
    }
    text
}

/// A sentence's last punctuation: a question or exclamation mark stays, all else is a full stop.
fn closing(tail: &str) -> String {
    let quotes: String = tail.chars().filter(|c| matches!(c, '"' | '”' | ')' | '’' | '\'')).collect();
    let mark = tail.chars().find(|c| matches!(c, '?' | '!')).unwrap_or('.');
    // The mark stands where it stood: inside a closing quote or after it.
    if quotes.is_empty() || tail.starts_with(|c: char| matches!(c, '"' | '”' | ')' | '’' | '\'')) {
        format!("{quotes}{mark}")
    } else {
        format!("{mark}{quotes}")
    }
}

/// Punctuation inside a sentence: dots of hesitation become a comma, doubled commas one.
fn inner(tail: &str) -> String {
    let mut mended = String::new();
    for c in tail.chars() {
        match c {
            '…' if mended.is_empty() => mended.push(','),
            '…' | ',' if mended.ends_with([',', '.', '?', '!', ';', ':']) => {}
            '—' => {
                mended.truncate(mended.trim_end_matches(',').len());
                mended.push_str(" –");
            }
            c => mended.push(c),
        }
    }
    mended
}

/// Cleans a sentence. `first` sentences also lose what would join them to one before; `names` are people who may be spoken to.
pub(crate) fn clean(tokens: &mut Vec<Token>, first: bool, names: &[String]) {
    for _ in 0..3 {
        let before = tokens.len();
        drop_sounds(tokens);
        drop_false_starts(tokens);
        drop_repeats(tokens);
        drop_asides(tokens, names);
        drop_softeners(tokens);
        drop_openers(tokens, first);
        drop_tails(tokens);
        if tokens.len() == before {
            break;
        }
    }
}

/// Deletes `range` and mends the punctuation around it.
pub(crate) fn delete(tokens: &mut Vec<Token>, range: Range<usize>) {
    let (Some(first), Some(last)) = (tokens.get(range.start), tokens.get(range.end - 1)) else { return };
    let (lead, tail) = (first.lead.clone(), last.tail.clone());
    let at_end = range.end == tokens.len();
    tokens.drain(range.clone());
    if let Some(next) = tokens.get_mut(range.start)
        && lead.contains(['"', '“', '('])
    {
        next.lead.insert_str(0, &lead);
    }
    let Some(previous) = range.start.checked_sub(1).and_then(|n| tokens.get_mut(n)) else { return };
    if at_end {
        let kept: String = previous.tail.chars().filter(|c| !matches!(c, ',' | '—' | '…' | ';' | ':')).collect();
        let mark = tail.replace(['?', '…', '—', ','], "");
        previous.tail = if kept.contains(['.', '?', '!']) { kept } else { kept + &mark };
        return;
    }
    let quotes: String = tail.chars().filter(|c| matches!(c, '"' | '”' | ')')).collect();
    let strong = tail.contains(['—', ';', ':']) && !tail.contains(',');
    let comma = previous.tail.contains([',', '…']) || tail.contains([',', '…']);
    let bare = NO_COMMA_AFTER.contains(&previous.low.as_str());
    previous.tail.retain(|c| !matches!(c, ',' | '…'));
    previous.tail.push_str(&quotes);
    if strong && !previous.tail.contains('—') && !bare {
        previous.tail.push('—');
    } else if comma && !bare && previous.tail.is_empty() {
        previous.tail.push(',');
    }
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
    const SUBJECTS: &[&str] = &[
        "i",
        "i'm",
        "i've",
        "i'd",
        "i'll",
        "you",
        "you're",
        "you've",
        "you'll",
        "you'd",
        "we",
        "we're",
        "we've",
        "we'll",
        "we'd",
        "they",
        "they're",
        "they've",
        "they'll",
        "it",
        "it's",
        "he",
        "he's",
        "she",
        "she's",
        "there",
        "there's",
        "that's",
        "this",
        "these",
        "those",
        "people",
        "everyone",
        "everybody",
        "nobody",
        "somebody",
        "someone",
        "if",
        "when",
        "once",
        "what",
        "the",
        "most",
        "no",
    ];
    SUBJECTS.contains(&low)
}

/// Deletes the first of two equal runs of up to four words: `we were, we were late`.
fn drop_repeats(tokens: &mut Vec<Token>) {
    let mut n = 0;
    while n < tokens.len() {
        let same = |size: usize| {
            let (a, b) = (tokens.get(n..n + size)?, tokens.get(n + size..n + 2 * size)?);
            let equal = a.iter().zip(b).all(|(a, b)| a.low == b.low);
            let stops = a.iter().any(|t| t.tail.contains(['.', '?', '!', '"', ';', ':']));
            let phrase: Vec<&str> = a.iter().map(|t| t.low.as_str()).collect();
            (equal && !stops && !LISTS.doubled.contains(&phrase.join(" "))).then_some(size)
        };
        match (1..=4).rev().find_map(same) {
            Some(size) => {
                let (start, lead) = (n, tokens[n].lead.clone());
                tokens.drain(n..n + size);
                tokens[start].lead = lead;
                n = n.saturating_sub(4);
            }
            None => n += 1,
        }
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

fn parts(token: &Token) -> bool {
    token.tail.contains([',', '—', '…', ';'])
}

/// Deletes asides between commas, and the names of people spoken to.
fn drop_asides(tokens: &mut Vec<Token>, names: &[String]) {
    let mut n = 0;
    while n < tokens.len() {
        let open = n == 0 || parts(&tokens[n - 1]);
        let aside = (1..=6).rev().find(|size| {
            let Some(run) = tokens.get(n..n + size) else { return false };
            let phrase = run.iter().map(|t| t.low.as_str()).collect::<Vec<_>>().join(" ");
            let inner = run[..size - 1].iter().all(|t| t.tail.is_empty());
            inner && parts(&run[size - 1]) && (LISTS.asides.contains(&phrase) || (*size == 1 && names.contains(&run[0].low)))
        });
        match aside.filter(|size| open && tokens.len() > *size) {
            Some(size) => delete(tokens, n..n + size),
            None if tokens[n].low == "like" && tokens[n].tail == "," && tokens.len() > n + 1 => delete(tokens, n..n + 1),
            None => n += 1,
        }
    }
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
        if tokens.len() < size + 3 || !may_open(tokens, size) {
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
        "because" => next != "of" && (["if", "when", "once", "the"].contains(&next) || !tokens[..tokens.len() - 1].iter().any(parts)),
        // "So much", "right now", "well known", "like a", "then again".
        "so" => comma || !["much", "many", "far", "long", "that", "few", "often"].contains(&next),
        "i think" | "i guess" | "i suppose" | "i feel like" | "i mean" | "i would say" | "i'd say" => {
            comma || next != "about" && next != "of" && next != "to" && next != "it" || comma
        }
        "you know" => comma || is_subject(next) && next != "what" && next != "when" && next != "if",
        "to me" | "for me" | "look" | "right" | "first" | "second" | "third" | "finally" | "one" | "two" | "then" | "too" | "as well"
        | "again" | "actually" | "instead" | "oh" | "obviously" | "honestly" | "basically" | "also" | "and then" | "plus" | "well"
        | "besides" | "yes" => {
            comma
                || (is_subject(next)
                    && !["one", "two", "first", "second", "third", "look", "to me", "for me", "the"].contains(&tokens[0].low.as_str()))
        }
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
