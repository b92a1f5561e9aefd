//! What a clause can do without, and what taking it away costs.

use super::prose::{children, is_finite, is_imperative, is_vague};
use super::syntax::{Function, Tag, Token};
use super::title::{ancestors, subtree_range};

pub(crate) fn length_of(tokens: &[Token], n: usize) -> usize {
    subtree_range(tokens, n).filter(|m| !tokens[*m].tag.is_mark()).count()
}

/// Whether an article before the token fits it but not the word behind it: `a really early start` cannot lose `really`.
pub(crate) fn holds_article(tokens: &[Token], n: usize) -> bool {
    let vowel = |n: usize| tokens.get(n).is_some_and(|t| t.low.starts_with(['a', 'e', 'i', 'o', 'u']));
    n > 0 && matches!(tokens[n - 1].low.as_str(), "a" | "an") && vowel(n) != vowel(n + 1)
}

pub(crate) fn is_filler(tokens: &[Token], n: usize) -> bool {
    let token = &tokens[n];
    let fill = [
        "really",
        "just",
        "actually",
        "basically",
        "literally",
        "obviously",
        "honestly",
        "essentially",
        "definitely",
        "totally",
        "um",
        "uh",
        "certainly",
        "simply",
    ];
    let adverb = token.function == Function::Adverb
        && fill.contains(&token.low.as_str())
        && !n.checked_sub(1).is_some_and(|b| matches!(tokens[b].low.as_str(), "not" | "n't" | "never"));
    // `Things that look like sunlight`: the verb needs it.
    let needed = token.low == "like" && n > 0 && tokens[n - 1].tag.is_verb();
    adverb || token.function == Function::Interjection && !needed
}

/// What deleting a token with all that hangs on it costs; `None` if the clause would be broken or say something else.
pub(crate) fn price(tokens: &[Token], root: usize, n: usize) -> Option<f32> {
    let token = &tokens[n];
    let core = token.head == root;
    let (low, after) = (token.low.as_str(), n > root);
    let comma_before = subtree_range(tokens, n).next().and_then(|first| first.checked_sub(1)).is_some_and(|b| tokens[b].tag == Tag::Comma);
    let mark =
        children(tokens, n).find(|m| tokens[*m].function == Function::Mark || tokens[*m].tag == Tag::Wrb).map(|m| tokens[m].low.as_str());
    match token.function {
        Function::Interjection | Function::Parataxis => Some(0.02),
        // `…, not too little`: the rest says it already.
        _ if after && comma_before && subtree_range(tokens, n).next().is_some_and(|m| tokens[m].low == "not") => Some(0.05),
        Function::Adverbial => match mark {
            // A condition taken away makes another claim.
            Some("if" | "unless" | "until" | "when" | "whenever" | "before" | "after" | "where" | "while" | "than" | "without") => None,
            // `So far as to say`, `as hard as you can`: the first half asks for the second.
            Some("as" | "so") if asked_for(tokens, n) => None,
            Some("because" | "since" | "as" | "so" | "although" | "though") => Some(0.05),
            _ if after && comma_before => Some(0.12),
            _ => None,
        },
        Function::Conjunct if is_finite(tokens, n) && is_imperative(tokens, root) => None,
        Function::Conjunct if is_finite(tokens, n) && is_opposed(tokens, n) => Some(0.35),
        Function::Conjunct
            if is_finite(tokens, n) && ancestors(tokens, n).all(|a| a == root || tokens[a].function == Function::Conjunct) =>
        {
            Some(0.06)
        }
        // `A rubber and a pencil line`: half of what is named is another claim.
        Function::Conjunct if after && core && token.tag.is_verb() => Some(0.18),
        Function::Relative if comma_before => Some(0.06),
        // `The ones who …`, `the people that …`: without the clause nobody knows which.
        Function::Relative if after && !is_definite(tokens, token.head) => Some(0.35),
        Function::Apposition => Some(0.12),
        Function::Adverb
            if core
                && after
                && !matches!(
                    low,
                    "not"
                        | "never"
                        | "only"
                        | "rarely"
                        | "hardly"
                        | "barely"
                        | "little"
                        | "less"
                        | "more"
                        | "too"
                        | "no"
                        | "almost"
                        | "nearly"
                ) =>
        {
            Some(0.1)
        }
        Function::Adverb if !after && core && matches!(low, "very" | "pretty" | "quite" | "kinda") => Some(0.03),
        Function::Preposition if low == "as" && asked_for(tokens, n) => None,
        Function::Preposition
            if low == "without" || low == "except" || low == "of" || low == "than" || low == "to" || low == "like" || low == "unless" =>
        {
            None
        }
        // `You could only control things with a text prompt`: what is said rests on the phrase.
        Function::Preposition if low == "from" || rests_on_a_phrase(tokens, root) => None,
        Function::Preposition if core && after && has_object(tokens, root, n) => Some(0.25),
        Function::Preposition if after && tokens[token.head].tag.is_noun() => Some(0.3),
        Function::Conjunction | Function::Punctuation => None,
        _ => None,
    }
}

/// Whether `so`, `as` or `such` right before the clause at `n` announces it.
pub(crate) fn asked_for(tokens: &[Token], n: usize) -> bool {
    let first = subtree_range(tokens, n).next().unwrap_or(n);
    tokens[first.saturating_sub(3)..first].iter().any(|t| matches!(t.low.as_str(), "so" | "as" | "such"))
}

/// Whether `but` or `yet` joins the clause at `n` to the one before.
pub(crate) fn is_opposed(tokens: &[Token], n: usize) -> bool {
    let joint = children(tokens, tokens[n].head).filter(|m| *m < n && tokens[*m].function == Function::Conjunction).last();
    joint.is_some_and(|m| matches!(tokens[m].low.as_str(), "but" | "yet"))
}

/// Whether the verb says enough without the phrase at `n`.
pub(crate) fn has_object(tokens: &[Token], root: usize, n: usize) -> bool {
    let complement =
        |f: Function| matches!(f, Function::Object | Function::Clause | Function::OpenClause | Function::Preposition | Function::Adverb);
    children(tokens, root).any(|m| m > root && m < n && complement(tokens[m].function))
}

/// Whether a noun is one that a clause behind it tells from others: `the ones`, `people`, `that thing`.
pub(crate) fn is_definite(tokens: &[Token], n: usize) -> bool {
    let determined =
        children(tokens, n).any(|m| matches!(tokens[m].low.as_str(), "the" | "that" | "those" | "every" | "all" | "any" | "only" | "no"));
    determined || is_vague(&tokens[n].low) || !tokens[n].tag.is_noun() || matches!(tokens[n].low.as_str(), "people" | "someone" | "anyone")
}

pub(crate) fn drop_subtree(tokens: &[Token], n: usize, kept: &mut [bool]) {
    for m in subtree_range(tokens, n) {
        kept[m] = false;
    }
    // The conjunction of a dropped conjunct, and marks that now stand beside nothing.
    if tokens[n].function == Function::Conjunct {
        let head = tokens[n].head;
        let joining = children(tokens, head).filter(|m| *m < n && matches!(tokens[*m].function, Function::Conjunction)).last();
        if let Some(m) = joining {
            kept[m] = false;
        }
    }
}
/// Whether the verb is denied or narrowed down: then any phrase behind it may be what is denied or left.
fn rests_on_a_phrase(tokens: &[Token], root: usize) -> bool {
    children(tokens, root)
        .any(|m| tokens[m].function == Function::Negation || matches!(tokens[m].low.as_str(), "only" | "hardly" | "rarely" | "never"))
}
