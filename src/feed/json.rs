//! JSON Feed, with what strict types would give a whole feed up for mended first.

use super::extras::{Extras, Item};
use serde_json::{Map, Value};

/// A JSON Feed that feed-rs can read, and what it loses of it.
///
/// # Errors
/// What the text is instead.
pub(super) fn read(text: &str, warnings: &mut Vec<String>) -> Result<(String, Extras), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("is JSON that cannot be read ({error})"))?;
    let Value::Object(mut feed) = value else { return Err("is JSON, but not a feed".to_owned()) };
    if !feed.get("version").and_then(Value::as_str).is_some_and(|v| v.contains("jsonfeed.org/version/")) {
        return Err("is JSON, but not a JSON Feed".to_owned());
    }
    feed.insert("version".into(), "https://jsonfeed.org/version/1.1".into());
    feed.entry("title").or_insert_with(|| "".into());
    let mut mended = strings(&mut feed, &["title", "home_page_url", "feed_url", "description", "icon", "favicon", "language"]);
    let author = author(&mut feed);
    let items = feed.remove("items").and_then(|i| if let Value::Array(items) = i { Some(items) } else { None }).unwrap_or_default();
    let listed = items.len();
    let mut items: Vec<Map<String, Value>> =
        items.into_iter().filter_map(|i| if let Value::Object(item) = i { Some(item) } else { None }).collect();
    let language = feed.get("language").and_then(Value::as_str).map(str::to_owned);
    mended += listed - items.len();
    let items_read = items.iter_mut().map(|item| mend(item, &mut mended)).collect();
    if mended > 0 {
        let values = if mended == 1 { "value" } else { "values" };
        warnings.push(format!("has {mended} {values} of a kind that JSON Feed does not allow there; mended or left out"));
    }
    let extras = Extras { language, author, items: items_read, ..Extras::default() };
    feed.insert("items".into(), items.into_iter().map(Value::Object).collect());
    Ok((Value::Object(feed).to_string(), extras))
}

fn mend(item: &mut Map<String, Value>, mended: &mut usize) -> Item {
    let texts = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified"];
    *mended += strings(item, &texts);
    let _ = author(item);
    if let Some(Value::Array(tags)) = item.get_mut("tags") {
        tags.retain(Value::is_string);
    } else {
        item.remove("tags");
    }
    let mut extras = Item { date: item.get("date_published").and_then(Value::as_str).map(str::to_owned), ..Item::default() };
    let Some(Value::Array(attachments)) = item.get_mut("attachments") else {
        *mended += usize::from(item.remove("attachments").is_some());
        return extras;
    };
    attachments.retain_mut(|attachment| {
        let Value::Object(attachment) = attachment else {
            *mended += 1;
            return false;
        };
        *mended += strings(attachment, &["url", "mime_type", "title"]);
        attachment.entry("mime_type").or_insert_with(|| "".into());
        if !attachment.get("size_in_bytes").is_some_and(Value::is_u64) {
            attachment.remove("size_in_bytes");
        }
        extras.duration = extras.duration.or_else(|| attachment.get("duration_in_seconds")?.as_f64().filter(|d| *d > 0.0));
        let kept = attachment.contains_key("url");
        *mended += usize::from(!kept);
        kept
    });
    extras
}

/// Makes numbers text, as the format asks of readers, and takes away what is neither. Gives how many were taken away.
fn strings(map: &mut Map<String, Value>, keys: &[&str]) -> usize {
    let mut taken = 0;
    for key in keys {
        match map.get(*key) {
            Some(Value::Number(number)) => {
                let text = number.to_string();
                map.insert((*key).to_owned(), text.into());
            }
            Some(Value::String(_)) | None => {}
            Some(value) => {
                taken += usize::from(!value.is_null());
                map.remove(*key);
                if *key == "title" && map.contains_key("version") {
                    map.insert("title".into(), "".into());
                }
            }
        }
    }
    taken
}

/// Takes the authors out: feed-rs 3.0.0 panics on some names, and only the first one is wanted.
fn author(map: &mut Map<String, Value>) -> Option<String> {
    let (many, one) = (map.remove("authors"), map.remove("author"));
    let many = many.iter().filter_map(Value::as_array).flatten();
    many.chain(&one).find_map(|author| author.get("name")?.as_str().map(str::to_owned))
}
