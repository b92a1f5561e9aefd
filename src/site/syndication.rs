//! RSS, Atom and JSON Feed: the site's newest posts in full, one item a day; and, with one item an insight, the newest insights of the
//! site, and of each podcast, topic and person.

use super::{
    address,
    library::Library,
    page::SiteView,
    render::{File, description},
    shelf::{Shelf, Shelves},
    view::Views,
};
use crate::{
    config::{
        Site,
        takedowns::{Gone, Takedown},
    },
    template::{Templates, Variables, printable},
};
use anyhow::Context;
use jiff::{ZonedDateTime, civil::Date, tz::TimeZone};
use serde::Serialize;
use std::sync::OnceLock;

/// What feeds need besides the views.
#[derive(Debug)]
pub struct Feeds<'a> {
    /// What every page knows.
    pub site: &'a SiteView,
    /// What items are made of.
    pub views: &'a Views<'a>,
    /// What prints them.
    pub templates: &'a Templates,
    /// The owner's settings; the address there, also under `serve`, makes the ids.
    pub config: &'a Site,
    /// The zone in which a day begins.
    pub zone: &'a TimeZone,
    /// What was taken down.
    pub takedowns: &'a [Takedown],
}

/// A feed to be, in three formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The folder that holds its files, below the site's root: empty, or with a slash at its end.
    pub folder: String,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Days.
    Days,
    /// All insights.
    Insights,
    /// Insights of a shelf.
    Podcast(usize),
    Topic(usize),
    Person(usize),
}

/// The feeds of a site.
pub fn planned(library: &Library) -> Vec<Planned> {
    let one = |folder: &str, what| Planned { folder: folder.to_owned(), what };
    let mut all = vec![one("", What::Days), one("insights/", What::Insights)];
    let mut shelves = |shelves: &Shelves, path: fn(&str) -> String, what: fn(usize) -> What| {
        all.extend(shelves.all().iter().enumerate().map(|(n, shelf)| Planned { folder: path(&shelf.slug), what: what(n) }));
    };
    shelves(&library.podcasts, address::podcast, What::Podcast);
    shelves(&library.topics, address::topic, What::Topic);
    shelves(&library.people, address::person, What::Person);
    all
}

/// What a feed's items are.
#[derive(Debug, Clone, Copy)]
pub enum Items<'a> {
    /// Days.
    Days,
    /// All insights.
    Insights,
    /// The insights of a shelf.
    Shelf(&'a Shelf),
}

impl Planned {
    /// What its items are.
    pub fn items<'a>(&self, library: &'a Library) -> Items<'a> {
        match self.what {
            What::Days => Items::Days,
            What::Insights => Items::Insights,
            What::Podcast(n) => Items::Shelf(&library.podcasts.all()[n]),
            What::Topic(n) => Items::Shelf(&library.topics.all()[n]),
            What::Person(n) => Items::Shelf(&library.people.all()[n]),
        }
    }

    /// Its files: RSS, Atom, JSON.
    pub fn files(&self) -> [String; 3] {
        ["feed.xml", "atom.xml", "feed.json"].map(|name| format!("{}{name}", self.folder))
    }
}

/// A feed, for the templates `rss.xml` and `atom.xml`.
#[derive(Debug, Serialize)]
struct FeedView<'i> {
    id: String,
    title: String,
    description: String,
    /// The page that shows the same.
    link: String,
    /// Where its files lie.
    base: String,
    hub: String,
    rss_date: String,
    atom_date: String,
    items: Vec<&'i ItemView>,
    /// Insights that were taken down, where each was an item.
    gone: Vec<GoneView>,
}

/// An item that is no more: <https://www.rfc-editor.org/rfc/rfc6721>.
#[derive(Debug, Serialize)]
struct GoneView {
    id: String,
    when: String,
}

/// A day or an insight in a feed.
#[derive(Debug, Serialize)]
struct ItemView {
    id: String,
    title: String,
    link: String,
    summary: String,
    content: String,
    rss_date: String,
    atom_date: String,
    /// When its words last changed, if the post says so.
    atom_updated: String,
    topics: Vec<String>,
    /// The recording from the moment on, for an insight.
    audio: String,
    /// Who says it.
    speaker: String,
}

/// Items that were printed: an insight stands in up to a handful of feeds, and is printed once.
#[derive(Debug)]
pub struct Printed(Vec<OnceLock<ItemView>>);

impl Printed {
    /// None yet.
    pub fn new(library: &Library) -> Self {
        Self(library.insights.iter().map(|_| OnceLock::new()).collect())
    }
}

impl Feeds<'_> {
    /// Prints a feed. Drafts are in none, for readers' programs keep what they once got.
    ///
    /// # Errors
    /// A template that cannot be printed.
    pub fn render(&self, plan: &Planned, printed: &Printed) -> anyhow::Result<Vec<File>> {
        let insights = printed.0.as_slice();
        let library = self.views.library;
        let newest_first = || library.days.iter().rev().flat_map(|day| day.insights.clone());
        let shelf = |shelf: &Shelf| self.insights(shelf.insights.iter().copied(), insights);
        let own: Vec<ItemView>;
        let items: Vec<&ItemView> = match plan.what {
            What::Days => {
                let published = (0..library.days.len()).rev().filter(|n| !self.views.is_draft(*n));
                own = published.take(self.config.feed_length).map(|n| self.day(n)).collect::<anyhow::Result<_>>()?;
                own.iter().collect()
            }
            What::Insights => self.insights(newest_first(), insights)?,
            What::Podcast(n) => shelf(&library.podcasts.all()[n])?,
            What::Topic(n) => shelf(&library.topics.all()[n])?,
            // Most people are heard once or twice, and nobody else's feed but theirs reaches back as far: keeping their items would
            // keep them all.
            What::Person(n) => {
                let published = library.people.all()[n].insights.iter().filter(|n| !self.views.is_draft(library.insights[**n].day));
                own = published.take(self.config.feed_length).map(|n| self.insight(*n)).collect::<anyhow::Result<_>>()?;
                own.iter().collect()
            }
        };
        let name = match plan.what {
            What::Days => None,
            What::Insights => Some(self.views.language.say("insights").to_owned()),
            What::Podcast(n) => Some(library.podcasts.all()[n].name.clone()),
            What::Topic(n) => Some(library.topics.all()[n].name.clone()),
            What::Person(n) => Some(library.people.all()[n].name.clone()),
        };
        // Never the clock: the same posts are the same feed. One without posts says the beginning of time, for Atom wants a date.
        let newest = items.iter().max_by(|a, b| a.atom_updated.cmp(&b.atom_updated)).map(|item| item.atom_updated.clone());
        let first = items.first().map(|item| item.rss_date.clone());
        let (rss_date, atom_date) = dates(&ZonedDateTime::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC));
        let page = if plan.what == What::Insights { "" } else { &plan.folder };
        let feed = FeedView {
            id: if plan.folder.is_empty() { self.root() } else { format!("{}{}", self.root(), plan.folder) },
            title: name.map_or_else(|| self.site.title.clone(), |name| format!("{} – {}", printable(&name), self.site.title)),
            description: if self.site.description.is_empty() { self.site.title.clone() } else { self.site.description.clone() },
            link: self.views.address.permalink(page),
            base: self.views.address.permalink(&plan.folder),
            hub: self.config.websub.as_ref().map(ToString::to_string).unwrap_or_default(),
            rss_date: first.unwrap_or(rss_date),
            atom_date: newest.unwrap_or(atom_date),
            items,
            gone: if plan.what == What::Insights { self.gone()? } else { Vec::new() },
        };
        let variables = Variables::default().with("feed", &feed);
        let print = |template: &str| self.templates.render(template, &variables).with_context(|| format!("cannot print {template}"));
        let [rss, atom, json_name] = plan.files();
        Ok(vec![(rss, print("rss.xml")?), (atom, print("atom.xml")?), (json_name, json(self.site, &feed)?)])
    }

    fn gone(&self) -> anyhow::Result<Vec<GoneView>> {
        let all = self.takedowns.iter().flat_map(|takedown| takedown.insights.iter().map(move |gone| (takedown.on, gone)));
        let view = |(on, gone): (Date, &Gone)| {
            Ok(GoneView { id: self.id(gone.day, &format!("insights/{}", gone.slug)), when: self.beginning(on)?.1 })
        };
        all.map(view).collect()
    }

    /// The items of the newest published ones of these insights.
    fn insights<'i>(&self, numbers: impl Iterator<Item = usize>, made: &'i [OnceLock<ItemView>]) -> anyhow::Result<Vec<&'i ItemView>> {
        let published = numbers.filter(|n| !self.views.is_draft(self.views.library.insights[*n].day));
        let item = |n: usize| match made[n].get() {
            Some(item) => Ok(item),
            None => {
                let item = self.insight(n)?;
                Ok(made[n].get_or_init(|| item))
            }
        };
        published.take(self.config.feed_length).map(item).collect()
    }

    fn day(&self, number: usize) -> anyhow::Result<ItemView> {
        let day = self.views.day(number, &self.site.home);
        let date = self.views.library.days[number].post.front.date;
        let (rss_date, atom_date) = self.beginning(date)?;
        let mut topics: Vec<String> = Vec::new();
        for topic in day.insights.iter().flat_map(|insight| &insight.topics) {
            if !topics.contains(&topic.name) {
                topics.push(topic.name.clone());
            }
        }
        Ok(ItemView {
            id: self.id(date, &date.to_string()),
            title: printable(&day.title).into_owned(),
            link: day.permalink.clone(),
            summary: printable(&description(&day)).into_owned(),
            content: self
                .templates
                .render("feed-item.html", &Variables::default().with("day", &day))
                .context("cannot print feed-item.html")?,
            atom_updated: self.updated(number, &atom_date),
            rss_date,
            atom_date,
            topics,
            audio: String::new(),
            speaker: String::new(),
        })
    }

    fn insight(&self, number: usize) -> anyhow::Result<ItemView> {
        let insight = self.views.insight(number, &self.site.home);
        let day = self.views.library.insights[number].day;
        let date = self.views.library.days[day].post.front.date;
        let (rss_date, atom_date) = self.beginning(date)?;
        let content = self.templates.render("feed-insight.html", &Variables::default().with("insight", &insight));
        let source = insight.source.as_ref();
        Ok(ItemView {
            id: self.id(date, &format!("insights/{}", insight.slug)),
            title: printable(&insight.headline).into_owned(),
            link: insight.permalink.clone(),
            summary: printable(&insight.body_text).into_owned(),
            content: content.context("cannot print feed-insight.html")?,
            atom_updated: self.updated(day, &atom_date),
            rss_date,
            atom_date,
            topics: insight.topics.iter().map(|topic| topic.name.clone()).collect(),
            audio: source.map(|source| source.audio_at.clone()).unwrap_or_default(),
            speaker: source.and_then(|source| Some(source.speaker.as_ref()?.name.clone())).unwrap_or_default(),
        })
    }

    /// The day itself, from its first moment: a post says on which day it came out, and the hour would be the clock's.
    fn beginning(&self, date: Date) -> anyhow::Result<(String, String)> {
        let start = date.to_zoned_datetime(self.zone.clone()).with_context(|| format!("{date} has no beginning in this time zone"))?;
        Ok(dates(&start))
    }

    /// When the post says that it was changed, if it says so and that is later than it came out.
    fn updated(&self, day: usize, published: &str) -> String {
        let front = &self.views.library.days[day].post.front;
        let stated = front.updated.map(|at| dates(&ZonedDateTime::new(at, self.zone.clone())).1);
        stated.filter(|at| at.as_str() > published).unwrap_or_else(|| published.to_owned())
    }

    /// What the feeds' own ids start with.
    fn root(&self) -> String {
        match &self.config.id {
            Some(id) => format!("{id}/"),
            None => format!("{}/", self.config.base_url.as_str().trim_end_matches('/')),
        }
    }

    /// A tag URI (RFC 4151), so that a new title never makes an item new. Without the owner's `id` it holds the site's host and path,
    /// which is all that then tells two publications apart: moving to another host does change it.
    fn id(&self, date: Date, rest: &str) -> String {
        if let Some(id) = &self.config.id {
            return format!("{id}/{rest}");
        }
        let base = &self.config.base_url;
        let path = base.path().trim_end_matches('/');
        format!("tag:{},{:04}:{path}/{rest}", base.host_str().unwrap_or("localhost"), date.year())
    }
}

/// RFC 822 with a year of four digits, and RFC 3339.
fn dates(moment: &ZonedDateTime) -> (String, String) {
    (moment.strftime("%a, %d %b %Y %H:%M:%S %z").to_string(), moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// JSON Feed 1.1, <https://www.jsonfeed.org/version/1.1/>.
#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    authors: [JsonAuthor<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<JsonHub<'a>>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct JsonHub<'a> {
    r#type: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    summary: &'a str,
    date_published: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    tags: &'a [String],
}

fn json(site: &SiteView, feed: &FeedView) -> anyhow::Result<String> {
    fn item(item: &ItemView) -> JsonItem<'_> {
        let ItemView { id, title, link, summary, content, atom_date, atom_updated, topics, .. } = item;
        let date_modified = (atom_updated != atom_date).then_some(atom_updated.as_str());
        JsonItem { id, url: link, title, content_html: content, summary, date_published: atom_date, date_modified, tags: topics }
    }
    let hubs = if feed.hub.is_empty() { Vec::new() } else { vec![JsonHub { r#type: "WebSub", url: &feed.hub }] };
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.link,
        feed_url: format!("{}feed.json", feed.base),
        description: &feed.description,
        language: &site.language,
        authors: [JsonAuthor { name: &site.author }],
        hubs,
        items: feed.items.iter().copied().map(item).collect(),
    };
    Ok(serde_json::to_string_pretty(&feed)? + "\n")
}
