//! One statement for many rows, in one round trip: array DML.

use activerecord_core::{Done, Error, ErrorKind, Result, Value};
use oracle::sql_type::OracleType;
use oracle::{Batch, Connection, StatementType};

use super::bind::{self, Typed};
use super::kind::{self, Long};
use super::run::Failure;
use crate::{error, limits};

/// Whether the binds are those of many rows: one array for each column.
pub(super) fn is_batch(binds: &[Value<'_>]) -> bool {
    !binds.is_empty() && binds.iter().all(|value| matches!(value, Value::Array { .. }))
}

/// Runs the statement for all rows, and tells how many rows it changed. What it has done when it
/// fails is the caller's matter.
pub(super) fn run(
    connection: &Connection,
    sql: &str,
    binds: &[Value<'_>],
) -> Result<Done, Failure> {
    let columns: Vec<&[Value<'_>]> = binds.iter().map(items).collect();
    let rows = columns.first().map_or(0, |column| column.len());
    if columns.iter().any(|column| column.len() != rows) {
        return Err(Error::new(ErrorKind::InvalidQuery, "the arrays differ in length").into());
    }
    let long = long_of(sql);
    let kinds: Vec<OracleType> = binds
        .iter()
        .zip(&columns)
        .enumerate()
        .map(|(index, (array, column))| kind_of(array, column, index, long))
        .collect::<Result<_>>()?;
    let at_once = rows_at_once(&kinds, rows);
    let mut batch = connection.batch(sql, at_once).with_batch_errors().with_row_counts().build()?;
    if batch.bind_count() != kinds.len() {
        let message = format!(
            "the statement has {} parameters, and {} arrays were given",
            batch.bind_count(),
            kinds.len()
        );
        return Err(Error::new(ErrorKind::InvalidQuery, message).into());
    }
    for (index, kind) in kinds.iter().enumerate() {
        batch.set_type(index + 1, kind)?;
    }
    let mut affected = 0;
    for start in (0..rows).step_by(at_once) {
        let end = rows.min(start + at_once);
        for row in start..end {
            append(connection, &mut batch, &columns, &kinds, row)?;
        }
        batch.execute().map_err(|driver| of_rows(driver, start, rows))?;
        affected += batch.row_counts()?.iter().sum::<u64>();
    }
    Ok(Done { affected, last_insert_id: None })
}

fn items<'b>(value: &'b Value<'_>) -> &'b [Value<'b>] {
    match value {
        Value::Array { items, .. } => items,
        _ => &[],
    }
}

/// What is put into a LOB column by INSERT and UPDATE; MERGE selects its values first.
fn long_of(sql: &str) -> Long {
    let begins = |word: &str| sql.get(..word.len()).is_some_and(|start| start == word);
    match begins("MERGE") {
        true => Long::of(StatementType::Merge),
        false => Long::of(StatementType::Insert),
    }
}

/// The type for all values of a column: as long as the longest.
fn kind_of(
    array: &Value<'_>,
    column: &[Value<'_>],
    index: usize,
    long: Long,
) -> Result<OracleType> {
    let Value::Array { kind, .. } = array else { return Ok(OracleType::Int64) };
    let bytes = column.iter().map(kind::length).max().unwrap_or_default();
    kind::kind_of(**kind, bytes, long).map_err(|error| error.with_parameter(index))
}

fn append(
    connection: &Connection,
    batch: &mut Batch<'_>,
    columns: &[&[Value<'_>]],
    kinds: &[OracleType],
    row: usize,
) -> Result<(), Failure> {
    for (index, (column, kind)) in columns.iter().zip(kinds).enumerate() {
        let value = bind::bound(&column[row]).map_err(|error| error.with_parameter(index))?;
        let value = bind::in_lob(connection, value, kind)?;
        batch.set(index + 1, &Typed { value, kind: kind.clone() })?;
    }
    batch.append_row(&[])?;
    Ok(())
}

/// As many rows as fit into the bytes that their buffers may take.
fn rows_at_once(kinds: &[OracleType], rows: usize) -> usize {
    let bytes: usize = kinds.iter().map(bytes_of).sum();
    (limits::BATCH_BYTES_MAX / bytes.max(1)).clamp(1, rows.max(1))
}

fn bytes_of(kind: &OracleType) -> usize {
    match kind {
        OracleType::Varchar2(characters) => {
            *characters as usize * limits::CHARACTER_BYTES_MAX as usize
        }
        OracleType::Raw(bytes) => *bytes as usize,
        _ => 32,
    }
}

/// The error of the first row that the server could not take.
fn of_rows(driver: oracle::Error, start: usize, rows: usize) -> Failure {
    let first =
        driver.batch_errors().and_then(|errors| errors.iter().min_by_key(|row| row.offset()));
    match first {
        Some(row) => Failure::Ours(error::of_row(row, start + row.offset() as usize, rows)),
        None => Failure::Driver(driver),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use activerecord_core::Kind;

    #[test]
    fn wide_rows_go_in_several_executions() {
        assert_eq!(rows_at_once(&[OracleType::Int64], 10_000), 10_000);
        let wide = [OracleType::Varchar2(8_191), OracleType::Raw(32_764)];
        assert_eq!(rows_at_once(&wide, 10_000), 1_024);
        assert_eq!(rows_at_once(&[OracleType::Varchar2(u32::MAX)], 5), 1);
        assert_eq!(rows_at_once(&[OracleType::Int64], 0), 1);
    }

    #[test]
    fn arrays_alone_are_a_batch() {
        let array = Value::Array { kind: &Kind::I64, items: vec![Value::I64(1)] };
        assert!(is_batch(std::slice::from_ref(&array)));
        assert!(!is_batch(&[array, Value::I64(1)]) && !is_batch(&[]));
    }
}
