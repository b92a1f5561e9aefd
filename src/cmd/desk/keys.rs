//! The keys of the desk: one table for the foot line, the `?` page and the command's long help.

use std::fmt::Write;

/// What a key does.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The keys, as people name them.
    pub press: &'static str,
    /// Key and what it does in a word or two, for the foot line. Empty if it is not shown there.
    pub foot: [&'static str; 2],
    /// The whole of it.
    pub long: &'static str,
}

const fn key(press: &'static str, foot: [&'static str; 2], long: &'static str) -> Key {
    Key { press, foot, long }
}

/// All keys, the most needed first.
pub const KEYS: [Key; 15] = [
    key("Tab, ←, →", ["Tab", "side"], "change between the desk and the post"),
    key("↑, ↓, j, k", ["↑↓", "move"], "choose an insight"),
    key("Enter, s", ["Enter", "swap"], "swap: press it on an insight, then on the one to swap it for"),
    key("a", ["a", "add"], "add the candidate to the post, behind the chosen insight"),
    key("d", ["d", "put back"], "put the insight of the post back on the desk"),
    key("K, J, Shift+↑, ↓", ["K/J", "reorder"], "move the insight of the post up or down"),
    key("e", ["e", "edit"], "edit the file in $VISUAL or $EDITOR, at the insight"),
    key("o", ["o", "listen"], "open the audio at its moment in the browser"),
    key("p", ["p", "publish"], "publish the day, or make it a draft again; asks first"),
    key("u", ["u", "undo"], "take the last change back"),
    key("?", ["?", "help"], "show or hide the keys"),
    key("q, Ctrl+C", ["q", "quit"], "leave; everything is saved already"),
    key("PgUp, PgDn", ["", ""], "scroll the insight below the lists"),
    key("Home, End", ["", ""], "go to the first or the last insight of a side"),
    key("Esc", ["", ""], "leave a swap, a question or a message"),
];

/// The table, two columns in plain text.
pub fn table() -> String {
    let widest = KEYS.iter().map(|key| key.press.chars().count()).max().unwrap_or(0);
    let mut text = String::from("Keys:\n");
    for Key { press, long, .. } in KEYS {
        writeln!(text, "  {press}{:1$}  {long}", "", widest - press.chars().count()).ok();
    }
    text + "\nEvery change is written at once, to the post and the desk in content/. A file that was changed meanwhile is never written over."
}
