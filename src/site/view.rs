//! Posts and shelves as templates see them. What many pages print is made once, in [`Views::new`]; the rest when its page is.

use super::{
    address::{self, Address},
    archive,
    language::Language,
    library::{Insight, Library, Spot},
    page::{
        DateView, DaySummary, DayView, EpisodeEntry, EpisodeView, InsightSummary, InsightView, Link, MonthView, PodcastView, ShelfView,
        SourceView,
    },
    shelf::{self, Shelf},
    source::{self, Art},
};
use crate::{
    markdown::{self, Place},
    model::{Source, Status},
    template::Shared,
    text,
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

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
    related: &'a Related,
    touched: &'a BTreeSet<String>,
    /// For each insight that has any, those that pull the other way, by their places.
    tension: BTreeMap<usize, BTreeSet<usize>>,
    months: BTreeMap<Date, OnceLock<Shared<MonthView>>>,
    dates: Vec<OnceLock<Shared<DateView>>>,
    podcasts: Vec<OnceLock<Shared<Link>>>,
    topics: Vec<OnceLock<Shared<Link>>>,
    people: Vec<OnceLock<Shared<Link>>>,
    art: Vec<Art>,
    summaries: Vec<OnceLock<Shared<InsightSummary>>>,
}

/// For each post, in the order in which the site gets them, and for each of its sections: those that speak of the same, nearest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Related(pub Vec<Vec<Vec<Spot>>>);

/// As many values as are needed, each made when it is first asked for.
fn empty<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
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
    /// Gets ready to make what many pages print, each once and only if one needs it.
    pub fn new(
        library: &'a Library<'a>,
        (address, language): (&'a Address, &'a Language),
        related: &'a Related,
        touched: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            months: library.months.keys().map(|month| (*month, OnceLock::new())).collect(),
            dates: empty(library.days.len()),
            podcasts: empty(library.podcasts.all().len()),
            topics: empty(library.topics.all().len()),
            people: empty(library.people.all().len()),
            art: library.podcasts.all().iter().map(|shelf| Art::new(&shelf.name, &shelf.slug)).collect(),
            summaries: empty(library.insights.len()),
            library,
            address,
            language,
            related,
            touched,
            tension: tension(library),
        }
    }

    /// A day's date.
    pub fn date(&self, day: usize) -> &Shared<DateView> {
        self.dates[day].get_or_init(|| Shared::new(self.language.date(self.library.days[day].post.front.date)))
    }

    /// A month with its calendar, by its first day.
    pub fn month(&self, first: Date) -> Option<&Shared<MonthView>> {
        let month = self.months.get(&first)?;
        Some(month.get_or_init(|| Shared::new(archive::month(self.library, self.address, self.language, first))))
    }

    /// Insights that pull the other way.
    pub fn tension_of(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        self.tension.get(&number).into_iter().flatten().copied()
    }

    /// Whether a person changed the insight since it was generated.
    pub fn is_edited(&self, number: usize) -> bool {
        self.touched.contains(&self.library.insights[number].section.slug)
    }

    fn podcast_link(&self, number: usize) -> &Shared<Link> {
        self.podcasts[number].get_or_init(|| self.shelf_link(&self.library.podcasts.all()[number], address::podcast))
    }

    fn topic_link(&self, number: usize) -> &Shared<Link> {
        self.topics[number].get_or_init(|| self.shelf_link(&self.library.topics.all()[number], address::topic))
    }

    fn person_link(&self, number: usize) -> &Shared<Link> {
        self.people[number].get_or_init(|| self.shelf_link(&self.library.people.all()[number], address::person))
    }

    fn shelf_link(&self, shelf: &Shelf, path: fn(&str) -> String) -> Shared<Link> {
        Shared::new(Link { name: shelf.name.clone(), url: self.address.url(&path(&shelf.slug)) })
    }

    fn summary_view(&self, number: usize) -> &Shared<InsightSummary> {
        self.summaries[number].get_or_init(|| Shared::new(self.summary(&self.library.insights[number])))
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
            date: self.date(number).clone(),
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
            date: self.date(number).clone(),
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
        day.insights.clone().filter(|n| *n != number).map(|n| self.summary_view(n).clone()).collect()
    }

    /// A podcast; without its insights in lists.
    pub fn podcast(&self, number: usize, insights: Vec<Shared<InsightSummary>>) -> PodcastView {
        let shelf = &self.library.podcasts.all()[number];
        let newest = &self.library.insights[shelf.insights[0]];
        PodcastView {
            name: shelf.name.clone(),
            url: self.podcast_link(number).url.clone(),
            feed: self.feed_of(number),
            initials: self.art[number].initials.clone(),
            hue: self.art[number].hue,
            count: shelf.insights.len(),
            latest: self.date(newest.day).clone(),
            insights,
            episodes: Vec::new(),
        }
    }

    /// The address of a podcast's feed, or empty. The newest insight that states it knows best where it is now.
    pub fn feed_of(&self, podcast: usize) -> String {
        let insights = &self.library.podcasts.all()[podcast].insights;
        let feeds = insights.iter().filter_map(|n| self.library.insights[*n].section.source.as_ref()?.feed.as_deref());
        feeds.map(|feed| source::safe(Some(feed))).find(|feed| !feed.is_empty()).unwrap_or_default()
    }

    /// The podcasts that a person is heard on, the most recent first.
    pub fn heard_on(&self, person: usize) -> Vec<usize> {
        let mut heard: Vec<usize> = Vec::new();
        for podcast in self.library.people.all()[person].insights.iter().filter_map(|n| self.library.insights[*n].podcast) {
            if !heard.contains(&podcast) {
                heard.push(podcast);
            }
        }
        heard
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
                source(*n).map(|source| source::view(source, self.podcast_link(episode.podcast).clone(), None, &self.art[episode.podcast]));
            let (time, seconds, audio_at) = view.map(|view| (view.time, view.seconds, view.audio_at)).unwrap_or_default();
            EpisodeEntry { insight: self.summary_view(*n).clone(), time, seconds, audio_at }
        };
        let Link { name, url } = self.episode_link(number);
        EpisodeView {
            title: name,
            url,
            permalink: self.address.permalink(&address::episode(&episode.slug)),
            podcast: self.podcast_link(episode.podcast).clone(),
            initials: self.art[episode.podcast].initials.clone(),
            hue: self.art[episode.podcast].hue,
            link: stated(|source| source.link.as_deref()),
            audio: stated(|source| source.audio.as_deref()),
            speakers: speakers.map(|person| self.person_link(person).clone()).collect(),
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
        let url = self.topic_link(number).url.clone();
        ShelfView { name: shelf.name.clone(), url, count: shelf.insights.len(), insights, podcasts: Vec::new() }
    }

    /// A person with the podcasts that they are heard on, the most recent first; without their insights in lists.
    pub fn person(&self, number: usize, insights: Vec<Shared<InsightSummary>>) -> ShelfView {
        let shelf = &self.library.people.all()[number];
        let podcasts = self.heard_on(number).into_iter().map(|podcast| self.podcast_link(podcast).clone()).collect();
        ShelfView { name: shelf.name.clone(), url: self.person_link(number).url.clone(), count: shelf.insights.len(), insights, podcasts }
    }

    /// Insights as lists print them.
    pub fn summaries(&self, numbers: &[usize]) -> Vec<Shared<InsightSummary>> {
        numbers.iter().map(|n| self.summary_view(*n).clone()).collect()
    }

    fn day_link(&self, number: usize) -> Link {
        let front = &self.library.days[number].post.front;
        Link { name: front.title.clone(), url: self.address.url(&address::day(front.date)) }
    }

    /// An insight as lists print it.
    pub fn summary_of(&self, number: usize) -> &InsightSummary {
        self.summary_view(number)
    }

    /// An insight's claim as text on one line.
    pub fn text_of(&self, number: usize) -> &str {
        &self.summary_view(number).body_text
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
            body_text: self.summary_view(number).body_text.clone(),
            quote: section.quote.clone(),
            after_html: html(&section.after, &format!("{}-after", section.slug)),
            source: section.source.as_ref().zip(insight.podcast).map(|(source, podcast)| SourceView {
                episode_url: insight.episode.map(|n| self.episode_link(n).url).unwrap_or_default(),
                ..source::view(source, self.podcast_link(podcast).clone(), self.speaker(insight), &self.art[podcast])
            }),
            topics: insight.topics.iter().map(|n| self.topic_link(*n).clone()).collect(),
            day: self.day_link(insight.day),
            date: self.date(insight.day).clone(),
            draft: self.is_draft(insight.day),
            edited: self.is_edited(number),
            related: self.related(number),
            tension: self.tension_of(number).map(|n| self.summary_view(n).clone()).collect(),
        }
    }

    fn summary(&self, insight: &Insight) -> InsightSummary {
        InsightSummary {
            url: self.address.url(&address::insight(&insight.section.slug)),
            headline: insight.section.headline.clone(),
            body_text: markdown::to_text(&insight.section.body),
            podcast: insight.podcast.map(|n| self.podcast_link(n).clone()),
            speaker: insight.speaker.map(|n| self.person_link(n).name.clone()).unwrap_or_default(),
            date: self.date(insight.day).clone(),
            draft: self.is_draft(insight.day),
        }
    }

    fn speaker(&self, insight: &Insight) -> Option<Shared<Link>> {
        insight.speaker.map(|n| self.person_link(n).clone())
    }

    /// Only insights that are in this build: what was related may be a draft.
    fn related(&self, number: usize) -> Vec<Shared<InsightSummary>> {
        self.related_to(number).map(|n| self.summary_view(n).clone()).collect()
    }

    /// The insights that a page lists as related.
    pub fn related_to(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let insight = &self.library.insights[number];
        let day = &self.library.days[insight.day];
        let near = self.related.0.get(day.place).and_then(|sections| sections.get(number - day.insights.start));
        near.into_iter().flatten().filter_map(|spot| self.library.at(*spot)).filter(move |n| *n != number).take(RELATED)
    }

    fn words(&self, number: usize) -> usize {
        let section = self.library.insights[number].section;
        let texts =
            [section.headline.as_str(), &self.summary_view(number).body_text, section.quote.as_deref().unwrap_or_default(), &section.after];
        texts.into_iter().map(text::count_words).sum()
    }
}
