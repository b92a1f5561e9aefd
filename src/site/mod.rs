//! Posts → pages, feeds and sitemap under `public/`.
//!
//! [`build`] reads as the whole flow: [`theme`] and [`library`] are looked up, [`plan`] says which pages exist, [`view`] makes what
//! templates see ([`page`]), [`render`] prints it, and [`mod@write`] alone touches the output folder. Beside the pages there are the feeds
//! ([`syndication`]), the index of the [`search`], and what is for programs alone ([`machines`], [`sitemap`]).

pub mod address;
pub mod archive;
pub mod assets;
pub mod card;
pub mod episodes;
pub mod language;
pub mod letters;
pub mod library;
pub mod machines;
pub mod page;
pub mod people;
pub mod plan;
pub mod render;
pub mod schema;
pub mod search;
pub mod shelf;
pub mod sitemap;
pub mod source;
pub mod syndication;
pub mod text_page;
pub mod theme;
pub mod view;
pub mod write;

pub use machines::SCHEMA as API_SCHEMA;
pub use text_page::{TextPage, load_pages};

use self::{
    address::Address,
    assets::Assets,
    card::Cards,
    library::Library,
    page::{Link, SiteView},
    plan::{Claim, Page},
    render::Renderer,
    syndication::Feeds,
    theme::Theme,
    view::Views,
    write::Output,
};
use crate::{
    config::{Names, Publication, takedowns},
    model::Post,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use url::Url;

/// The script of the search page, for every theme.
const SEARCH_JS: &str = include_str!("search.js");

/// What a site is built from.
#[derive(Debug)]
pub struct Input<'a> {
    /// The publication; its `themes/`, `templates/` and `content/static/` are read.
    pub publication: &'a Publication,
    /// Posts, in any order.
    pub posts: &'a [Post],
    /// Text pages, in the order of the navigation.
    pub pages: Vec<TextPage>,
    /// Slugs of the insights that speak of the same, nearest first, by an insight's slug.
    pub related: &'a BTreeMap<String, Vec<String>>,
    /// Slugs of the sections that a person changed since they were generated.
    pub touched: &'a BTreeSet<String>,
}

/// How a site is built.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Drafts get pages too; they never get into feeds or the sitemap.
    pub drafts: bool,
    /// Pages reload when their sources change.
    pub live: bool,
    /// Where the site lies, instead of the publication's address.
    pub base_url: Option<Url>,
}

/// What a build did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// All its files: pages, feeds, sitemap, static files.
    pub files: usize,
    /// Files that are new or changed.
    pub written: usize,
    /// Files of earlier builds that are gone.
    pub deleted: usize,
    /// Size of all its files.
    pub bytes: u64,
}

/// Builds the site into `out`. Files that would not change are not touched, those of an earlier build that are no longer part of the site
/// are deleted, and no other file is.
///
/// # Errors
/// A fault in the theme; two posts, insights or files that claim one path; the disk. Messages name files and lines. Nothing is written
/// before all paths are known to be free.
pub fn build(input: &Input, out: &Path, options: &BuildOptions) -> anyhow::Result<Summary> {
    let config = &input.publication.site;
    let mut theme = Theme::load(input.publication)?;
    let address = Address::new(options.base_url.as_ref().unwrap_or(&config.base_url));
    // A theme's own search.js goes before ours.
    theme.files.entry("search.js".to_owned()).or_insert(std::borrow::Cow::Borrowed(SEARCH_JS.as_bytes()));
    let assets = assets::place(std::mem::take(&mut theme.files));
    let own_files = theme::read_all(&input.publication.root.join("content/static"))?;

    let library = Library::named(input.posts, options.drafts, &Names::new(config)?)?;
    let pages = plan::pages(&library, &input.pages);
    let views = Views::new(&library, (&address, &theme.language), input.related, input.touched);
    let listed = sitemap::listed(&pages, &views);
    let feeds_planned = syndication::planned(&library);
    let index = search::Index::new(&views);
    let mut for_machines = machines::files(&pages, &views, config);
    for_machines.extend(index.paths().cloned());
    let cards = Cards::plan(&views, input.publication, &theme)?;
    for_machines.extend(cards.paths().cloned());
    let planned = claim((&pages, &feeds_planned, &for_machines), listed.len(), &assets, &own_files, (&library, &input.pages))?;
    let files = planned.len();

    let site = site_view(input, options, &theme, &assets, &address);
    theme.templates.set("site", &site);
    theme.templates.set("t", theme.language.strings());
    let templates = &theme.templates;
    let renderer = Renderer { site: &site, views: &views, templates, texts: &input.pages, cards: &cards };
    let takedowns = takedowns::load(&input.publication.root)?;
    let feeds = Feeds { site: &site, views: &views, templates, config, zone: &config.zone(), takedowns: &takedowns };

    let output = Output::begin(out, planned)?;
    let write = |files: Vec<render::File>| files.iter().try_for_each(|(path, text)| output.write(path, text.as_bytes()));
    // Of several faults always the first page's, so that two runs tell the same.
    let fault = pages.par_iter().map(|page| write(renderer.render(page)?)).find_first(Result::is_err);
    fault.unwrap_or(Ok(()))?;
    cards.write(&output, input.publication, &theme)?;
    feeds.render(&feeds_planned, write)?;
    write(machines::of_site(&site, &views, config)?)?;
    write(index.files())?;
    write(sitemap::render(&listed, &views, templates)?)?;
    assets.files.iter().try_for_each(|(path, bytes)| output.write(path, bytes))?;
    own_files.iter().try_for_each(|(path, bytes)| output.write(path, bytes))?;
    let done = output.finish()?;
    Ok(Summary { pages: pages.len(), files, written: done.written, deleted: done.deleted, bytes: done.bytes })
}

/// Paths of all pages and feeds that the site would have, from the root and without prefix (`/2026/11/23/`, `/feed.xml`): what a link
/// in a post may lead to.
///
/// # Errors
/// Two posts or insights that claim one path.
pub fn paths(publication: &Publication, posts: &[Post], pages: &[TextPage]) -> anyhow::Result<BTreeSet<String>> {
    let library = Library::named(posts, true, &Names::new(&publication.site)?)?;
    let own_files = theme::read_all(&publication.root.join("content/static"))?;
    let mut paths: BTreeSet<String> = plan::pages(&library, pages).into_iter().map(|page| format!("/{}", page.path)).collect();
    paths.extend(own_files.keys().map(|name| format!("/{name}")));
    paths.extend(syndication::planned(&library).iter().flat_map(syndication::Planned::files).map(|file| format!("/{file}")));
    paths.extend(["/sitemap.xml", "/robots.txt", "/podcasts.opml", "/llms.txt", "/api/latest.json"].map(str::to_owned));
    Ok(paths)
}

/// The paths of all files, each claimed once.
fn claim(
    (pages, feeds, for_machines): (&[Page], &[syndication::Planned], &[String]),
    listed: usize,
    assets: &Assets,
    own_files: &BTreeMap<String, Vec<u8>>,
    (library, texts): (&Library, &[TextPage]),
) -> anyhow::Result<BTreeSet<String>> {
    let mut claims: Vec<(String, Claim)> = pages.iter().map(|page| (page.file(), Claim::Page(page.what))).collect();
    claims.extend(feeds.iter().flat_map(syndication::Planned::files).map(|path| (path, Claim::File("a feed"))));
    claims.extend(for_machines.iter().map(|path| (path.clone(), Claim::File("a file for machines"))));
    claims.extend(sitemap::files(listed).into_iter().map(|path| (path, Claim::File("the sitemap"))));
    claims.extend(assets.files.keys().map(|path| (path.clone(), Claim::File("the theme's static/"))));
    claims.extend(own_files.keys().map(|path| (path.clone(), Claim::File("content/static/"))));
    plan::check(&claims, library, texts)?;
    Ok(claims.into_iter().map(|(path, _)| path).collect())
}

fn site_view(input: &Input, options: &BuildOptions, theme: &Theme, assets: &Assets, address: &Address) -> SiteView {
    let config = &input.publication.site;
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        author: config.author.clone().unwrap_or_else(|| config.title.clone()),
        language: config.language.clone(),
        direction: language::direction(&config.language),
        home: address.home.clone(),
        origin: address.origin.clone(),
        prefix: address.prefix.clone(),
        options: theme.options.clone(),
        assets: assets.paths.iter().map(|(name, path)| (name.clone(), address.url(path))).collect(),
        pages: input
            .pages
            .iter()
            .filter(|page| page.gone.is_none())
            .map(|page| Link { name: page.title.clone(), url: address.url(&format!("{}/", page.path)) })
            .collect(),
        policy_in_pages: config.policy_in_pages,
        policy: config.policy.clone().unwrap_or_else(|| machines::POLICY.to_owned()),
        generator: concat!("takefive ", env!("CARGO_PKG_VERSION")),
        live: options.live,
    }
}
