//! Speakers' labels at the start of a line: `Ann Bell:`, `**Ann:**`, `ANN [00:12:34]:`, `[00:12:34] Ann:`, `Ann (12:34)`.

use super::{clock, markup};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The longest label that is looked for, in bytes, its time included.
const LONGEST: usize = 100;
/// What may stand around a name and its time without being part of either.
const MARKS: [char; 5] = [' ', '\t', '*', '_', '\u{a0}'];

/// What the start of a line looks like.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The name, as it is written; `None` if there is only a time.
    pub name: Option<String>,
    /// The time that stands beside the name.
    pub time: Option<f64>,
    /// Bytes from the line's start to its first word.
    pub len: usize,
}

/// How much a name looks like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// It is speech.
    None,
    /// It may be one: `Man in audience`, `ann`.
    Weak,
    /// One word with a capital.
    Single,
    /// Several words with capitals.
    Full,
}

/// Labels that stand for no person.
const NOBODY: [&str; 31] = [
    "break",
    "jingle",
    "music",
    "intro",
    "outro",
    "intro music",
    "outro music",
    "theme",
    "theme music",
    "theme song",
    "sponsor",
    "sponsors",
    "sponsor message",
    "sponsor break",
    "ad",
    "ads",
    "ad break",
    "advert",
    "advertisement",
    "advertisements",
    "announcer",
    "announcement",
    "commercial",
    "commercial break",
    "promo",
    "preroll",
    "pre-roll",
    "midroll",
    "mid-roll",
    "sound effect",
    "transition",
];

/// Words that start sentences and notes, never names.
const SENTENCE: &str = "a about above after again all also although always an and another answer any anyway as ask at basically be because before but \
    by can come conclusion date did do does duration edited edit email episode even every everything exactly example examples fact finally first \
    for four from get give go going guest guests had has have he her here his host hosts how however i i'd i'll i'm i've if imagine in instead is \
    it its it's just keep last let let's like link links listen look maybe me meaning more most my n.b. never next no nope not note notes nothing \
    now number of oh ok okay on once one only or other our p.s. perhaps permalink please plus podcast point problem producer published question questions quote \
    read really reason remember resources result right said same say says second see she show since so some someone something sometimes sponsored still \
    subject sure take tags thank thanks that that's the their then there there's these they thing things think third this those three tip tips title \
    to today topic topics transcribed transcript translation trust two uh um unless until update url very via wait warning was we website well were \
    what what's when where whether which while who why will with without wow yeah yep yes yet you your";

/// Small words inside names.
const PARTICLES: [&str; 22] = [
    "de", "der", "den", "van", "von", "zu", "la", "le", "da", "di", "do", "dos", "del", "du", "al", "el", "bin", "ibn", "of", "the", "and",
    "y",
];

/// The label that `line` seems to start with. Whether to believe it, [`Census::believes`] says.
pub(super) fn find(line: &str) -> Option<Label> {
    // `?:` says that the writer did not know; what stands after it may.
    if let Some(rest) = line.strip_prefix("?:") {
        let words = rest.trim_start_matches(MARKS);
        let skipped = line.len() - words.len();
        let nested = find(words).map(|label| Label { len: label.len + skipped, ..label });
        return nested.or(Some(Label { name: Some("?".to_owned()), time: None, len: skipped }));
    }
    let head = markup::head(line, LONGEST);
    if !head.bytes().any(|b| b == b':') {
        return None;
    }
    let body = head.trim_start_matches(MARKS);
    let (mut time, mut rest, mut stamped) = (None, body, false);
    if let Some((seconds, used)) = clock::stamp(body) {
        stamped = !body.starts_with(|c: char| c.is_ascii_digit());
        time = Some(seconds);
        rest = body[used..].trim_start_matches(MARKS).trim_start_matches(['-', '–', '—', '|', ':']).trim_start_matches(MARKS);
    }
    if let Some(label) = with_colon(rest) {
        return Some(Label { time: label.time.or(time), len: head.len() - rest.len() + label.len, ..label });
    }
    if time.is_some() {
        // A bare time is a label only if the line holds nothing else; in brackets it may stand before words.
        return (stamped || rest.trim().is_empty() && head.len() == line.len()).then(|| Label {
            name: None,
            time,
            len: head.len() - rest.len(),
        });
    }
    // `Ann Bell  12:34` alone on its line.
    if head.len() < line.len() {
        return None;
    }
    let (name, beside) = name_and_time(rest);
    let is_label = beside.is_some() && likeness(&name) > Likeness::None;
    is_label.then_some(Label { name: Some(name), time: beside, len: line.len() })
}

/// A name, a colon, and a time before or after it.
fn with_colon(text: &str) -> Option<Label> {
    let colon = colon(text)?;
    let (name, beside) = name_and_time(&text[..colon]);
    if likeness(&name) == Likeness::None {
        return None;
    }
    let mut words = text[colon + 1..].trim_start_matches(MARKS);
    let mut after = None;
    if words.starts_with(['[', '(', '\\'])
        && let Some((seconds, used)) = clock::stamp(words)
    {
        after = Some(seconds);
        words = words[used..].trim_start_matches(MARKS).trim_start_matches(':').trim_start_matches(MARKS);
    }
    Some(Label { name: Some(name), time: after.or(beside), len: text.len() - words.len() })
}

/// Where the colon stands that ends a label: not one inside a time or an address.
fn colon(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    text.match_indices(':').map(|(at, _)| at).find(|&at| {
        let digit = |n: Option<&u8>| n.is_some_and(u8::is_ascii_digit);
        let inside_time = at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1));
        !inside_time && bytes.get(at + 1).is_none_or(|b| b.is_ascii_whitespace() || b"*_[(\\\xc2".contains(b))
    })
}

/// `Ann Bell (12:34)` apart: the name without Markdown, and the time if there is one.
fn name_and_time(header: &str) -> (String, Option<f64>) {
    let header = header.trim_matches(MARKS);
    let mut time = None;
    let mut name = header;
    if let Some(start) = header.rfind([' ', '\t', '[', '(', '\u{a0}']) {
        let mut tail = header[start..].trim_start_matches(MARKS);
        if header[..start].ends_with('\\') && tail.starts_with('[') {
            tail = &header[start - 1..];
        }
        if let Some((seconds, used)) = clock::stamp(tail)
            && tail[used..].trim_matches(MARKS).is_empty()
        {
            time = Some(seconds);
            name = header[..header.len() - tail.len()].trim_end_matches(|c: char| MARKS.contains(&c) || "-–—|,@\\[(".contains(c));
        }
    }
    (tidy(name), time)
}

/// A name as it is shown: without Markdown, final colon, or a direction such as `(laughing)`.
pub(super) fn tidy(name: &str) -> String {
    let plain = name.replace(['*', '\\', '`'], "");
    let mut plain = plain.trim().trim_end_matches(':').trim().trim_matches('_');
    if let Some(open) = plain.rfind(['(', '['])
        && open > 0
        && alias(plain).is_none()
    {
        plain = plain[..open].trim();
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The initials that `Ann Bell (AB)` announces.
pub(super) fn alias(name: &str) -> Option<(&str, &str)> {
    let (full, short) = name.strip_suffix(')')?.rsplit_once('(')?;
    let initials = (2..=4).contains(&short.len()) && short.bytes().all(|b| b.is_ascii_uppercase());
    initials.then(|| (full.trim(), short))
}

/// Whether a label stands for no person, such as `Jingle`.
pub(super) fn is_nobody(name: &str) -> bool {
    name.len() < 20 && NOBODY.contains(&name.to_lowercase().as_str())
}

/// How much `name` looks like a name.
pub(super) fn likeness(name: &str) -> Likeness {
    if name.is_empty() || name.chars().count() > 60 || name.contains(|c: char| "?!;\"“”„«»[]{}<>|=/…:+%$€#\n".contains(c)) {
        return Likeness::None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let first = words[0].trim_start_matches(['(', '@']);
    let starts = |word: &str| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    // Careless programs write `ann:`.
    if words.len() == 1 && name.len() <= 20 && name.chars().all(char::is_lowercase) && !is_sentence(name) {
        return Likeness::Weak;
    }
    if words.len() > 6 || !starts(first) || is_sentence(first) || !is_punctuated_like_a_name(&words) {
        return Likeness::None;
    }
    let proper = |word: &&str| {
        let word = word.trim_start_matches(['(', '@', '#', '\'', '’', '-', '–', '&']);
        word.is_empty() || starts(word) || word.starts_with(|c: char| c.is_ascii_digit()) || PARTICLES.contains(&word)
    };
    match (words.len(), words.iter().all(proper)) {
        (1, _) => Likeness::Single,
        (_, true) => Likeness::Full,
        (2..=3, false) => Likeness::Weak,
        _ => Likeness::None,
    }
}

/// Full stops only in initials and titles, one comma at most.
fn is_punctuated_like_a_name(words: &[&str]) -> bool {
    let sentence_end = |word: &&&str| word.ends_with('.') && word.chars().count() > 5 && word.matches('.').count() == 1;
    words.iter().filter(|w| w.contains(',')).count() <= 1 && !words.iter().any(|w| sentence_end(&w))
}

fn is_sentence(word: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| SENTENCE.split_whitespace().collect());
    let word = word.trim_end_matches(',').replace('’', "'").to_lowercase();
    WORDS.contains(word.as_str())
}

/// What labels a file holds: the ground on which one is believed.
#[derive(Debug, Default)]
pub(super) struct Census {
    names: BTreeMap<String, usize>,
    aliases: BTreeMap<String, String>,
    /// Blocks, and those that start with something like a name.
    blocks: usize,
    labelled: usize,
}

impl Census {
    /// Takes note of a block's first line, or of a later one.
    pub fn note(&mut self, label: Option<&Label>, first: bool) {
        self.blocks += usize::from(first);
        let Some(name) = label.and_then(|l| l.name.as_deref()) else { return };
        if let Some((full, short)) = alias(name) {
            self.aliases.insert(short.to_owned(), full.to_owned());
        }
        self.labelled += usize::from(first && likeness(name) >= Likeness::Single);
        match self.names.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(self.names.insert(name.to_owned(), 1)),
        }
    }

    /// Whether a label is one. A name that comes once is believed only where labels are the rule.
    pub fn believes(&self, label: &Label) -> bool {
        let Some(name) = label.name.as_deref() else { return true };
        let count = self.names.get(name).copied().unwrap_or(0);
        match likeness(name) {
            _ if is_nobody(name) || name == "?" => true,
            Likeness::None => false,
            Likeness::Weak => count >= if name.contains(' ') { 3 } else { 5 },
            Likeness::Single => count >= 2 || label.time.is_some() || self.is_dense(),
            Likeness::Full => count >= 2 || label.time.is_some() || self.labelled >= 4 || self.is_dense(),
        }
    }

    /// Whether at least every other block starts with something like a name.
    pub fn is_dense(&self) -> bool {
        self.labelled * 2 >= self.blocks
    }

    /// The name that a label stands for: initials are spelt out where the file says whose they are.
    pub fn spell<'a>(&'a self, name: &'a str) -> &'a str {
        match alias(name) {
            Some((full, _)) => full,
            None => self.aliases.get(name).map_or(name, String::as_str),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_as_they_are_written() {
        for (line, name, time, words) in [
            ("Ann Bell: Hello", Some("Ann Bell"), None, "Hello"),
            ("**Ann Bell:** Hello", Some("Ann Bell"), None, "Hello"),
            ("**Ann Bell**: Hello", Some("Ann Bell"), None, "Hello"),
            ("ANN [00:12:34]: Hello", Some("ANN"), Some(754.0), "Hello"),
            ("[00:12:34] Ann: Hello", Some("Ann"), Some(754.0), "Hello"),
            ("\\[12:34\\] Ann: Hello", Some("Ann"), Some(754.0), "Hello"),
            ("00:12:34 Ann: Hello", Some("Ann"), Some(754.0), "Hello"),
            ("Ann:[00:00:02]: Hello", Some("Ann"), Some(2.0), "Hello"),
            ("Ann: *(0:26:58)*: Hello", Some("Ann"), Some(1618.0), "Hello"),
            ("Ann Bell – 00:03:18:", Some("Ann Bell"), Some(198.0), ""),
            ("Ann Bell (12:34):", Some("Ann Bell"), Some(754.0), ""),
            ("Speaker 1  0:03", Some("Speaker 1"), Some(3.0), ""),
            ("Ann (laughing): Hello", Some("Ann"), None, "Hello"),
            ("Ann Bell (AB): Hello", Some("Ann Bell (AB)"), None, "Hello"),
            ("Ann B. Bell, Psy.D: Hello", Some("Ann B. Bell, Psy.D"), None, "Hello"),
            ("[00:12:34] hello", None, Some(754.0), "hello"),
            ("00:12:34", None, Some(754.0), ""),
            ("李明: 你好", Some("李明"), None, "你好"),
        ] {
            let found = find(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.name.as_deref(), found.time, &line[found.len..]), (name, time, words), "{line}");
        }
    }

    #[test]
    fn a_label_may_stand_behind_an_unknown_one() {
        assert_eq!(find("?: Ann Bell – 00:03:18:").unwrap(), Label { name: Some("Ann Bell".to_owned()), time: Some(198.0), len: 25 });
        assert_eq!(find("?: so").unwrap(), Label { name: Some("?".to_owned()), time: None, len: 3 });
    }

    #[test]
    fn speech_with_a_colon_is_none() {
        for line in [
            "There is one thing: words",
            "So the way those work is: almost all",
            "Number one: words",
            "We met at 10:30 there",
            "10:30 we met",
            "https://example.org is",
            "He said. Then: no",
            "And so to sort of put this all in perspective: words",
            "I'm gonna name some: words",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
    }

    #[test]
    fn one_mention_is_believed_only_among_labels() {
        let mut census = Census::default();
        for line in ["React: it is", "and", "then", "we"] {
            census.note(find(line).as_ref(), true);
        }
        assert!(!census.believes(&find("React: it is").unwrap()));
        for _ in 0..4 {
            census.note(find("Ann Bell: Hello").as_ref(), true);
        }
        assert!(census.believes(&find("React: it is").unwrap()));
    }

    #[test]
    fn initials_are_spelt_out() {
        let mut census = Census::default();
        census.note(find("Ann Bell (AB): Hello").as_ref(), true);
        assert_eq!((census.spell("AB"), census.spell("Ann Bell (AB)"), census.spell("CD")), ("Ann Bell", "Ann Bell", "CD"));
    }
}
