use super::super::{compose, sample};
use super::*;
use crate::model::Status;
use std::fs;

/// A publication with one day.
pub struct Day(tempfile::TempDir);

impl Day {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Drafts the day from candidates, best first: what an editor keeps or took out is none any more.
    pub fn save(&self, ranked: &[Pick], count: usize, status: Status) -> Saved {
        let standing = Standing::read(self.0.path(), sample::DAY).expect("both files");
        let room = standing.shared().map_or(count, |shared| shared.room(count));
        let is_barred = |pick: &&Pick| {
            let shared = standing.shared().into_iter();
            let kept = shared.clone().flat_map(|s| s.kept()).filter_map(|s| s.source.as_ref()).map(|s| s.guid.as_str());
            let known = shared.flat_map(|s| s.deleted().iter().chain(s.held()));
            kept.chain(known.map(|p| p.guid.as_str())).any(|guid| guid == pick.source.guid)
        };
        let fit: Vec<Pick> = ranked.iter().filter(|pick| !is_barred(pick)).cloned().collect();
        let (picks, rest) = fit.split_at(room.min(fit.len()));
        let post = (!picks.is_empty()).then(|| compose(sample::DAY, picks, status));
        let runner_up = |pick: &Pick| RunnerUp { pick: pick.clone(), about: "0.50".into(), lost: "it is late".into() };
        let runners_up: Vec<RunnerUp> = rest.iter().take(3).map(runner_up).collect();
        let draft = Draft { post: post.as_ref(), picks, runners_up: &runners_up, report: &DayReport::default() };
        let plan = plan(self.0.path(), sample::DAY, &standing, &draft);
        save(self.0.path(), sample::DAY, &standing, plan).expect("both files")
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    fn first(&self, n: usize) -> Saved {
        self.save(&sample::picks()[..n], 5, Status::Draft)
    }

    pub fn path(&self, which: usize) -> std::path::PathBuf {
        if which == 0 { path_of(self.0.path(), sample::DAY) } else { desk_path(self.0.path(), sample::DAY) }
    }

    pub fn read(&self) -> [Option<Vec<u8>>; 2] {
        [0, 1].map(|which| fs::read(self.path(which)).ok())
    }

    pub fn text(&self, which: usize) -> String {
        self.read()[which].as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    pub fn edit(&self, which: usize, edit: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.path(which)).expect("a file");
        fs::write(self.path(which), edit(text)).expect("a file");
    }
}

/// Many picks, each of its own episode.
pub fn many() -> Vec<Pick> {
    let headline = |n: usize| format!("The headline of number {n}");
    (10..30).map(|n| sample::pick(n, &headline(n), ["Field Notes", "Quiet Work", "A Third"][n % 3])).collect()
}

fn outcomes(saved: &Saved) -> String {
    format!("{:?}, {:?}", saved.post, saved.desk)
}

fn headlines(day: &Day) -> Vec<String> {
    let (post, faults) = super::super::parse(&day.text(0), &sample::path());
    assert_eq!(faults, []);
    post.expect("a post").sections.into_iter().map(|s| s.headline).collect()
}

#[test]
fn an_untouched_day_is_written_again() {
    let day = Day::new();
    assert_eq!([2, 2, 3, 3].map(|n| outcomes(&day.first(n))), ["Created, Created", "Same, Same", "Replaced, Replaced", "Same, Same"]);
    let before = day.read();
    assert_eq!([2, 3].map(|n| outcomes(&day.first(n))), ["Replaced, Replaced", "Replaced, Replaced"]);
    assert_eq!(day.read(), before);
}

#[test]
fn what_cannot_be_told_apart_is_kept_as_a_whole() {
    type Edit = fn(&Day);
    let edits: [(&str, Edit); 8] = [
        ("published by hand", |day| day.edit(0, |text| text.replace("status: draft", "status: published"))),
        ("not even text", |day| fs::write(day.path(0), b"\xff").expect("a file")),
        ("no front matter", |day| day.edit(0, |text| text.replace("---\n", ""))),
        ("desk gone", |day| fs::remove_file(day.path(1)).expect("a file")),
        ("desk not even text", |day| fs::write(day.path(1), b"\xff").expect("a file")),
        ("memory of the desk edited", |day| {
            day.edit(0, |text| text.replace("Bees", "Wasps"));
            day.edit(1, |text| text.replacen("guid: guid-1", "guid: other", 1));
        }),
        ("generated as published", |day| {
            fs::remove_file(day.path(0)).expect("a file");
            day.save(&sample::picks(), 5, Status::Published);
        }),
        ("nothing new", |day| day.edit(0, |text| text.replace("Bees", "Wasps"))),
    ];
    let mut lines = Vec::new();
    for (name, edit) in edits {
        let day = Day::new();
        day.first(5);
        edit(&day);
        let before = day.read();
        let new = if name == "nothing new" { Vec::new() } else { many() };
        lines.push(format!("{name}: {}", outcomes(&day.save(&new, 5, Status::Draft))));
        assert_eq!(day.read(), before, "{name}");
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    published by hand: Kept { why: "the post is published" }, Kept { why: "the post is published" }
    not even text: Kept { why: "the post is no text in UTF-8" }, Kept { why: "the post is no text in UTF-8" }
    no front matter: Kept { why: "the front matter of the post cannot be read" }, Kept { why: "the front matter of the post cannot be read" }
    desk gone: Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }, None
    desk not even text: Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }, Kept { why: "the post's desk is gone, so nobody knows whether it was edited" }
    memory of the desk edited: Kept { why: "the front matter of its desk was edited" }, Kept { why: "the front matter of its desk was edited" }
    generated as published: Kept { why: "the post is published" }, Kept { why: "the post is published" }
    nothing new: Kept { why: "the post was edited" }, Kept { why: "the post was edited" }
    "#);
}

#[test]
fn sections_that_nobody_touched_say_something_new() {
    let day = Day::new();
    day.first(5);
    let old = headlines(&day);
    day.edit(0, |text| text.replacen("The picture of a product manager", "The image of a product manager", 1));
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Merged { renewed: 4, added: 0 }, Replaced");
    let new = headlines(&day);
    assert_eq!(new[0], old[0]);
    assert_eq!(new[1..], (10..14).map(|n| format!("The headline of number {n}")).collect::<Vec<_>>());
    // Title and summary tell what is there now.
    assert!(day.text(0).contains("summary: \"Also: The headline of number 10; and three more from"), "{}", day.text(0));
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Same, Same");
}

#[test]
fn a_draft_to_which_nothing_came_makes_no_noise() {
    let day = Day::new();
    day.save(&many(), 5, Status::Draft);
    day.edit(0, |text| text.replacen("## The headline of", "## My headline of", 1));
    let before = day.read();
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Same, Same");
    assert_eq!(day.read(), before);
}

#[test]
fn a_section_of_the_same_episode_stays_in_its_place() {
    let day = Day::new();
    day.first(5);
    day.edit(0, |text| text + "\n## Mine\n\nMy own words.\n");
    let picks = sample::picks();
    let again = [many()[0].clone(), picks[4].clone(), picks[1].clone(), many()[1].clone(), picks[0].clone()];
    assert_eq!(outcomes(&day.save(&again, 5, Status::Draft)), "Merged { renewed: 2, added: 0 }, Replaced");
    let headline = |pick: &Pick| pick.candidate.headline.clone();
    let wanted = [&picks[0], &picks[1], &again[0], &again[3], &picks[4]].map(headline);
    assert_eq!(headlines(&day)[..5], wanted);
    assert!(day.text(0).ends_with("```\n\n## Mine\n\nMy own words.\n"));
}

#[test]
fn a_day_that_was_short_is_filled_up_and_what_was_deleted_stays_deleted() {
    let day = Day::new();
    day.first(3);
    // The second goes, the first is edited: of five seats one is the editor's, one is empty for good, and two are new.
    day.edit(0, |text| {
        let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
        format!("{}{}", &text[..starts[1]], &text[starts[2]..]).replacen("The picture of", "The image of", 1)
    });
    let ranked: Vec<Pick> = sample::picks().into_iter().chain(many()).collect();
    assert_eq!(outcomes(&day.save(&ranked, 5, Status::Draft)), "Merged { renewed: 0, added: 2 }, Replaced");
    let now = headlines(&day);
    assert_eq!((now.len(), now.contains(&sample::picks()[1].candidate.headline)), (4, false));
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Merged { renewed: 3, added: 0 }, Replaced");
    assert_eq!(headlines(&day).len(), 4);
}

#[test]
fn a_head_that_was_touched_is_kept_and_moved_sections_stay_moved() {
    let day = Day::new();
    day.first(5);
    let old = headlines(&day);
    day.edit(0, |text| {
        let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
        let head = text[..starts[0]].replacen("title: ", "# mine\ntitle: ", 1);
        format!("{head}{}\n{}", &text[starts[4]..], &text[starts[0]..starts[4]])
    });
    let head = |day: &Day| day.text(0)[..day.text(0).find("\n## ").expect("a section")].to_owned();
    let before = head(&day);
    assert!(before.contains("# mine"));
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Merged { renewed: 4, added: 0 }, Replaced");
    assert_eq!((head(&day), &headlines(&day)[0]), (before, &old[4]));
    // It stays moved also when others have come in between.
    assert_eq!(outcomes(&day.save(&many()[4..], 5, Status::Draft)), "Merged { renewed: 4, added: 0 }, Replaced");
    assert_eq!(headlines(&day)[0], old[4]);
}

#[test]
fn what_was_pasted_from_the_desk_stays_and_an_edited_desk_keeps_its_words() {
    let day = Day::new();
    day.save(&many(), 5, Status::Draft);
    let desk = day.text(1);
    let cut = |text: &str| text.find("\n## ").expect("a runner-up") + 1..text.find("\n<!-- 0.50").expect("its reason") + 1;
    let pasted = desk[cut(&desk)].to_owned();
    day.edit(1, |text| [&text[..cut(&text).start], "My note.\n", &text[cut(&text).end..]].concat());
    day.edit(0, |text| text.replacen("\n## ", &format!("\n{pasted}\n## "), 1));
    let saved = day.save(&many()[6..], 5, Status::Draft);
    assert_eq!(outcomes(&saved), r#"Merged { renewed: 5, added: 0 }, Kept { why: "the desk was edited" }"#);
    assert_eq!(headlines(&day)[0], "The headline of number 15");
    assert!(day.text(1).contains("My note.\n"));
    // The memory of what was generated is up to date all the same: what is deleted now does not come back.
    day.edit(0, |text| {
        let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
        format!("{}{}", &text[..starts[1]], &text[starts[2]..])
    });
    let gone = "The headline of number 16".to_owned();
    assert!(!headlines(&day).contains(&gone));
    day.save(&many()[6..], 5, Status::Draft);
    assert!(!headlines(&day).contains(&gone), "{:?}", headlines(&day));
}

#[test]
fn windows_line_ends_stay() {
    let day = Day::new();
    day.first(5);
    day.edit(0, |text| text.replace('\n', "\r\n"));
    assert_eq!(outcomes(&day.save(&many(), 5, Status::Draft)), "Merged { renewed: 5, added: 0 }, Replaced");
    assert_eq!(day.text(0).matches('\n').count(), day.text(0).matches("\r\n").count());
}

#[test]
fn a_quiet_day_has_a_desk_and_deletes_no_post() {
    let day = Day::new();
    assert_eq!(outcomes(&day.first(0)), "None, Created");
    assert_eq!(outcomes(&day.first(2)), "Created, Replaced");
    let before = day.read();
    insta::assert_snapshot!(outcomes(&day.first(0)), @r#"Kept { why: "a post is never deleted" }, Kept { why: "a post is never deleted" }"#);
    assert_eq!(day.read(), before);
}

#[test]
fn a_deleted_post_can_be_made_again_and_a_run_that_was_killed_heals() {
    let day = Day::new();
    day.first(2);
    fs::remove_file(day.path(0)).expect("a file");
    assert_eq!(outcomes(&day.first(2)), "Created, Same");
    // Killed after the desk that knows both posts was written, and then after the post.
    let old = day.read();
    day.first(3);
    let new = day.read();
    for post in [&old[0], &new[0]] {
        let hash = |bytes: &Option<Vec<u8>>| hash::short(bytes.as_deref().expect("a post"));
        let both = day.text(1).replacen("picked:", &format!("was: {}\npicked:", hash(&old[0])), 1);
        let print = both.lines().find(|line| line.starts_with("print: ")).expect("a hash").to_owned();
        let sealed = seal::seal(&both.replacen(&format!("{print}\n"), "", 1));
        fs::write(day.path(0), post.as_deref().expect("a post")).expect("a file");
        fs::write(day.path(1), sealed).expect("a file");
        day.first(3);
        assert_eq!(day.read(), new);
    }
}

#[test]
fn a_file_that_was_changed_meanwhile_is_not_written() {
    let day = Day::new();
    day.first(2);
    let standing = Standing::read(day.0.path(), sample::DAY).expect("both files");
    let post = compose(sample::DAY, &sample::picks(), Status::Draft);
    let draft = Draft { post: Some(&post), picks: &sample::picks(), runners_up: &[], report: &DayReport::default() };
    let plan = plan(day.0.path(), sample::DAY, &standing, &draft);
    day.edit(0, |text| text + "Mine.\n");
    let before = day.read();
    let error = save(day.0.path(), sample::DAY, &standing, plan).expect_err("a refusal").to_string();
    assert!(error.ends_with("was changed while the draft was made; nothing was written, draft again"), "{error}");
    assert_eq!(day.read(), before);
}

#[test]
fn an_edited_desk_survives_a_new_post() {
    let day = Day::new();
    day.first(0);
    day.edit(1, |text| text + "Mine.\n");
    let desk = day.read()[1].clone();
    day.first(2);
    assert_eq!(day.read()[1], desk);
}
