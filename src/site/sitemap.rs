//! `sitemap.xml` and `robots.txt`: what search engines may read, and when it last changed.

use super::{
    plan::{PART, Page, What},
    render::File,
    view::Views,
};
use crate::template::{Templates, Variables};
use anyhow::Context;
use serde::Serialize;

/// Addresses that one sitemap may hold, by <https://www.sitemaps.org/protocol.html>.
const MOST: usize = 50_000;

/// A page in the sitemap.
#[derive(Debug, Serialize)]
struct Entry {
    address: String,
    /// `2026-11-23`, or empty.
    changed: String,
}

/// The names of the files that [`render`] gives for so many pages.
pub fn files(pages: usize) -> Vec<String> {
    let mut files = vec!["robots.txt".to_owned(), "sitemap.xml".to_owned()];
    if pages > MOST {
        files.extend((1..=pages.div_ceil(MOST)).map(|n| format!("sitemap-{n}.xml")));
    }
    files
}

/// The pages that search engines may list.
pub fn listed<'a>(pages: &'a [Page], views: &Views) -> Vec<&'a Page> {
    let is_open = |page: &&Page| match page.what {
        What::Missing | What::Gone(_) => false,
        What::Day(n) => !views.is_draft(n),
        What::Insight(n) => !views.is_draft(views.library.insights[n].day),
        _ => true,
    };
    pages.iter().filter(is_open).collect()
}

/// The sitemap of the listed pages, in parts with an index if they are too many for one, and `robots.txt`.
///
/// # Errors
/// A template that cannot be printed.
pub fn render(pages: &[&Page], views: &Views, templates: &Templates) -> anyhow::Result<Vec<File>> {
    let print =
        |template: &str, variables: &Variables| templates.render(template, variables).with_context(|| format!("cannot print {template}"));
    let entry = |page: &&Page| Entry { address: views.address.permalink(&page.path), changed: changed(page.what, views) };
    let map = |pages: &[&Page]| {
        let entries: Vec<Entry> = pages.iter().map(entry).collect();
        print("sitemap.xml", &Variables::default().with("pages", &entries).with("maps", &Vec::<String>::new()))
    };
    let mut files = vec![("robots.txt".to_owned(), print("robots.txt", &Variables::default())?)];
    if pages.len() <= MOST {
        files.push(("sitemap.xml".to_owned(), map(pages)?));
        return Ok(files);
    }
    let mut maps = Vec::new();
    for (part, n) in pages.chunks(MOST).zip(1..) {
        let name = format!("sitemap-{n}.xml");
        maps.push(views.address.permalink(&name));
        files.push((name, map(part)?));
    }
    files.push(("sitemap.xml".to_owned(), print("sitemap.xml", &index(&maps))?));
    Ok(files)
}

fn index(maps: &[String]) -> Variables {
    Variables::default().with("pages", &Vec::<Entry>::new()).with("maps", maps)
}

/// The day of the newest post that the page shows; empty if it shows none.
fn changed(what: What, views: &Views) -> String {
    changed_on(what, views).map(|day| views.date(day).iso.clone()).unwrap_or_default()
}

/// The number of the newest day that the page shows.
pub fn changed_on(what: What, views: &Views) -> Option<usize> {
    let library = views.library;
    let newest = |insights: &[usize]| insights.first().map(|n| library.insights[*n].day);
    match what {
        What::Text(_) | What::Gone(_) | What::Missing => None,
        What::Day(n) => Some(n),
        What::Insight(n) => Some(library.insights[n].day),
        What::Part(kind, n, part) => {
            let shelf = &library.shelves(kind).all()[n];
            newest(&shelf.insights[shelf.insights.len() - part * PART..])
        }
        What::Letter(kind, n) => {
            let shelves = library.letters(kind)[n].shelves.iter();
            shelves.filter_map(|n| newest(&library.shelves(kind).all()[*n].insights)).max()
        }
        What::Episode(n) => library.episodes[n].insights.last().map(|n| library.insights[*n].day),
        What::Podcast(n) => newest(&library.podcasts.all()[n].insights),
        What::Topic(n) => newest(&library.topics.all()[n].insights),
        What::Person(n) => newest(&library.people.all()[n].insights),
        What::Month(first) => Some(library.months[&first].end - 1),
        What::Year(year) => library.months.iter().rev().find(|(first, _)| first.year() == year).map(|(_, days)| days.end - 1),
        What::Home | What::Search | What::Feeds | What::Podcasts | What::Topics | What::People | What::Archive => {
            library.days.len().checked_sub(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        site::{address::Address, language::Language, library::Library, view::Related},
        template::{Layer, TEMPLATES},
    };
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn too_many_pages_are_parted_under_an_index() {
        let library = Library::new(&[], false).unwrap();
        let (address, language) = (Address::new(&"https://e.org/five".parse().unwrap()), Language::new(BTreeMap::new()).unwrap());
        let (related, touched) = (Related::default(), BTreeSet::new());
        let views = Views::new(&library, (&address, &language), &related, &touched);
        let mut templates = Templates::load([Layer::embedded(&TEMPLATES, "templates")]).unwrap();
        templates.set("site", &BTreeMap::from([("home", "https://e.org/five")]));
        let page = Page { path: "about/".into(), what: What::Text(0) };

        let made = render(&vec![&page; MOST + 1], &views, &templates).unwrap();
        let mut names: Vec<_> = made.iter().map(|(name, _)| name.clone()).collect();
        let mut expected = files(MOST + 1);
        names.sort();
        expected.sort();
        assert_eq!(names, expected);
        let made: BTreeMap<_, _> = made.into_iter().collect();
        assert_eq!(made["sitemap.xml"].matches("<sitemap><loc>https://e.org/five/sitemap-").count(), 2);
        assert_eq!(made["sitemap-1.xml"].matches("<url>").count(), MOST);
        assert!(made["sitemap-2.xml"].contains("<url><loc>https://e.org/five/about/</loc></url>\n</urlset>"));
    }
}
