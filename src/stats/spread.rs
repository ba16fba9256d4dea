//! How a figure is spread over the attempts of a series. All of it are values that were measured, none lies between two.

use super::Figures;
use super::attempt::{Attempt, counted};
use super::figures::{Figure, Value, When};
use crate::time::{MS, SECOND, US};

/// How a figure is spread, each by the nearest rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Over so many attempts.
    pub count: usize,
    /// The least.
    pub least: Value,
    /// A quarter of the attempts have no more.
    pub lower: Value,
    /// Half of them have no more.
    pub median: Value,
    /// Three quarters of them have no more.
    pub upper: Value,
    /// The most.
    pub most: Value,
}

impl Spread {
    /// Of these values; `None` where there are none.
    pub fn of(mut values: Vec<Value>) -> Option<Self> {
        values.sort_by(|one, other| one.amount().total_cmp(&other.amount()));
        let rank = |percent: usize| values.get((values.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Some(Self {
            count: values.len(),
            least: *values.first()?,
            lower: rank(25)?,
            median: rank(50)?,
            upper: rank(75)?,
            most: *values.last()?,
        })
    }

    /// Of a figure over the attempts that count. What did not happen in some of them is nought there; what happened in
    /// none is not told.
    pub fn of_figure(figure: &Figure, attempts: &[Attempt]) -> Option<Self> {
        let may_be_nought = figure.whole == When::Happened;
        let value =
            |figures: &Figures| if may_be_nought { (figure.read)(figures) } else { figure.value(figures, true) };
        let spread = Self::of(counted(attempts).filter_map(|attempt| value(&attempt.figures)).collect())?;
        (!may_be_nought || spread.most.amount() > 0.0).then_some(spread)
    }

    /// From the least to the most, in words and digits, none of them below the step of the clock; `None` where such a
    /// clock can't tell them apart.
    pub fn range(&self, resolution_ns: u64) -> Option<String> {
        let (least, most) = (self.least.text(resolution_ns), self.most.text(resolution_ns));
        if least == most {
            return None;
        }
        let number = |text: &str| text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
        let (least_number, least_unit) = least.split_at(number(&least));
        let (most_number, most_unit) = most.split_at(number(&most));
        let unit_ns = match most_unit {
            _ if least_unit == most_unit => return Some(format!("{least_number}–{most}")),
            " s" => SECOND,
            " ms" => MS,
            " µs" => US,
            _ => return Some(format!("{least} – {most}")),
        };
        // Both in the unit of the larger one, and with as many digits.
        let digits = most_number.split_once('.').map_or(0, |(_, digits)| digits.len());
        Some(format!("{:.digits$}–{most}", self.least.amount() / unit_ns as f64))
    }
}
