//! Faults as people, tools and forges read them.

use crate::{cli::Format, cmd::talk, post::Fault};
use serde::Serialize;
use std::{fmt::Write, path::Path};

/// One fault as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    file: String,
    line: usize,
    column: usize,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Replace<'a>>,
}

/// What to write in the line, in place of what stands at the column or behind it.
#[derive(Serialize)]
struct Replace<'a> {
    from: &'a str,
    to: &'a str,
}

/// One line a fault; file names are relative to `root`.
pub fn show(root: &Path, faults: &[Fault], format: Format) -> anyhow::Result<String> {
    let mut text = String::new();
    for fault in faults {
        let severity = if fault.is_error() { "error" } else { "warning" };
        let path = fault.path.strip_prefix(root).unwrap_or(&fault.path).display().to_string();
        match format {
            Format::Json => {
                let fix = fault.fix.as_ref().map(|fix| Replace { from: &fix.from, to: &fix.to });
                let line = Line { file: path, line: fault.line, column: fault.column, severity, message: &fault.message, fix };
                writeln!(text, "{}", serde_json::to_string(&line)?)?;
            }
            Format::Github => {
                let (path, message) = (property(&path), data(&fault.message));
                writeln!(text, "::{severity} file={path},line={},col={},title=takefive::{message}", fault.line, fault.column)?;
            }
            Format::Text => {
                let style = if fault.is_error() { talk::ERROR } else { talk::WARNING };
                writeln!(text, "{path}:{}:{}: {style}{severity}:{style:#} {}", fault.line, fault.column, fault.message)?;
            }
        }
    }
    Ok(text)
}

/// As workflow commands want their text: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::Fix;

    #[test]
    fn faults_are_shown_to_people_and_to_machines() {
        let mut first = Fault::error(Path::new("/p/content/posts/2026/2026-11-23.md"), 7, "100% wrong:\nunknown key `a`");
        first.fix = Some(Fix { from: "a".into(), to: "b".into() });
        let faults = [first, Fault::warning(Path::new("/p/a,b:c.md"), 1, "w")];
        let all = [Format::Text, Format::Json, Format::Github].map(|format| show(Path::new("/p"), &faults, format).unwrap());
        insta::assert_snapshot!(anstream::adapter::strip_str(&all.join("\n")).to_string(), @r#"
        content/posts/2026/2026-11-23.md:7:1: error: 100% wrong:
        unknown key `a`
        a,b:c.md:1:1: warning: w

        {"file":"content/posts/2026/2026-11-23.md","line":7,"column":1,"severity":"error","message":"100% wrong:\nunknown key `a`","fix":{"from":"a","to":"b"}}
        {"file":"a,b:c.md","line":1,"column":1,"severity":"warning","message":"w"}

        ::error file=content/posts/2026/2026-11-23.md,line=7,col=1,title=takefive::100%25 wrong:%0Aunknown key `a`
        ::warning file=a%2Cb%3Ac.md,line=1,col=1,title=takefive::w
        "#);
    }
}
