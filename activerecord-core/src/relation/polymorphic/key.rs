//! The key of a row of one of several models: the name of the model, and the model's key.

use super::constant::PolymorphicRelation;
use super::{HasVariant, Polymorphic};
use crate::relation::RelationKind;
use crate::relation::info::RelationInfo;
use crate::relation::keys::zero_is_unset;
use crate::relation::no_key;
use crate::relation::tree::values;
use crate::relation::value::{CellKey, is_unset, normal};
use crate::{Error, ErrorKind, Record, Result, Value, Values};

impl RelationInfo {
    /// The owner's column that says which model the owner's key is of.
    pub(crate) fn owner_type(&self) -> Option<usize> {
        self.type_column.filter(|_| self.kind == RelationKind::BelongsTo)
    }

    /// Whether the owner's key is one of this relation's model, and not of another.
    pub(crate) fn is_key_of_target<M: Record>(&self, owner: &M) -> Result<bool> {
        let Some(column) = self.owner_type() else { return Ok(true) };
        let name = owner.value(column)?;
        Ok(matches!(name, Value::Text(name) if name == self.target().table.model))
    }
}

impl<M: Record, E: Polymorphic> PolymorphicRelation<M, E> {
    /// The position of the variant that the owner belongs to; none while its key is unset.
    pub(super) fn variant_of(self, owner: &M) -> Result<Option<usize>> {
        let Some(info) = self.infos.first() else { return Ok(None) };
        let columns = info.first_hop().from.as_slice();
        let key: Values<'_> =
            columns.iter().map(|column| owner.value(*column)).collect::<Result<_>>()?;
        let name = owner.value(info.type_column.unwrap_or_default())?;
        let Value::Text(name) = name else { return Ok(None) };
        let variant = E::VARIANTS.iter().position(|variant| variant.model() == name);
        let zero_is_unset =
            variant.is_none_or(|at| zero_is_unset(M::TABLE, self.infos[at].first_hop()));
        if is_unset(&key, zero_is_unset) {
            return Ok(None);
        }
        variant.map_or_else(|| Err(unknown_model::<M, E>(info, &name)), |at| Ok(Some(at)))
    }

    /// The variant that the owner belongs to, and what the field remembers of the key.
    pub(super) fn key(self, owner: &M) -> Result<Option<(usize, CellKey)>> {
        let Some(variant) = self.variant_of(owner)? else { return Ok(None) };
        let key = values(owner, self.infos[variant].first_hop().from.as_slice())?;
        Ok(Some((variant, cell_key::<E>(variant, key))))
    }
}

impl<M: Record, E: Send + Sync + 'static> PolymorphicRelation<M, E> {
    /// Sets the key of `owner` to that of `other`, and beside it the name of the other model; the
    /// field is emptied.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidState`] when the other struct has no key yet; the key or the name does
    /// not fit the owner's field.
    #[doc(hidden)]
    pub fn set<T: Record>(self, owner: &mut M, other: &T) -> Result<()>
    where
        E: HasVariant<T>,
    {
        let hop = self.infos[E::VARIANT].first_hop();
        let key = values(other, hop.to.as_slice())?;
        if is_unset(&key, zero_is_unset(M::TABLE, hop)) {
            return Err(no_key(T::TABLE, T::TABLE.model));
        }
        self.set_key(owner, E::VARIANT, key)?;
        self.field_mut(owner).clear();
        Ok(())
    }

    /// Sets the key and the name of the model in `owner`.
    pub(super) fn set_key(
        self,
        owner: &mut M,
        variant: usize,
        key: Vec<Value<'static>>,
    ) -> Result<()> {
        let info = &self.infos[variant];
        for (column, value) in info.first_hop().from.as_slice().iter().zip(key) {
            owner.set_value(*column, value)?;
        }
        if let Some(column) = info.type_column {
            owner.set_value(column, Value::Text(info.target().table.model.into()))?;
        }
        Ok(())
    }
}

/// What a field remembers of the key that it was loaded for.
pub(super) fn cell_key<E: Polymorphic>(
    variant: usize,
    key: impl IntoIterator<Item = Value<'static>>,
) -> CellKey {
    let name = Value::Text(E::VARIANTS[variant].model().into());
    CellKey::Other([name].into_iter().chain(key.into_iter().map(normal)).collect())
}

#[cold]
fn unknown_model<M: Record, E: Polymorphic>(info: &RelationInfo, name: &str) -> Error {
    let known: Vec<String> =
        E::VARIANTS.iter().map(|variant| format!("`{}`", variant.model())).collect();
    let column = M::TABLE.columns[info.type_column.unwrap_or_default()].name;
    let message = format!(
        "the column `{column}` says '{name}', and `{}` leads to {} only",
        info.path(),
        known.join(", ")
    );
    Error::new(ErrorKind::TypeMismatch, message)
        .with_model(M::TABLE.model)
        .with_table(M::TABLE.name)
        .with_column(column)
        .with_help("add a variant for that model to the enum, or correct the row")
}
