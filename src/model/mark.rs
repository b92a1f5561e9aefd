//! What an episode can be known by after its publisher gave it another guid: feeds move, and services rewrite addresses.

use url::Url;

/// Endings that look like a host's name and are a file's.
const ENDINGS: [&str; 9] = ["mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "wav", "mp4"];
/// Shorter titles, such as `Monday` or `Part 2`, come again.
const LONG_TITLE: usize = 12;

/// The mark of a guid that is an address: it stays the same when the site moves to https, or drops its `www.`. `None` for other guids.
pub fn of_guid(guid: &str) -> Option<String> {
    let url = Url::parse(guid.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(format!("guid {}", address(&url)))
}

/// The mark of an audio file: its address without scheme, query, and the counting services that stand in front of it.
///
/// A host that tells files apart by their query alone gives all of them one mark, so it counts only if it is one episode's in the feed.
pub fn of_audio(audio: &str) -> Option<String> {
    let mut url = Url::parse(audio.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_query(None);
    let whole = address(&url);
    // `dts.podtrac.com/redirect.mp3/chrt.fm/track/5/cdn.example/ep.mp3`: the last host counts.
    let parts: Vec<&str> = whole.split('/').collect();
    let last = (0..parts.len().saturating_sub(1)).rev().find(|at| is_host(parts[*at])).unwrap_or(0);
    Some(format!("audio {}", parts[last..].join("/")))
}

/// The mark of a title: its letters and digits. `None` if it says too little. It counts only if it is one episode's in the feed.
pub fn of_title(title: &str) -> Option<String> {
    let words: Vec<String> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let mark = words.join(" ");
    (words.len() > 1 && mark.chars().count() >= LONG_TITLE).then(|| format!("title {mark}"))
}

fn address(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{port}{}{query}", url.path())
}

fn is_host(part: &str) -> bool {
    let ending = part.rsplit_once('.').map_or("", |(_, ending)| ending);
    let letters = (2..=12).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic());
    letters && !ENDINGS.contains(&ending) && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_is_known_behind_counting_services_and_queries() {
        let same = [
            "https://cdn.example/show/ep-12.mp3",
            "http://www.cdn.example/show/ep-12.mp3?source=feed&v=8",
            "https://www.podtrac.example/pts/redirect.mp3/cdn.example/show/ep-12.mp3",
            "https://dts.count.example/redirect.mp3/chrt.example/track/5A/cdn.example/show/ep-12.mp3?updated=1",
        ];
        for audio in same {
            assert_eq!(of_audio(audio).as_deref(), Some("audio cdn.example/show/ep-12.mp3"), "{audio}");
        }
        assert_ne!(of_audio("https://cdn.example/show/ep-13.mp3"), of_audio(same[0]));
        assert_eq!(of_audio("https://a.example/v1.2/play.mp3").as_deref(), Some("audio a.example/v1.2/play.mp3"));
        assert_eq!(of_audio("ep-12.mp3"), None);
    }

    #[test]
    fn guids_that_are_addresses_survive_https() {
        assert_eq!(of_guid("http://www.a.example/?p=12"), of_guid("https://a.example/?p=12"));
        assert_ne!(of_guid("http://a.example/?p=12"), of_guid("https://a.example/?p=13"));
        assert_eq!(of_guid("tag:a.example,2026:12"), None);
    }

    #[test]
    fn titles_count_if_they_say_enough() {
        assert_eq!(of_title("Ep. 12: Who runs the product?"), of_title("Ep 12 – who runs the product"));
        assert_eq!((of_title("Monday"), of_title("Part 2"), of_title("")), (None, None, None));
    }
}
