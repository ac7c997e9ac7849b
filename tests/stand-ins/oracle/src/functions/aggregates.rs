//! Aggregates, exact for NUMBER.

use bigdecimal::{BigDecimal, Zero};
use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};

use super::numeric::divide;
use super::to_sqlite;
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::value::{Value, text};

const STABLE: FunctionFlags = FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC);

/// What sums and means are made of.
#[derive(Debug, Default)]
pub(super) struct Sum {
    count: i64,
    exact: BigDecimal,
    double: Option<f64>,
}

impl Sum {
    fn add(&mut self, context: &mut Context<'_>, sign: i64) -> rusqlite::Result<()> {
        match Value::decode(context.get_raw(0)).map_err(to_sqlite)? {
            Value::Null => return Ok(()),
            Value::Double(value) => *self.double.get_or_insert(0.0) += value * sign as f64,
            Value::Number(number) => self.exact += number.to_decimal() * BigDecimal::from(sign),
            _ => {
                return Err(to_sqlite(OraError::new(
                    932,
                    "inconsistent datatypes: expected NUMBER",
                )));
            }
        }
        self.count += sign;
        Ok(())
    }

    fn sum(&self) -> Result<Value> {
        match (self.count, self.double) {
            (0, _) => Ok(Value::Null),
            (_, Some(sum)) => Ok(Value::Double(sum)),
            _ => Number::from_decimal(&self.exact).map(Value::Number),
        }
    }

    fn mean(&self) -> Result<Value> {
        match (self.count, self.double) {
            (0, _) => Ok(Value::Null),
            (count, Some(sum)) => Ok(Value::Double(sum / count as f64)),
            (count, None) => Number::from_decimal(&divide(&self.exact, &BigDecimal::from(count))?)
                .map(Value::Number),
        }
    }
}

/// Declares an aggregate that also works over a window.
macro_rules! window_aggregate {
    ($name:ident, $result:ident) => {
        #[derive(Debug)]
        struct $name;

        impl Aggregate<Sum, Value> for $name {
            fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Sum> {
                Ok(Sum::default())
            }

            fn step(&self, context: &mut Context<'_>, sum: &mut Sum) -> rusqlite::Result<()> {
                sum.add(context, 1)
            }

            fn finalize(&self, _: &mut Context<'_>, sum: Option<Sum>) -> rusqlite::Result<Value> {
                sum.map_or(Ok(Value::Null), |sum| sum.$result()).map_err(to_sqlite)
            }
        }

        impl WindowAggregate<Sum, Value> for $name {
            fn value(&self, sum: Option<&mut Sum>) -> rusqlite::Result<Value> {
                sum.map_or(Ok(Value::Null), |sum| sum.$result()).map_err(to_sqlite)
            }

            fn inverse(&self, context: &mut Context<'_>, sum: &mut Sum) -> rusqlite::Result<()> {
                sum.add(context, -1)
            }
        }
    };
}

window_aggregate!(SumOf, sum);
window_aggregate!(MeanOf, mean);

/// All values, for what needs them together.
#[derive(Debug)]
struct Collected(fn(Vec<BigDecimal>) -> Result<Value>);

impl Aggregate<Vec<BigDecimal>, Value> for Collected {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Vec<BigDecimal>> {
        Ok(Vec::new())
    }

    fn step(&self, context: &mut Context<'_>, all: &mut Vec<BigDecimal>) -> rusqlite::Result<()> {
        match Value::decode(context.get_raw(0)).map_err(to_sqlite)? {
            Value::Null => {}
            value => all.push(super::text::as_number(&value).map_err(to_sqlite)?.to_decimal()),
        }
        Ok(())
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        all: Option<Vec<BigDecimal>>,
    ) -> rusqlite::Result<Value> {
        (self.0)(all.unwrap_or_default()).map_err(to_sqlite)
    }
}

/// The variance of a sample; of one value it is 0.
fn variance_of(all: &[BigDecimal]) -> Result<Option<BigDecimal>> {
    if all.is_empty() {
        return Ok(None);
    }
    if all.len() == 1 {
        return Ok(Some(BigDecimal::zero()));
    }
    let count = BigDecimal::from(all.len() as i64);
    let mean = divide(&all.iter().sum(), &count)?;
    let squares: BigDecimal = all.iter().map(|value| (value - &mean) * (value - &mean)).sum();
    divide(&squares, &(count - 1)).map(Some)
}

fn variance(all: Vec<BigDecimal>) -> Result<Value> {
    match variance_of(&all)? {
        Some(value) => Number::from_decimal(&value).map(Value::Number),
        None => Ok(Value::Null),
    }
}

fn deviation(all: Vec<BigDecimal>) -> Result<Value> {
    match variance_of(&all)?.and_then(|value| value.sqrt()) {
        Some(value) => Number::from_decimal(&value).map(Value::Number),
        None => Ok(Value::Null),
    }
}

fn median(mut all: Vec<BigDecimal>) -> Result<Value> {
    all.sort();
    let middle = all.len() / 2;
    let value = match all.len() {
        0 => return Ok(Value::Null),
        count if count % 2 == 1 => all[middle].clone(),
        _ => divide(&(&all[middle - 1] + &all[middle]), &BigDecimal::from(2))?,
    };
    Number::from_decimal(&value).map(Value::Number)
}

/// The value of a query that may have one row only.
#[derive(Debug)]
struct Only;

impl Aggregate<Option<Value>, Value> for Only {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Option<Value>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, found: &mut Option<Value>) -> rusqlite::Result<()> {
        if found.is_some() {
            let text = "single-row subquery returns more than one row";
            return Err(to_sqlite(OraError::new(1427, text)));
        }
        *found = Some(Value::decode(context.get_raw(0)).map_err(to_sqlite)?);
        Ok(())
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        found: Option<Option<Value>>,
    ) -> rusqlite::Result<Value> {
        Ok(found.flatten().unwrap_or(Value::Null))
    }
}

/// LISTAGG: the values that are not NULL, in order, with what separates them.
#[derive(Debug)]
struct ListOf;

impl Aggregate<Option<String>, Value> for ListOf {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Option<String>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, list: &mut Option<String>) -> rusqlite::Result<()> {
        let Some(value) = context.get::<Option<String>>(0)? else { return Ok(()) };
        let separator: String = context.get(1)?;
        match list {
            Some(list) => {
                list.push_str(&separator);
                list.push_str(&value);
            }
            None => *list = Some(value),
        }
        Ok(())
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        list: Option<Option<String>>,
    ) -> rusqlite::Result<Value> {
        let list = list.flatten().unwrap_or_default();
        if list.len() > crate::types::MAX_VARCHAR2_BYTES as usize {
            return Err(to_sqlite(OraError::new(
                1489,
                "result of string concatenation is too long",
            )));
        }
        Ok(text(list))
    }
}

pub(super) fn install(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_window_function("o_sum", 1, STABLE, SumOf)?;
    connection.create_window_function("o_avg", 1, STABLE, MeanOf)?;
    connection.create_aggregate_function("o_variance", 1, STABLE, Collected(variance))?;
    connection.create_aggregate_function("o_stddev", 1, STABLE, Collected(deviation))?;
    connection.create_aggregate_function("o_median", 1, STABLE, Collected(median))?;
    connection.create_aggregate_function("o_only", 1, STABLE, Only)?;
    connection.create_aggregate_function("o_listagg", 2, STABLE, ListOf)
}
