//! The daily work as CI or cron does it: `.ci/takefive` against a real git remote, with an editor who is quick at bad moments.
#![cfg(unix)]

mod harness;

use harness::{Answer, Publication, Ran, Server, feed};
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

const DAY: &str = "2026-11-23";
const BRANCH: &str = "day/2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
const HARBOUR: &str = include_str!("../src/cmd/demo/harbour-lines-12.vtt");
const BREAD: &str = include_str!("../src/cmd/demo/crumb-and-ledger-7.html");

/// A bare repository, the clone in which the script runs, and an editor's clone.
struct Office {
    server: Server,
    clone: Publication,
    dir: tempfile::TempDir,
}

impl Office {
    /// With so many podcasts, an episode each; `settings` are more lines of site.yaml.
    fn open(podcasts: usize, settings: &str) -> Self {
        let server = Server::start();
        let podcasts = &[("bread", BREAD), ("maths", MATHS), ("harbour", HARBOUR)][..podcasts];
        for (name, transcript) in podcasts {
            let words = format!("/{name}.words");
            server.page(&words, transcript).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &words)]));
        }
        let urls: Vec<String> = podcasts.iter().map(|(name, _)| server.url(&format!("/{name}.xml"))).collect();
        let clone = Publication::new(&urls);
        clone.write("content/site.yaml", &(clone.read("content/site.yaml").replace("review: false", "review: true") + settings));
        clone.write("content/pages/about.md", "---\ntitle: About\n---\n\nWho we are.\n");
        clone.write(".gitignore", "/.takefive/\n/public/\n/preview/\n");
        for name in [".ci/takefive", ".ci/describe"] {
            clone.write(name, &fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap());
        }
        let dir = tempfile::tempdir().unwrap();
        let office = Self { server, clone, dir };
        git(office.dir.path(), "init -q --bare -b main remote.git");
        let remote = office.dir.path().join("remote.git");
        for command in ["init -q -b main", "add -A", "commit -q -m Start", &format!("remote add origin {}", remote.display())] {
            git(office.clone.root(), command);
        }
        git(office.clone.root(), "push -q origin main");
        git(office.dir.path(), "clone -q remote.git editor");
        office
    }

    fn remote(&self, command: &str) -> String {
        git(&self.dir.path().join("remote.git"), command)
    }

    fn editor(&self) -> PathBuf {
        self.dir.path().join("editor")
    }

    /// Runs a step of the script.
    fn script(&self, args: &[&str]) -> Ran {
        self.script_with(Path::new(env!("CARGO_BIN_EXE_takefive")), args)
    }

    fn script_with(&self, program: &Path, args: &[&str]) -> Ran {
        let mut command = Command::new("sh");
        command.arg(".ci/takefive").args(args).current_dir(self.clone.root());
        quiet(&mut command).env("TAKEFIVE", program).env("TAKEFIVE_HOME", self.dir.path()).env_remove("GITHUB_ACTIONS");
        for variable in ["TAKEFIVE_ROOT", "TAKEFIVE_REMOTE", "TAKEFIVE_BASE", "TAKEFIVE_EMAIL", "TAKEFIVE_DEPLOY"] {
            command.env_remove(variable);
        }
        let ran = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: ran.status.code().unwrap(), out: text(ran.stdout), err: text(ran.stderr) }
    }

    /// Drafts the day; it has to end with 0 and print this.
    #[track_caller]
    fn draft(&self, printed: &str) -> Ran {
        let ran = self.script(&["draft", DAY]).ends_with(0);
        assert_eq!(ran.out.trim(), printed, "{}", ran.err);
        ran
    }

    /// The editor's clone as the branch is on the remote.
    fn at(&self, branch: &str) {
        git(&self.editor(), "fetch -q --prune");
        git(&self.editor(), &format!("switch -q -C {branch} origin/{branch}"));
    }

    /// The editor changes a file of a branch and pushes it.
    fn edit(&self, branch: &str, file: &str, change: impl Fn(String) -> String) -> String {
        self.at(branch);
        let path = self.editor().join(file);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
        git(&self.editor(), "commit -q -a -m Edit");
        git(&self.editor(), "push -q origin HEAD");
        git(&self.editor(), "rev-parse HEAD")
    }

    /// What the editor does between the script's last look at the remote and its push, in shell, in their clone.
    fn at_the_last_moment(&self, commands: &str) {
        let hook = self.clone.path(".git/hooks/pre-push");
        let (path, editor) = (hook.display(), self.editor());
        let text = format!(
            "#!/bin/sh\nset -e\nrm {path}\nunset GIT_DIR GIT_WORK_TREE GIT_PREFIX\ncd {}\ngit fetch -q\ngit switch -q -C {BRANCH} origin/{BRANCH}\n{commands}\n",
            editor.display()
        );
        fs::write(&hook, text).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn post(&self) -> String {
        self.remote(&format!("show {BRANCH}:{POST}"))
    }

    /// Whether a commit is in what the branch was made from.
    fn holds(&self, branch: &str, commit: &str) -> bool {
        self.remote(&format!("rev-list {branch}")).lines().any(|line| line == commit)
    }
}

/// Runs git as an editor and gives what it prints.
#[track_caller]
fn git(dir: &Path, command: &str) -> String {
    let ran = quiet(Command::new("git").current_dir(dir).args(command.split(' '))).output().unwrap();
    assert!(ran.status.success(), "git {command}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().trim_end().to_owned()
}

/// Without the settings of whoever runs the tests; everything but the script's own commits is Edith's.
fn quiet(command: &mut Command) -> &mut Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").env("LC_ALL", "C");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Edith").env(format!("GIT_{who}_EMAIL"), "edith@example.org");
    }
    command
}

fn headline(post: String) -> String {
    post.replacen("\n## ", "\n## Mine: ", 1)
}

#[test]
fn a_day_gets_a_branch_and_the_clone_stays_as_it_was() {
    let office = Office::open(1, "");
    office.clone.write("content/pages/about.md", "half a sentence");
    let before = git(office.clone.root(), "status --porcelain --branch");
    office.draft(&format!("drafted {BRANCH}"));
    assert!(office.post().contains("status: draft") && office.post().matches("```source").count() == 1, "{}", office.post());
    assert_eq!(office.remote("log --format=%cn main..day/2026-11-23"), "takefive");
    let first = office.remote(&format!("rev-parse {BRANCH}"));
    office.draft(&format!("kept {BRANCH}")).says("Unchanged");
    assert_eq!(office.remote(&format!("rev-parse {BRANCH}")), first);
    assert_eq!(git(office.clone.root(), "status --porcelain --branch"), before);
    assert_eq!(office.clone.read("content/pages/about.md"), "half a sentence");
    assert_eq!(git(office.clone.root(), "worktree list").lines().count(), 1);
    office.script(&["draft", "yesterday"]).ends_with(2).says("is no day");
    office.script(&["dance"]).ends_with(2).says("sh .ci/takefive draft [DAY]");
}

#[test]
fn an_editors_commits_are_built_upon_and_a_merged_day_is_settled() {
    let office = Office::open(2, "");
    office.draft(&format!("drafted {BRANCH}"));
    let edit = office.edit(BRANCH, POST, headline);
    let other = office.edit("main", "content/site.yaml", |text| text + "count: 1\n");
    let ran = office.script(&["draft", DAY]).ends_with(0);
    assert!(office.post().contains("## Mine: ") && office.holds(BRANCH, &edit), "{}", ran.err);
    assert!(ran.out.starts_with("kept") || office.holds(BRANCH, &other), "a new draft is made with what main has");
    office.at("main");
    git(&office.editor(), &format!("merge -q --no-ff -m Merge origin/{BRANCH}"));
    git(&office.editor(), "push -q origin main");
    office.draft("settled").says("is on main");
    git(&office.editor(), &format!("push -q origin --delete {BRANCH}"));
    office.draft("settled");
    assert_eq!(office.remote("branch --list day/*"), "", "the branch is not made anew");
    // What goes on beside the merged post is told, not touched.
    git(&office.editor(), &format!("push -q origin main:{BRANCH}"));
    let late = office.edit(BRANCH, POST, headline);
    office.edit("main", POST, |post| post.replace("title: ", "title: Truly, "));
    office.draft("settled").says("1 commits that main lacks");
    assert_eq!(office.remote(&format!("rev-parse {BRANCH}")), late);
}

#[test]
fn a_deleted_post_stays_deleted() {
    let office = Office::open(1, "");
    office.draft(&format!("drafted {BRANCH}"));
    office.at(BRANCH);
    git(&office.editor(), &format!("rm -q {POST}"));
    git(&office.editor(), "commit -q -m Away");
    git(&office.editor(), "push -q origin HEAD");
    office.draft("settled").says("an editor deleted the post");
}

#[test]
fn nothing_is_pushed_over_what_came_at_the_last_moment() {
    for (commands, kept) in [
        (format!("sed -i 's/^## /## Mine: /' {POST}; git commit -q -a -m Edit; git push -q origin HEAD"), true),
        (
            format!("sed -i 's/^## /## Mine: /' {POST}; git commit -q -a --amend --reset-author -m Edit; git push -q --force origin HEAD"),
            true,
        ),
        (
            format!(
                "git switch -q -C main origin/main; git merge -q --no-ff -m Merge {BRANCH}; git push -q origin main; git push -q origin --delete {BRANCH}"
            ),
            false,
        ),
    ] {
        let office = Office::open(2, "");
        office.draft(&format!("drafted {BRANCH}"));
        office.edit("main", "content/site.yaml", |text| text + "count: 1\n");
        office.at_the_last_moment(&commands);
        let ran = office.script(&["draft", DAY]).ends_with(0).says("Meanwhile");
        if kept {
            let edit = git(&office.editor(), "rev-parse HEAD");
            assert!(office.holds(BRANCH, &edit) && office.post().contains("## Mine: "), "{commands}: {}", ran.err);
        } else {
            assert_eq!((ran.out.trim(), office.remote("branch --list day/*").as_str()), ("settled", ""), "{}", ran.err);
        }
    }
}

#[test]
fn where_main_and_branch_disagree_the_editor_decides() {
    let office = Office::open(1, "");
    office.draft(&format!("drafted {BRANCH}"));
    let there = office.edit(BRANCH, "content/pages/about.md", |text| text.replace("Who", "There, who"));
    let here = office.edit("main", "content/pages/about.md", |text| text.replace("Who", "Here, who"));
    office.draft(&format!("kept {BRANCH}")).says("both changed content/pages/about.md");
    assert_eq!([office.remote(&format!("rev-parse {BRANCH}")), office.remote("rev-parse main")], [there, here]);
}

#[test]
fn a_draft_that_would_lose_an_edit_is_not_taken() {
    let office = Office::open(2, "");
    office.draft(&format!("drafted {BRANCH}"));
    let drafted = office.post();
    let starts: Vec<usize> = drafted.match_indices("\n## ").map(|(at, _)| at + 1).collect();
    let edited = format!("{}Mine alone.\n\n{}", &drafted[..starts[0]], &drafted[starts[1]..]);
    office.edit(BRANCH, POST, |_| edited.clone());
    // The real program, and after it the fault that is to be caught.
    let program = office.dir.path().join("forgetful");
    fs::write(office.dir.path().join("drafted"), &drafted).unwrap();
    let text = format!(
        "#!/bin/sh\n{} \"$@\" || exit\nif [ \"$3\" = draft ]; then cp {}/drafted {POST}; fi\n",
        env!("CARGO_BIN_EXE_takefive"),
        office.dir.path().display()
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let ran = office.script_with(&program, &["draft", DAY]).ends_with(0).says("as its editor left it");
    assert!(ran.err.contains("lost 1 lines of theirs and brought back 2"), "headline and quote of the section: {}", ran.err);
    assert_eq!(office.post(), edited);
}

#[test]
fn days_that_are_open_side_by_side_share_no_episode() {
    let office = Office::open(2, "count: 1\n");
    let episodes = |day: &str| -> BTreeSet<String> {
        let post = office.remote(&format!("show day/{day}:content/posts/2026/{day}.md"));
        post.lines().filter(|line| line.starts_with("guid: ")).map(str::to_owned).collect()
    };
    office.draft(&format!("drafted {BRANCH}"));
    office.script(&["draft", "2026-11-24"]).ends_with(0);
    let (first, second) = (episodes(DAY), episodes("2026-11-24"));
    assert!(!first.is_empty() && !second.is_empty() && first.is_disjoint(&second), "{first:?} {second:?}");
    assert_eq!(office.remote("show --name-only --format= day/2026-11-24").matches(DAY).count(), 0, "nothing of the other day is committed");
    // A fault in the one that is being edited does not stop the other, nor let it use the same again.
    office.edit(BRANCH, POST, |post| post.replace("status: draft", "status: nearly"));
    office.script(&["draft", "2026-11-24"]).ends_with(0).says("Again, for one of the posts");
    assert_eq!(episodes("2026-11-24"), second);
}

#[test]
fn skipped_sources_end_with_3_and_the_draft_is_there() {
    let office = Office::open(2, "");
    office.server.at("/maths.xml", Answer::Status(500));
    let ran = office.script(&["draft", DAY]).ends_with(3).says("500");
    assert_eq!(ran.out.trim(), format!("drafted {BRANCH}"));
    assert!(office.remote(&format!("show {BRANCH}:{DESK}")).contains("maths.xml"));
    office.clone.write("content/feeds.yaml", "- url: http://127.0.0.1:9/\n  wieght: 1\n");
    git(office.clone.root(), "commit -q -a -m Typo");
    git(office.clone.root(), "push -q origin main");
    let tip = office.remote(&format!("rev-parse {BRANCH}"));
    office.script(&["draft", DAY]).ends_with(1).says("wieght").says("nothing was pushed");
    assert_eq!(office.remote(&format!("rev-parse {BRANCH}")), tip);
}

#[test]
fn the_text_of_a_pull_request_tells_and_leaves_what_people_wrote() {
    let office = Office::open(2, "count: 2\n");
    office.draft(&format!("drafted {BRANCH}"));
    office.edit(BRANCH, POST, |post| post.replacen("\n## ", "\n## Ask @everyone, closes #12, <b>https://x.example/</b> ", 1));
    let first = office.script(&["describe", DAY]).ends_with(0).out;
    for words in ["Runners-up", "Report", "Read 2 of 2 feeds", POST, DESK, "- [ ] ", "takefive check", "Not in the post"] {
        assert_eq!(first.contains(words), words != "Not in the post", "{words} in:\n{first}");
    }
    for words in ["@everyone", "#12", "<b>", "https://x.example"] {
        assert!(!first.contains(words), "{words} in:\n{first}");
    }
    // Browsers send carriage returns.
    let ticked = first.replacen("- [ ]", "- [x]", 1).replace('\n', "\r\n") + "A note.\r\n";
    office.clone.write("text", &ticked);
    office.edit(BRANCH, POST, |post| post.replace("closes", "opens"));
    let second = office.script(&["describe", DAY, "text"]).ends_with(0).out;
    assert!(
        second.contains("- [x]") && second.contains("A note.") && second.contains("opens #") && !second.contains("closes #"),
        "{second}"
    );
    let changed = second.replacen("### The post", "Mine.\n\n### The post", 1);
    office.clone.write("text", &changed);
    office.edit(BRANCH, POST, |post| post.replace("opens", "finds"));
    let third = office.script(&["describe", DAY, "text"]).ends_with(0).says("somebody wrote");
    assert_eq!(third.out, changed);
}

#[test]
fn preview_shows_faults_and_publish_refuses_them() {
    let office = Office::open(1, "");
    office.draft(&format!("drafted {BRANCH}"));
    git(office.clone.root(), &format!("pull -q origin {BRANCH}"));
    let page = "2026/11/23/index.html";
    office.script(&["preview", "seen"]).ends_with(0);
    assert!(office.clone.path("seen").join(page).exists());
    office.script(&["publish"]).ends_with(0).says("public/ is ready");
    assert!(!office.clone.path("public").join(page).exists(), "a draft is not public");
    office.script(&["pings"]).ends_with(0);

    office.clone.write(POST, &office.clone.read(POST).replace("status: draft", "status: published"));
    let hub = office.server.page("/hub", "").url("/hub");
    office.clone.write("content/site.yaml", &(office.clone.read("content/site.yaml") + &format!("websub: {hub}\n")));
    office.script(&["publish"]).ends_with(0);
    let pings = office.script(&["pings"]).ends_with(0).out;
    for feed in ["feed.xml", "atom.xml", "feed.json", "insights/atom.xml", "podcasts/bread/feed.xml"] {
        assert!(pings.lines().any(|line| line == format!("{hub} https://five.example/{feed}")), "{feed} in:\n{pings}");
    }
    office.server.asked();
    if Command::new("curl").arg("--version").output().is_ok() {
        office.script(&["ping"]).ends_with(0);
        assert_eq!(office.server.asked(), vec!["200 /hub"; pings.lines().count()]);
        office.server.at("/hub", Answer::Status(400));
        office.script(&["ping"]).ends_with(3).says("Skipped");
    }

    let post = office.clone.read(POST);
    office.clone.write(POST, &post.replacen("\n> ", "\n> Nobody said this. ", 1));
    office.script(&["preview", "again"]).ends_with(1);
    assert!(office.clone.path("again").join(page).exists(), "an editor sees also what has faults");
    let built = office.clone.files("public");
    office.script(&["publish"]).ends_with(1);
    assert_eq!(office.clone.files("public"), built);
}
