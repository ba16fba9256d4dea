//! Colors: one per task, told apart by readers with any color vision, readable as text on both backgrounds.

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// How many task colors there are; tasks beyond share them in turn.
pub const COLORS: usize = 8;

/// After Okabe and Ito's set for color-blind readers, darkened or lightened until each has a contrast of 4.5 with its
/// ground.
const LIGHT: [&str; COLORS] = ["#0b6fb8", "#b85600", "#00795c", "#a8327e", "#6347c2", "#6f6a00", "#c2313c", "#0a7086"];
const DARK: [&str; COLORS] = ["#56b4e9", "#f0a04b", "#34c79b", "#e58ac4", "#a99bf5", "#cfc24a", "#ff8a80", "#4fc3d1"];

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
