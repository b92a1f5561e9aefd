//! The fonts of the cards: those of the theme first, then the publication's, then our own for other scripts, then the system's.

use crate::{files, text};
use harfrust::font::Font;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Our own fonts, for scripts that a theme's lack: Greek and Cyrillic, Arabic, Hebrew, Devanagari.
const OWN: [&[u8]; 4] = [
    include_bytes!("fonts/serif.ttf"),
    include_bytes!("fonts/arabic.ttf"),
    include_bytes!("fonts/hebrew.ttf"),
    include_bytes!("fonts/devanagari.ttf"),
];
/// What the names of font files end with.
const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];
/// Bytes of the system's fonts that one build reads at most: some systems have gigabytes of them.
const MOST_READ: u64 = 512 << 20;

/// Which of a theme's two fonts a line is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Headlines and the publication's name.
    Headline,
    /// Dates and sources.
    Text,
}

/// Fonts, ready to be asked for characters.
pub struct Faces {
    /// The theme's two, then all others.
    fonts: Vec<Font>,
}

impl std::fmt::Debug for Faces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faces").field("fonts", &self.fonts.len()).finish()
    }
}

impl Faces {
    /// The theme's fonts for headlines and text, those in the publication's folder, and our own.
    ///
    /// # Errors
    /// A file that cannot be read or holds no font. The message names it.
    pub fn new(headline: (&str, &[u8]), text: (&str, &[u8]), folder: &Path) -> anyhow::Result<Self> {
        let open = |name: &str, bytes: Vec<u8>| {
            Font::new(bytes, 0).ok_or_else(|| anyhow::anyhow!("{name}: this is no font that cards can be set in; use a TTF or OTF file"))
        };
        let mut fonts = vec![open(headline.0, headline.1.to_vec())?, open(text.0, text.1.to_vec())?];
        for path in own_files(folder)? {
            let bytes = fs::read(&path).map_err(|error| anyhow::anyhow!("cannot read {}: {error}", path.display()))?;
            fonts.push(open(&path.display().to_string(), bytes)?);
        }
        fonts.extend(OWN.iter().filter_map(|bytes| Font::new(*bytes, 0)));
        Ok(Self { fonts })
    }

    /// The font of this number.
    pub fn font(&self, number: usize) -> &Font {
        &self.fonts[number]
    }

    /// The number of the first font for a role that has this character; that of the character before is kept for signs between words.
    pub fn choose(&self, role: Role, c: char, before: Option<usize>) -> Option<usize> {
        // Of another script, a font of that script before the theme's other one: a headline in serifs stays one.
        let (first, second) = if role == Role::Headline { (0, 1) } else { (1, 0) };
        if let Some(before) = before.filter(|_| !c.is_alphanumeric())
            && (is_hidden(c) || has(&self.fonts[before], c))
        {
            return Some(before);
        }
        if is_hidden(c) {
            return Some(first);
        }
        std::iter::once(first).chain(2..self.fonts.len()).chain([second]).find(|n| has(&self.fonts[*n], c))
    }

    /// Whether every character of a text can be printed.
    pub fn cover(&self, text: &str) -> bool {
        text.chars().all(|c| self.choose(Role::Headline, c, None).is_some())
    }

    /// A text without what no card shows: control characters, and pictures such as emoji unless a font has their outlines.
    pub fn printable(&self, line: &str) -> String {
        let mut kept = String::with_capacity(line.len());
        let mut dropped = false;
        for c in line.chars() {
            // What joins a picture to the next goes with it.
            dropped = is_picture(c) && !has(&self.fonts[0], c) && !has(&self.fonts[1], c) || dropped && is_hidden(c);
            kept.push(if dropped { ' ' } else { c });
        }
        text::one_line(&kept)
    }

    /// Looks for the characters of these texts that no font has among the system's fonts, which are read only then.
    pub fn complete<'a>(&mut self, texts: impl Iterator<Item = &'a str>, language: &str) {
        let lacking = |c: &char| self.choose(Role::Headline, *c, None).is_none() && !is_picture(*c) && !c.is_control();
        let mut missing: BTreeSet<char> = texts.flat_map(str::chars).filter(lacking).collect();
        let mut read = 0;
        for path in if missing.is_empty() { Vec::new() } else { system_files() } {
            let size = fs::metadata(&path).map_or(0, |meta| meta.len());
            if missing.is_empty() || read + size > MOST_READ {
                break;
            }
            read += size;
            let Ok(bytes) = fs::read(&path) else { continue };
            for font in members(&bytes, language) {
                let before = missing.len();
                missing.retain(|c| !has(&font, *c));
                if missing.len() < before {
                    self.fonts.push(font);
                }
            }
        }
    }
}

/// The font files of a publication's folder, sorted by name; none if there is no such folder.
///
/// # Errors
/// The folder cannot be read.
pub fn own_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for ending in ENDINGS {
        found.extend(files::list(folder, ending)?);
    }
    found.sort();
    Ok(found)
}

fn has(font: &Font, c: char) -> bool {
    font.charmap().map_unicode(c).is_some_and(|glyph| glyph.to_u32() > 0)
}

/// Joiners and marks of direction: they shape what stands beside them and have no form of their own.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Emoji and their kin.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b55}' | '\u{fe0f}' | '\u{20e3}'
        | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}')
}

/// The fonts in a file that have outlines. In a collection, which has one font for each country, that of the language comes first.
fn members(bytes: &[u8], language: &str) -> Vec<Font> {
    let shared: std::sync::Arc<dyn AsRef<[u8]> + Send + Sync> = std::sync::Arc::new(bytes.to_vec());
    let fonts = (0..16).map_while(|n| Font::new(std::sync::Arc::clone(&shared), n));
    let mut fonts: Vec<Font> = fonts.filter(|font| !font.outline_glyphs().is_empty()).collect();
    let wanted = match language.get(..2).unwrap_or_default() {
        "ko" => 1,
        "zh" if language.contains("TW") || language.contains("Hant") => 3,
        "zh" => 2,
        _ => 0,
    };
    if wanted < fonts.len() {
        fonts.swap(0, wanted);
    }
    fonts
}

/// The system's font files, the likeliest first.
fn system_files() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:\\Windows\\Fonts"]
            .map(PathBuf::from)
            .into();
    folders.extend([".fonts", ".local/share/fonts", "Library/Fonts"].map(|below| home.join(below)));
    let mut found: Vec<PathBuf> = folders.iter().filter_map(|folder| own_files(folder).ok()).flatten().collect();
    let rank = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let odd = has(&["mono", "bold", "italic", "oblique", "light", "thin", "black", "condensed", "narrow"]);
        (!has(&["noto", "source", "hiragino", "gothic", "mincho", "pingfang", "yahei"]), odd, name.clone())
    };
    // No outlines in the one kind, no letters in the other.
    found.retain(|path| !["Emoji", "LastResort", "Symbol"].iter().any(|word| path.to_string_lossy().contains(word)));
    found.sort_by_cached_key(rank);
    found
}
