//! Headlines in any language: the best short main clause of a text, at most 12 words, whole or cut where a clause ends.

use super::clean::phrase_at;
use super::text::{Unit, dangling, has_verb};
use super::tokens::{Token, length, parts, print};
use super::tongue::{Grammar, Tongue};
use std::ops::Range;

/// Most words of a headline, and fewest of one that says something.
const WORDS: std::ops::RangeInclusive<usize> = 4..=12;

/// A headline and how good it is, from 0 (a fragment) to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Headline {
    /// The words: first letter capital, no full stop.
    pub text: String,
    /// From 0 to 1.
    pub quality: f32,
}

/// Makes a headline from the units of a text.
pub(crate) fn headline(units: &[Unit], tongue: &Tongue) -> Headline {
    let mut best: Option<(f32, &[Token])> = None;
    for unit in units {
        for (cut, cost) in cuts(&unit.opening, &tongue.grammar) {
            let tokens = &unit.opening[cut];
            let value = 0.4 * unit.worth.clamp(-1.5, 1.5) - cost + value(tokens, &tongue.grammar);
            if WORDS.contains(&length(tokens)) && best.is_none_or(|(most, _)| value > most) {
                best = Some((value, tokens));
            }
        }
    }
    match best {
        Some((value, tokens)) => Headline { text: write(tokens), quality: (0.5 + value / 3.0).clamp(0.05, 1.0) },
        None => Headline { text: units.first().map(|unit| last_resort(&unit.opening, tongue)).unwrap_or_default(), quality: 0.0 },
    }
}

/// All ways to cut a clause, each with what it costs.
fn cuts(tokens: &[Token], grammar: &Grammar) -> Vec<(Range<usize>, f32)> {
    let mut cuts = Vec::new();
    for (start, cost) in starts(tokens, grammar) {
        for end in start + 1..=tokens.len().min(start + WORDS.end()) {
            if let Some(own) = ends(tokens, start..end, grammar) {
                cuts.push((start..end, cost + own));
            }
        }
    }
    cuts
}

/// Where a statement may begin: at the clause's start, after a frame such as `resulta que`, after a colon, after a conjunction.
fn starts(tokens: &[Token], grammar: &Grammar) -> Vec<(usize, f32)> {
    let mut starts = vec![(0, 0.0)];
    for n in 1..tokens.len() {
        let (before, subject) = (&tokens[n - 1], grammar.subjects.contains(&tokens[n].low));
        let framed = (1..=4).any(|size| n.checked_sub(size).is_some_and(|at| phrase_at(tokens, at, &grammar.frames) == Some(size)));
        let joined = n > 1 && parts(&tokens[n - 2]) && grammar.joints.contains(&before.low) && subject;
        if framed {
            starts.push((n, 0.15));
        } else if before.tail.contains([':', ';']) {
            starts.push((n, 0.1));
        } else if joined {
            starts.push((n, 0.25));
        }
    }
    starts
}

/// What it costs to cut `range` out, if a clause ends there.
fn ends(tokens: &[Token], range: Range<usize>, grammar: &Grammar) -> Option<f32> {
    let piece = &tokens[range.clone()];
    let last = piece.last()?;
    // `Wenn man wartet` is half a sentence, and so is `Das Problem ist`.
    let half = grammar.markers.contains(&piece[0].low) && !piece[..piece.len() - 1].iter().any(parts);
    let verbless = !has_verb(piece, grammar);
    let torn = if half || verbless { 1.0 } else { 0.0 };
    if range.end == tokens.len() {
        return Some(torn);
    }
    let next = &tokens[range.end].low;
    let loose = if grammar.loose.contains(&last.low) || last.low == "que" { 1.0 } else { 0.0 };
    if last.tail.contains([';', ':', '.', '!', '–', '—']) {
        return Some(torn + loose + 0.1);
    }
    let clause = grammar.markers.contains(next) || grammar.joints.contains(next);
    match (parts(last), clause) {
        (true, true) => Some(torn + loose + 0.1),
        // Where nobody knows which words begin a clause, a comma is as good a guess as any, and a whole sentence is better.
        (true, false) => Some(torn + loose + if grammar.markers.is_empty() { 0.9 } else { 0.5 }),
        // `Aprende más de un plato devuelto que de diez consejos`: a clause may begin without a pause.
        (false, true) if grammar.markers.contains(next) && piece.len() > 4 => Some(torn + loose + 0.7),
        _ => None,
    }
}

/// What words alone say for a headline.
fn value(tokens: &[Token], grammar: &Grammar) -> f32 {
    let count = |list: &std::collections::BTreeSet<String>| tokens.iter().filter(|t| list.contains(&t.low)).count() as f32;
    let length = match length(tokens) {
        5..=10 => 0.3,
        11..=12 => 0.15,
        _ => -0.1,
    };
    let asks = if tokens.iter().any(|t| t.tail.contains(['?', '？', '؟'])) { 1.5 } else { 0.0 };
    length - 1.2 * dangling(tokens, grammar) - 0.15 * count(&grammar.pointing).min(3.0) - 0.3 * count(&grammar.own).min(2.0) - asks
}

/// The first words up to a pause, else up to a word that can end a phrase, best one before a small word that begins another.
fn last_resort(tokens: &[Token], tongue: &Tongue) -> String {
    let most = tokens.len().min(*WORDS.end());
    let pause = (3..=most).rev().find(|end| parts(&tokens[end - 1]));
    let small = |t: &Token| tongue.grammar.loose.contains(&t.low) || tongue.small.contains(&t.low);
    let phrase = (5..=most).rev().find(|end| !small(&tokens[end - 1]) && tokens.get(*end).is_some_and(small));
    let end = (3..=most).rev().find(|end| !small(&tokens[end - 1]));
    write(&tokens[..pause.or(phrase).or(end).unwrap_or(most)])
}

/// Writes a headline: as a sentence without its full stop.
fn write(tokens: &[Token]) -> String {
    let text = print(tokens);
    text.trim_end_matches(['.', '。', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::text::text;
    use super::*;

    fn of(language: &str, sentence: &str) -> String {
        let tongue = Tongue::of(language);
        headline(&text(&[(sentence, 0.3)], &[], &tongue).unwrap().kept, &tongue).text
    }

    #[test]
    fn headlines_are_main_clauses() {
        let table = [
            (
                "de",
                "Ein Preis ist ein Versprechen, weil der Kunde an ihm abliest, wie lange wir noch da sind.",
                "Ein Preis ist ein Versprechen",
            ),
            ("de", "Wenn man zu lange wartet, verliert man Kunden.", "Wenn man zu lange wartet, verliert man Kunden"),
            (
                "de",
                "Ich habe mein halbes Berufsleben lang geglaubt, dass es um Geschwindigkeit geht, aber die Leute wollen Ruhe.",
                "Die Leute wollen Ruhe",
            ),
            (
                "es",
                "Con los años nos dimos cuenta de que la confianza se gana despacio, y se pierde en una tarde.",
                "La confianza se gana despacio",
            ),
            (
                "fr",
                "Le silence vend mieux que la parole, parce que le client y met ses propres raisons et finit par se convaincre.",
                "Le silence vend mieux que la parole",
            ),
        ];
        for (language, sentence, wanted) in table {
            assert_eq!(of(language, sentence), wanted);
        }
    }

    #[test]
    fn a_sentence_without_a_joint_is_cut_at_twelve_words() {
        let headline = of("fr", &"mot ".repeat(30));
        assert_eq!(headline.split(' ').count(), 12);
    }
}
