//! The hashes by which a desk tells whether somebody changed it: one of its front matter, one of everything below.

use crate::hash;

/// The front matter without its last two lines, the hashes in it, and everything below it. `None` if it has no hashes at its end.
pub(super) fn unseal(text: &str) -> Option<(&str, &str, &str, &str)> {
    let end = text.find("\n---\n")? + 1;
    let at = text[..end].rfind("\nprint: ")? + 1;
    let (of_front, of_rest) = text[at..end].strip_suffix('\n')?.strip_prefix("print: ")?.split_once('-')?;
    let is_hash = |hash: &str| !hash.is_empty() && hash.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !is_hash(of_rest) {
        return None;
    }
    Some((&text[..at], of_front, of_rest, &text[end + "---\n".len()..]))
}

/// Puts the hashes of the front matter and of everything below it at the end of the front matter.
pub(super) fn seal(text: &str) -> String {
    let Some(end) = text.find("\n---\n").map(|at| at + 1) else { return text.to_owned() };
    let (front, rest) = (&text[..end], &text[end + "---\n".len()..]);
    resealed(front, &hash::short(rest.as_bytes()), rest)
}

/// The file, with the hash that its rest has or had.
pub(super) fn resealed(front: &str, of_rest: &str, rest: &str) -> String {
    format!("{front}print: {}-{of_rest}\n---\n{rest}", hash::short(front.as_bytes()))
}

/// The text with hashes that fit what it says now.
pub(super) fn reseal(text: &str) -> String {
    unseal(text).map_or_else(|| text.to_owned(), |(front, _, _, rest)| resealed(front, &hash::short(rest.as_bytes()), rest))
}

/// Whether the desk's file is as it was printed, byte for byte.
pub(super) fn untouched(text: &str) -> bool {
    has_own_front(text) && unseal(text).is_some_and(|(_, _, of_rest, rest)| of_rest == hash::short(rest.as_bytes()))
}

/// Whether the front matter is as it was printed, whatever became of the rest.
pub(super) fn has_own_front(text: &str) -> bool {
    unseal(text).is_some_and(|(front, of_front, ..)| of_front == hash::short(front.as_bytes()))
}
