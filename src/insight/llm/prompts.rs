//! The questions: templates that an owner may override, and the schemas of their answers.

use super::chat::Prompt;
use crate::template::{Layer, TEMPLATES, Templates, Variables};
use anyhow::Context;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// The three questions.
pub(crate) const PROPOSE: &str = "propose";
pub(crate) const CHOOSE: &str = "choose";
pub(crate) const WRITE: &str = "write";

/// What a publication is, as far as a writer must know.
#[derive(Debug, Clone, PartialEq)]
pub struct House {
    /// Its title.
    pub title: String,
    /// One sentence about it; may be empty.
    pub description: String,
    /// Language tag that it is written in.
    pub language: String,
    /// How to write, in the owner's words.
    pub style: Option<String>,
    /// Insights a day.
    pub count: usize,
    /// Most insights a day from one podcast.
    pub per_podcast: usize,
}

/// A passage with what a writer must know of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Shown {
    pub id: usize,
    pub podcast: String,
    pub episode: String,
    pub speaker: String,
    pub before: String,
    pub passage: String,
    pub after: String,
    pub headline: String,
    pub text: String,
    pub faults: Vec<String>,
}

/// The templates, and who asks.
#[derive(Debug)]
pub struct Prompts {
    templates: Templates,
    house: House,
}

impl Prompts {
    /// The templates that come along, with those of the publication in `root` in their place.
    ///
    /// # Errors
    /// A template cannot be read or compiled; the message names file, line and column.
    pub fn load(root: &Path, house: House) -> anyhow::Result<Self> {
        let layers = [Layer::embedded(&TEMPLATES, "templates"), Layer::folder(&root.join("templates"))?];
        let templates = Templates::load(layers.map(|layer| layer.below("prompts/"))).context("the prompts")?;
        Ok(Self { templates, house })
    }

    /// Who asks.
    pub(crate) fn house(&self) -> &House {
        &self.house
    }

    /// A question. What stands before the template's line `---` is the system's part.
    pub(crate) fn render(&self, name: &'static str, variables: Variables) -> anyhow::Result<Prompt> {
        let House { title, description, language, style, count, per_podcast } = &self.house;
        let variables = variables
            .with("publication", title)
            .with("description", description)
            .with("language", language_name(language))
            .with("style", style.as_deref().unwrap_or_default())
            .with("count", count)
            .with("per_podcast", per_podcast);
        let text = self.templates.render(&format!("prompts/{name}.txt"), &variables)?;
        let (system, user) = text.split_once("\n---\n").unwrap_or(("", &text));
        Ok(Prompt { system: system.trim().to_owned(), user: user.trim().to_owned(), name, schema: schema(name) })
    }
}

/// JSON schema of an answer.
fn schema(name: &str) -> Value {
    let object = |properties: Value| {
        let keys: Vec<String> = properties.as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default();
        json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
    };
    let text = json!({ "type": "string" });
    let topics = json!({ "type": "array", "items": { "type": "string" } });
    let list = |item: Value| json!({ "type": "array", "items": item });
    let written = json!({ "id": { "type": "integer" }, "headline": text, "text": text, "topics": topics });
    match name {
        PROPOSE => {
            let worth = json!({ "type": "integer", "enum": [1, 2, 3, 4, 5] });
            let insight = json!({ "quote": text, "headline": text, "text": text, "topics": topics, "worth": worth });
            object(json!({ "insights": list(object(insight)) }))
        }
        CHOOSE => object(json!({ "title": text, "summary": text, "picks": list(object(written)) })),
        _ => object(json!({ "insights": list(object(written)) })),
    }
}

/// A language's English name, for who writes prompts in English; the tag itself if it is not listed.
fn language_name(tag: &str) -> &str {
    let names = [
        ("ar", "Arabic"),
        ("cs", "Czech"),
        ("da", "Danish"),
        ("de", "German"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fi", "Finnish"),
        ("fr", "French"),
        ("he", "Hebrew"),
        ("hi", "Hindi"),
        ("it", "Italian"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("nb", "Norwegian"),
        ("nl", "Dutch"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("ru", "Russian"),
        ("sv", "Swedish"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
        ("zh", "Chinese"),
    ];
    let primary = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
    match names.iter().find(|(code, _)| *code == primary) {
        // British and American spelling differ, and so do others.
        Some((_, name)) if !tag.contains('-') => name,
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_asked_for_in_the_order_in_which_they_help() {
        let keys = |name: &str, list: &str| -> Vec<String> {
            let schema = schema(name);
            schema["properties"][list]["items"]["properties"].as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(PROPOSE, "insights"), ["quote", "headline", "text", "topics", "worth"]);
        assert_eq!(keys(CHOOSE, "picks"), ["id", "headline", "text", "topics"]);
        assert_eq!(keys(WRITE, "insights"), ["id", "headline", "text", "topics"]);
    }

    #[test]
    fn languages_are_named_as_a_model_knows_them() {
        assert_eq!(["en", "de", "pt-BR", "xx"].map(language_name), ["English", "German", "pt-BR", "xx"]);
    }
}
