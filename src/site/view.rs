//! Posts and shelves as templates see them. What many pages print is made once, in [`Views::new`]; the rest when its page is.

use super::{
    address::{self, Address},
    archive,
    language::Language,
    library::{Insight, Library},
    page::{
        DateView, DaySummary, DayView, EpisodeEntry, EpisodeView, InsightSummary, InsightView, Link, MonthView, PodcastView, ShelfView,
        SourceView,
    },
    shelf::{self, Shelf, Shelves},
    source::{self, Art},
};
use crate::{
    markdown::{self, Place},
    model::{Source, Status},
    template::Shared,
    text,
};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Insights that a page lists as related, at most.
const RELATED: usize = 10;
/// Words that people read in a minute.
const WORDS_A_MINUTE: usize = 220;

/// Everything that views are made from.
#[derive(Debug)]
pub struct Views<'a> {
    /// The posts.
    pub library: &'a Library<'a>,
    /// Where the site lies.
    pub address: &'a Address,
    /// Its language.
    pub language: &'a Language,
    /// Months with their calendars, by their first day.
    pub months: BTreeMap<Date, Shared<MonthView>>,
    related: &'a BTreeMap<String, Vec<String>>,
    touched: &'a BTreeSet<String>,
    /// For each insight that has any, those that pull the other way, by their places.
    tension: BTreeMap<usize, BTreeSet<usize>>,
    dates: Vec<Shared<DateView>>,
    podcasts: Vec<Shared<Link>>,
    topics: Vec<Shared<Link>>,
    people: Vec<Shared<Link>>,
    art: Vec<Art>,
    summaries: Vec<Shared<InsightSummary>>,
}

/// Both ends of every pair that an editor marked.
fn tension(library: &Library<'_>) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut pairs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (n, insight) in library.insights.iter().enumerate() {
        for other in insight.section.source.iter().flat_map(|source| &source.tension) {
            if let Some(other) = library.find(other).filter(|other| *other != n) {
                pairs.entry(n).or_default().insert(other);
                pairs.entry(other).or_default().insert(n);
            }
        }
    }
    pairs
}

impl<'a> Views<'a> {
    /// Makes what many pages print.
    pub fn new(
        library: &'a Library<'a>,
        (address, language): (&'a Address, &'a Language),
        related: &'a BTreeMap<String, Vec<String>>,
        touched: &'a BTreeSet<String>,
    ) -> Self {
        let links = |shelves: &Shelves, path: fn(&str) -> String| {
            let link = |shelf: &Shelf| Shared::new(Link { name: shelf.name.clone(), url: address.url(&path(&shelf.slug)) });
            shelves.all().iter().map(link).collect::<Vec<_>>()
        };
        let mut views = Self {
            months: archive::months(library, address, language),
            dates: library.days.iter().map(|day| Shared::new(language.date(day.post.front.date))).collect(),
            podcasts: links(&library.podcasts, address::podcast),
            topics: links(&library.topics, address::topic),
            people: links(&library.people, address::person),
            art: library.podcasts.all().iter().map(|shelf| Art::new(&shelf.name, &shelf.slug)).collect(),
            summaries: Vec::new(),
            library,
            address,
            language,
            related,
            touched,
            tension: tension(library),
        };
        views.summaries = library.insights.par_iter().map(|insight| Shared::new(views.summary(insight))).collect();
        views
    }

    /// A day's date.
    pub fn date(&self, day: usize) -> &Shared<DateView> {
        &self.dates[day]
    }

    /// Whether a day is a draft.
    pub fn is_draft(&self, day: usize) -> bool {
        self.library.days[day].post.front.status == Status::Draft
    }

    /// A day in full. Links in its Markdown that start with `/` get `base`.
    pub fn day(&self, number: usize, base: &str) -> DayView {
        let day = &self.library.days[number];
        let post = day.post;
        let path = address::day(post.front.date);
        let link = |n: usize| self.library.days.get(n).map(|_| self.day_link(n));
        let words: usize = day.insights.clone().map(|n| self.words(n)).sum();
        DayView {
            date: self.dates[number].clone(),
            title: post.front.title.clone(),
            summary: post.front.summary.clone().unwrap_or_default(),
            url: self.address.url(&path),
            permalink: self.address.permalink(&path),
            opening_html: markdown::to_html(&post.opening, Place { base, anchor: "opening" }),
            insights: day.insights.clone().map(|n| Shared::new(self.insight(n, base))).collect(),
            draft: self.is_draft(number),
            minutes: (words + text::count_words(&post.opening)).div_ceil(WORDS_A_MINUTE).max(1),
            extra: post.front.extra.clone(),
            previous: number.checked_sub(1).and_then(link),
            next: link(number + 1),
        }
    }

    /// A day as lists print it.
    pub fn day_summary(&self, number: usize) -> DaySummary {
        let day = &self.library.days[number];
        let headline = |n: usize| {
            let section = self.library.insights[n].section;
            Link { name: section.headline.clone(), url: self.address.url(&address::insight(&section.slug)) }
        };
        DaySummary {
            date: self.dates[number].clone(),
            title: day.post.front.title.clone(),
            summary: day.post.front.summary.clone().unwrap_or_default(),
            url: self.address.url(&address::day(day.post.front.date)),
            headlines: day.insights.clone().map(headline).collect(),
            draft: self.is_draft(number),
        }
    }

    /// The rest of an insight's day.
    pub fn others(&self, number: usize) -> Vec<Shared<InsightSummary>> {
        let day = &self.library.days[self.library.insights[number].day];
        day.insights.clone().filter(|n| *n != number).map(|n| self.summaries[n].clone()).collect()
    }

    /// A podcast; without its insights in lists.
    pub fn podcast(&self, number: usize, insights: Vec<Shared<InsightSummary>>) -> PodcastView {
        let shelf = &self.library.podcasts.all()[number];
        let newest = &self.library.insights[shelf.insights[0]];
        // The newest insight that states the feed's address knows best where it is now.
        let feeds = shelf.insights.iter().filter_map(|n| self.library.insights[*n].section.source.as_ref()?.feed.as_deref());
        PodcastView {
            name: shelf.name.clone(),
            url: self.podcasts[number].url.clone(),
            feed: feeds.map(|feed| source::safe(Some(feed))).find(|feed| !feed.is_empty()).unwrap_or_default(),
            initials: self.art[number].initials.clone(),
            hue: self.art[number].hue,
            count: shelf.insights.len(),
            latest: self.dates[newest.day].clone(),
            insights,
            episodes: Vec::new(),
        }
    }

    /// A podcast's episodes that have a page, the newest first.
    pub fn episodes_of(&self, podcast: usize) -> Vec<Link> {
        let mut seen = BTreeSet::new();
        let insights = &self.library.podcasts.all()[podcast].insights;
        let episodes = insights.iter().filter_map(|n| self.library.insights[*n].episode).filter(|episode| seen.insert(*episode));
        episodes.map(|episode| self.episode_link(episode)).collect()
    }

    /// An episode with its insights.
    pub fn episode(&self, number: usize) -> EpisodeView {
        let episode = &self.library.episodes[number];
        let source = |n: usize| self.library.insights[n].section.source.as_ref();
        // What the newest insight states is likelier to be true still.
        let stated = |of: fn(&Source) -> Option<&str>| {
            let stated = episode.insights.iter().rev().filter_map(|n| of(source(*n)?));
            stated.map(|address| source::safe(Some(address))).find(|address| !address.is_empty()).unwrap_or_default()
        };
        let mut order = episode.insights.clone();
        let moment = |n: &usize| source(*n).and_then(|source| source.start).unwrap_or(f64::INFINITY);
        order.sort_by(|a, b| moment(a).total_cmp(&moment(b)).then(a.cmp(b)));
        let mut seen = BTreeSet::new();
        let speakers = order.iter().filter_map(|n| self.library.insights[*n].speaker).filter(|person| seen.insert(*person));
        let entry = |n: &usize| {
            let view =
                source(*n).map(|source| source::view(source, self.podcasts[episode.podcast].clone(), None, &self.art[episode.podcast]));
            let (time, seconds, audio_at) = view.map(|view| (view.time, view.seconds, view.audio_at)).unwrap_or_default();
            EpisodeEntry { insight: self.summaries[*n].clone(), time, seconds, audio_at }
        };
        let Link { name, url } = self.episode_link(number);
        EpisodeView {
            title: name,
            url,
            permalink: self.address.permalink(&address::episode(&episode.slug)),
            podcast: self.podcasts[episode.podcast].clone(),
            initials: self.art[episode.podcast].initials.clone(),
            hue: self.art[episode.podcast].hue,
            link: stated(|source| source.link.as_deref()),
            audio: stated(|source| source.audio.as_deref()),
            speakers: speakers.map(|person| self.people[person].clone()).collect(),
            insights: order.iter().map(entry).collect(),
        }
    }

    fn episode_link(&self, number: usize) -> Link {
        let episode = &self.library.episodes[number];
        let newest = episode.insights.last().and_then(|n| self.library.insights[*n].section.source.as_ref());
        let name = shelf::one_line(newest.map_or("", |source| source.episode.as_str()));
        Link { name, url: self.address.url(&address::episode(&episode.slug)) }
    }

    /// A topic; without its insights in lists.
    pub fn topic(&self, number: usize, insights: Vec<Shared<InsightSummary>>) -> ShelfView {
        let shelf = &self.library.topics.all()[number];
        let url = self.topics[number].url.clone();
        ShelfView { name: shelf.name.clone(), url, count: shelf.insights.len(), insights, podcasts: Vec::new() }
    }

    /// A person with the podcasts that they are heard on, the most recent first; without their insights in lists.
    pub fn person(&self, number: usize, insights: Vec<Shared<InsightSummary>>) -> ShelfView {
        let shelf = &self.library.people.all()[number];
        let mut seen = BTreeSet::new();
        let heard = shelf.insights.iter().filter_map(|n| self.library.insights[*n].podcast).filter(|podcast| seen.insert(*podcast));
        let podcasts = heard.map(|podcast| self.podcasts[podcast].clone()).collect();
        ShelfView { name: shelf.name.clone(), url: self.people[number].url.clone(), count: shelf.insights.len(), insights, podcasts }
    }

    /// A shelf's insights, newest first.
    pub fn shelved(&self, shelf: &Shelf) -> Vec<Shared<InsightSummary>> {
        shelf.insights.iter().map(|n| self.summaries[*n].clone()).collect()
    }

    fn day_link(&self, number: usize) -> Link {
        let front = &self.library.days[number].post.front;
        Link { name: front.title.clone(), url: self.address.url(&address::day(front.date)) }
    }

    /// An insight as lists print it.
    pub fn summary_of(&self, number: usize) -> &InsightSummary {
        &self.summaries[number]
    }

    /// An insight's claim as text on one line.
    pub fn text_of(&self, number: usize) -> &str {
        &self.summaries[number].body_text
    }

    /// An insight; links in its words that start at the root get `base` before them.
    pub fn insight(&self, number: usize, base: &str) -> InsightView {
        let insight = &self.library.insights[number];
        let section = insight.section;
        let path = address::insight(&section.slug);
        let html = |markdown: &str, anchor: &str| markdown::to_html(markdown, Place { base, anchor });
        InsightView {
            number: number - self.library.days[insight.day].insights.start + 1,
            slug: section.slug.clone(),
            url: self.address.url(&path),
            permalink: self.address.permalink(&path),
            headline: section.headline.clone(),
            body_html: html(&section.body, &section.slug),
            body_text: self.summaries[number].body_text.clone(),
            quote: section.quote.clone(),
            after_html: html(&section.after, &format!("{}-after", section.slug)),
            source: section.source.as_ref().zip(insight.podcast).map(|(source, podcast)| SourceView {
                episode_url: insight.episode.map(|n| self.episode_link(n).url).unwrap_or_default(),
                ..source::view(source, self.podcasts[podcast].clone(), self.speaker(insight), &self.art[podcast])
            }),
            topics: insight.topics.iter().map(|n| self.topics[*n].clone()).collect(),
            day: self.day_link(insight.day),
            date: self.dates[insight.day].clone(),
            draft: self.is_draft(insight.day),
            edited: self.touched.contains(&section.slug),
            related: self.related(&section.slug),
            tension: self.tension.get(&number).into_iter().flatten().map(|n| self.summaries[*n].clone()).collect(),
        }
    }

    fn summary(&self, insight: &Insight) -> InsightSummary {
        InsightSummary {
            url: self.address.url(&address::insight(&insight.section.slug)),
            headline: insight.section.headline.clone(),
            body_text: markdown::to_text(&insight.section.body),
            podcast: insight.podcast.map(|n| self.podcasts[n].clone()),
            speaker: insight.speaker.map(|n| self.people[n].name.clone()).unwrap_or_default(),
            date: self.dates[insight.day].clone(),
            draft: self.is_draft(insight.day),
        }
    }

    fn speaker(&self, insight: &Insight) -> Option<Shared<Link>> {
        insight.speaker.map(|n| self.people[n].clone())
    }

    /// Only insights that are in this build: what was related may since have been deleted, or be a draft.
    fn related(&self, slug: &str) -> Vec<Shared<InsightSummary>> {
        let near = self.related.get(slug).map(Vec::as_slice).unwrap_or_default();
        near.iter()
            .filter(|other| *other != slug)
            .filter_map(|other| self.library.find(other))
            .take(RELATED)
            .map(|n| self.summaries[n].clone())
            .collect()
    }

    fn words(&self, number: usize) -> usize {
        let section = self.library.insights[number].section;
        let texts =
            [section.headline.as_str(), &self.summaries[number].body_text, section.quote.as_deref().unwrap_or_default(), &section.after];
        texts.into_iter().map(text::count_words).sum()
    }
}
