//! Static files of a theme: each under a name that holds its content's hash, so that browsers may keep it for ever.

use crate::hash;
use std::{borrow::Cow, collections::BTreeMap};

/// Static files, placed.
#[derive(Debug, Default)]
pub struct Assets {
    /// Path below the site's root by the file's name in the theme: `style.css` → `assets/style.3f9a0c1b.css`.
    pub paths: BTreeMap<String, String>,
    /// The bytes by path below the site's root.
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// Places a theme's static files: those below `root/` at the site's root as they are, the others below `assets/` with their hash.
/// Style sheets come last, for their `url(…)` must name the other files' places.
pub fn place(theme_files: BTreeMap<String, Cow<'static, [u8]>>) -> Assets {
    let mut assets = Assets::default();
    let (sheets, others): (Vec<_>, Vec<_>) = theme_files.into_iter().partition(|(name, _)| name.ends_with(".css"));
    for (name, bytes) in others {
        assets.add(name, bytes);
    }
    for (name, bytes) in sheets {
        let bytes = match std::str::from_utf8(&bytes) {
            Ok(text) => assets.point(&name, text).into_bytes().into(),
            Err(_) => bytes,
        };
        assets.add(name, bytes);
    }
    assets
}

impl Assets {
    fn add(&mut self, name: String, bytes: Cow<'static, [u8]>) {
        if let Some(fixed) = name.strip_prefix("root/") {
            self.files.insert(fixed.to_owned(), bytes);
            return;
        }
        let hash = &hash::sha256(&bytes)[..8];
        let file_starts = name.rfind('/').map_or(0, |slash| slash + 1);
        let path = match name[file_starts..].rfind('.') {
            Some(dot) => format!("assets/{}.{hash}{}", &name[..file_starts + dot], &name[file_starts + dot..]),
            None => format!("assets/{name}.{hash}"),
        };
        self.paths.insert(name, path.clone());
        self.files.insert(path, bytes);
    }

    /// A style sheet with the hashed names in its `url(…)`. Both stand below `assets/`, so an address relative to the sheet stays relative.
    fn point(&self, sheet: &str, text: &str) -> String {
        let mut pointed = String::with_capacity(text.len() + 256);
        let mut rest = text;
        while let Some(at) = rest.find("url(") {
            let (before, from) = rest.split_at(at + 4);
            let Some(end) = from.find(')') else { break };
            pointed.push_str(before);
            let address = from[..end].trim().trim_matches(['"', '\'']);
            match self.relative(sheet, address) {
                Some(place) => pointed.push_str(&place),
                None => pointed.push_str(&from[..end]),
            }
            rest = &from[end..];
        }
        pointed.push_str(rest);
        pointed
    }

    /// The hashed place of `address`, relative to the sheet's folder; `None` if it is no file of the theme.
    fn relative(&self, sheet: &str, address: &str) -> Option<String> {
        let (address, fragment) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let folder: Vec<&str> = sheet.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default();
        let mut parts = folder.clone();
        for part in address.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let place = self.paths.get(&parts.join("/"))?.strip_prefix("assets/")?;
        Some(format!("{}{place}{fragment}", "../".repeat(folder.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(files: &[(&str, &str)]) -> Assets {
        place(files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec().into())).collect())
    }

    #[test]
    fn names_hold_the_hash_and_root_files_stay() {
        let assets = placed(&[("app.js", "abc"), ("LICENSE", "abc"), ("fonts/a.b.woff2", "abc"), ("root/favicon.svg", "<svg/>")]);
        let places: Vec<_> = assets.files.keys().collect();
        assert_eq!(places, ["assets/LICENSE.ba7816bf", "assets/app.ba7816bf.js", "assets/fonts/a.b.ba7816bf.woff2", "favicon.svg"]);
        assert_eq!(assets.paths["app.js"], "assets/app.ba7816bf.js");
    }

    #[test]
    fn style_sheets_name_hashed_files_and_change_with_them() {
        let css =
            "a{src:url(fonts/x.woff2)url( 'fonts/x.woff2?#iefix' )}b{src:url(data:x)url(https://e.org/x)url(gone.png)}c{src:url(fonts/x";
        let print = |assets: &Assets, name: &str| String::from_utf8(assets.files[&assets.paths[name]].to_vec()).unwrap();
        let assets = placed(&[("style.css", css), ("css/in.css", "a{src:url(\"../fonts/x.woff2\")}"), ("fonts/x.woff2", "abc")]);
        assert_eq!(
            print(&assets, "style.css"),
            "a{src:url(fonts/x.ba7816bf.woff2)url(fonts/x.ba7816bf.woff2?#iefix)}b{src:url(data:x)url(https://e.org/x)url(gone.png)}c{src:url(fonts/x"
        );
        assert_eq!(print(&assets, "css/in.css"), "a{src:url(../fonts/x.ba7816bf.woff2)}");
        let changed = placed(&[("style.css", css), ("fonts/x.woff2", "abd")]);
        assert_ne!(assets.paths["style.css"], changed.paths["style.css"]);
    }
}
