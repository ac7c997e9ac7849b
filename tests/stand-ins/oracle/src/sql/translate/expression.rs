//! Expressions and conditions.

use super::super::ast::{Expr, Operator, Query, Test};
use super::compare::{common, comparable, condition, converted, inconsistent, wrapped};
use super::{Sql, Translator};
use crate::error::{OraError, Result};
use crate::types::{NUMBER, TEXT, Type};

impl Translator<'_> {
    /// A value. A condition is none.
    pub(super) fn value(&mut self, expr: &Expr) -> Result<Sql> {
        let sql = self.expression(expr)?;
        match sql.of {
            // As Oracle says it: the comparison is where the value should have ended.
            Type::Boolean => {
                Err(OraError::new(907, "missing right parenthesis: a condition is no value"))
            }
            _ => Ok(sql),
        }
    }

    /// A condition. A value is none.
    pub(super) fn condition(&mut self, expr: &Expr) -> Result<String> {
        let sql = self.expression(expr)?;
        match sql.of {
            Type::Boolean => Ok(sql.text),
            _ => Err(OraError::new(920, "invalid relational operator")),
        }
    }

    pub(super) fn expression(&mut self, expr: &Expr) -> Result<Sql> {
        match expr {
            Expr::Literal(value, of) => Ok(Sql { text: value.literal()?, of: *of }),
            Expr::Placeholder(position) => {
                let of = *self
                    .binds
                    .get(*position)
                    .ok_or_else(|| OraError::new(1008, "not all variables bound"))?;
                // A boolean bind is refused as a value by whoever uses it.
                let of = if of == Type::Boolean { NUMBER } else { of };
                Ok(Sql { text: format!("?{}", position + 1), of })
            }
            Expr::Column { qualifier, name } => self.column(qualifier, name),
            Expr::Unary { minus, operand } => {
                let operand = self.value(operand)?;
                match (minus, operand.of) {
                    (false, _) => Ok(operand),
                    (true, of) if of.is_numeric() => {
                        Ok(wrapped("o_negate", operand, without_precision(of)))
                    }
                    (true, Type::DaySecond | Type::YearMonth) => {
                        let of = operand.of;
                        Ok(wrapped("o_negate", operand, of))
                    }
                    (true, of) if of.is_text() || of == Type::Null => {
                        Ok(wrapped("o_negate", wrapped("o_to_number", operand, NUMBER), NUMBER))
                    }
                    (true, of) => Err(inconsistent("NUMBER", of)),
                }
            }
            Expr::Not(operand) => Ok(condition(format!("(NOT {})", self.condition(operand)?))),
            Expr::Binary { operator, left, right, offset } => {
                self.binary(*operator, left, right).map_err(|error| match error.offset {
                    0 => error.at(*offset),
                    _ => error,
                })
            }
            Expr::Test { operand, not, what } => self.test(operand, *not, *what),
            Expr::Between { operand, not, low, high } => {
                let value = self.value(operand)?;
                let low = self.value(low)?;
                let high = self.value(high)?;
                let low = self.compare(Operator::GreaterEqual, value.clone(), low)?;
                let high = self.compare(Operator::LessEqual, value, high)?;
                Ok(condition(format!("({}({} AND {}))", negation(*not), low.text, high.text)))
            }
            Expr::InList { operand, not, list, .. } => self.in_list(operand, *not, list),
            Expr::InQuery { operand, not, query } => self.in_query(operand, *not, query),
            Expr::Like { operand, not, pattern, escape } => {
                let value = self.text_operand(operand)?;
                let pattern = self.text_operand(pattern)?;
                let escape = match escape {
                    Some(escape) => format!(", {}", self.value(escape)?.text),
                    None => String::new(),
                };
                let text = format!("({}o_like({value}, {pattern}{escape}))", negation(*not));
                Ok(condition(text))
            }
            Expr::Exists(query) => Ok(condition(format!("EXISTS ({})", self.query(query)?.sql))),
            Expr::Case { operand, arms, otherwise } => {
                self.case(operand.as_deref(), arms, otherwise.as_deref())
            }
            Expr::Call(call) => self.call(call),
            Expr::Cast { operand, to } => self.cast(operand, *to),
            Expr::Extract { field, operand } => self.extract(field, operand),
            Expr::AtTimeZone { operand, zone } => {
                let operand = self.value(operand)?;
                let zone = self.value(zone)?;
                if !operand.of.is_stamp() || !zone.of.is_text() {
                    return Err(inconsistent("TIMESTAMP WITH TIME ZONE", operand.of));
                }
                let text = format!("o_at_time_zone({}, {})", operand.text, zone.text);
                Ok(Sql { text, of: Type::TimestampTz(9) })
            }
            Expr::Query(query) => {
                let relation = self.query(query)?;
                let [column] = relation.columns.as_slice() else {
                    return Err(OraError::new(913, "too many values"));
                };
                // More than one row is an error, which SQLite does not see.
                let name = crate::catalog::sqlite_name(&column.name);
                let text = format!("(SELECT o_only({name}) FROM ({}))", relation.sql);
                Ok(Sql { text, of: column.of })
            }
            Expr::Tuple(_) => Err(OraError::new(907, "missing right parenthesis")),
            Expr::Default => {
                Err(OraError::new(936, "missing expression: DEFAULT stands only in VALUES and SET"))
            }
        }
    }

    fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Result<Sql> {
        match operator {
            Operator::And | Operator::Or => {
                let word = if operator == Operator::And { "AND" } else { "OR" };
                let left = self.condition(left)?;
                let right = self.condition(right)?;
                Ok(condition(format!("({left} {word} {right})")))
            }
            Operator::Concat => {
                let left = self.text_operand(left)?;
                let right = self.text_operand(right)?;
                Ok(Sql { text: format!("o_concat({left}, {right})"), of: TEXT })
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
                let left = self.value(left)?;
                let right = self.value(right)?;
                arithmetic(operator, left, right)
            }
            _ => self.comparison(operator, left, right),
        }
    }

    fn comparison(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Result<Sql> {
        if let (Expr::Tuple(left), Expr::Tuple(right)) = (left, right) {
            if !matches!(operator, Operator::Equal | Operator::NotEqual)
                || left.len() != right.len()
            {
                return Err(OraError::new(920, "invalid relational operator"));
            }
            let equal = self.tuples_equal(left, right)?;
            return Ok(condition(match operator {
                Operator::Equal => equal,
                _ => format!("(NOT {equal})"),
            }));
        }
        let left = self.value(left)?;
        let right = self.value(right)?;
        self.compare(operator, left, right)
    }

    fn tuples_equal(&mut self, left: &[Expr], right: &[Expr]) -> Result<String> {
        if left.len() != right.len() {
            return Err(OraError::new(913, "too many values"));
        }
        let mut parts = Vec::new();
        for (left, right) in left.iter().zip(right) {
            let left = self.value(left)?;
            let right = self.value(right)?;
            parts.push(self.compare(Operator::Equal, left, right)?.text);
        }
        Ok(format!("({})", parts.join(" AND ")))
    }

    fn test(&mut self, operand: &Expr, not: bool, what: Test) -> Result<Sql> {
        let operand = self.value(operand)?;
        let not_word = negation(not);
        Ok(condition(match what {
            Test::Null if not => format!("({} IS NOT NULL)", operand.text),
            Test::Null => format!("({} IS NULL)", operand.text),
            Test::Nan | Test::Infinite => {
                if !operand.of.is_numeric() {
                    return Err(inconsistent("NUMBER", operand.of));
                }
                let function = if what == Test::Nan { "o_is_nan" } else { "o_is_infinite" };
                format!("({not_word}{function}({}))", operand.text)
            }
            Test::Json => {
                if !operand.of.is_text() {
                    return Err(inconsistent("CHAR", operand.of));
                }
                format!("({not_word}o_is_json({}))", operand.text)
            }
        }))
    }

    fn in_list(&mut self, operand: &Expr, not: bool, list: &[Expr]) -> Result<Sql> {
        if let Expr::Tuple(operands) = operand {
            let mut parts = Vec::new();
            for item in list {
                let Expr::Tuple(items) = item else {
                    return Err(OraError::new(920, "invalid relational operator"));
                };
                parts.push(self.tuples_equal(operands, items)?);
            }
            return Ok(condition(format!("({}({}))", negation(not), parts.join(" OR "))));
        }
        let value = self.value(operand)?;
        let mut items = Vec::new();
        let mut left = value.clone();
        for item in list {
            let item = self.value(item)?;
            let (converted, item) = comparable(value.clone(), item)?;
            if converted.text != value.text {
                left = converted;
            }
            items.push(item.text);
        }
        let word = if not { "NOT IN" } else { "IN" };
        Ok(condition(format!("({} {word} ({}))", left.text, items.join(", "))))
    }

    fn in_query(&mut self, operand: &Expr, not: bool, query: &Query) -> Result<Sql> {
        let relation = self.query(query)?;
        let operands = match operand {
            Expr::Tuple(items) => items.iter().collect(),
            single => vec![single],
        };
        if operands.len() != relation.columns.len() {
            let text = if operands.len() < relation.columns.len() {
                "too many values"
            } else {
                "not enough values"
            };
            let code = if operands.len() < relation.columns.len() { 913 } else { 947 };
            return Err(OraError::new(code, text));
        }
        let mut left = Vec::new();
        for (operand, column) in operands.into_iter().zip(&relation.columns) {
            let value = self.value(operand)?;
            let other = Sql { text: String::new(), of: column.of };
            // Both must compare as they are: what the query answers is not converted.
            let (value, other) = comparable(value, other)?;
            if !other.text.is_empty() {
                return Err(inconsistent(&value.of.name(), column.of));
            }
            left.push(value.text);
        }
        let word = if not { "NOT IN" } else { "IN" };
        let left = if left.len() == 1 { left.remove(0) } else { format!("({})", left.join(", ")) };
        Ok(condition(format!("({left} {word} ({}))", relation.sql)))
    }

    /// A value that is used as text; a number or RAW is converted.
    pub(super) fn text_operand(&mut self, expr: &Expr) -> Result<String> {
        let value = self.value(expr)?;
        match value.of {
            of if of.is_text() || of == Type::Null => Ok(value.text),
            of if of.is_numeric() => Ok(format!("o_to_char({})", value.text)),
            Type::Raw(_) => Ok(format!("o_rawtohex({})", value.text)),
            of => Err(inconsistent("CHAR", of)),
        }
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        arms: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Result<Sql> {
        let operand = operand.map(|operand| self.value(operand)).transpose()?;
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for (when, then) in arms {
            conditions.push(match &operand {
                None => self.condition(when)?,
                Some(operand) => {
                    let when = self.value(when)?;
                    self.compare(Operator::Equal, operand.clone(), when)?.text
                }
            });
            values.push(self.value(then)?);
        }
        if let Some(otherwise) = otherwise {
            values.push(self.value(otherwise)?);
        }
        let (values, of) = same_type(values)?;
        let mut text = String::from("CASE");
        for (condition, value) in conditions.iter().zip(&values) {
            text.push_str(&format!(" WHEN {condition} THEN {value}"));
        }
        if values.len() > conditions.len() {
            text.push_str(&format!(" ELSE {}", values[conditions.len()]));
        }
        text.push_str(" END");
        Ok(Sql { text, of })
    }

    fn cast(&mut self, operand: &Expr, to: Type) -> Result<Sql> {
        let operand = self.value(operand)?;
        if operand.of.is_lob() && operand.of != to && to != TEXT && !to.is_text() {
            return Err(inconsistent(&to.name(), operand.of));
        }
        if to.is_lob() {
            return Err(OraError::new(
                932,
                "inconsistent datatypes: CAST to a LOB; use TO_CLOB or TO_BLOB",
            ));
        }
        Ok(Sql { text: format!("o_cast({}, '{}')", operand.text, to.to_spec()), of: to })
    }

    fn extract(&mut self, field: &str, operand: &Expr) -> Result<Sql> {
        let operand = self.value(operand)?;
        let known = match operand.of {
            Type::Date => matches!(field, "YEAR" | "MONTH" | "DAY"),
            Type::Timestamp(_) => {
                matches!(field, "YEAR" | "MONTH" | "DAY" | "HOUR" | "MINUTE" | "SECOND")
            }
            Type::TimestampTz(_) | Type::TimestampLtz(_) => matches!(
                field,
                "YEAR"
                    | "MONTH"
                    | "DAY"
                    | "HOUR"
                    | "MINUTE"
                    | "SECOND"
                    | "TIMEZONE_HOUR"
                    | "TIMEZONE_MINUTE"
            ),
            Type::DaySecond => matches!(field, "DAY" | "HOUR" | "MINUTE" | "SECOND"),
            Type::YearMonth => matches!(field, "YEAR" | "MONTH"),
            _ => false,
        };
        if !known {
            return Err(OraError::new(30076, "invalid extract field for extract source"));
        }
        Ok(Sql { text: format!("o_extract('{field}', {})", operand.text), of: NUMBER })
    }
}

fn negation(not: bool) -> &'static str {
    if not { "NOT " } else { "" }
}

/// Brings values to one type.
pub(super) fn same_type(values: Vec<Sql>) -> Result<(Vec<String>, Type)> {
    let mut of = Type::Null;
    for value in &values {
        of = common(of, value.of)?;
    }
    Ok((values.into_iter().map(|value| converted(value, of).text).collect(), of))
}

fn without_precision(of: Type) -> Type {
    if matches!(of, Type::Number(_)) { NUMBER } else { of }
}

fn arithmetic(operator: Operator, left: Sql, right: Sql) -> Result<Sql> {
    use Operator::{Add, Divide, Multiply, Subtract};
    use Type::{DaySecond, YearMonth};
    let function = match operator {
        Add => "o_add",
        Subtract => "o_subtract",
        Multiply => "o_multiply",
        _ => "o_divide",
    };
    let numeric = |value: Sql| match value.of {
        of if of.is_numeric() => Ok(value),
        of if of.is_text() || of == Type::Null => Ok(wrapped("o_to_number", value, NUMBER)),
        of => Err(inconsistent("NUMBER", of)),
    };
    let call = |function: &str, left: Sql, right: Sql, of: Type| {
        Ok(Sql { text: format!("{function}({}, {})", left.text, right.text), of })
    };
    match (operator, left.of, right.of) {
        (_, a, b) if a.is_numeric() && b.is_numeric() => {
            let of =
                if common(a, b)? == Type::BinaryDouble || a == b && !matches!(a, Type::Number(_)) {
                    Type::BinaryDouble
                } else {
                    NUMBER
                };
            call(function, left, right, of)
        }
        // A DATE moves by days, also a TIMESTAMP, which becomes a DATE.
        (Add | Subtract, a, b) if a.is_stamp() && (b.is_numeric() || b.is_text()) => {
            let days = wrapped("o_days", numeric(right)?, DaySecond);
            let function = if operator == Add { "o_stamp_add" } else { "o_stamp_subtract" };
            let moved = call(function, left, days, Type::Date)?;
            Ok(wrapped("o_to_date_part", moved, Type::Date))
        }
        (Add, a, b) if b.is_stamp() && a.is_numeric() => arithmetic(Add, right, left),
        (Add | Subtract, a, DaySecond | YearMonth) if a.is_stamp() => {
            let function = if operator == Add { "o_stamp_add" } else { "o_stamp_subtract" };
            call(function, left, right, a)
        }
        (Add, DaySecond | YearMonth, b) if b.is_stamp() => arithmetic(Add, right, left),
        (Subtract, Type::Date, Type::Date) => call("o_days_between", left, right, NUMBER),
        (Subtract, a, b) if a.is_stamp() && b.is_stamp() => {
            call("o_stamps_between", left, right, DaySecond)
        }
        (Add | Subtract, a @ (DaySecond | YearMonth), b) if a == b => {
            call(function, left, right, a)
        }
        (Multiply | Divide, a @ (DaySecond | YearMonth), b) if b.is_numeric() => {
            call("o_interval_scale", left, wrapped_factor(operator, right)?, a)
        }
        (Multiply, a, DaySecond | YearMonth) if a.is_numeric() => arithmetic(Multiply, right, left),
        _ => {
            let left = numeric(left)?;
            let right = numeric(right)?;
            call(function, left, right, NUMBER)
        }
    }
}

/// Division by a number is multiplication by its inverse.
fn wrapped_factor(operator: Operator, factor: Sql) -> Result<Sql> {
    Ok(match operator {
        Operator::Divide => {
            let one = crate::value::integer(1).literal()?;
            Sql { text: format!("o_divide({one}, {})", factor.text), of: NUMBER }
        }
        _ => factor,
    })
}
