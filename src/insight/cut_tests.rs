use super::*;
use crate::insight::listen::EMBEDDED;

const SAID: [(&str, f32); 3] = [
    ("So, you know, a rule outlives the goal that it was made for.", 0.0),
    ("I don't think that goals are useless, though.", 0.0),
    ("But nobody has to decide each morning, um, whether to keep it.", 0.0),
];

/// Links under which `path` is by far the likeliest way, with no marks.
fn along(count: usize, path: &[usize]) -> Links {
    let stops: Vec<usize> = [0].into_iter().chain(path.iter().map(|n| n + 1)).collect();
    let row = |from: usize| -> Vec<f32> {
        let next = stops.iter().position(|n| *n == from).map_or(usize::MAX, |n| path.get(n).copied().unwrap_or(count));
        (0..=count)
            .map(|to| {
                if to < from {
                    f32::MIN
                } else if to == next {
                    -0.1
                } else {
                    -9.0
                }
            })
            .collect()
    };
    let steps = Steps::new(&(0..=count).map(row).collect::<Vec<_>>());
    Links { marks: vec![[-3.0, -3.0]; count], text: steps.clone(), headline: steps }
}

/// Numbers of the words of `kept`, which follow one another in `words`.
fn numbers(words: &[String], kept: &str) -> Vec<usize> {
    let plain = |word: &str| word.trim_matches([',', '.']).to_owned();
    let mut rest = words.iter().enumerate();
    kept.split(' ').map(|word| rest.find(|(_, own)| plain(own) == word).unwrap().0).collect()
}

#[test]
fn the_likeliest_path_of_each_length_is_found() {
    let count = 7;
    let number = |n: usize| -(((n * 7919 + 13) % 97) as f32) / 10.0;
    let row = |from: usize| (0..=count).map(|to| if to < from { f32::MIN } else { number(from * 31 + to * 17) }).collect();
    let steps = Steps::new(&(0..=count).map(row).collect::<Vec<_>>());
    let said = [("one two three four", 0.0), ("five six seven", 0.0)];
    let passage = Passage::new(&said, &[]);
    let taste = Taste { begins: 0.5, goes_on: 0.25, ends: 2.0, seam: -0.3, gap: -0.2 };
    let value = |path: &[usize]| passage.odds(&steps, path, &taste);
    for words in 1..=count {
        let all = (1u32..1 << count).filter(|subset| subset.count_ones() as usize == words);
        let all = all.map(|subset| (0..count).filter(|n| subset >> n & 1 == 1).collect::<Vec<_>>());
        let best = all.map(|path| value(&path)).fold(f32::MIN, f32::max);
        let found = passage.paths(&steps, &(0..count), &(0..count), slice::from_ref(&(words..words + 1)), &taste);
        assert!((found[0].0 - best).abs() < 1e-4 && (value(&found[0].1) - best).abs() < 1e-4, "{words} {found:?} {best}");
    }
    assert!(passage.paths(&steps, &(0..3), &(0..3), slice::from_ref(&(4..6)), &taste).is_empty());
    let begun = passage.paths(&steps, &(0..count), &(3..5), slice::from_ref(&(1..8)), &taste);
    assert!((3..5).contains(&begun[0].1[0]));
}

#[test]
fn what_is_kept_is_written_as_sentences() {
    let passage = Passage::new(&SAID, &[]);
    let words = passage.words();
    let path = numbers(&words, "a rule outlives the goal that it was made for nobody has to decide each morning whether to keep it");
    let mut links = along(words.len(), &path);
    let written =
        |links: &Links| passage.take(&path, links, &mut Vec::new()).iter().map(|own| tokens::print(own)).collect::<Vec<_>>().join(" ");
    let plain = "A rule outlives the goal that it was made for. Nobody has to decide each morning whether to keep it.";
    assert_eq!(written(&links), plain);
    // A comma where the listener wants one, a full stop where a cut ends a sentence.
    let morning = words.iter().position(|word| word == "morning,").unwrap();
    links.marks[morning][1] = 2.0;
    assert_eq!(written(&links), plain.replace("morning", "morning,"));
    links.marks[morning][0] = 2.0;
    assert!(written(&links).ends_with("each morning. Whether to keep it."));
}

#[test]
fn no_cut_turns_a_sentence_round() {
    let passage = Passage::new(&SAID, &[]);
    let words = passage.words();
    let denied = |kept: &str| passage.denied(&numbers(&words, kept));
    assert!(denied("goals are useless"));
    assert!(!denied("I don't think that goals are useless"));
    assert!(!denied("a rule outlives the goal"));
    assert!(
        passage
            .headlines(&along(words.len(), &numbers(&words, "goals are useless though")), &[1], 4)
            .iter()
            .all(|h| h.cut.contains("don't"))
    );
}

#[test]
fn texts_and_headlines_are_cut_from_a_passage() {
    let said = [
        ("Um, so, you know, most of the people that I talk to are, like, measuring the wrong thing.", 0.0),
        ("Deploys per day say nothing if nobody looks at the errors that came with them.", 0.0),
        ("And so we, we stopped counting deploys, and we started to count how often somebody had to get up at night, right?", 0.0),
    ];
    let passage = Passage::new(&said, &[]);
    let links = &EMBEDDED.link(&[passage.words()])[0];
    assert_eq!(links.marks.len(), passage.words().len());
    let ways = passage.ways(links);
    assert!(!ways.is_empty());
    for way in &ways {
        assert!(
            !way.cut.text.contains("you know") && !way.cut.text.starts_with("Um") && !way.cut.text.starts_with("So"),
            "{}",
            way.cut.text
        );
    }
    let headlines = passage.headlines(links, &[0, 1, 2], 6);
    assert!(
        headlines.iter().any(|headline| headline.cut.starts_with("Deploys per day say nothing")),
        "{:?}",
        headlines.iter().map(|h| &h.cut).collect::<Vec<_>>()
    );
}

#[test]
fn what_only_seems_is_not_told_without_what_it_is() {
    let said =
        [("Selling to cafés looks like safe money, and for us it was the most expensive bread we made.", 0.0), ("It looks good.", 0.0)];
    let passage = Passage::new(&said, &[]);
    let count = passage.count();
    assert!(passage.denied(&(0..7).collect::<Vec<_>>()), "cut off before what it was");
    assert!(!passage.denied(&(0..count - 3).collect::<Vec<_>>()), "the whole sentence");
    assert!(!passage.denied(&(count - 3..count).collect::<Vec<_>>()), "nothing follows");
}
