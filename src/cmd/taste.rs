//! `takefive learn` without labels: what editors did → `content/taste.yaml`; and its use when a day is drafted.

use super::{
    Outcome,
    evidence::Evidence,
    history::{self, Version},
    talk,
};
use crate::{
    config::{Names, Publication},
    files,
    insight::taste::{LEAST_DAYS, Taste},
    post::{self, Desk, Fault, desk},
    report::{Report, Stage},
    yaml::YamlError,
};
use std::path::{Path, PathBuf};

/// The file.
const NAME: &str = "content/taste.yaml";

/// Learns the taste of the publication in `root` and writes it. The same history gives the same file.
///
/// # Errors
/// The publication cannot be read, or the file cannot be written.
pub fn learn(root: &Path, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let root = publication.root.as_path();
    let (entries, faults) = post::load(root)?;
    for fault in faults.iter().filter(|fault| fault.is_error()) {
        anstream::eprintln!("{}{:>12}{} {fault}", talk::WARNING, "Skipped", talk::WARNING.render_reset());
    }
    let versions = versions(root, quiet);
    let posts: Vec<_> = entries.into_iter().map(|entry| entry.post).collect();
    let days = Evidence::new(&posts, desks(root)?, &versions, Names::new(&publication.site)?.topics).days();
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        talk::done(quiet, "Waiting", format!("no day with a desk is published yet; taste is learned from {LEAST_DAYS}"));
        return Ok(Outcome::Done);
    };
    if days.len() < LEAST_DAYS {
        let days = talk::count(days.len(), "day", "days");
        talk::done(quiet, "Waiting", format!("taste is learned from {LEAST_DAYS} published days, and there are {days} with a desk"));
        return Ok(Outcome::Done);
    }
    let period = format!("{first} to {last}");
    let taste = Taste::learn(&days.into_values().collect::<Vec<_>>());
    let path = path_of(root);
    let written = files::write(&path, taste.print(&period).as_bytes())?;
    let days = talk::count(taste.days, "published day", "published days");
    anstream::println!("From {days}, {period}: {}.", taste.in_words());
    let verb = if written == files::Written::Same { "Unchanged" } else { "Wrote" };
    talk::done(quiet, verb, path.display());
    if !publication.site.taste {
        talk::done(quiet, "Note", "site.yaml has `taste: off`, so that scores stay as they are");
    }
    Ok(Outcome::Done)
}

/// What git has; without git nothing, and a note that says so.
fn versions(root: &Path, quiet: bool) -> Vec<Version> {
    match history::read(root) {
        Ok(history) => {
            if history.shallow {
                let why = "git has only the newest commits here, so that older drafts are not seen; `git fetch --unshallow` gets them";
                talk::done(quiet, "Note", why);
            }
            history.versions
        }
        Err(why) => {
            talk::done(quiet, "Note", format!("{why}: each desk is compared with its post on the disk, and rewriting is not seen"));
            Vec::new()
        }
    }
}

/// The taste that a draft goes by. `None` if it is switched off, was never learned, or was learned from too few days.
///
/// # Errors
/// The file has a fault. The message names its line.
pub fn load(publication: &Publication) -> anyhow::Result<Option<Taste>> {
    if !publication.site.taste {
        return Ok(None);
    }
    let path = path_of(&publication.root);
    let Some(text) = files::read_if_there(&path)? else { return Ok(None) };
    Ok(Some(Taste::parse(&text, &path)?).filter(Taste::has_say))
}

/// What is wrong with the file, if there is one.
pub fn fault(root: &Path) -> Option<Fault> {
    let path = path_of(root);
    let read = files::read_if_there(&path).and_then(|text| text.map(|text| Taste::parse(&text, &path)).transpose());
    let error = read.err()?;
    Some(match error.downcast::<YamlError>() {
        Ok(error) => error.into(),
        Err(error) => Fault::error(&path, 1, error.to_string()),
    })
}

/// Says on the terminal and on the desk that taste had its say, on `moved` of `all` scores.
pub fn tell(report: &mut Report, taste: &Taste, [moved, all]: [usize; 2], quiet: bool) {
    let scores = talk::count(all, "score", "scores");
    let what = format!("taste had its say on {moved} of {scores}: {} (learned from {} published days)", taste.in_words(), taste.days);
    talk::done(quiet, "Weighed", &what);
    report.note(Stage::Insight, NAME, what);
}

fn path_of(root: &Path) -> PathBuf {
    root.join(NAME)
}

/// The desks on the disk; one that cannot be read is as good as gone.
fn desks(root: &Path) -> anyhow::Result<Vec<Desk>> {
    let mut desks = Vec::new();
    for path in files::list(&root.join("content/desk"), "md")? {
        let Ok(text) = files::read(&path) else { continue };
        desks.extend(desk::parse(&text, &path).0);
    }
    Ok(desks)
}
