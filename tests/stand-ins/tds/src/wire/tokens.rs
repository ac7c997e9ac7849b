//! The tokens of an answer (MS-TDS 2.2.7).

use super::cells::{write_type, write_value};
use crate::error::SqlError;
use crate::types::Type;
use crate::value::Stored;

/// How a row count ends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// A statement of a batch.
    Batch,
    /// A statement within a procedure.
    InProcedure,
    /// A procedure.
    Procedure,
}

const MORE: u16 = 0x01;
const ERROR: u16 = 0x02;
const COUNT: u16 = 0x10;
const ATTENTION: u16 = 0x20;

/// One column of a result.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) nullable: bool,
    pub(crate) identity: bool,
    pub(crate) writable: bool,
}

/// An answer while it is written.
#[derive(Debug, Default)]
pub(crate) struct Answer(pub(crate) Vec<u8>);

impl Answer {
    fn short_text(text: &str, out: &mut Vec<u8>) {
        let units: Vec<u16> = text.encode_utf16().take(255).collect();
        out.push(u8::try_from(units.len()).unwrap_or(u8::MAX));
        out.extend(units.into_iter().flat_map(u16::to_le_bytes));
    }

    fn token(&mut self, token: u8, body: &[u8]) {
        self.0.push(token);
        self.0.extend(u16::try_from(body.len()).unwrap_or(u16::MAX).to_le_bytes());
        self.0.extend_from_slice(body);
    }

    pub(crate) fn columns(&mut self, columns: &[Column]) {
        self.0.push(0x81);
        self.0.extend(u16::try_from(columns.len()).unwrap_or(u16::MAX).to_le_bytes());
        for column in columns {
            let mut flags = u16::from(column.nullable);
            flags |= if column.identity { 0x10 } else { 0 };
            flags |= if column.writable { 0x04 } else { 0 };
            self.0.extend(0_u32.to_le_bytes());
            self.0.extend(flags.to_le_bytes());
            write_type(column.of, &mut self.0);
            Self::short_text(&column.name, &mut self.0);
        }
    }

    /// A row; with the bitmap of NULLs where there are some, as the server chooses too.
    pub(crate) fn row(&mut self, columns: &[Column], values: &[Stored]) {
        let has_null = values.iter().any(|value| matches!(value, Stored::Null));
        if !has_null {
            self.0.push(0xd1);
        } else {
            self.0.push(0xd2);
            let mut bitmap = vec![0_u8; columns.len().div_ceil(8)];
            for (index, value) in values.iter().enumerate() {
                if matches!(value, Stored::Null) {
                    bitmap[index / 8] |= 1 << (index % 8);
                }
            }
            self.0.extend(bitmap);
        }
        for (column, value) in columns.iter().zip(values) {
            if !(has_null && matches!(value, Stored::Null)) {
                write_value(value, column.of, &mut self.0);
            }
        }
    }

    pub(crate) fn error(&mut self, error: &SqlError, line: u32) {
        self.message(0xaa, error.number, error.class, &error.message, line);
    }

    pub(crate) fn info(&mut self, number: i32, message: &str) {
        self.message(0xab, number, 0, message, 1);
    }

    fn message(&mut self, token: u8, number: i32, class: u8, message: &str, line: u32) {
        let mut body = Vec::new();
        body.extend(number.to_le_bytes());
        body.extend([1, class]);
        let units: Vec<u16> = message.encode_utf16().collect();
        body.extend(u16::try_from(units.len()).unwrap_or(u16::MAX).to_le_bytes());
        body.extend(units.into_iter().flat_map(u16::to_le_bytes));
        Self::short_text("stand-in", &mut body);
        Self::short_text("", &mut body);
        body.extend(line.to_le_bytes());
        self.token(token, &body);
    }

    /// The end of a statement or procedure; `more` says that something follows.
    pub(crate) fn done(&mut self, kind: Done, rows: Option<u64>, failed: bool, more: bool) {
        let mut status = if more { MORE } else { 0 };
        status |= if failed { ERROR } else { 0 };
        status |= if rows.is_some() { COUNT } else { 0 };
        self.0.push(match kind {
            Done::Batch => 0xfd,
            Done::Procedure => 0xfe,
            Done::InProcedure => 0xff,
        });
        self.0.extend(status.to_le_bytes());
        self.0.extend(0_u16.to_le_bytes());
        self.0.extend(rows.unwrap_or(0).to_le_bytes());
    }

    /// The answer to an attention.
    pub(crate) fn attention(&mut self) {
        self.0.push(0xfd);
        self.0.extend((ATTENTION).to_le_bytes());
        self.0.extend([0; 10]);
    }

    /// What a procedure returns.
    pub(crate) fn return_status(&mut self, status: i32) {
        self.0.push(0x79);
        self.0.extend(status.to_le_bytes());
    }

    /// A new value and the old one, as texts.
    pub(crate) fn text_change(&mut self, kind: u8, new: &str, old: &str) {
        let mut body = vec![kind];
        Self::short_text(new, &mut body);
        Self::short_text(old, &mut body);
        self.token(0xe3, &body);
    }

    /// 8: a transaction has begun; 9: it was committed; 10: it was rolled back.
    pub(crate) fn transaction_change(&mut self, kind: u8, descriptor: u64) {
        let mut body = vec![kind];
        if kind == 8 {
            body.push(8);
            body.extend(descriptor.to_le_bytes());
            body.push(0);
        } else {
            body.push(0);
            body.push(8);
            body.extend(descriptor.to_le_bytes());
        }
        self.token(0xe3, &body);
    }

    pub(crate) fn login_accepted(&mut self, program: &str, version: [u8; 4]) {
        let mut body = vec![1, 0x74, 0, 0, 4];
        Self::short_text(program, &mut body);
        body.extend(version);
        self.token(0xad, &body);
    }
}
