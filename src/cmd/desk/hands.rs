//! What a key asks for, done to the files of the day, and taken back.

use super::{
    day::Day,
    state::{Effect, Side},
};
use crate::{
    cmd::publish,
    files,
    model::Status,
    post::{self, Bench, BenchError},
};
use anyhow::Context;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// A day's files, and what they were before each change of ours.
#[derive(Debug)]
pub struct Hands {
    root: PathBuf,
    day: Date,
    /// `None` while the files cannot be read as a day.
    bench: Option<Bench>,
    /// Post and desk as they were last seen or written.
    seen: [String; 2],
    /// Post and desk before each change that can be taken back, the last one last.
    before: Vec<[String; 2]>,
    written: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It is done and on the disk.
    Done(String),
    /// Nothing was written, and why.
    Refused(String),
}

impl Hands {
    /// Opens a day.
    ///
    /// # Errors
    /// It has no post, or cannot be read.
    pub fn open(root: &Path, day: Date) -> anyhow::Result<(Self, Day)> {
        let seen = [String::new(), String::new()];
        let mut hands = Self { root: root.to_owned(), day, bench: None, seen, before: Vec::new(), written: false };
        let shown = hands.read()?;
        Ok((hands, shown))
    }

    /// The file of a side.
    pub fn path(&self, side: Side) -> PathBuf {
        match side {
            Side::Desk => post::desk_path(&self.root, self.day),
            Side::Post => post::path_of(&self.root, self.day),
        }
    }

    /// Whether anything was written.
    pub fn has_written(&self) -> bool {
        self.written
    }

    /// Whether the files are not what was last seen or written.
    pub fn has_changed_outside(&self) -> bool {
        // A file that cannot be read at all is a change too.
        self.on_disk().is_none_or(|texts| texts != self.seen)
    }

    fn on_disk(&self) -> Option<[String; 2]> {
        let text = |side| files::read_if_there(&self.path(side)).ok().map(Option::unwrap_or_default);
        Some([text(Side::Post)?, text(Side::Desk)?])
    }

    /// Reads the day again. What somebody else wrote is not to be undone from here, and what was before it neither.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&mut self) -> anyhow::Result<Day> {
        let read = Bench::open(&self.root, self.day);
        let seen = match &read {
            Ok(bench) => bench.texts().clone(),
            Err(_) => self.on_disk().unwrap_or_default(),
        };
        if seen != self.seen {
            self.before.clear();
            self.seen = seen;
        }
        self.bench = None;
        let bench = read?;
        let day = Day::of(&bench)?;
        self.bench = Some(bench);
        Ok(day)
    }

    /// Does what a key asked for, and writes it.
    pub fn act(&mut self, effect: &Effect) -> Act {
        let done = match effect {
            Effect::Undo => self.undo(),
            Effect::SetStatus(status) => self.set_status(*status),
            Effect::Swap { n, slug } => self.change(|bench| {
                let (went, came) = bench.swap(*n, Some(slug))?;
                Ok(format!("“{came}” is in the post, “{went}” on the desk"))
            }),
            Effect::Add { slug, n } => self.change(|bench| {
                bench.take(slug, *n)?;
                let place = bench.sections().position(|section| section.slug == *slug).unwrap_or(*n);
                Ok(format!("“{}” is in the post as number {}", headline(bench, place), place + 1))
            }),
            Effect::PutBack(n) => self.change(|bench| {
                let headline = headline(bench, *n);
                bench.put_back(*n)?;
                Ok(format!("“{headline}” is on the desk"))
            }),
            Effect::Shift { from, to } => self.change(|bench| {
                bench.shift(*from, *to)?;
                Ok(format!("“{}” is number {} now", headline(bench, *to), to + 1))
            }),
            Effect::Edit(..) | Effect::Listen(_) | Effect::Quit => Ok(String::new()),
        };
        match done {
            Ok(text) => Act::Done(text),
            Err(error) => Act::Refused(self.told(&error)),
        }
    }

    /// An error in words for the view, with paths as they are in the publication.
    pub fn told(&self, error: &anyhow::Error) -> String {
        if let Some(BenchError::Changed(path)) = error.downcast_ref() {
            let path = self.told_path(path);
            return format!(
                "{path} was changed meanwhile. Nothing was written; you see what is on the disk. Do it again if you still want it"
            );
        }
        format!("{error:#}").replace(&format!("{}/content/", self.root.display()), "content/")
    }

    /// A path as it is in the publication.
    pub fn told_path(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Changes the day in memory, and writes it if that went well.
    fn change(&mut self, change: impl FnOnce(&mut Bench) -> anyhow::Result<String>) -> anyhow::Result<String> {
        self.write(|bench, _| {
            let text = change(bench)?;
            bench.save()?;
            Ok(text)
        })
    }

    fn set_status(&mut self, status: Status) -> anyhow::Result<String> {
        self.write(|bench, root| {
            publish::set_on(root, bench, status)?;
            let text = match status {
                Status::Published => "published; `takefive build` brings the site up to date",
                Status::Draft => "a draft again; `takefive build` takes it off the site",
            };
            Ok(text.to_owned())
        })
    }

    /// `write` works on a copy, so that what fails leaves nothing behind.
    fn write(&mut self, write: impl FnOnce(&mut Bench, &Path) -> anyhow::Result<String>) -> anyhow::Result<String> {
        let mut bench = self.bench.clone().context("the files cannot be read as they are now")?;
        let text = write(&mut bench, &self.root)?;
        let before = std::mem::replace(&mut self.seen, bench.texts().clone());
        if before != self.seen {
            self.before.push(before);
            self.written = true;
        }
        self.bench = Some(bench);
        Ok(text)
    }

    fn undo(&mut self) -> anyhow::Result<String> {
        let bench = self.bench.as_mut().context("the files cannot be read as they are now")?;
        let texts = self.before.last().context("nothing to take back: there is no change from here since the files were last read")?;
        bench.write_back(texts)?;
        self.seen = bench.texts().clone();
        self.before.pop();
        Ok("the last change is taken back".to_owned())
    }
}

fn headline(bench: &Bench, n: usize) -> String {
    bench.sections().nth(n).map(|section| section.headline.clone()).unwrap_or_default()
}

#[cfg(test)]
#[path = "hands_tests.rs"]
mod tests;
