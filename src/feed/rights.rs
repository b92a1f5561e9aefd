//! What a publisher says about use: `podcast:block`, `itunes:block` and `podcast:txt`.
//!
//! `podcast:block` goes by the order that its namespace gives: a `no` for us allows, then a `yes` for us forbids, then a `yes` for everybody
//! (<https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/block.md>). `itunes:block` is a `yes` for everybody.
//!
//! `podcast:txt` is free text under a purpose. For what is done here, reading by program and quoting, these purposes count, by the words
//! that web sites use for the same: `ai`, `ai-input` and the like, `tdm` and `tdm-reservation` (text and data mining), `content-usage`,
//! `robots` and `noai`. Whoever writes one of the first and not plainly yes means no, or something to be asked about first, so it is
//! read as no. Not an objection: `train-ai=n`, for nothing is trained on episodes here; and `ai-content`, which says how the podcast was
//! made.

/// The name that `podcast:block` may call this program by.
const OUR_ID: &str = "takefive";

/// Purposes of `podcast:txt` under which a publisher grants or reserves what is done here.
const PURPOSES: [&str; 13] = [
    "ai",
    "ai-input",
    "ai-usage",
    "ai-use",
    "ai-summary",
    "content-signal",
    "content-usage",
    "genai",
    "generative-ai",
    "tdm",
    "tdm-policy",
    "text-and-data-mining",
    "tdm-opt-out",
];
/// Keys in a text such as `train-ai=n, ai-input=n` that speak of what is done here. All other keys speak of something else.
const KEYS: [&str; 8] = ["ai", "ai-input", "ai-use", "genai", "tdm", "bots", "automated", "all"];
/// Words for robots that forbid to quote, to list, or to read by a model.
const ROBOTS: [&str; 5] = ["noai", "noindex", "nosnippet", "none", "max-snippet:0"];
const YES: [&str; 14] =
    ["yes", "y", "true", "1", "allow", "allowed", "allow-all", "all", "ok", "permitted", "granted", "opt-in", "welcome", "any"];
const NO: [&str; 9] = ["no", "n", "false", "0", "deny", "denied", "disallow", "disallowed", "reserved"];

/// The statements of one channel or item.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// `podcast:block`: the platform it speaks to, and whether it says yes.
    blocks: Vec<(Option<String>, bool)>,
    itunes_block: bool,
    /// Why a `podcast:txt` is an objection.
    text: Option<String>,
}

impl Terms {
    /// A `podcast:block`. Values other than yes and no say nothing.
    pub fn block(&mut self, id: Option<String>, value: &str) {
        let value = value.trim().to_ascii_lowercase();
        if let Some(yes) = ["yes", "true"].contains(&value.as_str()).then_some(true).or((value == "no").then_some(false)) {
            self.blocks.push((id.map(|id| id.trim().to_ascii_lowercase()), yes));
        }
    }

    /// An `itunes:block`.
    pub fn itunes_block(&mut self, value: &str) {
        self.itunes_block |= matches!(value.trim().to_ascii_lowercase().as_str(), "yes" | "true");
    }

    /// A `podcast:txt`.
    pub fn text(&mut self, purpose: Option<&str>, value: &str) {
        let purpose = purpose.unwrap_or_default().trim().to_ascii_lowercase().replace(['_', ' '], "-");
        if objects(&purpose, &value.trim().to_ascii_lowercase()) {
            let words: String = value.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
            self.text.get_or_insert(format!("podcast:txt, purpose {purpose}: {words:?}"));
        }
    }

    /// Why nothing may be used, in the publisher's terms. `None` if there is no objection.
    pub fn objection(self) -> Option<String> {
        let says = |id: Option<&str>, yes: bool| self.blocks.iter().any(|(i, y)| i.as_deref() == id && *y == yes);
        match () {
            () if says(Some(OUR_ID), false) => None,
            () if says(Some(OUR_ID), true) => Some(format!("podcast:block for {OUR_ID}")),
            () if says(None, true) => Some("podcast:block".to_owned()),
            () if self.itunes_block => Some("itunes:block".to_owned()),
            () => self.text,
        }
    }
}

/// Whether a text under a purpose, both in lower case, forbids what is done here.
fn objects(purpose: &str, value: &str) -> bool {
    let words = || value.split([',', ';', ' ', '\n', '\t']).filter(|word| !word.is_empty());
    match purpose {
        "robots" => words().any(|word| ROBOTS.contains(&word)),
        "noai" | "no-ai" => !NO.contains(&value),
        // The protocol's own values: 1 reserves, 0 does not.
        "tdm-reservation" => !NO.contains(&value),
        _ if !PURPOSES.contains(&purpose) => false,
        _ if value.contains(['=', ':']) && !value.contains("://") => {
            let pairs = words().filter_map(|word| word.split_once(['=', ':']));
            pairs.into_iter().any(|(key, said)| KEYS.contains(&key) && NO.contains(&said))
        }
        _ => !YES.contains(&value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(blocks: &[(Option<&str>, &str)]) -> Option<String> {
        let mut terms = Terms::default();
        blocks.iter().for_each(|(id, value)| terms.block(id.map(str::to_owned), value));
        terms.objection()
    }

    #[test]
    fn a_block_goes_by_the_order_of_its_namespace() {
        let (bare, ours, other) = (None, Some("takefive"), Some("google"));
        assert_eq!(blocks(&[(bare, " Yes ")]).as_deref(), Some("podcast:block"));
        assert_eq!(blocks(&[(Some("TakeFive "), "yes")]).as_deref(), Some("podcast:block for takefive"));
        assert_eq!(blocks(&[(ours, "yes"), (bare, "no")]).as_deref(), Some("podcast:block for takefive"));
        for none in [vec![], vec![(bare, "no")], vec![(other, "yes")], vec![(bare, "yes"), (ours, "no")], vec![(bare, "perhaps")]] {
            assert_eq!(blocks(&none), None, "{none:?}");
        }
        assert_eq!(blocks(&[(bare, "yes"), (other, "no")]).as_deref(), Some("podcast:block"), "all but another");
    }

    #[test]
    fn apples_block_counts_unless_we_are_named() {
        let mut terms = Terms::default();
        terms.itunes_block("YES");
        terms.block(None, "no");
        assert_eq!(terms.objection().as_deref(), Some("itunes:block"));
        let mut terms = Terms::default();
        terms.itunes_block("yes");
        terms.block(Some("takefive".into()), "no");
        assert_eq!(terms.objection(), None);
    }

    #[test]
    fn a_feed_states_its_terms_and_its_guid() {
        let feed = "<rss xmlns:p='https://podcastindex.org/namespace/1.0'><channel><title>T</title><p:guid> AB-1 </p:guid>\
            <p:block id='takefive'>yes</p:block><p:block id='x'>no</p:block><item><guid>a</guid><p:txt purpose='tdm'>reserved</p:txt></item>\
            <item><guid>b</guid><p:txt>tdm</p:txt></item></channel></rss>";
        let parsed = super::super::parse(feed.as_bytes(), "https://a.example/").unwrap();
        let podcast = &parsed.feed.podcast;
        assert_eq!((podcast.guid.as_deref(), podcast.objection.as_deref()), (Some("ab-1"), Some("podcast:block for takefive")));
        let episodes: Vec<_> = parsed.feed.episodes.iter().map(|e| e.objection.as_deref()).collect();
        assert_eq!(episodes, [Some("podcast:txt, purpose tdm: \"reserved\""), None]);
        assert!(parsed.blocked);
    }

    #[test]
    fn texts_reserve_what_is_done_here() {
        let no = [
            ("ai", "no"),
            ("AI", "Ask us first"),
            ("ai_usage", "disallow"),
            ("tdm", "reserved"),
            ("tdm-reservation", "1"),
            ("content-usage", "train-ai=n, ai-input=n"),
            ("robots", "noai, noimageai"),
            ("robots", "index, nosnippet"),
            ("noai", "true"),
            ("tdm-policy", "https://a.example/policy"),
        ];
        let yes = [
            ("ai", "yes"),
            ("ai", "Allow"),
            ("tdm-reservation", "0"),
            ("content-usage", "train-ai=n, search=y"),
            ("robots", "index, follow"),
            ("noai", "false"),
            ("ai-content", "true"),
            ("verify", "no"),
            ("", "ai=no"),
        ];
        for (purpose, value) in no.iter().chain(&yes) {
            let mut terms = Terms::default();
            terms.text(Some(purpose), value);
            assert_eq!(terms.objection().is_some(), no.contains(&(purpose, value)), "{purpose}: {value}");
        }
        let mut terms = Terms::default();
        terms.text(Some("AI"), "Ask\n us first");
        assert_eq!(terms.objection().as_deref(), Some("podcast:txt, purpose ai: \"Ask us first\""));
    }
}
