use super::super::{compose, print, sample};
use super::*;
use crate::model::Status;
use proptest::{collection::vec, prelude::*};

const NASTY: &str = include_str!("../../tests/fixtures/post/nasty.md");

fn five() -> String {
    print(&compose(sample::DAY, &sample::picks(), Status::Draft))
}

fn read(text: &str) -> Document {
    Document::post(text, &sample::path()).expect("a post")
}

fn slugs(document: &Document) -> Vec<&str> {
    document.pieces().iter().map(|p| p.section.slug.as_str()).collect()
}

#[test]
fn a_file_that_nobody_changes_keeps_its_bytes() {
    for text in [NASTY.to_owned(), NASTY.replace('\n', "\r\n"), NASTY.trim_end().to_owned(), five(), format!("\u{feff}{}", five())] {
        assert_eq!(read(&text).finish(&sample::path()).expect("the same"), text);
    }
}

#[test]
fn generated_sections_are_known_by_their_bytes() {
    let all = |text: &str| read(text).pieces().iter().map(Piece::is_generated).collect::<Vec<_>>();
    assert_eq!(all(&five()), [true; 5]);
    assert_eq!(all(&five().replace('\n', "\r\n")), [true; 5]);
    for (from, to) in
        [("guid: guid-1\n", "guid: guid-1 # checked\n"), ("```\n\n##", "```\n\n<!-- mine -->\n\n##"), ("guid: guid-1\n", "guid:  guid-1\n")]
    {
        let text = five().replacen(from, to, 1);
        assert_ne!(text, five());
        assert_eq!(all(&text), [false, true, true, true, true], "{to}");
    }
}

#[test]
fn sections_move_with_all_their_bytes() {
    let mut post = read(&five());
    post.shift(4, 0).expect("five");
    let last = post.remove(2).expect("five");
    post.insert(9, last);
    let text = post.finish(&sample::path()).expect("a post");
    let again = read(&text);
    assert_eq!(slugs(&again), slugs(&post));
    assert!(again.pieces().iter().all(Piece::is_generated), "{text}");
    assert!(!text.contains("\n\n\n") && text.ends_with("```\n") && !text.ends_with("\n\n"), "{text}");
    assert_eq!(post.remove(5), Err(EditError::NoSection(6, 5)));
}

#[test]
fn a_block_that_is_not_closed_swallows_nothing() {
    let text = format!("{}\n## Mine\n\n<!-- not closed\n", five());
    let mut post = read(&text);
    post.shift(5, 0).expect("six");
    insta::assert_snapshot!(post.finish(&sample::path()).unwrap_err(), @"“Mine” cannot be changed safely: a block in it or above it is not closed, or its YAML is unusual; change it by hand");
}

#[test]
fn headline_and_claim_are_written_in_place() {
    let mut post = read(&five());
    post.set_headline(0, "A *new* headline").expect("one");
    post.set_body(1, "A **new** claim.\r\n\r\nIn two parts.\n").expect("one");
    post.set_body(2, "").expect("one");
    post.set_status(Status::Published);
    let text = post.finish(&sample::path()).expect("a post");
    let changes = similar::TextDiff::from_lines(&five(), &text).unified_diff().context_radius(0).to_string();
    insta::assert_snapshot!(changes, @r#"
    @@ -4 +4 @@
    -status: draft # draft | published
    +status: published # draft | published
    @@ -8 +8 @@
    -## Product managers are glue, not mini-CEOs {#product-managers-are-glue-not-mini-ceos}
    +## A \*new\* headline {#product-managers-are-glue-not-mini-ceos}
    @@ -33 +33,3 @@
    -The picture of a product manager as chief executive misleads, because product managers have no direct authority over anybody. They work between engineers, designers and sellers, and everything that gets done gets done since others chose to trust them.
    +A **new** claim.
    +
    +In two parts.
    @@ -55,2 +56,0 @@
    -
    -The picture of a product manager as chief executive misleads, because product managers have no direct authority over anybody. They work between engineers, designers and sellers, and everything that gets done gets done since others chose to trust them.
    "#);
    let (before, after) = (read(&five()), read(&text));
    assert_eq!(slugs(&before), slugs(&after));
    assert_eq!(after.pieces()[0].section.headline, "A *new* headline");
}

#[test]
fn sections_of_an_editors_own_are_edited_too() {
    let text = "---\ntitle: T\ndate: 2026-11-23\n---\n\nA heading\n---\nWords\n> q\n\n```source\nx: y\n```\n\n## B\n```source\npodcast: P\nepisode: E\nguid: g\nby: x\n```\nAbove\n\n> r";
    let mut post = read(text);
    post.set_headline(0, "Other").expect("two");
    post.set_body(0, "New").expect("two");
    post.set_body(1, "Old and new").expect("two");
    insta::assert_snapshot!(post.finish(&sample::path()).expect("a post"), @r#"
    ---
    title: T
    date: 2026-11-23
    ---

    ## Other {#a-heading}

    New

    > q

    ```source
    x: y
    ```

    ## B

    Old and new

    ```source
    podcast: P
    episode: E
    guid: g
    by: x
    ```

    > r
    "#);
}

#[test]
fn the_reason_of_a_desk_does_not_come_along() {
    let section =
        Section { after: "<!-- Why here: 0.6. Not in the post: it is the sixth. -->".into(), ..read(&five()).pieces()[0].section.clone() };
    let piece = Piece::new(section);
    assert!(!piece.is_generated() || piece.text.contains("Why here"));
    let bare = piece.without_reason();
    assert!(bare.is_generated() && !bare.text.contains("<!--"), "{}", bare.text);
    let mine = read(&five()).pieces()[0].clone().without_reason();
    assert_eq!(mine.text, read(&five()).pieces()[0].text);
}

#[derive(Debug, Clone)]
enum Act {
    Shift(usize, usize),
    Remove(usize),
    Copy(usize, usize),
    Headline(usize, String),
    Body(usize, String),
    Publish,
}

fn act() -> impl Strategy<Value = Act> {
    let n = || 0..6usize;
    prop_oneof![
        (n(), n()).prop_map(|(a, b)| Act::Shift(a, b)),
        n().prop_map(Act::Remove),
        (n(), n()).prop_map(|(a, b)| Act::Copy(a, b)),
        (n(), "\\PC{0,20}").prop_map(|(a, words)| Act::Headline(a, words)),
        (n(), r"(a|\n|## b|> c|```|<!--|<div>|- d|    e|\[f\]: /g|\|){0,8}").prop_map(|(a, words)| Act::Body(a, words)),
        Just(Act::Publish),
    ]
}

proptest! {
    /// Whatever stands in a file and whatever is done to it: it is done as said, or not at all.
    #[test]
    fn edits_are_whole_or_refused(
        mess in vec(prop::sample::select(vec!["x", "", "## N {#n}", "Set\n---", "```", "> q", "<!--", "-->", "| a |\n|---|", "[l]: /m", "    code", "- i", "\t", "[^1]: n", "<div>"]), 0..12),
        at in 0..60usize, windows: bool, ends: bool, acts in vec(act(), 1..6),
    ) {
        let mut lines: Vec<String> = five().lines().map(str::to_owned).collect();
        let at = at.clamp(5, lines.len());
        lines.splice(at..at, mess.into_iter().map(str::to_owned));
        let mut text = lines.join(if windows { "\r\n" } else { "\n" });
        if ends { text.push_str(if windows { "\r\n" } else { "\n" }); }
        let Ok(mut post) = Document::post(&text, &sample::path()) else { return Ok(()) };
        prop_assert_eq!(post.text(), text);
        for act in acts {
            let before = post.clone();
            let done = match act {
                Act::Shift(a, b) => post.shift(a, b),
                Act::Remove(a) => post.remove(a).map(drop),
                Act::Copy(a, b) => { if let Some(piece) = post.pieces().get(a).cloned() { post.insert(b, piece); } Ok(()) }
                Act::Headline(a, words) => post.set_headline(a, &words),
                Act::Body(a, words) => post.set_body(a, &words),
                Act::Publish => { post.set_status(Status::Published); Ok(()) }
            };
            match (done, post.finish(&sample::path())) {
                (Ok(()), Ok(text)) => {
                    let again = Document::post(&text, &sample::path()).expect("a post");
                    prop_assert_eq!(slugs(&again), slugs(&post));
                    let bodies = |d: &Document| d.pieces().iter().map(|p| p.section.body.clone()).collect::<Vec<_>>();
                    prop_assert_eq!(bodies(&again), bodies(&post));
                }
                _ => post = before,
            }
        }
    }
}
