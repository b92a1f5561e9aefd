//! Whole sites: what a small publication is built into, and the laws that every build keeps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use takefive::{
    config::Publication,
    model::{FrontMatter, Post, Section, Source, Status, TranscriptRef},
    site::{BuildOptions, Input, Related, Summary, build, load_pages},
    yaml,
};

const SMALL: &str = "tests/fixtures/site/small";

fn publication(root: &str, base: &str) -> Publication {
    let site = format!(
        "title: Five & \"more\"\nbase-url: {base}\ndescription: Five a day.\nauthor: Ann <Ed>\ntime-zone: Europe/Berlin\ntheme: plain\n\
         theme-options: {{accent: blue}}\nfeed-length: 2\n"
    );
    Publication { root: root.into(), site: yaml::parse(&site, Path::new("content/site.yaml")).unwrap(), feeds: Vec::new() }
}

fn post(day: &str, status: Status, title: &str, sections: Vec<Section>) -> Post {
    let front =
        FrontMatter { title: title.into(), date: day.parse().unwrap(), status, summary: None, updated: None, extra: BTreeMap::new() };
    Post { front, opening: String::new(), sections }
}

fn section(slug: &str, podcast: &str, speaker: &str, topics: &[&str]) -> Section {
    let source = Source {
        podcast: podcast.into(),
        episode: format!("Episode of {slug}"),
        guid: slug.into(),
        feed: Some("https://pod.example/feed".into()),
        link: Some(format!("https://pod.example/{slug}?a=1&b=2")),
        audio: Some(format!("https://pod.example/{slug}.mp3")),
        start: Some(754.26),
        speaker: Some(speaker.into()),
        topics: topics.iter().map(|topic| (*topic).into()).collect(),
        transcript: Some(TranscriptRef { url: format!("https://pod.example/{slug}.vtt"), ..TranscriptRef::default() }),
        license: Some("cc-by-4.0".into()),
        by: "embedded".into(),
        ..Source::default()
    };
    Section {
        slug: slug.into(),
        headline: format!("Headline of {slug}"),
        body: format!("The *claim* of {slug}, with [a link](/about/)."),
        quote: Some(format!("Quote of {slug}.")),
        source: Some(source),
        line: 10,
        ..Section::default()
    }
}

/// Three posts, the last a draft, with what people and programs write into such texts.
fn posts() -> Vec<Post> {
    let nasty = Section {
        headline: "A <script>alert(1)</script> & \"five\" ]]> \u{1}\u{fffe}claims".into(),
        body: "One < two & *three*[^1] <mark>kept</mark> [bad](javascript:alert(1))\n\n[^1]: A note.".into(),
        quote: Some("</blockquote><script>x</script> 'quoted' \u{b}&amp; ]]>".into()),
        ..section("nasty", "Zoë's <b>Show</b>", "ZOE ANN", &["Product Management", "AI"])
    };
    let notes = Section {
        source: Some(Source {
            link: Some("javascript:alert(1)".into()),
            audio: None,
            start: None,
            transcript: Some(TranscriptRef { notes: true, ..TranscriptRef::default() }),
            license: None,
            ..section("notes", "Other Show", "Speaker 1", &["ai"]).source.unwrap()
        }),
        quote: None,
        ..section("notes", "", "", &[])
    };
    let own = Section { source: None, quote: None, after: "An *afterthought*.".into(), ..section("own", "", "", &[]) };
    let mut first =
        post("2026-10-31", Status::Published, "Glue, not <command>", vec![section("glue", "Zoë's <b>Show</b>", "Zoë Ann", &["AI"]), own]);
    first.front.summary = Some("One & two.".into());
    first.opening = "Good *morning*.".into();
    vec![
        post("2026-11-23", Status::Published, "Second day", vec![nasty, notes]),
        post("2026-11-24", Status::Draft, "Not yet", vec![section("secret", "Other Show", "Zoë Ann", &["ai"])]),
        first,
    ]
}

/// What is related to one insight, by slugs; posts that lack one of them lack that relation.
fn related(posts: &[Post], slug: &str, others: &[&str]) -> Related {
    let spot = |slug: &str| {
        let slugs = posts.iter().zip(0..).flat_map(|(post, n)| post.sections.iter().zip(0..).map(move |(s, m)| (s.slug.as_str(), (n, m))));
        slugs.into_iter().find(|(other, _)| *other == slug).map(|(_, spot)| spot)
    };
    let mut related = Related(posts.iter().map(|post| vec![Vec::new(); post.sections.len()]).collect());
    if let Some((post, section)) = spot(slug) {
        related.0[post as usize][section as usize] = others.iter().filter_map(|other| spot(other)).collect();
    }
    related
}

struct Site {
    publication: Publication,
    posts: Vec<Post>,
    related: Related,
    touched: BTreeSet<String>,
    options: BuildOptions,
}

impl Site {
    fn new(base: &str, posts: Vec<Post>) -> Self {
        let related = related(&posts, "glue", &["glue", "secret", "notes", "nasty"]);
        Self {
            publication: publication(SMALL, base),
            posts,
            related,
            touched: ["notes".to_owned()].into(),
            options: BuildOptions::default(),
        }
    }

    fn try_build(&self, out: &Path) -> anyhow::Result<Summary> {
        let input = Input {
            publication: &self.publication,
            posts: &self.posts,
            pages: load_pages(&self.publication)?,
            related: &self.related,
            touched: &self.touched,
            memory: None,
        };
        build(&input, out, &self.options)
    }

    fn build(&self, out: &Path) -> Summary {
        self.try_build(out).unwrap()
    }

    fn files(&self) -> BTreeMap<String, String> {
        let out = tempfile::tempdir().unwrap();
        self.build(out.path());
        read(out.path())
    }
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Every link of every page that stays on the host starts with the prefix, and leads to a file of the site.
fn assert_links(files: &BTreeMap<String, String>, prefix: &str) {
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let links: Vec<&str> = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!links.is_empty(), "{name} links nowhere");
        for link in links.into_iter().filter(|link| link.starts_with('/')) {
            let path = link.strip_prefix(prefix).unwrap_or_else(|| panic!("{name}: {link}"));
            let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
            assert!(files.contains_key(&file), "{name}: {link} leads nowhere");
        }
    }
}

#[test]
fn a_small_publication() {
    let files = Site::new("https://example.org/five/", posts()).files();
    let whole: String = files.iter().map(|(name, text)| format!("=== {name}\n{}\n", text.trim_end())).collect();
    insta::with_settings!({ filters => vec![(concat!("takefive ", env!("CARGO_PKG_VERSION")), "takefive VERSION")] }, {
        insta::assert_snapshot!(whole);
    });
}

#[test]
fn a_publication_without_posts() {
    let files = Site::new("https://example.org", Vec::new()).files();
    assert!(files["index.html"].contains("Nothing yet."));
    assert_eq!(feed_rs::parser::parse(files["atom.xml"].as_bytes()).unwrap().entries.len(), 0);
    assert!(files["sitemap.xml"].contains("<loc>https://example.org/about/</loc></url>"));
}

#[test]
fn drafts_show_on_pages_alone() {
    let mut site = Site::new("https://example.org/five/", posts());
    assert!(site.files().values().all(|text| !text.contains("secret")));
    site.options.drafts = true;
    let files = site.files();
    assert!(files["index.html"].contains("Not yet") && files["2026/11/24/index.html"].contains("noindex"));
    assert!(files["insights/glue/index.html"].contains("related: Headline of secret"));
    for name in ["feed.xml", "atom.xml", "feed.json", "sitemap.xml"] {
        assert!(!files[name].contains("secret") && !files[name].contains("2026/11/24"), "{name}");
    }
}

#[test]
fn an_override_replaces_one_template() {
    let root = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(SMALL).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let to = root.path().join(entry.path().strip_prefix(SMALL).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(entry.path(), to).unwrap();
    }
    fs::create_dir(root.path().join("templates")).unwrap();
    fs::write(root.path().join("templates/missing.html"), "Gone, says {{ site.title }}.").unwrap();
    fs::write(root.path().join("templates/robots.txt"), "User-agent: *\nDisallow: /\n").unwrap();
    let mut site = Site::new("https://example.org", posts());
    site.publication.root = root.path().to_owned();
    let files = site.files();
    assert_eq!(files["404.html"], "Gone, says Five &amp; &quot;more&quot;.");
    assert_eq!(files["robots.txt"], "User-agent: *\nDisallow: /\n");

    fs::write(root.path().join("templates/day.html"), "\n{{ day.titel }}").unwrap();
    let fault = format!("{:#}", site.try_build(&root.path().join("public")).unwrap_err());
    let fault = fault.replace(&root.path().display().to_string(), "ROOT");
    assert!(fault.starts_with("cannot print the page /2026/1") && fault.contains("ROOT/templates/day.html:2:8: "), "{fault}");
}

mod laws {
    use super::*;

    #[test]
    fn a_second_build_writes_nothing() {
        let (site, out) = (Site::new("https://example.org", posts()), tempfile::tempdir().unwrap());
        let first = site.build(out.path());
        let second = site.build(out.path());
        assert_eq!((first.written, second), (first.files, Summary { written: 0, ..first }));
        assert_eq!(first.bytes, read(out.path()).iter().filter(|f| f.0 != ".takefive-site").map(|f| f.1.len() as u64).sum::<u64>());
    }

    #[test]
    fn an_added_and_removed_post_leaves_no_trace() {
        let (mut site, out) = (Site::new("https://example.org", posts()), tempfile::tempdir().unwrap());
        site.build(out.path());
        fs::write(out.path().join("CNAME"), "example.org").unwrap();
        let before = read(out.path());
        site.posts.push(post("2027-01-01", Status::Published, "New", vec![section("new", "New Show", "Cy New", &["new"])]));
        assert!(site.build(out.path()).written >= 10);
        assert_ne!(before, read(out.path()));
        site.posts.pop();
        let removed = site.build(out.path());
        assert_eq!(before, read(out.path()));
        assert_eq!(
            removed.deleted, 18,
            "day, insight, podcast, person, topic, year, month; three feeds for each shelf; the API's day and insight"
        );
        assert!(!out.path().join("2027").exists());
    }

    #[test]
    fn the_order_of_posts_does_not_matter() {
        let (site, mut turned) = (Site::new("https://example.org", posts()), Site::new("https://example.org", posts()));
        turned.posts.reverse();
        turned.related = related(&turned.posts, "glue", &["glue", "secret", "notes", "nasty"]);
        assert_eq!(site.files(), turned.files());
    }

    #[test]
    fn every_link_starts_with_the_prefix_and_leads_somewhere() {
        let mut site = Site::new("https://example.org/five/", posts());
        site.options.drafts = true;
        let files = site.files();
        assert_links(&files, "/five/");
        for name in ["feed.xml", "atom.xml", "feed.json"] {
            assert!(!files[name].contains("href=&quot;/") && !files[name].contains("href=\\\"/"), "{name} has a link without host");
            assert!(files[name].contains("https://example.org/five/about/"), "{name}");
        }
    }

    #[test]
    fn under_serve_links_move_and_ids_stay() {
        let mut site = Site::new("https://example.org/five/", posts());
        site.options.base_url = Some("http://127.0.0.1:4000/".parse().unwrap());
        site.options.live = true;
        let files = site.files();
        assert!(files["index.html"].contains("\"/about/\"") && files["index.html"].contains(" live"));
        assert!(files["feed.xml"].contains("<link>http://127.0.0.1:4000/2026/11/23/</link>"));
        assert!(files["feed.xml"].contains(">tag:example.org,2026:/five/2026-11-23<"));
    }

    #[test]
    fn a_slug_that_is_used_twice_stops_the_build_before_it_writes() {
        let (mut site, out) = (Site::new("https://example.org", posts()), tempfile::tempdir().unwrap());
        site.posts.push(post("2026-12-01", Status::Published, "Again", vec![section("glue", "S", "S", &[])]));
        let fault = site.try_build(out.path()).unwrap_err().to_string();
        assert!(fault.contains("content/posts/2026/2026-10-31.md:10 and content/posts/2026/2026-12-01.md:10"), "{fault}");
        assert!(read(out.path()).is_empty());
    }

    /// Ten years of a topic are many pages, and a new day leaves the full ones as they are.
    #[test]
    fn long_lists_are_parted_from_the_oldest_on() {
        let day = |n: i64| jiff::civil::date(2020, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap().to_string();
        let one = |n: i64| post(&day(n), Status::Published, "Day", vec![section(&format!("s{n}"), "Long Show", "Ann", &["long"])]);
        let mut site = Site::new("https://example.org/", (0..250).map(one).collect());
        let files = site.files();
        let slugs = |name: &str| files[name].matches("/insights/s").count();
        assert!(files.contains_key("topics/long/2/index.html") && !files.contains_key("topics/long/3/index.html"));
        assert!(
            files["topics/long/1/index.html"].contains("/insights/s0/") && files["topics/long/1/index.html"].contains("/insights/s99/")
        );
        assert!(!files["topics/long/1/index.html"].contains("/insights/s100/"));
        assert!(
            files["topics/long/index.html"].contains("/insights/s249/") && !files["topics/long/index.html"].contains("/insights/s149/")
        );
        assert!(slugs("podcasts/long-show/2/index.html") >= 100 && files.contains_key("people/ann/1/index.html"));
        site.posts.push(one(250));
        let after = site.files();
        for part in ["topics/long/1/index.html", "topics/long/2/index.html"] {
            assert_eq!(files[part], after[part], "{part}");
        }
    }
}

mod letters {
    use super::*;

    /// More people than one list shows: a page a letter, and a new name changes one of them.
    #[test]
    fn a_long_list_of_names_goes_by_letter() {
        let day = |n: i64| jiff::civil::date(2026, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap().to_string();
        let of = |n: i64, names: &[String]| {
            let sections = names.iter().enumerate().map(|(k, name)| section(&format!("s{n}-{k}"), "Long Show", name, &[]));
            post(&day(n), Status::Published, "Day", sections.collect())
        };
        let names: Vec<String> = (0..201).map(|n| format!("{}{} Smith", ["Ann", "Bo", "Émile"][n % 3], "x".repeat(n / 3))).collect();
        let mut site = Site::new("https://example.org/", vec![of(0, &names[..200])]);
        let short = site.files();
        assert!(!short.keys().any(|name| name.starts_with("people/letter/")));
        assert_eq!(short["people/index.html"].matches("<a href=\"/people/").count(), 200 + 1, "and the way here");
        site.posts.push(of(1, &[names[200].clone(), "Ann Smith".into()]));
        let long = site.files();
        assert_links(&long, "/");
        let letters: Vec<_> = long.keys().filter(|name| name.starts_with("people/letter/")).collect();
        assert_eq!(letters, ["people/letter/a/index.html", "people/letter/b/index.html", "people/letter/e/index.html"]);
        let first = &long["people/index.html"];
        assert!(first.find("ann-smith/").unwrap() < first.find("bo-smith/").unwrap(), "who is heard most often comes first: {first}");
        assert!(long["people/letter/e/index.html"].contains("E here</a>"), "{}", long["people/letter/e/index.html"]);
        assert!(long["sitemap.xml"].contains("/people/letter/a/</loc><lastmod>2026-01-02<"), "{}", long["sitemap.xml"]);
        site.posts.push(of(2, &["Bob Late".into()]));
        let after = site.files();
        for name in ["people/letter/a/index.html", "people/letter/e/index.html"] {
            assert_eq!(after[name], long[name], "{name}");
        }
        assert!(after["people/letter/b/index.html"].contains("/people/bob-late/"));
    }
}

mod episodes {
    use super::*;

    fn said(slug: &str, guid: &str, start: Option<f64>, speaker: &str) -> Section {
        let plain = section(slug, "The Show", speaker, &[]);
        let source = Source { guid: guid.into(), episode: "Who <runs> the product?".into(), start, ..plain.source.clone().unwrap() };
        Section { source: Some(source), ..plain }
    }

    const PAGE: &str = "episodes/the-show-who-runs-the-product/index.html";

    #[test]
    fn one_that_several_insights_come_from_has_a_page_in_the_order_of_the_recording() {
        let first =
            post("2026-11-22", Status::Published, "One", vec![said("late", "ep", Some(3671.0), "Zoë Ann"), said("other", "b", None, "")]);
        let mut site = Site::new("https://example.org/five/", vec![first]);
        let alone = site.files();
        assert!(!alone.keys().any(|name| name.starts_with("episodes/")));
        let second = [said("early", "ep", Some(61.0), "Bo Green"), said("untimed", "ep", None, "Zoë Ann")];
        site.posts.push(post("2026-11-23", Status::Published, "Two", second.into()));
        let files = site.files();
        let page = &files[PAGE];
        insta::assert_snapshot!(page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0, @r#"
 class="episode blue">
<h1>Who &lt;runs&gt; the product?</h1><a href="/five/podcasts/the-show/">The Show</a> <a href="https://pod.example/untimed?a=1&amp;b=2">page</a> <a href="https://pod.example/untimed.mp3">audio</a> <a href="/five/people/bo-green/">Bo Green</a> <a href="/five/people/zoe-ann/">Zoë Ann</a>
<li>1:01 61 s <a href="https://pod.example/early.mp3#t=61">at</a> <a href="/five/insights/early/">Headline of early</a> 23 Nov
<li>1:01:11 3671 s <a href="https://pod.example/late.mp3#t=3671">at</a> <a href="/five/insights/late/">Headline of late</a> 22 Nov
<li>  s <a href="">at</a> <a href="/five/insights/untimed/">Headline of untimed</a> 23 Nov
"#);
        assert!(
            files["sitemap.xml"].contains("/five/episodes/the-show-who-runs-the-product/</loc><lastmod>2026-11-23<"),
            "{}",
            files["sitemap.xml"]
        );
        let data: serde_json::Value = {
            let (_, from) = page.split_once("ld+json\">").unwrap();
            serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap()
        };
        let episode = &data["@graph"][0];
        assert_eq!((episode["@type"].as_str(), episode["name"].as_str()), (Some("PodcastEpisode"), Some("Who <runs> the product?")));
        assert_eq!(episode["subjectOf"][0]["url"], "https://example.org/five/insights/early/");
        assert_eq!(episode["actor"][0]["name"], "Bo Green");
        assert_eq!(data["@graph"][1]["itemListElement"][2]["name"], "The Show");
        assert_links(&files, "/five/");
        // The page of what was said before now leads there; that of another episode is as it was.
        assert_eq!(alone["insights/other/index.html"], files["insights/other/index.html"]);
    }
}

mod feeds {
    use super::*;

    #[test]
    fn an_independent_parser_reads_them() {
        let files = Site::new("https://example.org/five/", posts()).files();
        for name in ["feed.xml", "atom.xml", "feed.json"] {
            let feed = feed_rs::parser::parse(files[name].as_bytes()).unwrap();
            assert_eq!(feed.title.unwrap().content, "Five & \"more\"", "{name}");
            let ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
            assert_eq!(ids, ["tag:example.org,2026:/five/2026-11-23", "tag:example.org,2026:/five/2026-10-31"], "{name}");
            let oldest = feed.entries.last().unwrap();
            assert_eq!(oldest.title.as_ref().unwrap().content, "Glue, not <command>", "{name}");
            assert_eq!(oldest.links[0].href, "https://example.org/five/2026/10/31/", "{name}");
            assert_eq!(oldest.published.unwrap().to_rfc3339(), "2026-10-30T23:00:00+00:00", "{name}");
            // A description in RSS is HTML.
            let summary = if name == "feed.xml" { "One &amp; two." } else { "One & two." };
            assert_eq!(oldest.summary.as_ref().unwrap().content, summary, "{name}");
            let content = oldest.content.as_ref().and_then(|content| content.body.as_deref()).unwrap();
            for part in
                ["<p>Good <em>morning</em>.</p>", "<blockquote><p>Quote of glue.</p></blockquote>", "glue.mp3#t=754.2\">Listen 12:34</a>"]
            {
                assert!(content.contains(part), "{name} lacks {part}");
            }
        }
    }

    #[test]
    fn a_new_title_keeps_the_item() {
        let mut site = Site::new("https://example.org/five/", posts());
        let id = |site: &Site| feed_rs::parser::parse(site.files()["atom.xml"].as_bytes()).unwrap().entries[0].id.clone();
        let before = id(&site);
        site.posts[0].front.title = "Another title".into();
        site.posts[0].sections[0].headline = "Another headline".into();
        assert_eq!(before, id(&site));
    }

    #[test]
    fn ids_survive_a_new_host_and_updates_are_told() {
        let mut site = Site::new("https://example.org/five/", posts());
        site.publication.site.id = Some("tag:example.org,2026:five".into());
        site.publication.site.websub = Some("https://hub.example/".parse().unwrap());
        let ids = |site: &Site| -> Vec<String> {
            let files = site.files();
            let names = files.keys().filter(|name| name.ends_with("atom.xml") || name.ends_with("feed.xml") || name.ends_with("feed.json"));
            let feeds = names.map(|name| feed_rs::parser::parse(files[name].as_bytes()).unwrap());
            feeds.flat_map(|feed| feed.entries.into_iter().map(|entry| entry.id)).collect()
        };
        let before = ids(&site);
        assert!(before.contains(&"tag:example.org,2026:five/2026-11-23".to_owned()), "{before:?}");
        assert!(before.contains(&"tag:example.org,2026:five/insights/glue".to_owned()), "{before:?}");
        site.publication.site.base_url = "https://other.example/".parse().unwrap();
        site.posts[0].sections[0].headline = "Another headline".into();
        assert_eq!(ids(&site), before);

        let second = site.posts.iter_mut().find(|post| post.front.date.to_string() == "2026-11-23").unwrap();
        second.front.updated = Some("2026-11-25T10:00:00Z".parse().unwrap());
        let files = site.files();
        assert!(files["atom.xml"].contains("<updated>2026-11-25T11:00:00+01:00</updated>\n<author>"), "{}", files["atom.xml"]);
        assert!(files["feed.json"].contains("\"date_modified\": \"2026-11-25T11:00:00+01:00\""));
        assert!(files["feed.xml"].contains("<atom:link href=\"https://hub.example/\" rel=\"hub\"/>"));
        assert!(
            files["atom.xml"].contains("<link rel=\"hub\" href=\"https://hub.example/\"/>") && files["feed.json"].contains("\"WebSub\"")
        );
    }

    #[test]
    fn each_podcast_topic_and_person_has_its_own() {
        let files = Site::new("https://example.org/five/", posts()).files();
        let mut shelves = 0;
        for name in files.keys().filter(|name| name.ends_with("/atom.xml")) {
            let folder = name.strip_suffix("atom.xml").unwrap();
            for kind in ["atom.xml", "feed.xml", "feed.json"] {
                let feed = feed_rs::parser::parse(files[&format!("{folder}{kind}")].as_bytes()).unwrap();
                for entry in &feed.entries {
                    assert!(entry.links[0].href.starts_with("https://example.org/five/insights/"), "{folder}: {:?}", entry.links);
                    assert!(!entry.title.as_ref().unwrap().content.contains("Draft"), "{folder}");
                }
            }
            if folder != "insights/" {
                assert!(files.contains_key(&format!("{folder}index.html")), "{folder} is a page as well");
                shelves += 1;
            }
        }
        assert!(shelves >= 5, "{shelves}");
        let json: serde_json::Value = serde_json::from_str(&files["insights/feed.json"]).unwrap();
        assert_eq!(json["feed_url"], "https://example.org/five/insights/feed.json");
    }

    #[test]
    fn they_hold_as_many_posts_as_the_owner_wants() {
        let mut site = Site::new("https://example.org", posts());
        site.publication.site.feed_length = 1;
        let feed = feed_rs::parser::parse(site.files()["feed.xml"].as_bytes()).unwrap();
        assert_eq!((feed.entries.len(), feed.entries[0].title.as_ref().unwrap().content.as_str()), (1, "Second day"));
    }
}

mod escaping {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    /// Text with what breaks out of HTML, XML, CDATA and JSON.
    fn hostile() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            any::<String>(),
            Just("<script>alert(1)</script>".to_owned()),
            Just("</script><!--".to_owned()),
            Just("]]>&lt;&#0;&bogus;".to_owned()),
            Just("\"'><img onerror=x>".to_owned()),
            Just("\u{0}\u{b}\u{fffe}\u{2028}{{ site }}{% raw %}".to_owned()),
        ];
        proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
    }

    fn assert_well_formed(name: &str, text: &str) {
        let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(text.chars().all(legal), "{name} holds a character that XML does not know");
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}\n{text}")) {
                Event::Eof => break,
                Event::GeneralRef(reference) => {
                    let known = ["amp", "lt", "gt", "quot", "apos"].contains(&&*reference);
                    assert!(known || reference.resolve_char_ref().unwrap().is_some(), "{name}: {reference:?}");
                }
                Event::Start(start) | Event::Empty(start) => start.attributes().for_each(|attribute| drop(attribute.unwrap())),
                _ => {}
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn no_text_breaks_out(
            headline in hostile(), quote in hostile(), speaker in hostile(), podcast in hostile(), topic in hostile(), title in hostile()
        ) {
            let mut section = section("s", &podcast, &speaker, &[&topic]);
            section.headline = headline;
            section.quote = Some(quote);
            let mut source = section.source.take().unwrap();
            (source.episode, source.license) = (title.clone(), Some(title.clone()));
            (source.link, source.audio) = (Some(format!("https://e.org/{title}")), Some(title.clone()));
            section.source = Some(source);
            let files = Site::new("https://example.org/five/", vec![post("2026-11-23", Status::Published, &title, vec![section])]).files();
            for (name, text) in &files {
                if name.ends_with(".xml") {
                    assert_well_formed(name, text);
                }
                if name.ends_with(".html") {
                    let text = text.to_lowercase();
                    let (scripts, ours) = (text.matches("<script").count(), text.matches("<script type=\"application/ld+json\">").count());
                    // The search page has one script more, of our own.
                    let ours = ours + text.matches("<script src=\"/five/assets/search.").count();
                    prop_assert_eq!(scripts, ours, "{}", name);
                    prop_assert_eq!(text.matches("</script").count(), ours, "{}", name);
                    prop_assert!(!text.contains("<img"), "{}", name);
                    for json in text.split("ld+json\">").skip(1).filter_map(|rest| rest.split("</script>").next()) {
                        prop_assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{}: {}", name, json);
                    }
                }
            }
            for name in ["feed.xml", "atom.xml", "feed.json"] {
                let feed = feed_rs::parser::parse(files[name].as_bytes()).unwrap();
                let content = feed.entries[0].content.clone().and_then(|content| content.body).unwrap_or_default().to_lowercase();
                prop_assert!(!content.contains("<script") && !content.contains("<img"), "{}: {}", name, content);
            }
        }
    }
}
