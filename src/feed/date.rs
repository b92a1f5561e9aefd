//! Dates and durations as feeds write them, which is in every way there is.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::Offset};

/// Names of zones that feeds use, with their distance from UTC in minutes. Feeds mean the American ones by `CST` and `EST`.
const ZONES: &[(&str, i32)] = &[
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("MEZ", 60),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date. `None` if it is no date, or leaves a choice (`01/02/2026`).
///
/// Forgiven: a missing, wrong or foreign weekday; long names of months; month before day; years of two digits; missing seconds,
/// time or zone (UTC then); names of zones; `24:00`; a space instead of the `T`; seconds since 1970.
pub fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let at = text.parse().ok().or_else(|| iso_without_zone(text)).or_else(|| spelled(text)).or_else(|| unix(text))?;
    // A date before there were feeds is a default that somebody forgot to fill in.
    (at > Timestamp::UNIX_EPOCH).then_some(at)
}

fn iso_without_zone(text: &str) -> Option<Timestamp> {
    // `2026-01-01 10:00:00 +0100` and ` UTC` have one space too many; without them the standard form is left.
    let text = text.strip_suffix("UTC").or_else(|| text.strip_suffix("GMT")).unwrap_or(text).trim_end();
    let dashed = text.len() >= 10 && text.is_char_boundary(10) && text[..10].split('-').count() == 3;
    let zoned = || text.rsplit_once(' ').and_then(|(day, zone)| format!("{day}{zone}").parse().ok());
    let plain = || Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    if dashed { plain().or_else(zoned) } else { None }
}

fn unix(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// The parts of a date in words, each found by its looks wherever it stands.
#[derive(Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<(i8, i8, i8)>,
    offset: Option<i32>,
    afternoon: Option<bool>,
}

fn spelled(text: &str) -> Option<Timestamp> {
    let mut parts = Parts::default();
    // At most ten words: a whole article is no date.
    for word in text.split([' ', ',', '\t', '\n', '\r', '(', ')']).filter(|w| !w.is_empty()).take(10) {
        parts.take(word)?;
    }
    parts.timestamp()
}

impl Parts {
    /// Takes one word in. `None` if it is a number that means nothing, for then the others may mean something else.
    fn take(&mut self, word: &str) -> Option<()> {
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            let (time, zone) = word.split_at(word.find(['+', '-', 'Z']).unwrap_or(word.len()));
            self.time = Some(clock(time)?);
            return if zone.is_empty() { Some(()) } else { self.take(zone) };
        }
        if let Some(minutes) = offset(word) {
            self.offset.get_or_insert(minutes);
        } else if let Ok(number) = word.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r', '.']).parse::<i16>() {
            match (self.day, self.year) {
                (None, _) if (1..=31).contains(&number) && word.len() <= 4 => self.day = i8::try_from(number).ok(),
                (Some(_), None) if word.len() == 2 => self.year = Some(if number < 70 { 2000 + number } else { 1900 + number }),
                (_, None) if word.len() == 4 => self.year = Some(number),
                _ => return None,
            }
        } else if let Some(month) = month(word) {
            self.month.get_or_insert(month);
        } else if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            self.afternoon = Some(word.eq_ignore_ascii_case("pm"));
        } else if word.chars().filter(char::is_ascii_digit).count() > 2 && word.matches(['-', '/']).count() == 2 {
            for part in word.split(['-', '/']) {
                self.take(part)?;
            }
        } else if word.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        Some(())
    }

    fn timestamp(self) -> Option<Timestamp> {
        let (mut hour, minute, second) = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        // Some publishers write the day's end as 24:00 and mean its start; a midnight either way.
        let hour = if hour == 24 { 0 } else { hour };
        let at = DateTime::new(self.year?, self.month?, self.day?, hour, minute, second.min(59), 0).ok()?;
        let offset = Offset::from_seconds(self.offset.unwrap_or(0) * 60).ok()?;
        offset.to_timestamp(at).ok()
    }
}

/// `10:00`, `9:05:30`, `10:00:00.250`.
fn clock(text: &str) -> Option<(i8, i8, i8)> {
    let mut parts = text.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |s| s.split('.').next()?.parse().ok())?;
    (parts.next().is_none() && (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second))
        .then_some((hour, minute, second))
}

/// Minutes from UTC of `+0100`, `-05:30`, `+1`, or the name of a zone.
fn offset(word: &str) -> Option<i32> {
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
        return Some(*minutes);
    }
    let word = word.strip_prefix("GMT").or_else(|| word.strip_prefix("UTC")).unwrap_or(word);
    let sign = if word.starts_with('-') { -1 } else { 1 };
    let digits = word.strip_prefix(['+', '-'])?.replace(':', "");
    let number: i32 = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let minutes = if digits.len() <= 2 { number * 60 } else { number / 100 * 60 + number % 100 };
    (minutes <= 18 * 60).then_some(sign * minutes)
}

/// The number of a month by its first three letters: `Sept`, `september` and `SEP` are one.
fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == start).and_then(|n| i8::try_from(n + 1).ok())
}

/// Reads a duration into seconds: `3600`, `3600.5`, `45:30`, `1:02:03`, `1h 2m`, `PT45M`. `None` if it is none, or nothing.
pub fn duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let seconds = if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(number).collect();
        parts.filter(|p| p.len() <= 3)?.iter().fold(0.0, |sum, part| sum * 60.0 + part)
    } else {
        number(text).or_else(|| text.parse::<SignedDuration>().ok().map(|d| d.as_secs_f64()))?
    };
    // Two weeks: no episode is longer, so a larger number counts something else.
    (seconds > 0.0 && seconds < 1_209_600.0).then_some(seconds)
}

/// A plain decimal number; Rust's own parser takes `inf` and `1e5` as well.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.').then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_kind() {
        let table = [
            ("Thu, 01 Jan 2026 10:00:00 GMT", "2026-01-01T10:00:00Z"),
            ("01 Jan 2026 10:00:00 +0100", "2026-01-01T09:00:00Z"),
            ("Mon, 01 Jan 2026 10:00:00 EDT", "2026-01-01T14:00:00Z"),
            ("Do, 01 Jan 2026 10:00:00 CET", "2026-01-01T09:00:00Z"),
            ("Thu, 01 Jan 26 10:00 GMT", "2026-01-01T10:00:00Z"),
            ("Thursday, January 1, 2026 10:00 PM", "2026-01-01T22:00:00Z"),
            ("Thu, 1 September 2026 9:05:00 -05:30", "2026-09-01T14:35:00Z"),
            ("Thu, 01 Jan 2026 24:00:00 GMT", "2026-01-01T00:00:00Z"),
            ("1st Jan 2026", "2026-01-01T00:00:00Z"),
            ("01-Jan-2026 10:00:00", "2026-01-01T10:00:00Z"),
            ("2026-01-01", "2026-01-01T00:00:00Z"),
            ("2026-01-01 10:00:00", "2026-01-01T10:00:00Z"),
            ("2026-01-01 10:00:00 UTC", "2026-01-01T10:00:00Z"),
            ("2026-01-01 10:00:00 +0100", "2026-01-01T09:00:00Z"),
            ("2026-01-01T10:00:00+01:00", "2026-01-01T09:00:00Z"),
            ("2026-01-01T10:00:00.500Z", "2026-01-01T10:00:00.5Z"),
            ("1767225600", "2026-01-01T00:00:00Z"),
        ];
        for (text, expected) in table {
            assert_eq!(date(text).map(|t| t.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let table = [
            "",
            "yesterday",
            "2026-13-45",
            "31 Feb 2026 10:00:00 GMT",
            "Thu, 01 Jan 2026 25:61:00 GMT",
            "01/02/2026",
            "0000-00-00T00:00:00Z",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "12",
            "é",
        ];
        for text in table {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn durations_of_every_kind() {
        let table = [
            ("45:30", Some(2730.0)),
            ("1:2:3", Some(3723.0)),
            (" 01:02:03 ", Some(3723.0)),
            ("3600", Some(3600.0)),
            ("3600.5", Some(3600.5)),
            ("1h 2m", Some(3720.0)),
            ("PT45M", Some(2700.0)),
            ("", None),
            ("-5", None),
            ("99999999999999999999999999", None),
            ("999999999999999999:00:00", None),
            ("00:00:00", None),
            ("abc", None),
            ("1,234", None),
            ("12:34:56:78", None),
        ];
        for (text, expected) in table {
            assert_eq!(duration(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,60}", words in "[0-9:+\\-, TZa-zé/.]{0,40}") {
            let _ = (date(&text), duration(&text), date(&words), duration(&words));
        }
    }
}
