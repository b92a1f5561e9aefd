//! The desk: the day's runners-up, ready to be pasted into the post, and an honest report of the day.

use super::{
    blocks::{Lines, What, scan},
    compose::section as section_of,
    fault::Fault,
    format::{Sections, read, wrong_name},
    measured::{self, Measured},
    print::section as print_section,
    report,
    scalar::{Place, scalar},
    seal::{resealed, seal, unseal},
    words::one_line,
};
use crate::{
    model::{Pick, Section},
    report::Notice,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{fmt::Write, path::Path};

/// What stands in a runner-up's section between what is good about it and why it lost.
const LOST: &str = ". Not in the post: ";

/// What a desk file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The day; the file's name says the same.
    pub date: Date,
    /// Hash of the whole post file as it was generated. `None` on a day without a post.
    pub post: Option<String>,
    /// Hash of the post's front matter and opening as they were generated. `None` in older desks, and on a day without a post.
    pub head: Option<String>,
    /// Hash of the post's file as it was before, while it is being replaced: a run may be killed in between.
    pub was: Option<String>,
    /// What the post had when it was generated, also if an editor took it out since.
    pub picked: Vec<Picked>,
    /// What an editor had added to the post when it was last drafted: if it is gone since, it does not come back.
    pub added: Vec<Picked>,
    /// The runners-up that are left on the desk.
    pub sections: Vec<Section>,
    /// What every insight was measured at when the day was generated: first those of the post, then the runners-up. Empty in older desks.
    pub measured: Vec<Measured>,
}

/// An insight that was put into a post.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picked {
    /// Its slug.
    pub slug: String,
    /// The episode's guid.
    pub guid: String,
    /// The podcast's title.
    pub podcast: String,
}

/// An insight that nearly made it into a post.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerUp {
    /// The insight.
    pub pick: Pick,
    /// Its score with the strongest reasons for it, in one line.
    pub about: String,
    /// Why it is not in the post; fits behind a colon.
    pub lost: String,
}

/// What a day's run has to say, for the end of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayReport {
    /// Feeds that the publication follows.
    pub feeds: usize,
    /// Feeds that could be read.
    pub read: usize,
    /// Episodes of the day.
    pub new_episodes: usize,
    /// How many of them have a transcript.
    pub with_transcript: usize,
    /// Insights to choose from.
    pub candidates: usize,
    /// Sources that gave nothing.
    pub skipped: Vec<Notice>,
    /// Sources that were read in spite of a fault.
    pub warnings: Vec<Notice>,
    /// What else an editor wants to know.
    pub notes: Vec<Notice>,
    /// Headline of each candidate that was not good enough, and why.
    pub rejected: Vec<(String, String)>,
    /// Why there are fewer insights than asked for, as a sentence. `None` if there are as many.
    pub quiet: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    date: Date,
    #[serde(default)]
    post: Option<String>,
    #[serde(default)]
    head: Option<String>,
    #[serde(default)]
    was: Option<String>,
    #[serde(default)]
    picked: Vec<Picked>,
    #[serde(default)]
    added: Vec<Picked>,
    /// Only read as bytes, by [`untouched`].
    #[serde(default, rename = "print")]
    _print: Option<String>,
}

/// Everything that a desk's file is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The day.
    pub day: Date,
    /// Hash of the post's file as it was generated; empty on a day without a post.
    pub post: &'a str,
    /// Hash of the post's front matter and opening as they were generated; may be empty.
    pub head: &'a str,
    /// See [`Desk::was`]; mostly empty.
    pub was: &'a str,
    /// What was generated, in its order.
    pub picked: &'a [Picked],
    /// See [`Desk::added`].
    pub added: &'a [Picked],
    /// What is in the post now and was measured.
    pub picks: &'a [Pick],
    /// In the order in which they are to stand.
    pub runners_up: &'a [RunnerUp],
    /// The day's report.
    pub report: &'a DayReport,
    /// The desk that this one comes after: what was measured then is kept for those of `picked` that are not measured now. May be empty.
    pub before: &'a str,
}

/// The desk's file.
pub(super) fn sheet(sheet: &Sheet<'_>) -> String {
    let mut text = front(sheet.day, [sheet.post, sheet.head, sheet.was], [sheet.picked, sheet.added]);
    text.push('\n');
    text.push_str(&introduction(sheet.day, sheet.runners_up.len()));
    for RunnerUp { pick, about, lost } in sheet.runners_up {
        let section = Section { after: comment(&format!("{about}{LOST}{lost}.")), ..section_of(pick) };
        text.push('\n');
        text.push_str(&print_section(&section));
    }
    text.push_str(&report::words(sheet.report));
    let lost = sheet.runners_up.iter().map(|runner_up| (&runner_up.pick, Some(runner_up.lost.as_str())));
    let anew = |slug: &str| sheet.picks.iter().chain(sheet.runners_up.iter().map(|r| &r.pick)).any(|p| p.slug == slug);
    let known = |slug: &str| sheet.picked.iter().any(|p| p.slug == slug) && !anew(slug);
    let carried = measured::lines(sheet.before).into_iter().filter(|(slug, _)| known(slug)).map(|(_, line)| line);
    text.push_str(&measured::print(sheet.picks.iter().map(|pick| (pick, None)).chain(lost), carried));
    seal(&text)
}

/// `hashes` are those of post, head and what was before; each may be empty.
fn front(day: Date, hashes: [&str; 3], lists: [&[Picked]; 2]) -> String {
    let mut text = format!("---\ndate: {day}\n");
    for (key, value) in ["post", "head", "was"].iter().zip(hashes).filter(|(_, value)| !value.is_empty()) {
        writeln!(text, "{key}: {}", scalar(value, Place::Block)).ok();
    }
    for (key, list) in ["picked", "added"].iter().zip(lists).filter(|(_, list)| !list.is_empty()) {
        writeln!(text, "{key}:").ok();
        for pick in list {
            let [slug, guid, podcast] = [&pick.slug, &pick.guid, &pick.podcast].map(|value| scalar(value, Place::Flow));
            writeln!(text, "  - {{ slug: {slug}, guid: {guid}, podcast: {podcast} }}").ok();
        }
    }
    text.push_str("---\n");
    text
}

/// The desk's text with other lists of what was generated and added. Everything below the front matter keeps its bytes, and its old
/// hash, by which it stays an editor's.
pub(super) fn with_front(text: &str, desk: &Desk, lists: [&[Picked]; 2], head: Option<&str>) -> String {
    let Some((_, _, of_rest, rest)) = unseal(text) else { return text.to_owned() };
    let new = front(desk.date, [desk.post.as_deref().unwrap_or_default(), head.unwrap_or_default(), ""], lists);
    resealed(new.trim_end_matches("---\n"), of_rest, rest)
}

impl From<&Pick> for Picked {
    fn from(pick: &Pick) -> Self {
        Self { slug: pick.slug.clone(), guid: pick.source.guid.clone(), podcast: pick.source.podcast.clone() }
    }
}

/// Reads a desk. `None` if its front matter cannot be read; of the report at its end only the measurements are read, the rest is for
/// people.
pub fn parse(text: &str, path: &Path) -> (Option<Desk>, Vec<Fault>) {
    let mut file = read::<Front>(text, path, Sections::BeforeTitle);
    if let Some(front) = &file.front {
        file.faults.extend(wrong_name(text, path, front.date));
    }
    let measured = measured::read(text, path);
    let desk = file.front.map(|front| Desk {
        date: front.date,
        post: front.post,
        head: front.head,
        was: front.was,
        picked: front.picked,
        added: front.added,
        sections: file.sections,
        measured,
    });
    (desk, file.faults)
}

/// Byte at which the report of a desk without sections begins: its first level-1 heading, else its end.
pub(super) fn report_at(text: &str) -> usize {
    let lines = Lines::new(text);
    let blocks = scan(&lines, 0);
    let title = blocks.iter().find(|b| matches!(b.what, What::Heading(1, _)));
    title.map_or(text.len(), |b| lines.start(b.lines.start))
}

/// Why a runner-up is not in the post, as its section tells its editor. Older desks say so there alone.
pub fn lost(section: &Section) -> Option<&str> {
    let (_, why) = section.after.split_once("<!--")?.1.split_once("-->")?.0.split_once(LOST)?;
    Some(why.trim().trim_end_matches('.'))
}

/// What is good about a runner-up: its score with the strongest reasons for it, as its section tells its editor.
pub fn about(section: &Section) -> Option<&str> {
    let (about, _) = section.after.split_once("<!--")?.1.split_once("-->")?.0.split_once(LOST)?;
    Some(about.trim())
}

fn introduction(day: Date, runners_up: usize) -> String {
    if runners_up == 0 {
        return "Nothing else was good enough to stand by. The day's report is below. This file is never published.\n".into();
    }
    format!(
        "What nearly made it, best first, and below it the day's report. To swap an insight, cut it here, from its heading down to the end \
         of its source block, and paste it into `content/posts/{:04}/{day}.md`. This file is never published.\n",
        day.year()
    )
}

/// A comment that cannot end early: whoever pastes a section takes it along, and readers never see it.
fn comment(reason: &str) -> String {
    let mut inner = one_line(reason);
    while inner.contains("--") {
        inner = inner.replace("--", "–");
    }
    if inner.is_empty() { String::new() } else { format!("<!-- {} -->", inner.trim_matches('-')) }
}

#[cfg(test)]
mod tests {
    use super::super::{sample, seal::untouched, touched};
    use super::*;
    use crate::report::Stage;

    /// The desk of a day without an editor.
    fn print(day: Date, post: &str, picks: &[Pick], runners_up: &[RunnerUp], report: &DayReport) -> String {
        let picked: Vec<Picked> = picks.iter().map(Picked::from).collect();
        sheet(&Sheet { day, post, head: "", was: "", picked: &picked, added: &[], picks, runners_up, report, before: "" })
    }

    fn report() -> DayReport {
        let notice = |stage, source: &str, what: &str| Notice { stage, source: source.into(), what: what.into() };
        DayReport {
            feeds: 40,
            read: 39,
            new_episodes: 1,
            with_transcript: 1,
            candidates: 17,
            skipped: vec![notice(Stage::Feed, "https://example.org/feed.xml", "answered 404")],
            warnings: vec![notice(Stage::Transcript, "a *file*", "[12] cues end before they start")],
            notes: vec![notice(Stage::Insight, "https://example.org/12", "2 candidates repeat what was said in March")],
            rejected: vec![("# A *headline*".into(), "`negation` is not in the passage".into())],
            quiet: Some("Only 3 of 5: no other candidate reached 0.3.".into()),
        }
    }

    fn example() -> String {
        let mut runner_up = sample::pick(6, "Nobody was asked", "Field Notes");
        runner_up.source.transcript = None;
        let about = "Why here: 0.61 (claim +0.3, contrast +0.2) --> <b>".into();
        let runner_up = RunnerUp { pick: runner_up, about, lost: "the day has\ntwo of Quiet Work".into() };
        print(sample::DAY, "k3f9q2", &sample::picks()[..2], &[runner_up], &report())
    }

    #[test]
    fn a_desk_reads_like_text() {
        insta::assert_snapshot!(example(), @r#"
        ---
        date: 2026-11-23
        post: k3f9q2
        picked:
          - { slug: product-managers-are-glue-not-mini-ceos, guid: guid-1, podcast: The Example Show }
          - { slug: remote-teams-write-more-and-decide-sooner, guid: guid-2, podcast: Quiet Work }
        print: 7g2hotbig75vhu2g-5aqlam7ue7yjbqam
        ---

        What nearly made it, best first, and below it the day's report. To swap an insight, cut it here, from its heading down to the end of its source block, and paste it into `content/posts/2026/2026-11-23.md`. This file is never published.

        ## Nobody was asked {#nobody-was-asked}

        The picture of a product manager as chief executive misleads, because product managers have no direct authority over anybody. They work between engineers, designers and sellers, and everything that gets done gets done since others chose to trust them.

        > They are glue, not bosses, and that is number 6.

        ```source
        podcast: Field Notes
        episode: "Ep 12: Who runs the product?"
        guid: guid-6
        link: https://example.org/12
        audio: https://cdn.example.org/12.mp3
        start: 18.35
        end: 781.9
        speaker: Sam Guest
        topics: [product management, leadership]
        license: cc-by-4.0
        by: embedded
        score: 0.30
        print: mlzi553ur4earw5d
        ```

        <!-- Why here: 0.61 (claim +0.3, contrast +0.2) –> <b>. Not in the post: the day has two of Quiet Work. -->

        # Report

        Read 39 of 40 feeds. 1 new episode, 1 with a transcript. 17 insights to choose from.

        Only 3 of 5: no other candidate reached 0.3.

        ## Sources that gave nothing

        - feed <https://example.org/feed.xml>: answered 404

        ## Sources that were read in spite of a fault

        - transcript a \*file\*: \[12] cues end before they start

        ## Worth knowing

        - insight <https://example.org/12>: 2 candidates repeat what was said in March

        ## Candidates that were turned down

        - \# A \*headline\*: \`negation\` is not in the passage
        "#);
    }

    #[test]
    fn a_quiet_day_has_a_desk_too() {
        let text = print(sample::DAY, "", &[], &[], &DayReport::default());
        insta::assert_snapshot!(text, @r#"
        ---
        date: 2026-11-23
        print: p3m2k7qah5ic2odi-o4w452ll3loso3fd
        ---

        Nothing else was good enough to stand by. The day's report is below. This file is never published.

        # Report

        Read 0 of 0 feeds. 0 new episodes, 0 with a transcript. 0 insights to choose from.
        "#);
        let (desk, faults) = parse(&text, Path::new("2026-11-23.md"));
        assert_eq!(
            desk,
            Some(Desk {
                date: sample::DAY,
                post: None,
                head: None,
                was: None,
                picked: vec![],
                added: vec![],
                sections: vec![],
                measured: vec![]
            })
        );
        assert_eq!(faults, vec![]);
    }

    #[test]
    fn a_printed_desk_is_read_back_up_to_its_report() {
        let (desk, faults) = parse(&example(), Path::new("content/desk/2026-11-23.md"));
        let desk = desk.expect("a desk");
        assert_eq!((faults, desk.date, desk.post.as_deref(), desk.picked.len()), (vec![], sample::DAY, Some("k3f9q2"), 2));
        let picked =
            Picked { slug: "remote-teams-write-more-and-decide-sooner".into(), guid: "guid-2".into(), podcast: "Quiet Work".into() };
        assert_eq!(desk.picked[1], picked);
        assert_eq!(desk.sections.len(), 1);
        assert!(!touched(&desk.sections[0]));
        assert_eq!(lost(&desk.sections[0]), Some("the day has two of Quiet Work"));
        assert_eq!(about(&desk.sections[0]), Some("Why here: 0.61 (claim +0.3, contrast +0.2) –> <b>"));
        assert_eq!((lost(&Section::default()), about(&Section::default())), (None, None));
    }

    #[test]
    fn a_section_from_the_desk_can_be_pasted_into_a_post() {
        let desk = example();
        let (read, _) = parse(&desk, Path::new("2026-11-23.md"));
        let cut = &desk[read.expect("a desk").sections[0].bytes.clone()];
        let post = format!("---\ntitle: T\ndate: 2026-11-23\n---\n\n## Before\n\nWords.\n\n{cut}## Behind\n");
        let (post, faults) = super::super::parse(&post, &sample::path());
        let sections = post.expect("a post").sections;
        assert_eq!((sections.len(), faults), (3, vec![]));
        assert!(!touched(&sections[1]));
    }

    #[test]
    fn every_edit_of_a_desk_shows() {
        let text = example();
        assert!(untouched(&text));
        for (at, c) in text.char_indices().step_by(7) {
            let edited = [&text[..at], "x", &text[at + c.len_utf8()..]].concat();
            assert_eq!(untouched(&edited), edited == text, "at {at}");
        }
        let other = text.replace("print: ", "print: x");
        assert!(!untouched(&other) && !untouched(&format!("{text}\n")) && !untouched("") && !untouched(&text.replace('\n', "\r\n")));
    }

    #[test]
    fn a_fault_names_its_line() {
        let text = "---\ndate: 2026-11-24\npicked:\n  - { slug: a, guide: b, podcast: c }\n---\n";
        let (desk, faults) = parse(text, Path::new("2026-11-23.md"));
        assert_eq!(desk, None);
        insta::assert_snapshot!(faults[0].to_string(), @"2026-11-23.md:4:16: unknown key `guide`; did you mean `guid`?");
    }
}
