//! Progress on a terminal, and silence elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{io::IsTerminal, time::Duration};

/// A bar with a name and a count, shown on stderr if that is a terminal and `quiet` is off.
pub fn bar(what: &'static str, total: usize, quiet: bool) -> ProgressBar {
    let target = if quiet || !std::io::stderr().is_terminal() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style =
        ProgressStyle::with_template("{prefix:>12} {bar:24} {pos}/{len} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(total as u64), target).with_style(style.progress_chars("━╸ ")).with_prefix(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
