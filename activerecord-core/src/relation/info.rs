//! What the library knows of a relation: constant data that the derive writes.

use super::columns::Columns;
use crate::Record;
use crate::database::ModelSlot;
use crate::table::{Reference, Table};

/// Which side of a relation has the key, and how many rows the other side has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationKind {
    /// The owner has the key of one row of the other model.
    BelongsTo,
    /// One row of the other model has the owner's key.
    HasOne,
    /// Any number of rows of the other model have the owner's key.
    HasMany,
}

/// What happens to the rows of the other model when the owner is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependent {
    /// They are deleted too, and what depends on them.
    Delete,
    /// Their key is set to NULL.
    Nullify,
    /// The owner can't be deleted while there are any.
    Restrict,
}

/// A model without its type: its table, and which database it is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    pub(crate) table: &'static Table,
    pub(crate) slot: fn() -> &'static ModelSlot,
}

/// The side of a model; a pointer to this function stands in constants, so that two models can
/// refer to each other.
#[must_use]
pub const fn side<M: Record>() -> Side {
    Side { table: M::TABLE, slot: M::slot }
}

/// One step from a model to the next: rows belong together where the columns are equal.
#[derive(Debug, Clone, Copy)]
pub struct Hop {
    pub(crate) from: Columns,
    pub(crate) to: Columns,
    pub(crate) side: fn() -> Side,
}

impl Hop {
    /// A step over these columns to the model of `side`.
    #[must_use]
    pub const fn new(columns: (Columns, Columns), side: fn() -> Side) -> Self {
        Hop { from: columns.0, to: columns.1, side }
    }

    pub(crate) fn table(&self) -> &'static Table {
        (self.side)().table
    }
}

/// A relation of a model, as its field describes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct RelationInfo {
    /// The struct's field.
    pub name: &'static str,
    /// What kind of relation it is.
    pub kind: RelationKind,
    pub(crate) owner: fn() -> Side,
    pub(crate) hops: &'static [Hop],
    pub(crate) order: &'static [(usize, bool)],
    /// The column beside the key that says which model the key is of: of the model that has the
    /// key.
    pub(crate) type_column: Option<usize>,
    pub(crate) dependent: Option<Dependent>,
    pub(crate) counter: Option<usize>,
    pub(crate) touch: bool,
    pub(crate) foreign_key: Option<Reference>,
}

impl RelationInfo {
    /// A relation over these steps, the last of which leads to the other model.
    #[must_use]
    pub const fn new(
        name: &'static str,
        kind: RelationKind,
        owner: fn() -> Side,
        hops: &'static [Hop],
    ) -> Self {
        RelationInfo {
            name,
            kind,
            owner,
            hops,
            order: &[],
            type_column: None,
            dependent: None,
            counter: None,
            touch: false,
            foreign_key: None,
        }
    }

    /// Sets the order of the other model's rows: positions of columns, and whether descending.
    #[must_use]
    pub const fn with_order(mut self, order: &'static [(usize, bool)]) -> Self {
        self.order = order;
        self
    }

    /// Sets the column beside the key that says which model the key is of.
    #[must_use]
    pub const fn with_type_column(mut self, column: usize) -> Self {
        self.type_column = Some(column);
        self
    }

    /// Sets what happens to the rows of the other model when the owner is deleted.
    #[must_use]
    pub const fn with_dependent(mut self, dependent: Dependent) -> Self {
        self.dependent = Some(dependent);
        self
    }

    /// Sets the other model's column that counts the owners.
    #[must_use]
    pub const fn with_counter(mut self, column: usize) -> Self {
        self.counter = Some(column);
        self
    }

    /// Sets the other row's `updated_at` whenever an owner is written.
    #[must_use]
    pub const fn with_touch(mut self) -> Self {
        self.touch = true;
        self
    }

    /// Makes the key a foreign key of the table.
    #[must_use]
    pub const fn with_foreign_key(mut self, reference: Reference) -> Self {
        self.foreign_key = Some(reference);
        self
    }

    /// The model that has the relation.
    pub(crate) fn owner(&self) -> Side {
        (self.owner)()
    }

    /// The other model.
    pub(crate) fn target(&self) -> Side {
        (self.last_hop().side)()
    }

    /// The step that begins at the owner.
    pub(crate) fn first_hop(&self) -> &'static Hop {
        &self.hops[0]
    }

    /// The step that ends at the other model.
    pub(crate) fn last_hop(&self) -> &'static Hop {
        &self.hops[self.hops.len() - 1]
    }

    /// Whether other models lie between the two.
    pub(crate) fn is_through(&self) -> bool {
        self.hops.len() > 1
    }

    /// `User.posts`, for messages.
    pub(crate) fn path(&self) -> String {
        format!("{}.{}", self.owner().table.model, self.name)
    }
}
