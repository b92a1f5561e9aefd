//! A draft put on the disk: over what stands, as a diff, or over an editor's day that was given up.

use crate::{
    cmd::talk,
    config::Publication,
    files,
    model::Pick,
    post::{self, Outcome, Plan, Saved, Standing, Whose},
};
use anyhow::Context;
use jiff::civil::Date;
use std::{
    io::{BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
};

/// How a draft is put on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Everything that an editor did stays.
    #[default]
    Safe,
    /// Nothing is written; the changes are shown.
    DryRun,
    /// The day is made anew, and a copy of both files kept, after the person has agreed.
    Force {
        /// They have agreed already.
        agreed: bool,
    },
}

/// What stands of the day; given up as a whole if the person wants that, with a copy of it.
///
/// # Errors
/// The files cannot be read or copied; or the person does not agree.
pub fn standing(publication: &Publication, date: Date, mode: Mode, quiet: bool) -> anyhow::Result<Standing> {
    let standing = Standing::read(&publication.root, date)?;
    let Mode::Force { agreed } = mode else { return Ok(standing) };
    if standing.whose == Whose::Ours {
        return Ok(standing);
    }
    let path = post::path_of(&publication.root, date);
    if !agreed && !agrees(&format!("{} has an editor's work in it. Make it anew, and keep a copy?", path.display()))? {
        anyhow::bail!("nothing was changed");
    }
    let folder = back_up(publication, date)?;
    talk::done(quiet, "Copied", format!("what stood there to {}", folder.display()));
    Ok(standing.given_up())
}

fn agrees(question: &str) -> anyhow::Result<bool> {
    let input = std::io::stdin();
    anyhow::ensure!(input.is_terminal(), "{question}\nNobody is there to be asked; if you are sure, say `--force --yes`");
    anstream::eprint!("{question} [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Copies post and desk of a day into a folder of their own below the cache: `backup/DAY-N`.
///
/// # Errors
/// A file cannot be read or written.
pub fn back_up(publication: &Publication, date: Date) -> anyhow::Result<PathBuf> {
    let base = publication.cache_dir().join("backup");
    let folder = (1..).map(|n| base.join(format!("{date}-{n}"))).find(|folder| !folder.exists()).context("no free name")?;
    for (name, path) in [("post.md", post::path_of(&publication.root, date)), ("desk.md", post::desk_path(&publication.root, date))] {
        if path.exists() {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files::write(&folder.join(name), &bytes)?;
        }
    }
    Ok(folder)
}

/// What a plan would change, as unified diffs; empty if nothing.
pub fn diff(root: &Path, date: Date, plan: &Plan) -> anyhow::Result<String> {
    let mut all = String::new();
    for (path, new) in [(post::path_of(root, date), &plan.post), (post::desk_path(root, date), &plan.desk)] {
        let Some(new) = new else { continue };
        let old = std::fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let from = if path.exists() { format!("a/{name}") } else { "/dev/null".to_owned() };
        let diff = similar::TextDiff::from_lines(&old, new).unified_diff().header(&from, &format!("b/{name}")).to_string();
        all.push_str(&diff);
    }
    Ok(all)
}

/// Says what became of the day's files.
pub fn tell(publication: &Publication, date: Date, picks: &[Pick], saved: &Saved, quiet_day: Option<&str>, quiet: bool) {
    let path = post::path_of(&publication.root, date);
    match &saved.post {
        Outcome::Kept { why } => return talk::done(quiet, "Kept", format!("{}: {why}", path.display())),
        Outcome::None => return talk::done(quiet, "Quiet", quiet_day.unwrap_or("no post")),
        Outcome::Merged { renewed, added } => {
            let sections = |n| talk::count(n, "section", "sections");
            talk::done(quiet, "Merged", format!("{}: {} renewed, {added} added, your own work kept", path.display(), sections(*renewed)));
        }
        Outcome::Created | Outcome::Replaced | Outcome::Same => {
            let verb = if matches!(saved.post, Outcome::Same) { "Unchanged" } else { "Drafted" };
            talk::done(quiet, verb, format!("{} with {}", path.display(), talk::count(picks.len(), "insight", "insights")));
        }
    }
    if let Outcome::Kept { why } = &saved.desk {
        talk::done(quiet, "Kept", format!("{}: {why}", post::desk_path(&publication.root, date).display()));
    }
    if let Some(why) = quiet_day {
        talk::done(quiet, "Quiet", why);
    }
}
