//! `takefive learn`: labelled episodes → the extractor's weights. For those who work on the extractor.

use super::Outcome;
use crate::{cli::LearnArgs, files, insight::learn};

/// Runs the command.
///
/// # Errors
/// A label file or transcript cannot be read.
pub fn run(args: &LearnArgs) -> anyhow::Result<Outcome> {
    let weights = learn::from_gold(&args.gold, &args.text)?;
    files::write(&args.out, weights.as_bytes())?;
    anstream::eprintln!("wrote {}", args.out.display());
    Ok(Outcome::Done)
}
