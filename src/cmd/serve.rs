//! `takefive serve`: the site with its drafts on loopback, reloaded when a source changes, and with `--edit` the desk to work on them.

mod edit;

use super::{Outcome, build, talk};
use crate::{cli::ServeArgs, config::Publication, site::BuildOptions};
use anyhow::Context;
use axum::{
    Router,
    http::{HeaderValue, header},
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures_util::{Stream, stream};
use notify::{RecursiveMode, Watcher};
use std::{
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::broadcast};
use tower_http::services::{ServeDir, ServeFile};

/// What an editor's save sets off settles within this time: editors write, rename and touch in quick succession.
const SETTLE: Duration = Duration::from_millis(25);

/// What pages are told when the site was built anew.
const RELOAD: &str = "reload";

/// What pages are told when a source changed and the site cannot be built of it: the desk looks what became of its day, the others stay.
const FAULT: &str = "fault";

/// Runs the command until it is interrupted.
///
/// # Errors
/// The publication cannot be read or built at the start, or the port is taken.
pub fn run(root: &Path, args: &ServeArgs) -> anyhow::Result<Outcome> {
    let root = std::path::absolute(root)?;
    super::runtime()?.block_on(serve(root, args))?;
    Ok(Outcome::Done)
}

/// Serves the publication in `root` until it is interrupted.
///
/// # Errors
/// As [`run`].
pub async fn serve(root: PathBuf, args: &ServeArgs) -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port))
        .await
        .with_context(|| format!("cannot listen on 127.0.0.1:{}; name another port with --port, or 0 for any", args.port))?;
    let address = listener.local_addr()?;
    let home = url::Url::parse(&format!("http://{address}/"))?;
    // Not public/: that holds what readers get, without drafts.
    let out = root.join(".takefive/serve");
    let options = BuildOptions { drafts: true, live: true, base_url: Some(home.clone()) };
    rebuild(&root, &out, &options)?;

    let (reload, _) = broadcast::channel(8);
    let watcher = watch(&root)?;
    let (sender, folder, target) = (reload.clone(), root.clone(), out.clone());
    std::thread::spawn(move || {
        while wait(&watcher.1).is_some() {
            match rebuild(&folder, &target, &options) {
                Ok(()) => drop(sender.send(RELOAD)),
                // The page stays as it was: an editor in the middle of a sentence is no reason to stop.
                Err(error) => {
                    anstream::eprintln!("{0}error:{0:#} {error:#}", talk::ERROR);
                    drop(sender.send(FAULT));
                }
            }
        }
    });

    talk::done(false, "Serving", format!("{home} — stop with Ctrl+C"));
    let desk = args.edit.map(|day| Ok::<_, anyhow::Error>((edit::Desk::new(&root, address)?, day))).transpose()?;
    let mut start = home;
    if let Some((desk, day)) = &desk {
        start = desk.address(*day);
        talk::done(false, "Editing", format!("{start} — the key in it is good until you stop"));
    }
    if args.open
        && let Err(program) = open(start.as_str())
    {
        talk::done(false, "Open", format!("{start} (no {program} here to do it)"));
    }
    let desk = desk.map(|(desk, _)| desk);
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    tokio::select! {
        result = axum::serve(listener, app(&out, address, reload, desk)) => result?,
        () = stop => {}
    }
    Ok(())
}

/// The site's files, its own 404 page, the event stream that its pages listen to, and the desk if drafts may be edited.
fn app(out: &Path, address: SocketAddr, reload: broadcast::Sender<&'static str>, desk: Option<edit::Desk>) -> Router {
    let files = ServeDir::new(out).not_found_service(ServeFile::new(out.join("404.html")));
    let events = move || {
        let receiver = reload.subscribe();
        async move { Sse::new(events(receiver)).keep_alive(KeepAlive::default()) }
    };
    let fresh = |mut response: axum::response::Response| async {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    };
    let hosts = [format!("127.0.0.1:{}", address.port()), format!("localhost:{}", address.port())];
    let guard = move |request: axum::extract::Request, next: axum::middleware::Next| {
        // Another site whose name leads to 127.0.0.1 must not read drafts through the browser.
        let known = request.headers().get(header::HOST).is_some_and(|h| hosts.iter().any(|host| h.as_bytes() == host.as_bytes()));
        async move {
            if known { next.run(request).await } else { axum::response::IntoResponse::into_response(axum::http::StatusCode::FORBIDDEN) }
        }
    };
    Router::new()
        .merge(desk.map(edit::router).unwrap_or_default())
        .route("/_takefive/events", get(events))
        .fallback_service(files)
        .layer(axum::middleware::map_response(fresh))
        .layer(axum::middleware::from_fn(guard))
}

fn events(receiver: broadcast::Receiver<&'static str>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(receiver, |mut receiver| async move {
        // A receiver that lagged behind has missed a reload: it gets one now.
        match receiver.recv().await {
            Ok(what) => Some((Ok(Event::default().data(what)), receiver)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some((Ok(Event::default().data(RELOAD)), receiver)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    })
}

type Watching = (notify::RecommendedWatcher, mpsc::Receiver<()>);

/// Watches all that a page depends on.
fn watch(root: &Path) -> anyhow::Result<Watching> {
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|e| !e.kind.is_access()) {
            let _ = sender.send(());
        }
    })?;
    for name in ["content", "templates", "themes"] {
        let folder = root.join(name);
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive).with_context(|| format!("cannot watch {}", folder.display()))?;
        }
    }
    Ok((watcher, receiver))
}

/// Waits for a change and for the quiet after it; `None` when nobody watches any more.
fn wait(changes: &mpsc::Receiver<()>) -> Option<()> {
    changes.recv().ok()?;
    while changes.recv_timeout(SETTLE).is_ok() {}
    Some(())
}

fn rebuild(root: &Path, out: &Path, options: &BuildOptions) -> anyhow::Result<()> {
    let start = std::time::Instant::now();
    let (summary, _) = build::render(&Publication::load(root)?, out, options)?;
    let took = start.elapsed().as_millis();
    talk::done(false, "Built", format!("{} in {took} ms, {} changed", talk::count(summary.pages, "page", "pages"), summary.written));
    Ok(())
}

/// Opens the browser.
///
/// # Errors
/// The name of the program that is not there to do it.
pub(super) fn open(address: &str) -> Result<(), &'static str> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    // What it has to say belongs on no screen of ours.
    let quiet = || std::process::Stdio::null();
    let child = std::process::Command::new(program).arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
    let mut child = child.map_err(|_| program)?;
    std::thread::spawn(move || drop(child.wait()));
    Ok(())
}
