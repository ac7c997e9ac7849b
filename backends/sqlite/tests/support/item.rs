//! A model with a column of every kind that matters here, written by hand: the derive names the
//! facade, which this crate is below of.

use activerecord_core::private::{ModelSlot, fit, no_such_column, read};
use activerecord_core::table::{ColumnInfo, ForeignKeyAction, Index, Reference, Table};
use activerecord_core::{
    Column, ColumnType, ConnectionConfig, Database, KeyStrategy, Kind, Record, Result, Row, Value,
    Values,
};
use activerecord_sqlite::SqliteBackend;
use rust_decimal::Decimal;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) price: Decimal,
    pub(crate) quantity: i32,
    pub(crate) parent_id: Option<i64>,
}

const COLUMNS: &[ColumnInfo] = &[
    ColumnInfo::new("id", "id", Kind::I64, false),
    ColumnInfo::new("name", "name", Kind::Text, false).max_length(40).unique(),
    ColumnInfo::new("price", "price", Kind::Decimal, false).default("'0'").check("price >= '0'"),
    ColumnInfo::new("quantity", "quantity", Kind::I32, false).indexed(),
    ColumnInfo::new("parent_id", "parent_id", Kind::I64, true).references(
        Reference::new(|| Item::TABLE)
            .on_delete(ForeignKeyAction::Cascade)
            .on_update(ForeignKeyAction::SetNull),
    ),
];

static INDEXES: &[Index] = &[Index::new(None, &[1, 3], true)];
static TABLE: Table =
    Table::new("Item", "items", COLUMNS, &[0], KeyStrategy::Generated).with_indexes(INDEXES);

fn get<T: ColumnType>(row: &mut dyn Row, at: usize, column: usize) -> Result<T> {
    fit(T::from_value(read(row, at, &TABLE, column)?), &TABLE, column)
}

fn put<T: ColumnType>(field: &mut T, value: Value<'_>, column: usize) -> Result<()> {
    *field = fit(T::from_value(value), &TABLE, column)?;
    Ok(())
}

impl Item {
    pub(crate) const ID: Column<Item, i64> = Column::new(0);
    pub(crate) const NAME: Column<Item, String> = Column::new(1);
    pub(crate) const PRICE: Column<Item, Decimal> = Column::new(2);
    pub(crate) const QUANTITY: Column<Item, i32> = Column::new(3);
    pub(crate) const PARENT_ID: Column<Item, Option<i64>> = Column::new(4);
}

impl Record for Item {
    type Key = i64;

    const TABLE: &'static Table = &TABLE;

    fn slot() -> &'static ModelSlot {
        static SLOT: ModelSlot = ModelSlot::new();
        &SLOT
    }

    fn decode(row: &mut dyn Row, at: usize) -> Result<Self> {
        Ok(Item {
            id: get(row, at, 0)?,
            name: get(row, at + 1, 1)?,
            price: get(row, at + 2, 2)?,
            quantity: get(row, at + 3, 3)?,
            parent_id: get(row, at + 4, 4)?,
        })
    }

    fn value(&self, column: usize) -> Result<Value<'_>> {
        match column {
            0 => self.id.to_value(),
            1 => self.name.to_value(),
            2 => self.price.to_value(),
            3 => self.quantity.to_value(),
            4 => self.parent_id.to_value(),
            _ => Err(no_such_column(&TABLE, column)),
        }
    }

    fn set_value(&mut self, column: usize, value: Value<'_>) -> Result<()> {
        match column {
            0 => put(&mut self.id, value, 0),
            1 => put(&mut self.name, value, 1),
            2 => put(&mut self.price, value, 2),
            3 => put(&mut self.quantity, value, 3),
            4 => put(&mut self.parent_id, value, 4),
            _ => Err(no_such_column(&TABLE, column)),
        }
    }

    fn key_values(key: &i64) -> Result<Values<'_>> {
        Ok([key.to_value()?].into_iter().collect())
    }
}

/// A fresh database in memory, without a table.
pub(crate) fn database() -> Database {
    Database::open(ConnectionConfig::new().database(":memory:"), SqliteBackend).unwrap()
}
