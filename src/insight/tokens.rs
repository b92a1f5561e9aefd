//! Tokens: words with the punctuation around them, which can be deleted and still read well.

use super::grammar::GRAMMAR;
use super::verbs::is_finite;
use super::words::lower;
use std::ops::Range;

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
    let paired = quotes_pair(tokens);
    for (n, token) in tokens.iter().enumerate() {
        let last = n + 1 == tokens.len();
        if n > 0 {
            text.push(' ');
        }
        let keep = |c: &char| paired || !matches!(c, '"' | '“' | '”');
        text.extend(token.lead.chars().filter(keep));
        match token.core.chars().next() {
            Some(first)
                if (n == 0 || after_stop(&tokens[n - 1]))
                    && first.is_lowercase()
                    && !token.core.chars().skip(1).any(char::is_uppercase) =>
            {
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

/// Whether a sentence ends here although the transcript goes on in lower case, as automatic captions do.
fn after_stop(token: &Token) -> bool {
    token.tail == "." && token.core.len() > 2 && !token.core.contains('.') && token.low != "etc"
}

/// Whether every quote that opens is closed, in this order. A deletion may have taken one of a pair.
fn quotes_pair(tokens: &[Token]) -> bool {
    let mut open = false;
    for token in tokens {
        for (marks, opens) in [(&token.lead, true), (&token.tail, false)] {
            for _ in marks.matches(['"', '“', '”']) {
                if open == opens {
                    return false;
                }
                open = opens;
            }
        }
    }
    !open
}

/// A sentence's last punctuation: a question or exclamation mark stays, all else is a full stop.
fn closing(tail: &str) -> String {
    let quotes: String = tail.chars().filter(|c| matches!(c, '"' | '”' | ')' | '’' | '\'')).collect();
    let mark = tail.chars().find(|c| matches!(c, '?' | '!')).unwrap_or('.');
    // The mark stands where it stood: inside a closing quote or after it.
    if quotes.is_empty() || tail.starts_with(['"', '”', ')', '’', '\'']) {
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
    let verb = tokens.get(range.start).is_some_and(|next| is_finite(&next.low));
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
    // No comma parts a subject from its verb.
    let bare = GRAMMAR.no_comma_after.contains(&previous.low) || verb;
    previous.tail.retain(|c| !matches!(c, ',' | '…'));
    previous.tail.push_str(&quotes);
    if strong && !previous.tail.contains('—') && !bare {
        previous.tail.push('—');
    } else if comma && !bare && previous.tail.is_empty() {
        previous.tail.push(',');
    }
}

/// Whether a pause follows the word.
pub(crate) fn parts(token: &Token) -> bool {
    token.tail.contains([',', '—', '…', ';'])
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
