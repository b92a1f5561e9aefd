//! A new draft put into a day on which an editor has begun.

use super::{
    compose,
    desk::{self, Picked},
    document::{Document, EditError, Piece},
    print::front as print_front,
    standing::{Shared, head_print, is_of},
};
use crate::model::{FrontMatter, Post};
use std::path::Path;

/// A merged day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merged {
    /// The post's file.
    pub post: String,
    /// What was generated, in its order, for the desk.
    pub picked: Vec<Picked>,
    /// What an editor added, for the desk.
    pub own: Vec<Picked>,
    /// Fingerprint of the head as it was generated. `None` in a day whose desk never knew it.
    pub head: Option<String>,
    /// Sections that say something new now.
    pub renewed: usize,
    /// Sections that came in addition.
    pub added: usize,
}

/// Puts the sections of `new` where the machine's own are: each into the section of its episode, the others into what is left, in order,
/// and what remains behind the last insight. Everything else keeps its bytes.
///
/// # Errors
/// The file cannot be changed safely.
pub(super) fn merge(shared: &Shared, new: &Post, path: &Path) -> Result<Merged, EditError> {
    let mut document = shared.document.clone();
    let mut picked = shared.desk.picked.clone();
    let (mut renewed, mut added) = (0, 0);
    let mut slots = shared.slots.clone();
    let mut rest = Vec::new();
    let mut places: Vec<(usize, &_)> = Vec::new();
    for section in &new.sections {
        let own = picked_of(section);
        match slots.iter().position(|slot| own.as_ref().is_some_and(|own| is_of(&document.pieces()[*slot].section, own))) {
            Some(at) => places.push((slots.remove(at), section)),
            None => rest.push(section),
        }
    }
    let mut rest = rest.into_iter();
    places.extend(slots.iter().copied().zip(rest.by_ref()));
    for (slot, section) in places {
        let old = picked_of(&document.pieces()[slot].section);
        let piece = Piece::new(section.clone());
        if !Document::same_words(&document.pieces()[slot].text, &piece.text) {
            document.replace(slot, piece)?;
            renewed += 1;
        }
        let known = picked.iter().position(|p| old.as_ref().is_some_and(|old| old.slug == p.slug));
        if let (Some(known), Some(own)) = (known, picked_of(section)) {
            picked[known] = own;
        }
    }
    let pieces = document.pieces();
    let mut end = pieces.iter().rposition(|piece| piece.section.source.is_some()).map_or(pieces.len(), |n| n + 1);
    for section in rest {
        document.insert(end, Piece::new(section.clone()));
        picked.extend(picked_of(section));
        (end, added) = (end + 1, added + 1);
    }
    let head = renew_head(&mut document, shared, new);
    let own = shared.kept().filter_map(picked_of).filter(|own| picked.iter().all(|p| p.slug != own.slug));
    let own = own.chain(shared.deleted().iter().filter(|gone| !picked.contains(gone)).cloned()).collect();
    Ok(Merged { post: document.finish(path)?, picked, own, head, renewed, added })
}

/// Writes title and summary of what the post has now, if nobody touched those that were generated.
fn renew_head(document: &mut Document, shared: &Shared, new: &Post) -> Option<String> {
    if !shared.own_head {
        return shared.desk.head.clone();
    }
    let sections: Vec<_> = document.pieces().iter().map(|piece| &piece.section).collect();
    let whole = sections.len() == new.sections.len() && sections.iter().zip(&new.sections).all(|(is, new)| is.slug == new.slug);
    let (title, summary) =
        if whole { (new.front.title.clone(), new.front.summary.clone()) } else { compose::title_and_summary(&sections, new.front.date) };
    // A post that is shared is a draft.
    let front = FrontMatter { title, summary, status: crate::model::Status::Draft, ..new.front.clone() };
    let head = format!("{}\n", print_front(&front));
    document.set_head(&head);
    Some(head_print(&head))
}

/// How the desk remembers a section that was generated.
pub(super) fn picked_of(section: &crate::model::Section) -> Option<Picked> {
    let source = section.source.as_ref()?;
    Some(Picked { slug: section.slug.clone(), guid: source.guid.clone(), podcast: source.podcast.clone() })
}

/// The desk of a merged day whose editor changed the desk as well: only the machine's front matter is written anew.
pub(super) fn desk_kept(shared: &Shared, merged: &Merged, head: Option<&str>) -> String {
    desk::with_front(&shared.desk_text, &shared.desk, [&merged.picked, &merged.own], head)
}
