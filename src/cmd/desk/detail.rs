//! The chosen insight in full, line by line.

use super::{day::Item, measure::wrap, view::Look};
use ratatui_core::style::Style;

/// A line: pieces of text and how each looks.
pub type Line = Vec<(String, Style)>;

/// Longer lines are hard to read.
const WIDEST: usize = 96;

/// Columns of the labels.
const GUTTER: usize = 10;

/// All lines of an insight, none wider than `width` columns.
pub fn lines(item: &Item, width: u16, look: Look) -> Vec<Line> {
    let width = usize::from(width);
    let mut lines: Vec<Line> = wrap(&item.headline, width.min(WIDEST + GUTTER)).into_iter().map(|line| vec![(line, look.bold())]).collect();
    lines.extend(wrap(&origin(item), width).into_iter().map(|line| vec![(line, look.quiet())]));
    let text = width.saturating_sub(GUTTER).min(WIDEST);
    let mut add = |labels: &[&str], paragraphs: &[String]| {
        if paragraphs.is_empty() {
            return;
        }
        lines.push(Vec::new());
        let mut wrapped = Vec::new();
        for (n, paragraph) in paragraphs.iter().enumerate() {
            if n > 0 {
                wrapped.push(String::new());
            }
            wrapped.extend(wrap(paragraph, text));
        }
        wrapped.resize(wrapped.len().max(labels.len()), String::new());
        for (n, line) in wrapped.into_iter().enumerate() {
            let label = labels.get(n).copied().unwrap_or_default();
            lines.push(vec![(format!("{label:GUTTER$}"), look.quiet()), (line, Style::new())]);
        }
    };
    let words = if item.words == 1 { "1 word".to_owned() } else { format!("{} words", item.words) };
    let claim = if item.claim.is_empty() { vec!["none yet; e edits it".to_owned()] } else { item.claim.clone() };
    add(&["Claim", &words], &claim);
    add(&["Quote"], &item.quote.iter().map(|quote| format!("“{quote}”")).collect::<Vec<_>>());
    add(&["After it"], &item.after);
    let some = |text: Option<String>| text.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    add(&["Why here"], &some(reasons(item)));
    add(&["Why not"], &some(item.lost.clone()));
    add(&["Topics"], &some(Some(item.topics.join(", "))));
    add(&["Words by"], &some(item.model.clone()));
    lines
}

/// Podcast, episode, who and when.
fn origin(item: &Item) -> String {
    let moment = item.moment.as_ref().map(|moment| format!("at {moment}"));
    let parts = [item.podcast.clone(), item.episode.clone(), item.speaker.clone(), moment];
    let told = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if told.is_empty() { "your own: it has no source block".to_owned() } else { told }
}

fn reasons(item: &Item) -> Option<String> {
    match (item.score, &item.why) {
        (Some(score), Some(why)) => Some(format!("{score:.2}: {why}")),
        (Some(score), None) => Some(format!("{score:.2}")),
        (None, why) => why.clone(),
    }
}
