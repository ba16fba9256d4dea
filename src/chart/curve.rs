//! Curves: where places and heights stand on them, what is written along their sides, and where the names of lines have
//! room. Knows nothing of what the lines are of.

/// The two ends of a side, and how what lies between them is spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What stands at the beginning.
    pub from: f64,
    /// What stands at the end.
    pub to: f64,
    /// Whether equal ratios are equally far apart, rather than equal differences.
    pub is_by_ratio: bool,
}

/// Beyond this ratio between the largest and the smallest, heights that are equally far apart hide the small ones.
const WIDE: f64 = 30.0;
/// Free above the largest height.
const HEADROOM: f64 = 1.06;

impl Scale {
    /// A scale along which these places stand, from the first to the last.
    pub fn along(places: &[u32], is_by_ratio: bool) -> Self {
        let end = |place: Option<&u32>| place.map_or(1.0, |place| f64::from(*place));
        let (from, to) = (end(places.first()), end(places.last()));
        Self { from, to: if to > from { to } else { from + 1.0 }, is_by_ratio: is_by_ratio && from > 0.0 }
    }

    /// A scale that these heights stand on: from nothing, or, where they differ too much for that, by ratio.
    pub fn of_heights(heights: impl Iterator<Item = f64>) -> Self {
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for height in heights.filter(|height| *height > 0.0) {
            (least, most) = (least.min(height), most.max(height));
        }
        if most == 0.0 {
            return Self { from: 0.0, to: 1.0, is_by_ratio: false };
        }
        let is_by_ratio = most / least > WIDE;
        let from = if is_by_ratio { least / HEADROOM } else { 0.0 };
        let to = if is_by_ratio { most * HEADROOM * HEADROOM } else { most * HEADROOM };
        Self { from, to, is_by_ratio }
    }

    /// Where a value stands, from 0 at the beginning to 1 at the end, and beyond.
    pub fn share(&self, value: f64) -> f64 {
        if self.is_by_ratio {
            // What is nothing is as far away as can be; it stands below the beginning.
            (value.max(self.from / 10.0) / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        }
    }

    /// Round values on it, no more than so many.
    pub fn rounds(&self, most: usize) -> Vec<f64> {
        if self.is_by_ratio { self.by_ratio(most) } else { self.by_difference(most) }
    }

    fn by_difference(&self, most: usize) -> Vec<f64> {
        let least_step = (self.to - self.from) / most.max(1) as f64;
        let power = 10_f64.powf(least_step.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= least_step);
        let step = step.unwrap_or(power * 10.0);
        let (first, last) = ((self.from / step).ceil() as u64, (self.to / step).floor() as u64);
        (first..=last).map(|count| count as f64 * step).collect()
    }

    fn by_ratio(&self, most: usize) -> Vec<f64> {
        let within = |digits: &[f64]| -> Vec<f64> {
            let powers = (-3..13).map(|exponent| 10_f64.powi(exponent));
            let all = powers.flat_map(|power| digits.iter().map(move |digit| digit * power));
            all.filter(|value| *value >= self.from && *value <= self.to).collect()
        };
        let choices = [within(&[1.0, 2.0, 5.0]), within(&[1.0, 3.0]), within(&[1.0])];
        choices.into_iter().find(|values| values.len() <= most).unwrap_or_default()
    }
}

/// Where the lines of a curve stand: the room between its sides, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left_px: f64,
    /// Upper edge.
    pub top_px: f64,
    /// From there to the right edge.
    pub width_px: f64,
    /// To the lower edge.
    pub height_px: f64,
    /// What stands along it.
    pub x: Scale,
    /// What stands upwards.
    pub y: Scale,
}

impl Frame {
    /// From the left, where a place stands.
    pub fn x_px(&self, place: f64) -> f64 {
        self.left_px + self.x.share(place) * self.width_px
    }

    /// From above, where a height stands; never outside.
    pub fn y_px(&self, height: f64) -> f64 {
        self.top_px + (1.0 - self.y.share(height).clamp(0.0, 1.0)) * self.height_px
    }

    /// Of some places the one that is nearest to a point.
    pub fn nearest(&self, places: &[u32], x_px: f64) -> Option<u32> {
        let distance_px = |place: &u32| (self.x_px(f64::from(*place)) - x_px).abs();
        places.iter().copied().min_by(|one, other| distance_px(one).total_cmp(&distance_px(other)))
    }

    /// Of some places those whose names have room beside each other, the first and the last before all others.
    pub fn named(&self, places: &[u32], room_px: f64) -> Vec<u32> {
        let Some((first, last)) = places.first().zip(places.last()) else { return Vec::new() };
        let end_px = self.x_px(f64::from(*last));
        let mut named = vec![*first];
        let mut before_px = self.x_px(f64::from(*first));
        for place in &places[1..] {
            let x_px = self.x_px(f64::from(*place));
            if x_px - before_px >= room_px && (end_px - x_px >= room_px || place == last) {
                named.push(*place);
                before_px = x_px;
            }
        }
        if named.last() != Some(last) && end_px - before_px >= room_px {
            named.push(*last);
        }
        named
    }
}

/// Moves what would stand on one another apart, as little as need be: gives new heights in the same order, none of them
/// nearer to the next one than `room_px`, and all between the two edges as far as there is room.
pub fn apart(wanted_px: &[f64], room_px: f64, top_px: f64, bottom_px: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted_px.len()).collect();
    order.sort_by(|one, other| wanted_px[*one].total_cmp(&wanted_px[*other]));
    let mut placed_px = wanted_px.to_vec();
    let mut least_px = top_px;
    for at in &order {
        placed_px[*at] = placed_px[*at].max(least_px);
        least_px = placed_px[*at] + room_px;
    }
    let mut most_px = bottom_px;
    for at in order.iter().rev() {
        placed_px[*at] = placed_px[*at].min(most_px);
        most_px = placed_px[*at] - room_px;
    }
    placed_px
}

/// The shape that marks a line, so that color is not needed to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Index of its color.
    pub color: usize,
    /// Which shape its points have.
    pub shape: usize,
    /// Lengths of its dashes and gaps; nothing if it has none.
    pub dashes: &'static str,
}

/// How many shapes there are.
pub const SHAPES: usize = 8;

impl Look {
    /// The look of the line with this number: each of the first eight is another one.
    pub fn of(number: usize) -> Self {
        const DASHES: [&str; SHAPES] = ["", "7 3", "2 2", "9 3 2 3", "", "5 2", "1 3", "9 2 2 2 2 2"];
        let shape = number % SHAPES;
        Self { color: number, shape, dashes: DASHES[shape] }
    }

    /// Its shape around a point, as a path.
    pub fn path(&self, x_px: f64, y_px: f64, reach_px: f64) -> String {
        // As parts of the reach: corners, first to last.
        const CORNERS: [&[(f64, f64)]; SHAPES] = [
            &[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
            &[],
            &[(0.0, -1.1), (1.0, 0.75), (-1.0, 0.75)],
            &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
            &[(-1.0, -0.75), (1.0, -0.75), (0.0, 1.1)],
            &[(0.6, -1.0), (1.1, 0.0), (0.6, 1.0), (-0.6, 1.0), (-1.1, 0.0), (-0.6, -1.0)],
            &[(-1.1, -0.55), (1.1, -0.55), (1.1, 0.55), (-1.1, 0.55)],
            &[(-0.55, -1.1), (0.55, -1.1), (0.55, 1.1), (-0.55, 1.1)],
        ];
        let round = |px: f64| (px * 10.0).round() / 10.0;
        let corners = CORNERS[self.shape];
        if corners.is_empty() {
            let (left, right, reach) = (round(x_px - reach_px), round(x_px + reach_px), round(reach_px));
            let y = round(y_px);
            return format!("M{left} {y}A{reach} {reach} 0 1 1 {right} {y}A{reach} {reach} 0 1 1 {left} {y}Z");
        }
        let points = corners
            .iter()
            .map(|(across, down)| format!("{} {}", round(x_px + across * reach_px), round(y_px + down * reach_px)));
        format!("M{}Z", points.collect::<Vec<_>>().join("L"))
    }
}
