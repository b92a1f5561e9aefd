//! `takefive demo`: a new user's first minute.

mod harness;

use harness::{files, run};

#[test]
fn the_demo_makes_a_full_day_and_the_same_bytes_again() {
    let dir = tempfile::tempdir().unwrap();
    let ran = run(dir.path(), &["demo", "--plain"]).ends_with(0);
    for words in ["takefive-demo/content/posts/2026/2026-11-23.md", "takefive-demo/public/index.html"] {
        assert!(ran.err.contains(words), "where is {words}?\n{}", ran.err);
    }
    let demo = dir.path().join("takefive-demo");
    let first = files(&demo);
    let post = String::from_utf8(first["content/posts/2026/2026-11-23.md"].clone()).unwrap();
    assert_eq!(post.matches("```source").count(), 5, "five insights:\n{post}");
    let podcasts: std::collections::BTreeSet<&str> = post.lines().filter(|l| l.starts_with("podcast: ")).collect();
    assert!(podcasts.len() >= 3, "from several podcasts: {podcasts:?}");

    run(dir.path(), &["--root", "takefive-demo", "check"]).ends_with(0).says("5 found word for word");
    run(dir.path(), &["demo", "--plain"]).ends_with(0);
    let second = files(&demo);
    let changed: Vec<&String> = first.keys().filter(|k| !k.starts_with(".takefive") && first.get(*k) != second.get(*k)).collect();
    assert!(changed.is_empty(), "{changed:?}");
}

#[test]
fn the_demo_does_not_write_into_a_folder_that_holds_something_else() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("thesis.txt"), "years of work").unwrap();
    run(dir.path(), &["demo", "."]).ends_with(1).says("not empty");
    assert_eq!(files(dir.path()).len(), 1);
}
