//! The keys of the desk: a table for the `?` page and the command's long help, and the foot line.

use std::fmt::Write;

/// What a key does.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The keys, as people name them.
    pub press: &'static str,
    /// The whole of it.
    pub long: &'static str,
}

const fn key(press: &'static str, long: &'static str) -> Key {
    Key { press, long }
}

/// Key and what it does in a word, for the foot line: the last two always, of the others as many as there is room for.
pub const FOOT: [[&str; 2]; 12] = [
    ["Enter", "swap"],
    ["a", "add"],
    ["d", "back"],
    ["K/J", "order"],
    ["e", "edit"],
    ["p", "publish"],
    ["u", "undo"],
    ["o", "listen"],
    ["Tab", "side"],
    ["↑↓", "move"],
    ["?", "help"],
    ["q", "quit"],
];

/// All keys.
pub const KEYS: [Key; 15] = [
    key("Tab, ←, →", "change between the desk and the post"),
    key("↑, ↓, j, k", "choose an insight"),
    key("Enter, s", "swap: press it on an insight, then on the one to swap it for"),
    key("a", "add the candidate to the post, behind the chosen insight"),
    key("d", "put the insight of the post back on the desk"),
    key("K, J, Shift+↑, ↓", "move the insight of the post up or down"),
    key("e", "edit the file in $VISUAL or $EDITOR, at the insight"),
    key("o", "open the audio at its moment in the browser"),
    key("p", "publish the day, or make it a draft again; asks first"),
    key("u", "take the last change back"),
    key("?", "show or hide the keys"),
    key("q, Ctrl+C", "leave; everything is saved already"),
    key("PgUp, PgDn", "scroll the insight below the lists"),
    key("Home, End", "go to the first or the last insight of a side"),
    key("Esc", "leave a swap, a question or a message"),
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
