//! What stands of a day before it is drafted, and how much of it is an editor's.
//!
//! A section is the machine's to exchange only if every byte of it is as it was generated and it stands where it was put. What an editor
//! touched, moved, added or took out stays so; the desk's `picked` list is the memory of what was generated, and in which order.

use super::{
    desk::{self, Desk, Picked},
    document::Document,
    fault::Fault,
    load::{desk_path, path_of},
    parse, seal,
};
use crate::{
    hash,
    model::{Section, Status},
};
use anyhow::Context;
use jiff::civil::Date;
use std::{fs, io, path::Path};

/// What stands of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The bytes of post and desk. `None` if there is no such file.
    pub(super) files: [Option<Vec<u8>>; 2],
    /// Whose the day is.
    pub whose: Whose,
}

/// Whose a day is.
#[derive(Debug, Clone, PartialEq)]
pub enum Whose {
    /// Nobody's yet, or as it was generated: both files may be written.
    Ours,
    /// An editor's in part.
    Shared(Box<Shared>),
    /// An editor's as a whole.
    Editors {
        /// What shows it; fits behind `because`.
        why: &'static str,
    },
}

/// A day on which an editor has begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    pub(super) document: Document,
    /// Places of the sections that may be exchanged, in order.
    pub(super) slots: Vec<usize>,
    /// What was generated and is gone.
    deleted: Vec<Picked>,
    pub(super) desk: Desk,
    /// The desk, with `\n` at its line ends.
    pub(super) desk_text: String,
    /// Whether the desk is an editor's, but for its front matter.
    pub(super) desk_touched: bool,
    /// Whether front matter and opening are as they were generated.
    pub(super) own_head: bool,
}

impl Standing {
    /// Reads both files of `day`.
    ///
    /// # Errors
    /// A file is there and cannot be read.
    pub fn read(root: &Path, day: Date) -> anyhow::Result<Self> {
        let files = files(root, day)?;
        let whose = whose(&files, root, day);
        Ok(Self { files, whose })
    }

    /// The same, to be written over whatever it says.
    #[must_use]
    pub fn given_up(self) -> Self {
        Self { whose: Whose::Ours, ..self }
    }

    /// Whether the files are still what was read.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn is_current(&self, root: &Path, day: Date) -> anyhow::Result<bool> {
        Ok(files(root, day)? == self.files)
    }

    /// What an editor has a share in.
    pub fn shared(&self) -> Option<&Shared> {
        match &self.whose {
            Whose::Shared(shared) => Some(shared),
            _ => None,
        }
    }

    /// Whether there is a post.
    pub fn has_post(&self) -> bool {
        self.files[0].is_some()
    }
}

impl Shared {
    /// Sections that stay: an editor touched, moved or added them.
    pub fn kept(&self) -> impl Iterator<Item = &Section> {
        let pieces = self.document.pieces().iter().enumerate();
        pieces.filter(|(n, _)| !self.slots.contains(n)).map(|(_, piece)| &piece.section)
    }

    /// What an editor took out.
    pub fn deleted(&self) -> &[Picked] {
        &self.deleted
    }

    /// What was generated and an editor has: touched, moved, or robbed of its source block.
    pub fn held(&self) -> impl Iterator<Item = &Picked> {
        let pieces = self.document.pieces();
        let in_slot = |picked: &Picked| self.slots.iter().any(|slot| pieces[*slot].section.slug == picked.slug);
        self.desk.picked.iter().filter(move |picked| !self.deleted.contains(picked) && !in_slot(picked))
    }

    /// How many insights a new draft may bring, where a day has `count`: one for each section that is as it was generated, and those that
    /// the day lacks, less what an editor took out.
    pub fn room(&self, count: usize) -> usize {
        let kept = self.kept().filter(|section| section.source.is_some()).count();
        let taken_out = self.deleted.iter().filter(|gone| self.desk.picked.contains(gone)).count();
        self.slots.len().max(count.saturating_sub(kept + taken_out))
    }
}

fn whose(files: &[Option<Vec<u8>>; 2], root: &Path, day: Date) -> Whose {
    let editors = |why| Whose::Editors { why };
    let Some(post) = &files[0] else { return Whose::Ours };
    let Ok(text) = std::str::from_utf8(post) else { return editors("the post is no text in UTF-8") };
    let desk_text = files[1].as_deref().and_then(|desk| std::str::from_utf8(desk).ok()).map(|desk| desk.replace("\r\n", "\n"));
    let path = path_of(root, day);
    let (parsed, faults) = parse(text, &path);
    match parsed.map(|post| post.front.status) {
        Some(Status::Draft) if faults.iter().any(Fault::is_error) => return editors("the post has a fault; `takefive check` says where"),
        Some(Status::Draft) => {}
        Some(Status::Published) => return editors("the post is published"),
        None => return editors("the front matter of the post cannot be read"),
    }
    let desk = desk_text.and_then(|text| Some((desk::parse(&text, &desk_path(root, day)).0?, text)));
    let Some((desk, desk_text)) = desk else {
        return editors("the post's desk is gone, so nobody knows whether it was edited");
    };
    let desk_touched = !seal::untouched(&desk_text);
    let print = Some(hash::short(post));
    let as_generated = desk.post == print || desk.was == print;
    if as_generated && !desk_touched {
        return Whose::Ours;
    }
    if !seal::has_own_front(&desk_text) {
        return editors("the front matter of its desk was edited");
    }
    let Ok(document) = Document::post(text, &path) else { return editors("the post cannot be read") };
    let own_head = as_generated || desk.head.as_ref() == Some(&head_print(document.head()));
    let slots = slots(&document, &desk.picked);
    let gone = |picked: &&Picked| !document.pieces().iter().any(|piece| is_of(&piece.section, picked) || piece.section.slug == picked.slug);
    let deleted = desk.picked.iter().chain(&desk.added).filter(gone).cloned().collect();
    Whose::Shared(Box::new(Shared { document, slots, deleted, desk, desk_text, desk_touched, own_head }))
}

/// Fingerprint of front matter and opening; line ends do not count.
pub(super) fn head_print(head: &str) -> String {
    hash::short(head.replace("\r\n", "\n").as_bytes())
}

/// Whether a section is of the episode that a pick was of.
pub(super) fn is_of(section: &Section, picked: &Picked) -> bool {
    section.source.as_ref().is_some_and(|source| source.guid == picked.guid && source.podcast == picked.podcast)
}

/// The sections that are as they were generated, and stand where they were put: in every longest run of sections that kept its order.
/// Where two were exchanged, nobody knows which of them was moved, and both are the editor's.
fn slots(document: &Document, picked: &[Picked]) -> Vec<usize> {
    let place = |section: &Section| picked.iter().position(|p| p.slug == section.slug && is_of(section, p));
    let pieces = document.pieces().iter().enumerate();
    // An editor's section counts for the order: what was moved past it was moved.
    let known: Vec<(usize, usize)> = pieces.filter_map(|(n, piece)| Some((n, place(&piece.section)?))).collect();
    // Lengths of the longest runs that end, and that start, at each.
    let (mut until, mut from) = (vec![1; known.len()], vec![1; known.len()]);
    for at in 0..known.len() {
        until[at] = 1 + (0..at).filter(|b| known[*b].1 < known[at].1).map(|b| until[b]).max().unwrap_or(0);
    }
    for at in (0..known.len()).rev() {
        from[at] = 1 + (at + 1..known.len()).filter(|b| known[*b].1 > known[at].1).map(|b| from[b]).max().unwrap_or(0);
    }
    let longest = until.iter().copied().max().unwrap_or(0);
    let in_one = |at: usize| until[at] + from[at] == longest + 1;
    let in_every = |at: usize| in_one(at) && (0..known.len()).filter(|b| in_one(*b) && until[*b] == until[at]).count() == 1;
    let own = |n: usize| document.pieces()[n].is_generated();
    (0..known.len()).filter(|at| in_every(*at)).map(|at| known[at].0).filter(|n| own(*n)).collect()
}

fn files(root: &Path, day: Date) -> anyhow::Result<[Option<Vec<u8>>; 2]> {
    Ok([bytes(&path_of(root, day))?, bytes(&desk_path(root, day))?])
}

/// The bytes of a file, which need not be text any more; `None` if there is none.
fn bytes(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
