//! Any bytes as a feed: no panic, the same result twice and as an outline, and the promises of the model kept.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use takefive::feed::{outline, parse};

fuzz_target!(|bytes: &[u8]| {
    let Ok(parsed) = parse(bytes, "https://a.example/feed.xml") else { return };
    assert_eq!(parse(bytes, "https://a.example/feed.xml").as_ref(), Ok(&parsed), "nothing is random");
    assert!(!parsed.feed.podcast.title.is_empty());
    let guids: BTreeSet<&str> = parsed.feed.episodes.iter().map(|e| e.guid.as_str()).collect();
    assert!(guids.len() == parsed.feed.episodes.len() && !guids.contains(""), "every episode has a guid of its own");
    for episode in &parsed.feed.episodes {
        let addresses = episode.link.iter().chain(episode.audio.iter().map(|a| &a.url)).chain(episode.transcripts.iter().map(|t| &t.url));
        for address in addresses {
            assert!(address.starts_with("http://") || address.starts_with("https://"), "{address}");
        }
        assert!(episode.duration.is_none_or(|d| d > 0.0 && d.is_finite()));
    }
    let mut bare = parsed;
    for episode in &mut bare.feed.episodes {
        episode.notes.clear();
        episode.marks.clear();
    }
    assert_eq!(outline(bytes, "https://a.example/feed.xml", None), Ok(bare), "an outline says the same");
});
