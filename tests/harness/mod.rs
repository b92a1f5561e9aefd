//! A publication in a folder of its own, podcasts on a real server on loopback, and the program as its users run it.

#![allow(dead_code, reason = "each test program uses a part")]

pub mod llm;
pub mod publisher;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

/// What the server answers at an address.
#[derive(Clone)]
pub enum Answer {
    /// 200 with these bytes, an ETag, and 304 to whoever has them.
    Page(Vec<u8>),
    /// This status and nothing else.
    Status(u16),
    /// 503, to be asked again after so many seconds.
    Busy(u32),
    /// Moved for good to this address.
    Moved(String),
    /// Headers, and then nothing for ever.
    Hang,
}

/// A web server on loopback; it ends with the test.
pub struct Server {
    pub address: SocketAddr,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
    queries: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (answers, asked) = (Arc::new(Mutex::new(BTreeMap::new())), Arc::new(Mutex::new(Vec::new())));
        let queries = Arc::new(Mutex::new(Vec::new()));
        let (known, log, full) = (answers.clone(), asked.clone(), queries.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let answer = move |request: Request| {
                    let (known, log) = (known.clone(), log.clone());
                    full.lock().unwrap().push(request.uri().to_string());
                    async move { answer(&request, &known, &log) }
                };
                axum::serve(listener, Router::new().fallback(answer)).await.unwrap();
            });
        });
        Self { address, answers, asked, queries }
    }

    pub fn at(&self, path: &str, answer: Answer) -> &Self {
        self.answers.lock().unwrap().insert(path.into(), answer);
        self
    }

    pub fn page(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        self.at(path, Answer::Page(bytes.as_ref().to_vec()))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Path and query of every request.
    pub fn queries(&self) -> Vec<String> {
        self.queries.lock().unwrap().clone()
    }

    /// `200 /feed.xml` for each request so far.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn answer(request: &Request, known: &Mutex<BTreeMap<String, Answer>>, log: &Mutex<Vec<String>>) -> Response {
    let path = request.uri().path().to_owned();
    let found = known.lock().unwrap().get(&path).cloned();
    let response = match found {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::Busy(seconds)) => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds.to_string())]).into_response(),
        Some(Answer::Moved(to)) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response(),
        Some(Answer::Hang) => Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>()).into_response(),
        Some(Answer::Page(bytes)) => {
            let tag = format!("\"{}\"", takefive::hash::short(&bytes));
            if request.headers().get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
                (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()
            } else {
                ([(header::ETAG, tag)], bytes).into_response()
            }
        }
    };
    log.lock().unwrap().push(format!("{} {path}", response.status().as_u16()));
    response
}

/// A publication in a folder that ends with the test.
pub struct Publication {
    pub dir: TempDir,
}

impl Publication {
    /// With these feeds, published without review, from loopback.
    pub fn new(feeds: &[String]) -> Self {
        let publication = Self { dir: tempfile::tempdir().unwrap() };
        let list: String = feeds.iter().map(|url| format!("- url: {url}\n")).collect();
        publication.write(
            "content/site.yaml",
            "title: Five\nbase-url: https://five.example/\nallow-private: true\nreview: false\ntimeout: 2\nfloor: 0\nlisten: false\n",
        );
        publication.write("content/feeds.yaml", &format!("# feeds\n{list}"));
        publication
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the program in this publication.
    pub fn run(&self, args: &[&str]) -> Ran {
        run(self.root(), args)
    }

    /// The same, with these variables in its environment.
    pub fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        run_with(self.root(), args, variables)
    }

    /// Every file below `folder` with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(folder))
    }
}

/// How the program ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The talk, if the program ended so; else a failure that shows it.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "nothing of {words:?} in:\n{}", self.err);
        self
    }
}

pub fn run(dir: &Path, args: &[&str]) -> Ran {
    run_with(dir, args, &[])
}

fn run_with(dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_takefive"));
    command.args(args).current_dir(dir).env_remove("TAKEFIVE_ROOT").env_remove("COLUMNS").envs(variables.iter().copied());
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), fs::read(e.path()).unwrap()))
        .collect()
}

/// A feed with one episode a transcript; all published in the afternoon of `day`.
pub fn feed(server: &Server, title: &str, day: &str, episodes: &[(&str, &str)]) -> String {
    let at = |path: &str| server.url(path);
    let date = day.parse::<jiff::civil::Date>().unwrap().strftime("%a, %d %b %Y 15:00:00 +0000").to_string();
    let items: String = episodes
        .iter()
        .map(|(name, transcript)| {
            format!(
                "<item><title>{name}</title><guid isPermaLink=\"false\">{title}-{name}</guid><link>{}</link><pubDate>{date}</pubDate>\
                 <description>About {name}.</description><enclosure url=\"{}\" length=\"1\" type=\"audio/mpeg\"/>\
                 <podcast:transcript url=\"{}\" type=\"text/plain\"/></item>\n",
                at(&format!("/{title}/{name}")),
                at(&format!("/{title}/{name}.mp3")),
                at(transcript),
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\">\
         <channel><title>{title}</title><link>{}</link><description>Talk.</description><language>en</language>\n{items}</channel></rss>\n",
        at("/"),
    )
}
