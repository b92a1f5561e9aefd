//! JSON schemas of what editors write in YAML, for editors that complete it.

/// Of a post's front matter.
pub const FRONT_MATTER: &str = include_str!("front-matter.schema.json");
/// Of an insight's source block.
pub const SOURCE: &str = include_str!("source.schema.json");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{FrontMatter, Source, TranscriptRef},
        yaml,
    };
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use std::path::Path;

    fn keys(schema: &Value) -> Vec<String> {
        let mut keys: Vec<String> = schema["properties"].as_object().expect("properties").keys().cloned().collect();
        keys.sort();
        keys
    }

    /// The keys that a type knows, as its own error lists them.
    fn known<T: DeserializeOwned>() -> Vec<String> {
        let error = yaml::parse::<T>("zzzzzzzz: 1", Path::new("x")).err().expect("an unknown key").message;
        let mut keys: Vec<String> = error.split_once("known keys are ").expect("a list").1.split(", ").map(str::to_owned).collect();
        keys.sort();
        keys
    }

    #[test]
    fn schemas_know_the_keys_that_the_program_knows() {
        let [front, source]: [Value; 2] = [FRONT_MATTER, SOURCE].map(|text| serde_json::from_str(text).expect("JSON"));
        assert_eq!(keys(&front), known::<FrontMatter>());
        assert_eq!(keys(&source), known::<Source>());
        assert_eq!(keys(&source["properties"]["transcript"]), known::<TranscriptRef>());
        for (schema, text) in [(&front, "title: T\ndate: 2026-11-23"), (&source, "podcast: P\nepisode: E\nguid: g\nby: x")] {
            let required: Vec<&str> = schema["required"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            assert_eq!(required, text.lines().filter_map(|line| line.split(':').next()).collect::<Vec<_>>());
        }
    }
}
