//! Pointers and fingers on a diagram: what they ask for, and that what lies under them goes along.

use interleave::app::gesture::Gesture;
use interleave::app::{Action, LookAction};
use interleave::chart::Window;
use interleave::time::SECOND;
use proptest::prelude::*;

use crate::arbitrary::cases;

const WHOLE_NS: u64 = 10 * SECOND;
const WINDOW: Window = Window { start_ns: 4 * SECOND, end_ns: 6 * SECOND, width_px: 1000.0 };

/// As the reducer does it.
fn applied(window: Window, actions: &[Action]) -> Window {
    actions.iter().fold(window, |window, action| match action {
        Action::Zoom { factor, x_px } => window.zoomed(*factor, *x_px, WHOLE_NS),
        Action::Pan(share) => window.panned(*share, WHOLE_NS),
        other => panic!("{other:?}"),
    })
}

#[test]
fn a_tap_asks_for_nothing_and_a_hover_neither() {
    let mut gesture = Gesture::default();
    assert_eq!(gesture.moved(1, 500.0, &WINDOW), None);
    gesture.press(1, 500.0, None);
    assert_eq!(gesture.moved(1, 502.0, &WINDOW), None, "a hand shakes");
    assert_eq!(gesture.release(1), None);
    assert_eq!(gesture.moved(1, 600.0, &WINDOW), None);
}

#[test]
fn one_pointer_moves_the_picture_along() {
    let mut gesture = Gesture::default();
    gesture.press(1, 500.0, None);
    let mut window = WINDOW;
    let under = window.at_ns(500.0);
    for x_px in [505.0, 506.0, 507.0, 450.0] {
        window = applied(window, &gesture.moved(1, x_px, &window).unwrap());
        assert!(window.at_ns(x_px).abs_diff(under) < 10_000, "{x_px} px, {window:?}");
    }
}

#[test]
fn one_pointer_marks_a_range_if_it_is_to() {
    let mut gesture = Gesture::default();
    gesture.press(1, 250.0, Some(WINDOW.at_ns(250.0)));
    let range = (WINDOW.at_ns(250.0), WINDOW.at_ns(750.0));
    assert_eq!(gesture.moved(1, 750.0, &WINDOW), Some(vec![Action::Look(LookAction::Range(Some(range)))]));
    assert_eq!(gesture.release(1), Some(Action::Look(LookAction::Marks(false))), "one range was wanted");
    assert_eq!(gesture.release(1), None);
}

#[test]
fn a_tap_while_ranges_are_marked_leaves_it_at_that() {
    let mut gesture = Gesture::default();
    gesture.press(1, 250.0, Some(WINDOW.at_ns(250.0)));
    assert_eq!(gesture.release(1), None);
}

#[test]
fn a_second_finger_marks_nothing_and_one_that_is_lifted_leaves_the_other_at_rest() {
    let mut gesture = Gesture::default();
    gesture.press(1, 250.0, Some(0));
    gesture.press(2, 750.0, Some(0));
    let asked = gesture.moved(2, 760.0, &WINDOW).unwrap();
    assert!(!asked.iter().any(|action| matches!(action, Action::Look(_))), "{asked:?}");
    assert_eq!(gesture.release(1), None);
    assert_eq!(gesture.moved(2, 761.0, &WINDOW), None);
    assert!(matches!(gesture.moved(2, 780.0, &WINDOW).unwrap()[..], [Action::Pan(_)]));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn two_fingers_keep_what_is_under_them(moves in prop::collection::vec((0..2_i32, 0.0..1000.0_f64), 1..20)) {
        let mut gesture = Gesture::default();
        let mut at_px = [300.0, 700.0];
        gesture.press(0, at_px[0], None);
        gesture.press(1, at_px[1], None);
        let mut window = WINDOW;
        for (id, x_px) in moves {
            let before = (window, at_px);
            let actions = gesture.moved(id, x_px, &window).unwrap();
            at_px[id as usize] = x_px;
            let between = applied(window, &actions[..1]);
            window = applied(between, &actions[1..]);
            let apart = |at_px: [f64; 2]| (at_px[0] - at_px[1]).abs();
            let is_inside = |window: Window| window.start_ns > 0 && window.end_ns < WHOLE_NS;
            let is_free = is_inside(between) && is_inside(window) && window.length_ns() > 30_000;
            // Fingers that cross or meet can't keep what they held, nor can those that come to an end of the run.
            let is_straight = apart(before.1) > 24.0 && apart(at_px) > 24.0
                && (before.1[0] < before.1[1]) == (at_px[0] < at_px[1]);
            if !is_free || !is_straight {
                break;
            }
            for (was_px, is_px) in before.1.into_iter().zip(at_px) {
                let error_ns = window.at_ns(is_px).abs_diff(before.0.at_ns(was_px));
                prop_assert!(error_ns < window.length_ns() / 200 + 1000, "{} ns", error_ns);
            }
        }
    }
}
