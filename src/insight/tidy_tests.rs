use super::*;

fn made(passage: &str) -> Tidied {
    let sentences: Vec<(&str, f32)> = crate::insight::sentences::split(passage, &[]).into_iter().map(|r| (&passage[r], 0.0)).collect();
    tidy(&sentences, &[], &mut crate::insight::prose::Reader::default())
}

#[test]
fn a_text_within_bounds_is_only_cleaned() {
    let passage = "So I think most teams believe that, um, a list is there to remind you of what to do. But it works because it gives the youngest \
                   person in the room permission to stop the oldest one, you know, and that's why nobody argues.";
    let tidied = made(passage);
    assert_eq!(
        tidied.text,
        "Most teams believe that a list is there to remind you of what to do. But it works because it gives the youngest person in the room \
         permission to stop the oldest one, and that's why nobody argues."
    );
    assert!(tidied.quality > 0.95, "{}", tidied.quality);
}

#[test]
fn a_long_passage_loses_whole_clauses() {
    let passage = "It was a rainy day and we had nothing to do. Large companies stop shipping because every change needs a signature from \
                   somebody who gains nothing by signing it. What do you think about that? A small company has no such person, so the change \
                   goes out the same afternoon and the users see it. He told me that over lunch. Anyway, that was a nice lunch, we had soup.";
    let tidied = made(passage);
    assert!(WORDS.contains(&crate::text::count_words(&tidied.text)), "{}", tidied.text);
    assert!(tidied.text.starts_with("Large companies stop shipping because"), "{}", tidied.text);
    assert!(!tidied.text.contains("lunch") && !tidied.text.contains('?'), "{}", tidied.text);
}

#[test]
fn clauses_of_one_sentence_keep_what_joins_them() {
    let passage = "If the list says stop then nobody in the room has to argue about it, and that's why crews who only use it as a reminder see \
                   no difference at all.";
    assert!(made(passage).text.contains("about it, and that's why"), "{}", made(passage).text);
}

#[test]
fn a_pronoun_does_not_open_a_text_if_another_sentence_can() {
    let passage = "They never read it anyway. Customers skip the manual because the first screen of a product teaches them what kind of product \
                   it is, and after that lesson nothing written elsewhere will change their mind about how it should behave.";
    assert!(made(passage).text.starts_with("Customers skip the manual"), "{}", made(passage).text);
}

#[test]
fn what_only_goes_on_joins_the_sentence_before() {
    let passage = "You add a line to the list after every accident... Which means that the list gets longer while the day does not, and so people \
                   tick every line at the end of the shift without having read a single one.";
    assert!(made(passage).text.contains("accident, which means"), "{}", made(passage).text);
}

#[test]
fn words_that_point_back_dangle() {
    let of = |text: &str| dangling(&tokens(text));
    for text in ["That's why it failed", "They never read it", "It failed twice", "This is why"] {
        assert!(of(text) > 0.5, "{text}");
    }
    for text in ["It's hard to hire well", "There is no free lunch", "Teams fail", "This kind of list works"] {
        assert!(of(text) < 0.7, "{text}");
    }
}

#[test]
fn the_last_clause_goes_if_a_sentence_is_too_long() {
    let passage = "Your certificate manager happens to do things at the level of a cluster where nobody on the security team would ever want to \
                   look for them, because a secret that lives in thirty places at once can only be rotated by thirty people at once, and then \
                   you have an outage that lasts for the whole weekend of everybody on the rota.";
    let text = made(passage).text;
    assert!(text.ends_with("rotated by thirty people at once."), "{text}");
}

#[test]
fn nothing_makes_nothing() {
    assert_eq!(tidy(&[], &[], &mut crate::insight::prose::Reader::default()).text, "");
    assert_eq!(made("Um.").text, "");
}
