//! A day for the tests of the view: long words, wide characters, an editor's own section.

use super::day::{Day, Item};
use crate::model::Status;

pub fn day() -> Day {
    let claim = "Product managers have no direct authority over anybody. They work between engineers, designers and sellers, and whatever gets \
                 done gets done since others chose to trust them.";
    let item = |slug: &str, line: usize, headline: &str, score: f64, podcast: &str| Item {
        slug: slug.into(),
        headline: headline.into(),
        score: Some(score),
        podcast: Some(podcast.into()),
        episode: Some("Ep 12: Who runs the product?".into()),
        speaker: Some("Sam Guest".into()),
        moment: Some("12:34".into()),
        topics: vec!["product management".into(), "leadership".into()],
        claim: vec![claim.into()],
        words: 29,
        quote: Some("You have no authority. None. And so whatever gets done gets done because people decided that they trust you.".into()),
        why: Some("claim +0.9, contrast +0.4, speaker +0.2, headline -0.1".into()),
        address: Some("https://cdn.example.org/1.mp3#t=754.2".into()),
        line,
        ..Item::default()
    };
    let lost = |item: Item, why: &str| Item { lost: Some(why.into()), ..item };
    Day {
        day: jiff::civil::date(2026, 11, 23),
        title: "Glue, not command".into(),
        status: Status::Draft,
        faults: 0,
        lists: [
            vec![
                lost(item("desk-1", 9, "Nobody was asked", 0.61, "Field Notes"), "the day has two of Field Notes"),
                lost(
                    item("desk-2", 30, "日本語の見出しはとても長くて一行に収まりません 🎧🎙️ and on", 0.55, "深夜のラジオ"),
                    "scores 0.55, below the others",
                ),
                lost(
                    item(
                        "desk-3",
                        51,
                        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
                        0.4,
                        "Der Fluss",
                    ),
                    "says what was said on 2026-11-20",
                ),
                lost(item("desk-4", 72, "What you put back says so", 0.31, "The Example Show"), "was in the post"),
            ],
            vec![
                item("post-1", 8, "Product managers are glue, not mini-CEOs", 0.81, "The Example Show"),
                item("post-2", 29, "A budget is a list of what you will not do", 0.77, "Money Talk"),
                Item {
                    slug: "post-3".into(),
                    headline: "From the editor".into(),
                    claim: vec!["A passage of my own.".into(), "And another.".into()],
                    words: 7,
                    line: 50,
                    ..Item::default()
                },
            ],
        ],
    }
}
