//! Topics and people under one name each: from transcript labels and feeds to posts, and from posts to pages.

mod harness;

use harness::{Publication, Server, feed};
use std::collections::BTreeSet;

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";

/// A post with one section for each speaker, episode and list of topics.
fn post(publication: &Publication, day: &str, sections: &[(&str, &str, &str)]) {
    let mut text = format!("---\ntitle: Day of {day}\ndate: {day}\nstatus: published\n---\n");
    for (n, (guid, speaker, topics)) in sections.iter().enumerate() {
        text += &format!(
            "\n## Headline {n} of {day} {{#s{n}-{day}}}\n\nText {n}.\n\n```source\npodcast: Show\nepisode: Episode {guid}\nguid: \"{guid}\"\n\
             speaker: \"{speaker}\"\ntopics: [{topics}]\nby: embedded\n```\n"
        );
    }
    publication.write(&format!("content/posts/2026/{day}.md"), &text);
}

/// Names of the folders below one of the site's.
fn pages(publication: &Publication, folder: &str) -> BTreeSet<String> {
    publication.files(&format!("public/{folder}")).into_keys().filter_map(|name| Some(name.split_once('/')?.0.to_owned())).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn configured(lines: &str) -> Publication {
    let publication = Publication::new(&[]);
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + lines));
    publication
}

#[test]
fn one_page_a_person_however_spelled() {
    let publication = configured("people: {Janey: Jane Smith, Bob Producer: false}\n");
    let first = [("1", "Dr. Jane Q. Smith, PhD", "work"), ("2", "JANE SMITH", "work"), ("3", "Jane Smith", "work"), ("4", "Jane", "work")];
    post(&publication, "2026-11-23", &first);
    post(
        &publication,
        "2026-11-24",
        &[("5", "Jane", "work"), ("5", "Jane Smith", "work"), ("6", "Janey", "work"), ("7", "Bob Producer", "work")],
    );
    publication.run(&["build"]).ends_with(0);
    // `Jane` alone in an episode may be anybody.
    assert_eq!(pages(&publication, "people"), set(&["jane-smith", "jane"]));
    let page = publication.read("public/people/jane-smith/index.html");
    assert!(page.contains(">Jane Smith<"), "{page}");
    for slug in ["s0-2026-11-23", "s1-2026-11-23", "s2-2026-11-23", "s0-2026-11-24", "s1-2026-11-24", "s2-2026-11-24"] {
        assert!(page.contains(&format!("/insights/{slug}/")), "{slug} is missing");
    }
    let site = publication.files("public");
    let named: Vec<_> =
        site.iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Bob Producer")).map(|(name, _)| name).collect();
    assert!(named.is_empty(), "who is left out is named in {named:?}");
}

#[test]
fn one_page_a_topic_in_the_owners_words() {
    let publication = configured("topics: {ai: Artificial Intelligence, llms: language models, Machine-learning: ai}\n");
    post(
        &publication,
        "2026-11-23",
        &[("1", "Ann Lee", "AI, artificial intelligence, LLM"), ("2", "Ann Lee", "Language Models, machine learning")],
    );
    post(&publication, "2026-11-24", &[("3", "Ann Lee", "Teams"), ("4", "Ann Lee", "team, ethics")]);
    publication.run(&["build"]).ends_with(0);
    assert_eq!(pages(&publication, "topics"), set(&["artificial-intelligence", "language-model", "team", "ethics"]));
    let page = publication.read("public/topics/artificial-intelligence/index.html");
    assert!(page.contains(">Artificial Intelligence<") && page.contains("s0-2026-11-23") && page.contains("s1-2026-11-23"), "{page}");
    assert!(publication.read("public/topics/language-model/index.html").contains(">language models<"));
    let feed = publication.read("public/feed.xml");
    assert!(feed.contains(">Artificial Intelligence</category>") && !feed.to_lowercase().contains("llm<"), "{feed}");
}

#[test]
fn entries_that_contradict_each_other_are_named() {
    let says = |lines: &str, words: &str| drop(configured(lines).run(&["build"]).ends_with(1).says("content/site.yaml").says(words));
    says("topics: {ai: machine learning, machine learning: AI}\n", "`ai` → `machine learning` → `AI` leads round in a circle");
    says("topics: {ai: [a]}\n", "topics");
    says("people: {Ann: Bo, Bo: Ann}\n", "leads round in a circle");
    says("people: {Ann: true}\n", "`false` to leave somebody out");
}

#[test]
fn a_draft_states_full_names_and_one_spelling_of_topics() {
    let server = Server::start();
    let words = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
    // Transcripts label people as they like.
    let words = words.replace("Gideon Larch:", "GIDEON:").replace("Mo Penhallow:", "Mo:").replace("Priya Wetherell:", "PRIYA WETHERELL:");
    let tags =
        ["Gideon Larch", "Dr. Priya Wetherell", "Mo Penhallow", "Mo Other"].map(|name| format!("<podcast:person>{name}</podcast:person>"));
    let list =
        feed(&server, "maths", DAY, &[("one", "/words")]).replace("<description>Talk.", &format!("{}<description>Talk.", tags.concat()));
    server.page("/words", words).page("/feed.xml", list);
    let publication = Publication::new(&[server.url("/feed.xml")]);
    publication.write("content/feeds.yaml", &(publication.read("content/feeds.yaml") + "  topics: [Lesson Plans]\n"));
    publication.run(&["daily", "--date", DAY]).ends_with(0);
    let both = publication.read(POST) + &publication.read("content/desk/2026-11-23.md");
    let values = |key: &str| both.lines().filter_map(|l| l.strip_prefix(key)).map(str::to_owned).collect::<BTreeSet<_>>();
    let speakers = values("speaker: ");
    assert!(!speakers.is_empty() && speakers.is_subset(&set(&["Gideon Larch", "Dr. Priya Wetherell", "Mo"])), "{speakers:?}");

    let topics = values("topics: ");
    assert!(topics.contains("[lesson plan]"), "{topics:?}");
    std::fs::remove_dir_all(publication.path("content/posts")).unwrap();
    std::fs::remove_dir_all(publication.path("content/desk")).unwrap();
    let who = speakers.first().unwrap();
    let lines = format!("topics: {{lesson-plans: Sums}}\npeople: {{{who}: false}}\n");
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + &lines));
    publication.run(&["draft", DAY]).ends_with(0);
    let both = publication.read(POST) + &publication.read("content/desk/2026-11-23.md");
    assert!(both.contains("\ntopics: [sum]\n") && !both.contains("lesson plan"), "{both}");
    assert!(!both.lines().any(|l| l == format!("speaker: {who}")), "{both}");
}
