//! `takefive prompt` and `takefive answer`: a language model by hand. The one prints what the program would ask, the other takes what
//! somebody's model answered, in place of a call.

use super::{
    Outcome, World,
    draft::{self, Subject},
    model, talk,
};
use crate::{
    cache::Cache,
    cli::{AnswerArgs, PromptArgs},
    config::{Llm, Publication},
    insight::{
        self, About,
        llm::{Editor, Ground, Question},
    },
    transcript,
};
use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// What is remembered of a printed question, so that an answer to it can be judged at once.
#[derive(Serialize, Deserialize)]
struct Printed {
    name: String,
    /// The transcript's file, for a question about one.
    file: Option<PathBuf>,
    /// Address and hash of the episode's transcript, for a question about an episode.
    transcript: Option<(String, String)>,
    /// Language tag that the feed states.
    language: String,
    podcast: String,
    episode: String,
    system: String,
    user: String,
}

const KIND: &str = "questions";

/// A question as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    answered: bool,
    system: &'a str,
    user: &'a str,
}

/// Runs `takefive prompt`.
///
/// # Errors
/// There is no such episode, file or day; a transcript cannot be read; a template is broken.
pub fn prompt(root: &Path, args: &PromptArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let editor = by_hand(&publication, &world)?;
    let cache = Cache::new(publication.cache_dir());
    let mut questions = Vec::new();
    if Path::new(&args.what).is_file() {
        let path = PathBuf::from(&args.what);
        let parsed = read_file(&path)?;
        let title = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let about = About { podcast: "", episode: &title, weight: 1.0, ..About::default() };
        let ground = Ground::new(&parsed.transcript, &about, &publication.site.language);
        let hints = insight::extract(&parsed.transcript, &About { listen: publication.site.listen, ..about.clone() });
        for question in editor.questions(&ground, &hints)? {
            let file = Some(std::path::absolute(&path)?);
            let printed = Printed { file, transcript: None, ..Printed::of(&question, &about) };
            cache.put_json(KIND, &question.id, &printed)?;
            questions.push(question);
        }
    } else if let Ok(day) = args.what.parse::<Date>() {
        draft::subjects(&publication, &cache, day, &world, |subjects| of_subjects(&editor, &cache, subjects, &mut questions))??;
        if questions.iter().all(|q| q.answered) {
            for question in draft::choice(&publication, day, &world, &editor)? {
                cache.put_json(KIND, &question.id, &Printed::of(&question, &About::default()))?;
                questions.push(question);
            }
        }
        if questions.is_empty() {
            bail!("{day} has no new episode with words to read; `takefive fetch {day}` gets them");
        }
    } else {
        draft::episodes_like(&publication, &cache, &args.what, |subjects| of_subjects(&editor, &cache, subjects, &mut questions))??;
        if questions.is_empty() {
            bail!("`{}` is no file, no day such as 2026-11-23, and no episode in the cache has it as its guid or in its title", args.what);
        }
    }
    show(args, &questions, quiet)?;
    Ok(Outcome::Done)
}

fn of_subjects(editor: &Editor, cache: &Cache, subjects: &[Subject<'_>], questions: &mut Vec<Question>) -> anyhow::Result<()> {
    for subject in subjects {
        let ground = Ground::new(&subject.loaded.transcript, &subject.about, &editor.house().language);
        for question in editor.questions(&ground, subject.candidates)? {
            let transcript = Some((subject.loaded.url.clone(), subject.loaded.sha256.clone()));
            let printed = Printed { transcript, ..Printed::of(&question, &subject.about) };
            cache.put_json(KIND, &question.id, &printed)?;
            questions.push(question);
        }
    }
    Ok(())
}

impl Printed {
    fn of(question: &Question, about: &About<'_>) -> Self {
        Self {
            name: question.name.to_owned(),
            file: None,
            transcript: None,
            language: about.language.to_owned(),
            podcast: about.podcast.to_owned(),
            episode: about.episode.to_owned(),
            system: question.system.clone(),
            user: question.user.clone(),
        }
    }
}

fn show(args: &PromptArgs, questions: &[Question], quiet: bool) -> anyhow::Result<()> {
    let shown: Vec<&Question> = questions.iter().filter(|q| args.all || !q.answered).collect();
    let mut out = anstream::stdout().lock();
    for question in &shown {
        let Question { id, name, system, user, answered } = question;
        if let Some(folder) = &args.out {
            crate::files::write(&folder.join(format!("{id}.txt")), format!("{system}\n\n{user}\n").as_bytes())?;
            writeln!(out, "{id} {name} {}", folder.join(format!("{id}.txt")).display())?;
        } else if args.json {
            writeln!(out, "{}", serde_json::to_string(&Line { id, name, answered: *answered, system, user })?)?;
        } else {
            let state = if *answered { "answered" } else { "unanswered" };
            writeln!(out, "######## {id} {name} {state}\n\n{system}\n\n{user}\n")?;
        }
    }
    let answered = questions.iter().filter(|q| q.answered).count();
    let count = talk::count(questions.len(), "question", "questions");
    talk::done(quiet, "Asked", format!("{count}, {answered} answered; bring an answer with `takefive answer ID FILE`"));
    Ok(())
}

/// Runs `takefive answer`.
///
/// # Errors
/// No such question was printed, or the answer cannot be read; nothing is kept then.
pub fn answer(root: &Path, args: &AnswerArgs, quiet: bool) -> anyhow::Result<Outcome> {
    let publication = Publication::load(root)?;
    let world = World::real(quiet);
    let editor = by_hand(&publication, &world)?;
    let cache = Cache::new(publication.cache_dir());
    let id = args.id.trim_end_matches(".txt");
    let id = id.rsplit(['/', '\\']).next().unwrap_or(id);
    let printed: Printed =
        cache.get_json(KIND, id).ok_or_else(|| anyhow::anyhow!("no question {id} was printed; `takefive prompt` prints them"))?;
    let name = args.file.display().to_string();
    let mut text = String::new();
    if name == "-" {
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
    } else {
        text = crate::files::read(&args.file)?;
    }
    let question = Question {
        id: id.to_owned(),
        name: if printed.name == "choose" {
            "choose"
        } else if printed.name == "write" {
            "write"
        } else {
            "propose"
        },
        system: printed.system.clone(),
        user: printed.user.clone(),
        answered: false,
    };
    let model = args.model.as_deref().unwrap_or(editor.chat().model()).to_owned();
    let count = editor.bring(&question, &text, &model).with_context(|| name.clone())?;
    talk::done(quiet, "Kept", format!("the answer to {id} with {}", talk::count(count, "insight", "insights")));
    judge(&publication, &cache, &printed, &text)?;
    Ok(Outcome::Done)
}

/// Says of each insight whether its passage bears it out.
fn judge(publication: &Publication, cache: &Cache, printed: &Printed, text: &str) -> anyhow::Result<()> {
    if printed.name != "propose" {
        return Ok(());
    }
    let transcript = match (&printed.file, &printed.transcript) {
        (Some(path), _) => read_file(path)?.transcript,
        (None, Some((url, sha256))) => match transcript::fetch::by_url(cache, url, sha256) {
            Some(loaded) => loaded.transcript,
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    let Printed { podcast, episode, language, .. } = printed;
    let about = About { podcast, episode, language, ..About::default() };
    let ground = Ground::new(&transcript, &about, &publication.site.language);
    let mut out = anstream::stdout().lock();
    for (headline, held) in ground.judge(text) {
        match held {
            Ok(held) => writeln!(out, "borne out  {headline}\n           {}", held.checks.join("\n           "))?,
            Err(why) => writeln!(out, "not so     {headline}\n           {}", why.join("\n           "))?,
        }
    }
    Ok(())
}

/// The editor, without a server: what it asks is printed. A publication without a model has one called `by hand`.
fn by_hand(publication: &Publication, world: &World) -> anyhow::Result<Editor> {
    let settings = publication.site.llm.clone().unwrap_or_else(Llm::by_hand);
    model::editor(publication, &Llm { base_url: None, ..settings }, world)
}

fn read_file(path: &Path) -> anyhow::Result<transcript::Parsed> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    transcript::parse(&bytes, None, Some(&name)).with_context(|| name)
}
