//! Faults of spoken sentences that no finished text has: clauses that run into one another, words that cannot stand side by side, verbs
//! that do not agree with their subjects.

use super::prose::{among, children};
use super::syntax::{Function, Tag, Token};

/// Cannot stand before a noun's end: after one of these comes the noun that it determines.
const DETERMINERS: &str = "a an the my your our their every";
/// None of these is a noun that has been determined, or part of one.
const NEVER_DETERMINED: &str = "a an the my your our their his every all this these those it they we you he she i is are was were have has do does did can will would could should that because if when and or but to of so there's it's for with in";
/// Cannot govern what stands behind them.
const NOMINATIVES: &str = "i we they he she";
const NEVER_AFTER_NOMINATIVE: &str = "i we you they he she it that this the a an of to in for is's and's so there";

/// From 1 (sound) to 0: what a sentence loses by its faults.
pub(crate) fn sound(sentence: &str, tokens: &[Token]) -> f32 {
    let faults = clashes(tokens) + capitals(sentence, tokens);
    let splices = splices(tokens);
    let disagreeing = (0..tokens.len()).filter(|n| disagrees(tokens, *n)).count();
    0.5f32.powi(faults.min(3) as i32)
        * 0.7f32.powi((splices + disagreeing).min(3) as i32)
        * 0.65f32.powi(restarts(tokens).min(2) as i32)
        * opening(sentence, tokens)
}

/// Neighbours that only a broken sentence has: `the a`, `all every`, `we the`, `is is`.
fn clashes(tokens: &[Token]) -> usize {
    let pair = |w: &&[Token]| {
        let (a, b) = (w[0].low.as_str(), w[1].low.as_str());
        let determined = among(a, DETERMINERS) && among(b, NEVER_DETERMINED);
        let quantified = matches!(
            (a, b),
            ("all", "every" | "each" | "a" | "an" | "some") | ("every" | "each" | "some", "every" | "all" | "some" | "each")
        );
        let subject = among(a, NOMINATIVES) && among(b, NEVER_AFTER_NOMINATIVE) && w[0].tag == Tag::Prp;
        let person = matches!(
            (a, b),
            ("i" | "we" | "they" | "you", "is" | "has" | "does" | "goes" | "wants" | "needs")
                | ("we" | "they" | "you", "was")
                | ("he" | "she" | "it", "are" | "have" | "do" | "were")
        );
        let asked = w[0].tag != Tag::Prp;
        let verbs = matches!(a, "is" | "becomes" | "was")
            && w[1].tag == Tag::Vbz
            && !tokens.iter().any(|t| matches!(t.tag, Tag::Wp | Tag::Wdt | Tag::Wrb));
        let dangling =
            matches!(a, "of" | "at" | "into" | "because") && matches!(b, "is" | "are" | "was" | "we're" | "and" | "but" | "to" | "because");
        // `In the, in your house`, `it is an, a graph`: said again after a pause.
        let paused = among(a, "the a an your my our their of very than") && w[1].tag == Tag::Comma;
        let headless = matches!(a, "because" | "if" | "when" | "although") && w[1].tag == Tag::Md;
        determined || paused || headless || quantified || subject && b != "that" || person && !asked || verbs || dangling
    };
    tokens.windows(2).filter(|w| pair(w)).count()
}

/// A sentence that begins inside another, its mark lost: `you cannot do it off-chain They want more`.
fn capitals(sentence: &str, tokens: &[Token]) -> usize {
    const STARTS: &str = "and but so they we you it the this that there he she if when because or of in at for as is";
    let small = |t: &Token| sentence[t.range.clone()].starts_with(char::is_lowercase);
    tokens.windows(2).filter(|w| small(&w[0]) && !small(&w[1]) && among(&w[1].low, STARTS)).count()
}

/// Whole clauses that only a comma parts, the later one with a pronoun for its subject.
pub(crate) fn splices(tokens: &[Token]) -> usize {
    const OPENERS: &str = "if when because while although though unless until since once as whenever whether where what who which how why than that whatever however matter time moment day more the after before for in by to with without";
    let mut found = 0;
    let mut start = 0;
    for n in 1..tokens.len() {
        if matches!(tokens[n].tag, Tag::Colon | Tag::Quote | Tag::Unquote | Tag::Hyphen) {
            start = n + 1;
        }
        if tokens[n].tag != Tag::Comma {
            continue;
        }
        let (before, after) = (&tokens[start.min(n)..n], &tokens[n + 1..]);
        let noun = after.first().is_some_and(|t| t.tag.is_noun() && t.function == Function::Subject);
        let pronoun = noun || after.first().is_some_and(|t| among(&t.low, "i we you they he she it that there this"));
        let verb = after.get(1).is_some_and(|t| t.tag.is_finite())
            || after.get(1).is_some_and(|t| t.tag == Tag::Rb) && after.get(2).is_some_and(|t| t.tag.is_finite());
        let first = before.iter().find(|t| !t.tag.is_mark() && t.tag != Tag::Cc && t.tag != Tag::Rb);
        let depends = first.is_none_or(|t| {
            among(&t.low, OPENERS) && !matches!(t.low.as_str(), "the" | "that" | "time" | "more")
                || t.low == "the" && before.iter().any(|t| matches!(t.tag, Tag::Jjr | Tag::Rbr) || t.low == "more")
        }) || before
            .iter()
            .any(|t| among(&t.low, "if when because while although though unless until since once whenever whatever matter"));
        let finite = before.iter().any(|t| t.tag.is_finite());
        // `It is not a lack of sleep, it is a fear of it.` is how people write.
        let contrast = before.iter().any(|t| matches!(t.low.as_str(), "n't" | "not" | "no" | "never" | "less"));
        if pronoun && verb && finite && !depends && !contrast {
            found += 1;
        }
    }
    found
}

/// Places where the speaker began anew: a dash before a clause of its own, `then` without an `if`, an `if` that nothing follows.
fn restarts(tokens: &[Token]) -> usize {
    let low = |n: usize| tokens.get(n).map_or("", |t| t.low.as_str());
    let finite = |n: usize| tokens.get(n).is_some_and(|t| t.tag.is_finite());
    let subject = |n: usize| {
        among(low(n), "i we you they he she it that there this") || tokens.get(n).is_some_and(|t| t.function == Function::Subject)
    };
    let one = |n: usize| match low(n) {
        "–" | "—" => subject(n + 1) && (finite(n + 2) || finite(n + 3)) || matches!(low(n + 1), "or" | "if" | "and" | "not"),
        "then" => {
            n > 0
                && tokens[n - 1].tag == Tag::Comma
                && subject(n + 1)
                && !tokens[..n].iter().any(|t| among(&t.low, "if when once because where"))
        }
        "if" | "when" | "once" => {
            matches!(low(n.wrapping_sub(1)), "because" | "that")
                && !tokens[n..].iter().any(|t| t.tag == Tag::Comma || t.low == "then")
                && n + 9 < tokens.len()
        }
        _ => false,
    };
    (0..tokens.len()).filter(|n| one(*n)).count()
}

/// Whether the verb at `n` does not agree with a subject right before it: `profiling go`, `things is`.
fn disagrees(tokens: &[Token], n: usize) -> bool {
    const MANY: &str = "people team staff data police rest lot number most half majority percent family everybody couple bunch variety none police media criteria";
    let subjects: Vec<usize> = children(tokens, n).filter(|m| *m + 1 == n && tokens[*m].function == Function::Subject).collect();
    let [subject] = subjects[..] else { return false };
    let joined =
        children(tokens, subject).any(|m| tokens[m].function == Function::Conjunct) || subject > 0 && tokens[subject - 1].tag == Tag::Cc;
    let helped = children(tokens, n).any(|m| tokens[m].function == Function::Auxiliary);
    let own = &tokens[subject];
    if joined || helped || among(&own.low, MANY) {
        return false;
    }
    match tokens[n].tag {
        Tag::Vbp => {
            matches!(own.tag, Tag::Nn | Tag::Vbg)
                && matches!(
                    tokens[n].low.as_str(),
                    "go" | "are" | "have" | "do" | "say" | "get" | "make" | "need" | "want" | "come" | "take" | "give"
                )
        }
        Tag::Vbz => own.tag == Tag::Nns && matches!(tokens[n].low.as_str(), "is" | "has" | "does" | "goes" | "makes" | "needs" | "gets"),
        _ => false,
    }
}

/// A sentence may not begin with a finite verb that has lost its subject, nor with a small letter.
fn opening(sentence: &str, tokens: &[Token]) -> f32 {
    let Some(first) = tokens.iter().find(|t| !t.tag.is_mark()) else { return 0.3 };
    let small = sentence.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase);
    let verb = matches!(first.tag, Tag::Vbz | Tag::Md) && !sentence.ends_with('?');
    let half = among(&first.low, "hence than whereas especially kind sort like") || first.low == "which";
    (if small { 0.6 } else { 1.0 }) * (if verb { 0.45 } else { 1.0 }) * (if half { 0.6 } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::syntax;

    #[test]
    fn broken_sentences_are_told_from_sound_ones() {
        let good = [
            "Insomnia is not a lack of sleep, it is a fear of it.",
            "If a pump fails at night, you want the alarm before the flood.",
            "The longer a queue gets, the more people walk away.",
            "Once a team trusts the tests, it stops asking for permission.",
            "As I see it, a map is a promise.",
            "Most teams and their managers have never met a customer.",
            "What you measure is what you get.",
            "The thing that changes is how long the dough takes.",
        ];
        let bad = [
            "Not every gardener can see all every bed in the field.",
            "The bread rises overnight, we sell it at dawn, it goes stale by noon.",
            "You cannot bake it at home They want steam.",
            "Allows you to rest the dough.",
            "The the a dough is wet.",
            "They has an oven.",
            "You want some steam because will make the crust crisp.",
            "It is a, the oven of the village.",
            "The oven becomes goes cold at night.",
            "The loaves from the back, then it's the best because of all these reasons.",
            "We bake at night – we tried the day once.",
        ];
        for text in good {
            assert!(sound(text, &syntax::parse(text)) > 0.9, "{text}");
        }
        for text in bad {
            assert!(sound(text, &syntax::parse(text)) < 0.75, "{text}");
        }
    }
}
