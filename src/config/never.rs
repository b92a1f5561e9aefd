//! What an owner never wants to see in a post: `never` in `site.yaml`.

use super::Site;
use crate::text::one_line;
use std::collections::HashMap;
use url::Url;

/// The list `never`, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Never {
    /// Each entry as it is compared, with how the owner wrote it.
    entries: HashMap<String, String>,
}

impl Never {
    /// The list of a site.
    pub fn new(site: &Site) -> Self {
        Self { entries: site.never.iter().map(|entry| (folded(entry), entry.clone())).collect() }
    }

    /// The entry that one of these names is on the list by: addresses, guids and titles. Capitals and white space make no difference.
    pub fn entry<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<&str> {
        if self.entries.is_empty() {
            return None;
        }
        names.into_iter().find_map(|name| self.entries.get(&folded(name))).map(String::as_str)
    }
}

/// An address as it is compared: the same with http and https, and with and without a slash at the end.
pub fn folded_address(url: &Url) -> String {
    let text = url.as_str().split('#').next().unwrap_or_default();
    text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

/// A name as it is compared.
fn folded(name: &str) -> String {
    let name = one_line(name);
    match Url::parse(&name) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => folded_address(&url),
        _ => name.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let site = "title: T\nbase-url: https://t.example/\nnever: ['https://A.example:443/Feed/', 'The  Loud Show', '42', ABC-1]\n";
        let site: Result<Site, _> = crate::yaml::parse(site, std::path::Path::new("site.yaml"));
        let never = Never::new(&site.unwrap());
        for (name, entry) in [
            ("http://a.example/Feed", Some("https://A.example:443/Feed/")),
            ("https://a.example/Feed/#top", Some("https://A.example:443/Feed/")),
            ("the loud show", Some("The  Loud Show")),
            ("42", Some("42")),
            ("abc-1", Some("ABC-1")),
            ("https://a.example/feed", None),
            ("The Loud Show, too", None),
            ("", None),
        ] {
            assert_eq!(never.entry([name]), entry, "{name}");
        }
    }
}
