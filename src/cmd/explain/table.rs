//! Shares side by side: one row a signal, one column an insight, each share a bar to the right if it speaks for the insight, to the left
//! if against.

use super::reasons::Insight;
use crate::insight::meaning;
use std::{collections::BTreeSet, fmt::Write};

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Unicode blocks; otherwise ASCII.
    pub blocks: bool,
}

/// A column: what stands above it, and its insight.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Five characters at most.
    pub label: &'a str,
    /// The insight.
    pub insight: &'a Insight,
}

/// Half a bar's width, at least and at most.
const HALF: (usize, usize) = (2, 6);
/// Width of a number, such as ` +1.2`.
const NUMBER: usize = 5;
/// Stands for the meaning of a signal that an older or newer version had.
const UNKNOWN: &str = "unknown to this version";
/// Log-odds smaller than this show in no bar.
const LEAST: f32 = 0.05;

/// The table. The first column has numbers beside its bars, and its weightiest signals stand first.
///
/// It fits the width: bars are shortened first, then the signals' meanings go below the table, then the last columns are left out.
pub fn table(columns: &[Column<'_>], look: Look) -> String {
    let Some(first) = columns.first() else { return String::new() };
    let (rows, silent) = signals(columns);
    let names = rows.iter().map(|name| name.len()).max().unwrap_or_default().max("reasons".len());
    let meanings = rows.iter().map(|name| meaning(name).unwrap_or(UNKNOWN).len() + 2).max().unwrap_or_default();
    let plan = plan(look.width, names + NUMBER, meanings, columns.len());
    let shown = &columns[..plan.columns];
    let most = rows.iter().flat_map(|name| shown.iter().map(|c| c.insight.share(name).abs())).fold(LEAST, f32::max);
    let cell = 2 * plan.half + 1;

    let mut text = format!("{:names$}{:>NUMBER$} {:cell$}", "", first.label, "");
    shown[1..].iter().for_each(|column| write!(text, " {:^cell$}", column.label).unwrap_or_default());
    end(&mut text);
    for name in &rows {
        write!(text, "{name:names$}{:NUMBER$}", format!(" {:+.1}", first.insight.share(name))).ok();
        shown.iter().for_each(|c| write!(text, " {}", bar(c.insight.share(name) / most, plan.half, look.blocks)).unwrap_or_default());
        if plan.meanings {
            write!(text, "  {}", meaning(name).unwrap_or(UNKNOWN)).ok();
        }
        end(&mut text);
    }
    text.push_str(&sums(shown, names, cell));
    if !plan.meanings {
        let told: Vec<String> = rows.iter().map(|name| format!("{name}: {}", meaning(name).unwrap_or(UNKNOWN))).collect();
        text.push_str(&wrap(&format!("Meanings: {}.", told.join("; ")), look.width));
    }
    if !silent.is_empty() {
        text.push_str(&wrap(&format!("No say, or hardly any: {}.", silent.join(", ")), look.width));
    }
    if shown.len() < columns.len() {
        let more = columns.len() - shown.len();
        text.push_str(&wrap(&format!("{more} more would not fit; widen the terminal, or ask for `--json`."), look.width));
    }
    text
}

/// A bar for a share of -1 to 1: an axis with `half` cells on either side.
fn bar(share: f32, half: usize, blocks: bool) -> String {
    let size = share.abs().min(1.0) * half as f32;
    if !blocks {
        let cells = (size.round() as usize).max(usize::from(size > 0.1));
        let (left, right) = if share < 0.0 { (cells, 0) } else { (0, cells) };
        return format!("{:>half$}|{:<half$}", "-".repeat(left), "+".repeat(right));
    }
    if share < 0.0 {
        // Unicode has no other blocks that grow to the left.
        let halves = (size * 2.0).round() as usize;
        let bar = if halves % 2 == 1 { "▐" } else { "" }.to_owned() + &"█".repeat(halves / 2);
        return format!("{bar:>half$}│{:half$}", "");
    }
    let eighths = (size * 8.0).round() as usize;
    let last = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{:half$}│{:<half$}", "", "█".repeat(eighths / 8) + last)
}

/// Signals that have a share worth a bar anywhere, in their order; and those that have none.
fn signals<'a>(columns: &[Column<'a>]) -> (Vec<&'a str>, Vec<&'a str>) {
    let names: BTreeSet<&str> = columns.iter().flat_map(|c| &c.insight.signals).map(|s| s.name.as_str()).collect();
    let most = |name: &str| columns.iter().map(|c| c.insight.share(name).abs()).fold(0.0, f32::max);
    let (mut rows, silent): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| most(name) >= LEAST);
    let own = |name: &str| columns[0].insight.share(name).abs();
    rows.sort_by(|a, b| own(b).total_cmp(&own(a)).then(most(b).total_cmp(&most(a))).then(a.cmp(b)));
    (rows, silent)
}

/// What fits.
struct Plan {
    columns: usize,
    half: usize,
    meanings: bool,
}

fn plan(width: usize, fixed: usize, meanings: usize, columns: usize) -> Plan {
    let needs = |half: usize, columns: usize| fixed + columns * (2 * half + 2);
    let widest = |room: usize| (HALF.0..=HALF.1).rev().find(|half| needs(*half, columns) <= room);
    if let Some(half) = widest(width.saturating_sub(meanings)) {
        return Plan { columns, half, meanings: true };
    }
    if let Some(half) = widest(width) {
        return Plan { columns, half, meanings: false };
    }
    let columns = (1..columns).rev().find(|n| needs(HALF.0, *n) <= width).unwrap_or(1);
    Plan { columns, half: HALF.0, meanings: false }
}

/// The last rows: where the log-odds start, what the reasons add, and the score that this makes.
fn sums(columns: &[Column<'_>], names: usize, cell: usize) -> String {
    type Of = fn(&Insight) -> Option<String>;
    let rows: [(&str, Of); 3] = [
        ("start", |i| i.start.map(|start| format!("{start:+.1}"))),
        ("reasons", |i| i.start.map(|_| format!("{:+.1}", i.signals.iter().filter_map(|s| s.share).sum::<f32>()))),
        ("score", |i| i.score.map(|score| format!("{score:.2}"))),
    ];
    let mut text = String::new();
    for (name, of) in rows {
        write!(text, "{name:names$}{:NUMBER$}", "").ok();
        columns.iter().for_each(|column| write!(text, " {:^cell$}", of(column.insight).unwrap_or_default()).unwrap_or_default());
        end(&mut text);
    }
    text
}

fn end(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.push('\n');
}

/// Lines of at most `width` columns.
pub fn wrap(text: &str, width: usize) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split_whitespace() {
        let own = word.chars().count();
        if length > 0 && length + 1 + own > width {
            lines.push('\n');
            length = 0;
        }
        if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += own;
    }
    lines + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::reasons::Reason;
    use super::*;
    use proptest::prelude::*;

    fn insight(shares: &[(&str, f32)]) -> Insight {
        let reason = |(name, share): &(&str, f32)| Reason { name: (*name).into(), meaning: None, value: Some(0.5), share: Some(*share) };
        Insight { score: Some(0.74), start: Some(-2.3), signals: shares.iter().map(reason).collect(), ..Insight::default() }
    }

    fn drawn(width: usize, blocks: bool) -> String {
        let own = insight(&[("claim", 1.4), ("filler", -0.7), ("place", 0.01), ("taste", 0.2)]);
        let other = insight(&[("claim", -0.1), ("story", 0.7)]);
        let column = |label, insight| Column { label, insight };
        table(
            &[column("this", &own), column("1", &other), column("3", &other), column("4", &other), column("5", &other)],
            Look { width, blocks },
        )
    }

    #[test]
    fn eighty_columns_hold_five_insights_with_meanings() {
        insta::assert_snapshot!(drawn(80, true), @r"
                this         1     3     4     5
        claim   +1.4   │██   │     │     │     │    firm claims and advice
        filler  -0.7  █│     │     │     │     │    filler words and hedging
        taste   +0.2   │▎    │     │     │     │    what the editors like
        story   +0.0   │     │█    │█    │█    │█   an anecdote, talk of oneself
        start        -2.3  -2.3  -2.3  -2.3  -2.3
        reasons      +0.9  +0.6  +0.6  +0.6  +0.6
        score        0.74  0.74  0.74  0.74  0.74
        No say, or hardly any: place.
        ");
    }

    #[test]
    fn ascii_serves_where_blocks_do_not() {
        insta::assert_snapshot!(drawn(80, false), @r"
                this         1     3     4     5
        claim   +1.4   |++  -|    -|    -|    -|    firm claims and advice
        filler  -0.7  -|     |     |     |     |    filler words and hedging
        taste   +0.2   |+    |     |     |     |    what the editors like
        story   +0.0   |     |+    |+    |+    |+   an anecdote, talk of oneself
        start        -2.3  -2.3  -2.3  -2.3  -2.3
        reasons      +0.9  +0.6  +0.6  +0.6  +0.6
        score        0.74  0.74  0.74  0.74  0.74
        No say, or hardly any: place.
        ");
    }

    #[test]
    fn a_narrow_table_has_its_meanings_below() {
        let text = drawn(44, false);
        assert!(text.contains("Meanings: claim: firm claims and advice;") && !text.contains("would not fit"), "{text}");
        assert!(drawn(40, false).contains("1 more would not fit"));
    }

    #[test]
    fn bars_grow_from_the_axis() {
        let bars: Vec<String> = [-1.0, -0.25, -0.01, 0.0, 0.01, 0.1, 0.5, 1.0].iter().map(|share| bar(*share, 2, true)).collect();
        assert_eq!(bars, ["██│  ", " ▐│  ", "  │  ", "  │  ", "  │  ", "  │▎ ", "  │█ ", "  │██"]);
        let bars: Vec<String> = [-1.0, -0.1, 0.0, 0.5].iter().map(|share| bar(*share, 2, false)).collect();
        assert_eq!(bars, ["--|  ", " -|  ", "  |  ", "  |+ "]);
    }

    proptest! {
        #[test]
        fn no_table_is_wider_than_its_terminal(width in 40..200usize, blocks: bool, shares in prop::collection::vec(-3.0f32..3.0, 30)) {
            let names: Vec<(&str, &str)> = crate::insight::meanings().collect();
            let insights: Vec<Insight> = (1..8).map(|n| {
                let shares: Vec<(&str, f32)> = names.iter().zip(&shares).map(|((name, _), share)| (*name, share / n as f32)).collect();
                insight(&shares)
            }).collect();
            let columns: Vec<Column<'_>> = insights.iter().map(|insight| Column { label: "label", insight }).collect();
            let text = table(&columns, Look { width, blocks });
            prop_assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        }

        #[test]
        fn every_bar_is_as_wide_as_the_others(share in prop::num::f32::ANY, half in 2..7usize, blocks: bool) {
            prop_assert_eq!(bar(share, half, blocks).chars().count(), 2 * half + 1);
        }
    }
}
