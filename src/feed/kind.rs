//! Whether an item is a whole episode.

use crate::model::Kind;

/// Words that mark a short piece of something that only subscribers hear, in the languages of many podcasts.
const TEASERS: [&str; 18] = [
    "teaser",
    "preview",
    "premium",
    "premium preview",
    "premium teaser",
    "bonus preview",
    "bonus teaser",
    "patreon",
    "patreon preview",
    "patreon teaser",
    "subscriber preview",
    "subscriber-only preview",
    "members only",
    "sneak peek",
    "vorschau",
    "avance",
    "extrait",
    "aperçu",
];
/// Longer ones are whole episodes, whatever their title says. In seconds.
const LONGEST_TEASER: f64 = 20.0 * 60.0;

/// What kind of item it is: `stated` is its `itunes:episodeType`, lower case; `duration` its length in seconds.
pub(super) fn kind(stated: Option<&str>, title: &str, duration: Option<f64>) -> Kind {
    match stated {
        Some("trailer") => Kind::Trailer,
        Some("bonus") => Kind::Bonus,
        _ if duration.is_none_or(|d| d <= LONGEST_TEASER) && is_marked(title) => Kind::Teaser,
        _ => Kind::Full,
    }
}

/// True for `PREVIEW: …`, `[Teaser] …`, `… (Patreon preview)`, `… | Premium`: such a word alone at the title's start or end. `Premium
/// coffee` is a subject.
fn is_marked(title: &str) -> bool {
    let parts: Vec<&str> = title.split([':', '|', '[', ']', '(', ')', '–', '—']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let ends = [parts.first(), parts.last()];
    parts.len() > 1 && ends.into_iter().flatten().any(|part| TEASERS.contains(&part.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_feed_states_counts_and_else_the_title() {
        let table = [
            (Some("full"), "A talk", None, Kind::Full),
            (Some("trailer"), "A talk", None, Kind::Trailer),
            (Some("bonus"), "A talk", None, Kind::Bonus),
            (Some("full"), "[PREVIEW] A talk", Some(300.0), Kind::Teaser),
            (None, "Teaser: a talk", None, Kind::Teaser),
            (None, "A talk (Patreon preview)", None, Kind::Teaser),
            (None, "A talk | Premium", Some(60.0), Kind::Teaser),
            (None, "A talk | Premium", Some(3600.0), Kind::Full),
            (None, "Premium coffee: who pays?", Some(60.0), Kind::Full),
            (None, "A preview of the year", Some(60.0), Kind::Full),
            (None, "Preview", Some(60.0), Kind::Full),
            (None, "", None, Kind::Full),
        ];
        for (stated, title, duration, expected) in table {
            assert_eq!(kind(stated, title, duration), expected, "{title}");
        }
    }
}
