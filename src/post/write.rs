//! Both files of a day, written so that nothing an editor did is ever lost.

use super::{
    desk,
    load::{desk_path, path_of},
    parse, print,
};
use crate::{
    files, hash,
    model::{Post, Status},
};
use anyhow::Context;
use jiff::civil::Date;
use std::{fs, io, path::Path};

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

/// Writes the post of `day` and its desk, which `desk` prints for the hash of the post's file (empty if there is no post).
///
/// A file that is not there is written. Files that are byte for byte as they were generated are replaced together. In every other case
/// the day is an editor's and stays as it is: a post or desk that was edited, a post that was published or whose desk is gone, a post
/// of a day that has none any more. The desk remembers what was generated: the hash of the post, and its own.
///
/// # Errors
/// A file cannot be read or written.
pub fn save(root: &Path, day: Date, post: Option<&Post>, desk: impl FnOnce(&str) -> String) -> anyhow::Result<Saved> {
    let (post_path, desk_path) = (path_of(root, day), desk_path(root, day));
    let old = Old { post: bytes(&post_path)?, desk: bytes(&desk_path)? };
    let post = post.map(print);
    let desk = desk(&post.as_deref().map(|text| hash::short(text.as_bytes())).unwrap_or_default());
    if let Some(why) = old.keep(post.as_deref()) {
        let desk = if old.desk.is_some() { Outcome::Kept { why } } else { Outcome::None };
        return Ok(Saved { post: Outcome::Kept { why }, desk });
    }
    let keep_desk = old.desk_touched().then_some("the desk was edited");
    let write_desk = || match keep_desk {
        Some(why) => Ok(Outcome::Kept { why }),
        None => write(&desk_path, old.desk.is_some(), &desk),
    };
    let write_post = || match &post {
        Some(text) => write(&post_path, old.post.is_some(), text),
        None => Ok(Outcome::None),
    };
    // A run may be killed between the two writes. A desk without its post is simply written again; a new post beside an old desk
    // would look edited, but says the same as the next run's, and so heals.
    if old.post.is_none() {
        let desk = write_desk()?;
        Ok(Saved { post: write_post()?, desk })
    } else {
        let post = write_post()?;
        Ok(Saved { post, desk: write_desk()? })
    }
}

/// The files as they are.
struct Old {
    post: Option<Vec<u8>>,
    desk: Option<Vec<u8>>,
}

impl Old {
    /// Why the post is an editor's; `None` if it may be written.
    fn keep(&self, new: Option<&str>) -> Option<&'static str> {
        let old = self.post.as_ref()?;
        if new.is_some_and(|new| new.as_bytes() == old) {
            return None;
        }
        let Some(desk) = self.desk_text() else { return Some("the post's desk is gone, so nobody knows whether it was edited") };
        let generated = desk::parse(desk, Path::new("")).0.and_then(|desk| desk.post);
        if generated != Some(hash::short(old)) {
            Some("the post was edited")
        } else if std::str::from_utf8(old).is_ok_and(is_published) {
            Some("the post is published")
        } else if self.desk_touched() {
            Some("the desk was edited")
        } else {
            new.is_none().then_some("a post is never deleted")
        }
    }

    fn desk_text(&self) -> Option<&str> {
        self.desk.as_deref().and_then(|desk| std::str::from_utf8(desk).ok())
    }

    fn desk_touched(&self) -> bool {
        self.desk.is_some() && !self.desk_text().is_some_and(desk::untouched)
    }
}

fn is_published(text: &str) -> bool {
    parse(text, Path::new("")).0.is_none_or(|post| post.front.status == Status::Published)
}

fn write(path: &Path, there: bool, text: &str) -> anyhow::Result<Outcome> {
    Ok(match files::write(path, text.as_bytes())? {
        files::Written::Same => Outcome::Same,
        files::Written::Changed if there => Outcome::Replaced,
        files::Written::Changed => Outcome::Created,
    })
}

/// The bytes of a file, which need not be text any more; `None` if there is none.
fn bytes(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compose, sample};
    use super::*;
    use proptest::{collection::vec, prelude::*};

    /// A publication with one day.
    struct Day(tempfile::TempDir);

    impl Day {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a folder"))
        }

        /// Saves the post of the first `n` sample picks, or none.
        fn save(&self, n: usize, status: Status) -> Saved {
            let picks = &sample::picks()[..n];
            let post = (n > 0).then(|| compose(sample::DAY, picks, status));
            let desk = |print: &str| desk::print(sample::DAY, print, picks, &[], &desk::DayReport::default());
            save(self.0.path(), sample::DAY, post.as_ref(), desk).expect("both files")
        }

        fn path(&self, which: usize) -> std::path::PathBuf {
            if which == 0 { path_of(self.0.path(), sample::DAY) } else { desk_path(self.0.path(), sample::DAY) }
        }

        fn read(&self) -> [Option<Vec<u8>>; 2] {
            [0, 1].map(|which| bytes(&self.path(which)).expect("a readable file"))
        }

        fn edit(&self, which: usize, edit: impl FnOnce(String) -> String) {
            let text = fs::read_to_string(self.path(which)).expect("a file");
            fs::write(self.path(which), edit(text)).expect("a file");
        }
    }

    fn outcomes(saved: &Saved) -> String {
        format!("{:?}, {:?}", saved.post, saved.desk)
    }

    #[test]
    fn an_untouched_day_is_written_again() {
        let day = Day::new();
        let saved = [day.save(2, Status::Draft), day.save(2, Status::Draft), day.save(3, Status::Draft), day.save(3, Status::Draft)];
        assert_eq!(saved.map(|s| outcomes(&s)), ["Created, Created", "Same, Same", "Replaced, Replaced", "Same, Same"]);
        let before = day.read();
        assert_eq!(
            (outcomes(&day.save(2, Status::Draft)), outcomes(&day.save(3, Status::Draft))),
            ("Replaced, Replaced".into(), "Replaced, Replaced".into())
        );
        assert_eq!(day.read(), before);
    }

    #[test]
    fn whatever_an_editor_did_is_kept() {
        type Edit = fn(&Day);
        let edits: [(&str, Edit); 9] = [
            ("a word", |day| day.edit(0, |text| text.replace("Bees", "Wasps"))),
            ("published by hand", |day| day.edit(0, |text| text.replace("status: draft", "status: published"))),
            ("only spaces", |day| day.edit(0, |text| text + " ")),
            ("Windows line ends", |day| day.edit(0, |text| text.replace('\n', "\r\n"))),
            ("not even text", |day| fs::write(day.path(0), b"\xff").expect("a file")),
            ("desk gone", |day| fs::remove_file(day.path(1)).expect("a file")),
            ("desk not even text", |day| fs::write(day.path(1), b"\xff").expect("a file")),
            ("desk edited", |day| day.edit(1, |text| text + "\nMy notes.\n")),
            ("generated as published", |day| {
                fs::remove_file(day.path(0)).expect("a file");
                day.save(5, Status::Published);
            }),
        ];
        let mut lines = Vec::new();
        for (name, edit) in edits {
            let day = Day::new();
            day.save(5, Status::Draft);
            edit(&day);
            let before = day.read();
            lines.push(format!("{name}: {}", outcomes(&day.save(4, Status::Draft))));
            assert_eq!(day.read(), before, "{name}");
        }
        insta::assert_snapshot!(lines.join("\n"), @r#"
        a word: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
        published by hand: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
        only spaces: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
        Windows line ends: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
        not even text: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
        desk gone: Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }, None
        desk not even text: Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }, Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }
        desk edited: Kept { why: "the desk was edited" }, Kept { why: "the desk was edited" }
        generated as published: Kept { why: "the post is published" }, Kept { why: "the post is published" }
        "#);
    }

    #[test]
    fn a_quiet_day_has_a_desk_and_deletes_no_post() {
        let day = Day::new();
        assert_eq!(outcomes(&day.save(0, Status::Draft)), "None, Created");
        assert_eq!(outcomes(&day.save(2, Status::Draft)), "Created, Replaced");
        let before = day.read();
        insta::assert_snapshot!(outcomes(&day.save(0, Status::Draft)), @r#"Kept { why: "a post is never deleted" }, Kept { why: "a post is never deleted" }"#);
        assert_eq!(day.read(), before);
    }

    #[test]
    fn a_deleted_post_can_be_made_again_and_a_run_that_was_killed_heals() {
        let day = Day::new();
        day.save(2, Status::Draft);
        fs::remove_file(day.path(0)).expect("a file");
        assert_eq!(outcomes(&day.save(2, Status::Draft)), "Created, Same");
        let desk = fs::read(day.path(1)).expect("a file");
        day.save(3, Status::Draft);
        fs::write(day.path(1), desk).expect("a file");
        assert_eq!(outcomes(&day.save(3, Status::Draft)), "Same, Replaced");
    }

    #[test]
    fn an_edited_desk_survives_a_new_post() {
        let day = Day::new();
        day.save(0, Status::Draft);
        day.edit(1, |text| text + "Mine.\n");
        let desk = day.read()[1].clone();
        day.save(2, Status::Draft);
        assert_eq!(day.read()[1], desk);
    }

    #[derive(Debug, Clone)]
    enum Act {
        Save(usize, bool),
        Insert(usize, usize, String),
        Delete(usize, usize),
        Swap(usize, usize, usize),
        Remove(usize),
    }

    fn act() -> impl Strategy<Value = Act> {
        let line =
            prop::sample::select(vec!["x", "", "## New {#new}", "---", "print: abc", "post: abc", "status: published", "```", "> q"]);
        prop_oneof![
            4 => (0..6usize, prop::bool::weighted(0.2)).prop_map(|(n, published)| Act::Save(n, published)),
            2 => (0..2usize, 0..60usize, line).prop_map(|(which, at, line)| Act::Insert(which, at, line.into())),
            1 => (0..2usize, 0..60usize).prop_map(|(which, at)| Act::Delete(which, at)),
            1 => (0..2usize, 0..60usize, 0..60usize).prop_map(|(which, a, b)| Act::Swap(which, a, b)),
            1 => (0..2usize).prop_map(Act::Remove),
        ]
    }

    /// Does what an editor may do to the lines of a file.
    fn edit(day: &Day, which: usize, change: impl FnOnce(&mut Vec<String>)) {
        if day.path(which).exists() {
            day.edit(which, |text| {
                let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
                change(&mut lines);
                lines.join("\n")
            });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_edited_byte_is_ever_lost(acts in vec(act(), 1..12)) {
            let day = Day::new();
            let mut generated: [Option<Vec<u8>>; 2] = [None, None];
            for act in acts {
                match act {
                    Act::Insert(which, at, line) => edit(&day, which, |lines| lines.insert(at.min(lines.len()), line)),
                    Act::Delete(which, at) => edit(&day, which, |lines| { lines.remove(at.min(lines.len() - 1)); }),
                    Act::Swap(which, a, b) => edit(&day, which, |lines| { let last = lines.len() - 1; lines.swap(a.min(last), b.min(last)); }),
                    Act::Remove(which) => { fs::remove_file(day.path(which)).ok(); }
                    Act::Save(n, published) => {
                        let before = day.read();
                        let saved = day.save(n, if published { Status::Published } else { Status::Draft });
                        let after = day.read();
                        for (which, outcome) in [(0, saved.post), (1, saved.desk)] {
                            let edited = before[which].is_some() && before[which] != generated[which];
                            if edited || matches!(outcome, Outcome::Kept { .. } | Outcome::Same | Outcome::None) {
                                prop_assert_eq!(&after[which], &before[which]);
                            } else {
                                generated[which] = after[which].clone();
                            }
                        }
                    }
                }
            }
        }
    }
}
