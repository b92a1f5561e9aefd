//! What a page says of an insight's source: moment, licence, artwork of our own, and only addresses that are safe to follow.

use super::page::{Link, SourceView};
use crate::{hash, model::Source, template::Shared, text};

/// What all insights of a podcast share.
#[derive(Debug, Clone)]
pub struct Art {
    /// One or two letters.
    pub initials: String,
    /// From 0 to 359.
    pub hue: u16,
}

impl Art {
    /// The artwork of a podcast. The hue comes from the slug, so that another spelling of the name keeps it.
    pub fn new(name: &str, slug: &str) -> Self {
        let folded = text::fold(name);
        let words: Vec<&str> = text::words(&folded).collect();
        let telling: Vec<&str> = words.iter().copied().filter(|word| !matches!(*word, "a" | "an" | "the" | "podcast" | "show")).collect();
        let chosen = if telling.is_empty() { words } else { telling };
        let initials: String = chosen.iter().take(2).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).take(2).collect();
        let digest = u16::from_str_radix(&hash::sha256(slug.as_bytes())[..4], 16).unwrap_or_default();
        Self { initials: if initials.is_empty() { "?".into() } else { initials }, hue: digest % 360 }
    }
}

/// The view of a source, with the pages of its podcast and its speaker.
pub fn view(source: &Source, podcast: Shared<Link>, speaker: Option<Shared<Link>>, art: &Art) -> SourceView {
    let start = source.start.filter(|start| start.is_finite() && *start >= 0.0 && *start < 1e9);
    let seconds = start.map(whole_seconds);
    let audio = safe(source.audio.as_deref());
    let transcript = source.transcript.as_ref();
    SourceView {
        podcast,
        initials: art.initials.clone(),
        hue: art.hue,
        episode: source.episode.clone(),
        episode_link: safe(source.link.as_deref()),
        episode_url: String::new(),
        audio_at: match start {
            Some(start) if !audio.is_empty() => moment(&audio, start),
            _ => String::new(),
        },
        audio,
        seconds,
        time: seconds.map(clock).unwrap_or_default(),
        speaker,
        transcript: safe(transcript.map(|t| t.url.as_str())),
        license: source.license.as_deref().and_then(license),
        notes: transcript.is_some_and(|t| t.notes),
        by: source.by.clone(),
    }
}

/// An address that a publisher wrote, if it is one of the web; otherwise empty, for `javascript:` must never become a link.
pub fn safe(address: Option<&str>) -> String {
    let address = address.unwrap_or_default().trim();
    let is_web = ["https://", "http://"].iter().any(|scheme| address.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    if is_web && !address.contains(|c: char| c.is_control() || c.is_whitespace()) { address.to_owned() } else { String::new() }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the caller has seen to the range")]
fn whole_seconds(start: f64) -> u64 {
    start as u64
}

/// A media fragment; a tenth of a second is as near as players go.
fn moment(audio: &str, start: f64) -> String {
    let file = audio.split('#').next().unwrap_or(audio);
    let tenths = (start * 10.0).floor() / 10.0;
    format!("{file}#t={tenths}")
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The licence as people write it, with the address of its text.
pub fn license(stated: &str) -> Option<Link> {
    let stated = stated.trim();
    let link = safe(Some(stated));
    if let Some(license) = creative_commons(stated) {
        Some(license)
    } else if link.is_empty() {
        (!stated.is_empty()).then(|| open_source(stated))
    } else {
        let shown = link.split_once("://").map_or(link.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned();
        Some(Link { name: shown, url: link })
    }
}

/// Licences of software, which some podcasts choose, as their authors write them; any other as it is stated.
fn open_source(stated: &str) -> Link {
    let known = [("mit", "MIT"), ("apache-2.0", "Apache-2.0"), ("bsd-3-clause", "BSD-3-Clause"), ("gpl-3.0", "GPL-3.0"), ("isc", "ISC")];
    let name = known.iter().find(|(id, _)| id.eq_ignore_ascii_case(stated)).map_or(stated, |(_, name)| name);
    let url = if name == stated && !known.iter().any(|(_, n)| *n == name) {
        String::new()
    } else {
        format!("https://spdx.org/licenses/{name}.html")
    };
    Link { name: name.to_owned(), url }
}

/// `cc-by-sa-4.0`, `CC BY-SA 4.0`, `https://creativecommons.org/licenses/by-sa/4.0/` and what lies between.
fn creative_commons(stated: &str) -> Option<Link> {
    let lower = stated.to_ascii_lowercase();
    let rest = ["https://creativecommons.org/licenses/", "http://creativecommons.org/licenses/", "cc-", "cc "];
    let zero = ["https://creativecommons.org/publicdomain/zero/", "http://creativecommons.org/publicdomain/zero/", "cc0"];
    if zero.iter().any(|start| lower.starts_with(start)) {
        return Some(Link { name: "CC0 1.0".into(), url: "https://creativecommons.org/publicdomain/zero/1.0/".into() });
    }
    let terms = rest.iter().find_map(|start| lower.strip_prefix(start))?;
    let parts: Vec<&str> = terms.split(['-', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let (kinds, version) = match parts.split_last()? {
        (version, kinds) if version.starts_with(|c: char| c.is_ascii_digit()) => (kinds, *version),
        _ => (parts.as_slice(), "4.0"),
    };
    let known = !kinds.is_empty() && kinds.iter().all(|kind| matches!(*kind, "by" | "sa" | "nc" | "nd"));
    let numbered = version.chars().all(|c| c.is_ascii_digit() || c == '.');
    (known && numbered).then(|| Link {
        name: format!("CC {} {version}", kinds.join("-").to_ascii_uppercase()),
        url: format!("https://creativecommons.org/licenses/{}/{version}/", kinds.join("-")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(safe(Some(" HTTPS://example.org/a?b=c ")), "HTTPS://example.org/a?b=c");
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.org",
            "ftp://example.org",
            "https://a b",
            "https:/",
            "",
            "https://a\u{1}",
        ] {
            assert_eq!(safe(Some(bad)), "", "{bad:?}");
        }
    }

    #[test]
    fn moments_are_read_on_a_clock() {
        assert_eq!([0, 59, 754, 3723].map(clock), ["0:00", "0:59", "12:34", "1:02:03"]);
        assert_eq!(moment("https://e.org/a.mp3#x", 754.26), "https://e.org/a.mp3#t=754.2");
        assert_eq!(moment("https://e.org/a.mp3", 754.0), "https://e.org/a.mp3#t=754");
    }

    #[test]
    fn licences_have_their_usual_names() {
        let shown = |stated| license(stated).map(|link| format!("{} <{}>", link.name, link.url)).unwrap_or_default();
        let by = "CC BY-SA 4.0 <https://creativecommons.org/licenses/by-sa/4.0/>";
        for stated in ["cc-by-sa-4.0", "CC BY-SA 4.0", "cc-by-sa", "https://creativecommons.org/licenses/by-sa/4.0/"] {
            assert_eq!(shown(stated), by, "{stated}");
        }
        assert_eq!(shown("cc0-1.0"), "CC0 1.0 <https://creativecommons.org/publicdomain/zero/1.0/>");
        assert_eq!(shown("https://example.org/terms/"), "example.org/terms <https://example.org/terms/>");
        assert_eq!((shown("cc-what"), shown("cc-by-\"><x>"), shown(" ")), ("cc-what <>".into(), "cc-by-\"><x> <>".into(), String::new()));
    }

    #[test]
    fn artwork_is_letters_and_a_hue() {
        let art = |name| Art::new(name, &text::slug(name, 80));
        assert_eq!(["The Daily Glue", "über alles", "The Show", "…", "ß"].map(|name| art(name).initials), ["DG", "ÜA", "TS", "?", "SS"]);
        assert_eq!(art("Zoë").hue, art("zoe").hue);
    }

    proptest! {
        #[test]
        fn any_licence_or_name_is_shown(text in any::<String>()) {
            license(&text);
            prop_assert!(Art::new(&text, &text).hue < 360);
        }
    }
}
