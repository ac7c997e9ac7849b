//! From the library's values to Oracle's.

use std::io::{self, Write as _};

use activerecord_core::{Error, ErrorKind, Output, Result, Value};
use oracle::sql_type::{Blob, Clob, IntervalDS, OracleType, Timestamp, ToSql};
use oracle::{Connection, SqlValue, Statement};

use super::calendar;
use super::kind::{Long, kind_of, length, unknown};
use super::output;
use super::run::Failure;
use crate::limits;

const NANOS_OF_SECOND: u64 = 1_000_000_000;

/// A value in the form that the driver takes.
#[derive(Debug)]
pub(super) enum Bound<'v> {
    Null,
    Signed(i64),
    Unsigned(u64),
    Single(f32),
    Double(f64),
    /// Also the digits of a NUMBER.
    Text(&'v str),
    Bytes(&'v [u8]),
    Stamp(Timestamp),
    Span(IntervalDS),
    /// A LOB of its own that holds the text.
    Clob(Clob),
    /// A LOB of its own that holds the bytes.
    Blob(Blob),
}

/// A value and the type that it is sent as.
#[derive(Debug)]
pub(super) struct Typed<'v> {
    pub(super) value: Bound<'v>,
    pub(super) kind: OracleType,
}

impl ToSql for Typed<'_> {
    fn oratype(&self, _connection: &Connection) -> oracle::Result<OracleType> {
        Ok(self.kind.clone())
    }

    fn to_sql(&self, place: &mut SqlValue<'_>) -> oracle::Result<()> {
        match &self.value {
            Bound::Null => place.set_null(),
            Bound::Signed(number) => number.to_sql(place),
            Bound::Unsigned(number) => number.to_sql(place),
            Bound::Single(number) => number.to_sql(place),
            Bound::Double(number) => number.to_sql(place),
            Bound::Text(text) => text.to_sql(place),
            Bound::Bytes(bytes) => bytes.to_sql(place),
            Bound::Stamp(stamp) => stamp.to_sql(place),
            Bound::Span(span) => span.to_sql(place),
            Bound::Clob(lob) => lob.to_sql(place),
            Bound::Blob(lob) => lob.to_sql(place),
        }
    }
}

/// Binds all values in their order, and behind them what comes back.
pub(super) fn by_position(
    connection: &Connection,
    statement: &mut Statement,
    binds: &[Value<'_>],
    outputs: &[Output],
    long: Long,
) -> Result<(), Failure> {
    for (index, value) in binds.iter().enumerate() {
        statement.bind(index + 1, &typed(connection, value, index, long)?)?;
    }
    for (index, output) in outputs.iter().enumerate() {
        statement.bind(binds.len() + index + 1, &output::kind_of(output))?;
    }
    Ok(())
}

/// As [`by_position`], for PL/SQL: there a placeholder has its place by where it first stands, and
/// what comes back may stand first.
pub(super) fn by_name(
    connection: &Connection,
    statement: &mut Statement,
    binds: &[Value<'_>],
    outputs: &[Output],
    long: Long,
) -> Result<(), Failure> {
    for (index, value) in binds.iter().enumerate() {
        statement.bind(name(index).as_str(), &typed(connection, value, index, long)?)?;
    }
    for (index, output) in outputs.iter().enumerate() {
        let kind = output::kind_of_parameter(output);
        statement.bind(name(binds.len() + index).as_str(), &kind)?;
    }
    Ok(())
}

/// The name of the placeholder at this position.
pub(super) fn name(index: usize) -> String {
    (index + 1).to_string()
}

/// A value with its type; `index` is its place among the binds.
fn typed<'v>(
    connection: &Connection,
    value: &'v Value<'_>,
    index: usize,
    long: Long,
) -> Result<Typed<'v>, Failure> {
    let at = |error: Error| error.with_parameter(index);
    let kind = kind_of(value.kind(), length(value), long).map_err(at)?;
    let value = in_lob(connection, bound(value).map_err(at)?, &kind)?;
    Ok(Typed { value, kind })
}

/// Puts a value that is sent as a LOB into one: the driver makes none by itself.
pub(super) fn in_lob<'v>(
    connection: &Connection,
    value: Bound<'v>,
    kind: &OracleType,
) -> Result<Bound<'v>, Failure> {
    match (value, kind) {
        (Bound::Text(text), OracleType::CLOB) => {
            let mut lob = Clob::new(connection)?;
            lob.write_all(text.as_bytes()).map_err(not_written)?;
            Ok(Bound::Clob(lob))
        }
        (Bound::Bytes(bytes), OracleType::BLOB) => {
            let mut lob = Blob::new(connection)?;
            lob.write_all(bytes).map_err(not_written)?;
            Ok(Bound::Blob(lob))
        }
        (value, _) => Ok(value),
    }
}

/// The driver's error comes inside of one for input and output.
fn not_written(error: io::Error) -> Failure {
    match error.downcast::<oracle::Error>() {
        Ok(driver) => Failure::Driver(driver),
        Err(other) => Failure::Ours(Error::other(other)),
    }
}

/// A value in the driver's form.
pub(super) fn bound<'v>(value: &'v Value<'_>) -> Result<Bound<'v>> {
    Ok(match value {
        Value::Null(_) | Value::Empty(_) => Bound::Null,
        Value::Bool(truth) => Bound::Signed(i64::from(*truth)),
        Value::I64(number) => Bound::Signed(*number),
        Value::U64(number) => Bound::Unsigned(*number),
        Value::F32(number) => Bound::Single(*number),
        Value::F64(number) => Bound::Double(*number),
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => Bound::Text(text),
        Value::Bytes(bytes) => Bound::Bytes(bytes),
        Value::Uuid(bytes) => Bound::Bytes(bytes),
        Value::Date(days) => Bound::Stamp(stamp(i64::from(*days) * 86_400, 0, None)?),
        Value::DateTime { seconds, nanos } => Bound::Stamp(stamp(*seconds, *nanos, None)?),
        Value::DateTimeTz { seconds, nanos, offset } => {
            Bound::Stamp(stamp(*seconds, *nanos, Some(*offset))?)
        }
        Value::Time(nanos) => Bound::Span(span(*nanos)?),
        other => return Err(unknown(other.kind())),
    })
}

fn stamp(seconds: i64, nanos: u32, offset: Option<i32>) -> Result<Timestamp> {
    // Oracle's offsets have no seconds, as those of old local times do: then it is said in UTC.
    let offset = offset.map(|offset| if offset % 60 == 0 { offset } else { 0 });
    let local = seconds.checked_add(i64::from(offset.unwrap_or_default()));
    let civil = local.and_then(calendar::civil).ok_or_else(year_out_of_range)?;
    let year = i32::try_from(civil.year).map_err(|_| year_out_of_range())?;
    let stamp =
        Timestamp::new(year, civil.month, civil.day, civil.hour, civil.minute, civil.second, nanos);
    let stamp = match offset {
        Some(offset) => stamp.and_then(|stamp| stamp.and_tz_offset(offset)),
        None => stamp,
    };
    stamp.map_err(|_| year_out_of_range())
}

fn span(nanos: u64) -> Result<IntervalDS> {
    let part = |number: u64| i32::try_from(number).map_err(|_| no_time_of_day());
    let seconds = nanos / NANOS_OF_SECOND;
    IntervalDS::new(
        0,
        part(seconds / 3_600)?,
        part(seconds / 60 % 60)?,
        part(seconds % 60)?,
        part(nanos % NANOS_OF_SECOND)?,
    )
    .map_err(|_| no_time_of_day())
}

#[cold]
fn year_out_of_range() -> Error {
    let message = format!(
        "the year is out of the range of Oracle's dates, {} to {} without 0",
        limits::YEAR_MIN,
        limits::YEAR_MAX
    );
    Error::new(ErrorKind::OutOfRange, message)
}

#[cold]
fn no_time_of_day() -> Error {
    Error::new(ErrorKind::OutOfRange, "the time is beyond the end of a day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use activerecord_core::Kind;

    #[test]
    fn instants_keep_their_offset() {
        let stamp = stamp(0, 5, Some(-3 * 3_600 - 1_800)).unwrap();
        assert_eq!((stamp.hour(), stamp.minute(), stamp.day()), (20, 30, 31));
        assert_eq!(stamp.tz_offset(), -12_600);
        // Local mean time of Amsterdam: the same instant, in UTC.
        let old = super::stamp(0, 0, Some(1_172)).unwrap();
        assert_eq!((old.hour(), old.tz_offset()), (0, 0));
    }

    #[test]
    fn what_has_no_form_says_so() {
        let far = Value::DateTime { seconds: i64::MAX, nanos: 0 };
        assert_eq!(bound(&far).unwrap_err().kind(), ErrorKind::OutOfRange);
        let list = Value::Array { kind: &Kind::I32, items: vec![] };
        assert_eq!(bound(&list).unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
