//! Reads a source block that is written as we print it, which nearly all are, without a YAML parser.
//!
//! Ten years of posts hold 18,250 source blocks, and YAML took four fifths of the time to load them. Whatever is not plainly in
//! our own form is left to YAML, so that this is never another opinion on what a block says.

use super::scalar::{Place, is_plain};
use crate::model::{Source, TranscriptRef};

/// The block's keys. `None` if YAML has to look at it.
pub(super) fn source(yaml: &str) -> Option<Source> {
    let mut source = Source::default();
    let mut last = 0;
    for line in yaml.lines() {
        let (key, value) = line.split_once(": ")?;
        // In the order in which they are printed, no key comes twice.
        let rank = KEYS.iter().position(|known| *known == key)? + 1;
        if rank <= last {
            return None;
        }
        last = rank;
        set(&mut source, key, value)?;
    }
    // What must be there is YAML's to miss.
    let whole = [&source.podcast, &source.episode, &source.guid, &source.by].iter().all(|value| !value.is_empty());
    whole.then_some(source)
}

const KEYS: [&str; 15] = [
    "podcast",
    "episode",
    "guid",
    "feed",
    "link",
    "audio",
    "start",
    "end",
    "speaker",
    "topics",
    "transcript",
    "license",
    "by",
    "score",
    "print",
];

fn set(source: &mut Source, key: &str, value: &str) -> Option<()> {
    match key {
        "podcast" => source.podcast = words(value)?,
        "episode" => source.episode = words(value)?,
        "guid" => source.guid = words(value)?,
        "by" => source.by = words(value)?,
        "feed" => source.feed = Some(words(value)?),
        "link" => source.link = Some(words(value)?),
        "audio" => source.audio = Some(words(value)?),
        "speaker" => source.speaker = Some(words(value)?),
        "license" => source.license = Some(words(value)?),
        "print" => source.print = Some(words(value)?),
        "start" => source.start = Some(number(value)?),
        "end" => source.end = Some(number(value)?),
        "score" => source.score = Some(number(value)?),
        "topics" => source.topics = topics(value)?,
        "transcript" => source.transcript = Some(transcript(value)?),
        _ => return None,
    }
    Some(())
}

/// A plain string, or one in quotes with no other escapes than those of quotes and backslashes.
fn words(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else { return is_plain(value, Place::Block).then(|| value.to_owned()) };
    let mut words = String::with_capacity(inner.len());
    let mut rest = inner.strip_suffix('"')?;
    while let Some(at) = rest.find(['"', '\\']) {
        let escaped = rest[at..].strip_prefix('\\')?.chars().next().filter(|c| matches!(c, '"' | '\\'))?;
        words.push_str(&rest[..at]);
        words.push(escaped);
        rest = &rest[at + 2..];
    }
    words.push_str(rest);
    // Line breaks of any kind, and what YAML forbids, are YAML's business.
    words
        .chars()
        .all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{d7ff}'))
        .then_some(words)
}

fn number(value: &str) -> Option<f64> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    // A leading zero made a number octal once.
    let octal = whole.len() > 1 && whole.starts_with('0');
    (digits(whole) && digits(decimals) && !octal).then(|| value.parse().ok()).flatten()
}

fn topics(value: &str) -> Option<Vec<String>> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(", ").map(|topic| is_plain(topic, Place::Flow).then(|| topic.to_owned())).collect()
}

fn transcript(value: &str) -> Option<TranscriptRef> {
    let inner = value.strip_prefix("{ url: ")?.strip_suffix(" }")?;
    let (url, rest) = inner.split_once(", sha256: ")?;
    let (sha256, rest) = rest.split_once(", chars: [")?;
    let (chars, notes) = match rest.split_once(']')? {
        (chars, "") => (chars, false),
        (chars, ", notes: true") => (chars, true),
        _ => return None,
    };
    let (start, end) = chars.split_once(", ")?;
    let count = |text: &str| number(text).filter(|_| !text.contains('.')).and_then(|_| text.parse().ok());
    let plain = |text: &str| is_plain(text, Place::Flow).then(|| text.to_owned());
    Some(TranscriptRef { url: plain(url)?, sha256: plain(sha256)?, chars: [count(start)?, count(end)?], notes })
}

#[cfg(test)]
mod tests {
    use super::super::{print, sample};
    use super::*;
    use crate::{model::Post, yaml};
    use proptest::prelude::*;
    use std::path::Path;

    /// The lines of all source blocks of a post.
    fn blocks(post: &Post) -> Vec<String> {
        let text = print(post);
        text.split("```source\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block.to_owned()).collect()
    }

    #[test]
    fn a_printed_block_needs_no_yaml() {
        let post = super::super::compose(sample::DAY, &sample::picks(), crate::model::Status::Draft);
        let read: Vec<Option<Source>> = blocks(&post).iter().map(|block| source(block)).collect();
        assert_eq!(read, post.sections.iter().map(|section| section.source.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn anything_else_is_left_to_yaml() {
        let block = "podcast: P\nepisode: E\nguid: g\nby: b\n";
        assert!(source(block).is_some());
        for other in
            ["start: 1_0", "start: 010", "start: 1e3", "speaker: 'x'", "speaker: x # y", "speaker: yes", "topics: []", "x: y", "# y", ""]
        {
            assert_eq!(source(&block.replace("by:", &format!("{other}\nby:"))), None, "{other:?}");
        }
        for other in [
            "podcast: P\nepisode: E\nby: b\n",
            "podcast: P\npodcast: P\nepisode: E\nguid: g\nby: b\n",
            "guid: g\npodcast: P\nepisode: E\nby: b\n",
        ] {
            assert_eq!(source(other), None, "{other:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn yaml_says_the_same(post in sample::any_post(), at in any::<prop::sample::Index>(), edit in r#"|[ -~]|: |"|\\|\n|, |\]|é|\u{85}|\t"#) {
            for block in blocks(&post) {
                let places: Vec<usize> = block.char_indices().map(|(at, _)| at).collect();
                let at = places[at.index(places.len())];
                let edited = [&block[..at], &edit, &block[at..]].concat();
                for text in [block, edited] {
                    if let Some(quick) = source(&text) {
                        let slow: Option<Source> = yaml::parse(&text, Path::new("")).ok();
                        prop_assert_eq!(Some(quick), slow, "{}", text);
                    }
                }
            }
        }
    }
}
