//! What is made of attempts, against naive definitions and against chance itself.

use interleave::stats::figures::Value;
use interleave::stats::orders::Orders;
use interleave::stats::outliers::outliers;
use interleave::stats::why::Cause;
use interleave::stats::{Bins, Spread, differ};
use interleave::time::{MS, SECOND};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::cases;
use crate::attempts::{lasting, printing};

/// The part of all ways to split the two samples' values that are at least as far from even as this one: the exact chance,
/// by going through all of them.
fn exact_chance(one: &[u64], other: &[u64]) -> f64 {
    let all: Vec<u64> = [one, other].concat();
    let wins = |ones: &[u64], others: &[u64]| -> i64 {
        ones.iter().flat_map(|a| others.iter().map(move |b| a.cmp(b) as i64)).sum()
    };
    let here = wins(one, other).abs();
    let (mut splits, mut as_far) = (0_u32, 0_u32);
    for mask in 0_u32..1 << all.len() {
        if mask.count_ones() as usize != one.len() {
            continue;
        }
        let (ones, others): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(at, _)| mask >> at & 1 == 1);
        let values = |part: Vec<(usize, &u64)>| -> Vec<u64> { part.into_iter().map(|(_, value)| *value).collect() };
        splits += 1;
        as_far += u32::from(wins(&values(ones), &values(others)).abs() >= here);
    }
    f64::from(as_far) / f64::from(splits)
}

/// Numbers that look random, from a seed: as many, each below a bound.
fn draws(seed: u64, count: usize, below: u64) -> Vec<u64> {
    let mut state = seed.wrapping_mul(2) | 1;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut values: Vec<u64> = (0..count).map(|_| draw()).collect();
    values.sort_unstable();
    values
}

#[test]
fn chance_alone_rarely_makes_a_difference() {
    for (ones, others) in [(5, 5), (5, 20), (20, 20), (50, 50), (50, 7)] {
        let differing = (0..2000_u64)
            .filter(|seed| differ(&draws(seed * 2 + 7, ones, 10_000), &draws(seed * 2 + 8, others, 10_000)));
        let differing = differing.count();
        assert!(differing < 60, "{ones} against {others}: {differing} of 2000");
    }
}

#[test]
fn a_shift_is_found() {
    for (count, shift, least) in [(5, 10_000, 2000), (20, 5_000, 1900), (50, 3_000, 1900)] {
        let found = (0..2000_u64).filter(|seed| {
            let shifted: Vec<u64> = draws(seed * 2 + 8, count, 10_000).into_iter().map(|value| value + shift).collect();
            differ(&draws(seed * 2 + 7, count, 10_000), &shifted)
        });
        assert!(found.count() >= least, "{count} by {shift}");
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn the_test_says_what_the_exact_chance_says(mut one in vec(0..30_u64, 5..7), mut other in vec(0..30_u64, 5..7)) {
        one.sort_unstable();
        other.sort_unstable();
        let chance = exact_chance(&one, &other);
        // Near the edge a normal chance may say the one or the other.
        if differ(&one, &other) {
            prop_assert!(chance < 0.025, "{chance}");
        } else {
            prop_assert!(chance > 0.005, "{chance}");
        }
        prop_assert_eq!(differ(&one, &other), differ(&other, &one));
    }

    #[test]
    fn neither_unit_nor_origin_matter(mut one in vec(0..90_u64, 0..12), mut other in vec(0..90_u64, 0..12), by in 0..999_u64) {
        one.sort_unstable();
        other.sort_unstable();
        let moved = |values: &[u64]| -> Vec<u64> { values.iter().map(|value| value * 3 + by).collect() };
        prop_assert_eq!(differ(&one, &other), differ(&moved(&one), &moved(&other)));
        prop_assert!(!differ(&one, &one));
    }

    #[test]
    fn each_rank_is_a_value_that_enough_don_t_exceed(values in vec(0..50_u64, 1..40)) {
        let spread = Spread::of(values.iter().map(|value| Value::Time(*value)).collect()).unwrap();
        let naive = |percent: usize| {
            let enough = |value: &u64| values.iter().filter(|other| *other <= value).count() * 100 >= percent * values.len();
            Value::Time(values.iter().copied().filter(enough).min().unwrap())
        };
        prop_assert_eq!([spread.lower, spread.median, spread.upper], [naive(25), naive(50), naive(75)]);
        prop_assert_eq!(spread.least, Value::Time(*values.iter().min().unwrap()));
        prop_assert_eq!(spread.most, Value::Time(*values.iter().max().unwrap()));
        prop_assert_eq!(spread.count, values.len());
    }

    #[test]
    fn every_value_is_in_one_bin(values in vec(0..u64::MAX, 0..60), most in 1..u64::MAX, resolution_ns in 1..MS) {
        let values: Vec<u64> = values.into_iter().map(|value| value % most).collect();
        let bins = Bins::up_to(values.iter().copied().max().unwrap_or(0), resolution_ns);
        prop_assert!(bins.count <= 48 && bins.width_ns >= resolution_ns);
        let filled = bins.fill(&values);
        prop_assert_eq!(filled.iter().sum::<usize>(), values.len());
        for (bin, count) in filled.into_iter().enumerate() {
            let inside = values.iter().filter(|value| (**value / bins.width_ns) as usize == bin).count();
            prop_assert_eq!(count, inside);
        }
    }

    #[test]
    fn every_attempt_that_counts_has_an_order(lines in vec(prop::sample::select(vec!["a b", "b a", "a a"]), 0..30)) {
        let attempts: Vec<_> = lines.iter().map(|lines| printing(lines)).collect();
        let told = Orders::of(&attempts);
        prop_assert_eq!(told.attempts(), attempts.len());
        let orders = told.all;
        prop_assert!(orders.windows(2).all(|pair| pair[0].count >= pair[1].count && pair[0].lines != pair[1].lines));
        prop_assert_eq!(orders.len(), lines.iter().collect::<std::collections::BTreeSet<_>>().len());
    }

    #[test]
    fn at_most_half_of_the_attempts_stand_out(times in vec(0..2 * SECOND, 0..30)) {
        let attempts: Vec<_> = times.iter().map(|ns| lasting(*ns, Cause::Waiting)).collect();
        prop_assert!(outliers(&attempts).len() * 2 <= attempts.len());
    }
}
