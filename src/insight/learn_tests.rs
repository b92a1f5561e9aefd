use super::*;
use crate::insight::fixture;
use crate::insight::gold::{Gold, Mark};
use std::collections::BTreeMap;

const EPISODE: &str = include_str!("../../tests/fixtures/insight/episode.txt");

fn gold(show: &str) -> Source {
    let quote = "A checklist works because it gives the youngest person in the room permission to stop the oldest one. If the list says stop, \
                 then nobody has to argue, and that's why crews who only use it as a reminder see no difference in their accidents.";
    let marks = vec![Mark { quote: quote.to_owned(), words: None, grade: 3 }];
    let gold = Gold { id: show.to_owned(), show: show.to_owned(), readers: BTreeMap::from([("a".to_owned(), marks)]) };
    Source { gold, transcript: fixture::read(EPISODE), heard: None, listener: None }
}

#[test]
fn learning_is_repeatable_and_its_files_are_read_again() {
    let lessons: Vec<Source> = ["A", "B", "C", "D", "E", "F", "G", "H"].map(gold).into();
    let model = from_gold(&lessons);
    assert_eq!(from_gold(&lessons), model, "learning is repeatable");
    let files = model.files(&lessons);
    assert_eq!(Forest::parse(&files[1].1, &facts::names()).unwrap().trees.len(), model.forest.trees.len());
    assert!(files[2].1.contains("checklist\t8\n"));
}

#[test]
fn calibration_meets_the_observed_share() {
    let known = |n: usize| [if n.is_multiple_of(2) { 1.0 } else { -1.0 }, 0.0, if n.is_multiple_of(8) { 1.0 } else { 0.0 }, 0.0, 1.0];
    let judged: Vec<(Known, bool)> = (0..400).map(|n| (known(n), n % 8 == 0 && n % 16 == 0 || n % 40 == 1 || n % 20 == 2)).collect();
    let weights = calibrate(&judged, &EMBEDDED.weights, false);
    let chance = |known: Known| {
        let [odds, headline, text] = [known[0] as f32, known[1] as f32, known[2] as f32];
        1.0 / (1.0 + (-(weights.slope * (odds + weights.headline * headline + weights.text * text) + weights.intercept)).exp())
    };
    let mean = |hits: &dyn Fn(&Known) -> bool| {
        let group: Vec<&(Known, bool)> = judged.iter().filter(|(known, _)| hits(known)).collect();
        let share = group.iter().filter(|(_, hit)| *hit).count() as f32 / group.len() as f32;
        (share, group.iter().map(|(known, _)| chance(*known)).sum::<f32>() / group.len() as f32)
    };
    for (share, chance) in [mean(&|known| known[0] > 0.0), mean(&|known| known[0] < 0.0), mean(&|known| known[2] > 0.1)] {
        assert!((share - chance).abs() < 0.03, "{share} {chance} {weights:?}");
    }
}

#[test]
fn an_episode_is_held_out_from_what_its_show_taught() {
    let lessons: Vec<Source> = ["A", "B", "C", "D"].map(gold).into();
    let found = held_out(&lessons, 1);
    assert_eq!(found.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["A"], "only what is tested");
    let others = held_out(&lessons[..1], 1);
    assert!(others[0].1.len() > 3, "without any other show there is still something to choose from");
    assert_ne!(found[0].1, others[0].1, "what the other shows taught tells");
}
