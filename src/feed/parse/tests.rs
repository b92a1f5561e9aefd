//! Fixtures: each is a small feed with one kind of fault, of our own making.

use super::*;
use crate::model::Kind;
use crate::model::TranscriptLink;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

const ADDRESS: &str = "https://a.example/podcast/feed.xml";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds").join(name)).unwrap()
}

fn read(name: &str) -> Parsed {
    parse(&fixture(name), ADDRESS).unwrap()
}

/// What was read, in short: one line for the podcast, some for each episode, then the warnings.
fn told(parsed: &Parsed) -> String {
    let mut out = String::new();
    let p = &parsed.feed.podcast;
    let some = |o: &Option<String>| o.clone().unwrap_or_else(|| "-".into());
    let _ = writeln!(out, "{:?} {} {} {} {}", p.title, some(&p.link), some(&p.language), some(&p.license), some(&p.author));
    for e in &parsed.feed.episodes {
        let at = e.published.map(|t| t.to_string());
        let _ = writeln!(out, "{} {:?} {} {} {:?}", e.guid, e.title, some(&e.link), some(&at), e.duration);
        let audio = e.audio.iter().map(|a| format!("audio {} {} {:?}", a.url, some(&a.mime), a.length));
        let transcripts = e.transcripts.iter().map(|t| format!("transcript {} {} {}", t.url, some(&t.mime), some(&t.language)));
        let people = e.people.iter().map(|p| format!("{} {} {}", p.role, p.name, some(&p.href)));
        let notes = Some(format!("notes {:?}", e.notes)).filter(|_| !e.notes.is_empty());
        for line in audio.chain(transcripts).chain(people).chain(notes) {
            let _ = writeln!(out, "  {line}");
        }
    }
    for warning in &parsed.warnings {
        let _ = writeln!(out, "! {warning}");
    }
    out
}

#[test]
fn a_whole_feed() {
    let parsed = read("whole.xml");
    insta::assert_snapshot!(told(&parsed), @r#"
    "Tides & Time" https://tides.example/ en-GB cc-by-4.0 Tides & Time Ltd
    tides-12 "Why harbours silt & how to stop it" https://tides.example/12 2026-11-23T05:00:00Z Some(2730.0)
      audio https://cdn.tides.example/12.mp3?src=feed&x=1 audio/mpeg Some(1234)
      transcript https://tides.example/12.vtt text/vtt en
      transcript https://tides.example/12.html text/html -
      guest Sam Pilot https://people.example/sam
      notes "<p>Long <b>notes</b>.</p>"
    https://tides.example/trailer "Coming soon" https://tides.example/trailer 2026-11-01T06:00:00Z None
      audio https://a.example/podcast/trailer.m4a - None
    "#);
    let feed = parsed.feed;
    assert_eq!(feed.podcast.image.as_deref(), Some("https://a.example/art.jpg"));
    assert_eq!(feed.podcast.feed, ADDRESS);
    assert_eq!(feed.podcast.people.iter().map(|p| (&p.name[..], &p.role[..])).collect::<Vec<_>>(), [("Ada Ferry", "host")]);
    assert_eq!(feed.episodes[0].license.as_deref(), Some("cc0-1.0"));
    assert_eq!(feed.episodes.iter().map(|e| e.kind).collect::<Vec<_>>(), [Kind::Full, Kind::Trailer]);
    assert!(!parsed.blocked);
}

#[test]
fn extensions_are_read_under_any_prefix_and_both_namespaces() {
    insta::assert_snapshot!(told(&read("other-prefix.xml")), @r#"
    "Other prefixes" - - mit -
    a "One" - 2026-11-23T06:00:00Z Some(60.0)
      transcript https://a.example/1.srt application/x-subrip -
      guest Ana -
    "#);
}

#[test]
fn undeclared_prefixes_mean_what_they_always_mean() {
    insta::assert_snapshot!(told(&read("undeclared-prefix.xml")), @r#"
    "The channel's title" - - - -
    a "The item's title" - - Some(61.0)
      transcript https://a.example/1.vtt text/vtt -
    ! uses the prefix `itunes:` without declaring it; read as it is always meant
    ! has 1 episode without a date that can be read; no day will use it
    "#);
}

#[test]
fn an_unknown_role_costs_nothing() {
    insta::assert_snapshot!(told(&read("unknown-role.xml")), @r#"
    "Roles" - - - -
    a "One" - - None
      host Nora -
      special guest Olga -
    b "Two" - - None
    ! has 2 episodes without a date that can be read; no day will use them
    "#);
}

#[test]
fn an_author_in_wide_punctuation_costs_nothing() {
    insta::assert_snapshot!(told(&read("wide-author.xml")), @r#"
    "Wide punctuation" - - - jane@mail.example（Jane）
    a "One" - 2026-11-23T06:00:00Z None
    "#);
    let json = r#"{"version": "https://jsonfeed.org/version/1", "authors": [{"name": "j@a.example（J）"}], "items": []}"#;
    assert_eq!(parse(json.as_bytes(), ADDRESS).unwrap().feed.podcast.author.as_deref(), Some("j@a.example（J）"));
}

#[test]
fn items_without_guid_are_named_by_audio_then_link_and_title() {
    insta::assert_snapshot!(told(&read("no-guid.xml")), @r#"
    "No guids" - - - -
    https://a.example/1.mp3 "By audio" - - None
      audio https://a.example/1.mp3 audio/mpeg Some(1)
    https://a.example/2 By link "By link" https://a.example/2 - None
    By title "By title" - - None
    ! has 4 episodes without a date that can be read; no day will use them
    ! has 1 item that has no identity or was listed before; left out
    "#);
    assert_eq!(read("no-guid.xml"), read("no-guid.xml"), "nothing is random");
}

#[test]
fn items_that_share_a_guid_are_told_apart_by_audio() {
    insta::assert_snapshot!(told(&read("shared-guid.xml")), @r#"
    "Shared guids" - - - -
    https://a.example/1.mp3 "One" - - None
      audio https://a.example/1.mp3 audio/mpeg Some(1)
    https://a.example/2.mp3 "Two" - - None
      audio https://a.example/2.mp3 audio/mpeg Some(1)
    own "Three" - - None
      audio https://a.example/3.mp3 audio/mpeg Some(1)
    ! has 4 episodes without a date that can be read; no day will use them
    ! has episodes that share the guid "same"; they were told apart by their audio
    ! has 1 item that has no identity or was listed before; left out
    "#);
}

#[test]
fn relative_addresses_start_at_the_feed_or_at_their_base() {
    insta::assert_snapshot!(told(&read("relative.xml")), @r#"
    "Relative addresses" - - - -
    a "" https://a.example/episodes/1 - None
      audio https://a.example/podcast/1.mp3 audio/mpeg Some(1)
      transcript https://a.example/t/1.vtt text/vtt pt-BR
    b "" https://b.example/base/2 - None
      audio https://b.example/base/2.mp3 audio/mpeg Some(1)
      transcript https://b.example/base/2.vtt text/vtt -
    c "" - - None
      transcript https://a.example/podcast/3.vtt - -
    ! has 3 episodes without a date that can be read; no day will use them
    ! has 1 address that cannot be read, such as "javascript:alert(1)"; left out
    "#);
}

#[test]
fn audio_and_duration_are_found_among_several_media() {
    insta::assert_snapshot!(told(&read("several-media.xml")), @r#"
    "Several media" - - - -
    enclosure "" - - Some(3600.0)
      audio https://a.example/1.mp3 audio/mpeg Some(3)
    group "" - - None
      audio https://a.example/2.m4a?x=1 - Some(4)
      notes "Only a summary."
    video "" - - None
    ! has 3 episodes without a date that can be read; no day will use them
    "#);
}

#[test]
fn careless_xml_is_mended_and_told() {
    insta::assert_snapshot!(told(&read("careless.xml")), @r#"
    "R&D café &more;" - - - -
    a "Prices < costs & AT&T’s answer" - - None
      notes "<p>One<br>two"
    b "Two �" - 2026-01-01T15:00:00Z None
    ! has 10 characters that XML does not allow as written; mended
    ! has 1 tag without a counterpart; mended
    ! has other text before its first element; passed over
    ! has 1 episode without a date that can be read, such as "yesterday"; no day will use it
    "#);
}

#[test]
fn a_podcast_may_ask_not_to_be_listed() {
    let parsed = read("blocked.xml");
    assert!(parsed.blocked);
    insta::assert_snapshot!(told(&parsed), @r#"
    "Private" - - - -
    a "Shown" - - None
    ! asks not to list 1 of its episodes; left out
    ! has 1 episode without a date that can be read; no day will use it
    "#);
}

#[test]
fn other_formats() {
    insta::assert_snapshot!(["atom.xml", "rss1.rdf", "feed.json"].map(|f| told(&read(f))).join("\n"), @r#"
    "An Atom podcast" https://atom.example/ - - Ivo Neutron
    urn:atom:1 "Half < whole" https://atom.example/1 2026-11-23T10:00:00Z None
      audio https://atom.example/1.mp3 audio/mpeg Some(99)
      transcript https://a.example/podcast/1.vtt text/vtt -
      notes "<p>Notes</p>"

    "An old feed" https://old.example/ - - -
    https://old.example/1 One "One" https://old.example/1 2026-11-23T09:00:00Z None
      transcript https://old.example/1.txt text/plain -

    "A JSON podcast" https://json.example/ de - Jo Son
    17 "" https://json.example/17 2026-11-23T10:00:00Z Some(90.0)
      audio https://json.example/17.mp3 audio/mpeg None
      notes "<p>Notes</p>"
    18 "" - - None
      notes "Plain"
    ! has 2 values of a kind that JSON Feed does not allow there; mended or left out
    ! has 1 episode without a date that can be read; no day will use it
    "#);
}

#[test]
fn encodings() {
    let utf8 = String::from_utf8(fixture("other-prefix.xml")).unwrap().replace("Other", "Café");
    let utf16: Vec<u8> = [0xfe, 0xff].into_iter().chain(utf8.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let latin1: Vec<u8> = utf8.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, warnings) in [(utf16, 0), (latin1, 1), (format!("\u{feff}\n\n{utf8}").into_bytes(), 0)] {
        let parsed = parse(&bytes, ADDRESS).unwrap();
        assert_eq!((parsed.feed.podcast.title.as_str(), parsed.warnings.len()), ("Café prefixes", warnings));
    }
}

#[test]
fn what_is_no_feed_is_told_apart() {
    let page = String::from_utf8(fixture("page.html")).unwrap();
    let cut = "<rss version='2.0'><channel><title>T</title><item><title>One";
    let texts = ["", "  \n", &page, "<html><body>Log in</body></html>", "<opml version='2.0'><body/></opml>", "Service unavailable", cut];
    let texts = texts.into_iter().chain(["\x1f\u{0}", "{\"error\": \"not today\"}", "[1, 2", "<rss version='2.0'></rss>"]);
    let messages: Vec<String> = texts.map(|t| parse(t.as_bytes(), ADDRESS).unwrap_err().to_string()).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
    is empty
    is empty
    is a web page, not a feed; its feed may be https://a.example/feed.xml?a=1&b=2
    is a web page, not a feed
    is not a feed: its first element is <opml>
    is not a feed: it starts with "Service unavailable"
    ends in the middle, before its first whole item
    is not a feed: it starts with "\u{1f}\0"
    is JSON, but not a JSON Feed
    is JSON that cannot be read (EOF while parsing a list at line 1 column 5)
    is a feed that cannot be read (unable to parse feed: no root element)
    "#);
    assert_eq!(parse(&[0x1f, 0x8b, 8], ADDRESS), Err(ParseError::Packed));
}

#[test]
fn a_cut_feed_gives_its_whole_items() {
    let bytes = fixture("shared-guid.xml");
    let parsed = parse(&bytes[..bytes.len() * 2 / 3], ADDRESS).unwrap();
    assert_eq!(parsed.feed.episodes.len(), 2);
    assert!(parsed.warnings.contains(&"ends in the middle; the whole items before were read".to_owned()), "{:?}", parsed.warnings);
}

#[test]
fn hostile_feeds_take_no_time_and_no_stack() {
    let wrap = |inside: &str| {
        format!("<rss version='2.0' xmlns:m='http://search.yahoo.com/mrss/'><channel><item><guid>a</guid>{inside}</item></channel></rss>")
    };
    let deep = wrap(&("<m:group>".repeat(200_000) + &"</m:group>".repeat(200_000)));
    let wide = wrap(&format!("<m:x {}/>", (0..200_000).map(|n| format!("a{n}='1' ")).collect::<String>()));
    let spaces = wrap(&(0..20_000).map(|n| format!("<x xmlns:a{n}='u'><y></x>")).collect::<String>());
    let quotes = wrap(&"<a b='<c d=\"".repeat(50_000));
    for text in [deep, wide, spaces, quotes] {
        let _ = parse(text.as_bytes(), ADDRESS);
    }
}

#[test]
fn a_transcripts_language_is_kept() {
    let expected =
        TranscriptLink { url: "https://a.example/t/1.vtt".into(), mime: Some("text/vtt".into()), language: Some("pt-BR".into()) };
    assert_eq!(read("relative.xml").feed.episodes[0].transcripts, [expected]);
}

const FIXTURES: [&str; 7] = ["whole.xml", "wide-author.xml", "relative.xml", "careless.xml", "atom.xml", "rss1.rdf", "feed.json"];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn damage_never_panics(file in 0..FIXTURES.len(), cuts in proptest::collection::vec((0..4000usize, 0..40usize, ".{0,6}"), 1..5)) {
        let mut bytes = fixture(FIXTURES[file]);
        for (at, length, text) in cuts {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, text.into_bytes());
        }
        if let Ok(parsed) = parse(&bytes, ADDRESS) {
            let guids: BTreeSet<&str> = parsed.feed.episodes.iter().map(|e| e.guid.as_str()).collect();
            proptest::prop_assert!(guids.len() == parsed.feed.episodes.len() && !guids.contains(""));
            proptest::prop_assert!(!parsed.feed.podcast.title.is_empty());
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = parse(&bytes, ADDRESS);
        let _ = parse(&[b"<rss><channel>", &bytes[..]].concat(), ADDRESS);
    }
}

#[test]
fn the_oldest_formats_are_read_too() {
    let item = "<item><title>Old news</title><link>http://a.example/1</link></item>";
    let table = [
        format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
             <channel><title>Old</title><link>http://a.example/</link></channel>{item}</rdf:RDF>"
        ),
        format!(
            "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://my.netscape.com/publish/formats/rss-0.91.dtd'>\
             <rss version='0.91'><channel><title>Old</title>{item}</channel></rss>"
        ),
        format!("<rss version='0.92'><channel><title>Old</title>{item}</channel></rss>"),
        format!("<rss><channel><title>Old</title>{item}</channel></rss>"),
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Old</title><entry><title>Old news</title>\
         <link rel='alternate' href='http://a.example/1'/><id>http://a.example/1</id><issued>2003-12-13T08:29:29Z</issued></entry></feed>"
            .to_owned(),
    ];
    for text in table {
        let parsed = parse(text.as_bytes(), ADDRESS).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(parsed.feed.podcast.title, "Old", "{text}");
        let episode = &parsed.feed.episodes[0];
        assert_eq!((episode.title.as_str(), episode.link.as_deref()), ("Old news", Some("http://a.example/1")), "{text}");
        assert!(!parsed.warnings.iter().any(|w| w.contains("told apart")), "{:?}: {text}", parsed.warnings);
    }
}

#[test]
fn what_is_lost_is_told() {
    let lost = "<?php warning ?>Notice: x <rss version='2.0'><channel><title>T</title><item><title>One</title>\
        <itunes:duration>an hour</itunes:duration><enclosure url='http://[oops/a.mp3' type='audio/mpeg' length='1'/>\
        <podcast:transcript url='ftp://a.example/1.vtt' type='text/vtt'/><pubDate>2026-11-23</pubDate></item>\
        <item><title>Two</title><itunes:duration>00:00:00</itunes:duration><pubDate>2026-11-16</pubDate></item></channel></rss>";
    insta::assert_snapshot!(parse(lost.as_bytes(), ADDRESS).unwrap().warnings.join("\n"), @r#"
    uses the prefix `itunes:` without declaring it; read as it is always meant
    has other text before its first element; passed over
    has 1 duration that cannot be read, such as "an hour"; left out
    has 2 addresses that cannot be read, such as "http://[oops/a.mp3"; left out
    "#);
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":["T"],"items":[7,{"id":1,"title":"One","date_published":"2026-11-23",
        "attachments":[{"mime_type":"audio/mpeg"}]}]}"#;
    insta::assert_snapshot!(parse(json.as_bytes(), ADDRESS).unwrap().warnings.join("\n"), @"has 3 values of a kind that JSON Feed does not allow there; mended or left out");
}

#[test]
fn addresses_of_other_kinds_are_no_audio_and_no_page() {
    // Found by fuzzing: what feed-rs takes for an address need not be one of the web.
    let feed = "<rss version='2.0'><channel><title>T</title><item><title>One</title><guid>httpd:1</guid>\
        <enclosure url='h:ttp//a.example/1.mp3' type='audio/mpeg' length='1'/></item>\
        <item><title>Two</title><guid>https://a.example/2</guid></item></channel></rss>";
    let parsed = parse(feed.as_bytes(), ADDRESS).unwrap();
    let (one, two) = (&parsed.feed.episodes[0], &parsed.feed.episodes[1]);
    assert_eq!((&one.audio, &one.link, two.link.as_deref()), (&None, &None, Some("https://a.example/2")));
    assert!(parsed.warnings.iter().any(|w| w.starts_with("has 1 address that cannot be read, such as \"h:ttp//")), "{:?}", parsed.warnings);
}

#[test]
fn a_panic_of_feed_rs_is_an_error() {
    let mut reader = Reader::new(None, ADDRESS, Extent::Whole);
    // Unrepaired, so that feed-rs sees what it cannot bear.
    let text = "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><item>\
        <itunes:duration>99999999999999999999999999:00:00</itunes:duration></item></channel></rss>";
    let error = reader.core(text).unwrap_err().to_string();
    assert_eq!(error, "is a feed that cannot be read (feed-rs stopped at a fault of its own)");
}

#[test]
fn twenty_thousand_items_are_read_in_a_moment() {
    let item = |n: u32| {
        format!(
            "<item><guid>g{n}</guid><title>Episode number {n}</title><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate>\
             <enclosure url='https://a.example/{n}.mp3' type='audio/mpeg' length='1'/></item>"
        )
    };
    let items: String = (0..20_000).map(item).collect();
    let parsed = parse(format!("<rss><channel><title>T</title>{items}</channel></rss>").as_bytes(), ADDRESS).unwrap();
    assert_eq!(parsed.feed.episodes.len(), 20_000);
    assert_eq!(parsed.feed.episodes[19_999].marks, ["audio a.example/19999.mp3", "title episode number 19999"]);
}
