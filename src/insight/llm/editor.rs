//! The two passes: *propose* reads every episode whole and hands in passages, *choose* picks the day's best of them and writes them.
//! What comes back is grounded, mended once where it can be, and else dropped with a reason.

mod mend;

use super::answer::{self, Put, Read};
use super::chat::{Answer, Chat, NoAnswer, Prompt};
use super::chunk::{Chunk, chunks};
use super::form;
use super::ground::Ground;
use super::ledger::estimate;
use super::orders;
use super::prompts::{CHOOSE, House, PROPOSE, Prompts, Shown, WRITE};
use super::talk::Span;
use crate::hash;
use crate::model::Candidate;
use crate::template::Variables;
use futures_util::{StreamExt, stream};
use mend::Draft;
use std::collections::BTreeSet;

/// Tokens that a question has beside its material.
const FRAME: u64 = 1400;
/// Most tokens of transcript in one question: models read long ones carelessly.
const LONGEST: u64 = 9000;
/// One insight is asked for per so many words,
const WORDS_EACH: usize = 900;
/// and at most so many in one answer.
const MOST: usize = 8;
/// Hints of a question.
const HINTS: usize = 6;
/// Words of a hint.
const HINT_WORDS: usize = 10;

/// How many insights went which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Handed in by the model.
    pub proposed: usize,
    /// Of these, borne out at once.
    pub grounded: usize,
    /// Borne out on the second try.
    pub mended: usize,
    /// Dropped.
    pub dropped: usize,
}

/// What came of one pass.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Borne out, best first.
    pub candidates: Vec<Candidate>,
    /// Headline of each that was dropped, and why.
    pub dropped: Vec<(String, String)>,
    /// What went wrong with questions.
    pub problems: Vec<String>,
    /// The questions that wait for an answer by hand.
    pub waiting: Vec<Question>,
    /// The counts.
    pub tally: Tally,
}

/// A passage that may be printed.
#[derive(Debug)]
pub struct Offer<'a> {
    /// Its episode.
    pub ground: &'a Ground<'a>,
    /// The passage, with the headline and text that it has so far.
    pub candidate: &'a Candidate,
}

/// What the model made of a day.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Places in the offers, best first, each with what the model wrote of it; its own draft where that was not borne out.
    pub picks: Vec<(usize, Candidate)>,
    /// Title of the day.
    pub title: Option<String>,
    /// What else there is.
    pub summary: Option<String>,
    /// What went otherwise.
    pub outcome: Outcome,
}

/// Why there is nothing to read.
enum Silence {
    /// Nobody has brought an answer yet.
    Waiting(Question),
    /// What went wrong.
    Problem(String),
}

/// A question with what it is about.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its name, under which an answer is kept.
    pub id: String,
    /// `propose`, `choose` or `write`.
    pub name: &'static str,
    /// The system's part.
    pub system: String,
    /// The user's part.
    pub user: String,
    /// Whether an answer is there.
    pub answered: bool,
}

/// A model at work for a publication.
#[derive(Debug)]
pub struct Editor {
    chat: Chat,
    prompts: Prompts,
}

impl Editor {
    /// A model, and the questions it is put.
    pub fn new(chat: Chat, prompts: Prompts) -> Self {
        Self { chat, prompts }
    }

    /// The model behind it.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// What the publication is.
    pub fn house(&self) -> &House {
        self.prompts.house()
    }

    /// The questions that [`Editor::propose`] puts about an episode.
    ///
    /// # Errors
    /// A template cannot be printed.
    pub fn questions(&self, ground: &Ground<'_>, hints: &[Candidate]) -> anyhow::Result<Vec<Question>> {
        Ok(self.about_episode(ground, hints)?.into_iter().map(|(_, prompt)| self.question(&prompt)).collect())
    }

    /// The question that [`Editor::choose`] puts about a day; `None` if there is nothing to choose from.
    ///
    /// # Errors
    /// A template cannot be printed.
    pub fn question_of_day(&self, offers: &[Offer<'_>]) -> anyhow::Result<Option<Question>> {
        let shown = self.shown(offers);
        if shown.is_empty() { Ok(None) } else { Ok(Some(self.question(&self.about_offers(CHOOSE, &shown)?))) }
    }

    fn question(&self, prompt: &Prompt) -> Question {
        let id = self.chat.id(prompt);
        let answered = self.chat.kept(&id).is_some();
        Question { id, name: prompt.name, system: prompt.system.clone(), user: prompt.user.clone(), answered }
    }

    /// Keeps an answer that a person brought.
    ///
    /// # Errors
    /// It holds no JSON of the right shape, or cannot be kept.
    pub fn bring(&self, question: &Question, text: &str, model: &str) -> anyhow::Result<usize> {
        let read = answer::read(text, list_of(question.name)).map_err(|why| anyhow::anyhow!(why))?;
        let answer = Answer { model: model.to_owned(), text: text.to_owned(), cut: false, tokens: [0, 0] };
        self.chat.keep(&question.id, &answer)?;
        Ok(read.insights.len())
    }

    /// Reads an episode from end to end, and hands in what is worth printing. `hints` are the embedded extractor's candidates.
    pub async fn propose(&self, ground: &Ground<'_>, hints: &[Candidate]) -> Outcome {
        let mut outcome = Outcome::default();
        let questions = match self.about_episode(ground, hints) {
            Ok(questions) => questions,
            Err(error) => {
                outcome.problems.push(format!("{error:#}"));
                return outcome;
            }
        };
        let at_once = self.chat.settings().at_once;
        let answers: Vec<Result<(String, Read), Silence>> =
            stream::iter(&questions).map(|(_, prompt)| self.ask(prompt)).buffered(at_once).collect().await;
        let mut found: Vec<(Span, Put, String)> = Vec::new();
        for answer in answers {
            let Some((model, read)) = outcome.take(answer) else { continue };
            outcome.tally.proposed += read.insights.len();
            for put in read.insights {
                match ground.place(&put.quote) {
                    // Two parts overlap, and models repeat themselves.
                    Ok(span) if found.iter().any(|(other, ..)| overlap(other, &span)) => {
                        outcome.drop(&put, "its passage is another insight's already".into());
                    }
                    Ok(span) => found.push((span, put, model.clone())),
                    Err(why) => outcome.drop(&put, why),
                }
            }
        }
        let drafts = found.into_iter().map(|(span, put, model)| Draft { ground, span, put, model, before: None }).collect();
        outcome.candidates = self.settle(drafts, &mut outcome).await.into_iter().map(|(_, candidate)| candidate).collect();
        outcome.candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        outcome
    }

    /// Has the model choose among what was handed in, and write it.
    pub async fn choose(&self, offers: &[Offer<'_>]) -> Chosen {
        let mut chosen = Chosen::default();
        let spans: Vec<Option<Span>> = offers.iter().map(|offer| offer.ground.talk.find(&offer.candidate.quote).ok()).collect();
        let shown = self.shown(offers);
        if shown.is_empty() {
            return chosen;
        }
        let answer = match self.about_offers(CHOOSE, &shown) {
            Ok(prompt) => self.ask(&prompt).await,
            Err(error) => Err(Silence::Problem(format!("{error:#}"))),
        };
        let Some((model, read)) = chosen.outcome.take(answer) else { return chosen };
        let mut taken = BTreeSet::new();
        let mut drafts = Vec::new();
        for put in read.insights {
            let place = put.id.and_then(|id| id.checked_sub(1)).filter(|n| shown.iter().any(|s| s.id == n + 1));
            match place.and_then(|n| Some((n, spans.get(n)?.clone()?))) {
                Some((n, span)) if taken.insert(n) => {
                    let before = Some((n, offers[n].candidate.clone()));
                    drafts.push(Draft { ground: offers[n].ground, span, put, model: model.clone(), before });
                }
                Some(_) => chosen.outcome.drop(&put, "it was chosen twice".into()),
                None => chosen.outcome.drop(&put, "there is no passage of its number".into()),
            }
        }
        chosen.outcome.tally.proposed = drafts.len();
        let order: Vec<usize> = drafts.iter().filter_map(|d| Some(d.before.as_ref()?.0)).collect();
        let mut written = self.settle(drafts, &mut chosen.outcome).await;
        written.sort_by_key(|(n, _)| order.iter().position(|o| Some(*o) == *n));
        chosen.picks = written.into_iter().filter_map(|(n, candidate)| Some((n?, candidate))).collect();
        self.name_day(&mut chosen, &read.title, &read.summary, offers);
        chosen
    }

    /// Has the model put headline and text of passages into better words: for each offer what it wrote, if that is borne out.
    pub async fn polish(&self, offers: &[Offer<'_>]) -> (Vec<Option<Candidate>>, Outcome) {
        let mut outcome = Outcome::default();
        let mut polished: Vec<Option<Candidate>> = offers.iter().map(|_| None).collect();
        let shown = self.shown(offers);
        if shown.is_empty() {
            return (polished, outcome);
        }
        let answer = match self.about_offers(WRITE, &shown) {
            Ok(prompt) => self.ask(&prompt).await,
            Err(error) => Err(Silence::Problem(format!("{error:#}"))),
        };
        let Some((model, read)) = outcome.take(answer) else { return (polished, outcome) };
        let mut drafts: Vec<Draft<'_>> = Vec::new();
        for put in read.insights {
            let Some(n) = put.id.and_then(|id| id.checked_sub(1)).filter(|n| shown.iter().any(|s| s.id == n + 1)) else { continue };
            let Ok(span) = offers[n].ground.talk.find(&offers[n].candidate.quote) else { continue };
            if drafts.iter().all(|d| d.before.as_ref().is_none_or(|(other, _)| *other != n)) {
                let before = Some((n, offers[n].candidate.clone()));
                drafts.push(Draft { ground: offers[n].ground, span, put, model: model.clone(), before });
            }
        }
        outcome.tally.proposed = drafts.len();
        for (n, candidate) in self.settle(drafts, &mut outcome).await {
            if let Some(place) = n.and_then(|n| polished.get_mut(n)).filter(|_| candidate.by != "embedded") {
                *place = Some(candidate);
            }
        }
        (polished, outcome)
    }

    /// Title and summary, if they are words and say nothing that no passage says.
    fn name_day(&self, chosen: &mut Chosen, title: &str, summary: &str, offers: &[Offer<'_>]) {
        let said: String =
            chosen.picks.iter().map(|(n, c)| format!("{}\n{}\n{}\n", c.headline, c.text, offers[*n].candidate.quote)).collect();
        let scale = super::bear::Scale::of(self.house().language.split('-').next().unwrap_or("en"));
        let borne = |line: &str| scale.weigh_names(line, &said);
        let title = title.trim_end_matches('.');
        chosen.title = (form::title_is_fine(title, &said) && borne(title)).then(|| title.to_owned());
        chosen.summary = (form::summary_is_fine(summary, &said) && borne(summary)).then(|| summary.to_owned());
    }

    /// An answer that can be read; one that cannot is asked for a second time, saying why.
    async fn ask(&self, prompt: &Prompt) -> Result<(String, Read), Silence> {
        let list = list_of(prompt.name);
        let silence = |prompt: &Prompt, none: NoAnswer| match none {
            NoAnswer::Unanswered(_) => Silence::Waiting(self.question(prompt)),
            other => Silence::Problem(other.to_string()),
        };
        let answer = self.chat.ask(prompt).await.map_err(|none| silence(prompt, none))?;
        let why = match answer::read(&answer.text, list) {
            Ok(read) => return Ok((answer.model, read)),
            Err(why) if answer.cut => format!("{why}, because it grew too long"),
            Err(why) => why,
        };
        // By hand, nobody is asked twice: `takefive answer` has said what is wrong.
        let beginning: String = answer.text.chars().take(300).collect();
        let user =
            format!("{}\n\nYour last answer could not be read: {why}. It began: {beginning}\nAnswer again, with JSON alone.", prompt.user);
        let again = Prompt { user, ..prompt.clone() };
        let again = self.chat.ask(&again).await.map_err(|none| silence(&again, none))?;
        match answer::read(&again.text, list) {
            Ok(read) => Ok((again.model, read)),
            Err(why) => Err(Silence::Problem(format!("{} gave two answers that cannot be read: {why}", self.chat.model()))),
        }
    }

    /// The questions about an episode, part by part.
    fn about_episode(&self, ground: &Ground<'_>, hints: &[Candidate]) -> anyhow::Result<Vec<(Chunk, Prompt)>> {
        let settings = self.chat.settings();
        let room = (settings.context as u64).saturating_sub(settings.answer as u64 + FRAME);
        let parts = chunks(&ground.talk, room.clamp(200, LONGEST));
        let spans: Vec<(Option<Span>, &Candidate)> = hints.iter().map(|c| (ground.talk.find(&c.quote).ok(), c)).collect();
        let count = parts.len();
        let about = ground.about;
        let people = [("host", &about.hosts), ("guest", &about.guests)];
        let people: Vec<String> =
            people.iter().flat_map(|(role, names)| names.iter().map(move |name| format!("{name} ({role})"))).collect();
        let render = |(n, part): (usize, Chunk)| {
            let here = spans.iter().filter(|(span, _)| span.as_ref().is_some_and(|span| part.holds(span))).take(HINTS);
            let hints: Vec<String> = here.map(|(_, c)| c.quote.split_whitespace().take(HINT_WORDS).collect::<Vec<_>>().join(" ")).collect();
            let variables = Variables::default()
                .with("podcast", about.podcast)
                .with("episode", about.episode)
                .with("people", &people.join(", "))
                .with("part", &(n + 1))
                .with("parts", &count)
                .with("hints", &hints)
                .with("most", &(part.words / WORDS_EACH + 1).clamp(2, MOST))
                .with("mark", &hash::short(part.text.as_bytes()))
                .with("transcript", &part.text);
            Ok((part, self.prompts.render(PROPOSE, variables)?))
        };
        parts.into_iter().enumerate().map(render).collect()
    }

    /// A question about passages.
    fn about_offers(&self, name: &'static str, shown: &[Shown]) -> anyhow::Result<Prompt> {
        let all: String = shown.iter().map(|s| s.passage.as_str()).collect();
        let faults = shown.iter().any(|s| !s.faults.is_empty());
        let variables = Variables::default().with("offers", shown).with("faults", &faults).with("mark", &hash::short(all.as_bytes()));
        self.prompts.render(name, variables)
    }

    /// Passages as a question shows them, each by its place from 1; as many as fit into one question.
    fn shown(&self, offers: &[Offer<'_>]) -> Vec<Shown> {
        let mut shown: Vec<Shown> = offers.iter().enumerate().filter_map(|(n, offer)| shown(n + 1, offer)).collect();
        self.fit(&mut shown);
        shown
    }

    /// Leaves out the last passages until the rest fits into one question.
    fn fit(&self, shown: &mut Vec<Shown>) {
        let settings = self.chat.settings();
        let room = (settings.context as u64).saturating_sub(settings.answer as u64 + FRAME);
        let cost = |s: &Shown| {
            let words = [&s.podcast, &s.episode, &s.before, &s.passage, &s.after, &s.headline, &s.text];
            words.iter().map(|w| estimate(w)).sum::<u64>() + s.faults.iter().map(|f| estimate(f)).sum::<u64>() + 30
        };
        let mut sum = 0;
        let fitting = shown.iter().take_while(|s| {
            sum += cost(s);
            sum <= room
        });
        let count = fitting.count();
        shown.truncate(count);
    }
}

impl Outcome {
    /// The answer, if there is one; else what went wrong is noted.
    fn take<T>(&mut self, answer: Result<T, Silence>) -> Option<T> {
        match answer {
            Ok(answer) => return Some(answer),
            Err(Silence::Waiting(question)) => self.waiting.push(question),
            Err(Silence::Problem(problem)) => self.problems.push(problem),
        }
        None
    }

    fn drop(&mut self, put: &Put, why: String) {
        self.tally.dropped += 1;
        let headline = if put.headline.is_empty() { "(without a headline)" } else { &put.headline };
        self.dropped.push((headline.to_owned(), why));
    }
}

impl Tally {
    /// The sum of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            proposed: self.proposed + other.proposed,
            grounded: self.grounded + other.grounded,
            mended: self.mended + other.mended,
            dropped: self.dropped + other.dropped,
        }
    }
}

fn shown(id: usize, offer: &Offer<'_>) -> Option<Shown> {
    let span = offer.ground.talk.find(&offer.candidate.quote).ok()?;
    let [before, passage, after] = offer.ground.evidence(&span).map(orders::visible);
    let Candidate { headline, text, .. } = offer.candidate;
    Some(Shown {
        id,
        podcast: offer.ground.about.podcast.to_owned(),
        episode: offer.ground.about.episode.to_owned(),
        speaker: offer.candidate.speaker.clone().unwrap_or_default(),
        before,
        passage,
        after,
        headline: headline.clone(),
        text: text.clone(),
        faults: Vec::new(),
    })
}

/// The key of an answer's list.
fn list_of(name: &str) -> &'static str {
    if name == CHOOSE { "picks" } else { "insights" }
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.turn == b.turn && a.sentences.start < b.sentences.end && b.sentences.start < a.sentences.end
}
