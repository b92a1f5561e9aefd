//! Faults that need no judgement: what to write in place of what.

use super::{
    fault::Fault,
    scalar::{Place, scalar},
    section::slug_of,
};

/// What to write in a fault's line, in place of what stands at its column or behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What stands there.
    pub from: String,
    /// What to write.
    pub to: String,
}

/// How to mend a fault whose line this is; `None` if somebody has to decide.
pub(super) fn of(fault: &Fault, line: &str) -> Option<Fix> {
    let message = fault.message.as_str();
    let named = || message.split('`').nth(1).map(str::to_owned);
    let fix = |from: &str, to: &str| Some(Fix { from: from.to_owned(), to: to.to_owned() });
    if message.starts_with("unknown key `") {
        let (_, nearest) = message.split_once("did you mean `")?;
        return fix(&named()?, nearest.split('`').next()?);
    }
    // A tab stands in no YAML before its first word, and nothing else that starts with one can have an error.
    if fault.is_error() && line.starts_with('\t') {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        return fix(indent, &indent.replace('\t', "  "));
    }
    if message.starts_with("a value that has a colon and a space in it needs quotes") {
        let value = line.split_once(": ")?.1.trim();
        // A value that is quoted in part is more than a missing pair of quotes.
        return if value.contains(['"', '\'', '#']) { None } else { fix(value, &scalar(value, Place::Block)) };
    }
    if message.contains("is no source block; name it `source`") {
        return fix(&named()?, "source");
    }
    if message.starts_with("the slug `") && message.contains("can be no address") {
        let slug = named()?;
        return fix(&format!("{{#{slug}}}"), &format!("{{#{}}}", slug_of(&slug))).filter(|fix| line.contains(&fix.from));
    }
    if message.starts_with("the address of this insight is its headline's") {
        let end = line.trim_end();
        return fix(end, &format!("{end} {{#{}}}", named()?));
    }
    None
}

/// A file's text with all that can be mended without judgement, and how many faults that were.
pub fn fix(text: &str, faults: &[Fault]) -> (String, usize) {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut done = 0;
    // From the end of a line to its start, so that columns hold.
    let mut faults: Vec<&Fault> = faults.iter().collect();
    faults.sort_by_key(|fault| std::cmp::Reverse((fault.line, fault.column)));
    for fault in faults {
        let Some((fix, line)) = fault.fix.as_ref().zip(lines.get_mut(fault.line.saturating_sub(1))) else { continue };
        let column = line.char_indices().nth(fault.column.saturating_sub(1)).map_or(0, |(at, _)| at);
        let at = line[column..].find(&fix.from).map(|at| at + column).or_else(|| line.find(&fix.from));
        if let Some(at) = at {
            line.replace_range(at..at + fix.from.len(), &fix.to);
            done += 1;
        }
    }
    (lines.concat(), done)
}

#[cfg(test)]
mod tests {
    use super::super::{check, load::Entry, parse, sample};
    use super::*;

    /// Mends until nothing is left that can be.
    fn mended(text: &str) -> (String, usize) {
        let (mut text, mut all) = (text.to_owned(), 0);
        loop {
            let (post, mut faults) = parse(&text, &sample::path());
            let entry = post.map(|post| Entry { path: sample::path(), text: text.clone(), post });
            faults.extend(entry.iter().flat_map(|entry| check(std::slice::from_ref(entry))));
            let (new, done) = fix(&text, &faults);
            if done == 0 {
                return (text, all);
            }
            (text, all) = (new, all + done);
        }
    }

    #[test]
    fn what_needs_no_judgement_is_mended_and_nothing_else_changes() {
        let text = "---\ntitle: A: B\ndate: 2026-11-23\nstaus: draft # mine\nsummary: S\nextra:\n\tkey: 1\n---\n\n## Two words\n\nClaim\n\n> q\n\n\
                    ```Source\npodcast: P\nepisode: E\nguid: g\nby: x\nspaeker: Sam\n```\n\n## Slug {#My Slug}\n\n## Own\n\tcode\n";
        let (new, done) = mended(text);
        let diff = similar::TextDiff::from_lines(text, &new).unified_diff().context_radius(0).to_string().replace('\t', "»");
        insta::assert_snapshot!(format!("{done}\n{diff}"), @r#"
        7
        @@ -2 +2 @@
        -title: A: B
        +title: "A: B"
        @@ -4 +4 @@
        -staus: draft # mine
        +status: draft # mine
        @@ -7 +7 @@
        -»key: 1
        +  key: 1
        @@ -10 +10 @@
        -## Two words
        +## Two words {#two-words}
        @@ -16 +16 @@
        -```Source
        +```source
        @@ -21 +21 @@
        -spaeker: Sam
        +speaker: Sam
        @@ -24 +24 @@
        -## Slug {#My Slug}
        +## Slug {#my-slug}
        "#);
        let windows = text.replace('\n', "\r\n");
        assert_eq!(mended(&windows).0, new.replace('\n', "\r\n"));
    }

    #[test]
    fn what_needs_judgement_is_left_alone() {
        for text in ["---\ntitle: A: \"B\ndate: 2026-11-23\n---\n", "---\ncolour: blue\n---\n", "no front matter", "---\ntitle: T\n---\n"] {
            assert_eq!(mended(text), (text.to_owned(), 0));
        }
    }
}
