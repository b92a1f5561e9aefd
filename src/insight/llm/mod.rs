//! A language model's part. It may propose passages, choose among them and put them into words; what it says is held against the
//! transcript, and nothing that was not said gets any further.
//!
//! `talk` finds the words that a model points at; `bear` tells whether a passage bears a claim out, `form` whether a claim is nothing
//! but words, `orders` whether a passage speaks to machines; [`Ground`] puts these together for one episode. `chat` puts questions to a server, each once, within the budget that
//! `ledger` keeps; `prompts` words them, `chunk` cuts episodes to size, `answer` reads what comes back. [`Editor`] runs the two passes.

mod answer;
mod bear;
mod chat;
mod chunk;
mod editor;
mod form;
mod ground;
mod ledger;
mod numbers;
mod orders;
mod prompts;
mod talk;

pub use chat::{Answer, Chat, Cost};
pub use editor::{Chosen, Editor, Offer, Outcome, Question, Tally};
pub use ground::{Ground, Grounded, unborne_by_quote};
pub use prompts::{House, Prompts};
