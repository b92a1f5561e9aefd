//! `takefive extract`: one transcript, for people and for tools.

mod harness;

use harness::run;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

fn demo(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cmd/demo").join(name).to_str().unwrap().to_owned()
}

#[test]
fn json_lines_are_ranked_and_quote_the_file() {
    for name in ["borrow-a-ten-5.txt", "harbour-lines-12.vtt", "counted-sheep-48.srt", "harbour-lines-13.json", "crumb-and-ledger-7.html"] {
        let ran = run(Path::new("."), &["extract", "--plain", &demo(name), "--json", "-n", "5"]).ends_with(0);
        let lines: Vec<serde_json::Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), 5, "{name}");
        let file: Vec<char> = std::fs::read_to_string(demo(name)).unwrap().chars().collect();
        let mut last = 1.0;
        for line in &lines {
            let score = line["score"].as_f64().unwrap();
            assert!(score <= last, "best first");
            last = score;
            let [start, end] = [0, 1].map(|n| line["chars"][n].as_u64().unwrap() as usize);
            let raw: String = file[start..end].iter().collect();
            let quote = line["quote"].as_str().unwrap();
            // The first and the last word of the quote stand at the ends of its place in the file.
            assert!(raw.starts_with(quote.split(' ').next().unwrap()) || name.ends_with("html"), "{name}: {raw}");
            let words = line["headline"].as_str().unwrap().split_whitespace().count();
            assert!((1..=12).contains(&words) && !line["text"].as_str().unwrap().is_empty(), "{line}");
        }
    }
}

#[test]
fn people_get_headline_text_quote_and_source() {
    let ran = run(Path::new("."), &["extract", "--plain", &demo("counted-sheep-48.srt"), "-n", "2"]).ends_with(0);
    assert!(ran.out.contains(" 1  ") && ran.out.contains("│ “") && ran.out.contains("Ottoline Marsh at "), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "no colours into a pipe");
}

#[test]
fn standard_input_is_read_and_a_file_that_is_no_transcript_is_refused() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_takefive"))
        .args(["extract", "--plain", "-", "--json", "-n", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(demo("borrow-a-ten-5.txt")).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("{\"headline\":"));

    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.vtt"), b"\x7fELF\x00\x01\x02\x00\x00").unwrap();
    run(dir.path(), &["extract", "--plain", "a.vtt"]).ends_with(1).says("a.vtt");
    run(dir.path(), &["extract", "--plain", "gone.vtt"]).ends_with(1).says("cannot read gone.vtt");
}
