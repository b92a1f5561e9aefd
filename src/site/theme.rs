//! A theme: templates, options, strings and static files, from the program and from the publication, the latter on top.

use super::{
    card::{Design, look::Look},
    language::Language,
};
use crate::{
    config::Publication,
    files,
    template::{Layer, TEMPLATES, THEMES, Templates},
    yaml,
};
use anyhow::Context;
use include_dir::Dir;
use serde::Deserialize;
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The theme that fills the gaps of every theme that does not say otherwise.
const BASE: &str = "daily";

/// A theme, ready to use.
#[derive(Debug)]
pub struct Theme {
    /// Its templates, with the shared ones below and the publication's own on top.
    pub templates: Templates,
    /// Its options, with the publication's values.
    pub options: BTreeMap<String, Value>,
    /// Its strings in the publication's language.
    pub language: Language,
    /// Its static files by their path below `static/`.
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
    /// How its share images look; `None` if neither it nor one that it extends says so.
    pub card: Option<Design>,
}

/// `theme.yaml`. Everything but `extends` and `options` speaks to people alone.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[allow(dead_code, reason = "the keys are named so that all others can be refused")]
struct Description {
    name: String,
    description: String,
    author: String,
    license: String,
    /// The theme that fills the gaps, or `none`. Default: daily.
    extends: Option<String>,
    /// Default of each option.
    options: BTreeMap<String, Value>,
    /// How share images look.
    card: Option<Look>,
}

/// One place that holds files of a theme.
enum Place {
    Embedded(&'static Dir<'static>),
    Folder(PathBuf),
}

impl Theme {
    /// Loads the publication's theme.
    ///
    /// # Errors
    /// There is no such theme; a file of it cannot be read or understood; an option that it does not have.
    pub fn load(publication: &Publication) -> anyhow::Result<Self> {
        let chain = chain(publication)?;
        let mut layers = vec![Layer::embedded(&TEMPLATES, "templates")];
        let (mut options, mut strings, mut files) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (mut look, mut fonts) = (None, BTreeMap::new());
        for (description, places) in chain {
            options.extend(description.options);
            look = description.card.or(look);
            for place in places {
                layers.push(place.templates()?);
                strings.extend(place.strings(&publication.site.language)?);
                files.extend(place.files("static")?);
                fonts.extend(place.files("card")?);
            }
        }
        layers.push(Layer::folder(&publication.root.join("templates"))?);
        Ok(Self {
            templates: Templates::load(layers)?,
            options: choose(options, &publication.site.theme_options).context("content/site.yaml")?,
            language: Language::new(strings)?,
            files,
            card: look.map(|look| design(look, fonts)).transpose()?,
        })
    }
}

/// The look of the cards with its two fonts.
fn design(look: Look, mut files: BTreeMap<String, Cow<'static, [u8]>>) -> anyhow::Result<Design> {
    for name in [&look.headline, &look.text] {
        anyhow::ensure!(files.contains_key(name), "theme.yaml: `card` names the font `{name}`, and the theme has no file card/{name}");
    }
    files.retain(|name, _| *name == look.headline || *name == look.text);
    Ok(Design { look, fonts: files })
}

/// The theme and those that it extends, the last one first.
fn chain(publication: &Publication) -> anyhow::Result<Vec<(Description, Vec<Place>)>> {
    let mut chain = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut next = Some(publication.site.theme.clone());
    while let Some(name) = next {
        anyhow::ensure!(!names.contains(&name), "theme `{name}` extends itself: {} → {name}", names.join(" → "));
        let places = places(publication, &name)?;
        let description = describe(&places)?;
        next = match description.extends.as_deref() {
            Some("none") => None,
            Some(other) => Some(other.to_owned()),
            None => (name != BASE).then(|| BASE.to_owned()),
        };
        names.push(name);
        chain.push((description, places));
    }
    chain.reverse();
    Ok(chain)
}

fn places(publication: &Publication, name: &str) -> anyhow::Result<Vec<Place>> {
    let folder = publication.root.join("themes").join(name);
    // A name such as `../x` would lead out of the themes' folder.
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    anyhow::ensure!(plain, "theme `{name}`: a theme's name is made of letters, digits, - and _");
    let mut places: Vec<Place> = THEMES.get_dir(name).map(Place::Embedded).into_iter().collect();
    if folder.is_dir() {
        places.push(Place::Folder(folder.clone()));
    }
    let known: Vec<_> = THEMES.dirs().map(|dir| dir.path().display().to_string()).collect();
    anyhow::ensure!(
        !places.is_empty(),
        "there is no theme `{name}`: make {}, or set `theme` in content/site.yaml to one that is built in ({})",
        folder.display(),
        known.join(", ")
    );
    Ok(places)
}

fn describe(places: &[Place]) -> anyhow::Result<Description> {
    for place in places.iter().rev() {
        if let Some((text, path)) = place.read("theme.yaml")? {
            return Ok(yaml::parse::<Option<Description>>(&text, &path)?.unwrap_or_default());
        }
    }
    Ok(Description::default())
}

fn choose(mut options: BTreeMap<String, Value>, chosen: &BTreeMap<String, Value>) -> anyhow::Result<BTreeMap<String, Value>> {
    for (key, value) in chosen {
        if !options.contains_key(key) {
            let likeness = |known: &String| strsim::jaro_winkler(known, key);
            let nearest = options.keys().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|known| likeness(known) > 0.75);
            match nearest {
                Some(known) => anyhow::bail!("theme-options: the theme has no option `{key}`; did you mean `{known}`?"),
                None => anyhow::bail!(
                    "theme-options: the theme has no option `{key}`; it has {}",
                    options.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
                ),
            }
        }
        let default = &options[key];
        anyhow::ensure!(
            default.is_null() || std::mem::discriminant(default) == std::mem::discriminant(value),
            "theme-options: `{key}` must be {}, such as {default}, not {value}",
            kind_of(default)
        );
        options.insert(key.clone(), value.clone());
    }
    Ok(options)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
        Value::Null | Value::String(_) => "a text",
    }
}

impl Place {
    fn templates(&self) -> anyhow::Result<Layer> {
        match self {
            Self::Folder(folder) => Layer::folder(&folder.join("templates")),
            Self::Embedded(dir) => {
                let folder = dir.path().join("templates");
                let shown = Path::new("themes").join(&folder).display().to_string();
                Ok(THEMES.get_dir(&folder).map(|templates| Layer::embedded(templates, &shown)).unwrap_or_default())
            }
        }
    }

    /// The strings of a language: English below, then `pt`, then `pt-BR`.
    fn strings(&self, language: &str) -> anyhow::Result<BTreeMap<String, Value>> {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let mut strings = BTreeMap::new();
        for tag in ["en", primary, language] {
            if let Some((text, path)) = self.read(&format!("i18n/{tag}.yaml"))? {
                strings.extend(yaml::parse::<Option<BTreeMap<String, Value>>>(&text, &path)?.unwrap_or_default());
            }
        }
        Ok(strings)
    }

    /// A text file's words and the path that messages name it by; `None` if it is not there.
    fn read(&self, name: &str) -> anyhow::Result<Option<(String, PathBuf)>> {
        match self {
            Self::Folder(folder) => Ok(files::read_if_there(&folder.join(name))?.map(|text| (text, folder.join(name)))),
            Self::Embedded(dir) => {
                let path = dir.path().join(name);
                let text = THEMES.get_file(&path).and_then(|file| file.contents_utf8());
                Ok(text.map(|text| (text.to_owned(), Path::new("themes").join(&path))))
            }
        }
    }

    fn files(&self, below: &str) -> anyhow::Result<BTreeMap<String, Cow<'static, [u8]>>> {
        match self {
            Self::Folder(folder) => Ok(read_all(&folder.join(below))?.into_iter().map(|(name, bytes)| (name, bytes.into())).collect()),
            Self::Embedded(dir) => {
                let root = dir.path().join(below);
                let mut found = BTreeMap::new();
                if let Some(dir) = THEMES.get_dir(&root) {
                    add_embedded(&mut found, dir, &root);
                }
                Ok(found)
            }
        }
    }
}

fn add_embedded(found: &mut BTreeMap<String, Cow<'static, [u8]>>, dir: &'static Dir<'static>, root: &Path) {
    for file in dir.files() {
        if let Ok(path) = file.path().strip_prefix(root) {
            found.insert(path.display().to_string().replace('\\', "/"), file.contents().into());
        }
    }
    dir.dirs().for_each(|inner| add_embedded(found, inner, root));
}

/// Every file below a folder by its path there, with `/` on every system; none if there is no such folder.
///
/// # Errors
/// A file cannot be read, or its name is not UTF-8.
pub fn read_all(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        let name = parts.with_context(|| format!("{}: the file's name is not UTF-8; rename it", entry.path().display()))?.join("/");
        found.insert(name, fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(root: &Path, site: &str) -> Publication {
        let site = yaml::parse(&format!("title: Five\nbase-url: https://example.org\n{site}"), Path::new("site.yaml")).unwrap();
        Publication { root: root.to_owned(), site, feeds: Vec::new() }
    }

    fn folder(sources: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in sources {
            files::write(&folder.path().join(name), text.as_bytes()).unwrap();
        }
        folder
    }

    #[test]
    fn a_theme_fills_its_gaps_from_the_one_it_extends() {
        let folder = folder(&[
            ("themes/low/theme.yaml", "extends: none\noptions: {accent: red, serif: true}\n"),
            ("themes/low/templates/day.html", "low"),
            ("themes/low/templates/home.html", "low"),
            ("themes/low/static/style.css", "low"),
            ("themes/low/i18n/en.yaml", "archive: Old days\nlisten: Play\n"),
            ("themes/high/theme.yaml", "extends: low\noptions: {accent: blue}\n"),
            ("themes/high/templates/day.html", "high"),
            ("themes/high/i18n/pt.yaml", "archive: Arquivo\n"),
            ("templates/home.html", "own"),
        ]);
        let theme = Theme::load(&publication(folder.path(), "theme: high\nlanguage: pt-BR\ntheme-options: {serif: false}")).unwrap();
        let print = |name| theme.templates.render(name, &crate::template::Variables::default()).unwrap();
        assert_eq!((print("day.html"), print("home.html")), ("high".into(), "own".into()));
        assert_eq!(theme.options, BTreeMap::from([("accent".into(), "blue".into()), ("serif".into(), false.into())]));
        assert_eq!((theme.language.say("archive"), theme.language.say("listen")), ("Arquivo", "Play"));
        assert_eq!(theme.files.keys().collect::<Vec<_>>(), ["style.css"]);
    }

    #[test]
    fn faults_say_what_to_do() {
        let folder = folder(&[
            ("themes/a/theme.yaml", "extends: b\n"),
            ("themes/b/theme.yaml", "extends: a\n"),
            ("themes/c/theme.yaml", "extends: none\noptions: {accent: red}\n"),
        ]);
        let fault = |site: &str| {
            let error = format!("{:#}", Theme::load(&publication(folder.path(), site)).unwrap_err());
            error.replace(&folder.path().display().to_string(), "ROOT").split(" (").next().unwrap_or_default().to_owned()
        };
        insta::assert_snapshot!(fault("theme: a"), @"theme `a` extends itself: a → b → a");
        insta::assert_snapshot!(fault("theme: gone"), @"there is no theme `gone`: make ROOT/themes/gone, or set `theme` in content/site.yaml to one that is built in");
        insta::assert_snapshot!(fault("theme: ../c"), @"theme `../c`: a theme's name is made of letters, digits, - and _");
        insta::assert_snapshot!(fault("theme: c\ntheme-options: {acent: blue}"), @"content/site.yaml: theme-options: the theme has no option `acent`; did you mean `accent`?");
        insta::assert_snapshot!(fault("theme: c\ntheme-options: {accent: 3}"), @r#"content/site.yaml: theme-options: `accent` must be a text, such as "red", not 3"#);
        insta::assert_snapshot!(fault("theme: c\ntheme-options: {columns: 3}"), @"content/site.yaml: theme-options: the theme has no option `columns`; it has accent");
    }
}
