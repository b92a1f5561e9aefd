//! The client against a real server on the loopback network.

use super::loopback::{Loopback, Reply, reply};
use super::*;

fn options() -> ClientOptions {
    ClientOptions { total_timeout: Duration::from_secs(20), ..ClientOptions::default() }
}

fn request(url: &str) -> Request<'_> {
    Request { url, etag: None, last_modified: None, accept: "*/*", cap: 1_000_000, allow_private: true, packed: false }
}

async fn get(url: &str) -> Result<Response, HttpError> {
    Client::new(options()).unwrap().get(request(url)).await
}

/// An error's message with the server's port, which changes from run to run, taken out.
fn message(server: &Loopback, result: Result<Response, HttpError>) -> String {
    result.unwrap_err().to_string().replace(&server.address.to_string(), "HOST")
}

#[tokio::test]
async fn validators_go_back_as_they_came() {
    let server =
        Loopback::start(|_, head| match head.contains("if-none-match: abc\r\n") && head.contains("if-modified-since: a while ago\r\n") {
            true => reply("304 Not Modified", "", ""),
            false => reply("200 OK", "ETag: abc\r\nLast-Modified: a while ago\r\n", "body"),
        })
        .await;
    let (client, url) = (Client::new(options()).unwrap(), server.url("/f"));
    let first = client.get(request(&url)).await.unwrap();
    assert_eq!((first.status, &first.body[..], first.headers.get("ETAG")), (200, &b"body"[..], Some("abc")));
    let again = Request { etag: Some("abc"), last_modified: Some("a while ago"), ..request(&url) };
    let second = client.get(again).await.unwrap();
    assert_eq!((second.status, second.body.len(), second.moved), (304, 0, None));
}

#[tokio::test]
async fn redirects_are_followed_and_told_if_all_are_for_good() {
    let server = Loopback::start(|path, _| match path {
        "/a/moved" => reply("301 Moved", "Location: ../b#top\r\n", ""),
        "/b" => reply("308 Moved", "Location: /end\r\n", ""),
        "/sometimes" => reply("302 Found", "Location: /a/moved\r\n", ""),
        "/end" => reply("200 OK", "", "found"),
        _ => reply("404 Not Found", "", ""),
    })
    .await;
    let moved = get(&server.url("/a/moved")).await.unwrap();
    assert_eq!((moved.moved, moved.url), (Some(server.url("/end")), server.url("/end")));
    let visited = get(&server.url("/sometimes")).await.unwrap();
    assert_eq!((visited.moved, &visited.body[..]), (None, &b"found"[..]));
}

#[tokio::test]
async fn bad_redirects_end_with_a_reason() {
    let server = Loopback::start(|path, _| match path {
        "/loop" => reply("302 Found", "Location: /loop\r\n", ""),
        "/file" => reply("302 Found", "Location: file:///etc/hostname\r\n", ""),
        "/nowhere" => reply("301 Moved", "", ""),
        _ => reply("307 Moved", "Location: http://[oops/\r\n", ""),
    })
    .await;
    let mut messages = Vec::new();
    for path in ["/loop", "/file", "/nowhere", "/oops"] {
        messages.push(message(&server, get(&server.url(path)).await));
    }
    insta::assert_snapshot!(messages.join("\n"), @r#"
    http://HOST/loop redirects more than ten times
    http://HOST/file redirects to "file:///etc/hostname", which is not an http or https address
    http://HOST/nowhere redirects without saying where to
    http://HOST/oops redirects to "http://[oops/", which is no address
    "#);
    assert_eq!(server.seen().iter().filter(|head| head.starts_with("GET /loop ")).count(), 11, "the address and ten more");
}

#[tokio::test]
async fn private_addresses_are_refused_before_anything_is_sent() {
    let server = Loopback::start(|_, _| reply("200 OK", "", "secret")).await;
    let client = Client::new(options()).unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{}/f", server.address.port());
        let error = client.get(Request { allow_private: false, ..request(&url) }).await.unwrap_err();
        assert!(matches!(error, HttpError::Private { .. }), "{error}");
    }
    assert_eq!(server.seen(), Vec::<String>::new());
}

/// A client for which `public.invalid` is a public host, though it stands on loopback: what it leads to is checked as ever.
fn with_a_public_host(server: &Loopback) -> Client {
    let options = options();
    let open = Client::new(options.clone()).unwrap();
    let strict = builder(&options, Resolver::strict(Vec::new())).resolve("public.invalid", server.address).build().unwrap();
    let shared = Shared {
        strict,
        open: open.shared.open.clone(),
        answer_timeout: options.answer_timeout,
        total_timeout: options.total_timeout,
        per_host: options.per_host,
        turns: Arc::new(Semaphore::new(options.at_once)),
        hosts: Mutex::default(),
        proxies: Vec::new(),
    };
    Client { shared: Arc::new(shared) }
}

#[tokio::test]
async fn a_redirect_is_checked_like_a_first_address() {
    let server = Loopback::start(|path, head| match path.strip_prefix("/to/") {
        Some("name") => reply("302 Found", &format!("Location: http://localhost:{}/inside\r\n", port(head)), ""),
        Some(host) => reply("301 Moved", &format!("Location: http://{host}:{}/inside\r\n", port(head)), ""),
        None => reply("200 OK", "", "secret"),
    })
    .await;
    let client = with_a_public_host(&server);
    let at = |path: &str| format!("http://public.invalid:{}{path}", server.address.port());
    let strict = async |url: String| client.get(Request { allow_private: false, ..request(&url) }).await;
    assert_eq!(strict(at("/page")).await.unwrap().body, b"secret", "the public host is reached");
    let mut messages = Vec::new();
    for to in ["127.0.0.1", "name", "[::1]", "[::ffff:7f00:1]", "2130706433", "169.254.169.254", "[fd00:ec2::254]"] {
        let message = strict(at(&format!("/to/{to}"))).await.unwrap_err().to_string();
        messages.push(message.replace(&server.address.port().to_string(), "PORT"));
    }
    assert!(!server.seen().iter().any(|head| head.contains("/inside")), "nothing was asked for inside");
    insta::assert_snapshot!(messages.join("\n"), @"
    http://127.0.0.1:PORT/inside leads into a private network (127.0.0.1); set allow-private if that is meant
    http://localhost:PORT/inside leads into a private network (127.0.0.1); set allow-private if that is meant
    http://[::1]:PORT/inside leads into a private network (::1); set allow-private if that is meant
    http://[::ffff:7f00:1]:PORT/inside leads into a private network (::ffff:127.0.0.1); set allow-private if that is meant
    http://127.0.0.1:PORT/inside leads into a private network (127.0.0.1); set allow-private if that is meant
    http://169.254.169.254:PORT/inside leads into a private network (169.254.169.254); set allow-private if that is meant
    http://[fd00:ec2::254]:PORT/inside leads into a private network (fd00:ec2::254); set allow-private if that is meant
    ");
}

/// The port that a request came to.
fn port(head: &str) -> &str {
    let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    host.rsplit(':').next().unwrap()
}

#[tokio::test]
async fn a_password_stays_with_its_host() {
    let server = Loopback::start(|path, head| match path {
        "/near" => reply("302 Found", "Location: /end\r\n", ""),
        "/far" => reply("302 Found", &format!("Location: http://localhost:{}/end\r\n", port(head)), ""),
        _ => reply("200 OK", "", head),
    })
    .await;
    let asked = async |path: &str| {
        let url = format!("http://ann:secret@127.0.0.1:{}{path}", server.address.port());
        String::from_utf8(get(&url).await.unwrap().body).unwrap()
    };
    assert!(asked("/near").await.contains("authorization: Basic "));
    assert!(!asked("/far").await.contains("authorization"));
    let heads = server.seen();
    assert!(heads.iter().all(|head| !head.contains("cookie") && !head.contains("referer")), "{heads:?}");
}

#[tokio::test]
async fn faults_of_a_host_are_named() {
    let server = Loopback::start(|path, _| match path {
        "/500" => reply("500 Oops", "", "sorry"),
        "/429" => reply("429 Slow", "Retry-After: 120\r\n", ""),
        "/cut" => Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec()),
        "/gziplie" => reply("200 OK", "Content-Encoding: gzip\r\n", "not gzip at all"),
        "/badchunk" => Reply::Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nZZZ\r\n".to_vec()),
        "/big" => reply("200 OK", "", vec![b'x'; 1_000_001]),
        "/endless" => Reply::Bytes([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 1_000_001]].concat()),
        _ => Reply::Bytes(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec()),
    })
    .await;
    let mut messages = Vec::new();
    for path in ["/500", "/429", "/cut", "/gziplie", "/badchunk", "/big", "/endless", "/ssh"] {
        messages.push(message(&server, get(&server.url(path)).await));
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    http://HOST/500 answered 500 (the fault is on its side)
    http://HOST/429 answered 429 (asked too often)
    http://HOST/cut broke off its answer: end of file before message length reached
    http://HOST/gziplie sent a compressed answer that cannot be unpacked (invalid gzip header)
    http://HOST/badchunk broke off its answer: invalid chunk size line: missing size digit
    http://HOST/big is larger than 1 MB, the most that is read
    http://HOST/endless is larger than 1 MB, the most that is read
    http://HOST/ssh broke off its answer: invalid http version parsed
    ");
    assert_eq!(get(&server.url("/429")).await.unwrap_err().retry_after(), Some("120"));
}

#[tokio::test]
async fn a_bomb_is_stopped_at_the_cap() {
    // Ten million zeros as gzip: a stored member would be long, so the deflate stream repeats one long match.
    let server = Loopback::start(|_, _| reply("200 OK", "Content-Encoding: gzip\r\n", bomb())).await;
    let error = get(&server.url("/bomb")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { cap: 1_000_000, .. }), "{error}");
}

#[tokio::test]
async fn a_packed_answer_is_counted_on_the_wire_too() {
    // An endless member without content: empty stored blocks, five bytes each, that come out as nothing.
    let nothing: Vec<u8> = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255].into_iter().chain([0, 0, 0, 255, 255].repeat(300_000)).collect();
    let server = Loopback::start(move |_, _| {
        Reply::Bytes([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec(), nothing.clone()].concat())
    })
    .await;
    let error = get(&server.url("/nothing")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { cap: 1_000_000, .. }), "{error}");
}

#[tokio::test]
async fn every_packing_that_is_asked_for_is_undone() {
    use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
    use tokio::io::AsyncWriteExt;
    macro_rules! packed {
        ($encoder:ident, $bytes:expr) => {{
            let mut encoder = $encoder::new(Vec::new());
            encoder.write_all($bytes).await.unwrap();
            encoder.shutdown().await.unwrap();
            encoder.into_inner()
        }};
    }
    let text = b"what was sent";
    let gzip = packed!(GzipEncoder, text);
    let bodies = [
        ("gzip", gzip.clone()),
        ("x-gzip", [gzip.clone(), packed!(GzipEncoder, b"")].concat()),
        ("br", packed!(BrotliEncoder, text)),
        ("zstd", packed!(ZstdEncoder, text)),
        ("deflate", packed!(ZlibEncoder, text)),
        ("identity", text.to_vec()),
        ("gzip, br", packed!(BrotliEncoder, &gzip)),
        ("gzip, gzip, gzip", gzip.clone()),
        ("compress", gzip),
    ];
    let last: Vec<(&str, Vec<u8>)> = bodies[7..].to_vec();
    let server = Loopback::start(move |path, head| {
        assert!(head.contains("accept-encoding: zstd, br, gzip\r\n"), "{head}");
        let (name, body) = &bodies[path[1..].parse::<usize>().unwrap()];
        reply("200 OK", &format!("Content-Encoding: {name}\r\n"), body)
    })
    .await;
    for n in 0..7 {
        assert_eq!(get(&server.url(&format!("/{n}"))).await.unwrap().body, text, "body {n}");
    }
    for (n, (name, _)) in last.iter().enumerate() {
        let error = get(&server.url(&format!("/{}", n + 7))).await.unwrap_err();
        assert!(matches!(error, HttpError::Decode { .. }), "{name}: {error}");
    }
}

/// A gzip member of about ten million zeros, made by hand: fixed Huffman codes, one literal, then copies of 258 bytes.
fn bomb() -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], 0u32, 0u32);
    let mut put = |value: u32, length: u32, bytes: &mut Vec<u8>| {
        bits |= value << count;
        count += length;
        while count >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    };
    put(0b011, 3, &mut bytes);
    // Literal 0 is the code 00110000, and codes are sent from their highest bit.
    put(0b0000_1100, 8, &mut bytes);
    for _ in 0..40_000 {
        // Length 258 is code 285 (11000101), distance 1 is code 0 of five bits.
        put(0b1010_0011, 8, &mut bytes);
        put(0, 5, &mut bytes);
    }
    put(0, 16, &mut bytes);
    bytes
}

#[tokio::test]
async fn silence_ends_in_a_time_out() {
    let server = Loopback::start(|path, _| match path {
        "/headers" => Reply::Silence(Vec::new()),
        _ => Reply::Silence(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec()),
    })
    .await;
    let client = Client::new(ClientOptions { total_timeout: Duration::from_millis(200), ..options() }).unwrap();
    let mut messages = Vec::new();
    for path in ["/headers", "/body"] {
        messages.push(message(&server, client.get(request(&server.url(path))).await));
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    http://HOST/headers took too long: still waiting for an answer
    http://HOST/body took too long: still waiting for the rest of its answer
    ");
}

#[tokio::test]
async fn an_answer_that_does_not_begin_is_given_up_sooner_than_a_slow_one() {
    let server = Loopback::start(|path, _| match path {
        "/silent" => Reply::Silence(b"HTTP/1.1 200 OK\r\nX-Slow:".to_vec()),
        _ => Reply::Late(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()),
    })
    .await;
    let client = Client::new(ClientOptions { answer_timeout: Duration::from_millis(400), ..options() }).unwrap();
    let silent = client.get(request(&server.url("/silent"))).await;
    assert!(matches!(silent, Err(HttpError::Timeout { waiting_for: "an answer", .. })), "{silent:?}");
    assert!(client.get(request(&server.url("/late"))).await.is_ok());
}

#[tokio::test]
async fn a_host_that_fails_three_times_in_a_row_is_spared() {
    let server = Loopback::start(|path, _| match path {
        "/429" => reply("429 Slow", "", ""),
        _ => reply("404 Not Found", "", ""),
    })
    .await;
    let client = Client::new(options()).unwrap();
    let mut messages = Vec::new();
    // An answer in between, even a bad one, shows that the host is there.
    for path in ["/429", "/429", "/404", "/429", "/429", "/429", "/404", "/429"] {
        messages.push(message(&server, client.get(request(&server.url(path))).await));
    }
    assert_eq!(server.seen().len(), 6);
    assert!(messages[..6].iter().all(|m| m.contains("answered")));
    insta::assert_snapshot!(messages[7], @"http://HOST/429 was not asked: three requests in a row to its host failed, the last one answered 429 (asked too often)");
    let nobody = format!("http://127.0.0.1:{}/", TcpPort::unused());
    for _ in 0..3 {
        assert!(matches!(client.get(request(&nobody)).await, Err(HttpError::Connect { .. })));
    }
    let spared = client.get(request(&nobody)).await.unwrap_err().reason(&nobody);
    insta::assert_snapshot!(spared, @"was not asked: three requests in a row to its host failed, the last one cannot be reached: nobody listens there (connection refused)");
}

#[tokio::test]
async fn hosts_that_are_not_there_are_told_apart() {
    let free = TcpPort::unused();
    let mut messages = Vec::new();
    for url in [format!("http://127.0.0.1:{free}/"), "http://no-such-host.invalid/".into(), "ftp://example.org/f".into(), "feed.xml".into()]
    {
        messages.push(get(&url).await.unwrap_err().to_string().replace(&free.to_string(), "PORT"));
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    http://127.0.0.1:PORT/ cannot be reached: nobody listens there (connection refused)
    http://no-such-host.invalid/ cannot be reached: there is no host of this name, or the name system does not answer
    ftp://example.org/f is not an http or https address
    feed.xml is not an http or https address
    ");
}

struct TcpPort;

impl TcpPort {
    /// A port that was free a moment ago.
    fn unused() -> u16 {
        std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }
}

#[tokio::test]
async fn an_overridden_host_is_found_at_its_port_by_open_requests_only() {
    let server = Loopback::start(|_, head| reply("200 OK", "", head)).await;
    let resolve = vec![("harbour.invalid".to_owned(), server.address)];
    let client = Client::new(ClientOptions { resolve, ..options() }).unwrap();
    let response = client.get(request("http://harbour.invalid/feed.xml")).await.unwrap();
    let head = String::from_utf8(response.body).unwrap();
    assert!(head.starts_with("GET /feed.xml HTTP/1.1\r\n") && head.contains("host: harbour.invalid\r\n"), "{head}");
    let strict = client.get(Request { allow_private: false, ..request("http://harbour.invalid/feed.xml") }).await;
    assert!(matches!(strict, Err(HttpError::Connect { .. })), "{strict:?}");
}

#[tokio::test]
async fn one_host_is_asked_for_two_things_at_once() {
    let server = Loopback::start(|_, _| Reply::Late(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec())).await;
    let (client, url) = (Client::new(options()).unwrap(), server.url("/f"));
    // Each answer is let go at once: as long as somebody keeps it, its turn is taken.
    let answers = futures_util::future::join_all((0..6).map(async |_| client.get(request(&url)).await.is_ok())).await;
    assert_eq!(answers, [true; 6]);
    assert_eq!((server.seen().len(), server.most_at_once()), (6, 2));
}

#[tokio::test]
async fn all_hosts_together_are_asked_for_so_many_things_at_once() {
    let server = Loopback::start(|_, _| Reply::Late(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec())).await;
    let hosts: Vec<String> = (0..6).map(|n| format!("host-{n}.invalid")).collect();
    let resolve = hosts.iter().map(|host| (host.clone(), server.address)).collect();
    let client = Client::new(ClientOptions { resolve, at_once: 3, ..options() }).unwrap();
    let get = async |n: usize| client.get(request(&format!("http://{}/f", hosts[n % 6]))).await.is_ok();
    let answers = futures_util::future::join_all((0..12).map(get)).await;
    assert_eq!((answers, server.most_at_once()), (vec![true; 12], 3));
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now: jiff::Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    assert_eq!(retry_after(" 120 ", now), Some(jiff::SignedDuration::from_secs(120)));
    assert_eq!(retry_after("Mon, 23 Nov 2026 10:01:00 GMT", now), Some(jiff::SignedDuration::from_secs(60)));
    for nothing in ["0", "soon", "-5", "Mon, 23 Nov 2026 09:00:00 GMT"] {
        assert_eq!(retry_after(nothing, now), None, "{nothing}");
    }
}

/// A host that does not even answer the knock: its queue of connections is full, so the kernel drops what comes.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_does_not_come_about_is_given_up() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(one)) = tokio::time::timeout(Duration::from_millis(200), tokio::net::TcpStream::connect(address)).await {
        waiting.push(one);
        assert!(waiting.len() < 100, "the queue never fills");
    }
    let options = ClientOptions { connect_timeout: Duration::from_millis(300), ..options() };
    let url = format!("http://{address}/feed.xml");
    let refused = Client::new(options).unwrap().get(request(&url)).await;
    assert_eq!(
        refused.unwrap_err().to_string().replace(&address.to_string(), "HOST"),
        "http://HOST/feed.xml took too long: still waiting for a connection"
    );
}
