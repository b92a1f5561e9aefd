//! What a build consists of: jobs, each of which makes some files of what it depends on, and none of which waits for another.

use super::{
    assets::Assets,
    machines,
    plan::{Claim, Page, What},
    prints::Prints,
    render::{File, Renderer},
    search::{Index, Past},
    sitemap,
    syndication::{Feeds, Planned, Printed},
    theme::Theme,
    write::Output,
};
use crate::{
    config::Publication,
    hash::{Print, Printer, print_of},
};
use std::{collections::BTreeMap, sync::OnceLock};

/// One job.
#[derive(Debug, Clone, Copy)]
pub(super) enum Job<'a> {
    /// A page; a day with its insights' pages and the API's files.
    Page(&'a Page),
    /// A feed in its three formats.
    Feed(&'a Planned),
    /// All share images.
    Cards,
    /// The files for machines that are one for the whole site.
    Machines,
    /// The index of the search.
    Search,
    /// The sitemap and `robots.txt`.
    Sitemap,
    /// The theme's static files.
    Assets,
    /// A static file of the publication, with its bytes.
    Own(&'a str, &'a [u8]),
}

/// All jobs of a site.
pub(super) fn all<'a>(pages: &'a [Page], feeds: &'a [Planned], own_files: &'a BTreeMap<String, Vec<u8>>) -> Vec<Job<'a>> {
    let pages = pages.iter().filter(|page| !matches!(page.what, What::Insight(_))).map(Job::Page);
    let own = own_files.iter().map(|(path, bytes)| Job::Own(path, bytes));
    let rest = [Job::Cards, Job::Machines, Job::Search, Job::Sitemap, Job::Assets];
    rest.into_iter().chain(pages).chain(feeds.iter().map(Job::Feed)).chain(own).collect()
}

impl Job<'_> {
    /// What tells it from the other jobs, also in another build.
    pub fn key(&self) -> Print {
        let (kind, name) = match self {
            Job::Page(page) => ("page", page.path.as_str()),
            Job::Feed(feed) => ("feed", feed.folder.as_str()),
            Job::Cards => ("cards", ""),
            Job::Machines => ("machines", ""),
            Job::Search => ("search", ""),
            Job::Sitemap => ("sitemap", ""),
            Job::Assets => ("assets", ""),
            Job::Own(path, _) => ("own", *path),
        };
        Printer::default().text(kind).text(name).done()
    }
}

/// What jobs are done with.
#[derive(Debug)]
pub(super) struct Workshop<'a> {
    pub publication: &'a Publication,
    pub theme: &'a Theme,
    pub renderer: Renderer<'a>,
    pub feeds: Feeds<'a>,
    pub printed: Printed,
    /// The pages of the sitemap.
    pub listed: &'a [&'a Page],
    pub assets: &'a Assets,
    /// The index of the search, once somebody needs it.
    pub index: OnceLock<Index>,
    /// What is known of the index that an earlier build made.
    pub past: OnceLock<Past>,
}

impl Workshop<'_> {
    /// What a job depends on.
    pub fn print(&self, job: &Job<'_>, prints: &Prints<'_>) -> Print {
        match job {
            Job::Page(page) => prints.page(page),
            Job::Feed(feed) => prints.feed(feed),
            Job::Cards => prints.cards(self.renderer.cards.paths()),
            Job::Machines => prints.machines(),
            Job::Search => prints.search(),
            Job::Sitemap => prints.sitemap(self.listed),
            Job::Assets => {
                let mut printer = Printer::default();
                for (path, bytes) in &self.assets.files {
                    printer.text(path).number(bytes.len() as u64);
                    printer.bytes(bytes);
                }
                printer.done()
            }
            Job::Own(path, bytes) => {
                let mut printer = Printer::default();
                printer.bytes(bytes);
                printer.print(print_of(path)).done()
            }
        }
    }

    /// The paths of the files that a job makes, and what they are, for messages.
    pub fn claims(&self, job: &Job<'_>) -> Vec<(String, Claim<'static>)> {
        let files = |paths: Vec<String>, what: &'static str| paths.into_iter().map(|path| (path, Claim::File(what))).collect();
        let views = self.renderer.views;
        match job {
            Job::Page(page) => {
                let mut claims = vec![(page.file(), Claim::Page(page.what))];
                if let What::Day(n) = page.what {
                    for insight in views.library.days[n].insights.clone() {
                        let path = super::address::insight(&views.library.insights[insight].section.slug);
                        claims.push((format!("{path}index.html"), Claim::Page(What::Insight(insight))));
                    }
                    claims.extend::<Vec<_>>(files(machines::day_files(views, n), "a file for machines"));
                }
                claims
            }
            Job::Feed(feed) => files(feed.files().into(), "a feed"),
            Job::Cards => files(self.renderer.cards.paths().cloned().collect(), "a file for machines"),
            Job::Machines => files(machines::site_files(views, self.feeds.config), "a file for machines"),
            Job::Search => files(self.index().paths().cloned().collect(), "a file for machines"),
            Job::Sitemap => files(sitemap::files(self.listed.len()), "the sitemap"),
            Job::Assets => files(self.assets.files.keys().cloned().collect(), "the theme's static/"),
            Job::Own(path, _) => files(vec![(*path).to_owned()], "content/static/"),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.renderer.views, self.past.get()))
    }

    /// How many of a job's files are made if it is done; of the index of the search those that are not as they were.
    pub fn makes(&self, job: &Job<'_>, files: usize) -> usize {
        match job {
            Job::Search => self.index().changed(),
            _ => files,
        }
    }

    /// Does a job. Gives the paths of its files with their sizes.
    ///
    /// # Errors
    /// A template that cannot be printed, a font that is none, or the disk.
    pub fn work(&self, job: &Job<'_>, output: &Output) -> anyhow::Result<Vec<(String, u64)>> {
        let (site, views) = (self.renderer.site, self.renderer.views);
        let write = |files: &[File]| files.iter().map(|(path, text)| put(output, path, text.as_bytes())).collect();
        match job {
            Job::Page(page) => write(&self.renderer.render(page)?),
            Job::Feed(feed) => write(&self.feeds.render(feed, &self.printed)?),
            Job::Cards => self.renderer.cards.write(output, self.publication, self.theme),
            Job::Machines => write(&machines::of_site(site, views, self.feeds.config)?),
            Job::Search => self.index().write(output),
            Job::Sitemap => write(&sitemap::render(self.listed, views, self.renderer.templates)?),
            Job::Assets => self.assets.files.iter().map(|(path, bytes)| put(output, path, bytes)).collect(),
            Job::Own(path, bytes) => Ok(vec![put(output, path, bytes)?]),
        }
    }
}

fn put(output: &Output, path: &str, bytes: &[u8]) -> anyhow::Result<(String, u64)> {
    output.write(path, bytes)?;
    Ok((path.to_owned(), bytes.len() as u64))
}
