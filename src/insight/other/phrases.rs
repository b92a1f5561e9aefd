//! Phrases found in a run of words; a word of a phrase that ends with a star stands for all that begin so.

use std::collections::HashMap;

/// The phrases of several lists, by their first word.
pub(crate) struct Phrases {
    whole: HashMap<String, Vec<Phrase>>,
    /// Those whose first word has a star, by that word's beginning, in ascending order.
    begun: Vec<(String, Phrase)>,
}

/// The words after the first, and the list.
type Phrase = (Vec<String>, usize);

impl Phrases {
    /// Takes lists, each under a number.
    pub fn new(lists: impl IntoIterator<Item = (usize, Vec<String>)>) -> Self {
        let mut phrases = Self { whole: HashMap::new(), begun: Vec::new() };
        for (number, phrase) in lists.into_iter().flat_map(|(number, list)| list.into_iter().map(move |phrase| (number, phrase))) {
            let mut words = phrase.split(' ').map(str::to_owned);
            let Some(first) = words.next() else { continue };
            match first.strip_suffix('*') {
                Some(beginning) => phrases.begun.push((beginning.to_owned(), (words.collect(), number))),
                None => phrases.whole.entry(first).or_default().push((words.collect(), number)),
            }
        }
        phrases.begun.sort();
        phrases
    }

    /// Calls `found` with the list's number for every phrase in `words`, which are in lower case.
    pub fn each(&self, words: &[&str], mut found: impl FnMut(usize)) {
        for (at, word) in words.iter().enumerate() {
            let whole = self.whole.get(*word).into_iter().flatten();
            let begun = self.begun.iter().filter(|(beginning, _)| word.starts_with(beginning.as_str())).map(|(_, phrase)| phrase);
            whole.chain(begun).filter(|(rest, _)| follows(&words[at + 1..], rest)).for_each(|(_, number)| found(*number));
        }
    }

    /// How many phrases stand in `words`.
    pub fn count(&self, words: &[&str]) -> usize {
        let mut count = 0;
        self.each(words, |_| count += 1);
        count
    }
}

fn follows(words: &[&str], rest: &[String]) -> bool {
    let same = |(word, wanted): (&&str, &String)| wanted.strip_suffix('*').map_or(word == wanted, |beginning| word.starts_with(beginning));
    words.len() >= rest.len() && words.iter().zip(rest).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_endings_and_phrases_for_all_their_words() {
        let phrases = Phrases::new([(3, vec!["lern*".to_owned(), "am ende".to_owned()]), (5, vec!["bin gesponser* von".to_owned()])]);
        let count = |text: &str| phrases.count(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(["wir lernten am ende", "am anfang", "bin gesponsert von", "bin gesponsert", "ende"].map(count), [2, 0, 1, 0, 0]);
        let mut lists = Vec::new();
        phrases.each(&["bin", "gesponserter", "von", "lernen"], |list| lists.push(list));
        assert_eq!(lists, [5, 3]);
    }
}
