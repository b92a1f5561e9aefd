//! JSON: the podcast namespace's segments, Whisper's, and what looks like them.
//!
//! The scanner is our own, for two reasons: every word keeps its place in the file, and a file that was cut off keeps its whole
//! segments.

use super::{
    clock,
    draft::{Block, Draft, Voice},
    markup,
};
use std::ops::Range;

/// Keys of a segment's words, the most usual first.
const WORDS: [&str; 7] = ["body", "text", "content", "line", "utterance", "word", "sentence"];
const START: [&str; 6] = ["startTime", "start", "start_time", "from", "begin", "offset"];
const END: [&str; 4] = ["endTime", "end", "end_time", "to"];
const SPEAKER: [&str; 5] = ["speaker", "speakerName", "speaker_name", "name", "voice"];
/// Containers deeper than this are passed over.
const DEEPEST: usize = 6;

/// The segments of a JSON file, and what was wrong with it.
pub(super) fn read(text: &str) -> (Draft, Vec<Block>, Vec<String>) {
    let mut reader = Reader { text, at: 0, draft: Draft::default(), blocks: Vec::new(), cut_off: false };
    reader.container(0);
    let mut warnings = Vec::new();
    if reader.cut_off {
        warnings.push(format!("the file is cut off, or no JSON any more, at byte {}; what came before was read", reader.at));
    }
    (reader.draft, reader.blocks, warnings)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    draft: Draft,
    blocks: Vec<Block>,
    /// True once the file broke off: nothing is read any more.
    cut_off: bool,
}

/// A value as far as a segment needs it.
#[derive(Debug, Clone)]
enum Value {
    /// A string: the bytes between its quotes.
    Text(Range<usize>),
    /// A number.
    Number(f64),
    /// Anything else.
    Other,
}

/// What was seen of an object.
#[derive(Debug, Default)]
struct Fields {
    words: Option<(usize, Range<usize>)>,
    start: Option<f64>,
    end: Option<f64>,
    speaker: Option<String>,
}

impl Reader<'_> {
    /// Looks for segments in the value at hand: in an array itself, or in an object's first array that holds some.
    fn container(&mut self, depth: usize) {
        match self.peek() {
            Some(b'[') if depth <= DEEPEST => self.array(depth),
            Some(b'{') if depth <= DEEPEST => {
                let fields = self.object(depth);
                // A file that has a text and no segments is one segment.
                if depth == 0 && self.blocks.is_empty() && !self.cut_off {
                    self.segment(fields);
                }
            }
            _ => drop(self.value()),
        }
    }

    fn array(&mut self, depth: usize) {
        self.at += 1;
        while !self.cut_off {
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return;
                }
                Some(b',') => self.at += 1,
                Some(b'{') => {
                    let before = self.blocks.len();
                    let fields = self.object(depth + 1);
                    // An object that holds segments of its own is no segment.
                    if self.blocks.len() == before && !self.cut_off {
                        self.segment(fields);
                    }
                }
                Some(b'[') => self.container(depth + 1),
                Some(b'}') | None => self.cut_off = true,
                Some(_) => drop(self.value()),
            }
        }
    }

    /// Reads an object: its fields, and, if it holds no words itself, the segments inside it.
    fn object(&mut self, depth: usize) -> Fields {
        let mut fields = Fields::default();
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return fields;
                }
                Some(b',') => {
                    self.at += 1;
                    continue;
                }
                Some(b'"') => {}
                _ => {
                    self.cut_off = true;
                    return fields;
                }
            }
            let Some(key) = self.string() else { return fields };
            let text = self.text;
            let key = &text[key];
            if self.peek() != Some(b':') {
                self.cut_off = true;
                return fields;
            }
            self.at += 1;
            let nested = matches!(self.peek(), Some(b'[' | b'{'));
            // The words of a segment that has a text are that text once more; a file's `text` is its segments once more.
            if nested && self.blocks.is_empty() | (depth > 0) && !(depth > 0 && fields.words.is_some()) {
                self.container(depth + 1);
            } else {
                let value = self.value();
                self.field(&mut fields, key, value);
            }
            if self.cut_off {
                return fields;
            }
        }
    }

    fn field(&self, fields: &mut Fields, key: &str, value: Value) {
        let rank = |keys: &[&str]| keys.iter().position(|k| *k == key);
        match value {
            Value::Text(range) => {
                if let Some(rank) = rank(&WORDS) {
                    if fields.words.as_ref().is_none_or(|(old, _)| rank < *old) {
                        fields.words = Some((rank, range));
                    }
                    return;
                }
                let text = decoded(&self.text[range]);
                if rank(&SPEAKER).is_some() && !text.trim().is_empty() {
                    fields.speaker = Some(text);
                } else if rank(&START).is_some() {
                    fields.start = seconds(&text);
                } else if rank(&END).is_some() {
                    fields.end = seconds(&text);
                }
            }
            Value::Number(number) => {
                let time = (number.is_finite() && number >= 0.0).then_some(number);
                if rank(&START).is_some() {
                    fields.start = time;
                } else if rank(&END).is_some() {
                    fields.end = time;
                } else if key == "speaker" && number.fract() == 0.0 {
                    fields.speaker = Some(format!("Speaker {number}"));
                }
            }
            Value::Other => {}
        }
    }

    fn segment(&mut self, fields: Fields) {
        let Some((_, body)) = fields.words else { return };
        let start = self.draft.text.len();
        unescape(&mut self.draft, &self.text[body.clone()], body.start);
        let words = start..self.draft.text.len();
        self.draft.part(body.end);
        let end = fields.end.filter(|end| fields.start.is_none_or(|start| *end >= start));
        let voice = fields.speaker.map_or(Voice::Same, Voice::Named);
        self.blocks.push(Block { words, start: fields.start, end, voice, ..Block::default() });
    }

    /// Passes over one value. Containers are passed over without recursion, for a hostile file may nest them a million deep.
    fn value(&mut self) -> Value {
        let mut open = 0usize;
        loop {
            let value = match self.peek() {
                Some(b'"') => self.string().map_or(Value::Other, Value::Text),
                Some(b'{' | b'[') => {
                    open += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') => {
                    // One too many: whoever called knows what to do with it.
                    if open == 0 {
                        return Value::Other;
                    }
                    open -= 1;
                    self.at += 1;
                    Value::Other
                }
                Some(b',' | b':') => {
                    self.at += 1;
                    if open == 0 { return Value::Other } else { continue }
                }
                Some(_) => self.scalar(),
                None => {
                    self.cut_off = true;
                    Value::Other
                }
            };
            if open == 0 || self.cut_off {
                return value;
            }
        }
    }

    fn scalar(&mut self) -> Value {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| c.is_ascii_whitespace() || ",:{}[]\"".contains(c)).unwrap_or(rest.len());
        self.at += end;
        rest[..end].parse().map_or(Value::Other, Value::Number)
    }

    /// Passes over a string, and says what lies between its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    self.at = at + 1;
                    return Some(start..at);
                }
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.cut_off = true;
        None
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }
}

/// Seconds out of a string: `1.5`, `1.5s`, or a time such as `00:01.500`.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    clock::whole(text).or_else(|| text.trim_end_matches('s').parse().ok()).filter(|s: &f64| s.is_finite() && *s >= 0.0)
}

fn decoded(text: &str) -> String {
    let mut draft = Draft::default();
    unescape(&mut draft, text, 0);
    draft.text
}

/// Appends what stands between a string's quotes, its escapes and its character references decoded.
fn unescape(draft: &mut Draft, text: &str, at: usize) {
    let mut from = 0;
    while let Some(found) = text[from..].find('\\') {
        let slash = from + found;
        markup::copy_decoded(draft, &text[from..slash], at + from);
        let (c, len) = escape(&text[slash..]);
        draft.swap(c.encode_utf8(&mut [0; 4]), at + slash..at + slash + len);
        from = slash + len;
    }
    markup::copy_decoded(draft, &text[from..], at + from);
}

/// The character that an escape stands for, and the escape's length.
fn escape(text: &str) -> (char, usize) {
    let Some(c) = text[1..].chars().next() else { return ('\\', 1) };
    let plain = |c| (c, 2);
    match c {
        'n' => plain('\n'),
        't' => plain('\t'),
        'r' => plain('\r'),
        'b' | 'f' => plain(' '),
        'u' => unicode_escape(text).unwrap_or(('\u{fffd}', 2)),
        _ => (c, 1 + c.len_utf8()),
    }
}

fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(2)?;
    if (0xd800..0xdc00).contains(&first) && text.get(6..8) == Some("\\u") {
        let second = unit(8)?;
        if (0xdc00..0xe000).contains(&second) {
            return Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, 12));
        }
    }
    Some((char::from_u32(first).unwrap_or('\u{fffd}'), 6))
}

#[cfg(test)]
mod tests {
    use crate::transcript::tests::shown;

    #[test]
    fn the_namespace_and_what_looks_like_it() {
        let file = std::fs::read("tests/fixtures/transcript/namespace.json").unwrap();
        insta::assert_snapshot!(shown(&file, "a.json"), @r#"
        0.5 2.63 Ann Bell: It’s a "test", with 😀 &
        3.543 4 # Ann Bell: café.
        4 6 Ann Bell: No speaker � here.
        7 8.5 # Speaker 2: Numbers for names.
        "#);
    }

    #[test]
    fn a_file_cut_off_keeps_its_whole_segments() {
        let file = std::fs::read_to_string("tests/fixtures/transcript/namespace.json").unwrap();
        let cut = file.find("for names").unwrap();
        insta::assert_snapshot!(shown(&file.as_bytes()[..cut], "a.json"), @r#"
        0.5 2.63 Ann Bell: It’s a "test", with 😀 &
        3.543 4 # Ann Bell: café.
        4 6 Ann Bell: No speaker � here.
        ! the file is cut off, or no JSON any more, at byte 447; what came before was read
        "#);
    }

    #[test]
    fn other_shapes() {
        for (file, expected) in [
            (r#"[{"start": 1, "end": 2, "text": " Bare array."}]"#, "1 2 ?: Bare array.\n"),
            (r#"{"text": "All of it.", "segments": [{"start": 0, "end": 1, "text": "Only this."}]}"#, "0 1 ?: Only this.\n"),
            (r#"{"result": {"segments": [{"from": "00:01:00", "to": "00:01:02", "body": "Nested."}]}}"#, "60 62 ?: Nested.\n"),
            (r#"{"text": "No segments at all."}"#, "- - ?: No segments at all.\n"),
            (r#"[{"start": 5, "end": 2, "text": "Ends too soon."}]"#, "5 - ?: Ends too soon.\n"),
        ] {
            assert_eq!(shown(file.as_bytes(), "a.json"), expected);
        }
    }

    #[test]
    fn words_one_by_one_become_sentences() {
        let words = "We say one word at a time. Then a pause and more of it to the end of the file".split(' ').enumerate();
        let segments: Vec<_> = words
            .map(|(n, word)| serde_json::json!({ "speaker": if n < 16 { "Ann" } else { "Ben" }, "startTime": n, "endTime": n + 1, "body": format!(" {word}") }))
            .collect();
        let file = serde_json::json!({ "version": "1", "segments": segments }).to_string();
        insta::assert_snapshot!(shown(file.as_bytes(), "a.json"), @r#"
        0 7 Ann: We say one word at a time.
        7 16 Ann: Then a pause and more of it to the
        16 20 Ben: end of the file
        "#);
    }
}
