//! Topics of a passage: from a list that a library might keep, else from the episode's own key phrases.

use super::turns::Turn;
use super::vocabulary::rarity;
use super::words::{Word, stem, words};
use crate::text::singular;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

/// Most topics of a candidate.
const MOST: usize = 3;

/// A passage is on a topic that is pointed to this strongly.
const ENOUGH: f32 = 1.05;

/// The share of all pointers that an episode's own theme has at least.
const THEME: f32 = 0.22;

/// A topic that has at least this share of an episode's pointers may be meant by a single word.
const RECURRING: f32 = 0.07;

/// A topic's name and how strongly a trigger points to it.
type Pointer = (usize, f32);

/// The list of `en/topics.yaml`.
struct Topics {
    names: Vec<String>,
    /// By stems joined with spaces.
    triggers: HashMap<String, Vec<Pointer>>,
}

static TOPICS: LazyLock<Topics> = LazyLock::new(|| {
    let lists: BTreeMap<String, Vec<String>> = crate::yaml::parse(include_str!("en/topics.yaml"), Path::new("en/topics.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded topics are tested: {error}"));
    let mut topics = Topics { names: Vec::new(), triggers: HashMap::new() };
    for (name, list) in lists {
        let number = topics.names.len();
        for trigger in list.iter().chain([&name]) {
            let key = key(trigger);
            let length = key.matches(' ').count() as f32 + 1.0;
            let own = if *trigger == name { 1.5 } else { 1.0 };
            topics.triggers.entry(key).or_default().push((number, own * (0.5 + 0.5 * length) * weight(trigger)));
        }
        topics.names.push(name);
    }
    topics
});

fn key(phrase: &str) -> String {
    words(phrase).iter().map(|w| singular(&w.low)).collect::<Vec<_>>().join(" ")
}

/// Words that everybody uses point weakly.
fn weight(phrase: &str) -> f32 {
    let rare = words(phrase).iter().map(|w| rarity(&stem(&w.low))).fold(0.0, f32::max);
    0.15 + rare
}

/// Topics of an episode's turns, counted once so that each passage can look its own up.
pub(crate) struct EpisodeTopics {
    /// How much each topic is pointed to in the whole episode.
    whole: Vec<f32>,
    /// How often each pair of rare stems is said, with how it was first written.
    pairs: HashMap<String, (usize, String)>,
}

impl EpisodeTopics {
    /// Counts an episode.
    pub fn new(turns: &[Turn]) -> Self {
        let mut whole = vec![0.0; TOPICS.names.len()];
        let mut pairs: HashMap<String, (usize, String)> = HashMap::new();
        for (turn, sentence) in turns.iter().flat_map(|turn| turn.sentences.iter().map(move |s| (turn, s))) {
            point(&sentence.words, &mut whole);
            for (n, pair) in sentence.stems.windows(2).enumerate() {
                let [first, second] = [&sentence.words[n], &sentence.words[n + 1]];
                if is_noun_like(&first.low, &pair[0])
                    && is_noun_like(&second.low, &pair[1])
                    && turn.text.get(first.end..second.start) == Some(" ")
                    && !is_name(turn, first)
                    && !is_name(turn, second)
                {
                    pairs.entry(pair.join(" ")).or_insert_with(|| (0, format!("{} {}", first.low, second.low))).0 += 1;
                }
            }
        }
        Self { whole, pairs }
    }

    /// One to three topics of the sentences `range`; `fallback` are the podcast's own, for a passage without any.
    pub fn of(&self, turn: &Turn, range: &Range<usize>, fallback: &[String]) -> Vec<String> {
        let mut own = vec![0.0f32; TOPICS.names.len()];
        for sentence in &turn.sentences[range.clone()] {
            point(&sentence.words, &mut own);
        }
        let total = self.total();
        // One passing word is no topic, unless the episode comes back to it.
        let support = |n: usize| (20.0 * self.whole[n] / total).min(1.5);
        let firm = self.firm(turn, range);
        let mut ranked: Vec<(f32, usize)> = (0..own.len())
            .filter(|n| own[*n] > 0.3 && (firm[*n] > 1 || self.whole[*n] > (RECURRING * total).max(2.5)))
            .map(|n| (own[n] + support(n), n))
            .filter(|r| r.0 >= ENOUGH)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = ranked.first().map_or(0.0, |best| best.0 * 0.5);
        let mut topics: Vec<String> = ranked.iter().filter(|r| r.0 >= least).take(MOST).map(|r| TOPICS.names[r.1].clone()).collect();
        if topics.len() < 2 {
            topics.extend(self.key_phrase(turn, range).filter(|p| !topics.contains(p)));
        }
        if topics.is_empty() {
            topics.extend(self.theme());
        }
        if topics.is_empty() {
            topics.extend(fallback.iter().take(1).map(|t| t.to_lowercase()));
        }
        topics
    }

    /// By topic, how many words of the passage point to it; a phrase counts as two.
    fn firm(&self, turn: &Turn, range: &Range<usize>) -> Vec<u8> {
        let mut firm = vec![0u8; TOPICS.names.len()];
        for sentence in &turn.sentences[range.clone()] {
            visit(&sentence.words, |topic, _, phrase| firm[topic] = firm[topic].saturating_add(if phrase.contains(' ') { 2 } else { 1 }));
        }
        firm
    }

    /// The pair of words in the passage that the episode repeats most.
    fn key_phrase(&self, turn: &Turn, range: &Range<usize>) -> Option<String> {
        let pairs = turn.sentences[range.clone()].iter().flat_map(|s| s.stems.windows(2));
        let known = pairs.filter_map(|pair| self.pairs.get(&pair.join(" ")).filter(|(count, _)| *count >= 4));
        let best = known.max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)))?;
        Some(singular(&best.1))
    }

    /// The topic that the whole episode is on, if one stands out.
    fn theme(&self) -> Option<String> {
        let best = (0..self.whole.len()).max_by(|a, b| self.whole[*a].total_cmp(&self.whole[*b]).then(b.cmp(a)))?;
        (self.whole[best] >= 8.0 && self.whole[best] >= THEME * self.total()).then(|| TOPICS.names[best].clone())
    }

    fn total(&self) -> f32 {
        self.whole.iter().sum::<f32>().max(1.0)
    }
}

/// Adds what each word and phrase points to.
fn point(words: &[Word], topics: &mut [f32]) {
    visit(words, |topic, strength, _| topics[topic] += strength);
}

/// Calls `see` with each topic that a word or phrase points to, how strongly, and the phrase. Forms other than the plural are words of
/// their own: who invests effort is no investor.
fn visit(words: &[Word], mut see: impl FnMut(usize, f32, &str)) {
    let bare: Vec<String> = words.iter().map(|w| singular(&w.low)).collect();
    for start in 0..bare.len() {
        for length in 1..=3.min(bare.len() - start) {
            let phrase = if length == 1 { bare[start].clone() } else { bare[start..start + length].join(" ") };
            for (topic, strength) in TOPICS.triggers.get(&phrase).into_iter().flatten() {
                see(*topic, *strength, &phrase);
            }
        }
    }
}

/// Whether a word is written as names are: people and places are no topics.
fn is_name(turn: &Turn, word: &Word) -> bool {
    turn.text[word.start..].starts_with(char::is_uppercase)
}

/// Whether a word may stand in a key phrase: rare, plain letters, neither adverb nor verb form.
fn is_noun_like(low: &str, stem: &str) -> bool {
    let plain = low.len() > 2 && low.bytes().all(|b| b.is_ascii_lowercase());
    let shape = !["ly", "ing", "ed"].iter().any(|end| low.ends_with(end));
    plain && shape && rarity(stem) > 0.35 && !super::verbs::is_base(low) && !super::verbs::is_finite(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns};

    fn topics(text: &str) -> Vec<String> {
        let turns = turns(&fixture::read(text));
        let range = 0..turns[0].sentences.len();
        EpisodeTopics::new(&turns).of(&turns[0], &range, &["Cooking".to_owned()])
    }

    #[test]
    fn listed_topics_come_first() {
        assert_eq!(
            topics("Ann: Unit tests catch regressions, and a test suite that nobody runs is worse than no tests.")[0],
            "software testing"
        );
        assert_eq!(topics("Ann: Insomnia is not a lack of sleep, it is a fear of it.")[0], "sleep");
    }

    #[test]
    fn no_topic_falls_back_to_the_podcasts() {
        assert_eq!(topics("Ann: Well, there it was and nothing came."), ["cooking"]);
    }

    #[test]
    fn one_passing_word_and_names_are_no_topics() {
        let said = "Ann: We sat in the hospital and spoke of tyres. Tyres wear. Good tyres wear slowly. Berta Klamm likes tyres. Berta Klamm \
                    knows. Berta Klamm waits. Berta Klamm left.";
        assert_eq!(topics(said), ["cooking"]);
    }

    #[test]
    fn repeated_pairs_are_key_phrases() {
        let said = "Ann: The zebra gondola works. A zebra gondola sinks. My zebra gondola floats. My zebra gondola wins.";
        assert!(topics(said).contains(&"zebra gondola".to_owned()), "{:?}", topics(said));
    }

    #[test]
    fn names_of_topics_are_lower_case() {
        assert!(TOPICS.names.len() > 220 && TOPICS.names.iter().all(|n| *n == n.to_lowercase()));
    }
}
