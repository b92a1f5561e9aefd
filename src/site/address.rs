//! Where pages lie: their paths below the site's root, and the addresses made of them.

use jiff::civil::Date;
use url::Url;

/// Where the site lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// `https://example.org/five`, without a slash at the end.
    pub home: String,
    /// `/five`, or empty.
    pub prefix: String,
    /// `https://example.org`.
    pub origin: String,
}

impl Address {
    /// The parts of the site's base address; a query or fragment is left out.
    pub fn new(base: &Url) -> Self {
        let prefix = base.path().trim_end_matches('/').to_owned();
        let origin = base[..url::Position::BeforePath].to_owned();
        Self { home: format!("{origin}{prefix}"), prefix, origin }
    }

    /// What links on pages say: `/five/2026/11/23/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.prefix)
    }

    /// The full address: `https://example.org/five/2026/11/23/`.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}/{path}", self.home)
    }
}

/// `2026/11/23/`.
pub fn day(date: Date) -> String {
    format!("{:04}/{:02}/{:02}/", date.year(), date.month(), date.day())
}

/// `2026/11/`.
pub fn month(date: Date) -> String {
    format!("{:04}/{:02}/", date.year(), date.month())
}

/// `2026/`.
pub fn year(year: i16) -> String {
    format!("{year:04}/")
}

/// `insights/SLUG/`.
pub fn insight(slug: &str) -> String {
    format!("insights/{slug}/")
}

/// `podcasts/SLUG/`.
pub fn podcast(slug: &str) -> String {
    format!("podcasts/{slug}/")
}

/// `episodes/SLUG/`.
pub fn episode(slug: &str) -> String {
    format!("episodes/{slug}/")
}

/// `topics/SLUG/`.
pub fn topic(slug: &str) -> String {
    format!("topics/{slug}/")
}

/// `people/SLUG/`.
pub fn person(slug: &str) -> String {
    format!("people/{slug}/")
}

/// `people/letter/a/`: those of a long list that begin so. No name's own pages lie there, for their parts have numbers.
pub fn letter(list: &str, slug: &str) -> String {
    format!("{list}letter/{slug}/")
}

/// `topics/SLUG/3/`: an older part of what stands at `topics/SLUG/`.
pub fn part(path: &str, number: usize) -> String {
    format!("{path}{number}/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_stands_before_every_path() {
        let at = |base: &str| Address::new(&base.parse().unwrap());
        let five = at("https://example.org:8443/five/?x#y");
        assert_eq!((five.home.as_str(), five.origin.as_str()), ("https://example.org:8443/five", "https://example.org:8443"));
        assert_eq!((five.url("a/"), five.permalink("")), ("/five/a/".into(), "https://example.org:8443/five/".into()));
        assert_eq!((at("https://example.org").url(""), at("https://example.org").home), ("/".into(), "https://example.org".into()));
    }
}
