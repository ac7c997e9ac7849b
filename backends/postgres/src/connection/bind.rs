//! From the library's values to the server's: straight from the struct into the driver's buffer.
//!
//! A value goes in binary form where it is of the type that the server has inferred for its
//! parameter, and as text otherwise, which the server reads as it reads a literal.

use std::error::Error as StdError;

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

mod array;
mod binary;
mod literal;
mod numeric;
mod time;

use super::parameter::Parameter;

/// A value on its way, with what the server takes for it.
pub(super) struct Bind<'v> {
    pub(super) value: &'v Value<'v>,
    pub(super) parameter: &'v Parameter,
    pub(super) index: usize,
}

/// All values of a statement, with the types that the server has inferred.
pub(super) fn binds<'v>(
    values: &'v [Value<'v>],
    parameters: &'v [Parameter],
) -> impl ExactSizeIterator<Item = Bind<'v>> {
    let pairs = values.iter().zip(parameters).enumerate();
    pairs.map(|(index, (value, parameter))| Bind { value, parameter, index })
}

/// All values as text, for a statement of which nothing is known.
pub(super) fn text_binds<'v>(values: &'v [Value<'v>]) -> impl ExactSizeIterator<Item = Bind<'v>> {
    let parameter = &Parameter::Other;
    values.iter().enumerate().map(|(index, value)| Bind { value, parameter, index })
}

impl ToSql for Bind<'_> {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        if self.value.is_null() {
            return Ok(IsNull::Yes);
        }
        let written = match binary::fits(self.value, self.parameter) {
            true => binary::write(self.value, self.parameter, out),
            false => literal::write(self.value, out),
        };
        match written {
            Ok(()) => Ok(IsNull::No),
            Err(error) => Err(Box::new(error.with_parameter(self.index))),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        if binary::fits(self.value, self.parameter) { Format::Binary } else { Format::Text }
    }

    to_sql_checked!();
}

/// The driver logs parameters when it is asked to; what is in them is nobody's business.
impl std::fmt::Debug for Bind<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.value.kind().name())
    }
}

/// Whether values of this kind are sent to such a parameter in binary form.
pub(super) fn is_binary(kind: Kind, parameter: &Parameter) -> bool {
    binary::takes(parameter, kind)
}

/// Writes a field of a row in binary form.
#[inline]
pub(super) fn write_field(
    value: &Value<'_>,
    parameter: &Parameter,
    out: &mut BytesMut,
) -> Result<()> {
    if value.is_null() || binary::fits(value, parameter) {
        return binary::write_with_length(value, parameter, out);
    }
    Err(binary::unknown(value))
}

/// Writes a value that is not NULL as text.
pub(super) fn write_text(value: &Value<'_>, out: &mut BytesMut) -> Result<()> {
    literal::write(value, out)
}

#[cold]
fn out_of_range(what: &str) -> Error {
    Error::new(ErrorKind::OutOfRange, format!("the value is beyond {what}"))
}

/// PostgreSQL's texts end at a NUL character.
#[inline]
fn check_text(text: &str) -> Result<()> {
    if text.as_bytes().contains(&0) { Err(has_nul()) } else { Ok(()) }
}

#[cold]
fn has_nul() -> Error {
    Error::new(
        ErrorKind::OutOfRange,
        "the text holds a NUL character, which PostgreSQL can't store",
    )
    .with_help("take it out, or store bytes")
}
