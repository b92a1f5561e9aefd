//! What a model answers → values, however it is wrapped: prose around it, code fences, thoughts, an answer that was cut off.

use super::orders;
use crate::text::one_line;
use serde_json::{Deserializer, Value};

/// An insight as a model puts it; what is missing is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Put {
    /// Number of the passage, if it was asked for by number.
    pub id: Option<usize>,
    pub quote: String,
    pub headline: String,
    pub text: String,
    pub topics: Vec<String>,
    /// From 1 to 5.
    pub worth: Option<u8>,
}

/// An answer, read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Read {
    pub insights: Vec<Put>,
    pub title: String,
    pub summary: String,
}

/// Most insights that are read of one answer: whoever sends more wants something else than to help.
const MOST: usize = 60;

/// Reads an answer. `list` is the key of its list of insights.
///
/// # Errors
/// Why nothing can be read, fit to be told to the model.
pub(crate) fn read(answer: &str, list: &str) -> Result<Read, String> {
    let answer = match answer.rsplit_once("</think>") {
        Some((_, rest)) => rest,
        None => answer,
    };
    let starts = answer.match_indices(['{', '[']).map(|(at, _)| at).take(50);
    for start in starts {
        let value = Deserializer::from_str(&answer[start..]).into_iter::<Value>().next();
        match value {
            Some(Ok(value)) => {
                if let Some(read) = of_value(&value, list) {
                    return Ok(read);
                }
            }
            // Cut off, or broken: what is whole of the list is still good.
            _ if answer[start..].starts_with('{') => {
                let whole = whole_items(&answer[start..], list);
                if !whole.is_empty() {
                    let insights = whole.iter().take(MOST).map(put).collect();
                    return Ok(Read { insights, ..Read::default() });
                }
            }
            _ => {}
        }
    }
    if !answer.contains(['{', '[']) {
        return Err("the answer holds no JSON".into());
    }
    Err(format!("the answer holds no JSON with a list “{list}”"))
}

fn of_value(value: &Value, list: &str) -> Option<Read> {
    let (items, object) = match value {
        Value::Array(items) if items.iter().any(|item| item.get("headline").is_some()) => (Some(items), None),
        Value::Object(object) => (object.get(list).and_then(Value::as_array), Some(object)),
        _ => return None,
    };
    let line = |key: &str| object.and_then(|o| o.get(key)).and_then(Value::as_str).map(plain).unwrap_or_default();
    let insights = items?.iter().filter(|item| item.is_object()).take(MOST).map(put).collect();
    Some(Read { insights, title: line("title"), summary: line("summary") })
}

/// The whole items of a list that breaks off.
fn whole_items(text: &str, list: &str) -> Vec<Value> {
    let Some(at) = text.find(&format!("\"{list}\"")) else { return Vec::new() };
    let Some(open) = text[at..].find('[') else { return Vec::new() };
    let mut rest = text[at + open + 1..].trim_start();
    let mut items = Vec::new();
    while rest.starts_with('{') {
        let mut stream = Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = stream.next() else { break };
        items.push(item);
        rest = rest[stream.byte_offset()..].trim_start().trim_start_matches(',').trim_start();
    }
    items
}

fn put(item: &Value) -> Put {
    let line = |key: &str| item.get(key).and_then(Value::as_str).map(plain).unwrap_or_default();
    let number = |key: &str| match item.get(key)? {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().trim_matches('#').parse().ok(),
        _ => None,
    };
    let topics = match item.get("topics") {
        Some(Value::Array(topics)) => topics.iter().filter_map(Value::as_str).map(plain).collect(),
        Some(Value::String(topics)) => topics.split(',').map(plain).collect(),
        _ => Vec::new(),
    };
    Put {
        id: number("id").filter(|n| *n >= 0.0).map(|n| n as usize),
        // A quote only points: it is compared, never shown.
        quote: item.get("quote").and_then(Value::as_str).unwrap_or_default().to_owned(),
        headline: line("headline").trim_end_matches('.').to_owned(),
        text: line("text"),
        topics: topics.into_iter().filter(|t: &String| !t.is_empty()).take(4).collect(),
        worth: number("worth").map(|n| n.round().clamp(1.0, 5.0) as u8),
    }
}

/// Words on one line, without what cannot be seen.
fn plain(text: &str) -> String {
    one_line(&orders::visible(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"id": "2", "quote": "a  b", "headline": "A claim.", "text": "One\n\u200btwo", "topics": "x, y", "worth": 9}"#;

    fn headlines(answer: &str) -> Result<Vec<String>, String> {
        read(answer, "insights").map(|read| read.insights.into_iter().map(|i| i.headline).collect())
    }

    #[test]
    fn an_insight_is_read_however_it_is_wrapped() {
        let whole = format!("{{\"insights\": [{ONE}]}}");
        for answer in [
            whole.clone(),
            format!("Sure! Here it is:\n```json\n{whole}\n```\nAnything else?"),
            format!("<think>Maybe {{\"insights\": []}}?</think>\n{whole}"),
            format!("[{ONE}]"),
            format!("{{\"insights\": [{ONE}, {{\"headline\": \"Cut o"),
            format!("{{\"insights\": [{ONE}, 5"),
            format!("I think {{braces}} are fine. {whole}"),
        ] {
            let found = read(&answer, "insights").unwrap();
            let topics = vec!["x".to_owned(), "y".to_owned()];
            let one = Put { id: Some(2), quote: "a  b".into(), headline: "A claim".into(), text: "One two".into(), topics, worth: Some(5) };
            assert_eq!(found.insights, [one], "{answer}");
        }
    }

    #[test]
    fn nothing_is_not_an_error_but_no_json_is() {
        assert_eq!(headlines("{\"insights\": []}"), Ok(vec![]));
        assert_eq!(headlines("I cannot help with that."), Err("the answer holds no JSON".into()));
        assert_eq!(headlines("{\"items\": []}"), Err("the answer holds no JSON with a list “insights”".into()));
        assert_eq!(headlines("{\"insights\": {}}"), Err("the answer holds no JSON with a list “insights”".into()));
        assert_eq!(headlines(""), Err("the answer holds no JSON".into()));
        assert_eq!(headlines(&"{".repeat(100_000)), Err("the answer holds no JSON with a list “insights”".into()));
        assert_eq!(headlines("{\"insights\": [1, \"x\", null, {}]}"), Ok(vec![String::new()]));
    }

    #[test]
    fn a_flood_is_cut_off() {
        let flood = format!("{{\"insights\": [{}]}}", vec![ONE; 1000].join(","));
        assert_eq!(headlines(&flood).unwrap().len(), MOST);
    }
}
