//! A language model's server on loopback that says what a test wants, byte for byte, and remembers what it was asked.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What a question gets.
pub enum Said {
    /// A chat completion with these words.
    Words(String),
    /// The same, cut off because it grew too long.
    Cut(String),
    /// A status with these headers and this body.
    Raw(u16, Vec<(&'static str, String)>, String),
    /// Headers, and then nothing for ever.
    Silence,
    /// Bytes without an end.
    Flood,
    /// Nothing yet: the words come after a while.
    Late(String, Duration),
}

/// A question as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub body: Value,
    pub authorization: Option<String>,
}

impl Asked {
    /// The name of the schema, or of the prompt where none was sent.
    pub fn user(&self) -> &str {
        self.body["messages"][1]["content"].as_str().unwrap()
    }

    pub fn system(&self) -> &str {
        self.body["messages"][0]["content"].as_str().unwrap()
    }

    /// `json_schema`, `json_object`, or nothing.
    pub fn format(&self) -> &str {
        self.body["response_format"]["type"].as_str().unwrap_or("")
    }

    /// Which of the three questions it is.
    pub fn kind(&self) -> &'static str {
        match self.system() {
            s if s.contains("editor in chief") => "choose",
            s if s.contains("copy editor") => "write",
            _ => "propose",
        }
    }
}

pub struct Llm {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Llm {
    /// A server that answers by the closure, which gets the question and how many came before it.
    pub fn start(answer: impl Fn(&Asked, usize) -> Said + Send + Sync + 'static) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (asked.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let handler = move |headers: HeaderMap, body: Bytes| {
                    let (log, answer) = (log.clone(), answer.clone());
                    async move {
                        let authorization = headers.get("authorization").map(|v| v.to_str().unwrap().to_owned());
                        let one = Asked { body: serde_json::from_slice(&body).unwrap(), authorization };
                        let number = {
                            let mut log = log.lock().unwrap();
                            log.push(one.clone());
                            log.len() - 1
                        };
                        respond(answer(&one, number)).await
                    }
                };
                axum::serve(listener, Router::new().fallback(handler)).await.unwrap();
            });
        });
        Self { address, asked }
    }

    /// The lines of site.yaml that lead here, and `more` under `llm`.
    pub fn settings(&self, more: &str) -> String {
        format!("extractor: llm\nllm:\n  base-url: http://{}/v1\n  model: scripted\n{more}", self.address)
    }

    /// Every question so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many questions of each kind, in the order propose, choose, write.
    pub fn counts(&self) -> [usize; 3] {
        ["propose", "choose", "write"].map(|kind| self.asked().iter().filter(|asked| asked.kind() == kind).count())
    }
}

async fn respond(said: Said) -> Response {
    match said {
        Said::Words(words) => completion(&words, "stop"),
        Said::Cut(words) => completion(&words, "length"),
        Said::Late(words, pause) => {
            tokio::time::sleep(pause).await;
            completion(&words, "stop")
        }
        Said::Raw(status, headers, body) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Said::Silence => Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>()).into_response(),
        Said::Flood => {
            Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1 << 16)))).into_response()
        }
    }
}

fn completion(words: &str, finish: &str) -> Response {
    let usage = json!({ "prompt_tokens": 1000, "completion_tokens": 100 });
    let choice = json!({ "index": 0, "message": { "role": "assistant", "content": words }, "finish_reason": finish });
    let body = json!({ "id": "x", "object": "chat.completion", "choices": [choice], "usage": usage }).to_string();
    ([("content-type", "application/json")], body).into_response()
}
