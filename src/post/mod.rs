//! The day's best ⇄ Markdown: posts, the desk, and their faults.
//!
//! | module | what for |
//! |---|---|
//! | `format`, `section` | Markdown → post, with every fault's line and mend |
//! | `print` | post → Markdown; fingerprints, which tell a section that was touched |
//! | `compose` | the day's picks → post |
//! | `desk`, `report`, `measured`, `seal` | runners-up, report and measurements ⇄ Markdown |
//! | `load` | all posts of a publication |
//! | `kept`, `pack` | the same, of which only what changed is parsed |
//! | `document`, `parts`, `front` | a file cut into pieces that are moved and mended byte by byte |
//! | `standing` | what of a day is an editor's |
//! | `merge` | a new draft put into a day that an editor has begun |
//! | `bench` | an editor's hands: swap, move, rewrite, publish |
//! | `write` | both files of a day, never over what an editor did |
//! | `check`, `pictures`, `fix` | rules of content, and mends that take no judgement |
//!
//! Below them: `blocks` and `marks` know headings, quotes and fences; `words` and `plain` turn plain words into inline Markdown and
//! back; `scalar` writes YAML strings; `quick` reads source blocks that are as we print them.

mod bench;
mod blocks;
mod check;
mod compose;
pub mod desk;
mod document;
mod fault;
mod fix;
mod format;
mod front;
mod kept;
mod load;
mod marks;
mod measured;
mod merge;
mod pack;
mod parts;
mod pictures;
mod plain;
mod print;
mod quick;
mod report;
#[cfg(test)]
mod sample;
mod scalar;
pub mod schema;
mod seal;
mod section;
mod standing;
mod words;
mod write;

pub use bench::{Bench, BenchError};
pub use check::{check, links};
pub use compose::{compose, slug_for};
pub use desk::{DayReport, Desk, Picked, RunnerUp};
pub use document::{Document, EditError, Piece};
pub use fault::{Fault, Severity};
pub use fix::{Fix, fix};
pub use format::parse;
pub use kept::{Kept, load_kept};
pub use load::{Entry, desk_path, load, path_of};
pub use measured::Measured;
pub use pictures::pictures;
pub use plain::plain;
pub use print::{fingerprint, print, touched};
pub use standing::{Shared, Standing, Whose};
pub use words::{escape, one_line};
pub use write::{Draft, Outcome, Plan, Saved, plan, save};
