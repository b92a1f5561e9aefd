//! `takefive learn`: a year of editing in miniature, in a real git repository, and what the next draft makes of it.

mod harness;

use harness::{Publication, Server, feed};
use jiff::{ToSpan, civil::Date};
use std::{fs, process::Command};
use takefive::{
    insight::traits,
    model::{Candidate, Pick, Signal, Source, Status},
    post::{self, DayReport, Draft, RunnerUp, Standing, compose},
};

const TASTE: &str = "content/taste.yaml";
const LATER: &str = "2026-11-23";
const LATER_POST: &str = "content/posts/2026/2026-11-23.md";

/// Sentences that differ enough between days, with numbers and with an analogy.
const THINGS: [&str; 12] =
    ["bridge", "garden", "kitchen", "market", "library", "harbour", "orchard", "factory", "school", "railway", "theatre", "clinic"];

fn pick(day: usize, kind: &str, podcast: &str, topic: &str) -> Pick {
    let thing = THINGS[day % THINGS.len()];
    let (headline, text) = match kind {
        "numbers" => (format!("A {thing} pays back in 7 years"), format!("Of 40 {thing} budgets, 12 were met, and 3 saved half of it.")),
        "analogy" => (format!("A {thing} is like a river"), format!("It is as if the {thing} ran on alone, like a stream in spring.")),
        _ => (format!("A {thing} needs {kind} more than plans"), format!("Nothing in a {thing} lasts without {kind}, whoever pays.")),
    };
    let mut signals = vec![Signal { name: "claim", value: 0.5, share: 0.2 }, Signal { name: "sponsor", value: 0.0, share: 0.0 }];
    signals.extend(traits(&headline, &text));
    let quote = format!("Well, {}", text.to_lowercase());
    let topics = vec![topic.to_owned()];
    let source = Source {
        podcast: podcast.into(),
        guid: format!("{day}-{kind}"),
        topics: topics.clone(),
        by: "embedded".into(),
        ..Source::default()
    };
    let source = Source { episode: format!("Episode {day}"), score: Some(0.5), ..source };
    let slug = post::slug_for(&headline, &|_| false);
    let (start, end, speaker, by) = (None, None, None, "embedded".to_owned());
    Pick {
        slug,
        candidate: Candidate { quote, raw: 0..1, start, end, speaker, headline, text, topics, signals, score: 0.5, by, checks: Vec::new() },
        source,
    }
}

fn git(publication: &Publication, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(publication.root()).args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let ran = command.args(args).output().unwrap();
    assert!(ran.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

fn commit(publication: &Publication, message: &str) {
    git(publication, &["add", "-A", "content"]);
    git(publication, &["commit", "-q", "-m", message]);
}

fn day(n: usize) -> Date {
    "2026-10-01".parse::<Date>().unwrap().checked_add((n as i64).days()).unwrap()
}

/// The path of a day's post.
fn path(n: usize) -> String {
    format!("content/posts/2026/{}.md", day(n))
}

/// Drafts a day as `takefive draft` does: three for the post and two for the desk.
fn draft(publication: &Publication, n: usize) {
    let picks = [pick(n, "analogy", "maths", "sports"), pick(n, "patience", "harbour", "work"), pick(n, "trust", "bread", "work")];
    let runners_up = [pick(n, "numbers", "bread", "work"), pick(n, "courage", "maths", "work")].map(|pick| RunnerUp {
        pick,
        about: "0.50".into(),
        lost: "ranks below the day's 3".into(),
    });
    let post = compose(day(n), &picks, Status::Draft);
    let standing = Standing::read(publication.root(), day(n)).unwrap();
    let draft = Draft { post: Some(&post), picks: &picks, runners_up: &runners_up, report: &DayReport::default() };
    let plan = post::plan(publication.root(), day(n), &standing, &draft);
    post::save(publication.root(), day(n), &standing, plan).unwrap();
}

/// An editor who throws analogies out, takes numbers from the desk, puts bread before the harbour, and publishes.
fn edit(publication: &Publication, n: usize) {
    let text = publication.read(&path(n));
    let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).chain([text.len()]).collect();
    let sections: Vec<&str> = starts.windows(2).map(|w| &text[w[0]..w[1]]).collect();
    let desk_path = format!("content/desk/{}.md", day(n));
    let desk = publication.read(&desk_path);
    let from = desk.find("\n## ").unwrap() + 1;
    let to = from + desk[from..].find("\n## ").unwrap() + 1;
    let taken = &desk[from..to];
    publication.write(&desk_path, &desk.replace(taken, ""));
    let head = text[..starts[0]].replace("status: draft", "status: published");
    publication.write(&path(n), &format!("{head}{taken}{}\n{}", sections[2].trim_end().to_owned() + "\n", sections[1]));
}

/// A publication in git, with so many days of drafts and edits.
fn edited(days: usize) -> (Server, Publication) {
    let server = Server::start();
    let words = [
        ("maths", include_str!("../src/cmd/demo/borrow-a-ten-5.txt")),
        ("harbour", include_str!("../src/cmd/demo/harbour-lines-12.vtt")),
        ("bread", include_str!("../src/cmd/demo/crumb-and-ledger-7.html")),
    ];
    for (name, words) in words {
        let at = format!("/{name}.words");
        server.page(&at, words).page(&format!("/{name}.xml"), feed(&server, name, LATER, &[("one", &at)]));
    }
    let publication = Publication::new(&["maths", "harbour", "bread"].map(|name| server.url(&format!("/{name}.xml"))));
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    git(&publication, &["init", "-q", "-b", "main"]);
    for n in 0..days {
        draft(&publication, n);
        commit(&publication, "Draft");
        edit(&publication, n);
        commit(&publication, "Edit");
    }
    (server, publication)
}

/// Podcasts and scores of the post of the later day, drafted anew.
fn later(publication: &Publication) -> Vec<(String, String)> {
    for file in [LATER_POST, "content/desk/2026-11-23.md"] {
        fs::remove_file(publication.path(file)).ok();
    }
    publication.run(&["draft", LATER]).ends_with(0);
    let post = publication.read(LATER_POST);
    let values = |key: &str| post.lines().filter_map(|l| l.strip_prefix(key)).map(str::to_owned).collect::<Vec<_>>();
    values("podcast: ").into_iter().zip(values("score: ")).collect()
}

#[test]
fn twelve_days_of_editing_are_learned_and_move_the_scores() {
    let (_server, publication) = edited(12);
    publication.run(&["fetch", LATER]).ends_with(0);
    let before = later(&publication);
    let desk_before = publication.read("content/desk/2026-11-23.md");

    let ran = publication.run(&["learn"]).ends_with(0).says("taste.yaml");
    assert!(
        ran.out.contains("prefers numbers") && ran.out.contains("fewer analogies") && ran.out.contains("12 published days"),
        "{}",
        ran.out
    );
    let taste = publication.read(TASTE);
    assert!(taste.starts_with("# What takefive learned") && taste.contains("\n# prefers numbers"), "{taste}");
    publication.run(&["learn"]).ends_with(0).says("Unchanged");
    assert_eq!(publication.read(TASTE), taste);

    let after = later(&publication);
    assert_ne!(after, before, "the scores moved");
    let desk = publication.read("content/desk/2026-11-23.md");
    assert!(desk.contains("taste had its say on") && desk.contains("prefers numbers"), "{desk}");

    // Switched off, or deleted, nothing else changes.
    let site = publication.read("content/site.yaml");
    publication.write("content/site.yaml", &format!("{site}taste: off\n"));
    assert_eq!(later(&publication), before);
    assert_eq!(publication.read("content/desk/2026-11-23.md"), desk_before);
    publication.write("content/site.yaml", &site);
    fs::remove_file(publication.path(TASTE)).unwrap();
    assert_eq!(later(&publication), before);
    assert_eq!(publication.read("content/desk/2026-11-23.md"), desk_before);
}

/// What is learned after the history or the files of twelve edited days were changed by `oddly`.
fn learned(oddly: impl FnOnce(&Publication)) -> (String, String) {
    let (_server, publication) = edited(12);
    oddly(&publication);
    let ran = publication.run(&["learn"]).ends_with(0);
    assert!(
        ran.out.contains("12 published days") && ran.out.contains("prefers numbers") && ran.out.contains("fewer analogies"),
        "{}",
        ran.out
    );
    (publication.read(TASTE), ran.err)
}

#[test]
fn odd_histories_teach_the_same() {
    let (usual, _) = learned(|_| {});
    // A squashed history, pushed over the old one: desks tell what was drafted.
    let squashed = learned(|publication| {
        git(publication, &["checkout", "-q", "--orphan", "squashed"]);
        commit(publication, "All in one");
        git(publication, &["branch", "-D", "-q", "main"]);
    });
    assert_eq!(squashed.0, usual);
    let without = learned(|publication| fs::remove_dir_all(publication.path(".git")).unwrap());
    assert!(without.1.contains("not in a git repository") && without.1.contains("on the disk"), "{}", without.1);
    assert_eq!(without.0, usual);
    let line_ends = learned(|publication| {
        for folder in ["content/posts", "content/desk"] {
            for name in publication.files(folder).into_keys() {
                let name = format!("{folder}/{name}");
                publication.write(&name, &publication.read(&name).replace('\n', "\r\n"));
            }
        }
        commit(publication, "From another system");
    });
    assert_eq!(line_ends.0, usual);
    // All posts in another folder, and no desk on the disk any more.
    let moved = learned(|publication| {
        git(publication, &["mv", "content/posts/2026", "content/posts/all"]);
        git(publication, &["rm", "-q", "-r", "content/desk"]);
        commit(publication, "Tidy up");
    });
    assert_eq!(moved.0, usual);
}

#[test]
fn days_that_were_joined_are_followed_by_their_insights() {
    learned(|publication| {
        let first = publication.read(&path(0));
        let second = publication.read(&path(1));
        publication.write(&path(1), &format!("{second}\n{}", &first[first.find("\n## ").unwrap()..]));
        fs::remove_file(publication.path(&path(0))).unwrap();
        commit(publication, "Two days in one");
    });
}

#[test]
fn rewriting_is_told_from_the_draft_in_git() {
    let (_server, publication) = edited(0);
    for n in 0..12 {
        draft(&publication, n);
        commit(&publication, "Draft");
        // Of every headline and text the editor takes the analogy out and puts numbers in, and publishes.
        let text = publication.read(&path(n)).replace("status: draft", "status: published").replace("is like a river", "took 9 years");
        publication.write(&path(n), &text.replace("It is as if the", "In 20 of 30 years the"));
        commit(&publication, "Edit");
    }
    let ran = publication.run(&["learn"]).ends_with(0);
    assert!(ran.out.contains("prefers numbers, fewer analogies"), "{}", ran.out);
    fs::remove_dir_all(publication.path(".git")).unwrap();
    let ran = publication.run(&["learn"]).ends_with(0).says("rewriting is not seen");
    assert!(ran.out.contains("no lasting preference"), "{}", ran.out);
}

#[test]
fn fewer_than_ten_days_have_no_say() {
    let (_server, publication) = edited(9);
    publication.run(&["learn"]).ends_with(0).says("there are 9 days");
    assert!(!publication.path(TASTE).exists());
    publication.run(&["fetch", LATER]).ends_with(0);
    let before = (later(&publication), publication.read("content/desk/2026-11-23.md"));
    publication.write(TASTE, "days: 9\npodcasts: {bread: 3}\n");
    assert_eq!((later(&publication), publication.read("content/desk/2026-11-23.md")), before);
    publication.write(TASTE, "days: 12\npodcast: {bread: 3}\n");
    let ran = publication.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("content/taste.yaml:2:1: error: unknown key `podcast`"), "{}", ran.out);
    publication.run(&["draft", LATER]).ends_with(1).says("content/taste.yaml:2:1: unknown key `podcast`; did you mean `podcasts`?");
}

#[test]
fn the_help_tells_of_learning() {
    let publication = Publication::new(&[]);
    assert!(publication.run(&["--help"]).ends_with(0).out.contains("learn"));
    let help = publication.run(&["learn", "--help"]).ends_with(0).out;
    assert!(help.contains("taste.yaml") && !help.contains("--gold"), "{help}");
    publication.run(&["learn"]).ends_with(0).says("no day with a desk is published yet");
    publication.run(&["learn", "--gold", "x"]).ends_with(2).says("--text");
}
