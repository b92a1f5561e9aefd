//! Both files of a day, written so that nothing an editor did is ever lost.

use super::{
    desk::{self, DayReport, Picked, RunnerUp, Sheet},
    document::Document,
    load::{desk_path, path_of},
    merge::{self, Merged},
    print, seal,
    standing::{Shared, Standing, Whose, head_print},
};
use crate::{
    files, hash,
    model::{Pick, Post},
};
use jiff::civil::Date;
use std::path::Path;

/// What became of a day's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// `content/posts/YYYY/DAY.md`.
    pub post: Outcome,
    /// `content/desk/DAY.md`.
    pub desk: Outcome,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there and is now.
    Created,
    /// It was as we had left it, and says something new now.
    Replaced,
    /// It is an editor's in part, and its other sections say something new now.
    Merged {
        /// Sections that say something new.
        renewed: usize,
        /// Sections that came in addition.
        added: usize,
    },
    /// It said the same already.
    Same,
    /// It is an editor's, and not one byte was changed.
    Kept {
        /// What shows that it is an editor's; fits behind `because`.
        why: &'static str,
    },
    /// There is no file and none was to be written.
    None,
}

/// What a new draft of a day has to say.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Its post. `None` if nothing is good enough.
    pub post: Option<&'a Post>,
    /// What is in the post.
    pub picks: &'a [Pick],
    /// What nearly made it, in the order in which it is to stand on the desk.
    pub runners_up: &'a [RunnerUp],
    /// The day's report.
    pub report: &'a DayReport,
}

/// The files of a day as they are to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The post's file. `None` if it stays as it is.
    pub post: Option<String>,
    /// The desk's file. `None` if it stays as it is.
    pub desk: Option<String>,
    /// A desk to write before anything else, which knows the post as it is and as it will be: a run may be killed between two writes.
    interim: Option<String>,
    outcome: Saved,
}

/// What a draft would write over what stands.
///
/// A file that is not there is written. Files that are as they were generated are replaced together. In a day that an editor has begun,
/// only sections that are as they were generated say something new; what was touched, moved or added stays as it is, and what was deleted
/// stays deleted. A published post, and one of which nobody knows whether it was edited, is left alone.
pub fn plan(root: &Path, day: Date, standing: &Standing, draft: &Draft<'_>) -> Plan {
    match &standing.whose {
        Whose::Ours => ours(day, standing, draft),
        Whose::Shared(shared) => share(root, day, shared, draft),
        Whose::Editors { why } => kept(standing, why),
    }
}

/// Writes a plan.
///
/// # Errors
/// A file cannot be written, or was changed since `standing` was read.
pub fn save(root: &Path, day: Date, standing: &Standing, plan: Plan) -> anyhow::Result<Saved> {
    let (post_path, desk_path) = (path_of(root, day), desk_path(root, day));
    anyhow::ensure!(
        standing.is_current(root, day)?,
        "{} or its desk was changed while the draft was made; nothing was written, draft again",
        post_path.display()
    );
    let Plan { post, desk, interim, mut outcome } = plan;
    let write = |path: &Path, text: &Option<String>, old: &Option<Vec<u8>>, outcome: &mut Outcome| -> anyhow::Result<()> {
        let Some(text) = text else { return Ok(()) };
        files::write(path, text.as_bytes())?;
        if old.as_deref() == Some(text.as_bytes()) && !matches!(outcome, Outcome::Kept { .. }) {
            *outcome = Outcome::Same;
        }
        Ok(())
    };
    let [old_post, old_desk] = &standing.files;
    if let Some(interim) = &interim {
        files::write(&desk_path, interim.as_bytes())?;
    }
    write(&post_path, &post, old_post, &mut outcome.post)?;
    write(&desk_path, &desk, old_desk, &mut outcome.desk)?;
    Ok(outcome)
}

fn kept(standing: &Standing, why: &'static str) -> Plan {
    let outcome = |there: bool| if there { Outcome::Kept { why } } else { Outcome::None };
    let outcome = Saved { post: outcome(standing.files[0].is_some()), desk: outcome(standing.files[1].is_some()) };
    Plan { post: None, desk: None, interim: None, outcome }
}

/// Both files anew.
fn ours(day: Date, standing: &Standing, draft: &Draft<'_>) -> Plan {
    let there = standing.files.each_ref().map(Option::is_some);
    if draft.post.is_none() && there[0] {
        return kept(standing, "a post is never deleted");
    }
    let post = draft.post.map(print);
    let path = path_of(Path::new(""), day);
    let head = post.as_deref().and_then(|text| Some(head_print(Document::post(text, &path).ok()?.head())));
    let picked: Vec<Picked> = if post.is_some() { draft.picks.iter().map(Picked::from).collect() } else { Vec::new() };
    let old = standing.files[0].as_deref();
    let was = old.filter(|old| post.as_deref().is_some_and(|new| new.as_bytes() != *old)).map(hash::short).unwrap_or_default();
    let sheet = Sheet {
        day,
        post: &post.as_deref().map(|text| hash::short(text.as_bytes())).unwrap_or_default(),
        head: &head.unwrap_or_default(),
        was: "",
        picked: &picked,
        added: &[],
        picks: draft.picks,
        runners_up: draft.runners_up,
        report: draft.report,
        before: "",
    };
    let outcome = |there| if there { Outcome::Replaced } else { Outcome::Created };
    // A day without a post may have a desk that somebody wrote on.
    let own_desk = standing.files[1].as_deref().is_none_or(|desk| std::str::from_utf8(desk).is_ok_and(seal::untouched));
    let outcome = Saved {
        post: if post.is_some() { outcome(there[0]) } else { Outcome::None },
        desk: if own_desk { outcome(there[1]) } else { Outcome::Kept { why: "the desk was edited" } },
    };
    let desk = own_desk.then(|| desk::sheet(&sheet));
    // A new post beside the old desk would look edited.
    let interim = if was.is_empty() { desk.clone() } else { desk.is_some().then(|| desk::sheet(&Sheet { was: &was, ..sheet })) };
    Plan { post, desk, interim, outcome }
}

/// The editor's day with what is new in it.
fn share(root: &Path, day: Date, shared: &Shared, draft: &Draft<'_>) -> Plan {
    let why = "the post was edited";
    let Some(new) = draft.post else {
        let kept = Outcome::Kept { why };
        return Plan { post: None, desk: None, interim: None, outcome: Saved { post: kept.clone(), desk: kept } };
    };
    let Ok(merged) = merge::merge(shared, new, &path_of(root, day)) else {
        let kept = Outcome::Kept { why: "the post was edited in a way that leaves no safe place for anything new" };
        return Plan { post: None, desk: None, interim: None, outcome: Saved { post: kept.clone(), desk: kept } };
    };
    let Merged { post, picked, own, head, renewed, added } = &merged;
    // A run in which nothing came makes no noise: what an editor has open stays as it is, to the byte, and so does the desk beside it.
    let quiet = renewed + added == 0;
    let known = |runner_up: &RunnerUp| shared.desk.sections.iter().any(|section| section.slug == runner_up.pick.slug);
    if quiet && draft.runners_up.iter().all(known) && (picked, own) == (&shared.desk.picked, &shared.desk.added) {
        let outcome = Saved { post: Outcome::Same, desk: Outcome::Same };
        return Plan { post: None, desk: None, interim: None, outcome };
    }
    let head = if quiet { &shared.desk.head } else { head };
    let (desk, outcome) = if shared.desk_touched {
        (merge::desk_kept(shared, &merged, head.as_deref()), Outcome::Kept { why: "the desk was edited" })
    } else {
        let sheet = Sheet {
            day,
            post: shared.desk.post.as_deref().unwrap_or_default(),
            head: head.as_deref().unwrap_or_default(),
            was: "",
            picked,
            added: own,
            picks: draft.picks,
            runners_up: draft.runners_up,
            report: draft.report,
            before: &shared.desk_text,
        };
        (desk::sheet(&sheet), Outcome::Replaced)
    };
    let merged = if quiet { Outcome::Same } else { Outcome::Merged { renewed: *renewed, added: *added } };
    let outcome = Saved { post: merged, desk: outcome };
    // Killed in between, what is new looks as if the editor had put it there, and is kept.
    Plan { post: (!quiet).then(|| post.clone()), desk: Some(desk), interim: None, outcome }
}

#[cfg(test)]
#[path = "write_tests.rs"]
pub(super) mod tests;

#[cfg(test)]
#[path = "history_tests.rs"]
mod history_tests;
