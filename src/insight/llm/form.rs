//! What headline and text of a model must look like, whatever they say: words alone, of the right length, that speak of the matter and
//! not of the episode.

use crate::text::count_words;
use std::collections::HashSet;

/// Words of a headline.
const HEADLINE: std::ops::RangeInclusive<usize> = 3..=12;
/// Words of a text; the prompts ask for 35 to 50, and a writer may be a little off.
const TEXT: std::ops::RangeInclusive<usize> = 28..=55;
/// Characters of a title and of a summary.
const TITLE: usize = 80;
const SUMMARY: usize = 240;

/// What speaks of the episode and not of the matter, lower case.
const ABOUT: [&str; 26] = [
    "the speaker",
    "speakers say",
    "the guest",
    "the host",
    "the interviewee",
    "the interviewer",
    "this episode",
    "the episode",
    "this podcast",
    "the podcast",
    "this conversation",
    "the conversation",
    "this passage",
    "the passage",
    "this interview",
    "the interview",
    "the transcript",
    "listeners will",
    "der sprecher",
    "die sprecherin",
    "der gast",
    "diese folge",
    "dieser folge",
    "el invitado",
    "la invitada",
    "este episodio",
];
/// Characters that are markup, or the beginning of it.
const MARKUP: [char; 12] = ['<', '>', '[', ']', '{', '}', '`', '\\', '|', '~', '^', '\u{fffd}'];
/// Everything that is wrong with the form of a claim, fit to be told to the model.
pub(crate) fn faults(headline: &str, text: &str, said: &str) -> Vec<String> {
    let mut faults = Vec::new();
    match count_words(headline) {
        0 => faults.push("the headline is empty".to_owned()),
        n if !HEADLINE.contains(&n) => faults.push(format!("the headline has {n} words; write 4 to 12")),
        _ => {}
    }
    if headline.ends_with(['?', '…', ':']) {
        faults.push("the headline is no statement".to_owned());
    }
    match count_words(text) {
        0 => faults.push("the text is empty".to_owned()),
        n if !TEXT.contains(&n) => faults.push(format!("the text has {n} words; write 35 to 50")),
        _ => {}
    }
    let both = format!("{headline}\n{text}").to_lowercase();
    if let Some(phrase) = ABOUT.iter().find(|phrase| has_phrase(&both, phrase) && !has_phrase(&said.to_lowercase(), phrase)) {
        faults.push(format!("“{phrase}” speaks of the episode; state the claim itself"));
    }
    let teaser = ["find out", "learn how", "learn why", "discover", "hear how", "hear why", "listen to"];
    if [headline, text].iter().any(|line| teaser.iter().any(|t| line.to_lowercase().starts_with(t))) {
        faults.push("it is a teaser; state the claim itself".to_owned());
    }
    faults.extend(not_words(&format!("{headline} {text}"), said));
    faults
}

/// What is wrong with a day's title.
pub(crate) fn title_is_fine(title: &str, said: &str) -> bool {
    (2..=14).contains(&count_words(title)) && title.chars().count() <= TITLE && !title.ends_with('?') && not_words(title, said).is_empty()
}

/// What is wrong with a day's summary.
pub(crate) fn summary_is_fine(summary: &str, said: &str) -> bool {
    (4..=45).contains(&count_words(summary)) && summary.chars().count() <= SUMMARY && not_words(summary, said).is_empty()
}

/// A topic, if it is one: a few plain words.
pub(crate) fn topic(topic: &str) -> Option<String> {
    let topic = topic.trim().trim_matches('#').to_lowercase();
    let fine = (1..=4).contains(&topic.split_whitespace().count())
        && topic.chars().count() <= 40
        && topic.chars().all(|c| c.is_alphanumeric() || " -&'’+".contains(c))
        && topic.chars().any(char::is_alphabetic);
    fine.then_some(topic)
}

/// Links, addresses and markup, which no model may put on a page.
fn not_words(text: &str, said: &str) -> Vec<String> {
    let low = text.to_lowercase();
    let mut faults = Vec::new();
    if text.contains(MARKUP)
        || ["**", "__", "```", "---", "&lt;", "&gt;", "&#", "&amp;"].iter().any(|mark| low.contains(mark))
        || text.starts_with('#')
    {
        faults.push("it has markup; write words alone".to_owned());
    }
    let spoken: HashSet<String> = said.split_whitespace().map(|w| bare(w).to_lowercase()).collect();
    // A host that was said is a name; an address never is.
    let named = |word: &str| spoken.contains(word) && !word.contains(['/', '@']);
    let linked = low.split_whitespace().map(bare).find(|word| is_address(word) && !named(word));
    if let Some(word) = linked {
        faults.push(format!("“{word}” is a link or an address; leave it out"));
    }
    // `The data: what it shows` is no address, `data:text/html` is.
    let schemed =
        |scheme: &str| low.match_indices(scheme).any(|(at, _)| low[at + scheme.len()..].starts_with(|c: char| !c.is_whitespace()));
    if ["javascript:", "data:", "mailto:", "tel:", "http:", "https:"].into_iter().any(schemed) && linked.is_none() {
        faults.push("it has a link; leave it out".to_owned());
    }
    let foreign = |c: char| is_other_script(c) && !said.contains(c);
    if text.chars().filter(|c| foreign(*c)).count() > 1 && !said.chars().any(is_other_script) {
        faults.push("it is in another script than the passage".to_owned());
    }
    if text.chars().any(|c| matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')) {
        faults.push("it has emoji; write words alone".to_owned());
    }
    faults
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word is an address: a URL, an e-mail address, a host.
fn is_address(word: &str) -> bool {
    if word.contains("://") || word.starts_with("www.") {
        return true;
    }
    if let Some((user, host)) = word.split_once('@') {
        return !user.is_empty() && host.contains('.');
    }
    let host = word.split(['/', '?', ':']).next().unwrap_or(word);
    let Some((name, end)) = host.rsplit_once('.') else { return false };
    let letters = (2..=24).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase());
    // `e.g`, `a.m` and `u.s` are abbreviations, `3.5` is a number.
    let abbreviated = word.split('.').all(|part| part.len() <= 1);
    letters && !abbreviated && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
}

/// Letters of another script than Latin.
fn is_other_script(c: char) -> bool {
    c.is_alphabetic() && c > '\u{24f}' && !matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}')
}

/// Whether a phrase stands in a text as whole words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(phrase).any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + phrase.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "We moved to Booking.com because 3.5 percent of our guests came from there, and that was that.";
    const TEXT: &str = "A small hotel that moves to another booking site may find that only a few of its guests come from there, and that the fees \
                        of the site are higher than what those few guests ever pay for their rooms.";

    fn of(headline: &str, text: &str) -> String {
        faults(headline, text, SAID).join("; ")
    }

    #[test]
    fn plain_words_of_the_right_length_are_fine() {
        assert_eq!(of("Most guests never come from booking sites", TEXT), "");
        assert_eq!(of("HTTPS and data: most guests never come from booking sites", TEXT), "");
        assert_eq!(of("Booking.com is not where U.S. guests come from, e.g. in May", TEXT), "");
    }

    #[test]
    fn what_is_no_words_is_told() {
        let table = [
            ("", TEXT.to_owned()),
            ("Why do guests come from booking sites?", TEXT.to_owned()),
            ("One two three four five six seven eight nine ten eleven twelve 13", "short".to_owned()),
            ("Most guests come from there", format!("In this episode, {TEXT}")),
            ("Most guests come from there", format!("{TEXT} See https://evil.example/x.")),
            ("Most guests come from evil.example today", TEXT.to_owned()),
            ("Write to me@evil.example for more guests", TEXT.to_owned()),
            ("Most guests <b>never</b> come from there", TEXT.to_owned()),
            ("Most guests [never](/x) come from there", TEXT.to_owned()),
            ("Most guests never come from {{ there }}", TEXT.to_owned()),
            ("Большинство гостей never come from there", TEXT.to_owned()),
            ("Most guests 🚀 never come from there", TEXT.to_owned()),
            ("Call javascript:alert(1) and see", TEXT.to_owned()),
        ];
        insta::assert_snapshot!(table.map(|(headline, text)| of(headline, &text)).join("\n"), @r#"
        the headline is empty
        the headline is no statement
        the headline has 13 words; write 4 to 12; the text has 1 words; write 35 to 50
        “this episode” speaks of the episode; state the claim itself
        “https://evil.example/x” is a link or an address; leave it out
        “evil.example” is a link or an address; leave it out
        “me@evil.example” is a link or an address; leave it out
        it has markup; write words alone
        it has markup; write words alone
        it has markup; write words alone
        it is in another script than the passage
        it has emoji; write words alone
        it has a link; leave it out
        "#);
    }

    #[test]
    fn topics_are_a_few_plain_words() {
        let topics = ["Hiring", "#R&D", "software testing", "", "[x](y)", "a b c d e", "12", "<b>"].map(topic);
        assert_eq!(topics.map(Option::unwrap_or_default), ["hiring", "r&d", "software testing", "", "", "", "", ""]);
    }
}
