//! Polls as an owner lives them: the program against a publisher that does everything wrong, killed at any moment, and polite.

mod harness;

use harness::publisher::{BAD, MENDED, Publisher, TRUNCATED, UNDATED, guid};
use harness::{Publication, Ran, Server};
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use takefive::{cache::Cache, config, feed};

/// Listed feeds, and how the cache has them.
fn loaded(publication: &Publication) -> BTreeMap<String, feed::Loaded> {
    let listed = config::Publication::load(publication.root()).unwrap();
    let cache = Cache::new(listed.cache_dir());
    listed.feeds.iter().map(|entry| (entry.url.path().to_owned(), feed::load(&cache, entry))).collect()
}

/// The guids of a loaded feed, in its order.
fn guids(loaded: &feed::Loaded) -> Vec<&str> {
    loaded.feed.as_ref().map(|feed| feed.episodes.iter().map(|e| e.guid.as_str()).collect()).unwrap_or_default()
}

/// What the program says of faulty feeds: `fault: what`, in the order of faults.
fn told(ran: &Ran, label: &str) -> String {
    let mut lines: Vec<String> = ran
        .err
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix(label)?.split_once("/fault/"))
        .map(|(_, rest)| {
            let (fault, rest) = rest.split_once('/').unwrap();
            let what = rest.split_once(": ").unwrap().1.replace("; there is no earlier copy", "");
            format!("{fault}: {}", without_ports(&what))
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn without_ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "HOST" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn good_feeds_are_read_and_bad_ones_named_whatever_they_do() {
    let publisher = Publisher::start(3);
    let faults: Vec<&str> = BAD.into_iter().chain(MENDED).chain([UNDATED, TRUNCATED]).collect();
    // A good feed after each bad one; no two of them share a number.
    let urls: Vec<String> = (0..2 * faults.len())
        .map(|n| {
            if n % 2 == 1 { publisher.url(&format!("/feed/{n}.xml")) } else { publisher.url(&format!("/fault/{}/{n}.xml", faults[n / 2])) }
        })
        .collect();
    let publication = Publication::new(&urls);
    let feeds = publication.read("content/feeds.yaml");
    let private = urls.iter().find(|url| url.contains("/private/")).unwrap();
    assert!(feeds.contains(&format!("- url: {private}\n")), "{feeds}");
    publication.write("content/feeds.yaml", &feeds.replace(&format!("{private}\n"), &format!("{private}\n  allow-private: false\n")));
    let site = publication.read("content/site.yaml");
    // Long enough for fifty million bytes on a busy machine.
    publication.write("content/site.yaml", &(site.replace("timeout: 2", "timeout: 5") + "contact: owner@five.example\n"));
    let started = Instant::now();
    let ran = publication.run(&["fetch"]).ends_with(3);
    // The longest wait is the time-out of five seconds; three feeds, two at a time, reach it.
    assert!(started.elapsed() < Duration::from_secs(40), "it took {:?}", started.elapsed());
    insta::assert_snapshot!("what_is_said_of_bad_feeds", told(&ran, "Skipped"));
    insta::assert_snapshot!("what_is_said_of_mended_feeds", told(&ran, "Note"));
    assert_eq!(ran.err.matches("Skipped").count(), BAD.len(), "{}", ran.err);
    assert_eq!((publisher.led_inside(), publisher.most_at_once()), (0, 2));
    let base = site.lines().find_map(|line| line.strip_prefix("base-url: ")).unwrap();
    assert_eq!(publisher.agents(), [format!("takefive/{} (+{base}; owner@five.example)", env!("CARGO_PKG_VERSION"))]);

    let feeds = loaded(&publication);
    for (n, url) in urls.iter().enumerate() {
        let path = &url[url.find("/f").unwrap()..];
        let found = guids(&feeds[path]);
        let whole = [guid(n, 3), guid(n, 2), guid(n, 1)];
        match faults[n / 2] {
            fault if n % 2 == 0 && BAD.contains(&fault) => assert_eq!(found, Vec::<&str>::new(), "{path}"),
            "dupguid" | "noguid" | "guidflip" if n % 2 == 0 => assert_eq!(found.len(), 3, "{path}"),
            "reorder" if n % 2 == 0 => assert_eq!(found, [guid(n, 1), guid(n, 3), guid(n, 2)], "{path}"),
            "window" if n % 2 == 0 => assert_eq!(found, &whole[..2], "{path}"),
            "relative" if n % 2 == 0 => {
                let episode = &feeds[path].feed.as_ref().unwrap().episodes[0];
                let base = &url[..url.find("/fault").unwrap()];
                assert_eq!((&episode.guid, episode.link.as_deref()), (&whole[0], Some(&*format!("{base}/e/1"))));
                assert_eq!(episode.transcripts[0].url, format!("{base}/base/t.vtt"));
                assert_eq!(episode.audio.as_ref().unwrap().url, format!("{base}/audio/{n}/3.mp3"));
            }
            TRUNCATED if n % 2 == 0 => assert_eq!(found, &whole[..2], "{path}"),
            _ => assert_eq!(found, whole, "{path}"),
        }
    }
    // A second run asks nobody who asked for rest, and loses nothing.
    let again = publication.run(&["fetch"]).ends_with(3);
    assert!(told(&again, "Skipped").contains("429: is not asked again before"), "{}", again.err);
    assert_eq!(loaded(&publication).values().filter(|l| l.feed.is_some()).count(), urls.len() - BAD.len());
}

#[test]
fn killed_at_any_moment_it_has_every_episode_once_in_the_end() {
    const FEEDS: usize = 120;
    let publisher = Publisher::start(2);
    let urls: Vec<String> = (0..FEEDS).map(|n| publisher.url(&format!("/feed/{n}.xml"))).collect();
    let publication = Publication::new(&urls);
    let mut killed = 0;
    for round in 0..6u64 {
        let mut fetch = Command::new(env!("CARGO_BIN_EXE_takefive"))
            .args(["fetch", "--quiet"])
            .current_dir(publication.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let wanted = publisher.requests() + 7 + 17 * usize::try_from(round).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while publisher.requests() < wanted && fetch.try_wait().unwrap().is_none() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
        // On Unix this is SIGKILL: nothing is tidied up.
        fetch.kill().unwrap();
        killed += usize::from(!fetch.wait().unwrap().success());
        publisher.publish_one_more();
    }
    assert!(killed >= 4, "it was killed {killed} times in the middle");
    publication.run(&["fetch"]).ends_with(0);
    let feeds = loaded(&publication);
    for n in 0..FEEDS {
        let all: Vec<String> = (1..=8).rev().map(|episode| guid(n, episode)).collect();
        assert_eq!(guids(&feeds[&format!("/feed/{n}.xml")]), all);
    }
    publisher.log();
    publication.run(&["fetch"]).ends_with(0).says("120 unchanged");
    assert!(publisher.log().iter().all(|line| line.starts_with("304")));
}

/// Talk with good insights in it.
const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
const HARBOUR: &str = include_str!("../src/cmd/demo/harbour-lines-12.vtt");

#[test]
fn a_feed_that_moves_and_changes_every_guid_is_not_used_twice() {
    const DAY: &str = "2026-11-23";
    let server = Server::start();
    server.page("/maths.words", MATHS).page("/harbour.words", HARBOUR);
    let maths = harness::feed(&server, "maths", DAY, &[("one", "/maths.words")]);
    let maths = maths.replace(&server.url("/maths/one.mp3"), "http://cdn.example/maths/one.mp3");
    let titles = ["Who sets the lines", "Ropes and rules", "Tides of the year", "A pilot remembers", "Lamps on the pier"];
    let episodes: Vec<(&str, &str)> = titles.iter().map(|title| (*title, "/harbour.words")).collect();
    let harbour = harness::feed(&server, "harbour", DAY, &episodes);
    server.page("/maths.xml", &maths).page("/harbour.xml", &harbour);
    let publication = Publication::new(&["maths", "harbour"].map(|name| server.url(&format!("/{name}.xml"))));
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    let post = publication.read("content/posts/2026/2026-11-23.md");
    assert!(post.contains("podcast: maths") && post.contains("podcast: harbour"), "{post}");
    let used: Vec<&str> = titles.into_iter().filter(|title| post.contains(&format!("episode: {title}\n"))).collect();
    assert!(!used.is_empty(), "{post}");

    // One hides its audio behind a counting service, the other changes all but the titles.
    let counted = "https://count.example/e/cdn.example/maths/one.mp3?_from=rss";
    server.page("/maths.xml", maths.replace("maths-one", "new-1").replace("http://cdn.example/maths/one.mp3", counted));
    let moved = harbour.replace("\">harbour-", "\">https://new.example/?p=").replace("/harbour/", "/moved/files/");
    server.page("/harbour.xml", moved.replace(".mp3", "-final.mp3"));
    publication.run(&["daily", "--date", "2026-11-24"]).ends_with(0);
    let next = fs::read_to_string(publication.path("content/posts/2026/2026-11-24.md")).unwrap_or_default();
    assert!(!next.contains("podcast: maths"), "{next}");
    for title in used {
        assert!(!next.contains(&format!("episode: {title}\n")), "{title} again:\n{next}");
    }
}

#[test]
fn an_episode_that_is_published_again_is_not_used_twice() {
    let server = Server::start();
    server.page("/maths.words", MATHS);
    let feed = |day: &str| harness::feed(&server, "maths", day, &[("one", "/maths.words")]);
    server.page("/maths.xml", feed("2026-11-23"));
    let publication = Publication::new(&[server.url("/maths.xml")]);
    publication.run(&["daily", "--date", "2026-11-23"]).ends_with(0);
    assert!(publication.read("content/posts/2026/2026-11-23.md").contains("podcast: maths"));
    // The same guid on a later day, with another title and another file.
    server.page("/maths.xml", feed("2026-11-26").replace("<title>one<", "<title>one, once more<").replace("one.mp3", "again.mp3"));
    publication.run(&["daily", "--date", "2026-11-26"]);
    let next = fs::read_to_string(publication.path("content/posts/2026/2026-11-26.md")).unwrap_or_default();
    assert!(!next.contains("podcast: maths"), "{next}");
}
