//! Posts → pages, feeds and sitemap under `public/`.
//!
//! [`build`] reads as the whole flow: [`theme`] and [`library`] are looked up, [`plan`] says which pages exist, [`view`] makes what
//! templates see ([`page`]), [`render`] prints it, and [`mod@write`] alone touches the output folder. What an earlier build
//! has made of the same ([`prints`]) is not made again ([`memory`], `job`, `work`). Beside the pages there are the feeds
//! ([`syndication`]), the index of the [`search`], and what is for programs alone ([`machines`], [`sitemap`]).

pub mod address;
pub mod archive;
pub mod assets;
pub mod card;
pub mod episodes;
mod job;
pub mod language;
pub mod letters;
pub mod library;
pub mod machines;
pub mod memory;
pub mod page;
pub mod people;
pub mod plan;
pub mod prints;
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
mod work;
pub mod write;

pub use machines::SCHEMA as API_SCHEMA;
pub use memory::Place;
pub use prints::PostPrint;
pub use text_page::{TextPage, load_pages};
pub use view::Related;

use self::{
    address::Address,
    assets::Assets,
    card::Cards,
    job::Workshop,
    library::Library,
    page::{Link, SiteView},
    prints::{Ground, Prints},
    render::Renderer,
    syndication::{Feeds, Printed},
    theme::Theme,
    view::Views,
};
use crate::{
    config::{Names, Publication, takedowns},
    model::Post,
};
use std::{collections::BTreeSet, path::Path, sync::OnceLock};
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
    /// The insights that speak of the same.
    pub related: &'a Related,
    /// Slugs of the sections that a person changed since they were generated.
    pub touched: &'a BTreeSet<String>,
    /// Where it is kept what earlier builds into the same folder made, and what tells the posts apart, in their order. Without it all is
    /// made anew.
    pub memory: Option<(&'a Place, &'a [PostPrint])>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// All its files: pages, feeds, sitemap, static files.
    pub files: usize,
    /// Those that were made, since something that they depend on is new or changed. The others are as an earlier build left them.
    pub made: usize,
    /// Files that are new or changed.
    pub written: usize,
    /// Files of earlier builds that are gone.
    pub deleted: usize,
    /// Size of all its files.
    pub bytes: u64,
}

/// Builds the site into `out`. Files that would not change are not touched, those of an earlier build that are no longer part of the site
/// are deleted, and no other file is. With a memory, only what depends on something that changed is made again.
///
/// # Errors
/// A fault in the theme; two posts, insights or files that claim one path; the disk. Messages name files and lines. Nothing is written
/// before all paths are known to be free.
pub fn build(input: &Input, out: &Path, options: &BuildOptions) -> anyhow::Result<Summary> {
    let config = &input.publication.site;
    let names = Names::new(config)?;
    let (theme, library) = rayon::join(|| Theme::load(input.publication), || Library::named(input.posts, options.drafts, &names));
    let mut theme = theme?;
    let address = Address::new(options.base_url.as_ref().unwrap_or(&config.base_url));
    // A theme's own search.js goes before ours.
    theme.files.entry("search.js".to_owned()).or_insert(std::borrow::Cow::Borrowed(SEARCH_JS.as_bytes()));
    let assets = assets::place(std::mem::take(&mut theme.files));
    let own_files = theme::read_all(&input.publication.root.join("content/static"))?;

    let library = library?;
    let pages = plan::pages(&library, &input.pages);
    let views = Views::new(&library, (&address, &theme.language), input.related, input.touched);
    let listed = sitemap::listed(&pages, &views);
    let feeds_planned = syndication::planned(&library);
    let cards = Cards::plan(&views, input.publication, &theme)?;

    let site = site_view(input, options, &theme, &assets, &address);
    theme.templates.set("site", &site);
    theme.templates.set("t", theme.language.strings());
    let templates = &theme.templates;
    let takedowns = takedowns::load(&input.publication.root)?;
    let workshop = Workshop {
        publication: input.publication,
        theme: &theme,
        renderer: Renderer { site: &site, views: &views, templates, texts: &input.pages, cards: &cards },
        feeds: Feeds { site: &site, views: &views, templates, config, zone: &config.zone(), takedowns: &takedowns },
        printed: Printed::new(&library),
        listed: &listed,
        assets: &assets,
        index: OnceLock::new(),
        past: OnceLock::new(),
    };
    let jobs = job::all(&pages, &feeds_planned, &own_files);
    let prints = |posts| {
        let strings = theme.language.strings();
        let ground = Ground {
            posts,
            world: format!("{}\n{strings:?}\n{config:?}\n{options:?}", serde_json::to_string(&site)?),
            takedowns: format!("{takedowns:?}"),
            templates,
            texts: &input.pages,
            cards: &cards,
            feed_length: config.feed_length,
        };
        Ok::<_, anyhow::Error>(Prints::new(&views, ground))
    };
    let recalled = input.memory.map(|(place, posts)| Ok::<_, anyhow::Error>((place, prints(posts)?))).transpose()?;
    let done = work::run(&workshop, &jobs, recalled.as_ref().map(|(place, prints)| (*place, prints)), out)?;
    let summary = Summary { pages: pages.len(), ..done };
    if !options.live {
        // What is made once and never again need not be taken apart piece by piece: the program ends next.
        std::mem::forget((workshop, recalled));
        std::mem::forget((views, pages, cards));
        std::mem::forget(library);
    }
    Ok(summary)
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
