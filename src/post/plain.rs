//! Inline Markdown → plain words, as a renderer would show them.

use super::words::{entity, one_line};
use std::borrow::Cow;

/// The words of inline Markdown on one line: emphasis, links, code marks, escapes and tags taken off. A link to a footnote is
/// no word and goes.
pub fn plain(markdown: &str) -> String {
    if !markdown.contains(['\\', '`', '*', '_', '[', '<', '&', '~']) {
        return one_line(markdown);
    }
    let mut scan = Scan { text: markdown, at: 0, nodes: Vec::new(), brackets: Vec::new() };
    while scan.at < markdown.len() {
        scan.step();
    }
    take_off_emphasis(&mut scan.nodes);
    one_line(&scan.nodes.iter().map(Node::words).collect::<String>())
}

/// A piece of an inline text.
enum Node {
    Text(String),
    /// A run of `*`, `_` or `~`, which may open or close emphasis.
    Run(Run),
}

struct Run {
    mark: char,
    /// Marks that are left.
    len: usize,
    /// Marks that there were.
    whole: usize,
    opens: bool,
    closes: bool,
}

impl Node {
    fn words(&self) -> Cow<'_, str> {
        match self {
            Node::Text(text) => text.into(),
            Node::Run(run) => run.mark.to_string().repeat(run.len).into(),
        }
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    nodes: Vec<Node>,
    brackets: Vec<Bracket>,
}

/// An open `[` or `![`.
struct Bracket {
    node: usize,
    /// Its place in the text.
    at: usize,
    image: bool,
    /// False once a link was found within, for links do not nest.
    active: bool,
}

impl Scan<'_> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '\\' => self.backslash(rest),
            '`' => self.code(rest),
            '*' | '_' | '~' => self.run(rest, c),
            '<' => self.angle(rest),
            '&' => self.ampersand(rest),
            '!' if rest.starts_with("![") => self.bracket("!["),
            '[' => self.bracket("["),
            ']' => self.close_bracket(),
            _ => {
                let end = rest[c.len_utf8()..].find(['\\', '`', '*', '_', '~', '<', '&', '!', '[', ']']);
                self.push(&rest[..end.map_or(rest.len(), |end| end + c.len_utf8())]);
            }
        }
    }

    /// Takes `text`, which stands at the scan's place, as words.
    fn push(&mut self, text: &str) {
        self.replace(text, text.len());
    }

    /// Takes `words` for the next `len` bytes.
    fn replace(&mut self, words: &str, len: usize) {
        self.nodes.push(Node::Text(words.to_owned()));
        self.at += len;
    }

    fn backslash(&mut self, rest: &str) {
        match rest[1..].chars().next() {
            Some(c) if c.is_ascii_punctuation() => self.replace(&rest[1..2], 2),
            // A hard line break.
            Some('\n') => self.replace(" ", 2),
            _ => self.push("\\"),
        }
    }

    fn code(&mut self, rest: &str) {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let mut from = ticks;
        while let Some(start) = rest[from..].find('`').map(|n| n + from) {
            let len = rest[start..].len() - rest[start..].trim_start_matches('`').len();
            if len == ticks {
                let code = &rest[ticks..start];
                // One space at both ends keeps a tick within apart from the marks.
                let inner = code.strip_prefix([' ', '\n']).and_then(|code| code.strip_suffix([' ', '\n']));
                return self.replace(inner.filter(|_| !code.trim().is_empty()).unwrap_or(code), start + len);
            }
            from = start + len;
        }
        self.push(&rest[..ticks]);
    }

    fn run(&mut self, rest: &str, mark: char) {
        let len = rest.len() - rest.trim_start_matches(mark).len();
        let before = self.text[..self.at].chars().next_back().unwrap_or(' ');
        let after = rest[len..].chars().next().unwrap_or(' ');
        let punctuation = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
        let left = !after.is_whitespace() && (!punctuation(after) || before.is_whitespace() || punctuation(before));
        let right = !before.is_whitespace() && (!punctuation(before) || after.is_whitespace() || punctuation(after));
        // Underscores inside words are not emphasis.
        let opens = match mark {
            '_' => left && (!right || punctuation(before)),
            '~' if len > 1 => !after.is_whitespace(),
            _ => left,
        };
        let closes = if mark == '_' { right && (!left || punctuation(after)) } else { right };
        self.nodes.push(Node::Run(Run { mark, len, whole: len, opens, closes }));
        self.at += len;
    }

    fn angle(&mut self, rest: &str) {
        if let Some(address) = autolink(rest) {
            self.replace(address, address.len() + 2);
        } else if let Some(len) = tag(rest) {
            let breaks = rest[1..].trim_start_matches('/').get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br"));
            self.replace(if breaks { " " } else { "" }, len);
        } else {
            self.push("<");
        }
    }

    fn ampersand(&mut self, rest: &str) {
        match entity(&rest[1..]) {
            Some(len) => self.replace(&html_escape::decode_html_entities(&rest[..=len]), len + 1),
            None => self.push("&"),
        }
    }

    fn bracket(&mut self, mark: &str) {
        self.brackets.push(Bracket { node: self.nodes.len(), at: self.at, image: mark == "![", active: true });
        self.push(mark);
    }

    fn close_bracket(&mut self) {
        let Some(Bracket { node, at: start, image, .. }) = self.brackets.pop().filter(|bracket| bracket.active) else {
            return self.push("]");
        };
        if let Some(len) = link_target(&self.text[self.at + 1..]) {
            self.nodes[node] = Node::Text(String::new());
            // Emphasis does not reach out of a link.
            take_off_emphasis(&mut self.nodes[node..]);
            settle(&mut self.nodes[node..]);
            self.at += 1 + len;
            self.brackets.iter_mut().filter(|_| !image).for_each(|outer| outer.active &= outer.image);
        } else if self.text[start..self.at].starts_with("[^") && !self.text[start..self.at].contains([' ', '\n']) {
            self.nodes.truncate(node);
            self.at += 1;
        } else {
            self.push("]");
        }
    }
}

/// The address of `<https://…>` or `<name@host>`.
fn autolink(rest: &str) -> Option<&str> {
    let address = &rest[1..rest.find('>')?];
    let scheme = |s: &str| {
        (2..=32).contains(&s.len())
            && s.starts_with(|c: char| c.is_ascii_alphabetic())
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
    };
    let bad = address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '<' || c == '\\');
    let known = address.split_once(':').is_some_and(|(s, _)| scheme(s))
        || address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !address.contains(['/', '"', '=']));
    (known && !bad).then_some(address)
}

/// The length of the HTML tag, comment or declaration that `rest` starts with.
pub(super) fn tag(rest: &str) -> Option<usize> {
    for (open, close) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] {
        if let Some(inner) = rest.strip_prefix(open) {
            return inner.find(close).map(|end| open.len() + end + close.len());
        }
    }
    let name = rest.strip_prefix("</").or(rest.strip_prefix("<!")).or(rest.strip_prefix('<'))?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let attributes = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    if !attributes.starts_with([' ', '\t', '\n', '/', '>']) {
        return None;
    }
    let mut quote = None;
    for (at, c) in attributes.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '>') => return Some(rest.len() - attributes.len() + at + 1),
            (None, '<' | '`') => return None,
            _ => {}
        }
    }
    None
}

/// The length of `(address "title")`, with which `rest` starts.
fn link_target(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('(')?;
    let start = inner.trim_start();
    let mut depth = 0;
    let end = if start.starts_with('<') {
        start.find('>')? + 1
    } else {
        let stop = |c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0 || c.is_whitespace()
        };
        start.find(stop)?
    };
    let title = start[end..].trim_start();
    let close = match title.chars().next()? {
        ')' => title,
        quote @ ('"' | '\'' | '(') if title.len() < start[end..].len() => {
            let last = if quote == '(' { ')' } else { quote };
            let len = title[1..].find(last)? + 2;
            title[len..].trim_start()
        }
        _ => return None,
    };
    close.starts_with(')').then(|| rest.len() - close.len() + 1)
}

/// Marks that make a pair go; the others are words.
fn take_off_emphasis(nodes: &mut [Node]) {
    // For each kind of closer, the first node that may still hold its opener; without it hostile text takes quadratic time.
    let mut bottoms = [0; 18];
    for closer in 0..nodes.len() {
        while let Node::Run(run) = &nodes[closer]
            && run.closes
            && run.len > 0
        {
            let kind = "*_~".find(run.mark).unwrap_or(0) * 6 + run.whole % 3 * 2 + usize::from(run.opens);
            let Some(opener) = (bottoms[kind]..closer).rev().find(|n| pairs(&nodes[*n], run)) else {
                bottoms[kind] = closer;
                break;
            };
            let len = run.len;
            take_pair(&mut nodes[opener..=closer], len);
        }
    }
}

/// Whether `opener` may open what `closer` closes.
fn pairs(opener: &Node, closer: &Run) -> bool {
    let Node::Run(opener) = opener else { return false };
    if opener.mark != closer.mark || !opener.opens || opener.len == 0 {
        return false;
    }
    if closer.mark == '~' {
        return opener.len == closer.len && closer.len < 3;
    }
    // CommonMark's rule of three, which keeps `**a*b**` whole.
    let both = opener.closes || closer.opens;
    !both || !(opener.whole + closer.whole).is_multiple_of(3) || (opener.whole.is_multiple_of(3) && closer.whole.is_multiple_of(3))
}

/// Takes one pair of marks off the first and the last node; runs in between are words from now on.
fn take_pair(nodes: &mut [Node], closer: usize) {
    let [Node::Run(first), between @ .., Node::Run(last)] = nodes else { return };
    let len = if first.mark == '~' || (first.len > 1 && closer > 1) { closer.min(2) } else { 1 };
    first.len -= len;
    last.len -= len;
    settle(between);
}

/// Runs that are left are words from now on.
fn settle(nodes: &mut [Node]) {
    for node in nodes {
        if let Node::Run(run) = node {
            (run.opens, run.closes) = (false, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::rendered;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markdown_is_taken_off() {
        #[rustfmt::skip]
        let table = [
            "a *b* **c** ***d*** _e_ __f__ ~~g~~", "**a*b**c*", "snake_case_name", "2 * 3 * 4", "`a *b*` ``c`d``", "lone ` tick",
            "[text](https://a.b/c_(d) \"title\") and ![alt *x*](i.png)", "[not a link] [^1] [x][y]", "<https://a.b/c> <me@a.b>",
            "a<br>b <b class=\"x>y\">c</b> <!-- d --> 1 < 2 > 0", "&amp; &#39; &hellip; &nope; AT&T", r"\*a\* \\ \q",
            "a\\\nb  \nc\n  d", "*a _b* c_", "a**\"b\"**c", "***a** b*", "[*a](b)*", "![a", "a]",
        ];
        let table: Vec<String> = table.iter().map(|markdown| format!("{markdown:?} -> {}", plain(markdown))).collect();
        insta::assert_snapshot!(table.join("\n"), @r#"
        "a *b* **c** ***d*** _e_ __f__ ~~g~~" -> a b c d e f g
        "**a*b**c*" -> a*bc*
        "snake_case_name" -> snake_case_name
        "2 * 3 * 4" -> 2 * 3 * 4
        "`a *b*` ``c`d``" -> a *b* c`d
        "lone ` tick" -> lone ` tick
        "[text](https://a.b/c_(d) \"title\") and ![alt *x*](i.png)" -> text and alt x
        "[not a link] [^1] [x][y]" -> [not a link] [x][y]
        "<https://a.b/c> <me@a.b>" -> https://a.b/c me@a.b
        "a<br>b <b class=\"x>y\">c</b> <!-- d --> 1 < 2 > 0" -> a b c 1 < 2 > 0
        "&amp; &#39; &hellip; &nope; AT&T" -> & ' … &nope; AT&T
        "\\*a\\* \\\\ \\q" -> *a* \ \q
        "a\\\nb  \nc\n  d" -> a b c d
        "*a _b* c_" -> a _b c_
        "a**\"b\"**c" -> a**"b"**c
        "***a** b*" -> a b
        "[*a](b)*" -> *a*
        "![a" -> ![a
        "a]" -> a]
        "#);
    }

    #[test]
    fn hostile_marks_take_no_time() {
        for text in ["*a ", "a* ", "_a", "**a*", "[", "](", "`a``", "<", "&", "![^"] {
            plain(&text.repeat(20_000));
        }
    }

    proptest! {
        #[test]
        fn plain_reads_as_a_renderer_does(text in r##"(a|b| |\*|\*\*|_|__|`|\\|\[|\]|\(c\)|\.|"){0,14}"##) {
            // A renderer also sees blocks; a word in front makes the text a paragraph.
            let markdown = format!("x {}", one_line(&text));
            prop_assert_eq!(plain(&markdown), one_line(&rendered(&markdown).0));
        }

        #[test]
        fn never_panics(text in r"\PC*") {
            plain(&text);
        }
    }
}
