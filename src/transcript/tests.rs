//! What every format owes: the map holds, and nothing panics.

use super::{Parsed, markup, parse};
use crate::model::Format;
use proptest::prelude::*;
use std::fmt::Write;

/// A transcript as lines: times, `#` after a cut, the speaker, the words; then the warnings.
pub(super) fn shown(bytes: &[u8], url: &str) -> String {
    let parsed = parse(bytes, None, Some(url)).unwrap();
    check_map(&parsed);
    let mut out = String::new();
    for segment in &parsed.transcript.segments {
        let time = |time: Option<f64>| time.map_or("-".to_owned(), |t| t.to_string());
        let cut = if segment.broken { " #" } else { "" };
        let speaker = segment.speaker.as_deref().unwrap_or("?");
        let _ = writeln!(out, "{} {}{cut} {speaker}: {}", time(segment.start), time(segment.end), segment.text);
    }
    parsed.warnings.iter().for_each(|warning| out.push_str(&format!("! {warning}\n")));
    out
}

/// Pieces cover the words in order and without gaps; those of equal length agree with the file byte by byte.
fn check_map(parsed: &Parsed) {
    let mut raw = 0;
    for segment in &parsed.transcript.segments {
        assert!(segment.text.contains(char::is_alphanumeric), "{segment:?}");
        assert!(!segment.text.contains("  ") && segment.text.trim() == segment.text, "{segment:?}");
        let mut text = 0;
        for piece in &segment.pieces {
            assert_eq!(piece.text.start, text, "{segment:?}");
            assert!(piece.text.start < piece.text.end && piece.raw.start <= piece.raw.end, "{piece:?}");
            assert!(piece.raw.start >= raw, "{piece:?} stands before {raw}: {:?} of {:?}", segment.pieces, parsed.text);
            (text, raw) = (piece.text.end, piece.raw.end);
            let (said, written) = (&segment.text[piece.text.clone()], &parsed.text[piece.raw.clone()]);
            assert!(said.len() != written.len() || said == written, "{said:?} is not {written:?}");
        }
        assert_eq!(text, segment.text.len(), "{segment:?}");
        if let (Some(start), Some(end)) = (segment.start, segment.end) {
            assert!(start <= end, "{segment:?}");
        }
    }
}

fn check(text: &str, url: &str) {
    if let Ok(parsed) = parse(text.as_bytes(), None, Some(url)) {
        check_map(&parsed);
    }
    // Every way to cut a file off must be survived.
    let half = markup::head(text, text.len() / 2);
    if let Ok(parsed) = parse(half.as_bytes(), None, Some(url)) {
        check_map(&parsed);
    }
}

/// What any format may hold.
const COMMON: &[&str] = &[
    "word",
    "Ann Bell: ",
    "Ben:",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "é",
    "…",
    "’",
    "[",
    "]",
    "[laughter]",
    "\\[",
    "\\]",
    "(laughs)",
    "(",
    ")",
    "♪",
    "*",
    "**",
    "_",
    "~~",
    ">> ",
    "- ",
    "[00:12:34]",
    "0:10",
    "&amp;",
    "&#x27;",
    "&",
    ";",
    "\\",
    "\"",
    "`",
    "\u{a0}",
    "\u{200b}",
    "\u{99}",
    "😀",
    "](http://a.b/c)",
    "!",
    ".",
    "?: ",
    "`",
    "#",
];

/// Noise made of what the formats are made of.
fn noise(tokens: &'static [&'static str]) -> impl Strategy<Value = String> {
    let token = prop_oneof![
        3 => proptest::sample::select(tokens).prop_map(str::to_owned),
        3 => proptest::sample::select(COMMON).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    proptest::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

const CUES: &[&str] = &[
    "00:01.000 --> 00:02.000\n",
    "00:00:02,000 --> 00:00:03,500\n",
    " --> ",
    "00:05.000 --> 00:04.000\n",
    "NOTE ",
    "STYLE\n",
    "<v Ann>",
    "<v.x Ben>",
    "</v>",
    "<c>",
    "<",
    ">",
    "{\\an8}",
    "{",
    "7\n",
    "\n\n",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"body\":",
    "\"text\":",
    "\"segments\":",
    "\"speaker\":\"Ann\"",
    "\"startTime\":1.5",
    "\"end\":2e3",
    "\"word",
    "\"",
    "\\u2019",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "null",
    "1e999",
    "{\"body\":\"said\"},",
];
const HTML: &[&str] = &[
    "<p>",
    "</p>",
    "<br>",
    "<cite>",
    "</cite>",
    "<time>",
    "</time>",
    "<strong>",
    "</strong>",
    "<script>",
    "</script>",
    "<nav>",
    "</nav>",
    "<li>",
    "<a href=\"x\">",
    "</a>",
    "<!--",
    "-->",
    "<",
    "<p a=\"",
    "<article>",
    "<dt>",
    "</dt>",
    "<h1>",
];
const TEXT: &[&str] = &["# heading\n", "---\n", "**Ann:** ", "Ann [00:12:34]: ", "ANN (1:02):\n", "http://a.example\n", "<b>", "Jingle: "];

#[test]
fn a_broken_file_maps_no_word_twice() {
    for text in ["{\\u2019[\"startTime\":1.5[A],", "{\u{2019}[\"startTime\":1.5[A],"] {
        for url in ["https://example.org/1.json", "https://example.org/1.txt"] {
            check(text, url);
        }
    }
}

proptest! {
    #[test]
    fn vtt_never_panics(text in noise(CUES)) {
        check(&format!("WEBVTT\n\n{text}"), "a.vtt");
    }

    #[test]
    fn srt_never_panics(text in noise(CUES)) {
        check(&format!("1\n00:00:00,000 --> 00:00:01,000\n{text}"), "a.srt");
    }

    #[test]
    fn json_never_panics(text in noise(JSON)) {
        check(&format!("{{\"version\":1,\"segments\":[{{\"body\":\"said\"}},{text}"), "a.json");
        check(&text, "a.json");
    }

    #[test]
    fn html_never_panics(text in noise(HTML)) {
        check(&format!("<p>{text}"), "a.html");
    }

    #[test]
    fn text_never_panics(text in noise(TEXT)) {
        check(&text, "a.txt");
    }

    #[test]
    fn notes_never_panic(text in noise(HTML)) {
        let words = "word ".repeat(80);
        let parsed = super::parse_notes(&format!("<p>{words}</p>{text}")).unwrap();
        prop_assert_eq!(parsed.transcript.format, Format::Notes);
        check_map(&parsed);
    }

    #[test]
    fn bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes, None, None);
    }

    #[test]
    fn json_bodies_come_back_as_they_were(bodies in proptest::collection::vec("[a-zé’😀\"\n\t]{1,20}x", 1..8)) {
        let segments: Vec<_> = bodies.iter().map(|body| serde_json::json!({ "body": body, "startTime": 1 })).collect();
        let file = serde_json::json!({ "segments": segments }).to_string();
        let parsed = parse(file.as_bytes(), None, None).unwrap();
        check_map(&parsed);
        let said = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected: Vec<String> = bodies.iter().map(|b| said(b)).collect();
        prop_assert_eq!(parsed.transcript.segments.iter().map(|s| s.text.clone()).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_is_no_transcript_says_why() {
    for (bytes, message) in [
        (&b"%PDF-1.7 words"[..], "the file is a PDF, not a transcript"),
        (b"", "the file holds no words that a text transcript could be read from"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n[music]\n", "the file holds no words that WebVTT cues could be read from"),
        (b"{\"segments\": []}", "the file holds no words that JSON segments could be read from"),
    ] {
        assert_eq!(parse(bytes, None, None).unwrap_err().to_string(), message);
    }
}
