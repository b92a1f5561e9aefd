//! Earlier versions of posts and desks, from git: what was drafted before an editor changed it. Read by the git program, so that every
//! kind of repository serves; a publication without one has no history, and says so.

use jiff::civil::Date;
use std::{
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
};

/// One version of a day's post or desk, as git has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The day that the file's name states.
    pub day: Date,
    /// Whether it is a desk; otherwise a post.
    pub desk: bool,
    /// The file's text.
    pub text: String,
}

/// Everything that git has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Every version that the current branch was made from, each text once, the newest first.
    pub versions: Vec<Version>,
    /// Whether git has only the newest commits.
    pub shallow: bool,
}

/// A file larger than this is no post.
const LARGEST: usize = 4 << 20;

/// Reads the history of the publication in `root`, from the newest commit of the current branch back. Branches that were not merged and
/// commits that were pushed over are no part of it, so that every clone of one commit gives the same.
///
/// # Errors
/// Why there is no history, as the rest of a sentence.
pub fn read(root: &Path) -> Result<History, String> {
    // All objects below two folders, whatever the files were called and by which merge they came.
    let listed = git(root, &["rev-list", "--objects", "--full-history", "HEAD", "--", "content/posts", "content/desk"], &[])?;
    let listed = String::from_utf8_lossy(&listed);
    let wanted: Vec<(&str, Date, bool)> = listed.lines().filter_map(file).collect();
    if wanted.is_empty() {
        return Err("git knows no post of this publication".to_owned());
    }
    let ids: String = wanted.iter().map(|(id, ..)| format!("{id}\n")).collect();
    let objects = git(root, &["cat-file", "--batch"], ids.as_bytes())?;
    let texts = texts(&objects);
    let version = |((_, day, desk), text): (&(&str, Date, bool), Option<String>)| Some(Version { day: *day, desk: *desk, text: text? });
    let versions = wanted.iter().zip(texts).filter_map(version).collect();
    let shallow = git(root, &["rev-parse", "--is-shallow-repository"], &[]).is_ok_and(|answer| answer.starts_with(b"true"));
    Ok(History { versions, shallow })
}

/// A line `ID PATH` that names the file of a day.
fn file(line: &str) -> Option<(&str, Date, bool)> {
    let (id, path) = line.split_once(' ')?;
    let path = Path::new(path.trim_end_matches('"'));
    let day = path.file_stem()?.to_str()?.parse().ok()?;
    let is_markdown = path.extension().is_some_and(|e| e == "md");
    let desk = path.parent()?.components().any(|c| c.as_os_str() == "desk");
    is_markdown.then_some((id, day, desk))
}

/// The answers of `git cat-file --batch`, in their order; `None` for what is no text.
fn texts(mut objects: &[u8]) -> Vec<Option<String>> {
    let mut texts = Vec::new();
    while let Some(end) = objects.iter().position(|b| *b == b'\n') {
        let head = String::from_utf8_lossy(&objects[..end]).into_owned();
        objects = &objects[end + 1..];
        // `ID blob SIZE`, or `ID missing`.
        let Some(size) = head.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok()) else {
            texts.push(None);
            continue;
        };
        let bytes = &objects[..size.min(objects.len())];
        let is_text = head.split(' ').nth(1) == Some("blob") && size <= LARGEST;
        texts.push(std::str::from_utf8(bytes).ok().filter(|_| is_text).map(str::to_owned));
        objects = objects.get(size + 1..).unwrap_or_default();
    }
    texts
}

/// What git prints.
fn git(root: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let folder = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.quotePath=false", "--no-pager"]).args(args);
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(not_started)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (out, err) = std::thread::scope(|threads| {
        // git answers while it is still being asked, and a full pipe would stop both; its end of the input may close early.
        threads.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let err = threads.spawn(move || drain(stderr));
        (drain(stdout), err.join().unwrap_or_default())
    });
    let status = child.wait().map_err(|error| format!("git failed: {error}"))?;
    if status.success() {
        return Ok(out);
    }
    let said = String::from_utf8_lossy(&err);
    Err(reason(said.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason was given")))
}

fn drain(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before a fault is cut short, and then the exit status says so.
        pipe.read_to_end(&mut bytes).ok();
    }
    bytes
}

fn not_started(error: std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "the git program is not installed".to_owned(),
        _ => format!("git cannot be started: {error}"),
    }
}

/// git's own words, made ours where it happens to everybody.
fn reason(said: &str) -> String {
    if said.contains("not a git repository") {
        "the publication is not in a git repository".to_owned()
    } else if said.contains("bad revision 'HEAD'") || said.contains("ambiguous argument 'HEAD'") {
        "the git repository has no commit yet".to_owned()
    } else {
        format!("git says: {}", said.trim_start_matches("fatal: "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_days_are_wanted() {
        let day = "2026-11-23".parse().unwrap();
        assert_eq!(file("a1 content/posts/2026/2026-11-23.md"), Some(("a1", day, false)));
        assert_eq!(file("a1 site/content/desk/2026-11-23.md"), Some(("a1", day, true)));
        for line in ["a1", "a1 content/posts/2026", "a1 content/posts/notes.md", "a1 content/posts/2026-11-23.txt", ""] {
            assert_eq!(file(line), None, "{line}");
        }
    }

    #[test]
    fn answers_are_parted_by_their_sizes() {
        let answers = b"a blob 4\none\n\nb missing\nc tree 2\nxy\nd blob 1\n\xff\ne blob 3\ntwo\nf blob 90\ncut";
        let found = texts(answers);
        assert_eq!(found.len(), 6);
        assert_eq!([&found[0], &found[4]].map(|t| t.as_deref()), [Some("one\n"), Some("two")]);
        assert_eq!([&found[1], &found[2], &found[3]], [&None, &None, &None]);
    }

    #[test]
    fn no_repository_is_said_in_words() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap_err(), "the publication is not in a git repository");
        assert_eq!(reason("fatal: detected dubious ownership in x"), "git says: detected dubious ownership in x");
    }
}
