//! Rules of content that need nothing but the posts.

use super::{
    blocks::{Lines, What, scan},
    fault::Fault,
    fix,
    format::key_line,
    load::Entry,
    plain,
};
use crate::{
    model::{Section, Source},
    text,
};
use std::collections::BTreeMap;

/// Everything in the posts that breaks a rule, in the order of the posts and of their lines.
///
/// What the format itself forbids is a fault of [`parse`](super::parse) already, what two posts may not share one of
/// [`load`](super::load).
pub fn check(entries: &[Entry]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut repeats = Repeats::default();
    for entry in entries {
        let mut check = Check { entry, faults: Vec::new() };
        check.front();
        for section in &entry.post.sections {
            check.section(section);
            repeats.look(&mut check, section);
        }
        check.faults.sort_by_key(|fault| fault.line);
        let lines = Lines::new(&entry.text);
        for fault in &mut check.faults {
            fault.fix = fix::of(fault, lines.get(fault.line.saturating_sub(1)));
        }
        faults.append(&mut check.faults);
    }
    faults
}

/// Links to pages of the site itself, such as `[…](/about/)`: line and column of the address, each counted from 1, and the address.
///
/// Links in code are not links. Whether the pages exist only the site's plan can tell.
pub fn links(entry: &Entry) -> Vec<(usize, usize, String)> {
    let lines = Lines::new(&entry.text);
    let blocks = scan(&lines, 0);
    let is_code = |n: usize| blocks.iter().any(|b| matches!(b.what, What::Fence { .. }) && b.lines.contains(&n));
    let mut found = Vec::new();
    for n in (0..lines.len()).filter(|n| !is_code(*n)) {
        let line = without_code(lines.get(n));
        for (open, close) in [("](/", ")"), ("](</", ">"), ("]: /", " "), ("href=\"/", "\""), ("src=\"/", "\"")] {
            let starts = line.match_indices(open).map(|(at, _)| at + open.len() - 1).filter(|at| !line[*at..].starts_with("//"));
            found.extend(starts.map(|at| (n + 1, line[..at].chars().count() + 1, address(&line[at..], close))));
        }
    }
    found.sort();
    found
}

/// The address that `rest` starts with, up to white space or `close`.
fn address(rest: &str, close: &str) -> String {
    let mut depth = 0;
    let end = rest.find(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (c.is_whitespace() && close != ">") || (close.contains(c) && (c != ')' || depth < 0))
    });
    rest[..end.unwrap_or(rest.len())].to_owned()
}

/// The line with blanks in place of what stands between code marks.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    let closed = parts.len() - (parts.len() + 1) % 2;
    let blank = |n: usize, part: &str| if n % 2 == 1 && n < closed { " ".repeat(part.chars().count()) } else { part.to_owned() };
    parts.iter().enumerate().map(|(n, part)| blank(n, part)).collect::<Vec<_>>().join("`")
}

struct Check<'a> {
    entry: &'a Entry,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn front(&mut self) {
        let front = &self.entry.post.front;
        if front.title.trim().is_empty() {
            self.error(key_line(&self.entry.text, "title", 1).unwrap_or(1), "the title is empty; write one, such as the first headline");
        }
        if front.summary.as_deref().is_none_or(|summary| summary.trim().is_empty()) {
            let line = key_line(&self.entry.text, "summary", 1).or(key_line(&self.entry.text, "title", 1)).unwrap_or(1);
            self.warning(line, "there is no summary for lists and search engines; add `summary:` and one or two sentences");
        }
    }

    fn section(&mut self, section: &Section) {
        self.headline(section);
        let slug = &section.slug;
        if slug.is_empty() || !slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            let better = super::section::slug_of(slug);
            self.error(section.line, format!("the slug `{slug}` can be no address; write a-z, 0-9 and - only, such as {{#{better}}}"));
        }
        // Headlines are polished, and the page must stay where it is.
        if section.source_line.is_some() && !self.entry.text[section.bytes.clone()].lines().next().is_some_and(|line| line.contains("{#")) {
            let message =
                format!("the address of this insight is its headline's, `{slug}`; write {{#{slug}}} behind the headline to keep it");
            self.warning(section.line, message);
        }
        match (&section.quote, section.source_line) {
            (Some(_), None) => {
                self.error(section.line, "a quote without its source; paste the source block below it, or take the `>` off the words");
            }
            (None, Some(line)) => {
                self.error(line, "a source block without a quote; paste the quote above it, or delete the block if the words are yours");
            }
            _ => {}
        }
        if let Some(line) = section.source_line {
            self.claim(section);
            section.source.iter().for_each(|source| self.source(source, line));
        }
    }

    fn headline(&mut self, section: &Section) {
        match text::count_words(&section.headline) {
            0 => self.error(section.line, "the headline is empty; write what is claimed, in at most 12 words"),
            1..=12 => {}
            n => self.warning(section.line, format!("the headline has {n} words; cut it to 12")),
        }
    }

    fn claim(&mut self, section: &Section) {
        match text::count_words(&plain(&section.body)) {
            0 => self.warning(section.line, "there is no claim between headline and quote; write 35 to 50 words"),
            n @ ..35 => self.warning(section.line, format!("the claim has {n} words; 35 to 50 say enough to stand without the quote")),
            35..=50 => {}
            n => self.warning(section.line, format!("the claim has {n} words; cut it to 50")),
        }
    }

    fn source(&mut self, source: &Source, line: usize) {
        let at = |key| key_line(&self.entry.text, key, line).unwrap_or(line);
        let empty = [
            ("podcast", &source.podcast, "write the podcast's title"),
            ("guid", &source.guid, "copy the episode's guid from its feed"),
            ("by", &source.by, "write who made headline and claim, such as `embedded`"),
        ];
        let mut faults: Vec<(usize, String)> = Vec::new();
        for (key, _, mend) in empty.iter().filter(|(_, value, _)| value.trim().is_empty()) {
            faults.push((at(key), format!("`{key}` is empty; {mend}")));
        }
        if let (Some(start), Some(end)) = (source.start, source.end)
            && start > end
        {
            faults.push((at("start"), format!("`start` is {start} and `end` is {end}; a quote cannot end before it starts")));
        }
        faults.into_iter().for_each(|(line, message)| self.error(line, message));
    }

    fn error(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::error(&self.entry.path, line, message));
    }

    fn warning(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::warning(&self.entry.path, line, message));
    }
}

/// Where each quote and each episode was used first.
#[derive(Default)]
struct Repeats<'a> {
    quotes: BTreeMap<String, Place<'a>>,
    episodes: BTreeMap<(&'a str, &'a str), Place<'a>>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    entry: &'a Entry,
    line: usize,
}

impl<'a> Repeats<'a> {
    fn look(&mut self, check: &mut Check<'a>, section: &'a Section) {
        let here = Place { entry: check.entry, line: section.line };
        let quote = section.quote.as_deref().map(text::fold);
        let first = quote.map(|quote| *self.quotes.entry(quote).or_insert(here));
        if let Some(first) = first.filter(|first| !first.is(here)) {
            check.warning(section.line, format!("this quote stands in {first} already; delete one of the two"));
        }
        let Some(source) = section.source.as_ref().filter(|source| !source.guid.trim().is_empty()) else { return };
        let episode = *self.episodes.entry((&source.podcast, &source.guid)).or_insert(here);
        let same_quote = first.is_some_and(|first| !first.is(here));
        // Two insights of one episode in one post are the editor's choice.
        if !std::ptr::eq(episode.entry, here.entry) && !same_quote {
            check.warning(section.line, format!("the episode `{}` is quoted in {episode} already; readers may know it", source.guid));
        }
    }
}

impl Place<'_> {
    fn is(&self, other: Self) -> bool {
        std::ptr::eq(self.entry, other.entry) && self.line == other.line
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.entry.path.display(), self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compose, parse, print, sample};
    use super::*;
    use crate::model::Status;
    use std::path::PathBuf;

    fn entry(path: &str, text: &str) -> Entry {
        let (post, _) = parse(text, &PathBuf::from(path));
        Entry { path: path.into(), text: text.into(), post: post.expect("a post") }
    }

    fn checked(entries: &[Entry]) -> String {
        check(entries).iter().map(|fault| format!("{:?} {fault}\n", fault.severity)).collect()
    }

    fn post(sections: &str) -> String {
        format!("---\ntitle: T\ndate: 2026-11-23\nsummary: S\n---\n{sections}")
    }

    #[test]
    fn what_was_composed_breaks_no_rule() {
        let text = print(&compose(sample::DAY, &sample::picks()[..1], Status::Published));
        assert_eq!(checked(&[entry("2026-11-23.md", &text)]), "");
    }

    #[test]
    fn an_editors_own_section_needs_no_source() {
        assert_eq!(checked(&[entry("2026-11-23.md", &post("\n## Mine\n\nA few words.\n"))]), "");
    }

    #[test]
    fn every_broken_rule_says_how_to_mend_it() {
        let block = "```source\npodcast: P\nepisode: E\nguid: g\nby: embedded\n```\n";
        let claim = sample::CLAIM;
        let table = [
            "---\ntitle: ''\n# date\ndate: 2026-11-23\n---\n".to_owned(),
            post("\n## {#x}\n"),
            post("\n## One two three four five six seven eight nine ten eleven twelve 13\n"),
            post("\n## A {#My Slug}\n"),
            post(&format!("\n## A\n\n{claim}\n\n> q\n")),
            post(&format!("\n## A\n\n{claim}\n\n{block}")),
            post(&format!("\n## A\n\n> q\n\n{block}")),
            post(&format!("\n## A\n\nToo [few](/words/).\n\n> q\n\n{block}")),
            post(&format!("\n## A\n\n{claim}\n\n{claim}\n\n> q\n\n{block}")),
            post(&format!("\n## A\n\n{claim}\n\n> q\n\n```source\npodcast: ''\nepisode: E\nguid: ' '\nby: ''\nstart: 2\nend: 1.5\n```\n")),
        ];
        let faults = table.iter().map(|text| checked(&[entry("2026-11-23.md", text)])).collect::<String>();
        insta::assert_snapshot!(faults, @r#"
        Error 2026-11-23.md:2:1: the title is empty; write one, such as the first headline
        Warning 2026-11-23.md:2:1: there is no summary for lists and search engines; add `summary:` and one or two sentences
        Error 2026-11-23.md:7:1: the headline is empty; write what is claimed, in at most 12 words
        Warning 2026-11-23.md:7:1: the headline has 13 words; cut it to 12
        Error 2026-11-23.md:7:1: the slug `My Slug` can be no address; write a-z, 0-9 and - only, such as {#my-slug}
        Error 2026-11-23.md:7:1: a quote without its source; paste the source block below it, or take the `>` off the words
        Warning 2026-11-23.md:7:1: the address of this insight is its headline's, `a`; write {#a} behind the headline to keep it
        Error 2026-11-23.md:11:1: a source block without a quote; paste the quote above it, or delete the block if the words are yours
        Warning 2026-11-23.md:7:1: the address of this insight is its headline's, `a`; write {#a} behind the headline to keep it
        Warning 2026-11-23.md:7:1: there is no claim between headline and quote; write 35 to 50 words
        Warning 2026-11-23.md:7:1: the address of this insight is its headline's, `a`; write {#a} behind the headline to keep it
        Warning 2026-11-23.md:7:1: the claim has 2 words; 35 to 50 say enough to stand without the quote
        Warning 2026-11-23.md:7:1: the address of this insight is its headline's, `a`; write {#a} behind the headline to keep it
        Warning 2026-11-23.md:7:1: the claim has 78 words; cut it to 50
        Warning 2026-11-23.md:7:1: the address of this insight is its headline's, `a`; write {#a} behind the headline to keep it
        Error 2026-11-23.md:14:1: `podcast` is empty; write the podcast's title
        Error 2026-11-23.md:16:1: `guid` is empty; copy the episode's guid from its feed
        Error 2026-11-23.md:17:1: `by` is empty; write who made headline and claim, such as `embedded`
        Error 2026-11-23.md:18:1: `start` is 2 and `end` is 1.5; a quote cannot end before it starts
        "#);
    }

    #[test]
    fn a_repeat_names_where_it_stood_first() {
        let section = |slug: &str, quote: &str, guid: &str| {
            let claim = sample::CLAIM;
            format!("\n## A {{#{slug}}}\n\n{claim}\n\n> {quote}\n\n```source\npodcast: P\nepisode: E\nguid: {guid}\nby: x\n```\n")
        };
        let first = entry("a.md", &post(&(section("a", "It’s so", "1") + &section("b", "other", "1"))));
        let second = entry("b.md", &post(&(section("c", "it's  SO", "1") + &section("d", "new", "1") + &section("e", "newer", "2"))));
        insta::assert_snapshot!(checked(&[first, second]), @r#"
        Warning b.md:7:1: this quote stands in a.md:7 already; delete one of the two
        Warning b.md:20:1: the episode `1` is quoted in a.md:7 already; readers may know it
        "#);
    }

    #[test]
    fn internal_links_have_their_place() {
        let text = post(
            "\nSee é [a](/a/) and ![b](/b_(c).png \"t\"), not [c](//d.e/f) or `[g](/h)` or [i](https://j/k).\n\n[l]: /m n\n\n```\n[o](/p)\n```\n\n\
             ## A [q](</r s>)\n\n<a href=\"/t/\">u</a>\n\nlone ` [v](/w)\n",
        );
        insta::assert_snapshot!(format!("{:?}", links(&entry("2026-11-23.md", &text))), @r#"[(7, 11, "/a/"), (7, 25, "/b_(c).png"), (9, 6, "/m"), (15, 11, "/r s"), (17, 10, "/t/"), (19, 12, "/w")]"#);
    }
}
