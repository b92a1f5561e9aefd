//! `takefive desk`: a day in the terminal, its candidates on the left and its post on the right.
//!
//! | module | what for |
//! |---|---|
//! | `keys` | the keys, for the foot line, the help and the view |
//! | `day` | a day on the bench in plain words |
//! | `state` | what the view is in the middle of, and what a key makes of it |
//! | `view`, `detail`, `measure` | the picture of it, in columns of a terminal |
//! | `hands` | what a key asks for, done to the files; undo |
//! | `editor` | $VISUAL and $EDITOR |
//! | `screen` | the terminal, given back as it was |

pub mod keys;

#[cfg(not(windows))]
mod day;
#[cfg(not(windows))]
mod detail;
#[cfg(not(windows))]
mod editor;
#[cfg(not(windows))]
mod hands;
#[cfg(not(windows))]
mod measure;
#[cfg(all(test, not(windows)))]
mod sample;
#[cfg(not(windows))]
mod screen;
#[cfg(not(windows))]
mod session;
#[cfg(not(windows))]
mod state;
#[cfg(not(windows))]
mod view;

#[cfg(not(windows))]
pub use session::run;

/// Says what serves instead.
///
/// # Errors
/// Always.
#[cfg(windows)]
pub fn run(_: &std::path::Path, _: &crate::cli::DeskArgs, _: bool) -> anyhow::Result<super::Outcome> {
    anyhow::bail!(
        "the desk is not there on Windows; `takefive serve --edit` does the same in the browser, `takefive swap` in plain commands"
    )
}
