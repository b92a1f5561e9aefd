//! Writes one key of a front matter and leaves every other byte, comments and order of its lines.

/// `head` with `key: value` in its front matter. A comment behind a value that stands on one line stays.
pub(super) fn with(head: &str, key: &str, value: &str, line_end: &str) -> String {
    let lines: Vec<&str> = head.split_inclusive('\n').collect();
    let is_fence = |line: &&str| line.trim_start_matches('\u{feff}').trim_end() == "---";
    let Some(open) = lines.iter().position(is_fence) else { return head.to_owned() };
    let Some(close) = lines[open + 1..].iter().position(is_fence).map(|n| n + open + 1) else { return head.to_owned() };
    let mut text: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    match (open + 1..close).find(|n| is_key(lines[*n], key)) {
        Some(at) => {
            let more = (at + 1..close).take_while(|n| continues(lines[*n])).count();
            let rest = lines[at].trim_end_matches(['\n', '\r']);
            let comment = if more == 0 { comment(rest) } else { "" };
            text.splice(at..=at + more, [format!("{key}: {value}{comment}{line_end}")]);
        }
        None => text.insert(close, format!("{key}: {value}{line_end}")),
    }
    text.concat()
}

fn is_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(':'))
}

/// Whether a line belongs to the value of a key above it.
fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t', '-'])
}

/// The comment at the end of a line, with the white space before it; none within quotes.
fn comment(line: &str) -> &str {
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open && !(open == '"' && last == '\\') => quote = None,
            Some(_) => {}
            None if c == '#' && (last == ' ' || last == '\t') => return &line[line[..at].trim_end().len()..],
            // A quote within a plain value is a letter like others.
            None if matches!(c, '"' | '\'') && line[..at].trim_end().ends_with(':') => quote = Some(c),
            None => {}
        }
        last = c;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn a_key_is_written_over_and_the_rest_stays() {
        let table = [
            ("---\ntitle: T\nstatus: draft # draft | published\n# mine\n---\n\nWords\nstatus: x\n", "status", "published"),
            ("\u{feff}---\r\ntitle: T\r\n---\r\n", "status", "published"),
            ("---\ntitle: >\n  two\n  lines\ndate: x\n---\n", "title", "One"),
            ("---\ntitle: \"a # b\" # why\n---\n", "title", "c"),
            ("---\ntitle : T\n---", "title", "c"),
            ("no front matter", "title", "c"),
        ];
        let done = table.map(|(head, key, value)| with(head, key, value, if head.contains('\r') { "\r\n" } else { "\n" }));
        insta::assert_debug_snapshot!(done, @r#"
        [
            "---\ntitle: T\nstatus: published # draft | published\n# mine\n---\n\nWords\nstatus: x\n",
            "\u{feff}---\r\ntitle: T\r\nstatus: published\r\n---\r\n",
            "---\ntitle: One\ndate: x\n---\n",
            "---\ntitle: c # why\n---\n",
            "---\ntitle: c\n---",
            "no front matter",
        ]
        "#);
    }
}
