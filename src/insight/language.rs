//! Which language an episode is in: what its feed says, unless the words say otherwise.
//!
//! A transcript is thousands of words long, and nearly every second one of them is one of a hundred small words. Counting these tells
//! languages apart as surely as tables of letters would, in a few kilobytes of data that anybody can read and mend.

use super::words::{bare, lower};
use crate::model::Transcript;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;

/// The language that takefive knows best.
pub(crate) const ENGLISH: &str = "en";
/// A language that nobody names and the words do not tell.
pub(crate) const UNKNOWN: &str = "und";

/// A text with fewer words than this does not show its language.
const ENOUGH: usize = 40;
/// A text whose small words come this often, shared ones counted in part, is in their language: speech has more than a quarter of them.
const CLEAR: f32 = 0.2;
/// The words gainsay the feed if they speak so many times more for another language.
const FACTOR: f32 = 2.0;

/// Languages by name, with their small words.
struct Known {
    names: Vec<String>,
    /// For each word, the languages that have it.
    words: HashMap<String, Vec<usize>>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let lists = lists();
    let mut words: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, word) in lists.values().enumerate().flat_map(|(n, list)| list.iter().map(move |word| (n, word))) {
        let languages = words.entry(word.clone()).or_default();
        if !languages.contains(&n) {
            languages.push(n);
        }
    }
    Known { names: lists.into_keys().collect(), words }
});

fn lists() -> BTreeMap<String, Vec<String>> {
    crate::yaml::parse(include_str!("languages.yaml"), Path::new("languages.yaml"))
        .unwrap_or_else(|error| unreachable!("the embedded words are tested: {error}"))
}

/// The small words of a language, none if it is not known.
pub(crate) fn small_words(language: &str) -> Vec<String> {
    lists().remove(language).unwrap_or_default()
}

/// The language of an episode whose feed states `tag`, as the tag's first part in lower case.
pub(crate) fn of(tag: &str, transcript: &Transcript) -> String {
    decide(tag, transcript.segments.iter().map(|s| s.text.as_str()))
}

/// See [`of`].
fn decide<'t>(tag: &str, texts: impl Iterator<Item = &'t str>) -> String {
    let named = primary(tag);
    let shares = Shares::of(texts);
    // Too few words to gainsay anybody; what nobody names is English, as most of what people try a line or two of.
    if shares.words < ENOUGH {
        return named.unwrap_or_else(|| ENGLISH.to_owned());
    }
    let (best, share) = shares.best();
    match named {
        Some(named) if share >= CLEAR && share >= FACTOR * shares.share(&named) => best.to_owned(),
        Some(named) if named == ENGLISH && shares.foreign_script => UNKNOWN.to_owned(),
        Some(named) => named,
        None if share >= CLEAR => best.to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

/// The first part of a language tag: `de` of `de-AT`. `None` if the tag names no language.
fn primary(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let named = (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && !["und", "mul", "mis", "zxx"].contains(&first.as_str());
    named.then_some(first)
}

/// How much of a text each language's small words are.
struct Shares {
    words: usize,
    /// In the order of the known languages, 0 to 1.
    shares: Vec<f32>,
    /// Whether most letters are not Latin: then no language that is known here can be meant.
    foreign_script: bool,
}

impl Shares {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let (mut words, mut latin, mut letters) = (0, 0, 0);
        let mut sums = vec![0.0f32; KNOWN.names.len()];
        for word in texts.flat_map(bare) {
            for c in word.chars().filter(|c| c.is_alphabetic()) {
                letters += 1;
                latin += usize::from(c < '\u{250}');
            }
            words += 1;
            if let Some(languages) = KNOWN.words.get(&lower(word)) {
                languages.iter().for_each(|n| sums[*n] += 1.0 / languages.len() as f32);
            }
        }
        let foreign_script = letters > latin * 2;
        // Without spaces, many words look like few: a text in another script is long enough if its letters are.
        let words = if foreign_script { words.max(letters / 2) } else { words };
        Self { words, shares: sums.iter().map(|sum| sum / words.max(1) as f32).collect(), foreign_script }
    }

    fn best(&self) -> (&'static str, f32) {
        let best = (0..self.shares.len()).max_by(|a, b| self.shares[*a].total_cmp(&self.shares[*b]).then(b.cmp(a)));
        best.map_or((UNKNOWN, 0.0), |n| (KNOWN.names[n].as_str(), self.shares[n]))
    }

    fn share(&self, language: &str) -> f32 {
        KNOWN.names.iter().position(|name| name == language).map_or(0.0, |n| self.shares[n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCES: [(&str, &[&str]); 7] = [
        (
            "en",
            &[
                "The people who complain about meetings are usually the ones who call them, and nobody tells them.",
                "If you want to know what a company believes, look at what it does when it loses money.",
                "We thought our prices were too high, but it turned out that most customers never read them.",
            ],
        ),
        (
            "de",
            &[
                "Wer sich über Besprechungen beschwert, hat sie meistens selbst einberufen, und keiner sagt es ihm.",
                "Ich habe lange gedacht, dass wir zu teuer sind, aber die meisten Kunden lesen den Preis gar nicht.",
                "Wenn du wissen willst, woran eine Firma glaubt, dann schau, was sie in schlechten Jahren macht.",
            ],
        ),
        (
            "es",
            &[
                "Los que más se quejan de las reuniones suelen ser los que las convocan, y nadie se lo dice.",
                "Si quieres saber en qué cree una empresa, mira lo que hace cuando pierde dinero.",
                "Pensábamos que éramos caros, pero la mayoría de los clientes no mira el precio hasta el final.",
            ],
        ),
        (
            "fr",
            &[
                "Ceux qui se plaignent des réunions sont souvent ceux qui les organisent, et personne ne le leur dit.",
                "Si vous voulez savoir ce que croit une entreprise, regardez ce qu'elle fait quand elle perd de l'argent.",
                "On pensait que nos prix étaient trop élevés, mais la plupart des clients ne les lisent pas.",
            ],
        ),
        (
            "pt",
            &[
                "Quem mais reclama das reuniões costuma ser quem as marca, e ninguém lhe diz isso.",
                "Se você quer saber no que uma empresa acredita, olhe o que ela faz quando perde dinheiro.",
                "A gente pensava que o preço era alto demais, mas a maioria dos clientes não olha para ele.",
            ],
        ),
        (
            "it",
            &[
                "Chi si lamenta delle riunioni di solito è chi le convoca, ma nessuno glielo dice.",
                "Se vuoi sapere in che cosa crede un'azienda, guarda che cosa fa quando perde soldi.",
                "Pensavamo che i prezzi fossero troppo alti, ma la maggior parte dei clienti non li legge.",
            ],
        ),
        (
            "nl",
            &[
                "Wie over vergaderingen klaagt, heeft ze meestal zelf gepland, maar niemand zegt dat tegen hem.",
                "Als je wilt weten waar een bedrijf in gelooft, kijk dan wat het doet als het geld verliest.",
                "We dachten dat onze prijzen te hoog waren, maar de meeste klanten lezen ze niet eens.",
            ],
        ),
    ];

    #[test]
    fn a_single_sentence_shows_its_language() {
        for (language, sentences) in SENTENCES {
            for sentence in sentences {
                let shares = Shares::of([*sentence].into_iter());
                let (best, share) = shares.best();
                assert!(best == language && share >= CLEAR, "{sentence}: {best} {share}");
            }
        }
    }

    #[test]
    fn words_gainsay_the_feed_and_fill_in_what_it_does_not_say() {
        for (language, sentences) in SENTENCES {
            for tag in ["", "de-AT", "EN_us", "es", "fr-CA", "pt", "ja", "english", "und"] {
                assert_eq!(decide(tag, sentences.iter().copied()), language, "{tag}");
            }
        }
    }

    #[test]
    fn an_english_episode_is_english_whatever_its_feed_says() {
        let transcript = crate::insight::fixture::read(include_str!("../../tests/fixtures/insight/episode.txt"));
        assert!(["", "en", "en-GB", "de", "fr", "ja", "und"].iter().all(|tag| of(tag, &transcript) == ENGLISH));
    }

    #[test]
    fn the_feed_is_believed_where_words_say_nothing() {
        let names = vec!["Zugzwang Karamba"; 30].join(" ");
        assert_eq!(["de-AT", "en", "fi", "", "x"].map(|tag| decide(tag, [names.as_str()].into_iter())), ["de", "en", "fi", "und", "und"]);
        assert_eq!(["de-AT", "", "zxx"].map(|tag| decide(tag, ["Guten Morgen"].into_iter())), ["de", "en", "en"]);
    }

    #[test]
    fn other_scripts_are_not_english() {
        let japanese = "人は会議について文句を言う。".repeat(20);
        assert_eq!(["en", "", "ja"].map(|tag| decide(tag, [japanese.as_str()].into_iter())), ["und", "und", "ja"]);
        let russian = "люди жалуются на встречи но сами их назначают ".repeat(10);
        assert_eq!(["en", "", "ru"].map(|tag| decide(tag, [russian.as_str()].into_iter())), ["und", "und", "ru"]);
    }

    #[test]
    fn tags_are_read_however_they_are_written() {
        assert_eq!(
            ["de-AT", "ES", "pt_BR", " en ", "english", "", "1"].map(|tag| primary(tag).unwrap_or_default()),
            ["de", "es", "pt", "en", "", "", ""]
        );
    }

    #[test]
    fn small_words_are_lower_case_and_whole() {
        let lists = lists();
        assert!(lists.len() > 15 && lists.values().flatten().all(|word| *word == lower(word)), "{lists:?}");
    }
}
