//! Share images: made once, where the owner wants them, and right for every script.

mod harness;

use harness::Publication;
use std::{collections::BTreeMap, fs};

const JAPANESE: &str = "正しい問いを立てる人である。";

/// A post of one day with an insight for each headline.
fn post(publication: &Publication, day: &str, headlines: &[(&str, &str)]) {
    let mut text = format!("---\ntitle: Day {day}\ndate: {day}\nstatus: published\n---\n");
    for (slug, headline) in headlines {
        text += &format!(
            "\n## {headline} {{#{slug}}}\n\nText.\n\n```source\npodcast: The Example Show\nepisode: E\nguid: \"{slug}\"\nspeaker: Sam Guest\n\
             by: embedded\n```\n"
        );
    }
    publication.write(&format!("content/posts/{}/{day}.md", &day[..4]), &text);
}

fn built(publication: &Publication) -> BTreeMap<String, Vec<u8>> {
    publication.run(&["build"]).ends_with(0);
    publication.files("public")
}

fn cards(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().filter_map(|name| name.strip_prefix("cards/")).collect()
}

fn page<'a>(files: &'a BTreeMap<String, Vec<u8>>, name: &str) -> std::borrow::Cow<'a, str> {
    String::from_utf8_lossy(&files[name])
}

/// The path of the image that a page names.
fn image(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let text = page(files, name);
    let (_, from) =
        text.split_once("<meta property=\"og:image\" content=\"https://five.example/").unwrap_or_else(|| panic!("{name}: {text}"));
    from.split('"').next().unwrap().to_owned()
}

#[test]
fn every_page_names_an_image_that_is_there() {
    let publication = Publication::new(&[]);
    post(&publication, "2026-11-23", &[("glue", "Managers are glue & \"more\""), ("two", "Two")]);
    for theme in ["daily", "index"] {
        publication.write("content/site.yaml", &format!("title: Five\nbase-url: https://five.example/\ntheme: {theme}\n"));
        let files = built(&publication);
        for name in files.keys().filter(|name| name.ends_with(".html")) {
            let card = &files[&image(&files, name)];
            assert_eq!(&card[..8], b"\x89PNG\r\n\x1a\n", "{theme}: {name}");
            assert_eq!((&card[16..20], &card[20..24]), (&1200_u32.to_be_bytes()[..], &630_u32.to_be_bytes()[..]), "{theme}: {name}");
            assert!(card.len() < 100_000, "{theme}: {name} has {} bytes", card.len());
        }
        let insight = page(&files, "insights/glue/index.html");
        let address = format!("https://five.example/{}", image(&files, "insights/glue/index.html"));
        for part in [
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
            "<meta property=\"og:image:width\" content=\"1200\">",
            "<meta property=\"og:image:height\" content=\"630\">",
            "<meta property=\"og:image:alt\" content=\"Managers are glue &amp; &quot;more&quot; – The Example Show, Sam Guest\">",
            &format!("\"image\":\"{address}\""),
        ] {
            assert!(insight.contains(part), "{theme}: {part} is missing in {insight}");
        }
        assert_eq!(cards(&files).len(), 4, "{theme}: the site's, the day's and two");
    }
}

#[test]
fn a_card_is_made_once_and_again_when_its_words_change() {
    let publication = Publication::new(&[]);
    post(&publication, "2026-11-23", &[("glue", "Managers are glue"), ("two", "Two")]);
    let first = built(&publication);
    // Not opened again: what somebody wrote into it stays.
    let kept = image(&first, "insights/two/index.html");
    fs::write(publication.path(&format!("public/{kept}")), b"kept").unwrap();
    post(&publication, "2026-11-23", &[("glue", "Managers are cement"), ("two", "Two")]);
    let second = built(&publication);
    assert_eq!(second[&kept], b"kept");
    let (old, new) = (image(&first, "insights/glue/index.html"), image(&second, "insights/glue/index.html"));
    assert!(old != new && !second.contains_key(&old) && second[&new] != first[&old], "{old} {new}");

    // A site that is built anew takes its cards out of the cache.
    fs::remove_dir_all(publication.path("public")).unwrap();
    let in_cache = publication.files(".takefive/cards");
    assert_eq!(in_cache.len(), 4, "and the old one is gone: {:?}", in_cache.keys());
    for name in in_cache.keys() {
        fs::write(publication.path(&format!(".takefive/cards/{name}")), format!("cached {name}")).unwrap();
    }
    let third = built(&publication);
    assert!(cards(&third).iter().all(|name| third[&format!("cards/{name}")].starts_with(b"cached ")));
    // And without a cache the same bytes come again.
    fs::remove_dir_all(publication.path("public")).unwrap();
    fs::remove_dir_all(publication.path(".takefive/cards")).unwrap();
    assert_eq!(built(&publication)[&new], second[&new]);
}

#[test]
fn the_owner_says_which_days_have_cards() {
    let publication = Publication::new(&[]);
    post(&publication, "2026-09-30", &[("old", "Old")]);
    post(&publication, "2026-10-01", &[("last-month", "Last month")]);
    post(&publication, "2026-11-23", &[("new", "New")]);
    let names = |choice: &str| {
        publication.write("content/site.yaml", &format!("title: Five\nbase-url: https://five.example/\n{choice}"));
        let files = built(&publication);
        let site = files.keys().find(|name| name.starts_with("cards/site.")).cloned();
        let old = page(&files, "insights/old/index.html").into_owned();
        let own: Vec<String> = cards(&files).iter().map(|name| name.split('.').next().unwrap().to_owned()).collect();
        (own, site, old)
    };
    let (own, site, old) = names("");
    assert_eq!(own, ["2026-10-01", "2026-11-23", "last-month", "new", "site"]);
    assert!(old.contains(&format!("content=\"https://five.example/{}\"", site.unwrap())), "{old}");
    assert_eq!(names("cards: all\n").0.len(), 7);
    let (own, _, old) = names("cards: none\n");
    assert!(
        own.is_empty() && !old.contains("og:image") && old.contains("<meta name=\"twitter:card\" content=\"summary\">"),
        "{own:?} {old}"
    );
}

#[test]
fn a_script_without_a_font_is_not_printed_as_boxes() {
    let publication = Publication::new(&[]);
    // Sumerian: no system is likely to have it. Two headlines of which nothing can be printed give the same card.
    post(&publication, "2026-11-23", &[("one", "𒀭𒂗𒍪"), ("two", "𒈗𒂗"), ("named", "Five")]);
    let files = built(&publication);
    let card = |slug: &str| &files[&image(&files, &format!("insights/{slug}/index.html"))];
    assert_eq!(card("one"), card("two"));
    assert_ne!(card("one"), card("named"), "the name of the publication stands alone, without a source");
}

#[test]
fn a_publication_may_bring_fonts() {
    let publication = Publication::new(&[]);
    post(&publication, "2026-11-23", &[("japanese", JAPANESE), ("none", "𒀭𒂗𒍪")]);
    let before = built(&publication);
    fs::create_dir_all(publication.path("content/fonts")).unwrap();
    fs::copy("tests/fixtures/site/fonts/japanese.otf", publication.path("content/fonts/japanese.otf")).unwrap();
    let after = built(&publication);
    let card = |files: &BTreeMap<String, Vec<u8>>, slug: &str| files[&image(files, &format!("insights/{slug}/index.html"))].clone();
    assert_ne!(card(&after, "japanese"), card(&after, "none"));
    assert_eq!(card(&after, "none"), card(&before, "none"));
    publication.write("content/fonts/broken.ttf", "no font");
    publication.write("content/site.yaml", "title: Six\nbase-url: https://five.example/\n");
    publication.run(&["build"]).ends_with(1).says("broken.ttf: this is no font that cards can be set in; use a TTF or OTF file");
}
