//! Tongues: all that is known of one language, read from its folder's lists.

use super::phrases::Phrases;
use crate::insight::cues::{self, Counts};
use crate::insight::language;
use crate::insight::sentences::{self, Stops};
use crate::insight::turns::{Reading, Turn, turns_by};
use crate::insight::words::Word;
use crate::model::Transcript;
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

/// Words by the part they play; the comments of `de/grammar.yaml` say what each list is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Grammar {
    abbreviations: HashSet<String>,
    ordinal_after: HashSet<String>,
    ordinal_before: HashSet<String>,
    pub markers: BTreeSet<String>,
    pub joints: BTreeSet<String>,
    pub subjects: BTreeSet<String>,
    pub dangling: BTreeSet<String>,
    pub leaning: BTreeSet<String>,
    pub standing: BTreeSet<String>,
    pub frames: BTreeSet<String>,
    pub pointing: BTreeSet<String>,
    #[serde(rename = "self")]
    pub own: BTreeSet<String>,
    pub verbs: BTreeSet<String>,
    pub loose: BTreeSet<String>,
    pub small: BTreeSet<String>,
}

/// What tidying may delete; see the comments of `de/tidy.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Tidy {
    pub sounds: BTreeSet<String>,
    pub asides: BTreeSet<String>,
    pub openers: BTreeSet<String>,
    pub bare_openers: BTreeSet<String>,
    pub first_openers: BTreeSet<String>,
    pub tails: BTreeSet<String>,
    pub fillers: BTreeSet<String>,
}

/// How signals become a score; see the comments of `de/weights.yaml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Weights {
    announced: Vec<String>,
    housekeeping_marks: Vec<String>,
    #[serde(flatten)]
    numbers: BTreeMap<String, f32>,
}

/// A language.
pub(crate) struct Tongue {
    pub grammar: Grammar,
    pub tidy: Tidy,
    /// How a sponsor read is announced.
    pub announced: Phrases,
    /// What shows that a passage is about the show itself.
    pub marks: Phrases,
    /// Words so common that they say nothing about an episode, if they are known.
    pub small: HashSet<String>,
    weights: BTreeMap<String, f32>,
    cues: Phrases,
    stops: Stops,
    stemmer: Option<Stemmer>,
}

/// The four lists of a language's folder.
struct Files {
    folder: &'static str,
    grammar: &'static str,
    tidy: &'static str,
    cues: &'static str,
    weights: &'static str,
}

macro_rules! files {
    ($folder:literal) => {
        Files {
            folder: $folder,
            grammar: include_str!(concat!("../", $folder, "/grammar.yaml")),
            tidy: include_str!(concat!("../", $folder, "/tidy.yaml")),
            cues: include_str!(concat!("../", $folder, "/cues.yaml")),
            weights: include_str!(concat!("../", $folder, "/weights.yaml")),
        }
    };
}

/// Languages with lists of their own.
const OWN: [Files; 2] = [files!("de"), files!("es")];
/// What any other language gets.
const ANY: Files = files!("any");

impl Tongue {
    /// All that is known of `language`, which is not English.
    pub fn of(language: &str) -> Self {
        let files = OWN.iter().find(|files| files.folder == language).unwrap_or(&ANY);
        let grammar: Grammar = files.read("grammar.yaml", files.grammar);
        let weights: Weights = files.read("weights.yaml", files.weights);
        let cues: BTreeMap<String, Vec<String>> = files.read("cues.yaml", files.cues);
        let named = |(name, list): (&String, &Vec<String>)| cues::NAMES.iter().position(|n| n == name).map(|place| (place, list.clone()));
        let stops = Stops {
            abbreviations: grammar.abbreviations.clone(),
            ordinal_after: grammar.ordinal_after.clone(),
            ordinal_before: grammar.ordinal_before.clone(),
        };
        Self {
            tidy: files.read("tidy.yaml", files.tidy),
            announced: Phrases::new([(0, weights.announced)]),
            marks: Phrases::new([(0, weights.housekeeping_marks)]),
            small: language::small_words(language).into_iter().collect(),
            weights: weights.numbers,
            cues: Phrases::new(cues.iter().filter_map(named)),
            stemmer: algorithm(language).map(Stemmer::create),
            grammar,
            stops,
        }
    }

    /// The weight of a signal, 0 if it has none.
    pub fn weight(&self, name: &str) -> f32 {
        self.weights.get(name).copied().unwrap_or_default()
    }

    /// Joins a transcript's segments into turns.
    pub fn turns(&self, transcript: &Transcript) -> Vec<Turn> {
        let split = |text: &str, joints: &[usize]| sentences::split_by(text, joints, Some(&self.stops));
        turns_by(transcript, &Reading { split: &split, stem: &|low| self.stem(low), cues: &|words| self.count(words) })
    }

    /// How often each cue stands in a sentence.
    fn count(&self, words: &[Word]) -> Counts {
        let lows: Vec<&str> = words.iter().map(|w| w.low.as_str()).collect();
        let mut counts = Counts::default();
        self.cues.each(&lows, |cue| counts[cue] += 1);
        counts
    }

    /// The stem of a lower-case word, without an article that is written with it: `argent` of `l'argent`.
    pub fn stem(&self, low: &str) -> String {
        let bare = match low.split_once('\'') {
            Some((article, rest)) if article.chars().count() <= 4 && rest.chars().count() > 2 => rest,
            _ => low,
        };
        self.stemmer.as_ref().map_or_else(|| bare.to_owned(), |stemmer| stemmer.stem(bare).into_owned())
    }
}

impl Files {
    fn read<T: DeserializeOwned>(&self, name: &str, text: &str) -> T {
        crate::yaml::parse(text, &Path::new(self.folder).join(name))
            .unwrap_or_else(|error| unreachable!("the embedded lists are tested: {error}"))
    }
}

/// What finds the stems of a language's words.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::signals;
    use crate::insight::words::lower;

    #[test]
    fn every_list_has_a_name_that_is_known_and_every_weight_a_signal() {
        for files in OWN.iter().chain([&ANY]) {
            let cues: BTreeMap<String, Vec<String>> = files.read("cues.yaml", files.cues);
            assert!(cues.keys().all(|name| cues::NAMES.contains(&name.as_str())), "{}: {:?}", files.folder, cues.keys());
            let known = |name: &str| ["intercept", "guest", "never"].contains(&name) || signals::ALL.iter().any(|s| s.name == name);
            let tongue = Tongue::of(files.folder);
            let unknown: Vec<&String> = tongue.weights.keys().filter(|name| !known(name)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", files.folder);
            assert!(tongue.weight("never") > 3.0 && tongue.weight("intercept") < 0.0);
        }
    }

    #[test]
    fn languages_with_lists_of_their_own_have_a_list_for_every_cue() {
        for files in &OWN {
            let cues: BTreeMap<String, Vec<String>> = files.read("cues.yaml", files.cues);
            assert_eq!(cues.keys().map(String::as_str).collect::<Vec<_>>(), cues::NAMES, "{}", files.folder);
            let words = cues.values().flatten().chain(&Tongue::of(files.folder).tidy.asides).cloned().collect::<Vec<_>>();
            assert!(words.iter().all(|phrase| *phrase == lower(phrase) && !phrase.contains([',', '.'])), "{}", files.folder);
        }
    }

    fn sentences(language: &str, text: &str) -> Vec<String> {
        let tongue = Tongue::of(language);
        sentences::split_by(text, &[], Some(&tongue.stops)).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn sentences_end_where_each_language_ends_them() {
        let table: &[(&str, &str, &[&str])] = &[
            ("de", "Am 3. Oktober war Pause. Dann ging es los.", &["Am 3. Oktober war Pause.", "Dann ging es los."]),
            ("de", "Es waren 20. Dann kam keiner mehr.", &["Es waren 20.", "Dann kam keiner mehr."]),
            ("de", "Im 19. Jahrhundert half z. B. Dr. Maier.", &["Im 19. Jahrhundert half z. B. Dr. Maier."]),
            ("de", "Sie sagte: „Nein.“ Er ging. »Gut.« Ende.", &["Sie sagte: „Nein.“", "Er ging.", "»Gut.«", "Ende."]),
            ("de", "Das kostet ca. 3.500 Euro usw. Mehr nicht.", &["Das kostet ca. 3.500 Euro usw.", "Mehr nicht."]),
            ("es", "¿Por qué? ¡Porque sí! Así es.", &["¿Por qué?", "¡Porque sí!", "Así es."]),
            (
                "es",
                "La Sra. Gil vive en EE. UU. desde hace años. Allí trabaja.",
                &["La Sra. Gil vive en EE. UU. desde hace años.", "Allí trabaja."],
            ),
            ("fr", "M. Petit dit « Non. » Elle part. Pourquoi ? Voilà.", &["M. Petit dit « Non. »", "Elle part.", "Pourquoi ?", "Voilà."]),
        ];
        for (language, text, wanted) in table {
            assert_eq!(sentences(language, text), *wanted, "{text}");
        }
    }

    #[test]
    fn stems_join_forms_and_drop_articles() {
        let stem = |language: &str, word: &str| Tongue::of(language).stem(word);
        assert_eq!(stem("de", "entscheidungen"), stem("de", "entscheidung"));
        assert_eq!(stem("es", "clientes"), stem("es", "cliente"));
        assert_eq!(stem("fr", "l'atelier"), stem("fr", "ateliers"));
        assert_eq!(stem("xx", "word"), "word");
    }
}
