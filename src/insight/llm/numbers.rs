//! Numbers in words and digits, as values that can be compared.

use super::talk::folded;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A number of a claim.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// As it is written.
    pub written: String,
    /// Its value in thousandths; a whole phrase such as `two hundred thousand` is one value.
    pub values: Vec<i64>,
}

/// English number words: units up to nineteen, tens, and what multiplies.
const ENGLISH: &str = "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100* thousand=1000* million=1000000* billion=1000000000* trillion=1000000000000* dozen=12* hundreds=100* thousands=1000* millions=1000000* billions=1000000000* trillions=1000000000000* dozens=12* half=0.5 halves=0.5 halve=0.5 halving=0.5 halved=0.5 third=3 thirds=3 fourth=4 quarter=4 quarters=4 fifth=5 fifths=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 tenths=10 eleventh=11 twelfth=12 thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30 fortieth=40 fiftieth=50 hundredth=100 thousandth=1000 twice=2 double=2 doubled=2 doubles=2 doubling=2 triple=3 tripled=3 pair=2 twenties=20 thirties=30 forties=40 fifties=50 sixties=60 seventies=70 eighties=80 nineties=90";
const GERMAN: &str = "null=0 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100* tausend=1000* million=1000000* millionen=1000000* milliarde=1000000000* milliarden=1000000000* dutzend=12* hälfte=0.5 halb=0.5 halbe=0.5 drittel=3 viertel=4 fünftel=5 zehntel=10 doppelt=2 zweimal=2 dreimal=3";
const SPANISH: &str = "cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100* ciento=100* mil=1000* millón=1000000* millones=1000000* docena=12* medio=0.5 media=0.5 mitad=0.5 tercio=3 cuarto=4 quinto=5 doble=2";

/// A number word: what it is worth in thousandths, and whether it multiplies what stands before it.
type Worth = (i64, bool);

fn table(list: &str) -> HashMap<&str, Worth> {
    let worth = |entry| {
        let (word, value): (&str, &str) = str::split_once(entry, '=')?;
        let number: f64 = value.trim_end_matches('*').parse().ok()?;
        Some((word, ((number * 1000.0).round() as i64, value.ends_with('*'))))
    };
    list.split(' ').filter_map(worth).collect()
}

static TABLES: LazyLock<[HashMap<&str, Worth>; 3]> = LazyLock::new(|| [table(ENGLISH), table(GERMAN), table(SPANISH)]);

fn words_of(language: &str) -> Option<&'static HashMap<&'static str, Worth>> {
    let n = ["en", "de", "es"].iter().position(|l| *l == language)?;
    Some(&TABLES[n])
}

/// Whether a lower-case word is a number.
pub(crate) fn is_word(low: &str, language: &str) -> bool {
    words_of(language).is_some_and(|table| table.contains_key(low))
}

/// A number word or figure in a text.
#[derive(Debug, Clone)]
struct Part {
    /// Thousandths.
    value: i64,
    multiplies: bool,
    /// In digits.
    figure: bool,
    start: usize,
    end: usize,
}

fn parts(text: &str, language: &str) -> Vec<Vec<Part>> {
    let table = words_of(language);
    let mut runs: Vec<Vec<Part>> = Vec::new();
    let mut end_of_last = None;
    for (n, (low, range)) in folded(text).enumerate() {
        let found: Vec<Part> = match table.and_then(|table| table.get(low.as_str())) {
            // `No one`, `one of them`: nobody is counted.
            Some(_) if low == "one" && !counts(text, &range) && (end_of_last.is_none() || end_of_last != n.checked_sub(1)) => Vec::new(),
            Some((value, multiplies)) => {
                vec![Part { value: *value, multiplies: *multiplies, figure: false, start: range.start, end: range.end }]
            }
            None if low.bytes().any(|b| b.is_ascii_digit()) => figures(&low, &range),
            None => Vec::new(),
        };
        // `Hundred and twenty`.
        let joins = matches!(low.as_str(), "and" | "a" | "y" | "und" | "ein" | "eine") && end_of_last == Some(n.wrapping_sub(1));
        if found.is_empty() {
            if joins {
                end_of_last = Some(n);
            }
            continue;
        }
        let parted = runs.last().and_then(|r| r.last()).is_some_and(|last: &Part| text[last.end..range.start].contains([',', '.', ';']));
        if end_of_last.is_some() && end_of_last == n.checked_sub(1) && !parted {
            runs.last_mut().into_iter().for_each(|run| run.extend(found.clone()));
        } else {
            runs.push(found);
        }
        end_of_last = Some(n);
    }
    runs
}

/// Whether `one` begins a number: `one hundred`, `one in four`, `one point five`.
fn counts(text: &str, range: &std::ops::Range<usize>) -> bool {
    let next = folded(&text[range.end..]).next().map(|(word, _)| word).unwrap_or_default();
    next == "in" || next == "point" || words_of("en").and_then(|t| t.get(next.as_str())).is_some_and(|(_, multiplies)| *multiplies)
}

/// The numbers in a word with digits: `$1.5m`, `90-day`, `24/7`, `3,5`.
fn figures(low: &str, range: &std::ops::Range<usize>) -> Vec<Part> {
    let mut found = Vec::new();
    let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ',' || c == ':';
    for piece in low.split(|c: char| !digits(c)).filter(|p| p.bytes().any(|b| b.is_ascii_digit())) {
        let after = low.split_once(piece).map_or("", |(_, rest)| rest);
        let factor = match after {
            "k" => 1e3,
            "m" | "mn" | "mio" => 1e6,
            "b" | "bn" | "mrd" => 1e9,
            _ => 1.0,
        };
        for part in piece.split(':').map(|p| p.trim_matches(['.', ','])).filter(|p| !p.is_empty()) {
            let grouped = part.split(',').skip(1).all(|g| g.len() == 3);
            let plain = if grouped { part.replace(',', "") } else { part.replace(',', ".") };
            if let Ok(number) = plain.parse::<f64>() {
                let value = (number * factor * 1000.0).round().clamp(-9e17, 9e17) as i64;
                found.push(Part { value, multiplies: false, figure: true, start: range.start, end: range.end });
            }
        }
    }
    found
}

/// The values that a run of number words may stand for: the whole, and where a run can be read in two ways both.
fn readings(run: &[Part]) -> Vec<i64> {
    let (mut all, mut total, mut current, mut any) = (Vec::new(), 0i64, 0i64, false);
    let mut flush = |total: &mut i64, current: &mut i64, any: &mut bool| {
        if *any {
            all.push(total.saturating_add(*current));
        }
        (*total, *current, *any) = (0, 0, false);
    };
    let mut before = i64::MAX;
    for part in run {
        if part.multiplies {
            let factor = part.value / 1000;
            if part.value >= 1_000_000 {
                total = total.saturating_add(current.max(1000).saturating_mul(factor));
                current = 0;
            } else {
                current = current.max(1000).saturating_mul(factor);
            }
            any = true;
            before = part.value;
        } else {
            // `Twenty five` adds up; `twenty twenty` and `five five` are two numbers.
            let adds = !part.figure
                && part.value < before
                && (current == 0 || current % 100_000 == 0 || current % 10_000 == 0 && part.value < 10_000);
            if any && !adds {
                flush(&mut total, &mut current, &mut any);
            }
            current += part.value;
            any = true;
            before = part.value;
        }
    }
    flush(&mut total, &mut current, &mut any);
    all
}

/// Every value that a text speaks of, in thousandths.
pub(crate) fn values(text: &str, language: &str) -> Vec<i64> {
    let mut values = vec![];
    for run in parts(text, language) {
        let read = readings(&run);
        // `Nineteen ninety nine`, `twenty twenty`.
        for pair in read.windows(2) {
            let [century, rest] = [pair[0], pair[1]];
            if run.iter().all(|part| !part.figure) && (10_000..100_000).contains(&century) && (10_000..100_000).contains(&rest) {
                values.push(century * 100 + rest);
            }
            // `Three and a half`, `a million and a half`.
            if rest == 500 {
                values.push(century + 500);
            }
        }
        values.extend(read);
    }
    let lows: Vec<String> = folded(text).map(|(word, _)| word).collect();
    for at in lows.iter().enumerate().filter(|(_, w)| matches!(w.as_str(), "point" | "komma" | "coma")).map(|(at, _)| at) {
        let single =
            |w: &String| words_of(language).and_then(|t| t.get(w.as_str())).filter(|(v, m)| !m && *v < 10_000).map(|(v, _)| v / 1000);
        let whole = at.checked_sub(1).and_then(|n| {
            let value = words_of(language).and_then(|t| t.get(lows[n].as_str())).map(|(v, _)| *v);
            value.or_else(|| lows[n].parse::<i64>().ok().map(|v| v * 1000))
        });
        let digit = lows.get(at + 1).and_then(|w| single(w).or_else(|| w.parse::<i64>().ok().filter(|n| *n < 10)));
        if let (Some(whole), Some(digit)) = (whole, digit) {
            values.push(whole + digit * 100);
        }
    }
    values
}

/// The numbers that a claim states. `One` and `first` are seldom meant as numbers and are let go.
pub(crate) fn claimed(text: &str, language: &str) -> Vec<Number> {
    let mut found = Vec::new();
    for run in parts(text, language) {
        // `The two are one`: who is counted was named before.
        let the = |at: usize| text[..at].trim_end().to_lowercase().ends_with("the");
        let few = |part: &Part| !part.figure && (part.value == 1000 || part.value == 2000 && the(part.start));
        if run.len() == 1 && few(&run[0]) {
            continue;
        }
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let read = readings(&run);
        let values = match read.as_slice() {
            [century, rest] if (10_000..100_000).contains(century) && (10_000..100_000).contains(rest) => vec![century * 100 + rest],
            [whole, 500] => vec![whole + 500],
            _ => read,
        };
        found.push(Number { written: text[first.start..last.end].to_owned(), values });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_value_however_they_are_written() {
        let table: [(&str, &[i64]); 14] = [
            ("a hundred and eighteen of them, and sixty-one", &[118_000, 61_000]),
            ("two hundred thousand and 1,500", &[200_000_000, 1_500_000]),
            ("$1.5m, 5k and 50%", &[1_500_000_000, 5_000_000, 50_000]),
            ("three to four hundred", &[3_000, 400_000]),
            ("a dozen or two dozen", &[12_000, 24_000]),
            ("thirty-year mortgage", &[30_000]),
            ("forty", &[40_000]),
            ("seven eights", &[7_000]),
            ("one in four", &[1_000, 4_000]),
            ("twenty five", &[25_000]),
            ("nine thousand pounds", &[9_000_000]),
            ("at 10:15", &[10_000, 15_000]),
            ("no number", &[]),
            ("in 2009", &[2_009_000]),
        ];
        for (text, values) in table {
            assert_eq!(super::values(text, "en"), values, "{text}");
        }
        assert!(values("nineteen ninety nine", "en").contains(&1_999_000));
        assert!(values("one point five", "en").contains(&1_500));
        assert!(values("three and a half years", "en").contains(&3_500));
        assert_eq!(values("zweihundert oder drei Millionen, 3,5", "de"), [3_000_000_000, 3_500]);
    }

    #[test]
    fn a_claims_numbers_are_whole_phrases() {
        let written = |text| claimed(text, "en").into_iter().map(|n| n.written).collect::<Vec<_>>();
        assert_eq!(written("One of two hundred and six, in 1999, no one twice"), ["two hundred and six", "1999", "twice"]);
    }
}
