//! What `content/` knows of why a day is as it is: the measurements on its desk, and where each insight is by now.

use crate::{
    files,
    insight::meaning,
    model::{Post, Section},
    post::{self, Desk, Measured, desk},
};
use jiff::civil::Date;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// All posts and desks.
#[derive(Debug, Default)]
pub struct Content {
    posts: Vec<Post>,
    desks: BTreeMap<Date, Desk>,
    /// What is wrong with each desk that cannot be read.
    damaged: BTreeMap<Date, String>,
}

/// A day with the reasons for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Slug of the insight that was asked for, as it was generated. `None` if the day was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// What was put into the post, best first.
    pub picks: Vec<Insight>,
    /// What was put on the desk, best first.
    pub runners_up: Vec<Insight>,
    /// What is missing and why, as sentences.
    pub missing: Vec<String>,
}

/// An insight with the reasons for its score.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Insight {
    /// Its slug, as it was generated.
    pub slug: String,
    /// Its headline as it stands now. `None` if its section is gone.
    pub headline: Option<String>,
    /// The podcast's title.
    pub podcast: String,
    /// The episode's guid. Empty if nothing states it.
    pub guid: String,
    /// Whether a desk knows it; otherwise a post alone does.
    #[serde(skip)]
    pub on_desk: bool,
    /// Where it is now.
    pub now: Now,
    /// From 0 to 1. `None` if nothing states it.
    pub score: Option<f32>,
    /// Log-odds that the score starts from. `None` if the desk does not state it.
    pub start: Option<f32>,
    /// The score before taste had its say. `None` if it had none.
    pub without_taste: Option<f32>,
    /// Its signals, the weightiest first.
    pub signals: Vec<Reason>,
    /// Why it is not in the post. `None` if it is, or nobody knows.
    pub lost: Option<String>,
    /// What a model wrote and what it was held against. `None` if no model did.
    pub model: Option<Written>,
}

/// A claim of a model, as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Written {
    /// The model.
    pub by: String,
    /// Its words, or what an editor made of them.
    pub claim: String,
    /// The passage.
    pub quote: String,
    /// What was checked when it was drafted, one line each.
    pub checks: Vec<String>,
}

/// Where an insight is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[serde(tag = "in", rename_all = "kebab-case")]
pub enum Now {
    /// In a post.
    Post {
        /// The post's day.
        day: Date,
        /// Its slug there.
        slug: String,
    },
    /// Still on the desk.
    Desk,
    /// In neither.
    #[default]
    Nowhere,
}

/// A signal of an insight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The signal's name.
    pub name: String,
    /// What it means. `None` if this version has no such signal.
    pub meaning: Option<&'static str>,
    /// How strong it is, 0 to 1. `None` for taste.
    pub value: Option<f32>,
    /// What it adds to the log-odds. `None` if the desk does not state it.
    pub share: Option<f32>,
}

impl Insight {
    /// What a signal adds to the log-odds; nothing if it is not listed.
    pub fn share(&self, signal: &str) -> f32 {
        self.signals.iter().find(|s| s.name == signal).and_then(|s| s.share).unwrap_or_default()
    }

    /// Whether its desk states what its signals add.
    pub fn has_shares(&self) -> bool {
        self.start.is_some()
    }
}

impl Day {
    /// All insights, those of the post first.
    pub fn all(&self) -> impl Iterator<Item = &Insight> {
        self.picks.iter().chain(&self.runners_up)
    }

    /// The insight that was asked for.
    pub fn subject(&self) -> Option<&Insight> {
        self.all().find(|insight| Some(&insight.slug) == self.asked.as_ref())
    }
}

impl Content {
    /// Reads the posts and desks in `root`. What cannot be read is left out.
    ///
    /// # Errors
    /// A folder cannot be listed.
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let posts = post::load(root)?.0.into_iter().map(|entry| entry.post).collect();
        let mut content = Self { posts, ..Self::default() };
        for path in files::list(&root.join("content/desk"), "md")? {
            if let Some(date) = path.file_stem().and_then(|name| name.to_str()?.parse().ok()) {
                content.read_desk(date, files::read(&path), &path);
            }
        }
        Ok(content)
    }

    /// One day's post and desk alone: what a view of that day needs, in the time of two files. What cannot be read is left out.
    pub fn of_day(root: &Path, date: Date) -> Self {
        let (path, desk) = (post::path_of(root, date), post::desk_path(root, date));
        let post = files::read(&path).ok().and_then(|text| post::parse(&text, &path).0);
        let mut content = Self { posts: post.into_iter().collect(), ..Self::default() };
        if desk.exists() {
            content.read_desk(date, files::read(&desk), &desk);
        }
        content
    }

    fn read_desk(&mut self, date: Date, text: anyhow::Result<String>, path: &Path) {
        let why = match text.map(|text| desk::parse(&text, path)) {
            Ok((Some(desk), _)) => {
                self.desks.insert(date, desk);
                return;
            }
            Ok((None, faults)) => faults.first().map(ToString::to_string).unwrap_or_default(),
            Err(error) => error.to_string(),
        };
        self.damaged.insert(date, why);
    }

    /// Days with a post or a desk.
    pub fn days(&self) -> BTreeSet<Date> {
        self.posts.iter().map(|post| post.front.date).chain(self.desks.keys().copied()).chain(self.damaged.keys().copied()).collect()
    }

    /// A day with its reasons. `None` if there is neither post nor desk.
    pub fn day(&self, date: Date) -> Option<Day> {
        if !self.days().contains(&date) {
            return None;
        }
        let (mut picks, mut runners_up) = (Vec::new(), Vec::new());
        match self.desks.get(&date) {
            Some(desk) => {
                picks = desk.picked.iter().map(|pick| known(desk, &pick.slug, &pick.guid, &pick.podcast)).collect();
                runners_up = self::runners_up(desk);
                self.settle(desk, &mut picks, &mut runners_up);
            }
            None => picks.extend(self.post(date).into_iter().flat_map(|post| &post.sections).filter_map(|s| of_section(s, date))),
        }
        let missing = self.missing(date);
        Some(Day { day: date, asked: None, picks, runners_up, missing })
    }

    /// The day of an insight, which is named by its slug now or as it was generated. `None` if no post and no desk has it.
    ///
    /// If several days have it, the one that published it counts, else the newest.
    pub fn insight(&self, slug: &str) -> Option<Day> {
        let published = self.posts.iter().find(|post| post.sections.iter().any(|s| s.slug == slug)).map(|post| post.front.date);
        let is_now = |insight: &Insight| matches!(&insight.now, Now::Post { slug: now, .. } if now == slug);
        let on_desk = self.desks.iter().rev().filter(|(_, desk)| slugs(desk).any(|known| known == slug)).map(|(date, _)| *date);
        for date in published.into_iter().chain(on_desk) {
            let mut day = self.day(date)?;
            let asked = day.all().find(|i| i.slug == slug).or_else(|| day.all().find(|i| is_now(i))).map(|i| i.slug.clone());
            if asked.is_some() {
                day.asked = asked;
                return Some(day);
            }
        }
        // An editor's own section, or one whose desk is gone.
        let (date, post) = published.and_then(|date| Some((date, self.post(date)?)))?;
        let section = post.sections.iter().find(|section| section.slug == slug)?;
        let insight = of_section(section, date).unwrap_or_else(|| in_post(section, date));
        let mut day = self.day(date)?;
        day.missing.push(format!("no desk knows {slug}: an editor wrote the section, or the desk that it came from is gone"));
        day.asked = Some(slug.to_owned());
        day.picks.push(insight);
        Some(day)
    }

    /// The slugs that are nearest to one that nobody has, the nearest first.
    pub fn near(&self, slug: &str) -> Vec<String> {
        let sections = self.posts.iter().flat_map(|post| &post.sections).map(|section| section.slug.as_str());
        let known: BTreeSet<&str> = sections.chain(self.desks.values().flat_map(slugs)).collect();
        let likeness = |known: &str| if known.contains(slug) { 1.0 } else { strsim::jaro_winkler(known, slug) };
        let mut near: Vec<(f64, &str)> = known.into_iter().map(|known| (likeness(known), known)).filter(|(like, _)| *like > 0.75).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.into_iter().take(3).map(|(_, slug)| slug.to_owned()).collect()
    }

    fn post(&self, date: Date) -> Option<&Post> {
        self.posts.iter().find(|post| post.front.date == date)
    }

    /// Says where each insight is now: under its slug; or in the day's post under a slug that no draft had, as what is left of its
    /// episode.
    fn settle(&self, desk: &Desk, picks: &mut [Insight], runners_up: &mut [Insight]) {
        let mut all: Vec<&mut Insight> = picks.iter_mut().chain(runners_up).collect();
        for insight in &mut all {
            let (slug, guid) = (&insight.slug, &insight.guid);
            let same = |s: &&Section| s.slug == *slug && (guid.is_empty() || s.source.as_ref().is_none_or(|source| source.guid == *guid));
            let posts = self.posts.iter().filter_map(|post| Some((post.front.date, post.sections.iter().find(same)?)));
            let nearest = posts.min_by_key(|(day, _)| (day.duration_since(desk.date).abs(), *day));
            let on_desk = desk.sections.iter().find(|s| s.slug == *slug);
            match (nearest, on_desk) {
                (Some((day, section)), _) => insight.found(section, day),
                (None, Some(section)) => {
                    (insight.now, insight.headline) = (Now::Desk, Some(section.headline.clone()));
                    insight.written(section);
                }
                (None, None) => {}
            }
        }
        for section in self.post(desk.date).iter().flat_map(|post| &post.sections) {
            let Some(source) = section.source.as_ref().filter(|_| !slugs(desk).any(|slug| slug == section.slug)) else { continue };
            let score = source.score.map(|score| format!("{score:.2}"));
            let same = |i: &Insight| i.now == Now::Nowhere && i.guid == source.guid && i.podcast == source.podcast;
            let by_score = |i: &Insight| i.score.map(|score| format!("{score:.2}")) == score;
            let place = all.iter().position(|i| same(i) && by_score(i)).or_else(|| all.iter().position(|i| same(i)));
            if let Some(place) = place {
                all[place].found(section, desk.date);
            }
        }
    }

    /// What a day's desk does not say, and what to do.
    fn missing(&self, date: Date) -> Vec<String> {
        if let Some(why) = self.damaged.get(&date) {
            return vec![format!("the day's desk cannot be read, so that only the post is left to say something; mend it: {why}")];
        }
        let Some(desk) = self.desks.get(&date) else {
            return vec![format!(
                "the day's desk is gone, and with it the signals, their shares and the runners-up; this is what the post still says. If the \
                 publication is in git, `git log -- content/desk/{date}.md` finds the desk, and `git checkout COMMIT -- \
                 content/desk/{date}.md` brings it back"
            )];
        };
        if slugs(desk).next().is_none() {
            return vec!["nothing was good enough for a post or the desk on this day; the desk's report says what was read".to_owned()];
        }
        let without_shares = desk.measured.iter().any(|measured| measured.start.is_none());
        if desk.measured.is_empty() {
            vec!["the day's desk has no measurements: it was made by an older takefive, or the block at its end was damaged".to_owned()]
        } else if without_shares {
            vec![
                "the day's desk was made by an older takefive: it says how strong each signal is, but not what it adds to a score"
                    .to_owned(),
            ]
        } else {
            Vec::new()
        }
    }
}

impl Insight {
    fn found(&mut self, section: &Section, day: Date) {
        self.now = Now::Post { day, slug: section.slug.clone() };
        self.headline = Some(section.headline.clone());
        self.written(section);
    }

    /// What its section says of a model's part.
    fn written(&mut self, section: &Section) {
        let Some(by) = section.source.as_ref().map(|source| source.by.clone()).filter(|by| by != "embedded") else { return };
        let checks = self.model.take().map(|model| model.checks).unwrap_or_default();
        let quote = section.quote.clone().unwrap_or_default();
        self.model = Some(Written { by, claim: post::plain(&section.body), quote, checks });
    }
}

/// All slugs that a desk knows.
fn slugs(desk: &Desk) -> impl Iterator<Item = &str> {
    let picked = desk.picked.iter().map(|pick| pick.slug.as_str());
    picked.chain(desk.measured.iter().map(|m| m.slug.as_str())).chain(desk.sections.iter().map(|s| s.slug.as_str()))
}

/// The runners-up: as they were measured, then what is on the desk without.
fn runners_up(desk: &Desk) -> Vec<Insight> {
    let mut seen: BTreeSet<&str> = desk.picked.iter().map(|pick| pick.slug.as_str()).collect();
    let mut insights = Vec::new();
    for measured in &desk.measured {
        if seen.insert(&measured.slug) {
            insights.push(known(desk, &measured.slug, &measured.guid, &measured.podcast));
        }
    }
    for (section, source) in desk.sections.iter().filter_map(|s| Some((s, s.source.as_ref()?))) {
        if seen.insert(&section.slug) {
            insights.push(known(desk, &section.slug, &source.guid, &source.podcast));
        }
    }
    insights
}

/// What a desk says of an insight.
fn known(desk: &Desk, slug: &str, guid: &str, podcast: &str) -> Insight {
    let section = desk.sections.iter().find(|section| section.slug == slug);
    let source = section.and_then(|section| section.source.as_ref());
    let guid = if guid.is_empty() { source.map_or("", |source| &source.guid) } else { guid };
    let (slug, guid, podcast) = (slug.to_owned(), guid.to_owned(), podcast.to_owned());
    let mut insight = Insight { slug, guid, podcast, on_desk: true, ..Insight::default() };
    insight.lost = section.and_then(desk::lost).map(str::to_owned);
    insight.score = source.and_then(|source| source.score).map(|score| score as f32);
    if let Some(measured) = desk.measured.iter().find(|measured| measured.slug == insight.slug) {
        insight.signals = reasons(measured);
        insight.start = measured.start;
        insight.score = measured.score.or(insight.score);
        insight.lost = measured.lost.clone().or(insight.lost);
        insight.without_taste = without_taste(measured);
        if !measured.checks.is_empty() {
            insight.model = Some(Written { checks: measured.checks.clone(), ..Written::default() });
        }
    }
    insight
}

/// The score that an insight would have without taste; `None` if taste had no say.
fn without_taste(measured: &Measured) -> Option<f32> {
    let score = measured.score?.clamp(1e-4, 1.0 - 1e-4);
    let odds = (score / (1.0 - score)).ln() - measured.shares.get("taste")?;
    Some(((1e4 / (1.0 + (-odds).exp())).round()) / 1e4)
}

/// Signals with their strengths and shares, the weightiest first.
fn reasons(measured: &Measured) -> Vec<Reason> {
    let names: BTreeSet<&String> = measured.signals.keys().chain(measured.shares.keys()).collect();
    let reason = |name: &String| Reason {
        name: name.clone(),
        meaning: meaning(name),
        value: (name != "taste").then(|| measured.signals.get(name).copied().unwrap_or_default()),
        share: measured.start.map(|_| measured.shares.get(name).copied().unwrap_or_default()),
    };
    let mut reasons: Vec<Reason> = names.into_iter().map(reason).collect();
    let weight = |reason: &Reason| reason.share.or(reason.value).unwrap_or_default().abs();
    reasons.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.name.cmp(&b.name)));
    reasons
}

/// What a post still says of an insight; `None` of an editor's own section.
fn of_section(section: &Section, day: Date) -> Option<Insight> {
    let source = section.source.as_ref()?;
    let (podcast, guid) = (source.podcast.clone(), source.guid.clone());
    Some(Insight { podcast, guid, score: source.score.map(|score| score as f32), ..in_post(section, day) })
}

fn in_post(section: &Section, day: Date) -> Insight {
    let mut insight = Insight { slug: section.slug.clone(), ..Insight::default() };
    insight.found(section, day);
    insight
}

#[cfg(test)]
#[path = "reasons_tests.rs"]
mod tests;
