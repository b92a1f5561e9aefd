//! Tokens of any language: words with the marks around them as they were written, which can be deleted and still read well.

use super::tongue::Grammar;
use crate::insight::words::lower;
use std::ops::Range;

/// A word with the marks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Marks before it, with the space that may part them from it: `¿`, `„`, `« `.
    pub lead: String,
    /// The word as written.
    pub core: String,
    /// Marks after it, with the space that may part them from it: `,`, `”`, ` ?`.
    pub tail: String,
    /// The word in lower case.
    pub low: String,
}

/// Marks that open something, and so belong to the word after them.
fn opens(c: char) -> bool {
    matches!(c, '„' | '«' | '¿' | '¡' | '(' | '[' | '‚' | '‹')
}

/// Marks of quotations.
fn quotes(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›')
}

/// Splits a sentence into tokens.
pub(crate) fn tokens(sentence: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut lead = String::new();
    for part in sentence.split_whitespace() {
        let core = part.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '$' | '€' | '£'));
        if core.is_empty() {
            match tokens.last_mut() {
                Some(last) if !part.chars().all(opens) => last.tail = format!("{} {part}", last.tail),
                _ => lead = format!("{lead}{part} "),
            }
            continue;
        }
        let start = core.as_ptr() as usize - part.as_ptr() as usize;
        let (own, tail) = (&part[..start], part[start + core.len()..].to_owned());
        tokens.push(Token { lead: std::mem::take(&mut lead) + own, core: core.to_owned(), tail, low: lower(core) });
    }
    tokens
}

/// Whether a pause follows the word.
pub(crate) fn parts(token: &Token) -> bool {
    token.tail.contains([',', ';', ':', '—', '–', '…', '،', '、'])
        || token.tail.contains("...")
        || token.tail.trim_start().starts_with("--")
        || token.tail == " -"
}

/// Whether a sentence or a part of one that stands alone ends with the word.
pub(crate) fn stops(token: &Token) -> bool {
    token.tail.contains(['.', '!', '?', '…', '。', '！', '？'])
}

/// Words in a text, for languages without spaces between them half of the letters.
pub(crate) fn size(text: &str) -> usize {
    let dense = text.chars().filter(|c| is_dense(*c)).count();
    crate::text::count_words(text) + dense / 2
}

/// Whether a letter belongs to a script that has no spaces between words.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// [`size`] of tokens.
pub(crate) fn length(tokens: &[Token]) -> usize {
    tokens.iter().map(|t| size(&t.core)).sum()
}

/// Writes tokens as a sentence: first letter capital, a mark at the end; quotation marks only if all of them have their partner.
pub(crate) fn print(tokens: &[Token]) -> String {
    let mut text = String::new();
    let paired = quotes_pair(tokens);
    for (n, token) in tokens.iter().enumerate() {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(&kept(&token.lead, paired));
        match token.core.chars().next() {
            Some(first) if n == 0 && first.is_lowercase() && !token.core.chars().skip(1).any(char::is_uppercase) => {
                text.extend(first.to_uppercase());
                text.push_str(&token.core[first.len_utf8()..]);
            }
            _ => text.push_str(&token.core),
        }
        let tail = kept(&token.tail, paired);
        text.push_str(&if n + 1 == tokens.len() { closing(&tail) } else { tail });
    }
    text
}

/// Marks without those of quotations if these do not pair.
fn kept(marks: &str, paired: bool) -> String {
    if paired { marks.to_owned() } else { marks.chars().filter(|c| !quotes(*c)).collect::<String>().replace("  ", " ") }
}

/// Whether every quotation that opens is closed. A deletion may have taken one mark of a pair.
fn quotes_pair(tokens: &[Token]) -> bool {
    let mut open = 0i32;
    for token in tokens {
        open += token.lead.chars().filter(|c| quotes(*c)).count() as i32;
        open -= token.tail.chars().filter(|c| quotes(*c)).count() as i32;
        if !(0..=2).contains(&open) {
            return false;
        }
    }
    open == 0
}

/// A sentence's last marks: what only joins goes, and a full stop comes if there is no other end.
fn closing(tail: &str) -> String {
    let mended: String = tail.chars().filter(|c| !matches!(c, ',' | ';' | ':' | '—' | '–' | '、' | '،') && !opens(*c)).collect();
    let mended = mended.trim_end_matches(" -").replace("...", ".").replace('…', ".");
    let mended = if mended.trim().is_empty() { String::new() } else { mended };
    if mended.contains(['.', '!', '?', '。', '！', '？']) { mended } else { mended + "." }
}

/// Deletes `range` and mends the marks around it.
pub(crate) fn delete(tokens: &mut Vec<Token>, range: Range<usize>, grammar: &Grammar) {
    let (Some(first), Some(last)) = (tokens.get(range.start), tokens.get(range.end.wrapping_sub(1))) else { return };
    let (mut lead, mut tail) = (first.lead.clone(), last.tail.clone());
    // `¿sabes?,` goes as a whole: its marks belong to nobody else.
    if lead.chars().any(|c| opens(c) || quotes(c)) && tail.contains(|c| quotes(c) || matches!(c, '?' | '!' | ')')) {
        lead.clear();
        tail.retain(|c| matches!(c, ',' | '.' | ';'));
    }
    tokens.drain(range.clone());
    let at_end = range.start == tokens.len();
    if let Some(next) = tokens.get_mut(range.start)
        && lead.chars().any(|c| opens(c) || quotes(c))
    {
        next.lead.insert_str(0, &lead);
    }
    // A comma belongs before a clause that depends on another, and after one.
    let clause = tokens.get(range.start).is_some_and(|next| grammar.markers.contains(&next.low));
    let since = (0..range.start).rev().find(|n| *n + 1 < range.start && parts(&tokens[*n])).map_or(0, |n| n + 1);
    let dependent = tokens[since..range.start].iter().any(|t| grammar.markers.contains(&t.low));
    let Some(previous) = range.start.checked_sub(1).and_then(|n| tokens.get_mut(n)) else { return };
    let marks = |text: &str, wanted: &str| text.chars().filter(|c| wanted.contains(*c)).collect::<String>();
    if at_end {
        let own: String = previous.tail.chars().filter(|c| !",;:—–…".contains(*c)).collect();
        // `…, oder?` asks for nothing but a nod: what is left states something.
        previous.tail =
            if stops(previous) { own } else { own.trim_end().to_owned() + &tail.replace([',', ';', ':', '—', '–', '?', '…'], "") };
        return;
    }
    let quoted: String = tail.chars().filter(|c| quotes(*c)).collect();
    let strong = marks(&tail, ";:.!?");
    let joined = parts(previous) || tail.contains(',');
    if !strong.is_empty() && !stops(previous) {
        previous.tail = quoted + &strong;
    } else if joined {
        let keep: String = previous.tail.chars().filter(|c| quotes(*c) || matches!(c, ')' | ';' | ':')).collect();
        let comma = if (clause || dependent || grammar.markers.is_empty()) && !keep.contains([';', ':']) { "," } else { "" };
        previous.tail = keep + &quoted + comma;
    } else {
        previous.tail.push_str(&quoted);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tongue::Tongue;
    use super::*;
    use proptest::prelude::*;

    fn without(language: &str, text: &str, range: Range<usize>) -> String {
        let mut tokens = tokens(text);
        delete(&mut tokens, range, &Tongue::of(language).grammar);
        print(&tokens)
    }

    #[test]
    fn marks_stay_as_they_were_written() {
        for text in ["« Non », dit-elle, pourquoi ?", "„Gut“, sagt er.", "¿Qué pasa? ¡Nada!", "Der Preis – 3,50 € – stimmt.", "它很好。"]
        {
            assert_eq!(print(&tokens(text)), text);
        }
    }

    #[test]
    fn deletions_leave_the_commas_that_clauses_need() {
        assert_eq!(without("de", "Das Problem ist, sag ich, die Planung.", 3..5), "Das Problem ist die Planung.");
        assert_eq!(without("de", "Wenn man wartet, glaub ich, verliert man.", 3..5), "Wenn man wartet, verliert man.");
        assert_eq!(without("de", "Ich weiß, ehrlich gesagt, dass es stimmt.", 2..4), "Ich weiß, dass es stimmt.");
        assert_eq!(without("es", "Eso funciona, digamos.", 2..3), "Eso funciona.");
        assert_eq!(without("es", "¿Sabes, eso funciona?", 0..1), "¿Eso funciona?");
        assert_eq!(without("de", "Er sagte „halt nichts“ dazu.", 3..4), "Er sagte „halt“ dazu.");
    }

    #[test]
    fn letters_without_spaces_count_as_half_a_word() {
        assert_eq!([size("um so besser"), size("人は会議について")], [3, 5]);
    }

    proptest! {
        #[test]
        fn no_deletion_panics_or_adds_words(text in "([a-zäé,.?!„“»«¿ –…\"-]){0,80}", from in 0usize..9, count in 1usize..4) {
            let before = tokens(&text);
            let mut after = before.clone();
            let range = from..(from + count);
            if range.end <= before.len() {
                delete(&mut after, range, &Tongue::of("any").grammar);
                prop_assert_eq!(after.len() + count, before.len());
            }
            let _ = print(&after);
        }
    }
}
