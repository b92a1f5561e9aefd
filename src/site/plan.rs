//! Which pages exist. Two that claim one path stop the build before anything is written.

use super::{
    address,
    library::{Library, file_of},
    page::Kind,
    text_page::TextPage,
    write::MANIFEST,
};
use jiff::civil::Date;
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// A page to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Path below the site's root: `2026/11/23/`, empty for home, `404.html`.
    pub path: String,
    /// What it shows.
    pub what: What,
}

/// What a page shows, by its number in the library.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// The newest day.
    Home,
    /// A day of [`Library::days`].
    Day(usize),
    /// An insight of [`Library::insights`].
    Insight(usize),
    /// All podcasts.
    Podcasts,
    /// A shelf of [`Library::podcasts`].
    Podcast(usize),
    /// An episode of [`Library::episodes`].
    Episode(usize),
    /// All topics.
    Topics,
    /// A shelf of [`Library::topics`].
    Topic(usize),
    /// All people.
    People,
    /// A shelf of [`Library::people`].
    Person(usize),
    /// Those of a long list that begin with one letter of [`Library::letters`].
    Letter(Shelved, usize),
    /// An older part of a shelf's insights, see [`parts`].
    Part(Shelved, usize, usize),
    /// All years.
    Archive,
    /// A year.
    Year(i16),
    /// A month, by its first day.
    Month(Date),
    /// The search.
    Search,
    /// All feeds, for people.
    Feeds,
    /// A text page by its place in the list of them.
    Text(usize),
    /// An insight that was taken down, by the place of its text page.
    Gone(usize),
    /// What is shown in the place of a page that is not there.
    Missing,
}

/// A kind of shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelved {
    /// A shelf of [`Library::podcasts`].
    Podcast,
    /// A shelf of [`Library::topics`].
    Topic,
    /// A shelf of [`Library::people`].
    Person,
}

/// Insights that a shelf's page lists.
pub const PART: usize = 100;

/// How many older parts a shelf has besides its own page, which lists the newest. They are counted from the oldest insight, so that what
/// is full never changes again.
pub fn parts(insights: usize) -> usize {
    if insights > PART { insights / PART } else { 0 }
}

/// Which of a shelf's insights, which stand newest first, its page lists, or an older part of it.
pub fn range(insights: usize, part: Option<usize>) -> Range<usize> {
    match part {
        None => 0..insights.min(PART),
        // The first part stands at the end.
        Some(part) => insights - (part * PART).min(insights)..insights - (part - 1) * PART,
    }
}

impl Page {
    /// The file that holds the page, below the site's root.
    pub fn file(&self) -> String {
        if self.path.is_empty() || self.path.ends_with('/') { format!("{}index.html", self.path) } else { self.path.clone() }
    }
}

impl What {
    /// The kind of page.
    pub fn kind(self) -> Kind {
        match self {
            Self::Home => Kind::Home,
            Self::Day(_) => Kind::Day,
            Self::Insight(_) => Kind::Insight,
            Self::Podcasts | Self::Letter(Shelved::Podcast, _) => Kind::Podcasts,
            Self::Podcast(_) | Self::Part(Shelved::Podcast, ..) => Kind::Podcast,
            Self::Episode(_) => Kind::Episode,
            Self::Topics | Self::Letter(Shelved::Topic, _) => Kind::Topics,
            Self::Topic(_) | Self::Part(Shelved::Topic, ..) => Kind::Topic,
            Self::People | Self::Letter(Shelved::Person, _) => Kind::People,
            Self::Person(_) | Self::Part(Shelved::Person, ..) => Kind::Person,
            Self::Archive => Kind::Archive,
            Self::Year(_) => Kind::Year,
            Self::Month(_) => Kind::Month,
            Self::Search => Kind::Search,
            Self::Feeds => Kind::Feeds,
            Self::Text(_) | Self::Gone(_) => Kind::Text,
            Self::Missing => Kind::Missing,
        }
    }
}

/// All pages; a day's insights follow their day.
pub fn pages(library: &Library, texts: &[TextPage]) -> Vec<Page> {
    let mut pages = Vec::with_capacity(library.insights.len() * 2);
    let mut add = |path: String, what: What| pages.push(Page { path, what });
    add(String::new(), What::Home);
    for (n, day) in library.days.iter().enumerate() {
        add(address::day(day.post.front.date), What::Day(n));
        for insight in day.insights.clone() {
            add(address::insight(&library.insights[insight].section.slug), What::Insight(insight));
        }
    }
    let mut shelves = |list: (&str, What), path: fn(&str) -> String, what: fn(usize) -> What, kind: Shelved| {
        add(list.0.to_owned(), list.1);
        for (n, letter) in library.letters(kind).iter().enumerate() {
            add(address::letter(list.0, &letter.slug), What::Letter(kind, n));
        }
        let shelves = library.shelves(kind);
        for n in shelves.by_name() {
            let shelf = &shelves.all()[n];
            add(path(&shelf.slug), what(n));
            (1..=parts(shelf.insights.len())).for_each(|part| add(address::part(&path(&shelf.slug), part), What::Part(kind, n, part)));
        }
    };
    shelves(("podcasts/", What::Podcasts), address::podcast, What::Podcast, Shelved::Podcast);
    shelves(("topics/", What::Topics), address::topic, What::Topic, Shelved::Topic);
    shelves(("people/", What::People), address::person, What::Person, Shelved::Person);
    for (n, episode) in library.episodes.iter().enumerate() {
        add(address::episode(&episode.slug), What::Episode(n));
    }
    add("archive/".into(), What::Archive);
    let years: BTreeSet<i16> = library.months.keys().map(|month| month.year()).collect();
    years.into_iter().for_each(|year| add(address::year(year), What::Year(year)));
    library.months.keys().for_each(|month| add(address::month(*month), What::Month(*month)));
    add("search/".into(), What::Search);
    add("feeds/".into(), What::Feeds);
    for (n, text) in texts.iter().enumerate() {
        add(format!("{}/", text.path), if text.gone.is_some() { What::Gone(n) } else { What::Text(n) });
    }
    add("404.html".into(), What::Missing);
    pages
}

/// What claims a path.
#[derive(Debug, Clone, Copy)]
pub enum Claim<'a> {
    /// A page.
    Page(What),
    /// Another file, and where it comes from.
    File(&'a str),
}

/// Sees to it that no two claims are one path, also where capitals do not tell files apart, and that no file is another's folder.
///
/// # Errors
/// The first two that meet, both named.
pub fn check<'a>(claims: &[(String, Claim<'a>)], library: &Library, texts: &[TextPage]) -> anyhow::Result<()> {
    let mut taken: HashMap<String, Claim<'a>> = HashMap::with_capacity(claims.len() + 1);
    taken.insert(MANIFEST.to_owned(), Claim::File("the build's own list of files"));
    let refuse = |path: &str, one: Claim, other: Claim| {
        let (one, other) = (origin(one, library, texts), origin(other, library, texts));
        Err(anyhow::anyhow!("two sources for /{path}: {one} and {other}; rename one"))
    };
    for (path, claim) in claims {
        if let Some(other) = taken.insert(path.to_ascii_lowercase(), *claim) {
            return refuse(path, other, *claim);
        }
    }
    for (path, claim) in claims {
        let lower = path.to_ascii_lowercase();
        let folders = lower.match_indices('/').map(|(at, _)| &lower[..at]);
        if let Some(other) = folders.filter_map(|folder| taken.get(folder)).next() {
            return refuse(path, *other, *claim);
        }
    }
    Ok(())
}

fn origin(claim: Claim, library: &Library, texts: &[TextPage]) -> String {
    match claim {
        Claim::File(source) => source.to_owned(),
        Claim::Page(What::Text(n) | What::Gone(n)) => texts[n].file.clone(),
        Claim::Page(What::Day(n)) => file_of(library.days[n].post),
        Claim::Page(What::Insight(n)) => {
            let insight = &library.insights[n];
            format!("{}:{}", file_of(library.days[insight.day].post), insight.section.line)
        }
        Claim::Page(what) => format!("the page that {} makes", what.kind().template()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str) -> TextPage {
        TextPage {
            path: path.into(),
            file: format!("content/pages/{path}.md"),
            title: String::new(),
            description: String::new(),
            body: String::new(),
            gone: None,
        }
    }

    fn fault(texts: &[TextPage], file: &str) -> String {
        let library = Library::new(&[], false).unwrap();
        let pages = pages(&library, texts);
        let mut claims: Vec<_> = pages.iter().map(|page| (page.file(), Claim::Page(page.what))).collect();
        claims.push((file.into(), Claim::File("content/static")));
        check(&claims, &library, texts).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_publication_has_its_fixed_pages() {
        let library = Library::new(&[], false).unwrap();
        let files: Vec<_> = pages(&library, &[text("about")]).iter().map(Page::file).collect();
        insta::assert_snapshot!(files.join(" "), @"index.html podcasts/index.html topics/index.html people/index.html archive/index.html search/index.html feeds/index.html about/index.html 404.html");
    }

    #[test]
    fn two_claims_on_one_path_are_both_named() {
        insta::assert_snapshot!(fault(&[text("archive")], "x"), @"two sources for /archive/index.html: the page that archive.html makes and content/pages/archive.md; rename one");
        insta::assert_snapshot!(fault(&[text("about")], "About/index.html"), @"two sources for /About/index.html: content/pages/about.md and content/static; rename one");
        insta::assert_snapshot!(fault(&[text("about")], "about"), @"two sources for /about/index.html: content/static and content/pages/about.md; rename one");
        insta::assert_snapshot!(fault(&[], ".takefive-site"), @"two sources for /.takefive-site: the build's own list of files and content/static; rename one");
    }
}
