//! `takefive build`: all posts → the site.

use super::{Outcome, draft, related::related, talk};
use crate::{
    cache::Cache,
    cli::BuildArgs,
    config::{Names, Publication},
    model::Status,
    post::{self, Kept},
    site::{self, BuildOptions, Place, PostPrint},
};
use std::{collections::BTreeSet, path::Path};

/// Runs the command.
///
/// # Errors
/// The publication cannot be read, its content has a fault, a template has one, or the site cannot be written.
pub fn run(root: &Path, args: &BuildArgs, quiet: bool) -> anyhow::Result<Outcome> {
    build(&Publication::load(root)?, args, quiet)?;
    Ok(Outcome::Done)
}

/// Builds the site and says so.
///
/// # Errors
/// As [`run`].
pub fn build(publication: &Publication, args: &BuildArgs, quiet: bool) -> anyhow::Result<()> {
    let out = args.out.clone().unwrap_or_else(|| publication.root.join("public"));
    let options = BuildOptions { drafts: args.drafts, live: false, base_url: args.base_url.clone() };
    if args.full {
        let cache = Cache::new(publication.cache_dir());
        ["posts", "related", "site"].into_iter().try_for_each(|kind| cache.clear(kind))?;
    }
    let (summary, left_out) = render(publication, &out, &options)?;
    if args.json {
        anstream::println!("{}", serde_json::to_string(&summary)?);
    }
    let pages = talk::count(summary.pages, "page", "pages");
    talk::done(
        quiet,
        "Built",
        format!(
            "{} with {pages}: {} made, {} of all files changed",
            out.display(),
            talk::count(summary.made, "file", "files"),
            summary.written + summary.deleted
        ),
    );
    if left_out > 0 {
        let posts = talk::count(left_out, "draft is", "drafts are");
        talk::done(quiet, "Left out", format!("{posts} not on the site: set `status: published`, or look with `takefive serve`"));
    }
    Ok(())
}

/// Renders the publication into `out`; also tells how many drafts were left out.
///
/// # Errors
/// As [`run`].
pub fn render(publication: &Publication, out: &Path, options: &BuildOptions) -> anyhow::Result<(site::Summary, usize)> {
    let cache = Cache::new(publication.cache_dir());
    let (entries, faults) = post::load_kept(&publication.root, &cache)?;
    draft::mend_first(&faults)?;
    let pages = site::load_pages(publication)?;
    let (related, touched) = (related(&entries, options.drafts, &Names::new(&publication.site)?.topics, &cache), touched(&entries));
    let (posts, prints): (Vec<_>, Vec<_>) =
        entries.into_iter().map(|e| (e.post, PostPrint { front: e.print, sections: e.sections })).unzip();
    let drafts = posts.iter().filter(|p| p.front.status == Status::Draft).count();
    let place = Place::new(cache.path("site", &std::path::absolute(out)?.to_string_lossy(), "bin"));
    let input = site::Input { publication, posts: &posts, pages, related: &related, touched: &touched, memory: Some((&place, &prints)) };
    let summary = site::build(&input, out, options)?;
    if !options.live {
        // The program ends when the site is built, and taking half a million texts apart one by one would only keep it from that.
        std::mem::forget((posts, prints, related));
    }
    Ok((summary, if options.drafts { 0 } else { drafts }))
}

/// Slugs of the sections that a person changed since they were generated.
fn touched(entries: &[Kept]) -> BTreeSet<String> {
    let sections = entries.iter().flat_map(|e| e.post.sections.iter().zip(&e.touched));
    sections.filter(|(s, touched)| s.source.is_some() && **touched).map(|(s, _)| s.slug.clone()).collect()
}
