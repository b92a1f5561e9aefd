//! All posts of a build, in order and indexed: what pages look up instead of walking over every post.

use super::{
    episodes::{self, Episode},
    letters::{self, Letter},
    people::People,
    plan::Shelved,
    shelf::Shelves,
};
use crate::{
    config::{Names, TopicNames},
    model::{Post, Section, Status},
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

/// Everything that the site is made of.
#[derive(Debug)]
pub struct Library<'a> {
    /// Posts, oldest first.
    pub days: Vec<Day<'a>>,
    /// Insights in the order of their days, then of their posts.
    pub insights: Vec<Insight<'a>>,
    /// Podcasts with their insights.
    pub podcasts: Shelves,
    /// Topics with their insights.
    pub topics: Shelves,
    /// People with their insights.
    pub people: Shelves,
    /// Letters of the long ones of these lists: podcasts, topics, people.
    letters: [Vec<Letter>; 3],
    /// Episodes with several insights.
    pub episodes: Vec<Episode>,
    /// Days by the first of their month, oldest first.
    pub months: BTreeMap<Date, Range<usize>>,
    by_slug: HashMap<&'a str, usize>,
    /// For each post that the library was made from its day, if it has one.
    by_place: Vec<Option<usize>>,
}

/// A section's place: its post in the list of all posts, and its number there.
pub type Spot = (u32, u32);

/// A post.
#[derive(Debug)]
pub struct Day<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its place in the list of all posts that the library was made from.
    pub place: usize,
    /// Its insights in [`Library::insights`].
    pub insights: Range<usize>,
}

/// An insight.
#[derive(Debug)]
pub struct Insight<'a> {
    /// Its section.
    pub section: &'a Section,
    /// Its day in [`Library::days`].
    pub day: usize,
    /// Its shelf in [`Library::podcasts`]; `None` for an editor's own section.
    pub podcast: Option<usize>,
    /// Its episode in [`Library::episodes`]; `None` if the episode has no other insight.
    pub episode: Option<usize>,
    /// Its shelf in [`Library::people`]; `None` if nobody knows who speaks.
    pub speaker: Option<usize>,
    /// Its shelves in [`Library::topics`].
    pub topics: Vec<usize>,
}

impl<'a> Library<'a> {
    /// [`Library::named`], with all names as the posts spell them.
    ///
    /// # Errors
    /// As there.
    pub fn new(posts: &'a [Post], drafts: bool) -> anyhow::Result<Self> {
        Self::named(posts, drafts, &Names::default())
    }

    /// Puts posts in order; drafts are left out unless `drafts`. Topics and people get the shelves that `names` says.
    ///
    /// # Errors
    /// Two posts for one day, two insights with one slug, or a slug that no address can hold. The message names files and lines.
    pub fn named(posts: &'a [Post], drafts: bool, names: &Names) -> anyhow::Result<Self> {
        let all = posts.len();
        let mut posts: Vec<(usize, &Post)> =
            posts.iter().enumerate().filter(|(_, post)| drafts || post.front.status == Status::Published).collect();
        posts.sort_by_key(|(_, post)| post.front.date);
        let mut library = Self {
            days: Vec::with_capacity(posts.len()),
            insights: Vec::with_capacity(posts.len() * 5),
            podcasts: Shelves::default(),
            topics: Shelves::default(),
            people: Shelves::default(),
            letters: Default::default(),
            episodes: Vec::new(),
            months: BTreeMap::new(),
            by_slug: HashMap::with_capacity(posts.len() * 5),
            by_place: vec![None; all],
        };
        let mut people = People::new(posts.iter().map(|(_, post)| *post), &names.people);
        for (place, post) in posts {
            library.add((place, post), &names.topics, &mut people)?;
        }
        library.fill_shelves();
        library.letters = [&library.podcasts, &library.topics, &library.people].map(letters::of);
        library.episodes = episodes::collect(&mut library.insights, &library.podcasts);
        Ok(library)
    }

    /// All shelves of a kind.
    pub fn shelves(&self, kind: Shelved) -> &Shelves {
        match kind {
            Shelved::Podcast => &self.podcasts,
            Shelved::Topic => &self.topics,
            Shelved::Person => &self.people,
        }
    }

    /// The letters under which the shelves of a kind stand; none if one list holds them all.
    pub fn letters(&self, kind: Shelved) -> &[Letter] {
        &self.letters[kind as usize]
    }

    /// The insight with this slug, if it is in this build.
    pub fn find(&self, slug: &str) -> Option<usize> {
        self.by_slug.get(slug).copied()
    }

    /// The insight of the section with this place in the list of all posts, if it is in this build.
    pub fn at(&self, (post, section): Spot) -> Option<usize> {
        let day = &self.days[(*self.by_place.get(post as usize)?)?];
        day.insights.clone().nth(section as usize)
    }

    fn add(&mut self, (place, post): (usize, &'a Post), topics: &TopicNames, people: &mut People<'_>) -> anyhow::Result<()> {
        let day = self.days.len();
        if self.days.last().is_some_and(|last| last.post.front.date == post.front.date) {
            anyhow::bail!("there are two posts for {}; move one to a day of its own, or join them in {}", post.front.date, file_of(post));
        }
        let first = self.insights.len();
        for section in &post.sections {
            check_slug(post, section)?;
            if let Some(other) = self.by_slug.insert(&section.slug, self.insights.len()) {
                let other = &self.insights[other];
                let other_post = self.days.get(other.day).map_or(post, |day| day.post);
                anyhow::bail!(
                    "two insights have the slug `{}`: {}:{} and {}:{}; give one of the headings another {{#slug}}",
                    section.slug,
                    file_of(other_post),
                    other.section.line,
                    file_of(post),
                    section.line
                );
            }
            let insight = self.shelved(section, day, topics, people);
            self.insights.push(insight);
        }
        self.by_place[place] = Some(day);
        self.days.push(Day { post, place, insights: first..self.insights.len() });
        self.months.entry(post.front.date.first_of_month()).or_insert(day..day).end = day + 1;
        Ok(())
    }

    fn shelved(&mut self, section: &'a Section, day: usize, names: &TopicNames, people: &mut People<'_>) -> Insight<'a> {
        let Some(source) = &section.source else {
            return Insight { section, day, podcast: None, episode: None, speaker: None, topics: Vec::new() };
        };
        let mut topics: Vec<usize> = Vec::with_capacity(source.topics.len());
        for topic in source.topics.iter().filter(|topic| !topic.trim().is_empty()) {
            let topic = self.topics.shelve_by(topic, |topic| {
                let key = names.of(topic);
                let shown = names.shown(&key).map(str::to_owned);
                (key, shown)
            });
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        let speaker = people.speaker(source).map(|named| {
            let shelf = self.people.shelve_as(&named.key, &named.spelling);
            if named.by_owner {
                self.people.call(shelf, &named.spelling);
            }
            shelf
        });
        Insight { section, day, podcast: Some(self.podcasts.shelve(&source.podcast)), episode: None, speaker, topics }
    }

    /// Newest day first, and within a day in the post's order.
    fn fill_shelves(&mut self) {
        for n in self.days.iter().rev().flat_map(|day| day.insights.clone()) {
            let insight = &self.insights[n];
            insight.podcast.into_iter().for_each(|shelf| self.podcasts.put(shelf, n));
            insight.speaker.into_iter().for_each(|shelf| self.people.put(shelf, n));
            insight.topics.iter().for_each(|shelf| self.topics.put(*shelf, n));
        }
        [&mut self.podcasts, &mut self.topics, &mut self.people].into_iter().for_each(Shelves::name);
    }
}

/// Where a post lies, for messages.
pub fn file_of(post: &Post) -> String {
    format!("content/posts/{:04}/{}.md", post.front.date.year(), post.front.date)
}

fn check_slug(post: &Post, section: &Section) -> anyhow::Result<()> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let at = || format!("{}:{}", file_of(post), section.line);
    anyhow::ensure!(!section.slug.is_empty(), "{}: the heading needs a slug of its own; end it with {{#some-words}}", at());
    anyhow::ensure!(
        section.slug.chars().all(fits),
        "{}: the slug `{}` does not fit into an address; use a-z, 0-9 and - alone",
        at(),
        section.slug
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FrontMatter, Source};

    fn post(day: &str, status: Status, slugs: &[&str]) -> Post {
        let source = Source { podcast: "Show".into(), topics: vec!["AI".into(), "ai".into(), " ".into()], ..Source::default() };
        let section = |(n, slug): (usize, &&str)| Section {
            slug: (*slug).into(),
            line: 10 * n + 8,
            source: Some(source.clone()),
            ..Section::default()
        };
        let front =
            FrontMatter { title: day.into(), date: day.parse().unwrap(), status, summary: None, updated: None, extra: BTreeMap::new() };
        Post { front, opening: String::new(), sections: slugs.iter().enumerate().map(section).collect() }
    }

    fn fault(posts: &[Post]) -> String {
        Library::new(posts, true).unwrap_err().to_string()
    }

    #[test]
    fn posts_are_sorted_and_shelves_run_newest_first() {
        let posts = [
            post("2026-12-01", Status::Published, &["c", "d"]),
            post("2026-11-30", Status::Published, &["a", "b"]),
            post("2026-12-02", Status::Draft, &["e"]),
        ];
        let library = Library::new(&posts, false).unwrap();
        let slugs: Vec<_> = library.insights.iter().map(|insight| insight.section.slug.as_str()).collect();
        assert_eq!(slugs, ["a", "b", "c", "d"]);
        assert_eq!(library.topics.all()[0].insights, [2, 3, 0, 1]);
        assert_eq!(library.topics.all().len(), 1);
        assert_eq!((library.find("c"), library.find("e")), (Some(2), None));
        assert_eq!(library.months.values().cloned().collect::<Vec<_>>(), [0..1, 1..2]);
    }

    #[test]
    fn what_stops_the_build_is_named() {
        use Status::Draft;
        insta::assert_snapshot!(fault(&[post("2026-11-24", Draft, &["x"]), post("2026-11-23", Draft, &["a", "x"])]), @"two insights have the slug `x`: content/posts/2026/2026-11-23.md:18 and content/posts/2026/2026-11-24.md:8; give one of the headings another {#slug}");
        insta::assert_snapshot!(fault(&[post("2026-11-23", Draft, &["x", "x"])]), @"two insights have the slug `x`: content/posts/2026/2026-11-23.md:8 and content/posts/2026/2026-11-23.md:18; give one of the headings another {#slug}");
        insta::assert_snapshot!(fault(&[post("2026-11-23", Draft, &[]), post("2026-11-23", Draft, &[])]), @"there are two posts for 2026-11-23; move one to a day of its own, or join them in content/posts/2026/2026-11-23.md");
        insta::assert_snapshot!(fault(&[post("2026-11-23", Draft, &["../x"])]), @"content/posts/2026/2026-11-23.md:8: the slug `../x` does not fit into an address; use a-z, 0-9 and - alone");
        insta::assert_snapshot!(fault(&[post("2026-11-23", Draft, &[""])]), @"content/posts/2026/2026-11-23.md:8: the heading needs a slug of its own; end it with {#some-words}");
    }
}
