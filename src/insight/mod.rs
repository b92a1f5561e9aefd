//! Segments → scored candidates → the day's best.
//!
//! An episode's segments are joined into [turns](turns), these parted into [sentences](sentences), and every run of one to six
//! sentences is a passage. [Facts](facts) are measured of each; [trees](trees) that were [learned](learn) from what readers marked
//! weigh them. The best passages are [tidied](tidy) into a text and a [headline](headline), by deleting words, never inventing any, and
//! get [topics](topics). [`select`] chooses a day's picks among all episodes' candidates, [`relate`] finds what is near them.

mod alike;
mod clean;
mod cues;
mod extract;
mod facts;
pub mod gold;
mod grammar;
mod grow;
mod headline;
pub mod learn;
mod lesson;
mod prose;
pub mod relate;
mod score;
mod select;
mod sentences;
mod signals;
mod syntax;
mod tidy;
mod title;
mod tokens;
mod topics;
mod trees;
mod turns;
mod verbs;
mod vocabulary;
mod wording;
mod words;

pub use extract::{About, extract};
pub use score::{Weights, explain};
pub use select::{Contender, Limits, Selection, select};
pub use wording::Wording;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod trial;
