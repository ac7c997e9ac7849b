//! Types of columns and expressions.

use std::sync::Arc;

/// An SQL type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// The type of the word NULL.
    Null,
    /// A condition; never a value.
    Boolean,
    /// Precision and scale; without them any number.
    Number(Option<(u8, i8)>),
    Varchar2(Length),
    Char(Length),
    Raw(u32),
    Clob,
    Blob,
    Date,
    Timestamp(u8),
    TimestampTz(u8),
    TimestampLtz(u8),
    DaySecond,
    YearMonth,
    BinaryDouble,
    BinaryFloat,
}

/// How long a text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) count: u32,
    /// In characters instead of bytes.
    pub(crate) chars: bool,
}

/// VARCHAR2's limit in bytes, whatever its length in characters is.
pub(crate) const MAX_VARCHAR2_BYTES: u32 = 4000;
/// RAW's limit in bytes.
pub(crate) const MAX_RAW_BYTES: u32 = 2000;

/// Text whose length is not known better.
pub(crate) const TEXT: Type = Type::Varchar2(Length { count: MAX_VARCHAR2_BYTES, chars: false });
/// A number of any precision.
pub(crate) const NUMBER: Type = Type::Number(None);

impl Type {
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Type::Varchar2(_) | Type::Char(_) | Type::Clob)
    }

    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Type::Number(_) | Type::BinaryDouble | Type::BinaryFloat)
    }

    pub(crate) fn is_lob(self) -> bool {
        matches!(self, Type::Clob | Type::Blob)
    }

    pub(crate) fn is_zoned(self) -> bool {
        matches!(self, Type::TimestampTz(_) | Type::TimestampLtz(_))
    }

    pub(crate) fn is_stamp(self) -> bool {
        matches!(self, Type::Date | Type::Timestamp(_)) || self.is_zoned()
    }

    /// The name in the data dictionary and in messages.
    pub(crate) fn name(self) -> String {
        match self {
            Type::Null => "NULL".to_owned(),
            Type::Boolean => "BOOLEAN".to_owned(),
            Type::Number(_) => "NUMBER".to_owned(),
            Type::Varchar2(_) => "VARCHAR2".to_owned(),
            Type::Char(_) => "CHAR".to_owned(),
            Type::Raw(_) => "RAW".to_owned(),
            Type::Clob => "CLOB".to_owned(),
            Type::Blob => "BLOB".to_owned(),
            Type::Date => "DATE".to_owned(),
            Type::Timestamp(digits) => format!("TIMESTAMP({digits})"),
            Type::TimestampTz(digits) => format!("TIMESTAMP({digits}) WITH TIME ZONE"),
            Type::TimestampLtz(digits) => format!("TIMESTAMP({digits}) WITH LOCAL TIME ZONE"),
            Type::DaySecond => "INTERVAL DAY(2) TO SECOND(6)".to_owned(),
            Type::YearMonth => "INTERVAL YEAR(2) TO MONTH".to_owned(),
            Type::BinaryDouble => "BINARY_DOUBLE".to_owned(),
            Type::BinaryFloat => "BINARY_FLOAT".to_owned(),
        }
    }
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Shared, so that its address outlives the handle that describes the column.
    pub(crate) name: Arc<str>,
    pub(crate) of: Type,
    pub(crate) nullable: bool,
}

impl Type {
    /// The type in a few words, for arguments of functions in SQLite's SQL.
    pub(crate) fn to_spec(self) -> String {
        match self {
            Type::Null => "null".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Number(None) => "number".to_owned(),
            Type::Number(Some((precision, scale))) => format!("number {precision} {scale}"),
            Type::Varchar2(length) => format!("varchar2 {} {}", length.count, length.chars),
            Type::Char(length) => format!("char {} {}", length.count, length.chars),
            Type::Raw(length) => format!("raw {length}"),
            Type::Clob => "clob".to_owned(),
            Type::Blob => "blob".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Timestamp(digits) => format!("timestamp {digits}"),
            Type::TimestampTz(digits) => format!("timestamptz {digits}"),
            Type::TimestampLtz(digits) => format!("timestampltz {digits}"),
            Type::DaySecond => "daysecond".to_owned(),
            Type::YearMonth => "yearmonth".to_owned(),
            Type::BinaryDouble => "double".to_owned(),
            Type::BinaryFloat => "float".to_owned(),
        }
    }

    /// The type that [`Type::to_spec`] wrote.
    pub(crate) fn from_spec(spec: &str) -> Option<Type> {
        let words: Vec<&str> = spec.split(' ').collect();
        let length = |words: &[&str]| {
            Some(Length { count: words.first()?.parse().ok()?, chars: *words.get(1)? == "true" })
        };
        let digits = |words: &[&str]| words.first()?.parse::<u8>().ok();
        let (name, rest) = words.split_first()?;
        Some(match *name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "number" if rest.is_empty() => Type::Number(None),
            "number" => Type::Number(Some((rest[0].parse().ok()?, rest.get(1)?.parse().ok()?))),
            "varchar2" => Type::Varchar2(length(rest)?),
            "char" => Type::Char(length(rest)?),
            "raw" => Type::Raw(rest.first()?.parse().ok()?),
            "clob" => Type::Clob,
            "blob" => Type::Blob,
            "date" => Type::Date,
            "timestamp" => Type::Timestamp(digits(rest)?),
            "timestamptz" => Type::TimestampTz(digits(rest)?),
            "timestampltz" => Type::TimestampLtz(digits(rest)?),
            "daysecond" => Type::DaySecond,
            "yearmonth" => Type::YearMonth,
            "double" => Type::BinaryDouble,
            "float" => Type::BinaryFloat,
            _ => return None,
        })
    }
}
