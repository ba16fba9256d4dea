//! The page's heartbeat.

use interleave::app::Heartbeat;
use interleave::time::MS;

fn heard(beats_ms: &[u64]) -> Heartbeat {
    let mut heartbeat = Heartbeat::default();
    for ms in beats_ms {
        heartbeat.beat(ms * MS);
    }
    heartbeat
}

#[test]
fn a_page_that_beats_is_alive() {
    assert_eq!(heard(&[0, 40, 80, 200, 240]).frozen, [], "a late frame is no frost");
    assert_eq!(heard(&[]).frozen, []);
}

#[test]
fn a_page_that_stood_still_says_how_long() {
    let heartbeat = heard(&[0, 40, 2080, 2120, 3160]);
    assert_eq!(heartbeat.frozen, [(80 * MS, 2080 * MS), (2160 * MS, 3160 * MS)]);
}

#[test]
fn a_hidden_page_stands_still_for_nobody() {
    let mut heartbeat = heard(&[0, 40]);
    heartbeat.pause();
    heartbeat.beat(9000 * MS);
    heartbeat.beat(9040 * MS);
    assert_eq!(heartbeat.frozen, []);
}
