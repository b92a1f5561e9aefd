//! The feed that an address leads to: the address itself, a web page that names it, or Apple's directory.

use crate::{
    cache::Cache,
    cmd::talk,
    config::FeedEntry,
    feed::{self, FeedLink, Health, PollOptions},
    http::{Client, Request},
    model::Feed,
};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use serde::Deserialize;
use url::{Host, Url};

/// Most bytes of a web page, or of an answer of the look-up service.
const CAP: usize = 10_000_000;

/// Where and how to look.
pub(super) struct Finder<'a> {
    pub client: &'a Client,
    pub cache: &'a Cache,
    pub options: PollOptions,
    /// Apple's look-up service.
    pub lookup: &'a Url,
    /// Which of a page's feeds to take, counted from 1.
    pub nth: Option<u32>,
    pub quiet: bool,
}

/// A feed that was found and read.
pub(super) struct Found {
    /// Where it stands; the new address if it has moved for good.
    pub url: Url,
    pub feed: Feed,
    pub health: Health,
}

/// An answer of the look-up service.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    results: Vec<Listing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    feed_url: Option<String>,
}

/// An address as people type or copy it.
pub(super) fn address(text: &str) -> anyhow::Result<Url> {
    let text = text.trim();
    // Links that open a podcast program.
    let rest = ["feed:", "pcast:", "podcast:", "itpc:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let text = rest.map_or(text, |rest| rest.trim_start_matches("//"));
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&text).with_context(|| format!("{text} is no address"))?;
    if !matches!(url.scheme(), "http" | "https") || matches!(url.host(), None | Some(Host::Domain(""))) {
        bail!("{text} is not an http or https address");
    }
    Ok(url)
}

/// The number of a podcast in Apple's directory, if the address is one of a podcast there.
fn apple_id(url: &Url) -> Option<u64> {
    let host = url.host_str()?;
    let theirs = ["podcasts.apple.com", "itunes.apple.com", "geo.itunes.apple.com"].contains(&host);
    let id = url.path_segments()?.filter_map(|part| part.strip_prefix("id")?.parse().ok()).next_back();
    id.filter(|_| theirs)
}

impl Finder<'_> {
    /// The feed that an address leads to.
    ///
    /// # Errors
    /// There is none, or it cannot be read; the message names the address.
    pub async fn find(&self, url: Url) -> anyhow::Result<Found> {
        if let Some(id) = apple_id(&url) {
            let feed = self.look_up(id, &url).await?;
            return self.read(&feed).await.map_err(|why| anyhow::anyhow!("{feed} {why}"));
        }
        match self.read(&url).await {
            Ok(found) => Ok(found),
            Err(why) => match self.named(&url).await {
                Some(links) if !links.is_empty() => self.choose(&url, &links).await,
                _ => bail!("{url} {why}"),
            },
        }
    }

    /// Polls a feed. The error goes on after its address.
    async fn read(&self, url: &Url) -> Result<Found, String> {
        let mut entry = FeedEntry::new(url.clone());
        for _ in 0..2 {
            feed::poll(self.client, self.cache, std::slice::from_ref(&entry), &self.options, &ProgressBar::hidden()).await;
            let (health, loaded) = (feed::health(self.cache, &entry).unwrap_or_default(), feed::load(self.cache, &entry));
            if let Some(why) = health.problem.clone().or(loaded.problem) {
                return Err(why);
            }
            let Some(feed) = loaded.feed else { return Err("is not a feed".to_owned()) };
            match health.moved_to.as_deref().and_then(|to| Url::parse(to).ok()) {
                // Listed by its new address, it is remembered by that as well.
                Some(new) if new != entry.url => entry.url = new,
                _ => return Ok(Found { url: entry.url, feed, health }),
            }
        }
        Err("moves from address to address".to_owned())
    }

    /// The feeds that a page names, if there is a page.
    async fn named(&self, url: &Url) -> Option<Vec<FeedLink>> {
        let answered = feed::health(self.cache, &FeedEntry::new(url.clone()))?.last_status?;
        if !(200..300).contains(&answered) {
            return None;
        }
        let page = self.client.get(self.request(url.as_str(), "text/html, */*;q=0.5")).await.ok()?;
        Some(feed::links(&page.body, &page.url))
    }

    /// The feed of those that a page names which was asked for, else the first that is a podcast's.
    async fn choose(&self, page: &Url, links: &[FeedLink]) -> anyhow::Result<Found> {
        if links.len() > 1 || self.nth.is_some() {
            talk::done(self.quiet, "Found", format!("{} in {page}", talk::count(links.len(), "feed", "feeds")));
            for (n, link) in links.iter().enumerate().filter(|_| !self.quiet) {
                let title = if link.title.is_empty() { String::new() } else { format!(" ({})", link.title) };
                anstream::eprintln!("{:>12} {}{title}", format!("{}.", n + 1), link.url);
            }
        }
        if let Some(nth) = self.nth {
            let Some(link) = links.get(nth as usize - 1) else {
                bail!("{page} names {}; there is no number {nth}", talk::count(links.len(), "feed", "feeds"));
            };
            return self.read(&link.url).await.map_err(|why| anyhow::anyhow!("{} {why}", link.url));
        }
        let mut reasons = Vec::new();
        for link in links {
            match self.read(&link.url).await {
                Ok(found) if found.feed.episodes.iter().any(|episode| episode.audio.is_some()) => return Ok(found),
                Ok(_) => reasons.push(format!("{} has no episodes to listen to", link.url)),
                Err(why) => reasons.push(format!("{} {why}", link.url)),
            }
        }
        bail!("{page} names no podcast: {}; take one all the same with --nth", reasons.join("; "))
    }

    /// Asks Apple's directory for a podcast's feed.
    async fn look_up(&self, id: u64, link: &Url) -> anyhow::Result<Url> {
        let mut service = self.lookup.clone();
        service.query_pairs_mut().append_pair("id", &id.to_string()).append_pair("entity", "podcast");
        let response = self.client.get(self.request(service.as_str(), "application/json, */*;q=0.5")).await;
        let response = response.with_context(|| format!("{link}: Apple's look-up service did not help"))?;
        let answer: Answer =
            serde_json::from_slice(&response.body).with_context(|| format!("{link}: the answer of {} cannot be read", self.lookup))?;
        let Some(listing) = answer.results.into_iter().next() else { bail!("{link}: Apple knows no podcast {id}") };
        let Some(feed) = listing.feed_url else {
            bail!("{link}: the podcast has no public feed; it can be heard at Apple alone");
        };
        Url::parse(&feed).with_context(|| format!("{link}: Apple names {feed:?}, which is no address"))
    }

    fn request<'r>(&self, url: &'r str, accept: &'r str) -> Request<'r> {
        Request { url, etag: None, last_modified: None, accept, cap: CAP, allow_private: self.options.allow_private, packed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_copy_them() {
        let read = |text: &str| address(text).map(String::from).unwrap_or_default();
        assert_eq!(read(" a.example/feed "), "https://a.example/feed");
        assert_eq!(read("http://a.example"), "http://a.example/");
        assert_eq!(read("feed://a.example/x"), "https://a.example/x");
        assert_eq!(read("feed:http://a.example/x"), "http://a.example/x");
        assert_eq!(read("pcast://a.example/x"), "https://a.example/x");
        for bad in ["", "ftp://a.example/", "https://", "file:///etc/passwd"] {
            assert_eq!(read(bad), "", "{bad}");
        }
    }

    #[test]
    fn links_to_apple_have_a_number() {
        let id = |text: &str| apple_id(&Url::parse(text).unwrap());
        assert_eq!(id("https://podcasts.apple.com/us/podcast/the-show/id1234567890?i=1000"), Some(1_234_567_890));
        assert_eq!(id("https://itunes.apple.com/podcast/id42"), Some(42));
        for other in ["https://podcasts.apple.com/us/charts", "https://a.example/podcast/id42", "https://podcasts.apple.com/idle"] {
            assert_eq!(id(other), None, "{other}");
        }
    }
}
