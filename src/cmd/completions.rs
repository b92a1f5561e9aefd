//! `takefive completions`: what a shell needs to complete our words.

use super::Outcome;
use crate::cli::Cli;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions of one shell.
///
/// # Errors
/// Standard output is closed.
pub fn run(shell: Shell) -> anyhow::Result<Outcome> {
    clap_complete::generate(shell, &mut Cli::command(), "takefive", &mut std::io::stdout());
    Ok(Outcome::Done)
}
