//! Show notes, read because there is no transcript.

use super::{
    Parsed,
    assemble::{self, Style},
    draft::{Block, Draft},
    html, text as paragraphs,
};
use crate::{
    model::{Format, Transcript},
    text,
};

/// Notes with fewer words are not worth reading.
const FEWEST: usize = 80;

/// Phrases of paragraphs that promote, thank and point elsewhere. Lower case.
const BOILERPLATE: [&str; 45] = [
    "follow us",
    "follow me on",
    "follow the show",
    "find us on",
    "find us at",
    "join our",
    "join us on",
    "join the discussion",
    "subscribe",
    "sign up",
    "newsletter",
    "patreon",
    "buy me a coffee",
    "support the show",
    "support this podcast",
    "support us",
    "our sponsor",
    "sponsored by",
    "brought to you by",
    "thanks to our partners",
    "promo code",
    "use code",
    "discount",
    "% off",
    "free trial",
    "ad choices",
    "adchoices",
    "privacy policy",
    "privacy at",
    "rate and review",
    "leave a review",
    "leave us a review",
    "leave us a rating",
    "five star",
    "5 star",
    "all rights reserved",
    "copyright",
    "©",
    "learn more about your",
    "contact us",
    "email us",
    "send us a",
    "show notes at",
    "transcript:",
    "music by",
];

/// The words of an episode's show notes, or `None` if they hold fewer than 80: no links, times, lists of them, or boilerplate.
///
/// The text of the result is the notes as they are.
pub fn parse_notes(notes: &str) -> Option<Parsed> {
    let (draft, blocks) = if has_blocks(notes) { page(notes) } else { plain(notes) };
    let segments = assemble::assemble(&draft, &blocks, Style { labels: false, stamps: false, dashes: false });
    let words: usize = segments.iter().map(|s| text::count_words(&s.text)).sum();
    (words >= FEWEST).then(|| Parsed {
        transcript: Transcript { format: Format::Notes, segments },
        text: notes.to_owned(),
        warnings: Vec::new(),
    })
}

fn has_blocks(notes: &str) -> bool {
    let lower = notes.to_ascii_lowercase();
    ["<p", "<br", "<div", "<li", "<h"].iter().any(|tag| lower.contains(tag))
}

fn page(notes: &str) -> (Draft, Vec<Block>) {
    let (draft, page) = html::read_page(notes);
    let split = page.into_iter().flat_map(|found| {
        // A list of links is one, even with a word or two around them.
        let links = found.linked * 2 > found.block.words.len() && found.item;
        if links { Vec::new() } else { lines(&draft.text, &found.block) }
    });
    let blocks = keep(&draft.text, split.collect());
    (draft, blocks)
}

fn plain(notes: &str) -> (Draft, Vec<Block>) {
    let (draft, blocks, _) = paragraphs::read(notes);
    let blocks = keep(&draft.text, blocks.iter().flat_map(|block| lines(&draft.text, block)).collect());
    (draft, blocks)
}

/// Notes put each of a list's entries on a line of its own, and a sentence on one line.
fn lines(text: &str, block: &Block) -> Vec<Block> {
    let mut at = block.words.start;
    let lines = text[block.words.clone()].split_inclusive('\n').map(|line| {
        at += line.len();
        Block { words: at - line.len()..at, ..block.clone() }
    });
    lines.collect()
}

fn keep(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut broken = false;
    for mut block in blocks {
        if is_speechless(&text[block.words.clone()]) {
            broken = true;
        } else {
            block.broken |= std::mem::take(&mut broken);
            kept.push(block);
        }
    }
    kept
}

/// Whether a line of show notes is a link, a time, a heading or boilerplate.
fn is_speechless(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase().replace('’', "'");
    let address = lower.split_whitespace().any(|w| w.contains("://") || w.starts_with("www.") || (w.starts_with('@') && w.len() > 1));
    let inner = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let time = super::clock::read(inner).is_some();
    let short = text::count_words(line) < 5;
    address || time || short || BOILERPLATE.iter().any(|phrase| lower.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> String {
        vec!["word"; count].join(" ")
    }

    #[test]
    fn only_sentences_are_left() {
        let notes = format!(
            "<p>{}.</p><p>Follow us on the usual networks for more.</p><ul><li>00:12 Intro and what this is all about</li>\
             <li><a href=\"https://example.org\">A link to a page about it all</a></li><li>Something {} said in a list.</li></ul>\
             <p>Read more at https://example.org/more and tell your friends.</p><p>© The Show, and so on and on.</p>",
            words(50),
            words(40)
        );
        let parsed = parse_notes(&notes).unwrap();
        let starts: Vec<&str> = parsed.transcript.segments.iter().map(|s| s.text.split(' ').next().unwrap()).collect();
        assert_eq!(starts, ["word", "Something"]);
        assert_eq!(parsed.transcript.segments.iter().map(|s| s.broken).collect::<Vec<_>>(), [false, true]);
        assert_eq!(parsed.text, notes);
    }

    #[test]
    fn plain_notes_are_read_by_paragraph() {
        let parsed = parse_notes(&format!("{}\n\n{}\nhttps://example.org", words(45), words(45))).unwrap();
        assert_eq!(parsed.transcript.segments.len(), 2);
    }

    #[test]
    fn short_notes_are_not_read() {
        assert_eq!(parse_notes(&format!("<p>{}</p>", words(79))), None);
        assert_eq!(parse_notes(""), None);
    }
}
