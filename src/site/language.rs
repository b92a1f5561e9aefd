//! The site's language: the theme's strings, and days as people write them.

use super::page::DateView;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// Strings that pages, feeds and dates need from the program's side; a theme's `i18n/<language>.yaml` overrides each.
const ENGLISH: [(&str, &str); 14] = [
    ("archive", "Archive"),
    ("podcasts", "Podcasts"),
    ("topics", "Topics"),
    ("people", "People"),
    ("not_found", "Page not found"),
    ("taken_down", "Taken down"),
    ("taken_down_text", "This insight was taken down on {date}."),
    ("from_notes", "From the show notes"),
    ("listen", "Listen"),
    ("permalink", "Link to this insight"),
    ("date_long", "{weekday}, {day} {month} {year}"),
    ("date_medium", "{day} {month} {year}"),
    ("date_short", "{day} {month_short}"),
    ("month_year", "{month} {year}"),
];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Primary subtags of the languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 11] = ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

/// The strings of one language.
#[derive(Debug, Clone)]
pub struct Language {
    strings: BTreeMap<String, Value>,
    months: Vec<String>,
    months_short: Vec<String>,
    weekdays: Vec<String>,
    weekdays_short: Vec<String>,
}

impl Language {
    /// The language of a theme's strings; what they lack is English.
    ///
    /// # Errors
    /// A list of months or weekdays that is not one of 12 or 7 strings.
    pub fn new(mut strings: BTreeMap<String, Value>) -> anyhow::Result<Self> {
        let months = names(&strings, "months", 12)?.unwrap_or_else(|| MONTHS.map(str::to_owned).to_vec());
        let weekdays = names(&strings, "weekdays", 7)?.unwrap_or_else(|| WEEKDAYS.map(str::to_owned).to_vec());
        let months_short = names(&strings, "months_short", 12)?.unwrap_or_else(|| shortened(&months));
        let weekdays_short = names(&strings, "weekdays_short", 7)?.unwrap_or_else(|| shortened(&weekdays));
        for (key, english) in ENGLISH {
            strings.entry(key.to_owned()).or_insert_with(|| english.into());
        }
        Ok(Self { strings, months, months_short, weekdays, weekdays_short })
    }

    /// All strings, for templates.
    pub fn strings(&self) -> &BTreeMap<String, Value> {
        &self.strings
    }

    /// One string; empty if there is none of this name.
    pub fn say(&self, key: &str) -> &str {
        self.strings.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A day in all its spellings.
    pub fn date(&self, date: Date) -> DateView {
        DateView {
            iso: date.to_string(),
            long: self.written(date, "date_long"),
            medium: self.written(date, "date_medium"),
            short: self.written(date, "date_short"),
            weekday: self.weekdays[weekday(date)].clone(),
            year: date.year(),
            month: date.month(),
            day: date.day(),
        }
    }

    /// A month with its year: `November 2026`.
    pub fn month_year(&self, first: Date) -> String {
        self.written(first, "month_year")
    }

    /// A month's name, from 1 to 12.
    pub fn month(&self, month: i8) -> &str {
        &self.months[usize::try_from(month - 1).unwrap_or_default()]
    }

    /// Short names of the weekdays, Monday first.
    pub fn weekdays_short(&self) -> &[String] {
        &self.weekdays_short
    }

    fn written(&self, date: Date, format: &str) -> String {
        let month = usize::try_from(date.month() - 1).unwrap_or_default();
        self.say(format)
            .replace("{weekday}", &self.weekdays[weekday(date)])
            .replace("{day}", &date.day().to_string())
            .replace("{month_short}", &self.months_short[month])
            .replace("{month}", &self.months[month])
            .replace("{year}", &date.year().to_string())
    }
}

/// `ltr` or `rtl`, by the language's tag.
pub fn direction(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if RIGHT_TO_LEFT.contains(&primary.as_str()) { "rtl" } else { "ltr" }
}

fn weekday(date: Date) -> usize {
    usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default()
}

fn shortened(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.chars().take(3).collect()).collect()
}

fn names(strings: &BTreeMap<String, Value>, key: &str, count: usize) -> anyhow::Result<Option<Vec<String>>> {
    let Some(value) = strings.get(key) else { return Ok(None) };
    let names: Option<Vec<String>> = value
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .filter(|l: &Vec<_>| l.len() == count);
    match names {
        Some(names) => Ok(Some(names)),
        None => anyhow::bail!("the theme's strings: `{key}` must be a list of {count} names"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn english_is_built_in() {
        let view = Language::new(BTreeMap::new()).unwrap().date(date(2026, 11, 23));
        assert_eq!([view.long, view.medium, view.short], ["Monday, 23 November 2026", "23 November 2026", "23 Nov"]);
    }

    #[test]
    fn a_language_brings_names_and_order() {
        let names = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember";
        let months = Value::from(names.split(' ').collect::<Vec<_>>());
        let strings = BTreeMap::from([("months".into(), months), ("date_medium".into(), "{day}. {month} {year}".into())]);
        let language = Language::new(strings).unwrap();
        assert_eq!(
            (language.date(date(2026, 3, 1)).medium.as_str(), language.date(date(2026, 3, 1)).short.as_str()),
            ("1. März 2026", "1 Mär")
        );
        assert_eq!((language.say("archive"), language.say("nothing")), ("Archive", ""));
    }

    #[test]
    fn a_list_of_the_wrong_length_is_refused() {
        let strings = BTreeMap::from([("weekdays".into(), Value::from(vec!["Mo", "Tu"]))]);
        assert_eq!(Language::new(strings).unwrap_err().to_string(), "the theme's strings: `weekdays` must be a list of 7 names");
    }

    #[test]
    fn some_languages_run_from_the_right() {
        assert_eq!(["en", "ar-EG", "he", "arn"].map(direction), ["ltr", "rtl", "rtl", "ltr"]);
    }
}
