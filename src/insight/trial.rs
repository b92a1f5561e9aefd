//! Trials against gold that stands outside the repository: `TAKEFIVE_GOLD=DIR cargo nextest run --run-ignored all trial`.

use super::facts::Passage;
use super::fixture;
use super::gold::{Gold, overlap};
use super::learn::{self, Features, Lesson, Model};
use std::path::Path;

fn lessons(root: &Path, features: &mut Features) -> Vec<(bool, Lesson, crate::model::Transcript)> {
    let mut lessons = Vec::new();
    for part in ["dev", "train"] {
        let mut paths: Vec<_> = std::fs::read_dir(root.join(part)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let mut gold: Gold = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            gold.id = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(root.join("text").join(format!("{}.txt", gold.id))).unwrap();
            let transcript = fixture::read(&text);
            lessons.push((part == "dev", learn::lesson(&gold, &transcript, features), transcript));
        }
    }
    lessons
}

/// Same show under several names?
fn family(show: &str) -> String {
    show.to_lowercase()
}

fn ranked(lesson: &Lesson, model: &Model) -> Vec<(f32, Passage)> {
    let mut scored: Vec<(f32, Passage)> =
        lesson.episode.passages().into_iter().map(|p| (model.forest.score(&lesson.episode.measure(&p)), p)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<(f32, Passage)> = Vec::new();
    for (score, passage) in scored {
        let range = lesson.numbered.range(&passage);
        if kept.len() < 30 && kept.iter().all(|k| overlap(&lesson.numbered.range(&k.1), &range) == 0.0) {
            kept.push((score, passage));
        }
    }
    kept
}

/// Learns from all gold and writes what the binary embeds.
#[test]
#[ignore = "needs gold outside the repository"]
fn embed() {
    let mut features = Features::default();
    let mut lessons = lessons(Path::new(&std::env::var("TAKEFIVE_GOLD").unwrap()), &mut features);
    let mut all: Vec<&mut Lesson> = lessons.iter_mut().map(|l| &mut l.1).collect();
    let model = learn::fit(&mut all, &features);
    std::fs::write("src/insight/en/wording.tsv", model.wording.print()).unwrap();
    std::fs::write("src/insight/en/trees.txt", model.forest.print(&super::facts::names())).unwrap();
}

#[test]
#[ignore = "needs gold outside the repository"]
fn trial() {
    let root = std::env::var("TAKEFIVE_GOLD").unwrap();
    let out = std::env::var("TAKEFIVE_PICKS").unwrap();
    let folds: usize = std::env::var("TAKEFIVE_FOLDS").map_or(4, |f| f.parse().unwrap());
    let clock = std::time::Instant::now();
    let mut features = Features::default();
    let mut lessons = lessons(Path::new(&root), &mut features);
    let mut shows: Vec<String> = lessons.iter().filter(|l| l.0).map(|l| family(&l.1.show)).collect();
    shows.sort();
    shows.dedup();
    let lost: usize = lessons.iter().filter(|l| l.1.found.is_empty()).count();
    eprintln!("{} lessons, {} shows {shows:?}, {lost} without gold, {:?}", lessons.len(), shows.len(), clock.elapsed());
    if let Ok(path) = std::env::var("TAKEFIVE_STEMS") {
        std::fs::write(path, learn::spread(lessons.iter().map(|l| &l.1))).unwrap();
        return;
    }
    std::fs::create_dir_all(&out).unwrap();
    let mut all: Vec<String> = lessons.iter().map(|l| family(&l.1.show)).collect();
    all.sort();
    all.dedup();
    let shows = if std::env::var("TAKEFIVE_ALL").is_ok() { all } else { shows };
    let mut results = Vec::new();
    for fold in 0..folds {
        let tested: Vec<String> = shows.iter().skip(fold).step_by(folds).cloned().collect();
        let mut training: Vec<&mut Lesson> = lessons.iter_mut().map(|l| &mut l.1).filter(|l| !tested.contains(&family(&l.show))).collect();
        let model = learn::fit(&mut training, &features);
        for (dev, lesson, transcript) in lessons.iter_mut().filter(|l| tested.contains(&family(&l.1.show))) {
            lesson.episode.reword(&model.wording);
            let picks = ranked(lesson, &model);
            results.push((*dev, judge(lesson, &picks)));
            if *dev {
                write(&out, lesson, &picks);
                let found = super::extract::extract_by(transcript, &super::About::default(), &model);
                let lines: Vec<String> =
                    found.iter().map(|c| serde_json::json!({"quote": c.quote, "score": c.score}).to_string()).collect();
                std::fs::create_dir_all(format!("{out}-full")).unwrap();
                std::fs::write(format!("{out}-full/{}.jsonl", lesson.id), lines.join("\n") + "\n").unwrap();
            }
        }
    }
    for dev in [true, false] {
        let part: Vec<[f32; 4]> = results.iter().filter(|r| r.0 == dev).map(|r| r.1).collect();
        let mean = |n: usize| part.iter().map(|r| r[n]).sum::<f32>() / part.len() as f32;
        eprintln!(
            "{} {}: ndcg {:.3} precision {:.3} first {:.3} ndcg20 {:.3}",
            if dev { "dev" } else { "train" },
            part.len(),
            mean(0),
            mean(1),
            mean(2),
            mean(3)
        );
    }
    eprintln!("{:?}", clock.elapsed());
}

/// ndcg@5, precision@5, and whether the first pick hits.
fn judge(lesson: &Lesson, picks: &[(f32, Passage)]) -> [f32; 4] {
    let mut left = lesson.found.clone();
    let mut gains = Vec::new();
    for (_, pick) in &picks[..picks.len().min(20)] {
        let range = lesson.numbered.range(pick);
        let best = (0..left.len()).filter(|n| overlap(&left[*n].0, &range) >= 0.4).max_by(|a, b| left[*a].1.total_cmp(&left[*b].1));
        gains.push(best.map_or(0.0, |n| left.remove(n).1));
    }
    let dcg = |gains: &[f32], most: usize| gains.iter().take(most).enumerate().map(|(n, gain)| gain / (n as f32 + 2.0).log2()).sum::<f32>();
    let mut ideal: Vec<f32> = lesson.found.iter().map(|f| f.1).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let hits = gains.iter().take(5).filter(|g| **g > 0.0).count() as f32;
    [
        dcg(&gains, 5) / dcg(&ideal, 5).max(1e-9),
        hits / 5.0,
        f32::from(gains.first().is_some_and(|g| *g > 0.0)),
        dcg(&gains, 20) / dcg(&ideal, 20).max(1e-9),
    ]
}

fn write(out: &str, lesson: &Lesson, picks: &[(f32, Passage)]) {
    let quote = |p: &Passage| lesson.episode.turns[p.turn].text_of(&p.sentences).to_owned();
    let lines: Vec<String> = picks.iter().map(|(score, p)| serde_json::json!({"quote": quote(p), "score": score}).to_string()).collect();
    std::fs::write(format!("{out}/{}.jsonl", lesson.id), lines.join("\n") + "\n").unwrap();
}

/// Prints what an editor would read.
#[test]
#[ignore = "needs gold outside the repository"]
fn show() {
    let root = std::env::var("TAKEFIVE_GOLD").unwrap();
    let (from, most) = (std::env::var("FROM").map_or(0, |n| n.parse().unwrap()), std::env::var("MOST").map_or(20, |n| n.parse().unwrap()));
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(&root).join("text")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().skip(from).step_by(paths.len() / most) {
        println!("## {}", path.file_stem().unwrap().to_str().unwrap());
        let clock = std::time::Instant::now();
        let text = std::fs::read_to_string(path).unwrap();
        let found = super::extract(&fixture::read(&text), &super::About::default());
        let took = clock.elapsed();
        for one in found.iter().take(5) {
            println!(
                "\n**{}**\n{} ({})\nQ: {}\n[{}] {}",
                one.headline,
                one.text,
                crate::text::count_words(&one.text),
                one.quote,
                one.topics.join(", "),
                super::explain(one)
            );
        }
        println!("{took:?} for {} words", text.split_whitespace().count());
    }
}
