//! Values that come back in binds: of RETURNING INTO, and of parameters of procedures.

use activerecord_core::{EachRow, Kind, Output};
use oracle::Statement;
use oracle::sql_type::OracleType;

use super::bind;
use super::cell::Cell;
use super::kind;
use super::row::OracleRow;
use super::run::Failure;
use crate::limits;

/// The type of the bind for a value that comes back from PL/SQL: there is no longer text than a
/// VARCHAR2 among its parameters that is no LOB.
pub(super) fn kind_of_parameter(output: &Output) -> OracleType {
    match output.kind {
        Kind::Text | Kind::Json => kind::longest_text(),
        Kind::Bytes | Kind::Uuid => kind::longest_bytes(),
        _ => kind_of(output),
    }
}

/// The type of the bind for a value that comes back.
pub(super) fn kind_of(output: &Output) -> OracleType {
    let length = output.max_length;
    match output.kind {
        Kind::U64 => OracleType::UInt64,
        kind if kind.is_integer() => OracleType::Int64,
        Kind::Bool => OracleType::Int64,
        Kind::F32 => OracleType::BinaryFloat,
        Kind::F64 => OracleType::BinaryDouble,
        Kind::Decimal => OracleType::Number(0, 0),
        Kind::Text if length.is_some_and(|length| length <= limits::VARCHAR2_MAX) => {
            OracleType::Varchar2(limits::VARCHAR2_MAX / limits::CHARACTER_BYTES_MAX)
        }
        Kind::Uuid => OracleType::Raw(limits::RAW_MAX),
        Kind::Bytes => OracleType::BLOB,
        Kind::Date => OracleType::Date,
        Kind::DateTime => OracleType::Timestamp(9),
        Kind::DateTimeTz => OracleType::TimestampTZ(9),
        Kind::Time => OracleType::IntervalDS(9, 9),
        _ => OracleType::CLOB,
    }
}

/// Hands back, as ordinary rows, what came back in the binds behind the first `binds` ones.
pub(super) fn hand_back(
    statement: &Statement,
    binds: usize,
    outputs: &[Output],
    each: Option<&mut EachRow<'_>>,
) -> Result<(), Failure> {
    let (Some(each), [_, ..]) = (each, outputs) else { return Ok(()) };
    let mut columns = Vec::with_capacity(outputs.len());
    for index in binds..binds + outputs.len() {
        let values: Vec<Cell> = match statement.is_plsql() {
            true => vec![statement.bind_value(bind::name(index).as_str())?],
            false => statement.returned_values(index + 1)?,
        };
        columns.push(values.into_iter());
    }
    loop {
        let cells: Vec<_> =
            columns.iter_mut().map_while(|column| column.next().map(|cell| cell.0)).collect();
        if cells.len() < outputs.len() {
            return Ok(());
        }
        if each(&mut OracleRow::unnamed(cells))?.is_break() {
            return Ok(());
        }
    }
}
