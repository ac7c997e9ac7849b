//! Names of data types.

use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};
use crate::types::{Length, MAX_RAW_BYTES, MAX_VARCHAR2_BYTES, Type};

impl Parser<'_> {
    pub(super) fn data_type(&mut self) -> Result<Type> {
        let offset = self.offset();
        let Word::Name(name) = self.next() else {
            return Err(OraError::new(902, "invalid datatype").at(offset));
        };
        match name.as_str() {
            "NUMBER" | "DECIMAL" | "NUMERIC" | "DEC" => self.number_type(name != "NUMBER"),
            "INTEGER" | "INT" | "SMALLINT" => Ok(Type::Number(Some((38, 0)))),
            "VARCHAR2" | "VARCHAR" => {
                let length = self.length(None, MAX_VARCHAR2_BYTES)?;
                Ok(Type::Varchar2(length))
            }
            "CHAR" => Ok(Type::Char(self.length(Some(1), 2000)?)),
            "RAW" => {
                self.expect_mark("(")?;
                let count = self.integer()?;
                self.expect_mark(")")?;
                let length = u32::try_from(count).ok().filter(|n| (1..=MAX_RAW_BYTES).contains(n));
                length.map(Type::Raw).ok_or_else(|| too_long(offset))
            }
            "CLOB" => Ok(Type::Clob),
            "BLOB" => Ok(Type::Blob),
            "DATE" => Ok(Type::Date),
            "BINARY_DOUBLE" => Ok(Type::BinaryDouble),
            "BINARY_FLOAT" => Ok(Type::BinaryFloat),
            "DOUBLE" if self.accept("PRECISION") => Ok(Type::Number(None)),
            "FLOAT" => {
                if self.accept_mark("(") {
                    self.integer()?;
                    self.expect_mark(")")?;
                }
                Ok(Type::Number(None))
            }
            "TIMESTAMP" => self.timestamp(),
            "INTERVAL" => self.interval(),
            _ => Err(OraError::new(902, format_args!("invalid datatype `{name}`")).at(offset)),
        }
    }

    fn number_type(&mut self, integer: bool) -> Result<Type> {
        if !self.accept_mark("(") {
            return Ok(Type::Number(if integer { Some((38, 0)) } else { None }));
        }
        let offset = self.offset();
        let precision = if self.accept_mark("*") { 38 } else { self.integer()? };
        let scale = if self.accept_mark(",") { self.integer()? } else { 0 };
        self.expect_mark(")")?;
        if !(1..=38).contains(&precision) {
            let text = "numeric precision specifier is out of range (1 to 38)";
            return Err(OraError::new(1727, text).at(offset));
        }
        if !(-84..=127).contains(&scale) {
            let text = "numeric scale specifier is out of range (-84 to 127)";
            return Err(OraError::new(1728, text).at(offset));
        }
        Ok(Type::Number(Some((precision as u8, scale as i8))))
    }

    fn length(&mut self, default: Option<u32>, most: u32) -> Result<Length> {
        let offset = self.offset();
        if let Some(count) = default.filter(|_| !self.is_mark("(")) {
            return Ok(Length { count, chars: false });
        }
        self.expect_mark("(")?;
        let count = self.integer()?;
        let chars = self.accept("CHAR");
        if !chars {
            self.accept("BYTE");
        }
        self.expect_mark(")")?;
        let count = u32::try_from(count).ok().filter(|count| (1..=most).contains(count));
        Ok(Length { count: count.ok_or_else(|| too_long(offset))?, chars })
    }

    fn timestamp(&mut self) -> Result<Type> {
        let digits = self.fraction()?;
        if self.accept("WITH TIME ZONE") {
            return Ok(Type::TimestampTz(digits));
        }
        if self.accept("WITH LOCAL TIME ZONE") {
            return Ok(Type::TimestampLtz(digits));
        }
        Ok(Type::Timestamp(digits))
    }

    fn fraction(&mut self) -> Result<u8> {
        if !self.accept_mark("(") {
            return Ok(6);
        }
        let offset = self.offset();
        let digits = self.integer()?;
        self.expect_mark(")")?;
        let digits = u8::try_from(digits).ok().filter(|digits| *digits <= 9);
        digits.ok_or_else(|| {
            OraError::new(30088, "datetime/interval precision is out of range").at(offset)
        })
    }

    fn interval(&mut self) -> Result<Type> {
        if self.accept("YEAR") {
            self.fraction()?;
            self.expect("TO")?;
            self.expect("MONTH")?;
            return Ok(Type::YearMonth);
        }
        self.expect("DAY")?;
        self.fraction()?;
        self.expect("TO")?;
        self.expect("SECOND")?;
        self.fraction()?;
        Ok(Type::DaySecond)
    }
}

fn too_long(offset: usize) -> OraError {
    OraError::new(910, "specified length too long for its datatype").at(offset)
}
