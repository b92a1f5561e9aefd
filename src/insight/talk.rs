//! Talk: phrases that belong to a conversation, not to a text that a stranger reads.

/// These take much from a text.
#[rustfmt::skip]
const CONVERSATION: &[&str] = &[
    "welcome to", "you know,", "brought to you", "sponsored by", "thank you", "thanks for", "as i said", "as you said", "as you've said", "as i've said", "you get the idea", "live group", "first off", "like i said", "i said", "you said", "you mentioned", "i mentioned", "you asked", "your question", "that question",
    "good question", "this show", "this episode", "this podcast", "the podcast", "on the show", "the episode", "our listeners",
    "listeners", "we talked about", "talked about earlier", "earlier today", "i was saying", "you were saying", "as we speak",
    "don't get me wrong", "let me", "i'll tell you", "stuff like that", "or whatever", "and so forth", "and so on", "blah",
    "this conversation", "we're talking", "i'm talking", "you guys", "you know what i mean", "i don't know", "how do i say",
    "what's the word", "and all that", "all of that", "kind of thing", "sort of thing",
];

/// These point at the talk around a text, or put off what it says: they take less.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "if you think about", "if you look at", "let's say", "i'd have to", "i get it", "i know", "i guess", "i forget", "i've been",
    "i was", "you might know", "as you know", "the other thing", "another thing", "another area", "next thing", "one of the things",
    "one thing", "in our case", "in a minute", "for my money", "this week", "all week", "last week", "today", "yesterday",
    "right now", "who cares", "who knows", "what's wrong with you", "in his book", "in her book", "he says", "she says", "he said",
    "she said", "that basically", "so and so", "like a lot", "i feel like", "i felt like", "there's a lot", "or something",
    "pretty damn", "a good example", "the classic example", "this stuff", "all this stuff", "these guys",
];

/// From 1 (prose) to 0 (talk); `low` is a text in lower case.
pub(crate) fn distance(low: &str) -> f32 {
    let count = |phrases: &[&str]| phrases.iter().filter(|phrase| holds(low, phrase)).count().min(3) as i32;
    0.65f32.powi(count(CONVERSATION)) * 0.86f32.powi(count(ASIDE)) * told(low)
}

/// Whether `low` holds `phrase` as whole words.
fn holds(low: &str, phrase: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '\'');
    low.match_indices(phrase).any(|(at, _)| edge(low[..at].chars().next_back()) && edge(low[at + phrase.len()..].chars().next()))
}

/// What a text loses by telling of its speaker, or by quoting talk.
fn told(low: &str) -> f32 {
    let own = low.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| matches!(*w, "i" | "i'm" | "i've" | "i'd" | "me"));
    let quotes = low.matches(['"', '“']).count();
    0.93f32.powi(own.count().min(5) as i32) * if quotes > 0 { 0.75 } else { 1.0 }
}
