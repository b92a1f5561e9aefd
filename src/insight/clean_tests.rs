use super::*;
use crate::insight::tokens::{print, tokens};

fn cleaned(sentence: &str, first: bool) -> String {
    let mut tokens = tokens(sentence);
    clean(&mut tokens, first, &["adam".to_owned()]);
    print(&tokens)
}

/// Before and after, as the first sentence of a text.
const FIRST: &[(&str, &str)] = &[
    ("Um, we tried it.", "We tried it."),
    ("We, uh, tried it.", "We tried it."),
    ("It was the, um, best year.", "It was the best year."),
    ("So I think that testing pays off.", "Testing pays off."),
    ("And so, you know, testing pays off.", "Testing pays off."),
    ("Well, yeah, okay, testing pays off.", "Testing pays off."),
    ("But testing pays off.", "Testing pays off."),
    ("I mean, testing pays off, right?", "Testing pays off."),
    ("Testing pays off, you know.", "Testing pays off."),
    ("Testing pays off, or whatever.", "Testing pays off."),
    ("Testing pays off and stuff like that.", "Testing pays off."),
    ("Testing, of course, pays off.", "Testing pays off."),
    ("In practice, you know, testing pays off.", "In practice, testing pays off."),
    ("It's, you know, hard to see.", "It's hard to see."),
    ("The the plan was good.", "The plan was good."),
    ("We were, we were late for it.", "We were late for it."),
    ("I I I never saw it.", "I never saw it."),
    ("It had had an effect.", "It had had an effect."),
    ("It was very, very good to see.", "It was very, very good to see."),
    ("Once people trust you, you can ask.", "Once people trust you, you can ask."),
    ("But I -- we never tried that in the team.", "We never tried that in the team."),
    ("It was kind of hard to see.", "It was hard to see."),
    ("This kind of thing is hard.", "This kind of thing is hard."),
    ("It is sort of a paradox.", "It is a paradox."),
    ("Adam, the plan was good.", "The plan was good."),
    ("The plan, Adam, was good.", "The plan was good."),
    ("As I said, the plan was good.", "The plan was good."),
    ("The plan was good...", "The plan was good."),
    ("The plan was good... and it failed.", "The plan was good, and it failed."),
    ("People who, I think, care a lot stay.", "People who care a lot stay."),
    ("Because once you see it, it is easy.", "Once you see it, it is easy."),
    ("Because it was late, we left early.", "Because it was late, we left early."),
    ("Because of the rain, we left.", "Because of the rain, we left."),
    ("So much of life is luck.", "So much of life is luck."),
    ("Right now the market is slow.", "Right now the market is slow."),
    ("You know what they want.", "You know what they want."),
    ("It costs like 30 dollars.", "It costs like 30 dollars."),
    ("We have like 30 people.", "We have 30 people."),
    ("He was like, \"No, we can't.\"", "He was like, \"No, we can't.\""),
    ("The pe, the very people who build it stay.", "The very people who build it stay."),
    ("The way they think is, is best.", "The way they think is best."),
    ("You have to like start over.", "You have to start over."),
    ("You need that like the space is small.", "You need that the space is small."),
    ("Because people think it is free, because nobody pays.", "People think it is free, because nobody pays."),
    ("It was like, if it fails, wait.", "It was like, if it fails, wait."),
    ("The plan (when I talk about plans) was good.", "The plan was good."),
    ("No, it is a test.", "It is a test."),
    ("No test is free.", "No test is free."),
    ("Yet, it is a test.", "It is a test."),
    ("It stops the wait,\" and maybe it is \"fine.", "It stops the wait, and maybe it is fine."),
    ("Give people a tool like that, that makes it easier.", "Give people a tool like that, that makes it easier."),
    ("More, more power is used.", "More power is used."),
    ("But it's wasteful.", "It's wasteful."),
    ("It runs everywhere. but it is slow, e.g. on phones.", "It runs everywhere. But it is slow, e.g. on phones."),
    ("It is, like, a lot of work.", "It is a lot of work."),
    ("For example, Go is fast.", "Go is fast."),
    ("It's the people, and honestly, I think, the culture.", "It's the people, and the culture."),
    ("The best part, to be honest, is the people.", "The best part is the people."),
    ("A tool is good,, if it works .", "A tool is good, if it works."),
    ("What I'd say is most plans fail.", "Most plans fail."),
    ("It works, so...", "It works."),
    ("Most plans fail, I think.", "Most plans fail."),
    ("\"It works\", he said.", "\"It works\", he said."),
    ("That's \"it works, he said.", "That's it works, he said."),
];

#[test]
fn what_says_nothing_is_deleted() {
    for (before, after) in FIRST {
        assert_eq!(cleaned(before, true), *after, "{before}");
    }
}

#[test]
fn a_sentence_that_follows_keeps_what_joins_it() {
    for (before, after) in [
        ("But testing pays off.", "But testing pays off."),
        ("And testing pays off.", "Testing pays off."),
        ("For example, Go is fast.", "For example, Go is fast."),
        ("So, um, testing pays off.", "Testing pays off."),
    ] {
        assert_eq!(cleaned(before, false), after, "{before}");
    }
}

#[test]
fn the_embedded_lists_can_be_read() {
    assert!(LISTS.openers.contains("i think that") && !LISTS.sounds.contains("so"));
}
