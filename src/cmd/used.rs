//! Which episodes other days have used: nothing is published twice, and what an editor threw out does not come back.

use super::draft::NOVEL_DAYS;
use crate::{
    config::takedowns,
    files,
    model::mark,
    post::{Entry, desk},
};
use jiff::{ToSpan, civil::Date};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// An episode is the same if its guid and podcast agree, or its guid and feed, or its audio file, or one of its marks: feeds are renamed
/// and moved, and some get new guids for everything then. A mark of a title counts within its podcast alone.
pub fn keys(podcast: &str, feed: Option<&str>, guid: &str, audio: Option<&str>, marks: &[String]) -> Vec<String> {
    let mut keys = vec![format!("{podcast}\n{guid}")];
    keys.extend(feed.map(|feed| format!("{feed}\n{guid}")));
    keys.extend(audio.map(str::to_owned));
    keys.extend(marks.iter().map(|mark| if mark.starts_with("title ") { format!("{podcast}\n{mark}") } else { mark.clone() }));
    keys
}

/// All marks that an episode may have, for what a post or desk says of one.
pub fn marks(guid: &str, audio: Option<&str>, title: &str) -> Vec<String> {
    mark::of_guid(guid).into_iter().chain(audio.and_then(mark::of_audio)).chain(mark::of_title(title)).collect()
}

/// Episodes that posts or desks of other days name.
pub struct Used {
    /// By earlier days: never to be used again.
    pub before: BTreeSet<String>,
    /// By later days: they stay on this day's desk, so that making the day again gives the same bytes, but are not chosen twice.
    pub after: BTreeSet<String>,
}

impl Used {
    /// What the other days of the publication in `root` name; `entries` are its posts.
    ///
    /// # Errors
    /// A desk cannot be read.
    pub fn load(root: &Path, entries: &[Entry], day: Date) -> anyhow::Result<Self> {
        let mut used = Self { before: BTreeSet::new(), after: BTreeSet::new() };
        for entry in entries {
            let date = entry.post.front.date;
            if date == day {
                continue;
            }
            let set = if date < day { &mut used.before } else { &mut used.after };
            for source in entry.post.sections.iter().filter_map(|s| s.source.as_ref()) {
                let marks = marks(&source.guid, source.audio.as_deref(), &source.episode);
                set.extend(keys(&source.podcast, source.feed.as_deref(), &source.guid, source.audio.as_deref(), &marks));
            }
        }
        // What was taken down is used up for ever.
        for gone in takedowns::load(root)? {
            let marks = marks(&gone.guid, gone.audio.as_deref(), "");
            used.before.extend(keys(&gone.podcast, gone.feed.as_deref(), &gone.guid, gone.audio.as_deref(), &marks));
        }
        for path in desks_before(root, day)? {
            let (desk, _) = desk::parse(&files::read(&path)?, &path);
            let picked = desk.map(|d| d.picked).unwrap_or_default();
            used.before.extend(picked.iter().flat_map(|p| keys(&p.podcast, None, &p.guid, None, &marks(&p.guid, None, ""))));
        }
        Ok(used)
    }
}

/// Desks of the weeks before a day, where what an editor deleted from a post is still named. Older ones have nothing to say: their
/// episodes are long out of every window.
fn desks_before(root: &Path, day: Date) -> anyhow::Result<Vec<PathBuf>> {
    let since = day.saturating_sub(NOVEL_DAYS.days());
    let mut desks = files::list(&root.join("content/desk"), "md")?;
    let date = |path: &PathBuf| path.file_stem()?.to_str()?.parse::<Date>().ok();
    desks.retain(|path| date(path).is_some_and(|date| (since..day).contains(&date)));
    Ok(desks)
}
