//! What tells a feed's episodes apart.

use crate::model::{Episode, mark};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A feed that lists fewer episodes does not show whether a title comes again.
const ENOUGH_TITLES: usize = 5;

/// Gives every episode a guid of its own.
pub(super) fn tell_apart(mut episodes: Vec<Episode>, warnings: &mut Vec<String>) -> Vec<Episode> {
    // Some feeds give every item the same guid, so the enclosure's address decides for all that share one.
    let mut others: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for episode in &episodes {
        others.entry(&episode.guid).or_default().insert(second_guid(episode));
    }
    let shared: BTreeSet<String> = others.iter().filter(|(_, o)| o.len() > 1).map(|(g, _)| (*g).to_owned()).collect();
    if let Some(guid) = shared.iter().find(|g| !g.is_empty()) {
        warnings.push(format!("has episodes that share the guid {:?}; they were told apart by their audio", super::short(guid)));
    }
    let mut seen = BTreeSet::new();
    let before = episodes.len();
    episodes.retain_mut(|episode| {
        if episode.guid.is_empty() || shared.contains(&episode.guid) {
            episode.guid = second_guid(episode);
        }
        !episode.guid.is_empty() && seen.insert(episode.guid.clone())
    });
    if episodes.len() < before {
        let count = before - episodes.len();
        let what = if count == 1 { "item that has no identity or was" } else { "items that have no identity or were" };
        warnings.push(format!("has {count} {what} listed before; left out"));
    }
    episodes
}

/// What tells an episode apart if its guid does not. Empty if it has neither audio nor link nor title.
fn second_guid(episode: &Episode) -> String {
    match &episode.audio {
        Some(audio) => audio.url.clone(),
        None => format!("{} {}", episode.link.as_deref().unwrap_or_default(), episode.title).trim().to_owned(),
    }
}

/// Notes of each episode what it can be known by beside its guid: what no other episode of the feed has.
pub(super) fn mark_all(episodes: &mut [Episode]) {
    let titles = episodes.len() >= ENOUGH_TITLES;
    let marks: Vec<Vec<String>> = episodes
        .iter()
        .map(|episode| {
            let audio = episode.audio.as_ref().and_then(|audio| mark::of_audio(&audio.url));
            let title = mark::of_title(&episode.title).filter(|_| titles);
            mark::of_guid(&episode.guid).into_iter().chain(audio).chain(title).collect()
        })
        .collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for mark in marks.iter().flatten() {
        *count.entry(mark).or_default() += 1;
    }
    let own: Vec<Vec<String>> = marks.iter().map(|all| all.iter().filter(|m| count[m.as_str()] == 1).cloned().collect()).collect();
    for (episode, marks) in episodes.iter_mut().zip(own) {
        episode.marks = marks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Enclosure;

    fn episode(guid: &str, title: &str, audio: &str) -> Episode {
        let audio = Enclosure { url: audio.into(), ..Enclosure::default() };
        Episode { guid: guid.into(), title: title.into(), audio: Some(audio), ..Episode::default() }
    }

    #[test]
    fn a_mark_that_two_episodes_share_tells_nothing() {
        let mut episodes: Vec<Episode> =
            (0..5).map(|n| episode(&format!("g{n}"), "The morning news", &format!("https://a.example/play?id={n}"))).collect();
        episodes[0].title = "The very first news".into();
        episodes[1].audio.as_mut().unwrap().url = "https://a.example/special.mp3?x=1".into();
        let mut marked = tell_apart(episodes, &mut Vec::new());
        mark_all(&mut marked);
        let marks: Vec<Vec<&str>> = marked.iter().map(|e| e.marks.iter().map(String::as_str).collect()).collect();
        assert_eq!(marks, [vec!["title the very first news"], vec!["audio a.example/special.mp3"], vec![], vec![], vec![]]);
    }

    #[test]
    fn a_title_needs_others_beside_it() {
        let mut marked = vec![episode("1", "The morning news", "https://a.example/1.mp3")];
        mark_all(&mut marked);
        assert_eq!(marked[0].marks, ["audio a.example/1.mp3"]);
    }
}
