use super::*;
use proptest::prelude::*;

const LIMITS: Limits = Limits { count: 3, floor: 0.3, per_podcast: 2, per_topic: 2, desk: 15 };

/// A candidate whose words are like no other's.
fn candidate(score: f32, topic: &str, key: usize) -> Candidate {
    let word = |n: usize| format!("w{}x{n}", key);
    let quote = (0..12).map(word).collect::<Vec<_>>().join(" ");
    Candidate { quote, headline: format!("Headline {key}"), topics: vec![topic.to_owned()], ..crate::insight::fixture::candidate(score) }
}

fn contender<'a>(podcast: &'a str, episode: &'a str, candidate: &'a Candidate) -> Contender<'a> {
    Contender { podcast, episode, candidate, order: 0, selectable: true }
}

#[test]
fn caps_and_floor_hold_and_reasons_are_given() {
    let c: Vec<Candidate> = [(0.9, "a"), (0.8, "a"), (0.7, "b"), (0.65, "a"), (0.6, "c"), (0.2, "d")]
        .iter()
        .enumerate()
        .map(|(n, (s, t))| candidate(*s, t, n))
        .collect();
    let day = [
        contender("P", "1", &c[0]),
        contender("P", "1", &c[1]),
        contender("P", "2", &c[2]),
        contender("P", "3", &c[3]),
        contender("Q", "4", &c[4]),
        contender("R", "5", &c[5]),
    ];
    let selection = select(&day, &[], &LIMITS);
    assert_eq!(selection.picked, [0, 2, 4]);
    let why: Vec<&str> = selection.runners_up.iter().map(|r| r.1.as_str()).collect();
    assert_eq!(why, ["its episode gave “Headline 0”", "the day has 2 of P", "scores 0.20, below the floor of 0.30"]);
}

#[test]
fn the_sum_counts_not_the_best_alone() {
    // The best fills both places of its topic's podcast; leaving it out is worth more.
    let c = [candidate(0.9, "a", 0), candidate(0.8, "a", 1), candidate(0.75, "a", 2)];
    let day = [contender("P", "1", &c[0]), contender("P", "1", &c[1]), contender("Q", "2", &c[2])];
    let selection = select(&day, &[], &Limits { per_topic: 1, ..LIMITS });
    assert_eq!(selection.picked, [0]);
    let mut wide = c.clone();
    wide[0].topics = vec!["a".to_owned(), "b".to_owned()];
    wide[1].topics = vec!["a".to_owned()];
    wide[2].topics = vec!["b".to_owned()];
    let day = [contender("P", "1", &wide[0]), contender("P", "2", &wide[1]), contender("Q", "3", &wide[2])];
    assert_eq!(select(&day, &[], &Limits { per_topic: 1, ..LIMITS }).picked, [1, 2]);
}

#[test]
fn what_was_published_is_rejected() {
    let c = [candidate(0.9, "a", 0), candidate(0.5, "b", 1)];
    let day = [contender("P", "1", &c[0]), contender("Q", "2", &c[1])];
    let selection = select(&day, std::slice::from_ref(&c[0].quote), &LIMITS);
    assert_eq!(selection.picked, [1]);
    assert!(selection.rejected[0].1.starts_with("says nearly the same"), "{selection:?}");
}

#[test]
fn unselectable_goes_to_the_desk() {
    let c = [candidate(0.9, "a", 0)];
    let day = [Contender { selectable: false, ..contender("P", "1", &c[0]) }];
    let selection = select(&day, &[], &LIMITS);
    assert_eq!((selection.picked.len(), selection.runners_up[0].1.as_str()), (0, "may not be picked"));
}

#[test]
fn what_was_chosen_first_stays_first_as_far_as_the_rules_allow() {
    let c: Vec<Candidate> = [0.9, 0.8, 0.5, 0.4, 0.2].iter().enumerate().map(|(n, s)| candidate(*s, &format!("t{n}"), n)).collect();
    let day = [
        contender("P", "1", &c[0]),
        contender("Q", "2", &c[1]),
        contender("Q", "2", &c[2]),
        contender("R", "3", &c[3]),
        contender("S", "4", &c[4]),
    ];
    // The second choice is of an episode that is taken, the third below the floor.
    assert_eq!(select_after(&day, &[], &LIMITS, &[2, 1, 4]).picked, [2, 0, 3]);
    assert_eq!(select_after(&day, &[], &LIMITS, &[3, 1, 0]).picked, [3, 1, 0]);
    assert_eq!(select_after(&day, &[], &LIMITS, &[]), select(&day, &[], &LIMITS));
    assert_eq!(fit(&day, std::slice::from_ref(&c[0].quote), &LIMITS), [1, 2, 3]);
}

prop_compose! {
    fn days()(items in prop::collection::vec((0u32..100, 0usize..4, 0usize..8, 0usize..5, any::<bool>()), 0..24)) -> Vec<(f32, String, String, String, bool)> {
        items.into_iter().map(|(s, p, e, t, ok)| (s as f32 / 100.0, format!("P{p}"), format!("P{p}E{e}"), format!("t{t}"), ok)).collect()
    }
}

/// Best sum by trying everything.
fn brute(contenders: &[Contender], from: usize, chosen: &mut Vec<usize>) -> i64 {
    let fits = |n: usize, chosen: &[usize]| {
        let own = &contenders[n];
        let same = |f: &dyn Fn(&Contender) -> bool| chosen.iter().filter(|c| f(&contenders[**c])).count();
        own.selectable
            && own.candidate.score >= LIMITS.floor
            && same(&|c| c.episode == own.episode) == 0
            && same(&|c| c.podcast == own.podcast) < LIMITS.per_podcast
            && same(&|c| c.candidate.topics == own.candidate.topics) < LIMITS.per_topic
    };
    let mut best: i64 = chosen.iter().map(|n| points(&contenders[*n])).sum();
    if chosen.len() < LIMITS.count {
        for n in from..contenders.len() {
            if fits(n, chosen) {
                chosen.push(n);
                best = best.max(brute(contenders, n + 1, chosen));
                chosen.pop();
            }
        }
    }
    best
}

proptest! {
    #[test]
    fn laws(day in days()) {
        let candidates: Vec<Candidate> = day.iter().enumerate().map(|(n, d)| candidate(d.0, &d.3, n)).collect();
        let contenders: Vec<Contender> = day.iter().zip(&candidates).map(|(d, c)| Contender { selectable: d.4, ..contender(&d.1, &d.2, c) }).collect();
        let selection = select(&contenders, &[], &LIMITS);
        prop_assert!(selection.picked.len() <= LIMITS.count);
        let mut episodes: Vec<&str> = selection.picked.iter().map(|n| contenders[*n].episode).collect();
        episodes.sort_unstable();
        episodes.dedup();
        prop_assert_eq!(episodes.len(), selection.picked.len());
        let sum: i64 = selection.picked.iter().map(|n| points(&contenders[*n])).sum();
        prop_assert_eq!(sum, brute(&contenders, 0, &mut Vec::new()));
        prop_assert!(selection.picked.windows(2).all(|w| points(&contenders[w[0]]) >= points(&contenders[w[1]])));
        prop_assert!(selection.runners_up.iter().all(|(n, why)| !selection.picked.contains(n) && !why.is_empty()));
    }

    #[test]
    fn a_weaker_twin_of_an_episode_changes_nothing(day in days(), which in any::<prop::sample::Index>()) {
        prop_assume!(!day.is_empty());
        let mut candidates: Vec<Candidate> = day.iter().enumerate().map(|(n, d)| candidate(d.0, &d.3, n)).collect();
        let n = which.index(day.len());
        let mut weaker = candidate(day[n].0 - 0.01, &day[n].3, 999);
        weaker.score = weaker.score.max(0.0);
        candidates.push(weaker);
        let mut contenders: Vec<Contender> = day.iter().zip(&candidates).map(|(d, c)| Contender { selectable: d.4, ..contender(&d.1, &d.2, c) }).collect();
        let before = select(&contenders, &[], &LIMITS).picked;
        prop_assume!(contenders[n].selectable && day[n].0 > 0.0);
        contenders.push(Contender { order: 1, ..contender(&day[n].1, &day[n].2, &candidates[day.len()]) });
        prop_assert_eq!(select(&contenders, &[], &LIMITS).picked, before);
    }

    #[test]
    fn order_of_contenders_does_not_matter(day in days()) {
        let candidates: Vec<Candidate> = day.iter().enumerate().map(|(n, d)| candidate(d.0 + n as f32 * 0.001, &d.3, n)).collect();
        let contenders: Vec<Contender> = day.iter().zip(&candidates).map(|(d, c)| contender(&d.1, &d.2, c)).collect();
        let headlines = |list: &[Contender]| select(list, &[], &LIMITS).picked.iter().map(|n| list[*n].candidate.headline.clone()).collect::<Vec<_>>();
        let mut turned = contenders.clone();
        turned.reverse();
        prop_assert_eq!(headlines(&turned), headlines(&contenders));
    }
}
