//! Times of day of an episode: `1:02:03.450`, `02:03`, `[00:12:34]`, `00:01,000 --> 00:02,500`.

/// Seconds from the start of the audio, and how many bytes of `text` the time takes. It must start with a digit.
///
/// Two or three groups of digits parted by colons, seconds with a fraction after a point or comma.
pub(super) fn read(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut seconds, mut groups) = (0, 0u64, 0);
    loop {
        let digits = digits(&bytes[at..]);
        // Minutes and seconds have two digits; hours, and minutes that stand first, as many as they need.
        if digits == 0 || digits > 5 || (groups > 0 && digits > 2) {
            return None;
        }
        let value: u64 = text[at..at + digits].parse().ok()?;
        if groups > 0 && value > 59 {
            return None;
        }
        seconds = seconds * 60 + value;
        groups += 1;
        at += digits;
        match bytes.get(at) {
            Some(b':') if groups < 3 && digits_follow(bytes, at) => at += 1,
            _ => break,
        }
    }
    if groups < 2 {
        return None;
    }
    let mut millis = 0;
    if matches!(bytes.get(at), Some(b'.' | b',' | b':')) && digits_follow(bytes, at) {
        let fraction = digits(&bytes[at + 1..]);
        let shown = &text[at + 1..at + 1 + fraction.min(3)];
        millis = shown.parse::<u64>().ok()? * 10u64.pow(3 - shown.len() as u32);
        at += 1 + fraction;
    }
    Some(((seconds * 1000 + millis) as f64 / 1000.0, at))
}

/// A time alone, with white space around it at most.
pub(super) fn whole(text: &str) -> Option<f64> {
    let text = text.trim();
    read(text).filter(|(_, used)| *used == text.len()).map(|(seconds, _)| seconds)
}

/// A cue's timing line: start, end. Settings after the end are none of ours.
pub(super) fn cue(line: &str) -> Option<(f64, f64)> {
    let (start, rest) = line.split_once("-->")?;
    let (end, _) = read(rest.trim_start())?;
    Some((whole(start)?, end))
}

/// A time at the start of `text`, in brackets or not: its seconds, and the bytes that it takes with its brackets.
///
/// `[12:34]`, `\[12:34\]`, `(1:02:03)`, `<12:34>`, `12:34`, and ranges such as `[00:01.000 --> 00:02.000]`, of which the start counts.
pub(super) fn stamp(text: &str) -> Option<(f64, usize)> {
    let inner = text.trim_start_matches(['\\', '[', '(', '<', '{']);
    let opened = text.len() - inner.len();
    let (seconds, used) = read(inner)?;
    let mut at = opened + used;
    let rest = text[at..].trim_start();
    if let Some(more) = rest.strip_prefix("-->").or_else(|| rest.strip_prefix('-')).or_else(|| rest.strip_prefix('–'))
        && let Some((_, used)) = read(more.trim_start())
    {
        at = text.len() - more.trim_start().len() + used;
    }
    if opened == 0 {
        return Some((seconds, at));
    }
    let after = text[at..].trim_start_matches(['\\', ']', ')', '>', '}']);
    (after.len() < text.len() - at).then(|| (seconds, text.len() - after.len()))
}

/// The time at `offset` of `total` bytes that are spoken between `start` and `end`, to the millisecond.
pub(super) fn share(start: f64, end: f64, offset: usize, total: usize) -> f64 {
    let part = if total == 0 { 0.0 } else { offset as f64 / total as f64 };
    ((start + (end - start) * part) * 1000.0).round() / 1000.0
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn digits_follow(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_written() {
        for (text, expected) in [
            ("00:01:02.345", Some((62.345, 12))),
            ("1:02:03,5", Some((3723.5, 9))),
            ("02:03", Some((123.0, 5))),
            ("75:10 x", Some((4510.0, 5))),
            ("00:01:02:11", Some((62.11, 11))),
            ("12", None),
            ("3:75", None),
            ("1:2:345", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn stamps_in_brackets() {
        assert_eq!(stamp("[00:12:34] Name"), Some((754.0, 10)));
        assert_eq!(stamp("\\[26:45\\] x"), Some((1605.0, 9)));
        assert_eq!(stamp("[00:01.000 --> 00:02.000]  Hi"), Some((1.0, 25)));
        assert_eq!(stamp("(12:34"), None);
        assert_eq!(stamp("12:34 - 13:00 x"), Some((754.0, 13)));
    }

    #[test]
    fn timing_lines() {
        assert_eq!(cue("00:01.000 --> 00:02.000 align:start"), Some((1.0, 2.0)));
        assert_eq!(cue("00:00:01,000-->00:00:02,000"), Some((1.0, 2.0)));
        assert_eq!(cue("00:01.000 --> soon"), None);
    }
}
