//! Teaching the grammar from sentences that another parser has parsed. `en/syntax.md` says where they come from.

use super::arcs::{self, LEFT, RIGHT, SHIFT, State};
use super::labels::{self, Function};
use super::perceptron::training::Pupil;
use super::tagger::{self, Tag};
use super::token::{self, Shape};
use super::{Grammar, Weights};

/// A parsed sentence.
struct Lesson {
    words: Vec<String>,
    shapes: Vec<Shape>,
    tags: Vec<Tag>,
    /// The root's head is the number after the last word.
    heads: Vec<usize>,
    functions: Vec<Function>,
}

/// Sentences of a file: `word, tag, head's number, function` a line, tabs between, an empty line after each sentence.
fn read(path: &str) -> Vec<Lesson> {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("\n\n").filter_map(lesson).collect()
}

fn lesson(block: &str) -> Option<Lesson> {
    let rows: Vec<Vec<&str>> = block.lines().map(|l| l.split('\t').collect()).collect();
    if rows.len() < 3 || rows.len() > 90 || rows.iter().any(|r| r.len() < 4) {
        return None;
    }
    let tag = |name: &str| Tag::ALL.iter().find(|t| t.name() == name).copied().unwrap_or(Tag::Other);
    let heads = rows.iter().enumerate().map(|(n, r)| r[2].parse().ok().map(|h: usize| if h == n { rows.len() } else { h }));
    let heads: Vec<usize> = heads.collect::<Option<_>>()?;
    let crossing = |a: usize, b: usize| {
        let (a, b) = ((a.min(heads[a]), a.max(heads[a])), (b.min(heads[b]), b.max(heads[b])));
        a.0 < b.0 && b.0 < a.1 && a.1 < b.1
    };
    if heads.iter().any(|h| *h > rows.len()) || (0..rows.len()).any(|a| (0..rows.len()).any(|b| crossing(a, b))) {
        return None;
    }
    Some(Lesson {
        words: rows.iter().map(|r| token::low(r[0])).collect(),
        shapes: rows.iter().map(|r| token::shape(r[0])).collect(),
        tags: rows.iter().map(|r| tag(r[1])).collect(),
        functions: rows.iter().map(|r| Function::of(r[3])).collect(),
        heads,
    })
}

/// Moves after which the best tree that can still be reached is as good as before.
fn harmless(state: &State, heads: &[usize]) -> Vec<usize> {
    let n0 = state.next;
    let Some(s0) = state.stack.last().copied() else { return vec![SHIFT] };
    let linked = |word: usize, others: &[usize]| others.iter().any(|o| heads.get(word) == Some(o) || heads.get(*o) == Some(&word));
    let below = state.stack.len().checked_sub(2).map(|n| state.stack[n]);
    let deeper = &state.stack[..state.stack.len() - 1];
    let shift = state.allows(SHIFT) && !(linked(n0, deeper) || heads[s0] == n0);
    let later: Vec<usize> = (n0 + 1..=heads.len()).collect();
    let loses = linked(s0, &later);
    let left = !loses && below.is_none_or(|b| heads[s0] != b) && heads.get(n0) != Some(&s0);
    let right = below.is_some() && !loses && !linked(s0, &[n0]);
    let all = [(SHIFT, shift), (RIGHT, right), (LEFT, left)];
    all.into_iter().filter(|(action, good)| *good && state.allows(*action)).map(|(action, _)| action).collect()
}

fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> usize {
    (0..scores.len()).rev().filter(|c| allowed(*c)).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0)
}

fn teach_tags(pupil: &mut Pupil, lesson: &Lesson) {
    let (mut features, mut scores) = (Vec::new(), vec![0.0; Tag::ALL.len()]);
    let mut tags = Vec::new();
    for n in 0..lesson.words.len() {
        tagger::facts(&lesson.words, &lesson.shapes, &tags, n, &mut features);
        pupil.scores(&features, &mut scores);
        let guess = best(&scores, |_| true);
        pupil.learn(&features, lesson.tags[n] as usize, guess);
        // The tags before are its own guesses, as they will be in use.
        tags.push(Tag::ALL[guess]);
    }
}

fn teach_arcs(pupil: &mut Pupil, lesson: &Lesson, tags: &[Tag]) {
    let facts = arcs::Facts::new(&lesson.words, tags);
    let mut state = State::new(lesson.words.len());
    let (mut features, mut scores) = (Vec::new(), vec![0.0; 3]);
    while !state.done() {
        facts.of(&state, &mut features);
        pupil.scores(&features, &mut scores);
        let guess = best(&scores, |a| state.allows(a));
        let good = harmless(&state, &lesson.heads);
        let truth = best(&scores, |a| if good.is_empty() { state.allows(a) } else { good.contains(&a) });
        pupil.learn(&features, truth, if good.contains(&guess) { truth } else { guess });
        state.act(if good.is_empty() { truth } else { guess });
    }
}

fn teach_labels(pupil: &mut Pupil, lesson: &Lesson, tags: &[Tag]) {
    let heads: Vec<Option<usize>> = lesson.heads.iter().map(|h| Some(*h).filter(|h| *h < lesson.words.len())).collect();
    let children = labels::children(&heads);
    let (mut features, mut scores) = (Vec::new(), vec![0.0; Function::ALL.len()]);
    for n in 0..lesson.words.len() {
        if heads[n].is_none() {
            continue;
        }
        labels::facts(&lesson.words, tags, &heads, &children, n, &mut features);
        pupil.scores(&features, &mut scores);
        let guess = best(&scores, |_| true);
        pupil.learn(&features, lesson.functions[n] as usize, guess);
    }
}

/// `TAKEFIVE_PARSED=parsed.tsv TAKEFIVE_SYNTAX=src/insight/en/syntax.bin cargo test --release teach_syntax -- --ignored`
#[test]
#[ignore = "teaches for some minutes, from a file that does not travel with the program"]
fn teach_syntax() {
    let lessons = read(&std::env::var("TAKEFIVE_PARSED").unwrap());
    let (held, taught): (Vec<_>, Vec<_>) = lessons.iter().enumerate().partition(|(n, _)| n % 40 == 7);
    let rounds = std::env::var("TAKEFIVE_ROUNDS").map_or(6, |r| r.parse().unwrap());
    let mut order: Vec<&Lesson> = taught.into_iter().map(|(_, l)| l).collect();
    let mut shuffle = 88_172_645_463_325_252_u64;
    let mut mix = |order: &mut Vec<&Lesson>| {
        for n in (1..order.len()).rev() {
            shuffle ^= shuffle << 13;
            shuffle ^= shuffle >> 7;
            shuffle ^= shuffle << 17;
            order.swap(n, (shuffle % (n as u64 + 1)) as usize);
        }
    };
    let mut tagger = Pupil::new(Tag::ALL.len());
    for _ in 0..rounds {
        mix(&mut order);
        order.iter().for_each(|l| teach_tags(&mut tagger, l));
    }
    let mut file = tagger.print(10, 2.0);
    let tags = Weights::read(&mut &file[..]).unwrap();
    let guessed = |l: &Lesson| tagger::tag(&tags, &l.words, &l.shapes);
    let (mut arcs, mut labels) = (Pupil::new(3), Pupil::new(Function::ALL.len()));
    for _ in 0..rounds {
        mix(&mut order);
        for lesson in &order {
            let tags = guessed(lesson);
            teach_arcs(&mut arcs, lesson, &tags);
            teach_labels(&mut labels, lesson, &tags);
        }
    }
    file.extend(arcs.print(30, 2.0));
    file.extend(labels.print(16, 2.0));
    std::fs::write(std::env::var("TAKEFIVE_SYNTAX").unwrap(), &file).unwrap();
    let grammar = Grammar::read(&file).unwrap();
    let held: Vec<&Lesson> = held.into_iter().map(|(_, l)| l).collect();
    eprintln!("{} taught, {} held back, {} bytes, {}", order.len(), held.len(), file.len(), measure(&grammar, &held));
}

/// Shares of tags, heads, and heads with functions that are right; marks are not counted for the latter two.
fn measure(grammar: &Grammar, lessons: &[&Lesson]) -> String {
    let (mut words, mut tagged, mut counted, mut headed, mut both) = (0, 0, 0, 0, 0);
    for lesson in lessons {
        let tags = tagger::tag(&grammar.tagger, &lesson.words, &lesson.shapes);
        let heads = arcs::heads(&grammar.arcs, &lesson.words, &tags);
        let functions = labels::functions(&grammar.labels, &lesson.words, &tags, &heads);
        for n in 0..lesson.words.len() {
            words += 1;
            tagged += usize::from(tags[n] == lesson.tags[n]);
            if lesson.functions[n] != Function::Punctuation {
                let right = heads[n].unwrap_or(lesson.words.len()) == lesson.heads[n];
                counted += 1;
                headed += usize::from(right);
                both += usize::from(right && functions[n] == lesson.functions[n]);
            }
        }
    }
    let share = |part: usize, all: usize| part as f64 / f64::from(all.max(1) as u32);
    format!("tags {:.4}, heads {:.4}, heads and functions {:.4}", share(tagged, words), share(headed, counted), share(both, counted))
}
