//! One YAML string on one line, quoted only where any YAML reader would need it.
//!
//! Posts are read by people, so their YAML is written by hand: keys in a fixed order, lists and the transcript in one line.

/// Where a string stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind `key: `.
    Block,
    /// Within `[…]` or `{…}`, where commas and brackets part.
    Flow,
}

/// `text` as a YAML scalar that every reader takes for this string and for nothing else.
pub(super) fn scalar(text: &str, place: Place) -> String {
    if is_plain(text, place) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if printable(c) => quoted.push(c),
            c if u32::from(c) > 0xffff => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// A list on one line.
pub(super) fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| scalar(item, Place::Flow)).collect();
    format!("[{}]", items.join(", "))
}

/// Whether `text` is this string to every YAML reader, without quotes.
pub(super) fn is_plain(text: &str, place: Place) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '('));
    let parts = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let flow = place == Place::Flow && (text.contains([',', '[', ']', '{', '}']) || text.contains(":?"));
    starts && !parts && !flow && text.chars().all(printable) && !is_other_type(text)
}

/// What some YAML reader takes for a truth value, nothing, a number, a time or a date. Posts may be read by any.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let number = text.replace('_', "");
    let prefixed = ["0x", "0o", "0b", "0X", "0O", "0B"].iter().any(|prefix| number.starts_with(prefix));
    let timed = text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|b| b"0123456789:.-+TZtz ".contains(&b));
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) || number.parse::<f64>().is_ok() || prefixed || timed
}

/// Characters that YAML 1.1 lets stand as they are, without its exotic line breaks and the byte-order mark.
fn printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
        && !(c.is_whitespace() && c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::BTreeMap, path::Path};

    fn read_back(text: &str) -> (String, Vec<String>) {
        let yaml = format!("block: {}\nflow: {}\n", scalar(text, Place::Block), list(&[text.to_owned(), "z".into()]));
        let map: BTreeMap<String, serde_json::Value> = crate::yaml::parse(&yaml, Path::new("t")).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
        let flow = map["flow"].as_array().expect("a list").iter().map(|v| v.as_str().unwrap_or("not a string").to_owned());
        (map["block"].as_str().unwrap_or("not a string").to_owned(), flow.collect())
    }

    #[test]
    fn only_what_must_be_is_quoted() {
        #[rustfmt::skip]
        let texts = [
            "The Example Show", "Ep 12: Who runs the product?", "tag:example.org,2026:ep12", "https://example.org/12?a=b&c=d#e",
            "yes", "No", "12", "1e3", "0x1f", "9f2c", "754:12", "2026-11-23", "a: b", "a:", "#x", "a #x", "a#x", "", " a", "a ",
            "- a", "[a]", "{a}", "say \"hi\"", "it's", "\\", "🎧 pod", "pod 🎧", "tab\there", "a\nb", "~", "null", "*x", "&x", "!x",
            "%x", "@x", "`x`", "|", ">", "?", "=", "<<", "nan", "inf", "\u{2028}", "\u{85}", "\u{feff}x", "Zürich", "日本語", "a, b",
            "\u{7f}", "\u{ffff}",
        ];
        let table: Vec<String> = texts.iter().map(|t| format!("{} | {}", scalar(t, Place::Block), scalar(t, Place::Flow))).collect();
        for text in texts {
            assert_eq!(read_back(text), (text.to_owned(), vec![text.to_owned(), "z".into()]));
        }
        insta::assert_snapshot!(table.join("\n"), @r##"
        The Example Show | The Example Show
        "Ep 12: Who runs the product?" | "Ep 12: Who runs the product?"
        tag:example.org,2026:ep12 | "tag:example.org,2026:ep12"
        https://example.org/12?a=b&c=d#e | https://example.org/12?a=b&c=d#e
        "yes" | "yes"
        "No" | "No"
        "12" | "12"
        "1e3" | "1e3"
        "0x1f" | "0x1f"
        9f2c | 9f2c
        "754:12" | "754:12"
        "2026-11-23" | "2026-11-23"
        "a: b" | "a: b"
        "a:" | "a:"
        "#x" | "#x"
        "a #x" | "a #x"
        a#x | a#x
        "" | ""
        " a" | " a"
        "a " | "a "
        "- a" | "- a"
        "[a]" | "[a]"
        "{a}" | "{a}"
        say "hi" | say "hi"
        it's | it's
        "\\" | "\\"
        "🎧 pod" | "🎧 pod"
        pod 🎧 | pod 🎧
        "tab\there" | "tab\there"
        "a\nb" | "a\nb"
        "~" | "~"
        "null" | "null"
        "*x" | "*x"
        "&x" | "&x"
        "!x" | "!x"
        "%x" | "%x"
        "@x" | "@x"
        "`x`" | "`x`"
        "|" | "|"
        ">" | ">"
        "?" | "?"
        "=" | "="
        "<<" | "<<"
        "nan" | "nan"
        "inf" | "inf"
        "\u2028" | "\u2028"
        "\u0085" | "\u0085"
        "\ufeffx" | "\ufeffx"
        Zürich | Zürich
        日本語 | 日本語
        a, b | "a, b"
        "\u007f" | "\u007f"
        "\uffff" | "\uffff"
        "##);
    }

    proptest! {
        #[test]
        fn every_string_is_read_back(text in r#"([ -~]|\PC|[\n\t:#,'"\[\]{}0-9yn.eE+-]){0,12}"#) {
            prop_assert_eq!(read_back(&text), (text.clone(), vec![text, "z".into()]));
        }
    }
}
