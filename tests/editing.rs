//! An editor at work with the commands: drafts that keep what was edited, swaps, publishing.

mod harness;

use harness::{Publication, Server, feed};

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
const HARBOUR: &str = include_str!("../src/cmd/demo/harbour-lines-12.vtt");
const BREAD: &str = include_str!("../src/cmd/demo/crumb-and-ledger-7.html");
const PAGER: &str = include_str!("../src/cmd/demo/quiet-pager-31.vtt");

/// A day of three podcasts, drafted.
fn drafted() -> (Server, Publication) {
    let server = Server::start();
    for (name, transcript) in [("maths", MATHS), ("harbour", HARBOUR), ("bread", BREAD), ("pager", PAGER)] {
        let words = format!("/{name}.words");
        server.page(&words, transcript).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &words)]));
    }
    let publication = Publication::new(&["maths", "harbour", "bread"].map(|name| server.url(&format!("/{name}.xml"))));
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["fetch", DAY]).ends_with(0);
    publication.run(&["draft", DAY]).ends_with(0).says("Drafted");
    (server, publication)
}

/// Headline and slug of each section of the post.
fn headings(publication: &Publication) -> Vec<String> {
    publication.read(POST).lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

/// One more podcast has an episode of that day.
fn late(server: &Server, publication: &Publication) {
    publication.write("content/feeds.yaml", &format!("{}- url: {}\n", publication.read("content/feeds.yaml"), server.url("/pager.xml")));
    publication.run(&["fetch", DAY]).ends_with(0);
}

#[test]
fn a_late_episode_comes_in_beside_what_was_edited_and_what_was_deleted_stays_away() {
    let (server, publication) = drafted();
    let before = headings(&publication);
    assert_eq!(before.len(), 3);
    // The first headline is the editor's, and the last section goes.
    let post = publication.read(POST);
    let last = post.rfind("\n## ").unwrap() + 1;
    publication.write(POST, &post[..last].replacen("## ", "## Truly, ", 1));
    let gone = before[2].split("{#").nth(1).unwrap();
    late(&server, &publication);

    let edited = publication.read(POST);
    let shown = publication.run(&["draft", DAY, "--dry-run"]).ends_with(0).says("nothing was written");
    assert_eq!(publication.read(POST), edited);
    assert!(shown.out.contains("+++ b/content/posts/2026/2026-11-23.md") && shown.out.contains("\n+## "), "{}", shown.out);

    publication.run(&["draft", DAY]).ends_with(0).says("Merged");
    let after = headings(&publication);
    assert_eq!((after.len(), after[0].as_str()), (3, format!("Truly, {}", before[0]).as_str()));
    assert!(!publication.read(POST).contains(gone), "{after:?}");
    assert!(publication.read(POST).contains("guid: pager-one") || publication.read(POST).contains("pager"), "{after:?}");
    // Nothing more changes, also without the cache.
    let settled = publication.files("content");
    std::fs::remove_dir_all(publication.path(".takefive")).unwrap();
    publication.run(&["fetch", DAY]).ends_with(0);
    publication.run(&["draft", DAY]).ends_with(0).says("Unchanged");
    for (name, bytes) in settled {
        assert_eq!(publication.read(&format!("content/{name}")), String::from_utf8(bytes).unwrap(), "{name}");
    }
    publication.run(&["check"]).ends_with(0);
}

#[test]
fn a_published_day_is_made_anew_only_by_force_and_with_a_copy() {
    let (server, publication) = drafted();
    publication.run(&["publish", DAY]).ends_with(0).says("Published");
    let published = publication.read(POST);
    assert!(published.contains("status: published # draft | published"));
    publication.run(&["publish", DAY]).ends_with(0).says("already");
    late(&server, &publication);
    publication.run(&["draft", DAY]).ends_with(0).says("the post is published");
    assert_eq!(publication.read(POST), published);

    publication.run(&["draft", DAY, "--force"]).ends_with(1).says("--force --yes");
    assert_eq!(publication.read(POST), published);
    publication.run(&["draft", DAY, "--force", "--yes"]).ends_with(0).says("Copied");
    assert_eq!(headings(&publication).len(), 4);
    assert_eq!(publication.read(".takefive/backup/2026-11-23-1/post.md"), published);

    publication.run(&["publish", DAY]).ends_with(0);
    publication.run(&["unpublish", DAY]).ends_with(0).says("Unpublished");
    assert!(publication.read(POST).contains("status: draft # draft | published"));
}

#[test]
fn a_post_with_a_fault_is_not_published() {
    let (_server, publication) = drafted();
    publication.write(POST, &publication.read(POST).replacen("start: ", "strat: ", 1));
    let ran = publication.run(&["publish", DAY]).ends_with(1).says("did you mean `start`?");
    assert!(ran.err.contains("2026-11-23.md:"), "{}", ran.err);
    assert!(publication.read(POST).contains("status: draft"));
    publication.run(&["publish", "2026-11-30"]).ends_with(1).says("does not exist; draft the day first");
}

#[test]
fn an_insight_is_swapped_for_a_runner_up() {
    let (_server, publication) = drafted();
    let (before, list) = (headings(&publication), publication.run(&["swap", DAY]).ends_with(0).out);
    assert!(list.contains("On the desk") && list.contains("   1  "), "{list}");
    let desk = publication.read(DESK);
    let slug = desk.split("\n## ").nth(1).unwrap().split("{#").nth(1).unwrap().split('}').next().unwrap().to_owned();
    publication.run(&["swap", DAY, "2", "with", &slug]).ends_with(0).says("Swapped");
    let after = headings(&publication);
    assert!(after[1].ends_with(&format!("{{#{slug}}}")) && after[0] == before[0] && after[2] == before[2], "{after:?}");
    assert!(publication.read(DESK).contains(&format!("## {}\n", before[1])));
    publication.run(&["check"]).ends_with(0);
    // A new draft leaves the editor's choice where it is.
    publication.run(&["draft", DAY]).ends_with(0);
    assert_eq!(headings(&publication)[1], after[1]);
    assert!(!headings(&publication).contains(&before[1]));
    publication.run(&["swap", DAY, "9"]).ends_with(1).says("there is no section 9; the file has 3");
    publication.run(&["swap", DAY, "1", "99"]).ends_with(1).says("the desk has no runner-up 99");
    publication.run(&["swap", DAY, "1", "no-such"]).ends_with(1).says("the desk has no insight `no-such`");
}

#[test]
fn what_an_editor_makes_of_a_number_is_asked_about_until_it_is_confirmed() {
    let (_server, publication) = drafted();
    publication.run(&["check", DAY]).ends_with(0);
    let post = publication.read(POST);
    let section = post
        .split("\n## ")
        .skip(1)
        .find(|section| section.contains("sixty") || section.contains("forty") || section.contains("three"))
        .unwrap();
    let claim = section.lines().nth(2).unwrap();
    publication.write(POST, &post.replacen(claim, &format!("It took 417 days. {claim}"), 1));
    let ran = publication.run(&["check", "--format", "github"]).ends_with(0);
    let line = ran.out.lines().find(|line| line.contains("417")).unwrap_or_else(|| panic!("{}", ran.out));
    assert!(line.starts_with(&format!("::warning file={POST},line=")) && line.contains("was not said in the passage"), "{line}");
    let at = line.split("line=").nth(1).unwrap().split(',').next().unwrap().parse::<usize>().unwrap();
    assert!(publication.read(POST).lines().nth(at - 1).unwrap().contains("417"), "the line that has it: {line}");

    let edited = publication.read(POST);
    let from = edited.find("It took 417").unwrap();
    let block = from + edited[from..].find("by: embedded\n").unwrap();
    publication.write(POST, &format!("{}confirmed: true\n{}", &edited[..block], &edited[block..]));
    let ran = publication.run(&["check"]).ends_with(0);
    assert!(!ran.out.contains("417"), "{}", ran.out);
    // Without the transcript, the quote has to bear it out.
    publication.write(POST, &edited);
    std::fs::remove_dir_all(publication.path(".takefive")).unwrap();
    assert!(publication.run(&["check"]).ends_with(0).out.contains("417"));
}

#[test]
fn what_takes_no_judgement_is_mended_and_the_rest_is_told() {
    let (_server, publication) = drafted();
    let post = publication.read(POST);
    let broken = post.replacen("speaker: ", "spaeker: ", 1).replacen("status: draft", "staus: draft", 1) + "\n![](/no.png)\n";
    publication.write(POST, &broken);
    publication.run(&["check", "2026-11-30"]).ends_with(0).says("0 posts");
    let ran = publication.run(&["check", "--json", DAY]).ends_with(1);
    assert!(ran.out.lines().any(|line| line.contains(r#""fix":{"from":"staus","to":"status"}"#)), "{}", ran.out);
    assert_eq!(publication.read(POST), broken);
    let ran = publication.run(&["check", "--fix"]).ends_with(1).says("Mended");
    assert_eq!(publication.read(POST), post + "\n![](/no.png)\n");
    assert!(ran.out.contains("says nothing to those who cannot see it") && ran.out.contains("leads nowhere in this site"), "{}", ran.out);
}

#[test]
fn a_draft_that_repeats_an_earlier_day_is_told() {
    let (_server, publication) = drafted();
    let later = publication.read(POST).replace(DAY, "2026-11-24").replace("{#", "{#later-").replacen("## ", "## Again, ", 1);
    publication.write("content/posts/2026/2026-11-24.md", &later);
    let ran = publication.run(&["check", "2026-11-24"]).ends_with(0);
    let told = ran.out.lines().filter(|line| line.contains("says nearly the same as") && line.contains("2026-11-23.md:")).count();
    assert_eq!(told, 3, "{}", ran.out);
}

#[test]
fn what_was_taken_down_is_gone_everywhere_and_never_comes_back() {
    let (server, publication) = drafted();
    publication.run(&["publish", DAY]).ends_with(0);
    let post = publication.read(POST);
    let section = post.split("\n## ").find(|section| section.contains("podcast: bread\n")).unwrap();
    let slug = section.split("{#").nth(1).unwrap().split('}').next().unwrap();
    let audio = server.url("/bread/one.mp3");

    publication.run(&["takedown", &audio, "--dry-run"]).ends_with(0).says("nothing was written");
    assert_eq!(publication.read(POST), post);
    publication.run(&["takedown", &audio, "--reason", "Asked for by the publisher."]).ends_with(0).says("is never used again");
    for file in [POST, DESK] {
        assert!(!publication.read(file).contains("guid: bread-one\n"), "{}", publication.read(file));
    }
    let after = publication.read(POST);
    assert!(after.contains("\nupdated: ") && headings(&publication).len() == 2);
    let note = publication.read("content/takedowns.yaml");
    assert!(note.contains(slug) && note.contains("Asked for by the publisher."), "{note}");
    publication.run(&["takedown", &audio]).ends_with(0).says("already");

    // Its address answers honestly, and everything else does without it.
    publication.run(&["build"]).ends_with(0);
    let page = publication.read(&format!("public/insights/{slug}/index.html"));
    assert!(page.contains("This insight was taken down on") && page.contains("Asked for by the publisher."), "{page}");
    assert!(page.contains("name=\"robots\" content=\"noindex\"") && !page.contains("<audio"), "{page}");
    let atom = publication.read("public/insights/atom.xml");
    assert!(atom.contains("<at:deleted-entry ref=\"tag:five.example,2026:/insights/") && atom.contains(slug), "{atom}");
    assert!(feed_rs::parser::parse(atom.as_bytes()).is_ok());
    for (name, bytes) in publication.files("public") {
        let own = name == format!("insights/{slug}/index.html") || name == "insights/atom.xml" || name == ".takefive-site";
        assert!(own || !String::from_utf8_lossy(&bytes).contains(slug), "{name} still names it");
    }
    publication.run(&["check"]).ends_with(0);

    // A day made anew from the same feeds does without it.
    publication.run(&["draft", DAY, "--force", "--yes"]).ends_with(0);
    assert!(!publication.read(POST).contains("guid: bread-one\n") && !publication.read(DESK).contains("guid: bread-one\n"));
    let error = publication.run(&["takedown", "https://nobody.example/"]).ends_with(1).err;
    assert!(error.contains("no post, no desk and no feed"), "{error}");
}

#[test]
fn a_name_that_is_spelled_unlike_the_publishers_is_told() {
    let (server, publication) = drafted();
    let xml = feed(&server, "maths", DAY, &[("one", "/maths.words")]);
    let person = "<podcast:person role=\"guest\">Augustina Mbeki-Lund</podcast:person>";
    server.page("/maths.xml", xml.replacen("<item>", &format!("<item>{person}"), 1));
    publication.run(&["fetch", DAY]).ends_with(0);
    let post = publication.read(POST);
    let at = post.find("podcast: maths\n").unwrap();
    let heading = post[..at].rfind("\n## ").unwrap() + 4;
    publication.write(POST, &format!("{}Augustine Mbeki-Lund: {}", &post[..heading], &post[heading..]));
    let ran = publication.run(&["check"]).ends_with(0);
    assert!(ran.out.contains("the publisher writes the name `Augustine Mbeki-Lund` as `Augustina Mbeki-Lund`"), "{}", ran.out);
}

#[test]
fn schemas_are_printed_for_editors() {
    let (_server, publication) = drafted();
    for what in ["front-matter", "source", "api"] {
        let schema: serde_json::Value = serde_json::from_str(&publication.run(&["schema", what]).ends_with(0).out).unwrap();
        assert!(schema["$schema"].is_string());
    }
}

#[test]
fn insights_that_pull_the_other_way_name_each_other_on_both_pages() {
    let (_server, publication) = drafted();
    let slugs: Vec<String> =
        headings(&publication).iter().map(|h| h.split("{#").nth(1).unwrap().trim_end_matches('}').to_owned()).collect();
    let post = publication.read(POST).replacen("transcript: ", &format!("tension: [{}, nobody-said-so]\ntranscript: ", slugs[2]), 1);
    publication.write(POST, &post);
    let ran = publication.run(&["check"]).ends_with(0);
    assert!(ran.out.contains("no insight has the slug `nobody-said-so`"), "{}", ran.out);
    publication.run(&["build", "--drafts"]).ends_with(0);
    for (own, other) in [(0, 2), (2, 0)] {
        let page = publication.read(&format!("public/insights/{}/index.html", slugs[own]));
        let section = page.split("id=\"tension\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(section.contains("In tension with") && section.contains(&format!("/insights/{}/", slugs[other])), "{section}");
        assert_eq!(section.matches("<li>").count(), 1);
    }
    assert!(!publication.read(&format!("public/insights/{}/index.html", slugs[1])).contains("id=\"tension\""));
}
