//! `takefive theme`: a theme of one's own in a minute.

mod harness;

use harness::{Publication, Server, feed};

#[test]
fn a_copy_is_used_at_once_and_what_it_lacks_comes_from_the_original() {
    let publication = Publication::new(&[]);
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + "theme: index   # the look\n"));
    publication.run(&["theme", "new", "mine"]).ends_with(0).says("from daily");
    assert!(publication.read("content/site.yaml").ends_with("theme: mine  # the look\n"), "{}", publication.read("content/site.yaml"));
    let about = publication.read("themes/mine/theme.yaml");
    assert!(about.contains("name: mine\n") && about.contains("extends: daily\n"), "{about}");
    publication.run(&["build"]).ends_with(0);
    let before = publication.read("public/index.html");
    // Only what differs need stay.
    std::fs::remove_dir_all(publication.path("themes/mine/static")).unwrap();
    let home = publication.read("themes/mine/templates/home.html").replace("{% block main %}", "{% block main %}<p>Mine</p>");
    std::fs::remove_dir_all(publication.path("themes/mine/templates")).unwrap();
    publication.write("themes/mine/templates/home.html", &home);
    publication.run(&["build"]).ends_with(0);
    assert_eq!(publication.read("public/index.html").replace("<p>Mine</p>", ""), before);
}

#[test]
fn themes_are_listed_and_names_are_not_taken_twice() {
    let publication = Publication::new(&[]);
    let listed = publication.run(&["theme", "list"]).ends_with(0).out;
    assert!(listed.contains("* daily") && listed.contains("  index"), "{listed}");
    publication.run(&["theme", "new", "daily"]).ends_with(1).says("there is a theme `daily` already");
    publication.run(&["theme", "new", "x", "--from", "gone"]).ends_with(1).says("there is no theme `gone`");
    publication.run(&["theme", "new", "../x"]).ends_with(1).says("made of letters");
}

/// The themes that the program brings along make every page of a real day, with a policy that forbids what lies elsewhere.
#[test]
fn every_theme_makes_every_page() {
    let post = include_str!("fixtures/post/nasty.md");
    for theme in ["daily", "index"] {
        let publication = Publication::new(&[]);
        publication
            .write("content/site.yaml", &(publication.read("content/site.yaml") + &format!("theme: {theme}\npolicy-in-pages: true\n")));
        publication.write("content/posts/2026/2026-11-23.md", post);
        publication.run(&["build", "--drafts"]).ends_with(0);
        let files = publication.files("public");
        let pages: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".html")).collect();
        assert!(pages.len() >= 10, "{theme}: {}", pages.len());
        for (name, bytes) in pages {
            let text = String::from_utf8_lossy(bytes);
            assert!(text.contains("Content-Security-Policy"), "{theme}: {name}");
            // All that stands in a page keeps the policy: no inline script but data and the one that the policy names, no inline style,
            // nothing from elsewhere.
            let inline = text.matches("<script").count() - text.matches("<script src=\"/assets/").count();
            assert_eq!(inline, text.matches("<script type=\"application/ld+json\">").count() + 1, "{theme}: {name}");
            assert!(!text.contains("<style"), "{theme}: {name}");
            assert!(text.contains("<html lang=\"en\" dir=\"ltr\""), "{theme}: {name}");
        }
        assert!(String::from_utf8_lossy(&files["search/index.html"]).contains("data-search=\"/search/\""), "{theme}");
    }
}

/// An episode with several insights has a page; an insight and its podcast lead there.
#[test]
fn every_theme_has_a_page_for_an_episode_of_several_insights() {
    let section = |slug: &str, start: f64| {
        format!(
            "\n## Headline {slug} {{#{slug}}}\n\nText.\n\n```source\npodcast: The Show\nepisode: Who <runs> the product?\nguid: ep\n\
             audio: https://pod.example/a.mp3\nlink: https://pod.example/ep\nstart: {start}\nspeaker: Zoë Ann\nby: embedded\n```\n"
        )
    };
    let post = format!("---\ntitle: Day\ndate: 2026-11-23\nstatus: published\n---\n{}{}", section("late", 3671.0), section("early", 61.0));
    for theme in ["daily", "index"] {
        let publication = Publication::new(&[]);
        publication.write("content/site.yaml", &format!("title: Five\nbase-url: https://five.example/\ncards: none\ntheme: {theme}\n"));
        publication.write("content/posts/2026/2026-11-23.md", &post);
        publication.run(&["build"]).ends_with(0);
        for name in ["insights/late", "insights/early", "podcasts/the-show"] {
            let page = publication.read(&format!("public/{name}/index.html"));
            assert!(page.contains("href=\"/episodes/the-show-who-runs-the-product/\""), "{theme}: {name}");
        }
        let page = publication.read("public/episodes/the-show-who-runs-the-product/index.html");
        let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("{theme}: {part} is missing in {page}"));
        assert!(at("href=\"/insights/early/\"") < at("href=\"/insights/late/\""));
        assert!(at("<time datetime=\"PT61S\">") < at("<time datetime=\"PT3671S\">"));
        at("https://pod.example/a.mp3#t=3671");
        at("<audio controls preload=\"none\" src=\"https://pod.example/a.mp3\"");
        at("href=\"https://pod.example/ep\"");
        at("href=\"/people/zoe-ann/\"");
        at("Who &lt;runs&gt; the product?</h1>");
    }
}

/// Each insight says whether a person had a hand in it.
#[test]
fn an_edited_insight_says_so() {
    let server = Server::start();
    server.page("/words", include_str!("../src/cmd/demo/borrow-a-ten-5.txt"));
    server.page("/feed.xml", feed(&server, "maths", "2026-11-23", &[("one", "/words")]));
    let publication = Publication::new(&[server.url("/feed.xml")]);
    publication.run(&["daily", "--date", "2026-11-23"]).ends_with(0);
    let post = publication.read("content/posts/2026/2026-11-23.md");
    let heading = post.lines().find(|line| line.starts_with("## ")).unwrap();
    let slug = heading.rsplit_once("{#").unwrap().1.trim_end_matches('}');
    let page = || publication.read(&format!("public/insights/{slug}/index.html"));
    assert!(page().contains("No person changed them.") && !page().contains("A person edited them."), "{}", page());
    publication.write("content/posts/2026/2026-11-23.md", &post.replace(heading, &heading.replace("## ", "## Indeed, ")));
    for theme in ["daily", "index"] {
        publication.write("content/site.yaml", &format!("title: Five\nbase-url: https://five.example/\ntheme: {theme}\n"));
        publication.run(&["build"]).ends_with(0);
        assert!(page().contains("A person edited them.") && !page().contains("No person changed them."), "{theme}: {}", page());
        let data = publication.read(&format!("public/api/insights/{slug}.json"));
        assert!(data.contains("\"edited\":true"), "{theme}: {data}");
    }
}

/// Every language of a theme has every word that its English has.
#[test]
fn no_language_lacks_a_word() {
    let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let keys = |path: &std::path::Path| -> std::collections::BTreeSet<String> {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect()
    };
    for theme in ["daily", "index"] {
        let folder = themes.join(theme).join("i18n");
        let english = keys(&folder.join("en.yaml"));
        for language in ["de", "es", "fr", "ar"] {
            assert_eq!(keys(&folder.join(format!("{language}.yaml"))), english, "{theme}: {language}");
        }
    }
}

/// As Content-Security-Policy writes hashes (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let four = |three: &[u8]| {
        let bits = (0..3).fold(0, |bits, n| (bits << 8) | usize::from(three.get(n).copied().unwrap_or_default()));
        (0..4).map(|n| if n > three.len() { '=' } else { char::from(LETTERS[(bits >> (18 - 6 * n)) & 63]) }).collect::<String>()
    };
    bytes.chunks(3).map(four).collect()
}

#[test]
fn the_policy_names_the_one_script_that_stands_in_pages() {
    let policy = std::fs::read_to_string("src/site/machines.rs").unwrap();
    for theme in ["daily", "index"] {
        let base = std::fs::read_to_string(format!("themes/{theme}/templates/base.html")).unwrap();
        let script = base.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        let hex = takefive::hash::sha256(script.as_bytes());
        let bytes: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap()).collect();
        let named = format!("'sha256-{}'", base64(&bytes));
        assert!(policy.contains(&named), "{theme}: the policy in src/site/machines.rs must name {named}");
    }
}
