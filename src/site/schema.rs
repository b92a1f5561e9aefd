//! What pages tell machines of themselves: schema.org data as JSON-LD.

use super::page::{DayView, EpisodeView, ImageView, InsightView, Link, SiteView};
use crate::template::printable;
use serde::Serialize;

/// The top of a document.
#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Thing<'a>>,
}

/// The things of schema.org that we speak of, with those of their properties that we know.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all_fields = "camelCase")]
enum Thing<'a> {
    WebSite {
        name: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        description: &'a str,
        url: String,
        in_language: &'a str,
        publisher: Box<Thing<'a>>,
    },
    Organization {
        name: &'a str,
        #[serde(skip_serializing_if = "String::is_empty")]
        url: String,
    },
    Person {
        name: &'a str,
        url: String,
    },
    NewsArticle {
        headline: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        description: &'a str,
        url: &'a str,
        main_entity_of_page: &'a str,
        date_published: &'a str,
        in_language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<&'a str>,
        author: Box<Thing<'a>>,
        publisher: Box<Thing<'a>>,
    },
    Article {
        headline: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        description: &'a str,
        url: &'a str,
        main_entity_of_page: &'a str,
        date_published: &'a str,
        in_language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<&'a str>,
        author: Box<Thing<'a>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        keywords: Vec<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        citation: Option<Box<Thing<'a>>>,
    },
    Quotation {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        creator: Option<Box<Thing<'a>>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_part_of: Option<Box<Thing<'a>>>,
    },
    PodcastEpisode {
        name: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        url: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        main_entity_of_page: Option<&'a str>,
        part_of_series: Box<Thing<'a>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        actor: Vec<Thing<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        associated_media: Option<Box<Thing<'a>>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        subject_of: Vec<Thing<'a>>,
    },
    PodcastSeries {
        name: &'a str,
        url: String,
    },
    #[serde(rename = "Article")]
    Mention {
        headline: &'a str,
        url: String,
    },
    AudioObject {
        content_url: &'a str,
    },
    BreadcrumbList {
        item_list_element: Vec<Thing<'a>>,
    },
    ListItem {
        position: usize,
        name: &'a str,
        item: String,
    },
}

/// Home: the site.
pub fn home(site: &SiteView) -> String {
    print(vec![Thing::WebSite {
        name: &site.title,
        description: &site.description,
        url: format!("{}/", site.home),
        in_language: &site.language,
        publisher: publisher(site),
    }])
}

/// A day: an article of news, and the way to it.
pub fn day(site: &SiteView, day: &DayView, image: Option<&ImageView>, crumbs: &[Link]) -> String {
    let article = Thing::NewsArticle {
        headline: &day.title,
        description: &day.summary,
        url: &day.permalink,
        main_entity_of_page: &day.permalink,
        date_published: &day.date.iso,
        in_language: &site.language,
        image: image.map(|image| image.url.as_str()),
        author: publisher(site),
        publisher: publisher(site),
    };
    print(vec![article, breadcrumbs(site, crumbs)])
}

/// An insight: an article that cites what was said in an episode, and the way to it.
pub fn insight(site: &SiteView, insight: &InsightView, image: Option<&ImageView>, crumbs: &[Link]) -> String {
    let article = Thing::Article {
        headline: &insight.headline,
        description: &insight.body_text,
        url: &insight.permalink,
        main_entity_of_page: &insight.permalink,
        date_published: &insight.date.iso,
        in_language: &site.language,
        image: image.map(|image| image.url.as_str()),
        author: publisher(site),
        keywords: insight.topics.iter().map(|topic| topic.name.as_str()).collect(),
        citation: citation(site, insight).map(Box::new),
    };
    print(vec![article, breadcrumbs(site, crumbs)])
}

/// An episode: what it is, who is heard, which of our insights come from it, and the way to it.
pub fn episode(site: &SiteView, episode: &EpisodeView, crumbs: &[Link]) -> String {
    let insights = episode.insights.iter().map(|entry| &entry.insight);
    let thing = Thing::PodcastEpisode {
        name: &episode.title,
        url: &episode.link,
        main_entity_of_page: Some(&episode.permalink),
        part_of_series: series(site, &episode.podcast),
        actor: episode.speakers.iter().map(|person| Thing::Person { name: &person.name, url: full(site, &person.url) }).collect(),
        associated_media: recording(&episode.audio),
        subject_of: insights.map(|insight| Thing::Mention { headline: &insight.headline, url: full(site, &insight.url) }).collect(),
    };
    print(vec![thing, breadcrumbs(site, crumbs)])
}

/// Any other page: the way to it.
pub fn plain(site: &SiteView, crumbs: &[Link]) -> String {
    print(vec![breadcrumbs(site, crumbs)])
}

/// The quote with its episode, or the episode alone if nothing of it is quoted.
fn citation<'a>(site: &SiteView, insight: &'a InsightView) -> Option<Thing<'a>> {
    let episode = insight.source.as_ref().map(|source| Thing::PodcastEpisode {
        name: &source.episode,
        url: &source.episode_link,
        main_entity_of_page: None,
        part_of_series: series(site, &source.podcast),
        actor: Vec::new(),
        associated_media: recording(&source.audio),
        subject_of: Vec::new(),
    });
    let Some(text) = insight.quote.as_deref() else { return episode };
    let speaker = insight.source.as_ref().and_then(|source| source.speaker.as_ref());
    let creator = speaker.map(|person| Box::new(Thing::Person { name: &person.name, url: full(site, &person.url) }));
    Some(Thing::Quotation { text, creator, is_part_of: episode.map(Box::new) })
}

fn series<'a>(site: &SiteView, podcast: &'a Link) -> Box<Thing<'a>> {
    Box::new(Thing::PodcastSeries { name: &podcast.name, url: full(site, &podcast.url) })
}

fn recording(audio: &str) -> Option<Box<Thing<'_>>> {
    (!audio.is_empty()).then(|| Box::new(Thing::AudioObject { content_url: audio }))
}

/// The full address of what lies on the site.
fn full(site: &SiteView, url: &str) -> String {
    format!("{}{url}", site.origin)
}

fn publisher(site: &SiteView) -> Box<Thing<'_>> {
    Box::new(Thing::Organization { name: &site.author, url: format!("{}/", site.home) })
}

fn breadcrumbs<'a>(site: &'a SiteView, crumbs: &'a [Link]) -> Thing<'a> {
    let home = Thing::ListItem { position: 1, name: &site.title, item: format!("{}/", site.home) };
    let rest = crumbs.iter().zip(2..).map(|(crumb, position)| Thing::ListItem {
        position,
        name: &crumb.name,
        item: format!("{}{}", site.origin, crumb.url),
    });
    Thing::BreadcrumbList { item_list_element: std::iter::once(home).chain(rest).collect() }
}

/// JSON that may stand in a `<script>`: what could end it, or open a comment in it, is written as an escape.
fn print(graph: Vec<Thing>) -> String {
    let graph = Graph { context: "https://schema.org", graph };
    let json = serde_json::to_string(&graph).unwrap_or_else(|error| unreachable!("texts in structs are always printable: {error}"));
    let json = printable(&json);
    let mut safe = String::with_capacity(json.len() + 64);
    let mut done = 0;
    for (at, byte) in json.bytes().enumerate() {
        let escape = match byte {
            b'<' => "\\u003c",
            b'>' => "\\u003e",
            b'&' => "\\u0026",
            _ => continue,
        };
        safe.push_str(&json[done..at]);
        safe.push_str(escape);
        done = at + 1;
    }
    safe.push_str(&json[done..]);
    safe
}
