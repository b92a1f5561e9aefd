//! Pages out of views: what stands in the head of each, and which variables its template gets.

use super::{
    address, archive,
    card::Cards,
    letters::{FOREMOST, Letter},
    machines,
    page::{DayView, InsightView, LetterView, Link, PageView, SiteView},
    plan::{self, Page, Shelved, What},
    schema,
    shelf::Shelf,
    text_page::TextPage,
    view::Views,
};
use crate::{
    markdown::{self, Place},
    template::{Shared, Templates, Variables},
};
use anyhow::Context;
use jiff::civil::Date;
use std::ops::Range;

/// Days that home lists below the newest.
pub const DAYS_ON_HOME: usize = 14;

/// A file of the site: its path below the root, and what it holds.
pub type File = (String, String);

/// Prints pages.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// What every page knows.
    pub site: &'a SiteView,
    /// What pages are made of.
    pub views: &'a Views<'a>,
    /// What prints them.
    pub templates: &'a Templates,
    /// The text pages.
    pub texts: &'a [TextPage],
    /// Images for where pages are shared.
    pub cards: &'a Cards,
}

impl Renderer<'_> {
    /// Prints a page. A day brings its insights' pages along, for they share its views, and they alone print nothing.
    ///
    /// # Errors
    /// A template that the theme lacks or that cannot be printed. The message names the page, and file, line and column.
    pub fn render(&self, page: &Page) -> anyhow::Result<Vec<File>> {
        match page.what {
            What::Day(n) => self.day(page, n),
            What::Insight(_) => Ok(Vec::new()),
            What::Text(n) => Ok(vec![self.text(page, &self.texts[n])?]),
            What::Gone(n) => Ok(vec![self.gone(page, &self.texts[n])?]),
            What::Home => Ok(vec![self.home(page)?]),
            What::Episode(n) => Ok(vec![self.episode(page, n)?]),
            What::Archive | What::Year(_) | What::Month(_) => Ok(vec![self.archive(page)?]),
            What::Missing => {
                let head = PageView { hidden: true, ..self.head(page, self.say("not_found"), Vec::new()) };
                Ok(vec![self.print(page, head, Variables::default())?])
            }
            _ => Ok(vec![self.shelf(page)?]),
        }
    }

    fn home(&self, page: &Page) -> anyhow::Result<File> {
        let count = self.views.library.days.len();
        let today = count.checked_sub(1).map(|newest| self.views.day(newest, &self.site.prefix));
        let before = (0..count.saturating_sub(1)).rev().take(DAYS_ON_HOME);
        let days: Vec<_> = before.map(|n| self.views.day_summary(n)).collect();
        let head = PageView {
            description: self.site.description.clone(),
            json_ld: schema::home(self.site),
            date: today.as_ref().map(|today| today.date.clone()),
            ..self.head(page, &self.site.title, Vec::new())
        };
        self.print(page, head, Variables::default().with_some("today", today.as_ref()).with("days", &days))
    }

    fn day(&self, page: &Page, number: usize) -> anyhow::Result<Vec<File>> {
        let day = self.views.day(number, &self.site.prefix);
        let mut files = Vec::with_capacity(1 + day.insights.len());
        for (n, insight) in self.views.library.days[number].insights.clone().zip(&day.insights) {
            files.push(self.insight(n, insight, &self.views.others(n))?);
        }
        let date = self.views.library.days[number].post.front.date;
        let crumbs = vec![
            self.link("archive", "archive/"),
            self.crumb(date.year().to_string(), &address::year(date.year())),
            self.crumb(self.views.language.month(date.month()).to_owned(), &address::month(date)),
            self.crumb(day.date.medium.clone(), &page.path),
        ];
        let head = PageView {
            description: description(&day),
            json_ld: schema::day(self.site, &day, self.cards.day(number), &crumbs),
            hidden: day.draft,
            date: Some(day.date.clone()),
            ..self.head(page, &day.title, crumbs)
        };
        if !day.draft {
            files.extend(machines::of_day(self.site, &day)?);
        }
        files.push(self.print(page, head, Variables::default().with("day", &day))?);
        Ok(files)
    }

    fn insight<T: serde::Serialize>(&self, number: usize, insight: &Shared<InsightView>, others: &T) -> anyhow::Result<File> {
        let page = Page { path: address::insight(&insight.slug), what: What::Insight(number) };
        let crumbs = vec![
            Link { name: insight.date.medium.clone(), url: insight.day.url.clone() },
            Link { name: insight.headline.clone(), url: insight.url.clone() },
        ];
        let described = if insight.body_text.is_empty() { insight.quote.as_deref().unwrap_or_default() } else { &insight.body_text };
        let head = PageView {
            description: described.to_owned(),
            json_ld: schema::insight(self.site, insight, self.cards.insight(number), &crumbs),
            hidden: insight.draft,
            date: Some(insight.date.clone()),
            ..self.head(&page, &insight.headline, crumbs)
        };
        self.print(&page, head, Variables::default().with("insight", insight).with("others", others))
    }

    fn episode(&self, page: &Page, number: usize) -> anyhow::Result<File> {
        let episode = self.views.episode(number);
        let above = vec![self.link("podcasts", "podcasts/"), Link::clone(&episode.podcast)];
        let head = self.below(page, above, episode.title.clone());
        let head = PageView {
            description: episode.insights.iter().map(|entry| entry.insight.headline.as_str()).collect::<Vec<_>>().join(" · "),
            json_ld: schema::episode(self.site, &episode, &head.breadcrumbs),
            ..head
        };
        self.print(page, head, Variables::default().with("episode", &episode))
    }

    /// Podcasts, topics and people: their lists, and each of them.
    fn shelf(&self, page: &Page) -> anyhow::Result<File> {
        let (views, library) = (self.views, self.views.library);
        let plain = Variables::default();
        let (name, above, variables) = match page.what {
            What::Feeds => {
                let podcasts: Vec<_> = library.podcasts.by_name().into_iter().map(|n| views.podcast(n, Vec::new())).collect();
                let topics: Vec<_> = library.topics.by_size().into_iter().map(|n| views.topic(n, Vec::new())).collect();
                let people: Vec<_> = library.people.by_size().into_iter().map(|n| views.person(n, Vec::new())).collect();
                let variables = plain.with("podcasts", &podcasts).with("topics", &topics).with("people", &people);
                (self.say("feeds").to_owned(), None, variables)
            }
            What::Search => {
                let list: Vec<_> = library.topics.by_size().into_iter().map(|n| views.topic(n, Vec::new())).collect();
                (self.say("search").to_owned(), None, plain.with("topics", &list))
            }
            What::Podcasts => self.list(Shelved::Podcast, None),
            What::Topics => self.list(Shelved::Topic, None),
            What::People => self.list(Shelved::Person, None),
            What::Letter(kind, n) => self.list(kind, Some(n)),
            What::Podcast(n) => self.shelf_view(Shelved::Podcast, n, None),
            What::Topic(n) => self.shelf_view(Shelved::Topic, n, None),
            What::Person(n) => self.shelf_view(Shelved::Person, n, None),
            What::Part(kind, n, part) => self.shelf_view(kind, n, Some(part)),
            other => unreachable!("{other:?} is no shelf"),
        };
        let head = self.below(page, above.into_iter().collect(), name);
        let (newer, older) = self.neighbours(page.what);
        self.print(page, PageView { newer, older, ..head }, variables)
    }

    /// Name, the list above, and the variables of a list of shelves: all, or, if there are too many, the foremost or those of a letter.
    fn list(&self, kind: Shelved, letter: Option<usize>) -> (String, Option<Link>, Variables) {
        let (views, library) = (self.views, self.views.library);
        let (key, path) = match kind {
            Shelved::Podcast => ("podcasts", "podcasts/"),
            Shelved::Topic => ("topics", "topics/"),
            Shelved::Person => ("people", "people/"),
        };
        let (shelves, letters) = (library.shelves(kind), library.letters(kind));
        let shown = match letter {
            Some(n) => letters[n].shelves.clone(),
            None if !letters.is_empty() => shelves.by_size().into_iter().take(FOREMOST).collect(),
            None if kind == Shelved::Topic => shelves.by_size(),
            None => shelves.by_name(),
        };
        let total = letter.map_or(shelves.all().len(), |n| letters[n].shelves.len());
        let link = |(n, other): (usize, &Letter)| LetterView {
            name: other.name.clone(),
            url: views.address.url(&address::letter(path, &other.slug)),
            here: letter == Some(n),
        };
        let letters_shown: Vec<LetterView> = letters.iter().enumerate().map(link).collect();
        let plain = Variables::default().with("total", &total).with("letters", &letters_shown);
        let variables = match kind {
            Shelved::Podcast => plain.with(key, &shown.into_iter().map(|n| views.podcast(n, Vec::new())).collect::<Vec<_>>()),
            Shelved::Topic => plain.with(key, &shown.into_iter().map(|n| views.topic(n, Vec::new())).collect::<Vec<_>>()),
            Shelved::Person => plain.with(key, &shown.into_iter().map(|n| views.person(n, Vec::new())).collect::<Vec<_>>()),
        };
        let name = self.say(key).to_owned();
        match letter {
            Some(n) => (format!("{name}: {}", letters[n].name), Some(self.link(key, path)), variables),
            None => (name, None, variables),
        }
    }

    /// Name, the list above, and the variables of a shelf: its newest insights, or an older part of them.
    fn shelf_view(&self, kind: Shelved, n: usize, part: Option<usize>) -> (String, Option<Link>, Variables) {
        let (views, library) = (self.views, self.views.library);
        let shown = |shelf: &Shelf| views.summaries(&shelf.insights[plan::range(shelf.insights.len(), part)]);
        let plain = Variables::default();
        let named = |name: &str| part.map_or_else(|| name.to_owned(), |part| format!("{name} {part}"));
        match kind {
            Shelved::Podcast => {
                let mut view = views.podcast(n, shown(&library.podcasts.all()[n]));
                match part {
                    None => view.episodes = views.episodes_of(n),
                    Some(_) => {
                        let newest = library.podcasts.all()[n].insights[plan::range(view.count, part).start];
                        view.latest = views.date(library.insights[newest].day).clone();
                        view.count = view.insights.len();
                    }
                }
                (named(&view.name), Some(self.link("podcasts", "podcasts/")), plain.with("podcast", &view))
            }
            Shelved::Topic => {
                let mut view = views.topic(n, shown(&library.topics.all()[n]));
                view.count = part.map_or(view.count, |_| view.insights.len());
                (named(&view.name), Some(self.link("topics", "topics/")), plain.with("topic", &view))
            }
            Shelved::Person => {
                let mut view = views.person(n, shown(&library.people.all()[n]));
                view.count = part.map_or(view.count, |_| view.insights.len());
                (named(&view.name), Some(self.link("people", "people/")), plain.with("person", &view))
            }
        }
    }

    /// Where a shelf's list goes on from a page: newer, and older.
    fn neighbours(&self, what: What) -> (Option<Link>, Option<Link>) {
        let (kind, n, part) = match what {
            What::Podcast(n) => (Shelved::Podcast, n, None),
            What::Topic(n) => (Shelved::Topic, n, None),
            What::Person(n) => (Shelved::Person, n, None),
            What::Part(kind, n, part) => (kind, n, Some(part)),
            _ => return (None, None),
        };
        let library = self.views.library;
        let shelf = &library.shelves(kind).all()[n];
        let path: fn(&str) -> String = match kind {
            Shelved::Podcast => address::podcast,
            Shelved::Topic => address::topic,
            Shelved::Person => address::person,
        };
        let (home, all) = (path(&shelf.slug), plan::parts(shelf.insights.len()));
        let to = |part: usize| self.crumb(format!("{} {part}", shelf.name), &address::part(&home, part));
        match part {
            None => (None, (all > 0).then(|| to(all))),
            Some(part) => {
                let newer = if part < all { to(part + 1) } else { self.crumb(shelf.name.clone(), &home) };
                (Some(newer), (part > 1).then(|| to(part - 1)))
            }
        }
    }

    fn archive(&self, page: &Page) -> anyhow::Result<File> {
        let above = self.link("archive", "archive/");
        match page.what {
            What::Year(number) => {
                let within = jiff::civil::date(number, 1, 1)..=jiff::civil::date(number, 12, 31);
                let year = archive::years(self.views, within).pop();
                let head = self.below(page, vec![above], number.to_string());
                self.print(page, head, Variables::default().with_some("year", year.as_ref()))
            }
            What::Month(first) => {
                let year = self.crumb(first.year().to_string(), &address::year(first.year()));
                self.month(page, first, vec![above, year])
            }
            _ => self.print(
                page,
                self.below(page, Vec::new(), above.name),
                Variables::default().with("years", &archive::years(self.views, ..)),
            ),
        }
    }

    fn month(&self, page: &Page, first: Date, above: Vec<Link>) -> anyhow::Result<File> {
        let months = &self.views.library.months;
        let month = self.views.month(first).with_context(|| format!("no day of {first} has a post"))?;
        let link = |(first, _): (&Date, &Range<usize>)| self.views.month(*first).map(link_to);
        let variables = Variables::default()
            .with("month", month)
            .with("days", &months[&first].clone().rev().map(|n| self.views.day_summary(n)).collect::<Vec<_>>())
            .with_some("previous", months.range(..first).next_back().and_then(link).as_ref())
            .with_some("next", months.range(first..).nth(1).and_then(link).as_ref());
        self.print(page, self.below(page, above, month.name.clone()), variables)
    }

    fn text(&self, page: &Page, text: &TextPage) -> anyhow::Result<File> {
        let body = markdown::to_html(&text.body, Place { base: &self.site.prefix, anchor: "" });
        let head = PageView { description: text.description.clone(), ..self.below(page, Vec::new(), text.title.clone()) };
        self.print(page, head, Variables::default().with("body_html", &body))
    }

    /// The page of an insight that was taken down.
    fn gone(&self, page: &Page, text: &TextPage) -> anyhow::Result<File> {
        let date = text.gone.map(|on| self.views.language.date(on).medium).unwrap_or_default();
        let told = [self.say("taken_down_text").replace("{date}", &date), text.body.clone()];
        let paragraphs = told.iter().filter(|words| !words.is_empty()).map(|words| format!("<p>{}</p>", html_escape::encode_text(words)));
        let body = paragraphs.collect::<Vec<_>>().join("\n");
        let head = PageView { hidden: true, ..self.head(page, self.say("taken_down"), Vec::new()) };
        self.print(page, head, Variables::default().with("body_html", &body))
    }

    /// The head of a page that stands below others and is known by its name alone.
    fn below(&self, page: &Page, mut above: Vec<Link>, name: String) -> PageView {
        above.push(self.crumb(name.clone(), &page.path));
        PageView { json_ld: schema::plain(self.site, &above), ..self.head(page, &name, above) }
    }

    fn head(&self, page: &Page, title: &str, breadcrumbs: Vec<Link>) -> PageView {
        PageView {
            kind: page.what.kind(),
            title: title.to_owned(),
            description: String::new(),
            url: self.views.address.url(&page.path),
            permalink: self.views.address.permalink(&page.path),
            breadcrumbs,
            json_ld: String::new(),
            newer: None,
            older: None,
            feeds: match page.what {
                What::Podcast(_) | What::Topic(_) | What::Person(_) => self.views.address.url(&page.path),
                _ => String::new(),
            },
            hidden: false,
            image: match page.what {
                What::Day(n) => self.cards.day(n),
                What::Insight(n) => self.cards.insight(n),
                _ => self.cards.site(),
            }
            .cloned(),
            date: None,
        }
    }

    fn print(&self, page: &Page, head: PageView, variables: Variables) -> anyhow::Result<File> {
        let template = head.kind.template();
        let printed = self.templates.render(template, &variables.with("page", &head));
        Ok((page.file(), printed.with_context(|| format!("cannot print the page /{}", page.path))?))
    }

    fn say(&self, key: &str) -> &str {
        self.views.language.say(key)
    }

    fn link(&self, key: &str, path: &str) -> Link {
        self.crumb(self.say(key).to_owned(), path)
    }

    fn crumb(&self, name: String, path: &str) -> Link {
        Link { name, url: self.views.address.url(path) }
    }
}

/// The day's summary, or its headlines.
pub fn description(day: &DayView) -> String {
    if day.summary.is_empty() {
        day.insights.iter().map(|insight| insight.headline.as_str()).collect::<Vec<_>>().join(" · ")
    } else {
        day.summary.clone()
    }
}

fn link_to(month: &Shared<super::page::MonthView>) -> Link {
    Link { name: month.name.clone(), url: month.url.clone() }
}
