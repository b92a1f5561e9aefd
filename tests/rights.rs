//! What publishers and owners say about quoting: it is kept, and the desk tells.

mod harness;

use harness::{Publication, Server, feed};

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";
const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");

/// A publication that reads these podcasts; each has the tags that are given in its channel.
fn podcasts(server: &Server, shows: &[(&str, &str)]) -> Publication {
    server.page("/words", MATHS);
    for (name, tags) in shows {
        let text = feed(server, name, DAY, &[("one", "/words")]).replace("<description>Talk.", &format!("{tags}<description>Talk."));
        server.page(&format!("/{name}.xml"), text);
    }
    Publication::new(&shows.iter().map(|(name, _)| server.url(&format!("/{name}.xml"))).collect::<Vec<_>>())
}

fn configure(publication: &Publication, lines: &str) {
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + lines));
}

/// Podcasts that the day's post and desk quote.
fn quoted(publication: &Publication) -> Vec<String> {
    let post = if publication.path(POST).exists() { publication.read(POST) } else { String::new() };
    let both = post + &publication.read(DESK);
    let mut names: Vec<String> = both.lines().filter_map(|line| line.strip_prefix("podcast: ")).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[track_caller]
fn tells(publication: &Publication, source: &str, why: &str) {
    let desk = publication.read(DESK);
    let plain = desk.replace('\\', "");
    assert!(plain.lines().any(|line| line.contains(source) && line.contains(why)), "no {source:?} with {why:?} in\n{desk}");
}

#[test]
fn publishers_terms_are_kept_and_told() {
    let server = Server::start();
    let publication = podcasts(
        &server,
        &[
            ("blocked", "<podcast:block>yes</podcast:block>"),
            ("ours", "<podcast:block id=\"takefive\">yes</podcast:block>"),
            ("reserved", "<podcast:txt purpose=\"tdm-reservation\">1</podcast:txt>"),
            ("other", "<podcast:block id=\"google\">yes</podcast:block><podcast:txt purpose=\"ai-content\">true</podcast:txt>"),
            ("named", "<podcast:block>yes</podcast:block><podcast:block id=\"takefive\">no</podcast:block>"),
        ],
    );
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    assert_eq!(quoted(&publication), ["named", "other"]);
    tells(&publication, "/blocked.xml", "asks not to be used (podcast:block)");
    tells(&publication, "/ours.xml", "asks not to be used (podcast:block for takefive)");
    tells(&publication, "/reserved.xml", "podcast:txt, purpose tdm-reservation");
    // Nor is a model asked about them.
    let ran =
        publication.run(&["prompt", "blocked-one"]).ends_with(1).says("blocked, one: the publisher asks not to be used (podcast:block)");
    assert_eq!(ran.out, "");
    // On a day on which they have nothing new, too.
    publication.run(&["daily", "--date", "2026-12-24"]).ends_with(0);
    assert!(publication.read("content/desk/2026-12-24.md").contains("podcast:block for takefive"));
}

#[test]
fn who_objects_after_publication_is_found() {
    let server = Server::start();
    let publication = podcasts(&server, &[("show", "")]);
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    assert_eq!(publication.run(&["check"]).ends_with(0).out.matches("asks not").count(), 0);
    let text = feed(&server, "show", DAY, &[("one", "/words")]);
    server.page("/show.xml", text.replace("<description>Talk.", "<podcast:block>yes</podcast:block><description>Talk."));
    publication.run(&["fetch", DAY]).ends_with(0);
    let ran = publication.run(&["check"]).ends_with(0);
    assert!(ran.out.contains("warning: the publisher asks not to be used by now (podcast:block)"), "{}", ran.out);
}

#[test]
fn an_episode_may_be_reserved_by_itself() {
    let server = Server::start();
    let publication = podcasts(&server, &[("show", "")]);
    let text = feed(&server, "show", DAY, &[("one", "/words"), ("two", "/words")]);
    server.page(
        "/show.xml",
        text.replacen("<description>About one.", "<podcast:txt purpose=\"ai\">no</podcast:txt><description>About one.", 1),
    );
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    assert!(publication.read(POST).contains("\nguid: show-two\n") && !publication.read(POST).contains("show-one"));
    tells(&publication, "show, one", "is not quoted: the publisher objects (podcast:txt, purpose ai: \"no\")");
}

#[test]
fn owners_deny_by_address_guid_title_or_episode() {
    let server = Server::start();
    let shows =
        [("address", ""), ("guid", "<podcast:guid>ABC-1</podcast:guid>"), ("Title", ""), ("episode", ""), ("kept", ""), ("fine", "")];
    let publication = podcasts(&server, &shows);
    let never = format!("never: ['{}', abc-1, title, episode-one]\n", server.url("/address.xml"));
    configure(&publication, &never);
    let feeds = publication.read("content/feeds.yaml").replace("kept.xml\n", "kept.xml\n  keep: false\n");
    publication.write("content/feeds.yaml", &feeds);
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    assert_eq!(quoted(&publication), ["fine"]);
    tells(&publication, "/address.xml", "never quoted (never: http://127");
    tells(&publication, "/guid.xml", "never quoted (never: abc-1)");
    tells(&publication, "/Title.xml", "never quoted (never: title)");
    tells(&publication, "episode, one", "is not quoted (never: episode-one)");
    tells(&publication, "/kept.xml", "never quoted (keep: false)");
    // What was published before it was denied is found.
    publication.run(&["check"]).ends_with(0);
    configure(&publication, "# end\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("never: [", "never: [FINE, "));
    let ran = publication.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("quotes what is never quoted (never: FINE)"), "{}", ran.out);
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("never: [", "never: ['', "));
    publication.run(&["check"]).ends_with(1).says("never: an entry is empty");
}

#[test]
fn no_more_than_the_budget_is_quoted() {
    let server = Server::start();
    let publication = podcasts(&server, &[("show", "<podcast:license>All rights reserved</podcast:license>")]);
    configure(&publication, "quoted-words: 3\n");
    publication.run(&["daily", "--date", DAY]).ends_with(0).says("Quiet");
    assert!(!publication.path(POST).exists());
    let desk = publication.read(DESK);
    assert!(desk.contains("and no more than 3 of an episode are quoted"), "{desk}");
    tells(&publication, "show, one", "has the licence \"all rights reserved\": at most 3 of its words are quoted");

    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("quoted-words: 3", "quoted-words: 200"));
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    publication.run(&["check"]).ends_with(0);
    let post = publication.read(POST);
    let words = |text: &str| text.lines().filter_map(|l| l.strip_prefix("> ")).flat_map(str::split_whitespace).count();
    assert!((4..=200).contains(&words(&post)), "{post}");
}

/// A post whose one section quotes so many words of an episode.
fn quoting(publication: &Publication, day: &str, words: usize, guid: &str) {
    let quote = vec!["word"; words].join(" ");
    let text = format!(
        "---\ntitle: T\ndate: {day}\nstatus: published\nsummary: S.\n---\n\n## A {{#a-{day}}}\n\nText.\n\n> {quote}\n\n```source\n\
         podcast: show\nepisode: One\nguid: {guid}\nby: me\n```\n"
    );
    publication.write(&format!("content/posts/{}/{day}.md", &day[..4]), &text);
}

#[test]
fn a_budget_counts_all_posts() {
    let server = Server::start();
    let publication = podcasts(&server, &[("show", "")]);
    // A later post has used the budget of this episode up but for ten words.
    quoting(&publication, "2026-11-25", 190, "show-one");
    publication.run(&["fetch", DAY]).ends_with(0);
    publication.run(&["draft", DAY]).ends_with(0);
    let desk = publication.read(DESK);
    assert!(desk.contains("190 were quoted before, and no more than 200 of an episode are quoted (quoted-words)"), "{desk}");
    assert!(!publication.path(POST).exists());

    quoting(&publication, "2026-11-26", 10, "show-one");
    quoting(&publication, "2026-11-27", 200, "show-two");
    let ran = publication.run(&["check"]).ends_with(0);
    assert!(!ran.out.contains("quoted-words"), "{}", ran.out);
    quoting(&publication, "2026-11-26", 11, "show-one");
    let ran = publication.run(&["check"]).ends_with(1);
    let line = ran.out.lines().find(|line| line.contains("error")).unwrap_or_default();
    assert!(line.starts_with("content/posts/2026/2026-11-26.md:8:1: error: with this quote of 11 words, 201 are quoted"), "{}", ran.out);
}
