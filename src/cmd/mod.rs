//! The commands: the only place where stages meet.

pub mod build;
pub mod check;
pub mod completions;
pub mod daily;
pub mod demo;
pub mod desk;
pub mod draft;
pub mod evidence;
pub mod explain;
pub mod extract;
pub mod feeds;
pub mod fetch;
pub mod history;
mod kept;
pub mod learn;
mod model;
pub mod new;
pub mod prompt;
pub mod publish;
pub mod related;
pub mod rights;
pub mod schema;
pub mod serve;
pub mod swap;
pub mod takedown;
pub mod talk;
pub mod taste;
pub mod theme;
pub mod used;

use crate::{config::Publication, http, report::Report};
use jiff::{Timestamp, civil::Date};
use std::{net::SocketAddr, time::Duration};

/// How a command ended; `main` makes the exit code of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is done: 0.
    Done,
    /// The command ran and found faults: 1.
    Failed,
    /// Done, with sources skipped: 3.
    Skipped,
}

impl Outcome {
    /// Done, unless the report has a skipped source.
    pub fn of(report: &Report) -> Self {
        if report.skipped.is_empty() { Self::Done } else { Self::Skipped }
    }
}

/// What a run takes from the world outside: the clock, and addresses that lead elsewhere than the name service says.
#[derive(Debug, Clone)]
pub struct World {
    /// Now.
    pub now: Timestamp,
    /// Hosts with an address of their own; the demo's podcasts live there.
    pub hosts: Vec<(String, SocketAddr)>,
    /// No progress and no talk.
    pub quiet: bool,
}

impl World {
    /// The real one.
    pub fn real(quiet: bool) -> Self {
        Self { now: Timestamp::now(), hosts: Vec::new(), quiet }
    }

    /// The day that was asked for, else today in the publication's zone.
    pub fn day(&self, publication: &Publication, asked: Option<Date>) -> Date {
        asked.unwrap_or_else(|| self.now.to_zoned_datetime(publication.site.zone()).date())
    }

    /// A client that says who asks.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn client(&self, publication: &Publication) -> anyhow::Result<http::Client> {
        let site = &publication.site;
        let contact = site.contact.as_ref().map(|c| format!("; {c}")).unwrap_or_default();
        let user_agent = format!("takefive/{} (+{}{contact})", env!("CARGO_PKG_VERSION"), site.base_url);
        let total_timeout = Duration::from_secs(site.timeout);
        http::Client::new(http::ClientOptions { user_agent, total_timeout, resolve: self.hosts.clone(), ..http::ClientOptions::default() })
    }
}

/// The one runtime, for the commands that use the network.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}
