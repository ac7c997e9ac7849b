//! Functions.

use super::condition::collated;
use super::{Translator, Typed};
use crate::error::{Result, SqlError};
use crate::sql::{Expr, Over};
use crate::types::Type;

/// Functions that stand with OVER alone.
const WINDOW_ONLY: &[&str] =
    &["ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE"];

impl Translator<'_> {
    pub(super) fn call(&mut self, expr: &Expr) -> Result<Typed> {
        let Expr::Call { name, distinct, arguments, star, over } = expr else {
            return Err(SqlError::syntax("("));
        };
        let over = over.as_ref().map(|over| self.over(over)).transpose()?;
        if *star || matches!(name.as_str(), "COUNT" | "COUNT_BIG" | "SUM" | "AVG" | "MIN" | "MAX") {
            return self.aggregate(name, *distinct, arguments, *star, over.as_deref());
        }
        if WINDOW_ONLY.contains(&name.as_str()) {
            let Some(written) = over else { return Err(SqlError::syntax(name)) };
            return self.window(expr, &written);
        }
        if over.is_some() {
            return Err(SqlError::syntax("OVER"));
        }
        if let ("NULLIF", [value, other]) = (name.as_str(), arguments.as_slice()) {
            let (left, right) = (Box::new(value.clone()), Box::new(other.clone()));
            let equal = Expr::Operator { left, sign: "=", right };
            let otherwise = Some(Box::new(value.clone()));
            return self.value(&Expr::Case { branches: vec![(equal, Expr::Null)], otherwise });
        }
        if name == "ROUND" {
            return self.rounded(arguments);
        }
        if name == "OBJECT_ID" {
            return self.object_id(arguments);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.value(argument)?);
        }
        self.scalar_call(name, &values)
    }

    fn over(&mut self, over: &Over) -> Result<String> {
        let mut parts = Vec::new();
        let mut partition = Vec::new();
        for expr in &over.partition {
            let value = self.value(expr)?;
            partition.push(collated(&value.sql, value.known()));
        }
        if !partition.is_empty() {
            parts.push(format!("PARTITION BY {}", partition.join(", ")));
        }
        if !over.order.is_empty() {
            parts.push(format!("ORDER BY {}", self.order_items(&over.order)?));
        }
        if over.frame.is_some() && over.order.is_empty() {
            return Err(SqlError::new(
                10756,
                15,
                "Window frame with ROWS or RANGE must have an ORDER BY clause.",
            ));
        }
        parts.extend(over.frame.clone());
        Ok(format!(" OVER ({})", parts.join(" ")))
    }

    fn aggregate(
        &mut self,
        name: &str,
        distinct: bool,
        arguments: &[Expr],
        star: bool,
        over: Option<&str>,
    ) -> Result<Typed> {
        let over = over.unwrap_or_default();
        let counted = if name == "COUNT" { Type::Int } else { Type::BigInt };
        let counts = matches!(name, "COUNT" | "COUNT_BIG");
        if star {
            return if counts {
                Ok(Typed::new(format!("count(*){over}"), counted))
            } else {
                Err(SqlError::syntax("*"))
            };
        }
        let [argument] = arguments else { return Err(SqlError::syntax(name)) };
        let value = self.value(argument)?;
        let of = value.known();
        let word = if distinct { "DISTINCT " } else { "" };
        let inner = format!("{word}{}", collated(&value.sql, of));
        let invalid = || {
            let name = name.to_lowercase();
            let message = format!("Operand data type {of} is invalid for {name} operator.");
            SqlError::new(8117, 16, message)
        };
        match name {
            _ if counts => Ok(Typed::new(format!("count({inner}){over}"), counted)),
            "MIN" | "MAX" if of == Type::Bit => Err(invalid()),
            "MIN" | "MAX" => Ok(Typed::new(format!("{}({inner}){over}", name.to_lowercase()), of)),
            _ if of == Type::Bit || !of.is_number() => Err(invalid()),
            "SUM" => Ok(sum(&inner, of, over)),
            _ => {
                let total = sum(&inner, of, over);
                let count = Typed::new(format!("count({inner}){over}"), Type::BigInt);
                match of {
                    Type::Decimal(_, scale) => {
                        let of = Type::Decimal(38, scale.max(6));
                        let count = self.converted(&count, Type::Decimal(19, 0))?;
                        // The mean of nothing is NULL, not a division by zero.
                        let sql = format!(
                            "CASE WHEN {count} = '0' THEN NULL ELSE mssql_dec('/', {}, {count}, {}) END",
                            total.sql,
                            of.code()
                        );
                        Ok(Typed::new(sql, of))
                    }
                    of if of.is_integer() => {
                        let of = total.known();
                        Ok(Typed::new(format!("({} / {})", total.sql, count.sql), of))
                    }
                    _ => Ok(Typed::new(format!("avg({inner}){over}"), Type::Float)),
                }
            }
        }
    }

    /// A function that is one of windows only, with its window written already.
    fn window(&mut self, call: &Expr, over: &str) -> Result<Typed> {
        let Expr::Call { name, arguments, over: Some(window), .. } = call else {
            return Err(SqlError::syntax("OVER"));
        };
        if window.order.is_empty() {
            let name = name.to_lowercase();
            let message = format!("The function '{name}' must have an OVER clause with ORDER BY.");
            return Err(SqlError::new(4112, 15, message));
        }
        let ranks = matches!(name.as_str(), "ROW_NUMBER" | "RANK" | "DENSE_RANK" | "NTILE");
        let frames = matches!(name.as_str(), "FIRST_VALUE" | "LAST_VALUE");
        if window.frame.is_some() && !frames {
            let message =
                format!("The function '{}' may not have a window frame.", name.to_lowercase());
            return Err(SqlError::new(10752, 15, message));
        }
        let most = if matches!(name.as_str(), "LAG" | "LEAD") { 3 } else { 1 };
        let least = usize::from(!ranks || name == "NTILE");
        if !(least..=most).contains(&arguments.len()) || (ranks && arguments.len() > least) {
            return Err(SqlError::syntax(name));
        }
        let mut of = Type::BigInt;
        let mut written = Vec::new();
        for (place, argument) in arguments.iter().enumerate() {
            let value = self.value(argument)?;
            if place == 0 && !ranks {
                of = value.known();
            }
            written.push(value.sql);
        }
        let sql = format!("{}({}){over}", name.to_lowercase(), written.join(", "));
        Ok(Typed::new(sql, of))
    }

    /// ROUND keeps a decimal's type, so that zeros stand where digits were.
    fn rounded(&mut self, arguments: &[Expr]) -> Result<Typed> {
        let [number, Expr::Integer(digits)] = arguments else {
            return Err(SqlError::syntax("ROUND"));
        };
        let value = self.value(number)?;
        let of = value.known();
        match of {
            Type::Decimal(precision, scale) => {
                let digits = digits.parse::<u8>().unwrap_or(scale).min(scale);
                let (from, to) = (of.code(), Type::Decimal(precision, digits).code());
                let rounded = format!("mssql_convert({}, {from}, {to})", value.sql);
                Ok(Typed::new(format!("mssql_convert({rounded}, {to}, {from})"), of))
            }
            Type::Real | Type::Float => {
                Ok(Typed::new(format!("round({}, {digits})", value.sql), Type::Float))
            }
            of if of.is_number() => Ok(Typed::new(value.sql, of)),
            of => {
                let message =
                    format!("Argument data type {of} is invalid for argument 1 of round function.");
                Err(SqlError::new(8116, 16, message))
            }
        }
    }

    fn object_id(&mut self, arguments: &[Expr]) -> Result<Typed> {
        let (Some(Expr::Text(name)), true) = (arguments.first(), arguments.len() <= 2) else {
            return Err(SqlError::syntax("OBJECT_ID"));
        };
        let name = crate::sql::Parser::read_name(name)?;
        let found = super::catalog::find_table(self.connection, &name)?;
        let id = found.map_or("NULL".into(), |table| table.id.to_string());
        Ok(Typed::new(id, Type::Int))
    }

    fn scalar_call(&self, name: &str, values: &[Typed]) -> Result<Typed> {
        let text = |value: &Typed| self.converted(value, Type::NVarChar(None));
        let globals = self.globals;
        match (name, values) {
            ("LOWER" | "UPPER", [value]) => {
                let function = format!("mssql_{}({})", name.to_lowercase(), text(value)?);
                Ok(Typed::new(function, text_type(value)))
            }
            ("LTRIM" | "RTRIM", [value]) => {
                let sql = format!("{}({}, ' ')", name.to_lowercase(), text(value)?);
                Ok(Typed::new(sql, text_type(value)))
            }
            ("JSON_VALUE", [document, path]) => {
                let (document, path) = (text(document)?, text(path)?);
                let sql = format!("mssql_json_value({document}, {path})");
                Ok(Typed::new(sql, Type::NVarChar(Some(4000))))
            }
            ("LEN", [value]) => Ok(Typed::new(format!("mssql_len({})", text(value)?), Type::Int)),
            ("ABS", [value]) if value.known().is_number() => {
                if let Some(of @ Type::Decimal(..)) = value.of {
                    return Ok(Typed::new(format!("ltrim({}, '-')", value.sql), of));
                }
                Ok(Typed::new(format!("abs({})", value.sql), value.known()))
            }
            ("COALESCE" | "ISNULL", [_, _, ..]) if name == "COALESCE" || values.len() == 2 => {
                let of = values.iter().filter_map(|value| value.of).reduce(Type::common);
                let of = if name == "ISNULL" { values[0].of.or(of) } else { of };
                let of = of.unwrap_or(Type::Int);
                let values: Vec<String> =
                    values.iter().map(|value| self.converted(value, of)).collect::<Result<_>>()?;
                Ok(Typed::new(format!("coalesce({})", values.join(", ")), of))
            }
            ("CONCAT", [_, _, ..]) => {
                let parts: Vec<String> = values
                    .iter()
                    .map(|value| Ok(format!("coalesce({}, '')", text(value)?)))
                    .collect::<Result<_>>()?;
                Ok(Typed::new(format!("({})", parts.join(" || ")), Type::NVarChar(None)))
            }
            ("XACT_STATE", []) => Ok(Typed::new(globals.state.to_string(), Type::SmallInt)),
            ("SCOPE_IDENTITY", []) => {
                let last = globals.last_identity.map_or("NULL".into(), |last| last.to_string());
                Ok(Typed::new(last, Type::BigInt))
            }
            ("DB_NAME", []) => {
                let name = globals.database.replace('\'', "''");
                Ok(Typed::new(format!("'{name}'"), Type::NVarChar(Some(128))))
            }
            ("SERVERPROPERTY", [Typed { sql, .. }]) => match sql.to_lowercase().as_str() {
                "'productversion'" => {
                    let version = format!("'{}'", crate::server::PRODUCT_VERSION);
                    Ok(Typed::new(version, Type::NVarChar(Some(128))))
                }
                "'engineedition'" => Ok(Typed::new("3", Type::Int)),
                _ => Ok(Typed { sql: "NULL".into(), of: None }),
            },
            ("SYSUTCDATETIME", []) => Ok(Typed::new("mssql_now()", Type::DateTime2(7))),
            _ => {
                let message = format!("'{name}' is not a recognized built-in function name.");
                Err(SqlError::new(195, 15, message))
            }
        }
    }
}

/// A text has its own length; what becomes one has any.
fn text_type(value: &Typed) -> Type {
    match value.of {
        Some(of @ Type::NVarChar(_)) => of,
        _ => Type::NVarChar(None),
    }
}

fn sum(inner: &str, of: Type, over: &str) -> Typed {
    match of {
        Type::Decimal(_, scale) => {
            Typed::new(format!("mssql_sum({inner}){over}"), Type::Decimal(38, scale))
        }
        Type::BigInt => Typed::new(format!("sum({inner}){over}"), Type::BigInt),
        of if of.is_integer() => {
            let (from, to) = (Type::BigInt.code(), Type::Int.code());
            Typed::new(format!("mssql_convert(sum({inner}){over}, {from}, {to})"), Type::Int)
        }
        _ => Typed::new(format!("sum({inner}){over}"), Type::Float),
    }
}
