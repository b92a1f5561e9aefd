//! Templates, the only user of Tera: layers of sources in, pages out, with faults that name file, line and column.

use crate::{
    files,
    hash::{Print, Printer, print_of},
};
use anyhow::Context as _;
use include_dir::{Dir, include_dir};
use serde::{Serialize, Serializer};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    ops::Deref,
    path::Path,
    sync::Arc,
};
use tera::{Tera, Value};

/// The templates that every theme shares, as the repository holds them in `templates/`.
pub static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The themes that the program brings along, as the repository holds them in `themes/`.
pub static THEMES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// What templates end with; other files beside them, such as a README, are none.
const EXTENSIONS: [&str; 3] = ["html", "txt", "xml"];

/// Template sources by name, from one place.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    sources: BTreeMap<String, Source>,
}

#[derive(Debug, Clone)]
struct Source {
    /// The file as messages name it.
    origin: String,
    text: String,
}

impl Layer {
    /// The templates of an embedded folder; messages name them below `shown`.
    pub fn embedded(folder: &Dir<'_>, shown: &str) -> Self {
        let mut layer = Self::default();
        layer.add_embedded(folder, folder.path(), shown);
        layer
    }

    /// Only the templates whose names start so.
    #[must_use]
    pub fn below(mut self, start: &str) -> Self {
        self.sources.retain(|name, _| name.starts_with(start));
        self
    }

    fn add_embedded(&mut self, folder: &Dir<'_>, root: &Path, shown: &str) {
        let is_template = |path: &Path| path.extension().and_then(|e| e.to_str()).is_some_and(|e| EXTENSIONS.contains(&e));
        for file in folder.files().filter(|file| is_template(file.path())) {
            if let (Some(name), Some(text)) = (name_below(root, file.path()), file.contents_utf8()) {
                self.sources.insert(name.clone(), Source { origin: format!("{shown}/{name}"), text: text.to_owned() });
            }
        }
        folder.dirs().for_each(|inner| self.add_embedded(inner, root, shown));
    }

    /// The templates of a folder on disk: its `.html`, `.xml` and `.txt` files, also those in folders below. Empty if there is no such folder.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn folder(folder: &Path) -> anyhow::Result<Self> {
        let mut layer = Self::default();
        for extension in EXTENSIONS {
            for path in files::list(folder, extension)? {
                let Some(name) = name_below(folder, &path) else { continue };
                layer.sources.insert(name, Source { origin: path.display().to_string(), text: files::read(&path)? });
            }
        }
        Ok(layer)
    }
}

/// A file's name in templates: its path below the folder, with `/` on every system.
fn name_below(folder: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(folder).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Compiled templates, with what every page may use.
pub struct Templates {
    tera: Tera,
    origins: BTreeMap<String, String>,
    /// For each template the fingerprint of its text, and the templates that it names.
    texts: BTreeMap<String, (Print, Vec<String>)>,
    /// Of all that define what any template may use without naming its file.
    common: Print,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("origins", &self.origins).finish_non_exhaustive()
    }
}

impl Templates {
    /// Compiles the templates of all layers; of two with one name, that of the later layer.
    ///
    /// # Errors
    /// A template that cannot be compiled, or that names a template, filter or function that there is not. The message names file, line
    /// and column.
    pub fn load(layers: impl IntoIterator<Item = Layer>) -> anyhow::Result<Self> {
        let mut sources = BTreeMap::new();
        layers.into_iter().for_each(|layer| sources.extend(layer.sources));
        let origins: BTreeMap<String, String> = sources.iter().map(|(name, source)| (name.clone(), source.origin.clone())).collect();
        let mut tera = Tera::default();
        tera.set_escape_fn(escape);
        let texts = sources.iter().map(|(name, source)| (name.as_str(), source.text.as_str()));
        tera.add_raw_templates(texts).map_err(|error| friendly(&error, &origins)).context("cannot use the templates")?;
        let named = |text: &str| sources.keys().filter(|name| names(text, name)).cloned().collect();
        let texts = sources.iter().map(|(name, source)| (name.clone(), (print_of(&source.text), named(&source.text)))).collect();
        let mut common = Printer::default();
        for source in sources.values().filter(|source| source.text.contains("component")) {
            common.text(&source.text);
        }
        Ok(Self { tera, origins, texts, common: common.done() })
    }

    /// A fingerprint of all texts that can have a part in what a template prints: its own, and those of the templates that it extends and
    /// includes, and these theirs.
    pub fn print_of(&self, name: &str) -> Print {
        let (mut known, mut open) = (BTreeSet::from([name]), vec![name]);
        while let Some(name) = open.pop() {
            for other in self.texts.get(name).iter().flat_map(|(_, names)| names) {
                if known.insert(other) {
                    open.push(other);
                }
            }
        }
        let mut printer = Printer::default();
        printer.print(self.common);
        for name in known {
            printer.text(name).print(self.texts.get(name).map_or(0, |(text, _)| *text));
        }
        printer.done()
    }

    /// Sets a variable that every template sees.
    pub fn set<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.tera.global_context().insert(name, value);
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.origins.contains_key(name)
    }

    /// Prints a template.
    ///
    /// # Errors
    /// There is no such template, or it cannot be printed with these variables. The message names file, line and column.
    pub fn render(&self, name: &str, variables: &Variables) -> anyhow::Result<String> {
        self.tera.render(name, &variables.0).map_err(|error| friendly(&error, &self.origins))
    }
}

/// The variables of one page.
#[derive(Debug, Clone, Default)]
pub struct Variables(tera::Context);

impl Variables {
    /// With one more variable.
    #[must_use]
    pub fn with<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.0.insert(name, value);
        self
    }

    /// With one more variable, if there is a value.
    #[must_use]
    pub fn with_some<T: Serialize>(self, name: &'static str, value: Option<&T>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

/// A value that was made ready for templates once. Each further page that prints it costs a reference count, where a plain struct would
/// be taken apart field by field again.
#[derive(Debug)]
pub struct Shared<T> {
    view: Arc<T>,
    value: Value,
}

impl<T: Serialize> Shared<T> {
    /// Makes a value ready.
    pub fn new(view: T) -> Self {
        let value = Value::from_serializable(&view);
        Self { view: Arc::new(view), value }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { view: Arc::clone(&self.view), value: self.value.clone() }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.view
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// `text` without the characters that neither XML 1.0 nor HTML can hold, escaped or not: controls other than tab and line breaks, and
/// the two that are no characters.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    // Chunks without a branch inside are checked many bytes at a time, and this runs on everything that is printed.
    let suspect = text.as_bytes().chunks(64).any(|chunk| chunk.iter().fold(false, |found, byte| found | is_suspect(*byte)));
    if suspect && text.contains(is_unprintable) { text.replace(is_unprintable, "").into() } else { text.into() }
}

/// Every unprintable character has such a byte, so that most texts are passed after one look at their bytes.
fn is_suspect(byte: u8) -> bool {
    ((byte < 32) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')) | (byte == 127) | (byte == 0xc2) | (byte == 0xef)
}

fn is_unprintable(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

fn escape(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    tera::escape_html(&printable(text), out)
}

/// Whether a template names another: wherever its name stands in quotes, for what it is there for makes no difference.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        matches!(before, Some('"' | '\'' | '`')) && before == after
    })
}

/// Tera's faults, with the file in the place of the template's name.
fn friendly(error: &tera::Error, origins: &BTreeMap<String, String>) -> anyhow::Error {
    let origin = |name: &str| origins.get(name).map_or_else(|| name.to_owned(), Clone::clone);
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let at = report.span();
            anyhow::anyhow!("{}:{}:{}: {}", origin(report.filename()), at.start_line, at.start_col + 1, report.message())
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            anyhow::anyhow!("{}: extends `{parent}`, which is not there", origin(current))
        }
        tera::ErrorKind::TemplateNotFound(name) => anyhow::anyhow!("there is no template `{name}`: the theme lacks it"),
        other => {
            let mut message = other.to_string();
            for (name, origin) in origins {
                message = message.replace(&format!("--> {name}:"), &format!("--> {origin}:"));
            }
            anyhow::anyhow!("{}", message.trim_start_matches("error: "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(place: &str, sources: &[(&str, &str)]) -> Layer {
        let source =
            |(name, text): &(&str, &str)| ((*name).to_owned(), Source { origin: format!("{place}/{name}"), text: (*text).to_owned() });
        Layer { sources: sources.iter().map(source).collect() }
    }

    fn fault(sources: &[(&str, &str)]) -> String {
        format!("{:#}", Templates::load([layer("templates", sources)]).unwrap_err())
    }

    #[test]
    fn the_later_layer_wins_one_template_at_a_time() {
        let below = layer("theme", &[("base.html", "<b>{% block x %}{% endblock %}</b>"), ("day.html", "theme")]);
        let above = layer("own", &[("day.html", "{% extends \"base.html\" %}{% block x %}{{ name }}{% endblock %}")]);
        let templates = Templates::load([below, above]).unwrap();
        let printed = templates.render("day.html", &Variables::default().with("name", "<Ann & \"Bo\">\u{0}\u{b}")).unwrap();
        assert_eq!(printed, "<b>&lt;Ann &amp; &quot;Bo&quot;&gt;</b>");
    }

    #[test]
    fn xml_is_escaped_and_plain_text_is_not() {
        let templates = Templates::load([layer("t", &[("a.xml", "{{ x }}"), ("a.txt", "{{ x }}")])]).unwrap();
        let variables = Variables::default().with("x", "a<b\u{ffff}");
        assert_eq!(templates.render("a.xml", &variables).unwrap(), "a&lt;b");
        assert_eq!(templates.render("a.txt", &variables).unwrap(), "a<b\u{ffff}");
    }

    #[test]
    fn faults_name_file_line_and_column() {
        insta::assert_snapshot!(fault(&[("day.html", "<p>\n{{ x | }}")]), @"cannot use the templates: templates/day.html:2:8: Found `}}` but expected identifier.");
        insta::assert_snapshot!(fault(&[("day.html", "{% extends \"bare.html\" %}")]), @"cannot use the templates: templates/day.html: extends `bare.html`, which is not there");
        insta::assert_snapshot!(fault(&[("day.html", "\n{{ x | shout }}")]), @r"
cannot use the templates: Unknown filter `shout`
 --> templates/day.html:2:8
  |
2 | {{ x | shout }}
  |        ^^^^^
");
        let templates = Templates::load([layer("templates", &[("day.html", "ok"), ("part.html", "\n {{ y.z }}")])]).unwrap();
        insta::assert_snapshot!(templates.render("part.html", &Variables::default()).unwrap_err(), @"templates/part.html:2:5: Variable `y` is not defined.");
        insta::assert_snapshot!(templates.render("gone.html", &Variables::default()).unwrap_err(), @"there is no template `gone.html`: the theme lacks it");
    }

    #[test]
    fn a_fingerprint_covers_what_a_template_uses_and_nothing_else() {
        let print = |base: &str, part: &str, other: &str| {
            let day = "{% extends 'base.html' %}{% block x %}{% include \"part.html\" %}{% endblock %}";
            let sources = [("base.html", base), ("part.html", part), ("day.html", day), ("other.html", other)];
            Templates::load([layer("t", &sources)]).unwrap().print_of("day.html")
        };
        let base = "<b>{% block x %}{% endblock %}</b>";
        assert_eq!(print(base, "a", "b"), print(base, "a", "c"));
        assert_ne!(print(base, "a", "b"), print(base, "d", "b"));
        assert_ne!(print(base, "a", "b"), print(&base.replace("<b>", "<i>"), "a", "b"));
    }

    #[test]
    fn a_shared_value_prints_like_the_value_itself() {
        let shared = Shared::new(BTreeMap::from([("name", "Ann")]));
        let nested = Variables::default().with("list", &vec![shared.clone(), shared.clone()]).with("one", &shared);
        let templates = Templates::load([layer("t", &[("a.html", "{{ one.name }}{{ list[1].name }}")])]).unwrap();
        assert_eq!(templates.render("a.html", &nested).unwrap(), "AnnAnn");
        assert_eq!(shared["name"], "Ann");
    }

    #[test]
    fn only_what_no_document_can_hold_is_dropped() {
        assert_eq!(printable("a\u{1}\tb\u{85}\n\u{fffe}é\u{ef}\u{a0}\u{10ffff}"), "a\tb\né\u{ef}\u{a0}\u{10ffff}");
        assert!(matches!(printable("plain é"), std::borrow::Cow::Borrowed(_)));
    }
}
