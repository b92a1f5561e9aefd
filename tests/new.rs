//! `takefive new`, and the repository's own publication.

mod harness;

use harness::{Publication, files, run};
use std::path::Path;

#[test]
fn a_new_publication_builds_and_has_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["new", "mine", "--title", "Tea: \"five\" & more"]).ends_with(0).says("mine/content/site.yaml");
    let made = files(&dir.path().join("mine"));
    for name in [
        "content/site.yaml",
        "content/feeds.yaml",
        "content/pages/about.md",
        "themes/daily/theme.yaml",
        "themes/daily/templates/day.html",
        ".ci/takefive",
        ".ci/describe",
        ".github/pull-request",
        ".github/workflows/daily.yml",
        ".github/workflows/preview.yml",
        ".github/workflows/publish.yml",
        ".gitignore",
        "README.md",
    ] {
        assert!(made.contains_key(name), "{name} is missing");
    }
    assert!(made.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("{{install}}")));
    run(dir.path(), &["--root", "mine", "build"]).ends_with(0);
    let home = std::fs::read_to_string(dir.path().join("mine/public/index.html")).unwrap();
    assert!(home.contains("Tea: &quot;five&quot; &amp; more") || home.contains("Tea: \"five\" &amp; more"), "{home}");
    run(dir.path(), &["--root", "mine", "check"]).ends_with(0);
    run(dir.path(), &["new", "mine"]).ends_with(1).says("is a publication already");
}

#[test]
fn outside_a_publication_the_error_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["daily"]).ends_with(1).says("takefive new DIR");
    run(dir.path(), &["daily", "yesterday"]).ends_with(2).says("yesterday");
}

#[test]
fn a_misspelled_key_names_file_line_and_the_right_key() {
    let publication = Publication::new(&[]);
    publication.write("content/feeds.yaml", "- url: https://a.example/feed\n  wieght: 2\n");
    publication.run(&["build"]).ends_with(1).says("content/feeds.yaml:2:3: unknown key `wieght`; did you mean `weight`?");
}

#[test]
fn the_repository_is_a_publication_without_fault() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    run(root, &["check"]).ends_with(0);
    let feeds = std::fs::read_to_string(root.join("content/feeds.yaml")).unwrap();
    assert!(feeds.matches("\n- url: https://").count() >= 15, "some twenty podcasts to start with");
}

#[test]
fn the_repositorys_workflows_are_those_of_a_new_publication() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scaffold = root.join("src/cmd/scaffold");
    for (ours, new) in [
        (".ci/takefive", "ci/takefive"),
        (".ci/describe", "ci/describe"),
        (".github/pull-request", "github/pull-request"),
        (".github/workflows/daily.yml", "github/workflows/daily.yml"),
        (".github/workflows/preview.yml", "github/workflows/preview.yml"),
        (".github/workflows/publish.yml", "github/workflows/publish.yml"),
    ] {
        let [text, new] = [root.join(ours), scaffold.join(new)].map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(text, new.replace("{{install}}", "cargo install --path . --locked"), "{ours}");
    }
}

#[test]
fn every_action_is_pinned_and_every_workflow_starts_without_permissions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, bytes) in files(&root.join(".github/workflows")) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\npermissions: {}\n"), "{name} starts with permissions");
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let pin = line.split_once('@').and_then(|(_, pin)| pin.split_once(" # v")).map(|(hash, _)| hash);
            assert!(pin.is_some_and(|hash| hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit())), "{name}: {line}");
        }
        let jobs = text.matches("runs-on:").count();
        assert_eq!(text.matches("timeout-minutes:").count(), jobs, "{name}: each job has a time-out");
    }
}
