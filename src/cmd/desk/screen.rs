//! The terminal: taken over, written to, and given back as it was, also when the program panics.

use crossterm::{
    cursor::{Hide, MoveTo, Show},
    execute, queue,
    style::{self, Attribute, Print, SetAttribute, SetForegroundColor},
    terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui_core::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};
use std::{
    io::{self, Write},
    sync::Once,
};

/// The whole terminal, for as long as this lives.
#[derive(Debug)]
pub struct Screen {
    /// What the terminal shows. `None` if that is not known.
    shown: Option<Buffer>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// The terminal does not obey.
    pub fn open(colours: bool) -> io::Result<Self> {
        // Whether there are colours is decided already.
        style::force_color_output(colours);
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                // First, so that the message can be read.
                let _ = give_back();
                usual(info);
            }));
        });
        // From here on, what fails gives the terminal back.
        let screen = Self { shown: None };
        take_over()?;
        Ok(screen)
    }

    /// Shows what `draw` makes of an empty picture of the terminal's size.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        let (columns, rows) = terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or((80, 24));
        let area = Rect::new(0, 0, columns, rows);
        let mut next = Buffer::empty(area);
        draw(&mut next);
        let mut out = io::stdout().lock();
        let last = match self.shown.take() {
            Some(last) if last.area == area => last,
            _ => {
                queue!(out, SetAttribute(Attribute::Reset), Clear(ClearType::All))?;
                Buffer::empty(area)
            }
        };
        paint(&mut out, &last.diff(&next))?;
        out.flush()?;
        self.shown = Some(next);
        Ok(())
    }

    /// Gives the terminal back while `work` runs, and takes it over again.
    ///
    /// # Errors
    /// The terminal does not obey.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back()?;
        let result = work();
        self.shown = None;
        take_over()?;
        Ok(result)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = give_back();
    }
}

fn take_over() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, Hide)
}

fn give_back() -> io::Result<()> {
    let told = execute!(io::stdout(), SetAttribute(Attribute::Reset), Show, LeaveAlternateScreen);
    terminal::disable_raw_mode()?;
    told
}

/// Writes cells, each run of them with one move and each style once.
fn paint(out: &mut impl Write, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
    let mut next = None;
    let mut look = None;
    for (x, y, cell) in cells {
        if next != Some((*x, *y)) {
            queue!(out, MoveTo(*x, *y))?;
        }
        // Terminals do not agree on the width of some characters: behind one that is not plain, the place is said anew.
        next = (cell.symbol().is_ascii()).then_some((x + 1, *y));
        if look != Some((cell.fg, cell.modifier)) {
            queue!(out, SetAttribute(Attribute::Reset), SetForegroundColor(colour(cell.fg)))?;
            for (modifier, attribute) in
                [(Modifier::BOLD, Attribute::Bold), (Modifier::DIM, Attribute::Dim), (Modifier::REVERSED, Attribute::Reverse)]
            {
                if cell.modifier.contains(modifier) {
                    queue!(out, SetAttribute(attribute))?;
                }
            }
            look = Some((cell.fg, cell.modifier));
        }
        queue!(out, Print(cell.symbol()))?;
    }
    queue!(out, SetAttribute(Attribute::Reset))
}

/// The colours of the view, as the terminal's own palette has them.
fn colour(colour: Color) -> style::Color {
    match colour {
        Color::Red => style::Color::DarkRed,
        Color::Green => style::Color::DarkGreen,
        Color::Magenta => style::Color::DarkMagenta,
        Color::Cyan => style::Color::DarkCyan,
        _ => style::Color::Reset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_written_and_a_wide_character_is_followed_by_its_place() {
        style::force_color_output(true);
        let area = Rect::new(0, 0, 12, 2);
        let (last, mut next) = (Buffer::empty(area), Buffer::empty(area));
        next.set_string(1, 0, "ab", Color::Green);
        next.set_string(4, 1, "語c", Modifier::BOLD);
        let mut out = Vec::new();
        paint(&mut out, &last.diff(&next)).expect("bytes");
        let text = String::from_utf8(out).expect("UTF-8").replace('\x1b', "^");
        assert_eq!(text, "^[1;2H^[0m^[38;5;2mab^[2;5H^[0m^[39m^[1m語^[2;7Hc^[0m");
        let mut out = Vec::new();
        paint(&mut out, &next.diff(&next)).expect("bytes");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "\x1b[0m");
    }
}
