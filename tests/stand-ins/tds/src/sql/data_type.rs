//! The names of types.

use super::Parser;
use crate::error::{Result, SqlError};
use crate::types::Type;

impl Parser {
    pub(super) fn data_type(&mut self) -> Result<Type> {
        let name = self.name()?.to_ascii_lowercase();
        let mut sizes = Vec::new();
        let mut is_max = false;
        if self.sign("(") {
            is_max = self.word("max");
            if !is_max {
                sizes = self.list(Self::integer)?;
            }
            self.expect_sign(")")?;
        }
        data_type(&name, &sizes, is_max).ok_or_else(|| {
            SqlError::new(2715, 16, format!("Cannot find data type {name}, or not with this size."))
        })
    }
}

fn data_type(name: &str, sizes: &[i64], is_max: bool) -> Option<Type> {
    let size = |most: u16| match sizes {
        [] if is_max => Some(None),
        [] => Some(Some(1)),
        [size] => u16::try_from(*size).ok().filter(|size| (1..=most).contains(size)).map(Some),
        _ => None,
    };
    let scale = || match sizes {
        [] => Some(7),
        [scale] => u8::try_from(*scale).ok().filter(|scale| *scale <= 7),
        _ => None,
    };
    let plain = |of: Type| (sizes.is_empty() && !is_max).then_some(of);
    match name {
        "bit" => plain(Type::Bit),
        "tinyint" => plain(Type::TinyInt),
        "smallint" => plain(Type::SmallInt),
        "int" | "integer" => plain(Type::Int),
        "bigint" => plain(Type::BigInt),
        "real" => plain(Type::Real),
        "float" => match sizes {
            [] | [25..=53] => Some(Type::Float),
            [1..=24] => Some(Type::Real),
            _ => None,
        },
        "decimal" | "numeric" => {
            let (precision, scale) = match sizes {
                [] => (18, 0),
                [precision] => (*precision, 0),
                [precision, scale] => (*precision, *scale),
                _ => return None,
            };
            let fits = (1..=38).contains(&precision) && (0..=precision).contains(&scale);
            let decimal = Type::Decimal(u8::try_from(precision).ok()?, u8::try_from(scale).ok()?);
            fits.then_some(decimal)
        }
        "nvarchar" => size(4000).map(Type::NVarChar),
        "varbinary" => size(8000).map(Type::VarBinary),
        "uniqueidentifier" => plain(Type::Guid),
        "date" => plain(Type::Date),
        "time" => scale().map(Type::Time),
        "datetime" => plain(Type::DateTime),
        "datetime2" => scale().map(Type::DateTime2),
        "datetimeoffset" => scale().map(Type::DateTimeOffset),
        _ => None,
    }
}
