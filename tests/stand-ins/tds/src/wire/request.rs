//! What a client asks for once it is logged in.

use std::io;

use super::cells::{read_type, read_value};
use super::packet::Kind;
use super::reader::Reader;
use crate::error::SqlError;
use crate::types::Type;
use crate::value::Stored;

/// A request.
#[derive(Debug)]
pub(crate) enum Request {
    /// A batch of statements.
    Batch(String),
    /// `sp_executesql`.
    Execute(Execute),
    /// A transaction begins, with the isolation level's number; 0 is as before.
    Begin(u8),
    Commit,
    Rollback,
    /// The rows of a bulk load.
    Rows(Rows),
    /// What is refused, and why.
    Refused(SqlError),
}

/// A statement with parameters.
#[derive(Debug)]
pub(crate) struct Execute {
    pub(crate) sql: String,
    /// `@P1 int, @P2 nvarchar(4000)`
    pub(crate) declarations: String,
    pub(crate) values: Vec<Parameter>,
}

/// The value of a parameter, in the type in which it came.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) of: Option<Type>,
    pub(crate) value: Stored,
}

/// Rows with the names and types of their columns.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<(String, Type)>,
    pub(crate) rows: Vec<Vec<Stored>>,
}

/// The most parameters of a call, with the two that are `sp_executesql`'s own.
const PARAMETERS_MAX: usize = 2_100;
const EXECUTE_SQL: u16 = 10;

fn broken() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl Request {
    /// Reads a request.
    pub(crate) fn read(kind: Kind, message: &[u8]) -> io::Result<Self> {
        let mut reader = Reader(message);
        match kind {
            Kind::Batch => {
                reader.skip_headers()?;
                reader.text(reader.0.len() / 2).map(Request::Batch)
            }
            Kind::Rpc => read_call(reader),
            Kind::Transaction => read_transaction(reader),
            Kind::BulkLoad => read_rows(reader).map(Request::Rows),
            _ => Err(broken()),
        }
    }
}

fn read_transaction(mut reader: Reader<'_>) -> io::Result<Request> {
    reader.skip_headers()?;
    match reader.u16()? {
        5 => Ok(Request::Begin(reader.u8()?)),
        7 => Ok(Request::Commit),
        8 => Ok(Request::Rollback),
        _ => Err(broken()),
    }
}

fn read_call(mut reader: Reader<'_>) -> io::Result<Request> {
    reader.skip_headers()?;
    if reader.u16()? != 0xffff || reader.u16()? != EXECUTE_SQL {
        let error = SqlError::new(2812, 16, "Could not find stored procedure.");
        return Ok(Request::Refused(error));
    }
    reader.u16()?;
    let mut values = Vec::new();
    while !reader.is_empty() {
        let name = reader.short_text()?;
        reader.u8()?;
        let of = read_type(&mut reader)?;
        let value = read_value(&mut reader, of)?;
        values.push(Parameter { name, of, value });
    }
    if values.len() > PARAMETERS_MAX {
        let message = "The incoming request has too many parameters. The server supports a maximum \
                       of 2100 parameters. Reduce the number of parameters and resend the request.";
        return Ok(Request::Refused(SqlError::new(8003, 16, message)));
    }
    let mut values = values.into_iter();
    let Some(Stored::Text(sql)) = values.next().map(|first| first.value) else {
        return Err(broken());
    };
    let declarations = match values.next().map(|second| second.value) {
        Some(Stored::Text(declarations)) => declarations,
        _ => String::new(),
    };
    Ok(Request::Execute(Execute { sql, declarations, values: values.collect() }))
}

fn read_rows(mut reader: Reader<'_>) -> io::Result<Rows> {
    if reader.u8()? != 0x81 {
        return Err(broken());
    }
    let mut load = Rows::default();
    for _ in 0..reader.u16()? {
        reader.u32()?;
        reader.u16()?;
        let of = read_type(&mut reader)?.ok_or_else(broken)?;
        load.columns.push((reader.short_text()?, of));
    }
    loop {
        match reader.u8()? {
            0xd1 => {
                let mut row = Vec::with_capacity(load.columns.len());
                for (_, of) in &load.columns {
                    row.push(read_value(&mut reader, Some(*of))?);
                }
                load.rows.push(row);
            }
            0xfd => return Ok(load),
            _ => return Err(broken()),
        }
    }
}
