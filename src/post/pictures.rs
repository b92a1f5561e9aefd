//! Pictures that an editor put into a post.

use super::{fault::Fault, load::Entry};
use crate::markdown;

/// What is wrong with a post's pictures, but for those that lead nowhere in the site: [`links`](super::links) has these.
pub fn pictures(entry: &Entry) -> Vec<Fault> {
    let pictures = markdown::pictures(&entry.text).into_iter();
    pictures.flat_map(|picture| judged(entry, picture.at, &picture.address, picture.told)).collect()
}

fn judged(entry: &Entry, at: usize, address: &str, told: bool) -> Vec<Fault> {
    let before = &entry.text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let warning = |message: String| Fault { column, ..Fault::warning(&entry.path, line, message) };
    let mut found = Vec::new();
    if !told {
        found.push(warning(format!(
            "the picture {address} says nothing to those who cannot see it; write what it shows, `![words]({address})`"
        )));
    }
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default().contains(':');
    if address.is_empty() {
        found.push(warning("a picture without an address; write one, or delete it".to_owned()));
    } else if scheme || address.starts_with("//") {
        found.push(warning(format!("the picture {address} is on another site, which the site's own policy does not load; copy it here")));
    } else if !address.starts_with('/') {
        found.push(warning(format!("the picture {address} is looked for beside each page that shows it; start its address with a /")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{parse, sample};
    use super::*;

    #[test]
    fn pictures_are_told_and_at_home() {
        let text = "---\ntitle: T\ndate: 2026-11-23\n---\n\n![A café](/a.png) ![](b.png)\n\n## A\n\n![x](https://e.org/c.png \"t\")\n\n\
                    <img src=\"/d.png\">\n\nText <img alt='' src=/e.png> `![](f.png)`\n\n```\n![](g.png)\n```\n![y]()\n";
        let post = parse(text, &sample::path()).0.expect("a post");
        let entry = Entry { path: "2026-11-23.md".into(), text: text.into(), post };
        let told: Vec<String> = pictures(&entry).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        2026-11-23.md:6:19: the picture b.png says nothing to those who cannot see it; write what it shows, `![words](b.png)`
        2026-11-23.md:6:19: the picture b.png is looked for beside each page that shows it; start its address with a /
        2026-11-23.md:10:1: the picture https://e.org/c.png is on another site, which the site's own policy does not load; copy it here
        2026-11-23.md:12:1: the picture /d.png says nothing to those who cannot see it; write what it shows, `![words](/d.png)`
        2026-11-23.md:19:1: a picture without an address; write one, or delete it
        "#);
    }
}
