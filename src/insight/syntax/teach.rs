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

/// Sentences of a text: `word, tag, head's number, function` a line, tabs between, an empty line after each sentence.
fn read(text: &str) -> Vec<Lesson> {
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

/// Teaches `order` for some rounds; the weights' bytes.
fn teach(mut order: Vec<&Lesson>, rounds: usize, least: [u32; 3]) -> Vec<u8> {
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
    let mut file = tagger.print(least[0], 2.0);
    let tags = Weights::read(&mut &file[..]).unwrap();
    let (mut arcs, mut labels) = (Pupil::new(3), Pupil::new(Function::ALL.len()));
    for _ in 0..rounds {
        mix(&mut order);
        for lesson in &order {
            // The tagger's own guesses, as they will be in use.
            let tags = tagger::tag(&tags, &lesson.words, &lesson.shapes);
            teach_arcs(&mut arcs, lesson, &tags);
            teach_labels(&mut labels, lesson, &tags);
        }
    }
    file.extend(arcs.print(least[1], 2.0));
    file.extend(labels.print(least[2], 2.0));
    file
}

/// Teaches the embedded grammar anew if `TAKEFIVE_PARSED` names parsed sentences and `TAKEFIVE_SYNTAX` where the weights go.
/// Without them a small one is taught on talk of our own, parsed by the embedded one, and must learn it.
#[test]
fn what_is_taught_is_learned() {
    let Ok(path) = std::env::var("TAKEFIVE_PARSED") else { return teach_small() };
    let lessons = read(&std::fs::read_to_string(path).unwrap());
    let (held, taught): (Vec<_>, Vec<_>) = lessons.iter().enumerate().partition(|(n, _)| n % 40 == 7);
    let (held, taught) = [held, taught].map(|part| part.into_iter().map(|(_, l)| l).collect::<Vec<_>>()).into();
    let file = teach(taught, 6, [10, 30, 16]);
    std::fs::write(std::env::var("TAKEFIVE_SYNTAX").unwrap(), &file).unwrap();
    eprintln!(
        "{} held back, {} bytes; right: tags, heads, both {:.4?}",
        held.len(),
        file.len(),
        measure(&Grammar::read(&file).unwrap(), &held)
    );
}

fn teach_small() {
    let talk = include_str!("../../cmd/demo/borrow-a-ten-5.txt");
    let row = |sentence: &str| {
        let tokens = super::parse(sentence);
        let line = |t: &super::Token| format!("{}\t{}\t{}\t{}\n", &sentence[t.range.clone()], t.tag.name(), t.head, t.function.name());
        tokens.iter().map(line).collect::<String>() + "\n"
    };
    let parsed: String = talk.split_inclusive(['.', '?', '!']).map(row).collect();
    let lessons = read(&parsed);
    let all: Vec<&Lesson> = lessons.iter().collect();
    assert!(all.len() > 100, "{}", all.len());
    let file = teach(all.clone(), 6, [1, 1, 1]);
    let right = measure(&Grammar::read(&file).unwrap(), &all);
    assert!(right.iter().all(|share| *share > 0.9), "tags, heads, both {right:.4?}");
    assert_eq!(teach(all, 6, [1, 1, 1]), file, "teaching is repeatable");
}

/// Shares of tags, heads, and heads with functions that are right; marks are not counted for the latter two.
fn measure(grammar: &Grammar, lessons: &[&Lesson]) -> [f64; 3] {
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
    [share(tagged, words), share(headed, counted), share(both, counted)]
}
