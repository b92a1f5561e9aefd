//! The language model's part in a day: set up from site.yaml, asked between extraction and selection, and reported.

use super::{World, draft::Found, talk};
use crate::{
    cache::Cache,
    config::{Extractor, Llm, Publication},
    insight::llm::{Chat, Chosen, Editor, Ground, House, Offer, Outcome, Prompts, Question, Tally},
    model::Candidate,
    progress,
    report::{Report, Stage},
};
use futures_util::{StreamExt, stream};

/// Most passages that the model chooses among, for each insight of the day.
const OFFERS_EACH: usize = 6;
/// Most of them from one episode.
const OFFERS_OF_EPISODE: usize = 3;

/// A model at work on a day.
pub struct Model {
    editor: Editor,
    runtime: tokio::runtime::Runtime,
    /// Whether it proposes and chooses, or only polishes.
    extracts: bool,
    polishes: bool,
    /// What it handed in, and what became of it.
    handed: Tally,
    /// What it wrote anew of what was chosen.
    written: Tally,
    dropped: Vec<(String, String)>,
    problems: Vec<String>,
    waiting: Vec<Question>,
}

/// A passage of a day: place of its episode, and place among the episode's candidates.
pub type Place = (usize, usize);

/// The model's settings and questions of a publication, which must have one.
///
/// # Errors
/// The key is not set, or a prompt cannot be read.
pub fn editor(publication: &Publication, settings: &Llm, world: &World) -> anyhow::Result<Editor> {
    let site = &publication.site;
    let house = House {
        title: site.title.clone(),
        description: site.description.trim_end_matches('.').to_owned(),
        language: site.language.clone(),
        style: site.style.clone(),
        count: site.count,
        per_podcast: site.per_podcast,
    };
    let today = world.now.to_zoned_datetime(site.zone()).date();
    let chat = Chat::new(world.client(publication)?, settings, Cache::new(publication.cache_dir()), today)?;
    Ok(Editor::new(chat, Prompts::load(&publication.root, house)?))
}

impl Model {
    /// The model of a publication; `None` if it wants none.
    ///
    /// # Errors
    /// As [`editor`].
    pub fn of(publication: &Publication, world: &World) -> anyhow::Result<Option<Self>> {
        let site = &publication.site;
        let extracts = site.extractor == Extractor::Llm;
        let Some(settings) = site.llm.as_ref().filter(|_| extracts || site.polish) else { return Ok(None) };
        Ok(Some(Self {
            editor: editor(publication, settings, world)?,
            runtime: super::runtime()?,
            extracts,
            polishes: site.polish,
            handed: Tally::default(),
            written: Tally::default(),
            dropped: Vec::new(),
            problems: Vec::new(),
            waiting: Vec::new(),
        }))
    }

    /// Whether the day's insights are its own.
    pub fn extracts(&self) -> bool {
        self.extracts
    }

    /// Has the model read every episode; its insights join those that were found, in whose place they stand where both overlap.
    pub fn propose(&mut self, found: &mut [Found<'_>], quiet: bool) {
        if !self.extracts {
            return;
        }
        for outcome in propose(&self.editor, &self.runtime, found, quiet) {
            self.handed = self.handed.and(outcome.tally);
            self.note(outcome);
        }
    }

    /// Has the model choose among the passages at `fit`, which come best first, and write what it chose. Its choice, in its order, with
    /// title and summary of the day.
    pub fn choose(&mut self, found: &mut [Found<'_>], fit: &[Place]) -> (Vec<Place>, Option<String>, Option<String>) {
        if !self.extracts {
            return (Vec::new(), None, None);
        }
        let places = offered(&self.editor, fit);
        let Chosen { picks, title, summary, outcome } =
            self.with_offers(found, &places, |runtime, editor, offers| runtime.block_on(editor.choose(offers)));
        self.written = self.written.and(outcome.tally);
        self.note(outcome);
        let chosen = picks.iter().map(|(n, _)| places[*n]).collect();
        for (n, candidate) in picks {
            let (episode, place) = places[n];
            found[episode].candidates[place] = candidate;
        }
        (chosen, title, summary)
    }

    /// Has the model put the embedded extractor's picks into better words.
    pub fn polish(&mut self, found: &mut [Found<'_>], picked: &[Place]) {
        if !self.polishes {
            return;
        }
        let places: Vec<Place> = picked.iter().copied().filter(|(e, n)| found[*e].candidates[*n].by == "embedded").collect();
        if places.is_empty() {
            return;
        }
        let (polished, outcome) = self.with_offers(found, &places, |runtime, editor, offers| runtime.block_on(editor.polish(offers)));
        self.written = self.written.and(outcome.tally);
        self.note(outcome);
        for ((episode, place), candidate) in places.into_iter().zip(polished) {
            if let Some(candidate) = candidate {
                found[episode].candidates[place] = candidate;
            }
        }
    }

    fn with_offers<T>(
        &self,
        found: &[Found<'_>],
        places: &[Place],
        work: impl FnOnce(&tokio::runtime::Runtime, &Editor, &[Offer<'_>]) -> T,
    ) -> T {
        with_offers(&self.editor, found, places, |offers| work(&self.runtime, &self.editor, offers))
    }

    fn note(&mut self, outcome: Outcome) {
        self.dropped.extend(outcome.dropped);
        self.waiting.extend(outcome.waiting);
        for problem in outcome.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    /// Whether questions went without an answer, so that a day that had them answered before is better than this one.
    pub fn was_silent(&self) -> bool {
        !self.problems.is_empty() || !self.waiting.is_empty()
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        self.editor.chat().model()
    }

    /// What the desk has to list: each insight that was dropped, and why.
    pub fn dropped(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.dropped)
    }

    /// Puts what happened into the report, and says what it cost. What a second run would say otherwise stays out of the report.
    pub fn tell(&self, report: &mut Report, quiet: bool) {
        let name = self.name();
        for problem in &self.problems {
            report.warn(Stage::Insight, name, format!("{problem}; the embedded extractor filled in"));
        }
        if let Some(Question { id, .. }) = self.waiting.first() {
            let count = talk::count(self.waiting.len(), "question waits", "questions wait");
            report.note(Stage::Insight, name, format!("{count} for an answer by hand, {id} first; see `takefive prompt`"));
        }
        let counts = |what: &str, tally: Tally| {
            let Tally { proposed, grounded, mended, dropped } = tally;
            format!("{what}: {grounded} borne out at once, {mended} when mended, {dropped} dropped").replace("{}", &proposed.to_string())
        };
        let both = [("handed in {}", self.handed), ("wrote {} anew", self.written)];
        let lines: Vec<String> =
            both.into_iter().filter(|(_, tally)| tally.proposed > 0).map(|(what, tally)| counts(what, tally)).collect();
        if !lines.is_empty() {
            report.note(Stage::Insight, name, lines.join("; "));
        }
        let cost = self.editor.chat().cost();
        let money = if cost.money > 0.0 { format!(", {:.4} in money", cost.money) } else { String::new() };
        let [input, output] = cost.tokens;
        let answers = talk::count(cost.calls, "answer", "answers");
        talk::done(
            quiet,
            "Asked",
            format!("{name}: {answers}, {} kept from before; {} tokens paid for today{money}", cost.kept, input + output),
        );
        if !lines.is_empty() {
            talk::done(quiet, "Grounded", lines.join("; "));
        }
    }
}

/// Calls `work` with the passages at `places`.
pub fn with_offers<T>(editor: &Editor, found: &[Found<'_>], places: &[Place], work: impl FnOnce(&[Offer<'_>]) -> T) -> T {
    let language = &editor.house().language;
    let abouts: Vec<_> = found.iter().map(|f| f.about(false)).collect();
    let wanted = |n: usize| places.iter().any(|(episode, _)| *episode == n);
    let grounds: Vec<Option<Ground<'_>>> = found
        .iter()
        .zip(&abouts)
        .enumerate()
        .map(|(n, (f, about))| wanted(n).then(|| Ground::new(&f.loaded.transcript, about, language)))
        .collect();
    let offer = |(episode, n): &Place| Some(Offer { ground: grounds[*episode].as_ref()?, candidate: &found[*episode].candidates[*n] });
    let offers: Vec<Offer<'_>> = places.iter().filter_map(offer).collect();
    work(&offers)
}

/// Has a model read every episode; see [`Model::propose`]. What else came of each.
pub fn propose(editor: &Editor, runtime: &tokio::runtime::Runtime, found: &mut [Found<'_>], quiet: bool) -> Vec<Outcome> {
    let bar = progress::bar("Model", found.len(), quiet);
    let language = &editor.house().language;
    let mut outcomes: Vec<Outcome> = {
        let episodes: &[Found<'_>] = found;
        let abouts: Vec<_> = episodes.iter().map(|f| f.about(false)).collect();
        let grounds: Vec<Ground<'_>> =
            episodes.iter().zip(&abouts).map(|(f, about)| Ground::new(&f.loaded.transcript, about, language)).collect();
        let work = stream::iter(grounds.iter().zip(episodes)).map(|(ground, f)| {
            let bar = &bar;
            async move {
                let outcome = editor.propose(ground, &f.candidates).await;
                bar.inc(1);
                outcome
            }
        });
        // The server's own limit is the chat's; this many episodes are merely under way.
        runtime.block_on(work.buffered(16).collect())
    };
    bar.finish_and_clear();
    for (f, outcome) in found.iter_mut().zip(&mut outcomes) {
        let proposed = std::mem::take(&mut outcome.candidates);
        let overlaps = |c: &Candidate| proposed.iter().any(|p| p.raw.start < c.raw.end && c.raw.start < p.raw.end);
        f.candidates.retain(|c| !overlaps(c));
        f.candidates.splice(0..0, proposed);
    }
    outcomes
}

/// Of the passages that may be picked, which come best first, those that the model is offered.
pub fn offered(editor: &Editor, fit: &[Place]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for place in fit {
        let of_episode = places.iter().filter(|(episode, _)| *episode == place.0).count();
        if of_episode < OFFERS_OF_EPISODE && places.len() < editor.house().count * OFFERS_EACH {
            places.push(*place);
        }
    }
    places
}
