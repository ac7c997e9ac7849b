//! What the server takes for a parameter, worked out once per prepared statement.

use tokio_postgres::types::{Kind as TypeKind, Type};

/// A parameter's type, as far as its binary form goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parameter {
    Bool,
    Int2,
    Int4,
    Int8,
    /// An object identifier: 32 bits without a sign.
    Oid,
    Float4,
    Float8,
    Numeric,
    /// Text, and everything whose binary form is its text: enums, JSON and so on.
    Text,
    Bytes,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Jsonb,
    /// A list, with the item's type and its object identifier.
    Array(Box<Parameter>, u32),
    /// The server reads its text.
    Other,
}

impl Parameter {
    pub(super) fn of(ty: &Type) -> Parameter {
        match *ty {
            Type::BOOL => Parameter::Bool,
            Type::INT2 => Parameter::Int2,
            Type::INT4 => Parameter::Int4,
            Type::INT8 => Parameter::Int8,
            Type::OID => Parameter::Oid,
            Type::FLOAT4 => Parameter::Float4,
            Type::FLOAT8 => Parameter::Float8,
            Type::NUMERIC => Parameter::Numeric,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::XML => {
                Parameter::Text
            }
            Type::BYTEA => Parameter::Bytes,
            Type::UUID => Parameter::Uuid,
            Type::DATE => Parameter::Date,
            Type::TIME => Parameter::Time,
            Type::TIMESTAMP => Parameter::Timestamp,
            Type::TIMESTAMPTZ => Parameter::TimestampTz,
            Type::JSONB => Parameter::Jsonb,
            _ => match ty.kind() {
                TypeKind::Enum(_) => Parameter::Text,
                TypeKind::Domain(base) => Parameter::of(base),
                TypeKind::Array(item) => match Parameter::of(item) {
                    // Lists of lists don't exist, and what has no binary form has none in a list.
                    Parameter::Other | Parameter::Array(..) => Parameter::Other,
                    plain => Parameter::Array(Box::new(plain), item.oid()),
                },
                _ => Parameter::Other,
            },
        }
    }
}
