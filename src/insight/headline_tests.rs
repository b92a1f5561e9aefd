use super::*;
use crate::insight::tidy;
use crate::insight::tokens::tokens;

fn made(passage: &str) -> Headline {
    let sentences: Vec<(&str, f32)> = crate::insight::sentences::split(passage, &[]).into_iter().map(|r| (&passage[r], 0.0)).collect();
    headline(&tidy::tidy(&sentences, &[], &mut crate::insight::prose::Reader::default()))
}

#[test]
fn the_claim_is_cut_out() {
    for (passage, wanted) in [
        (
            "I think that the best teams write less code because every line has to be maintained by somebody.",
            "The best teams write less code",
        ),
        ("It turns out that customers never read the documentation, which surprised us.", "Customers never read the documentation"),
        ("So the problem is that nobody owns the budget, and so nothing happens for months.", "The problem is that nobody owns the budget"),
        ("Um, you know, small companies ship faster than large ones, right?", "Small companies ship faster than large ones"),
        ("If you delegate a problem, you have to delegate the authority.", "You have to delegate the authority"),
        ("What I realized is that a checklist is a permission and not a reminder.", "A checklist is a permission and not a reminder"),
        (
            "Never add a rule without taking another one away from the list.",
            "Never add a rule without taking another one away from the list",
        ),
    ] {
        assert_eq!(made(passage).text, wanted);
    }
}

#[test]
fn a_headline_is_short_and_ends_well() {
    let long = "The distributed systems that large companies operate across several continents nowadays depend on clocks whose drift nobody \
                measures until the first outage of the year happens on a public holiday.";
    let made = made(long);
    assert!(crate::text::count_words(&made.text) <= MOST, "{made:?}");
    assert!(may_end(&tokens(&made.text)) && !made.text.ends_with(['.', ',']), "{made:?}");
}

#[test]
fn fragments_are_worth_less_than_statements() {
    let of = |text: &str| value(&tokens(text));
    let statement = of("Small companies ship faster than large ones");
    for fragment in [
        "The people who build these companies",
        "If small companies ship faster than large ones",
        "Is shipping faster than large companies",
        "They ship it faster than those",
        "I was shipping it faster than my companies",
        "What do small companies ship faster?",
        "Small companies and large companies need",
    ] {
        assert!(of(fragment) < statement - 0.3, "{fragment}: {} of {statement}", of(fragment));
    }
}

#[test]
fn nothing_gives_an_empty_headline_of_no_quality() {
    assert_eq!(
        headline(&tidy::tidy(&[], &[], &mut crate::insight::prose::Reader::default())),
        Headline { text: String::new(), quality: 0.0 }
    );
    assert!(made("It was there and so was he.").quality < 0.5);
}
