//! Episodes that several insights come from: each gets a page. One of which there is a single insight has none, for it would say again what
//! the insight's own page says; its readers are sent to the publisher.

use super::{library::Insight, shelf::Shelves};
use crate::{hash, text};
use std::collections::{HashMap, HashSet};

/// Longest part of an address that is made of an episode's title, in characters.
const SLUG_LIMIT: usize = 60;

/// An episode with several insights.
#[derive(Debug, PartialEq)]
pub struct Episode {
    /// Last part of its page's address: the podcast's slug and the title as it was first spelled.
    pub slug: String,
    /// Its podcast's shelf.
    pub podcast: usize,
    /// Its insights, oldest first.
    pub insights: Vec<usize>,
}

/// The episodes of all insights, in the order in which they came to have several. The insights, oldest first, are told which is theirs.
///
/// A slug that is taken gets a fingerprint of the guid. Since later days only add to the end of the order, no address ever changes.
pub fn collect(insights: &mut [Insight], podcasts: &Shelves) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut known: HashMap<(usize, &str), Seen> = HashMap::with_capacity(insights.len());
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (n, insight) in insights.iter().enumerate() {
        let (Some(podcast), Some(source)) = (insight.podcast, insight.section.source.as_ref()) else { continue };
        if source.guid.is_empty() {
            continue;
        }
        let seen = known.entry((podcast, &source.guid)).or_insert(Seen::Once(n));
        match *seen {
            Seen::Once(first) if first == n => {}
            Seen::Once(first) => {
                let title = insights[first].section.source.as_ref().map_or("", |source| source.episode.as_str());
                let slug = slug_of(&podcasts.all()[podcast].slug, title, &source.guid, &mut taken);
                *seen = Seen::Episode(episodes.len());
                found.extend([(first, episodes.len()), (n, episodes.len())]);
                episodes.push(Episode { slug, podcast, insights: vec![first, n] });
            }
            Seen::Episode(episode) => {
                episodes[episode].insights.push(n);
                found.push((n, episode));
            }
        }
    }
    for (insight, episode) in found {
        insights[insight].episode = Some(episode);
    }
    episodes
}

#[derive(Debug, Clone, Copy)]
enum Seen {
    /// In this insight alone.
    Once(usize),
    /// In several, and so it has this number.
    Episode(usize),
}

fn slug_of(podcast: &str, title: &str, guid: &str, taken: &mut HashSet<String>) -> String {
    let title = text::slug(title, SLUG_LIMIT);
    let print = &hash::short(guid.as_bytes())[..8];
    let plain = if title.is_empty() { format!("{podcast}-{print}") } else { format!("{podcast}-{title}") };
    let slug = if taken.contains(&plain) { format!("{plain}-{print}") } else { plain };
    taken.insert(slug.clone());
    slug
}

#[cfg(test)]
mod tests {
    use super::super::library::Library;
    use crate::model::{FrontMatter, Post, Section, Source, Status};
    use std::collections::BTreeMap;

    fn post(day: &str, said: &[(&str, &str)]) -> Post {
        let section = |(n, (guid, title)): (usize, &(&str, &str))| Section {
            slug: format!("s{n}-{day}"),
            source: Some(Source { podcast: "The Show".into(), episode: (*title).into(), guid: (*guid).into(), ..Source::default() }),
            ..Section::default()
        };
        let front = FrontMatter {
            title: String::new(),
            date: day.parse().unwrap(),
            status: Status::Published,
            summary: None,
            updated: None,
            extra: BTreeMap::new(),
        };
        Post { front, opening: String::new(), sections: said.iter().enumerate().map(section).collect() }
    }

    fn slugs(posts: &[Post]) -> Vec<(String, Vec<usize>)> {
        let library = Library::new(posts, false).unwrap();
        library.episodes.iter().map(|episode| (episode.slug.clone(), episode.insights.clone())).collect()
    }

    #[test]
    fn only_episodes_with_several_insights_count_and_their_addresses_stay() {
        let mut posts = vec![post("2026-11-23", &[("a", "Q&A"), ("b", "Alone"), ("a", "Q & A, renamed"), ("", "x"), ("", "x")])];
        assert_eq!(slugs(&posts), [("the-show-q-a".into(), vec![0, 2])]);
        // A later episode of the same title, and an older one that gets its second insight only now.
        posts.push(post("2026-11-24", &[("c", "Q&A"), ("c", "Q&A"), ("b", "Alone")]));
        let all = slugs(&posts);
        assert_eq!(all[0], ("the-show-q-a".into(), vec![0, 2]));
        assert!(all[1].0.starts_with("the-show-q-a-") && all[1].0.len() == "the-show-q-a-".len() + 8, "{}", all[1].0);
        assert_eq!(all[2], ("the-show-alone".into(), vec![1, 7]));
    }
}
