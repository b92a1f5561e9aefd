//! What editors did: each day's desk, and what was drafted, against what was published.
//!
//! Insights are followed by slug and episode, not by file: a post may have been renamed, moved, or joined with another day's.

use super::history::Version;
use crate::{
    config::TopicNames,
    insight::{
        taste::{Edited, Fate, Shown},
        traits,
    },
    model::{Post, Section, Status},
    post::{self, Desk, Picked, desk},
};
use jiff::{ToSpan, civil::Date};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

/// Tastes change: only so many of the newest published days are looked at.
const RECENT: usize = 365;
/// A runner-up is an editor's choice if it was published within so many days of its desk. Later, the same words were found anew.
const NEAR: i64 = 7;

/// Everything that days are compared by.
#[derive(Debug, Default)]
pub struct Evidence<'a> {
    desks: BTreeMap<Date, Desk>,
    /// Sections as they were generated, by slug.
    drafted: HashMap<String, Vec<Section>>,
    published: Vec<&'a Post>,
    /// Where published sections are, by slug.
    places: HashMap<&'a str, Place<'a>>,
    /// Slugs that some day's draft had.
    picked: BTreeSet<String>,
    topics: TopicNames,
}

/// A published section.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    day: Date,
    number: usize,
    section: &'a Section,
}

impl<'a> Evidence<'a> {
    /// Puts together what the disk and git have. `desks` are those on the disk; where one is gone or was cut up, git's newest whole
    /// version of it serves. `topics` gives each topic its one spelling.
    pub fn new(posts: &'a [Post], desks: Vec<Desk>, versions: &[Version], topics: TopicNames) -> Self {
        let mut evidence = Self { topics, ..Self::default() };
        for desk in desks {
            evidence.add_desk(desk);
        }
        // The newest version comes first, and the first whole one stays.
        for version in versions {
            let path = Path::new("content").join(format!("{}.md", version.day));
            if version.desk {
                desk::parse(&version.text, &path).0.into_iter().for_each(|desk| evidence.add_desk(desk));
            } else {
                post::parse(&version.text, &path).0.into_iter().for_each(|post| evidence.add_drafted(post.sections));
            }
        }
        for post in posts.iter().filter(|post| post.front.status == Status::Published) {
            evidence.add_drafted(post.sections.iter().filter(|s| s.source.is_some()).cloned().collect());
            for (number, section) in post.sections.iter().enumerate() {
                evidence.places.entry(&section.slug).or_insert(Place { day: post.front.date, number, section });
            }
            evidence.published.push(post);
        }
        evidence.picked = evidence.desks.values().flat_map(|desk| desk.picked.iter().map(|p| p.slug.clone())).collect();
        evidence
    }

    fn add_desk(&mut self, desk: Desk) {
        self.add_drafted(desk.sections.clone());
        match self.desks.get_mut(&desk.date) {
            Some(known) if known.measured.is_empty() && !desk.measured.is_empty() => *known = desk,
            Some(_) => {}
            None => drop(self.desks.insert(desk.date, desk)),
        }
    }

    /// Keeps those that nobody has touched.
    fn add_drafted(&mut self, sections: Vec<Section>) {
        for section in sections.into_iter().filter(|s| s.source.is_some() && !post::touched(s)) {
            let known = self.drafted.entry(section.slug.clone()).or_default();
            if known.iter().all(|other| guid(other) != guid(&section)) {
                known.push(section);
            }
        }
    }

    /// The newest published days, in order, each with what an editor did.
    pub fn days(&self) -> BTreeMap<Date, Edited> {
        let days = self.desks.values().rev().filter(|desk| self.is_published(desk)).take(RECENT);
        days.map(|desk| (desk.date, self.day(desk))).collect()
    }

    fn is_published(&self, desk: &Desk) -> bool {
        let there = self.published.iter().any(|post| post.front.date == desk.date);
        !desk.picked.is_empty() && (there || desk.picked.iter().any(|pick| self.place_of(desk, pick).is_some()))
    }

    fn day(&self, desk: &Desk) -> Edited {
        let mut edited = Edited::default();
        let mut kept: Vec<(usize, Place<'_>)> = Vec::new();
        for pick in &desk.picked {
            let place = self.place_of(desk, pick);
            if let Some(place) = place {
                kept.push((edited.shown.len(), place));
                edited.rewritten.extend(self.rewritten(&pick.slug, place.section));
            }
            let fate = if place.is_some() { Fate::Kept } else { Fate::Dropped };
            edited.shown.push((self.shown(desk, &pick.slug, &pick.podcast), fate));
        }
        for (n, (first, before)) in kept.iter().enumerate() {
            let passed = kept[n + 1..].iter().filter(|(_, after)| after.day == before.day && after.number < before.number);
            edited.raised.extend(passed.map(|(second, _)| (*second, *first)));
        }
        self.runners_up(desk, &mut edited);
        edited
    }

    fn runners_up(&self, desk: &Desk, edited: &mut Edited) {
        let mut runners: Vec<(&str, &str)> = desk.measured.iter().map(|m| (m.slug.as_str(), m.podcast.as_str())).collect();
        if runners.is_empty() {
            let podcast = |s: &'_ Section| s.source.as_ref().map_or(String::new(), |source| source.podcast.clone());
            let sections = desk.sections.iter().map(|s| (self.shown(desk, &s.slug, &podcast(s)), Fate::Left));
            edited.shown.extend(sections);
        }
        runners.retain(|(slug, _)| desk.picked.iter().all(|pick| pick.slug != *slug));
        for (slug, podcast) in runners {
            let place = self.places.get(slug).filter(|place| !self.picked.contains(slug) && near(place.day, desk.date));
            if let Some(place) = place {
                edited.rewritten.extend(self.rewritten(slug, place.section));
            }
            let fate = if place.is_some() { Fate::Taken } else { Fate::Left };
            edited.shown.push((self.shown(desk, slug, podcast), fate));
        }
    }

    /// Where a pick was published: under its slug; or, if the editor gave it another, as what no draft had of its episode.
    fn place_of(&self, desk: &Desk, pick: &Picked) -> Option<Place<'a>> {
        let same = |section: &Section| guid(section).is_none_or(|guid| guid == pick.guid);
        if let Some(place) = self.places.get(pick.slug.as_str()).filter(|place| same(place.section)) {
            return Some(*place);
        }
        let post = self.published.iter().find(|post| post.front.date == desk.date)?;
        let is_new = |s: &Section| !self.drafted.contains_key(&s.slug) && desk.measured.iter().all(|m| m.slug != s.slug);
        let of_episode = |s: &Section| s.source.as_ref().is_some_and(|source| source.guid == pick.guid && source.podcast == pick.podcast);
        let (number, section) = post.sections.iter().enumerate().find(|(_, s)| of_episode(s) && is_new(s))?;
        Some(Place { day: desk.date, number, section })
    }

    /// What an insight could be liked for: as it was measured; for older desks, what its words show.
    fn shown(&self, desk: &Desk, slug: &str, podcast: &str) -> Shown {
        if let Some(measured) = desk.measured.iter().find(|m| m.slug == slug) {
            // What was not worth printing was nothing.
            let known = desk.measured.iter().flat_map(|m| m.signals.keys());
            let mut signals: BTreeMap<String, f32> = known.map(|name| (name.clone(), 0.0)).collect();
            signals.extend(measured.signals.clone());
            return Shown { podcast: measured.podcast.clone(), topics: self.topics.all(&measured.topics), signals };
        }
        let section = self.drafted.get(slug).and_then(|sections| sections.first());
        let topics = section.and_then(|s| s.source.as_ref()).map(|source| self.topics.all(&source.topics)).unwrap_or_default();
        Shown { podcast: podcast.to_owned(), topics, signals: section.map(traits_of).unwrap_or_default() }
    }

    /// The traits of a section's words before and after, if an editor changed them.
    fn rewritten(&self, slug: &str, section: &Section) -> Option<(BTreeMap<String, f32>, BTreeMap<String, f32>)> {
        let drafted = self.drafted.get(slug)?;
        let before = drafted.iter().find(|other| guid(other) == guid(section)).or(drafted.first())?;
        (before.headline != section.headline || before.body != section.body).then(|| (traits_of(before), traits_of(section)))
    }
}

fn traits_of(section: &Section) -> BTreeMap<String, f32> {
    traits(&section.headline, &post::plain(&section.body)).into_iter().map(|s| (s.name.to_owned(), s.value)).collect()
}

fn guid(section: &Section) -> Option<&str> {
    section.source.as_ref().map(|source| source.guid.as_str())
}

fn near(day: Date, other: Date) -> bool {
    (other.saturating_sub(NEAR.days())..=other.saturating_add(NEAR.days())).contains(&day)
}
