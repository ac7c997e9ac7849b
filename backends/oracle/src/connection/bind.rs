//! From the library's values to Oracle's. Every bind has its type said: the driver would send
//! texts as NVARCHAR2, which no index of a VARCHAR2 column serves, and NULLs too.

use std::io::{self, Write as _};

use activerecord_core::{Error, ErrorKind, Kind, Output, Result, Value};
use oracle::sql_type::{Blob, Clob, IntervalDS, OracleType, Timestamp, ToSql};
use oracle::{Connection, SqlValue, Statement, StatementType};

use super::calendar;
use super::output;
use super::run::Failure;
use crate::limits;

const NANOS_OF_SECOND: u64 = 1_000_000_000;

/// How texts and bytes travel that are longer than a VARCHAR2 or RAW.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Long {
    /// As a longer text, which INSERT and UPDATE put into a LOB column.
    Text,
    /// As a LOB of its own, which can be part of an expression.
    Lob,
}

impl Long {
    pub(super) fn of(kind: StatementType) -> Self {
        match kind {
            StatementType::Insert | StatementType::Update => Long::Text,
            _ => Long::Lob,
        }
    }
}

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

/// Bytes of what is sent as a text or as bytes; 0 for others.
pub(super) fn length(value: &Value<'_>) -> usize {
    match value {
        Value::Decimal(digits) if is_beyond_the_driver(digits) => digits.len(),
        Value::Text(text) | Value::Json(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Uuid(bytes) => bytes.len(),
        _ => 0,
    }
}

/// Whether a number has more digits in a row than the driver reads: it counts them in 64 bits, and
/// panics where overflows are checked. Such a number is sent as a text, which Oracle makes a NUMBER
/// of by the session's decimal point.
fn is_beyond_the_driver(number: &str) -> bool {
    number
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > limits::DRIVER_DIGITS_MAX)
}

/// The type that a value of this kind and of so many bytes is sent as.
pub(super) fn kind_of(kind: Kind, bytes: usize, long: Long) -> Result<OracleType> {
    Ok(match kind {
        Kind::U64 => OracleType::UInt64,
        kind if kind.is_integer() => OracleType::Int64,
        Kind::Bool => OracleType::Int64,
        Kind::F32 => OracleType::BinaryFloat,
        Kind::F64 => OracleType::BinaryDouble,
        Kind::Decimal if bytes == 0 => OracleType::Number(0, 0),
        Kind::Decimal => OracleType::Varchar2(characters(bytes)),
        Kind::Text | Kind::Json if long == Long::Lob && bytes > limits::VARCHAR2_MAX as usize => {
            OracleType::CLOB
        }
        Kind::Text | Kind::Json => OracleType::Varchar2(characters(bytes)),
        Kind::Bytes if long == Long::Lob && bytes > limits::RAW_MAX as usize => OracleType::BLOB,
        Kind::Bytes | Kind::Uuid => OracleType::Raw(rounded(bytes)),
        Kind::Date => OracleType::Date,
        Kind::DateTime => OracleType::Timestamp(9),
        Kind::DateTimeTz => OracleType::TimestampTZ(9),
        Kind::Time => OracleType::IntervalDS(9, 9),
        other => return Err(unknown(other)),
    })
}

/// The type for texts of any length that the driver sends in one piece.
pub(super) fn longest_text() -> OracleType {
    OracleType::Varchar2(characters(limits::BIND_BYTES_MAX - 3))
}

/// The type for bytes of any length that the driver sends in one piece.
pub(super) fn longest_bytes() -> OracleType {
    OracleType::Raw(rounded(limits::BIND_BYTES_MAX - 3))
}

/// The size of a buffer for so many bytes: one of a few, so that a longer value seldom needs
/// another. Beyond the last the driver sends the value in pieces.
fn rounded(bytes: usize) -> u32 {
    let size = limits::BIND_SIZES.iter().find(|size| **size >= bytes);
    let size = size.copied().unwrap_or(limits::BIND_BYTES_MAX + 1);
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// The size of a text's buffer, which the driver counts in characters, of 4 bytes each.
fn characters(bytes: usize) -> u32 {
    match rounded(bytes) {
        size if size as usize > limits::BIND_BYTES_MAX => size,
        size => size.div_ceil(limits::CHARACTER_BYTES_MAX),
    }
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

#[cold]
fn unknown(kind: Kind) -> Error {
    Error::new(ErrorKind::Unsupported, format!("{kind} cannot be stored in Oracle"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(value: &Value<'_>, long: Long) -> OracleType {
        kind_of(value.kind(), length(value), long).unwrap()
    }

    #[test]
    fn texts_are_never_of_the_national_character_set() {
        let text = |length: usize| Value::Text("x".repeat(length).into());
        for (length, size) in [(0, 8), (32, 8), (33, 32), (128, 32), (4_000, 1_000)] {
            assert_eq!(kind(&text(length), Long::Text), OracleType::Varchar2(size), "{length}");
        }
        assert_eq!(kind(&text(4_001), Long::Text), OracleType::Varchar2(8_191));
        assert_eq!(kind(&text(32_764), Long::Text), OracleType::Varchar2(8_191));
        assert_eq!(kind(&text(32_765), Long::Text), OracleType::Varchar2(32_768));
        assert_eq!(kind(&text(1_000_000), Long::Text), OracleType::Varchar2(32_768));
        assert_eq!(kind(&text(4_001), Long::Lob), OracleType::CLOB);
        assert_eq!(kind(&Value::Null(Kind::Text), Long::Lob), OracleType::Varchar2(8));
    }

    #[test]
    fn nulls_have_the_type_of_their_values() {
        for (null, value) in [
            (Kind::I32, Value::I64(1)),
            (Kind::Bool, Value::Bool(true)),
            (Kind::F64, Value::F64(1.0)),
            (Kind::Decimal, Value::Decimal("1".into())),
            (Kind::Uuid, Value::Uuid([1; 16])),
            (Kind::Date, Value::Date(1)),
            (Kind::Time, Value::Time(1)),
            (Kind::DateTime, Value::DateTime { seconds: 1, nanos: 0 }),
            (Kind::DateTimeTz, Value::DateTimeTz { seconds: 1, nanos: 0, offset: 0 }),
        ] {
            let expected = kind(&value, Long::Text);
            assert_eq!(kind(&Value::Null(null), Long::Text), expected, "{null:?}");
        }
    }

    #[test]
    fn numbers_that_the_driver_can_t_read_are_texts() {
        let decimal = |text: &'static str| kind(&Value::Decimal(text.into()), Long::Text);
        assert_eq!(decimal("-1234567890123456789.5"), OracleType::Number(0, 0));
        assert_eq!(decimal("12345678901234567890"), OracleType::Varchar2(8));
        assert_eq!(decimal("0.0000000000000000000000000001"), OracleType::Varchar2(8));
    }

    #[test]
    fn bytes() {
        let bytes = |length: usize| Value::Bytes(vec![1; length].into());
        assert_eq!(kind(&bytes(16), Long::Text), OracleType::Raw(32));
        assert_eq!(kind(&bytes(2_000), Long::Lob), OracleType::Raw(2_000));
        assert_eq!(kind(&bytes(2_001), Long::Lob), OracleType::BLOB);
        assert_eq!(kind(&bytes(40_000), Long::Text), OracleType::Raw(32_768));
    }

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
