//! When a feed may be asked again: what its server and the feed itself say about it.

use crate::http::{self, Headers};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// However much rest a feed wishes for: a run once a day, some hours early or late, always asks it. Else an episode could fall between
/// the windows of two days.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(20);
/// A feed that says how often it has something new is asked so many times in that period.
const POLLS_A_PERIOD: i64 = 12;
const HOUR: i64 = 3600;

/// What a feed says about when to ask for it. Sources: `ttl`, `skipHours`, `skipDays`, `sy:updatePeriod`, `podcast:updateFrequency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// Seconds for which a copy is good. 0 if the feed does not say.
    ttl: i64,
    /// Seconds between two episodes. 0 if the feed does not say.
    period: i64,
    /// `sy:updateFrequency`: times in each period. 0 if the feed does not say.
    times: i64,
    /// Hours of the day, UTC, in which nothing comes: the first bit is midnight's.
    skip_hours: u32,
    /// Days of the week, UTC, on which nothing comes: the first bit is Monday's.
    skip_days: u8,
    /// True if nothing will ever come again.
    complete: bool,
}

impl Schedule {
    /// `<ttl>` in minutes.
    pub(super) fn ttl(&mut self, text: &str) {
        self.ttl = text.parse::<i64>().map_or(0, |minutes| minutes.clamp(0, 60 * 24 * 365) * 60);
    }

    /// `<hour>` in `<skipHours>`. The first versions of RSS count from 1 to 24.
    pub(super) fn skip_hour(&mut self, text: &str) {
        if let Ok(hour) = text.parse::<u32>()
            && hour <= 24
        {
            self.skip_hours |= 1 << (hour % 24);
        }
    }

    /// `<day>` in `<skipDays>`, an English name.
    pub(super) fn skip_day(&mut self, text: &str) {
        const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        if let Some(day) = DAYS.iter().position(|day| text.eq_ignore_ascii_case(day)) {
            self.skip_days |= 1 << day;
        }
    }

    /// `<sy:updatePeriod>`.
    pub(super) fn period(&mut self, text: &str) {
        self.period = seconds(text);
    }

    /// `<sy:updateFrequency>`: how many times in a period.
    pub(super) fn times(&mut self, text: &str) {
        self.times = text.parse().map_or(0, |times: i64| times.clamp(0, 1000));
    }

    /// `<podcast:updateFrequency>`: a recurrence rule of iCalendar, and whether the podcast is over.
    pub(super) fn rule(&mut self, rule: &str, complete: bool) {
        let part = |name: &str| rule.split(';').filter_map(|p| p.split_once('=')).find(|(n, _)| n.trim().eq_ignore_ascii_case(name));
        let many = part("INTERVAL").and_then(|(_, n)| n.trim().parse::<i64>().ok()).unwrap_or(1).clamp(1, 1000);
        // Several days of each week, or months of each year, come oftener than the period.
        let days = part("BYDAY").or_else(|| part("BYMONTHDAY")).map_or(1, |(_, days)| days.split(',').count());
        self.complete = complete;
        self.times = 0;
        self.period = part("FREQ").map_or(0, |(_, period)| seconds(period)) * many / i64::try_from(days).unwrap_or(1);
    }

    /// How long to let the feed rest after a poll.
    fn rest(self) -> SignedDuration {
        let often = self.period / self.times.max(1) / POLLS_A_PERIOD;
        let over = if self.complete { LONGEST_REST.as_secs() } else { 0 };
        SignedDuration::from_secs(self.ttl.max(often).max(over))
    }

    /// True in an hour or on a day of which the feed says that nothing comes. One that names them all says nothing.
    pub(super) fn sleeps(self, now: Timestamp) -> bool {
        let now = now.to_zoned_datetime(TimeZone::UTC);
        let hour = self.skip_hours != (1 << 24) - 1 && self.skip_hours >> now.hour() & 1 == 1;
        let day = self.skip_days != (1 << 7) - 1 && self.skip_days >> now.weekday().to_monday_zero_offset() & 1 == 1;
        hour || day
    }

    /// Until when a feed rests that answered with these headers at `now`. `None` if nobody wishes for it.
    pub(super) fn until(self, headers: &Headers, now: Timestamp) -> Option<Timestamp> {
        let rest = self.rest().max(freshness(headers, now)).min(LONGEST_REST);
        rest.is_positive().then(|| now.checked_add(rest).ok())?
    }

    /// True if a feed that was read at `last` may sleep on at `now`.
    pub(super) fn may_sleep(last: Timestamp, now: Timestamp) -> bool {
        now.duration_since(last) < LONGEST_REST
    }
}

/// Seconds of a period's name, as iCalendar and the syndication module write them.
fn seconds(period: &str) -> i64 {
    match period.trim().to_ascii_lowercase().as_str() {
        "hourly" => HOUR,
        "daily" => 24 * HOUR,
        "weekly" => 7 * 24 * HOUR,
        "monthly" => 30 * 24 * HOUR,
        "yearly" => 365 * 24 * HOUR,
        _ => 0,
    }
}

/// How long an answer is fresh by its headers: `Cache-Control` with `Age`, else `Expires`.
fn freshness(headers: &Headers, now: Timestamp) -> SignedDuration {
    let control = headers.get("cache-control").unwrap_or_default().to_ascii_lowercase();
    let mut directives = control.split(',').map(str::trim);
    if directives.clone().any(|d| matches!(d, "no-cache" | "no-store")) {
        return SignedDuration::ZERO;
    }
    let number = |text: &str| text.trim().trim_matches('"').parse::<u32>().ok().map(i64::from);
    if let Some(age) = directives.find_map(|d| number(d.strip_prefix("max-age=")?)) {
        let already = headers.get("age").and_then(number).unwrap_or(0);
        return SignedDuration::from_secs((age - already).max(0));
    }
    let date = |name| http::date(headers.get(name)?);
    // The host's own clock decides: it may be wrong, and then it is wrong twice.
    date("expires").map_or(SignedDuration::ZERO, |expires| expires.duration_since(date("date").unwrap_or(now)).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T10:00:00Z";

    /// Minutes of rest.
    fn rest(schedule: Schedule, headers: &[(&'static str, &str)]) -> i64 {
        let now = NOW.parse().unwrap();
        schedule.until(&Headers::from(headers), now).map_or(0, |until| until.duration_since(now).as_mins())
    }

    fn with(change: impl Fn(&mut Schedule)) -> Schedule {
        let mut schedule = Schedule::default();
        change(&mut schedule);
        schedule
    }

    #[test]
    fn headers_say_how_long_an_answer_is_fresh() {
        let table: [(&[(&'static str, &str)], i64); 10] = [
            (&[], 0),
            (&[("cache-control", "public, max-age=600")], 10),
            (&[("cache-control", "Max-Age=\"600\", must-revalidate"), ("age", "300")], 5),
            (&[("cache-control", "max-age=600"), ("age", "900")], 0),
            (&[("cache-control", "no-cache, max-age=600")], 0),
            (&[("cache-control", "max-age=99999999999")], 0),
            (&[("cache-control", "max-age=31536000")], 20 * 60),
            (&[("expires", "Mon, 23 Nov 2026 11:00:00 GMT")], 60),
            (&[("expires", "Mon, 23 Nov 2020 11:00:00 GMT"), ("date", "Mon, 23 Nov 2020 10:30:00 GMT")], 30),
            (&[("expires", "0")], 0),
        ];
        for (headers, minutes) in table {
            assert_eq!(rest(Schedule::default(), headers), minutes, "{headers:?}");
        }
    }

    #[test]
    fn feeds_say_how_often_they_are_worth_asking() {
        let table = [
            (with(|s| s.ttl("60")), 60),
            (with(|s| s.ttl("-60")), 0),
            (with(|s| s.ttl("99999999")), 20 * 60),
            (with(|s| s.period("hourly")), 5),
            (
                with(|s| {
                    s.period("daily");
                    s.times("2");
                }),
                60,
            ),
            (with(|s| s.rule("FREQ=DAILY", false)), 120),
            (with(|s| s.rule("FREQ=WEEKLY;BYDAY=MO,TH", false)), 7 * 60),
            (with(|s| s.rule("FREQ=HOURLY;INTERVAL=2", false)), 10),
            (with(|s| s.rule("FREQ=YEARLY", false)), 20 * 60),
            (with(|s| s.rule("", true)), 20 * 60),
            (with(|s| s.rule("nonsense", false)), 0),
        ];
        for (schedule, minutes) in table {
            assert_eq!(rest(schedule, &[]), minutes, "{schedule:?}");
        }
        assert_eq!(rest(with(|s| s.ttl("60")), &[("cache-control", "max-age=7200")]), 120, "the longer one");
    }

    #[test]
    fn hours_and_days_without_news_are_slept_through_unless_they_are_all() {
        let now: Timestamp = NOW.parse().unwrap();
        assert!(with(|s| s.skip_hour("10")).sleeps(now) && !with(|s| s.skip_hour("11")).sleeps(now));
        let midnight = "2026-11-23T00:30:00Z".parse().unwrap();
        assert!(with(|s| s.skip_hour("24")).sleeps(midnight) && with(|s| s.skip_hour("0")).sleeps(midnight));
        assert!(with(|s| s.skip_day("monday")).sleeps(now) && !with(|s| s.skip_day("Sunday")).sleeps(now));
        assert!(!with(|s| (0..24).for_each(|h| s.skip_hour(&h.to_string()))).sleeps(now));
        assert!(!with(|s| s.skip_hour("soon")).sleeps(now));
    }

    #[test]
    fn a_run_a_day_always_asks() {
        let now: Timestamp = NOW.parse().unwrap();
        assert!(Schedule::may_sleep(now, now + SignedDuration::from_hours(19)));
        assert!(!Schedule::may_sleep(now, now + SignedDuration::from_hours(21)));
    }
}
