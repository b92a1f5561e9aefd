//! Plain text and Markdown: paragraphs, `Speaker: words`.

use super::{
    cues::{Lines, is_blank},
    draft::{Block, Draft},
    markup,
};

/// The paragraphs of a text. Headings, rules, front matter and lines that are an address are none.
pub(super) fn read(text: &str) -> (Draft, Vec<Block>, Vec<String>) {
    let mut reader = Reader { draft: Draft::default(), blocks: Vec::new(), open: None, broken: false };
    let mut lines = Lines::new(text);
    skip_front_matter(text, &mut lines);
    for line in lines {
        let words = line.text.trim();
        if words.is_empty() {
            reader.close();
        } else if is_furniture(words) {
            reader.close();
            reader.broken = true;
        } else {
            let bullet = bullet(line.text);
            reader.line(&line.text[bullet..], line.at + bullet);
        }
    }
    reader.close();
    (reader.draft, reader.blocks, Vec::new())
}

struct Reader {
    draft: Draft,
    blocks: Vec<Block>,
    /// Where the paragraph at hand starts in the draft.
    open: Option<usize>,
    broken: bool,
}

impl Reader {
    fn line(&mut self, words: &str, at: usize) {
        // A line break comes from the file, even where a bullet was left out after it.
        self.draft.part(at);
        self.open.get_or_insert(self.draft.text.len());
        markup::copy_decoded(&mut self.draft, words, at);
    }

    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let words = start..self.draft.text.len();
        if !is_blank(&self.draft.text[words.clone()]) {
            self.blocks.push(Block { words, broken: std::mem::take(&mut self.broken), ..Block::default() });
        }
    }
}

/// Passes over `---` … `---` at the start.
fn skip_front_matter(text: &str, lines: &mut Lines<'_>) {
    if lines.peek().is_none_or(|line| line.text.trim_end() != "---") {
        return;
    }
    let closed = text.lines().skip(1).take(200).any(|line| matches!(line.trim_end(), "---" | "..."));
    if closed {
        lines.next();
        while lines.next().is_some_and(|line| !matches!(line.text.trim_end(), "---" | "...")) {}
    }
}

/// Headings, rules, front matter on one line, and addresses.
fn is_furniture(line: &str) -> bool {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ');
    let rule = line.len() >= 3 && line.bytes().all(|b| matches!(b, b'-' | b'*' | b'_' | b'=' | b' '));
    let front = line.starts_with("--- ") && line.ends_with(" ---");
    let address = (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(' ');
    heading || rule || front || address
}

/// The length of a list's mark and the white space before it.
fn bullet(line: &str) -> usize {
    let rest = line.trim_start();
    let words = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| rest.strip_prefix(mark));
    words.map_or(0, |words| line.len() - words.len())
}

#[cfg(test)]
mod tests {
    use crate::transcript::tests::shown;

    #[test]
    fn markdown_paragraphs() {
        let file = std::fs::read("tests/fixtures/transcript/paragraphs.md").unwrap();
        insta::assert_snapshot!(shown(&file, "a.md"), @r#"
        - - Ann Bell: Welcome to the show, which is hard-wrapped.
        - - # Ann Bell: There is one thing: it stays.
        - - Ben Cole: I really like this page and snake_case, 2 * 3, and emphasis. (which is rare)
        - - Ben Cole: A paragraph goes on without a label.
        - - # Ann Bell: Um, it costs $5 - or so [the] company says.
        - - # Nadia: Only once, but labels are the rule here.
        - - # Nadia: So the way those work is: no label.
        "#);
    }

    #[test]
    fn stamps_are_starts() {
        let file = std::fs::read("tests/fixtures/transcript/stamps.txt").unwrap();
        insta::assert_snapshot!(shown(&file, "a.txt"), @r#"
        0 10 Ann Bell: Words on the next line, and on one more.
        10 20 Ben: A stamp first.
        20 30 ANN: A stamp after.
        30 45 ANN: And one inside
        45 60 # ANN: the paragraph.
        60 70 ANN: Words after a stamp on its own line.
        70 - Ben: Emphasised stamps too, at 10:30 sharp.
        "#);
    }

    #[test]
    fn paragraphs_without_labels() {
        insta::assert_snapshot!(shown("One thing: words.\n\n- A bullet: “so”.\nTwo\u{a0}lines…\n".as_bytes(), "a.txt"), @r#"
        - - ?: One thing: words.
        - - ?: A bullet: “so”. Two lines…
        "#);
    }
}
