//! `takefive takedown`: an episode's insights go from every file, and never come back.

use super::{Outcome, World, talk, used::keys};
use crate::{
    cache::Cache,
    cli::TakedownArgs,
    config::{
        Publication,
        takedowns::{self, Gone, Takedown},
    },
    feed, files,
    model::{Source, Status},
    post::{self, Document},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// What is known of the episode that somebody named.
#[derive(Debug, Clone)]
struct Subject {
    podcast: String,
    guid: String,
    feed: Option<String>,
    audio: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Nothing is known of the episode, it is not clear which is meant, or a file cannot be read or written.
pub fn run(root: &Path, args: &TakedownArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let subject = subject(&publication, &args.what)?;
    let keys = keys(&subject.podcast, subject.feed.as_deref(), &subject.guid, subject.audio.as_deref(), &[]);
    let is_it = |source: &Source| {
        let own = super::used::keys(&source.podcast, source.feed.as_deref(), &source.guid, source.audio.as_deref(), &[]);
        own.iter().any(|key| keys.contains(key))
    };
    let changed = changed(&publication, &is_it, world.now)?;
    let slugs: BTreeSet<Gone> = changed.iter().flat_map(|c| c.published.iter().cloned()).collect();
    for change in &changed {
        let sections = talk::count(change.gone, "insight", "insights");
        if args.dry_run {
            talk::done(quiet, "Would take", format!("{sections} out of {}", change.path.display()));
        } else {
            files::write(&change.path, change.text.as_bytes())?;
            talk::done(quiet, "Took", format!("{sections} out of {}", change.path.display()));
        }
    }
    let known = takedowns::load(&publication.root)?.into_iter().any(|t| t.guid == subject.guid && t.podcast == subject.podcast);
    let what = format!("{}, {}", subject.podcast, subject.guid);
    if args.dry_run {
        talk::done(quiet, "Dry run", "nothing was written");
        return Ok(Outcome::Done);
    }
    if known && slugs.is_empty() {
        talk::done(quiet, "Unchanged", format!("{what} was taken down already"));
        return Ok(Outcome::Done);
    }
    let Subject { podcast, guid, feed, audio } = subject;
    let on = world.day(&publication, None);
    let takedown = Takedown { podcast, guid, feed, audio, on, reason: args.reason.clone(), insights: slugs.into_iter().collect() };
    takedowns::add(&publication.root, &takedown)?;
    talk::done(quiet, "Noted", format!("{what} is never used again; see {}", takedowns::path(&publication.root).display()));
    talk::done(quiet, "Next", "`takefive build`, and commit: the pages of what was published then say that it was taken down");
    Ok(Outcome::Done)
}

/// A file with fewer sections.
struct Change {
    path: PathBuf,
    text: String,
    gone: usize,
    /// Those that readers could see.
    published: Vec<Gone>,
}

/// Every post and desk that has a section of the episode, without it.
fn changed(publication: &Publication, is_it: &dyn Fn(&Source) -> bool, now: jiff::Timestamp) -> anyhow::Result<Vec<Change>> {
    let root = &publication.root;
    let mut changes = Vec::new();
    let (posts, desks) = (files::list(&root.join("content/posts"), "md")?, files::list(&root.join("content/desk"), "md")?);
    let both = posts.into_iter().map(|path| (path, true)).chain(desks.into_iter().map(|path| (path, false)));
    for (path, is_post) in both {
        let old = files::read(&path)?;
        let document = if is_post { Document::post(&old, &path) } else { Document::desk(&old, &path) };
        // A file that cannot be read as what it is may hold it all the same: its owner has to look.
        let mut document = document.map_err(|error| anyhow::anyhow!("mend this first, then take down again:\n{error}"))?;
        let places: Vec<usize> =
            document.pieces().iter().enumerate().filter(|(_, p)| p.section.source.as_ref().is_some_and(is_it)).map(|(n, _)| n).collect();
        if places.is_empty() {
            continue;
        }
        let mut published = Vec::new();
        let published_on =
            post::parse(&old, &path).0.filter(|post| is_post && post.front.status == Status::Published).map(|p| p.front.date);
        for place in places.iter().rev() {
            let piece = document.remove(*place)?;
            published.extend(published_on.map(|day| Gone { slug: piece.section.slug, day }));
        }
        if published_on.is_some() {
            // Feed readers ask again for what says that it changed.
            document.set_front("updated", &now.round(jiff::Unit::Second).unwrap_or(now).to_string());
        }
        let text = document.finish(&path)?;
        changes.push(Change { path, text, gone: places.len(), published });
    }
    Ok(changes)
}

/// The episode that `what` names: by its guid, or by the address of its page, audio, or transcript; in a post, on a desk, or in a feed
/// that was read.
fn subject(publication: &Publication, what: &str) -> anyhow::Result<Subject> {
    let same = |other: &str| other == what || other.trim_end_matches('/') == what.trim_end_matches('/');
    let mut found: Vec<Subject> = Vec::new();
    let mut add = |subject: Subject| {
        if !found.iter().any(|f| f.podcast == subject.podcast && f.guid == subject.guid) {
            found.push(subject);
        }
    };
    let (entries, _) = post::load(&publication.root)?;
    let desks = files::list(&publication.root.join("content/desk"), "md")?;
    let on_desks: Vec<_> = desks.iter().filter_map(|path| Some(post::desk::parse(&files::read(path).ok()?, path).0?.sections)).collect();
    let sections = entries.iter().flat_map(|e| &e.post.sections).chain(on_desks.iter().flatten());
    for source in sections.filter_map(|section| section.source.as_ref()) {
        let addresses = [&source.link, &source.audio].into_iter().flatten().map(String::as_str);
        let transcript = source.transcript.as_ref().map(|t| t.url.as_str());
        if same(&source.guid) || addresses.chain(transcript).any(same) {
            let Source { podcast, guid, feed, audio, .. } = source.clone();
            add(Subject { podcast, guid, feed, audio });
        }
    }
    let cache = Cache::new(publication.cache_dir());
    let kept = feed::Kept::new(&cache);
    for entry in &publication.feeds {
        let Some(feed) = kept.load(entry).feed else { continue };
        for episode in &feed.episodes {
            let audio = episode.audio.as_ref().map(|audio| audio.url.clone());
            let addresses = [episode.link.clone(), audio.clone()].into_iter().flatten();
            if same(&episode.guid) || addresses.chain(episode.transcripts.iter().map(|t| t.url.clone())).any(|address| same(&address)) {
                let (podcast, guid) = (feed.podcast.title.clone(), episode.guid.clone());
                add(Subject { podcast, guid, feed: Some(entry.url.to_string()), audio });
            }
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => anyhow::bail!(
            "no post, no desk and no feed that was fetched has an episode with the guid or address {what}; the source block of an insight names both"
        ),
        many => {
            let list: Vec<String> = many.iter().map(|s| format!("  {}: {}", s.podcast, s.audio.as_deref().unwrap_or(&s.guid))).collect();
            anyhow::bail!("{what} fits {} episodes; name one by the address of its audio:\n{}", many.len(), list.join("\n"))
        }
    }
}
