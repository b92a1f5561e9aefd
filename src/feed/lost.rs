//! What a feed says that nobody can read: it is left out, and told.

use super::short;

/// What is there and cannot be read.
#[derive(Debug, Default)]
pub(super) struct Lost {
    durations: Vec<String>,
    addresses: Vec<String>,
}

impl Lost {
    pub fn address(&mut self, address: &str) {
        self.addresses.push(short(address));
    }

    /// Takes a duration down, unless it says that nobody knows: `0`, `00:00`.
    pub fn duration(&mut self, text: &str) {
        if text.contains(|c: char| !matches!(c, '0' | ':' | '.' | ' ')) {
            self.durations.push(short(text));
        }
    }

    /// What was lost, for the owner.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let told = |lost: &[String], one: &str, many: &str| {
            let what = if lost.len() == 1 { one } else { many };
            lost.first().map(|example| format!("has {} {what} that cannot be read, such as {example:?}; left out", lost.len()))
        };
        let durations = told(&self.durations, "duration", "durations");
        durations.into_iter().chain(told(&self.addresses, "address", "addresses"))
    }
}
