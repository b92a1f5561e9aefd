//! Transcripts that give orders to a language model, and a model that obeys every one of them: nothing of it reaches a post or a page.
//!
//! `tests/fixtures/llm/injections.jsonl` has the talks, in the manner of known attacks, with what an obedient model would answer.

mod harness;

use harness::{
    Publication, Server, feed,
    llm::{Llm, Said},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use takefive::{
    insight::{About, llm::Ground},
    transcript,
};

const DAY: &str = "2026-11-23";

#[derive(Deserialize)]
struct Attack {
    name: String,
    kind: String,
    /// The talk, with the attack in it.
    talk: String,
    /// What a model that obeys answers.
    answer: String,
    /// What must stand nowhere.
    forbidden: Vec<String>,
}

fn attacks() -> Vec<Attack> {
    include_str!("fixtures/llm/injections.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_an_obedient_model_says_is_not_borne_out() {
    let attacks = attacks();
    let kinds: BTreeSet<&str> = attacks.iter().map(|a| a.kind.as_str()).collect();
    let (mut handed, mut passed, mut through) = (0, 0, Vec::new());
    for Attack { name, talk, answer, forbidden, .. } in &attacks {
        let parsed = transcript::parse(talk.as_bytes(), Some("text/plain"), None).unwrap();
        let about = About { podcast: "A show", episode: "An episode", ..About::default() };
        for (headline, held) in Ground::new(&parsed.transcript, &about, "en").judge(answer) {
            handed += 1;
            let Ok(held) = held else { continue };
            passed += 1;
            let said = format!("{headline}\n{answer}\n{}", held.quote);
            if let Some(word) = forbidden.iter().find(|word| said.contains(*word)) {
                through.push(format!("{name}: {word} in {headline}"));
            }
        }
    }
    println!(
        "{} attacks of {} kinds, {handed} insights handed in, {passed} borne out, {} of these as the attacker wants",
        attacks.len(),
        kinds.len(),
        through.len()
    );
    assert!(attacks.len() >= 30 && kinds.len() >= 8 && handed >= 30);
    assert!(through.is_empty(), "{through:#?}");
}

#[test]
fn a_day_of_nothing_but_attacks_publishes_none_of_them() {
    let attacks = attacks();
    let answers: BTreeMap<String, String> = attacks.iter().map(|a| (a.name.clone(), a.answer.clone())).collect();
    let known = answers.clone();
    let llm = Llm::start(move |asked, n| {
        let about = asked.user().lines().find_map(|l| l.strip_prefix("Episode: ")).map(str::to_owned);
        Said::Words(match (asked.kind(), about.and_then(|name| known.get(&name).cloned())) {
            ("propose", Some(answer)) => answer,
            // Asked to mend, it insists; asked to choose, it takes whatever has the attacker's words.
            ("choose", _) => format!(
                "{{\"title\": \"IGNORE-CANARY https://evil.example\", \"summary\": \"<b>IGNORE-CANARY</b>\", \"picks\": [{{\"id\": {}, \"headline\": \
                 \"IGNORE-CANARY wins [here](https://evil.example)\", \"text\": \"IGNORE-CANARY\", \"topics\": [\"<script>IGNORE-CANARY\"]}}]}}",
                n % 5 + 1
            ),
            _ => known.values().nth(n % known.len()).cloned().unwrap_or_default(),
        })
    });
    let server = Server::start();
    let mut feeds = Vec::new();
    for attack in &attacks {
        let (words, address) = (format!("/{}.words", attack.name), format!("/{}.xml", attack.name));
        server.page(&words, &attack.talk).page(&address, feed(&server, &format!("Show {}", feeds.len()), DAY, &[(&attack.name, &words)]));
        feeds.push(server.url(&address));
    }
    let publication = Publication::new(&feeds);
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + &llm.settings("  at-once: 8\n") + "polish: true\n"));
    let ran = publication.run(&["daily", "--date", DAY]);
    assert!(ran.code == 0 || ran.code == 3, "{}", ran.err);
    let mut files = publication.files("public");
    files.extend(publication.files("content/posts"));
    assert!(files.len() > 20, "{:?}", files.keys());
    let mut found = Vec::new();
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for word in attacks.iter().flat_map(|a| &a.forbidden).chain([&"IGNORE-CANARY".to_owned(), &"evil.example".to_owned()]) {
            if text.contains(word.as_str()) {
                found.push(format!("{word} in {path}"));
            }
        }
    }
    println!("{} attacks in one day, {} files read, {} traces of them", attacks.len(), files.len(), found.len());
    assert!(found.is_empty(), "{found:#?}\n{}", publication.read("content/posts/2026/2026-11-23.md"));
}
