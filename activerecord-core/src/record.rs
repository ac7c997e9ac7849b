//! The traits that the derives implement.

use crate::database::ModelSlot;
use crate::relation::{
    BelongsTo, Dispatch, HasMany, HasOne, HasVariant, Relation, RelationField, Side, TreePart,
};
use crate::table::Table;
use crate::{Result, Row, Value, Values};

mod into_key;

pub use self::into_key::IntoKey;

/// A struct that is a row of a table. Implemented by `#[derive(ActiveRecord)]`, not by hand.
///
/// The verbs are in [`Model`](crate::Model), which every `Record` has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(ActiveRecord)]` to the struct; an enum of models goes into a `BelongsTo` with `#[record(polymorphic)]`"
)]
pub trait Record: Sized + 'static {
    /// The key's type; a tuple for a composite key.
    type Key;

    /// The table and its columns.
    const TABLE: &'static Table;

    /// Whether the model has relations.
    #[doc(hidden)]
    const HAS_RELATIONS: bool = false;

    /// Empties the fields of relations, but for rows that are not inserted yet.
    #[doc(hidden)]
    fn forget_relations(&mut self) {}

    /// Whether a relation has rows that are not inserted yet.
    #[doc(hidden)]
    fn has_new_relations(&self) -> bool {
        false
    }

    /// Does a part of the work on rows of relations that are not inserted yet.
    ///
    /// # Errors
    /// A row could not be inserted.
    #[doc(hidden)]
    fn new_relations(_: &mut [Self], _: &mut TreePart<'_, '_>) -> Result<()> {
        Ok(())
    }

    /// Does a part of the work on the rows of this model that others belong to. What the generated
    /// code calls is a method of the other model, so that one that is none is one error.
    ///
    /// # Errors
    /// A row could not be inserted.
    #[doc(hidden)]
    fn rows_of_belongs_to<M: Record>(
        relation: Relation<M, BelongsTo<Self>>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()>
    where
        Self: Send + Sync,
    {
        BelongsTo::new_rows(relation, owners, part)
    }

    /// [`rows_of_belongs_to`](Record::rows_of_belongs_to), of one row that belongs to each owner.
    ///
    /// # Errors
    /// A row could not be inserted.
    #[doc(hidden)]
    fn rows_of_has_one<M: Record>(
        relation: Relation<M, HasOne<Self>>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()>
    where
        Self: Send + Sync,
    {
        HasOne::new_rows(relation, owners, part)
    }

    /// [`rows_of_belongs_to`](Record::rows_of_belongs_to), of the rows that belong to the owners.
    ///
    /// # Errors
    /// A row could not be inserted.
    #[doc(hidden)]
    fn rows_of_has_many<M: Record>(
        relation: Relation<M, HasMany<Self>>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()>
    where
        Self: Send + Sync,
    {
        HasMany::new_rows(relation, owners, part)
    }

    /// Does work on one of several models with this one.
    #[doc(hidden)]
    fn take_work<E: HasVariant<Self>, D: Dispatch<E>>(work: D) -> D::Output {
        work.run::<Self>()
    }

    /// The model without its type.
    #[doc(hidden)]
    fn side() -> Side {
        crate::relation::side::<Self>()
    }

    /// Which database the model is bound to, and its place in the databases' statement caches.
    #[doc(hidden)]
    fn slot() -> &'static ModelSlot;

    /// Builds the struct from the columns that start at `at` in the row.
    ///
    /// # Errors
    /// A value does not fit its field; the error names table, column, expected and found.
    fn decode(row: &mut dyn Row, at: usize) -> Result<Self>;

    /// The value of the column at a position of [`Table::columns`].
    ///
    /// # Errors
    /// The value has no form in a database.
    fn value(&self, column: usize) -> Result<Value<'_>>;

    /// Sets the field of the column at a position of [`Table::columns`].
    ///
    /// # Errors
    /// The value does not fit the field, which then stays as it was.
    fn set_value(&mut self, column: usize, value: Value<'_>) -> Result<()>;

    /// The values of a key, one per key column.
    ///
    /// # Errors
    /// A value has no form in a database.
    fn key_values(key: &Self::Key) -> Result<Values<'_>>;
}

/// A struct, tuple or value that a row of a result becomes.
///
/// `#[derive(FromRow)]` implements it for structs; tuples of column types have it.
#[diagnostic::on_unimplemented(
    message = "a row cannot become a `{Self}`",
    label = "not a row type",
    note = "rows become tuples of column types such as `(i64, String)`, structs with `#[derive(FromRow)]`, and models"
)]
pub trait FromRow: Sized {
    /// The names that the columns must have, in the order that [`from_row`](FromRow::from_row)
    /// reads them; `None` where only the position counts.
    const COLUMNS: Option<&'static [&'static str]>;

    /// How many columns are read.
    const WIDTH: usize;

    /// The table, where the row is a whole model.
    const TABLE: Option<&'static Table> = None;

    /// Reads the row's columns from the first on.
    ///
    /// # Errors
    /// A value does not fit; the error names the column, expected and found.
    fn from_row(row: &mut dyn Row) -> Result<Self>;
}

impl<M: Record> FromRow for M {
    const COLUMNS: Option<&'static [&'static str]> = None;
    const WIDTH: usize = M::TABLE.columns.len();
    const TABLE: Option<&'static Table> = Some(M::TABLE);

    #[inline]
    fn from_row(row: &mut dyn Row) -> Result<Self> {
        M::decode(row, 0)
    }
}
