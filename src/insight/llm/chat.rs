//! Questions to a language model, through the OpenAI-compatible chat API: each is put once and never again, for its answer is kept by
//! what was asked; none is put that the day's budget does not cover; and what the server does wrong costs no more than its question.

use super::ledger::{Ledger, estimate};
use crate::cache::Cache;
use crate::config::{Json, Llm};
use crate::http::{self, Client, HttpError, Post};
use crate::{hash, text};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Most bytes of an answer: an endless one is cut off.
const CAP: usize = 4 << 20;
/// The pause after a first failure, doubled with every one that follows.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// No server is waited for longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// After so many questions in a row that failed for good, no more are put in this run.
const PATIENCE: usize = 3;
const KIND: &str = "answers";

/// A question, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prompt {
    /// What the model is and must do.
    pub system: String,
    /// What it is to do it with.
    pub user: String,
    /// Name of the schema.
    pub name: &'static str,
    /// JSON schema of the answer.
    pub schema: Value,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answered.
    pub model: String,
    /// The answer's words.
    pub text: String,
    /// True if it was cut off because it grew too long.
    #[serde(default)]
    pub cut: bool,
    /// Tokens of question and answer; zero if a person brought the answer.
    #[serde(default)]
    pub tokens: [u64; 2],
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// No server is set up, and nobody brought an answer.
    #[error("nobody has answered prompt {0} yet; see `takefive prompt`")]
    Unanswered(String),
    /// The day's budget is spent.
    #[error("the day's budget is spent ({0})")]
    Spent(String),
    /// The server failed too often.
    #[error("{0}")]
    Failed(String),
}

/// A model and what is known of its answers.
#[derive(Debug)]
pub struct Chat {
    client: Client,
    settings: Llm,
    key: Option<String>,
    cache: Cache,
    ledger: Ledger,
    turns: Semaphore,
    /// How far JSON had to be talked down to; see [`Chat::format`].
    lenience: AtomicU8,
    failures: AtomicUsize,
    calls: AtomicUsize,
    kept: AtomicUsize,
}

/// What a run asked and what it cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Questions that the server answered.
    pub calls: usize,
    /// Questions whose answer was kept from before.
    pub kept: usize,
    /// Tokens of questions and answers that were paid for today, in this run and others.
    pub tokens: [u64; 2],
    /// The same in money.
    pub money: f64,
}

/// One failed try.
struct Failure {
    what: String,
    /// What the server asked to wait.
    pause: Option<Duration>,
    /// Whether it may go better next time.
    again: bool,
    /// Whether the server may merely not know the format that was asked for.
    format: bool,
}

impl Failure {
    /// One that waiting will not mend.
    fn of(what: String) -> Self {
        Self { what, pause: None, again: false, format: false }
    }
}

impl Chat {
    /// A model. `day` is today: the budget is a day's.
    ///
    /// # Errors
    /// The API key's variable is not set, or the ledger of the day cannot be read.
    pub fn new(client: Client, settings: &Llm, cache: Cache, day: Date) -> anyhow::Result<Self> {
        let key = match &settings.api_key_env {
            Some(name) if settings.base_url.is_some() => {
                let key = std::env::var(name).ok().filter(|key| !key.trim().is_empty());
                Some(key.ok_or_else(|| anyhow::anyhow!("llm: api-key-env: the environment variable {name} is not set"))?.trim().to_owned())
            }
            _ => None,
        };
        let lenience = match settings.json {
            Json::Auto | Json::Schema => 0,
            Json::Object => 1,
            Json::Plain => 2,
        };
        Ok(Self {
            client,
            key,
            ledger: Ledger::open(cache.clone(), day, settings.budget, settings.price),
            cache,
            turns: Semaphore::new(settings.at_once),
            settings: settings.clone(),
            lenience: AtomicU8::new(lenience),
            failures: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            kept: AtomicUsize::new(0),
        })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// The settings.
    pub(crate) fn settings(&self) -> &Llm {
        &self.settings
    }

    /// What was asked and what it cost.
    pub fn cost(&self) -> Cost {
        let tokens = self.ledger.spent();
        Cost { calls: self.calls.load(Relaxed), kept: self.kept.load(Relaxed), tokens, money: self.settings.price.of(tokens) }
    }

    /// The name of a question: the same question to the same model has the same, whatever server answers.
    pub(crate) fn id(&self, prompt: &Prompt) -> String {
        let Llm { model, answer, temperature, request, .. } = &self.settings;
        let asked = json!([model, answer, temperature, request, prompt.system, prompt.user, prompt.schema]);
        hash::short(asked.to_string().as_bytes())
    }

    /// The answer that is kept under a question's name.
    pub(crate) fn kept(&self, id: &str) -> Option<Answer> {
        self.cache.get_json(KIND, id)
    }

    /// Keeps an answer under a question's name.
    pub(crate) fn keep(&self, id: &str, answer: &Answer) -> anyhow::Result<()> {
        self.cache.put_json(KIND, id, answer)
    }

    /// The answer to a question: the one that is kept, else the server's.
    pub(crate) async fn ask(&self, prompt: &Prompt) -> Result<Answer, NoAnswer> {
        let id = self.id(prompt);
        if let Some(answer) = self.kept(&id) {
            self.kept.fetch_add(1, Relaxed);
            return Ok(answer);
        }
        let Some(url) = &self.settings.base_url else { return Err(NoAnswer::Unanswered(id)) };
        // Never closed, so that acquiring cannot fail.
        let _turn = self.turns.acquire().await.ok();
        if self.failures.load(Relaxed) >= PATIENCE {
            return Err(NoAnswer::Failed(format!("{url} failed {PATIENCE} times in a row, and is left alone for this run")));
        }
        let likely = [estimate(&prompt.system) + estimate(&prompt.user), self.settings.answer as u64];
        self.ledger.reserve(&id, likely).map_err(NoAnswer::Spent)?;
        match self.patiently(url.as_str(), prompt).await {
            Ok(answer) => {
                let tokens = if answer.tokens == [0, 0] { [likely[0], estimate(&answer.text)] } else { answer.tokens };
                // First the answer: whoever dies between the two has at worst counted a little too much.
                let kept = self.keep(&id, &answer);
                self.ledger.settle(&id, tokens);
                self.failures.store(0, Relaxed);
                self.calls.fetch_add(1, Relaxed);
                kept.map_err(|error| NoAnswer::Failed(format!("the answer cannot be kept: {error:#}")))?;
                Ok(answer)
            }
            Err(failure) => {
                self.ledger.settle(&id, [0, 0]);
                self.failures.fetch_add(1, Relaxed);
                Err(NoAnswer::Failed(failure))
            }
        }
    }

    /// Asks until there is an answer, or no hope left.
    async fn patiently(&self, base: &str, prompt: &Prompt) -> Result<Answer, String> {
        let url = format!("{}/chat/completions", base.trim_end_matches('/'));
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            let lenience = self.lenience.load(Relaxed);
            let failure = match self.once(&url, prompt, lenience).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            // A server that does not know a format says 400 or so, which costs a question and no patience.
            if failure.format && self.settings.json == Json::Auto && lenience < 2 {
                self.lenience.fetch_max(lenience + 1, Relaxed);
                continue;
            }
            tries += 1;
            let wait = failure.pause.unwrap_or(pause);
            if !failure.again || tries >= self.settings.tries || wait > LONGEST_PAUSE {
                let times = if tries > 1 { format!(" ({tries} times)") } else { String::new() };
                let asked = if wait > LONGEST_PAUSE { format!(", and asks to wait for {} s", wait.as_secs()) } else { String::new() };
                return Err(format!("{}{times}{asked}", failure.what));
            }
            tokio::time::sleep(wait).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn once(&self, url: &str, prompt: &Prompt, lenience: u8) -> Result<Answer, Failure> {
        let body = self.body(prompt, lenience).to_string();
        let post =
            Post { url, bearer: self.key.as_deref(), json: body.as_bytes(), cap: CAP, timeout: Duration::from_secs(self.settings.timeout) };
        let posted = self.client.post(post).await.map_err(|error| Failure {
            again: !matches!(error, HttpError::Scheme { .. } | HttpError::TooLarge { .. }),
            ..Failure::of(error.to_string())
        })?;
        let status = posted.status;
        let answered = |why: &str| Failure::of(format!("{url} answered {status}{why}{}", said(&posted.body)));
        match status {
            200..=299 => self.read(url, &posted.body),
            408 | 409 | 425 | 429 | 500 | 502..=599 => {
                let asked = posted.headers.get("retry-after").and_then(|value| http::retry_after(value, Timestamp::now()));
                let pause = asked.and_then(|pause| Duration::try_from(pause).ok());
                Err(Failure { pause, again: true, ..answered("") })
            }
            400 | 404 | 405 | 415 | 422 | 501 => Err(Failure { format: true, ..answered("") }),
            301..=308 => Err(Failure::of(format!("{url} answered {status}: it has moved; set `base-url` to where it is now"))),
            401 | 403 => Err(answered(&match &self.settings.api_key_env {
                Some(name) => format!(": it does not take the key in {name}"),
                None => ": it wants a key; name the environment variable that holds it under `api-key-env`".to_owned(),
            })),
            _ => Err(answered("")),
        }
    }

    /// The request's body.
    fn body(&self, prompt: &Prompt, lenience: u8) -> Value {
        let Llm { model, answer, temperature, request, .. } = &self.settings;
        let mut body = json!({
            "model": model,
            "messages": [{ "role": "system", "content": prompt.system }, { "role": "user", "content": prompt.user }],
            "temperature": temperature,
            "max_tokens": answer,
            "stream": false,
        });
        match lenience {
            0 => {
                let schema = json!({ "name": prompt.name, "strict": true, "schema": prompt.schema });
                body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
            }
            1 => body["response_format"] = json!({ "type": "json_object" }),
            _ => {}
        }
        for (key, value) in request {
            match (value, body.as_object_mut()) {
                (Value::Null, Some(body)) => drop(body.remove(key)),
                (value, Some(body)) => drop(body.insert(key.clone(), value.clone())),
                _ => {}
            }
        }
        body
    }

    /// Makes sense of a successful answer.
    fn read(&self, url: &str, body: &[u8]) -> Result<Answer, Failure> {
        let failure = |what: String| Failure { again: true, ..Failure::of(format!("{url} {what}")) };
        let Ok(reply) = serde_json::from_slice::<Reply>(body) else {
            return Err(failure(format!("answered with something else than a chat completion{}", said(body))));
        };
        let Some(choice) = reply.choices.into_iter().next() else { return Err(failure("answered without a choice".into())) };
        let text = content(&choice.message.content);
        let cut = choice.finish_reason.as_deref() == Some("length");
        // A refusal is an answer, and asking again would not help; it is read as one that holds no insight.
        let text = if text.trim().is_empty() { choice.message.refusal.unwrap_or_default() } else { text };
        let tokens = reply.usage.map_or([0, 0], |usage| [usage.prompt_tokens, usage.completion_tokens]);
        Ok(Answer { model: self.settings.model.clone(), text, cut, tokens })
    }
}

#[derive(Deserialize)]
struct Reply {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Value,
    #[serde(default)]
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

/// An answer's words: one text, or parts of which some are text.
fn content(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}

/// What a server says of its fault, shortened, behind a colon; nothing if it says nothing.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let message = serde_json::from_slice::<Value>(body).ok().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").or(Some(error)).and_then(Value::as_str).map(str::to_owned)
    });
    let line = text::one_line(&message.unwrap_or_else(|| text.into_owned()));
    let short: String = line.chars().take(160).collect();
    match (short.is_empty(), short.len() < line.len()) {
        (true, _) => String::new(),
        (_, true) => format!(": {short}…"),
        _ => format!(": {short}"),
    }
}
