//! What a single line of Markdown may start or end, by the rules of CommonMark.

use super::plain::tag;

/// White space as CommonMark sees it within a line, and the line breaks.
pub(super) const BLANK: [char; 6] = [' ', '\t', '\x0b', '\x0c', '\r', '\n'];

pub(super) fn is_blank(line: &str) -> bool {
    line.trim_matches(BLANK).is_empty()
}

/// The marks that open a fenced block.
#[derive(Clone, Copy)]
pub(super) struct Fence {
    mark: char,
    len: usize,
}

/// What ends an HTML block.
pub(super) enum HtmlEnd {
    /// A blank line.
    Blank,
    /// A line that has this in it.
    With(&'static str),
}

/// The columns by which a line is indented, and the rest of it.
pub(super) fn indented(line: &str) -> (usize, &str) {
    let mut column = 0;
    for (at, c) in line.char_indices() {
        match c {
            ' ' => column += 1,
            '\t' => column += 4 - column % 4,
            _ => return (column, &line[at..]),
        }
    }
    (column, "")
}

/// The fence that `rest` opens, and its info string.
pub(super) fn opens(rest: &str) -> Option<(Fence, &str)> {
    let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = rest.trim_start_matches(mark);
    let len = rest.len() - info.len();
    (len >= 3 && !(mark == '`' && info.contains('`'))).then(|| (Fence { mark, len }, info.trim_matches(BLANK)))
}

pub(super) fn closes(fence: Fence, line: &str) -> bool {
    let (indent, rest) = indented(line);
    let after = rest.trim_start_matches(fence.mark);
    indent < 4 && rest.len() - after.len() >= fence.len && is_blank(after)
}

/// Level and inline Markdown of a heading that starts with `#`.
pub(super) fn atx(rest: &str) -> Option<(usize, &str)> {
    let words = rest.trim_start_matches('#');
    let level = rest.len() - words.len();
    ((1..=6).contains(&level) && (words.is_empty() || words.starts_with(BLANK))).then(|| (level, without_closing(words)))
}

/// Heading text without the `##` that may close it.
pub(super) fn without_closing(words: &str) -> &str {
    let words = words.trim_matches(BLANK);
    let open = words.trim_end_matches('#');
    if open.is_empty() || open.ends_with(BLANK) { open.trim_matches(BLANK) } else { words }
}

/// A line of a block quote without its `>`, also of quotes within quotes.
pub(super) fn unquote(line: &str) -> &str {
    let mut inner = line;
    while let (0..4, rest) = indented(inner)
        && let Some(after) = rest.strip_prefix('>')
    {
        inner = after.strip_prefix(' ').unwrap_or(after);
    }
    inner
}

pub(super) fn underline(rest: &str) -> Option<usize> {
    let line = rest.trim_end_matches(BLANK);
    let all = |mark: char| line.chars().all(|c| c == mark);
    if all('=') { Some(1) } else { all('-').then_some(2) }
}

pub(super) fn is_rule(rest: &str) -> bool {
    let mut marks = rest.chars().filter(|c| !BLANK.contains(c));
    let Some(mark @ ('*' | '-' | '_')) = marks.next() else { return false };
    let more = rest.chars().filter(|c| !BLANK.contains(c)).skip(1);
    more.clone().all(|c| c == mark) && more.count() >= 2
}

pub(super) fn is_table_rule(rest: &str) -> bool {
    rest.contains('|') && rest.contains('-') && rest.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'))
}

/// The width of the marker of a list item and of the space behind it.
pub(super) fn item(rest: &str, interrupts: bool) -> Option<usize> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marker = match rest.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        // Within a paragraph, `2026. ` at the start of a line is a year.
        b'.' | b')' if (1..10).contains(&digits) && (!interrupts || rest[..digits].parse() == Ok(1)) => digits + 1,
        _ => return None,
    };
    let (space, words) = indented(&rest[marker..]);
    match (space, words.is_empty()) {
        (_, true) => (!interrupts).then_some(marker + 1),
        (0, false) => None,
        (1..5, false) => Some(marker + space),
        _ => Some(marker + 1),
    }
}

/// How the HTML block ends that `rest` starts.
pub(super) fn html(rest: &str, interrupts: bool) -> Option<HtmlEnd> {
    let after = rest.strip_prefix('<')?;
    for (open, end) in [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")] {
        if after.starts_with(open) {
            return Some(HtmlEnd::With(end));
        }
    }
    if after.starts_with('!') && after[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(HtmlEnd::With(">"));
    }
    let closing = after.starts_with('/');
    let name = after.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, behind) = (name[..end].to_ascii_lowercase(), &name[end..]);
    let ends = behind.is_empty() || behind.starts_with([' ', '\t', '>']);
    for (raw, end) in [("script", "</script>"), ("pre", "</pre>"), ("style", "</style>"), ("textarea", "</textarea>")] {
        if name == raw && !closing {
            return ends.then_some(HtmlEnd::With(end));
        }
    }
    let known = (ends || behind.starts_with("/>")) && BLOCK_TAGS.split(' ').any(|tag| tag == name);
    let alone = || !interrupts && !rest.starts_with("<!") && tag(rest).is_some_and(|len| is_blank(&rest[len..]));
    (known || alone()).then_some(HtmlEnd::Blank)
}

/// `end` in any case.
pub(super) fn contains(line: &str, end: &str) -> bool {
    line.to_ascii_lowercase().contains(end)
}

/// Elements that start an HTML block even in the middle of a paragraph: <https://spec.commonmark.org/0.31.2/#html-blocks>.
const BLOCK_TAGS: &str = "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt \
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main \
    menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr \
    track ul";
