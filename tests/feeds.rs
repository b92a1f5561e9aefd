//! The list of podcasts as its owner looks after it: add, list, check, import, export.

mod harness;

use harness::{Answer, Publication, Server, feed, run};
use std::{fs, process::Command};
use takefive::text::width::width;

const HEAD: &str = "# What I listen to.\n";

/// A feed with these tags in its channel, its newest episode of today, or of a day long past.
fn show(server: &Server, title: &str, tags: &str, episodes: usize, old: bool) -> String {
    let day = if old {
        "2001-02-03".to_owned()
    } else {
        jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date().yesterday().unwrap().to_string()
    };
    let names: Vec<(String, String)> = (0..episodes).map(|n| (format!("Part {n}"), format!("/{n}.txt"))).collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(name, words)| (name.as_str(), words.as_str())).collect();
    feed(server, title, &day, &names).replace("<description>Talk.", &format!("{tags}<description>Talk."))
}

fn without_transcripts(feed: &str) -> String {
    feed.replace("podcast:transcript ", "podcast:chapters ")
}

/// A publication whose list is `text`.
fn listing(text: &str) -> Publication {
    let publication = Publication::new(&[]);
    publication.write("content/feeds.yaml", text);
    publication
}

fn list(publication: &Publication) -> String {
    publication.read("content/feeds.yaml")
}

#[track_caller]
fn fits(text: &str) {
    for line in text.lines() {
        assert!(width(line) <= 80, "{} columns: {line}", width(line));
    }
}

#[test]
fn a_feed_is_shown_and_added() {
    let server = Server::start();
    let tags = "<podcast:license>CC-BY-4.0</podcast:license><podcast:guid>AB-1</podcast:guid>";
    let text = show(&server, "Tea &amp; Talk", tags, 4, false).replacen("<podcast:transcript ", "<podcast:chapters ", 1);
    server.page("/tea.xml", text);
    let publication = listing(&format!("{HEAD}- url: https://a.example/  # first\n  topics: [x]\n"));
    let before = list(&publication);
    let ran = publication.run(&["feeds", "add", &server.url("/tea.xml"), "--topics", "Hot Drinks, talk,talk", "--weight", "1.5"]);
    let ran = ran.ends_with(0).says("Added Tea & Talk to content/feeds.yaml, line 4");
    let url = server.url("/tea.xml");
    assert_eq!(list(&publication), format!("{before}- url: {url}\n  name: Tea & Talk\n  topics: [hot drinks, talk]\n  weight: 1.5\n"));
    assert_eq!(server.asked(), ["200 /tea.xml"], "one poll and no more");
    let newest = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date().yesterday().unwrap();
    let shown = ran.out.replace(&url, "URL").replace(&newest.to_string(), "DAY");
    insta::assert_snapshot!(shown, @"
    Tea & Talk
      address      URL
      episodes     4
      newest       DAY: Part 0
      transcripts  3 of 4 episodes (75%)
      licence      cc-by-4.0
      terms        nothing speaks against quoting it
      topics       hot drinks, talk
    ");
}

#[test]
fn a_publishers_objection_is_shown() {
    let server = Server::start();
    server.page("/no.xml", without_transcripts(&show(&server, "No", "<podcast:block id=\"takefive\">yes</podcast:block>", 1, false)));
    let publication = listing(HEAD);
    let ran = publication.run(&["feeds", "add", &server.url("/no.xml"), "--name", "Mine"]).ends_with(0);
    assert!(ran.out.contains("asks not to be used (podcast:block for takefive): it will be"), "{}", ran.out);
    assert!(ran.out.contains("  transcripts  none; show notes are read instead"), "{}", ran.out);
    assert!(list(&publication).ends_with("  name: Mine\n"), "{}", list(&publication));
    fits(&ran.out);
}

#[test]
fn a_site_names_its_feeds() {
    let server = Server::start();
    let blog = show(&server, "Blog", "", 1, false).replace("<enclosure ", "<podcast:chapters ");
    server.page("/blog.xml", blog).page("/pod.xml", show(&server, "Pod", "", 2, false));
    server.page(
        "/",
        "<!doctype html><title>Home</title><link rel=alternate type=application/rss+xml href=blog.xml title='Our blog'>\
         <link rel=alternate type=application/atom+xml href=/pod.xml>",
    );
    let publication = listing(HEAD);
    let ran = publication.run(&["feeds", "add", &server.url("/")]).ends_with(0).says("Found 2 feeds in").says("(Our blog)");
    assert!(ran.err.contains(&format!("2. {}", server.url("/pod.xml"))), "{}", ran.err);
    assert_eq!(list(&publication), format!("{HEAD}\n- url: {}\n  name: Pod\n", server.url("/pod.xml")));
    publication.run(&["feeds", "add", &server.url("/"), "--nth", "1"]).ends_with(0);
    assert!(list(&publication).ends_with(&format!("- url: {}\n  name: Blog\n", server.url("/blog.xml"))), "{}", list(&publication));
    let before = list(&publication);
    publication.run(&["feeds", "add", &server.url("/"), "--nth", "3"]).ends_with(1).says("names 2 feeds; there is no number 3");
    server.page("/empty", "<!doctype html><html lang=en><title>Nothing here</title>");
    publication.run(&["feeds", "add", &server.url("/empty")]).ends_with(1).says("is a web page, not a feed");
    assert_eq!(list(&publication), before);
}

#[test]
fn apples_directory_leads_to_the_feed() {
    let server = Server::start();
    server.page("/show.xml", show(&server, "Show", "", 1, false));
    server.page("/lookup", format!(r#"{{"resultCount":1,"results":[{{"kind":"podcast","feedUrl":"{}"}}]}}"#, server.url("/show.xml")));
    server.page("/none", r#"{"resultCount":0,"results":[]}"#).page("/only", r#"{"resultCount":1,"results":[{"kind":"podcast"}]}"#);
    let publication = listing(HEAD);
    let link = "https://podcasts.apple.com/gb/podcast/show/id1234?i=5";
    let add = |service: &str| publication.run_with(&["feeds", "add", link], &[("TAKEFIVE_APPLE_LOOKUP", &server.url(service))]);
    add("/none").ends_with(1).says("Apple knows no podcast 1234");
    add("/only").ends_with(1).says("no public feed");
    add("/missing").ends_with(1).says("Apple's look-up service did not help").says("404");
    assert_eq!(list(&publication), HEAD);
    add("/lookup").ends_with(0);
    assert_eq!(list(&publication), format!("{HEAD}\n- url: {}\n  name: Show\n", server.url("/show.xml")));
    assert!(server.queries().contains(&"/lookup?id=1234&entity=podcast".to_owned()), "{:?}", server.queries());
}

#[test]
fn what_is_listed_is_not_added_again() {
    let server = Server::start();
    let tags = "<podcast:guid>ab-1</podcast:guid>";
    server.page("/a.xml", show(&server, "A", tags, 1, false)).page("/b.xml", show(&server, "B", tags, 1, false));
    server.at("/old.xml", Answer::Moved(server.url("/a.xml")));
    let publication = listing(HEAD);
    publication.run(&["feeds", "add", &server.url("/old.xml")]).ends_with(0);
    assert_eq!(list(&publication), format!("{HEAD}\n- url: {}\n  name: A\n", server.url("/a.xml")), "by its new address");
    let before = list(&publication);
    let place = "is listed already: A, content/feeds.yaml:3, ";
    for (path, why) in [("/a.xml/", "has this address"), ("/b.xml", "has the same podcast:guid"), ("/old.xml", "has this address")] {
        publication.run(&["feeds", "add", &server.url(path)]).ends_with(1).says(&format!("{place}{why}"));
    }
    assert_eq!(list(&publication), before);
}

#[test]
fn one_bad_address_costs_the_others_nothing() {
    let server = Server::start();
    server.page("/a.xml", show(&server, "A", "", 1, false)).page("/b.xml", show(&server, "B", "", 1, false));
    let publication = listing(HEAD);
    let urls = ["/a.xml", "/missing.xml", "/b.xml"].map(|path| server.url(path));
    publication
        .run(&["feeds", "add", &urls[0], &urls[1], "ftp://a.example/", &urls[2]])
        .ends_with(3)
        .says("missing.xml answered 404")
        .says("ftp:");
    assert_eq!(list(&publication).matches("- url: ").count(), 2);
    publication.run(&["feeds", "add", "a.example", "b.example", "--name", "One"]).ends_with(1).says("--name is for one podcast");
    publication.run(&["feeds", "add", "a.example", "--weight", "3"]).ends_with(1).says("--weight must be from 0 to 2");
}

#[test]
fn nothing_leads_into_a_private_network() {
    let server = Server::start();
    server.page("/a.xml", show(&server, "A", "", 1, false));
    let publication = listing(HEAD);
    publication.write("content/site.yaml", "title: Five\nbase-url: https://five.example/\n");
    publication.run(&["feeds", "add", &server.url("/a.xml")]).ends_with(1).says("private network");
    let service = [("TAKEFIVE_APPLE_LOOKUP", server.url("/lookup"))];
    let service = service.each_ref().map(|(name, url)| (*name, url.as_str()));
    publication.run_with(&["feeds", "add", "https://podcasts.apple.com/podcast/id1"], &service).ends_with(1).says("private network");
    assert!(server.asked().is_empty(), "nobody was asked");
    assert_eq!(list(&publication), HEAD);
}

#[test]
fn a_list_that_cannot_be_changed_says_what_to_write() {
    let server = Server::start();
    server.page("/a.xml", show(&server, "A", "", 1, false));
    let publication = listing("[]\n");
    let line = format!("add by hand:\n- url: {}\n  name: A\n", server.url("/a.xml"));
    publication.run(&["feeds", "add", &server.url("/a.xml")]).ends_with(1).says(&line);
    assert_eq!(list(&publication), "[]\n");
}

/// A list with every fault there is, and one feed that is well. The comments tell which is which.
fn every_fault(server: &Server) -> Publication {
    server
        .page("/well.xml", show(server, "Well, and with a title that is far too long for any table — 日本語のポッドキャスト", "", 4, false))
        .at("/gone.xml", Answer::Status(410))
        .at("/missing.xml", Answer::Status(404))
        .at("/moved.xml", Answer::Moved(server.url("/new.xml")))
        .page("/new.xml", show(server, "Moved", "", 1, false))
        .page("/blocked.xml", show(server, "Blocked", "<podcast:txt purpose=\"ai\">no</podcast:txt>", 1, false))
        .page("/silent.xml", show(server, "Silent", "", 2, true))
        .page("/empty.xml", show(server, "Empty", "", 0, false))
        .page("/mute.xml", without_transcripts(&show(server, "Mute", "", 3, false)))
        .page("/one.xml", show(server, "One", "<podcast:guid>x</podcast:guid>", 1, false))
        .page("/two.xml", show(server, "Two", "<podcast:guid>x</podcast:guid>", 1, false));
    let names = ["well", "gone", "missing", "moved", "blocked", "silent", "empty", "mute", "one", "two"];
    let entries = names.map(|name| format!("\n# {name}\n- url: {}   # {name}\n", server.url(&format!("/{name}.xml"))));
    // Those of which nothing was ever read have no title but their owner's.
    let named = entries.concat().replace("# gone\n\n", "# gone\n  name: Ended\n\n");
    listing(&format!("{HEAD}{named}"))
}

/// The talk without what differs from run to run.
fn settled(text: &str, server: &Server) -> String {
    // As wide as the address, for it stands in columns.
    let text = text.replace(&server.address.to_string(), "publisher.local");
    let day = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date().yesterday().unwrap().to_string();
    text.replace(&day, "YESTERDAY!")
}

#[test]
fn check_says_what_is_wrong_and_how_to_mend_it() {
    let server = Server::start();
    let publication = every_fault(&server);
    let ran = publication.run(&["feeds", "check"]).ends_with(3).says("Checked 10 feeds: 2 well, 8 to look after");
    fits(&ran.out);
    insta::assert_snapshot!(settled(&ran.out, &server));
    let asked = server.asked();
    assert_eq!(asked.len(), 11, "one poll a feed, and a redirect: {asked:?}");

    // Again, conditionally, and for programs.
    let ran = publication.run(&["feeds", "check", "--json", "--quiet"]).ends_with(3);
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<String> =
        lines.iter().map(|l| format!("{}:{} {}", l["file"].as_str().unwrap(), l["line"], l["problem"].as_str().unwrap())).collect();
    let wanted = ["7 gone", "11 failing", "14 moved", "17 blocked", "20 silent", "23 empty", "26 no-transcripts", "32 duplicate"];
    assert_eq!(found, wanted.map(|line| format!("content/feeds.yaml:{line}")));
    assert_eq!(lines[2]["new"], server.url("/new.xml"));
    assert!(server.asked().iter().filter(|line| line.starts_with("304")).count() >= 6);
    assert_eq!(ran.err, "");
}

#[test]
fn fix_writes_new_addresses_and_touches_nothing_else() {
    let server = Server::start();
    let publication = every_fault(&server);
    // Two entries that have moved to one place: the second cannot be written.
    server.at("/moved-too.xml", Answer::Moved(server.url("/new.xml")));
    let text = list(&publication) + &format!("\n- {{url: '{}', weight: 2}} # too", server.url("/moved-too.xml"));
    publication.write("content/feeds.yaml", &text);
    let ran = publication.run(&["feeds", "check", "--fix"]).ends_with(3).says("Fixed 1 address").says("is listed twice");
    assert!(ran.out.contains("the new address was written"), "{}", ran.out);
    assert_eq!(list(&publication), text.replace("/moved.xml", "/new.xml"));

    let publication = listing(&format!("{HEAD}- {{ url: {} }} # mine", server.url("/moved.xml")));
    publication.run(&["feeds", "check", "--fix"]).ends_with(0).says("Fixed 1 address").says("1 well");
    assert_eq!(list(&publication), format!("{HEAD}- {{ url: {} }} # mine", server.url("/new.xml")));
    assert_eq!(server.asked().last().unwrap(), "200 /new.xml", "what the feed holds is known by its new address");
    let ran = publication.run(&["feeds", "list"]).ends_with(0).says("1 feed: 1 well");
    assert!(ran.out.contains("\nMoved "), "{}", ran.out);
    publication.run(&["feeds", "check"]).ends_with(0).says("1 feed: 1 well");
    assert_eq!(server.asked(), ["304 /new.xml"]);
}

#[test]
fn who_asks_to_be_left_alone_is_not_checked() {
    let server = Server::start();
    server.at("/busy.xml", Answer::Busy(3600)).at("/broken.xml", Answer::Status(500));
    let publication = listing(&format!("- url: {}\n- url: {}\n", server.url("/busy.xml"), server.url("/broken.xml")));
    for asked in [vec!["500 /broken.xml", "503 /busy.xml"], vec!["500 /broken.xml"], vec!["500 /broken.xml"], vec!["500 /broken.xml"]] {
        let ran = publication.run(&["feeds", "check"]).ends_with(3);
        assert!(ran.out.contains("answered 503") && ran.out.contains("asked again when its host allows it"), "{}", ran.out);
        let mut log = server.asked();
        log.sort();
        assert_eq!(log, asked);
    }
}

#[test]
fn the_list_fits_a_terminal_and_shows_the_worst_first() {
    let server = Server::start();
    let publication = every_fault(&server);
    let ran = publication.run(&["feeds", "list"]).ends_with(0).says("10 feeds: 0 well, 10 to look after");
    assert_eq!(ran.out.matches("never").count(), 10, "{}", ran.out);
    publication.run(&["fetch"]).ends_with(3);
    server.asked();
    let ran = publication.run(&["feeds", "list"]).ends_with(0).says("10 feeds: 2 well, 8 to look after");
    fits(&ran.out);
    assert!(server.asked().is_empty(), "the list is in the cache");
    insta::assert_snapshot!(settled(&ran.out, &server));

    let ran = publication.run(&["feeds", "list", "--sort", "file", "--json"]).ends_with(0);
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| lines.iter().map(|line| line[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("line"), [4, 7, 11, 14, 17, 20, 23, 26, 29, 32]);
    assert_eq!(
        of("transcript_share")[..],
        serde_json::json!([1.0, null, null, 1.0, 1.0, 1.0, null, 0.0, 1.0, 1.0]).as_array().unwrap()[..]
    );
    assert_eq!(lines[1]["status"], 410);
    assert_eq!(lines[9]["problems"], serde_json::json!(["duplicate"]));
}

#[test]
fn reports_fit_a_terminal() {
    let server = Server::start();
    let publication = every_fault(&server);
    let wide = publication.run(&["fetch"]).ends_with(3);
    assert!(wide.err.lines().any(|line| line.contains("gone.xml") && line.contains("410")), "{}", wide.err);
    fs::remove_dir_all(publication.path(".takefive")).unwrap();
    let ran = publication.run_with(&["fetch"], &[("COLUMNS", "80")]).ends_with(3);
    fits(&ran.err);
    let of = |text: &str| text.split_whitespace().map(|word| word.trim_end_matches(':').to_owned()).collect::<Vec<_>>();
    assert_eq!(of(&ran.err), of(&wide.err), "the same words");
}

#[test]
fn a_list_of_another_program_is_imported_once() {
    let publication = listing(&format!("{HEAD}- url: https://a.example/feed/\n"));
    publication.write(
        "mine.opml",
        "<?xml version='1.0'?>\n<opml version='1.1'><body>\n<outline text='Tech'><outline text='Deep Dives'>\n\
         <outline text='B: &quot;b&quot;' xmlUrl='https://b.example/feed'/>\n<outline text='A' xmlUrl='http://a.example/feed'/>\n\
         <outline text='B again' xmlUrl='https://b.example/feed/'/></outline>\n<outline text='Bad' xmlUrl='ftp://c.example/'/>\n\
         <outline text='Worse' type='rss'/>\n</outline>\n<outline text='D' xmlUrl='https://d.example/' language='de'/></body></opml>",
    );
    let ran = publication.run(&["feeds", "import", "mine.opml"]).ends_with(3);
    let ran = ran.says("Imported 2 podcasts, 2 listed already, 2 skipped").says("mine.opml:7: \"Bad\" stands at ftp://c.example/");
    ran.says("mine.opml:8: \"Worse\" has no xmlUrl");
    let text = format!(
        "{HEAD}- url: https://a.example/feed/\n- url: https://b.example/feed\n  name: 'B: \"b\"'\n  topics: [tech, deep dives]\n\
         - url: https://d.example/\n  name: D\n  language: de\n"
    );
    assert_eq!(list(&publication).replace(r#""B: \"b\"""#, r#"'B: "b"'"#), text);
    publication.run(&["feeds", "import", "mine.opml"]).ends_with(3).says("Imported 0 podcasts, 4 listed already");
    publication.run(&["feeds", "import", "content/site.yaml"]).ends_with(1).says("content/site.yaml is not an OPML file");
    publication.run(&["feeds", "import", "none.opml"]).ends_with(1).says("cannot read none.opml");
}

#[test]
fn what_is_exported_can_be_imported() {
    let text = "- url: https://a.example/?x=1&y=2\n  name: A & B\n  topics: [tech, deep]\n- url: https://b.example/\n  name: B\n  topics: [tech]\n\
                \x20 weight: 0.5\n  keep: false\n- url: https://c.example/\n  name: C\n  language: pt-BR\n";
    let publication = listing(text);
    let ran = publication.run(&["feeds", "export"]).ends_with(0);
    publication.run(&["feeds", "export", "out.opml"]).ends_with(0).says("Exported 3 podcasts to out.opml");
    assert_eq!(publication.read("out.opml"), ran.out);
    let other = listing("");
    other.write("in.opml", &ran.out);
    other.run(&["feeds", "import", "in.opml"]).ends_with(0).says("Imported 3 podcasts");
    assert_eq!(list(&other), text);
    // By way of a pipe.
    let third = listing("");
    let command = format!(
        "'{0}' --root '{1}' feeds export | '{0}' --root . feeds import -",
        env!("CARGO_BIN_EXE_takefive"),
        publication.root().display()
    );
    let done = Command::new("sh").args(["-c", &command]).current_dir(third.root()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(list(&third), text);
}

#[test]
fn ten_thousand_podcasts_are_imported_listed_and_exported() {
    let outline = |n: usize| format!("<outline text='Podcast {n}' xmlUrl='https://h{}.example/{n}.xml'/>\n", n % 100);
    let group = |g: usize| format!("<outline text='Group {g}'>\n{}</outline>\n", (g * 100..g * 100 + 100).map(outline).collect::<String>());
    let publication = listing(HEAD);
    publication.write("all.opml", &format!("<opml version='2.0'><body>\n{}</body></opml>", (0..100).map(group).collect::<String>()));
    publication.run(&["feeds", "import", "all.opml"]).ends_with(0).says("Imported 10000 podcasts");
    let ran = publication.run(&["feeds", "list"]).ends_with(0);
    assert_eq!(ran.out.lines().count(), 10_001);
    let ran = run(publication.root(), &["feeds", "export"]).ends_with(0);
    assert_eq!(ran.out.matches("xmlUrl").count(), 10_000);
}

#[test]
fn the_list_fits_a_terminal_in_every_script_and_from_no_feed_on() {
    let server = Server::start();
    let titles = [
        "The extremely long and winding title of a podcast that never quite manages to say what it is about",
        "بودكاست عن تاريخ المدن والموانئ والبحر والناس الذين عاشوا هناك",
        "関西の港町を歩く：毎週の長い長い会話と、それから少しの音楽と、たくさんの沈黙",
        "👩\u{200d}🚀🚀 Space and e\u{301}very e\u{301}mpty place between the planets, week after week",
    ];
    let mut feeds = String::new();
    for (n, title) in titles.iter().enumerate() {
        let feed = harness::feed(&server, "show", "2026-11-23", &[("one", "/one.txt")]);
        server.page(&format!("/{n}.xml"), feed.replace("<title>show<", &format!("<title>{title}<")));
        feeds += &format!("- url: {}\n", server.url(&format!("/{n}.xml")));
    }
    let publication = listing("");
    publication.run(&["fetch"]).ends_with(0).says("Polled 0 feeds\n");
    publication.run(&["feeds", "list"]).ends_with(0).says("0 feeds");
    publication.write("content/feeds.yaml", feeds.lines().next().unwrap());
    publication.run(&["fetch"]).says("Polled 1 feed: 1 sent");
    publication.write("content/feeds.yaml", &feeds);
    publication.run(&["fetch"]).says("Polled 4 feeds: 3 sent, 1 unchanged");
    for command in ["list", "check"] {
        let ran = publication.run_with(&["feeds", command], &[("COLUMNS", "80")]);
        fits(&ran.out);
        fits(&ran.err);
    }
    // The mark keeps the date to the right of a title that runs to the left.
    let ran = publication.run(&["feeds", "list"]);
    for title in titles {
        assert!(ran.out.contains(&title[..title.char_indices().nth(8).unwrap().0]), "{}", ran.out);
    }
    let dates = ran.out.lines().filter(|line| line.contains("2026-11-23")).map(|line| line.find("2026-11-23").map(|at| width(&line[..at])));
    assert_eq!(dates.collect::<Vec<_>>(), [Some(35); 4], "{}", ran.out);
    assert_eq!(ran.out.matches('\u{200e}').count(), 1);
}
