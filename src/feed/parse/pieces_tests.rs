//! Long feeds are read in pieces, and outlines leave the notes out: neither may change what is found.

use super::*;
use std::fmt::Write;

const ADDRESS: &str = "https://a.example/podcast/feed.xml";
const ITEMS: usize = 400;

/// Without what an outline leaves out.
fn bare(mut parsed: Parsed) -> Parsed {
    for episode in &mut parsed.feed.episodes {
        episode.notes.clear();
        episode.marks.clear();
    }
    parsed
}

/// Some pieces of a feed, each item with something that only quick-xml's pass reads, notes of a kilobyte, and a fault.
fn items(open: &str, close: &str, notes: &str) -> String {
    let mut text = String::new();
    for n in 0..ITEMS {
        let _ = writeln!(
            text,
            "<{open}><title>Episode {n} & more</title><link href='https://a.example/{n}'>https://a.example/{n}</link><id>g{n}</id>\
             <guid isPermaLink='false'>g{n}</guid><dc:date>2026-11-23T06:00:00Z</dc:date><updated>2026-11-23T06:00:00Z</updated>\
             <podcast:transcript url='{n}.vtt' type='text/vtt'/>\
             <{notes}>{}&lt;b&gt;{n}&lt;/b&gt; <![CDATA[<i>more</i>]]></{notes}></{close}>",
            "words of it, R&D; ".repeat(50),
        );
    }
    text
}

fn feeds() -> [(&'static str, String); 3] {
    let rss = items("item", "item", "description");
    let (first, rest) = rss.split_at(rss.match_indices("<item>").nth(ITEMS / 2).unwrap().0);
    [
        (
            "rss",
            format!(
                "<rss xml:base='https://b.example/x/'><channel><title>First</title><link>/page</link>{first}<title>Between</title>\
                 <ttl>60</ttl>{rest}<language>fr</language><itunes:author>Ann</itunes:author></channel></rss>"
            ),
        ),
        (
            "rdf",
            format!(
                "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xml:base='https://b.example/x/'>\
                 <channel><title>Between</title><link>/page</link><dc:language>fr</dc:language></channel>{rss}</r:RDF>"
            ),
        ),
        (
            "atom",
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr' xml:base='https://b.example/x/'><title>First</title>\
                 <link href='/page'/>{}<title>Between</title></feed>",
                items("entry", "entry", "content")
            ),
        ),
    ]
}

#[test]
fn a_long_feed_is_read_in_pieces_and_nothing_is_lost_between_them() {
    for (name, text) in feeds() {
        let (mut pieces, mut longest) = (0, 0);
        let last = repair::repair(&text, Extent::Whole, |piece| {
            pieces += 1;
            longest = longest.max(piece.len());
            Ok::<(), ()>(())
        });
        assert!(pieces > 2 && longest < 200_000 && !last.unwrap().cut, "{name}: {pieces} pieces, the longest of {longest} bytes");

        let parsed = parse(text.as_bytes(), ADDRESS).unwrap();
        let podcast = &parsed.feed.podcast;
        let language = podcast.language.as_deref();
        assert_eq!(
            (podcast.title.as_str(), podcast.link.as_deref(), language),
            ("Between", Some("https://b.example/page"), Some("fr")),
            "{name}"
        );
        assert_eq!(parsed.feed.episodes.len(), ITEMS, "{name}");
        for (n, episode) in parsed.feed.episodes.iter().enumerate() {
            // RSS 1.0 has no guids.
            assert!(name == "rdf" || episode.guid == format!("g{n}"), "{name}: {}", episode.guid);
            assert_eq!(episode.title, format!("Episode {n} & more"), "{name}");
            assert_eq!(episode.transcripts[0].url, format!("https://b.example/x/{n}.vtt"), "{name}");
            assert!(
                episode.notes.starts_with("words of it, R&D; ") && episode.notes.ends_with(&format!("<b>{n}</b> <i>more</i>")),
                "{name}: {}",
                episode.notes
            );
        }
        assert_eq!(
            parsed.warnings.iter().filter(|w| w.contains(&format!("has {} characters", ITEMS * 51))).count(),
            1,
            "{name}: {:?}",
            parsed.warnings
        );
        assert!(!parsed.warnings.iter().any(|w| w.contains("told apart")), "{name}: {:?}", parsed.warnings);
    }
    let [(_, rss), ..] = feeds();
    let parsed = parse(rss.as_bytes(), ADDRESS).unwrap();
    assert_eq!(parsed.feed.podcast.author.as_deref(), Some("Ann"));
    assert!(parsed.schedule != Schedule::default(), "the ttl between the items counts");
}

#[test]
fn a_long_feed_that_is_cut_keeps_the_items_that_were_whole() {
    for (name, text) in feeds() {
        let end = text.find("Episode 350 ").unwrap();
        let parsed = parse(&text.as_bytes()[..end], ADDRESS).unwrap();
        assert_eq!(parsed.feed.episodes.len(), 350, "{name}");
        assert!(parsed.warnings.iter().any(|w| w.starts_with("ends in the middle")), "{name}: {:?}", parsed.warnings);
    }
}

#[test]
fn an_outline_says_the_same_of_every_feed_without_its_notes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let mut texts: Vec<(String, Vec<u8>)> = feeds().into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        texts.push((path.display().to_string(), std::fs::read(path).unwrap()));
    }
    assert!(texts.len() > 15);
    for (name, text) in texts {
        for end in [text.len(), text.len() * 2 / 3] {
            assert_eq!(outline(&text[..end], ADDRESS, None), parse(&text[..end], ADDRESS).map(bare), "{name}");
        }
    }
}

#[test]
fn an_outline_of_items_that_stand_elsewhere_is_the_same() {
    // Found by fuzzing: what nobody closed holds items, and their notes were its text.
    let notes = "<item><title>One</title><description>words</description></item>";
    for text in [
        format!("<rss><channel><title>T</title><language>en{notes}"),
        format!("<rss><other><language>en{notes}</language></other><channel><title>T</title></channel></rss>"),
        format!("<rss><channel><title>T</title></channel><channel>{notes}</channel></rss>"),
        format!("<feed><language>en{notes}</language><title>T</title></feed>"),
    ] {
        assert_eq!(outline(text.as_bytes(), ADDRESS, None), parse(text.as_bytes(), ADDRESS).map(bare), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn an_outline_says_the_same_of_any_feed(inside in "(<(title|guid|description|content:encoded|itunes:summary|pubDate|p|link)>|</(title|guid|description|content:encoded|itunes:summary|pubDate|p|item)>|<item>|[&<a1é\u{1}]|&lt;|<!\\[CDATA\\[|\\]\\]>|<description/>){0,40}") {
        let text = format!("<rss><channel><item><title>One</title></item>{inside}");
        proptest::prop_assert_eq!(outline(text.as_bytes(), ADDRESS, None), parse(text.as_bytes(), ADDRESS).map(bare));
    }
}
