//! The editor that its user chose.

use std::{
    path::Path,
    process::{Command, ExitStatus},
};

/// Editors that open a file at a line if `+LINE` stands before it.
const TAKE_LINES: [&str; 17] =
    ["vi", "vim", "nvim", "view", "vis", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "jed", "mg", "ne", "kak", "mcedit", "hx"];

/// Opens a file in $VISUAL, else $EDITOR, else vi, and waits until the editor ends.
///
/// # Errors
/// The editor could not be started or failed; in words for the view.
pub fn open(path: &Path, line: usize) -> Result<(), String> {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    ended(&editor, command(&editor, path, line).status())
}

fn ended(editor: &str, status: std::io::Result<ExitStatus>) -> Result<(), String> {
    match status {
        Ok(status) if status.success() => Ok(()),
        // What a shell says of a program that is not there.
        Ok(status) if status.code() == Some(127) => Err(format!("`{editor}` is not there; set VISUAL or EDITOR to your editor")),
        Ok(status) => Err(format!("`{editor}` ended with {status}; what it saved is shown")),
        Err(error) => Err(format!("`{editor}` cannot be started: {error}")),
    }
}

/// $EDITOR is a line of shell, as git and crontab read it: `code --wait` is an editor.
fn command(editor: &str, path: &Path, line: usize) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor);
    if takes_lines(editor) {
        command.arg(format!("+{line}"));
    }
    // A path that is not absolute must not be read as an option.
    command.arg(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    command
}

fn takes_lines(editor: &str) -> bool {
    let program = editor.split_whitespace().next().unwrap_or_default();
    let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    TAKE_LINES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_that_take_a_line_get_it() {
        for (editor, takes) in [("vim", true), ("/usr/bin/nano -w", true), ("code --wait", false), ("myvim", false), ("", false)] {
            assert_eq!(takes_lines(editor), takes, "{editor}");
        }
    }

    #[test]
    fn an_editor_is_a_line_of_shell_and_says_when_it_failed() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("a file.md");
        std::fs::write(&file, "text").expect("a file");
        assert_eq!(ended("cp", command("cp -f", &dir.path().join("a file.md"), 3).arg(dir.path().join("copy")).status()), Ok(()));
        assert_eq!(std::fs::read_to_string(dir.path().join("copy")).expect("a copy"), "text");
        let missing = ended("no-editor", command("no-such-editor-here 2>&-", &file, 1).status());
        assert!(missing.expect_err("missing").contains("set VISUAL or EDITOR"));
        assert!(ended("false", command("false", &file, 1).status()).expect_err("failed").contains("what it saved is shown"));
    }
}
