//! Durations as text: exact where they are written, honest where they are measured.

use interleave::time::{DurationError, MS, SECOND, US, duration_text, measured_text, parse_duration};
use proptest::prelude::*;

use crate::arbitrary::cases;

#[test]
fn durations_are_written_in_their_shortest_form() {
    for (ns, text) in [
        (0, "0ms"),
        (1, "0.000001ms"),
        (250 * MS, "250ms"),
        (SECOND, "1s"),
        (1_500 * MS, "1.5s"),
        (1_250 * MS, "1250ms"),
        (90 * SECOND, "90s"),
        (120 * SECOND, "2m"),
    ] {
        assert_eq!(duration_text(ns), text);
        assert_eq!(parse_duration(text), Ok(ns));
    }
}

#[test]
fn other_spellings_are_read_too() {
    for (text, ns) in [
        ("0s", 0),
        ("0ms", 0),
        ("1.0s", SECOND),
        ("007s", 7 * SECOND),
        ("0.5m", 30 * SECOND),
        ("1.000000001s", SECOND + 1),
        ("0.00000000005m", 3),
        ("1.50000000000000000000000s", 1_500 * MS),
    ] {
        assert_eq!(parse_duration(text), Ok(ns), "{text}");
    }
}

#[test]
fn what_is_no_duration_says_why() {
    use DurationError::{Negative, NoUnit, NotADuration, TooFine, TooLong, UnknownUnit};
    for (text, error) in [
        ("", NotADuration),
        ("soon", NotADuration),
        ("ms", NotADuration),
        (".5s", NotADuration),
        ("1.s", NotADuration),
        ("1.2.3s", NotADuration),
        ("1,5s", NotADuration),
        ("-1s", Negative),
        ("−1s", Negative),
        ("1", NoUnit),
        ("1h", UnknownUnit),
        ("1µs", UnknownUnit),
        ("1S", UnknownUnit),
        ("0.0000001ms", TooFine),
        ("0.0000000001s", TooFine),
        ("99999999999s", TooLong),
        ("99999999999999999999999999s", TooLong),
    ] {
        assert_eq!(parse_duration(text), Err(error), "{text}");
    }
}

#[test]
fn measured_times_read_well() {
    for (ns, resolution_ns, text) in [
        (2_005 * MS, 5 * US, "2.005 s"),
        (1_234 * MS, 100 * MS, "1.2 s"),
        (123_456 * US, 5 * US, "123 ms"),
        (12_345 * US, 5 * US, "12.3 ms"),
        (1_234 * US, 100 * US, "1.2 ms"),
        (35 * US, 5 * US, "35 µs"),
        (312 * US, 100 * US, "0.3 ms"),
        (300 * US, MS, "0 ms"),
        (0, 5 * US, "0 µs"),
    ] {
        assert_eq!(measured_text(ns, resolution_ns), text);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_duration_survives_being_written(ns in prop_oneof![0..u64::MAX, 0..600 * SECOND, (0..600_000_u64).prop_map(|ms| ms * MS)]) {
        prop_assert_eq!(parse_duration(&duration_text(ns)), Ok(ns));
    }

    #[test]
    fn reading_a_duration_never_panics(text in "[-0-9.msµ ]{0,30}|\\PC{0,12}") {
        let _ = parse_duration(&text);
    }

    #[test]
    fn no_measured_digit_is_below_the_resolution(ns in 0..600 * SECOND, exponent in 0..9_u32, factor in 1..10_u64) {
        let resolution_ns = 10_u64.pow(exponent) * factor;
        let text = measured_text(ns, resolution_ns);
        let (number, unit) = text.split_once(' ').expect("a number and a unit");
        let unit_ns = match unit { "s" => SECOND, "ms" => MS, "µs" => US, _ => panic!("{text}") };
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u32);
        let place_ns = unit_ns / 10_u64.pow(decimals);
        prop_assert!(decimals == 0 || place_ns >= resolution_ns, "{text} at {resolution_ns}");
        // It is the measured time, give or take half the resolution and half the last digit.
        let shown_ns = number.parse::<f64>().expect("a number") * unit_ns as f64;
        let slack_ns = (resolution_ns + place_ns) as f64 / 2.0 + 1.0;
        prop_assert!((shown_ns - ns as f64).abs() <= slack_ns, "{text} for {ns} at {resolution_ns}");
    }
}

#[test]
fn a_clock_of_nanoseconds_is_told_in_nanoseconds() {
    assert_eq!(measured_text(1, 1), "1 ns");
    assert_eq!(measured_text(999, 1), "999 ns");
    assert_eq!(measured_text(999, 5_000), "0 µs", "a coarser clock has not seen it");
    assert_eq!(measured_text(0, 1), "0 µs");
    assert_eq!(measured_text(1_000, 1), "1 µs");
}
