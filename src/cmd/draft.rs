//! `takefive draft`: a day's episodes → insights → the post and the desk.

mod beside;
mod by_hand;
mod choose;
mod put;

use beside::Beside;
pub(super) use by_hand::{Subject, choice, episodes_like, subjects};
use choose::{Chosen, choose, fit, published};
pub use put::Mode;

use super::{
    Outcome, World, kept,
    model::Model,
    rights, talk, taste,
    used::{Used, keys},
};
use crate::{
    cache::Cache,
    cli::DraftArgs,
    config::{FeedEntry, Names, Never, Person, Publication, Site},
    feed,
    insight::{self, About, Limits},
    model::{Candidate, Episode, Feed, Section, Source, Status, TranscriptRef},
    post::{self, DayReport, Entry, Fault, Whose},
    progress,
    report::{Report, Stage},
    text::person::Cast,
    transcript::fetch::{self as transcripts, Wanted},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use rayon::prelude::*;
use std::{collections::BTreeSet, path::Path};

/// How long an insight stays fresh: nothing like it is published again within these days.
pub const NOVEL_DAYS: i64 = 90;

/// Runs the command.
///
/// # Errors
/// The publication cannot be read or written, or an older post has a fault.
pub fn run(root: &Path, args: &DraftArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let day = world.day(&publication, args.day.asked());
    let mode = match args {
        DraftArgs { dry_run: true, .. } => Mode::DryRun,
        DraftArgs { force: true, yes, .. } => Mode::Force { agreed: *yes },
        _ => Mode::Safe,
    };
    let report = draft(&publication, day, mode, &world)?;
    talk::report(quiet, &report);
    Ok(Outcome::of(&report))
}

/// A day and the feeds that it is made from, as the cache has them.
pub struct Day {
    /// The day.
    date: Date,
    /// Its last moment, in the publication's zone.
    end: Timestamp,
    /// One for each entry of feeds.yaml, in its order.
    feeds: Vec<feed::Loaded>,
    /// For each of them, why nothing of it is quoted; goes on after its address.
    refused: Vec<Option<String>>,
    /// What the owner never quotes.
    never: Never,
}

/// An episode of a day, with where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Fresh<'a> {
    entry: &'a FeedEntry,
    pub(super) feed: &'a Feed,
    pub(super) episode: &'a Episode,
}

/// What was found in one episode.
pub(super) struct Found<'a> {
    pub(super) fresh: Fresh<'a>,
    pub(super) loaded: transcripts::Loaded,
    pub(super) candidates: Vec<Candidate>,
}

impl<'a> Found<'a> {
    /// What is known of its episode beside the transcript.
    pub(super) fn about(&self, listen: bool) -> About<'a> {
        self.fresh.about(listen)
    }
}

impl Day {
    /// The day as the cache knows it.
    pub fn load(publication: &Publication, cache: &Cache, date: Date) -> Self {
        let midnight = date.saturating_add(1.day()).to_zoned_datetime(publication.site.zone());
        let end = midnight.map_or(Timestamp::MAX, |z| z.timestamp());
        let never = Never::new(&publication.site);
        let kept = feed::Kept::new(cache);
        let load = |entry: &FeedEntry| {
            let loaded = kept.load_new(entry, end, publication.site.window);
            let refused = rights::of_feed(&never, entry, &loaded);
            (loaded, refused)
        };
        let (feeds, refused) = publication.feeds.par_iter().map(load).unzip();
        Self { date, end, feeds, refused, never }
    }

    /// The episodes whose transcripts the day needs.
    pub fn wanted<'a>(&'a self, publication: &'a Publication) -> Vec<Wanted<'a>> {
        let allow_private = publication.site.allow_private;
        self.fresh(publication).into_iter().map(|f| f.wanted(allow_private)).collect()
    }

    /// Episodes published in the day's window that may be quoted, each once, in the order of feeds.yaml and then of time.
    fn fresh<'a>(&'a self, publication: &'a Publication) -> Vec<Fresh<'a>> {
        self.in_window(publication).into_iter().filter(|f| rights::of_episode(&self.never, f.episode).is_none()).collect()
    }

    fn in_window<'a>(&'a self, publication: &'a Publication) -> Vec<Fresh<'a>> {
        let mut seen = BTreeSet::new();
        let all = publication.feeds.iter().zip(&self.feeds).zip(&self.refused);
        all.filter(|(_, refused)| refused.is_none())
            .filter_map(|((entry, loaded), _)| Some((entry, loaded.feed.as_ref()?)))
            .flat_map(|(entry, feed)| {
                let episodes = feed::new_on(feed, self.end, publication.site.window);
                episodes.into_iter().map(move |episode| Fresh { entry, feed, episode })
            })
            // A network's feed may repeat what its shows' feeds have.
            .filter(|f| seen.insert(f.audio().unwrap_or_else(|| f.keys()[0].clone())))
            .collect()
    }

    /// What reading the feeds left in the cache to tell.
    fn report(&self, publication: &Publication) -> Report {
        let mut report = Report::default();
        for ((entry, loaded), refused) in publication.feeds.iter().zip(&self.feeds).zip(&self.refused) {
            let address = entry.url.as_str();
            if let Some(problem) = &loaded.problem {
                report.skip(Stage::Feed, address, problem);
            } else if loaded.feed.is_none() {
                report.skip(Stage::Feed, address, "was never fetched; run `takefive fetch`");
            }
            if let Some(why) = refused {
                report.note(Stage::Feed, address, why);
            }
            for note in &loaded.notes {
                report.note(Stage::Feed, address, note);
            }
            for warning in &loaded.warnings {
                report.warn(Stage::Feed, address, warning);
            }
        }
        for f in self.in_window(publication) {
            let name = format!("{}, {}", f.feed.podcast.title, title_of(f.episode));
            match rights::of_episode(&self.never, f.episode) {
                Some(why) => report.note(Stage::Feed, name, why),
                None => rights::tell_licence(&mut report, f.feed, f.episode, &name, publication.site.quoted_words),
            }
        }
        report
    }
}

impl<'a> Fresh<'a> {
    fn wanted(self, allow_private: bool) -> Wanted<'a> {
        Wanted {
            episode: self.episode,
            feed: self.entry.url.as_str(),
            allow_private: self.entry.allow_private.unwrap_or(allow_private),
            language: self.feed.podcast.language.as_deref(),
        }
    }

    /// What is known of it beside its transcript.
    fn about(self, listen: bool) -> About<'a> {
        let (podcast, episode) = (&self.feed.podcast, self.episode);
        let people = || podcast.people.iter().chain(&episode.people);
        About {
            podcast: &podcast.title,
            episode: &episode.title,
            hosts: people().filter(|p| p.role == "host").map(|p| p.name.as_str()).collect(),
            guests: people().filter(|p| p.role == "guest").map(|p| p.name.as_str()).collect(),
            language: podcast.language.as_deref().unwrap_or_default(),
            weight: self.entry.weight,
            topics: &self.entry.topics,
            listen,
        }
    }

    /// Its audio file, by whatever services its address leads.
    fn audio(&self) -> Option<String> {
        let mark = self.episode.marks.iter().find(|mark| mark.starts_with("audio ")).cloned();
        mark.or_else(|| self.episode.audio.as_ref().map(|audio| audio.url.clone()))
    }

    /// What a post may name this episode by; see [`Used`].
    pub(super) fn keys(&self) -> Vec<String> {
        let (podcast, episode) = (&self.feed.podcast, self.episode);
        keys(&podcast.title, Some(self.entry.url.as_str()), &episode.guid, episode.audio.as_ref().map(|a| a.url.as_str()), &episode.marks)
    }
}

/// Makes the day's post and desk from the cache; what an editor did in them stays. What fails is in the report.
///
/// # Errors
/// An older post has a fault, so that it cannot be told what it used; a file cannot be written; or the person does not agree to `mode`.
pub fn draft(publication: &Publication, date: Date, mode: Mode, world: &World) -> anyhow::Result<Report> {
    let cache = Cache::new(publication.cache_dir());
    let day = Day::load(publication, &cache, date);
    let entries = load_posts(&publication.root)?;
    let used = Used::load(&publication.root, &entries, date)?;
    let standing = put::standing(publication, date, mode, world.quiet)?;
    let mut report = day.report(publication);
    if let Whose::Editors { why } = standing.whose {
        talk::done(world.quiet, "Kept", format!("{}: {why}", post::path_of(&publication.root, date).display()));
        return Ok(report);
    }
    let beside = Beside::new(standing.shared());
    let room = standing.shared().map_or(publication.site.count, |shared| shared.room(publication.site.count));
    let fresh = unused(&day, publication, &used);
    let mut model = Model::of(publication, world)?;
    let mut found = find(&fresh, &cache, publication.site.listen, world, &mut report);
    if let Some(model) = &mut model {
        model.propose(&mut found, world.quiet);
    }
    name(&mut found, &Names::new(&publication.site)?);
    weigh(&mut found, publication, &mut report, world.quiet)?;
    let over = rights::keep_budget(&mut found, &publication.site, &rights::Quoted::but_on(date, &entries));
    let Chosen { picks, runners_up, mut rejected, title, summary } =
        choose(publication, &mut found, &entries, &used, date, (&beside, room), model.as_mut());
    rejected.extend(over);
    if let Some(model) = &mut model {
        rejected.extend(model.dropped());
        model.tell(&mut report, world.quiet);
        let entry = entries.iter().find(|entry| entry.post.front.date == date);
        let is_its = |s: &Section| s.source.as_ref().is_some_and(|source| source.by == model.name());
        if model.was_silent() && entry.is_some_and(|entry| entry.post.sections.iter().any(is_its)) {
            let path = post::path_of(&publication.root, date);
            let why = format!("{}: {} wrote it, and does not answer now", path.display(), model.name());
            talk::done(world.quiet, "Kept", why);
            return Ok(report);
        }
    }
    let asked = room;
    let readable = day.feeds.iter().filter(|f| f.feed.is_some()).count();
    let report_of_day = DayReport {
        feeds: publication.feeds.len(),
        read: day.feeds.iter().filter(|f| f.feed.is_some() && f.problem.is_none()).count(),
        new_episodes: fresh.len(),
        with_transcript: found.iter().filter(|f| !f.loaded.notes).count(),
        candidates: found.iter().map(|f| f.candidates.len()).sum(),
        skipped: report.skipped.iter().cloned().collect(),
        warnings: report.warnings.iter().cloned().collect(),
        notes: report.notes.iter().cloned().collect(),
        rejected,
        quiet: quiet_day(picks.len(), asked, [readable, fresh.len(), found.len()], publication.site.floor),
    };
    let status = if publication.site.review { Status::Draft } else { Status::Published };
    let mut composed = (!picks.is_empty()).then(|| post::compose(day.date, &picks, status));
    if let Some(post) = &mut composed {
        post.front.title = title.unwrap_or_else(|| post.front.title.clone());
        post.front.summary = summary.or(post.front.summary.take());
    }
    let draft = post::Draft { post: composed.as_ref(), picks: &picks, runners_up: &runners_up, report: &report_of_day };
    let plan = post::plan(&publication.root, date, &standing, &draft);
    if mode == Mode::DryRun {
        let diff = put::diff(&publication.root, date, &plan)?;
        anstream::print!("{diff}");
        talk::done(world.quiet, "Dry run", if diff.is_empty() { "nothing would change" } else { "nothing was written" });
        return Ok(report);
    }
    let saved = post::save(&publication.root, date, &standing, plan)?;
    put::tell(publication, date, &picks, &saved, report_of_day.quiet.as_deref(), world.quiet);
    Ok(report)
}

/// The day's episodes that no earlier post has used.
fn unused<'a>(day: &'a Day, publication: &'a Publication, used: &Used) -> Vec<Fresh<'a>> {
    day.fresh(publication).into_iter().filter(|f| f.keys().iter().all(|key| !used.before.contains(key))).collect()
}

/// What a day may hold.
fn limits(site: &Site) -> Limits {
    Limits { count: site.count, floor: site.floor, per_podcast: site.per_podcast, per_topic: site.per_topic, desk: site.desk }
}

/// All posts, or one error that lists every fault: a post that cannot be read may name episodes that must not be used again.
pub fn load_posts(root: &Path) -> anyhow::Result<Vec<Entry>> {
    let (entries, faults) = post::load(root)?;
    mend_first(&faults)?;
    Ok(entries)
}

/// One error that lists every fault that stops a build.
pub(super) fn mend_first(faults: &[Fault]) -> anyhow::Result<()> {
    let errors: Vec<String> = faults.iter().filter(|f| f.is_error()).map(ToString::to_string).collect();
    anyhow::ensure!(errors.is_empty(), "mend these posts first:\n{}", errors.join("\n"));
    Ok(())
}

/// Ranks the passages of every episode, on all cores; the order is the episodes'.
fn find<'a>(fresh: &[Fresh<'a>], cache: &Cache, listen: bool, world: &World, report: &mut Report) -> Vec<Found<'a>> {
    let bar = progress::bar("Insights", fresh.len(), world.quiet);
    let read = |f: &Fresh<'a>| {
        // A transcript that our code fails on costs its episode, not the day.
        let found = std::panic::catch_unwind(|| read(*f, cache, listen));
        let found = found.unwrap_or_else(|_| Err(vec!["takefive itself failed on it; please report this".to_owned()]));
        bar.inc(1);
        found
    };
    let results: Vec<Result<Found<'a>, Vec<String>>> = fresh.par_iter().map(read).collect();
    bar.finish_and_clear();
    let mut all = Vec::new();
    for (f, result) in fresh.iter().zip(results) {
        let name = format!("{}, {}", f.feed.podcast.title, title_of(f.episode));
        match result {
            Ok(found) => {
                for warning in &found.loaded.warnings {
                    report.warn(Stage::Transcript, &found.loaded.url, warning);
                }
                if found.loaded.notes {
                    report.note(Stage::Transcript, name, "has no transcript; its show notes were read instead");
                }
                all.push(found);
            }
            // An episode that offers no transcript is nobody's fault; one whose transcript failed is.
            Err(reasons) if f.episode.transcripts.is_empty() => report.note(Stage::Transcript, name, reasons.join("; ")),
            Err(reasons) => report.skip(Stage::Transcript, name, reasons.join("; ")),
        }
    }
    all
}

fn read<'a>(fresh: Fresh<'a>, cache: &Cache, listen: bool) -> Result<Found<'a>, Vec<String>> {
    let loaded = transcripts::load(cache, &fresh.wanted(false))?;
    let candidates = kept::candidates(cache, &loaded, &fresh.about(listen));
    Ok(Found { fresh, loaded, candidates })
}

/// Gives topics their one spelling, and speakers their full names: a label may be a first name, or all in capitals.
fn name(found: &mut [Found<'_>], names: &Names) {
    for f in found {
        let tagged = f.fresh.feed.podcast.people.iter().chain(&f.fresh.episode.people).map(|person| person.name.as_str());
        let labels = f.loaded.transcript.segments.iter().filter_map(|s| s.speaker.as_deref());
        let cast = Cast::new(tagged.chain(labels));
        for candidate in &mut f.candidates {
            candidate.topics = names.topics.all(&candidate.topics);
            let full = candidate.speaker.as_deref().map(|label| cast.full(label));
            candidate.speaker = full.and_then(|full| match names.people.of(full) {
                Person::AsGiven => Some(full.to_owned()),
                Person::Called(name) => Some(name.to_owned()),
                Person::LeftOut => None,
            });
        }
    }
}

/// Lets the editors' taste have its say on every score. What the words show is measured in any case, for `takefive learn` to read.
fn weigh(found: &mut [Found<'_>], publication: &Publication, report: &mut Report, quiet: bool) -> anyhow::Result<()> {
    let taste = taste::load(publication)?;
    let (mut moved, mut all) = (0, 0);
    for f in found {
        let podcast = f.fresh.feed.podcast.title.as_str();
        for candidate in &mut f.candidates {
            candidate.signals.extend(insight::traits(&candidate.headline, &candidate.text));
            all += 1;
            moved += usize::from(taste.as_ref().is_some_and(|taste| taste.weigh(candidate, podcast)));
        }
        // Best first, as before; of two that are alike the one that was better stays so.
        f.candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    }
    if let Some(taste) = taste {
        taste::tell(report, &taste, [moved, all], quiet);
    }
    Ok(())
}

/// The source block of a candidate.
fn source(found: &Found<'_>, candidate: &Candidate) -> Source {
    let (podcast, episode) = (&found.fresh.feed.podcast, found.fresh.episode);
    let text = &found.loaded.text;
    let start = text[..candidate.raw.start].chars().count();
    let tenth = |seconds: f64| (seconds * 10.0).round() / 10.0;
    Source {
        podcast: podcast.title.clone(),
        episode: title_of(episode),
        guid: episode.guid.clone(),
        feed: Some(found.fresh.entry.url.to_string()),
        link: episode.link.clone(),
        audio: episode.audio.as_ref().map(|a| a.url.clone()),
        start: candidate.start.map(tenth),
        end: candidate.end.map(tenth),
        speaker: candidate.speaker.clone(),
        topics: candidate.topics.clone(),
        transcript: Some(TranscriptRef {
            url: found.loaded.url.clone(),
            sha256: found.loaded.sha256.clone(),
            chars: [start, start + text[candidate.raw.clone()].chars().count()],
            notes: found.loaded.notes,
        }),
        license: episode.license.clone().or_else(|| podcast.license.clone()),
        by: candidate.by.clone(),
        score: Some((f64::from(candidate.score) * 100.0).round() / 100.0),
        confirmed: false,
        tension: Vec::new(),
        print: None,
    }
}

/// The episode's title; a file name that stands in for one (`the-show-594`) is made readable.
fn title_of(episode: &Episode) -> String {
    let title = episode.title.as_str();
    if title.is_empty() {
        return episode.published.map_or_else(|| "Untitled episode".into(), |at| format!("Episode of {}", at.strftime("%-d %B %Y")));
    }
    let file_name = title.contains('-') && title.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !file_name {
        return title.to_owned();
    }
    let word = |w: &str| w[..1].to_uppercase() + &w[1..];
    title.split('-').filter(|w| !w.is_empty()).map(word).collect::<Vec<_>>().join(" ")
}

/// Why there are fewer insights than asked for, if there are.
fn quiet_day(picked: usize, asked: usize, [feeds, fresh, read]: [usize; 3], floor: f32) -> Option<String> {
    if picked >= asked {
        return None;
    }
    let count = |n| talk::count(n, "new episode", "new episodes");
    let why = match (feeds, fresh, read) {
        (0, ..) => "no feed could be read".to_owned(),
        (_, 0, _) => "no feed has a new episode that was not used before".to_owned(),
        (.., 0) => format!("none of {} has words to read", count(fresh)),
        _ => format!("of {}, no more have an insight that scores at least {floor} and is unlike the others", count(read)),
    };
    Some(if picked == 0 { format!("no post: {why}") } else { format!("{picked} of {asked} insights: {why}") })
}
