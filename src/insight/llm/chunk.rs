//! An episode in parts that a model can take at once: whole sentences, and each part begins with the end of the one before.

use super::ledger::estimate;
use super::orders;
use super::talk::{Span, Talk};

/// Tokens that two parts share, so that a passage on the border is whole in one of them.
const OVERLAP: u64 = 220;

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chunk {
    /// The words, one line a turn, each with its speaker.
    pub text: String,
    /// Words of it.
    pub words: usize,
    /// First and last sentence, as places of turn and sentence.
    first: (usize, usize),
    last: (usize, usize),
}

impl Chunk {
    /// Whether a passage stands in it as a whole.
    pub fn holds(&self, span: &Span) -> bool {
        (span.turn, span.sentences.start) >= self.first && (span.turn, span.sentences.end - 1) <= self.last
    }
}

/// Parts of at most `most` tokens, and at least one sentence.
pub(crate) fn chunks(talk: &Talk, most: u64) -> Vec<Chunk> {
    let places: Vec<(usize, usize)> =
        talk.turns.iter().enumerate().flat_map(|(turn, t)| (0..t.sentences.len()).map(move |n| (turn, n))).collect();
    let cost: Vec<u64> =
        places.iter().map(|(turn, n)| estimate(&talk.turns[*turn].text[talk.turns[*turn].sentences[*n].range.clone()]) + 1).collect();
    let total: u64 = cost.iter().sum();
    // Parts of one size are better than one that is full and one that is nearly empty.
    let step = most.saturating_sub(OVERLAP).max(1);
    let count = if total <= most { 1 } else { (total - OVERLAP.min(total)).div_ceil(step) };
    let size = if count <= 1 { most } else { ((total - OVERLAP) / count + OVERLAP + 1).min(most) };
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < places.len() {
        let (mut end, mut sum) = (start, 0);
        while end < places.len() && (end == start || sum + cost[end] <= size) {
            sum += cost[end];
            end += 1;
        }
        chunks.push(chunk(talk, &places[start..end]));
        if end == places.len() {
            break;
        }
        let (mut next, mut shared) = (end, 0);
        while next > start + 1 && shared + cost[next - 1] <= OVERLAP {
            next -= 1;
            shared += cost[next];
        }
        start = next;
    }
    chunks
}

fn chunk(talk: &Talk, places: &[(usize, usize)]) -> Chunk {
    let mut text = String::new();
    let mut turn_before = None;
    for (turn, n) in places {
        let said = &talk.turns[*turn];
        if turn_before == Some(*turn) {
            text.push(' ');
        } else {
            if turn_before.is_some() {
                text.push('\n');
            }
            text.push_str(said.speaker.as_deref().unwrap_or("–"));
            text.push_str(": ");
        }
        let sentence = &said.text[said.sentences[*n].range.clone()];
        // An order is not passed on, and nothing that readers would not see.
        text.push_str(&if orders::speak_to_machines(sentence) { "[…]".to_owned() } else { orders::visible(sentence) });
        turn_before = Some(*turn);
    }
    let words = text.split_whitespace().count();
    let [first, last] = [places.first(), places.last()].map(|place| place.copied().unwrap_or_default());
    Chunk { text, words, first, last }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::fixture::read;

    #[test]
    fn parts_hold_everything_and_cut_no_sentence() {
        let talk: String = (0..300)
            .map(|n| {
                format!("{}: Sentence number {n} says something of its own. And it goes on for a while.\n\n", ["Ann", "Bob"][n / 7 % 2])
            })
            .collect();
        let talk = Talk::new(&read(&talk), "en");
        let whole = chunks(&talk, 100_000);
        assert_eq!((whole.len(), whole[0].words > 3000), (1, true));
        let parts = chunks(&talk, 1000);
        assert!((5..12).contains(&parts.len()), "{}", parts.len());
        for n in 0..300 {
            let sentence = format!("Sentence number {n} says something of its own.");
            assert!(parts.iter().any(|part| part.text.contains(&sentence)), "{n}");
            let span = talk.find(&sentence).unwrap();
            assert!(parts.iter().any(|part| part.holds(&span)));
        }
        for pair in parts.windows(2) {
            assert!(pair[1].first <= pair[0].last && pair[1].first > pair[0].first, "parts overlap, and go on");
            assert!(estimate(&pair[0].text) <= 1100);
        }
    }

    #[test]
    fn a_sentence_that_is_too_long_is_a_part_of_its_own() {
        let talk = Talk::new(&read(&format!("Ann: {} end. Short one.", "word ".repeat(600))), "en");
        let parts = chunks(&talk, 100);
        let longest = talk.turns[0].sentences.iter().map(|s| s.range.len()).max().unwrap();
        assert!(parts.iter().all(|part| part.text.len() <= longest.max(400) + 10) && parts.last().unwrap().text.ends_with("Short one."));
    }
}
