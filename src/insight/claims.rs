//! Claims: whether a headline says something that a stranger could argue with, and reads as a sentence when nothing else is there.

use super::faults;
use super::prose::{self, among, children, ends_open, is_finite, is_imperative, root};
use super::syntax::{self, Function, Tag, Token};

/// Words of rules: they make of `you do` more than a report.
const RULES: &str = "should must ought never always cannot ca n't not no nobody nothing only than unless if when while without until because better worse instead rather";
/// Adjectives that say that somebody liked or disliked something, or nothing at all.
const VAGUE: &str = "happy sad busy quick slow small big different crazy good great bad nice awesome interesting amazing fine spectacular clear huge cool fun similar fantastic wonderful weird funny hard easy complicated important powerful popular real true new best perfect okay pertinent notorious";
/// Verbs of telling where one is rather than what is so.
const SHOWING: &str = "looking look talking talk saying say seeing see going go trying try doing do using use working work getting get building build having thinking think guess let imagine";
/// Subjects that name what is said next, or nothing.
const FRAMES: &str = "thing question idea goal final difference example point hope plan way reason part answer story format one fact";

/// From 0 to 1: how much of a claim the words make, by their main clause.
pub(crate) fn weight(tokens: &[Token]) -> f32 {
    let Some(root) = root(tokens) else { return 0.5 };
    let subject = children(tokens, root).find(|m| *m < root && matches!(tokens[*m].function, Function::Subject | Function::Expletive));
    let low = subject.map_or("", |s| tokens[s].low.as_str());
    let person = matches!(low, "we" | "you" | "i")
        || subject.is_some_and(|s| (0..root).filter(|m| *m < s + 3).any(|m| matches!(tokens[m].low.as_str(), "our" | "my" | "your")));
    // `You have to`, `we need to`.
    let bound = tokens.windows(2).any(|w| matches!(w[0].low.as_str(), "have" | "has" | "need" | "needs") && w[1].tag == Tag::To);
    let rules = (bound || tokens.iter().any(|t| among(&t.low, RULES))) && !only_past(tokens, root);
    let mut weight = match low {
        "you" | "we" if rules => {
            if low == "you" {
                0.92
            } else {
                0.85
            }
        }
        "you" => 0.6,
        _ if person && !rules => 0.6,
        _ if among(low, FRAMES) => 0.75,
        "there" if !tokens.iter().any(|t| among(&t.low, "no nothing never than")) => 0.75,
        "" if !rules && among(&tokens[root].low, "look see let say do imagine run think go get take try") => 0.5,
        "" if !rules && tokens[root].function == Function::Root => 0.8,
        "everybody" | "everyone" | "somebody" | "someone" => 0.85,
        _ => 1.0,
    };
    let progressive = tokens[root].tag == Tag::Vbg && children(tokens, root).any(|m| tokens[m].function == Function::Auxiliary);
    if person
        && (progressive || among(&tokens[root].low, "is are 're 'm was were"))
        && !tokens.iter().any(|t| among(&t.low, "n't not never if unless"))
    {
        weight *= 0.7;
    }
    if person && among(&tokens[root].low, SHOWING) && !rules {
        weight *= 0.75;
    }
    if only_past(tokens, root) {
        weight *= 0.7;
    }
    weight * predicate(tokens, root) * sharpness(tokens)
}

/// Whether the main verb tells of something that happened once.
fn only_past(tokens: &[Token], root: usize) -> bool {
    let past = |n: usize| tokens[n].tag == Tag::Vbd;
    past(root) || children(tokens, root).any(|m| tokens[m].function == Function::Auxiliary && past(m))
}

/// `X is small`, `X has changed`: a predicate that says little, and nothing behind it.
fn predicate(tokens: &[Token], root: usize) -> f32 {
    let copula = among(&tokens[root].low, "is are was were 's 're be been");
    let complement =
        children(tokens, root).filter(|m| *m > root && !tokens[*m].tag.is_mark() && tokens[*m].function != Function::Negation).last();
    let Some(complement) = complement else {
        // A verb without anything behind it.
        return if copula { 0.2 } else { 0.8 };
    };
    let compared = tokens.iter().any(|t| matches!(t.tag, Tag::Jjr | Tag::Rbr) || among(&t.low, "than too as most not n't never"));
    let vague = copula
        && among(&tokens[complement].low, VAGUE)
        && !children(tokens, complement).any(|m| m > complement && !tokens[m].tag.is_mark());
    if vague && !compared {
        return 0.55;
    }
    // `The mempool is the data structure that …` explains a word, which is no claim.
    let subject = children(tokens, root).find(|m| *m < root && tokens[*m].function == Function::Subject);
    let one = subject.is_some_and(|s| {
        matches!(tokens[s].tag, Tag::Nnp | Tag::Nn) && (tokens[s].tag == Tag::Nnp || children(tokens, s).any(|m| tokens[m].low == "the"))
    });
    let kind =
        tokens[complement].tag.is_noun() && children(tokens, complement).any(|m| matches!(tokens[m].low.as_str(), "a" | "an" | "the"));
    if copula && one && kind && !compared {
        return 0.8;
    }
    // `X is a great way`, `X is one of many`: praise or a kind, nothing more.
    let praised = copula
        && children(tokens, complement).all(|m| m < complement || tokens[m].tag.is_mark())
        && children(tokens, complement).any(|m| tokens[m].tag == Tag::Jj && among(&tokens[m].low, VAGUE));
    if praised && !compared { 0.8 } else { 1.0 }
}

/// A claim denies, compares, counts or gives a reason.
fn sharpness(tokens: &[Token]) -> f32 {
    let sharp = |t: &Token| {
        t.function == Function::Negation
            || matches!(t.tag, Tag::Jjr | Tag::Rbr | Tag::Rbs)
            // `Two rivers meet` counts nothing that anybody would doubt.
            || t.tag == Tag::Cd && !among(&t.low, "one two three")
            || among(&t.low, "because never always most only nobody no every than should must too without unless worse better less more")
    };
    match tokens.iter().filter(|t| sharp(t)).count() {
        0 => 0.8,
        1 => 0.97,
        _ => 1.0,
    }
}

/// What a headline loses by words that point at what only the text names.
fn pointing(tokens: &[Token]) -> f32 {
    let mut named = false;
    let mut quality: f32 = 1.0;
    for token in tokens {
        named |= token.tag.is_noun() && !prose::is_vague(&token.low);
        let placeholder = matches!(token.function, Function::Mark | Function::Expletive) || token.tag == Tag::Wdt;
        quality *= match token.low.as_str() {
            _ if placeholder => 1.0,
            "this" | "that" | "these" | "those" | "such" | "there" => 0.65,
            "it" | "them" | "they" | "its" | "their" | "he" | "she" | "his" | "her" | "him" if !named => 0.5,
            "it" | "them" | "they" => 0.85,
            _ => 1.0,
        };
    }
    let sequel = tokens
        .first()
        .is_some_and(|t| among(&t.low, "even already another also then that those two one three otherwise plus eventually initially"));
    quality * if sequel { 0.7 } else { 1.0 }
}

/// From 0 to 1: how well a headline reads by itself, parsed anew: what was cut away may have held it together. `joints` are words that
/// follow a cut, with those that governed them.
pub(crate) fn reread(text: &str, joints: &[(String, String)]) -> f32 {
    let tokens = syntax::parse(text);
    let Some(root) = root(&tokens) else { return 0.0 };
    let says = is_finite(&tokens, root) || is_imperative(&tokens, root);
    let mut quality = if says { 1.0 } else { 0.4 };
    let holds = |(low, head): &(String, String)| tokens.iter().any(|t| t.low == *low && tokens[t.head].low == *head);
    quality *= 0.5f32.powi(joints.iter().filter(|joint| !holds(joint)).count().min(2) as i32);
    // Half a quotation, or a whole one: somebody else's words.
    if text.contains(['"', '“', '”', '(', ')', '[', ']']) {
        quality *= 0.3;
    }
    if text.contains([';', '–', '—', '…', '?']) || text.contains(". ") || text.contains("! ") {
        quality *= 0.5;
    }
    if faults::splices(&tokens) > 0 {
        quality *= 0.6;
    }
    if ends_open(&tokens) || ends_waiting(&tokens) {
        quality *= 0.2;
    }
    if wants_main_clause(&tokens) {
        quality *= 0.2;
    }
    quality * pointing(&tokens) * prose::whole(text, &tokens)
}

/// Whether the last word is a verb or adjective that wants what it governs: `what they are supposed`, `how you try`.
fn ends_waiting(tokens: &[Token]) -> bool {
    const WAITING: &str = "supposed able going trying want wants need needs try tries give gives make makes let lets have has had be been being mainly especially like such including during between among prone likely willing due";
    let Some(n) = (0..tokens.len()).rev().find(|n| !tokens[*n].tag.is_mark()) else { return true };
    let last = &tokens[n];
    // `What people want`, `the time they have`: the object stands in front.
    let before = tokens[..n].iter().any(|t| matches!(t.tag, Tag::Wp | Tag::Wdt | Tag::Wrb) || t.function == Function::Relative)
        || last.function == Function::Relative;
    let nominal = last.tag.is_noun();
    let fixed = among(&last.low, "supposed able trying mainly especially such including prone willing due");
    among(&last.low, WAITING) && !nominal && (fixed || !before)
}

/// Whether it begins with `if`, `when` or `in order to`, and no clause with a subject follows.
fn wants_main_clause(tokens: &[Token]) -> bool {
    let opens = tokens.first().is_some_and(|t| {
        among(&t.low, "if when because while although though unless until since once whereas as whenever whether how what")
    });
    if !opens {
        return false;
    }
    let finite = tokens.iter().filter(|t| t.tag.is_finite()).count();
    let comma = tokens.iter().position(|t| t.tag == Tag::Comma);
    let follows = comma.is_some_and(|n| tokens[n..].iter().any(|t| t.tag.is_finite() || t.tag == Tag::Vb));
    !follows && (finite < 2 || !among(&tokens[0].low, "what how whether"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_sentences_do_not_stand_when_read_again() {
        for text in [
            "It is easier to weed them and learn what they are supposed",
            "If we admit that a garden is this quiet place",
            "The gardener went and said \", we only need water.\"",
            "We have a long season; we plant our beans",
            "The roses and the",
        ] {
            assert!(reread(text, &[]) < 0.55, "{} {text}", reread(text, &[]));
        }
        for text in [
            "A tidy river is a bad place to be a fish",
            "Never plant a tree before you know the soil",
            "If you water at noon, the sun takes most of it",
        ] {
            assert!(reread(text, &[]) > 0.8, "{} {text}", reread(text, &[]));
        }
    }

    #[test]
    fn claims_weigh_more_than_reports() {
        let of = |text: &str| weight(&syntax::parse(text));
        for (claim, report) in [
            ("Deep beds need less water than shallow ones", "We're looking at the beds behind the house"),
            ("You should never water a garden at noon", "You send the water down the hose"),
            ("Most gardens die of too much water", "The garden is small"),
        ] {
            assert!(of(claim) > of(report) + 0.25, "{claim} {} {report} {}", of(claim), of(report));
        }
    }
}
