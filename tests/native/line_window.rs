//! Which lines of a long list are drawn.

use interleave::app::line_window::{lines_to_draw, within};
use proptest::prelude::*;

use crate::arbitrary::cases;

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn every_line_in_view_is_drawn_and_not_many_more(
        tops in prop::collection::vec(0..9000_usize, 1..30),
        height in 1..80_usize,
    ) {
        let mut drawn = 0..100;
        for top in tops {
            let in_view = top..top + height;
            drawn = lines_to_draw(&drawn, &in_view);
            prop_assert!(drawn.start <= in_view.start && drawn.end >= in_view.end, "{drawn:?}");
            prop_assert!(drawn.len() <= height + 160, "{drawn:?}");
            prop_assert_eq!(&lines_to_draw(&drawn, &in_view), &drawn, "it rests");
        }
    }

    #[test]
    fn of_a_list_that_has_become_shorter_its_end_is_drawn(start in 0..9000_usize, length in 1..200_usize, lines in 1..9000_usize) {
        let drawn = within(&(start..start + length), lines);
        prop_assert!(drawn.end <= lines && drawn.start <= drawn.end);
        prop_assert_eq!(drawn.len(), length.min(lines));
    }
}

#[test]
fn a_few_lines_up_and_down_draw_nothing_new() {
    let drawn = lines_to_draw(&(0..100), &(300..325));
    assert_eq!(drawn, 260..365);
    for top in 290..310 {
        assert_eq!(lines_to_draw(&drawn, &(top..top + 25)), drawn);
    }
    assert_ne!(lines_to_draw(&drawn, &(330..355)), drawn);
}
