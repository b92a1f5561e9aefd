//! `takefive extract`: one transcript → its ranked insights.

use super::Outcome;
use crate::{
    cli::ExtractArgs,
    insight::{self, About},
    model::Candidate,
    transcript,
};
use anstyle::{AnsiColor, Style};
use anyhow::Context;
use serde::Serialize;
use std::io::{Read, Write};

/// One insight as a JSON line. `quote` stands word for word in the transcript; `chars` is its place in the file.
#[derive(Serialize)]
struct Line<'a> {
    headline: &'a str,
    text: &'a str,
    quote: &'a str,
    score: f32,
    speaker: Option<&'a str>,
    start: Option<f64>,
    end: Option<f64>,
    chars: [usize; 2],
    topics: &'a [String],
    signals: std::collections::BTreeMap<&'a str, f32>,
    by: &'a str,
}

/// Runs the command.
///
/// # Errors
/// The file cannot be read, or holds no transcript.
pub fn run(args: &ExtractArgs) -> anyhow::Result<Outcome> {
    let (name, bytes) = read(args)?;
    let parsed = transcript::parse(&bytes, None, Some(&name)).with_context(|| name.clone())?;
    for warning in &parsed.warnings {
        anstream::eprintln!("{name}: {warning}");
    }
    let found = insight::extract(&parsed.transcript, &About { weight: 1.0, listen: !args.plain, ..About::default() });
    let mut out = anstream::stdout().lock();
    for (n, candidate) in found.iter().take(args.most).enumerate() {
        if args.json {
            let start = parsed.text[..candidate.raw.start].chars().count();
            let end = start + parsed.text[candidate.raw.clone()].chars().count();
            writeln!(out, "{}", serde_json::to_string(&line(candidate, [start, end]))?)?;
        } else {
            write!(out, "{}", for_people(n + 1, candidate))?;
        }
    }
    if found.is_empty() {
        anstream::eprintln!("{name}: no insight found in {} segments", parsed.transcript.segments.len());
    }
    Ok(Outcome::Done)
}

fn read(args: &ExtractArgs) -> anyhow::Result<(String, Vec<u8>)> {
    let name = args.file.display().to_string();
    if name != "-" {
        return Ok((name.clone(), std::fs::read(&args.file).with_context(|| format!("cannot read {name}"))?));
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(("standard input".into(), bytes))
}

fn line(candidate: &Candidate, chars: [usize; 2]) -> Line<'_> {
    Line {
        headline: &candidate.headline,
        text: &candidate.text,
        quote: &candidate.quote,
        score: candidate.score,
        speaker: candidate.speaker.as_deref(),
        start: candidate.start,
        end: candidate.end,
        chars,
        topics: &candidate.topics,
        signals: candidate.signals.iter().map(|s| (s.name, s.value)).collect(),
        by: &candidate.by,
    }
}

fn for_people(n: usize, candidate: &Candidate) -> String {
    let (bold, quiet, good) = (Style::new().bold(), Style::new().dimmed(), AnsiColor::Green.on_default());
    let at = candidate.start.map(|s| format!(" at {}:{:02}", s as u64 / 60, s as u64 % 60)).unwrap_or_default();
    let who = candidate.speaker.as_deref().unwrap_or("unknown speaker");
    format!(
        "{good}{n:>2}{good:#}  {bold}{}{bold:#}\n{}\n{quiet}{}\n    {:.2}  {who}{at}  {}{quiet:#}\n\n",
        candidate.headline,
        wrap(&candidate.text, "    "),
        wrap(&format!("“{}”", candidate.quote), "    │ "),
        candidate.score,
        candidate.topics.join(", "),
    )
}

/// Lines of at most 80 columns, each after `indent`.
fn wrap(text: &str, indent: &str) -> String {
    let mut lines = vec![String::from(indent)];
    for word in text.split_whitespace() {
        let line = lines.last_mut().unwrap_or_else(|| unreachable!("there is always a line"));
        let bare = line.len() == indent.len();
        if !bare && line.chars().count() + 1 + word.chars().count() > 80 {
            lines.push(format!("{indent}{word}"));
        } else {
            if !bare {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_eighty_columns_behind_their_indent() {
        let text = "word ".repeat(40);
        let wrapped = wrap(&text, "    │ ");
        assert!(wrapped.lines().all(|l| l.starts_with("    │ ") && l.chars().count() <= 80), "{wrapped}");
        assert_eq!(wrapped.matches("word").count(), 40);
    }
}
