//! An editor's workbench: the post of a day and its desk, with what a person does to them.
//!
//! Both files keep every byte that is not named, and are written only if they are still what was read. An insight that changes files is in
//! both of them, for a moment, rather than in none.

use super::{
    document::{Document, EditError, Piece},
    fault::Fault,
    load::{desk_path, path_of},
    parse, seal,
};
use crate::{
    files, hash,
    model::{Section, Status},
};
use anyhow::Context;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// A day on the bench.
#[derive(Debug, Clone)]
pub struct Bench {
    root: PathBuf,
    day: Date,
    post: Document,
    /// `None` if the day has no desk.
    desk: Option<Document>,
    /// What was read.
    texts: [String; 2],
    /// Whether the desk is as it was generated, and may say so when it is written.
    sealed: bool,
}

/// Why the bench could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The day has no post.
    #[error("{} does not exist; draft the day first, or name another", .0.display())]
    NoPost(PathBuf),
    /// No runner-up has this slug.
    #[error("the desk has no insight `{0}`; it has {1}")]
    NoRunnerUp(String, String),
    /// The edit cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Somebody else wrote one of the files since they were read.
    #[error("{} was changed meanwhile; nothing was written", .0.display())]
    Changed(PathBuf),
    /// A file cannot be read or written.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Bench {
    /// Puts a day on the bench.
    ///
    /// # Errors
    /// There is no post, or one of the files cannot be read.
    pub fn open(root: &Path, day: Date) -> Result<Self, BenchError> {
        let (post_path, desk_path) = (path_of(root, day), desk_path(root, day));
        let text = files::read_if_there(&post_path)?.ok_or_else(|| BenchError::NoPost(post_path.clone()))?;
        let desk_text = files::read_if_there(&desk_path)?.unwrap_or_default();
        let post = Document::post(&text, &post_path)?;
        let desk = if desk_text.is_empty() { None } else { Some(Document::desk(&desk_text, &desk_path)?) };
        let sealed = seal::untouched(&desk_text);
        Ok(Self { root: root.to_owned(), day, post, desk, texts: [text, desk_text], sealed })
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The post's file.
    pub fn path(&self) -> PathBuf {
        path_of(&self.root, self.day)
    }

    /// The post's sections, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.post.pieces().iter().map(|piece| &piece.section)
    }

    /// The runners-up, best first.
    pub fn runners_up(&self) -> impl Iterator<Item = &Section> {
        self.desk.iter().flat_map(|desk| desk.pieces()).map(|piece| &piece.section)
    }

    /// The post as it stands on the bench.
    ///
    /// # Errors
    /// It cannot be made safely.
    pub fn text(&self) -> Result<String, BenchError> {
        Ok(self.post.finish(&self.path())?)
    }

    /// The desk as it stands on the bench; empty if there is none.
    pub fn desk_text(&self) -> String {
        self.desk.as_ref().map(Document::text).unwrap_or_default()
    }

    /// Post and desk as they were read, or last written; the desk is empty if there is none.
    pub fn texts(&self) -> &[String; 2] {
        &self.texts
    }

    /// What both files were when they were read, as one short word: a view can tell by it that it shows something old.
    pub fn version(&self) -> String {
        hash::short(self.texts.join("\0").as_bytes())
    }

    /// Title, summary and status of the post as it was read, and its faults.
    ///
    /// # Errors
    /// The front matter cannot be read any more.
    pub fn front(&self) -> Result<(crate::model::FrontMatter, Vec<Fault>), BenchError> {
        let (post, faults) = parse(&self.text()?, &self.path());
        let post = post.context("the front matter cannot be read")?;
        Ok((post.front, faults))
    }

    /// Exchanges section `n` (from 0) for the runner-up with this slug, or for the best; gives back the headlines of what went and what came.
    ///
    /// # Errors
    /// There is no such section or runner-up.
    pub fn swap(&mut self, n: usize, with: Option<&str>) -> Result<(String, String), BenchError> {
        let place = self.place_of(with)?;
        let desk = self.desk.as_mut().context("the day has no desk")?;
        let new = desk.pieces()[place].clone().without_reason();
        let came = new.section.headline.clone();
        let old = self.post.replace(n, new)?;
        let went = old.section.headline.clone();
        self.sealed &= old.is_generated();
        desk.replace(place, old)?;
        Ok((went, came))
    }

    /// Takes the runner-up with this slug into the post, before section `n` or behind the last.
    ///
    /// # Errors
    /// There is no such runner-up.
    pub fn take(&mut self, slug: &str, n: usize) -> Result<(), BenchError> {
        let place = self.place_of(Some(slug))?;
        let desk = self.desk.as_mut().context("the day has no desk")?;
        self.post.insert(n, desk.remove(place)?.without_reason());
        Ok(())
    }

    /// Puts section `n` on the desk, as its first. A day without a desk keeps it.
    ///
    /// # Errors
    /// There is no such section, or no desk.
    pub fn put_back(&mut self, n: usize) -> Result<(), BenchError> {
        let desk = self.desk.as_mut().context("the day has no desk to put it on; cut it out of the file by hand")?;
        let old = self.post.remove(n)?;
        self.sealed &= old.is_generated();
        desk.insert(0, old);
        Ok(())
    }

    /// Moves section `from` to place `to`.
    ///
    /// # Errors
    /// There is no such section.
    pub fn shift(&mut self, from: usize, to: usize) -> Result<(), BenchError> {
        Ok(self.post.shift(from, to)?)
    }

    /// Writes a headline; the permalink stays.
    ///
    /// # Errors
    /// There is no such section.
    pub fn set_headline(&mut self, n: usize, headline: &str) -> Result<(), BenchError> {
        Ok(self.post.set_headline(n, headline)?)
    }

    /// Writes the Markdown between headline and quote.
    ///
    /// # Errors
    /// There is no such section.
    pub fn set_body(&mut self, n: usize, markdown: &str) -> Result<(), BenchError> {
        Ok(self.post.set_body(n, markdown)?)
    }

    /// Writes the day's title.
    pub fn set_title(&mut self, title: &str) {
        self.post.set_front("title", &super::scalar::scalar(&super::words::one_line(title), super::scalar::Place::Block));
    }

    /// Writes the day's summary.
    pub fn set_summary(&mut self, summary: &str) {
        self.post.set_front("summary", &super::scalar::scalar(&super::words::one_line(summary), super::scalar::Place::Block));
    }

    /// Draft or published.
    pub fn set_status(&mut self, status: Status) {
        self.post.set_status(status);
    }

    /// Writes both files.
    ///
    /// # Errors
    /// The result would not say what it should, a file was changed meanwhile, or cannot be written. Nothing is lost then.
    pub fn save(&mut self) -> Result<(), BenchError> {
        let desk_path = desk_path(&self.root, self.day);
        let post = self.text()?;
        let desk = self.desk.as_ref().map(|desk| desk.finish(&desk_path)).transpose()?;
        let desk = desk.map(|text| if self.sealed { seal::reseal(&text) } else { text }).unwrap_or_default();
        self.write(post, desk)
    }

    /// Writes what both files were before, an earlier [`Bench::texts`], and puts it on the bench.
    ///
    /// # Errors
    /// As [`Bench::save`].
    pub fn write_back(&mut self, texts: &[String; 2]) -> Result<(), BenchError> {
        let [post_text, desk_text] = texts;
        let post = Document::post(post_text, &self.path())?;
        let desk = if desk_text.is_empty() { None } else { Some(Document::desk(desk_text, &desk_path(&self.root, self.day))?) };
        self.write(post_text.clone(), desk_text.clone())?;
        (self.post, self.desk, self.sealed) = (post, desk, seal::untouched(desk_text));
        Ok(())
    }

    fn write(&mut self, post: String, desk: String) -> Result<(), BenchError> {
        let (post_path, desk_path) = (self.path(), desk_path(&self.root, self.day));
        for (path, text) in [(&post_path, &self.texts[0]), (&desk_path, &self.texts[1])] {
            if files::read_if_there(path)?.unwrap_or_default() != *text {
                return Err(BenchError::Changed(path.clone()));
            }
        }
        if desk != self.texts[1] && post != self.texts[0] {
            files::write(&desk_path, self.with_what_goes(&desk, &desk_path).as_bytes())?;
        }
        files::write(&post_path, post.as_bytes())?;
        if desk != self.texts[1] {
            files::write(&desk_path, desk.as_bytes())?;
        }
        self.texts = [post, desk];
        Ok(())
    }

    /// The new desk with the sections that are about to leave it.
    fn with_what_goes(&self, new: &str, path: &Path) -> String {
        let (Ok(old), Ok(mut both)) = (Document::desk(&self.texts[1], path), Document::desk(new, path)) else { return new.to_owned() };
        let stays = |piece: &Piece| both.pieces().iter().any(|other| other.section.slug == piece.section.slug);
        let goes: Vec<Piece> = old.pieces().iter().filter(|piece| !stays(piece)).cloned().collect();
        for piece in goes {
            both.insert(usize::MAX, piece);
        }
        both.finish(path).unwrap_or_else(|_| new.to_owned())
    }

    fn place_of(&self, slug: Option<&str>) -> Result<usize, BenchError> {
        let slugs: Vec<&str> = self.runners_up().map(|section| section.slug.as_str()).collect();
        let place = match slug {
            Some(slug) => slugs.iter().position(|own| *own == slug),
            None => (!slugs.is_empty()).then_some(0),
        };
        place.ok_or_else(|| {
            let known = if slugs.is_empty() { "none".to_owned() } else { slugs.join(", ") };
            BenchError::NoRunnerUp(slug.unwrap_or("any").to_owned(), known)
        })
    }
}

#[cfg(test)]
#[path = "bench_tests.rs"]
mod tests;
