//! Cutting: a passage's texts and headlines, by the likeliest ways from word to word that an editor would take through it.
//!
//! The listener says of each word how likely each later one comes next in what is printed ([`Links`]). A text or headline is a path
//! through the passage's words; of all paths of one length the likeliest is found exactly.

use super::clean::clean;
use super::grammar::GRAMMAR;
use super::headline;
use super::listen::{Links, Steps};
use super::tidy::{Tidied, Unit, fit};
use super::tokens::{self, Token, tokens};
use std::ops::Range;
use std::slice;

/// A passage that is cut.
pub(super) struct Passage<'p> {
    tokens: Vec<Token>,
    /// The words of each sentence.
    sentences: Vec<Range<usize>>,
    /// For each word, its sentence.
    homes: Vec<usize>,
    worths: Vec<f32>,
    /// People who may be spoken to, in lower case.
    names: &'p [String],
}

/// A text or headline that was cut.
#[derive(Debug, Clone)]
pub(super) struct Way<T> {
    pub cut: T,
    /// How well it is cut, in log-odds and up to a constant; see [`Taste`].
    pub odds: f32,
}

/// What the chances of a path tell of how well it reads.
///
/// [`TEXT`] and [`HEADLINE`] were fitted by logistic regression on 1040 texts and headlines that were cut so and judged by a strict copy
/// editor: whether the texts were finished prose, and the headlines statements. Of texts without any such place 44% were prose, with one
/// 38%, with two 25%, with three 14%.
struct Taste {
    /// Weight of the chance, as logarithm, that it begins where it does; of all steps from word to word; of its ending where it does.
    begins: f32,
    goes_on: f32,
    ends: f32,
    /// For each place where words are left out between others of one sentence, and between two sentences.
    seam: f32,
    gap: f32,
}

const TEXT: Taste = Taste { begins: 0.25, goes_on: 0.18, ends: 0.05, seam: -0.6, gap: -0.3 };
const HEADLINE: Taste = Taste { begins: 0.64, goes_on: 0.29, ends: 1.2, seam: -0.6, gap: 0.0 };
/// What paths are sought by: how likely they are. What was fitted on likely paths says nothing of others, and orders only what was found.
const LIKELY: Taste = Taste { begins: 1.0, goes_on: 1.0, ends: 1.0, seam: -1.0, gap: 0.0 };
const LIKELY_HEADLINE: Taste = Taste { ends: 2.0, ..LIKELY };
/// The same with few cuts inside sentences, and in one run of words if that may be: what was said in one go reads well more often.
const CAREFUL: Taste = Taste { seam: -3.0, gap: -0.5, ..LIKELY };
const IN_ONE_GO: Taste = Taste { seam: -8.0, gap: -4.0, ..LIKELY };

/// Lengths of a text, in words: the best path of each class is a way to cut.
const LENGTHS: [Range<usize>; 4] = [28..35, 35..41, 41..46, 46..52];
/// The lengths that a text should have, and those in which it is sought once more with care.
const USUAL: Range<usize> = 35..51;
const WITH_CARE: [Range<usize>; 2] = [30..42, 42..52];
/// So many other sentences are tried as the first of a text.
const BEGINNINGS: usize = 2;
/// Most ways to cut a passage.
const WAYS: usize = 6;
/// Lengths of a headline.
const HEADLINES: [Range<usize>; 2] = [4..8, 8..headline::MOST + 1];
/// Fewest words of a sentence.
const SENTENCE: usize = 3;
/// A pause inside a sentence becomes its end only if the listener is as sure as this, in log-odds; a sentence's end becomes a pause if it
/// is as sure of the opposite.
const SURE: f32 = 1.5;

impl<'p> Passage<'p> {
    /// A passage's sentences, each with how much it says.
    pub fn new(said: &[(&str, f32)], names: &'p [String]) -> Self {
        let (mut all, mut sentences) = (Vec::new(), Vec::new());
        for (sentence, _) in said {
            let start = all.len();
            all.extend(tokens(sentence));
            sentences.push(start..all.len());
        }
        let homes = sentences.iter().enumerate().flat_map(|(n, own)| own.clone().map(move |_| n)).collect();
        Self { tokens: all, sentences, homes, worths: said.iter().map(|(_, worth)| *worth).collect(), names }
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The words as the listener is asked about them.
    pub fn words(&self) -> Vec<String> {
        self.tokens.iter().map(|t| format!("{}{}{}", t.lead, t.core, t.tail.replace('—', ""))).collect()
    }

    /// Ways to cut the passage into a text, the likeliest first.
    pub fn ways(&self, links: &Links) -> Vec<Way<Tidied>> {
        let steps = &links.text;
        let all = 0..steps.count();
        let mut paths = self.paths(steps, &all, &all, &LENGTHS, &LIKELY);
        paths.extend(self.paths(steps, &all, &all, &WITH_CARE, &CAREFUL));
        paths.extend(self.paths(steps, &all, &all, &WITH_CARE, &IN_ONE_GO));
        // Other beginnings than the likeliest: the first sentence decides whether a text stands alone.
        let begun = paths.iter().max_by(|a, b| a.0.total_cmp(&b.0)).and_then(|(_, path)| path.first().copied());
        let mut beginnings: Vec<(f32, &Range<usize>)> = self
            .sentences
            .iter()
            .filter(|own| own.end <= steps.count() && !own.is_empty() && begun.is_none_or(|begun| !own.contains(&begun)))
            .map(|own| (own.clone().map(|n| steps.word(None, n)).fold(f32::MIN, f32::max), own))
            .collect();
        beginnings.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, own) in beginnings.into_iter().take(BEGINNINGS) {
            paths.extend(self.paths(steps, &all, own, slice::from_ref(&USUAL), &LIKELY));
        }
        let mut paths: Vec<(f32, Vec<usize>)> = paths.into_iter().map(|(_, path)| (self.odds(steps, &path, &TEXT), path)).collect();
        paths.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut made: Vec<Way<Tidied>> = Vec::new();
        for (odds, path) in paths {
            if !self.denied(&path)
                && let Some(tidied) = self.print(&path, links)
                && made.iter().all(|other| other.cut.text != tidied.text)
            {
                made.push(Way { cut: tidied, odds });
            }
        }
        made.truncate(WAYS);
        made
    }

    /// Headlines cut from any of the sentences, up to `most`, the likeliest first.
    pub fn headlines(&self, links: &Links, sentences: &[usize], most: usize) -> Vec<Way<String>> {
        let steps = &links.headline;
        let mut made: Vec<Way<String>> = Vec::new();
        for own in sentences.iter().map(|n| &self.sentences[*n]).filter(|own| own.end <= steps.count()) {
            for (_, path) in self.paths(steps, own, own, &HEADLINES, &LIKELY_HEADLINE) {
                if self.denied(&path) {
                    continue;
                }
                let words = self.take(&path, links, &mut Vec::new());
                let Some(words) = words.first().filter(|_| words.len() == 1) else { continue };
                let text = tokens::print(words).trim_end_matches('.').to_owned();
                if !text.contains(['?', '"', '“', '”']) && made.iter().all(|other| other.cut != text) {
                    made.push(Way { cut: text, odds: self.odds(steps, &path, &HEADLINE) });
                }
            }
        }
        made.sort_by(|a, b| b.odds.total_cmp(&a.odds));
        made.truncate(most);
        made
    }

    /// How well a path is cut.
    fn odds(&self, steps: &Steps, path: &[usize], taste: &Taste) -> f32 {
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return f32::MIN };
        let steps_taken: f32 = path.windows(2).map(|pair| self.step(steps, pair[0], pair[1], taste)).sum();
        taste.begins * steps.word(None, *first) + steps_taken + taste.ends * steps.end(*last)
    }

    /// What a step adds to that.
    fn step(&self, steps: &Steps, from: usize, to: usize, taste: &Taste) -> f32 {
        let left_out = if to == from + 1 {
            0.0
        } else if self.homes[from] == self.homes[to] {
            taste.seam
        } else {
            taste.gap
        };
        taste.goes_on * steps.word(Some(from), to) + left_out
    }

    /// For each class of length, the path through the words `within` that begins in `first` and is cut best, with its odds. Classes that
    /// are longer than the words give none.
    fn paths(
        &self,
        steps: &Steps,
        within: &Range<usize>,
        first: &Range<usize>,
        lengths: &[Range<usize>],
        taste: &Taste,
    ) -> Vec<(f32, Vec<usize>)> {
        const NEVER: f32 = -1e9;
        let (count, most) = (within.len(), lengths.iter().map(|length| length.end).max().unwrap_or(1));
        let on: Vec<f32> = (0..count * count)
            .map(|n| (within.start + n / count, within.start + n % count))
            .map(|(from, to)| if to > from { self.step(steps, from, to, taste) } else { NEVER })
            .collect();
        // By number of words so far less one: the odds of the best path to each word, and the word before it.
        let mut best: Vec<Vec<(f32, usize)>> = Vec::with_capacity(most);
        let starts = within.clone().map(|n| (if first.contains(&n) { taste.begins * steps.word(None, n) } else { NEVER }, 0));
        best.push(starts.collect());
        for length in 1..most.min(count + 1) {
            let before = &best[length - 1];
            let mut own = vec![(NEVER, 0); count];
            for from in length - 1..count {
                if before[from].0 <= NEVER {
                    continue;
                }
                for (to, reached) in own.iter_mut().enumerate().skip(from + 1) {
                    let value = before[from].0 + on[from * count + to];
                    if value > reached.0 {
                        *reached = (value, from);
                    }
                }
            }
            best.push(own);
        }
        let class = |length: &Range<usize>| {
            let ends = length.clone().filter_map(|words| best.get(words.checked_sub(1)?).map(|own| (words, own)));
            let ends = ends.flat_map(|(words, own)| own.iter().enumerate().map(move |(last, (value, _))| (words, last, *value)));
            let ends = ends.map(|(words, last, value)| (words, last, value + taste.ends * steps.end(within.start + last)));
            let (words, mut last, value) = ends.max_by(|a, b| a.2.total_cmp(&b.2))?;
            let mut path = vec![last];
            for words in (1..words).rev() {
                last = best[words][last].1;
                path.push(last);
            }
            path.reverse();
            (value > NEVER / 2.0).then(|| (value, path.into_iter().map(|n| within.start + n).collect()))
        };
        lengths.iter().filter_map(class).collect()
    }

    /// Whether what is left out denies what is kept: a cut must not turn a sentence round.
    fn denied(&self, path: &[usize]) -> bool {
        if self.only_seems(path) {
            return true;
        }
        let denies = |n: usize| {
            let low = self.tokens[n].low.as_str();
            low.ends_with("n't") || low.ends_with("n’t") || DENIALS.contains(&low)
        };
        let seams = path.windows(2).map(|pair| (Some(pair[0]), pair[1])).chain(path.first().map(|first| (None, *first)));
        seams.into_iter().any(|(before, after)| {
            let own = &self.sentences[self.homes[after]];
            let start = before.map_or(own.start, |n| (n + 1).max(own.start));
            let within = before.is_some_and(|n| own.contains(&n));
            (start..after).filter(|n| denies(*n)).any(|n| {
                // `didn't, we did not`: said again and kept.
                let again = path.iter().any(|m| (after..after + 6).contains(m) && denies(*m));
                let thought = self.tokens[n + 1..after.min(n + 3)].iter().any(|t| THOUGHTS.contains(&t.low.as_str()));
                !again && (thought || n + 1 == after || within && after - start <= 3)
            })
        })
    }

    /// Whether a sentence is cut off after saying how something seems, so that what it is stays unsaid: `looks like safe money, and was our
    /// dearest mistake`.
    fn only_seems(&self, path: &[usize]) -> bool {
        path.chunk_by(|a, b| self.homes[*a] == self.homes[*b]).any(|kept| {
            let Some(last) = kept.last() else { return false };
            let rest = &self.tokens[last + 1..self.sentences[self.homes[*last]].end.max(last + 1)];
            kept.iter().any(|n| SEEMS.contains(&self.tokens[*n].low.as_str()))
                && rest.first().is_some_and(|t| TURNS.contains(&t.low.as_str()))
        })
    }

    /// Writes a path as a text. `None` if it has no length of a text or a sentence of it no length of a sentence.
    fn print(&self, path: &[usize], links: &Links) -> Option<Tidied> {
        let mut units = Vec::new();
        let mut sentences = self.take(path, links, &mut units);
        for (n, sentence) in sentences.iter_mut().enumerate() {
            clean(sentence, n == 0, self.names);
            if sentence.len() < SENTENCE {
                return None;
            }
        }
        let text = sentences.iter().map(|words| tokens::print(words)).collect::<Vec<_>>().join(" ");
        let quality = fit(&text);
        let kept = vec![true; units.len()];
        (quality >= 0.7).then_some(Tidied { text, quality, units, kept })
    }

    /// The words of a path, parted into sentences, with the punctuation that they need where others were left out; and what is kept of
    /// each sentence of the passage.
    fn take(&self, path: &[usize], links: &Links, units: &mut Vec<Unit>) -> Vec<Vec<Token>> {
        let mut made: Vec<Vec<Token>> = vec![Vec::new()];
        let home = |n: usize| self.homes[n];
        for (place, n) in path.iter().enumerate() {
            let (sentence, next) = (home(*n), path.get(place + 1));
            let mut token = self.tokens[*n].clone();
            match units.last_mut() {
                Some(unit) if unit.sentence == sentence => unit.opening.push(token.clone()),
                _ => units.push(Unit {
                    opening: vec![token.clone()],
                    following: Vec::new(),
                    joint: None,
                    sentence,
                    worth: self.worths[sentence],
                }),
            }
            let [stop, comma] = links.marks[*n];
            let seam = next.is_some_and(|next| *next != n + 1);
            let over = next.is_some_and(|next| home(*next) != sentence);
            let plain = |tail: &str| tail.replace([',', '—', '…', ';', ':', '.', '?', '!'], "");
            let mut ends = false;
            if over {
                // A sentence that goes on in the next one is joined with it.
                ends = seam || stop > -SURE || token.tail.contains(['?', '!']);
                if !ends {
                    token.tail = plain(&token.tail) + if comma > 0.0 { "," } else { "" };
                }
            } else if seam {
                ends = stop > 0.0;
                if !token.tail.contains(['.', '?', '!']) || !ends {
                    token.tail = plain(&token.tail) + if !ends && comma > 0.0 { "," } else { "" };
                }
            } else if next.is_some() && token.tail.contains([',', '—', ';', '…']) && stop > SURE {
                ends = true;
                token.tail = plain(&token.tail);
            }
            let joined = place > 0 && made.last().is_some_and(|own| !own.is_empty()) && home(path[place - 1]) != sentence;
            if joined && GRAMMAR.small.contains(&token.low) && token.low != "i" {
                token.core = token.low.clone();
            }
            if let Some(own) = made.last_mut() {
                own.push(token);
            }
            if ends {
                made.push(Vec::new());
            }
        }
        units.iter_mut().for_each(|unit| unit.following.clone_from(&unit.opening));
        made.retain(|own| !own.is_empty());
        made.iter_mut().for_each(|own| balance(own));
        made
    }
}

/// Takes brackets away that have lost their other half.
fn balance(tokens: &mut [Token]) {
    let count = |mark: char| tokens.iter().map(|t| t.lead.matches(mark).count() + t.tail.matches(mark).count()).sum::<usize>();
    if count('(') != count(')') {
        for token in tokens {
            token.lead = token.lead.replace(['(', ')'], "");
            token.tail = token.tail.replace(['(', ')'], "");
        }
    }
}

/// Words that say how something seems, and words after which it may turn out otherwise.
pub(super) const SEEMS: [&str; 9] = ["look", "looks", "looked", "seem", "seems", "seemed", "sound", "sounds", "sounded"];
pub(super) const TURNS: [&str; 6] = ["and", "but", "yet", "though", "although", "until"];
/// Words that deny.
const DENIALS: [&str; 12] = ["not", "never", "no", "nobody", "none", "nothing", "neither", "nor", "without", "cannot", "hardly", "rarely"];
/// `I don't think that`: without it, what follows is claimed.
const THOUGHTS: [&str; 6] = ["think", "believe", "agree", "mean", "say", "feel"];

#[cfg(test)]
#[path = "cut_tests.rs"]
mod tests;
