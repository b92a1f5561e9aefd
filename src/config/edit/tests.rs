use super::*;
use proptest::prelude::*;

fn file(text: &str) -> FeedsFile {
    FeedsFile::of("content/feeds.yaml".into(), text.to_owned()).unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn entry(address: &str, name: &str, topics: &[&str]) -> FeedEntry {
    let topics = topics.iter().map(|t| (*t).to_owned()).collect();
    FeedEntry { name: Some(name.to_owned()).filter(|n| !n.is_empty()), topics, ..FeedEntry::new(url(address)) }
}

fn added(text: &str) -> String {
    let mut file = file(text);
    file.add(&[entry("https://new.example/feed", "New: a show", &["one, two", "three"])]).unwrap();
    file.text
}

#[test]
fn an_entry_takes_the_style_of_those_before_it() {
    let all: String = [
        "",
        "# none yet\n",
        "# mine\n- url: https://a.example/   # A\n  name: A\n\n- url: https://b.example/\n",
        "-   url: https://a.example/\n    keep: false\n# the end\n\n\n",
        "  - name: A\n    url: 'https://a.example/'\n  - { url: \"https://b.example/\", weight: 2 }",
        "---\n-\n  url: https://a.example/\n...\n",
    ]
    .iter()
    .map(|text| added(text) + "%\n")
    .collect();
    insta::assert_snapshot!(all);
}

#[test]
fn windows_line_ends_stay() {
    let text = added("# mine\r\n- url: https://a.example/\r\n");
    assert!(text.starts_with("# mine\r\n- url: https://a.example/\r\n- url: https://new.example/feed\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn a_new_address_replaces_the_old_one_alone() {
    let text = "# url: https://a.example/\n- {url: https://a.example/, name: 'url: https://a.example/'} # https://a.example/\n\
                -   name: |\n        url: https://a.example/\n\n    \"url\" : \"https://b.example/\"\n- url:\n    'https://c.example/'\n";
    let mut file = file(text);
    assert_eq!(file.lines(), [2, 6, 8]);
    let to = |host: &str| (url(&format!("https://{host}.example/")), url(&format!("https://new.example/{host},it's[1]:")));
    file.change(&[to("a"), to("b"), to("c"), to("d")]).unwrap();
    let expected = text
        .replacen("{url: https://a.example/,", "{url: \"https://new.example/a,it's[1]:\",", 1)
        .replace("\"https://b.example/\"", "\"https://new.example/b,it's[1]:\"")
        .replace("'https://c.example/'", "'https://new.example/c,it''s[1]:'");
    assert_eq!(file.text, expected);
    assert_eq!(file.entries()[2].url.as_str(), "https://new.example/c,it's[1]:");
}

#[test]
fn what_cannot_be_changed_safely_is_left_alone_with_the_line_to_write() {
    for text in ["[]", "[{url: https://a.example/}]\n", "!!seq\n- url: https://a.example/\n"] {
        let mut file = file(text);
        let error = file.add(&[entry("https://new.example/", "New", &["a"])]).unwrap_err().to_string();
        assert!(error.ends_with("Please add by hand:\n- url: https://new.example/\n  name: New\n  topics: [a]\n"), "{text}: {error}");
        assert_eq!(file.text, text);
    }
    let mut file = file("- url: &first https://a.example/\n  name: *first\n");
    let error = file.change(&[(url("https://a.example/"), url("https://new.example/"))]).unwrap_err().to_string();
    insta::assert_snapshot!(error, @"
    content/feeds.yaml: is written in a way that takefive cannot change without risk; nothing was changed. Please change by hand:
    - url: https://new.example/    # instead of https://a.example/
    ");
}

#[test]
fn no_feed_is_listed_twice() {
    let mut file = file("- url: https://a.example/\n- url: https://b.example/\n");
    let error = file.add(&[entry("https://a.example/", "", &[])]).unwrap_err().to_string();
    assert_eq!(error, "content/feeds.yaml: https://a.example/: is listed twice; delete one entry");
    file.change(&[(url("https://a.example/"), url("https://b.example/"))]).unwrap_err();
    assert_eq!(file.text, file.read);
}

#[test]
fn what_somebody_else_wrote_in_between_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    files::write(&dir.path().join("content/feeds.yaml"), b"# mine\n").unwrap();
    let mut file = FeedsFile::read(dir.path()).unwrap();
    file.add(&[entry("https://a.example/", "", &[])]).unwrap();
    files::write(&dir.path().join("content/feeds.yaml"), b"# mine, too\n").unwrap();
    assert!(file.save().unwrap_err().to_string().contains("run the command again"));
    let mut file = FeedsFile::read(dir.path()).unwrap();
    file.add(&[entry("https://a.example/", "", &[])]).unwrap();
    assert_eq!(file.save().unwrap(), Written::Changed);
    assert_eq!(files::read(&dir.path().join("content/feeds.yaml")).unwrap(), "# mine, too\n\n- url: https://a.example/\n");
}

/// An entry as somebody may have written it by hand, with what stands around it.
fn written() -> impl Strategy<Value = String> {
    let comment = prop_oneof![
        Just(String::new()),
        "# [a-z:/{}\\[\\]'\"é-]{0,12}\n",
        Just("\n".to_owned()),
        Just("  # - url: https://x.example/\n".to_owned())
    ];
    let value = prop_oneof![Just("PLAIN"), Just("'PLAIN'"), Just("\"PLAIN\"")];
    let extra = prop_oneof![
        Just(String::new()),
        "[A-Za-z éß'#:]{0,8}".prop_map(|t| format!("name: {}", quoted(&t))),
        Just("weight: 1.5  # heavy".to_owned()),
        Just("topics: [a, 'b, c']".to_owned()),
        Just("topics:\n  - url".to_owned()),
        Just("name: >-\n    - url: https://y.example/\n    more".to_owned()),
    ];
    let tail = prop_oneof![Just(""), Just("   "), Just(" # url: https://z.example/")];
    (comment, value, extra, tail, 0..4usize, 1..4usize).prop_map(|(comment, value, extra, tail, shape, gap)| {
        let pad = " ".repeat(gap);
        let keys = " ".repeat(gap + 1);
        let block = |first: String, second: &str| {
            let second = second.replace('\n', &format!("\n{keys}"));
            let second = if second.is_empty() { second } else { format!("\n{keys}{second}") };
            format!("-{pad}{first}{tail}{second}\n")
        };
        let entry = match shape {
            0 => format!("-{pad}{{url: {value} , keep: false}}{tail}\n"),
            1 => format!("-{pad}{{ \"url\":{value}, keep: true }}\n").replace(":PLAIN", ": PLAIN"),
            2 if !extra.is_empty() => block(extra.replace('\n', &format!("\n{keys}")), &format!("url: {value}")),
            _ => block(format!("url: {value}"), &extra),
        };
        comment + &entry
    })
}

proptest! {
    #[test]
    fn edits_touch_nothing_else(
        parts in prop::collection::vec(written(), 0..6),
        indent in 0..3usize, crlf: bool, cut: bool, which in 0..6usize,
    ) {
        let pad = " ".repeat(indent);
        let mut text: String = parts.iter().enumerate().map(|(n, p)| p.replace("PLAIN", &format!("https://p{n}.example/a?b=c&d#e"))).collect();
        text = text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{pad}{line}\n") }).collect();
        if cut { text.truncate(text.trim_end_matches('\n').len()); }
        if crlf { text = text.replace('\n', "\r\n"); }
        let before = FeedsFile::of("f".into(), text.clone());
        prop_assert!(before.is_ok(), "{text}\n{before:?}");
        let before = before.unwrap();
        prop_assert_eq!(before.lines().len(), parts.len(), "{}", text);

        let mut file = before.clone();
        let new = entry("https://new.example/x,y", "A 'new' \"one\": # [yes]", &["a, b", "true"]);
        file.add(std::slice::from_ref(&new)).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        // One piece was put in, at one place.
        let more = file.text.len() - text.len();
        let same = text.bytes().zip(file.text.bytes()).take_while(|(a, b)| a == b).count();
        prop_assert!((0..=same).any(|at| file.text[..].as_bytes()[at + more..] == text.as_bytes()[at..]), "{:?}\n{:?}", text, file.text);
        prop_assert_eq!(file.entries().last(), Some(&new));
        prop_assert_eq!(&file.entries()[..parts.len()], before.entries());
        prop_assert_eq!(file.text.ends_with('\n'), text.ends_with('\n') || text.is_empty());
        prop_assert!(!text.contains("\r\n") || !file.text.replace("\r\n", "").contains('\n'));

        if let Some(old) = before.entries().get(which) {
            let mut file = before.clone();
            file.change(&[(old.url.clone(), url("https://moved.example/"))]).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            prop_assert_eq!(&file.text, &text.replacen(old.url.as_str(), "https://moved.example/", 1));
        }
    }

    #[test]
    fn no_text_makes_the_lexer_fail(text in "[-:?,#|>'\"\\[\\]{}a \n\ré]{0,60}") {
        let found = tokens(&text);
        let ends: Vec<usize> = found.iter().filter_map(|t| if let Token::Scalar { bytes, .. } = t { Some(bytes.end) } else { None }).collect();
        prop_assert!(ends.is_sorted() && ends.iter().all(|end| text.is_char_boundary(*end)));
    }
}
