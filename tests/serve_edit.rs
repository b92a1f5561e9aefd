//! `takefive serve --edit`: the desk's endpoints as its page and as others ask them, and what they leave on the disk.

mod harness;

use harness::Publication;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

/// The program, serving a publication whose drafts may be edited.
struct Serving {
    child: Child,
    host: String,
    key: String,
}

/// A request with everything that the desk's page sends; tests take parts away.
struct Ask<'a> {
    method: &'a str,
    path: String,
    host: &'a str,
    headers: Vec<(&'a str, String)>,
    body: String,
}

impl Serving {
    fn start(publication: &Publication, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_takefive"))
            .args(["serve", "--port", "0"])
            .args(args)
            .current_dir(publication.root())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("Serving") || line.contains("error")).expect("it says where");
        let edits = args.contains(&"--edit");
        let key = edits.then(|| lines.find(|line| line.contains("Editing")).expect("it says where to edit"));
        // The program goes on talking; somebody has to listen.
        std::thread::spawn(move || lines.for_each(drop));
        let host = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let key = key.map(|line| line.split("#key=").nth(1).unwrap().split(' ').next().unwrap().to_owned());
        Self { child, host, key: key.unwrap_or_default() }
    }

    fn ask(&self, method: &'static str, path: &str) -> Ask<'_> {
        let headers = vec![
            ("takefive-key", self.key.clone()),
            ("origin", format!("http://{}", self.host)),
            ("sec-fetch-site", "same-origin".to_owned()),
            ("content-type", "application/json".to_owned()),
        ];
        Ask { method, path: format!("/_takefive/edit/{path}"), host: &self.host, headers, body: String::new() }
    }

    /// Status, headers and body.
    fn send(&self, ask: &Ask<'_>) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let headers: String = ask.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (method, path, host, body) = (ask.method, &ask.path, ask.host, &ask.body);
        let length = body.len();
        // A server that refuses a body closes before it has all of it.
        let _ = write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}content-length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        // A font is no text, and nothing reads its bytes here.
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
        (head.split(' ').nth(1).unwrap_or("0").parse().unwrap(), head.to_owned(), body)
    }

    fn json(&self, ask: &Ask<'_>) -> (u16, Value) {
        let (status, _, body) = self.send(ask);
        (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    fn day(&self) -> Value {
        let (status, day) = self.json(&self.ask("GET", &format!("api/days/{DAY}")));
        assert_eq!(status, 200, "{day}");
        day
    }

    fn post(&self, operation: &Value) -> (u16, Value) {
        let ask = Ask { body: operation.to_string(), ..self.ask("POST", &format!("api/days/{DAY}")) };
        self.json(&ask)
    }

    /// Does it to the day as it is now.
    #[track_caller]
    fn does(&self, mut operation: Value) -> Value {
        operation["version"] = self.day()["version"].clone();
        let (status, day) = self.post(&operation);
        assert_eq!(status, 200, "{operation}: {day}");
        day
    }

    /// The sentence with which it is refused.
    #[track_caller]
    fn refuses(&self, mut operation: Value, with: u16) -> String {
        operation["version"] = self.day()["version"].clone();
        let (status, answer) = self.post(&operation);
        assert_eq!(status, with, "{operation}: {answer}");
        answer["error"].as_str().unwrap().to_owned()
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap_or(0);
        if length == 0 {
            break;
        }
        text.push_str(&rest[..length]);
        body = &rest[length + 2..];
    }
    text
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A section as an editor may have left it: a comment in its YAML, and words behind its quote.
fn section(slug: &str, headline: &str) -> String {
    format!(
        "## {headline} {{#{slug}}}\n\nThe claim of {slug}, in *its* own words.\n\n> What was said about {slug}.\n\n```source\n# checked by ear\n\
         podcast: Field Notes\nepisode: \"Ep: {slug}\"\nguid: guid-{slug}\nlink: https://example.org/{slug}\naudio: https://example.org/{slug}.mp3\n\
         start: 75.5\nend: 90\nspeaker: Sam Guest\nby: embedded\nscore: 0.50\n```\n\nAn afterword, with two spaces at its end.  \n"
    )
}

const HEAD: &str =
    "---\ntitle: A day # of mine\ndate: 2026-11-23\nstatus: draft\nsummary: \"One: two.\"\nextra: { mood: calm }\n---\n\nAn opening.\n\n";

fn post_of(sections: &[String]) -> String {
    format!("{HEAD}{}", sections.join("\n"))
}

fn desk_of(sections: &[String]) -> String {
    let lost = "\n<!-- 0.41: claim +0.3, length -0.1. Not in the post: its episode gave “Tides”. -->\n";
    let sections: Vec<String> = sections.iter().map(|section| format!("{section}{lost}")).collect();
    format!("---\ndate: 2026-11-23\n---\n\nWhat nearly made it.\n\n{}\n# Report\n\nRead 1 of 1 feed.\n", sections.join("\n"))
}

fn tides() -> String {
    section("tides", "Tides decide the timetable")
}
fn ferries() -> String {
    section("ferries", "Ferries wait for nobody")
}
fn locks() -> String {
    section("locks", "Locks are patience in stone")
}
fn gulls() -> String {
    section("gulls", "Gulls know the hour")
}
fn ropes() -> String {
    section("ropes", "Ropes remember every knot")
}

/// Three insights in the post, two on the desk.
fn publication() -> Publication {
    let publication = Publication::new(&[]);
    publication.write(POST, &post_of(&[tides(), ferries(), locks()]));
    publication.write(DESK, &desk_of(&[gulls(), ropes()]));
    publication
}

#[test]
fn the_days_are_listed_with_drafts_first() {
    let publication = publication();
    let other = "---\ntitle: Later\ndate: 2026-11-24\nstatus: published\n---\n\n## Words {#words}\n\nOf my own.\n";
    publication.write("content/posts/2026/2026-11-24.md", other);
    let serving = Serving::start(&publication, &["--edit"]);
    let (status, days) = serving.json(&serving.ask("GET", "api/days"));
    let listed = |day: &str, title: &str, status: &str, insights: usize| json!({ "day": day, "title": title, "status": status, "insights": insights });
    assert_eq!(status, 200);
    assert_eq!(days["site"], "Five");
    assert_eq!(days["days"], json!([listed(DAY, "A day", "draft", 3), listed("2026-11-24", "Later", "published", 1)]));
}

#[test]
fn a_day_comes_with_all_that_an_editor_needs() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    let day = serving.day();
    for (key, value) in [
        ("title", json!("A day")),
        ("summary", json!("One: two.")),
        ("status", json!("draft")),
        ("preview", json!("/2026/11/23/")),
        ("file", json!(POST)),
        ("direction", json!("ltr")),
        ("desk", json!(true)),
    ] {
        assert_eq!(day[key], value, "{key}");
    }
    let first = &day["sections"][0];
    for (key, value) in [
        ("slug", json!("tides")),
        ("headline", json!("Tides decide the timetable")),
        ("body", json!("The claim of tides, in *its* own words.")),
        ("quote", json!("What was said about tides.")),
        ("podcast", json!("Field Notes")),
        ("episode", json!("Ep: tides")),
        ("link", json!("https://example.org/tides")),
        ("audio", json!("https://example.org/tides.mp3")),
        ("speaker", json!("Sam Guest")),
        ("start", json!(75.5)),
        ("end", json!(90.0)),
        ("score", json!(0.5)),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert_eq!(day["runners_up"][1]["slug"], "ropes");
    assert_eq!(day["runners_up"][1]["lost"], "its episode gave “Tides”");
    assert_eq!(day["runners_up"][1]["about"], "0.41: claim +0.3, length -0.1");
    let faults = day["faults"].as_array().unwrap();
    assert!(faults.iter().any(|f| f["slug"] == "tides" && f["message"].as_str().unwrap().contains("8 words")), "{faults:?}");
}

#[test]
fn reasons_for_a_score_come_from_the_days_measurements() {
    let publication = publication();
    let measured = "\n## Measurements\n\n```measured\n- { slug: tides, guid: guid-tides, podcast: Field Notes, topics: [], signals: { claim: 0.9, length: 0.5 }, \
                    score: 0.5000, start: -0.40, shares: { claim: 0.60, length: -0.20, story: 0.01 } }\n```\n";
    publication.write(DESK, &(desk_of(&[gulls()]) + measured));
    let serving = Serving::start(&publication, &["--edit"]);
    let why = &serving.day()["sections"][0]["why"];
    let names: Vec<&str> = why.as_array().unwrap().iter().map(|reason| reason["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["claim", "length"], "the weightiest first, and none that says nothing");
    assert!(why[0]["share"].as_f64().unwrap() > 0.59 && why[1]["share"].as_f64().unwrap() < -0.19, "{why}");
    assert!(why[0]["meaning"].is_string(), "{why}");
}

#[test]
fn whoever_lacks_the_key_or_comes_from_elsewhere_gets_nothing() {
    let publication = publication();
    let before = publication.files("content");
    let serving = Serving::start(&publication, &["--edit"]);
    let version = serving.day()["version"].as_str().unwrap().to_owned();
    let operation = json!({ "version": version, "op": "title", "base": "A day", "text": "Mine" }).to_string();
    let refused = |name: &str, change: &dyn Fn(&mut Ask<'_>), with: u16| {
        for (method, path) in [("GET", "api/days"), ("GET", "api/days/2026-11-23"), ("POST", "api/days/2026-11-23")] {
            let mut ask = serving.ask(method, path);
            ask.body = if method == "POST" { operation.clone() } else { String::new() };
            change(&mut ask);
            let (status, _, body) = serving.send(&ask);
            assert_eq!(status, with, "{name}: {method} {path}: {body}");
            assert!(!body.contains("A day") && !body.contains(&serving.key), "{name}: {body}");
        }
    };
    let set = |ask: &mut Ask<'_>, name: &'static str, value: &str| {
        ask.headers.retain(|(own, _)| *own != name);
        ask.headers.push((name, value.to_owned()));
    };
    refused("no key", &|ask| ask.headers.retain(|(name, _)| *name != "takefive-key"), 401);
    refused("another key", &|ask| set(ask, "takefive-key", "abcdefghijklmnopqrstuvwxyz234567"), 401);
    refused("foreign origin", &|ask| set(ask, "origin", "http://evil.example"), 403);
    refused("a frame's origin", &|ask| set(ask, "origin", "null"), 403);
    refused("another port", &|ask| set(ask, "origin", "http://127.0.0.1:1"), 403);
    refused("from another site", &|ask| set(ask, "sec-fetch-site", "cross-site"), 403);
    refused("foreign host", &|ask| ask.host = "evil.example", 403);
    // What an HTML form can send without asking first.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let mut ask = Ask { body: operation.clone(), ..serving.ask("POST", "api/days/2026-11-23") };
        set(&mut ask, "content-type", kind);
        assert_eq!(serving.send(&ask).0, 415, "{kind}");
    }
    let mut without = Ask { body: operation.clone(), ..serving.ask("POST", "api/days/2026-11-23") };
    without.headers.retain(|(name, _)| *name != "origin");
    assert_eq!(serving.send(&without).0, 403);
    let (status, _, _) =
        serving.send(&Ask { headers: vec![("origin", "http://evil.example".into())], ..serving.ask("OPTIONS", "api/days") });
    assert_eq!(status, 403);
    let large = Ask { body: format!("{operation}{}", " ".repeat(300_000)), ..serving.ask("POST", "api/days/2026-11-23") };
    assert!([0, 413].contains(&serving.send(&large).0));
    assert_eq!(publication.files("content"), before, "nothing was written");
}

#[test]
fn the_page_is_its_own_and_tells_nothing() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    for path in ["", "2026-11-23"] {
        let (status, head, body) = serving.send(&Ask { headers: vec![], ..serving.ask("GET", path) });
        assert_eq!(status, 200);
        assert!(!body.contains(&serving.key) && !body.contains("Tides"), "{body}");
        let policy = head.lines().find(|line| line.starts_with("content-security-policy:")).expect("a policy");
        for part in [
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "frame-ancestors 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{part} is missing in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(
            head.contains("cache-control: no-store")
                && head.contains("x-frame-options: DENY")
                && head.contains("referrer-policy: no-referrer")
        );
        // What the policy forbids is not there, and what the page names is.
        assert!(!body.contains(" style=") && !body.contains("<style") && !body.contains(" onclick"), "{body}");
        for script in body.split("<script").skip(1) {
            assert!(script.starts_with(' ') && script.split('>').next().unwrap().contains("src="), "{script}");
        }
        for name in body.split("/_takefive/edit/page/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert_eq!(serving.send(&serving.ask("GET", &format!("page/{name}"))).0, 200, "{name}");
        }
    }
    for path in ["2026-13-45", "page/../../secret", "page/newsreader-OFL.txt", "page/none.js", "api/none"] {
        assert_eq!(serving.send(&serving.ask("GET", path)).0, 404, "{path}");
    }
    let script = serving.send(&serving.ask("GET", "page/main.js"));
    assert!(script.1.contains("text/javascript") && script.2.contains("import"), "{}", script.1);
    let font = env!("CARGO_MANIFEST_DIR").to_owned() + "/themes/daily/static/fonts/newsreader-text.woff2";
    assert!(std::fs::metadata(font).is_ok(), "the desk takes its fonts from the theme");
}

#[test]
fn nothing_can_be_edited_unless_it_was_asked_for() {
    let publication = publication();
    let before = publication.read(POST);
    let serving = Serving::start(&publication, &[]);
    for (method, path) in
        [("GET", ""), ("GET", "2026-11-23"), ("GET", "api/days"), ("GET", "api/days/2026-11-23"), ("POST", "api/days/2026-11-23")]
    {
        let (status, _, body) = serving.send(&serving.ask(method, path));
        assert!([404, 405].contains(&status), "{method} {path}: {status} {body}");
    }
    assert_eq!(publication.read(POST), before);
}

#[test]
fn every_operation_writes_its_bytes_and_no_others() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit", DAY]);
    let is = |post: &[String], desk: &[String]| {
        assert_eq!(publication.read(POST), post_of(post));
        assert_eq!(publication.read(DESK), desk_of(desk));
    };
    let day = serving.does(json!({ "op": "shift", "n": 0, "slug": "tides", "to": 2 }));
    assert_eq!(day["sections"][2]["slug"], "tides");
    is(&[ferries(), locks(), tides()], &[gulls(), ropes()]);
    serving.does(json!({ "op": "shift", "n": 2, "slug": "tides", "to": 0 }));
    is(&[tides(), ferries(), locks()], &[gulls(), ropes()]);

    let day = serving.does(json!({ "op": "take", "n": 3, "slug": "ropes" }));
    assert_eq!((day["sections"][3]["slug"].as_str(), day["runners_up"].as_array().unwrap().len()), (Some("ropes"), 1));
    is(&[tides(), ferries(), locks(), ropes()], &[gulls()]);

    let day = serving.does(json!({ "op": "swap", "n": 1, "slug": "ferries", "with": "gulls" }));
    assert_eq!((&day["sections"][1]["slug"], &day["runners_up"][0]["slug"]), (&json!("gulls"), &json!("ferries")));
    assert_eq!(publication.read(POST), post_of(&[tides(), gulls(), locks(), ropes()]));
    assert!(publication.read(DESK).contains(&ferries()), "{}", publication.read(DESK));

    serving.does(json!({ "op": "put-back", "n": 0, "slug": "tides" }));
    assert_eq!(publication.read(POST), post_of(&[gulls(), locks(), ropes()]));
    assert!(publication.read(DESK).contains(&tides()) && publication.read(DESK).ends_with("# Report\n\nRead 1 of 1 feed.\n"));

    let headline =
        json!({ "op": "headline", "n": 0, "slug": "gulls", "base": "Gulls know the hour", "text": "Gulls *never* ask: #1 is food" });
    let day = serving.does(headline);
    assert_eq!(day["sections"][0]["headline"], "Gulls *never* ask: #1 is food");
    let renamed = gulls().replace("Gulls know the hour", r"Gulls \*never\* ask: #1 is food");
    assert_eq!(publication.read(POST), post_of(&[renamed.clone(), locks(), ropes()]));

    let text = "Two paragraphs now.\n\n- and a list, with a [link](/about/)\n";
    let day =
        serving.does(json!({ "op": "body", "n": 0, "slug": "gulls", "base": "The claim of gulls, in *its* own words.", "text": text }));
    assert_eq!(day["sections"][0]["body"], text.trim_end());
    let rewritten = renamed.replace("The claim of gulls, in *its* own words.\n", text);
    assert_eq!(publication.read(POST), post_of(&[rewritten.clone(), locks(), ropes()]));

    serving.does(json!({ "op": "summary", "base": "One: two.", "text": "Three: # four" }));
    let post = post_of(&[rewritten, locks(), ropes()]).replace("\"One: two.\"", "\"Three: # four\"");
    assert_eq!(publication.read(POST), post);
    let day = serving.does(json!({ "op": "title", "base": "A day", "text": "Another" }));
    assert_eq!((&day["title"], &day["summary"]), (&json!("Another"), &json!("Three: # four")));
    assert!(publication.read(POST).lines().nth(1).unwrap().starts_with("title: Another"), "{}", publication.read(POST));

    let before = publication.read(POST);
    assert_eq!(serving.does(json!({ "op": "publish" }))["status"], "published");
    assert_eq!(publication.read(POST), before.replace("status: draft", "status: published"));
    assert_eq!(serving.does(json!({ "op": "unpublish" }))["status"], "draft");
    assert_eq!(publication.read(POST), before);
}

#[test]
fn windows_line_ends_stay_windows_line_ends() {
    let publication = Publication::new(&[]);
    let windows = |text: String| text.replace('\n', "\r\n");
    publication.write(POST, &windows(post_of(&[tides(), ferries()])));
    publication.write(DESK, &desk_of(&[gulls()]));
    let serving = Serving::start(&publication, &["--edit"]);
    assert_eq!(serving.day()["sections"][0]["body"], "The claim of tides, in *its* own words.");
    let text = "First.\n\nSecond.";
    let day =
        serving.does(json!({ "op": "body", "n": 0, "slug": "tides", "base": "The claim of tides, in *its* own words.", "text": text }));
    assert_eq!(day["sections"][0]["body"], text);
    let rewritten = tides().replace("The claim of tides, in *its* own words.", text);
    assert_eq!(publication.read(POST), windows(post_of(&[rewritten.clone(), ferries()])));
    serving.does(json!({ "op": "swap", "n": 1, "slug": "ferries", "with": "gulls" }));
    serving.does(json!({ "op": "shift", "n": 1, "slug": "gulls", "to": 0 }));
    serving.does(json!({ "op": "publish" }));
    assert_eq!(publication.read(POST), windows(post_of(&[gulls(), rewritten]).replace("status: draft", "status: published")));
    assert!(!publication.read(DESK).contains('\r'));
}

#[test]
fn what_changed_on_disk_is_shown_and_never_written_over() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    let version = serving.day()["version"].clone();
    let theirs = post_of(&[tides().replace("The claim of tides, in *its* own words.", "Their words."), ferries(), locks()]);
    publication.write(POST, &theirs);
    let base = "The claim of tides, in *its* own words.";
    let (status, answer) =
        serving.post(&json!({ "version": version, "op": "body", "n": 0, "slug": "tides", "base": base, "text": "My words." }));
    assert_eq!((status, &answer["yours"], &answer["file"]), (409, &json!("My words."), &json!("Their words.")));
    assert_eq!(answer["day"]["sections"][0]["body"], "Their words.");
    for operation in [
        json!({ "op": "shift", "n": 0, "slug": "tides", "to": 1 }),
        json!({ "op": "swap", "n": 0, "slug": "tides", "with": "gulls" }),
        json!({ "op": "take", "n": 0, "slug": "gulls" }),
        json!({ "op": "put-back", "n": 0, "slug": "tides" }),
        json!({ "op": "title", "base": "A day", "text": "Mine" }),
        json!({ "op": "publish" }),
    ] {
        let mut old = operation.clone();
        old["version"] = version.clone();
        let (status, answer) = serving.post(&old);
        assert_eq!(status, 409, "{operation}: {answer}");
    }
    // Text that was typed before the page was loaded anew: the version is right, and what it began with is not.
    let now = serving.day()["version"].clone();
    let (status, answer) =
        serving.post(&json!({ "version": now, "op": "body", "n": 0, "slug": "tides", "base": base, "text": "My words." }));
    assert_eq!((status, &answer["file"]), (409, &json!("Their words.")));
    assert_eq!((publication.read(POST), publication.read(DESK)), (theirs, desk_of(&[gulls(), ropes()])));

    // A change of the desk counts as well: a swap would write it.
    publication.write(DESK, &desk_of(&[ropes()]));
    let (status, _) = serving.post(&json!({ "version": now, "op": "swap", "n": 0, "slug": "tides", "with": "gulls" }));
    assert_eq!((status, publication.read(DESK)), (409, desk_of(&[ropes()])));

    // The section went to another file: its editor's words come back, and there is nothing to hold them against.
    let now = serving.day()["version"].clone();
    publication.write(POST, &post_of(&[ferries(), locks()]));
    let (status, answer) = serving.post(&json!({ "version": now, "op": "headline", "n": 0, "slug": "tides", "base": "x", "text": "Mine" }));
    assert_eq!((status, &answer["yours"], &answer["file"]), (409, &json!("Mine"), &Value::Null));
}

#[test]
fn what_cannot_be_done_says_why_and_leaves_the_files() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    let before = publication.files("content");
    let base = "The claim of tides, in *its* own words.";
    let body = |text: &str| json!({ "op": "body", "n": 0, "slug": "tides", "base": base, "text": text });
    for text in ["Words.\n\n## A heading\n\nMore.", "> A quote of mine", "```\nnever closed", "```source\npodcast: Mine\n```"] {
        let error = serving.refuses(body(text), 422);
        assert!(error.contains("a claim is paragraphs") || error.contains("cannot be changed safely"), "{text:?}: {error}");
    }
    let headline = |text: &str| json!({ "op": "headline", "n": 0, "slug": "tides", "base": "Tides decide the timetable", "text": text });
    assert!(serving.refuses(headline(" \n "), 422).contains("a headline needs words"));
    assert!(serving.refuses(json!({ "op": "title", "base": "A day", "text": "" }), 422).contains("needs a title"));
    assert!(serving.refuses(json!({ "op": "swap", "n": 0, "slug": "tides", "with": "nobody" }), 422).contains("it has gulls, ropes"));
    assert!(serving.refuses(json!({ "op": "swap", "n": 0, "slug": "locks", "with": "gulls" }), 422).contains("is not `locks`"));
    assert!(serving.refuses(json!({ "op": "shift", "n": 9, "slug": "tides", "to": 0 }), 422).contains("insight 10"));
    assert!(serving.refuses(json!({ "op": "erase" }), 422).contains("no operation of the desk"));
    assert_eq!(publication.files("content"), before);

    publication.write(
        POST,
        &publication.read(POST).replace("podcast: Field Notes\nepisode: \"Ep: locks\"", "podcst: Field Notes\nepisode: \"Ep: locks\""),
    );
    let error = serving.refuses(json!({ "op": "publish" }), 422);
    assert!(error.contains("mend this first") && error.contains("podcst") && error.contains("2026-11-23.md:"), "{error}");
    assert!(publication.read(POST).contains("status: draft"));

    let (status, answer) = serving.json(&serving.ask("GET", "api/days/2026-11-30"));
    assert_eq!(status, 404);
    assert!(answer["error"].as_str().unwrap().contains("draft the day first"), "{answer}");
    publication.write(POST, "---\ntitle: [\n---\n");
    let (status, answer) = serving.json(&serving.ask("GET", "api/days/2026-11-23"));
    assert!(status == 422 && answer["error"].as_str().unwrap().contains("2026-11-23.md:"), "{answer}");
}

#[test]
fn the_page_hears_of_a_file_that_breaks_the_build() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    let mut stream = TcpStream::connect(&serving.host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET /_takefive/events HTTP/1.1\r\nHost: {}\r\n\r\n", serving.host).unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.find(|line| line.is_empty()).expect("the stream of events stays open");
    publication.write(POST, "---\ntitle: [\n---\n");
    let told = lines.find(|line| line.starts_with("data:"));
    assert_eq!(told.as_deref(), Some("data: fault"));
    publication.write(POST, &post_of(&[tides()]));
    let told = lines.find(|line| line == "data: reload");
    assert!(told.is_some(), "a mended file reloads the page");
}

#[test]
fn the_preview_shows_what_was_saved() {
    let publication = publication();
    let serving = Serving::start(&publication, &["--edit"]);
    serving.does(json!({ "op": "headline", "n": 0, "slug": "tides", "base": "Tides decide the timetable", "text": "Tides dictate it" }));
    let asked = || serving.send(&Ask { path: "/2026/11/23/".into(), headers: vec![], ..serving.ask("GET", "") }).2;
    let seen = (0..600).any(|_| {
        let there = asked().contains("Tides dictate it");
        if !there {
            std::thread::sleep(Duration::from_millis(50));
        }
        there
    });
    assert!(seen, "{}", asked());
}
