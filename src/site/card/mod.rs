//! Share images: a card of 1200 × 630 for days and insights, set in the theme's fonts and colours.
//!
//! A card's file name holds a fingerprint of its words and its look. So a card that is there already is right and is never opened again;
//! one that is new comes out of the cache, or is set ([`look`]: [`wrap`] breaks the headline, [`shape`] makes glyphs of it from the fonts
//! in [`face`], [`canvas`] draws them).

pub mod canvas;
pub mod face;
pub mod look;
pub mod shape;
pub mod wrap;

use self::{
    canvas::{HEIGHT, WIDTH},
    face::{Faces, own_files},
    look::{Look, Press, Words},
};
use super::{page::ImageView, theme::Theme, view::Views, write::Output};
use crate::{
    cache::Cache,
    config::{CardsFor, Publication},
    hash,
};
use rayon::prelude::*;
use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

/// Goes up whenever cards of the same words and look come out differently.
const EDITION: u32 = 1;
/// Folder of the cards, in the site and in the cache.
const FOLDER: &str = "cards";

/// What a theme says of its cards.
#[derive(Debug, Clone)]
pub struct Design {
    /// Layout and colours.
    pub look: Look,
    /// Its fonts by their file names.
    pub fonts: BTreeMap<String, Cow<'static, [u8]>>,
}

/// A card to be.
#[derive(Debug)]
struct Card {
    /// Path below the site's root.
    path: String,
    /// What it depends on, short.
    print: String,
    words: Words,
    image: ImageView,
}

/// All cards of a site.
#[derive(Debug, Default)]
pub struct Cards {
    site: Option<Card>,
    days: BTreeMap<usize, Card>,
    insights: BTreeMap<usize, Card>,
}

impl Cards {
    /// The cards that the site is to have: its own, and those of the days that `cards` in `content/site.yaml` means, with their insights.
    ///
    /// # Errors
    /// The folder of the publication's fonts cannot be read.
    pub fn plan(views: &Views, publication: &Publication, theme: &Theme) -> anyhow::Result<Self> {
        let (Some(design), false) = (&theme.card, publication.site.cards == CardsFor::None) else { return Ok(Self::default()) };
        let config = &publication.site;
        let look = look_print(design, publication, accent(theme))?;
        let make = |name: &str, alt: String, words: Words| {
            let words_of = [words.masthead.as_str(), &words.date, &words.headline, &words.podcasts.join("\n"), &words.speaker].join("\n\n");
            let print = hash::short(format!("{look}\n{words_of}").as_bytes());
            let path = format!("{FOLDER}/{name}.{}.png", &print[..8]);
            let image = ImageView { url: views.address.permalink(&path), width: WIDTH, height: HEIGHT, alt };
            Card { path, print, words, image }
        };
        let host = config.base_url.host_str().unwrap_or_default().to_owned();
        let own = Words {
            masthead: host,
            date: String::new(),
            headline: config.title.clone(),
            podcasts: listed([config.description.as_str()]),
            ..Words::default()
        };
        let mut cards = Self { site: Some(make("site", described(&own), own)), ..Self::default() };
        for n in first(views, config.cards)..views.library.days.len() {
            let day = &views.library.days[n];
            let mut words = Words {
                masthead: config.title.clone(),
                date: views.date(n).medium.clone(),
                headline: day.post.front.title.clone(),
                ..Words::default()
            };
            for insight in day.insights.clone() {
                let summary = views.summary_of(insight);
                let podcast = summary.podcast.as_ref().map_or("", |podcast| podcast.name.as_str());
                let of = Words {
                    headline: summary.headline.clone(),
                    podcasts: listed([podcast]),
                    speaker: summary.speaker.clone(),
                    ..words.clone()
                };
                cards.insights.insert(insight, make(&views.library.insights[insight].section.slug, described(&of), of));
            }
            let podcasts = day.insights.clone().filter_map(|insight| Some(views.summary_of(insight).podcast.as_ref()?.name.as_str()));
            words.podcasts = listed(podcasts);
            cards.days.insert(n, make(&day.post.front.date.to_string(), described(&words), words));
        }
        Ok(cards)
    }

    /// The card of a day, or of the site if that day has none.
    pub fn day(&self, number: usize) -> Option<&ImageView> {
        self.days.get(&number).or(self.site.as_ref()).map(|card| &card.image)
    }

    /// The card of an insight, or of the site if that insight has none.
    pub fn insight(&self, number: usize) -> Option<&ImageView> {
        self.insights.get(&number).or(self.site.as_ref()).map(|card| &card.image)
    }

    /// The card of the site.
    pub fn site(&self) -> Option<&ImageView> {
        self.site.as_ref().map(|card| &card.image)
    }

    /// The paths of all cards.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.all().map(|card| &card.path)
    }

    fn all(&self) -> impl Iterator<Item = &Card> {
        self.site.iter().chain(self.days.values()).chain(self.insights.values())
    }

    /// Writes the cards that are not there yet: out of the cache, or newly set; gives their paths and sizes. What the cache holds beyond
    /// the cards of this build is dropped as soon as one is set.
    ///
    /// # Errors
    /// A font of the theme or the publication that is none, or the disk.
    pub fn write(&self, output: &Output, publication: &Publication, theme: &Theme) -> anyhow::Result<Vec<(String, u64)>> {
        let cache = Cache::new(publication.cache_dir());
        let all: Vec<&Card> = self.all().collect();
        let there = |card: &&Card| -> anyhow::Result<Option<u64>> {
            if let Some(size) = output.keep(&card.path)? {
                return Ok(Some(size));
            }
            let Some(bytes) = cache.get(FOLDER, &card.print, "png") else { return Ok(None) };
            output.write(&card.path, &bytes)?;
            Ok(Some(bytes.len() as u64))
        };
        let mut sizes: Vec<Option<u64>> = all.par_iter().map(there).collect::<anyhow::Result<_>>()?;
        let missing: Vec<&Card> = all.iter().zip(&sizes).filter_map(|(card, size)| size.is_none().then_some(*card)).collect();
        if let (Some(design), false) = (&theme.card, missing.is_empty()) {
            let faces = faces(design, publication, &missing)?;
            let site = &publication.site;
            let right_to_left = super::language::direction(&site.language) == "rtl";
            let press = Press { layout: design.look.layout, faces: &faces, language: &site.language, right_to_left };
            let colours = look::colours(&design.look, accent(theme));
            all.par_iter().zip(&mut sizes).filter(|(_, size)| size.is_none()).try_for_each(|(card, size)| -> anyhow::Result<()> {
                let png = press.set(&settled(&card.words, &faces), &colours);
                cache.put(FOLDER, &card.print, "png", &png)?;
                *size = Some(png.len() as u64);
                output.write(&card.path, &png)
            })?;
            cache.prune(FOLDER, all.iter().map(|card| cache.path(FOLDER, &card.print, "png")).collect())?;
        }
        Ok(all.iter().zip(sizes).map(|(card, size)| (card.path.clone(), size.unwrap_or_default())).collect())
    }
}

/// The first day that has cards.
fn first(views: &Views, cards: CardsFor) -> usize {
    let days = &views.library.days;
    let Some(newest) = days.last().map(|day| day.post.front.date.first_of_month()) else { return 0 };
    let from = newest.yesterday().map_or(newest, |day| day.first_of_month());
    match cards {
        CardsFor::All => 0,
        CardsFor::Recent => days.partition_point(|day| day.post.front.date < from),
        CardsFor::None => days.len(),
    }
}

/// What all cards of a build have in common, short.
fn look_print(design: &Design, publication: &Publication, accent: Option<&str>) -> anyhow::Result<String> {
    let fonts: Vec<_> = design.fonts.iter().map(|(name, bytes)| (name, hash::short(bytes))).collect();
    // The publication's own fonts may be large: a name and a size tell enough.
    let own: Vec<_> = own_files(&fonts_folder(publication))?
        .into_iter()
        .map(|path| (path.file_name().map(ToOwned::to_owned), path.metadata().map_or(0, |meta| meta.len())))
        .collect();
    let language = &publication.site.language;
    Ok(hash::short(format!("{EDITION} {:?} {fonts:?} {own:?} {language} {accent:?}", design.look).as_bytes()))
}

fn accent(theme: &Theme) -> Option<&str> {
    theme.options.get("accent").and_then(|accent| accent.as_str())
}

/// Where a publication keeps fonts for its cards.
fn fonts_folder(publication: &Publication) -> PathBuf {
    publication.root.join("content/fonts")
}

fn faces(design: &Design, publication: &Publication, cards: &[&Card]) -> anyhow::Result<Faces> {
    let (headline, text) = (&design.look.headline, &design.look.text);
    let bytes = |name: &String| design.fonts.get(name).map_or(&[][..], AsRef::as_ref);
    let mut faces = Faces::new((headline, bytes(headline)), (text, bytes(text)), &fonts_folder(publication))?;
    let words = cards.iter().map(|card| &card.words);
    let texts = words.flat_map(|words| [&words.masthead, &words.date, &words.headline, &words.speaker].into_iter().chain(&words.podcasts));
    faces.complete(texts.map(String::as_str), &publication.site.language);
    Ok(faces)
}

/// The words that can be printed. A headline in a script of which there is no font gives way to the publication's name, for boxes say nothing.
fn settled(words: &Words, faces: &Faces) -> Words {
    let able = |text: &String| Some(faces.printable(text)).filter(|text| !text.is_empty() && faces.cover(text));
    let (masthead, date) = (able(&words.masthead).unwrap_or_default(), able(&words.date).unwrap_or_default());
    match able(&words.headline) {
        Some(headline) => Words {
            masthead,
            date,
            headline,
            podcasts: words.podcasts.iter().filter_map(able).collect(),
            speaker: able(&words.speaker).unwrap_or_default(),
        },
        None => Words { date, headline: masthead, ..Words::default() },
    }
}

/// Each text once, empty ones left out.
fn listed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut listed: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !listed.iter().any(|other| other == text) {
            listed.push(text.to_owned());
        }
    }
    listed
}

/// What is read to those who cannot see a card.
fn described(words: &Words) -> String {
    let podcast = words.podcasts.first().map(String::as_str);
    let beside: Vec<&str> = podcast.into_iter().chain(Some(words.speaker.as_str())).filter(|part| !part.is_empty()).collect();
    if beside.is_empty() { words.headline.clone() } else { format!("{} – {}", words.headline, beside.join(", ")) }
}
