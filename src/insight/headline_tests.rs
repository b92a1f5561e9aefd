use super::*;
use crate::insight::tidy;

fn made(passage: &str) -> String {
    let sentences: Vec<(&str, f32)> = crate::insight::sentences::split(passage, &[]).into_iter().map(|r| (&passage[r], 0.0)).collect();
    headline(&tidy::tidy(&sentences, &[])).text
}

#[test]
fn frames_and_tails_are_cut() {
    for (passage, wanted) in [
        (
            "I think that the best teams write less code because every line has to be maintained by somebody.",
            "The best teams write less code",
        ),
        ("It turns out that customers never read the documentation, which surprised us.", "Customers never read the documentation"),
    ] {
        assert_eq!(made(passage), wanted);
    }
}
