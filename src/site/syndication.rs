//! RSS, Atom and JSON Feed: the newest posts in full, one item a day.

use super::{
    page::SiteView,
    render::{File, description},
    view::Views,
};
use crate::template::{Templates, Variables, printable};
use anyhow::Context;
use jiff::{ZonedDateTime, civil::Date, tz::TimeZone};
use serde::Serialize;
use url::Url;

/// What feeds need besides the views.
#[derive(Debug)]
pub struct Feeds<'a> {
    /// What every page knows.
    pub site: &'a SiteView,
    /// What items are made of.
    pub views: &'a Views<'a>,
    /// What prints them.
    pub templates: &'a Templates,
    /// The owner's address of the site, also under `serve`: the ids come from it.
    pub base: &'a Url,
    /// The zone in which a day begins.
    pub zone: &'a TimeZone,
    /// Posts in each feed.
    pub length: usize,
}

/// A feed, for the templates `rss.xml` and `atom.xml`.
#[derive(Debug, Serialize)]
struct FeedView {
    id: String,
    rss_date: String,
    atom_date: String,
    items: Vec<ItemView>,
}

/// A day in a feed.
#[derive(Debug, Serialize)]
struct ItemView {
    id: String,
    title: String,
    link: String,
    summary: String,
    content: String,
    rss_date: String,
    atom_date: String,
    topics: Vec<String>,
}

impl Feeds<'_> {
    /// The three feeds. Drafts are in none of them, for readers' programs keep what they once got.
    ///
    /// # Errors
    /// A template that cannot be printed.
    pub fn render(&self) -> anyhow::Result<Vec<File>> {
        let feed = self.feed()?;
        let variables = Variables::default().with("feed", &feed);
        let print = |template: &str| self.templates.render(template, &variables).with_context(|| format!("cannot print {template}"));
        Ok(vec![
            ("feed.xml".into(), print("rss.xml")?),
            ("atom.xml".into(), print("atom.xml")?),
            ("feed.json".into(), json(self.site, &feed)?),
        ])
    }

    fn feed(&self) -> anyhow::Result<FeedView> {
        let published = (0..self.views.library.days.len()).rev().filter(|n| !self.views.is_draft(*n));
        let items: Vec<ItemView> = published.take(self.length).map(|n| self.item(n)).collect::<anyhow::Result<_>>()?;
        // Never the clock: the same posts are the same feed. One without posts says the beginning of time, for Atom wants a date.
        let newest = items.first().map(|item| (item.rss_date.clone(), item.atom_date.clone()));
        let (rss_date, atom_date) = newest.unwrap_or_else(|| dates(&ZonedDateTime::new(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC)));
        Ok(FeedView { id: format!("{}/", self.base.as_str().trim_end_matches('/')), rss_date, atom_date, items })
    }

    fn item(&self, number: usize) -> anyhow::Result<ItemView> {
        let day = self.views.day(number, &self.site.home);
        let date = self.views.library.days[number].post.front.date;
        // The day itself, from its first moment: a post says on which day it came out, and the hour would be the clock's.
        let start = date.to_zoned_datetime(self.zone.clone()).with_context(|| format!("{date} has no beginning in this time zone"))?;
        let (rss_date, atom_date) = dates(&start);
        let mut topics: Vec<String> = Vec::new();
        for topic in day.insights.iter().flat_map(|insight| &insight.topics) {
            if !topics.contains(&topic.name) {
                topics.push(topic.name.clone());
            }
        }
        Ok(ItemView {
            id: self.id(date),
            title: printable(&day.title).into_owned(),
            link: day.permalink.clone(),
            summary: printable(&description(&day)).into_owned(),
            content: self
                .templates
                .render("feed-item.html", &Variables::default().with("day", &day))
                .context("cannot print feed-item.html")?,
            rss_date,
            atom_date,
            topics,
        })
    }

    /// A tag URI (RFC 4151) of the day, so that a new title never makes an item new. It holds the site's host and path, which is all that
    /// tells two publications apart: moving to another host does change it.
    fn id(&self, date: Date) -> String {
        let path = self.base.path().trim_end_matches('/');
        format!("tag:{},{:04}:{path}/{date}", self.base.host_str().unwrap_or("localhost"), date.year())
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
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    authors: [JsonAuthor<'a>; 1],
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    summary: &'a str,
    date_published: &'a str,
    tags: &'a [String],
}

fn json(site: &SiteView, feed: &FeedView) -> anyhow::Result<String> {
    let item = |item| {
        let ItemView { id, title, link, summary, content, atom_date, topics, .. }: &ItemView = item;
        JsonItem { id, url: link, title, content_html: content, summary, date_published: atom_date, tags: topics }
    };
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &site.title,
        home_page_url: format!("{}/", site.home),
        feed_url: format!("{}/feed.json", site.home),
        description: &site.description,
        language: &site.language,
        authors: [JsonAuthor { name: &site.author }],
        items: feed.items.iter().map(item).collect(),
    };
    Ok(serde_json::to_string_pretty(&feed)? + "\n")
}
