//! Bulk load: many rows by the protocol's own way, which hands nothing back.

use activerecord_core::{Error, ErrorKind, Kind, Model, Record, Result, Value};
use tiberius::{ColumnData, SqlBulkCopyOption, SqlBulkCopyOptions, TokenRow};

use super::MsSqlConnection;
use super::bind::convert;
use super::wire::finish;
use activerecord_core::dialect::Dialect as _;

/// What a bulk load heeds; nothing of it by default, as in SQL Server itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct BulkOptions {
    /// Foreign keys and CHECK conditions.
    pub check_constraints: bool,
    /// Triggers.
    pub fire_triggers: bool,
    /// The whole table is locked meanwhile, which is faster.
    pub lock_table: bool,
}

impl MsSqlConnection {
    /// Loads structs by the protocol's bulk load, the fastest way to insert many, and tells how many
    /// there were. The structs stay as they are: keys that the database makes don't come back, and
    /// `created_at` is not set.
    ///
    /// # Errors
    /// A value does not fit its column, a unique constraint is violated, the database's error;
    /// nothing is loaded then.
    ///
    /// ```no_run
    /// use activerecord::mssql::{BulkOptions, MsSqlConnection};
    /// use activerecord::prelude::*;
    ///
    /// #[derive(ActiveRecord)]
    /// struct Reading { id: i64, value: f64 }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("mssql://sa@localhost/app")?;
    /// let readings: Vec<Reading> = (0..100_000).map(|_| Reading { id: 0, value: 1.5 }).collect();
    /// db.with_session(&mut |session| {
    ///     let connection = session.connection().as_any().downcast_mut::<MsSqlConnection>();
    ///     let Some(connection) = connection else { return Ok(()) };
    ///     connection.bulk_load(&readings, BulkOptions::default()).map(drop)
    /// })?;
    /// # Ok(()) }
    /// ```
    pub fn bulk_load<M: Model + Record>(
        &mut self,
        records: &[M],
        options: BulkOptions,
    ) -> Result<u64> {
        let table = M::TABLE;
        let sent = |column: &usize| {
            let made = table.has_generated_key() && table.is_key(*column);
            !made && !table.columns[*column].read_only
        };
        let columns: Vec<usize> = (0..table.columns.len()).filter(sent).collect();
        let mut name = String::new();
        self.dialect.write_table(table, &mut name);
        let quoted: Vec<String> = columns
            .iter()
            .map(|column| {
                let mut sql = String::new();
                self.dialect.write_identifier(table.columns[*column].name, &mut sql);
                sql
            })
            .collect();
        let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
        let rows = rows::<M>(records, &columns)?;
        let loading = load(&mut self.client, &name, &quoted, rows, options.flags());
        let result = finish(&self.drive, loading);
        self.settle(result).map_err(|error| error.with_model(table.model))
    }
}

impl BulkOptions {
    fn flags(self) -> SqlBulkCopyOptions {
        let mut flags = SqlBulkCopyOptions::empty();
        for (wanted, flag) in [
            (self.check_constraints, SqlBulkCopyOption::CheckConstraints),
            (self.fire_triggers, SqlBulkCopyOption::FireTriggers),
            (self.lock_table, SqlBulkCopyOption::TableLock),
        ] {
            if wanted {
                flags |= flag;
            }
        }
        flags
    }
}

async fn load(
    client: &mut tiberius::Client<super::Wire>,
    table: &str,
    columns: &[&str],
    rows: Vec<TokenRow<'static>>,
    options: SqlBulkCopyOptions,
) -> tiberius::Result<u64> {
    let count = rows.len() as u64;
    let mut load = client.bulk_insert_with_options(table, columns, options, &[]).await?;
    for row in rows {
        load.send(row).await?;
    }
    load.finalize().await.map(|_| count)
}

/// All rows are converted before the first is sent: a load that breaks off would be half a load.
fn rows<M: Record>(records: &[M], columns: &[usize]) -> Result<Vec<TokenRow<'static>>> {
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let mut row = TokenRow::with_capacity(columns.len());
        for column in columns {
            let info = &M::TABLE.columns[*column];
            let value = record.value(*column)?.into_owned();
            let cell = cell(&value, info.kind);
            row.push(cell.map_err(|error| error.with_column(info.name))?);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The driver wants exactly the column's type, where a parameter may be wider.
fn cell(value: &Value<'_>, kind: Kind) -> Result<ColumnData<'static>> {
    let narrow = |value: i64| -> Option<ColumnData<'static>> {
        Some(match kind {
            Kind::I8 | Kind::I16 => ColumnData::I16(Some(i16::try_from(value).ok()?)),
            Kind::U8 => ColumnData::U8(Some(u8::try_from(value).ok()?)),
            Kind::I32 | Kind::U16 => ColumnData::I32(Some(i32::try_from(value).ok()?)),
            Kind::U64 => ColumnData::Numeric(Some(tiberius::numeric::Numeric::new_with_scale(
                value.into(),
                0,
            ))),
            _ => ColumnData::I64(Some(value)),
        })
    };
    match value {
        Value::I64(number) => narrow(*number).ok_or_else(out_of_range),
        Value::U64(number) => {
            let number = i128::from(*number);
            if kind == Kind::U64 {
                let numeric = tiberius::numeric::Numeric::new_with_scale(number, 0);
                return Ok(ColumnData::Numeric(Some(numeric)));
            }
            i64::try_from(number).ok().and_then(narrow).ok_or_else(out_of_range)
        }
        Value::Null(Kind::U64) => Ok(ColumnData::Numeric(None)),
        other => convert(other).map(owned),
    }
}

#[cold]
fn out_of_range() -> Error {
    Error::new(ErrorKind::OutOfRange, "a number is out of its column's range")
}

fn owned(cell: ColumnData<'_>) -> ColumnData<'static> {
    match cell {
        ColumnData::String(text) => ColumnData::String(text.map(|text| text.into_owned().into())),
        ColumnData::Binary(bytes) => {
            ColumnData::Binary(bytes.map(|bytes| bytes.into_owned().into()))
        }
        ColumnData::U8(value) => ColumnData::U8(value),
        ColumnData::I16(value) => ColumnData::I16(value),
        ColumnData::I32(value) => ColumnData::I32(value),
        ColumnData::I64(value) => ColumnData::I64(value),
        ColumnData::F32(value) => ColumnData::F32(value),
        ColumnData::F64(value) => ColumnData::F64(value),
        ColumnData::Bit(value) => ColumnData::Bit(value),
        ColumnData::Guid(value) => ColumnData::Guid(value),
        ColumnData::Numeric(value) => ColumnData::Numeric(value),
        ColumnData::DateTime(value) => ColumnData::DateTime(value),
        ColumnData::SmallDateTime(value) => ColumnData::SmallDateTime(value),
        ColumnData::Date(value) => ColumnData::Date(value),
        ColumnData::Time(value) => ColumnData::Time(value),
        ColumnData::DateTime2(value) => ColumnData::DateTime2(value),
        ColumnData::DateTimeOffset(value) => ColumnData::DateTimeOffset(value),
        ColumnData::Xml(xml) => {
            ColumnData::Xml(xml.map(|xml| std::borrow::Cow::Owned(xml.into_owned())))
        }
    }
}
