use super::super::{
    desk, sample,
    write::tests::{Day, many},
};
use super::*;

fn day() -> Day {
    let day = Day::new();
    day.save(&many(), 5, Status::Draft);
    day
}

fn open(day: &Day) -> Bench {
    Bench::open(day.root(), sample::DAY).expect("a day")
}

fn slugs<'a>(sections: impl Iterator<Item = &'a Section>) -> String {
    sections.map(|s| s.slug.trim_start_matches("the-headline-of-number-")).collect::<Vec<_>>().join(" ")
}

fn both(bench: &Bench) -> String {
    format!("{} | {}", slugs(bench.sections()), slugs(bench.runners_up()))
}

#[test]
fn a_swap_exchanges_and_another_brings_everything_back() {
    let day = day();
    let before = day.read();
    let mut bench = open(&day);
    assert_eq!(both(&bench), "10 11 12 13 14 | 15 16 17");
    assert_eq!(
        bench.swap(1, Some("the-headline-of-number-16")).expect("a swap"),
        ("The headline of number 11".into(), "The headline of number 16".into())
    );
    bench.save().expect("both files");
    assert_eq!(both(&open(&day)), "10 16 12 13 14 | 15 11 17");
    assert!(!day.text(0).contains("Not in the post"));
    assert!(seal::untouched(&day.text(1)), "the desk is still the machine's");
    let mut bench = open(&day);
    bench.swap(1, Some("the-headline-of-number-11")).expect("a swap");
    bench.save().expect("both files");
    assert_eq!(day.read()[0], before[0], "to the byte");
}

#[test]
fn an_edited_section_goes_to_the_desk_with_its_edits() {
    let day = day();
    day.edit(0, |text| text.replacen("guid: guid-10\n", "guid: guid-10 # checked\n", 1));
    let mut bench = open(&day);
    bench.swap(0, None).expect("a swap");
    bench.save().expect("both files");
    assert_eq!(both(&open(&day)), "15 11 12 13 14 | 10 16 17");
    assert!(day.text(1).contains("guid: guid-10 # checked\n") && !seal::untouched(&day.text(1)));
    // A new draft leaves it there.
    day.save(&many()[8..], 5, Status::Draft);
    assert!(day.text(1).contains("guid: guid-10 # checked\n"));
    assert!(both(&open(&day)).starts_with("15 "));
}

#[test]
fn a_desk_is_worked_with_section_by_section() {
    let day = day();
    let mut bench = open(&day);
    bench.put_back(4).expect("five");
    bench.take("the-headline-of-number-17", 0).expect("a runner-up");
    bench.shift(1, 3).expect("five");
    bench.set_headline(0, "Mine: \"really\"").expect("five");
    bench.set_title("A title: mine");
    bench.set_summary("# One # two");
    bench.set_status(Status::Published);
    bench.save().expect("both files");
    let bench = open(&day);
    assert_eq!(both(&bench), "17 11 12 10 13 | 14 15 16");
    let (front, faults) = bench.front().expect("a post");
    assert_eq!(
        (front.title.as_str(), front.summary.as_deref(), front.status, faults),
        ("A title: mine", Some("# One # two"), Status::Published, vec![])
    );
    assert_eq!(bench.sections().next().expect("one").headline, "Mine: \"really\"");
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten() {
    let day = day();
    for which in [0, 1] {
        let mut bench = open(&day);
        bench.swap(0, None).expect("a swap");
        day.edit(which, |text| text + "Meanwhile.\n");
        let before = day.read();
        assert!(matches!(bench.save(), Err(BenchError::Changed(_))));
        assert_eq!(day.read(), before);
    }
}

#[test]
fn an_insight_is_in_both_files_rather_than_in_none() {
    let day = day();
    let mut bench = open(&day);
    bench.swap(0, None).expect("a swap");
    // What is written first, before the post: a run that is killed then loses neither.
    let interim = bench.with_what_goes(&bench.desk_text(), Path::new("content/desk/2026-11-23.md"));
    let (desk, faults) = desk::parse(&interim, Path::new("content/desk/2026-11-23.md"));
    let slugs = slugs(desk.expect("a desk").sections.iter());
    assert_eq!((slugs.as_str(), faults), ("10 16 17 15", vec![]));
}

#[test]
fn what_is_not_there_is_named() {
    let day = day();
    let mut bench = open(&day);
    assert_eq!(bench.swap(7, None).unwrap_err().to_string(), "there is no section 8; the file has 5");
    let error = bench.swap(0, Some("nothing")).unwrap_err().to_string();
    assert_eq!(
        error,
        "the desk has no insight `nothing`; it has the-headline-of-number-15, the-headline-of-number-16, the-headline-of-number-17"
    );
    let other = sample::DAY.tomorrow().expect("a day");
    assert!(matches!(Bench::open(day.root(), other), Err(BenchError::NoPost(_))));
    assert!(both(&bench).starts_with("10 "), "nothing was done by halves");
}

#[test]
fn older_texts_are_written_back_only_over_what_was_written_here() {
    let day = day();
    let first = day.read();
    let mut bench = open(&day);
    let before = bench.texts().clone();
    bench.swap(1, None).expect("a swap");
    bench.save().expect("both files");
    assert_ne!(day.read(), first);
    bench.write_back(&before).expect("both files");
    assert_eq!(day.read(), first);
    assert_eq!(both(&bench), "10 11 12 13 14 | 15 16 17");

    bench.shift(0, 1).expect("a move");
    bench.save().expect("both files");
    day.edit(1, |text| text.replacen("nearly", "almost", 1));
    let theirs = day.read();
    assert!(matches!(bench.write_back(&before), Err(BenchError::Changed(_))));
    assert_eq!(day.read(), theirs);
}
