//! Trials against gold that stands outside the repository, and what an editor would read:
//! `TAKEFIVE_GOLD=DIR TAKEFIVE_PICKS=DIR cargo test --lib trial:: -- --ignored --nocapture`.

use super::extract::{About, extract_by};
use super::fixture;
use super::gold::Gold;
use super::learn;
use super::lesson::{Features, Lesson};
use crate::model::{Candidate, Transcript};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(std::env::var("TAKEFIVE_GOLD").unwrap())
}

/// Gold of one folder with its transcripts, by file name.
fn gold(part: &str) -> Vec<(Gold, Transcript)> {
    let mut paths: Vec<_> = std::fs::read_dir(root().join(part)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let mut gold: Gold = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        gold.id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(root().join("text").join(format!("{}.txt", gold.id))).unwrap();
        (gold, fixture::read(&text))
    };
    paths.iter().map(read).collect()
}

/// Learns from all gold and writes what the binary embeds.
#[test]
#[ignore = "needs gold outside the repository"]
fn embed() {
    let lessons: Vec<(Gold, Transcript)> = gold("dev").into_iter().chain(gold("train")).collect();
    for (path, text) in learn::from_gold(&lessons).files(&lessons) {
        std::fs::write(Path::new("src/insight").join(path), text).unwrap();
    }
}

/// Leaves one show of `dev` out, learns from all others, and writes its picks.
#[test]
#[ignore = "needs gold outside the repository"]
fn trial() {
    let out = PathBuf::from(std::env::var("TAKEFIVE_PICKS").unwrap());
    std::fs::create_dir_all(&out).unwrap();
    let (dev, train) = (gold("dev"), gold("train"));
    let mut features = Features::default();
    let mut lessons: Vec<Lesson> =
        dev.iter().chain(&train).map(|(gold, transcript)| Lesson::new(gold, transcript, &mut features)).collect();
    let mut shows: Vec<&str> = dev.iter().map(|(gold, _)| gold.show.as_str()).collect();
    shows.sort_unstable();
    shows.dedup();
    for show in shows {
        let mut others: Vec<&mut Lesson> = lessons.iter_mut().filter(|l| l.show != show).collect();
        let mut model = learn::fit(&mut others, &features);
        (model.weights.slope, model.weights.intercept) = (super::score::EMBEDDED.weights.slope, super::score::EMBEDDED.weights.intercept);
        for (gold, transcript) in dev.iter().filter(|(gold, _)| gold.show == show) {
            let found = extract_by(transcript, &About::default(), &model);
            let line = |c: &Candidate| serde_json::json!({"quote": c.quote, "score": c.score}).to_string() + "\n";
            std::fs::write(out.join(format!("{}.jsonl", gold.id)), found.iter().map(line).collect::<String>()).unwrap();
        }
    }
}

/// Prints what an editor would read: `MOST` episodes from place `FROM` on.
#[test]
#[ignore = "needs gold outside the repository"]
fn show() {
    let number = |name: &str, usual: usize| std::env::var(name).map_or(usual, |n| n.parse().unwrap());
    let mut paths: Vec<_> = std::fs::read_dir(root().join("text")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().skip(number("FROM", 0)).step_by(paths.len() / number("MOST", 20)) {
        println!("## {}", path.file_stem().unwrap().to_str().unwrap());
        let text = std::fs::read_to_string(path).unwrap();
        for one in super::extract(&fixture::read(&text), &About::default()).iter().take(5) {
            println!("\n**{}**\n{} ({})", one.headline, one.text, crate::text::count_words(&one.text));
            println!("Q: {}\n[{}] {}", one.quote, one.topics.join(", "), super::explain(one));
        }
    }
}
