//! What a site tells machines beside its pages: a JSON API of static files, the list of its sources, and the small files that browsers,
//! crawlers and web hosts ask for.

use super::{
    address,
    page::{DayView, InsightView, SiteView},
    render::File,
    view::Views,
};
use crate::{
    config::Site,
    opml::{self, Listed},
};
use jiff::ToSpan;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write;

/// What pages may load if the owner says nothing else: only what lies on the site itself, and recordings. The hash is that of the one script
/// that stands in the pages of our themes, see their `base.html`: it chooses light or dark before the first paint.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'sha256-HIEGXlvDIKYgCvIvid8xkas/KyuTUMkWQ6Ewkm3cmxY='; \
                          style-src 'self'; font-src 'self'; img-src 'self'; media-src https: http:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";

/// The schema of the API's answers, <https://json-schema.org/draft/2020-12/schema>.
pub const SCHEMA: &str = include_str!("api.schema.json");

/// A day, as `/api/days/DAY.json` gives it.
#[derive(Serialize)]
struct ApiDay<'a> {
    date: &'a str,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    insights: Vec<ApiInsight<'a>>,
}

/// An insight, as `/api/insights/SLUG.json` gives it.
#[derive(Serialize)]
struct ApiInsight<'a> {
    slug: &'a str,
    url: &'a str,
    date: &'a str,
    headline: &'a str,
    text: &'a str,
    html: &'a str,
    quote: Option<&'a str>,
    speaker: Option<&'a str>,
    podcast: Option<&'a str>,
    episode: Option<ApiEpisode<'a>>,
    topics: Vec<&'a str>,
    made_by: Option<&'a str>,
    edited: bool,
    license: Option<&'a str>,
    related: Vec<String>,
    tension: Vec<String>,
}

/// The episode that an insight was said in.
#[derive(Serialize)]
struct ApiEpisode<'a> {
    title: &'a str,
    url: Option<&'a str>,
    audio: Option<&'a str>,
    seconds: Option<u64>,
    transcript: Option<&'a str>,
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn api_insight<'a>(site: &SiteView, insight: &'a InsightView) -> ApiInsight<'a> {
    let source = insight.source.as_ref();
    ApiInsight {
        slug: &insight.slug,
        url: &insight.permalink,
        date: &insight.date.iso,
        headline: &insight.headline,
        text: &insight.body_text,
        html: &insight.body_html,
        quote: insight.quote.as_deref(),
        speaker: source.and_then(|s| s.speaker.as_ref()).map(|speaker| speaker.name.as_str()),
        podcast: source.map(|s| s.podcast.name.as_str()),
        episode: source.map(|s| ApiEpisode {
            title: &s.episode,
            url: some(&s.episode_link),
            audio: some(&s.audio),
            seconds: s.seconds,
            transcript: some(&s.transcript),
        }),
        topics: insight.topics.iter().map(|topic| topic.name.as_str()).collect(),
        made_by: source.map(|s| s.by.as_str()),
        edited: insight.edited,
        license: source.and_then(|s| s.license.as_ref()).map(|license| license.name.as_str()),
        related: insight.related.iter().map(|other| format!("{}{}", site.origin, other.url)).collect(),
        tension: insight.tension.iter().map(|other| format!("{}{}", site.origin, other.url)).collect(),
    }
}

/// The API's files about a published day and its insights.
pub fn of_day(site: &SiteView, day: &DayView) -> anyhow::Result<Vec<File>> {
    let insights: Vec<ApiInsight<'_>> = day.insights.iter().map(|insight| api_insight(site, insight)).collect();
    let mut files = Vec::with_capacity(insights.len() + 1);
    for insight in &insights {
        files.push((insight_path(insight.slug), serde_json::to_string(insight)?));
    }
    let day = ApiDay { date: &day.date.iso, url: &day.permalink, title: &day.title, summary: &day.summary, insights };
    files.push((day_path(day.date), serde_json::to_string(&day)?));
    Ok(files)
}

fn day_path(date: &str) -> String {
    format!("api/days/{date}.json")
}

fn insight_path(slug: &str) -> String {
    format!("api/insights/{slug}.json")
}

/// The paths of the files that are one for the whole site.
pub fn site_files(views: &Views, config: &Site) -> Vec<String> {
    let mut files: Vec<String> =
        ["api/latest.json", "api/days.json", "api/schema.json", "podcasts.opml", "llms.txt", "site.webmanifest", "_headers"]
            .map(str::to_owned)
            .into();
    if security(views, config).is_some() {
        files.push(".well-known/security.txt".to_owned());
    }
    files
}

/// The paths of the files about a day and its insights; none for a draft.
pub fn day_files(views: &Views, number: usize) -> Vec<String> {
    if views.is_draft(number) {
        return Vec::new();
    }
    let day = &views.library.days[number];
    let insights = day.post.sections.iter().map(|section| insight_path(&section.slug));
    insights.chain([day_path(&day.post.front.date.to_string())]).collect()
}

/// The files that are one for the whole site.
///
/// # Errors
/// None that is known: texts can always be printed.
pub fn of_site(site: &SiteView, views: &Views, config: &Site) -> anyhow::Result<Vec<File>> {
    let library = views.library;
    let published: Vec<usize> = (0..library.days.len()).filter(|n| !views.is_draft(*n)).collect();
    let days: Vec<_> = published
        .iter()
        .rev()
        .map(|n| {
            let date = library.days[*n].post.front.date;
            let path = day_path(&views.date(*n).iso);
            json!({ "date": views.date(*n).iso, "title": library.days[*n].post.front.title,
                "url": views.address.permalink(&address::day(date)), "json": views.address.permalink(&path) })
        })
        .collect();
    let latest = match published.last() {
        Some(n) => of_day(site, &views.day(*n, &site.prefix))?.pop().map(|(_, text)| text).unwrap_or_default(),
        None => "null".to_owned(),
    };
    let mut files = vec![
        ("api/latest.json".to_owned(), latest),
        ("api/days.json".to_owned(), serde_json::to_string(&json!({ "days": days }))?),
        ("api/schema.json".to_owned(), SCHEMA.to_owned()),
        ("podcasts.opml".to_owned(), podcasts(site, views)),
        ("llms.txt".to_owned(), llms(site, views, &published)),
        ("site.webmanifest".to_owned(), manifest(site)?),
        ("_headers".to_owned(), headers(site)),
    ];
    files.extend(security(views, config).map(|text| (".well-known/security.txt".to_owned(), text)));
    Ok(files)
}

/// The podcasts with their feeds, for feed readers: OPML 2.0.
fn podcasts(site: &SiteView, views: &Views) -> String {
    let listed = |n| {
        let podcast = views.podcast(n, Vec::new());
        let page = Some(format!("{}{}", site.origin, podcast.url));
        (!podcast.feed.is_empty()).then(|| Listed { name: podcast.name.clone(), feed: podcast.feed.clone(), page, ..Listed::default() })
    };
    let feeds: Vec<Listed> = views.library.podcasts.by_name().into_iter().filter_map(listed).collect();
    opml::print(&site.title, &feeds)
}

/// What the site is and where its words are, for language models: <https://llmstxt.org>.
fn llms(site: &SiteView, views: &Views, published: &[usize]) -> String {
    let line = |text: &str| crate::text::one_line(&text.replace(['[', ']'], ""));
    let mut text = format!("# {}\n\n", line(&site.title));
    if !site.description.is_empty() {
        writeln!(text, "> {}\n", line(&site.description)).ok();
    }
    text.push_str(
        "Each day's post holds a few insights from new podcasts: a claim, the verbatim quote, who said it, and the moment in the \
         recording. Quotes are the speakers' words, under the licence that each states; name the speaker and the podcast when you use one.\n\n\
         ## Data\n\n",
    );
    let at = |path: &str| views.address.permalink(path);
    for (name, path) in [
        ("The newest day as JSON", "api/latest.json"),
        ("All days as JSON", "api/days.json"),
        ("The JSON's schema", "api/schema.json"),
        ("Feed of days", "feed.xml"),
        ("Feed of insights", "insights/feed.xml"),
        ("The podcasts, as OPML", "podcasts.opml"),
    ] {
        writeln!(text, "- [{name}]({})", at(path)).ok();
    }
    text.push_str("\n## Days\n\n");
    for n in published.iter().rev().take(30) {
        let front = &views.library.days[*n].post.front;
        writeln!(text, "- [{}]({}): {}", front.date, at(&address::day(front.date)), line(&front.title)).ok();
    }
    text
}

fn manifest(site: &SiteView) -> anyhow::Result<String> {
    let text = json!({
        "name": site.title, "short_name": site.title, "description": site.description, "lang": site.language, "dir": site.direction,
        "start_url": format!("{}/", site.prefix), "scope": format!("{}/", site.prefix), "display": "minimal-ui",
        "icons": [{ "src": format!("{}/favicon.svg", site.prefix), "sizes": "any", "type": "image/svg+xml" }],
    });
    Ok(serde_json::to_string_pretty(&text)? + "\n")
}

/// Headers, in the form that the usual hosts of static sites read.
fn headers(site: &SiteView) -> String {
    let prefix = &site.prefix;
    format!(
        "{prefix}/*\n  Content-Security-Policy: {}; frame-ancestors 'self'\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         X-Content-Type-Options: nosniff\n  Permissions-Policy: camera=(), geolocation=(), microphone=(), interest-cohort=()\n\
         {prefix}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n{prefix}/api/*\n  Access-Control-Allow-Origin: *\n",
        site.policy
    )
}

/// Who is to be told of a hole (RFC 9116); nobody if the owner names no contact. It runs out a year after the newest post, since a site
/// that is no longer written is no longer watched.
fn security(views: &Views, config: &Site) -> Option<String> {
    let contact = config.contact.as_deref()?.trim();
    let newest = views.library.days.last()?.post.front.date;
    let contact = if contact.contains('@') && !contact.contains(':') { format!("mailto:{contact}") } else { contact.to_owned() };
    let expires = newest.checked_add(365.days()).ok()?;
    Some(format!(
        "Contact: {contact}\nExpires: {expires}T00:00:00.000Z\nPreferred-Languages: {}\nCanonical: {}\n",
        config.language,
        views.address.permalink(".well-known/security.txt")
    ))
}
