//! Dates for items whose own cannot be read: from their addresses, else from the items around them.

use super::date;
use crate::model::Episode;
use jiff::Timestamp;

/// Dates what can be dated, in the feed's own order; `newest` is when the feed says that it changed. Gives how many were.
///
/// In a feed with its newest item first, an undated one is no newer than the one above it. It gets that date: too late a date costs a
/// place in a day's window, and what was used is not used again; too early a one would lose the episode.
pub(super) fn fill(episodes: &mut [Episode], newest: Option<Timestamp>) -> usize {
    let undated = |episodes: &[Episode]| episodes.iter().filter(|e| e.published.is_none()).count();
    let before = undated(episodes);
    if before == 0 {
        return 0;
    }
    for episode in episodes.iter_mut().filter(|e| e.published.is_none()) {
        episode.published = by_address(episode);
    }
    if newest_first(episodes) {
        let mut above = newest;
        for episode in episodes.iter_mut() {
            episode.published = episode.published.or(above);
            above = episode.published;
        }
    }
    before - undated(episodes)
}

/// The date in an address such as `/2026/11/23/title` or `/show-2026-11-23.mp3`.
fn by_address(episode: &Episode) -> Option<Timestamp> {
    let audio = episode.audio.as_ref().map(|audio| audio.url.as_str());
    episode.link.as_deref().into_iter().chain(audio).find_map(|address| {
        let numbers: Vec<&str> = address.split(|c: char| !c.is_ascii_digit()).collect();
        let day = |n: &[&str]| (n[0].len() == 4 && n[1].len() == 2 && n[2].len() == 2).then(|| date(&n.join("-")));
        let joined = || numbers.iter().filter(|n| n.len() == 8).find_map(|n| date(&format!("{}-{}-{}", &n[..4], &n[4..6], &n[6..])));
        numbers.windows(3).find_map(day).flatten().or_else(joined)
    })
}

/// True if most dates are no later than the one above.
fn newest_first(episodes: &[Episode]) -> bool {
    let dates: Vec<Timestamp> = episodes.iter().filter_map(|e| e.published).collect();
    let falling = dates.windows(2).filter(|pair| pair[0] >= pair[1]).count();
    dates.len() > 1 && falling * 10 >= (dates.len() - 1) * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episodes(dates: &[&str]) -> Vec<Episode> {
        dates.iter().map(|d| Episode { published: date(d), ..Episode::default() }).collect()
    }

    fn days(episodes: &[Episode]) -> Vec<String> {
        episodes.iter().map(|e| e.published.map_or("-".into(), |at| at.strftime("%d").to_string())).collect()
    }

    #[test]
    fn an_address_may_hold_the_date() {
        let link = |link: &str| vec![Episode { link: Some(link.into()), ..Episode::default() }];
        for address in ["https://a.example/2026/11/23/title", "https://a.example/show-2026-11-23.html", "https://a.example/e20261123"] {
            let mut one = link(address);
            assert_eq!((fill(&mut one, None), days(&one)), (1, vec!["23".to_owned()]), "{address}");
        }
        for address in ["https://a.example/2026/13/45/", "https://a.example/12", "https://a.example/99999999"] {
            assert_eq!(fill(&mut link(address), None), 0, "{address}");
        }
    }

    #[test]
    fn neighbours_date_what_stands_between_them() {
        let mut feed = episodes(&["-", "2026-11-23", "-", "-", "2026-11-09", "-"]);
        assert_eq!(fill(&mut feed, date("2026-11-24")), 4);
        assert_eq!(days(&feed), ["24", "23", "23", "23", "09", "09"]);
        let mut unsorted = episodes(&["2026-11-01", "-", "2026-11-23", "2026-11-09", "2026-11-30"]);
        assert_eq!(fill(&mut unsorted, date("2026-11-24")), 0);
        assert_eq!(fill(&mut episodes(&["-", "-"]), date("2026-11-24")), 0, "nothing shows the order");
    }
}
