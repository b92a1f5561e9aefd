//! `takefive new`: starts a publication.

use super::{Outcome, talk};
use crate::{cli::NewArgs, files, hash, template};
use include_dir::{Dir, include_dir};
use std::path::Path;

/// The files of a new publication; `{{title}}`, `{{base-url}}` and `{{install}}` are filled in.
static SCAFFOLD: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cmd/scaffold");

/// How `.ci/takefive` gets this program.
const INSTALL: &str = concat!("cargo install takefive --locked --version ", env!("CARGO_PKG_VERSION"));

/// Runs the command.
///
/// # Errors
/// There is a publication in the folder already, or a file cannot be written.
pub fn run(args: &NewArgs) -> anyhow::Result<Outcome> {
    let title = args.title.as_deref().unwrap_or("Five a Day");
    let base_url = args.base_url.as_ref().map_or("https://example.org/", |url| url.as_str());
    make(&args.dir, title, base_url, &id(&args.dir, base_url))?;
    let dir = args.dir.display();
    talk::done(false, "Made", format!("{dir}: a publication of your own"));
    anstream::eprintln!(
        "\n  Next:\n    1. {dir}/content/site.yaml: set title and base-url\n    2. {dir}/content/feeds.yaml: list your podcasts\n    \
         3. takefive --root {dir} daily    makes today's post\n    4. takefive --root {dir} serve    shows it, drafts and all\n"
    );
    Ok(Outcome::Done)
}

/// Writes the files of a new publication.
///
/// # Errors
/// As [`run`].
pub fn make(dir: &Path, title: &str, base_url: &str, id: &str) -> anyhow::Result<()> {
    let taken = dir.join("content/site.yaml");
    anyhow::ensure!(!taken.exists(), "{} exists: {} is a publication already; choose another folder", taken.display(), dir.display());
    // A title may hold anything; as JSON it is a YAML string as well.
    let quoted = serde_json::to_string(title)?;
    for (from, to) in FILES {
        let Some(text) = SCAFFOLD.get_file(from).and_then(|f| f.contents_utf8()) else { unreachable!("{from} is in the program") };
        let yaml = to.ends_with(".yaml");
        let text = text
            .replace("{{title}}", if yaml { &quoted } else { title })
            .replace("{{base-url}}", base_url)
            .replace("{{id}}", id)
            .replace("{{install}}", INSTALL);
        // What an owner has there already, such as a README of the repository, stays.
        let path = dir.join(to);
        if !path.exists() {
            files::write(&path, text.as_bytes())?;
        }
    }
    write_all(&template::THEMES, &dir.join("themes"))?;
    files::write(&dir.join("public/.gitignore"), b"*\n!.gitignore\n")?;
    for folder in ["content/posts", "content/desk", "templates"] {
        files::write(&dir.join(folder).join(".gitkeep"), b"")?;
    }
    Ok(())
}

/// What the ids of a new publication's feeds start with. Nobody else's do: it has the host, the year, and letters of chance.
fn id(dir: &Path, base_url: &str) -> String {
    let host = url::Url::parse(base_url).ok().and_then(|url| Some(url.host_str()?.to_owned())).unwrap_or_else(|| "example.org".to_owned());
    let now = jiff::Timestamp::now();
    let chance = hash::short(format!("{} {} {}", now, std::process::id(), dir.display()).as_bytes());
    format!("tag:{host},{}:takefive-{}", jiff::ZonedDateTime::new(now, jiff::tz::TimeZone::UTC).year(), &chance[..8])
}

const FILES: [(&str, &str); 11] = [
    ("content/site.yaml", "content/site.yaml"),
    ("content/feeds.yaml", "content/feeds.yaml"),
    ("content/pages/about.md", "content/pages/about.md"),
    ("README.md", "README.md"),
    ("gitignore", ".gitignore"),
    ("ci/takefive", ".ci/takefive"),
    ("ci/describe", ".ci/describe"),
    ("github/pull-request", ".github/pull-request"),
    ("github/workflows/daily.yml", ".github/workflows/daily.yml"),
    ("github/workflows/preview.yml", ".github/workflows/preview.yml"),
    ("github/workflows/publish.yml", ".github/workflows/publish.yml"),
];

fn write_all(from: &Dir<'_>, to: &Path) -> anyhow::Result<()> {
    for file in from.files() {
        files::write(&to.join(file.path()), file.contents())?;
    }
    from.dirs().try_for_each(|dir| write_all(dir, to))
}
