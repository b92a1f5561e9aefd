//! Words, slugs, and folded text: what several stages must count and compare in the same way.

pub mod person;
pub mod width;

use unicode_segmentation::UnicodeSegmentation;

/// Words of a text as people count them: `it's`, `3.5` and `web-scale` (its halves apart) by Unicode's rules.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.unicode_words()
}

/// How many words.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}

/// White space folded: one line, single spaces, none at the ends, control characters gone.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A URL part made of `text`: `[a-z0-9-]`, at most `limit` characters, cut between words. Empty if nothing is left.
pub fn slug(text: &str, limit: usize) -> String {
    let mut slug = String::new();
    // An apostrophe joins (`don't` is `dont`), everything else that is no letter or digit parts.
    let plain = deunicode::deunicode(text).replace(['\'', '’', '`'], "").to_ascii_lowercase();
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if !slug.is_empty() && slug.len() + 1 + word.len() > limit {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word[..word.len().min(limit)]);
    }
    slug
}

/// `text` with typography and white space folded, for comparing quotes: curly quotes and dashes made plain, ellipses three dots,
/// lower case, white-space runs one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => folded.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => folded.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.push('-'),
            '…' => folded.push_str("..."),
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') && !folded.is_empty() {
                    folded.push(' ');
                }
            }
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Words that end like a plural and are none, or that mean something else without their `s`.
const NO_PLURALS: [&str; 27] = [
    "alias",
    "analytics",
    "atlas",
    "aws",
    "bias",
    "canvas",
    "chaos",
    "christmas",
    "cosmos",
    "css",
    "devops",
    "ethos",
    "gas",
    "ios",
    "kubernetes",
    "kudos",
    "lens",
    "macos",
    "means",
    "news",
    "paas",
    "pants",
    "relations",
    "saas",
    "sales",
    "series",
    "species",
];

/// Plurals in `ies` whose singular ends with `ie`.
const IE: [&str; 9] = ["calories", "cookies", "genies", "indies", "movies", "rookies", "selfies", "smoothies", "zombies"];

/// An English noun phrase in the singular: the plural and possessive endings of its last word taken off. Lower case is expected.
pub fn singular(phrase: &str) -> String {
    let phrase = phrase.strip_suffix("'s").or_else(|| phrase.strip_suffix("s'")).unwrap_or(phrase);
    let last = phrase.rsplit([' ', '-']).next().unwrap_or(phrase);
    let keeps = last.len() < 4 || NO_PLURALS.contains(&last) || ["ss", "us", "is", "ics"].iter().any(|end| last.ends_with(end));
    match phrase.strip_suffix("ies") {
        Some(root) if last.len() > 5 && !IE.contains(&last) => format!("{root}y"),
        _ if keeps => phrase.to_owned(),
        _ if ["sses", "ches", "shes", "xes"].iter().any(|end| last.ends_with(end)) => phrase[..phrase.len() - 2].to_owned(),
        _ => phrase.strip_suffix('s').unwrap_or(phrase).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_lose_their_endings_and_nothing_else_does() {
        let pairs = [
            ("language models", "language model"),
            ("companies", "company"),
            ("movies", "movie"),
            ("taxes", "tax"),
            ("businesses", "business"),
            ("trade-offs", "trade-off"),
            ("llms", "llm"),
            ("today's", "today"),
            ("databases", "database"),
            ("ai", "ai"),
            ("css", "css"),
            ("public relations", "public relations"),
            ("happiness", "happiness"),
            ("ethics", "ethics"),
            ("", ""),
            ("s", "s"),
        ];
        for (plural, one) in pairs {
            assert_eq!((singular(plural).as_str(), singular(&singular(plural)).as_str()), (one, one), "{plural}");
        }
    }

    #[test]
    fn slugs_are_plain_and_whole_words() {
        assert_eq!(slug("Don’t “scale” Zürich’s API: 3 rules", 60), "dont-scale-zurichs-api-3-rules");
        assert_eq!(slug("one two three", 9), "one-two");
        assert_eq!(slug("…", 9), "");
    }

    #[test]
    fn folding_ignores_typography_and_white_space() {
        assert_eq!(fold(" “It’s\n  fine” — he said… "), fold("\"It's fine\" - he said..."));
    }
}
