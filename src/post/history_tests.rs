//! A thousand editors, each with a history of edits and drafts in between: not one of their lines is lost.

use super::super::{parse, sample};
use super::tests::{Day, many};
use super::*;
use crate::model::{Pick, Status};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

/// What somebody does to the files of a day.
#[derive(Debug, Clone)]
enum Act {
    /// A new draft from candidates in this order.
    Draft { from: usize, step: usize, count: usize },
    /// A line of the editor's own, in one of many forms, at a line of the post or of the desk.
    Insert { desk: bool, at: usize, form: usize },
    /// Words at the end of a line.
    Append { desk: bool, at: usize },
    /// A line is deleted, which shows only in what else stands in its section.
    Delete { at: usize },
    /// Section `n` goes.
    Cut { n: usize },
    /// Section `n` goes elsewhere.
    Move { n: usize, to: usize },
    /// The first runner-up is cut from the desk and pasted before section `n`.
    Paste { n: usize, reason: bool },
    /// Windows line ends, or Unix ones.
    LineEnds { windows: bool },
    /// The line break at the end goes.
    NoEnd,
    /// The desk is thrown away.
    NoDesk,
    /// `status: published`, or back.
    Publish { back: bool },
}

const FORMS: [&str; 17] = [
    "A line of my own, #.",
    "<!-- # -->",
    "# a comment, #",
    "> A quote, #.",
    "## My own section, # {#own-#}",
    "My section, #\n---",
    "| # | b |\n|---|---|\n| 1 | 2 |",
    "[^1]: A note, #.",
    "![#](/a.png)",
    "```text\n# in a block\n```",
    "    indented, #",
    "\t#\t",
    "<div>#</div>",
    "speaker: \"#\"",
    "extra: { mine: \"#\" }",
    "- an item, #  ",
    "```\nnot closed, #",
];

fn act() -> impl Strategy<Value = Act> {
    let (line, n) = (|| 0..90usize, || 0..7usize);
    prop_oneof![
        8 => (0..14usize, 1..4usize, 3..6usize).prop_map(|(from, step, count)| Act::Draft { from, step, count }),
        5 => (prop::bool::weighted(0.2), line(), 0..FORMS.len()).prop_map(|(desk, at, form)| Act::Insert { desk, at, form }),
        4 => (prop::bool::weighted(0.2), line()).prop_map(|(desk, at)| Act::Append { desk, at }),
        2 => line().prop_map(|at| Act::Delete { at }),
        2 => n().prop_map(|n| Act::Cut { n }),
        2 => (n(), n()).prop_map(|(n, to)| Act::Move { n, to }),
        2 => (n(), any::<bool>()).prop_map(|(n, reason)| Act::Paste { n, reason }),
        1 => any::<bool>().prop_map(|windows| Act::LineEnds { windows }),
        1 => Just(Act::NoEnd),
        1 => prop::bool::weighted(0.1).prop_map(|gone| if gone { Act::NoDesk } else { Act::NoEnd }),
        1 => prop::bool::weighted(0.7).prop_map(|back| Act::Publish { back }),
    ]
}

/// What was seen in all histories.
#[derive(Debug, Default)]
struct Seen {
    histories: usize,
    drafts: usize,
    merged: usize,
    renewed: usize,
    edits: usize,
    lines_held: usize,
}

/// One editor's day.
struct History {
    day: Day,
    /// Lines that a draft has written, of titles and summaries that name what an editor wrote.
    written: BTreeSet<String>,
    /// Slugs that a draft left in the post: what comes and goes between two drafts leaves no trace.
    known: BTreeSet<String>,
    /// Slugs that the editor took out.
    cut: BTreeSet<String>,
    edits: usize,
}

/// Every candidate, and the text of every section that can be generated, by its slug.
static MANY: LazyLock<Vec<Pick>> = LazyLock::new(many);
static GENERATED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = |pick: &Pick| super::super::print::section(&super::super::compose::section(pick)).trim_end_matches('\n').to_owned();
    MANY.iter().map(|pick| (pick.slug.clone(), text(pick))).collect()
});

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Sections of the post: slug, and text without blank lines at its end.
fn sections(text: &str) -> Vec<(String, String)> {
    let post = parse(text, &sample::path()).0;
    let own = |s: crate::model::Section| (s.slug, text[s.bytes].replace("\r\n", "\n").trim_end_matches('\n').to_owned());
    post.map(|post| post.sections.into_iter().map(own).collect()).unwrap_or_default()
}

impl History {
    fn new() -> Self {
        Self { day: Day::new(), written: BTreeSet::new(), known: BTreeSet::new(), cut: BTreeSet::new(), edits: 0 }
    }

    fn change(&mut self, desk: bool, change: impl FnOnce(&mut Vec<String>, usize)) {
        let which = usize::from(desk);
        if !self.day.path(which).exists() {
            return;
        }
        self.edits += 1;
        let id = self.edits;
        self.day.edit(which, |text| {
            let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let mut all: Vec<String> = text.split(end).map(str::to_owned).collect();
            change(&mut all, id);
            all.join(end)
        });
    }

    fn act(&mut self, act: &Act, seen: &mut Seen) -> Result<(), TestCaseError> {
        match act {
            Act::Draft { from, step, count } => return self.draft(*from, *step, *count, seen),
            Act::Insert { desk, at, form } => self.change(*desk, |all, id| {
                let line = FORMS[*form].replace('#', &format!("edit{id}")).replacen("editedit", "## edit", 1);
                let line = if FORMS[*form].starts_with("## ") { format!("## My own section, edit{id} {{#own-edit{id}}}") } else { line };
                all.splice((*at).min(all.len())..(*at).min(all.len()), line.lines().map(str::to_owned));
            }),
            Act::Append { desk, at } => self.change(*desk, |all, id| {
                let at = (*at).min(all.len() - 1);
                all[at].push_str(&format!(" edit{id}"));
            }),
            Act::Delete { at } => self.change(false, |all, _| {
                // Lines that carry a mark stay, or there would be nothing to look for.
                let at = (*at).min(all.len() - 1);
                if !all[at].contains("edit") && all.len() > 1 {
                    all.remove(at);
                }
            }),
            Act::Cut { n } => self.sections(|all| {
                let n = (*n).min(all.len() - 1);
                (!all[n].contains("edit")).then(|| all.remove(n))
            }),
            Act::Move { n, to } => self.sections(|all| {
                let piece = all.remove((*n).min(all.len() - 1));
                all.insert((*to).min(all.len()), piece);
                None
            }),
            Act::Paste { n, reason } => self.paste(*n, *reason),
            Act::LineEnds { windows } => {
                if self.day.path(0).exists() {
                    self.day.edit(0, |text| {
                        let text = text.replace("\r\n", "\n");
                        if *windows { text.replace('\n', "\r\n") } else { text }
                    });
                }
            }
            Act::NoEnd => self.change(false, |all, _| {
                while all.len() > 1 && all.last().is_some_and(String::is_empty) {
                    all.pop();
                }
            }),
            Act::NoDesk => {
                fs::remove_file(self.day.path(1)).ok();
            }
            Act::Publish { back } => self.change(false, |all, _| {
                for line in all {
                    if line.starts_with("status:") && !line.contains("edit") {
                        *line = format!("status: {}", if *back { "draft" } else { "published" });
                    }
                }
            }),
        }
        Ok(())
    }

    /// Changes the order of the sections as somebody does who cuts and pastes whole ones. What `change` gives back was cut.
    fn sections(&mut self, change: impl FnOnce(&mut Vec<String>) -> Option<String>) {
        let text = self.day.text(0);
        let Some(post) = parse(&text, &sample::path()).0.filter(|post| !post.sections.is_empty()) else { return };
        let mut all: Vec<String> = post.sections.iter().map(|s| format!("{}\n\n", text[s.bytes.clone()].trim_end())).collect();
        let gone = change(&mut all);
        let text = format!("{}{}", &text[..post.sections[0].bytes.start], all.concat());
        // Who cuts a section that stands there twice has the other still.
        let slugs: BTreeSet<String> = sections(&text).into_iter().map(|(slug, _)| slug).collect();
        self.cut.extend(
            gone.and_then(|gone| Some(gone.split_once("{#")?.1.split_once('}')?.0.to_owned()))
                .filter(|slug| !slugs.contains(slug) && self.known.contains(slug)),
        );
        fs::write(self.day.path(0), text).expect("a file");
        self.edits += 1;
    }

    fn paste(&mut self, n: usize, reason: bool) {
        let desk = self.day.text(1);
        let Some(start) = desk.find("\n## The headline").map(|at| at + 1) else { return };
        let Some(end) = desk[start..].find("-->").map(|end| start + end + 3) else { return };
        let cut = desk[start..end].to_owned();
        fs::write(self.day.path(1), format!("{}{}", &desk[..start], desk[end..].trim_start())).expect("a file");
        let pasted = if reason { cut } else { cut.split("\n<!--").next().unwrap_or_default().to_owned() };
        let slug = pasted.split_once("{#").and_then(|(_, rest)| rest.split_once('}')).map(|(slug, _)| slug.to_owned());
        slug.iter().for_each(|slug| {
            self.cut.remove(slug);
        });
        self.sections(|all| {
            all.insert(n.min(all.len()), format!("{}\n\n", pasted.trim_end()));
            None
        });
    }

    fn draft(&mut self, from: usize, step: usize, count: usize, seen: &mut Seen) -> Result<(), TestCaseError> {
        let before = [0, 1].map(|which| self.day.text(which));
        let (old, published) = (sections(&before[0]), before[0].lines().any(|line| line.starts_with("status: published")));
        let ranked: Vec<Pick> = MANY.iter().skip(from).step_by(step).cloned().collect();
        let saved = self.day.save(&ranked, count, Status::Draft);
        seen.drafts += 1;
        if let Outcome::Merged { renewed, added } = saved.post {
            seen.merged += 1;
            seen.renewed += renewed + added;
        }
        let after = [0, 1].map(|which| self.day.text(which));
        for which in [0, 1] {
            let now: BTreeSet<String> = lines(&after[which]).into_iter().collect();
            for line in lines(&before[which]).into_iter().filter(|line| line.contains("edit") && !self.written.contains(line)) {
                seen.lines_held += 1;
                prop_assert!(
                    now.contains(&line),
                    "lost from {which}: {line:?}\n--- before\n{}\n--- after\n{}",
                    before[which],
                    after[which]
                );
            }
        }
        let old_lines: BTreeSet<String> = lines(&before[0]).into_iter().collect();
        self.written.extend(lines(&after[0]).into_iter().filter(|line| line.contains("edit") && !old_lines.contains(line)));
        if published && !before[0].is_empty() {
            prop_assert_eq!(&before[0], &after[0]);
        }
        let new = sections(&after[0]);
        self.known.extend(new.iter().map(|(slug, _)| slug.clone()));
        // What no draft has ever made is an editor's, to the last byte.
        for (slug, text) in &old {
            if GENERATED.get(slug) != Some(text) {
                prop_assert!(new.iter().any(|(_, now)| now == text), "lost section:\n{text}\n--- after\n{}", after[0]);
            }
        }
        // What stays keeps its order, and what was cut stays away.
        let place = |slug: &String| new.iter().position(|(now, _)| now == slug);
        let mut slugs: Vec<&String> = old.iter().map(|(slug, _)| slug).collect();
        slugs.dedup();
        let unique = |slug: &&&String| old.iter().filter(|(other, _)| other == **slug).count() == 1;
        let places: Vec<usize> = slugs.iter().filter(unique).filter_map(|slug| place(slug)).collect();
        prop_assert!(places.is_sorted(), "moved: {slugs:?} -> {:?}", new.iter().map(|n| &n.0).collect::<Vec<_>>());
        if !old.is_empty() && !before[1].is_empty() {
            for slug in &self.cut {
                prop_assert!(place(slug).is_none(), "{slug} came back");
            }
        }
        if old.is_empty() {
            self.cut.clear();
        }
        Ok(())
    }
}

#[test]
fn a_thousand_histories_lose_no_edited_line() {
    let seen = RefCell::new(Seen::default());
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&vec(act(), 3..11), |acts| {
        let mut seen = seen.borrow_mut();
        let mut history = History::new();
        history.day.save(&MANY, 5, Status::Draft);
        history.known.extend(sections(&history.day.text(0)).into_iter().map(|(slug, _)| slug));
        for act in &acts {
            history.act(act, &mut seen)?;
        }
        seen.histories += 1;
        seen.edits += history.edits;
        Ok(())
    });
    let seen = seen.into_inner();
    println!("{seen:?}");
    if let Err(error) = result {
        panic!("{error}\n{seen:?}");
    }
    // The histories are worth something only if drafts met edits.
    assert!(seen.histories == 1000 && seen.merged > 500 && seen.renewed > 500 && seen.lines_held > 1000, "{seen:?}");
}
