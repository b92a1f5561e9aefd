//! Polls of a loopback server, one after another as days go by.

use super::*;
use crate::feed::{Health, Kept, health, load};
use crate::http::ClientOptions;
use crate::http::loopback::{Loopback, Reply, reply};
use jiff::ToSpan;
use std::sync::Mutex;
use std::time::Duration;

const FEED: &str = "<rss version='2.0'><channel><title>One</title><language>en</language><item><guid>1</guid><title>First</title>\
    <pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate><link>/1</link></item></channel></rss>";

/// A cache, a client and a clock.
struct World {
    folder: tempfile::TempDir,
    client: Client,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let options = ClientOptions { total_timeout: Duration::from_secs(2), ..ClientOptions::default() };
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        Self { folder: tempfile::tempdir().unwrap(), client: Client::new(options).unwrap(), now }
    }

    fn cache(&self) -> Cache {
        Cache::new(self.folder.path())
    }

    /// Polls the addresses. Gives each notice on a line, `skip` or `warn` in front, ports taken out.
    async fn poll(&self, urls: &[&str]) -> String {
        let report = self.polled(urls).await.report;
        let skipped = report.skipped.iter().map(|n| format!("skip {n}"));
        let lines: Vec<String> = skipped.chain(report.warnings.iter().map(|n| format!("warn {n}"))).collect();
        without_ports(&lines.join("\n"))
    }

    async fn polled(&self, urls: &[&str]) -> Polled {
        let entries: Vec<FeedEntry> = urls.iter().map(|u| entry(u)).collect();
        let options = PollOptions { now: self.now, allow_private: true, insist: false };
        poll(&self.client, &self.cache(), &entries, &options, &ProgressBar::hidden()).await
    }

    fn state(&self, url: &str) -> State {
        States::load(&self.cache()).get(entry(url).url.as_str()).unwrap()
    }
}

fn entry(url: &str) -> FeedEntry {
    let url = url.parse().unwrap();
    FeedEntry { url, name: None, weight: 1.0, topics: vec![], language: None, keep: true, allow_private: None }
}

fn without_ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "HOST" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// A server that gives these answers one after another, the last one for ever.
async fn answers(replies: Vec<fn() -> Reply>) -> Loopback {
    let replies = Mutex::new(replies);
    Loopback::start(move |_, _| {
        let mut left = replies.lock().unwrap();
        let reply = if left.len() > 1 { left.remove(0) } else { left[0] };
        reply()
    })
    .await
}

#[tokio::test]
async fn an_unchanged_feed_is_loaded_as_it_was() {
    let server =
        answers(vec![|| reply("200 OK", "ETag: bare-tag\r\nLast-Modified: yesterday\r\n", FEED), || reply("304 Not Modified", "", "")])
            .await;
    let (world, url) = (World::new(), server.url("/feed.xml"));
    assert_eq!(load(&world.cache(), &entry(&url)).problem.as_deref(), Some("has not been read yet; `takefive fetch` reads it"));
    assert_eq!(world.poll(&[&url]).await, "");
    let first = load(&world.cache(), &entry(&url));
    assert_eq!(world.poll(&[&url]).await, "");
    assert_eq!(load(&world.cache(), &entry(&url)), first);
    assert_eq!(first.feed.unwrap().episodes[0].link, Some(server.url("/1")));
    let second = &server.seen()[1];
    assert!(second.contains("if-none-match: bare-tag\r\n") && second.contains("if-modified-since: yesterday\r\n"), "{second}");
}

#[tokio::test]
async fn an_entry_renames_its_feed() {
    let server = answers(vec![|| reply("200 OK", "", FEED)]).await;
    let (world, url) = (World::new(), server.url("/"));
    world.poll(&[&url]).await;
    let mut entry = entry(&url);
    (entry.name, entry.language) = (Some("Uno".into()), Some("es".into()));
    let podcast = load(&world.cache(), &entry).feed.unwrap().podcast;
    assert_eq!((podcast.title, podcast.language.as_deref(), podcast.feed), ("Uno".into(), Some("es"), url));
}

#[tokio::test]
async fn a_page_in_place_of_a_feed_does_not_replace_it() {
    let server = answers(vec![
        || reply("200 OK", "ETag: a\r\n", FEED),
        || reply("200 OK", "ETag: b\r\n", "<html><head><link rel='alternate' type='application/rss+xml' href='/new.xml'></head></html>"),
        || reply("304 Not Modified", "", ""),
    ])
    .await;
    let (world, url) = (World::new(), server.url("/f"));
    world.poll(&[&url]).await;
    let good = load(&world.cache(), &entry(&url));
    insta::assert_snapshot!(world.poll(&[&url]).await, @"skip http://HOST/f: is a web page, not a feed; its feed may be http://HOST/new.xml; the copy of an earlier run is used");
    let bad = load(&world.cache(), &entry(&url));
    assert_eq!(bad.feed, good.feed);
    assert!(bad.problem.unwrap().starts_with("is a web page"));
    // The validators still speak of the copy that was kept.
    assert_eq!(world.poll(&[&url]).await, "");
    assert!(server.seen()[2].contains("if-none-match: a\r\n"));
    assert_eq!(load(&world.cache(), &entry(&url)), good);
}

#[tokio::test]
async fn a_feed_that_moved_is_asked_for_at_its_new_address() {
    let server = Loopback::start(|path, _| match path {
        "/old" => reply("301 Moved", "Location: /new\r\n", ""),
        _ => reply("200 OK", "", FEED),
    })
    .await;
    let (world, url) = (World::new(), server.url("/old"));
    let told = world.poll(&[&url]).await;
    insta::assert_snapshot!(told, @"warn http://HOST/old: has moved for good to http://HOST/new; `takefive feeds check --fix` writes that down");
    assert_eq!(world.poll(&[&url]).await, told);
    let paths: Vec<String> = server.seen().iter().map(|h| h.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(paths, ["/old", "/new", "/new"]);
    assert_eq!(load(&world.cache(), &entry(&url)).feed.unwrap().podcast.feed, url);
}

#[tokio::test]
async fn a_gone_feed_is_never_asked_again() {
    let server = answers(vec![|| reply("200 OK", "", FEED), || reply("410 Gone", "", "")]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    world.poll(&[&url]).await;
    let told = world.poll(&[&url]).await;
    insta::assert_snapshot!(told, @"skip http://HOST/f: answered 410 (gone for good), so it is not asked any more: take it out of content/feeds.yaml, or correct its address there; the copy of an earlier run is used");
    world.now += SignedDuration::from_hours(24 * 300);
    assert_eq!((world.poll(&[&url]).await, server.seen().len()), (told, 2));
    assert!(load(&world.cache(), &entry(&url)).feed.is_some());
}

#[tokio::test]
async fn a_host_that_asks_for_patience_gets_it() {
    let server = answers(vec![|| reply("503 Busy", "Retry-After: 3600\r\n", ""), || reply("200 OK", "", FEED)]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    let mut told = vec![world.poll(&[&url]).await];
    world.now += SignedDuration::from_mins(59);
    told.push(world.poll(&[&url]).await);
    insta::assert_snapshot!(told.join("\n"), @"
    skip http://HOST/f: answered 503 (the fault is on its side); there is no earlier copy
    skip http://HOST/f: is not asked again before 2026-11-23 11:00 UTC (last time: answered 503 (the fault is on its side)); there is no earlier copy
    ");
    assert_eq!(server.seen().len(), 1);
    world.now += SignedDuration::from_mins(1);
    assert_eq!((world.poll(&[&url]).await, server.seen().len()), (String::new(), 2));
}

#[tokio::test]
async fn who_insists_asks_feeds_in_a_pause_too() {
    let server = answers(vec![|| reply("410 Gone", "", ""), || reply("200 OK", "", FEED)]).await;
    let (world, url) = (World::new(), server.url("/f"));
    world.poll(&[&url]).await;
    let options = PollOptions { now: world.now, allow_private: true, insist: true };
    let polled = poll(&world.client, &world.cache(), &[entry(&url)], &options, &ProgressBar::hidden()).await;
    assert_eq!((polled, server.seen().len()), (Polled { sent: 1, ..Polled::default() }, 2));
    assert!(!world.state(&url).gone);
}

#[tokio::test]
async fn failures_in_a_row_lead_to_pauses() {
    let server = answers(vec![|| reply("500 Oops", "", "")]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    for expected in [1, 2, 3, 3] {
        world.poll(&[&url]).await;
        assert_eq!(server.seen().len(), expected);
    }
    world.now = world.now.checked_add(3.minutes()).unwrap();
    world.poll(&[&url]).await;
    assert_eq!((server.seen().len(), world.state(&url).failures), (4, 4));
}

#[tokio::test]
async fn a_304_without_a_copy_is_a_fault() {
    let server = answers(vec![|| reply("304 Not Modified", "", "")]).await;
    insta::assert_snapshot!(World::new().poll(&[&server.url("/f")]).await, @"skip http://HOST/f: says that nothing has changed, although it never sent anything; there is no earlier copy");
}

#[tokio::test]
async fn one_bad_feed_costs_the_others_nothing() {
    let server = Loopback::start(|path, _| match path {
        "/silence" => Reply::Silence(Vec::new()),
        "/hidden" => {
            reply("200 OK", "", "<rss xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><i:block>yes</i:block></channel></rss>")
        }
        "/good" => reply("200 OK", "", FEED),
        _ => reply("404 Not Found", "", ""),
    })
    .await;
    let world = World::new();
    let urls: Vec<String> = ["/silence", "/hidden", "/good", "/nothing"].iter().map(|p| server.url(p)).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    insta::assert_snapshot!(world.poll(&urls).await, @"
    skip http://HOST/nothing: answered 404 (nothing is there); there is no earlier copy
    skip http://HOST/silence: took too long: still waiting for an answer; there is no earlier copy
    warn http://HOST/hidden: asks not to be used (itunes:block)
    ");
    assert!(load(&world.cache(), &entry(urls[2])).feed.is_some());
    assert!(load(&world.cache(), &entry(urls[1])).blocked);
}

#[tokio::test]
async fn a_private_address_is_refused_unless_the_entry_allows_it() {
    let server = answers(vec![|| reply("200 OK", "", FEED)]).await;
    let world = World::new();
    let options = PollOptions { now: world.now, allow_private: false, insist: false };
    let mut entries = [entry(&server.url("/f"))];
    let report = poll(&world.client, &world.cache(), &entries, &options, &ProgressBar::hidden()).await.report;
    insta::assert_snapshot!(without_ports(&report.skipped.first().unwrap().to_string()), @"http://HOST/f: leads into a private network (127.0.0.1); set allow-private if that is meant; there is no earlier copy");
    entries[0].allow_private = Some(true);
    let polled = poll(&world.client, &world.cache(), &entries, &options, &ProgressBar::hidden()).await;
    assert_eq!(polled.report, Report::default());
}

#[tokio::test]
async fn how_a_feed_fares_is_remembered() {
    let server = answers(vec![|| reply("200 OK", "", FEED), || reply("404 Not Found", "", "")]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    assert_eq!(health(&world.cache(), &entry(&url)), None);
    world.poll(&[&url]).await;
    let first = world.now;
    let well = health(&world.cache(), &entry(&url)).unwrap();
    let Digest { title, episodes, with_transcript, newest, .. } = &well.digest;
    assert_eq!((title.as_str(), *episodes, *with_transcript, *newest), ("One", 1, 0, Some("2026-11-23T06:00:00Z".parse().unwrap())));
    let digest = well.digest.clone();
    let expected = Health { last_poll: Some(first), last_success: Some(first), last_status: Some(200), digest, ..Health::default() };
    assert_eq!(well, expected);
    for _ in 0..2 {
        world.now += SignedDuration::from_hours(24);
        world.poll(&[&url]).await;
    }
    let missing = Health {
        problem: Some("answered 404 (nothing is there)".into()),
        failures: 2,
        failing_since: Some(first + SignedDuration::from_hours(24)),
        last_poll: Some(world.now),
        last_status: Some(404),
        ..well
    };
    assert_eq!(health(&world.cache(), &entry(&url)), Some(missing));
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_asked_for() {
    let server = answers(vec![
        || reply("200 OK", "Cache-Control: max-age=7200\r\nETag: a\r\n", FEED),
        || reply("304 Not Modified", "Cache-Control: max-age=600\r\n", ""),
        || reply("500 Oops", "", ""),
    ])
    .await;
    let (mut world, url) = (World::new(), server.url("/f"));
    // Minutes since the poll before, and whether the feed rests: twice by its header, and never after a failure.
    for (minutes, rests) in [(0, false), (119, true), (1, false), (9, true), (1, false), (1, false)] {
        world.now += SignedDuration::from_mins(minutes);
        let before = server.seen().len();
        let polled = world.polled(&[&url]).await;
        assert_eq!((polled.resting, server.seen().len()), (usize::from(rests), before + usize::from(!rests)), "{minutes}");
    }
}

#[tokio::test]
async fn what_a_feed_says_of_its_hours_is_obeyed() {
    let server = answers(vec![|| {
        let rest = "<ttl>60</ttl><skipHours><hour>11</hour></skipHours><skipDays><day>Tuesday</day></skipDays></channel>";
        reply("200 OK", "", FEED.replace("</channel>", rest))
    }])
    .await;
    let (mut world, url) = (World::new(), server.url("/f"));
    let mut asked = Vec::new();
    // From Monday at ten o'clock on, every half hour.
    for _ in 0..96 {
        let before = server.seen().len();
        world.poll(&[&url]).await;
        if server.seen().len() > before {
            asked.push(world.now.strftime("%a %H:%M").to_string());
        }
        world.now += SignedDuration::from_mins(30);
    }
    // Not at eleven, and not on Tuesday until a whole day would be missed.
    assert_eq!(asked[..3], ["Mon 10:00", "Mon 12:00", "Mon 13:00"]);
    let tuesday: Vec<&String> = asked.iter().filter(|at| at.starts_with("Tue")).collect();
    assert_eq!(tuesday, ["Tue 19:00"], "{asked:?}");
    assert!(asked.contains(&"Wed 00:00".to_owned()), "{asked:?}");
}

#[tokio::test]
async fn a_lost_state_costs_one_whole_poll() {
    let server = Loopback::start(|_, head| match head.contains("if-none-match: a\r\n") {
        true => reply("304 Not Modified", "", ""),
        false => reply("200 OK", "ETag: a\r\n", FEED),
    })
    .await;
    let (world, url) = (World::new(), server.url("/f"));
    let one = |sent| Polled { sent, unchanged: 1 - sent, ..Polled::default() };
    assert_eq!(world.polled(&[&url]).await, one(1));
    assert_eq!(world.polled(&[&url]).await, one(0));
    let before = load(&world.cache(), &entry(&url));
    for lost in [world.cache().path(KIND, "states", "log"), world.cache().path(KIND, &url, "xml")] {
        std::fs::remove_file(&lost).unwrap();
        assert_eq!(world.polled(&[&url]).await, one(1), "without {}", lost.display());
        assert_eq!(load(&world.cache(), &entry(&url)), before);
        assert_eq!(world.polled(&[&url]).await, one(0));
    }
}

#[tokio::test]
async fn a_body_is_kept_packed_and_as_it_came_if_that_can_be_told() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let long = FEED.replace("First", &"First of all. ".repeat(1000));
    let gzip = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(long.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let (sent, plain) = (gzip.clone(), long.clone());
    let server = Loopback::start(move |path, _| match path {
        "/gzip" => reply("200 OK", "Content-Encoding: gzip\r\n", &sent),
        "/plain" => reply("200 OK", "", &plain),
        _ => reply("200 OK", "", FEED),
    })
    .await;
    let (world, urls) = (World::new(), ["/gzip", "/plain", "/short"].map(|path| server.url(path)));
    assert_eq!(world.poll(&urls.each_ref().map(String::as_str)).await, "");
    let kept = |url: &str| world.cache().get(KIND, url, "xml").unwrap();
    assert_eq!(kept(&urls[0]), gzip);
    assert!(kept(&urls[1]).len() < long.len() / 5 && kept(&urls[2]) == FEED.as_bytes());
    for url in &urls {
        let loaded = load(&world.cache(), &entry(url));
        assert_eq!((loaded.problem, loaded.feed.map(|feed| feed.episodes.len())), (None, Some(1)), "{url}");
        let later = Kept::new(&world.cache()).load_new(&entry(url), "2027-01-01T00:00:00Z".parse().unwrap(), 48);
        assert_eq!(later.feed.unwrap().podcast.language, None, "{url} has nothing new, so its body is not read");
    }
}

#[tokio::test]
async fn characters_are_read_as_the_server_says_now_and_later() {
    let feed: Vec<u8> = FEED.replace("One", "Caf\u{e9}").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let server = Loopback::start(move |_, _| reply("200 OK", "Content-Type: text/xml; charset=\"ISO-8859-1\"\r\n", &feed)).await;
    let (world, url) = (World::new(), server.url("/f"));
    assert_eq!(world.poll(&[&url]).await, "");
    assert_eq!(load(&world.cache(), &entry(&url)).feed.unwrap().podcast.title, "Caf\u{e9}");
}

#[tokio::test]
async fn a_feed_that_stays_away_is_told_with_its_history() {
    let server = answers(vec![|| reply("404 Not Found", "", "")]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(world.poll(&[&url]).await);
        world.now += SignedDuration::from_hours(25);
    }
    insta::assert_snapshot!(told[2..].join("\n"), @"
    skip http://HOST/f: answered 404 (nothing is there); there is no earlier copy
    skip http://HOST/f: answered 404 (nothing is there), as it has since 2026-11-23, 4 times in a row; correct its address in content/feeds.yaml, or take it out; there is no earlier copy
    ");
}

#[tokio::test]
async fn a_day_is_loaded_without_reading_what_has_nothing_new() {
    let server = answers(vec![|| reply("200 OK", "", FEED.replace("&", "&amp;").replace("First", "First & only"))]).await;
    let (world, url) = (World::new(), server.url("/f"));
    world.poll(&[&url]).await;
    let (cache, mut entry) = (world.cache(), entry(&url));
    entry.name = Some("Uno".into());
    let on = |day: &str| Kept::new(&cache).load_new(&entry, day.parse().unwrap(), 48);
    let whole = load(&cache, &entry);
    assert_eq!(whole.warnings.len(), 1);
    assert_eq!(on("2026-11-24T00:00:00Z"), whole, "its one episode is new on that day");
    let later = on("2026-12-24T00:00:00Z");
    let feed = later.feed.unwrap();
    assert_eq!((feed.podcast.title.as_str(), feed.podcast.feed.as_str(), feed.episodes.len()), ("Uno", url.as_str(), 0));
    assert_eq!((later.warnings, later.problem), (whole.warnings, None));
    // What a killed poll left is read, whatever the state says of the copy before.
    let newer = FEED.replace("Mon, 23 Nov", "Wed, 23 Dec");
    cache.put(KIND, &url, "xml", newer.as_bytes()).unwrap();
    assert_eq!(on("2026-12-24T00:00:00Z").feed.unwrap().episodes.len(), 1);
}

#[test]
fn hosts_take_turns() {
    let urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1", "https://c.example/1"];
    let entries = urls.map(entry);
    let order: Vec<&str> = by_turns(&entries).iter().map(|e| e.url.as_str()).collect();
    assert_eq!(order, [urls[0], urls[3], urls[4], urls[1], urls[2]]);
}

#[tokio::test]
async fn a_feed_that_was_not_asked_has_not_failed() {
    let server = answers(vec![|| reply("429 Slow", "", "")]).await;
    let world = World::new();
    let urls: Vec<String> = (0..6).map(|n| server.url(&format!("/{n}"))).collect();
    let told = world.poll(&urls.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let spared = told.lines().filter(|line| line.contains("was not asked")).count();
    // Two are asked at a time, so a fourth may be on its way when the third fails.
    assert!((2..=3).contains(&spared) && told.lines().count() == 6, "{told}");
    let failures = |n: usize| health(&world.cache(), &entry(&urls[n])).map_or(0, |health| health.failures);
    assert_eq!((0..6).map(failures).sum::<u32>() as usize, 6 - spared);
}

#[tokio::test]
async fn an_episode_from_the_future_is_told_and_waits() {
    let server = answers(vec![|| reply("200 OK", "", FEED.replace("Mon, 23 Nov 2026", "Wed, 01 Jan 2031"))]).await;
    let (world, url) = (World::new(), server.url("/f"));
    insta::assert_snapshot!(world.poll(&[&url]).await, @"warn http://HOST/f: dates 1 episode in the future, the first one 2031-01-01; no day before will use it");
    let on = |day: &str| Kept::new(&world.cache()).load_new(&entry(&url), day.parse().unwrap(), 48).feed.unwrap().episodes.len();
    assert_eq!((on("2026-11-24T00:00:00Z"), on("2031-01-02T00:00:00Z")), (0, 1));
    assert_eq!(health(&world.cache(), &entry(&url)).unwrap().digest.newest, None);
}

#[tokio::test]
async fn an_unchanged_feed_costs_no_line() {
    let server =
        answers(vec![|| reply("200 OK", "ETag: a\r\n", FEED), || reply("304 Not Modified", "Cache-Control: max-age=60\r\n", "")]).await;
    let (mut world, url) = (World::new(), server.url("/f"));
    world.poll(&[&url]).await;
    let path = world.cache().path(KIND, "states", "log");
    let written = || std::fs::metadata(&path).unwrap().modified().unwrap();
    let first = written();
    world.now += SignedDuration::from_hours(24);
    world.poll(&[&url]).await;
    assert_eq!(written(), first);
    let now = health(&world.cache(), &entry(&url)).unwrap();
    let expected = (Some(world.now), Some(world.now), Some(world.now + SignedDuration::from_secs(60)), Some(200));
    assert_eq!((now.last_poll, now.last_success, now.not_before, now.last_status), expected);
    // Without the journal, the feed is asked, and that is all.
    std::fs::remove_dir_all(world.folder.path().join("polls")).unwrap();
    assert_eq!(world.polled(&[&url]).await, Polled { unchanged: 1, ..Polled::default() });
}

#[tokio::test]
async fn no_more_bodies_are_fetched_than_are_read() {
    // All room is taken by somebody who does not give it back: two answers wait for it, and nobody asks for a third.
    let server = answers(vec![|| reply("200 OK", "", FEED)]).await;
    let world = World::new();
    let urls: Vec<String> = (0..6).map(|n| server.url(&format!("/{n}"))).collect();
    let entries: Vec<FeedEntry> = urls.iter().map(|url| entry(url)).collect();
    let options = PollOptions { now: world.now, allow_private: true, insist: false };
    let (reading, journal, bodies, cache) = (Reading::default(), Journal::default(), Bodies::default(), world.cache());
    let states = States::load(&cache);
    let all = u32::try_from(reading.room.available_permits()).unwrap();
    let taken = reading.room.acquire_many(all).await.unwrap();
    let poll = |entry| Poll {
        client: &world.client,
        cache: &cache,
        entry,
        options: &options,
        journal: &journal,
        states: &states,
        bodies: &bodies,
        reading: &reading,
    };
    let polls: Vec<Poll<'_>> = entries.iter().map(poll).collect();
    let all = futures_util::future::join_all(polls.iter().map(Poll::run));
    let wait = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let asked = server.seen().len();
        drop(taken);
        asked
    };
    let (polled, asked) = futures_util::future::join(all, wait).await;
    assert_eq!((asked, polled.iter().map(|p| p.sent).sum::<usize>()), (2, 6));
}
