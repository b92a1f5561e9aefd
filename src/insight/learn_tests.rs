use super::*;
use crate::insight::fixture;
use crate::insight::gold::Mark;
use std::collections::BTreeMap;

const EPISODE: &str = include_str!("../../tests/fixtures/insight/episode.txt");

fn gold(show: &str) -> (Gold, Transcript) {
    let quote = "A checklist works because it gives the youngest person in the room permission to stop the oldest one. If the list says stop, \
                 then nobody has to argue, and that's why crews who only use it as a reminder see no difference in their accidents.";
    let marks = vec![Mark { quote: quote.to_owned(), grade: 3 }];
    (Gold { id: show.to_owned(), show: show.to_owned(), readers: BTreeMap::from([("a".to_owned(), marks)]) }, fixture::read(EPISODE))
}

#[test]
fn what_was_marked_is_found_again() {
    let lessons: Vec<(Gold, Transcript)> = ["A", "B", "C", "D", "E", "F", "G", "H"].map(gold).into();
    let model = from_gold(&lessons);
    let found = extract_by(&lessons[0].1, &About::default(), &model);
    assert!(found[0].quote.contains("permission to stop the oldest one"), "{}", found[0].quote);
    assert_eq!(from_gold(&lessons), model, "learning is repeatable");
    let files = model.files(&lessons);
    assert_eq!(Forest::parse(&files[1].1, &facts::names()).unwrap().trees.len(), model.forest.trees.len());
    assert!(files[2].1.contains("checklist\t8\n"));
}

#[test]
fn calibration_meets_the_observed_share() {
    let judged: Vec<(f32, bool)> = (0..400).map(|n| (if n % 2 == 0 { 1.0 } else { -1.0 }, n % 8 == 0 || n % 40 == 1)).collect();
    let (slope, intercept) = calibrate(&judged);
    let chance = |odds: f32| 1.0 / (1.0 + (-(slope * odds + intercept)).exp());
    assert!((chance(1.0) - 0.25).abs() < 0.01 && (chance(-1.0) - 0.05).abs() < 0.01, "{} {}", chance(1.0), chance(-1.0));
}
