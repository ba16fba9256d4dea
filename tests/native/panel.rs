//! What a panel shows beside its picture, and how the page goes on paper.

use interleave::app::lists::Shelf;
use interleave::app::wording;
use interleave::app::{Action, Link, Moment, State, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::Model;
use interleave::stats::figures::Group;

use crate::app::{isolated, page, play};

fn act(state: &mut State, action: Action) {
    reduce(state, action, Moment { clock_ms: 1000.0, wall_ms: 1000.0 });
}

#[test]
fn four_figures_stand_in_a_row_and_the_others_in_groups_each_with_its_meaning() {
    let mut state = page();
    act(&mut state, Action::RunAll);
    for (run, model) in (1..).zip(Model::SIMPLE) {
        play(&mut state, run, model);
    }
    for model in Model::SIMPLE {
        let panel = state.panel(model);
        let figures = wording::figures(&panel.view.unwrap(), panel.speedup);
        let is_primary = |group: Option<Group>| group == Some(Group::Primary);
        let row: Vec<&str> =
            figures.iter().filter(|(figure, _)| is_primary(figure.group)).map(|(figure, _)| figure.key).collect();
        assert_eq!(row, ["makespan_ns", "speedup", "concurrency", "parallelism"], "{}", model.name());
        for (figure, _) in &figures {
            let is_further = Group::FURTHER.iter().any(|group| figure.group == Some(*group));
            assert_eq!(is_further, !is_primary(figure.group), "{} is shown in no group", figure.key);
        }
        let mut groups: Vec<Group> = figures.iter().filter_map(|(figure, _)| figure.group).collect();
        groups.dedup();
        let order = [&[Group::Primary][..], &Group::FURTHER].concat();
        assert!(order.starts_with(&groups), "{}: groups stand together: {groups:?}", model.name());
    }
}

#[test]
fn on_paper_the_page_is_light_and_as_wide_as_a_sheet_and_afterwards_as_it_was() {
    let link = Link { shelf: Shelf::default(), ..Link::default() };
    let mut state = State::new(isolated(), Theme::Dark, &link);
    act(&mut state, Action::Resize(1200.0));
    let before = state.window();
    act(&mut state, Action::Paper(true));
    assert_eq!(state.shown_theme(), Theme::Light);
    assert!(state.window().width_px < 680.0, "a sheet of A4 has 703 px between its margins");
    assert_eq!(state.window().end_ns, before.end_ns);
    act(&mut state, Action::Resize(1100.0));
    act(&mut state, Action::Paper(false));
    assert_eq!(state.shown_theme(), Theme::Dark);
    assert!((state.window().width_px - 1100.0).abs() < f64::EPSILON);
}
