//! Plain types that travel between the stages. No I/O here, and nothing of ours is imported.

mod episode;
mod insight;
pub mod mark;
mod podcast;
mod post;
mod transcript;

pub use episode::{Enclosure, Episode, Kind, Person, TranscriptLink};
pub use insight::{Candidate, Pick, Signal};
pub use podcast::{Feed, Podcast};
pub use post::{FrontMatter, Post, Section, Source, Status, TranscriptRef};
pub use transcript::{Format, Piece, Segment, Transcript};
