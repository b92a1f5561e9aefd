//! `takefive explain`: why a day is as it is, from `content/` alone, whatever an editor did to it.

mod harness;

use harness::{Publication, Server, feed};
use serde_json::Value;
use std::{fs, process::Command};

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

/// A drafted day of two insights out of three episodes. The server is gone and so is the cache.
fn day() -> Publication {
    let server = Server::start();
    let words = [
        ("maths", include_str!("../src/cmd/demo/borrow-a-ten-5.txt")),
        ("harbour", include_str!("../src/cmd/demo/harbour-lines-12.vtt")),
        ("bread", include_str!("../src/cmd/demo/crumb-and-ledger-7.html")),
    ];
    for (name, words) in words {
        let at = format!("/{name}.words");
        server.page(&at, words).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &at)]));
    }
    let publication = Publication::new(&words.map(|(name, _)| server.url(&format!("/{name}.xml"))));
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + "count: 2\n"));
    publication.run(&["fetch", DAY]).ends_with(0);
    publication.run(&["draft", DAY]).ends_with(0);
    fs::remove_dir_all(publication.path(".takefive")).unwrap();
    publication
}

/// What `takefive explain` prints on a terminal of so many columns.
fn explain(publication: &Publication, columns: &str, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_takefive"));
    command.arg("explain").args(args).current_dir(publication.root()).env("COLUMNS", columns).env_remove("TAKEFIVE_ROOT");
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// The same in one line, however it was wrapped.
fn unwrapped(publication: &Publication, asked: &str) -> String {
    explain(publication, "80", &[asked]).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(publication: &Publication, what: &str) -> Value {
    serde_json::from_str(&explain(publication, "80", &[what, "--json"])).unwrap()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().unwrap_or_else(|| panic!("no {key} in {of}"))
}

fn slug(insight: &Value) -> &str {
    insight["slug"].as_str().unwrap()
}

/// The sections of a file up to its report, each from its heading on.
fn sections(text: &str) -> Vec<&str> {
    let end = text.find("\n# Report").map_or(text.len(), |at| at + 1);
    let starts: Vec<usize> = text[..end].match_indices("\n## ").map(|(at, _)| at + 1).chain([end]).collect();
    starts.windows(2).map(|w| &text[w[0]..w[1]]).collect()
}

#[test]
fn a_day_is_explained_from_its_content_alone() {
    let publication = day();
    let whole = json(&publication, DAY);
    assert_eq!((list(&whole, "picks").len(), list(&whole, "missing").len()), (2, 0), "{whole}");
    let post = publication.read(POST);
    for insight in list(&whole, "picks").iter().chain(list(&whole, "runners_up")) {
        let score = insight["score"].as_f64().unwrap();
        let shares: f64 = list(insight, "signals").iter().map(|s| s["share"].as_f64().unwrap()).sum();
        let odds = insight["start"].as_f64().unwrap() + shares;
        assert!((1.0 / (1.0 + (-odds).exp()) - score).abs() < 0.03, "shares make the score: {insight}");
        for signal in list(insight, "signals") {
            assert!(signal["meaning"].is_string(), "{signal} has no meaning");
        }
    }
    for pick in list(&whole, "picks") {
        assert!(pick["lost"].is_null() && pick["now"]["in"] == "post", "{pick}");
        assert!(post.contains(&format!("{{#{}}}", slug(pick))) && post.contains(&format!("score: {:.2}", pick["score"].as_f64().unwrap())));
    }
    let lost: Vec<&str> = list(&whole, "runners_up").iter().map(|r| r["lost"].as_str().unwrap()).collect();
    assert!(lost.iter().any(|why| why.starts_with("its episode gave “")) && lost.contains(&"ranks below the day's 2"), "{lost:?}");

    let (first, second) = (&list(&whole, "picks")[0], &list(&whole, "picks")[1]);
    let text = explain(&publication, "80", &[slug(first)]);
    assert!(text.starts_with(&format!("{}\n{}\n", first["headline"].as_str().unwrap(), slug(first))), "{text}");
    let strongest = &list(first, "signals")[0];
    let row = text.lines().find(|line| line.starts_with(strongest["name"].as_str().unwrap())).unwrap();
    let share = format!(" {:+.1} ", strongest["share"].as_f64().unwrap() as f32);
    assert!(row.contains(&share) && row.ends_with(strongest["meaning"].as_str().unwrap()), "{row}");
    assert!(row.contains("|+") || row.contains("-|"), "bars in ASCII where no terminal is: {row}");
    assert!(text.contains("Number 1 of 2") && text.contains("Why the runners-up lost"), "{text}");
    assert!(text.contains("its episode gave “") && text.contains("ranks below the day's 2"), "{text}");
    assert!(text.lines().any(|line| line.starts_with(" 2  ")) && text.contains(slug(second)), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    let wide = explain(&publication, "140", &[slug(first), "--color", "always"]);
    assert!(wide.contains('█') && wide.contains('│') && wide.contains("\u{1b}[1m"), "{wide}");
    let runner_up = slug(&list(&whole, "runners_up")[0]);
    let text = explain(&publication, "80", &[&format!("https://five.example/insights/{runner_up}/")]);
    assert!(
        text.contains("A runner-up of 2026-11-23.") && text.contains("Why it was not chosen: ") && text.contains("Why the other"),
        "{text}"
    );
    assert!(explain(&publication, "80", &[DAY]).starts_with("2026-11-23\n2 insights for the post, "));

    let ran = publication.run(&["explain", &slug(first)[..slug(first).len() - 2]]).ends_with(1);
    assert!(ran.err.contains("did you mean `") && ran.err.contains(slug(first)), "{}", ran.err);
    publication.run(&["explain", "2026-11-25"]).ends_with(1).says("the nearest day that has is 2026-11-23");
}

#[test]
fn edits_and_losses_are_told() {
    let publication = day();
    let whole = json(&publication, DAY);
    let (first, second, taken) = (slug(&list(&whole, "picks")[0]), slug(&list(&whole, "picks")[1]), slug(&list(&whole, "runners_up")[0]));
    let (post, desk) = (publication.read(POST), publication.read(DESK));
    // The first gets another headline and slug, the second is thrown out for a runner-up.
    let cut = *sections(&desk).iter().find(|section| section.contains(&format!("{{#{taken}}}"))).unwrap();
    let kept = sections(&post)[0];
    let body = &kept[kept.find('\n').unwrap()..];
    publication
        .write(POST, &format!("---\ntitle: Mine\ndate: {DAY}\n---\n\n## Mine {{#mine}}\n{body}\n{cut}\n## Own words {{#own}}\n\nMine.\n"));
    publication.write(DESK, &desk.replace(cut, ""));

    for asked in ["mine", first] {
        let day = json(&publication, asked);
        assert_eq!((day["asked"].as_str(), day["picks"][0]["headline"].as_str()), (Some(first), Some("Mine")), "{day}");
        assert_eq!(list(&day["picks"][0], "signals"), list(&list(&whole, "picks")[0], "signals"));
    }
    assert!(unwrapped(&publication, "mine").contains("as mine."));
    assert!(unwrapped(&publication, second).contains("it is in no post and on no desk any more"));
    assert!(unwrapped(&publication, taken).contains("an editor put it into the post of 2026-11-23"));
    assert!(unwrapped(&publication, "own").contains("Missing: no desk knows own"));

    // As an older version wrote it.
    let older: String = desk
        .lines()
        .map(|line| {
            line.split_once(", score: 0.").map_or(line, |(line, _)| line).to_owned()
                + if line.starts_with("- { slug") { " }\n" } else { "\n" }
        })
        .collect();
    publication.write(DESK, &older);
    let text = unwrapped(&publication, first);
    assert!(
        text.contains("Missing: the day's desk was made by an older takefive") && text.contains("How strong its signals are"),
        "{text}"
    );
    assert!(text.contains("its episode gave “"), "the sections still say why: {text}");

    fs::remove_file(publication.path(DESK)).unwrap();
    let text = unwrapped(&publication, "mine");
    assert!(text.contains("Missing: the day's desk is gone") && text.contains("git log -- content/desk/2026-11-23.md"), "{text}");
    assert!(text.contains("In the post of 2026-11-23.") && text.contains(" Score 0."), "{text}");
    publication.run(&["explain", second]).ends_with(1).says("no post and no desk has an insight");
}

#[test]
fn signals_are_listed_with_their_meanings() {
    let publication = Publication::new(&[]);
    let text = explain(&publication, "80", &["--signals"]);
    for (name, meaning) in takefive::insight::meanings() {
        assert!(text.lines().any(|line| line.starts_with(name) && line.ends_with(meaning)), "{name}: {text}");
    }
    let all: Value = serde_json::from_str(&explain(&publication, "80", &["--signals", "--json"])).unwrap();
    assert_eq!(all.as_array().unwrap().len(), takefive::insight::meanings().count());
    publication.run(&["explain"]).ends_with(2).says("SLUG|DAY");
    publication.run(&["explain", "anything"]).ends_with(1).says("`takefive explain DAY` lists those of a day");
}
