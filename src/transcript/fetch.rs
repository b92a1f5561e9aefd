//! Transcripts from the network into the cache, and out of the cache again.

use super::{LARGEST, parse, parse_notes, sniff};
use crate::{
    cache::Cache,
    hash, http,
    model::{Episode, Format, Transcript, TranscriptLink},
    report::{Report, Stage},
    text,
};
use futures_util::{StreamExt, stream};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

/// A file with fewer words is no transcript, whatever it was offered as: a notice, or an error page that says it is well.
const FEWEST_WORDS: usize = 50;
/// How many episodes are fetched at once. The client sees to each host's own limit.
const AT_ONCE: usize = 8;
/// Where fetched files lie in the cache: by their address.
const KIND: &str = "transcripts";
/// Where show notes that stand in for a transcript lie in the cache: by their hash.
const NOTES: &str = "notes";
const ACCEPT: &str =
    "text/vtt, application/json;q=0.9, application/srt;q=0.8, application/x-subrip;q=0.8, text/html;q=0.7, text/plain;q=0.6, */*;q=0.1";

/// An episode whose transcript is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The episode.
    pub episode: &'a Episode,
    /// Address of its feed.
    pub feed: &'a str,
    /// True if the transcript may lie in a private network.
    pub allow_private: bool,
    /// The podcast's language, which decides between transcripts in several.
    pub language: Option<&'a str>,
}

/// A transcript out of the cache.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What was said.
    pub transcript: Transcript,
    /// Address of the file; for show notes, of the feed.
    pub url: String,
    /// SHA-256 of the file's bytes; for show notes, of the notes.
    pub sha256: String,
    /// The file decoded to UTF-8.
    pub text: String,
    /// True if the words are show notes.
    pub notes: bool,
    /// What was repaired or left out of the file.
    pub warnings: Vec<String>,
}

/// What the cache knows of an address, beside the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    url: String,
    mime: Option<String>,
    sha256: Option<String>,
    /// Why it could not be used. Tried again at the next fetch.
    problem: Option<String>,
}

/// A downloaded file.
struct Fetched {
    body: Vec<u8>,
    mime: Option<String>,
}

/// Transcript links, the most promising first: the wanted language, then VTT, JSON, SRT, HTML, text, then the feed's own order.
///
/// A link without a language counts as one in the wanted language.
pub fn order<'a>(links: &'a [TranscriptLink], language: Option<&str>) -> Vec<&'a TranscriptLink> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let foreign = |link: &TranscriptLink| match (link.language.as_deref(), language) {
        (Some(own), Some(wanted)) => primary(own) != primary(wanted),
        _ => false,
    };
    let format = |link: &TranscriptLink| link.mime.as_deref().and_then(sniff::by_mime).or_else(|| sniff::by_address(&link.url));
    let rank = |link: &TranscriptLink| match format(link) {
        Some(Format::Vtt) => 0,
        Some(Format::Json) => 1,
        Some(Format::Srt) => 2,
        Some(Format::Html) => 3,
        Some(Format::Text | Format::Notes) => 4,
        None => 5,
    };
    let mut sorted: Vec<_> = links.iter().collect();
    sorted.sort_by_key(|link| (foreign(link), rank(link)));
    sorted
}

/// Downloads a transcript for each episode that has none in the cache yet, several at once, and says what could not be had.
pub async fn fetch(client: &http::Client, cache: &Cache, episodes: &[Wanted<'_>], bar: &ProgressBar) -> Report {
    fetch_with(cache, episodes, bar, async |url: &str, allow_private: bool| {
        let request = http::Request { url, etag: None, last_modified: None, accept: ACCEPT, cap: LARGEST, allow_private, packed: false };
        let response = client.get(request).await.map_err(|error| error.to_string())?;
        let mime = response.headers.get("content-type").map(str::to_owned);
        Ok(Fetched { body: response.body, mime })
    })
    .await
}

async fn fetch_with<F>(cache: &Cache, episodes: &[Wanted<'_>], bar: &ProgressBar, get: F) -> Report
where
    F: AsyncFn(&str, bool) -> Result<Fetched, String>,
{
    let work = episodes.iter().map(|wanted| async {
        let report = fetch_one(cache, wanted, &get).await;
        bar.inc(1);
        report
    });
    // A report is a set of sentences, so the order in which answers come does not matter.
    let reports: Vec<Report> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
    let mut all = Report::default();
    reports.into_iter().for_each(|report| all.merge(report));
    all
}

async fn fetch_one<F>(cache: &Cache, wanted: &Wanted<'_>, get: &F) -> Report
where
    F: AsyncFn(&str, bool) -> Result<Fetched, String>,
{
    let mut report = Report::default();
    let mut problems: Vec<(&str, String)> = Vec::new();
    let mut served = false;
    for link in order(&wanted.episode.transcripts, wanted.language) {
        if load_link(cache, link).is_ok() {
            served = true;
            break;
        }
        match get(&link.url, wanted.allow_private).await.and_then(|fetched| store(cache, link, &fetched)) {
            Ok(warnings) => {
                warnings.into_iter().for_each(|warning| report.warn(Stage::Transcript, &link.url, warning));
                served = true;
                break;
            }
            Err(problem) => {
                remember(cache, link, &problem, &mut report);
                problems.push((&link.url, problem));
            }
        }
    }
    for (url, problem) in problems {
        let title = &wanted.episode.title;
        if served {
            report.warn(Stage::Transcript, url, format!("{problem}; another transcript of “{title}” was taken"));
        } else {
            report.skip(Stage::Transcript, url, format!("{problem}; “{title}” is left without a transcript"));
        }
    }
    if !served {
        keep_notes(cache, wanted, &mut report);
    }
    report
}

/// Keeps a file that can be read, and gives what was repaired in it.
fn store(cache: &Cache, link: &TranscriptLink, fetched: &Fetched) -> Result<Vec<String>, String> {
    // The server's own word goes before the feed's.
    let mime = fetched.mime.clone().or_else(|| link.mime.clone());
    let (_, warnings) = read(&fetched.body, mime.as_deref(), &link.url)?;
    let known = Known { url: link.url.clone(), mime, sha256: Some(hash::sha256(&fetched.body)), problem: None };
    let kept = cache.put(KIND, &link.url, "body", &fetched.body).and_then(|()| cache.put_json(KIND, &link.url, &known));
    kept.map_err(|error| format!("{error:#}"))?;
    Ok(warnings)
}

fn remember(cache: &Cache, link: &TranscriptLink, problem: &str, report: &mut Report) {
    let known = Known { url: link.url.clone(), mime: link.mime.clone(), sha256: None, problem: Some(problem.to_owned()) };
    if let Err(error) = cache.put_json(KIND, &link.url, &known) {
        report.warn(Stage::Transcript, &link.url, format!("{error:#}"));
    }
}

/// Notes that will stand in for the transcript are kept by their hash, for a feed forgets old items and a quote must be checked later.
fn keep_notes(cache: &Cache, wanted: &Wanted<'_>, report: &mut Report) {
    let notes = wanted.episode.notes.as_bytes();
    let readable = parse_notes(&wanted.episode.notes).is_some();
    if readable && let Err(error) = cache.put(NOTES, &hash::sha256(notes), "body", notes) {
        report.warn(Stage::Transcript, wanted.feed, format!("{error:#}"));
    }
    let instead = if readable { "its show notes are read instead" } else { "its show notes are too short to read" };
    if wanted.episode.transcripts.is_empty() {
        report.note(Stage::Transcript, wanted.feed, format!("“{}” has no transcript; {instead}", wanted.episode.title));
    }
}

/// Reads a file; one with hardly any words is no transcript.
fn read(body: &[u8], mime: Option<&str>, url: &str) -> Result<((Transcript, String), Vec<String>), String> {
    let parsed = parse(body, mime, Some(url)).map_err(|error| error.to_string())?;
    let words: usize = parsed.transcript.segments.iter().map(|s| text::count_words(&s.text)).sum();
    if words < FEWEST_WORDS {
        return Err(format!("{words} words of speech are too few for a transcript"));
    }
    Ok(((parsed.transcript, parsed.text), parsed.warnings))
}

/// An episode's transcript out of the cache, or its show notes if there is none.
///
/// # Errors
/// Why there is neither, for a person; each reason a sentence without a full stop.
pub fn load(cache: &Cache, wanted: &Wanted<'_>) -> Result<Loaded, Vec<String>> {
    let mut reasons = Vec::new();
    for link in order(&wanted.episode.transcripts, wanted.language) {
        match load_link(cache, link) {
            Ok(loaded) => return Ok(loaded),
            Err(reason) => reasons.push(reason),
        }
    }
    let notes = &wanted.episode.notes;
    if let Some(loaded) = from_notes(notes, wanted.feed) {
        return Ok(Loaded { warnings: reasons, ..loaded });
    }
    if reasons.is_empty() {
        return Err(vec!["no transcript offered, and the show notes are too short to read".to_owned()]);
    }
    reasons.push("the show notes are too short to read".to_owned());
    Err(reasons)
}

/// The file that a post names, out of the cache: the transcript at `url`, or show notes, whose bytes have this hash.
pub fn by_url(cache: &Cache, url: &str, sha256: &str) -> Option<Loaded> {
    if let Some(notes) = cache.get(NOTES, sha256, "body") {
        let notes = String::from_utf8(notes).ok()?;
        return from_notes(&notes, url).filter(|loaded| loaded.sha256 == sha256);
    }
    let link = TranscriptLink { url: url.to_owned(), ..TranscriptLink::default() };
    load_link(cache, &link).ok().filter(|loaded| loaded.sha256 == sha256)
}

fn load_link(cache: &Cache, link: &TranscriptLink) -> Result<Loaded, String> {
    let url = &link.url;
    let known: Known = cache.get_json(KIND, url).ok_or_else(|| format!("{url} was not fetched yet"))?;
    if let Some(problem) = known.problem {
        // A download's message names the address already.
        return Err(if problem.contains(url.as_str()) { problem } else { format!("{url}: {problem}") });
    }
    let body = cache.get(KIND, url, "body").ok_or_else(|| format!("{url} is gone from the cache; fetch again"))?;
    let sha256 = hash::sha256(&body);
    if known.sha256.as_deref() != Some(&sha256) {
        return Err(format!("{url} is damaged in the cache; fetch again"));
    }
    let ((transcript, text), warnings) = read(&body, known.mime.as_deref(), url).map_err(|problem| format!("{url}: {problem}"))?;
    Ok(Loaded { transcript, url: url.clone(), sha256, text, notes: false, warnings })
}

fn from_notes(notes: &str, feed: &str) -> Option<Loaded> {
    let parsed = parse_notes(notes)?;
    let sha256 = hash::sha256(notes.as_bytes());
    Some(Loaded { transcript: parsed.transcript, url: feed.to_owned(), sha256, text: parsed.text, notes: true, warnings: parsed.warnings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::RefCell, collections::BTreeMap};

    const FEED: &str = "https://a.example/feed";

    fn link(name: &str, mime: Option<&str>, language: Option<&str>) -> TranscriptLink {
        TranscriptLink { url: format!("https://a.example/{name}"), mime: mime.map(Into::into), language: language.map(Into::into) }
    }

    fn episode(links: &[&str], notes: &str) -> Episode {
        let transcripts = links.iter().map(|name| link(name, None, None)).collect();
        Episode { title: "One".into(), notes: notes.into(), transcripts, ..Episode::default() }
    }

    fn wanted(episode: &Episode) -> Wanted<'_> {
        Wanted { episode, feed: FEED, allow_private: false, language: Some("en") }
    }

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        (folder, cache)
    }

    /// Fetches with a made-up network, and gives the report and the addresses that were asked for.
    async fn run(cache: &Cache, episodes: &[Wanted<'_>], network: &BTreeMap<&str, String>) -> (Report, Vec<String>) {
        let asked = RefCell::new(Vec::new());
        let report = fetch_with(cache, episodes, &ProgressBar::hidden(), async |url: &str, _: bool| {
            asked.borrow_mut().push(url.rsplit('/').next().unwrap().to_owned());
            let body = network.get(url.rsplit('/').next().unwrap()).ok_or_else(|| format!("{url} answered 404"))?;
            Ok(Fetched { body: body.clone().into_bytes(), mime: None })
        })
        .await;
        (report, asked.into_inner())
    }

    fn words(count: usize) -> String {
        format!("Ann: {}.", vec!["word"; count].join(" "))
    }

    fn lines(notices: &std::collections::BTreeSet<crate::report::Notice>) -> Vec<String> {
        notices.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_in_order_of_promise() {
        let links = [
            link("a.txt", None, None),
            link("b", Some("text/html; charset=utf-8"), Some("en")),
            link("c", Some("application/x-subrip"), None),
            link("d.json?x=1", Some("application/octet-stream"), None),
            link("e.vtt", None, Some("de")),
            link("f", Some("text/vtt"), Some("en-GB")),
            link("g", None, None),
        ];
        let names = |language| order(&links, language).iter().map(|l| l.url[18..19].to_owned()).collect::<String>();
        assert_eq!(names(Some("en-US")), "fdcbage");
        assert_eq!(names(Some("de")), "edcagfb");
        assert_eq!(names(None), "efdcbag");
    }

    #[tokio::test]
    async fn the_next_link_serves_when_one_fails_and_nothing_is_fetched_twice() {
        let (_folder, cache) = cache();
        let episode = episode(&["gone.vtt", "short.srt", "good.txt"], "");
        let network = BTreeMap::from([("short.srt", "Ann: Hello you.".to_owned()), ("good.txt", words(60))]);
        let (report, asked) = run(&cache, &[wanted(&episode)], &network).await;
        assert_eq!(asked, ["gone.vtt", "short.srt", "good.txt"]);
        assert_eq!(
            lines(&report.warnings),
            [
                "https://a.example/gone.vtt: https://a.example/gone.vtt answered 404; another transcript of “One” was taken",
                "https://a.example/short.srt: 2 words of speech are too few for a transcript; another transcript of “One” was taken"
            ]
        );
        assert!(report.skipped.is_empty());
        let loaded = load(&cache, &wanted(&episode)).unwrap();
        assert_eq!((loaded.url.as_str(), loaded.notes), ("https://a.example/good.txt", false));
        assert_eq!(loaded.sha256, hash::sha256(words(60).as_bytes()));
        assert_eq!(by_url(&cache, &loaded.url, &loaded.sha256), Some(loaded.clone()));
        assert_eq!(by_url(&cache, &loaded.url, "0"), None, "another version of the file proves nothing");
        // What failed is tried again, what was fetched is not.
        let (_, asked) = run(&cache, &[wanted(&episode)], &network).await;
        assert_eq!(asked, ["gone.vtt", "short.srt"]);
    }

    #[tokio::test]
    async fn show_notes_stand_in_and_can_be_checked_later() {
        let (_folder, cache) = cache();
        let notes = format!("<p>{}</p>", words(90));
        let (with, without) = (episode(&["gone.vtt"], &notes), episode(&[], "short"));
        let (report, _) = run(&cache, &[wanted(&with), wanted(&without)], &BTreeMap::new()).await;
        assert_eq!(
            lines(&report.skipped),
            ["https://a.example/gone.vtt: https://a.example/gone.vtt answered 404; “One” is left without a transcript"]
        );
        assert_eq!(lines(&report.notes), ["https://a.example/feed: “One” has no transcript; its show notes are too short to read"]);
        let loaded = load(&cache, &wanted(&with)).unwrap();
        assert!(loaded.notes);
        assert_eq!((loaded.url.as_str(), loaded.text.as_str(), loaded.transcript.format), (FEED, notes.as_str(), Format::Notes));
        assert_eq!(loaded.warnings, ["https://a.example/gone.vtt answered 404"]);
        assert!(by_url(&cache, FEED, &loaded.sha256).is_some_and(|again| again.notes));
        assert_eq!(
            load(&cache, &wanted(&without)),
            Err(vec!["no transcript offered, and the show notes are too short to read".to_owned()])
        );
    }

    #[test]
    fn what_was_never_fetched_is_said_so() {
        let (_folder, cache) = cache();
        let reasons = load(&cache, &wanted(&episode(&["a.vtt"], ""))).unwrap_err();
        assert_eq!(reasons, ["https://a.example/a.vtt was not fetched yet", "the show notes are too short to read"]);
    }
}
