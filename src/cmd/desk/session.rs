//! The loop: a picture, a key, what it asks for.

use super::{
    day::Day,
    editor,
    hands::{Act, Hands},
    screen::Screen,
    state::{Effect, Mode, Notice, Side, State},
    view::{self, Look},
};
use crate::{
    cli::DeskArgs,
    cmd::{Outcome, serve, talk},
    config::Publication,
};
use anyhow::Context;
use crossterm::event::{self, Event, KeyEventKind};
use jiff::civil::Date;
use std::{io::IsTerminal, path::Path, time::Duration};

/// How often the files are looked at for changes by others.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs the command until its user leaves.
///
/// # Errors
/// There is no terminal or no such day, the day cannot be read, or the terminal fails.
pub fn run(root: &Path, args: &DeskArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let day = day(&publication.root, args.day)?;
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    anyhow::ensure!(
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !dumb,
        "the desk needs a terminal; `takefive swap {day}` does the same in plain commands, and `takefive serve --edit` in the browser"
    );
    let (hands, shown) = Hands::open(&publication.root, day)?;
    let look = Look { colours: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never };
    let mut session = Session { screen: Screen::open(look.colours)?, hands, state: State::new(shown), look };
    let ended = session.run();
    let Session { screen, hands, .. } = session;
    drop(screen);
    ended?;
    if hands.has_written() {
        talk::done(quiet, "Saved", hands.path(Side::Post).display());
    }
    Ok(Outcome::Done)
}

fn day(root: &Path, asked: Option<Date>) -> anyhow::Result<Date> {
    let newest = || {
        let hint = "no post is a draft; `takefive draft` makes one, and `takefive desk DAY` opens one that is published";
        Day::newest_draft(root)?.context(hint)
    };
    asked.map_or_else(newest, Ok)
}

struct Session {
    screen: Screen,
    hands: Hands,
    state: State,
    look: Look,
}

impl Session {
    fn run(&mut self) -> anyhow::Result<()> {
        loop {
            let (state, look) = (&mut self.state, self.look);
            self.screen.draw(|buffer| state.scroll = view::draw(state, look, buffer))?;
            if !event::poll(PAUSE)? {
                self.look_around();
                continue;
            }
            let Event::Key(key) = event::read()? else { continue };
            if key.kind == KeyEventKind::Release {
                continue;
            }
            match self.state.press(key) {
                None => {}
                Some(Effect::Quit) => return Ok(()),
                Some(Effect::Edit(side, line)) => self.edit(side, line)?,
                Some(Effect::Listen(address)) => self.listen(&address),
                Some(effect) => self.act(&effect),
            }
        }
    }

    /// Shows what others wrote.
    fn look_around(&mut self) {
        if !self.hands.has_changed_outside() {
            return;
        }
        self.read_again();
        if matches!(self.state.mode, Mode::Ask(_)) {
            self.state.mode = Mode::Browse;
        }
        self.state.notice = Some(Notice::Refused("the day was changed outside and is shown as it is now".to_owned()));
    }

    fn read_again(&mut self) {
        match self.hands.read() {
            Ok(day) => self.state.show(day),
            Err(error) => self.state.trouble = Some(self.hands.told(&error)),
        }
    }

    fn act(&mut self, effect: &Effect) {
        let act = self.hands.act(effect);
        // Also after a refusal, which may be for what is on the disk by now.
        self.read_again();
        match act {
            Act::Done(text) => self.state.notice = Some(Notice::Done(text)),
            Act::Refused(text) if text.contains('\n') || text.chars().count() > 150 => self.state.mode = Mode::Message(text),
            Act::Refused(text) => self.state.notice = Some(Notice::Refused(text)),
        }
    }

    fn edit(&mut self, side: Side, line: usize) -> anyhow::Result<()> {
        let path = self.hands.path(side);
        if !path.exists() {
            self.state.notice = Some(Notice::Refused(format!("there is no {}", self.hands.told_path(&path))));
            return Ok(());
        }
        let ended = self.screen.lend(|| editor::open(&path, line))?;
        let changed = self.hands.has_changed_outside();
        self.read_again();
        self.state.notice = match ended {
            Err(why) => Some(Notice::Refused(why)),
            Ok(()) if !changed => None,
            Ok(()) => Some(Notice::Done(format!("{} is read again", self.hands.told_path(&path)))),
        };
        Ok(())
    }

    fn listen(&mut self, address: &str) {
        self.state.notice = Some(match serve::open(address) {
            Ok(()) => Notice::Done(format!("opened {address}")),
            Err(program) => Notice::Refused(format!("{address} (no {program} here to open it)")),
        });
    }
}
