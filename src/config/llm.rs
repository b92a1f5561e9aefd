//! `llm:` in site.yaml: which language model there is, and what it may cost.

use serde::Deserialize;
use url::Url;

/// Who finds and writes insights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extractor {
    /// What the program brings along.
    #[default]
    Embedded,
    /// The language model; the embedded extractor gives it hints, and fills the seats that it leaves empty.
    Llm,
}

/// A language model behind an OpenAI-compatible chat API.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Llm {
    /// The API's address up to and with its version, such as `http://127.0.0.1:11434/v1`. Without one no model is called: prompts are
    /// printed by `takefive prompt`, and answers come from `takefive answer`. Default: none.
    #[serde(default)]
    pub base_url: Option<Url>,
    /// The model's name, as the API knows it. It stands under `by:` in the posts.
    pub model: String,
    /// The environment variable that holds the API key. Default: none is sent.
    #[serde(default)]
    pub api_key_env: Option<String>,
    /// How the model is made to answer in JSON. Default: auto.
    #[serde(default)]
    pub json: Json,
    /// Tokens that the model takes at once, question and answer together. Default: 32768.
    #[serde(default = "default_context")]
    pub context: usize,
    /// Most tokens of an answer. Default: 4096.
    #[serde(default = "default_answer")]
    pub answer: usize,
    /// 0 for the likeliest words, up to 2 for surprises. Default: 0.
    #[serde(default)]
    pub temperature: f32,
    /// Most questions at once. Default: 4.
    #[serde(default = "default_at_once")]
    pub at_once: usize,
    /// Seconds to wait for an answer. Default: 180.
    #[serde(default = "default_timeout")]
    pub timeout: u64,
    /// How often a question is put when the server is busy or fails. Default: 4.
    #[serde(default = "default_tries")]
    pub tries: u32,
    /// What a day may cost. When it is spent, the embedded extractor goes on alone. Default: no limit.
    #[serde(default)]
    pub budget: Budget,
    /// What a million tokens cost. Default: nothing.
    #[serde(default)]
    pub price: Price,
    /// Further keys of the request, for what one API wants and others do not; `null` takes a key out. Default: none.
    #[serde(default)]
    pub request: serde_json::Map<String, serde_json::Value>,
}

/// How a model is made to answer in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Json {
    /// By schema if the server takes one, else by JSON mode, else by asking.
    #[default]
    Auto,
    /// The server holds the model to a JSON schema.
    Schema,
    /// The server holds the model to JSON.
    Object,
    /// The prompt asks for it.
    Plain,
}

/// What a day may cost.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Budget {
    /// Tokens of questions and answers. Default: no limit.
    #[serde(default)]
    pub tokens: Option<u64>,
    /// Money, in the currency of `price`. Default: no limit.
    #[serde(default)]
    pub money: Option<f64>,
}

/// What a million tokens cost, in one currency or other.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Price {
    /// Of questions.
    #[serde(default)]
    pub input: f64,
    /// Of answers.
    #[serde(default)]
    pub output: f64,
}

impl Price {
    /// What so many tokens of question and answer cost.
    pub fn of(&self, [input, output]: [u64; 2]) -> f64 {
        (self.input * input as f64 + self.output * output as f64) / 1e6
    }
}

impl Llm {
    /// A model that nobody set up: questions are printed, and answers brought.
    pub fn by_hand() -> Self {
        Self {
            base_url: None,
            model: "by hand".to_owned(),
            api_key_env: None,
            json: Json::Auto,
            context: default_context(),
            answer: default_answer(),
            temperature: 0.0,
            at_once: default_at_once(),
            timeout: default_timeout(),
            tries: default_tries(),
            budget: Budget::default(),
            price: Price::default(),
            request: serde_json::Map::new(),
        }
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        let scheme = self.base_url.as_ref().is_none_or(|url| matches!(url.scheme(), "http" | "https"));
        anyhow::ensure!(scheme, "llm: base-url: must start with https:// or http://");
        anyhow::ensure!(!self.model.trim().is_empty(), "llm: model: is empty; write the name that the API knows it by");
        anyhow::ensure!((1024..=10_000_000).contains(&self.context), "llm: context: must be at least 1024 tokens, not {}", self.context);
        anyhow::ensure!(
            (256..=self.context / 2).contains(&self.answer),
            "llm: answer: must be from 256 tokens to half of `context`, {}, not {}",
            self.context / 2,
            self.answer
        );
        anyhow::ensure!((0.0..=2.0).contains(&self.temperature), "llm: temperature: must be from 0 to 2, not {}", self.temperature);
        anyhow::ensure!((1..=256).contains(&self.at_once), "llm: at-once: must be from 1 to 256, not {}", self.at_once);
        anyhow::ensure!((1..=3600).contains(&self.timeout), "llm: timeout: must be from 1 to 3600 seconds, not {}", self.timeout);
        anyhow::ensure!((1..=20).contains(&self.tries), "llm: tries: must be from 1 to 20, not {}", self.tries);
        let cents = [Some(self.price.input), Some(self.price.output), self.budget.money].into_iter().flatten();
        anyhow::ensure!(cents.into_iter().all(|n| n.is_finite() && n >= 0.0), "llm: price and budget must not be negative");
        anyhow::ensure!(
            self.budget.money.is_none() || self.price != Price::default(),
            "llm: budget: money needs `price: {{ input: …, output: … }}`, what a million tokens cost"
        );
        Ok(())
    }
}

fn default_context() -> usize {
    32_768
}
fn default_answer() -> usize {
    4096
}
fn default_at_once() -> usize {
    4
}
fn default_timeout() -> u64 {
    180
}
fn default_tries() -> u32 {
    4
}

#[cfg(test)]
mod tests {
    use super::super::Site;
    use std::path::Path;

    fn fault(lines: &str) -> String {
        let text = format!("title: Five\nbase-url: https://example.org\n{lines}\n");
        let site = crate::yaml::parse::<Site>(&text, Path::new("content/site.yaml")).map_err(anyhow::Error::from);
        site.and_then(|site| site.check()).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn what_cannot_work_says_how_to_mend_it() {
        let table = [
            "llm: { model: m }\nextractor: llm\npolish: true\nstyle: Plainly.",
            "extractor: llm",
            "polish: true",
            "llm: { base-url: 'ftp://x', model: m }",
            "llm: { model: ' ' }",
            "llm: { model: m, context: 2048, answer: 2000 }",
            "llm: { model: m, budget: { money: 2 } }",
            "llm: { model: m, budget: { money: 2 }, price: { input: 0.1, output: 0.4 }, request: { seed: 1, temperature: null } }",
            "llm: { model: m, base_url: 'http://x' }",
        ];
        insta::assert_snapshot!(table.map(fault).join("\n"), @r#"
        fine
        extractor: llm: needs a language model; add `llm: { base-url: http://127.0.0.1:11434/v1, model: … }`
        polish: true: needs a language model; add `llm: { base-url: http://127.0.0.1:11434/v1, model: … }`
        llm: base-url: must start with https:// or http://
        llm: model: is empty; write the name that the API knows it by
        llm: answer: must be from 256 tokens to half of `context`, 1024, not 2000
        llm: budget: money needs `price: { input: …, output: … }`, what a million tokens cost
        fine
        content/site.yaml:3:18: unknown key `base_url`; did you mean `base-url`?
        "#);
    }
}
