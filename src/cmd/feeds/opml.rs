//! `takefive feeds import` and `export`: other programs' lists.

use super::{Outcome, World, cache, name_of};
use crate::{
    cmd::talk,
    config::{FeedEntry, FeedsFile, Publication, folded_address},
    feed, files,
    opml::{self, Listed},
};
use anyhow::Context;
use std::{
    collections::{BTreeMap, HashSet},
    io::{Read, Write},
    path::Path,
};
use url::Url;

/// Adds the feeds of an OPML file that are not listed yet.
///
/// # Errors
/// The file cannot be read or is no OPML, or feeds.yaml not written.
pub(super) fn import(publication: &Publication, path: &Path, world: &World) -> anyhow::Result<Outcome> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let list = opml::read(&bytes(path)?).map_err(|why| anyhow::anyhow!("{name} {why}"))?;
    let mut file = FeedsFile::read(&publication.root)?;
    let mut known: HashSet<String> = file.entries().iter().map(|entry| folded_address(&entry.url)).collect();
    let mut faults = list.faults;
    let (mut new, mut twice) = (Vec::new(), 0);
    for listed in &list.feeds {
        match entry(listed) {
            Err(why) => faults.push((listed.line, why)),
            Ok(entry) if known.insert(folded_address(&entry.url)) => new.push(entry),
            Ok(_) => twice += 1,
        }
    }
    if !new.is_empty() {
        file.add(&new)?;
        file.save()?;
    }
    faults.sort();
    for (line, why) in &faults {
        anstream::eprintln!("{}{:>12}{} {name}:{line}: {why}", talk::WARNING, "Skipped", talk::WARNING.render_reset());
    }
    let listed = if twice > 0 { format!(", {twice} listed already") } else { String::new() };
    let skipped = if faults.is_empty() { String::new() } else { format!(", {} skipped", faults.len()) };
    talk::done(world.quiet, "Imported", format!("{}{listed}{skipped}", talk::count(new.len(), "podcast", "podcasts")));
    if !new.is_empty() {
        talk::done(world.quiet, "Hint", "`takefive feeds check` polls them, and says what is wrong with each");
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Skipped })
}

/// Prints the list as OPML, or writes it into a file.
///
/// # Errors
/// The file or standard output cannot be written.
pub(super) fn export(publication: &Publication, path: Option<&Path>, world: &World) -> anyhow::Result<Outcome> {
    let cache = cache(publication);
    let kept = feed::Kept::new(&cache);
    let listed = |entry: &FeedEntry| {
        let plain = FeedEntry::new(entry.url.clone());
        let mut own = BTreeMap::new();
        if entry.weight != plain.weight {
            own.insert("weight".to_owned(), entry.weight.to_string());
        }
        if !entry.keep {
            own.insert("keep".to_owned(), "false".to_owned());
        }
        let title = kept.health(entry).map(|health| health.digest.title).unwrap_or_default();
        let (name, feed) = (name_of(entry, &title), entry.url.to_string());
        Listed { name, feed, groups: entry.topics.clone(), language: entry.language.clone(), own, ..Listed::default() }
    };
    let feeds: Vec<Listed> = publication.feeds.iter().map(listed).collect();
    let text = opml::print(&publication.site.title, &feeds);
    match path.filter(|path| *path != Path::new("-")) {
        None => anstream::stdout().lock().write_all(text.as_bytes())?,
        Some(path) => {
            files::write(path, text.as_bytes())?;
            let count = talk::count(feeds.len(), "podcast", "podcasts");
            talk::done(world.quiet, "Exported", format!("{count} to {}", path.display()));
        }
    }
    Ok(Outcome::Done)
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The entry of feeds.yaml that a list's entry becomes.
fn entry(listed: &Listed) -> Result<FeedEntry, String> {
    let name = Some(listed.name.clone()).filter(|name| !name.is_empty() && *name != listed.feed);
    let bad = |what: String| format!("{:?} {what}", name.as_deref().unwrap_or("an entry"));
    let url = Url::parse(&listed.feed).map_err(|_| bad(format!("has no address but {:?}", listed.feed)))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad(format!("stands at {url}, which is neither http nor https")));
    }
    let mut new = FeedEntry { language: listed.language.clone(), ..FeedEntry::new(url) };
    for topic in listed.groups.iter().map(|group| group.to_lowercase()) {
        if !new.topics.contains(&topic) {
            new.topics.push(topic);
        }
    }
    if let Some(weight) = listed.own.get("weight") {
        let number = weight.parse().ok().filter(|weight| (0.0..=2.0).contains(weight));
        new.weight = number.ok_or_else(|| bad(format!("has the weight {weight:?}, which is not from 0 to 2")))?;
    }
    new.keep = listed.own.get("keep").is_none_or(|keep| keep != "false");
    new.name = name;
    Ok(new)
}
