//! Colors: one per task, readable as text on both backgrounds; the first eight are told apart with any color vision.

use crate::trace::TaskId;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// How many task colors there are; tasks beyond share them in turn.
pub const COLORS: usize = 12;

/// The color of a task: all tasks of a list have different ones as far as there are any.
pub fn color_of(task: TaskId) -> usize {
    task.0 as usize % COLORS
}

/// After Okabe and Ito's set for color-blind readers, darkened or lightened until each has a contrast of 4.5 with its
/// ground; and four that lie as far as can be from those, so that a color comes again only with the thirteenth task.
const LIGHT: [&str; COLORS] = [
    "#0b6fb8", "#b85600", "#00795c", "#a8327e", "#6347c2", "#6f6a00", "#c2313c", "#0a7086", "#6c2418", "#600078",
    "#1f3a9e", "#0f4a48",
];
const DARK: [&str; COLORS] = [
    "#56b4e9", "#f0a04b", "#34c79b", "#e58ac4", "#a99bf5", "#cfc24a", "#ff8a80", "#4fc3d1", "#f6d3f4", "#a4dd3c",
    "#5c8dff", "#c07878",
];

impl Theme {
    /// The color of a task.
    pub fn task(self, color: usize) -> &'static str {
        let colors = match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        };
        colors[color % COLORS]
    }

    /// Lines of the grid.
    pub fn grid(self) -> &'static str {
        match self {
            Self::Light => "#e9ecf0",
            Self::Dark => "#232a33",
        }
    }

    /// The ground of a diagram.
    pub fn ground(self) -> &'static str {
        match self {
            Self::Light => "#ffffff",
            Self::Dark => "#171b21",
        }
    }

    /// The row of a lane, where nothing happens on it.
    pub fn lane(self) -> &'static str {
        match self {
            Self::Light => "#f4f6f8",
            Self::Dark => "#1c2129",
        }
    }

    /// What went wrong.
    pub fn bad(self) -> &'static str {
        match self {
            Self::Light => "#b3261e",
            Self::Dark => "#ff9a92",
        }
    }

    /// Words that count.
    pub fn ink(self) -> &'static str {
        match self {
            Self::Light => "#15191f",
            Self::Dark => "#e8ebef",
        }
    }

    /// Words that are no task's.
    pub fn soft_ink(self) -> &'static str {
        match self {
            Self::Light => "#5b6572",
            Self::Dark => "#97a1ae",
        }
    }
}

/// The three parts of a color written `#rrggbb`; black if it is written otherwise.
pub fn rgb(color: &str) -> [u8; 3] {
    let part = |at: usize| color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    [part(1), part(3), part(5)]
}
