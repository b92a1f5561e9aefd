//! What a model hands in is held against the transcript: hundreds of honest claims, and as many that one word makes false.
//!
//! `tests/fixtures/llm/claims.jsonl` has them, written by people and models who knew the rules of the prompts and not the checks.

use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};
use takefive::{
    insight::{About, llm::Ground},
    model::Transcript,
    transcript,
};

/// An honest claim, and the same with one word changed.
#[derive(Deserialize)]
struct Claim {
    /// The demo's transcript.
    file: String,
    quote: String,
    headline: String,
    text: String,
    /// What `near` changes: a negation, number, name or comparative.
    kind: String,
    near: String,
    near_quote: String,
}

fn claims() -> Vec<Claim> {
    include_str!("fixtures/llm/claims.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn transcripts(claims: &[Claim]) -> BTreeMap<String, Transcript> {
    let read = |claim: &Claim| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cmd/demo").join(&claim.file);
        let parsed = transcript::parse(&fs::read(path).unwrap(), None, Some(&claim.file)).unwrap();
        (claim.file.clone(), parsed.transcript)
    };
    claims.iter().map(read).collect()
}

#[test]
fn honest_claims_pass_and_false_ones_do_not() {
    let claims = claims();
    let transcripts = transcripts(&claims);
    let about = About::default();
    let grounds: BTreeMap<&String, Ground<'_>> = transcripts.iter().map(|(file, t)| (file, Ground::new(t, &about, "en"))).collect();
    let (mut honest, mut dropped, mut quotes) = (0, Vec::new(), Vec::new());
    let mut near: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for claim in &claims {
        let ground = &grounds[&claim.file];
        // The demo's hosts read out sponsors too; those are turned down for what they are.
        let held = ground.hold(&claim.quote, &claim.headline, &claim.text);
        if held.as_ref().is_err_and(|why| why.iter().any(|why| why.contains("advertising"))) {
            continue;
        }
        honest += 1;
        dropped.extend(held.err().map(|why| format!("{}: {}", claim.headline, why.join("; "))));
        if ground.hold(&claim.near_quote, &claim.headline, &claim.text).is_ok() {
            quotes.push(claim.near_quote.as_str());
        }
        let count = near.entry(&claim.kind).or_default();
        count[0] += 1;
        count[1] += usize::from(ground.hold(&claim.quote, &claim.headline, &claim.near).is_err());
    }
    let caught: usize = near.values().map(|n| n[1]).sum();
    println!("{honest} honest claims, {} wrongly dropped:\n  {}", dropped.len(), dropped.join("\n  "));
    println!("{honest} quotes with one word changed, {} let through", quotes.len());
    println!("{honest} claims with one word changed, {caught} caught: {near:?}");
    assert!(honest >= 250, "{honest}");
    assert!(dropped.len() * 20 <= honest, "more than one in twenty: {dropped:#?}");
    assert!(quotes.is_empty(), "{quotes:#?}");
    assert!(caught * 100 >= honest * 78, "{near:?}");
    assert!(near["number"][1] + 2 >= near["number"][0] && near["name"][1] * 10 >= near["name"][0] * 9, "{near:?}");
}

/// Every quote of the set, changed by rule in each way that applies: a number, a negation, a comparative, a name.
#[test]
fn no_changed_quote_is_found() {
    let claims = claims();
    let transcripts = transcripts(&claims);
    let about = About::default();
    let grounds: BTreeMap<&String, Ground<'_>> = transcripts.iter().map(|(file, t)| (file, Ground::new(t, &about, "en"))).collect();
    let (mut tried, mut passed) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for claim in &claims {
        let words: Vec<&str> = claim.quote.split(' ').collect();
        for (n, word) in words.iter().enumerate() {
            let Some((kind, changed)) = changed(word, n) else { continue };
            let quote = words.iter().enumerate().map(|(m, w)| if m == n { changed.as_str() } else { w }).collect::<Vec<_>>().join(" ");
            *tried.entry(kind).or_default() += 1;
            if grounds[&claim.file].hold(&quote, &claim.headline, &claim.text).is_ok() {
                passed.push(quote);
            }
        }
    }
    println!("{} changed quotes tried, {} found: {tried:?}", tried.values().sum::<usize>(), passed.len());
    assert!(tried.values().sum::<usize>() >= 600 && tried.len() == 4, "{tried:?}");
    assert!(passed.is_empty(), "{passed:#?}");
}

/// A word changed so that the quote says something else.
fn changed(word: &str, place: usize) -> Option<(&'static str, String)> {
    let low = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let swap = |pairs: &[(&str, &str)]| {
        let found = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).find(|(a, _)| *a == low);
        found.map(|(_, other)| word.to_lowercase().replace(&low, other))
    };
    let numbers = [
        ("two", "three"),
        ("four", "forty"),
        ("five", "nine"),
        ("seven", "seventy"),
        ("ten", "twelve"),
        ("hundred", "thousand"),
        ("half", "third"),
    ];
    let comparatives =
        [("more", "less"), ("better", "worse"), ("longer", "shorter"), ("most", "few"), ("cheaper", "dearer"), ("first", "last")];
    let negations = [("never", "always"), ("nobody", "everybody"), ("nothing", "everything"), ("not", "now"), ("no", "some")];
    if let Some(other) = swap(&numbers) {
        return Some(("number", other));
    }
    if let Some(other) = swap(&comparatives) {
        return Some(("comparative", other));
    }
    if let Some(other) = swap(&negations) {
        return Some(("negation", other));
    }
    if low.ends_with("n't") || low.ends_with("n’t") {
        return Some(("negation", word.replace("n't", "").replace("n’t", "")));
    }
    let name = place > 0 && word.starts_with(char::is_uppercase) && low.len() > 3;
    name.then(|| ("name", word.replacen(|c: char| c.is_uppercase(), "X", 1)))
}
