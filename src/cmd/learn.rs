//! `takefive learn`: what editors did → the publication's taste ([`super::taste`]); or with `--gold`, for those who work on the extractor,
//! labelled episodes → what the extractor embeds.

use super::{Outcome, talk, taste};
use crate::{
    cli::LearnArgs,
    files,
    insight::{gold::Gold, learn},
    model::{Candidate, Transcript},
    transcript,
};
use anyhow::Context;
use std::path::Path;

/// Runs the command. The same history, or the same labels, give the same files.
///
/// # Errors
/// The publication, a label file or a transcript cannot be read, or a file cannot be written.
pub fn run(root: &Path, args: &LearnArgs, quiet: bool) -> anyhow::Result<Outcome> {
    match &args.text {
        Some(text) => extractor(args, text),
        None => taste::learn(root, quiet),
    }
}

fn extractor(args: &LearnArgs, text: &Path) -> anyhow::Result<Outcome> {
    let (mut lessons, mut first) = (Vec::new(), 0);
    for (n, folder) in args.gold.iter().enumerate() {
        let paths = files::list(folder, "json")?;
        anyhow::ensure!(!paths.is_empty(), "{} holds no labels: one ID.json for each episode is wanted", folder.display());
        for path in paths {
            lessons.push(lesson(&path, text)?);
        }
        first = if n == 0 { lessons.len() } else { first };
    }
    talk::done(false, "Read", format!("{} with their labels", talk::count(lessons.len(), "episode", "episodes")));
    if let Some(picks) = &args.picks {
        for (id, found) in learn::held_out(&lessons, first) {
            let line = |c: &Candidate| serde_json::json!({ "quote": c.quote, "score": c.score }).to_string() + "\n";
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

fn lesson(path: &Path, text: &Path) -> anyhow::Result<(Gold, Transcript)> {
    let gold: Gold = serde_json::from_str(&files::read(path)?).with_context(|| path.display().to_string())?;
    let words = text.join(format!("{}.txt", gold.id));
    let bytes = files::read(&words)?.into_bytes();
    let parsed = transcript::parse(&bytes, Some("text/plain"), None).with_context(|| words.display().to_string())?;
    Ok((gold, parsed.transcript))
}
