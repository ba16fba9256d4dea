//! Something for each of some models.

use std::ops::Index;

use crate::engine::Model;

/// At most one value for each model, in the order of the screen. There are eight of them: a tree would only be more to load.
#[derive(Debug)]
pub struct ByModel<T>(Vec<(Model, T)>);

impl<T> Default for ByModel<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByModel<T> {
    /// The value of a model.
    pub fn get(&self, model: &Model) -> Option<&T> {
        self.0.iter().find(|(of, _)| of == model).map(|(_, value)| value)
    }

    /// The value of a model, to be changed.
    pub fn get_mut(&mut self, model: &Model) -> Option<&mut T> {
        self.0.iter_mut().find(|(of, _)| of == model).map(|(_, value)| value)
    }

    /// Takes the place of what the model had.
    pub fn insert(&mut self, model: Model, value: T) {
        match self.0.binary_search_by_key(&model, |(of, _)| *of) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (model, value)),
        }
    }

    /// Takes the value of a model out.
    pub fn take(&mut self, model: Model) -> Option<T> {
        let at = self.0.iter().position(|(of, _)| *of == model)?;
        Some(self.0.remove(at).1)
    }

    /// Keeps those for which this holds.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&Model, &mut T) -> bool) {
        self.0.retain_mut(|(model, value)| is_kept(model, value));
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many models have one.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no model has one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Index<&Model> for ByModel<T> {
    type Output = T;

    /// The value of a model that has one.
    ///
    /// # Panics
    ///
    /// If it has none.
    fn index(&self, model: &Model) -> &T {
        self.get(model).expect("the model has a value")
    }
}

impl<T> FromIterator<(Model, T)> for ByModel<T> {
    fn from_iter<I: IntoIterator<Item = (Model, T)>>(values: I) -> Self {
        let mut all = Self::default();
        for (model, value) in values {
            all.insert(model, value);
        }
        all
    }
}
