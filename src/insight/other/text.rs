//! The insight's text, made of a passage by deletion only: its sentences are cleaned, and of all ways to drop some the one is kept that
//! has 35 to 50 words, says the most and hangs on nothing that was dropped.

use super::clean::{clean, phrase_at};
use super::tokens::{Token, length, parts, print, tokens};
use super::tongue::{Grammar, Tongue};

/// Fewest and most words of a text.
pub(crate) const WORDS: std::ops::RangeInclusive<usize> = 35..=50;
/// A sentence with more words than this is parted into clauses that stand alone.
const LONG: usize = 26;
/// So many units may be dropped or kept; what follows them is dropped.
const MOST: usize = 9;

/// A sentence or independent clause of a passage, cleaned.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// Its words, cleaned as the first of a text.
    pub opening: Vec<Token>,
    /// Its words, cleaned as one that follows another.
    following: Vec<Token>,
    /// The conjunction that joined it to the clause before in its sentence, if cleaning took it away.
    joint: Option<Token>,
    /// The sentence that it comes from.
    pub sentence: usize,
    /// How much it says.
    pub worth: f32,
}

/// A passage's text.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// The words.
    pub text: String,
    /// From 0 (a fragment) to 1: whether its length is right and nothing in it hangs loose.
    pub quality: f32,
    /// The units that the text holds, in order.
    pub kept: Vec<Unit>,
}

/// Makes the text of a passage, each of whose sentences comes with how much it says. `None` if nothing of it can be told.
pub(crate) fn text(sentences: &[(&str, f32)], names: &[String], tongue: &Tongue) -> Option<Text> {
    let mut units: Vec<Unit> = sentences.iter().enumerate().flat_map(|(n, (text, worth))| units(n, text, *worth, names, tongue)).collect();
    units.truncate(MOST);
    let mut ways: Vec<(f32, u32)> = (1u32..1 << units.len()).map(|subset| (judge(&units, subset, tongue), subset)).collect();
    ways.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let subset = ways.first()?.1;
    let kept: Vec<Unit> = chosen(subset).map(|n| units[n].clone()).collect();
    let words: usize = words(&units, subset);
    let stands = 1.0 - dangling(&kept[0].opening, &tongue.grammar);
    let whole = 1.0 - kept.iter().map(|unit| flaw(unit, &tongue.grammar)).fold(0.0, f32::max);
    Some(Text { text: written(&units, subset), quality: fit(words) * (0.45 + 0.3 * stands + 0.25 * whole), kept })
}

/// Places of a choice's units.
fn chosen(subset: u32) -> impl Iterator<Item = usize> {
    (0..MOST).filter(move |n| subset >> n & 1 == 1)
}

/// From 0 to 1: whether a text has about as many words as it should.
fn fit(words: usize) -> f32 {
    match words {
        35..=50 => 1.0,
        30..=34 => 0.7,
        25..=29 | 51..=53 => 0.5,
        _ => 0.2,
    }
}

fn units(sentence: usize, text: &str, worth: f32, names: &[String], tongue: &Tongue) -> Vec<Unit> {
    let unit = |part: Vec<Token>| {
        let joint = part.first().filter(|t| tongue.grammar.joints.contains(&t.low) && t.lead.is_empty()).cloned();
        let (mut opening, mut following) = (part.clone(), part);
        clean(&mut opening, true, names, tongue);
        clean(&mut following, false, names, tongue);
        let joint = joint.filter(|joint| following.first().is_some_and(|first| first.low != joint.low));
        let joint = joint.map(|joint| Token { tail: String::new(), ..joint });
        (length(&opening) >= 3).then_some(Unit { opening, following, joint, sentence, worth })
    };
    clauses(tokens(text), &tongue.grammar).into_iter().filter_map(unit).collect()
}

/// Parts a long sentence before conjunctions that begin a clause of their own.
fn clauses(sentence: Vec<Token>, grammar: &Grammar) -> Vec<Vec<Token>> {
    if length(&sentence) <= LONG {
        return vec![sentence];
    }
    let mut parted: Vec<Vec<Token>> = vec![Vec::new()];
    for (n, token) in sentence.iter().enumerate() {
        let so_far = parted.last().map_or(&[][..], Vec::as_slice);
        let room = so_far.len() >= 8 && sentence.len() - n >= 7;
        if room && begins_clause(&sentence, n, grammar) && has_verb(so_far, grammar) {
            parted.push(Vec::new());
        }
        if let Some(last) = parted.last_mut() {
            last.push(token.clone());
        }
    }
    parted
}

/// Whether an independent clause begins at token `n`: after a semicolon, or after a pause a conjunction with a subject.
fn begins_clause(sentence: &[Token], n: usize, grammar: &Grammar) -> bool {
    let before = &sentence[n - 1];
    let joint = grammar.joints.contains(&sentence[n].low) && sentence.get(n + 1).is_some_and(|t| grammar.subjects.contains(&t.low));
    before.tail.contains(';') || (parts(before) && joint)
}

/// Whether a run of words has a verb, and so may be a sentence. Where no verbs are known, it may.
pub(crate) fn has_verb(tokens: &[Token], grammar: &Grammar) -> bool {
    grammar.verbs.is_empty() || tokens.iter().any(|t| grammar.verbs.contains(&t.low))
}

/// How much a text that starts with these words hangs on what came before: 0 to 1.
pub(crate) fn dangling(tokens: &[Token], grammar: &Grammar) -> f32 {
    let starts = |phrases| if tokens.is_empty() { None } else { phrase_at(tokens, 0, phrases) };
    if starts(&grammar.standing).is_some() {
        0.0
    } else if starts(&grammar.dangling).is_some() {
        1.0
    } else if starts(&grammar.leaning).is_some() {
        0.6
    } else {
        0.0
    }
}

/// How far a unit is from a sentence: a question, cut off, without a verb.
fn flaw(unit: &Unit, grammar: &Grammar) -> f32 {
    let Some(last) = unit.following.last() else { return 1.0 };
    if last.tail.contains(['?', '？', '؟']) {
        return 0.9;
    }
    let hangs = grammar.joints.contains(&last.low) || grammar.markers.contains(&last.low);
    if hangs || last.tail.contains(['…', '—', '–']) || last.tail.contains("...") {
        return 0.8;
    }
    if has_verb(&unit.following, grammar) { 0.0 } else { 0.4 }
}

fn words(units: &[Unit], subset: u32) -> usize {
    crate::text::count_words(&written(units, subset)).max(chosen(subset).map(|n| length(&units[n].opening)).sum())
}

/// How good a choice of units is.
fn judge(units: &[Unit], subset: u32, tongue: &Tongue) -> f32 {
    let (mut count, mut worth) = (0, 0.0);
    let mut previous: Option<usize> = None;
    for n in chosen(subset) {
        let unit = &units[n];
        let own = if previous.is_none() { &unit.opening } else { &unit.following };
        let long = length(own);
        count += long;
        // A sentence must earn its place: fewer say the same better.
        worth += (unit.worth + 0.4) * long as f32 / 40.0 - 0.12 - 1.2 * flaw(unit, &tongue.grammar);
        match previous {
            None => worth -= 1.6 * dangling(own, &tongue.grammar),
            Some(last) if last + 1 < n => worth -= 0.4 + 0.8 * dangling(own, &tongue.grammar),
            Some(_) => {}
        }
        previous = Some(n);
    }
    let distance = WORDS.start().saturating_sub(count).max(count.saturating_sub(*WORDS.end()));
    worth - 0.14 * distance as f32 - if distance > 0 { 0.8 } else { 0.0 }
}

/// Writes the chosen units. Clauses of one sentence that still stand side by side stay one sentence.
fn written(units: &[Unit], subset: u32) -> String {
    let mut sentences: Vec<Vec<Token>> = Vec::new();
    let mut previous: Option<usize> = None;
    for n in chosen(subset) {
        let unit = &units[n];
        let neighbour = previous.is_some_and(|last| last + 1 == n && units[last].sentence == unit.sentence);
        match sentences.last_mut() {
            Some(last) if neighbour => last.extend(unit.joint.iter().chain(&unit.following).cloned()),
            Some(_) => sentences.push(unit.following.clone()),
            None => sentences.push(unit.opening.clone()),
        }
        previous = Some(n);
    }
    sentences.iter().map(|tokens| print(tokens)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(language: &str, sentences: &[&str]) -> Text {
        let sentences: Vec<(&str, f32)> = sentences.iter().map(|s| (*s, 0.3)).collect();
        text(&sentences, &[], &Tongue::of(language)).unwrap()
    }

    #[test]
    fn what_dangles_and_what_asks_is_dropped() {
        let made = made(
            "de",
            &[
                "Das hat er damals auch schon gesagt.",
                "Viele Firmen glauben, dass ein niedriger Preis ihnen neue Kunden bringt, aber ein niedriger Preis bringt vor allem Kunden, die beim nächsten Rabatt wieder gehen.",
                "Wer über den Preis kommt, der geht auch über den Preis, und er nimmt die Hälfte der Arbeit mit.",
                "Oder wie siehst du das?",
            ],
        );
        assert_eq!(crate::text::count_words(&made.text), 44, "{}", made.text);
        assert!(made.text.starts_with("Viele Firmen") && made.quality > 0.9, "{made:?}");
    }

    #[test]
    fn a_long_sentence_is_parted_where_a_clause_begins() {
        let sentence = "La gente piensa que un taller pequeño no puede competir con una fábrica, pero el cliente no compra solamente la \
                        silla, y el taller que entiende eso vende una historia que ninguna fábrica del mundo le puede copiar, ni con todo \
                        el dinero que tiene en el banco cada mes.";
        let parted = clauses(tokens(sentence), &Tongue::of("es").grammar);
        assert_eq!(parted.iter().map(|p| p[0].low.as_str()).collect::<Vec<_>>(), ["la", "pero", "y"]);
        let made = made("es", &[sentence]);
        assert!(WORDS.contains(&crate::text::count_words(&made.text)), "{}", made.text);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(text(&[], &[], &Tongue::of("de")).is_none());
        assert!(text(&[("Ja.", 0.0)], &[], &Tongue::of("de")).is_none());
    }
}
