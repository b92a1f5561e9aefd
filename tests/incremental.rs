//! A build that makes only what changed leaves the very bytes that a build from nothing makes: whatever was done to the publication
//! before, whatever became of the cache.

use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use takefive::{
    cmd::build,
    config::Publication,
    files,
    model::{FrontMatter, Post, Section, Source, Status},
    post,
    site::{BuildOptions, Summary},
};
use tempfile::TempDir;

/// A publication on the disk, and what it is meant to say.
struct Bench {
    root: TempDir,
    posts: BTreeMap<i64, Post>,
    config: BTreeMap<&'static str, String>,
    options: BuildOptions,
}

impl Bench {
    fn new(days: i64) -> Self {
        let config = [("title", "Five"), ("base-url", "https://example.org/five/"), ("cards", "none"), ("feed-length", "3")];
        let config = config.map(|(key, value)| (key, value.to_owned())).into();
        let mut bench = Self { root: tempfile::tempdir().unwrap(), posts: BTreeMap::new(), config, options: BuildOptions::default() };
        (0..days).for_each(|n| bench.put(n, day(n)));
        bench.write("content/feeds.yaml", "[]\n");
        bench.configure();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        files::write(&self.path(name), text.as_bytes()).unwrap();
    }

    fn configure(&self) {
        let lines: String = self.config.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        self.write("content/site.yaml", &lines);
    }

    fn put(&mut self, n: i64, post: Post) {
        files::write(&post::path_of(self.root.path(), post.front.date), post::print(&post).as_bytes()).unwrap();
        self.posts.insert(n, post);
    }

    fn remove(&mut self, n: i64) {
        if let Some(post) = self.posts.remove(&n) {
            fs::remove_file(post::path_of(self.root.path(), post.front.date)).unwrap();
        }
    }

    /// Changes a post, if there is one.
    fn edit(&mut self, n: i64, edit: impl FnOnce(&mut Post)) {
        if let Some(mut post) = self.posts.get(&n).cloned() {
            edit(&mut post);
            self.put(n, post);
        }
    }

    fn build(&self) -> Summary {
        self.try_build().unwrap()
    }

    fn try_build(&self) -> anyhow::Result<Summary> {
        let publication = Publication::load(self.root.path())?;
        Ok(build::render(&publication, &self.path("public"), &self.options)?.0)
    }

    /// What a build from nothing makes of the same.
    fn cold(&self) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let root = tempfile::tempdir().unwrap();
        for folder in ["content", "templates", "themes"] {
            for (name, bytes) in read(&self.path(folder)) {
                files::write(&root.path().join(folder).join(name), &bytes).unwrap();
            }
        }
        let publication = Publication::load(root.path()).unwrap();
        let built = build::render(&publication, &root.path().join("public"), &self.options);
        built
            .map(|_| read(&root.path().join("public")))
            .map_err(|error| format!("{error:#}").replace(&root.path().display().to_string(), ""))
    }

    /// Builds, and compares with a build from nothing.
    #[track_caller]
    fn check(&self, what: &str) {
        let built = self.try_build().map_err(|error| format!("{error:#}").replace(&self.root.path().display().to_string(), ""));
        match (built, self.cold()) {
            (Ok(summary), Ok(cold)) => {
                let warm = read(&self.path("public"));
                let names: BTreeSet<&String> = warm.keys().chain(cold.keys()).collect();
                let other: Vec<&&String> = names.iter().filter(|name| warm.get(**name) != cold.get(**name)).collect();
                assert!(other.is_empty(), "after {what} these are not as a build from nothing makes them: {other:?}");
                assert_eq!(summary.files + 1, warm.len(), "after {what}");
            }
            (Err(warm), Err(cold)) => assert_eq!(warm, cold, "after {what}"),
            (warm, cold) => panic!("after {what}: {warm:?} is not {:?}", cold.map(|files| files.len())),
        }
    }
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

const PODCASTS: [&str; 4] = ["Glue Work", "The Long Now", "glue work", "Maps & Meals"];
const PEOPLE: [&str; 6] = ["Ann Lee", "Bo Diaz", "Dr. Ann Lee", "Ann", "Speaker 1", "Cy B. Ng"];
const TOPICS: [&str; 5] = ["AI", "ai", "Product Management", "hiring", "Maps"];
const WORDS: [&str; 12] =
    ["glue", "managers", "transcripts", "sleep", "markets", "bridges", "oceans", "vaccines", "gradients", "kitchens", "trust", "maps"];

/// A day with up to three insights. Numbers alone decide what they say, so that days share podcasts, people, topics, episodes and words.
fn day(n: i64) -> Post {
    let at = |k: i64, list: &[&str]| list[(n * 7 + k).unsigned_abs() as usize % list.len()].to_owned();
    let section = |k: i64| {
        let said = format!("{} {} and {}", at(k, &WORDS), at(k + 3, &WORDS), at(k * 5 + 1, &WORDS));
        let source = Source {
            podcast: at(k, &PODCASTS),
            episode: format!("Episode {}", n / 3),
            guid: format!("guid-{}", n / 3),
            audio: Some(format!("https://cdn.example/{n}.mp3")),
            start: Some(n as f64 + 0.5),
            speaker: Some(at(k * 2, &PEOPLE)),
            topics: vec![at(k, &TOPICS), at(k + 1, &TOPICS)],
            by: "embedded".into(),
            ..Source::default()
        };
        Section {
            slug: format!("slug-{n}-{k}"),
            headline: format!("On {said}"),
            body: format!("What *{said}* have to do with number {n}."),
            quote: Some(format!("It is all about {said}, they said.")),
            source: (k < 2 || n % 4 > 0).then_some(source),
            ..Section::default()
        }
    };
    let date = jiff::civil::date(2025, 11, 20).checked_add(jiff::Span::new().days(n * 3)).unwrap();
    let front = FrontMatter {
        title: format!("Day {n}"),
        date,
        status: if n % 9 == 8 { Status::Draft } else { Status::Published },
        summary: (n % 2 == 0).then(|| format!("Summary of {n}.")),
        updated: None,
        extra: BTreeMap::new(),
    };
    Post { front, opening: String::new(), sections: (0..=n % 3).map(section).collect() }
}

/// Something that may be done to a publication between two builds.
#[derive(Debug, Clone)]
enum Deed {
    Add(i64),
    Remove(i64),
    Word(i64),
    Title(i64),
    Slug(i64),
    Status(i64),
    Speaker(i64, usize),
    Topic(i64, usize),
    Podcast(i64, usize),
    Tension(i64, i64),
    Updated(i64),
    Turn(i64),
    Cut(i64),
    Config(usize),
    Template(usize),
    Theme,
    Page(usize),
    Static(usize),
    Takedown(i64),
    Drafts,
    Harm(usize),
    Lose(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let day = 0i64..24;
    prop_oneof![
        4 => (20i64..40).prop_map(Deed::Add),
        2 => day.clone().prop_map(Deed::Remove),
        3 => day.clone().prop_map(Deed::Word),
        1 => day.clone().prop_map(Deed::Title),
        1 => day.clone().prop_map(Deed::Slug),
        2 => day.clone().prop_map(Deed::Status),
        1 => (day.clone(), 0..6usize).prop_map(|(n, k)| Deed::Speaker(n, k)),
        1 => (day.clone(), 0..5usize).prop_map(|(n, k)| Deed::Topic(n, k)),
        1 => (day.clone(), 0..4usize).prop_map(|(n, k)| Deed::Podcast(n, k)),
        1 => (day.clone(), day.clone()).prop_map(|(n, m)| Deed::Tension(n, m)),
        1 => day.clone().prop_map(Deed::Updated),
        1 => day.clone().prop_map(Deed::Turn),
        1 => day.clone().prop_map(Deed::Cut),
        2 => (0..8usize).prop_map(Deed::Config),
        2 => (0..6usize).prop_map(Deed::Template),
        1 => Just(Deed::Theme),
        1 => (0..4usize).prop_map(Deed::Page),
        1 => (0..3usize).prop_map(Deed::Static),
        1 => day.prop_map(Deed::Takedown),
        1 => Just(Deed::Drafts),
        2 => (0..1000usize).prop_map(Deed::Harm),
        2 => (0..1000usize).prop_map(Deed::Lose),
    ]
}

impl Bench {
    fn act(&mut self, deed: &Deed) {
        let source = |post: &mut Post, edit: &dyn Fn(&mut Source)| {
            post.sections.iter_mut().filter_map(|section| section.source.as_mut()).take(1).for_each(edit);
        };
        match *deed {
            Deed::Add(n) => self.put(n, day(n)),
            Deed::Remove(n) => self.remove(n),
            Deed::Word(n) => self.edit(n, |post| post.sections[0].body.push_str(" A word more.")),
            Deed::Title(n) => self.edit(n, |post| post.front.title.push('!')),
            Deed::Slug(n) => self.edit(n, |post| post.sections[0].slug.push('x')),
            Deed::Status(n) => self.edit(n, |post| {
                post.front.status = if post.front.status == Status::Draft { Status::Published } else { Status::Draft };
            }),
            Deed::Speaker(n, k) => self.edit(n, |post| source(post, &|source| source.speaker = Some(PEOPLE[k].to_owned()))),
            Deed::Topic(n, k) => self.edit(n, |post| source(post, &|source| source.topics = vec![TOPICS[k].to_owned()])),
            Deed::Podcast(n, k) => self.edit(n, |post| source(post, &|source| source.podcast = PODCASTS[k].to_owned())),
            Deed::Tension(n, m) => {
                let other = self.posts.get(&m).map(|post| post.sections[0].slug.clone());
                self.edit(n, |post| source(post, &|source| source.tension = other.iter().cloned().collect()));
            }
            Deed::Updated(n) => self.edit(n, |post| post.front.updated = Some("2027-05-05T05:05:05Z".parse().unwrap())),
            Deed::Turn(n) => self.edit(n, |post| post.sections.reverse()),
            Deed::Cut(n) => self.edit(n, |post| post.sections.truncate(1)),
            Deed::Config(k) => {
                let (key, value) = [
                    ("title", "Six"),
                    ("feed-length", "5"),
                    ("topics", "{ hiring: Recruiting, AI: Machines }"),
                    ("people", "{ Ann Lee: Anna Lee, Bo Diaz: false }"),
                    ("language", "de"),
                    ("base-url", "https://elsewhere.example/"),
                    ("contact", "ed@example.org"),
                    ("description", "Five a day."),
                ][k];
                match self.config.get(key) {
                    Some(known) if known == value && k > 1 && k != 5 => drop(self.config.remove(key)),
                    _ => drop(self.config.insert(key, value.to_owned())),
                }
                self.configure();
            }
            Deed::Template(k) => {
                let name = format!("templates/{}.html", ["day", "insight", "home", "topic", "_draft", "feed-insight"][k]);
                if self.path(&name).exists() {
                    fs::remove_file(self.path(&name)).unwrap();
                } else {
                    // The last one sees what only a full insight has.
                    let text =
                        ["<p>{{ page.title }}</p>", "{% for r in insight.related %}{{ r.headline }} {% endfor %}"][usize::from(k == 5)];
                    self.write(&name, &format!("{text}{k}"));
                }
            }
            Deed::Theme => {
                if self.config.remove("theme").is_none() {
                    self.config.insert("theme", "index".to_owned());
                }
                self.configure();
            }
            Deed::Page(k) => {
                let name = ["content/pages/about.md", "content/pages/help.md", "content/pages/archive.md", "content/pages/about.md"][k];
                if self.path(name).exists() && k != 3 {
                    fs::remove_file(self.path(name)).unwrap();
                } else {
                    self.write(name, &format!("---\ntitle: Page {k}\norder: {k}\n---\nWords {k}.\n"));
                }
            }
            Deed::Static(k) => {
                // The last one is in the way of what the site has itself.
                let name = ["content/static/CNAME", "content/static/x/y.txt", "content/static/TOPICS/ai/index.html"][k];
                if self.path(name).exists() {
                    fs::remove_file(self.path(name)).unwrap();
                } else {
                    self.write(name, "ours\n");
                }
            }
            Deed::Takedown(n) => {
                if let Some(post) = self.posts.get(&n).cloned() {
                    let (slug, date) = (&post.sections[0].slug, post.front.date);
                    self.write(
                        "content/takedowns.yaml",
                        &format!("- podcast: P\n  guid: g\n  on: 2027-01-02\n  insights:\n  - {{ slug: {slug}, day: {date} }}\n"),
                    );
                    self.remove(n);
                }
            }
            Deed::Drafts => self.options.drafts = !self.options.drafts,
            Deed::Harm(k) => self.harm(k),
            Deed::Lose(k) => {
                let built: Vec<String> = read(&self.path("public")).into_keys().collect();
                if let Some(name) = built.get(k % built.len().max(1)) {
                    match k % 3 {
                        0 => fs::remove_file(self.path("public").join(name)).unwrap(),
                        1 => fs::write(self.path("public").join(name), "").unwrap(),
                        _ => fs::remove_dir_all(self.path("public")).unwrap(),
                    }
                }
            }
        }
    }

    /// Does something to the cache.
    fn harm(&self, k: usize) {
        let cache: Vec<PathBuf> = read(&self.path(".takefive")).into_keys().map(|name| self.path(".takefive").join(name)).collect();
        let Some(file) = cache.get(k % cache.len().max(1)) else { return };
        let mut bytes = fs::read(file).unwrap();
        match k % 5 {
            0 => fs::remove_file(file).unwrap(),
            1 => fs::remove_dir_all(self.path(".takefive")).unwrap(),
            2 => fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
            _ => {
                let at = k * 7919 % bytes.len().max(1);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (k % 8));
                fs::write(file, bytes).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 60, ..ProptestConfig::default() })]
    #[test]
    fn every_history_ends_in_the_same_bytes(deeds in prop::collection::vec(prop::collection::vec(deed(), 1..3), 1..7)) {
        let mut bench = Bench::new(22);
        bench.check("the first build");
        for deeds in deeds {
            deeds.iter().for_each(|deed| bench.act(deed));
            bench.check(&format!("{deeds:?}"));
        }
    }
}

#[test]
fn every_deed_alone_ends_in_the_same_bytes() {
    let days = [1, 8, 11, 21];
    let mut deeds: Vec<Deed> =
        vec![Deed::Add(30), Deed::Theme, Deed::Drafts, Deed::Tension(3, 5), Deed::Speaker(4, 1), Deed::Topic(5, 2), Deed::Podcast(6, 3)];
    deeds.extend((0..8).map(Deed::Config));
    deeds.extend((0..6).map(Deed::Template));
    deeds.extend((0..4).map(Deed::Page));
    deeds.extend((0..3).map(Deed::Static));
    for n in days {
        deeds.extend([
            Deed::Word(n),
            Deed::Title(n),
            Deed::Slug(n),
            Deed::Status(n),
            Deed::Updated(n),
            Deed::Turn(n),
            Deed::Cut(n),
            Deed::Remove(n),
        ]);
    }
    deeds.push(Deed::Takedown(12));
    let mut bench = Bench::new(22);
    for deed in deeds {
        bench.act(&deed);
        bench.check(&format!("{deed:?}"));
    }
}

#[test]
fn a_build_of_what_did_not_change_makes_nothing() {
    let bench = Bench::new(6);
    let first = bench.build();
    assert_eq!((first.made, first.written), (first.files, first.files));
    let second = bench.build();
    assert_eq!((second.made, second.written, second.deleted), (0, 0, 0));
    assert_eq!((second.pages, second.files, second.bytes), (first.pages, first.files, first.bytes));
}

/// A publication of so many days up to 20 June 2026, all of one podcast, so that no insight is related to another.
fn long(days: i64) -> (Bench, impl Fn(i64) -> Post) {
    let date = move |n: i64| jiff::civil::date(2026, 6, 20).checked_sub(jiff::Span::new().days(days - 1 - n)).unwrap();
    let one = move |n: i64| {
        let mut post = day(n * 3 + 2);
        post.front.date = date(n);
        post.front.status = Status::Published;
        for section in &mut post.sections {
            let source = section.source.get_or_insert_default();
            source.podcast = "The One Show".into();
            source.guid = format!("{}-{}", section.slug, n);
            source.speaker = Some("Ann Lee".into());
            source.topics = vec!["AI".into()];
            source.by = "embedded".into();
            source.episode = "An episode".into();
        }
        post
    };
    let mut bench = Bench::new(0);
    (0..days).for_each(|n| bench.put(n, one(n)));
    (bench, one)
}

#[test]
fn a_day_more_makes_as_much_after_300_days_as_after_30() {
    let [few, many] = [30, 300].map(|days| {
        let (mut bench, one) = long(days);
        bench.build();
        bench.put(days, one(days));
        let added = bench.build();
        bench.remove(days);
        let removed = bench.build();
        bench.edit(days - 1, |post| post.sections[1].quote = Some("Other words.".into()));
        [added.made, removed.made, bench.build().made]
    });
    // The parts of the search are cut by the words that there are, so that a day's words lie in a few parts more or less.
    let alike = few.iter().zip(many).all(|(few, many)| few.abs_diff(many) < 6);
    assert!(alike && few[0] < 80 && few[2] < 60, "made when a day is added, removed, edited: {few:?} of 30 days, {many:?} of 300");
}

#[test]
fn a_template_makes_the_pages_that_use_it_and_no_others() {
    let bench = Bench::new(6);
    bench.build();
    let topics = read(&bench.path("public")).keys().filter(|name| name.starts_with("topics/") && name.ends_with("/index.html")).count() - 1;
    bench.write("templates/topic.html", "{{ topic.name }}");
    assert_eq!(bench.build().made, topics);
    bench.check("a template");
    // What all pages stand in, all of them use; feeds do not.
    bench.write("templates/base.html", "{% block main %}{% endblock %}");
    let (made, pages) = (bench.build().made, bench.build().pages);
    assert!(made >= pages - topics && made < bench.build().files, "{made} of {pages}");
    bench.check("another template");
}

#[test]
fn no_cache_of_another_program_is_believed() {
    let bench = Bench::new(6);
    let first = bench.build();
    for (name, mut bytes) in read(&bench.path(".takefive")) {
        if name.ends_with(".bin") || name.ends_with(".search") {
            bytes[0] ^= 1;
            fs::write(bench.path(".takefive").join(name), bytes).unwrap();
        }
    }
    assert_eq!(bench.build().made, first.files);
    bench.check("another program");
}

#[test]
fn share_images_come_and_go_with_the_newest_month() {
    let mut bench = Bench::new(0);
    bench.config.insert("cards", "recent".into());
    bench.configure();
    for (n, date) in [(0, "2026-04-30"), (1, "2026-05-02"), (2, "2026-07-01")] {
        let mut post = day(n);
        post.front.date = date.parse().unwrap();
        post.sections.truncate(1);
        bench.put(n, post);
        bench.check(date);
    }
    bench.remove(2);
    bench.check("the newest month gone");
}

#[test]
fn a_build_that_was_cut_off_is_made_up_for() {
    let mut bench = Bench::new(6);
    bench.build();
    // A template that cannot be printed stops the build after other pages were written.
    bench.edit(1, |post| post.sections[0].body.push_str(" Other words."));
    bench.write("templates/day.html", "{{ day.no_such_thing }}");
    assert!(bench.try_build().is_err());
    fs::remove_file(bench.path("templates/day.html")).unwrap();
    bench.put(1, day(1));
    bench.check("what was begun was taken back");
}

#[test]
fn a_folder_that_was_lost_comes_back_at_once_however_large_the_site() {
    let (bench, _) = long(700);
    let first = bench.build();
    assert!(first.files > 4000, "{} files are all looked at in one build", first.files);
    let whole = read(&bench.path("public"));
    for lost in ["insights", "api"] {
        fs::remove_dir_all(bench.path("public").join(lost)).unwrap();
        bench.build();
        assert!(read(&bench.path("public")) == whole, "{lost} did not come back whole");
    }
    // One file is found within a few builds: each looks at others.
    fs::remove_file(bench.path("public/2026/06/20/index.html")).unwrap();
    assert!((0..4).any(|_| bench.build().written == 1));
    assert!(read(&bench.path("public")) == whole);
}
