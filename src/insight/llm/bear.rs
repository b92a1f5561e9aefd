//! Whether a passage bears a claim out: every number, name, denial and comparison of the claim must be the passage's own.
//!
//! This is no understanding, and cannot be fooled by eloquence either: it compares the few words that turn a statement into another
//! one. What it lets through may still be badly put; what it stops was not said.

use super::numbers;
use super::talk::folded;
use crate::insight::language::{self, ENGLISH};
use crate::insight::other::Tongue;
use crate::insight::words::stem;
use crate::insight::{vocabulary, wordpiece};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A claim's word that the passage does not bear out. The message goes to the model, and to the editor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unborne {
    /// A number.
    #[error("the number “{0}” was not said")]
    Number(String),
    /// A name.
    #[error("the name “{0}” was not said")]
    Name(String),
    /// A denial that was not said.
    #[error("“{0}” is denied, but was not")]
    Denied(String),
    /// A denial that is gone.
    #[error("“{0}” was denied, and is not any more")]
    Affirmed(String),
    /// The opposite of what was said.
    #[error("“{0}” is the opposite of what was said")]
    Opposite(String),
    /// A comparison that nobody made.
    #[error("“{0}” compares what was not compared")]
    Comparison(String),
}

/// What was found borne out, for whoever wants to see the checks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Borne {
    /// Numbers as the claim has them.
    pub numbers: BTreeSet<String>,
    /// Names as the claim has them.
    pub names: BTreeSet<String>,
    /// Words that are denied.
    pub denials: BTreeSet<String>,
    /// Words that compare or measure.
    pub comparisons: BTreeSet<String>,
}

/// A language's lists; the comments of `en/bear.yaml` say what each is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    negators: HashSet<String>,
    nobodies: HashSet<String>,
    denials: Vec<String>,
    breaks: HashSet<String>,
    small: HashSet<String>,
    pairs: Vec<[Vec<String>; 2]>,
    comparing: HashSet<String>,
}

/// A language, ready to check claims in it.
pub(crate) struct Scale {
    lists: Lists,
    /// For each word of a pair, the pairs and sides that it stands on.
    sides: HashMap<String, Vec<Side>>,
    language: String,
    tongue: Option<Tongue>,
}

impl std::fmt::Debug for Scale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scale").field("language", &self.language).finish_non_exhaustive()
    }
}

/// Where a word stands in the pairs.
#[derive(Debug, Clone, Copy)]
struct Side {
    pair: usize,
    side: usize,
    /// Whether it is held against a claim that has it.
    firm: bool,
}

/// What else is known of an episode than what was said in a passage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'a> {
    /// Titles and names of people.
    pub titles: &'a str,
    /// Short words in capitals that are said anywhere in it, lower case, without a plural's ending: `cdn`, `ai`.
    pub initials: Option<&'a HashSet<String>>,
}

/// A word in its clause.
#[derive(Debug)]
struct Word<'t> {
    low: String,
    stem: String,
    written: &'t str,
    /// Whether a sentence starts with it.
    first: bool,
    /// Whether a mark stands between it and the word before.
    parted: bool,
    /// Whether a negator reaches it.
    denied: bool,
    /// Whether it is the first word of weight behind a negator.
    target: bool,
}

/// Languages that were asked for; there are few.
static SCALES: LazyLock<Mutex<HashMap<String, Arc<Scale>>>> = LazyLock::new(Mutex::default);

impl Scale {
    /// The language's lists; those of no language if it has none.
    pub fn of(language: &str) -> Arc<Self> {
        let mut scales = SCALES.lock().unwrap_or_else(PoisonError::into_inner);
        scales.entry(language.to_owned()).or_insert_with(|| Arc::new(Self::new(language))).clone()
    }

    fn new(language: &str) -> Self {
        let (text, place) = match language {
            ENGLISH => (include_str!("../en/bear.yaml"), "en/bear.yaml"),
            "de" => (include_str!("../de/bear.yaml"), "de/bear.yaml"),
            "es" => (include_str!("../es/bear.yaml"), "es/bear.yaml"),
            _ => (include_str!("../any/bear.yaml"), "any/bear.yaml"),
        };
        let lists: Lists = crate::yaml::parse(text, Path::new(place)).unwrap_or_else(|error| unreachable!("tested: {error}"));
        let mut sides: HashMap<String, Vec<Side>> = HashMap::new();
        for (pair, both) in lists.pairs.iter().enumerate() {
            for (side, words) in both.iter().enumerate() {
                for word in words {
                    let (bare, firm) = word.strip_prefix('~').map_or((word.as_str(), true), |bare| (bare, false));
                    sides.entry(bare.to_owned()).or_default().push(Side { pair, side, firm });
                }
            }
        }
        let tongue = (language != ENGLISH).then(|| Tongue::of(language));
        Self { lists, sides, language: language.to_owned(), tongue }
    }

    /// Holds a claim against what was said: the passage with its neighbours, and what is known around it.
    pub fn weigh(&self, claim: &str, said: &str, around: Around<'_>) -> Result<Borne, Vec<Unborne>> {
        let (claimed, heard) = (self.words(claim), self.words(said));
        let mut borne = Borne::default();
        let mut faults = Vec::new();
        self.numbers(claim, said, around.titles, &mut borne, &mut faults);
        self.names(&claimed, &heard, around, &mut borne, &mut faults);
        self.pairs(&claimed, &heard, &mut borne, &mut faults);
        self.denials(&claimed, &heard, &mut borne, &mut faults);
        if faults.is_empty() { Ok(borne) } else { Err(faults) }
    }

    /// Whether a line, such as a day's title, has no number and no name that was not said.
    pub fn weigh_names(&self, line: &str, said: &str) -> bool {
        let (mut borne, mut faults) = (Borne::default(), Vec::new());
        self.numbers(line, said, "", &mut borne, &mut faults);
        self.names(&self.words(line), &self.words(said), Around::default(), &mut borne, &mut faults);
        // How many there are in all, a summary may say.
        faults.iter().all(|fault| matches!(fault, Unborne::Number(n) if ["two", "three", "four", "five"].contains(&n.as_str())))
    }

    fn numbers(&self, claim: &str, said: &str, about: &str, borne: &mut Borne, faults: &mut Vec<Unborne>) {
        let mut heard = numbers::values(said, &self.language);
        heard.extend(numbers::values(about, &self.language));
        for number in numbers::claimed(claim, &self.language) {
            let is_heard = number.values.iter().all(|value| heard.iter().any(|h| h == value));
            if is_heard {
                borne.numbers.insert(number.written);
            } else {
                faults.push(Unborne::Number(number.written));
            }
        }
    }

    fn names(&self, claimed: &[Word], heard: &[Word], around: Around<'_>, borne: &mut Borne, faults: &mut Vec<Unborne>) {
        let titles: Vec<String> = folded(around.titles).map(|(word, _)| word).collect();
        let known: HashSet<&str> = heard.iter().map(|w| w.low.as_str()).chain(titles.iter().map(String::as_str)).collect();
        let stems: HashSet<&str> = heard.iter().map(|w| w.stem.as_str()).collect();
        // Words that belong to one name in sight: `DanaBell` of `Dana Bell`, `NYC` of `New York City`.
        let run: String = heard.iter().map(|w| w.low.as_str()).chain(titles.iter().map(String::as_str)).collect();
        for (n, word) in claimed.iter().enumerate().filter(|(_, word)| self.is_name(word)) {
            let bare = word.low.strip_suffix("'s").unwrap_or(&word.low);
            // German writes every noun large: there only two in a row are a name.
            let name_like = self.language != "de"
                || [n.checked_sub(1), Some(n + 1)].into_iter().flatten().any(|m| claimed.get(m).is_some_and(|w| self.is_name(w)));
            if !name_like {
                continue;
            }
            // `German` of `Germany`, `Lisboans` of `Lisbon`.
            let like = |other: &&str| {
                let (long, short) = if other.len() > bare.len() { (*other, bare) } else { (bare, *other) };
                let tail = long.strip_prefix(short).filter(|_| short.len() >= 4);
                tail.is_some_and(|tail| {
                    ["s", "es", "n", "an", "ans", "ian", "ians", "ish", "ese", "y", "ic", "er", "ers", "'s"].contains(&tail)
                })
            };
            // `PhDs`, `MP3s`: a plural of what was said; `AI`, `CDN`: what such letters stand for the whole talk knows.
            let single = bare.strip_suffix('s').unwrap_or(bare);
            let letters = word.written.trim_end_matches("'s").trim_end_matches('s');
            let initials = letters.chars().count() <= 5 && letters.chars().filter(|c| c.is_uppercase()).count() >= 2;
            let spelled = initials && (run.contains(single) || around.initials.is_some_and(|known| known.contains(single)));
            let is_known = spelled || known.contains(bare) || known.contains(word.low.as_str()) || stems.contains(word.stem.as_str());
            let joined = bare.chars().count() >= 6 && run.contains(bare);
            if is_known || joined || known.iter().any(like) {
                borne.names.insert(word.written.to_owned());
            } else if !(word.first && self.is_common(claimed, n, heard)) {
                faults.push(Unborne::Name(word.written.to_owned()));
            }
        }
    }

    /// A word that begins with a capital, and is not `I`.
    fn is_name(&self, word: &Word) -> bool {
        let capital = word.written.starts_with(char::is_uppercase) && word.low.chars().any(char::is_alphabetic);
        capital && word.low != "i" && !word.low.starts_with("i'") && !numbers::is_word(&word.low, &self.language)
    }

    /// Whether a word at the start of a sentence is no name: every sentence starts with a capital. A name shows by a second one behind
    /// it, by an owner's ending, or by its capital in the midst of another sentence.
    fn is_common(&self, claimed: &[Word], n: usize, heard: &[Word]) -> bool {
        let word = &claimed[n];
        let followed = claimed.get(n + 1).is_some_and(|next| !next.first && !next.parted && self.is_name(next));
        let elsewhere = claimed.iter().any(|other| !other.first && other.low == word.low && self.is_name(other));
        let small = self.lists.small.contains(&word.low) || self.lists.breaks.contains(&word.low);
        let spoken = self.language == ENGLISH && vocabulary::is_spoken(&word.stem);
        if small || spoken && word.stem != word.low {
            return true;
        }
        // A word that English has, or the talk in another form, is one; what nobody knows is somebody's name.
        let akin = |other: &Word| {
            let shared = other.low.chars().zip(word.low.chars()).take_while(|(a, b)| a == b).count();
            shared >= 5 || shared >= 4 && shared == other.low.chars().count()
        };
        let known = self.language != ENGLISH || spoken || is_english(&word.low) || heard.iter().any(akin);
        known && !followed && !elsewhere && !word.low.ends_with("'s")
    }

    /// Words of one side where the other side was said of the same things.
    fn pairs(&self, claimed: &[Word], heard: &[Word], borne: &mut Borne, faults: &mut Vec<Unborne>) {
        let compared = heard.iter().any(|h| self.lists.comparing.contains(&h.low) || is_comparative(&h.low, &self.language));
        for (n, word) in claimed.iter().enumerate() {
            let Some(sides) = self.sides.get(&word.low) else { continue };
            let turned = |side: usize, denied: bool| if denied { 1 - side } else { side };
            let company = self.company(claimed, n);
            // Whichever of its meanings was said will do.
            let (mut said, mut gainsaid) = (false, false);
            for Side { pair, side, .. } in sides.iter().filter(|side| side.firm) {
                let own = turned(*side, word.denied);
                // Of each side: how often it was said, and how many of the claim's words stood beside it at best.
                let mut found = [(0, 0); 2];
                for (m, h) in heard.iter().enumerate() {
                    for Side { side: s, .. } in self.sides.get(&h.low).into_iter().flatten().filter(|s| s.pair == *pair) {
                        let beside = self.company(heard, m).iter().filter(|stem| company.contains(stem)).count();
                        let side = &mut found[turned(*s, h.denied)];
                        *side = (side.0 + 1, side.1.max(beside));
                    }
                }
                let ((own, with), (other, against)) = (found[own], found[1 - own]);
                let same_word = heard.iter().any(|h| h.low == word.low && h.denied == word.denied);
                said |= own > 0 && (with >= against || same_word && with > 0);
                gainsaid |= other > 0 && against > 0 && against > with;
            }
            let than = claimed[n + 1..].iter().take(6).take_while(|w| !w.parted).any(|w| w.low == "than");
            if said {
                borne.comparisons.insert(word.low.clone());
            } else if gainsaid {
                faults.push(Unborne::Opposite(word.written.to_owned()));
            } else if than && !compared {
                faults.push(Unborne::Comparison(word.written.to_owned()));
            }
        }
    }

    /// Stems of the words of weight around a word.
    fn company(&self, words: &[Word], n: usize) -> Vec<String> {
        let before = words[..n].iter().rev().take(5).filter(|w| self.has_weight(w)).take(2);
        let after = words[n + 1..].iter().take(5).filter(|w| self.has_weight(w)).take(2);
        before.chain(after).map(|w| w.stem.clone()).collect()
    }

    /// Denials that were not said, and denials that are gone.
    fn denials(&self, claimed: &[Word], heard: &[Word], borne: &mut Borne, faults: &mut Vec<Unborne>) {
        let denies = |w: &Word| self.denies(&w.low) || self.lists.nobodies.contains(&w.low);
        let said_otherwise = |words: &[Word]| {
            let text: String = words.iter().map(|w| format!(" {}", w.low)).collect();
            self.lists.denials.iter().any(|denial| text.contains(&format!(" {denial}")))
        };
        let any = heard.iter().any(denies) || said_otherwise(heard);
        for (n, word) in claimed.iter().enumerate().filter(|(_, w)| w.target) {
            let company = self.company(claimed, n);
            let mut gainsaid = !any;
            for m in (0..heard.len()).filter(|m| heard[*m].stem == word.stem) {
                let clause = clause(heard, m);
                if heard[m].denied || heard[clause.clone()].iter().any(denies) || said_otherwise(&heard[clause]) {
                    gainsaid = false;
                    break;
                }
                gainsaid |= self.company(heard, m).iter().any(|stem| company.contains(stem));
            }
            if gainsaid {
                faults.push(Unborne::Denied(word.written.to_owned()));
            } else {
                borne.denials.insert(word.low.clone());
            }
        }
        for (n, word) in claimed.iter().enumerate().filter(|(_, w)| self.has_weight(w) && !w.denied) {
            let places: Vec<usize> = (0..heard.len()).filter(|m| heard[*m].stem == word.stem).collect();
            if places.is_empty() || !places.iter().all(|m| heard[*m].target) {
                continue;
            }
            let company = self.company(claimed, n);
            let clause = &claimed[clause(claimed, n)];
            let same = places.iter().any(|m| self.company(heard, *m).iter().any(|stem| company.contains(stem)));
            if same && !clause.iter().any(denies) && !said_otherwise(clause) {
                faults.push(Unborne::Affirmed(word.written.to_owned()));
            }
        }
    }

    fn denies(&self, low: &str) -> bool {
        self.lists.negators.contains(low) || self.language == ENGLISH && low.ends_with("n't")
    }

    /// Whether a word can be what a sentence is about.
    fn has_weight(&self, word: &Word) -> bool {
        let known = self.lists.small.contains(&word.low) || self.lists.breaks.contains(&word.low) || self.denies(&word.low);
        !known && !self.lists.nobodies.contains(&word.low) && word.low.chars().any(char::is_alphabetic)
    }

    fn words<'t>(&self, text: &'t str) -> Vec<Word<'t>> {
        let mut words: Vec<Word<'t>> = Vec::new();
        let mut end = 0;
        for (low, range) in folded(text) {
            let gap = &text[end..range.start];
            let first = words.is_empty() || gap.contains(['.', '!', '?', '\n', ':', '“', '"']);
            let parted = gap.contains(['.', ',', ';', ':', '!', '?', '—', '–', '(', ')', '\n']);
            end = range.end;
            // `no one` is one word.
            if low == "one" && words.last().is_some_and(|w| w.low == "no") && !parted && self.language == ENGLISH {
                if let Some(last) = words.last_mut() {
                    last.low = "no one".to_owned();
                    last.stem = "no one".to_owned();
                }
                continue;
            }
            // `Nobody'd`, `nothing's`.
            let bare = low.split_once('\'').map(|(bare, _)| bare).filter(|bare| self.lists.nobodies.contains(*bare));
            let low = bare.map_or(low.clone(), str::to_owned);
            let stem = self.tongue.as_ref().map_or_else(|| stem(&low), |tongue| tongue.stem(&low));
            words.push(Word { stem, written: &text[range], first, parted, low, denied: false, target: false });
        }
        self.reach(&mut words);
        words
    }

    /// Marks what each negator reaches: up to four words of weight, not beyond its clause.
    fn reach(&self, words: &mut [Word]) {
        for n in 0..words.len() {
            let nobody = self.lists.nobodies.contains(&words[n].low);
            // `Nothing but`: an exception, and no denial.
            let but = words.get(n + 1).is_some_and(|next| next.low == "but");
            if but || !self.denies(&words[n].low) && !nobody {
                continue;
            }
            let mut weighty = 0;
            for word in &mut words[n + 1..] {
                let breaks = self.lists.breaks.contains(&word.low) && (weighty > 0 || nobody);
                if word.parted || breaks || weighty == 3 {
                    break;
                }
                if self.has_weight(word) {
                    word.target |= weighty == 0;
                    weighty += 1;
                }
                word.denied = true;
            }
        }
    }
}

/// The words around `n` up to the next marks.
fn clause(words: &[Word], n: usize) -> std::ops::Range<usize> {
    let start = (0..=n).rev().find(|m| words[*m].parted).unwrap_or(0);
    let end = (n + 1..words.len()).find(|m| words[*m].parted).unwrap_or(words.len());
    start..end
}

/// Whether a word compares by its ending.
fn is_comparative(low: &str, language: &str) -> bool {
    const NONE: [&str; 6] = ["other", "never", "ever", "over", "under", "after"];
    language == language::ENGLISH && low.len() > 5 && (low.ends_with("iest") || low.ends_with("ier") && !NONE.contains(&low))
}

/// Whether a lower-case word is English, or made of an English word by an ending.
fn is_english(low: &str) -> bool {
    const ENDINGS: [&str; 17] =
        ["", "s", "es", "d", "ed", "ing", "ly", "ness", "less", "ful", "er", "ers", "able", "ment", "ity", "al", "like"];
    ENDINGS.iter().filter_map(|ending| low.strip_suffix(ending)).filter(|base| base.len() > 2).any(|base| {
        let turned = [base.to_owned(), format!("{base}e"), base.strip_suffix('i').map(|b| format!("{b}y")).unwrap_or_default()];
        turned.iter().any(|word| wordpiece::is_word(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(language: &str, claim: &str, said: &str) -> Vec<String> {
        let around = Around { titles: "Folge 12: Anna Schmidt", initials: None };
        Scale::of(language).weigh(claim, said, around).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn german_claims_are_held_against_german_words() {
        let said = "Wir haben 2019 in Leipzig angefangen, und ein Brot kostet bei uns nicht mehr als zwei Euro. Die meisten Kunden zahlen lieber \
                    bar, weil es schneller geht. Niemand fragt nach der Rechnung.";
        for honest in [
            "Ein Brot kostet in Leipzig nicht mehr als zwei Euro.",
            "Die meisten Kunden zahlen bar, denn das geht schneller, und niemand will eine Rechnung.",
            "Anna Schmidt hat 2019 angefangen.",
        ] {
            assert_eq!(weigh("de", honest, said), Vec::<String>::new(), "{honest}");
        }
        for (wrong, why) in [
            ("Ein Brot kostet in Leipzig nicht mehr als drei Euro.", "the number “drei” was not said"),
            ("Wir haben 2018 in Leipzig angefangen.", "the number “2018” was not said"),
            ("Peter Müller hat in Leipzig angefangen.", "the name “Peter” was not said"),
            ("Die meisten Kunden zahlen bar, weil es langsamer geht.", "“langsamer” is the opposite of what was said"),
        ] {
            assert!(weigh("de", wrong, said).contains(&why.to_owned()), "{wrong}: {:?}", weigh("de", wrong, said));
        }
    }

    #[test]
    fn spanish_claims_are_held_against_spanish_words() {
        let said = "En Bilbao abrimos en 2015 y nunca hemos subido el precio. La mayoría de los clientes compra menos pan los lunes, porque sobra del \
                    domingo. Tres de cada diez barras vuelven.";
        for honest in [
            "Una panadería de Bilbao nunca ha subido el precio desde 2015.",
            "Los clientes compran menos pan los lunes, y vuelven tres de cada diez barras.",
        ] {
            assert_eq!(weigh("es", honest, said), Vec::<String>::new(), "{honest}");
        }
        for (wrong, why) in [
            ("Los clientes compran más pan los lunes.", "“más” is the opposite of what was said"),
            ("Vuelven cuatro de cada diez barras.", "the number “cuatro” was not said"),
            ("Una panadería de Sevilla nunca ha subido el precio.", "the name “Sevilla” was not said"),
        ] {
            assert!(weigh("es", wrong, said).contains(&why.to_owned()), "{wrong}: {:?}", weigh("es", wrong, said));
        }
    }

    #[test]
    fn in_other_languages_numbers_and_names_are_checked() {
        let said = "Nous avons ouvert à Lyon en 2015, et 30 clients viennent chaque jour.";
        assert_eq!(weigh("fr", "À Lyon, 30 clients viennent depuis 2015.", said), Vec::<String>::new());
        assert_eq!(
            weigh("fr", "Chez nous à Paris, 40 clients viennent.", said),
            ["the number “40” was not said", "the name “Paris” was not said"]
        );
    }

    #[test]
    fn what_is_denied_and_compared_must_be_so() {
        let said = "You don't have authority over anybody, and a small team ships faster than a large one. Nobody reads the manual, but 14 percent \
                    of people at IBM's lab keep it.";
        for (claim, why) in [
            ("Product managers have authority over anybody they like.", "“authority” was denied, and is not any more"),
            ("A small team ships slower than a large one.", "“slower” is the opposite of what was said"),
            ("Everybody reads the manual.", "“Everybody” is the opposite of what was said"),
            ("A small team does not ship fast.", "“ship” is denied, but was not"),
            ("Some 40 percent keep the manual.", "the number “40” was not said"),
            ("At Google, 14 percent keep the manual.", "the name “Google” was not said"),
        ] {
            assert!(weigh("en", claim, said).contains(&why.to_owned()), "{claim}: {:?}", weigh("en", claim, said));
        }
        let borne =
            "Nobody reads manuals, though 14 percent at IBM keep theirs. Small teams ship faster than large ones, and hold no authority.";
        assert_eq!(weigh("en", borne, said), Vec::<String>::new());
    }
}
