//! Segments → scored candidates → the day's best.
//!
//! An episode's segments are joined into `turns`, these parted into `sentences`, and every run of one to six sentences is a passage.
//! `facts` are measured of each, and `trees` that were learned ([`learn`]) from what readers marked weigh them. The best passages get a
//! text (`tidy`), a headline, by deleting words, never inventing any, and `topics`. `syntax` parses sentences: `prose` judges by it how
//! a text reads, `title` cuts the headline, and where no sentence gives one, `headline` takes the best clause by its words. [`select`]
//! chooses a day's picks among all episodes' candidates; before that, [`taste`] moves their scores towards what the editors like.
//! `relate` says how like two texts are, both by rare words that they share and by [`vectors`] of what they mean.
//! Where the listener is asked, `listen` reads the whole episode first; `cut` then takes the likeliest ways through a passage's words that
//! it knows from copy editors, `edited` has it read the texts and headlines that come of them, and `reading` adds up what is then known of
//! each, so that the best is taken. `language`
//! tells which language an episode is in; all of this is for English, and `other` has rules and lists for the rest. Word lists, all that
//! was learned, and the weights stand in `en/` and `weights.yaml`, and are carried by the binary. An owner's language model, if there is
//! one, proposes, chooses and writes in [`llm`], held against the transcript.

mod alike;
mod claims;
mod clean;
mod cues;
mod cut;
mod edited;
mod extract;
mod facts;
mod faults;
mod fit;
pub mod gold;
mod grammar;
mod grow;
mod headline;
mod heard;
mod language;
pub mod learn;
mod lesson;
mod listen;
pub mod llm;
mod near;
mod other;
mod prose;
mod reading;
pub(crate) mod relate;
mod score;
mod select;
mod sentences;
mod signals;
mod spare;
mod syntax;
mod talk;
pub mod taste;
mod tidy;
mod title;
mod tokens;
mod topics;
mod traits;
mod trees;
mod turns;
pub mod vectors;
mod verbs;
mod vocabulary;
mod wording;
mod wordpiece;
mod words;
mod words_of_taste;

pub use alike::repeats;
pub use extract::{About, extract};
/// The listener, for those who teach it.
pub mod listener {
    pub use super::listen::{EMBEDDED, Listener};
}
pub use score::{Weights, explain};
pub use select::{Contender, Limits, Selection, fit, select, select_after};
pub use signals::{meaning, meanings};
pub use traits::traits;

#[cfg(test)]
mod fixture;
