//! HTTP, politely: the only user of reqwest.
//!
//! One [`Client`] serves a whole run. It follows redirects by hand, so that every hop is checked before anything is sent; it never
//! asks one host for more than a few things at once; it ends every request in time; and it stops reading a body that grows too
//! large, counted after decompression. Faults are an [`HttpError`], whose message an owner can act on.

mod address;
mod body;
mod error;
mod exchange;
mod host;
#[cfg(test)]
pub(crate) mod loopback;
mod packing;
#[cfg(test)]
mod tests;

pub use error::HttpError;
pub use exchange::{Headers, Post, Posted, Request, Response, Turn};
pub use packing::{Packing, UnpackError, pack};

use address::Resolver;
use anyhow::Context;
use host::Publisher;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::{Host, Url};

/// Redirects that are followed before a request is given up.
const MOST_REDIRECTS: usize = 10;

/// How a [`Client`] behaves towards all hosts.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Sent with every request: who asks, and where a publisher finds out more.
    pub user_agent: String,
    /// Time to find and reach a host. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// Time until a host begins to answer. Default: 30 seconds.
    pub answer_timeout: Duration,
    /// Time for a whole request with its redirects and its body; waiting for a turn does not count. Default: 60 seconds.
    pub total_timeout: Duration,
    /// Most requests at once to one host. Default: 2.
    pub per_host: usize,
    /// Most requests at once altogether. Default: 64.
    pub at_once: usize,
    /// Hosts that stand elsewhere than the name system says, for requests with `allow_private`. The port stated here is used for
    /// addresses that name none. Default: none.
    pub resolve: Vec<(String, SocketAddr)>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("takefive/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(60),
            per_host: 2,
            at_once: 64,
            resolve: Vec::new(),
        }
    }
}

/// A client for all requests of a run; clones share its connections and limits.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Refuses addresses that are not public.
    strict: reqwest::Client,
    /// Refuses none.
    open: reqwest::Client,
    answer_timeout: Duration,
    total_timeout: Duration,
    per_host: usize,
    turns: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Publisher>>>,
    /// Hosts of proxies, which no feed may name.
    proxies: Vec<String>,
}

impl Client {
    /// A client. Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or the User-Agent cannot be sent.
    pub fn new(options: ClientOptions) -> anyhow::Result<Self> {
        // The provider is the process's; it does not matter who installed one first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let proxies = address::proxy_hosts();
        let open = options.resolve.iter().fold(builder(&options, Resolver::open()), |b, (host, at)| b.resolve(host, *at));
        let shared = Shared {
            strict: builder(&options, Resolver::strict(proxies.clone())).build().context("cannot set up HTTPS")?,
            open: open.build().context("cannot set up HTTPS")?,
            answer_timeout: options.answer_timeout,
            total_timeout: options.total_timeout,
            per_host: options.per_host.max(1),
            turns: Arc::new(Semaphore::new(options.at_once.max(1))),
            hosts: Mutex::default(),
            proxies,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Gets one address, following redirects.
    ///
    /// # Errors
    /// Anything but success and 304, see [`HttpError`].
    pub async fn get(&self, request: Request<'_>) -> Result<Response, HttpError> {
        let mut url = parse(request.url, request.url)?;
        let (mut for_good, mut left) = (true, self.shared.total_timeout);
        for hops in 0..=MOST_REDIRECTS {
            match self.hop(&request, &url, &mut left).await? {
                Hop::Answer { status, headers, body: (body, packing), turn } => {
                    let moved = (hops > 0 && for_good).then(|| url.to_string());
                    return Ok(Response { status, url: url.into(), moved, headers, body, packing, turn });
                }
                Hop::Redirect { status, to } => {
                    for_good &= matches!(status, 301 | 308);
                    url = to;
                }
            }
        }
        Err(HttpError::TooManyRedirects { url: request.url.to_owned() })
    }

    /// Sends a JSON document, and hands back whatever the service answers.
    ///
    /// # Errors
    /// There is no answer: no connection, no time left, or more bytes than wanted.
    pub async fn post(&self, post: Post<'_>) -> Result<Posted, HttpError> {
        let url = parse(post.url, post.url)?;
        let deadline = Instant::now() + post.timeout;
        let mut request = self.shared.open.post(url.clone()).header("accept", "application/json");
        if let Some(key) = post.bearer {
            request = request.bearer_auth(key);
        }
        let request = request.header("content-type", "application/json").body(post.json.to_vec());
        let response = match tokio::time::timeout_at(deadline, request.send()).await {
            Ok(response) => response.map_err(|error| HttpError::from_reqwest(&url, &error))?,
            Err(_) => return Err(HttpError::Timeout { url: url.to_string(), waiting_for: "an answer" }),
        };
        let (status, headers) = (response.status().as_u16(), Headers(response.headers().clone()));
        let packing = body::packing(&response, &url)?;
        Ok(Posted { status, headers, body: body::read(response, &packing, &url, post.cap, deadline).await? })
    }

    /// One request to one host. `left` is the time that the whole of [`Client::get`] still has.
    async fn hop(&self, request: &Request<'_>, url: &Url, left: &mut Duration) -> Result<Hop, HttpError> {
        if !request.allow_private {
            address::check(url, &self.shared.proxies)?;
        }
        let host = self.host(url);
        let turn = self.turn(&host).await;
        host.willing(url)?;
        let started = Instant::now();
        let deadline = started + *left;
        let response = match tokio::time::timeout((*left).min(self.shared.answer_timeout), self.send(request, url)).await {
            Ok(response) => response.map_err(|error| HttpError::from_reqwest(url, &error)),
            Err(_) => Err(HttpError::Timeout { url: url.to_string(), waiting_for: "an answer" }),
        };
        host.remember(&response);
        let response = response?;
        let status = response.status().as_u16();
        let headers = Headers(response.headers().clone());
        let hop = match status {
            301 | 302 | 303 | 307 | 308 => Hop::Redirect { status, to: target(url, &headers)? },
            304 => Hop::Answer { status, headers, body: Default::default(), turn },
            200..=299 => {
                let packing = body::packing(&response, url)?;
                let (undo, left) = if request.packed { (Packing::default(), packing) } else { (packing, Packing::default()) };
                Hop::Answer { status, headers, body: (body::read(response, &undo, url, request.cap, deadline).await?, left), turn }
            }
            _ => {
                let retry_after = headers.get("retry-after").map(str::to_owned);
                return Err(HttpError::Status { url: url.to_string(), status, retry_after });
            }
        };
        *left = left.saturating_sub(started.elapsed());
        Ok(hop)
    }

    async fn send(&self, request: &Request<'_>, url: &Url) -> reqwest::Result<reqwest::Response> {
        let client = if request.allow_private { &self.shared.open } else { &self.shared.strict };
        let mut get = client.get(url.clone()).header("accept", request.accept).header("accept-encoding", packing::ACCEPT_ENCODING);
        for (name, value) in [("if-none-match", request.etag), ("if-modified-since", request.last_modified)] {
            if let Some(value) = value {
                get = get.header(name, value);
            }
        }
        get.send().await
    }

    fn host(&self, url: &Url) -> Arc<Publisher> {
        let name = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let mut hosts = self.shared.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(name).or_insert_with(|| Arc::new(Publisher::new(self.shared.per_host))).clone()
    }

    /// A turn at the host, then one of all turns. A hop that redirects ends its own: holding one while waiting for the next hop's
    /// could leave everybody waiting for everybody.
    async fn turn(&self, host: &Publisher) -> Turn {
        // Neither semaphore is ever closed, so acquiring cannot fail.
        let at_host = host.turns.clone().acquire_owned().await.ok();
        Turn { _permits: [at_host, self.shared.turns.clone().acquire_owned().await.ok()].into() }
    }
}

/// What a `Retry-After` header asks for: seconds, or a date. `None` if it is neither, or past.
pub fn retry_after(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let value = value.trim();
    let pause = match value.parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(i64::from(seconds)),
        Err(_) => date(value)?.duration_since(now),
    };
    pause.is_positive().then_some(pause)
}

/// A date as headers write it. `None` if it is none.
pub fn date(value: &str) -> Option<Timestamp> {
    Timestamp::try_from(httpdate::parse_http_date(value.trim()).ok()?).ok()
}

/// What one request to one host gave.
enum Hop {
    Answer { status: u16, headers: Headers, body: (Vec<u8>, Packing), turn: Turn },
    Redirect { status: u16, to: Url },
}

fn builder(options: &ClientOptions, resolver: Resolver) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .pool_max_idle_per_host(options.per_host)
        .dns_resolver(resolver)
}

/// Reads an address; `from` is the one to name if it is of no use.
fn parse(text: &str, from: &str) -> Result<Url, HttpError> {
    match Url::parse(text.trim()) {
        Ok(url) => checked_scheme(url, from),
        Err(_) => Err(HttpError::Scheme { url: from.to_owned(), target: text.to_owned() }),
    }
}

fn checked_scheme(mut url: Url, from: &str) -> Result<Url, HttpError> {
    if !matches!(url.scheme(), "http" | "https") || matches!(url.host(), None | Some(Host::Domain(""))) {
        return Err(HttpError::Scheme { url: from.to_owned(), target: url.into() });
    }
    url.set_fragment(None);
    Ok(url)
}

/// Where a redirect leads, relative to where it stands.
fn target(url: &Url, headers: &Headers) -> Result<Url, HttpError> {
    let bad = || HttpError::BadRedirect { url: url.to_string(), location: headers.get("location").unwrap_or_default().to_owned() };
    let target = url.join(headers.get("location").ok_or_else(bad)?.trim()).map_err(|_| bad())?;
    checked_scheme(target, url.as_str())
}
