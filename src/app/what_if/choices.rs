//! What the reader has chosen to see of "what if": as few words, for links and for the next time.

use crate::engine::Model;
use crate::engine::what_if::Axis;
use crate::stats::figures::Quantity;
use crate::stats::what_if::{figure, height_from_key};

/// What the reader has chosen to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// What lies along the curve.
    pub axis: Axis,
    /// What stands upwards.
    pub height: Quantity,
    /// The cores of the machine; `None` if it is this one.
    pub cores: Option<u32>,
    /// The slots of each pool; `None` if they are those that are chosen on the page.
    pub slots: Option<u32>,
    /// The place that is looked at; `None` if it is the list's own.
    pub place: Option<u32>,
    /// The model whose diagram is shown; `None` if nobody chose.
    pub model: Option<Model>,
    /// The model whose orders are gone through; `None` if nobody chose.
    pub orders: Option<Model>,
    /// Whether the table is shown.
    pub has_table: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            axis: Axis::Pool,
            height: Quantity::Makespan,
            cores: None,
            slots: None,
            place: None,
            model: None,
            orders: None,
            has_table: false,
        }
    }
}

/// No machine has more cores, and no pool more slots.
pub const MOST_CORES: u32 = 1024;
/// See there.
pub const MOST_SLOTS: u32 = 10_000;

impl Choices {
    /// The choices in these words; what is not known is left as it is at first.
    pub fn read(text: &str) -> Self {
        let mut choices = Self::default();
        for word in text.split_whitespace() {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            choices.set(name, value);
        }
        choices
    }

    /// Chooses one thing; whether that is one.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let number = || value.parse::<u32>().ok().filter(|number| *number > 0);
        match name {
            "axis" => self.axis = Axis::from_id(value).unwrap_or(self.axis),
            "height" => self.height = height_from_key(value).unwrap_or(self.height),
            "cores" => self.cores = number().map(|cores| cores.min(MOST_CORES)),
            "slots" => self.slots = number().map(|slots| slots.min(MOST_SLOTS)),
            "at" => self.place = value.parse().ok(),
            "model" => self.model = Model::from_id(value),
            "orders" => self.orders = Model::from_id(value),
            "table" => self.has_table = value != "no",
            _ => return false,
        }
        true
    }

    /// The choices in words.
    pub fn write(&self) -> String {
        let mut words = vec![format!("axis={}", self.axis.id()), format!("height={}", figure(self.height).key)];
        let numbers = [("cores", self.cores), ("slots", self.slots), ("at", self.place)];
        words.extend(numbers.into_iter().filter_map(|(name, number)| Some(format!("{name}={}", number?))));
        words.extend(self.model.map(|model| format!("model={}", model.id())));
        words.extend(self.orders.map(|model| format!("orders={}", model.id())));
        words.extend(self.has_table.then(|| "table=yes".to_owned()));
        words.join(" ")
    }
}
