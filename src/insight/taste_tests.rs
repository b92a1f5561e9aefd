use super::*;
use crate::insight::fixture;
use proptest::prelude::*;

fn shown(podcast: &str, topic: &str, numbers: f32, analogies: f32) -> Shown {
    let signals = BTreeMap::from([("numbers".to_owned(), numbers), ("analogies".to_owned(), analogies), ("sponsor".to_owned(), numbers)]);
    Shown { podcast: podcast.to_owned(), topics: vec![topic.to_owned()], signals }
}

/// A day on which the analogy of the draft was dropped, one with numbers was taken from the desk, and one of Show B was put first.
fn day() -> Edited {
    let shown = vec![
        (shown("A", "work", 0.4, 0.0), Fate::Kept),
        (shown("B", "work", 0.4, 0.0), Fate::Kept),
        (shown("A", "sport", 0.0, 0.9), Fate::Dropped),
        (shown("C", "work", 0.9, 0.0), Fate::Taken),
        (shown("C", "work", 0.0, 0.0), Fate::Left),
        (shown("C", "work", 0.1, 0.7), Fate::Left),
    ];
    Edited { shown, raised: vec![(1, 0)], rewritten: Vec::new() }
}

fn learned(days: usize) -> Taste {
    Taste::learn(&vec![day(); days])
}

#[test]
fn what_editors_do_is_learned_in_words() {
    let taste = learned(12);
    insta::assert_snapshot!(taste.in_words(), @"prefers numbers, fewer analogies; more of B, less of A; more on work, less on sport");
    insta::assert_snapshot!(taste.print("2026-11-01 to 2026-11-12"), @r#"
    # What takefive learned of this publication's editors from 12 published days, 2026-11-01 to 2026-11-12:
    # prefers numbers, fewer analogies; more of B, less of A; more on work, less on sport.
    #
    # It moves an insight's score by a third at most, and has no say before 10 days. `takefive learn` writes this file anew.
    # Delete it, or set `taste: off` in site.yaml: nothing else changes.
    #
    # A weight above 0 means more of it, below 0 less; `usual` is how strong the signal mostly is.
    days: 12
    signals:
      analogies:
        weight: -1.0
        usual: 0.27
      numbers:
        weight: 1.19
        usual: 0.3
    podcasts:
      A: -0.59
      B: 0.61
    topics:
      sport: -0.52
      work: 0.53
    "#);
    let read = Taste::parse(&taste.print("x"), Path::new("content/taste.yaml")).unwrap();
    assert_eq!((read, learned(12)), (taste.clone(), taste));
}

#[test]
fn days_on_which_nothing_was_changed_teach_nothing() {
    let mut day = day();
    day.shown.iter_mut().for_each(|(_, fate)| *fate = if *fate == Fate::Dropped { Fate::Kept } else { Fate::Left });
    day.raised.clear();
    let taste = Taste::learn(&vec![day; 40]);
    assert_eq!((taste.days, taste.in_words().as_str()), (40, "shows no lasting preference"));
    assert!(!taste.has_say());
}

#[test]
fn one_odd_day_moves_little() {
    let weight = |taste: &Taste| taste.signals.get("analogies").map_or(0.0, |l| l.weight.abs());
    let (one, many) = (learned(1), learned(30));
    assert!(weight(&one) < 0.3 && weight(&many) > 2.0 * weight(&one), "{one:?} {many:?}");
}

#[test]
fn rewriting_tells_how_the_editor_writes() {
    let one = |numbers| BTreeMap::from([("numbers".to_owned(), numbers), ("brevity".to_owned(), 0.5)]);
    let day =
        Edited { rewritten: vec![(one(0.0), one(0.8))], shown: vec![(shown("A", "work", 0.4, 0.2), Fate::Kept)], ..Edited::default() };
    let taste = Taste::learn(&vec![day; 15]);
    assert_eq!(taste.in_words(), "prefers numbers");
}

#[test]
fn fewer_than_ten_days_have_no_say() {
    let mut candidate = fixture::candidate(0.5);
    candidate.signals = crate::insight::traits("", "It is like a train.").to_vec();
    let before = candidate.clone();
    assert!(!learned(LEAST_DAYS - 1).weigh(&mut candidate, "A"));
    assert_eq!(candidate, before);
    assert!(learned(LEAST_DAYS).weigh(&mut candidate, "A"));
    assert!(candidate.score < before.score);
    assert_eq!(candidate.signals.last().map(|s| (s.name, s.share < 0.0)), Some(("taste", true)));
}

#[test]
fn guards_are_no_matter_of_taste() {
    let taste =
        Taste { days: 20, signals: BTreeMap::from([("sponsor".to_owned(), Leaning { weight: 3.0, usual: 0.0 })]), ..Taste::default() };
    assert_eq!(taste.leaning(&shown("A", "work", 0.9, 0.0)), 0.0);
    assert!(learned(12).signals.keys().all(|name| name != "sponsor"));
}

#[test]
fn a_fault_in_the_file_names_its_line() {
    let fault = |text| Taste::parse(text, Path::new("content/taste.yaml")).unwrap_err().to_string();
    insta::assert_snapshot!(fault("days: 12\nsignal: {}\n"), @"content/taste.yaml:2:1: unknown key `signal`; did you mean `signals`?");
    insta::assert_snapshot!(fault("days: 12\npodcasts: {A: .nan}\n"), @"content/taste.yaml: every leaning must be a number; delete the file and run `takefive learn`");
}

prop_compose! {
    fn any_shown()(podcast in "[ab]", topics in prop::collection::vec("[xyz]", 0..3), numbers in prop::option::of(-2.0f32..3.0), story in 0.0f32..1.0) -> Shown {
        let signals = [("numbers", numbers), ("story", Some(story))].into_iter().filter_map(|(n, v)| Some((n.to_owned(), v?))).collect();
        Shown { podcast, topics, signals }
    }
}

fn any_fate() -> impl Strategy<Value = Fate> {
    prop_oneof![Just(Fate::Kept), Just(Fate::Dropped), Just(Fate::Taken), Just(Fate::Left)]
}

#[test]
fn a_name_that_holds_a_line_end_leaves_the_file_readable() {
    for end in ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'] {
        let name = format!("A show{end}with: [a line end");
        let taste = Taste { days: 9, podcasts: [(name.clone(), 0.5)].into(), ..Taste::default() };
        assert_eq!(Taste::parse(&taste.print(&name), Path::new("t.yaml")).unwrap(), taste);
    }
}

proptest! {
    #[test]
    fn taste_is_never_more_than_a_third_of_a_score(score in 0.0f32..=1.0, wanted in prop_oneof![-9.0f32..9.0, Just(f32::NAN), any::<f32>()]) {
        let to = moved(score, wanted);
        prop_assert!((0.0..=1.0).contains(&to));
        let by = (to - score).abs();
        prop_assert!(by <= to / 3.0 + 1e-6 && by <= score / 3.0 + 1e-6, "{score} -> {to}");
        prop_assert!((to - score) * wanted >= 0.0 || wanted.is_nan());
    }

    #[test]
    fn liking_more_never_scores_less(score in 0.0f32..=1.0, one in -5.0f32..5.0, more in 0.0f32..5.0) {
        prop_assert!(moved(score, one) <= moved(score, one + more) + 1e-4);
    }

    #[test]
    fn any_history_gives_a_taste_within_bounds(
        days in prop::collection::vec((prop::collection::vec((any_shown(), any_fate()), 0..6), prop::collection::vec((0usize..7, 0usize..7), 0..3)), 0..15),
        podcast in "\\PC{0,9}",
    ) {
        let days: Vec<Edited> = days.into_iter().map(|(shown, raised)| Edited { shown, raised, rewritten: Vec::new() }).collect();
        let taste = Taste::learn(&days);
        prop_assert!(taste.signals.values().all(|l| l.weight.abs() <= MOST && l.weight.is_finite()));
        prop_assert_eq!(&Taste::parse(&taste.print(&podcast), Path::new("t.yaml")).unwrap(), &taste);
        prop_assert_eq!(Taste::learn(&days), taste);
    }
}
