//! What the page may ask for. Text comes with the text that its editor began with: what stands in the file is only written over by somebody
//! who has seen it.

use crate::{
    cmd::publish,
    model::{Section, Status},
    post::{Bench, BenchError, one_line},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

/// An operation on a day whose files were `version` when the page showed them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// As [`Bench::version`].
    pub version: String,
    /// What to do.
    #[serde(flatten)]
    pub operation: Operation,
}

/// What an editor does. Sections are named by their place, from 0, and by their slug, which must both be right.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case")]
pub enum Operation {
    /// A section for the runner-up `with`.
    Swap { n: usize, slug: String, with: String },
    /// A runner-up into the post, before section `n` or behind the last.
    Take { n: usize, slug: String },
    /// A section onto the desk.
    PutBack { n: usize, slug: String },
    /// A section to place `to`.
    Shift { n: usize, slug: String, to: usize },
    /// New words over a section.
    Headline { n: usize, slug: String, base: String, text: String },
    /// New Markdown between headline and quote.
    Body { n: usize, slug: String, base: String, text: String },
    /// New title of the day.
    Title { base: String, text: String },
    /// New summary of the day.
    Summary { base: String, text: String },
    /// To readers.
    Publish,
    /// Back to a draft.
    Unpublish,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Refusal {
    /// The files are not what the page was showing. For text: what the editor wrote, and what stands in the file, which is `None` if its
    /// section is gone.
    Changed {
        /// The page's text.
        yours: Option<String>,
        /// The file's text.
        file: Option<String>,
    },
    /// The day has no post.
    NoPost(String),
    /// It cannot be done; the sentence says why.
    Cannot(String),
}

impl From<BenchError> for Refusal {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::Changed(_) => Self::Changed { yours: None, file: None },
            BenchError::NoPost(_) => Self::NoPost(error.to_string()),
            _ => Self::Cannot(match &error {
                BenchError::Other(error) => format!("{error:#}"),
                error => error.to_string(),
            }),
        }
    }
}

/// Does it, and writes the files.
///
/// # Errors
/// It cannot be done, or the files changed. Nothing is written then.
pub fn run(root: &Path, day: Date, request: Request) -> Result<(), Refusal> {
    let Request { version, operation } = request;
    let mut bench = Bench::open(root, day).map_err(|error| operation.with_text(&Err(error), None))?;
    let file = operation.in_file(&bench)?;
    if bench.version() != version || operation.base().is_some_and(|base| file.as_deref() != Some(base)) {
        return Err(Refusal::Changed { yours: operation.text().map(str::to_owned), file });
    }
    let status = match operation {
        Operation::Publish => Some(Status::Published),
        Operation::Unpublish => Some(Status::Draft),
        _ => None,
    };
    if let Some(status) = status {
        let changed = publish::set_on(root, &mut bench, status);
        return changed.map(drop).map_err(|error| match error.downcast::<BenchError>() {
            Ok(error) => error.into(),
            Err(error) => Refusal::Cannot(format!("{error:#}")),
        });
    }
    operation.perform(&mut bench)?;
    bench.save().map_err(|error| operation.with_text(&Err(error), file))
}

impl Operation {
    /// What the editor wrote; `None` where nothing is written.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Headline { text, .. } | Self::Body { text, .. } | Self::Title { text, .. } | Self::Summary { text, .. } => Some(text),
            _ => None,
        }
    }

    fn base(&self) -> Option<&str> {
        match self {
            Self::Headline { base, .. } | Self::Body { base, .. } | Self::Title { base, .. } | Self::Summary { base, .. } => Some(base),
            _ => None,
        }
    }

    /// What the file has in place of the text; `None` if there is no text in question, or its section is gone.
    fn in_file(&self, bench: &Bench) -> Result<Option<String>, BenchError> {
        let section = |n: usize, slug: &str| {
            let here = bench.sections().nth(n).filter(|section| section.slug == slug);
            here.or_else(|| bench.sections().find(|section| section.slug == slug))
        };
        Ok(match self {
            Self::Headline { n, slug, .. } => section(*n, slug).map(|section| section.headline.clone()),
            Self::Body { n, slug, .. } => section(*n, slug).map(body),
            Self::Title { .. } => Some(bench.front()?.0.title),
            Self::Summary { .. } => Some(bench.front()?.0.summary.unwrap_or_default()),
            _ => None,
        })
    }

    /// An error of the bench as a refusal that gives the editor's text back.
    fn with_text(&self, error: &Result<(), BenchError>, file: Option<String>) -> Refusal {
        match error {
            Err(BenchError::Changed(_)) | Ok(()) => Refusal::Changed { yours: self.text().map(str::to_owned), file },
            Err(error @ BenchError::NoPost(_)) => Refusal::NoPost(error.to_string()),
            Err(BenchError::Other(error)) => Refusal::Cannot(format!("{error:#}")),
            Err(error) => Refusal::Cannot(error.to_string()),
        }
    }

    fn perform(&self, bench: &mut Bench) -> Result<(), Refusal> {
        let known = |bench: &Bench, n: usize, slug: &str| match bench.sections().nth(n) {
            Some(section) if section.slug == slug => Ok(section.clone()),
            _ => Err(Refusal::Cannot(format!("insight {} of the post is not `{slug}`", n + 1))),
        };
        match self {
            Self::Swap { n, slug, with } => {
                known(bench, *n, slug)?;
                bench.swap(*n, Some(with))?;
            }
            Self::Take { n, slug } => bench.take(slug, *n)?,
            Self::PutBack { n, slug } => {
                known(bench, *n, slug)?;
                bench.put_back(*n)?;
            }
            Self::Shift { n, slug, to } => {
                known(bench, *n, slug)?;
                bench.shift(*n, *to)?;
            }
            Self::Headline { n, slug, text, .. } => {
                let before = known(bench, *n, slug)?;
                let words = one_line(text);
                if words.is_empty() {
                    return Err(Refusal::Cannot("a headline needs words: say what is claimed".to_owned()));
                }
                bench.set_headline(*n, text)?;
                let wanted = Section { headline: words, ..before };
                says(bench, *n, &wanted)?;
            }
            Self::Body { n, slug, text, .. } => {
                let before = known(bench, *n, slug)?;
                bench.set_body(*n, text)?;
                says(bench, *n, &before)?;
                if bench.sections().nth(*n).map(body).as_deref() != Some(lines(text).as_str()) {
                    return Err(out_of_bounds());
                }
            }
            Self::Title { text, .. } => {
                if one_line(text).is_empty() {
                    return Err(Refusal::Cannot("a day needs a title".to_owned()));
                }
                bench.set_title(text);
                written(&bench.front()?.0.title, text)?;
            }
            Self::Summary { text, .. } => {
                bench.set_summary(text);
                written(&bench.front()?.0.summary.unwrap_or_default(), text)?;
            }
            Self::Publish | Self::Unpublish => {}
        }
        Ok(())
    }
}

/// Whether a section still says what it should around the text that was written.
fn says(bench: &Bench, n: usize, wanted: &Section) -> Result<(), Refusal> {
    let is = bench.sections().nth(n);
    let all = |s: &Section| (s.slug.clone(), s.headline.clone(), s.quote.clone(), s.source.clone());
    if is.map(all) == Some(all(wanted)) { Ok(()) } else { Err(out_of_bounds()) }
}

fn out_of_bounds() -> Refusal {
    Refusal::Cannot(
        "a claim is paragraphs, lists and links: a heading, a block quote (`>`), a source block or an open code block in it would take \
         over what stands below; put those into the file by hand"
            .to_owned(),
    )
}

/// Whether the front matter took the words: one of an unusual shape may not.
fn written(is: &str, text: &str) -> Result<(), Refusal> {
    if is == one_line(text) {
        return Ok(());
    }
    Err(Refusal::Cannot("the front matter is written in an unusual way; change this by hand".to_owned()))
}

/// A section's claim as the page shows it: no blank lines around it, and one kind of line end.
pub fn body(section: &Section) -> String {
    lines(&section.body)
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_read_as_the_page_writes_them() {
        let read = |text: &str| serde_json::from_str::<Request>(text);
        let request = read(r#"{"version":"v","op":"put-back","n":1,"slug":"tides"}"#).expect("an operation");
        let put_back = Operation::PutBack { n: 1, slug: "tides".into() };
        assert_eq!(request, Request { version: "v".into(), operation: put_back });
        assert_eq!(read(r#"{"version":"v","op":"publish"}"#).expect("an operation").operation, Operation::Publish);
        for wrong in [
            r#"{"op":"publish"}"#,
            r#"{"version":"v","op":"erase"}"#,
            r#"{"version":"v","op":"headline","n":0,"slug":"a","text":"without a base"}"#,
            r#"{"version":"v","op":"shift","n":-1,"slug":"a","to":0}"#,
            "[]",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
