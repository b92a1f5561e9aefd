//! A day as an owner and an editor live it: over HTTP, to a post and a site, and again.

mod harness;

use harness::{Answer, Publication, Server, feed};
use std::fs;

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

/// Talk with good insights in it: the demo's own episodes serve well.
const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
const HARBOUR: &str = include_str!("../src/cmd/demo/harbour-lines-12.vtt");
const BREAD: &str = include_str!("../src/cmd/demo/crumb-and-ledger-7.html");

fn three_podcasts() -> (Server, Publication) {
    let server = Server::start();
    for (name, transcript) in [("maths", MATHS), ("harbour", HARBOUR), ("bread", BREAD)] {
        let words = format!("/{name}.words");
        server.page(&words, transcript).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &words)]));
    }
    let publication = Publication::new(&["maths", "harbour", "bread"].map(|name| server.url(&format!("/{name}.xml"))));
    (server, publication)
}

#[test]
fn a_day_gives_the_same_bytes_however_often_it_is_made() {
    let (server, publication) = three_podcasts();
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    let (content, site) = (publication.files("content"), publication.files("public"));
    assert_eq!(publication.read(POST).matches("```source").count(), 3, "one insight an episode:\n{}", publication.read(POST));
    assert!(site.contains_key("2026/11/23/index.html") && site.contains_key("feed.xml"), "{:?}", site.keys());
    server.asked();

    publication.run(&["daily", "--date", DAY]).ends_with(0).says("the post is published");
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|line| line.starts_with("304")).count(), 3, "conditional requests for feeds: {asked:?}");
    assert_eq!(asked.len(), 3, "no transcript is asked for twice: {asked:?}");
    assert_eq!((publication.files("content"), publication.files("public")), (content.clone(), site.clone()));

    // Anew from nothing but the feeds.
    for folder in [".takefive", "content/posts", "content/desk", "public"] {
        fs::remove_dir_all(publication.path(folder)).unwrap();
    }
    publication.run(&["daily", "--date", DAY]).ends_with(0).says("Drafted");
    assert_eq!((publication.files("content"), publication.files("public")), (content, site), "without the cache");
}

#[test]
fn what_a_post_used_no_later_day_uses_again() {
    let (_server, publication) = three_podcasts();
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    publication.run(&["daily", "--date", "2026-11-24"]).ends_with(0).says("Quiet");
    assert!(!publication.path("content/posts/2026/2026-11-24.md").exists());
    assert!(publication.read("content/desk/2026-11-24.md").contains("no post"));
    // Making the first day again after a later one changes nothing either.
    let before = publication.files("content");
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    assert_eq!(publication.files("content"), before);
}

#[test]
fn an_edited_post_survives_to_the_byte() {
    let (_server, publication) = three_podcasts();
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    let post = publication.read(POST);
    let starts: Vec<usize> = post.match_indices("\n## ").map(|(at, _)| at + 1).collect();
    let (head, first, second) = (&post[..starts[0]], &post[starts[0]..starts[1]], &post[starts[1]..starts[2]]);
    // Title and body rewritten, the order turned round, the third section deleted, CRLF here and there, no final line break.
    let edited = format!(
        "{}My own words first.\r\n\n{}{}",
        head.replace("title: ", "title: Mine, not yours — "),
        second,
        first.replacen("## ", "## Truly, ", 1).trim_end()
    );
    publication.write(POST, &edited);
    publication.run(&["daily", "--date", DAY]).ends_with(0).says("Kept");
    assert_eq!(publication.read(POST), edited);
    publication.run(&["draft", DAY]).ends_with(0).says("Kept");
    assert_eq!(publication.read(POST), edited);
    // What the editor threw out does not come back on the day after.
    publication.run(&["daily", "--date", "2026-11-24"]).ends_with(0).says("Quiet");
}

#[test]
fn a_draft_is_not_on_the_site_until_it_is_published() {
    let (_server, publication) = three_podcasts();
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["daily", "--date", DAY]).ends_with(0).says("1 draft is not on the site");
    assert!(!publication.path("public/2026/11/23/index.html").exists());
    publication.run(&["build", "--drafts", "--out", "preview"]).ends_with(0);
    assert!(publication.path("preview/2026/11/23/index.html").exists());
    publication.write(POST, &publication.read(POST).replace("status: draft", "status: published"));
    publication.run(&["build"]).ends_with(0);
    assert!(publication.path("public/2026/11/23/index.html").exists());
}

#[test]
fn bad_sources_are_named_and_cost_nothing_else() {
    let (server, publication) = three_podcasts();
    let half = &MATHS[..MATHS.len() / 2];
    let json = format!(
        r#"{{"version":"1.0.0","segments":[{{"speaker":"Ann","startTime":0,"endTime":9,"body":{}}},{{"speaker":"Bo","sta"#,
        serde_json::json!(half)
    );
    server
        .at("/broken.xml", Answer::Status(500))
        .at("/hang.xml", Answer::Hang)
        .page("/web.xml", "<!doctype html><html lang=en><title>Not a feed</title><p>Hello.")
        .page("/cut.json", json)
        .page("/cut.xml", feed(&server, "cut", DAY, &[("short", "/cut.json")]));
    let list: String = ["broken", "hang", "web", "cut"].iter().map(|n| format!("- url: {}\n", server.url(&format!("/{n}.xml")))).collect();
    publication.write("content/feeds.yaml", &(publication.read("content/feeds.yaml") + &list));

    let ran = publication.run(&["daily", "--date", DAY]).ends_with(3);
    let desk = publication.read(DESK);
    for (name, why) in [("broken.xml", "500"), ("hang.xml", "took too long"), ("web.xml", "web page"), ("cut.json", "")] {
        for text in [&ran.err, &desk] {
            assert!(text.lines().any(|l| l.contains(name) && l.contains(why)), "{name} ({why}) is not named in:\n{text}");
        }
    }
    assert!(publication.read(POST).matches("```source").count() >= 3, "the good episodes are there");
    assert!(publication.path("public/2026/11/23/index.html").exists());
}

#[test]
fn check_holds_every_quote_against_its_transcript() {
    let (_server, publication) = three_podcasts();
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    publication.run(&["check"]).ends_with(0).says("3 found word for word");
    let post = publication.read(POST);
    let at = post.find("\n> ").unwrap() + 3;
    publication.write(POST, &format!("{}Nobody said this. {}", &post[..at], &post[at..]));
    let ran = publication.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("2026-11-23.md:") && ran.out.contains("error:") && ran.out.contains("transcript"), "{}", ran.out);

    publication.write(POST, &post);
    fs::remove_dir_all(publication.path(".takefive")).unwrap();
    publication.run(&["check"]).ends_with(0).says("--fetch");
    publication.run(&["check", "--fetch"]).ends_with(0).says("3 found word for word");
}
