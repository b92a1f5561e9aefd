//! `takefive serve --edit`: the desk in the browser. The draft as a page on loopback, with what an editor does to it.
//!
//! | module | what for |
//! |---|---|
//! | `guard` | who may ask: the page of this server, with the key of this start |
//! | `view` | a day as JSON: what the page shows |
//! | `operation` | what the page may ask for, done on a [`Bench`](crate::post::Bench), and told what the files say if they changed |
//! | `assets` | the page itself, its script, style and fonts |
//!
//! `GET api/days` lists the days, `GET api/days/DAY` is one of them, and `POST api/days/DAY` with `{ version, op, … }` changes it and
//! answers the day as it is then; 409 if its files are no longer what the page was showing, with both sides, and nothing written; 422 with
//! a sentence if it cannot be done.

mod assets;
mod guard;
mod operation;
mod view;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::civil::Date;
use operation::Refusal;
use serde::Serialize;
use serde_json::json;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use url::Url;

/// Most bytes of a request: the longest text that a person writes here is a claim.
const LARGEST: usize = 256 << 10;

/// Where the desk lies on the server.
const PLACE: &str = "/_takefive/edit/";

/// A publication that may be edited, by whoever has the key.
#[derive(Debug, Clone)]
pub struct Desk {
    root: PathBuf,
    home: Url,
    key: String,
    /// One change after the other.
    writing: Arc<Mutex<()>>,
}

impl Desk {
    /// The desk of a publication, with a new key.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(root: &std::path::Path, address: SocketAddr) -> anyhow::Result<Self> {
        let root = crate::config::Publication::load(root)?.root;
        let home = Url::parse(&format!("http://{address}{PLACE}"))?;
        Ok(Self { root, home, key: guard::key()?, writing: Arc::default() })
    }

    /// Address of the list of days, or of one day, with the key. The key stands behind the `#`: browsers never send it, and no log has it.
    pub fn address(&self, day: Option<Date>) -> Url {
        let mut address = self.home.clone();
        if let Some(day) = day {
            address.set_path(&format!("{PLACE}{day}"));
        }
        address.set_fragment(Some(&format!("key={}", self.key)));
        address
    }
}

/// The desk's pages and endpoints.
pub fn router(desk: Desk) -> Router {
    let api = Router::new()
        .route("/days", get(days))
        .route("/days/{day}", get(day).post(change))
        .fallback(|| async { refuse(StatusCode::NOT_FOUND, "there is nothing here") })
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(desk.clone(), guard::check));
    Router::new()
        .nest(&format!("{PLACE}api"), api)
        .route(PLACE, get(assets::page))
        .route(&format!("{PLACE}{{day}}"), get(assets::page_of))
        .route(&format!("{PLACE}page/{{name}}"), get(assets::file))
        .layer(middleware::map_response(assets::secure))
        .with_state(desk)
}

async fn days(State(desk): State<Desk>) -> Response {
    blocking(move || match view::days(&desk.root) {
        Ok(days) => answer(StatusCode::OK, &days),
        Err(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &format!("{error:#}")),
    })
    .await
}

async fn day(State(desk): State<Desk>, Path(day): Path<String>) -> Response {
    let Ok(day) = day.parse::<Date>() else { return no_day(&day) };
    blocking(move || match view::day(&desk.root, day) {
        Ok(day) => answer(StatusCode::OK, &day),
        Err(error) => refused(&desk, day, error.into()),
    })
    .await
}

async fn change(State(desk): State<Desk>, Path(day): Path<String>, body: Bytes) -> Response {
    let Ok(day) = day.parse::<Date>() else { return no_day(&day) };
    let request = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, &format!("this is no operation of the desk: {error}")),
    };
    blocking(move || {
        let _one_at_a_time = desk.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let done = operation::run(&desk.root, day, request).and_then(|()| Ok(view::day(&desk.root, day)?));
        match done {
            Ok(day) => answer(StatusCode::OK, &day),
            Err(refusal) => refused(&desk, day, refusal),
        }
    })
    .await
}

/// Files are read and written beside the server's own threads.
async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    let failed = || refuse(StatusCode::INTERNAL_SERVER_ERROR, "the desk failed; nothing more was written");
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| failed())
}

/// Says why not. Who showed something old gets both sides, and the day as it is now.
fn refused(desk: &Desk, day: Date, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Changed { yours, file } => {
            let now = view::day(&desk.root, day);
            let broken = now.as_ref().err().map(ToString::to_string);
            let error = broken.unwrap_or_else(|| "the file was changed meanwhile; nothing was written".to_owned());
            answer(StatusCode::CONFLICT, &json!({ "error": error, "yours": yours, "file": file, "day": now.ok() }))
        }
        Refusal::NoPost(error) => refuse(StatusCode::NOT_FOUND, &error),
        Refusal::Cannot(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &error),
    }
}

fn no_day(name: &str) -> Response {
    refuse(StatusCode::NOT_FOUND, &format!("{name} is no day; days are written like 2026-11-23"))
}

fn refuse(status: StatusCode, error: &str) -> Response {
    answer(status, &json!({ "error": error }))
}

fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
