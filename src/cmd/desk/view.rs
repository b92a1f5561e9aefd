//! The view's picture: a pure function of its state and of the room that it has.

use super::{
    day::Item,
    detail, keys,
    measure::{cut, width, wrap},
    state::{Mode, Notice, Side, State},
};
use crate::model::Status;
use ratatui_core::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};

/// Below this many columns, one side is shown at a time.
const BOTH: u16 = 80;

/// How it looks. Nothing depends on colour alone, and no colour on whether the terminal is light or dark.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether there are colours.
    pub colours: bool,
}

impl Look {
    pub(super) fn bold(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub(super) fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub(super) fn colour(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }
}

/// Draws the view over all of `buffer`; gives back how far the chosen insight is scrolled, which is never past its end.
pub fn draw(state: &State, look: Look, buffer: &mut Buffer) -> usize {
    let area = *buffer.area();
    if area.width < 24 || area.height < 8 {
        put(buffer, area, 0, &cut("too small for the desk", area.width.into()), Style::new());
        return state.scroll;
    }
    let hints = if area.height >= 16 { 2 } else { 1 };
    head(state, look, buffer, row(area, 0));
    let body = Rect { y: area.y + 1, height: area.height - 2 - hints, ..area };
    let scroll = match (&state.mode, &state.trouble) {
        (Mode::Help(_), _) => page(buffer, body, look, "Keys", keys::table().strip_prefix("Keys:\n").unwrap_or_default()),
        (Mode::Message(text), _) => page(buffer, body, look, "Not done", text),
        (_, Some(why)) => page(buffer, body, look, "The files cannot be read as they are now", &format!("{why}\n\n{MEND}")),
        _ => insights(state, look, buffer, body),
    };
    hint(state, look, buffer, Rect { y: body.bottom(), height: hints, ..area });
    foot(look, buffer, row(area, area.height - 1));
    scroll
}

const MEND: &str = "e opens the file to mend it, q leaves. As soon as the file can be read again, the day comes back by itself.";

fn row(area: Rect, n: u16) -> Rect {
    Rect { y: area.y + n, height: 1, ..area }
}

/// Writes a line into row `n` of an area.
pub(super) fn put(buffer: &mut Buffer, area: Rect, n: u16, text: &str, style: Style) {
    if n < area.height {
        buffer.set_stringn(area.x, area.y + n, text, area.width.into(), style);
    }
}

/// A rule with a title in it and, if there is room, a word at its right end.
fn rule(buffer: &mut Buffer, area: Rect, [title, right]: [&str; 2], style: Style, look: Look) {
    put(buffer, area, 0, &"─".repeat(area.width.into()), look.quiet());
    let room = usize::from(area.width.saturating_sub(3));
    let title = format!(" {} ", cut(title, room.saturating_sub(2)));
    put(buffer, Rect { x: area.x + 1, width: area.width - 1, ..area }, 0, &title, style);
    let wide = width(right) + 2;
    if !right.is_empty() && width(&title) + wide < room {
        let x = area.right() - u16::try_from(wide).unwrap_or(0) - 1;
        buffer.set_string(x, area.y, format!(" {right} "), look.quiet());
    }
}

fn head(state: &State, look: Look, buffer: &mut Buffer, area: Rect) {
    let day = &state.day;
    let (word, style) = match day.status {
        Status::Draft => ("draft", look.bold()),
        Status::Published => ("published", look.colour(Color::Green).patch(look.bold())),
    };
    let faults = match day.faults {
        0 => String::new(),
        1 => " · 1 fault".to_owned(),
        n => format!(" · {n} faults"),
    };
    let room = usize::from(area.width) - 1;
    let status = width(word) + width(&faults);
    let date = day.day.to_string();
    let title = cut(&day.title, room.saturating_sub(status + date.len() + 5));
    put(buffer, area, 0, &format!(" {date}  {title}"), look.bold());
    let x = area.right() - u16::try_from(status + 1).unwrap_or(area.width);
    let (x, _) = buffer.set_stringn(x, area.y, word, room, style);
    buffer.set_string(x, area.y, faults, look.colour(Color::Red));
}

/// Both lists, or one, and the chosen insight below.
fn insights(state: &State, look: Look, buffer: &mut Buffer, area: Rect) -> usize {
    let longest = [Side::Desk, Side::Post].map(|side| state.list(side).len()).into_iter().max().unwrap_or(0);
    let needed = u16::try_from(1 + 2 * longest.max(1)).unwrap_or(u16::MAX);
    // An odd number: the rule and two rows for each insight.
    let lists = Rect { height: needed.min(((area.height * 9 / 20).max(3) - 1) / 2 * 2 + 1), ..area };
    if area.width < BOTH {
        list(state, state.side, look, buffer, lists);
    } else {
        let half = area.width / 2;
        list(state, Side::Desk, look, buffer, Rect { width: half, ..lists });
        list(state, Side::Post, look, buffer, Rect { x: area.x + half + 1, width: area.width - half - 1, ..lists });
        for y in lists.top()..lists.bottom() {
            buffer.set_string(area.x + half, y, if y == lists.top() { "┬" } else { "│" }, look.quiet());
        }
    }
    let below = Rect { y: lists.bottom(), height: area.height - lists.height, ..area };
    let text = Rect { x: below.x + 1, y: below.y + 1, width: below.width - 2, height: below.height.saturating_sub(1) };
    let lines = state.chosen(state.side).map_or_else(Vec::new, |item| detail::lines(item, text.width, look));
    let hidden = lines.len().saturating_sub(text.height.into());
    let scroll = state.scroll.min(hidden);
    let more = if hidden > scroll { format!("{} more: PgDn", hidden - scroll) } else { String::new() };
    let up = if scroll > 0 { "PgUp: back".to_owned() } else { String::new() };
    let right = [up, more].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    rule(buffer, below, ["In full", &right], look.quiet(), look);
    for (n, spans) in (0..text.height).zip(&lines[scroll..]) {
        let mut line = row(text, n);
        for (words, style) in spans {
            put(buffer, line, 0, words, *style);
            let used = u16::try_from(width(words)).unwrap_or(line.width).min(line.width);
            line = Rect { x: line.x + used, width: line.width - used, ..line };
        }
    }
    scroll
}

/// One side: two rows an insight, the chosen one always in sight.
fn list(state: &State, side: Side, look: Look, buffer: &mut Buffer, area: Rect) {
    let (items, active) = (state.list(side), state.side == side);
    let name = if side == Side::Desk { "On the desk" } else { "The post" };
    let other = match side {
        _ if buffer.area().width >= BOTH => "",
        Side::Desk => "→ the post",
        Side::Post => "← the desk",
    };
    let style = if active { look.colour(Color::Cyan).patch(look.bold()) } else { look.quiet() };
    rule(buffer, area, [&format!("{name} · {}", items.len()), other], style, look);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if items.is_empty() {
        let text = if side == Side::Desk { "nothing; d puts an insight of the post here" } else { "nothing; a adds a candidate" };
        put(buffer, rows, 0, &cut(&format!("  {text}"), area.width.into()), look.quiet());
        return;
    }
    let fit = usize::from(rows.height / 2).max(1);
    let at = state.at[side as usize];
    // The chosen one stands in the middle where it can.
    let first = at.saturating_sub(fit / 2).min(items.len().saturating_sub(fit));
    for (slot, (n, item)) in items.iter().enumerate().skip(first).take(fit).enumerate() {
        let marked = state.marked().is_some_and(|(of, marked)| of == side && marked.slug == item.slug);
        let style = match (n == at, active) {
            (true, true) => look.bold().add_modifier(Modifier::REVERSED),
            (true, false) => look.bold(),
            _ => Style::new(),
        };
        let place = Rect { y: rows.y + u16::try_from(slot * 2).unwrap_or(0), height: 2, ..rows };
        let mark = if marked {
            "⇄"
        } else if n == at {
            "›"
        } else {
            " "
        };
        entry(item, (side, n), [mark, &more(first, fit, n, items.len())], style, look, buffer, place.intersection(rows));
    }
}

/// An arrow on the first and last insight in sight if there are others beyond.
fn more(first: usize, fit: usize, n: usize, all: usize) -> String {
    match (n == first && first > 0, n + 1 == first + fit && n + 1 < all) {
        (true, true) => "↕",
        (true, false) => "↑",
        (false, true) => "↓",
        _ => "",
    }
    .to_owned()
}

fn entry(item: &Item, (side, n): (Side, usize), [mark, arrow]: [&str; 2], style: Style, look: Look, buffer: &mut Buffer, area: Rect) {
    let label = match side {
        Side::Desk => item.score.map_or("   –".to_owned(), |score| format!("{score:4.2}")),
        Side::Post => format!("{:2}", n + 1),
    };
    let indent = label.len() + 3;
    let room = usize::from(area.width).saturating_sub(indent + 2);
    let headline = cut(&item.headline, room);
    let pad = " ".repeat(room - width(&headline));
    put(buffer, area, 0, &format!("{mark} {label} {headline}{pad} "), style);
    if mark == "⇄" {
        buffer.set_string(area.x, area.y, mark, look.colour(Color::Magenta).patch(look.bold()));
    }
    let podcast = item.podcast.as_deref().unwrap_or("your own");
    let rest: Vec<String> = match side {
        Side::Desk => item.lost.iter().cloned().collect(),
        Side::Post => {
            let score = item.score.map(|score| format!("{score:.2}"));
            [item.speaker.clone(), item.moment.clone(), score].into_iter().flatten().collect()
        }
    };
    // A long name leaves room for what follows it.
    let podcast = if rest.is_empty() { podcast.to_owned() } else { cut(podcast, room / 2) };
    let below = std::iter::once(podcast).chain(rest).collect::<Vec<_>>().join(" · ");
    put(buffer, area, 1, &format!("{:indent$}{}", "", cut(&below, room)), look.quiet());
    if !arrow.is_empty() && area.height > 1 {
        let y = if arrow == "↓" { area.y + 1 } else { area.y };
        buffer.set_string(area.right() - 1, y, arrow, look.quiet());
    }
}

/// A page over the lists: paragraphs and tables of plain text, each line wrapped below its own beginning.
fn page(buffer: &mut Buffer, area: Rect, look: Look, title: &str, text: &str) -> usize {
    rule(buffer, area, [title, ""], look.bold(), look);
    let inside = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1 };
    let lines = text.lines().flat_map(|line| {
        let lead = line.len() - line.trim_start().len();
        // The second column of a table starts behind two spaces.
        let second = line[lead..].find("  ").map(|at| lead + at + line[lead + at..].len() - line[lead + at..].trim_start().len());
        let (label, rest) = second.map_or((&line[..lead], &line[lead..]), |at| line.split_at(at));
        let indent = width(label);
        let mut lines = wrap(rest, usize::from(inside.width).saturating_sub(indent));
        if lines.is_empty() {
            lines.push(String::new());
        }
        let mut lead = label.to_owned();
        lines.into_iter().map(move |line| std::mem::replace(&mut lead, " ".repeat(indent)) + &line).collect::<Vec<_>>()
    });
    let lines: Vec<String> = lines.collect();
    let fits = usize::from(inside.height);
    for (n, line) in (0..inside.height).zip(&lines) {
        let last = usize::from(n) + 1 == fits && lines.len() > fits;
        put(buffer, inside, n, if last { "…" } else { line }, Style::new());
    }
    0
}

/// What was done or what the next key would do.
fn hint(state: &State, look: Look, buffer: &mut Buffer, area: Rect) {
    let (text, style) = match (&state.mode, &state.notice, state.marked()) {
        (Mode::Ask(Status::Published), ..) => ("Publish this day? y or n".to_owned(), look.bold()),
        (Mode::Ask(Status::Draft), ..) => ("Make this published day a draft again? y or n".to_owned(), look.bold()),
        (Mode::Help(_) | Mode::Message(_), ..) => ("Any key goes back.".to_owned(), look.quiet()),
        (_, Some(Notice::Done(text)), _) => (format!("✓ {text}"), look.colour(Color::Green)),
        (_, Some(Notice::Refused(text)), _) => (format!("! {text}"), look.bold()),
        (_, None, Some((side, item))) => (swap_hint(state, side, item, usize::from(area.width * area.height)), look.colour(Color::Magenta)),
        _ => (usual_hint(state).to_owned(), look.quiet()),
    };
    let inside = Rect { x: area.x + 1, width: area.width - 2, ..area };
    let mut lines = wrap(&text, inside.width.into());
    let fits = usize::from(area.height);
    if lines.len() > fits {
        let rest = lines.split_off(fits - 1).join(" ");
        lines.push(cut(&rest, inside.width.into()));
    }
    for (n, line) in (0..area.height).zip(&lines) {
        put(buffer, inside, n, line, style);
    }
}

fn usual_hint(state: &State) -> &'static str {
    match state.side {
        _ if state.trouble.is_some() => "",
        Side::Desk => "Enter: choose which insight of the post it replaces. a: add it to the post.",
        Side::Post => "Enter: choose the candidate that replaces it. d: put it on the desk.",
    }
}

/// `room` is how many columns there are in all.
fn swap_hint(state: &State, side: Side, marked: &Item, room: usize) -> String {
    if state.side == side {
        let headline = cut(&marked.headline, room.saturating_sub(92).clamp(8, 60));
        return format!("Swapping “{headline}”: Tab to the other side, Enter takes this one instead. Esc: no swap.");
    }
    let Some(chosen) = state.chosen(state.side) else { return String::new() };
    let (comes, goes) = if side == Side::Desk { (marked, chosen) } else { (chosen, marked) };
    let [comes, goes] = [comes, goes].map(|item| cut(&item.headline, (room.saturating_sub(78) / 2).clamp(8, 60)));
    format!("Enter: “{comes}” comes into the post, “{goes}” goes to the desk. Esc: no swap.")
}

/// As many keys as fit, and always those that show the others and leave.
fn foot(look: Look, buffer: &mut Buffer, area: Rect) {
    let columns = |[press, does]: &[&str; 2]| width(press) + width(does) + 3;
    let (first, last) = keys::FOOT.split_at(keys::FOOT.len() - 2);
    // Nothing parts the last one from anything.
    let mut room = (usize::from(area.width) + 1).saturating_sub(last.iter().map(columns).sum::<usize>());
    let first = first.iter().take_while(|key| {
        let fits = columns(key) <= room;
        room = room.saturating_sub(columns(key));
        fits
    });
    let mut x = area.x + 1;
    for [press, does] in first.chain(last) {
        (x, _) = buffer.set_stringn(x, area.y, press, area.right().saturating_sub(x).into(), look.bold());
        (x, _) = buffer.set_stringn(x, area.y, format!(" {does}  "), area.right().saturating_sub(x).into(), look.quiet());
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
