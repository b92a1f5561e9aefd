//! The publication's own pages: Markdown files in `content/pages/`.

use super::address;
use crate::{
    config::{Publication, takedowns},
    files, yaml,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

/// A page of words.
#[derive(Debug, Clone, PartialEq)]
pub struct TextPage {
    /// Path below the site's root, without slashes at its ends: `about`.
    pub path: String,
    /// The file, for messages: `content/pages/about.md`.
    pub file: String,
    /// Title.
    pub title: String,
    /// For search engines; may be empty.
    pub description: String,
    /// Markdown.
    pub body: String,
    /// When the insight that had this address was taken down: the page says so, and `body` why, if that is known. `None` for all others.
    pub gone: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FrontMatter {
    title: String,
    /// Default: none.
    #[serde(default)]
    description: String,
    /// Place in the navigation; pages with one number stand by their files' names. Default: 0.
    #[serde(default)]
    order: i32,
}

/// Reads `content/pages/**/*.md`, in the order of the navigation; behind them come the pages of insights that were taken down.
///
/// # Errors
/// A file that cannot be read, has no front matter or a faulty one, or a name that does not fit into an address.
pub fn load_pages(publication: &Publication) -> anyhow::Result<Vec<TextPage>> {
    let folder = publication.root.join("content/pages");
    let mut pages = Vec::new();
    for path in files::list(&folder, "md")? {
        let below = path.strip_prefix(&folder).unwrap_or(&path).with_extension("");
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        pages.push(parse(&files::read(&path)?, &path, &parts)?);
    }
    // files::list is sorted by path, and a stable sort keeps that within one number.
    pages.sort_by_key(|(order, _)| *order);
    let mut pages: Vec<TextPage> = pages.into_iter().map(|(_, page)| page).collect();
    for takedown in takedowns::load(&publication.root)? {
        for gone in takedown.insights {
            pages.push(TextPage {
                path: address::insight(&gone.slug).trim_end_matches('/').to_owned(),
                file: "content/takedowns.yaml".to_owned(),
                title: String::new(),
                description: String::new(),
                body: takedown.reason.clone().unwrap_or_default(),
                gone: Some(takedown.on),
            });
        }
    }
    Ok(pages)
}

fn parse(text: &str, path: &Path, parts: &[String]) -> anyhow::Result<(i32, TextPage)> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    anyhow::ensure!(
        parts.iter().all(|part| !part.is_empty() && part.chars().all(fits)),
        "{}: the file's name becomes the page's address; use a-z, 0-9 and - alone",
        path.display()
    );
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let split = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n").or_else(|| Some((rest.strip_suffix("\n---")?, ""))));
    let Some((front, body)) = split else {
        anyhow::bail!("{}:1: begin the page with a line `---`, a line `title: …`, and a line `---`", path.display());
    };
    let front: FrontMatter = yaml::parse_at(front, path, 1)?;
    let place = parts.join("/");
    let page = TextPage {
        file: format!("content/pages/{place}.md"),
        path: place,
        title: front.title,
        description: front.description,
        body: body.to_owned(),
        gone: None,
    };
    Ok((front.order, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, name: &str) -> anyhow::Result<(i32, TextPage)> {
        parse(text, Path::new("content/pages/x.md"), &[name.to_owned()])
    }

    #[test]
    fn front_matter_then_markdown() {
        let (order, page) = page("---\r\ntitle: About\r\norder: 2\r\n---\r\n\r\nWe *read*.\r\n", "about").unwrap();
        assert_eq!((order, page.path.as_str(), page.title.as_str(), page.body.as_str()), (2, "about", "About", "\nWe *read*.\n"));
        assert_eq!(super::parse("---\ntitle: A\n---", Path::new("a.md"), &["a".into()]).unwrap().1.body, "");
    }

    #[test]
    fn faults_name_file_and_line() {
        let fault = |text, name| page(text, name).unwrap_err().to_string();
        insta::assert_snapshot!(fault("# About", "about"), @"content/pages/x.md:1: begin the page with a line `---`, a line `title: …`, and a line `---`");
        insta::assert_snapshot!(fault("---\ntitle: A\nodrer: 2\n---\n", "about"), @"content/pages/x.md:3:1: unknown key `odrer`; did you mean `order`?");
        insta::assert_snapshot!(fault("---\ntitle: A\n---\n", "Über uns"), @"content/pages/x.md: the file's name becomes the page's address; use a-z, 0-9 and - alone");
    }
}
