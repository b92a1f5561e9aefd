use super::*;
use crate::model::{FrontMatter, Source, Status};

const DAY: Date = jiff::civil::date(2026, 11, 23);

fn section(slug: &str, guid: &str, score: f64) -> Section {
    let source = Source { podcast: "Show".into(), guid: guid.into(), score: Some(score), ..Source::default() };
    Section { slug: slug.into(), headline: slug.to_uppercase(), source: Some(source), ..Section::default() }
}

fn post(date: Date, sections: Vec<Section>) -> Post {
    let front = FrontMatter { title: "T".into(), date, status: Status::Draft, summary: None, updated: None, extra: BTreeMap::new() };
    Post { front, opening: String::new(), sections }
}

fn desk(date: Date, block: &str) -> Desk {
    let text = format!(
        "---\ndate: {date}\npicked:\n  - {{ slug: a, guid: g1, podcast: Show }}\n  - {{ slug: b, guid: g2, podcast: Show }}\n---\n\n\
         ## Third {{#c}}\n\nText.\n\n> Quote.\n\n```source\npodcast: Show\nepisode: E\nguid: g1\nby: embedded\nscore: 0.40\n```\n\n\
         <!-- 0.40: claim +0.1. Not in the post: its episode gave “A”. -->\n\n# Report\n\n{block}"
    );
    let (desk, faults) = desk::parse(&text, Path::new(&format!("{date}.md")));
    assert_eq!(faults, []);
    desk.unwrap()
}

const BLOCK: &str = "```measured
- { slug: a, guid: g1, podcast: Show, topics: [], signals: { claim: 0.5 }, score: 0.7, start: -0.5, shares: { claim: 1.15, taste: 0.2 } }
- { slug: b, guid: g2, podcast: Show, topics: [], signals: { claim: 0.1 }, score: 0.6, start: -0.5, shares: { claim: 0.9, luck: -2 } }
- { slug: c, guid: g1, podcast: Show, topics: [], signals: {}, score: 0.4, start: -0.5, shares: {}, lost: because }
- { slug: d, guid: g3, podcast: Show, topics: [], signals: {}, score: 0.3, start: -0.5, shares: {}, lost: why not }
```
";

fn content(sections: Vec<Section>) -> Content {
    let desks = BTreeMap::from([(DAY, desk(DAY, BLOCK))]);
    Content { posts: vec![post(DAY, sections)], desks, damaged: BTreeMap::new() }
}

fn now(content: &Content) -> Vec<(String, Now)> {
    content.day(DAY).unwrap().all().map(|i| (i.slug.clone(), i.now.clone())).collect()
}

fn at(slug: &str) -> Now {
    Now::Post { day: DAY, slug: slug.into() }
}

#[test]
fn reasons_come_weightiest_first_and_taste_is_told_apart() {
    let day = content(vec![section("a", "g1", 0.7)]).day(DAY).unwrap();
    let [a, b] = day.picks.as_slice() else { panic!("{day:?}") };
    assert_eq!(
        a.signals.iter().map(|s| (s.name.as_str(), s.value, s.share)).collect::<Vec<_>>(),
        [("claim", Some(0.5), Some(1.15)), ("taste", None, Some(0.2))]
    );
    let odds = (0.7f32 / 0.3).ln() - 0.2;
    assert!((a.without_taste.unwrap() - 1.0 / (1.0 + (-odds).exp())).abs() < 1e-4);
    assert_eq!((b.without_taste, b.signals[0].name.as_str(), b.signals[0].meaning), (None, "luck", None));
    assert_eq!(day.runners_up.iter().map(|i| i.lost.as_deref()).collect::<Vec<_>>(), [Some("because"), Some("why not")]);
    assert_eq!(day.missing, Vec::<String>::new());
}

#[test]
fn insights_are_followed_through_an_editors_hands() {
    let all = |a, b, c, d| [("a", a), ("b", b), ("c", c), ("d", d)].map(|(slug, now)| (slug.to_owned(), now)).to_vec();
    // As it was drafted; under another slug; with one thrown out and one taken from the desk, to the post and to another day.
    let drafted = content(vec![section("a", "g1", 0.7), section("b", "g2", 0.6)]);
    assert_eq!(now(&drafted), all(at("a"), at("b"), Now::Desk, Now::Nowhere));
    let renamed = content(vec![section("b", "g2", 0.6), section("new", "g1", 0.7)]);
    assert_eq!(now(&renamed), all(at("new"), at("b"), Now::Desk, Now::Nowhere));
    let mut swapped = content(vec![section("d", "g3", 0.3), section("new", "g1", 0.4)]);
    swapped.desks.get_mut(&DAY).unwrap().sections.clear();
    assert_eq!(now(&swapped), all(Now::Nowhere, Now::Nowhere, at("new"), at("d")), "the score tells which of the episode it is");
    let mut elsewhere = content(vec![]);
    let later = jiff::civil::date(2026, 11, 25);
    elsewhere.posts.push(post(later, vec![section("a", "g1", 0.7), section("b", "other", 0.6)]));
    assert_eq!(now(&elsewhere)[..2], all(Now::Post { day: later, slug: "a".into() }, Now::Nowhere, Now::Desk, Now::Desk)[..2]);
}

#[test]
fn an_insight_is_found_by_the_slug_it_has_and_by_the_one_it_had() {
    let content = content(vec![section("new", "g1", 0.7), section("own", "x", 0.1)]);
    for slug in ["new", "a"] {
        let day = content.insight(slug).unwrap();
        assert_eq!((day.subject().unwrap().slug.as_str(), &day.subject().unwrap().now), ("a", &at("new")));
    }
    let own = content.insight("own").unwrap();
    assert!(own.subject().unwrap().signals.is_empty() && own.missing[0].contains("no desk knows own"), "{own:?}");
    assert_eq!(content.insight("nobody"), None);
    assert_eq!(content.near("ne"), ["new"]);
    assert_eq!(content.near("xyzzy-plugh"), Vec::<String>::new());
}

#[test]
fn older_desks_and_none_say_what_they_can() {
    let mut content = content(vec![section("a", "g1", 0.7), section("b", "g2", 0.6)]);
    content.desks.insert(DAY, desk(DAY, ""));
    let day = content.day(DAY).unwrap();
    assert!(day.missing[0].contains("no measurements"), "{day:?}");
    let c = &day.runners_up[0];
    assert_eq!((c.slug.as_str(), c.score, c.lost.as_deref(), c.has_shares()), ("c", Some(0.4), Some("its episode gave “A”"), false));

    content.desks.insert(DAY, desk(DAY, "```measured\n- { slug: a, podcast: Show, signals: { claim: 0.5 } }\n```\n"));
    let day = content.day(DAY).unwrap();
    assert!(day.missing[0].contains("not what it adds"), "{day:?}");
    assert_eq!((day.picks[0].signals[0].value, day.picks[0].signals[0].share), (Some(0.5), None));

    content.desks.clear();
    let day = content.insight("b").unwrap();
    assert!(day.missing[0].contains("desk is gone") && day.missing.len() == 1, "{day:?}");
    assert_eq!((day.subject().unwrap().score, day.picks.len(), day.runners_up.len()), (Some(0.6), 2, 0));

    content.damaged.insert(DAY, "x.md:3: no".into());
    assert!(content.day(DAY).unwrap().missing[0].contains("mend it: x.md:3: no"));
    assert_eq!(content.day(jiff::civil::date(2026, 11, 24)), None);
}
