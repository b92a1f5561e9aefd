//! Relations that were kept are those that are found anew.

use super::*;
use crate::model::{FrontMatter, Post, Source};
use proptest::prelude::*;

const WORDS: [&str; 20] = [
    "glue",
    "managers",
    "sleep",
    "markets",
    "bridges",
    "oceans",
    "vaccines",
    "gradients",
    "kitchens",
    "trust",
    "teams",
    "memory",
    "doctors",
    "traders",
    "concrete",
    "tides",
    "trials",
    "networks",
    "recipes",
    "promises",
];

/// Days by their numbers; each says something else with another turn.
fn posts(days: &[(u8, u8)]) -> Vec<Kept> {
    let section = |n: usize, turn: usize, k: usize| {
        let word = |m: usize| WORDS[(n * 7 + k * 3 + turn * 11 + m * (1 + n % 5)) % WORDS.len()];
        Section {
            slug: format!("{n}-{k}"),
            headline: format!("{} and {}", word(0), word(1)),
            body: format!("Why {} need {} before {}, and {} after {}.", word(2), word(3), word(4), word(5), word(6)),
            source: Some(Source { podcast: format!("Podcast {}", (n + k) % 4), ..Source::default() }),
            ..Section::default()
        }
    };
    let post = |(n, turn): &(u8, u8)| {
        let (n, turn) = (usize::from(*n), usize::from(*turn));
        let front = FrontMatter {
            title: String::new(),
            date: jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(n as i64)),
            status: if n % 11 == 3 { Status::Draft } else { Status::Published },
            summary: None,
            updated: None,
            extra: Default::default(),
        };
        let sections: Vec<Section> = (0..2).map(|k| section(n, turn, k)).collect();
        let prints = sections.iter().map(|section| print_of(&format!("{section:?}"))).collect();
        Kept {
            path: Default::default(),
            print: 0,
            sections: prints,
            touched: vec![false; 2],
            post: Post { front, opening: String::new(), sections },
        }
    };
    days.iter().map(post).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_was_known_before_makes_no_difference(states in prop::collection::vec(prop::collection::btree_map(0u8..40, 0u8..2, 0..40), 1..6), drafts: bool) {
        let (folder, topics) = (tempfile::tempdir().unwrap(), TopicNames::default());
        for days in states {
            let posts = posts(&days.into_iter().collect::<Vec<_>>());
            let nothing = Cache::new(folder.path().join("nothing"));
            let known = Cache::new(folder.path().join("known"));
            let expected = related(&posts, drafts, &topics, &nothing);
            std::fs::remove_dir_all(folder.path().join("nothing")).ok();
            prop_assert_eq!(related(&posts, drafts, &topics, &known), expected.clone());
            // And once more, when nothing has changed.
            prop_assert_eq!(related(&posts, drafts, &topics, &known), expected);
        }
    }
}

#[test]
fn related_is_what_speaks_of_the_same_elsewhere() {
    let said = [
        ("A", "Sleep moves memories out of the hippocampus", "While you sleep the hippocampus replays the day."),
        ("B", "The hippocampus replays memories at night", "Rats show replay of a maze while they sleep."),
        ("A", "Memories need the hippocampus, and sleep", "Sleep replays what the hippocampus kept."),
        ("C", "Central banks watch inflation", "Interest rates rise when inflation does."),
    ];
    let mut posts = posts(&[(0, 0), (1, 0)]);
    for (n, (podcast, headline, body)) in said.iter().enumerate() {
        let post = &mut posts[n / 2];
        let section = &mut post.post.sections[n % 2];
        section.headline = (*headline).to_owned();
        section.body = (*body).to_owned();
        section.source.as_mut().unwrap().podcast = (*podcast).to_owned();
        post.sections[n % 2] = print_of(&format!("{section:?}"));
    }
    let folder = tempfile::tempdir().unwrap();
    let related = related(&posts, false, &TopicNames::default(), &Cache::new(folder.path()));
    assert_eq!(related.0, [vec![vec![(0, 1)], vec![(1, 0), (0, 0)]], vec![vec![(0, 1)], vec![]]]);
}
