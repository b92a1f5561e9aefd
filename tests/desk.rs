//! `takefive desk` in a real pseudo-terminal: keys in, pictures out, and the bytes of both files.
#![cfg(not(windows))]

mod harness;

use harness::Publication;
use rustix::{
    fs::{Mode, OFlags},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};
use std::{
    fs::File,
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";
const COLUMNS: usize = 120;
const ROWS: usize = 40;

/// What a terminal would show: moves, clears and characters of one column are all that is understood.
struct Picture {
    cells: Vec<Vec<char>>,
    at: (usize, usize),
    /// A sequence that has begun.
    escape: Option<String>,
    all: Vec<u8>,
}

impl Picture {
    fn new() -> Self {
        Self { cells: vec![vec![' '; COLUMNS]; ROWS], at: (0, 0), escape: None, all: Vec::new() }
    }

    fn take(&mut self, text: &str) {
        for c in text.chars() {
            match (self.escape.take(), c) {
                (None, '\x1b') => self.escape = Some(String::new()),
                (None, _) => {
                    let (row, column) = self.at;
                    if row < ROWS && column < COLUMNS {
                        self.cells[row][column] = c;
                    }
                    self.at.1 += 1;
                }
                (Some(begun), c) if c.is_ascii_alphabetic() => self.obey(&begun, c),
                (Some(begun), c) => self.escape = Some(begun + &c.to_string()),
            }
        }
    }

    fn obey(&mut self, sequence: &str, what: char) {
        match what {
            'H' => {
                let mut numbers = sequence.trim_start_matches('[').split(';').map(|n| n.parse::<usize>().unwrap_or(1) - 1);
                self.at = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            }
            'J' => self.cells = vec![vec![' '; COLUMNS]; ROWS],
            _ => {}
        }
    }

    fn text(&self) -> String {
        let rows = self.cells.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned());
        rows.collect::<Vec<_>>().join("\n")
    }
}

/// The program in a terminal.
struct Terminal {
    child: Child,
    keys: File,
    picture: Arc<Mutex<Picture>>,
}

impl Terminal {
    fn open(publication: &Publication, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let size = Winsize { ws_row: ROWS as u16, ws_col: COLUMNS as u16, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&terminal, size).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        let side = || Stdio::from(rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap());
        // In a session of its own it cannot ask the terminal in which the tests run for its size.
        let setsid = ["/usr/bin/setsid", "/bin/setsid"].into_iter().find(|path| std::path::Path::new(path).exists());
        let program = env!("CARGO_BIN_EXE_takefive");
        let mut command = setsid.map_or_else(|| Command::new(program), Command::new);
        if setsid.is_some() {
            command.arg(program);
        }
        command.arg("--root").arg(publication.root()).arg("desk").args(args).env("TERM", "xterm-256color").env_remove("NO_COLOR");
        command.env_remove("VISUAL").env_remove("EDITOR").envs(variables.iter().copied());
        let child = command.stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
        drop(command);
        let keys = File::from(terminal);
        let (mut output, picture) = (keys.try_clone().unwrap(), Arc::new(Mutex::new(Picture::new())));
        let shown = picture.clone();
        std::thread::spawn(move || {
            let (mut bytes, mut rest) = ([0; 4096], Vec::new());
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                rest.extend_from_slice(&bytes[..n]);
                let whole = std::str::from_utf8(&rest).map_or_else(|error| error.valid_up_to(), str::len);
                let mut picture = shown.lock().unwrap();
                picture.all.extend_from_slice(&bytes[..n]);
                picture.take(std::str::from_utf8(&rest[..whole]).unwrap());
                rest.drain(..whole);
            }
        });
        Self { child, keys, picture }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn text(&self) -> String {
        self.picture.lock().unwrap().text()
    }

    /// Waits until these words are to be seen.
    #[track_caller]
    fn shows(&self, words: &str) {
        self.waits(|| self.text().contains(words), &format!("nothing of {words:?}"));
    }

    #[track_caller]
    fn waits(&self, done: impl Fn() -> bool, what: &str) {
        let start = Instant::now();
        while !done() {
            assert!(start.elapsed() < Duration::from_secs(60), "{what} in:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Waits for the end: the terminal is as it was.
    #[track_caller]
    fn ends(mut self) {
        // While the child lives its terminal is open, and its modes can be asked for; what counts is what they are at its end.
        let code = self.child.wait().unwrap();
        assert!(code.success(), "{code}: {}", self.text());
        if let Ok(modes) = tcgetattr(&self.keys) {
            assert!(modes.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO), "the terminal is still raw");
        }
        self.waits(
            || String::from_utf8_lossy(&self.picture.lock().unwrap().all).contains("\x1b[?1049l"),
            "no way back to the usual screen",
        );
        let all = String::from_utf8_lossy(&self.picture.lock().unwrap().all).into_owned();
        assert!(all.rfind("\x1b[?25h") > all.rfind("\x1b[?25l"), "the cursor is still hidden");
    }
}

fn section(slug: &str) -> String {
    format!(
        "## Headline {slug} {{#{slug}}}\n\nThe claim of {slug} stands here.\n\n> The quote of {slug}.\n\n```source\npodcast: Show {slug}\nepisode: \
         Episode\nguid: guid-{slug}\naudio: https://cdn.example.org/{slug}.mp3\nstart: 61.5\nby: embedded\nscore: 0.5\n```\n"
    )
}

fn runner_up(slug: &str) -> String {
    section(slug) + "\n<!-- 0.50: claim +0.3. Not in the post: no room. -->\n"
}

fn post(status: &str, sections: &[String]) -> String {
    format!("---\ntitle: A day\ndate: 2026-11-23\nstatus: {status} # draft | published\n---\n\n{}", sections.join("\n"))
}

fn desk(sections: &[String]) -> String {
    format!("---\ndate: 2026-11-23\n---\n\nWhat nearly made it.\n\n{}\n# Report\n\nRead 3 feeds.\n", sections.join("\n"))
}

/// A draft of three insights with two runners-up, and a newer day that is published.
fn publication() -> Publication {
    let publication = Publication::new(&[]);
    publication.write(POST, &post("draft", &["a", "b", "c"].map(section)));
    publication.write(DESK, &desk(&["x", "y"].map(runner_up)));
    publication.write("content/posts/2026/2026-11-24.md", "---\ntitle: Newer\ndate: 2026-11-24\nstatus: published\n---\n");
    publication
}

/// A program of shell that other programs find by its name.
fn program(publication: &Publication, name: &str, text: &str) -> String {
    publication.write(&format!("bin/{name}"), &format!("#!/bin/sh\n{text}\n"));
    let path = publication.path(&format!("bin/{name}"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_day_is_reviewed_with_keys_and_both_files_say_so_to_the_byte() {
    let publication = publication();
    let opened = publication.path("opened");
    program(&publication, "xdg-open", &format!("echo \"$1\" > {}", opened.display()));
    program(&publication, "open", &format!("echo \"$1\" > {}", opened.display()));
    let edited = publication.path("edited");
    let editor = program(
        &publication,
        "vim",
        &format!(
            "echo \"$1\" > {}; sed 's/The claim of c stands/My claim stands/' \"$2\" > \"$2.new\" && mv \"$2.new\" \"$2\"",
            edited.display()
        ),
    );
    let path = format!("{}:{}", publication.path("bin").display(), std::env::var("PATH").unwrap());
    let mut terminal = Terminal::open(&publication, &[], &[("EDITOR", &editor), ("PATH", &path)]);
    terminal.shows("On the desk · 2");
    terminal.shows("The post · 3");
    terminal.shows("The quote of x.");
    assert!(terminal.text().starts_with(" 2026-11-23  A day"), "{}", terminal.text());

    // Out with b, in with y.
    terminal.press("\tj\r");
    terminal.shows("comes into the post");
    terminal.press("j\r");
    terminal.shows("“Headline y” is in the post, “Headline b” on the desk");
    assert_eq!(publication.read(POST), post("draft", &["a", "y", "c"].map(section)));
    assert_eq!(publication.read(DESK), desk(&[runner_up("x"), section("b")]));

    terminal.press("\x1b[C");
    terminal.press("K");
    terminal.shows("“Headline y” is number 1 now");
    assert_eq!(publication.read(POST), post("draft", &["y", "a", "c"].map(section)));

    // One too many, taken back.
    terminal.press("d");
    terminal.shows("The post · 2");
    terminal.press("u");
    terminal.shows("The post · 3");
    assert_eq!(publication.read(POST), post("draft", &["y", "a", "c"].map(section)));
    assert_eq!(publication.read(DESK), desk(&[runner_up("x"), section("b")]));

    terminal.press("o");
    terminal.waits(|| opened.exists() && publication.read("opened").ends_with('\n'), "nothing was opened");
    let address = publication.read("opened");
    assert!(address.ends_with(".mp3#t=61.5\n") && address.starts_with("https://cdn.example.org/"), "{address}");

    terminal.press("\x1b[F");
    terminal.shows("The claim of c stands here.");
    terminal.press("e");
    terminal.shows("My claim stands here.");
    let line = publication.read(POST).lines().position(|line| line.starts_with("## Headline c")).unwrap() + 1;
    assert_eq!(publication.read("edited"), format!("+{line}\n"));

    terminal.press("p");
    terminal.shows("Publish this day? y or n");
    assert!(publication.read(POST).contains("status: draft"));
    terminal.press("y");
    terminal.shows("takefive build");
    terminal.press("q");
    terminal.ends();
    let expected = post("published", &["y", "a", "c"].map(section)).replace("The claim of c stands", "My claim stands");
    assert_eq!(publication.read(POST), expected);
    assert_eq!(publication.read(DESK), desk(&[runner_up("x"), section("b")]));
}

#[test]
fn a_file_that_somebody_else_wrote_meanwhile_is_shown_and_kept() {
    let publication = publication();
    let mut terminal = Terminal::open(&publication, &["2026-11-23"], &[]);
    terminal.shows("The post · 3");
    // It must not see the change before the key.
    terminal.signal("STOP");
    let theirs = publication.read(POST).replace("## Headline a", "## The headline of somebody else");
    publication.write(POST, &theirs);
    terminal.press("\tJ");
    terminal.signal("CONT");
    terminal.shows("was changed ");
    terminal.shows("The headline of somebody else");
    // Unless it was stopped at the very moment when it looked around, and the key came after.
    assert!(publication.read(POST) == theirs || terminal.text().contains("is number 2 now"), "{}", terminal.text());
    assert!(publication.read(POST).contains("## The headline of somebody else {#a}"));

    // What breaks the file meanwhile is told, and when it is mended the day comes back.
    let good = publication.read(POST);
    publication.write(POST, &good.replace("title: A day\n", ""));
    terminal.shows("The files cannot be read as they are now");
    terminal.press("d");
    terminal.shows("mend the file first");
    publication.write(POST, &good);
    terminal.shows("The post · 3");
    assert_eq!(publication.read(POST), good);
    assert_eq!(publication.read(DESK), desk(&["x", "y"].map(runner_up)));

    std::fs::remove_file(publication.path(DESK)).unwrap();
    terminal.shows("On the desk · 0");
    terminal.press("\x1b[De");
    terminal.shows("there is no content/desk/2026-11-23.md");
    terminal.press("\x1b[Cd");
    terminal.shows("the day has no desk to put it on");
    terminal.press("\x03");
    terminal.ends();
    assert_eq!(publication.read(POST), good);
}

#[test]
fn without_a_terminal_or_a_draft_the_error_says_what_serves() {
    let publication = publication();
    publication.run(&["desk"]).ends_with(1).says("takefive swap 2026-11-23").says("serve --edit");
    publication.run(&["desk", "2026-12-01"]).ends_with(1);
    publication.run(&["publish", "2026-11-23"]).ends_with(0);
    publication.run(&["desk"]).ends_with(1).says("no post is a draft");
    let help = publication.run(&["desk", "--help"]).ends_with(0).out;
    assert!(help.contains("Shift+↑, ↓") && help.contains("swap: press it on an insight"), "{help}");
}
