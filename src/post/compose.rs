//! The day's picks → post: title and summary by rule, so that the same picks always make the same post.

use super::{
    plain::plain,
    print::stamp,
    words::{escape, one_line},
};
use crate::{
    model::{FrontMatter, Pick, Post, Section, Source, Status},
    text,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Longest title that is not shortened, in characters.
const TITLE: usize = 60;

/// The post of `day`: one section for each pick, in their order, each with its fingerprint.
///
/// The first pick leads: its headline, shortened where it may be, is the title. The summary says what else there is.
pub fn compose(day: Date, picks: &[Pick], status: Status) -> Post {
    let title = picks.first().map_or_else(|| day.to_string(), |lead| title(&lead.candidate.headline));
    let told: Vec<Told<'_>> = picks.iter().map(Told::from).collect();
    let front = FrontMatter { title, date: day, status, summary: summary(&told), updated: None, extra: BTreeMap::new() };
    Post { front, opening: String::new(), sections: picks.iter().map(section).collect() }
}

/// Title and summary of sections as they stand now; those without a source block have no say.
pub(super) fn title_and_summary(sections: &[&Section], day: Date) -> (String, Option<String>) {
    let texts: Vec<String> = sections.iter().map(|section| plain(&section.body)).collect();
    let mut told = Vec::new();
    for (section, text) in sections.iter().zip(&texts) {
        told.extend(section.source.iter().map(|source| Told { headline: &section.headline, podcast: &source.podcast, text }));
    }
    (told.first().map_or_else(|| day.to_string(), |lead| title(lead.headline)), summary(&told))
}

/// What title and summary are made of.
#[derive(Clone, Copy)]
struct Told<'a> {
    headline: &'a str,
    podcast: &'a str,
    text: &'a str,
}

impl<'a> From<&'a Pick> for Told<'a> {
    fn from(pick: &'a Pick) -> Self {
        Self { headline: &pick.candidate.headline, podcast: &pick.source.podcast, text: &pick.candidate.text }
    }
}

/// The slug of a headline, the first of `slug`, `slug-2`, `slug-3`… that is not taken; `insight` for a headline without letters.
pub fn slug_for(headline: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let slug = super::section::slug_of(headline);
    if !taken(&slug) {
        return slug;
    }
    (2..).map(|n| format!("{slug}-{n}")).find(|slug| !taken(slug)).unwrap_or(slug)
}

/// The section of a pick, with its fingerprint.
pub(super) fn section(pick: &Pick) -> Section {
    let round = |n: f64| (n * 100.0).round() / 100.0;
    let source = Source {
        start: pick.source.start.map(round),
        end: pick.source.end.map(round),
        score: pick.source.score.map(round),
        ..pick.source.clone()
    };
    stamp(Section {
        slug: pick.slug.clone(),
        headline: one_line(&pick.candidate.headline),
        body: escape(&pick.candidate.text),
        quote: Some(one_line(&pick.candidate.quote)).filter(|quote| !quote.is_empty()),
        source: Some(source),
        ..Section::default()
    })
}

/// A headline without its full stop, and if it is long, without what stands behind a break that leaves a whole statement.
fn title(headline: &str) -> String {
    let headline = headline_of(headline);
    if headline.chars().count() <= TITLE {
        return headline;
    }
    let cuts = BREAKS.iter().flat_map(|at| headline.match_indices(at)).map(|(at, _)| headline.split_at(at));
    let fits = |(cut, rest): &(&str, &str)| cut.chars().count() <= TITLE && text::count_words(cut) >= 3 && stays_true(cut, rest);
    cuts.filter(fits).map(|(cut, _)| cut).max_by_key(|cut| cut.len()).unwrap_or(&headline).to_owned()
}

/// Where a headline may end. A bare comma is no such place: what stands before it may be half a sentence.
const BREAKS: [&str; 9] = [": ", "; ", " — ", " – ", " (", ", but ", ", so ", ", which ", ", because "];

/// Whether `cut` says what the headline said although `rest` is gone: the rest sets no condition, and the cut needs none.
fn stays_true(cut: &str, rest: &str) -> bool {
    const CONDITIONS: [&str; 8] = ["only", "unless", "if", "when", "except", "until", "not", "without"];
    const DENIALS: [&str; 5] = ["not", "never", "no", "nobody", "nothing"];
    const OPENERS: [&str; 12] =
        ["if", "when", "while", "although", "though", "because", "since", "as", "unless", "until", "before", "after"];
    let words = |text: &str| text::words(text).map(str::to_lowercase).collect::<Vec<_>>();
    let (cut, after) = (words(cut), words(rest));
    let denied = cut.iter().any(|w| DENIALS.contains(&w.as_str()) || w.ends_with("n't") || w.ends_with("n’t"));
    let conditional = after.iter().any(|w| CONDITIONS.contains(&w.as_str()));
    let opens = cut.first().is_some_and(|w| OPENERS.contains(&w.as_str()));
    !(conditional || opens || denied && rest.starts_with(", because"))
}

fn headline_of(headline: &str) -> String {
    let line = one_line(headline);
    // An ellipsis stays.
    if line.ends_with("..") { line } else { line.trim_end_matches('.').to_owned() }
}

/// One sentence on what there is besides the lead.
fn summary(picks: &[Told<'_>]) -> Option<String> {
    let [lead, rest @ ..] = picks else { return None };
    let [second, others @ ..] = rest else { return Some(alone(lead)) };
    let headline = headline_of(second.headline);
    let asks = headline.ends_with(['?', '!', '…', '.']);
    let tail = match others.len() {
        0 => return Some(format!("Also: {headline}{}rom {}.", if asks { " F" } else { ", f" }, one_line(second.podcast))),
        1 => format!("nd one more, from {}.", podcasts(others)),
        n => format!("nd {} more from {}.", number(n), podcasts(others)),
    };
    Some(format!("Also: {headline}{}{tail}", if asks { " A" } else { "; a" }))
}

/// The summary of a day with one insight: where it is from, and how it begins.
fn alone(lead: &Told<'_>) -> String {
    let (podcast, claim) = (one_line(lead.podcast), one_line(lead.text));
    let end = claim.match_indices(['.', '!', '?']).map(|(at, _)| at + 1).find(|end| claim[*end..].starts_with(' ') || claim.len() == *end);
    match end.map(|end| &claim[..end]).filter(|sentence| (4..40).contains(&text::count_words(sentence))) {
        Some(sentence) => format!("From {podcast}: {sentence}"),
        None => format!("One insight, from {podcast}."),
    }
}

/// The podcasts' names, each once: `A`, `A and B`, `A, B and C`, `A, B, C and others`.
fn podcasts(picks: &[Told<'_>]) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in picks.iter().map(|pick| one_line(pick.podcast)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > 3 {
        names.splice(3.., ["others".to_owned()]);
    }
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.join(""),
    }
}

fn number(n: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{parse, print, sample, touched};
    use super::*;

    fn summary_of(picks: &[Pick]) -> Option<String> {
        summary(&picks.iter().map(Told::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_summary_says_what_else_there_is() {
        let picks = sample::picks();
        let mut lines: Vec<String> = (1..=5).filter_map(|n| summary_of(&picks[..n])).collect();
        let question = [sample::pick(1, "A", "P"), sample::pick(2, "Who reads?", "Q"), sample::pick(3, "C", "R")];
        lines.extend((2..=3).filter_map(|n| summary_of(&question[..n])));
        let names: Vec<Pick> = (0..7).map(|n| sample::pick(n, "Words matter.", &format!("Show {n}"))).collect();
        lines.extend(summary_of(&names));
        insta::assert_snapshot!(lines.join("\n"), @r#"
        From The Example Show: The picture of a product manager as chief executive misleads, because product managers have no direct authority over anybody.
        Also: Remote teams write more and decide sooner, from Quiet Work.
        Also: Remote teams write more and decide sooner; and one more, from Ledger.
        Also: Remote teams write more and decide sooner; and two more from Ledger and Quiet Work.
        Also: Remote teams write more and decide sooner; and three more from Ledger, Quiet Work and Field Notes.
        Also: Who reads? From Q.
        Also: Who reads? And one more, from R.
        Also: Words matter; and five more from Show 2, Show 3, Show 4 and others.
        "#);
    }

    #[test]
    fn a_title_is_whole_or_cut_where_it_stays_true() {
        let table = [
            "Bees vote by dancing.",
            "Wait for it...",
            "The real cost of hiring is onboarding: three months of everybody else's attention",
            "Teams that write decide sooner, but only when somebody in the room can be made to read",
            "Founders should not hire salespeople unless they have sold the product themselves",
            "If you want to grow, stop measuring everything that your competitors measure every week",
            "Teams that write decide sooner, but they also spend more of each day on writing than before",
            "They did not fail because of the market, because the market was there for everybody else",
            "Why: because nobody had ever asked the people who did the work what they would change",
        ];
        insta::assert_snapshot!(table.map(title).join("\n"), @r#"
        Bees vote by dancing
        Wait for it...
        The real cost of hiring is onboarding
        Teams that write decide sooner, but only when somebody in the room can be made to read
        Founders should not hire salespeople unless they have sold the product themselves
        If you want to grow, stop measuring everything that your competitors measure every week
        Teams that write decide sooner
        They did not fail because of the market, because the market was there for everybody else
        Why: because nobody had ever asked the people who did the work what they would change
        "#);
    }

    #[test]
    fn sections_are_whole_and_untouched_when_read_back() {
        let post = compose(sample::DAY, &sample::picks(), Status::Draft);
        let (back, faults) = parse(&print(&post), &sample::path());
        let back = back.expect("a post");
        assert_eq!((back.sections.len(), faults), (5, vec![]));
        assert!(back.sections.iter().all(|section| !touched(section)));
        assert_eq!(back.sections[0].source.as_ref().and_then(|s| s.start), Some(13.35));
        assert_eq!(compose(sample::DAY, &sample::picks(), Status::Draft), post);
    }

    #[test]
    fn a_day_without_picks_has_its_date_for_a_title() {
        let post = compose(sample::DAY, &[], Status::Draft);
        assert_eq!((post.front.title.as_str(), post.front.summary), ("2026-11-23", None));
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        let taken = |slug: &str| ["a-b", "a-b-2", "insight"].contains(&slug);
        assert_eq!(["A b", "…", "c"].map(|headline| slug_for(headline, &taken)), ["a-b-3", "insight-2", "c"]);
    }
}
