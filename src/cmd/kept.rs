//! Candidates that an episode gave before, kept in the cache: listening takes seconds, and days are often drafted again.

use crate::cache::Cache;
use crate::hash;
use crate::insight::{self, About};
use crate::model::{Candidate, Signal};
use crate::transcript::fetch::Loaded;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// This very program: another one might find other candidates. `None` if it cannot be read; then nothing is kept.
static PROGRAM: LazyLock<Option<String>> = LazyLock::new(|| Some(hash::sha256(&std::fs::read(std::env::current_exe().ok()?).ok()?)));

/// A candidate as it is kept; fields are those of [`Candidate`].
#[derive(Serialize, Deserialize)]
struct Kept {
    quote: String,
    raw: [usize; 2],
    start: Option<f64>,
    end: Option<f64>,
    speaker: Option<String>,
    headline: String,
    text: String,
    topics: Vec<String>,
    /// Name, value and share.
    signals: Vec<(String, f32, f32)>,
    score: f32,
    by: String,
}

/// The candidates of a transcript; those that were kept, if this program has read it before with the same in mind.
pub fn candidates(cache: &Cache, loaded: &Loaded, about: &About) -> Vec<Candidate> {
    let extract = || insight::extract(&loaded.transcript, about);
    // Without the listener, finding them again is as fast as reading what was kept.
    let Some(program) = PROGRAM.as_ref().filter(|_| about.listen) else { return extract() };
    let key = format!("{program}\n{}\n{}\n{about:?}", loaded.sha256, loaded.url);
    if let Some(kept) = cache.get_json::<Vec<Kept>>(KIND, &key)
        && let Some(candidates) = kept.into_iter().map(Kept::candidate).collect()
    {
        return candidates;
    }
    let found = extract();
    let kept: Vec<Kept> = found.iter().map(Kept::new).collect();
    // What cannot be kept is found again next time.
    let _ = cache.put_json(KIND, &key, &kept);
    found
}

const KIND: &str = "candidates";

impl Kept {
    fn new(candidate: &Candidate) -> Self {
        let Candidate { quote, raw, start, end, speaker, headline, text, topics, signals, score, by, .. } = candidate.clone();
        let signals = signals.into_iter().map(|Signal { name, value, share }| (name.to_owned(), value, share)).collect();
        Self { quote, raw: [raw.start, raw.end], start, end, speaker, headline, text, topics, signals, score, by }
    }

    /// `None` if a signal's name is not known.
    fn candidate(self) -> Option<Candidate> {
        let Self { quote, raw: [from, to], start, end, speaker, headline, text, topics, signals, score, by } = self;
        let signal = |(name, value, share): (String, f32, f32)| Some(Signal { name: known(&name)?, value, share });
        let signals = signals.into_iter().map(signal).collect::<Option<_>>()?;
        Some(Candidate { quote, raw: from..to, start, end, speaker, headline, text, topics, signals, score, by, checks: Vec::new() })
    }
}

/// A signal's name, as the program has it.
fn known(name: &str) -> Option<&'static str> {
    insight::meanings().map(|(known, _)| known).find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::About;
    use crate::transcript;

    #[test]
    fn what_was_found_is_kept_and_read_again_to_the_bit() {
        let talk = "Ann: A rule outlives the goal that it was made for, because nobody has to decide each morning whether to keep it.";
        let parsed = transcript::parse(talk.as_bytes(), Some("text/plain"), None).unwrap();
        let signals = vec![Signal { name: known("text").unwrap(), value: 0.1, share: -1.0 / 3.0 }];
        let candidate = Candidate {
            quote: "A rule".to_owned(),
            raw: 5..11,
            start: Some(1.0 / 3.0),
            end: None,
            speaker: Some("Ann".to_owned()),
            headline: "Rules".to_owned(),
            text: "A rule outlives the goal.".to_owned(),
            topics: vec!["goal".to_owned()],
            signals,
            score: 0.1 + 0.2,
            by: "embedded".to_owned(),
            checks: Vec::new(),
        };
        let json = serde_json::to_vec(&Kept::new(&candidate)).unwrap();
        assert_eq!(serde_json::from_slice::<Kept>(&json).unwrap().candidate(), Some(candidate));

        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let loaded = Loaded {
            transcript: parsed.transcript,
            url: "https://example.org/1.txt".to_owned(),
            sha256: "0".repeat(64),
            text: talk.to_owned(),
            notes: false,
            warnings: Vec::new(),
        };
        let about = About { listen: true, ..About::default() };
        let first = candidates(&cache, &loaded, &about);
        let files = || std::fs::read_dir(folder.path().join(KIND)).map_or(0, Iterator::count);
        assert_eq!(files(), 1);
        assert_eq!(candidates(&cache, &loaded, &about), first);
        // Another question is answered anew.
        candidates(&cache, &loaded, &About { episode: "Rules", ..about });
        assert_eq!(files(), 2);
    }
}
