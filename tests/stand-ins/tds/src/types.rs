//! SQL Server's types, as far as they are known here.

use std::fmt;

/// A type. Lengths are in characters or bytes, `None` is `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// `bit`
    Bit,
    /// `tinyint`
    TinyInt,
    /// `smallint`
    SmallInt,
    /// `int`
    Int,
    /// `bigint`
    BigInt,
    /// `decimal(precision, scale)`
    Decimal(u8, u8),
    /// `real`
    Real,
    /// `float`
    Float,
    /// `nvarchar(n)`
    NVarChar(Option<u16>),
    /// `varbinary(n)`
    VarBinary(Option<u16>),
    /// `uniqueidentifier`
    Guid,
    /// `date`
    Date,
    /// `time(scale)`
    Time(u8),
    /// `datetime`, in three-hundredths of a second
    DateTime,
    /// `datetime2(scale)`
    DateTime2(u8),
    /// `datetimeoffset(scale)`
    DateTimeOffset(u8),
}

impl Type {
    /// Where the type stands when two types meet: the lower one is converted to the higher one
    /// (Microsoft's "Data type precedence").
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Type::DateTimeOffset(_) => 21,
            Type::DateTime2(_) => 20,
            Type::DateTime => 19,
            Type::Date => 18,
            Type::Time(_) => 17,
            Type::Float => 16,
            Type::Real => 15,
            Type::Decimal(..) => 14,
            Type::BigInt => 13,
            Type::Int => 12,
            Type::SmallInt => 11,
            Type::TinyInt => 10,
            Type::Bit => 9,
            Type::Guid => 8,
            Type::NVarChar(_) => 7,
            Type::VarBinary(_) => 6,
        }
    }

    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Type::TinyInt | Type::SmallInt | Type::Int | Type::BigInt)
    }

    pub(crate) fn is_number(self) -> bool {
        self.is_integer()
            || matches!(self, Type::Bit | Type::Decimal(..) | Type::Real | Type::Float)
    }

    /// The bounds of an integer type.
    pub(crate) fn bounds(self) -> Option<(i64, i64)> {
        match self {
            Type::Bit => Some((0, 1)),
            Type::TinyInt => Some((0, 255)),
            Type::SmallInt => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
            Type::Int => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
            Type::BigInt => Some((i64::MIN, i64::MAX)),
            _ => None,
        }
    }

    /// The precision and scale of a number, as a decimal.
    pub(crate) fn as_decimal(self) -> (u8, u8) {
        match self {
            Type::Decimal(precision, scale) => (precision, scale),
            Type::Bit => (1, 0),
            Type::TinyInt => (3, 0),
            Type::SmallInt => (5, 0),
            Type::Int => (10, 0),
            _ => (19, 0),
        }
    }

    /// The type of both when two meet: in a comparison, a CASE, the rows of VALUES.
    pub(crate) fn common(self, other: Type) -> Type {
        let (low, high) =
            if self.precedence() < other.precedence() { (self, other) } else { (other, self) };
        match (high, low) {
            (Type::Decimal(..), low) if low.is_number() => {
                let ((p1, s1), (p2, s2)) = (high.as_decimal(), low.as_decimal());
                let scale = s1.max(s2);
                let precision = (p1 - s1).max(p2 - s2) + scale;
                Type::Decimal(precision.min(38), scale)
            }
            (Type::NVarChar(one), Type::NVarChar(other)) => {
                Type::NVarChar(one.zip(other).map(|(one, other)| one.max(other)))
            }
            (Type::VarBinary(one), Type::VarBinary(other)) => {
                Type::VarBinary(one.zip(other).map(|(one, other)| one.max(other)))
            }
            (Type::DateTime2(one), Type::DateTime2(other)) => Type::DateTime2(one.max(other)),
            (Type::Time(one), Type::Time(other)) => Type::Time(one.max(other)),
            (Type::DateTimeOffset(one), Type::DateTimeOffset(other)) => {
                Type::DateTimeOffset(one.max(other))
            }
            (high, _) => high,
        }
    }

    /// How SQLite is told to compare values of this type.
    pub(crate) fn collation(self) -> Option<&'static str> {
        match self {
            Type::NVarChar(_) => Some("mssql_text"),
            Type::Decimal(..) => Some("mssql_decimal"),
            Type::Guid => Some("mssql_guid"),
            Type::DateTimeOffset(_) => Some("mssql_offset"),
            _ => None,
        }
    }

    /// What a column of this type is to SQLite.
    pub(crate) fn storage(self) -> &'static str {
        match self {
            Type::Real | Type::Float => "REAL",
            Type::VarBinary(_) => "BLOB",
            Type::NVarChar(_) | Type::Decimal(..) | Type::Guid | Type::DateTimeOffset(_) => "TEXT",
            // Not INTEGER: as a key that would be the row's own number.
            _ => "INT",
        }
    }

    /// The type as a number, for the functions that SQLite calls.
    pub(crate) fn code(self) -> i64 {
        let length = |length: Option<u16>| length.map_or(0xffff, i64::from);
        let (kind, detail) = match self {
            Type::Bit => (0, 0),
            Type::TinyInt => (1, 0),
            Type::SmallInt => (2, 0),
            Type::Int => (3, 0),
            Type::BigInt => (4, 0),
            Type::Decimal(precision, scale) => (5, i64::from(precision) << 8 | i64::from(scale)),
            Type::Real => (6, 0),
            Type::Float => (7, 0),
            Type::NVarChar(characters) => (8, length(characters)),
            Type::VarBinary(bytes) => (9, length(bytes)),
            Type::Guid => (10, 0),
            Type::Date => (11, 0),
            Type::Time(scale) => (12, i64::from(scale)),
            Type::DateTime2(scale) => (13, i64::from(scale)),
            Type::DateTimeOffset(scale) => (14, i64::from(scale)),
            Type::DateTime => (15, 0),
        };
        kind << 16 | detail
    }

    /// The type of a number that [`code`](Type::code) made.
    pub(crate) fn of_code(code: i64) -> Option<Type> {
        let detail = code & 0xffff;
        let length = u16::try_from(detail).ok().filter(|length| *length != 0xffff);
        let scale = u8::try_from(detail & 0xff).ok()?;
        Some(match code >> 16 {
            0 => Type::Bit,
            1 => Type::TinyInt,
            2 => Type::SmallInt,
            3 => Type::Int,
            4 => Type::BigInt,
            5 => Type::Decimal(u8::try_from(detail >> 8).ok()?, scale),
            6 => Type::Real,
            7 => Type::Float,
            8 => Type::NVarChar(length),
            9 => Type::VarBinary(length),
            10 => Type::Guid,
            11 => Type::Date,
            12 => Type::Time(scale),
            13 => Type::DateTime2(scale),
            14 => Type::DateTimeOffset(scale),
            15 => Type::DateTime,
            _ => return None,
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Bit => f.write_str("bit"),
            Type::TinyInt => f.write_str("tinyint"),
            Type::SmallInt => f.write_str("smallint"),
            Type::Int => f.write_str("int"),
            Type::BigInt => f.write_str("bigint"),
            Type::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Type::Real => f.write_str("real"),
            Type::Float => f.write_str("float"),
            Type::NVarChar(Some(length)) => write!(f, "nvarchar({length})"),
            Type::NVarChar(None) => f.write_str("nvarchar(max)"),
            Type::VarBinary(Some(length)) => write!(f, "varbinary({length})"),
            Type::VarBinary(None) => f.write_str("varbinary(max)"),
            Type::Guid => f.write_str("uniqueidentifier"),
            Type::Date => f.write_str("date"),
            Type::Time(scale) => write!(f, "time({scale})"),
            Type::DateTime => f.write_str("datetime"),
            Type::DateTime2(scale) => write!(f, "datetime2({scale})"),
            Type::DateTimeOffset(scale) => write!(f, "datetimeoffset({scale})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Type;

    #[test]
    fn codes_go_both_ways() {
        for known in [
            Type::Bit,
            Type::BigInt,
            Type::Decimal(38, 10),
            Type::NVarChar(None),
            Type::NVarChar(Some(4000)),
            Type::VarBinary(Some(8000)),
            Type::DateTimeOffset(7),
        ] {
            assert_eq!(Type::of_code(known.code()), Some(known));
        }
    }

    #[test]
    fn the_higher_type_wins() {
        assert_eq!(Type::Int.common(Type::BigInt), Type::BigInt);
        assert_eq!(Type::NVarChar(None).common(Type::Int), Type::Int);
        assert_eq!(Type::Decimal(5, 2).common(Type::Int), Type::Decimal(12, 2));
    }
}
