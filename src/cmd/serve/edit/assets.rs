//! The page of the desk: hand-written, with the fonts of the theme `daily`, and nothing from anywhere else.

use crate::template::THEMES;
use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;

const PAGE: &str = include_str!("page/desk.html");

/// Script and style, by name.
const FILES: [(&str, &str); 11] = [
    ("desk.css", include_str!("page/desk.css")),
    ("colours.js", include_str!("page/colours.js")),
    ("main.js", include_str!("page/main.js")),
    ("api.js", include_str!("page/api.js")),
    ("day.js", include_str!("page/day.js")),
    ("dialogs.js", include_str!("page/dialogs.js")),
    ("dom.js", include_str!("page/dom.js")),
    ("field.js", include_str!("page/field.js")),
    ("insight.js", include_str!("page/insight.js")),
    ("move.js", include_str!("page/move.js")),
    ("runner_up.js", include_str!("page/runner_up.js")),
];

/// Scripts come from here alone and cannot make HTML of words; recordings come from wherever the podcasts have them; nobody may put the
/// desk into a frame, and no form leads away.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self'; \
     media-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The page; it finds out by its address what to show.
pub async fn page() -> Response {
    of_kind("text/html; charset=utf-8", PAGE.as_bytes())
}

/// The same, under a day.
pub async fn page_of(Path(day): Path<String>) -> Response {
    let mut page = page().await;
    if day.parse::<Date>().is_err() {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}

/// A file that the page needs.
pub async fn file(Path(name): Path<String>) -> Response {
    if let Some((_, text)) = FILES.iter().find(|(own, _)| *own == name) {
        let kind = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        return of_kind(kind, text.as_bytes());
    }
    let font = THEMES.get_file(format!("daily/static/fonts/{name}")).filter(|_| name.ends_with(".woff2"));
    font.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |font| of_kind("font/woff2", font.contents()))
}

/// Puts the headers on everything of the desk that keep it to itself.
pub async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn of_kind(kind: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, kind)], bytes).into_response()
}
