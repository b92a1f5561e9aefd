//! `takefive theme`: a theme of one's own, out of one that there is.

use super::{Outcome, talk};
use crate::{
    cli::{ThemeAction, ThemeArgs},
    config::Publication,
    files,
    template::THEMES,
    yaml,
};
use anyhow::{Context, bail};
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

/// Runs the command.
///
/// # Errors
/// There is no such theme, or one of the new name already; a file cannot be read or written.
pub fn run(root: &Path, args: &ThemeArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    match &args.action {
        ThemeAction::List => list(&publication)?,
        ThemeAction::New { name, from } => copy(&publication, name, from, quiet)?,
    }
    Ok(Outcome::Done)
}

/// The themes of the program and of the publication, with what each says of itself.
fn list(publication: &Publication) -> anyhow::Result<()> {
    let mut names: Vec<String> = THEMES.dirs().map(|dir| dir.path().display().to_string()).collect();
    if let Ok(own) = std::fs::read_dir(publication.root.join("themes")) {
        let folders = own.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
        names.extend(folders.filter_map(|entry| entry.file_name().into_string().ok()));
    }
    names.sort();
    names.dedup();
    let mut out = anstream::stdout().lock();
    for name in names {
        let said = all(publication, &name)?.get("theme.yaml").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let about: BTreeMap<String, serde_json::Value> = yaml::parse(&said, Path::new("theme.yaml")).unwrap_or_default();
        let about = about.get("description").and_then(|text| text.as_str()).unwrap_or("no description").to_owned();
        let mark = if name == publication.site.theme { "*" } else { " " };
        writeln!(out, "{mark} {name:<12} {about}")?;
    }
    Ok(())
}

fn copy(publication: &Publication, name: &str, from: &str, quiet: bool) -> anyhow::Result<()> {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    anyhow::ensure!(plain, "theme `{name}`: a theme's name is made of letters, digits, - and _");
    let to = publication.root.join("themes").join(name);
    anyhow::ensure!(!to.exists() && THEMES.get_dir(name).is_none(), "there is a theme `{name}` already; choose another name");
    let files = all(publication, from)?;
    if files.is_empty() {
        bail!("there is no theme `{from}`; `takefive theme list` shows those that there are");
    }
    for (path, bytes) in &files {
        let bytes = if path == "theme.yaml" { describe(&String::from_utf8_lossy(bytes), name, from).into_bytes() } else { bytes.clone() };
        files::write(&to.join(path), &bytes)?;
    }
    talk::done(quiet, "Copied", format!("{}: {} from {from}", to.display(), talk::count(files.len(), "file", "files")));
    // The one line that makes it the publication's; everything else in the file stays as the owner wrote it.
    let path = publication.root.join("content/site.yaml");
    let text = files::read(&path)?;
    let is_theme = |line: &&str| line.starts_with("theme:");
    let line = format!("theme: {name}");
    let changed = match text.lines().find(is_theme) {
        Some(old) => {
            let comment = old.find(" #").map(|at| format!("  {}", old[at..].trim())).unwrap_or_default();
            text.replacen(old, &format!("{line}{comment}"), 1)
        }
        None => format!("{}\n{line}\n", text.trim_end()),
    };
    files::write(&path, changed.as_bytes())?;
    talk::done(quiet, "Chose", format!("it in {}; see it with `takefive serve`", path.display()));
    Ok(())
}

/// `theme.yaml` of a copy: another name, and gaps filled by what it was copied from.
fn describe(text: &str, name: &str, from: &str) -> String {
    let mut described = String::new();
    let mut extends = false;
    for line in text.lines() {
        match line.split(':').next() {
            Some("name") => described.push_str(&format!("name: {name}\n")),
            Some("extends") => {
                extends = true;
                described.push_str(&format!("extends: {from}\n"));
            }
            _ => described.push_str(&format!("{line}\n")),
        }
    }
    if extends { described } else { format!("extends: {from}\n{described}") }
}

/// All files of a theme: the program's, and the publication's in their place.
fn all(publication: &Publication, name: &str) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if let Some(dir) = THEMES.get_dir(name) {
        embedded(dir, dir.path(), &mut found);
    }
    let folder = publication.root.join("themes").join(name);
    if folder.is_dir() {
        for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            if entry.file_type().is_file() {
                let path: PathBuf = entry.path().strip_prefix(&folder)?.to_owned();
                let bytes = std::fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
                found.insert(path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"), bytes);
            }
        }
    }
    Ok(found)
}

fn embedded(dir: &include_dir::Dir<'_>, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        if let Ok(path) = file.path().strip_prefix(root) {
            found.insert(path.display().to_string(), file.contents().to_vec());
        }
    }
    dir.dirs().for_each(|inner| embedded(inner, root, found));
}
