//! What each page depends on, as one fingerprint: a page whose fingerprint is that of an earlier build need not be printed again.
//!
//! A fingerprint covers everything that could reach the page, and may cover more: then the page is printed once in vain. All of it is made
//! of the [`Views`] that print the pages, so what a view shows in addition belongs here as well; `tests/incremental.rs` tells if it was
//! forgotten.

use super::{
    card::Cards,
    page::{ImageView, Kind},
    plan::{self, Page, Shelved, What},
    shelf::Shelf,
    sitemap,
    syndication::{self, Items},
    text_page::TextPage,
    view::Views,
};
use crate::{
    hash::{Print, Printer},
    template::Templates,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What tells a post from all others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostPrint {
    /// Fingerprint of all that it says but its sections.
    pub front: Print,
    /// For each section the fingerprint of its words.
    pub sections: Vec<Print>,
}

/// The fingerprints of a site.
#[derive(Debug)]
pub struct Prints<'a> {
    views: &'a Views<'a>,
    texts: &'a [TextPage],
    cards: &'a Cards,
    feed_length: usize,
    /// What everything depends on.
    world: Print,
    takedowns: Print,
    /// For each template that the site prints, its text with those of all that it uses.
    templates: BTreeMap<&'static str, Print>,
    /// For each day its front matter and opening.
    fronts: Vec<Print>,
    /// For each day what lists print of it.
    briefs: Vec<Print>,
    /// For each insight what lists and the search show of it.
    summaries: Vec<Print>,
    /// For each insight all that a page of its own shows.
    insights: Vec<Print>,
    /// For each podcast, topic and person what lists of them show.
    shelves: [Vec<Print>; 3],
}

/// What fingerprints are made from, besides the views.
#[derive(Debug)]
pub struct Ground<'a> {
    /// What tells posts apart, in the order in which the site got them.
    pub posts: &'a [PostPrint],
    /// What every page depends on, in words.
    pub world: String,
    /// What was taken down, in words.
    pub takedowns: String,
    /// The templates.
    pub templates: &'a Templates,
    /// The text pages.
    pub texts: &'a [TextPage],
    /// Images for where pages are shared.
    pub cards: &'a Cards,
    /// Items in a feed.
    pub feed_length: usize,
}

/// A fingerprint of what a function tells a printer.
fn made(of: impl FnOnce(&mut Printer)) -> Print {
    let mut printer = Printer::default();
    of(&mut printer);
    printer.done()
}

impl<'a> Prints<'a> {
    /// Makes the fingerprints that others are made of.
    pub fn new(views: &'a Views<'a>, ground: Ground<'a>) -> Self {
        let library = views.library;
        let fronts: Vec<Print> = library.days.iter().map(|day| ground.posts.get(day.place).map_or(0, |post| post.front)).collect();
        let mut prints = Self {
            views,
            texts: ground.texts,
            cards: ground.cards,
            feed_length: ground.feed_length,
            world: made(|p| {
                p.text(&ground.world);
                image(p, ground.cards.site());
            }),
            takedowns: made(|p| {
                p.text(&ground.takedowns);
            }),
            templates: Kind::ALL
                .map(Kind::template)
                .into_iter()
                .chain(["rss.xml", "atom.xml", "feed-item.html", "feed-insight.html", "sitemap.xml", "robots.txt"])
                .map(|name| (name, ground.templates.print_of(name)))
                .collect(),
            fronts,
            briefs: Vec::new(),
            summaries: Vec::new(),
            insights: Vec::new(),
            shelves: Default::default(),
        };
        prints.briefs = (0..library.days.len()).map(|n| prints.brief(n)).collect();
        prints.summaries = (0..library.insights.len()).into_par_iter().with_min_len(512).map(|n| prints.summary(n, ground.posts)).collect();
        prints.insights = (0..library.insights.len()).into_par_iter().with_min_len(512).map(|n| prints.insight(n)).collect();
        prints.shelves = [Shelved::Podcast, Shelved::Topic, Shelved::Person].map(|kind| prints.all_shelves(kind));
        prints
    }

    fn start(&self, templates: &[&str]) -> Printer {
        let mut printer = Printer::default();
        printer.print(self.world);
        for name in templates {
            printer.print(self.templates.get(name).copied().unwrap_or_default());
        }
        printer
    }

    fn brief(&self, number: usize) -> Print {
        let day = &self.views.library.days[number];
        made(|p| {
            p.print(self.fronts[number]);
            for section in &day.post.sections {
                p.text(&section.slug).text(&section.headline);
            }
        })
    }

    fn summary(&self, number: usize, posts: &[PostPrint]) -> Print {
        let library = self.views.library;
        let insight = &library.insights[number];
        let day = &library.days[insight.day];
        let section = posts.get(day.place).and_then(|post| post.sections.get(number - day.insights.start));
        made(|p| {
            p.print(section.copied().unwrap_or_default());
            // The day is shown with its insights, and whether it is a draft.
            p.print(self.day_line(insight.day));
            insight.podcast.iter().for_each(|n| link(p, &library.podcasts.all()[*n]));
            p.number(0);
            insight.speaker.iter().for_each(|n| link(p, &library.people.all()[*n]));
            p.number(0);
            insight.topics.iter().for_each(|n| link(p, &library.topics.all()[*n]));
        })
    }

    /// Date, title, status: what is said of a day beside others.
    fn day_line(&self, number: usize) -> Print {
        let front = &self.views.library.days[number].post.front;
        made(|p| {
            date(p, front.date);
            p.text(&front.title).number(u64::from(self.views.is_draft(number)));
            p.text(&front.updated.map(|at| at.to_string()).unwrap_or_default());
        })
    }

    fn insight(&self, number: usize) -> Print {
        let library = self.views.library;
        let insight = &library.insights[number];
        made(|p| {
            p.print(self.summaries[number]);
            p.number((number - library.days[insight.day].insights.start) as u64);
            p.number(u64::from(self.views.is_edited(number)));
            p.text(insight.episode.map_or("", |n| &library.episodes[n].slug));
            self.views.related_to(number).for_each(|n| {
                p.print(self.summaries[n]);
            });
            p.number(0);
            self.views.tension_of(number).for_each(|n| {
                p.print(self.summaries[n]);
            });
        })
    }

    fn all_shelves(&self, kind: Shelved) -> Vec<Print> {
        let library = self.views.library;
        let shelves = library.shelves(kind).all();
        let of = |(n, shelf): (usize, &Shelf)| {
            made(|p| {
                link(p, shelf);
                p.number(shelf.insights.len() as u64);
                shelf.insights.first().into_iter().for_each(|newest| date(p, library.days[library.insights[*newest].day].post.front.date));
                self.kin(p, kind, n);
            })
        };
        shelves.iter().enumerate().map(of).collect()
    }

    /// What a shelf says of other things: a podcast's feed, a person's podcasts.
    fn kin(&self, p: &mut Printer, kind: Shelved, number: usize) {
        match kind {
            Shelved::Podcast => {
                p.text(&self.views.feed_of(number));
            }
            Shelved::Topic => {}
            Shelved::Person => {
                let podcasts = self.views.library.podcasts.all();
                self.views.heard_on(number).into_iter().for_each(|n| link(p, &podcasts[n]));
            }
        }
    }

    fn shelf(&self, kind: Shelved, number: usize) -> Print {
        self.shelves[kind as usize][number]
    }

    /// A day with all that stands on its page, on those of its insights, and in the API.
    fn day(&self, number: usize) -> Print {
        let library = self.views.library;
        let day = &library.days[number];
        let mut p = self.start(&[Kind::Day.template(), Kind::Insight.template()]);
        p.print(self.fronts[number]);
        for n in day.insights.clone() {
            p.print(self.insights[n]);
            image(&mut p, self.cards.insight(n));
        }
        image(&mut p, self.cards.day(number));
        for beside in [number.checked_sub(1), Some(number + 1).filter(|n| *n < library.days.len())] {
            p.print(beside.map_or(0, |n| self.day_line(n)));
        }
        p.done()
    }

    /// A page; a day with its insights' pages and the API's files.
    pub fn page(&self, page: &Page) -> Print {
        let library = self.views.library;
        let mut p = self.start(&[page.what.kind().template()]);
        p.text(&page.path);
        match page.what {
            What::Day(n) => return self.day(n),
            What::Home => {
                let count = library.days.len();
                count.checked_sub(1).into_iter().for_each(|newest| {
                    p.print(self.day(newest));
                });
                self.briefs.iter().rev().skip(1).take(super::render::DAYS_ON_HOME).for_each(|brief| {
                    p.print(*brief);
                });
            }
            What::Podcasts | What::Topics | What::People => self.list(&mut p, page.what),
            What::Letter(kind, n) => {
                library.letters(kind).iter().for_each(|letter| {
                    p.text(&letter.name).text(&letter.slug);
                });
                p.number(n as u64);
                library.letters(kind)[n].shelves.iter().for_each(|n| {
                    p.print(self.shelf(kind, *n));
                });
            }
            What::Feeds => [What::Podcasts, What::Topics, What::People].into_iter().for_each(|what| self.list(&mut p, what)),
            What::Search => self.list(&mut p, What::Topics),
            What::Podcast(n) => self.part(&mut p, Shelved::Podcast, n, None),
            What::Topic(n) => self.part(&mut p, Shelved::Topic, n, None),
            What::Person(n) => self.part(&mut p, Shelved::Person, n, None),
            What::Part(kind, n, part) => self.part(&mut p, kind, n, Some(part)),
            What::Episode(n) => {
                let episode = &library.episodes[n];
                p.text(&episode.slug);
                link(&mut p, &library.podcasts.all()[episode.podcast]);
                episode.insights.iter().for_each(|n| {
                    p.print(self.summaries[*n]);
                });
            }
            What::Archive => self.briefs.iter().for_each(|brief| {
                p.print(*brief);
            }),
            What::Year(year) => {
                let months = library.months.iter().filter(|(first, _)| first.year() == year);
                months.flat_map(|(_, days)| &self.briefs[days.clone()]).for_each(|brief| {
                    p.print(*brief);
                });
            }
            What::Month(first) => {
                self.briefs[library.months[&first].clone()].iter().for_each(|brief| {
                    p.print(*brief);
                });
                for beside in [library.months.range(..first).next_back(), library.months.range(first..).nth(1)] {
                    p.text(&beside.map(|(month, _)| month.to_string()).unwrap_or_default());
                }
            }
            What::Text(n) | What::Gone(n) => {
                p.text(&format!("{:?}", self.texts[n]));
            }
            What::Insight(_) | What::Missing => {}
        }
        p.done()
    }

    /// All shelves of a kind, in the order of their names: what every list of them is made of.
    fn list(&self, p: &mut Printer, what: What) {
        let kind = match what {
            What::Podcasts => Shelved::Podcast,
            What::Topics => Shelved::Topic,
            _ => Shelved::Person,
        };
        self.views.library.shelves(kind).by_name().into_iter().for_each(|n| {
            p.print(self.shelf(kind, n));
        });
        self.views.library.letters(kind).iter().for_each(|letter| {
            p.text(&letter.name).text(&letter.slug);
        });
    }

    fn part(&self, p: &mut Printer, kind: Shelved, number: usize, part: Option<usize>) {
        let library = self.views.library;
        let shelf = &library.shelves(kind).all()[number];
        match part {
            None => {
                p.print(self.shelf(kind, number));
            }
            // An older part does not say how many there are by now, only whether there is a newer part.
            Some(part) => {
                link(p, shelf);
                p.number(part as u64).number(u64::from(part < plan::parts(shelf.insights.len())));
                self.kin(p, kind, number);
            }
        }
        shelf.insights[plan::range(shelf.insights.len(), part)].iter().for_each(|n| {
            p.print(self.summaries[*n]);
        });
        if kind == Shelved::Podcast && part.is_none() {
            self.views.episodes_of(number).iter().for_each(|episode| {
                p.text(&episode.name).text(&episode.url);
            });
        }
    }

    /// A feed in its three formats.
    pub fn feed(&self, feed: &syndication::Planned) -> Print {
        let library = self.views.library;
        let mut p = self.start(&["rss.xml", "atom.xml", "feed-item.html", "feed-insight.html"]);
        p.text(&feed.folder);
        let shelf = match feed.items(library) {
            Items::Days => {
                let published = (0..library.days.len()).rev().filter(|n| !self.views.is_draft(*n));
                published.take(self.feed_length).for_each(|n| {
                    p.print(self.day(n));
                });
                return p.done();
            }
            Items::Insights => {
                p.print(self.takedowns);
                let newest_first = library.days.iter().rev().flat_map(|day| day.insights.clone());
                self.items(&mut p, newest_first);
                return p.done();
            }
            Items::Shelf(shelf) => shelf,
        };
        link(&mut p, shelf);
        self.items(&mut p, shelf.insights.iter().copied());
        p.done()
    }

    fn items(&self, p: &mut Printer, numbers: impl Iterator<Item = usize>) {
        let published = numbers.filter(|n| !self.views.is_draft(self.views.library.insights[*n].day));
        published.take(self.feed_length).for_each(|n| {
            p.print(self.insights[n]);
        });
    }

    /// The files that are one for the whole site, but for search and sitemap.
    pub fn machines(&self) -> Print {
        let library = self.views.library;
        let published: Vec<usize> = (0..library.days.len()).filter(|n| !self.views.is_draft(*n)).collect();
        let mut p = self.start(&[]);
        published.iter().for_each(|n| {
            p.print(self.day_line(*n));
        });
        published.last().into_iter().for_each(|newest| {
            p.print(self.day(*newest));
        });
        self.list(&mut p, What::Podcasts);
        library.days.last().into_iter().for_each(|newest| date(&mut p, newest.post.front.date));
        p.done()
    }

    /// For each insight what lists and the search show of it.
    pub fn summaries(&self) -> &[Print] {
        &self.summaries
    }

    /// The index of the search.
    pub fn search(&self) -> Print {
        let mut p = self.start(&[]);
        for (insight, print) in self.views.library.insights.iter().zip(&self.summaries) {
            if !self.views.is_draft(insight.day) {
                p.print(*print);
            }
        }
        p.done()
    }

    /// The sitemap of these pages.
    pub fn sitemap(&self, listed: &[&Page]) -> Print {
        let mut p = self.start(&["sitemap.xml", "robots.txt"]);
        for page in listed {
            p.text(&page.path);
            p.number(sitemap::changed_on(page.what, self.views).map_or(0, |day| day as u64 + 1));
        }
        self.views.library.days.iter().for_each(|day| date(&mut p, day.post.front.date));
        p.done()
    }

    /// The share images with these paths.
    pub fn cards<'p>(&self, paths: impl Iterator<Item = &'p String>) -> Print {
        made(|p| {
            paths.for_each(|path| {
                p.text(path);
            })
        })
    }
}

fn link(p: &mut Printer, shelf: &Shelf) {
    p.text(&shelf.slug).text(&shelf.name);
}

fn date(p: &mut Printer, date: jiff::civil::Date) {
    // A day of the calendar in one number.
    p.number((i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())).cast_unsigned());
}

fn image(p: &mut Printer, image: Option<&ImageView>) {
    p.text(image.map_or("", |image| &image.url)).text(image.map_or("", |image| &image.alt));
}
