//! The texts of queries, by their shapes: those that differ in their values alone are written once.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::dialect::Rendered;
use crate::query::{Shape, Shaped};
use crate::{Statement, Value};

/// Shapes that are kept of one model; those beyond are written anew each time.
const SHAPES_MAX: usize = 256;

/// The binds of a query; few have more than these.
pub(crate) type ShapeBinds<'q> = SmallVec<[Value<'q>; 4]>;

/// The texts of a model's queries.
#[derive(Debug, Default)]
pub(crate) struct Shapes(RwLock<HashMap<Shape, Arc<ShapedText>, RandomState>>);

/// A text, and what is bound beside the values of the query: limits, for example. The values of the
/// query that it was written for are not kept: they may be private, or long.
#[derive(Debug)]
pub(crate) struct ShapedText {
    rendered: Rendered,
    /// How many of the other binds stand before the query's values.
    before: usize,
}

impl Shapes {
    pub(crate) fn get(&self, shape: &Shape) -> Option<Arc<ShapedText>> {
        let known = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.get(shape).map(Arc::clone)
    }

    /// Keeps a text that was written, if it is sure which of its binds are the query's values.
    pub(crate) fn keep(&self, shaped: Shaped<'_>, rendered: &Rendered) {
        let Some(before) = place_of(&shaped.values, &rendered.binds) else { return };
        let mut rendered = rendered.clone();
        rendered.binds.drain(before..before + shaped.values.len());
        let text = ShapedText { rendered, before };
        let mut known = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() < SHAPES_MAX {
            known.insert(shaped.shape, Arc::new(text));
        }
    }
}

impl ShapedText {
    pub(crate) fn statement(&self) -> Statement<'_> {
        self.rendered.statement()
    }

    /// Adds the binds for other values.
    #[inline]
    pub(crate) fn bind<'q>(&'q self, values: &[&'q Value<'static>], binds: &mut ShapeBinds<'q>) {
        if self.rendered.binds.is_empty() {
            return values.iter().for_each(|value| binds.push(value.borrowed()));
        }
        let (before, behind) = self.rendered.binds.split_at(self.before);
        before.iter().for_each(|bind| binds.push(bind.borrowed()));
        values.iter().for_each(|value| binds.push(value.borrowed()));
        behind.iter().for_each(|bind| binds.push(bind.borrowed()));
    }
}

/// Where the values are among the binds: side by side, in their order. None where two binds are
/// equal, for then nobody could tell which is which.
fn place_of(values: &[&Value<'static>], binds: &[Value<'static>]) -> Option<usize> {
    let is_new = |(place, bind): (usize, &Value<'static>)| !binds[..place].contains(bind);
    if !binds.iter().enumerate().all(is_new) {
        return None;
    }
    let Some(first) = values.first() else { return Some(0) };
    let before = binds.iter().position(|bind| bind == *first)?;
    let there = binds.get(before..before + values.len())?;
    let same = there.iter().zip(values).all(|(bind, value)| bind == *value);
    same.then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(values: &[i64], binds: &[i64]) -> Option<usize> {
        let all = |numbers: &[i64]| numbers.iter().copied().map(Value::I64).collect::<Vec<_>>();
        let (values, binds) = (all(values), all(binds));
        place_of(&values.iter().collect::<Vec<_>>(), &binds)
    }

    #[test]
    fn values_are_told_from_other_binds_or_the_text_is_not_kept() {
        assert_eq!(place(&[], &[]), Some(0));
        assert_eq!(place(&[], &[7]), Some(0));
        assert_eq!(place(&[1, 2], &[1, 2]), Some(0));
        assert_eq!(place(&[1, 2], &[1, 2, 9]), Some(0));
        assert_eq!(place(&[1, 2], &[9, 1, 2]), Some(1));
        // TOP (1) … WHERE id = 1
        assert_eq!(place(&[1], &[1, 1]), None);
        // In another order, or changed on the way.
        assert_eq!(place(&[1, 2], &[2, 1]), None);
        assert_eq!(place(&[1], &[3]), None);
        assert_eq!(place(&[1, 2], &[1]), None);
    }
}
