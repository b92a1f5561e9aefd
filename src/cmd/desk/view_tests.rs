use super::super::sample;
use super::*;
use ratatui_core::{backend::TestBackend, terminal::Terminal};

fn drawn(state: &State, columns: u16, rows: u16) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal");
    terminal
        .draw(|frame| {
            draw(state, Look { colours: true }, frame.buffer_mut());
        })
        .expect("a picture");
    terminal
}

fn picture(state: &State, columns: u16, rows: u16) -> String {
    drawn(state, columns, rows).backend().to_string()
}

#[test]
fn the_desk_in_a_terminal_of_80_columns() {
    insta::assert_snapshot!(picture(&State::new(sample::day()), 80, 24));
}

#[test]
fn the_post_in_a_terminal_of_120_columns() {
    let mut state = State::new(sample::day());
    (state.side, state.at) = (Side::Post, [1, 1]);
    state.day.status = Status::Published;
    state.day.faults = 2;
    state.notice = Some(Notice::Done("“Nobody was asked” is in the post".into()));
    insta::assert_snapshot!(picture(&state, 120, 40));
}

#[test]
fn a_swap_in_a_terminal_of_120_columns() {
    let mut state = State::new(sample::day());
    (state.side, state.at, state.mode) = (Side::Post, [1, 0], Mode::Swap(Side::Desk, "desk-2".into()));
    insta::assert_snapshot!(picture(&state, 120, 40));
}

#[test]
fn a_swap_is_announced_in_whole_wherever_there_is_room_for_it() {
    let mut state = State::new(sample::day());
    for (columns, rows) in [(50, 20), (64, 18), (80, 24), (120, 40)] {
        for side in [Side::Post, Side::Desk] {
            (state.side, state.at, state.mode) = (side, [2, 1], Mode::Swap(Side::Desk, "desk-3".into()));
            let text = picture(&state, columns, rows);
            assert!(text.contains("no swap."), "{text}");
        }
    }
}

#[test]
fn one_side_at_a_time_in_a_narrow_terminal() {
    let mut state = State::new(sample::day());
    state.at = [1, 0];
    let desk = picture(&state, 50, 20);
    (state.side, state.at, state.mode) = (Side::Post, [1, 2], Mode::Ask(Status::Published));
    insta::assert_snapshot!(desk + "\n" + &picture(&state, 50, 20));
}

#[test]
fn pages_of_keys_and_of_trouble() {
    let mut state = State::new(sample::day());
    state.mode = Mode::Help(Box::new(Mode::Browse));
    let help = picture(&state, 80, 24);
    state.mode = Mode::Browse;
    state.trouble = Some(
        "content/posts/2026/2026-11-23.md:1:1: the front matter is missing; start the file with a line `---`, then `title:` and `date:`, then \
         `---`"
            .into(),
    );
    insta::assert_snapshot!(help + "\n" + &picture(&state, 50, 20));
}

#[test]
fn empty_lists_say_what_to_do() {
    let mut state = State::new(sample::day());
    state.day.lists = [Vec::new(), Vec::new()];
    let text = picture(&state, 80, 24);
    assert!(text.contains("nothing; d puts") && text.contains("nothing; a adds"), "{text}");
}

#[test]
fn every_size_is_drawn_and_scrolling_ends_with_the_text() {
    let mut state = State::new(sample::day());
    for mode in [
        Mode::Browse,
        Mode::Swap(Side::Desk, "desk-1".into()),
        Mode::Help(Box::new(Mode::Browse)),
        Mode::Message("a\n\n".repeat(40)),
        Mode::Ask(Status::Draft),
    ] {
        state.mode = mode;
        for (columns, rows) in (1..130).map(|n| (n, n / 3 + 1)).chain((1..60).map(|n| (131 - n, n))) {
            picture(&state, columns, rows);
        }
    }
    (state.mode, state.scroll) = (Mode::Browse, usize::MAX);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    let scrolled = draw(&state, Look { colours: true }, &mut buffer);
    assert!((1..20).contains(&scrolled), "{scrolled}");
    state.scroll = scrolled;
    assert!(picture(&state, 80, 24).contains("product management, leadership"));
}

#[test]
fn without_colours_nothing_but_weight_and_inversion_is_left() {
    let mut state = State::new(sample::day());
    (state.day.status, state.day.faults) = (Status::Published, 1);
    state.mode = Mode::Swap(Side::Desk, "desk-1".into());
    for colours in [true, false] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
        draw(&state, Look { colours }, &mut buffer);
        let coloured = buffer.content().iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
        assert_eq!(coloured, colours);
        assert!(buffer.content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)));
    }
}
