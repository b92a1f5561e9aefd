//! `takefive demo`: a whole day from nothing but this program.
//!
//! Six fictional podcasts travel in the program. A server on loopback stands for their hosts, so the day runs over real HTTP, just
//! as it would with the publishers' own servers, and always gives the same bytes.

use super::{Outcome, World, daily, new, serve, talk};
use crate::{
    cli::{DemoArgs, ServeArgs},
    config::Publication,
    files, hash, post,
};
use anyhow::Context;
use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, include_dir};
use jiff::civil::{Date, date};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

/// Feeds (`feed-SHOW.xml`) and transcripts of the fictional podcasts.
static STUDIO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cmd/demo");

/// The day that the demo makes; its episodes were published on it and on the day before.
pub const DAY: Date = date(2026, 11, 23);

/// Marks a folder as the demo's, which may be made again.
const MARK: &str = ".takefive-demo";

/// Runs the command.
///
/// # Errors
/// The folder holds something else, or cannot be written.
pub fn run(args: &DemoArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let report = make(&args.dir, !args.plain, quiet)?;
    talk::report(quiet, &report);
    let dir = args.dir.display();
    let post = post::path_of(&args.dir, DAY);
    anstream::eprintln!(
        "\n  The day's post   {}\n  The runners-up   {}\n  The site         {dir}/public/index.html\n\n  \
         See it with      takefive --root {dir} serve\n  Start your own   takefive new my-publication\n",
        post.display(),
        post::desk_path(&args.dir, DAY).display(),
    );
    if args.serve {
        let arguments = ServeArgs { port: args.port, open: true, edit: None };
        super::runtime()?.block_on(serve::serve(std::path::absolute(&args.dir)?, &arguments))?;
    }
    Ok(Outcome::of(&report))
}

/// Makes the demo's publication in `dir`, and its day.
///
/// # Errors
/// As [`run`].
pub fn make(dir: &Path, listen: bool, quiet: bool) -> anyhow::Result<crate::report::Report> {
    if !dir.join(MARK).exists() {
        let free = std::fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
        anyhow::ensure!(free, "{} is not empty and not a demo's folder; name another one: takefive demo DIR", dir.display());
        new::make(dir, "Five a Day", "https://five.example/", "tag:five.example,2026:demo")?;
        files::write(&dir.join(MARK), b"Made by `takefive demo`; delete the whole folder whenever you like.\n")?;
    }
    files::write(&dir.join("content/site.yaml"), format!("{SITE}listen: {listen}\n").as_bytes())?;
    files::write(&dir.join("content/feeds.yaml"), feeds().as_bytes())?;
    let publication = Publication::load(dir)?;
    let address = open_studio()?;
    let hosts = shows().map(|show| (format!("{show}.example"), address)).collect();
    let world = World { hosts, ..World::real(quiet) };
    talk::done(quiet, "Opened", format!("a server on {address} for {} fictional podcasts", shows().count()));
    daily::make(&publication, DAY, &world)
}

const SITE: &str = "\
# The publication that `takefive demo` makes. Its podcasts are fictional, and live on loopback.
title: Five a Day
base-url: https://five.example/
description: The five best insights from new podcasts, every day. This is a demonstration; its podcasts are fictional.
theme: daily
per-podcast: 1
review: false
allow-private: true
";

fn shows() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&str> = STUDIO.files().filter_map(|f| f.path().to_str()?.strip_prefix("feed-")?.strip_suffix(".xml")).collect();
    names.sort_unstable();
    names.into_iter()
}

fn feeds() -> String {
    let entries: String = shows().map(|show| format!("- url: http://{show}.example/feed.xml\n")).collect();
    format!("# Six fictional podcasts that travel in the program; `takefive demo` serves them on loopback.\n{entries}")
}

/// Starts the server that stands for all the podcasts' hosts; it ends with the program.
fn open_studio() -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot listen on 127.0.0.1")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            let _ = axum::serve(listener, Router::new().fallback(answer)).await;
        });
    });
    Ok(address)
}

/// Answers as a podcast's host would: its feed, its transcripts, validators, 304, 404.
async fn answer(request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let show = host.split('.').next().unwrap_or_default();
    let path = request.uri().path();
    let name = if path == "/feed.xml" { format!("feed-{show}.xml") } else { path.trim_start_matches("/transcripts/").to_owned() };
    let Some(file) = STUDIO.get_file(&name).filter(|_| path == "/feed.xml" || path.starts_with("/transcripts/")) else {
        return (StatusCode::NOT_FOUND, "nothing here\n").into_response();
    };
    let tag = format!("\"{}\"", hash::short(file.contents()));
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(mime(&name)));
    headers.extend(header::HeaderValue::from_str(&tag).map(|value| (header::ETAG, value)));
    (headers, file.contents()).into_response()
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "xml" => "application/rss+xml",
        "vtt" => "text/vtt",
        "srt" => "application/x-subrip",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
