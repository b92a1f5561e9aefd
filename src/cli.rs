//! Arguments → one command → exit code. The doc comments are the help.

mod feeds;

pub use feeds::{AddArgs, FeedsAction, FeedsArgs, Sort};

use crate::cmd;
use clap::{Args, ColorChoice, Parser, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;
use url::Url;

/// Scan podcasts every day, write the five best insights as one Markdown post, and build the site.
///
/// Start a publication with `takefive new DIR`, or see a whole day without any set-up with `takefive demo`.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with sources skipped.
#[derive(Debug, Parser)]
#[command(version, name = "takefive", propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// The publication's folder
    #[arg(long, global = true, value_name = "DIR", default_value = ".", env = "TAKEFIVE_ROOT", hide_env = true)]
    pub root: PathBuf,
    /// Say nothing but errors and results
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Colours: auto, always or never; NO_COLOR is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a publication in DIR
    New(NewArgs),
    /// Make today's post and the site: fetch, draft and build
    Daily(DayArgs),
    /// Look after the list of podcasts: add, list, check, import, export
    Feeds(FeedsArgs),
    /// Poll the feeds and get the transcripts of new episodes
    Fetch(DayArgs),
    /// Write the post and the desk of a day from what was fetched
    ///
    /// Where an editor has begun, only sections that are as they were generated may say something new. What was touched, moved or added
    /// stays as it is, what was deleted stays deleted, and a published post is never changed.
    Draft(DraftArgs),
    /// Exchange an insight of a day's post for a runner-up
    ///
    /// Without a number, shows what the post and the desk have. The insight that goes is put on the desk, with whatever you changed in it.
    Swap(SwapArgs),
    /// Review a day in the terminal: candidates on the left, the post on the right
    ///
    /// Swap, add, put back, reorder and edit insights, listen to them at their moment, and publish. Takes the newest draft if no day is
    /// named.
    #[command(after_long_help = cmd::desk::keys::table())]
    Desk(DeskArgs),
    /// Publish the posts of days that were reviewed
    ///
    /// Writes `status: published`, after checking the post. Nothing else in the file changes.
    Publish(PublishArgs),
    /// Make published posts drafts again
    Unpublish(PublishArgs),
    /// Take an episode down: its insights go from all posts and desks, and it is never used again
    ///
    /// Pages of what was published say that it was taken down, and content/takedowns.yaml remembers it. What git has of it stays in git.
    Takedown(TakedownArgs),
    /// Build the site into public/
    Build(BuildArgs),
    /// Show the site with its drafts on this machine, and reload it when a file changes
    Serve(ServeArgs),
    /// Report every fault in the content, with file, line and what to do
    Check(CheckArgs),
    /// Print the JSON schema of what editors write in YAML, for editors that complete it
    Schema {
        /// Which one
        what: Schema,
    },
    /// Show why an insight was chosen, how it compares with the day's others, and why the runners-up lost
    ///
    /// Reads the posts and desks in content/ alone, so that it works offline and on old and edited days.
    Explain(ExplainArgs),
    /// Rank the insights of one transcript (VTT, SRT, JSON, HTML, or paragraphs `Speaker: words`)
    Extract(ExtractArgs),
    /// Print what a language model is asked about an episode, a transcript or a day, to ask any model by hand
    ///
    /// A day's questions about its episodes come first; when all of these are answered, the one that chooses and writes the day's best.
    Prompt(PromptArgs),
    /// Take a model's answer to a printed question from a file, in place of a call
    ///
    /// Says of each insight whether its passage bears it out. The next `takefive draft` finds the answer.
    Answer(AnswerArgs),
    /// Copy a theme, to make one of your own of it
    ///
    /// The copy stands in themes/NAME and is used at once: site.yaml names it. Change what you like, and delete what you leave as it is:
    /// what the copy lacks is taken from the theme that it was copied from.
    Theme(ThemeArgs),
    /// Make a whole day from nothing but this program: fictional podcasts, over HTTP, to a site
    Demo(DemoArgs),
    /// Learn what this publication's editors like from what they kept, dropped, moved and rewrote
    ///
    /// Compares each day's draft and desk with what was published, by git's history, and writes content/taste.yaml. From ten published
    /// days on, it moves scores a little; delete the file or set `taste: off` in site.yaml to be rid of it.
    Learn(LearnArgs),
    /// Print completions for a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make; it must not hold a publication yet
    pub dir: PathBuf,
    /// Name of the publication
    #[arg(long)]
    pub title: Option<String>,
    /// Where readers will find it
    #[arg(long, value_name = "URL")]
    pub base_url: Option<Url>,
}

/// Arguments of `daily` and `fetch`.
#[derive(Debug, Args, Clone)]
pub struct DayArgs {
    /// The day, such as 2026-11-23 [default: today in the publication's time zone]
    #[arg(value_name = "DAY", conflicts_with = "date")]
    pub day: Option<Date>,
    /// The same as DAY
    #[arg(long, value_name = "DAY")]
    pub date: Option<Date>,
}

/// Arguments of `draft`.
#[derive(Debug, Args, Clone)]
pub struct DraftArgs {
    /// Which day.
    #[command(flatten)]
    pub day: DayArgs,
    /// Show what would change as a diff, and write nothing
    #[arg(long, conflicts_with = "force")]
    pub dry_run: bool,
    /// Make the day anew even where an editor has begun or has published it: asks first, and keeps a copy in .takefive/backup
    #[arg(long)]
    pub force: bool,
    /// Do not ask
    #[arg(long, requires = "force")]
    pub yes: bool,
}

/// Arguments of `swap`.
#[derive(Debug, Args)]
pub struct SwapArgs {
    /// The day, such as 2026-11-23
    #[arg(value_name = "DAY")]
    pub day: Date,
    /// Which insight of the post is to go, counted from 1
    #[arg(value_name = "N")]
    pub number: Option<usize>,
    /// Which runner-up is to come, by slug or number [default: the best]
    #[arg(value_name = "WITH", num_args = 1..=2)]
    pub with: Vec<String>,
}

impl SwapArgs {
    /// The runner-up that was named; `with SLUG` is as good as `SLUG`.
    pub fn slug(&self) -> Option<&str> {
        match self.with.as_slice() {
            [with, slug] if with == "with" => Some(slug),
            [slug, ..] => Some(slug),
            [] => None,
        }
    }
}

/// Arguments of `desk`.
#[derive(Debug, Args)]
pub struct DeskArgs {
    /// The day, such as 2026-11-23 [default: the newest draft]
    #[arg(value_name = "DAY")]
    pub day: Option<Date>,
}

/// Arguments of `publish` and `unpublish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// The days, such as 2026-11-23
    #[arg(value_name = "DAY", required = true)]
    pub days: Vec<Date>,
}

/// Arguments of `takedown`.
#[derive(Debug, Args)]
pub struct TakedownArgs {
    /// The episode: its guid, or the address of its page, its audio or its transcript
    #[arg(value_name = "URL|GUID")]
    pub what: String,
    /// Why, in words for readers
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    /// Say what would go, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `build`.
#[derive(Debug, Args, Default)]
pub struct BuildArgs {
    /// Show posts that are still drafts, marked
    #[arg(long)]
    pub drafts: bool,
    /// Where to write [default: public/ in the publication's folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Build for this address instead of site.yaml's
    #[arg(long, value_name = "URL")]
    pub base_url: Option<Url>,
    /// Make everything anew, whatever earlier builds left, and look at every file in the folder
    #[arg(long)]
    pub full: bool,
    /// Print what was done as JSON: pages, files, those made anew, written and deleted, and the size of all
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 5005)]
    pub port: u16,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Edit drafts in the browser: reorder, swap, rewrite, publish; with a day, open that one
    ///
    /// The address that is printed holds a key that is made anew at every start: whoever has it can write the posts.
    #[arg(long, value_name = "DAY", num_args = 0..=1)]
    pub edit: Option<Option<Date>>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Only the posts and desks of these days
    #[arg(value_name = "DAY")]
    pub days: Vec<Date>,
    /// Mend first what takes no judgement: misspelled keys, tabs, missing quotes, slugs that are no address
    #[arg(long)]
    pub fix: bool,
    /// How to print faults: for people, as JSON lines, or as annotations of a pull request
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    pub format: Format,
    /// The same as --format json
    #[arg(long)]
    pub json: bool,
    /// Get transcripts that are no longer in the cache, to hold quotes against them
    #[arg(long)]
    pub fetch: bool,
}

/// What there is a JSON schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Schema {
    /// The front matter of a post.
    FrontMatter,
    /// The source block of an insight.
    Source,
    /// What the site's JSON API says.
    Api,
}

/// How faults are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
    /// Workflow commands, which a forge shows beside the lines of a pull request.
    Github,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// An insight's slug, as its heading in the post or on the desk has it; or a day, such as 2026-11-23
    #[arg(value_name = "SLUG|DAY", required_unless_present = "signals")]
    pub what: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// List all signals instead, with what they mean
    #[arg(long, conflicts_with = "what")]
    pub signals: bool,
}

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// The transcript's file, or - for standard input
    pub file: PathBuf,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// By grammar and cues alone, in milliseconds, without the listener
    #[arg(long)]
    pub plain: bool,
    /// How many insights
    #[arg(long, short = 'n', default_value_t = 15)]
    pub most: usize,
}

/// Arguments of `prompt`.
#[derive(Debug, Args)]
pub struct PromptArgs {
    /// An episode's guid or a part of its title; a transcript's file; or a day, such as 2026-11-23
    #[arg(value_name = "EPISODE|FILE|DAY")]
    pub what: String,
    /// Also those that are answered
    #[arg(long)]
    pub all: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Write each question into a file ID.txt there
    #[arg(long, value_name = "DIR", conflicts_with = "json")]
    pub out: Option<PathBuf>,
}

/// Arguments of `answer`.
#[derive(Debug, Args)]
pub struct AnswerArgs {
    /// The question's name, as `takefive prompt` prints it
    pub id: String,
    /// The file with the model's answer, or - for standard input
    pub file: PathBuf,
    /// Who answered; stands under `by:` [default: the model of site.yaml]
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
}

/// Arguments of `theme`.
#[derive(Debug, Args)]
pub struct ThemeArgs {
    /// What to do with themes.
    #[command(subcommand)]
    pub action: ThemeAction,
}

/// What can be done with themes.
#[derive(Debug, Subcommand)]
pub enum ThemeAction {
    /// Copy a theme to themes/NAME
    New {
        /// Name of the copy: letters, digits, - and _
        name: String,
        /// The theme to copy
        #[arg(long, value_name = "THEME", default_value = "daily")]
        from: String,
    },
    /// List the themes that there are
    List,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The folder to make
    #[arg(default_value = "takefive-demo")]
    pub dir: PathBuf,
    /// Show the site in the browser afterwards
    #[arg(long)]
    pub serve: bool,
    /// Port of the site on 127.0.0.1 with --serve; 0 takes a free one
    #[arg(long, default_value_t = 5005)]
    pub port: u16,
    /// Choose by grammar and cues alone, without the listener
    #[arg(long)]
    pub plain: bool,
}

/// Arguments of `learn`.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// Instead, fit the extractor to these folders of labelled episodes, one JSON file each; for those who work on takefive itself
    #[arg(long, value_name = "DIR", num_args = 1.., requires = "text", hide = true)]
    pub gold: Vec<PathBuf>,
    /// The folders of their transcripts, `ID.txt`
    #[arg(long, value_name = "DIR", num_args = 1.., requires = "gold", hide = true)]
    pub text: Vec<PathBuf>,
    /// The folder of what a listener said of each sentence that had not learned from the episode's show, `ID.json`
    #[arg(long, value_name = "DIR", requires = "gold", hide = true)]
    pub heard: Option<PathBuf>,
    /// The folder of those listeners, with `shows.json`; without it the embedded one reads
    #[arg(long, value_name = "DIR", requires = "heard", hide = true)]
    pub listeners: Option<PathBuf>,
    /// Write no extractor, but what a listener learns from, `ID.json`
    #[arg(long, value_name = "DIR", requires = "gold", hide = true)]
    pub lessons: Option<PathBuf>,
    /// Where the extractor's files are written
    #[arg(long, value_name = "DIR", default_value = "src/insight", hide = true)]
    pub out: PathBuf,
    /// Instead, fit how texts are read to this table of judged ones
    #[arg(long, value_name = "FILE", conflicts_with = "gold", hide = true)]
    pub judged: Option<PathBuf>,
    /// Write no extractor, but the picks in each episode of the first folder, found without having learned from its show
    #[arg(long, value_name = "DIR", requires = "gold", hide = true)]
    pub picks: Option<PathBuf>,
}

impl DayArgs {
    /// The day that was asked for, if one was.
    pub fn asked(&self) -> Option<Date> {
        self.day.or(self.date)
    }
}

/// Runs the command that the arguments ask for.
///
/// # Errors
/// The command failed as a whole; one bad source is no error but an [`cmd::Outcome::Skipped`].
pub fn run(cli: Cli) -> anyhow::Result<cmd::Outcome> {
    let Cli { root, quiet, command, .. } = cli;
    match command {
        Command::New(args) => cmd::new::run(&args),
        Command::Daily(args) => cmd::daily::run(&root, &args, quiet),
        Command::Feeds(args) => cmd::feeds::run(&root, &args.action, quiet),
        Command::Fetch(args) => cmd::fetch::run(&root, &args, quiet),
        Command::Draft(args) => cmd::draft::run(&root, &args, quiet),
        Command::Swap(args) => cmd::swap::run(&root, &args, quiet),
        Command::Desk(args) => cmd::desk::run(&root, &args, quiet),
        Command::Publish(args) => cmd::publish::publish(&root, &args, quiet),
        Command::Unpublish(args) => cmd::publish::unpublish(&root, &args, quiet),
        Command::Takedown(args) => cmd::takedown::run(&root, &args, quiet),
        Command::Build(args) => cmd::build::run(&root, &args, quiet),
        Command::Serve(args) => cmd::serve::run(&root, &args),
        Command::Check(args) => cmd::check::run(&root, &args, quiet),
        Command::Schema { what } => cmd::schema::run(what),
        Command::Explain(args) => cmd::explain::run(&root, &args),
        Command::Extract(args) => cmd::extract::run(&args),
        Command::Prompt(args) => cmd::prompt::prompt(&root, &args, quiet),
        Command::Answer(args) => cmd::prompt::answer(&root, &args, quiet),
        Command::Theme(args) => cmd::theme::run(&root, &args, quiet),
        Command::Demo(args) => cmd::demo::run(&args, quiet),
        Command::Learn(args) => cmd::learn::run(&root, &args, quiet),
        Command::Completions { shell } => cmd::completions::run(shell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        Cli::command().debug_assert();
    }
}
