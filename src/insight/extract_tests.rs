use super::*;
use crate::insight::fixture;
use crate::model::{Format, Segment};
use proptest::prelude::*;

const EPISODE: &str = include_str!("../../tests/fixtures/insight/episode.txt");

fn joined(transcript: &Transcript) -> String {
    transcript.segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Words of a text as letters and digits alone.
fn plain(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

#[test]
fn the_fixture_gives_its_insight_and_no_chatter() {
    let transcript = fixture::read(EPISODE);
    let found = extract(&transcript, &About { guests: vec!["Mara Lind"], hosts: vec!["Theo"], ..About::default() });
    assert!(found.len() >= 3, "{}", found.len());
    let top: Vec<&str> = found.iter().take(2).map(|c| c.quote.as_str()).collect();
    assert!(top.iter().any(|q| q.contains("checklist")), "{top:#?}");
    assert!(top.iter().all(|q| !q.contains("promo code") && !q.contains("Welcome to")), "{top:#?}");
    assert!(found.windows(2).all(|w| w[0].score >= w[1].score));
    assert_eq!(&EPISODE[found[0].raw.clone()], found[0].quote);
}

#[test]
fn a_heavier_podcast_scores_higher() {
    let transcript = fixture::read(EPISODE);
    let best = |weight: f32| extract(&transcript, &About { weight, ..About::default() })[0].score;
    assert!(best(2.0) > best(1.0) && best(1.0) > best(0.5));
}

fn segments() -> impl Strategy<Value = Vec<Segment>> {
    let words = "((um|so|I think|people|fail|because|the|the|key is|trust\\.|Why\\?|but|never|is|costs|\\$5|é…|well,|-- and|\"quoted\"|you know,|It's|Teams ship\\.|。) ){1,60}";
    prop::collection::vec((words, 0u8..3, any::<bool>(), prop::option::of(0.0f64..1e4)), 0..12).prop_map(|list| {
        let mut raw = 0;
        let mut made = Vec::new();
        for (text, speaker, broken, start) in list {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                continue;
            }
            let mut one = fixture::segment(["", "Ann", "Bo Li"][usize::from(speaker)], &text, 0.0, 0.0, raw);
            (one.broken, one.start, one.end) = (broken, start, start.map(|s| s + 3.0));
            raw += text.len() + 1;
            made.push(one);
        }
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_candidate_is_grounded(segments in segments()) {
        let transcript = Transcript { format: Format::Text, segments };
        let all = joined(&transcript);
        let found = extract(&transcript, &About::default());
        prop_assert!(found.len() <= 30);
        for candidate in &found {
            prop_assert!(all.contains(&candidate.quote), "{:?}", candidate.quote);
            prop_assert_eq!(&all[candidate.raw.clone()], candidate.quote.as_str());
            let quote = plain(&candidate.quote);
            prop_assert!(is_subsequence(&plain(&candidate.text), &quote), "{:?} of {:?}", candidate.text, candidate.quote);
            prop_assert!(is_subsequence(&plain(&candidate.headline), &quote), "{:?} of {:?}", candidate.headline, candidate.quote);
            prop_assert!((0.0..=1.0).contains(&candidate.score) && crate::text::count_words(&candidate.headline) <= 12);
            prop_assert!(candidate.signals.iter().all(|s| (0.0..=1.0).contains(&s.value) && s.share.is_finite()));
        }
        prop_assert_eq!(found, extract(&transcript, &About::default()));
    }

    #[test]
    fn nothing_panics(texts in prop::collection::vec(".{1,300}", 0..6)) {
        let segments = texts.iter().map(|text| fixture::segment("A", text, 0.0, 1.0, 0)).collect();
        let _ = extract(&Transcript { format: Format::Text, segments }, &About::default());
    }
}

#[test]
fn a_headline_that_lost_its_not_is_seen() {
    let said = ["Just because code is everywhere, it doesn't mean that software doesn't need care.", "Tests help."];
    assert!(super::turned_round("Software doesn't need care", &said));
    assert!(!super::turned_round("Tests help", &said));
    assert!(super::turned_round("Tests help", &["I do not think that tests help."]));
    assert!(!super::turned_round("It doesn't mean that", &said[..1]));
}

#[test]
fn a_headline_does_not_stop_at_how_it_seems() {
    let sentences = ["Selling to cafés looks like safe money, and for us it was the most expensive bread we made.", "Rules look dull."];
    assert!(only_seems("Selling to cafés looks like safe money", &sentences));
    assert!(!only_seems("It was the most expensive bread we made", &sentences));
    assert!(!only_seems("Rules look dull", &sentences));
}
