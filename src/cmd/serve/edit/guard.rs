//! Who may ask. Every page in the person's browser, and every program on the machine, can reach loopback; only the desk's own page knows
//! the key.

use super::{Desk, refuse};
use crate::hash;
use anyhow::Context;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// The header that carries the key. A page of another site cannot send it without asking first, and is never answered.
const KEY: &str = "takefive-key";

/// A key that nobody can guess: 160 random bits as letters and digits.
///
/// # Errors
/// The system gives no random numbers.
pub fn key() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut bytes).ok().context("the system gives no random numbers")?;
    Ok(hash::short(&bytes[..16]) + &hash::short(&bytes[16..]))
}

/// Lets through what the desk's page asks, with its key, as JSON.
pub async fn check(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    match refusal(&desk.key, request.method(), request.headers()) {
        None => next.run(request).await,
        Some((status, why)) => refuse(status, why),
    }
}

fn refusal(key: &str, method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    // The server has checked the host already.
    let own = format!("http://{}", text(header::HOST.as_str()).unwrap_or_default());
    let reads = method == Method::GET || method == Method::HEAD;
    let foreign = match text(header::ORIGIN.as_str()) {
        Some(origin) => origin != own,
        None => !reads,
    };
    // Browsers state it, and no page can forge it.
    let foreign = foreign || text("sec-fetch-site").is_some_and(|site| site != "same-origin");
    if foreign {
        return Some((StatusCode::FORBIDDEN, "only the desk's own page may ask"));
    }
    // Hashes are compared, so that the time it takes tells nothing about the key.
    if text(KEY).is_none_or(|given| hash::sha256(given.as_bytes()) != hash::sha256(key.as_bytes())) {
        return Some((StatusCode::UNAUTHORIZED, "the key is missing or old; open the address that `takefive serve --edit` printed"));
    }
    let kind = text(header::CONTENT_TYPE.as_str()).map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if !reads && kind.as_deref() != Some("application/json") {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the desk reads application/json alone"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: Method, headers: &[(&'static str, &'static str)]) -> Option<u16> {
        let mut map = HeaderMap::new();
        map.insert(header::HOST, "127.0.0.1:5005".parse().expect("a value"));
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a value"));
        }
        refusal("secret", &method, &map).map(|(status, _)| status.as_u16())
    }

    const GOOD: [(&str, &str); 4] = [
        ("takefive-key", "secret"),
        ("origin", "http://127.0.0.1:5005"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json; charset=utf-8"),
    ];

    #[test]
    fn the_page_is_let_through_and_nobody_else() {
        assert_eq!(ask(Method::POST, &GOOD), None);
        assert_eq!(ask(Method::GET, &GOOD[..1]), None);
        let with = |method: Method, name: &'static str, value: &'static str| {
            let mut headers = GOOD.to_vec();
            headers.push((name, value));
            ask(method, &headers)
        };
        for method in [Method::GET, Method::POST] {
            assert_eq!(with(method.clone(), "takefive-key", "Secret"), Some(401));
            assert_eq!(with(method.clone(), "takefive-key", ""), Some(401));
            for origin in ["http://evil.example", "null", "https://127.0.0.1:5005", "http://127.0.0.1:5006", "http://localhost:5005"] {
                assert_eq!(with(method.clone(), "origin", origin), Some(403), "{origin}");
            }
            for site in ["cross-site", "same-site", "none"] {
                assert_eq!(with(method.clone(), "sec-fetch-site", site), Some(403), "{site}");
            }
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json"] {
            assert_eq!(with(Method::POST, "content-type", kind), Some(415), "{kind}");
        }
        assert_eq!(ask(Method::POST, &[GOOD[0], GOOD[3]]), Some(403), "without an origin");
        assert_eq!(ask(Method::GET, &[]), Some(401));
        assert_eq!(ask(Method::DELETE, &GOOD[..3]), Some(415));
    }

    #[test]
    fn keys_differ() {
        let (one, other) = (key().expect("a key"), key().expect("a key"));
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
    }
}
