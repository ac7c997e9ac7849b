//! Values.

use super::{Translator, Typed};
use crate::error::{Result, SqlError};
use crate::sql::{Expr, Over, Query};
use crate::types::Type;
use crate::value::Number;

fn text_literal(text: &str) -> String {
    // A NUL would end the text for SQLite.
    if text.contains('\0') {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        return format!("CAST(x'{hex}' AS TEXT)");
    }
    format!("'{}'", text.replace('\'', "''"))
}

impl Translator<'_> {
    /// Writes a value; a condition is none.
    pub(in crate::engine) fn value(&mut self, expr: &Expr) -> Result<Typed> {
        match expr {
            Expr::Column { table, name } => {
                self.column(table.as_deref(), name).map(|(typed, _)| typed)
            }
            Expr::Variable(name) if name.starts_with("@@") => self.global(name),
            Expr::Variable(name) => self.parameter(name),
            Expr::Integer(digits) => match digits.parse::<i64>() {
                Ok(number) if i32::try_from(number).is_ok() => Ok(Typed::new(digits, Type::Int)),
                _ => decimal_literal(digits),
            },
            Expr::Decimal(digits) => decimal_literal(digits),
            Expr::Float(digits) => Ok(Typed::new(digits, Type::Float)),
            Expr::Text(text) => {
                let length = u16::try_from(text.encode_utf16().count().max(1)).ok();
                let length = length.filter(|length| *length <= 4000);
                Ok(Typed::new(text_literal(text), Type::NVarChar(length)))
            }
            Expr::Null => Ok(Typed { sql: "NULL".into(), of: None }),
            Expr::Negative(inner) => {
                let zero = Expr::Integer("0".into());
                self.operation(&zero, "-", inner)
            }
            Expr::Operator { left, sign: sign @ ("+" | "-" | "*" | "/" | "%"), right } => {
                self.operation(left, sign, right)
            }
            Expr::Cast { expr, to } => {
                let value = self.value(expr)?;
                let from = value.known();
                let sql = format!("mssql_convert({}, {}, {})", value.sql, from.code(), to.code());
                Ok(Typed::new(sql, *to))
            }
            Expr::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Expr::Call { .. } => self.call(expr),
            Expr::Select(query) => self.scalar(query),
            Expr::NextValue { sequence, over } => {
                if let Some(Over { order, .. }) = over
                    && order.is_empty()
                {
                    return Err(SqlError::syntax("OVER"));
                }
                let sequence = super::catalog::sequence(self.connection, sequence)?;
                let sql =
                    format!("mssql_next({}, {}, {})", sequence.id, sequence.start, sequence.step);
                Ok(Typed::new(sql, Type::BigInt))
            }
            condition => Err(SqlError::syntax(super::condition::sign_of(condition))),
        }
    }

    fn case(&mut self, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Result<Typed> {
        let mut written = Vec::new();
        for (condition, value) in branches {
            written.push((self.condition(condition)?, self.value(value)?));
        }
        let otherwise = otherwise.map(|value| self.value(value)).transpose()?;
        let of = written.iter().map(|(_, value)| value).chain(&otherwise);
        let Some(of) = of.filter_map(|value| value.of).reduce(Type::common) else {
            let message = "At least one of the result expressions in a CASE specification must be an \
                           expression other than the NULL constant.";
            return Err(SqlError::new(8133, 16, message));
        };
        let mut sql = String::from("CASE");
        for (condition, value) in &written {
            sql.push_str(&format!(" WHEN {condition} THEN {}", self.converted(value, of)?));
        }
        if let Some(value) = &otherwise {
            sql.push_str(&format!(" ELSE {}", self.converted(value, of)?));
        }
        sql.push_str(" END");
        Ok(Typed::new(sql, of))
    }

    fn scalar(&mut self, query: &Query) -> Result<Typed> {
        let inner = self.subquery(query)?;
        let [column] = inner.columns.as_slice() else {
            let message = "Only one expression can be specified in the select list when the subquery \
                           is not introduced with EXISTS.";
            return Err(SqlError::new(116, 16, message));
        };
        Ok(Typed::new(format!("({})", inner.sql), column.of))
    }

    fn global(&self, name: &str) -> Result<Typed> {
        let globals = self.globals;
        let (number, of) = match name.to_ascii_uppercase().as_str() {
            "@@TRANCOUNT" => (globals.transactions, Type::Int),
            "@@LOCK_TIMEOUT" => (globals.lock_timeout, Type::Int),
            "@@ROWCOUNT" => (globals.last_rows, Type::Int),
            "@@SPID" => (i64::try_from(globals.session).unwrap_or(0), Type::SmallInt),
            "@@VERSION" => {
                let text = format!("'{}'", crate::server::PRODUCT);
                return Ok(Typed::new(text, Type::NVarChar(Some(300))));
            }
            _ => {
                let message = format!("Must declare the scalar variable \"{name}\".");
                return Err(SqlError::new(137, 15, message));
            }
        };
        Ok(Typed::new(number.to_string(), of))
    }
}

fn decimal_literal(digits: &str) -> Result<Typed> {
    let Some(number) = Number::parse(digits) else {
        let message =
            format!("The number '{digits}' is out of the range for numeric representation.");
        return Err(SqlError::new(1007, 15, message));
    };
    let precision = digits.bytes().filter(u8::is_ascii_digit).count().clamp(1, 38);
    let of = Type::Decimal(u8::try_from(precision).unwrap_or(38), number.scale);
    Ok(Typed::new(format!("'{number}'"), of))
}
