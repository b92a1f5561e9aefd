//! All posts of a publication, as [`load`](super::load()) reads them, but only those files are parsed that have changed since the last time.
//!
//! What a file said is kept in the cache, one file for each folder of posts, so that a new day leaves all other years as they lie. It is
//! believed if the file's size and times are what they were. Where these could not tell a change, the file's bytes decide: after a
//! checkout, and when a file was written just before it was read.

use super::{
    fault::Fault,
    load::{self, Placed},
    pack,
    print::touched,
};
use crate::{
    cache::Cache,
    files,
    hash::{Print, Printer, print_of},
    model::Post,
    pack::{Packer, Unpacker, open},
};
use rayon::prelude::*;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// The cache's name for this kind.
const KIND: &str = "posts";
/// A file that is younger than this when it is read may change again without another time: so coarse are the clocks of some disks.
const FRESH: i64 = 2_500_000_000;

/// A post, and what tells it from all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub post: Post,
    /// Fingerprint of all that it says but its sections.
    pub print: Print,
    /// For each section the fingerprint of its words.
    pub sections: Vec<Print>,
    /// For each section whether somebody changed it since it was generated, or wrote it.
    pub touched: Vec<bool>,
}

impl Placed for Kept {
    fn path(&self) -> &Path {
        &self.path
    }

    fn post(&self) -> &Post {
        &self.post
    }

    fn text(&self) -> Cow<'_, str> {
        // Only asked for to name a line in a message.
        fs::read_to_string(&self.path).unwrap_or_default().into()
    }
}

/// Reads every `.md` file below `content/posts`, sorted by date; no post if there is no such folder. Of the faults only those are told
/// that stop a build.
///
/// # Errors
/// The folder cannot be listed. A cache that cannot be read or written costs time alone.
pub fn load_kept(root: &Path, cache: &Cache) -> anyhow::Result<(Vec<Kept>, Vec<Fault>)> {
    let folder = root.join("content/posts");
    let mut shelves: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in files::list(&folder, "md")? {
        let parent = path.parent().unwrap_or(&folder);
        match shelves.get_mut(parent) {
            Some(shelf) => shelf.push(path),
            None => drop(shelves.insert(parent.to_owned(), vec![path])),
        }
    }
    let key = |parent: &Path| parent.strip_prefix(&folder).unwrap_or(parent).to_string_lossy().into_owned();
    let shelves: Vec<(String, Vec<PathBuf>)> = shelves.into_iter().map(|(parent, paths)| (key(&parent), paths)).collect();
    let read: Vec<Vec<Read>> = shelves.par_iter().map(|(key, paths)| shelf(root, cache, key, paths)).collect();
    let (mut kept, mut faults) = (Vec::with_capacity(read.len() * 366), Vec::new());
    for read in read.into_iter().flatten() {
        match read {
            Ok(post) => kept.push(post),
            Err(found) => faults.extend(found),
        }
    }
    cache.prune(KIND, shelves.iter().map(|(key, _)| cache.path(KIND, key, "bin")).collect::<HashSet<_>>()).ok();
    kept.sort_by(|a, b| (a.post.front.date, &a.path).cmp(&(b.post.front.date, &b.path)));
    faults.extend(load::among(&kept));
    faults.retain(Fault::is_error);
    faults.sort();
    Ok((kept, faults))
}

/// A file as it was when it was read.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stamp {
    size: u64,
    modified: i64,
    /// When the file was last renamed, linked or written, where the system tells: a tool can set the other time back, not this one.
    changed: i64,
}

impl Stamp {
    fn of(meta: &Metadata) -> Self {
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            meta.ctime().wrapping_mul(1_000_000_000).wrapping_add(meta.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = 0;
        Self { size: meta.len(), modified: meta.modified().map_or(0, nanoseconds), changed }
    }
}

fn nanoseconds(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).ok().and_then(|since| since.as_nanos().try_into().ok()).unwrap_or(0)
}

/// A line of the cache: a file, and the place of what it said.
struct Line<'a> {
    stamp: Stamp,
    read_at: i64,
    text: Print,
    body: &'a [u8],
}

/// What becomes of a line.
enum Now<'a> {
    Same(&'a Line<'a>),
    /// Its bytes are the same.
    Touched(&'a Line<'a>, Stamp, i64),
    New {
        stamp: Stamp,
        read_at: i64,
        text: Print,
    },
}

/// A post, or why there is none.
type Read = Result<Kept, Vec<Fault>>;

fn shelf(root: &Path, cache: &Cache, key: &str, paths: &[PathBuf]) -> Vec<Read> {
    let sealed = cache.get(KIND, key, "bin").unwrap_or_default();
    let lines = open(&sealed).and_then(lines).unwrap_or_default();
    let read: Vec<(Read, Option<Now<'_>>)> = paths.par_iter().map(|path| file(root, path, lines.get(&name(path)))).collect();
    let same = read.len() == lines.len() && read.iter().all(|(_, now)| matches!(now, Some(Now::Same(_))));
    if !same {
        let mut pack = Packer::with_room(sealed.len() + sealed.len() / 8);
        for (path, (kept, now)) in paths.iter().zip(&read) {
            if let (Ok(kept), Some(now)) = (kept, now) {
                put_line(&mut pack, &name(path), now, kept);
            }
        }
        // Without it the next build reads the files again.
        cache.put(KIND, key, "bin", &pack.seal()).ok();
    }
    read.into_iter().map(|(kept, _)| kept).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn lines(mut pack: Unpacker<'_>) -> Option<HashMap<String, Line<'_>>> {
    let mut lines = HashMap::new();
    while !pack.is_empty() {
        let name = pack.text()?.to_owned();
        let stamp = Stamp { size: pack.number()?, modified: pack.signed()?, changed: pack.signed()? };
        lines.insert(name, Line { stamp, read_at: pack.signed()?, text: pack.print()?, body: pack.bytes()? });
    }
    Some(lines)
}

fn put_line(pack: &mut Packer, name: &str, now: &Now<'_>, kept: &Kept) {
    let (stamp, read_at, text) = match now {
        Now::Same(line) => (line.stamp, line.read_at, line.text),
        Now::Touched(line, stamp, read_at) => (*stamp, *read_at, line.text),
        Now::New { stamp, read_at, text } => (*stamp, *read_at, *text),
    };
    pack.text(name);
    pack.number(stamp.size);
    pack.signed(stamp.modified);
    pack.signed(stamp.changed);
    pack.signed(read_at);
    pack.print(text);
    match now {
        Now::Same(line) | Now::Touched(line, ..) => pack.bytes(line.body),
        Now::New { .. } => {
            let mut body = Packer::default();
            pack::put(&mut body, &kept.post);
            body.print(kept.print);
            for (print, touched) in kept.sections.iter().zip(&kept.touched) {
                body.print(*print);
                body.flag(*touched);
            }
            pack.bytes(&body.into_bytes());
        }
    }
}

fn unpacked(path: &Path, body: &[u8]) -> Option<Kept> {
    let mut pack = Unpacker::new(body);
    let post = pack::get(&mut pack)?;
    let print = pack.print()?;
    let (mut sections, mut touched) = (Vec::with_capacity(post.sections.len()), Vec::with_capacity(post.sections.len()));
    for _ in &post.sections {
        sections.push(pack.print()?);
        touched.push(pack.flag()?);
    }
    Some(Kept { path: path.to_owned(), post, print, sections, touched })
}

/// Reads a file, or takes what it is known to say.
fn file<'a>(root: &Path, path: &Path, line: Option<&'a Line<'a>>) -> (Read, Option<Now<'a>>) {
    // Taken before the file is read: what changes in between looks changed the next time.
    let read_at = nanoseconds(SystemTime::now());
    let stamp = fs::metadata(path).map(|meta| Stamp::of(&meta));
    if let (Some(line), Ok(stamp)) = (line, &stamp) {
        let settled = line.stamp.modified.max(line.stamp.changed).saturating_add(FRESH) <= line.read_at;
        if settled
            && line.stamp == *stamp
            && let Some(kept) = unpacked(path, line.body)
        {
            return (Ok(kept), Some(Now::Same(line)));
        }
    }
    let text = match load::text_of(path) {
        Ok(text) => text,
        Err(fault) => return (Err(vec![fault]), None),
    };
    let print = print_of(&text);
    if let (Some(line), Ok(stamp)) = (line, &stamp)
        && line.text == print
        && let Some(kept) = unpacked(path, line.body)
    {
        return (Ok(kept), Some(Now::Touched(line, *stamp, read_at)));
    }
    let (post, faults) = load::entry_of(root, path, &text);
    match post {
        Some(post) if !faults.iter().any(Fault::is_error) => {
            let kept = printed(path, post);
            (Ok(kept), stamp.ok().map(|stamp| Now::New { stamp, read_at, text: print }))
        }
        Some(_) | None => (Err(faults), None),
    }
}

/// A post with its fingerprints.
fn printed(path: &Path, post: Post) -> Kept {
    let print = |pack: Packer| {
        let mut printer = Printer::default();
        printer.bytes(&pack.into_bytes());
        printer.done()
    };
    let of_section = |section| {
        let mut pack = Packer::default();
        pack::put_words(&mut pack, section);
        print(pack)
    };
    let mut whole = Packer::default();
    pack::put_front(&mut whole, &post);
    let sections = post.sections.iter().map(of_section).collect();
    let touched = post.sections.iter().map(touched).collect();
    Kept { path: path.to_owned(), print: print(whole), sections, touched, post }
}

#[cfg(test)]
mod tests {
    use super::super::{compose, load::load, path_of, print, sample};
    use super::*;
    use crate::model::Status;

    /// What both ways of reading say is one.
    fn read(root: &Path) -> Vec<Kept> {
        let (entries, mut faults) = load(root).unwrap();
        faults.retain(Fault::is_error);
        let (kept, found) = load_kept(root, &Cache::new(root.join(".takefive"))).unwrap();
        assert_eq!(found, faults);
        let broken: HashSet<PathBuf> = faults.into_iter().map(|fault| fault.path).collect();
        let whole: Vec<_> =
            entries.into_iter().filter(|entry| !broken.contains(&entry.path)).map(|entry| (entry.path, entry.post)).collect();
        // A fault between two posts leaves both, one within a post leaves it out.
        let read: Vec<_> =
            kept.iter().map(|kept| (kept.path.clone(), kept.post.clone())).filter(|(path, _)| !broken.contains(path)).collect();
        assert_eq!(read, whole);
        kept
    }

    fn publication() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for day in ["2026-11-23", "2026-11-24", "2027-01-01"] {
            let mut post = compose(day.parse().unwrap(), &sample::picks(), Status::Published);
            post.sections.iter_mut().for_each(|section| section.slug = format!("{}-{day}", section.slug));
            files::write(&path_of(root.path(), post.front.date), print(&post).as_bytes()).unwrap();
        }
        root
    }

    #[test]
    fn what_changed_is_read_anew_however_it_changed() {
        let root = publication();
        let path = path_of(root.path(), "2026-11-24".parse().unwrap());
        let before = read(root.path());
        assert_eq!(read(root.path()), before);
        let text = fs::read_to_string(&path).unwrap();
        // As long as before, and with the time of before: what tools do that keep times.
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let other = text.replacen('e', "o", 40);
        assert_eq!(other.len(), text.len());
        fs::write(&path, &other).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert_ne!(read(root.path()), before);
        fs::write(&path, "no post").unwrap();
        read(root.path());
        fs::write(&path, &text).unwrap();
        assert_eq!(read(root.path()), before);
        fs::remove_file(&path).unwrap();
        assert_eq!(read(root.path()).len(), 2);
        fs::remove_dir_all(root.path().join("content/posts/2026")).unwrap();
        assert_eq!(read(root.path()).len(), 1);
        assert_eq!(fs::read_dir(root.path().join(".takefive/posts")).unwrap().count(), 1);
    }

    #[test]
    fn a_fault_is_told_every_time() {
        let root = publication();
        let path = path_of(root.path(), "2026-11-24".parse().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        for broken in [
            text.replace("date: 2026-11-24", "date: 2026-11-25"),
            text.replace("-2026-11-24}", "-2026-11-23}"),
            text.replace("by:", "bye:"),
        ] {
            fs::write(&path, &broken).unwrap();
            read(root.path());
            read(root.path());
        }
    }

    #[test]
    fn a_cache_that_was_harmed_is_passed_over() {
        let root = publication();
        let before = read(root.path());
        let caches: Vec<PathBuf> = fs::read_dir(root.path().join(".takefive/posts")).unwrap().map(|entry| entry.unwrap().path()).collect();
        for cache in &caches {
            let whole = fs::read(cache).unwrap();
            for (at, length) in
                [(0, whole.len()), (whole.len() / 2, whole.len()), (whole.len() - 1, whole.len()), (0, 0), (0, whole.len() / 2)]
            {
                let mut harmed = whole[..length].to_vec();
                harmed.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 4);
                fs::write(cache, harmed).unwrap();
                assert_eq!(read(root.path()), before);
            }
        }
    }
}
