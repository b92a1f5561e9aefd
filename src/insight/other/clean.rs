//! Cleaning a sentence by deletion, with a language's own lists: sounds, asides, false starts, names of people spoken to.

use super::tokens::{Token, delete, parts, stops};
use super::tongue::Tongue;
use std::collections::BTreeSet;

/// Cleans a sentence. `first` sentences also lose what would join them to one before; `names` are people who may be spoken to.
pub(crate) fn clean(tokens: &mut Vec<Token>, first: bool, names: &[String], tongue: &Tongue) {
    for _ in 0..3 {
        let before = tokens.len();
        drop_everywhere(tokens, &tongue.tidy.sounds, tongue);
        drop_false_start(tokens, tongue);
        drop_repeats(tokens, tongue);
        drop_names(tokens, names, tongue);
        drop_asides(tokens, tongue);
        drop_everywhere(tokens, &tongue.tidy.fillers, tongue);
        drop_openers(tokens, first, tongue);
        drop_tails(tokens, tongue);
        if tokens.len() == before {
            break;
        }
    }
}

/// The words of `tokens`, joined by spaces.
pub(crate) fn phrase(tokens: &[Token]) -> String {
    tokens.iter().map(|t| t.low.as_str()).collect::<Vec<_>>().join(" ")
}

/// How many words the longest of the phrases at `n` has.
pub(crate) fn phrase_at(tokens: &[Token], n: usize, phrases: &BTreeSet<String>) -> Option<usize> {
    let most = tokens[n..].iter().take(5).position(|t| parts(t) || stops(t)).map_or(5, |at| at + 1).min(tokens.len() - n);
    (1..=most).rev().find(|size| phrases.contains(&phrase(&tokens[n..n + size])))
}

fn drop_everywhere(tokens: &mut Vec<Token>, phrases: &BTreeSet<String>, tongue: &Tongue) {
    let mut n = 0;
    while n < tokens.len() {
        match phrase_at(tokens, n, phrases).filter(|size| tokens.len() > *size) {
            Some(size) => delete(tokens, n..n + size, &tongue.grammar),
            None => n += 1,
        }
    }
}

/// Deletes a short beginning that a dash breaks off and that is begun again: `Das – das war`.
fn drop_false_start(tokens: &mut Vec<Token>, tongue: &Tongue) {
    let broken = |t: &Token| t.tail.contains(['–', '—']) || t.tail == " -";
    let Some(at) = tokens.iter().take(4).position(broken).filter(|_| !tongue.grammar.small.is_empty()) else { return };
    let again = tokens.get(at + 1).is_some_and(|next| tokens[..=at].iter().any(|t| t.low == next.low));
    if again && tokens.len() > at + 4 {
        delete(tokens, 0..at + 1, &tongue.grammar);
    }
}

/// Deletes the first of two equal runs of up to four words with a pause between: `wir haben, wir haben gewartet`.
fn drop_repeats(tokens: &mut Vec<Token>, tongue: &Tongue) {
    let mut n = 0;
    while n < tokens.len() {
        match (1..=4).rev().find(|size| is_stutter(tokens, n, *size, tongue)) {
            Some(size) => {
                let lead = tokens[n].lead.clone();
                tokens.drain(n..n + size);
                tokens[n].lead = lead;
            }
            None => n += 1,
        }
    }
}

/// Whether the `size` words at `n` are said twice without need. One word alone may be meant twice, unless it is a small one.
fn is_stutter(tokens: &[Token], n: usize, size: usize, tongue: &Tongue) -> bool {
    let (Some(a), Some(b)) = (tokens.get(n..n + size), tokens.get(n + size..n + 2 * size)) else { return false };
    let equal = a.iter().zip(b).all(|(a, b)| a.low == b.low);
    let inner = a.iter().any(stops) || a[..size - 1].iter().any(parts);
    let small = &tongue.grammar.small;
    let meant = if size == 1 { !small.contains(&a[0].low) } else { !a.iter().any(|t| small.contains(&t.low)) };
    equal && !inner && !meant && parts(&a[size - 1])
}

/// Deletes the name of somebody who is spoken to, at the start or the end of a sentence. A name beside another is told, not called.
fn drop_names(tokens: &mut Vec<Token>, names: &[String], tongue: &Tongue) {
    let name = |t: Option<&Token>| t.is_some_and(|t| names.contains(&t.low));
    let count = tokens.len();
    if count > 3 && name(tokens.first()) && tokens[0].tail.contains(',') && !name(tokens.get(1)) && !name(tokens.get(2)) {
        delete(tokens, 0..1, &tongue.grammar);
    }
    let count = tokens.len();
    if count > 3 && name(tokens.last()) && tokens[count - 2].tail.contains(',') && !name(tokens.get(count - 2)) {
        delete(tokens, count - 1..count, &tongue.grammar);
    }
}

/// Deletes asides between pauses.
fn drop_asides(tokens: &mut Vec<Token>, tongue: &Tongue) {
    let mut n = 0;
    while n < tokens.len() {
        let open = n == 0 || parts(&tokens[n - 1]) || tongue.grammar.joints.contains(&tokens[n - 1].low);
        let aside = phrase_at(tokens, n, &tongue.tidy.asides).filter(|size| parts(&tokens[n + size - 1]) && tokens.len() > size + 1);
        match aside.filter(|_| open) {
            Some(size) => delete(tokens, n..n + size, &tongue.grammar),
            None => n += 1,
        }
    }
}

fn drop_openers(tokens: &mut Vec<Token>, first: bool, tongue: &Tongue) {
    let tidy = &tongue.tidy;
    for _ in 0..6 {
        let joined = || phrase_at(tokens, 0, &tidy.first_openers).filter(|_| first);
        let Some(size) = phrase_at(tokens, 0, &tidy.openers).or_else(joined) else { return };
        if tokens.len() < size + 3 || !may_open(tokens, size, tongue) {
            return;
        }
        delete(tokens, 0..size, &tongue.grammar);
    }
}

/// Whether what follows an opener of `size` words can begin the sentence.
fn may_open(tokens: &[Token], size: usize, tongue: &Tongue) -> bool {
    let (opener, last, next) = (phrase(&tokens[..size]), &tokens[size - 1], &tokens[size].low);
    let bare = tongue.tidy.bare_openers.contains(&opener) || tongue.tidy.first_openers.contains(&opener);
    let loose = tongue.grammar.joints.contains(&last.low) || last.low == "que" || (bare && tongue.grammar.subjects.contains(next));
    parts(last) || loose
}

fn drop_tails(tokens: &mut Vec<Token>, tongue: &Tongue) {
    for _ in 0..4 {
        let tail = (1..=6).rev().find(|size| {
            let Some(start) = tokens.len().checked_sub(*size).filter(|start| *start >= 3) else { return false };
            let loose = parts(&tokens[start - 1]) || tongue.grammar.joints.contains(&tokens[start].low) && *size > 1;
            loose && tongue.tidy.tails.contains(&phrase(&tokens[start..]))
        });
        let Some(size) = tail else { return };
        let start = tokens.len() - size;
        delete(tokens, start..start + size, &tongue.grammar);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{print, tokens};
    use super::*;

    fn cleaned(language: &str, text: &str) -> String {
        let mut tokens = tokens(text);
        clean(&mut tokens, true, &["jana".to_owned(), "marta".to_owned()], &Tongue::of(language));
        print(&tokens)
    }

    #[test]
    fn german_loses_what_does_no_work() {
        let table = [
            ("Ja, also, ähm, das Problem ist, sag ich mal, die Planung.", "Das Problem ist die Planung."),
            ("Und wir haben, wir haben halt gewartet, oder so.", "Wir haben gewartet."),
            ("Jana, ehrlich gesagt, wenn man wartet, verliert man Kunden.", "Wenn man wartet, verliert man Kunden."),
            ("Aber Preise sind ein Versprechen, ne?", "Preise sind ein Versprechen."),
            ("Die, die zuerst kommen, warten am längsten.", "Die, die zuerst kommen, warten am längsten."),
            ("Wir luden Jana, Tom und Ina ein.", "Wir luden Jana, Tom und Ina ein."),
            ("Also machen wir das anders.", "Also machen wir das anders."),
        ];
        for (text, wanted) in table {
            assert_eq!(cleaned("de", text), wanted, "{text}");
        }
    }

    #[test]
    fn spanish_loses_what_does_no_work() {
        let table = [
            ("Bueno, pues, eh, el problema es, digamos, la prisa, ¿no?", "El problema es la prisa."),
            ("Mira, Marta, yo creo que la gente compra confianza, o sea, no precio.", "La gente compra confianza, no precio."),
            ("Pero la, la calidad, ¿sabes?, no se ve.", "La calidad no se ve."),
            ("No, no, no es el precio.", "No es el precio."),
            ("Vendemos pan, queso y vino.", "Vendemos pan, queso y vino."),
        ];
        for (text, wanted) in table {
            assert_eq!(cleaned("es", text), wanted, "{text}");
        }
    }

    #[test]
    fn other_languages_lose_sounds_and_names_alone() {
        let text = "Marta, alors, euh, les gens, les gens attendent, quoi.";
        assert_eq!(cleaned("fr", text), "Alors, les gens, les gens attendent, quoi.");
    }
}
