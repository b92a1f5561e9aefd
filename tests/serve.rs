//! `takefive serve`: what an editor sees while writing.

mod harness;

use harness::Publication;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

const POST: &str = "---\ntitle: A day\ndate: 2026-11-23\nstatus: draft\nsummary: One.\n---\n\n## Tides decide the timetable {#tides}\n\nWords of the editor's own.\n";

struct Serving(Child, String);

impl Serving {
    fn start(publication: &Publication) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_takefive"))
            .args(["serve", "--port", "0"])
            .current_dir(publication.root())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|l| l.contains("Serving")).expect("it says where");
        // The program goes on talking; somebody has to listen.
        std::thread::spawn(move || lines.for_each(drop));
        let host = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self(child, host)
    }

    fn open(&self, path: &str, host: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        BufReader::new(stream)
    }

    fn get(&self, path: &str) -> String {
        let mut text = String::new();
        self.open(path, &self.1).read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_saved_word_reloads_the_page_and_drafts_are_marked() {
    let publication = Publication::new(&[]);
    publication.write("content/posts/2026/2026-11-23.md", POST);
    let serving = Serving::start(&publication);
    let page = serving.get("/2026/11/23/");
    assert!(page.contains("Tides decide the timetable") && page.contains("Draft"), "{page}");
    assert!(serving.get("/nowhere/").starts_with("HTTP/1.1 404"));

    let mut events = serving.open("/_takefive/events", &serving.1);
    let mut line = String::new();
    while line.trim() != "" || line.is_empty() {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream of events stays open");
    }
    publication.write("content/posts/2026/2026-11-23.md", &POST.replace("decide", "dictate"));
    loop {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "a reload is announced");
        if line.contains("reload") {
            break;
        }
    }
    assert!(serving.get("/2026/11/23/").contains("Tides dictate the timetable"));
    assert!(!publication.path("public").exists(), "readers' files are left alone");
}

#[test]
fn another_sites_name_for_loopback_reads_no_draft() {
    let publication = Publication::new(&[]);
    publication.write("content/posts/2026/2026-11-23.md", POST);
    let serving = Serving::start(&publication);
    let mut text = String::new();
    serving.open("/2026/11/23/", "evil.example").read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 403") && !text.contains("Tides"), "{text}");
}
