use super::*;
use std::fs;

const DAY: Date = jiff::civil::date(2026, 11, 23);

fn section(slug: &str, reason: &str) -> String {
    format!(
        "## Headline {slug} {{#{slug}}}\n\nClaim of {slug}.\n\n> Quote of {slug}.\n\n```source\npodcast: Show {slug}\nepisode: E\nguid: {slug}\nby: \
         embedded\n```\n{reason}"
    )
}

/// A publication whose post has a, b, c and whose desk has x, y.
fn publication() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let post = ["a", "b", "c"].map(|slug| section(slug, "")).join("\n");
    let desk = ["x", "y"].map(|slug| section(slug, "\n<!-- 0.5: claim +0.1. Not in the post: no room. -->\n")).join("\n");
    files::write(&post::path_of(root.path(), DAY), format!("---\ntitle: T\ndate: {DAY}\nstatus: draft\n---\n\n{post}").as_bytes())
        .expect("a post");
    files::write(&post::desk_path(root.path(), DAY), format!("---\ndate: {DAY}\n---\n\n{desk}\n# Report\n").as_bytes()).expect("a desk");
    root
}

fn order(hands: &mut Hands) -> String {
    let day = hands.read().expect("a day");
    let [desk, post] = [0, 1].map(|n| day.lists[n].iter().map(|item| item.slug.clone()).collect::<String>());
    format!("{post}|{desk}")
}

#[track_caller]
fn does(hands: &mut Hands, effect: Effect, order: &str) {
    let act = hands.act(&effect);
    assert!(matches!(act, Act::Done(_)), "{effect:?}: {act:?}");
    assert_eq!(self::order(hands), order, "{effect:?}");
}

#[test]
fn every_change_is_on_the_disk_at_once_and_is_taken_back_to_the_byte() {
    let root = publication();
    let (mut hands, _) = Hands::open(root.path(), DAY).expect("a day");
    let first = hands.on_disk().expect("files");
    does(&mut hands, Effect::Swap { n: 1, slug: "y".into() }, "ayc|xb");
    does(&mut hands, Effect::Add { slug: "b".into(), n: 1 }, "abyc|x");
    does(&mut hands, Effect::PutBack(3), "aby|cx");
    does(&mut hands, Effect::Shift { from: 0, to: 2 }, "bya|cx");
    does(&mut hands, Effect::SetStatus(Status::Published), "bya|cx");
    assert!(hands.on_disk().expect("files")[0].contains("status: published"));
    does(&mut hands, Effect::SetStatus(Status::Draft), "bya|cx");
    for order in ["bya|cx", "bya|cx", "aby|cx", "abyc|x", "ayc|xb", "abc|xy"] {
        does(&mut hands, Effect::Undo, order);
    }
    assert_eq!(hands.on_disk().expect("files"), first);
    assert!(matches!(hands.act(&Effect::Undo), Act::Refused(why) if why.contains("nothing to take back")));
}

#[test]
fn what_somebody_else_wrote_is_neither_written_over_nor_undone() {
    let root = publication();
    let (mut hands, _) = Hands::open(root.path(), DAY).expect("a day");
    does(&mut hands, Effect::Shift { from: 0, to: 1 }, "bac|xy");
    assert!(!hands.has_changed_outside());
    for (side, effects) in [
        (Side::Post, vec![Effect::Swap { n: 0, slug: "x".into() }, Effect::SetStatus(Status::Published), Effect::Undo]),
        (Side::Desk, vec![Effect::PutBack(0)]),
    ] {
        let path = hands.path(side);
        let text = files::read(&path).expect("a file").replacen("Claim of", "A claim of", 1);
        fs::write(&path, &text).expect("a file");
        assert!(hands.has_changed_outside());
        for effect in effects {
            let act = hands.act(&effect);
            assert!(matches!(&act, Act::Refused(why) if why.contains("changed meanwhile. Nothing was written")), "{effect:?}: {act:?}");
            assert_eq!(files::read(&path).expect("a file"), text);
        }
        assert_eq!(order(&mut hands), "bac|xy");
        assert!(matches!(hands.act(&Effect::Undo), Act::Refused(why) if why.contains("nothing to take back")));
    }
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_until_it_is_mended() {
    let root = publication();
    let (mut hands, _) = Hands::open(root.path(), DAY).expect("a day");
    let good = files::read(&hands.path(Side::Post)).expect("a post");
    fs::write(hands.path(Side::Post), "no front matter").expect("a file");
    let why = hands.read().map_err(|error| hands.told(&error)).expect_err("trouble");
    assert!(why.starts_with("content/posts/2026/2026-11-23.md:1:1: the front matter is missing"), "{why}");
    assert!(matches!(hands.act(&Effect::PutBack(0)), Act::Refused(_)));
    assert_eq!(files::read(&hands.path(Side::Post)).expect("a post"), "no front matter");
    fs::write(hands.path(Side::Post), good).expect("a file");
    assert_eq!(order(&mut hands), "abc|xy");
}

#[test]
fn faults_stop_a_day_from_being_published_and_name_their_lines() {
    let root = publication();
    let path = post::path_of(root.path(), DAY);
    fs::write(&path, files::read(&path).expect("a post").replacen("guid: a", "giud: a", 1)).expect("a file");
    let (mut hands, day) = Hands::open(root.path(), DAY).expect("a day");
    assert!(day.faults > 0);
    let act = hands.act(&Effect::SetStatus(Status::Published));
    assert!(matches!(&act, Act::Refused(why) if why.contains("mend this first:\ncontent/posts/2026/2026-11-23.md:")), "{act:?}");
    assert!(!hands.has_written());
}
