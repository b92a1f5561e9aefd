//! All posts of a publication, read on all cores; where a day's files lie.

use super::{
    fault::Fault,
    format::{key_line, parse},
};
use crate::{files, model::Post};
use jiff::civil::Date;
use rayon::prelude::*;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

/// A post and the file that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// Its text, as it is on the disk.
    pub text: String,
    /// What it says.
    pub post: Post,
}

/// Where the post of `day` lies: `content/posts/YYYY/DAY.md`.
pub fn path_of(root: &Path, day: Date) -> PathBuf {
    root.join(format!("content/posts/{:04}/{day}.md", day.year()))
}

/// Where the desk of `day` lies: `content/desk/DAY.md`.
pub fn desk_path(root: &Path, day: Date) -> PathBuf {
    root.join(format!("content/desk/{day}.md"))
}

/// Reads every `.md` file below `content/posts`, sorted by date; no post if there is no such folder.
///
/// A file that cannot be read as a post is a fault, and the others go on. Two posts of one day, and two sections with one slug, are
/// faults that name both places, because they would fight for one page.
///
/// # Errors
/// The folder cannot be listed.
pub fn load(root: &Path) -> anyhow::Result<(Vec<Entry>, Vec<Fault>)> {
    let paths = files::list(&root.join("content/posts"), "md")?;
    let read: Vec<(Option<Entry>, Vec<Fault>)> = paths.into_par_iter().map(|path| entry(root, path)).collect();
    let (mut entries, mut faults) = (Vec::with_capacity(read.len()), Vec::new());
    for (entry, found) in read {
        entries.extend(entry);
        faults.extend(found);
    }
    entries.sort_by(|a, b| (a.post.front.date, &a.path).cmp(&(b.post.front.date, &b.path)));
    faults.extend(among(&entries));
    faults.sort();
    Ok((entries, faults))
}

/// A post of which messages can name file and line.
pub(super) trait Placed {
    /// The file.
    fn path(&self) -> &Path;
    /// What it says.
    fn post(&self) -> &Post;
    /// Its text.
    fn text(&self) -> Cow<'_, str>;
}

impl Placed for Entry {
    fn path(&self) -> &Path {
        &self.path
    }

    fn post(&self) -> &Post {
        &self.post
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

/// What is wrong between posts, which are in order.
pub(super) fn among<T: Placed>(posts: &[T]) -> Vec<Fault> {
    [same_day(posts), same_slug(posts), no_such_tension(posts)].concat()
}

fn entry(root: &Path, path: PathBuf) -> (Option<Entry>, Vec<Fault>) {
    let text = match text_of(&path) {
        Ok(text) => text,
        Err(fault) => return (None, vec![fault]),
    };
    let (post, faults) = entry_of(root, &path, &text);
    (post.map(|post| Entry { path, text, post }), faults)
}

/// The text of a file.
pub(super) fn text_of(path: &Path) -> Result<String, Fault> {
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|b| **b == b'\n').count() + 1;
            Err(Fault::error(path, line, "this line is not UTF-8; save the file as UTF-8"))
        }
        Err(error) => Err(Fault::error(path, 1, format!("the file cannot be read: {error}"))),
    }
}

/// What a file's text says.
pub(super) fn entry_of(root: &Path, path: &Path, text: &str) -> (Option<Post>, Vec<Fault>) {
    let (post, mut faults) = parse(text, path);
    if let Some(post) = &post
        && path.file_stem().is_some_and(|name| *name == *post.front.date.to_string())
        && path != path_of(root, post.front.date).as_path()
    {
        let place = path_of(Path::new(""), post.front.date);
        let message = format!("the file is in the wrong folder, where a new draft would not find it; move it to {}", place.display());
        faults.push(Fault::error(path, date_line(text), message));
    }
    (post, faults)
}

/// What an insight is said to be in tension with must be there, or its page would promise what it does not have.
fn no_such_tension<T: Placed>(posts: &[T]) -> Vec<Fault> {
    let named = posts.iter().flat_map(|entry| entry.post().sections.iter().map(move |section| (entry, section)));
    let named: Vec<_> = named.filter(|(_, section)| section.source.as_ref().is_some_and(|source| !source.tension.is_empty())).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let known: HashSet<&str> = posts.iter().flat_map(|entry| entry.post().sections.iter().map(|section| section.slug.as_str())).collect();
    let mut faults = Vec::new();
    for (entry, section) in named {
        let unknown = section.source.iter().flat_map(|source| &source.tension).filter(|slug| !known.contains(slug.as_str()));
        for slug in unknown {
            let line = key_line(&entry.text(), "tension", section.source_line.unwrap_or(section.line)).unwrap_or(section.line);
            let message = format!("no insight has the slug `{slug}`; correct it, or take it out of `tension`");
            faults.push(Fault::warning(entry.path(), line, message));
        }
    }
    faults
}

fn date_line(text: &str) -> usize {
    key_line(text, "date", 1).unwrap_or(1)
}

fn same_day<T: Placed>(posts: &[T]) -> Vec<Fault> {
    let pairs = posts.windows(2).filter(|pair| pair[0].post().front.date == pair[1].post().front.date);
    let fault = |pair: &[T]| {
        let other = format!("{}:{}", pair[0].path().display(), date_line(&pair[0].text()));
        let message = format!("{} has a post already, {other}; keep one of the two, or correct a date", pair[1].post().front.date);
        Fault::error(pair[1].path(), date_line(&pair[1].text()), message)
    };
    pairs.map(fault).collect()
}

fn same_slug<T: Placed>(posts: &[T]) -> Vec<Fault> {
    let mut first: HashMap<&str, (&Path, usize)> = HashMap::with_capacity(posts.len() * 5);
    let mut faults = Vec::new();
    for entry in posts {
        for section in &entry.post().sections {
            if let Some((path, line)) = first.get(section.slug.as_str()) {
                let message = format!(
                    "the slug `{}` belongs to {}:{line} already; end this heading with another, such as {{#{}-2}}, or delete one of the two",
                    section.slug,
                    path.display(),
                    section.slug
                );
                faults.push(Fault::error(entry.path(), section.line, message));
            } else {
                first.insert(&section.slug, (entry.path(), section.line));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn publication(posts: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in posts {
            files::write(&root.path().join("content/posts").join(path), text.as_bytes()).expect("a file");
        }
        root
    }

    fn shown(root: &Path, faults: &[Fault]) -> String {
        let lines: Vec<String> = faults.iter().map(|fault| fault.to_string().replace(&format!("{}/", root.display()), "")).collect();
        lines.join("\n")
    }

    #[test]
    fn posts_are_sorted_by_date() {
        let post = |day: &str| format!("---\ntitle: T\ndate: {day}\n---\n");
        let root = publication(&[
            ("2027/2027-01-01.md", &post("2027-01-01")),
            ("2026/2026-11-24.md", &post("2026-11-24")),
            ("2026/2026-11-23.md", &post("2026-11-23")),
            ("2026/notes.txt", "not a post"),
        ]);
        let (entries, faults) = load(root.path()).expect("posts");
        let days: Vec<String> = entries.iter().map(|e| e.post.front.date.to_string()).collect();
        assert_eq!((days, faults), (vec!["2026-11-23".into(), "2026-11-24".into(), "2027-01-01".into()], vec![]));
        assert_eq!(entries[0].path, path_of(root.path(), sample::DAY));
    }

    #[test]
    fn no_folder_is_no_post() {
        let root = publication(&[]);
        assert_eq!(load(root.path()).expect("nothing"), (vec![], vec![]));
    }

    #[test]
    fn what_is_wrong_names_both_places_and_the_rest_is_read() {
        let post = |day: &str, rest: &str| format!("---\ntitle: T\ndate: {day}\n---\n\n{rest}");
        let root = publication(&[
            ("2026/2026-11-22.md", &post("2026-11-22", "## A {#a}\n\n## B {#a}\n")),
            ("2026/2026-11-23.md", &post("2026-11-23", "## A\n")),
            ("2026/2026-11-24.md", "no front matter"),
            ("2026-11-23.md", &post("2026-11-23", "")),
            ("2026/2026-11-25.md", &post("2026-11-26", "")),
        ]);
        fs::write(path_of(root.path(), "2026-11-27".parse().expect("a day")), b"---\ntitle: \xff\n---\n").expect("a file");
        let (entries, faults) = load(root.path()).expect("posts");
        assert_eq!(entries.len(), 4);
        insta::assert_snapshot!(shown(root.path(), &faults), @r#"
        content/posts/2026/2026-11-22.md:8:1: the slug `a` belongs to content/posts/2026/2026-11-22.md:6 already; end this heading with another, such as {#a-2}, or delete one of the two
        content/posts/2026/2026-11-23.md:6:1: the slug `a` belongs to content/posts/2026/2026-11-22.md:6 already; end this heading with another, such as {#a-2}, or delete one of the two
        content/posts/2026/2026-11-24.md:1:1: the front matter is missing; start the file with a line `---`, then `title:` and `date:`, then `---`
        content/posts/2026/2026-11-25.md:3:1: the file is named `2026-11-25` but its date is 2026-11-26; rename it to 2026-11-26.md or correct the date
        content/posts/2026/2026-11-27.md:2:1: this line is not UTF-8; save the file as UTF-8
        content/posts/2026-11-23.md:3:1: 2026-11-23 has a post already, content/posts/2026/2026-11-23.md:3; keep one of the two, or correct a date
        content/posts/2026-11-23.md:3:1: the file is in the wrong folder, where a new draft would not find it; move it to content/posts/2026/2026-11-23.md
        "#);
    }
}
