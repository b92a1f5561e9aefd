//! The day's best ⇄ Markdown: posts, the desk, and their faults.
//!
//! | module | what for |
//! |---|---|
//! | `format` | Markdown → post, with every fault's line and mend |
//! | `print` | post → Markdown; fingerprints, which tell a section that was touched |
//! | `compose` | the day's picks → post |
//! | `desk` | runners-up and report ⇄ Markdown |
//! | `load` | all posts of a publication |
//! | `write` | both files of a day, never over what an editor did |
//! | `check` | rules of content |
//!
//! Below them: `blocks` knows lines, headings, quotes and fences, `words` plain words and inline Markdown, `scalar` YAML strings.

mod blocks;
mod check;
mod compose;
pub mod desk;
mod fault;
mod format;
mod load;
mod print;
#[cfg(test)]
mod sample;
mod scalar;
mod words;
mod write;

pub use check::{check, links};
pub use compose::{compose, slug_for};
pub use desk::{DayReport, Desk, Picked};
pub use fault::{Fault, Severity};
pub use format::parse;
pub use load::{Entry, desk_path, load, path_of};
pub use print::{fingerprint, print, touched};
pub use words::{escape, one_line, plain};
pub use write::{Outcome, Saved, save};
