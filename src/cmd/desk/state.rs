//! What the desk's view is in the middle of, and what a key makes of it: no file and no terminal.

use super::day::{Day, Item};
use crate::model::Status;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A list of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The runners-up.
    Desk,
    /// The post.
    Post,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        if self == Self::Desk { Self::Post } else { Self::Desk }
    }
}

/// What the view is in the middle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Browse,
    /// An insight of a side is to be swapped; the other one is being chosen.
    Swap(Side, String),
    /// Whether the post shall have this status.
    Ask(Status),
    /// The page of keys, and what was interrupted by it.
    Help(Box<Mode>),
    /// More to say than fits on a line.
    Message(String),
}

/// What the last key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Something was done.
    Done(String),
    /// Something was not done, and why.
    Refused(String),
}

/// What is to be done outside the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Exchange section `n` for the runner-up.
    Swap { n: usize, slug: String },
    /// Take the runner-up into the post, before section `n`.
    Add { slug: String, n: usize },
    /// Put section `n` on the desk.
    PutBack(usize),
    /// Move a section.
    Shift { from: usize, to: usize },
    /// Open a side's file at a line, counted from 1.
    Edit(Side, usize),
    /// Open an address in the browser.
    Listen(String),
    /// Publish, or make a draft again.
    SetStatus(Status),
    /// Take the last change back.
    Undo,
    /// Leave.
    Quit,
}

/// The view.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What is shown: as the files were when they could last be read.
    pub day: Day,
    /// Why the files cannot be read as they are now. Nothing but editing, undoing and leaving is possible then.
    pub trouble: Option<String>,
    /// The side that has the keys.
    pub side: Side,
    /// The chosen insight of each side.
    pub at: [usize; 2],
    /// What it is in the middle of.
    pub mode: Mode,
    /// What the last key came to.
    pub notice: Option<Notice>,
    /// Lines of the chosen insight that are scrolled away.
    pub scroll: usize,
}

impl State {
    /// A day as it is opened.
    pub fn new(day: Day) -> Self {
        Self { day, trouble: None, side: Side::Desk, at: [0, 0], mode: Mode::Browse, notice: None, scroll: 0 }
    }

    /// The insights of a side.
    pub fn list(&self, side: Side) -> &[Item] {
        &self.day.lists[side as usize]
    }

    /// The chosen insight of a side. `None` if it has none.
    pub fn chosen(&self, side: Side) -> Option<&Item> {
        self.list(side).get(self.at[side as usize])
    }

    /// What is to be swapped. `None` if nothing is.
    pub fn marked(&self) -> Option<(Side, &Item)> {
        let Mode::Swap(side, slug) = &self.mode else { return None };
        Some((*side, self.list(*side).iter().find(|item| item.slug == *slug)?))
    }

    /// Shows a day as it is now. What was chosen stays chosen, or its place does.
    pub fn show(&mut self, day: Day) {
        for side in [Side::Desk, Side::Post] {
            let (n, new) = (side as usize, &day.lists[side as usize]);
            let place = self.chosen(side).and_then(|old| new.iter().position(|item| item.slug == old.slug));
            self.at[n] = place.unwrap_or(self.at[n]).min(new.len().saturating_sub(1));
        }
        self.day = day;
        self.trouble = None;
        if matches!(self.mode, Mode::Swap(..)) && self.marked().is_none() {
            self.mode = Mode::Browse;
        }
    }

    /// Takes a key.
    pub fn press(&mut self, key: KeyEvent) -> Option<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
            return Some(Effect::Quit);
        }
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return None;
        }
        self.notice = None;
        match (std::mem::replace(&mut self.mode, Mode::Browse), key.code) {
            // The key that closes a page does nothing else.
            (Mode::Message(_), _) => None,
            (Mode::Help(before), _) => {
                self.mode = *before;
                None
            }
            (Mode::Ask(status), KeyCode::Char('y' | 'Y')) => Some(Effect::SetStatus(status)),
            (Mode::Ask(_), KeyCode::Char('n' | 'N' | 'q') | KeyCode::Esc) => self.refuse("nothing was changed"),
            // No other key is an answer, lest a slip of the finger publishes.
            (mode @ Mode::Ask(_), _) => {
                self.mode = mode;
                None
            }
            (Mode::Swap(..), KeyCode::Esc) => self.refuse("no swap"),
            (mode, code) => {
                self.mode = mode;
                self.browse(code, key.modifiers.contains(KeyModifiers::SHIFT))
            }
        }
    }

    fn browse(&mut self, code: KeyCode, shift: bool) -> Option<Effect> {
        match code {
            KeyCode::Tab | KeyCode::BackTab => self.turn_to(self.side.other()),
            KeyCode::Left => self.turn_to(Side::Desk),
            KeyCode::Right => self.turn_to(Side::Post),
            KeyCode::PageDown => self.scroll_by(5),
            KeyCode::PageUp => self.scroll_by(-5),
            KeyCode::Char('?') => self.mode = Mode::Help(Box::new(std::mem::replace(&mut self.mode, Mode::Browse))),
            KeyCode::Char('q') => return Some(Effect::Quit),
            KeyCode::Char('u') => return Some(Effect::Undo),
            KeyCode::Char('e') => return Some(self.edit()),
            KeyCode::Up if shift => return self.reorder(-1),
            KeyCode::Down if shift => return self.reorder(1),
            KeyCode::Char('K') => return self.reorder(-1),
            KeyCode::Char('J') => return self.reorder(1),
            KeyCode::Up | KeyCode::Char('k') => self.step(-1),
            KeyCode::Down | KeyCode::Char('j') => self.step(1),
            KeyCode::Home => self.step(isize::MIN),
            KeyCode::End => self.step(isize::MAX),
            KeyCode::Char('o') => return self.listen(),
            KeyCode::Char('a') => return self.add(),
            KeyCode::Char('d') => return self.put_back(),
            KeyCode::Enter | KeyCode::Char('s') => return self.swap(),
            KeyCode::Char('p') => return self.ask(),
            _ => {}
        }
        None
    }

    fn refuse(&mut self, why: &str) -> Option<Effect> {
        self.notice = Some(Notice::Refused(why.to_owned()));
        None
    }

    fn turn_to(&mut self, side: Side) {
        (self.side, self.scroll) = (side, 0);
    }

    fn step(&mut self, by: isize) {
        let (n, last) = (self.side as usize, self.list(self.side).len().saturating_sub(1));
        self.at[n] = self.at[n].saturating_add_signed(by).min(last);
        self.scroll = 0;
    }

    /// The view keeps it within the text, whose height it alone knows.
    fn scroll_by(&mut self, by: isize) {
        self.scroll = self.scroll.saturating_add_signed(by);
    }

    /// Whether the files can be changed from here.
    fn is_sound(&mut self) -> bool {
        if self.trouble.is_some() {
            self.refuse("mend the file first: e opens it");
        }
        self.trouble.is_none()
    }

    fn edit(&mut self) -> Effect {
        self.mode = Mode::Browse;
        Effect::Edit(self.side, self.chosen(self.side).map_or(1, |item| item.line))
    }

    fn listen(&mut self) -> Option<Effect> {
        match self.chosen(self.side).map(|item| item.address.clone()) {
            None => self.refuse("nothing is chosen"),
            Some(None) => self.refuse("its source block names neither audio nor link on the web"),
            Some(Some(address)) => Some(Effect::Listen(address)),
        }
    }

    fn ask(&mut self) -> Option<Effect> {
        if self.is_sound() {
            self.mode = Mode::Ask(if self.day.status == Status::Draft { Status::Published } else { Status::Draft });
        }
        None
    }

    fn reorder(&mut self, by: isize) -> Option<Effect> {
        if !self.is_sound() {
            return None;
        }
        if self.side == Side::Desk {
            return self.refuse("only the post has an order of yours; → turns to it");
        }
        let from = self.at[1];
        let to = from.checked_add_signed(by).filter(|to| *to < self.list(Side::Post).len());
        match to {
            Some(to) => Some(Effect::Shift { from, to }),
            None => self.refuse(if by < 0 { "it is the first already" } else { "it is the last already" }),
        }
    }

    fn add(&mut self) -> Option<Effect> {
        if !self.is_sound() {
            return None;
        }
        self.mode = Mode::Browse;
        if self.side == Side::Post {
            return self.refuse("it is in the post already; ← turns to the candidates");
        }
        let Some(item) = self.chosen(Side::Desk) else { return self.refuse("the desk is empty") };
        let n = if self.list(Side::Post).is_empty() { 0 } else { self.at[1] + 1 };
        Some(Effect::Add { slug: item.slug.clone(), n })
    }

    fn put_back(&mut self) -> Option<Effect> {
        if !self.is_sound() {
            return None;
        }
        self.mode = Mode::Browse;
        if self.side == Side::Desk {
            return self.refuse("it is on the desk already; → turns to the post");
        }
        if self.list(Side::Post).is_empty() {
            return self.refuse("the post is empty");
        }
        Some(Effect::PutBack(self.at[1]))
    }

    /// The first press marks an insight and turns to the other side; the second, there, swaps.
    fn swap(&mut self) -> Option<Effect> {
        if !self.is_sound() {
            return None;
        }
        let Some(slug) = self.chosen(self.side).map(|item| item.slug.clone()) else { return self.refuse("nothing is chosen") };
        match std::mem::replace(&mut self.mode, Mode::Browse) {
            Mode::Swap(side, marked) if side != self.side => {
                let n = |slug: &String| self.list(Side::Post).iter().position(|item| item.slug == *slug);
                let (n, slug) = if side == Side::Post { (n(&marked)?, slug) } else { (self.at[1], marked) };
                Some(Effect::Swap { n, slug })
            }
            Mode::Swap(_, marked) if marked == slug => self.refuse("no swap"),
            _ if self.list(self.side.other()).is_empty() => {
                let hint = if self.side == Side::Desk { "the post is empty: a adds it" } else { "the desk has nothing to swap it for" };
                self.refuse(hint)
            }
            _ => {
                self.mode = Mode::Swap(self.side, slug);
                self.turn_to(self.side.other());
                None
            }
        }
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
