//! `takefive schema`: JSON schemas, for editors and tools.

use super::Outcome;
use crate::{cli::Schema, post, site};
use std::io::Write;

/// Runs the command.
///
/// # Errors
/// Standard output is closed.
pub fn run(what: Schema) -> anyhow::Result<Outcome> {
    let text = match what {
        Schema::FrontMatter => post::schema::FRONT_MATTER,
        Schema::Source => post::schema::SOURCE,
        Schema::Api => site::API_SCHEMA,
    };
    anstream::stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}
