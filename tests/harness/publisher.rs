//! A publisher of many podcasts on a loopback address, byte for byte: good feeds that get new episodes, and every way to go wrong.

use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Faults that leave nothing to read; `Publisher::url("/fault/NAME/N.xml")` has them.
pub const BAD: [&str; 34] = [
    "hang",
    "slowheaders",
    "stall",
    "reset",
    "cut",
    "badchunk",
    "500",
    "503",
    "429",
    "404",
    "410",
    "401",
    "403",
    "451",
    "204",
    "loop",
    "chain",
    "private",
    "nolocation",
    "scheme",
    "gzipbomb",
    "gziplie",
    "gziptrunc",
    "doublegzip",
    "endless",
    "huge",
    "headers",
    "html",
    "json",
    "empty",
    "always304",
    "cutearly",
    "otherxml",
    "ftp",
];
/// Faults with which every episode can be read.
pub const MENDED: [&str; 36] = [
    "301",
    "302",
    "307",
    "308",
    "downgrade",
    "slow",
    "nolength",
    "chunked",
    "unasked",
    "wrongtype",
    "always200",
    "flipetag",
    "bareetag",
    "futuredate",
    "cookie",
    "latin1header",
    "utf16",
    "cp1252",
    "badutf8",
    "bom",
    "junkbefore",
    "entitybomb",
    "xxe",
    "bareamp",
    "deep",
    "attrs",
    "ctrl",
    "baddurations",
    "dupguid",
    "noguid",
    "guidflip",
    "reorder",
    "window",
    "relative",
    "unknownrole",
    "badauthor",
];
/// Faults that cost an episode its date.
pub const UNDATED: &str = "baddates";
/// A feed that ends in its last item.
pub const TRUNCATED: &str = "xmltrunc";

/// A running publisher; it ends with the test.
pub struct Publisher {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Episodes of every feed.
    episodes: AtomicUsize,
    requests: AtomicUsize,
    /// Requests for what no feed may lead to.
    inside: AtomicUsize,
    /// Requests that are being answered, and the most there were at once.
    now: AtomicUsize,
    most: AtomicUsize,
    log: Mutex<Vec<String>>,
    /// What those who ask call themselves.
    agents: Mutex<BTreeSet<String>>,
}

impl Publisher {
    /// Publishes feeds of so many episodes each.
    pub fn start(episodes: usize) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { episodes: AtomicUsize::new(episodes), ..State::default() });
        let shared = state.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, address, shared.clone()));
                }
            });
        });
        Self { address, state }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Gives every feed one more episode.
    pub fn publish_one_more(&self) {
        self.state.episodes.fetch_add(1, SeqCst);
    }

    /// Requests for pages inside the network.
    pub fn led_inside(&self) -> usize {
        self.state.inside.load(SeqCst)
    }

    pub fn requests(&self) -> usize {
        self.state.requests.load(SeqCst)
    }

    /// The most requests that were answered at once.
    pub fn most_at_once(&self) -> usize {
        self.state.most.load(SeqCst)
    }

    /// Every User-Agent so far.
    pub fn agents(&self) -> Vec<String> {
        self.state.agents.lock().unwrap().iter().cloned().collect()
    }

    /// `200 /feed/1.xml` for each request since the last call.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.log.lock().unwrap())
    }
}

/// The guid of an episode.
pub fn guid(feed: usize, episode: usize) -> String {
    format!("feed-{feed}-episode-{episode}")
}

/// A feed with its newest episode first.
fn feed(number: usize, episodes: usize, address: SocketAddr) -> String {
    let items: String = (1..=episodes)
        .rev()
        .map(|e| {
            format!(
                "<item><title>Episode {e} of caf\u{e9} show {number}</title><guid isPermaLink=\"false\">{}</guid>\
                 <pubDate>Mon, 23 Nov 2026 {:02}:{:02}:00 GMT</pubDate><itunes:duration>45:30</itunes:duration>\
                 <enclosure url=\"http://{address}/audio/{number}/{e}.mp3\" type=\"audio/mpeg\" length=\"1\"/>\
                 <description>Notes.</description></item>\n",
                guid(number, e),
                e / 60,
                e % 60
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>Show {number}</title>\n{items}</channel></rss>"
    )
}

/// What is sent: everything at once, some of it slowly, or a reset in the middle.
enum Answer {
    Bytes(Vec<u8>),
    /// Bytes, then silence.
    Silence(Vec<u8>),
    /// A byte now and then.
    Drip(Vec<u8>),
    /// Some bytes now and then, to the end.
    Slow(Vec<u8>),
    Reset(Vec<u8>),
    /// Bytes, and then the end, whatever was promised.
    Close(Vec<u8>),
}

async fn serve(mut stream: TcpStream, address: SocketAddr, state: Arc<State>) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        state.requests.fetch_add(1, SeqCst);
        state.most.fetch_max(state.now.fetch_add(1, SeqCst) + 1, SeqCst);
        let head = String::from_utf8_lossy(&head).into_owned();
        let agent = head.lines().find_map(|line| line.strip_prefix("user-agent: ")).unwrap_or_default();
        state.agents.lock().unwrap().insert(agent.to_owned());
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = answer(&path, &head, address, &state);
        let (Answer::Bytes(bytes)
        | Answer::Silence(bytes)
        | Answer::Drip(bytes)
        | Answer::Slow(bytes)
        | Answer::Reset(bytes)
        | Answer::Close(bytes)) = &answer;
        let status = bytes.get(9..12).map(|s| String::from_utf8_lossy(s).into_owned()).unwrap_or_default();
        state.log.lock().unwrap().push(format!("{status} {path}"));
        // A moment, so that requests overlap as they do in the world.
        tokio::time::sleep(Duration::from_millis(1)).await;
        state.now.fetch_sub(1, SeqCst);
        let open = match answer {
            Answer::Bytes(bytes) => {
                let lasts = bytes.windows(16).take(400).any(|w| w.eq_ignore_ascii_case(b"content-length: "));
                stream.write_all(&bytes).await.is_ok() && lasts
            }
            Answer::Silence(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<bool>().await
            }
            Answer::Drip(bytes) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                false
            }
            Answer::Slow(bytes) => {
                for piece in bytes.chunks(bytes.len() / 10 + 1) {
                    if stream.write_all(piece).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                true
            }
            Answer::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                false
            }
            Answer::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                tokio::time::sleep(Duration::from_millis(50)).await;
                let _ = stream.set_zero_linger();
                false
            }
        };
        if !open {
            return;
        }
    }
}

fn answer(path: &str, head: &str, address: SocketAddr, state: &State) -> Answer {
    if path == "/inside" {
        state.inside.fetch_add(1, SeqCst);
    }
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let number = parts.last().and_then(|name| name.split('?').next()?.strip_suffix(".xml")?.parse().ok());
    let text = feed(number.unwrap_or_default(), state.episodes.load(SeqCst), address);
    match (parts.as_slice(), number) {
        (["feed", _], Some(_)) => conditional(head, &text),
        (["fault", fault, _], Some(n)) => faulty(fault, n, text, head, state),
        _ => with("404 Not Found", "", ""),
    }
}

fn conditional(head: &str, text: &str) -> Answer {
    let tag = format!("\"{}\"", takefive::hash::short(text.as_bytes()));
    let headers = format!("Content-Type: application/rss+xml\r\nETag: {tag}\r\n");
    let known = head.lines().any(|line| line.strip_prefix("if-none-match: ") == Some(&tag));
    if known { with("304 Not Modified", &headers, "") } else { with("200 OK", &headers, text) }
}

fn with(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Answer::Bytes(bytes)
}

fn ok(body: impl AsRef<[u8]>) -> Answer {
    with("200 OK", "", body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Puts something where the channel begins.
fn in_channel(text: &str, more: &str) -> String {
    text.replacen("<channel>", &format!("<channel>{more}"), 1)
}

fn faulty(fault: &str, n: usize, text: String, head: &str, state: &State) -> Answer {
    let half = text.len() / 2;
    let head_of = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    let packed = "Content-Encoding: gzip\r\n";
    let to = |status: &str, location: &str| with(status, &format!("Location: {location}\r\n"), "");
    match fault {
        "hang" => Answer::Silence(Vec::new()),
        "slowheaders" => Answer::Drip(head_of(text.len())),
        "slow" => Answer::Slow([&head_of(text.len())[..], text.as_bytes()].concat()),
        "stall" => Answer::Silence([&head_of(text.len())[..], &text.as_bytes()[..half]].concat()),
        "reset" => Answer::Reset([&head_of(text.len())[..], &text.as_bytes()[..half]].concat()),
        "cut" => Answer::Close([&head_of(text.len())[..], &text.as_bytes()[..half]].concat()),
        "nolength" => Answer::Bytes([b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", text.as_bytes()].concat()),
        "chunked" => {
            let body = format!("{:x}\r\n{text}\r\n0\r\n\r\n", text.len());
            Answer::Bytes([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", body.as_bytes()].concat())
        }
        "badchunk" => Answer::Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nZZZ\r\n".to_vec()),
        "503" | "429" => with(&format!("{fault} Later"), "Retry-After: 120\r\n", ""),
        "500" | "404" | "410" | "401" | "403" | "451" => with(&format!("{fault} No"), "", "<html>no</html>"),
        "204" => with("204 No Content", "", ""),
        "301" | "302" | "307" | "308" => to(&format!("{fault} Elsewhere"), &format!("/feed/{n}.xml#top")),
        "downgrade" => to("301 Moved", &format!("../../feed/{n}.xml#top")),
        "chain" => to("302 Found", &format!("/fault/chain/{n}.xml?{}", state.requests.load(SeqCst))),
        // Its entry in feeds.yaml allows no private network, and this is one.
        "private" => to("302 Found", "/inside"),
        "loop" => to("302 Found", &format!("/fault/loop/{n}.xml")),
        "nolocation" => with("301 Moved", "", ""),
        "scheme" => to("302 Found", "file:///etc/hostname"),
        "ftp" => to("302 Found", "ftp://a.example/feed.xml"),
        "gzipbomb" => with("200 OK", packed, gzip(&vec![b' '; 60_000_000])),
        "gziplie" => with("200 OK", packed, &text),
        "gziptrunc" => with("200 OK", packed, &gzip(text.as_bytes())[..100]),
        "doublegzip" => with("200 OK", packed, gzip(&gzip(text.as_bytes()))),
        "unasked" => with("200 OK", packed, gzip(text.as_bytes())),
        "endless" => Answer::Bytes([b"HTTP/1.1 200 OK\r\n\r\n<rss><channel><title>".to_vec(), vec![b'x'; 51_000_000]].concat()),
        "huge" => {
            let item = "<item><title>More</title><description>words of it</description></item>\n".repeat(750_000);
            Answer::Bytes([&b"HTTP/1.1 200 OK\r\n\r\n"[..], in_channel(&text, &item).as_bytes()].concat())
        }
        "headers" => with("200 OK", &format!("X-Long: {}\r\n", "x".repeat(600_000)), &text),
        "wrongtype" => with("200 OK", "Content-Type: text/html\r\n", &text),
        "html" => ok("<!DOCTYPE html><html><head><title>Sorry</title></head></html>"),
        "json" => ok("{\"error\": \"none of your business\"}"),
        "otherxml" => ok("<?xml version='1.0'?><opml><body/></opml>"),
        "empty" => ok(""),
        "always304" => with("304 Not Modified", "", ""),
        "always200" => with("200 OK", "ETag: \"same\"\r\n", &text),
        "flipetag" => with("200 OK", &format!("ETag: \"{}\"\r\n", state.requests.load(SeqCst)), &text),
        "futuredate" => with("200 OK", "Last-Modified: Fri, 01 Jan 2100 00:00:00 GMT\r\n", &text),
        "bareetag" if head.contains("if-none-match: bare\r\n") => with("304 Not Modified", "ETag: bare\r\n", ""),
        "bareetag" => with("200 OK", "ETag: bare\r\n", &text),
        "cookie" => with("302 Found", &format!("Set-Cookie: a=b\r\nLocation: /feed/{n}.xml\r\n"), ""),
        "cutearly" => ok("<rss version='2.0'><channel><title>Sh"),
        "xmltrunc" => ok(&text[..text.rfind("</description>").unwrap()]),
        "utf16" => ok([vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()),
        "cp1252" => ok(latin1(&text)),
        "latin1header" => with("200 OK", "Content-Type: text/xml; charset=iso-8859-1\r\n", latin1(&text[text.find("<rss").unwrap()..])),
        "badutf8" => {
            let mut bytes = text.into_bytes();
            let title = bytes.windows(8).position(|w| w == b"Episode ").unwrap();
            bytes[title + 2..title + 4].copy_from_slice(&[0xff, 0xc3]);
            ok(bytes)
        }
        "bom" => ok(format!("\u{feff}\n\n{text}")),
        "junkbefore" => ok(format!("<br />\n<b>Warning</b>: undefined index in /var/www\n{text}")),
        "entitybomb" => ok(in_channel(&with_doctype(&text, &laughs()), "<description>&l9;</description>")),
        "xxe" => {
            let inside = "<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY y SYSTEM \"/inside\">";
            ok(in_channel(&with_doctype(&text, inside), "<description>&x;&y;</description>"))
        }
        "bareamp" => ok(text.replace("Notes.", "Q&A &copy; R&D &nbsp;")),
        "deep" => ok(in_channel(&text, &format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000)))),
        "attrs" => ok(in_channel(&text, &format!("<a{}/>", (0..50_000).map(|n| format!(" b{n}=''")).collect::<String>()))),
        "ctrl" => ok(text.replace("Notes.", "a\u{1}b\u{c}c&#0;&#x1F;")),
        "baddates" => ok(text.replace("Mon, 23 Nov 2026 00:01:00 GMT", "the day before yesterday")),
        "baddurations" => ok(text.replace("45:30", "about an hour")),
        "dupguid" => ok(same_guid(&text, "the same")),
        "noguid" => ok(text.replace("<guid isPermaLink=\"false\">", "<x>").replace("</guid>", "</x>")),
        "reorder" => {
            let (head, items) = text.split_at(text.find("<item>").unwrap());
            let (items, tail) = items.split_at(items.find("</channel>").unwrap());
            let (rest, first) = items.split_at(items.rfind("<item>").unwrap());
            ok(format!("{head}{first}{rest}{tail}"))
        }
        "window" => {
            let first = text.rfind("<item>").unwrap();
            ok(format!("{}</channel></rss>", &text[..first]))
        }
        "relative" => {
            let text = text
                .replace("<item>", "<item xml:base=\"/base/\"><link>../e/1</link><podcast:transcript url=\"t.vtt\" type=\"text/vtt\"/>");
            ok(text.replace("url=\"http://", "url=\"//"))
        }
        "guidflip" => {
            let count = state.requests.load(SeqCst);
            ok(text.replace("feed-", &format!("moved-{count}-")))
        }
        "unknownrole" => ok(text.replace("<description>", "<podcast:person role=\"chief dreamer\"/><podcast:chapters/><description>")),
        "badauthor" => ok(in_channel(&text, "<managingEditor>a@a.example\u{ff08}Ann\u{ff09}</managingEditor>")),
        _ => with("404 Not Found", "", "no such fault"),
    }
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

fn with_doctype(text: &str, entities: &str) -> String {
    text.replacen("<rss", &format!("<!DOCTYPE rss [{entities}]>\n<rss"), 1)
}

/// A billion laughs.
fn laughs() -> String {
    let more = (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)));
    std::iter::once("<!ENTITY l0 \"ha\">".to_owned()).chain(more).collect()
}

/// Gives every item this guid.
fn same_guid(text: &str, guid: &str) -> String {
    let mut parts = text.split("<guid isPermaLink=\"false\">");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| format!("{all}<guid isPermaLink=\"false\">{guid}{}", &part[part.find("</guid>").unwrap()..]))
}
