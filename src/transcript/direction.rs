//! Stage directions: which brackets hold speech, and which tell of laughter, noise or time.

use super::clock;

/// What a pair of brackets holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bracket {
    /// A time and nothing else.
    Time(f64),
    /// A footnote's number, a bare question mark: neither words nor sound.
    Mark,
    /// Something that was heard or could not be heard, in the place of words.
    Direction,
    /// Words.
    Words,
}

/// Beginnings of words that tell of sounds and of nothing else.
const STEMS: [&str; 14] =
    ["laugh", "unint", "inaud", "crosst", "applau", "chuckl", "giggl", "indisc", "indist", "bleep", "snicker", "mumbl", "groan", "sneez"];

/// Whole words that tell of sounds.
const SOUNDS: [&str; 36] = [
    "music",
    "jingle",
    "noise",
    "noises",
    "sound",
    "sounds",
    "silence",
    "pause",
    "pauses",
    "sigh",
    "sighs",
    "sighing",
    "cough",
    "coughs",
    "coughing",
    "clapping",
    "claps",
    "cheers",
    "cheering",
    "gasp",
    "gasps",
    "whispers",
    "whispering",
    "sings",
    "singing",
    "humming",
    "hums",
    "snorts",
    "beep",
    "beeps",
    "exhales",
    "inhales",
    "barking",
    "ringing",
    "cross-talk",
    "overlapping",
];

/// Words that tell of sounds in square brackets, but are speech in round ones.
const SQUARE_ONLY: [&str; 15] = [
    "audio",
    "blank_audio",
    "break",
    "ad",
    "sponsor",
    "foreign",
    "redacted",
    "censored",
    "playing",
    "accent",
    "voice",
    "talking",
    "speaking",
    "cross",
    "throat",
];

/// Words that may stand beside those in [`SOUNDS`].
const BESIDE: [&str; 43] = [
    "a",
    "all",
    "and",
    "audience",
    "awkward",
    "background",
    "both",
    "continues",
    "crowd",
    "door",
    "ends",
    "everyone",
    "fades",
    "fail",
    "for",
    "heavy",
    "in",
    "intro",
    "loud",
    "loudly",
    "nervously",
    "of",
    "on",
    "out",
    "outro",
    "over",
    "phone",
    "playing",
    "plays",
    "quietly",
    "soft",
    "softly",
    "sound",
    "speaker",
    "speakers",
    "starts",
    "static",
    "theme",
    "the",
    "throat",
    "clears",
    "upbeat",
    "win",
];

/// What square brackets hold.
pub(super) fn square(inner: &str) -> Bracket {
    let known = plain(inner);
    if known != Bracket::Words {
        return known;
    }
    let told = words(inner).any(|w| is_sound(&w) || SQUARE_ONLY.contains(&w.as_str()));
    if told { Bracket::Direction } else { Bracket::Words }
}

/// What round brackets, or a pair of asterisks, hold: speech, unless every word is known to be none.
pub(super) fn round(inner: &str) -> Bracket {
    let known = plain(inner);
    if known != Bracket::Words || inner.len() > 60 {
        return known;
    }
    let mut told = false;
    for word in words(inner) {
        let sound = is_sound(&word);
        if !sound && !BESIDE.contains(&word.as_str()) && clock::whole(&word).is_none() {
            return Bracket::Words;
        }
        told |= sound;
    }
    if told { Bracket::Direction } else { Bracket::Words }
}

/// Times and marks, alike in all brackets.
fn plain(inner: &str) -> Bracket {
    let bare = inner.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\\' | '(' | ')' | '*'));
    if !bare.chars().any(char::is_alphanumeric) {
        // Dots tell that words were left out.
        return if bare.contains(['.', '…', '_', '-']) { Bracket::Direction } else { Bracket::Mark };
    }
    if let Some((seconds, used)) = clock::stamp(bare)
        && bare[used..].chars().all(|c| !c.is_alphanumeric() || c.is_ascii_digit())
    {
        return Bracket::Time(seconds);
    }
    if bare.len() <= 4 && bare.trim_start_matches('^').bytes().all(|b| b.is_ascii_digit()) { Bracket::Mark } else { Bracket::Words }
}

fn words(inner: &str) -> impl Iterator<Item = String> {
    inner
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/' | ','))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|w| !w.is_empty())
}

fn is_sound(word: &str) -> bool {
    STEMS.iter().any(|stem| word.starts_with(stem)) || SOUNDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_brackets() {
        for (inner, expected) in [
            ("laughter", Bracket::Direction),
            ("unintelligible 00:14:55.02", Bracket::Direction),
            ("unintelligible00:14:55\\", Bracket::Direction),
            ("In a British accent!", Bracket::Direction),
            ("...", Bracket::Direction),
            ("00:14:55", Bracket::Time(895.0)),
            ("00:14:55.9 - 00:15:00\\", Bracket::Time(895.9)),
            ("12", Bracket::Mark),
            ("??", Bracket::Mark),
            ("Bitcoin", Bracket::Words),
            ("the companies", Bracket::Words),
        ] {
            assert_eq!(square(inner), expected, "{inner}");
        }
    }

    #[test]
    fn round_brackets_are_speech_unless_every_word_is_known() {
        for (inner, expected) in [
            ("laughs", Bracket::Direction),
            (" intro music ", Bracket::Direction),
            ("0:19:45 unintelligible", Bracket::Direction),
            ("both laugh", Bracket::Direction),
            ("which is rare", Bracket::Words),
            ("the music of the spheres", Bracket::Words),
            ("all of the", Bracket::Words),
            ("ad", Bracket::Words),
            ("0:31:00", Bracket::Time(1860.0)),
        ] {
            assert_eq!(round(inner), expected, "{inner}");
        }
    }
}
