//! The two forms of COPY's data (<https://www.postgresql.org/docs/current/sql-copy.html>, "File
//! Formats").

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Type;

use super::super::bind::{is_binary, write_field, write_text};
use super::super::parameter::Parameter;

/// How rows are written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Each value in the binary form of its column's type.
    Binary(Vec<Parameter>),
    /// Texts, which the server reads as it reads literals: for any type.
    Text,
}

/// What the binary form begins with: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with, where a row would have the number of its fields.
const TRAILER: i16 = -1;

impl Form {
    /// The form for columns that are sent values of these kinds and have these types.
    pub(super) fn of<'t>(columns: impl Iterator<Item = (Kind, &'t Type)>) -> Form {
        let binary = columns.map(|(kind, ty)| {
            let parameter = Parameter::of(ty);
            is_binary(kind, &parameter).then_some(parameter)
        });
        binary.collect::<Option<_>>().map_or(Form::Text, Form::Binary)
    }

    /// What COPY says of it.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Form::Binary(_) => " (FORMAT BINARY)",
            Form::Text => "",
        }
    }

    pub(super) fn begin(&self, out: &mut BytesMut) {
        if let Form::Binary(_) = self {
            out.put_slice(HEADER);
        }
    }

    pub(super) fn begin_row(&self, fields: usize, out: &mut BytesMut) -> Result<()> {
        if let Form::Binary(_) = self {
            out.put_i16(i16::try_from(fields).map_err(|_| too_many())?);
        }
        Ok(())
    }

    /// Writes the value of the column at this position.
    #[inline]
    pub(super) fn write(
        &self,
        index: usize,
        value: &Value<'_>,
        scratch: &mut BytesMut,
        out: &mut BytesMut,
    ) -> Result<()> {
        match self {
            Form::Binary(parameters) => {
                write_field(value, parameters.get(index).unwrap_or(&Parameter::Other), out)
            }
            Form::Text => write_as_text(index, value, scratch, out),
        }
    }

    pub(super) fn end_row(&self, out: &mut BytesMut) {
        if *self == Form::Text {
            out.put_u8(b'\n');
        }
    }

    pub(super) fn end(&self, out: &mut BytesMut) {
        if let Form::Binary(_) = self {
            out.put_i16(TRAILER);
        }
    }
}

fn write_as_text(
    index: usize,
    value: &Value<'_>,
    scratch: &mut BytesMut,
    out: &mut BytesMut,
) -> Result<()> {
    if index > 0 {
        out.put_u8(b'\t');
    }
    if value.is_null() {
        out.put_slice(b"\\N");
        return Ok(());
    }
    scratch.clear();
    write_text(value, scratch)?;
    for byte in &*scratch {
        match byte {
            b'\\' => out.put_slice(b"\\\\"),
            b'\t' => out.put_slice(b"\\t"),
            b'\n' => out.put_slice(b"\\n"),
            b'\r' => out.put_slice(b"\\r"),
            plain => out.put_u8(*plain),
        }
    }
    Ok(())
}

#[cold]
fn too_many() -> Error {
    Error::new(ErrorKind::Unsupported, "the table has more columns than COPY can name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(form: &Form, values: &[Value<'_>]) -> Vec<u8> {
        let (mut scratch, mut out) = (BytesMut::new(), BytesMut::new());
        form.begin_row(values.len(), &mut out).unwrap();
        for (index, value) in values.iter().enumerate() {
            form.write(index, value, &mut scratch, &mut out).unwrap();
        }
        form.end_row(&mut out);
        out.to_vec()
    }

    #[test]
    fn texts_are_escaped() {
        let values = [
            Value::Text("a\tb\\N\r\n".into()),
            Value::Null(Kind::Text),
            Value::Bytes((&[1][..]).into()),
            Value::I64(-7),
        ];
        assert_eq!(row(&Form::Text, &values), b"a\\tb\\\\N\\r\\n\t\\N\t\\\\x01\t-7\n");
    }

    #[test]
    fn fields_have_their_lengths() {
        let form = Form::of([(Kind::I64, &Type::INT4), (Kind::Text, &Type::TEXT)].into_iter());
        let values = [Value::I64(258), Value::Null(Kind::Text)];
        assert_eq!(row(&form, &values), [0, 2, 0, 0, 0, 4, 0, 0, 1, 2, 255, 255, 255, 255]);
        assert_eq!(form.words(), " (FORMAT BINARY)");
        assert_eq!(HEADER.len(), 19);
    }

    #[test]
    fn one_column_without_a_binary_form_makes_all_of_them_texts() {
        let form = Form::of([(Kind::I64, &Type::INT4), (Kind::Text, &Type::INET)].into_iter());
        assert_eq!((&form, form.words()), (&Form::Text, ""));
    }
}
