//! One diagram in a frame: which one, and what takes its place where it can't run.

use interleave::app::embed::{sentence, shown};
use interleave::app::lists::where_it_lies;
use interleave::app::{Environment, Link, State, Surroundings};
use interleave::chart::palette::Theme;
use interleave::engine::{Model, Options};

use crate::app::isolated;

fn framed(models: &str, environment: Environment) -> State {
    let link = Link { embed: true, models: Some(models.to_owned()), ..Link::default() };
    State::new(environment, Theme::Light, &link)
}

fn bare() -> Environment {
    Environment { isolated: false, shared_memory: false, surroundings: Surroundings::Frame, ..isolated() }
}

#[test]
fn a_frame_shows_the_first_model_it_is_asked_for() {
    let state = framed("threads,async", isolated());
    assert_eq!(state.shown, [Model::Threads], "in the order of the address");
    assert_eq!(sentence(&state), None);
    assert_eq!(framed("", isolated()).shown, [Model::Async]);
}

#[test]
fn a_frame_leaves_the_reader_s_desk_as_it_is() {
    let link = Link { embed: true, example: Some("count".to_owned()), ..Link::default() };
    assert!(where_it_lies(&State::new(isolated(), Theme::Light, &link)).is_none());
    let whole = Link { embed: false, ..link };
    assert!(where_it_lies(&State::new(isolated(), Theme::Light, &whole)).is_some());
}

#[test]
fn where_it_can_t_run_one_that_can_stands_beside_it() {
    let state = framed("threads", bare());
    assert_eq!(state.shown, [Model::Threads, Model::Processes]);
    assert!(
        sentence(&state).unwrap().starts_with("This frame is not isolated, so Threads can't run in it; Processes can")
    );
    let state = framed("threads", Environment { isolated: true, ..bare() });
    assert_eq!(
        sentence(&state).unwrap(),
        "This browser has no SharedArrayBuffer, so Threads can't run in it; Processes can, without shared memory."
    );
    let plain = Environment { surroundings: Surroundings::PlainHttp, ..bare() };
    assert!(sentence(&framed("threads", plain)).unwrap().ends_with("Over https both run."));
    assert_eq!(
        shown(&[Model::Gil, Model::Sequential], &bare(), &Options::for_cores(2)),
        [Model::Gil, Model::Sequential]
    );
    assert_eq!(shown(&[Model::Sequential], &bare(), &Options::for_cores(2)), [Model::Sequential]);
}
