//! The `takefive` program: prints errors, sets the exit code; all else is in the library.

use clap::Parser;
use std::process::ExitCode;
use takefive::{cli, cmd::Outcome};

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    set_colour(cli.color);
    match cli::run(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Ok(Outcome::Skipped) => ExitCode::from(3),
        // A reader such as `head` that has enough is no failure of ours.
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("{}error:{} {error:#}", takefive::cmd::talk::ERROR, takefive::cmd::talk::ERROR.render_reset());
            ExitCode::from(1)
        }
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

/// clap's own messages obey the flag already; ours follow.
fn set_colour(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}
