//! Years and months of the archive, each month with its calendar.

use super::{
    address::{self, Address},
    language::Language,
    library::Library,
    page::{CellView, MonthView, YearView},
    view::Views,
};
use jiff::civil::Date;
use std::ops::RangeBounds;

/// The view of a month that has a post, by its first day.
pub fn month(library: &Library, address: &Address, language: &Language, first: Date) -> MonthView {
    MonthView {
        name: language.month_year(first),
        short: language.month(first.month()).to_owned(),
        url: address.url(&address::month(first)),
        count: library.months[&first].len(),
        weekdays: language.weekdays_short().to_vec(),
        weeks: weeks(library, address, first),
    }
}

/// Views of years, newest first, made of the months of `within`.
pub fn years(views: &Views, within: impl RangeBounds<Date>) -> Vec<YearView> {
    let mut years: Vec<YearView> = Vec::new();
    let months = views.library.months.range(within).rev().map(|(first, _)| *first);
    for (first, month) in months.filter_map(|first| Some((first, views.month(first)?))) {
        match years.last_mut().filter(|year| year.year == first.year()) {
            Some(year) => {
                year.count += month.count;
                year.months.push(month.clone());
            }
            None => years.push(YearView {
                year: first.year(),
                url: views.address.url(&address::year(first.year())),
                count: month.count,
                months: vec![month.clone()],
            }),
        }
    }
    years
}

fn weeks(library: &Library, address: &Address, first: Date) -> Vec<Vec<CellView>> {
    let empty = || CellView { day: 0, url: String::new(), title: String::new() };
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let mut cells: Vec<CellView> = (0..before).map(|_| empty()).collect();
    cells.extend((1..=first.days_in_month()).map(|day| CellView { day, ..empty() }));
    for day in &library.days[library.months[&first].clone()] {
        let date = day.post.front.date;
        let cell = &mut cells[before + usize::try_from(date.day() - 1).unwrap_or_default()];
        cell.url = address.url(&address::day(date));
        cell.title.clone_from(&day.post.front.title);
    }
    cells.resize_with(cells.len().next_multiple_of(7), empty);
    let mut weeks = Vec::new();
    while !cells.is_empty() {
        weeks.push(cells.drain(..7).collect());
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{FrontMatter, Post, Status},
        site::view::Related,
    };
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn a_calendar_begins_on_monday_and_links_its_posts() {
        let post = |day: &str| Post {
            front: FrontMatter {
                title: "T".into(),
                date: day.parse().unwrap(),
                status: Status::Published,
                summary: None,
                updated: None,
                extra: BTreeMap::new(),
            },
            opening: String::new(),
            sections: Vec::new(),
        };
        let posts = ["2026-11-01", "2026-11-30", "2024-02-29"].map(post);
        let library = Library::new(&posts, false).unwrap();
        let (address, language) = (Address::new(&"https://e.org".parse().unwrap()), Language::new(BTreeMap::new()).unwrap());
        let (related, touched) = (Related::default(), BTreeSet::new());
        let views = Views::new(&library, (&address, &language), &related, &touched);
        let drawn: Vec<String> = views
            .month("2026-11-01".parse().unwrap())
            .unwrap()
            .weeks
            .iter()
            .map(|week| {
                week.iter().map(|cell| format!("{}{}", cell.day, if cell.url.is_empty() { "" } else { "*" })).collect::<Vec<_>>().join(" ")
            })
            .collect();
        insta::assert_snapshot!(drawn.join("\n"), @r"
0 0 0 0 0 0 1*
2 3 4 5 6 7 8
9 10 11 12 13 14 15
16 17 18 19 20 21 22
23 24 25 26 27 28 29
30* 0 0 0 0 0 0
");
        let years = years(&views, ..);
        assert_eq!(years.iter().map(|year| (year.year, year.count, year.months.len())).collect::<Vec<_>>(), [(2026, 2, 1), (2024, 1, 1)]);
        assert_eq!(years[1].months[0].weeks[4][3].url, "/2024/02/29/");
    }
}
