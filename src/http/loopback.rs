//! A server on the loopback network for tests: a closure decides, byte for byte, what each request gets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a request gets.
pub(crate) enum Reply {
    /// These bytes, then the connection is closed.
    Bytes(Vec<u8>),
    /// These bytes a moment later, so that requests overlap.
    Late(Vec<u8>),
    /// These bytes, then silence for as long as the test runs.
    Silence(Vec<u8>),
}

/// A running server; it ends with its test's runtime.
pub(crate) struct Loopback {
    pub address: SocketAddr,
    seen: Arc<Seen>,
}

/// What a server has seen.
#[derive(Default)]
struct Seen {
    /// Every request's head, in the order of arrival.
    heads: Mutex<Vec<String>>,
    /// Requests that are being answered now.
    now: AtomicUsize,
    /// Most requests that were answered at the same time.
    most: AtomicUsize,
}

impl Loopback {
    /// Starts a server. The closure gets a request's path and its whole head.
    pub async fn start(answer: impl Fn(&str, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let (shared, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone(), answer.clone()));
            }
        });
        Self { address, seen }
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of all requests so far.
    pub fn seen(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }

    /// Most requests that were answered at the same time.
    pub fn most_at_once(&self) -> usize {
        self.seen.most.load(SeqCst)
    }
}

async fn serve(mut stream: TcpStream, seen: Arc<Seen>, answer: Arc<impl Fn(&str, &str) -> Reply>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.heads.lock().unwrap().push(head.clone());
    seen.most.fetch_max(seen.now.fetch_add(1, SeqCst) + 1, SeqCst);
    match answer(&path, &head) {
        Reply::Bytes(bytes) => {
            seen.now.fetch_sub(1, SeqCst);
            let _ = stream.write_all(&bytes).await;
        }
        Reply::Late(bytes) => {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            seen.now.fetch_sub(1, SeqCst);
            let _ = stream.write_all(&bytes).await;
        }
        Reply::Silence(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
    }
}

/// A whole answer with its length; `headers` end with line breaks.
pub(crate) fn reply(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}
