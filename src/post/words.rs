//! Plain words → inline Markdown: headlines, claims and quotes are words, and must read as those words when rendered.

pub use crate::text::one_line;

/// Words as Markdown on one line that renders as exactly these words, at the start of a paragraph as well as in a heading.
///
/// Only characters that would mean something get a backslash, so that an editor reads text and not escapes.
pub fn escape(words: &str) -> String {
    let text = one_line(words);
    let block = block_marker(&text);
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if block == Some(at) || significant(c, before, &text[at + c.len_utf8()..], &text) {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// The character that would make the line a quote, a list item or a rule.
fn block_marker(text: &str) -> Option<usize> {
    let alone = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text.chars().next()? {
        '>' => Some(0),
        '+' if alone(&text[1..]) => Some(0),
        '-' if alone(&text[1..]) || text.chars().all(|c| c == '-' || c == ' ') => Some(0),
        '0'..='9' if digits < 10 && text[digits..].starts_with(['.', ')']) && alone(&text[digits + 1..]) => Some(digits),
        _ => None,
    }
}

/// Whether `c`, between `before` and `rest`, would be read as Markdown.
fn significant(c: char, before: char, rest: &str, whole: &str) -> bool {
    let next = rest.chars().next().unwrap_or(' ');
    match c {
        '\\' | '`' | '*' | '[' => true,
        // Inside a word an underscore is an underscore.
        '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
        // It takes two to strike through.
        '~' => whole.matches('~').nth(1).is_some(),
        '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
        '&' => entity(rest).is_some(),
        // `# ` opens a heading and ` #` closes one; `C#` and `#1` are words.
        '#' => before == ' ' && matches!(rest.trim_start_matches('#').chars().next(), None | Some(' ')),
        _ => false,
    }
}

/// The length of an entity whose ampersand stands just before `rest`, up to its semicolon.
pub(super) fn entity(rest: &str) -> Option<usize> {
    let end = rest.find(';').filter(|end| (1..=32).contains(end))?;
    let name = rest[..end].strip_prefix('#').unwrap_or(&rest[..end]);
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::{plain, sample::rendered};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_would_mean_something_is_escaped() {
        #[rustfmt::skip]
        let table = [
            "Don't *panic*, they said", "snake_case and _stress_", "C# and #1 or # 1", "# Not a heading", "ends with #",
            "> not a quote", "- not a list", "-5 degrees", "1. not a list", "2026) either", "3.5 is a number", "a < b and <b>",
            "R&D, AT&T; &amp; too", "[laughter] so", "~5 people", "~~gone~~", "back`tick", r"C:\dir", "---", "!important ![", "+1",
            "+ 1", "{#slug}",
        ];
        let table: Vec<String> = table.iter().map(|words| escape(words)).collect();
        insta::assert_snapshot!(table.join("\n"), @r#"
        Don't \*panic\*, they said
        snake_case and \_stress\_
        C# and #1 or \# 1
        \# Not a heading
        ends with \#
        \> not a quote
        \- not a list
        -5 degrees
        1\. not a list
        2026\) either
        3.5 is a number
        a < b and \<b>
        R&D, AT\&T; \&amp; too
        \[laughter] so
        ~5 people
        \~\~gone\~\~
        back\`tick
        C:\\dir
        \---
        !important !\[
        +1
        \+ 1
        {#slug}
        "#);
    }

    proptest! {
        #[test]
        fn escaped_words_render_as_these_words(text in r##"([a-c1 ]|[ !-/:-@\[-`{-~]|&amp;|<b>|\[\^1\]|- |# |1\. |é|—){0,16}"##) {
            let words = one_line(&text);
            prop_assert_eq!(plain(&escape(&words)), words.clone());
            prop_assert_eq!(rendered(&escape(&words)), (words.clone(), false));
            prop_assert_eq!(rendered(&format!("## {} {{#slug}}\n", escape(&words))), (words, false));
        }
    }
}
