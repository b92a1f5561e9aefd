//! `takefive learn`: what editors did → the publication's taste ([`super::taste`]); or with `--gold`, for those who work on the extractor,
//! labelled episodes → what the extractor embeds.

use super::{Outcome, talk, taste};
use crate::{
    cli::LearnArgs,
    files,
    insight::{
        gold::Gold,
        learn::{self, Source},
        listener::{EMBEDDED, Listener},
    },
    model::Candidate,
    transcript,
};
use anyhow::Context;
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Runs the command. The same history, or the same labels, give the same files.
///
/// # Errors
/// The publication, a label file or a transcript cannot be read, or a file cannot be written.
pub fn run(root: &Path, args: &LearnArgs, quiet: bool) -> anyhow::Result<Outcome> {
    if let Some(judged) = &args.judged {
        return reading(judged, &args.out);
    }
    if args.gold.is_empty() { taste::learn(root, quiet) } else { extractor(args) }
}

fn reading(judged: &Path, out: &Path) -> anyhow::Result<Outcome> {
    let table = learn::reading(&files::read(judged)?)
        .map_err(|line| anyhow::anyhow!("{}:{line}: a show and 22 numbers with tabs between them are wanted", judged.display()))?;
    let path = out.join("en/reading.tsv");
    files::write(&path, table.as_bytes())?;
    talk::done(false, "Wrote", path.display());
    Ok(Outcome::Done)
}

fn extractor(args: &LearnArgs) -> anyhow::Result<Outcome> {
    let listeners = listeners(args.listeners.as_deref())?;
    let (mut lessons, mut first) = (Vec::new(), 0);
    for (n, place) in args.gold.iter().enumerate() {
        for gold in golds(place)? {
            lessons.push(lesson(gold, args, &listeners)?);
        }
        first = if n == 0 { lessons.len() } else { first };
    }
    talk::done(false, "Read", format!("{} with their labels", talk::count(lessons.len(), "episode", "episodes")));
    if let Some(folder) = &args.lessons {
        for (id, text) in learn::exported(&lessons) {
            files::write(&folder.join(format!("{id}.json")), text.as_bytes())?;
        }
        talk::done(false, "Wrote", format!("what a listener learns from to {}", folder.display()));
        return Ok(Outcome::Done);
    }
    if let Some(picks) = &args.picks {
        for (id, found) in learn::held_out(&lessons, first) {
            let signals =
                |c: &Candidate| c.signals.iter().map(|s| (s.name.to_owned(), [s.value, s.share].into())).collect::<serde_json::Map<_, _>>();
            let line = |c: &Candidate| {
                let said = serde_json::json!({ "quote": c.quote, "score": c.score, "headline": c.headline, "text": c.text, "signals": signals(c) });
                said.to_string() + "\n"
            };
            files::write(&picks.join(format!("{id}.jsonl")), found.iter().map(line).collect::<String>().as_bytes())?;
        }
        talk::done(false, "Wrote", format!("the picks of {}", talk::count(first, "episode", "episodes")));
        return Ok(Outcome::Done);
    }
    for (name, text) in learn::from_gold(&lessons).files(&lessons) {
        let path = args.out.join(name);
        files::write(&path, text.as_bytes())?;
        talk::done(false, "Wrote", path.display());
    }
    Ok(Outcome::Done)
}

/// The labels of a folder, one file an episode, or of one file with an episode a line.
fn golds(place: &Path) -> anyhow::Result<Vec<Gold>> {
    if place.is_file() {
        let text = files::read(place)?;
        let line = |(n, line)| serde_json::from_str(line).with_context(|| format!("{}:{}", place.display(), n + 1));
        return text.lines().enumerate().map(line).collect();
    }
    let paths = files::list(place, "json")?;
    anyhow::ensure!(!paths.is_empty(), "{} holds no labels: one ID.json for each episode is wanted", place.display());
    paths.iter().map(|path| serde_json::from_str(&files::read(path)?).with_context(|| path.display().to_string())).collect()
}

fn lesson(gold: Gold, args: &LearnArgs, listeners: &Listeners) -> anyhow::Result<Source> {
    let places: Vec<_> = args.text.iter().map(|folder| folder.join(format!("{}.txt", gold.id))).collect();
    let words = places.iter().find(|place| place.exists()).or(places.last()).context("--text names no folder")?;
    let bytes = files::read(words)?.into_bytes();
    let parsed = transcript::parse(&bytes, Some("text/plain"), None).with_context(|| words.display().to_string())?;
    let heard = match args.heard.as_ref().map(|folder| folder.join(format!("{}.json", gold.id))) {
        Some(path) => Some(serde_json::from_str(&files::read(&path)?).with_context(|| path.display().to_string())?),
        None => None,
    };
    let listener = match listeners.get(&gold.show) {
        Some(listener) => Some(Arc::clone(listener)),
        None => heard.as_ref().map(|_| Arc::clone(&EMBEDDED)),
    };
    Ok(Source { gold, transcript: parsed.transcript, heard, listener })
}

/// The listener of each show that did not learn from it, as `shows.json` in the folder says: the files' names by show.
fn listeners(folder: Option<&Path>) -> anyhow::Result<Listeners> {
    let Some(folder) = folder else { return Ok(Listeners::new()) };
    let path = folder.join("shows.json");
    let names: BTreeMap<String, String> = serde_json::from_str(&files::read(&path)?).with_context(|| path.display().to_string())?;
    let mut read: BTreeMap<&str, Arc<Listener>> = BTreeMap::new();
    for name in names.values() {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        read.insert(name, Arc::new(Listener::parse(&bytes).with_context(|| format!("{} is no listener", path.display()))?));
    }
    Ok(names.iter().map(|(show, name)| (show.clone(), Arc::clone(&read[name.as_str()]))).collect())
}

/// Listeners by show.
type Listeners = BTreeMap<String, Arc<Listener>>;
