//! The listener: a small transformer that reads an episode as a whole and says of each sentence how likely an editor would mark it, and
//! of a text and its headline how likely a strict copy editor would let it pass.
//!
//! Where the other facts look at words, it looks at what is being said, with what was said around it. `en/listener.md` says how it was
//! made. It is the one part of the extractor that takes seconds, not milliseconds, for an episode, so a publication can do without it.

mod bytes;
mod encoder;
mod matrix;
mod smooth;

use super::turns::Turn;
use super::wordpiece::pieces;
use encoder::{Encoder, HEADS, OPENS, PARTS, Room};
use rayon::prelude::*;
use std::sync::{Arc, LazyLock};

/// Log-odds of a sentence: that it stands in a marked passage, that one begins with it, that one ends with it.
pub(crate) type Odds = [f32; 3];

/// Log-odds that a copy editor says of a text: a stranger understands it alone, it reads as finished prose, its headline is a statement
/// that it bears out, its point is worth printing, and it can be printed as it stands.
pub(crate) type Verdict = [f32; 5];

/// How the words of a passage may follow one another in what an editor cuts from it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Links {
    /// For each word, the log-odds that a sentence ends with it, if it is kept, and that a part of one does.
    pub marks: Vec<[f32; 2]>,
    /// Steps from word to word in a text, and in a headline.
    pub text: Steps,
    pub headline: Steps,
}

/// Logarithms of the chances that a word comes next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Steps {
    /// Words of the passage.
    count: usize,
    /// Row by row: after the start and after each word, the chance of each word and of the end.
    odds: Vec<f32>,
}

impl Steps {
    /// How likely word `to` comes after word `from`, as logarithm. Before the first word stands the start, `None`.
    pub fn word(&self, from: Option<usize>, to: usize) -> f32 {
        self.odds[from.map_or(0, |n| n + 1) * (self.count + 1) + to]
    }

    /// How likely the end comes after word `from`, as logarithm.
    pub fn end(&self, from: usize) -> f32 {
        self.word(Some(from), self.count)
    }

    /// Words of the passage.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Steps as they are given: rows for the start and each word, with a column for each word and for the end.
    #[cfg(test)]
    pub fn new(rows: &[Vec<f32>]) -> Self {
        Self { count: rows.len() - 1, odds: rows.concat() }
    }
}

/// For each turn, the odds of its sentences.
pub(crate) type Heard = Vec<Vec<Odds>>;

/// A listener.
#[derive(Debug)]
pub struct Listener(Encoder);

/// The embedded listener.
pub static EMBEDDED: LazyLock<Arc<Listener>> = LazyLock::new(|| {
    let listener = Listener::parse(include_bytes!("../en/listener.bin"));
    Arc::new(listener.unwrap_or_else(|| unreachable!("the embedded model is tested")))
});

/// Runs loops over many numbers on the widest instructions that the processor has and the crate was built for. What is given must be made
/// of plain loops: closures that are handed on to iterators are compiled for the plainest processor.
#[inline(always)]
fn widely<R>(run: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(widest) = pulp::x86::V4::try_new() {
        return widest.vectorize(run);
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(wide) = pulp::x86::V3::try_new() {
        return wide.vectorize(run);
    }
    run()
}

/// So many tokens of a window are new; the others were in the window before.
const STRIDE: usize = 176;

/// Tokens of a headline and of a text that are read; the rest of longer ones is not.
const LONGEST_HEADLINE: usize = 30;
const LONGEST_TEXT: usize = 100;

/// A window of an episode.
struct Window {
    tokens: Vec<u32>,
    /// For each token, the sentence it is of, counted through the episode; `None` for marks.
    sentences: Vec<Option<usize>>,
}

impl Listener {
    /// Reads a model file, as `en/listener.py` writes it. `None` if it is none.
    pub fn parse(file: &[u8]) -> Option<Self> {
        Encoder::read(file).map(Self)
    }

    /// Listens to an episode.
    pub(crate) fn hear(&self, turns: &[Turn]) -> Heard {
        hear(&self.0, turns)
    }

    /// Reads texts with their headlines, which may be empty.
    pub(crate) fn read(&self, texts: &[(&str, &str)]) -> Vec<Verdict> {
        read(&self.0, texts)
    }

    /// How the words of each passage may follow one another, as far as its words can be read at once.
    pub(crate) fn link(&self, passages: &[Vec<String>]) -> Vec<Links> {
        link(&self.0, passages)
    }
}

fn hear(encoder: &Encoder, turns: &[Turn]) -> Heard {
    let said: Vec<(usize, Vec<u32>)> = turns
        .iter()
        .enumerate()
        .flat_map(|(n, turn)| {
            turn.sentences.iter().map(move |s| (n, pieces(&turn.text[s.range.clone()]).into_iter().map(|p| p.id).collect()))
        })
        .collect();
    let windows = windows(&said, encoder.longest());
    let odds: Vec<Vec<Odds>> = windows
        .par_iter()
        .map_init(Room::default, |room, window| encoder.hear(&window.tokens, room).iter().map(said_of).collect())
        .collect();
    let mut sums = vec![([0.0f32; 3], 0.0f32); said.len()];
    windows.iter().zip(&odds).for_each(|(window, odds)| gather(window, odds, &mut sums));
    let mut means = sums.into_iter().map(|(sum, weight)| sum.map(|x| round(x / weight.max(1e-9))));
    turns.iter().map(|turn| means.by_ref().take(turn.sentences.len()).collect()).collect()
}

fn said_of(heads: &[f32; HEADS]) -> Odds {
    [heads[0], heads[1], heads[2]]
}

fn read(encoder: &Encoder, texts: &[(&str, &str)]) -> Vec<Verdict> {
    let verdict = |room: &mut Room, (headline, text): &(&str, &str)| {
        let mut tokens = vec![OPENS];
        for (part, most) in [(headline, LONGEST_HEADLINE), (text, LONGEST_TEXT)] {
            tokens.extend(pieces(part).into_iter().take(most).map(|p| p.id));
            tokens.push(PARTS);
        }
        let heads = encoder.first(&tokens, room);
        [heads[3], heads[4], heads[5], heads[6], heads[7]].map(round)
    };
    texts.par_iter().map_init(Room::default, verdict).collect()
}

fn link(encoder: &Encoder, passages: &[Vec<String>]) -> Vec<Links> {
    let links = |room: &mut Room, passage: &Vec<String>| {
        let (mut tokens, mut words) = (vec![OPENS, PARTS, PARTS], Vec::new());
        for word in passage {
            let own = pieces(word);
            if tokens.len() + own.len() + 1 > encoder.longest() {
                break;
            }
            words.push(tokens.len()..tokens.len() + own.len());
            tokens.extend(own.into_iter().map(|p| p.id));
        }
        tokens.push(PARTS);
        encoder.links(&tokens, &words, room)
    };
    passages.par_iter().map_init(Room::default, links).collect()
}

/// Three decimals are more than the model knows.
fn round(number: f32) -> f32 {
    (number * 1e3).round() / 1e3
}

/// Cuts an episode into windows of whole sentences that overlap, so that every sentence is heard with what is around it.
fn windows(said: &[(usize, Vec<u32>)], longest: usize) -> Vec<Window> {
    let fits = |n: usize| said[n].1.len().min(longest - 2);
    let (mut windows, mut start) = (Vec::new(), 0);
    while start < said.len() {
        let mut window = Window { tokens: vec![OPENS], sentences: vec![None] };
        let mut end = start;
        while end < said.len() {
            let parted = end > start && said[end].0 != said[end - 1].0;
            if window.tokens.len() + fits(end) + 1 + usize::from(parted) > longest {
                break;
            }
            if parted {
                window.tokens.push(PARTS);
                window.sentences.push(None);
            }
            window.tokens.extend(&said[end].1[..fits(end)]);
            window.sentences.resize(window.tokens.len(), Some(end));
            end += 1;
        }
        window.tokens.push(PARTS);
        window.sentences.push(None);
        windows.push(window);
        if end == said.len() {
            break;
        }
        let (mut next, mut back) = (end, 0);
        while next > start + 1 && back + fits(next - 1) <= longest - STRIDE {
            next -= 1;
            back += fits(next);
        }
        start = next.max(start + 1);
    }
    windows
}

/// Adds what one window says of its sentences; what stands in its middle was heard best.
fn gather(window: &Window, odds: &[Odds], sums: &mut [(Odds, f32)]) {
    let mut from = 0;
    while from < odds.len() {
        let sentence = window.sentences[from];
        let to = from + window.sentences[from..].iter().take_while(|s| **s == sentence).count();
        if let Some(sentence) = sentence {
            let middle = (from + to - 1) as f32 / 2.0 / odds.len() as f32;
            let weight = middle.min(1.0 - middle) + 0.05;
            let (sum, weights) = &mut sums[sentence];
            *weights += weight;
            for (head, sum) in sum.iter_mut().enumerate() {
                let mean = odds[from..to].iter().map(|odds| odds[head]).sum::<f32>() / (to - from) as f32;
                *sum += weight * mean;
            }
        }
        from = to;
    }
}

/// Exponential and natural logarithm, the same on every machine.
pub(crate) use smooth::{exp, log};

/// From log-odds to a chance.
pub(crate) fn chance(odds: f32) -> f32 {
    encoder::chance(odds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{fixture, turns::turns};

    #[test]
    fn windows_hold_every_sentence_and_overlap() {
        let said: Vec<(usize, Vec<u32>)> = (0..90).map(|n| (n / 7, vec![2000 + n as u32; 3 + n * 7 % 40])).collect();
        let windows = windows(&said, 256);
        let mut times = vec![0; said.len()];
        for window in &windows {
            assert!(window.tokens.len() <= 256 && window.tokens.len() == window.sentences.len());
            let mut held: Vec<usize> = window.sentences.iter().flatten().copied().collect();
            held.dedup();
            held.iter().for_each(|n| times[*n] += 1);
        }
        assert!(times.iter().all(|n| (1..=3).contains(n)), "{times:?}");
        assert!(times.iter().filter(|n| **n == 2).count() > 20);
    }

    #[test]
    fn a_sentence_longer_than_a_window_is_heard_by_its_beginning() {
        let windows = windows(&[(0, vec![3000; 5]), (0, vec![3000; 900]), (1, vec![3000; 5])], 256);
        assert!(windows.iter().all(|w| w.tokens.len() <= 256));
        assert_eq!(windows.iter().flat_map(|w| &w.sentences).flatten().collect::<std::collections::BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn a_finished_text_is_told_from_a_fragment() {
        let good = (
            "Rules beat goals",
            "A rule outlives the goal that it was made for, because nobody has to decide each morning whether to keep it.",
        );
        let bad = ("It is going to the", "And then that, like, they were, you know, the thing with the.");
        let [good, bad] = EMBEDDED.read(&[good, bad]).try_into().unwrap();
        assert!(good[0] > bad[0] && good[1] > bad[1] && good[4] > bad[4], "{good:?} {bad:?}");
    }

    #[test]
    fn an_episode_is_heard_the_same_each_time() {
        let talk = "Ann: We met on Monday. A rule outlives the goal that it was made for.\n\nBob: Does it? Then keep the rule.";
        let turns = turns(&fixture::read(talk));
        let heard = EMBEDDED.hear(&turns);
        assert_eq!(heard.iter().map(Vec::len).collect::<Vec<_>>(), turns.iter().map(|t| t.sentences.len()).collect::<Vec<_>>());
        assert!(heard.iter().flatten().flatten().all(|odds| odds.is_finite()));
        assert_eq!(heard, EMBEDDED.hear(&turns));
    }
}
