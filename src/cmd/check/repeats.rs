//! Drafts that say nearly the same as something of the last weeks.

use crate::{
    cmd::draft::NOVEL_DAYS,
    insight,
    model::{Section, Status},
    post::{self, Entry, Fault},
};
use jiff::ToSpan;

/// Each insight of a draft that repeats one of an earlier day of the last 90, or one above it. Published days are as they are.
pub fn repeats(entries: &[Entry]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for entry in entries.iter().filter(|entry| entry.post.front.status == Status::Draft) {
        let date = entry.post.front.date;
        let since = date.saturating_sub(NOVEL_DAYS.days());
        let before = entries.iter().filter(|e| (since..date).contains(&e.post.front.date));
        let before: Vec<(&Entry, &Section)> = before.flat_map(|e| e.post.sections.iter().map(move |s| (e, s))).collect();
        let own: Vec<&Section> = entry.post.sections.iter().filter(|section| section.source.is_some()).collect();
        let texts: Vec<String> = own.iter().map(|section| said(section)).collect();
        let old: Vec<String> = before.iter().map(|(_, section)| said(section)).collect();
        for (section, twin) in own.iter().zip(insight::repeats(&texts, &old)) {
            if let Some((other, twin)) = twin.map(|n| before[n]) {
                let message = format!(
                    "says nearly the same as “{}” in {}:{}; swap one of the two",
                    twin.headline,
                    other.path.file_name().unwrap_or_default().to_string_lossy(),
                    twin.line
                );
                faults.push(Fault::warning(&entry.path, section.line, message));
            }
        }
    }
    faults
}

fn said(section: &Section) -> String {
    format!("{}\n{}\n{}", section.headline, post::plain(&section.body), section.quote.as_deref().unwrap_or_default())
}
