//! Rows of one of several models that are inserted together with the struct that belongs to them.

use super::constant::PolymorphicRelation;
use super::key::cell_key;
use super::{Dispatch, HasVariant, Polymorphic};
use crate::model::Snapshot;
use crate::relation::tree::{NewRows, TreePart, insert_rows, is_shared, values};
use crate::{Record, Result, Value};

impl<M, E: Send + Sync + 'static> PolymorphicRelation<M, E> {
    /// Empties the field, unless its row is not inserted yet.
    #[doc(hidden)]
    pub fn forget(self, owner: &mut M) {
        self.field_mut(owner).forget();
    }

    /// Whether the field has a row that is not inserted yet.
    #[doc(hidden)]
    pub fn has_new(self, owner: &M) -> bool {
        self.field(owner).is_new()
    }
}

impl<M: Record, E: Polymorphic> PolymorphicRelation<M, E> {
    /// Does a part of the work on the fields' rows that are not inserted yet.
    pub(super) fn new_rows(self, owners: &mut [M], part: &mut TreePart<'_, '_>) -> Result<()> {
        owners.iter_mut().try_for_each(|owner| self.new_row(owner, part))
    }

    fn new_row(self, owner: &mut M, part: &mut TreePart<'_, '_>) -> Result<()> {
        let field = self.field_mut(owner);
        if !field.is_new() || matches!(part, TreePart::Below(_)) {
            return Ok(());
        }
        let before = match part {
            TreePart::Undo => field.before().map(std::mem::take).unwrap_or_default(),
            _ => Box::default(),
        };
        let Some(row) = field.rows_mut().and_then(|rows| rows.first_mut()) else {
            return self.infos.first().map_or(Ok(()), |info| Err(is_shared(info)));
        };
        let variant = row.variant();
        let done = E::dispatch(variant, NewRow { row, before, part: &mut *part })?;
        match part {
            TreePart::Remember => {
                if let Some(place) = field.before() {
                    *place = done.before;
                }
            }
            TreePart::Above(_) => self.set_key(owner, variant, done.key)?,
            TreePart::Done => {
                field.set_key(Some(cell_key::<E>(variant, done.key)));
                field.settle();
            }
            TreePart::Below(_) | TreePart::Undo => {}
        }
        Ok(())
    }
}

/// A part of the work on one row.
struct NewRow<'r, 'p, 's, E> {
    row: &'r mut E,
    before: Box<[Snapshot]>,
    part: &'r mut TreePart<'p, 's>,
}

struct Outcome {
    before: Box<[Snapshot]>,
    key: Vec<Value<'static>>,
}

impl<E: Polymorphic> Dispatch<E> for NewRow<'_, '_, '_, E> {
    type Output = Result<Outcome>;

    fn run<T: Record>(self) -> Result<Outcome>
    where
        E: HasVariant<T>,
    {
        let mut done = Outcome { before: Box::default(), key: Vec::new() };
        let Some(row) = self.row.model_mut() else { return Ok(done) };
        let rows = std::slice::from_mut(row);
        match self.part {
            TreePart::Remember => {
                done.before = Box::new([Snapshot::of(&rows[0])?]);
                T::new_relations(rows, self.part)?;
            }
            TreePart::Above(session) => insert_rows(session, rows)?,
            TreePart::Below(_) => {}
            TreePart::Done => T::new_relations(rows, self.part)?,
            TreePart::Undo => {
                T::new_relations(rows, self.part)?;
                self.before.iter().try_for_each(|before| before.restore_all(&mut rows[0]))?;
            }
        }
        done.key = values(&rows[0], T::TABLE.key)?;
        Ok(done)
    }
}
