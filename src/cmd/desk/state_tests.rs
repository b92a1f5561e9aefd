use super::super::sample;
use super::*;

fn state() -> State {
    State::new(sample::day())
}

/// Presses keys by the names that people give them; gives back what the last one asks for.
fn press(state: &mut State, keys: &str) -> Option<Effect> {
    keys.split_whitespace().map(|name| state.press(named(name))).last().flatten()
}

fn named(name: &str) -> KeyEvent {
    let (name, modifiers) = match name.split_once('-') {
        Some(("S", rest)) => (rest, KeyModifiers::SHIFT),
        Some(("C", rest)) => (rest, KeyModifiers::CONTROL),
        _ => (name, KeyModifiers::NONE),
    };
    let code = match name {
        "Tab" => KeyCode::Tab,
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "←" => KeyCode::Left,
        "→" => KeyCode::Right,
        "↑" => KeyCode::Up,
        "↓" => KeyCode::Down,
        "PgDn" => KeyCode::PageDown,
        "PgUp" => KeyCode::PageUp,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        one => KeyCode::Char(one.chars().next().expect("a key")),
    };
    KeyEvent::new(code, modifiers)
}

#[track_caller]
fn refuses(state: &mut State, keys: &str, why: &str) {
    assert_eq!(press(state, keys), None, "{keys}");
    assert!(matches!(&state.notice, Some(Notice::Refused(text)) if text.contains(why)), "{keys}: {:?}", state.notice);
}

#[test]
fn keys_move_within_a_side_and_between_the_sides() {
    let table = [
        ("j", Side::Desk, [1, 0]),
        ("↓ ↓ k", Side::Desk, [1, 0]),
        ("↑ k", Side::Desk, [0, 0]),
        ("End", Side::Desk, [3, 0]),
        ("End j Home", Side::Desk, [0, 0]),
        ("Tab j", Side::Post, [0, 1]),
        ("Tab Tab j", Side::Desk, [1, 0]),
        ("→ → j", Side::Post, [0, 1]),
        ("→ End ←", Side::Desk, [0, 2]),
    ];
    for (keys, side, at) in table {
        let mut state = state();
        assert_eq!(press(&mut state, keys), None);
        assert_eq!((state.side, state.at), (side, at), "{keys}");
    }
}

#[test]
fn keys_ask_for_what_they_say() {
    let swap = |n, slug: &str| Some(Effect::Swap { n, slug: slug.into() });
    let table = [
        ("Enter Enter", swap(0, "desk-1")),
        ("j s j s", swap(1, "desk-2")),
        ("→ j Enter ↓ ↓ Enter", swap(1, "desk-3")),
        ("a", Some(Effect::Add { slug: "desk-1".into(), n: 1 })),
        ("→ End ← j a", Some(Effect::Add { slug: "desk-2".into(), n: 3 })),
        ("→ j d", Some(Effect::PutBack(1))),
        ("→ J", Some(Effect::Shift { from: 0, to: 1 })),
        ("→ j K", Some(Effect::Shift { from: 1, to: 0 })),
        ("→ j S-↓", Some(Effect::Shift { from: 1, to: 2 })),
        ("→ End S-↑", Some(Effect::Shift { from: 2, to: 1 })),
        ("j e", Some(Effect::Edit(Side::Desk, 30))),
        ("→ e", Some(Effect::Edit(Side::Post, 8))),
        ("o", Some(Effect::Listen("https://cdn.example.org/1.mp3#t=754.2".into()))),
        ("p y", Some(Effect::SetStatus(Status::Published))),
        ("u", Some(Effect::Undo)),
        ("q", Some(Effect::Quit)),
        ("C-c", Some(Effect::Quit)),
        ("p C-c", Some(Effect::Quit)),
        ("C-d", None),
    ];
    for (keys, effect) in table {
        assert_eq!(press(&mut state(), keys), effect, "{keys}");
    }
}

#[test]
fn what_cannot_be_done_says_why() {
    let table = [
        ("J", "only the post has an order"),
        ("d", "on the desk already"),
        ("→ a", "in the post already"),
        ("→ K", "the first already"),
        ("→ End J", "the last already"),
        ("→ End o", "neither audio nor link"),
        ("p n", "nothing was changed"),
        ("p Esc", "nothing was changed"),
        ("Enter Esc", "no swap"),
        ("Enter ← Enter", "no swap"),
    ];
    for (keys, why) in table {
        refuses(&mut state(), keys, why);
    }
    let mut empty = state();
    empty.day.lists = [Vec::new(), Vec::new()];
    for (keys, why) in
        [("a", "the desk is empty"), ("o", "nothing is chosen"), ("s", "nothing is chosen"), ("→ d", "the post is empty"), ("J", "last")]
    {
        refuses(&mut empty, keys, why);
    }
    assert_eq!(press(&mut empty, "j k End Home PgDn e"), Some(Effect::Edit(Side::Post, 1)));
    let mut half = state();
    half.day.lists[0].clear();
    refuses(&mut half, "→ s", "nothing to swap it for");
    half.day.lists.swap(0, 1);
    refuses(&mut half, "← s", "a adds it");
    assert_eq!(press(&mut half, "a"), Some(Effect::Add { slug: "post-1".into(), n: 0 }));
}

#[test]
fn a_swap_may_change_its_mind_on_the_side_where_it_began() {
    let mut state = state();
    press(&mut state, "Enter");
    assert_eq!((state.side, state.marked().map(|(side, item)| (side, item.slug.as_str()))), (Side::Post, Some((Side::Desk, "desk-1"))));
    press(&mut state, "← j Enter");
    assert_eq!(state.marked().map(|(_, item)| item.slug.as_str()), Some("desk-2"));
    // Looking around is no answer.
    press(&mut state, "j k PgDn ?");
    assert!(matches!(state.mode, Mode::Help(_)));
    press(&mut state, "q");
    assert_eq!(state.marked().map(|(_, item)| item.slug.as_str()), Some("desk-2"));
}

#[test]
fn a_page_closes_on_any_key_and_a_question_on_yes_or_no_alone() {
    let mut state = state();
    assert_eq!(press(&mut state, "? q"), None);
    assert_eq!(state.mode, Mode::Browse);
    state.mode = Mode::Message("faults".into());
    assert_eq!(press(&mut state, "d"), None);
    assert_eq!(state.mode, Mode::Browse);
    assert_eq!(press(&mut state, "p Enter u Tab"), None);
    assert_eq!(state.mode, Mode::Ask(Status::Published));
    state.day.status = Status::Published;
    assert_eq!(press(&mut state, "n p y"), Some(Effect::SetStatus(Status::Draft)));
}

#[test]
fn what_was_chosen_stays_chosen_when_the_files_change() {
    let mut state = state();
    press(&mut state, "→ j ← End Enter");
    let mut day = state.day.clone();
    day.lists[1].swap(1, 2);
    day.lists[0].truncate(2);
    state.show(day);
    assert_eq!(state.at, [1, 2]);
    assert_eq!(state.mode, Mode::Browse, "what was to be swapped is gone");
}

#[test]
fn in_trouble_nothing_is_changed_from_here() {
    let mut state = state();
    state.trouble = Some("the front matter is missing".into());
    for keys in ["Enter", "a", "→ d", "J", "p"] {
        refuses(&mut state, keys, "mend the file first");
    }
    assert_eq!(press(&mut state, "u"), Some(Effect::Undo));
    assert_eq!(press(&mut state, "← e"), Some(Effect::Edit(Side::Desk, 9)));
    assert_eq!(press(&mut state, "q"), Some(Effect::Quit));
    state.show(sample::day());
    assert_eq!(state.trouble, None);
}
