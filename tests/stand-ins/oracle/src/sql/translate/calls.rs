//! Functions, aggregates and windows.

use super::super::ast::{Call, Expr, Operator, Order, Over};
use super::compare::{inconsistent, wrapped};
use super::expression::same_type;
use super::{Sql, Translator};
use crate::error::{OraError, Result};
use crate::functions::{Returns, lookup};
use crate::types::{NUMBER, TEXT, Type};

const AGGREGATES: &[&str] =
    &["AVG", "COUNT", "LISTAGG", "MAX", "MEDIAN", "MIN", "STDDEV", "SUM", "VARIANCE"];
const WINDOW_ONLY: &[&str] = &[
    "CUME_DIST",
    "DENSE_RANK",
    "FIRST_VALUE",
    "LAG",
    "LAST_VALUE",
    "LEAD",
    "NTH_VALUE",
    "NTILE",
    "PERCENT_RANK",
    "RANK",
    "ROW_NUMBER",
];

/// Whether a call is an aggregate, not a window.
pub(super) fn is_aggregate(call: &Call) -> bool {
    call.over.is_none() && AGGREGATES.contains(&call.name.as_str())
}

impl Translator<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Result<Sql> {
        let name = call.name.as_str();
        let result = if AGGREGATES.contains(&name) {
            self.aggregate(call)
        } else if WINDOW_ONLY.contains(&name) {
            self.window(call)
        } else if call.over.is_some() || call.star || call.distinct || !call.within.is_empty() {
            Err(OraError::new(30484, "missing window specification for this function"))
        } else {
            self.scalar(call)
        };
        result.map_err(|error| if error.offset == 0 { error.at(call.offset) } else { error })
    }

    fn scalar(&mut self, call: &Call) -> Result<Sql> {
        let arguments = &call.arguments;
        match call.name.as_str() {
            "NVL" | "COALESCE" | "GREATEST" | "LEAST" => {
                let least = if call.name == "NVL" { 2 } else { 1 };
                if arguments.len() < least || (call.name == "NVL" && arguments.len() > 2) {
                    return Err(wrong_count(arguments.len() > 2));
                }
                let values = self.values(arguments)?;
                let (values, of) = same_type(values)?;
                if matches!(call.name.as_str(), "GREATEST" | "LEAST") && of.is_lob() {
                    return Err(inconsistent("-", of));
                }
                let function = match call.name.as_str() {
                    "GREATEST" => "o_greatest",
                    "LEAST" => "o_least",
                    _ if values.len() == 1 => "",
                    _ => "coalesce",
                };
                Ok(Sql { text: format!("{function}({})", values.join(", ")), of })
            }
            "NVL2" => {
                let [test, some, none] = arguments.as_slice() else {
                    return Err(wrong_count(false));
                };
                let test = self.value(test)?.text;
                let (values, of) = same_type(vec![self.value(some)?, self.value(none)?])?;
                let text = format!(
                    "CASE WHEN {test} IS NOT NULL THEN {} ELSE {} END",
                    values[0], values[1]
                );
                Ok(Sql { text, of })
            }
            "NULLIF" => {
                let [left, right] = arguments.as_slice() else { return Err(wrong_count(false)) };
                let left = self.value(left)?;
                let right = self.value(right)?;
                let equal = self.compare(Operator::Equal, left.clone(), right)?.text;
                Ok(Sql {
                    text: format!("CASE WHEN {equal} THEN NULL ELSE {} END", left.text),
                    of: left.of,
                })
            }
            "DECODE" => self.decode(arguments),
            "ROWNUM" => Ok(Sql { text: "row_number() OVER ()".to_owned(), of: NUMBER }),
            "USER" => Ok(Sql { text: crate::value::text(self.schema).literal()?, of: TEXT }),
            "JSON_VALUE" => self.json_value(call),
            "JSON_QUERY" => {
                let (document, path) = self.json_arguments(arguments)?;
                Ok(Sql { text: format!("o_json_query({document}, {path})"), of: TEXT })
            }
            "JSON_EXISTS" => {
                let (document, path) = self.json_arguments(arguments)?;
                Ok(Sql { text: format!("o_json_exists({document}, {path})"), of: Type::Boolean })
            }
            _ => self.known_function(call),
        }
    }

    fn values(&mut self, arguments: &[Expr]) -> Result<Vec<Sql>> {
        arguments.iter().map(|argument| self.value(argument)).collect()
    }

    /// A function of the list in `functions`.
    fn known_function(&mut self, call: &Call) -> Result<Sql> {
        let function = lookup(&call.name).ok_or_else(|| {
            let names: Vec<_> = call.name.split('.').map(|name| format!("\"{name}\"")).collect();
            OraError::new(904, format_args!("{}: invalid identifier", names.join(".")))
        })?;
        let count = call.arguments.len();
        if count < function.least || count > function.most {
            return Err(wrong_count(count > function.most));
        }
        let mut texts = Vec::new();
        let mut types = Vec::new();
        for argument in &call.arguments {
            let value = self.value(argument)?;
            let value =
                function.accept(value.of, texts.len()).map(|converter| match converter {
                    Some(converter) => wrapped(converter, value.clone(), value.of),
                    None => value.clone(),
                })?;
            types.push(value.of);
            texts.push(value.text);
        }
        if let Some(option) = &call.option {
            texts.push(crate::value::text(option.as_str()).literal()?);
        }
        let of = match function.returns {
            Returns::Same => types.first().copied().unwrap_or(Type::Null),
            Returns::Type(of) => of,
            Returns::Numeric => match types.first() {
                Some(Type::BinaryDouble | Type::BinaryFloat) => Type::BinaryDouble,
                Some(of) if of.is_stamp() => Type::Date,
                _ => NUMBER,
            },
        };
        let name = call.name.to_lowercase().replace('.', "_");
        Ok(Sql { text: format!("o_{name}({})", texts.join(", ")), of })
    }

    fn decode(&mut self, arguments: &[Expr]) -> Result<Sql> {
        let [operand, rest @ ..] = arguments else { return Err(wrong_count(false)) };
        if rest.len() < 2 {
            return Err(wrong_count(false));
        }
        let operand = self.value(operand)?;
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for pair in rest.chunks(2) {
            match pair {
                [search, result] => {
                    let search = self.value(search)?;
                    // NULL is found by DECODE.
                    let (a, b) = super::compare::comparable(operand.clone(), search)?;
                    conditions.push(format!("{} IS {}", a.text, b.text));
                    values.push(self.value(result)?);
                }
                rest => values.push(self.value(&rest[0])?),
            }
        }
        let (values, of) = same_type(values)?;
        let mut text = String::from("CASE");
        for (condition, value) in conditions.iter().zip(&values) {
            text.push_str(&format!(" WHEN {condition} THEN {value}"));
        }
        if let Some(otherwise) = values.get(conditions.len()) {
            text.push_str(&format!(" ELSE {otherwise}"));
        }
        Ok(Sql { text: text + " END", of })
    }

    fn json_arguments(&mut self, arguments: &[Expr]) -> Result<(String, String)> {
        let [document, path] = arguments else { return Err(wrong_count(arguments.len() > 2)) };
        let document = self.value(document)?;
        if !document.of.is_text() && document.of != Type::Null {
            return Err(inconsistent("CHAR", document.of));
        }
        // Oracle wants a literal.
        let Expr::Literal(crate::value::Value::Text(_), _) = path else {
            return Err(OraError::new(40454, "path expression not a literal"));
        };
        Ok((document.text, self.value(path)?.text))
    }

    fn json_value(&mut self, call: &Call) -> Result<Sql> {
        let (document, path) = self.json_arguments(&call.arguments)?;
        let of = call.returning.unwrap_or(TEXT);
        let text = format!("o_json_value({document}, {path}, '{}')", of.to_spec());
        Ok(Sql { text, of })
    }

    fn aggregate(&mut self, call: &Call) -> Result<Sql> {
        let distinct = if call.distinct { "DISTINCT " } else { "" };
        let over = match &call.over {
            Some(over) => format!(" OVER {}", self.over(over)?),
            None => String::new(),
        };
        if call.star {
            if call.name != "COUNT" {
                return Err(OraError::new(936, "missing expression"));
            }
            return Ok(Sql { text: format!("o_number(count(*){over})"), of: NUMBER });
        }
        if call.name == "LISTAGG" {
            return self.listagg(call);
        }
        let [argument] = call.arguments.as_slice() else {
            return Err(wrong_count(call.arguments.len() > 1));
        };
        let value = self.value(argument)?;
        if value.of.is_lob() && call.name != "COUNT" {
            return Err(inconsistent("-", value.of));
        }
        let text = value.text;
        Ok(match call.name.as_str() {
            "COUNT" => {
                if value.of.is_lob() && call.distinct {
                    return Err(inconsistent("-", value.of));
                }
                Sql { text: format!("o_number(count({distinct}{text}){over})"), of: NUMBER }
            }
            "MIN" | "MAX" => {
                let function = call.name.to_lowercase();
                Sql { text: format!("{function}({text}){over}"), of: value.of }
            }
            name => {
                let double = matches!(value.of, Type::BinaryDouble | Type::BinaryFloat);
                let text = match value.of {
                    of if of.is_numeric() => text,
                    of if of.is_text() || of == Type::Null => format!("o_to_number({text})"),
                    of => return Err(inconsistent("NUMBER", of)),
                };
                let function = name.to_lowercase();
                let of = if double { Type::BinaryDouble } else { NUMBER };
                Sql { text: format!("o_{function}({distinct}{text}){over}"), of }
            }
        })
    }

    fn listagg(&mut self, call: &Call) -> Result<Sql> {
        let (value, separator) = match call.arguments.as_slice() {
            [value] => (value, None),
            [value, separator] => (value, Some(separator)),
            _ => return Err(wrong_count(true)),
        };
        if call.within.is_empty() || call.over.is_some() {
            return Err(OraError::new(2000, "missing WITHIN GROUP keyword"));
        }
        let value = self.text_operand(value)?;
        let separator = match separator {
            Some(separator) => format!("coalesce({}, '')", self.text_operand(separator)?),
            None => "''".to_owned(),
        };
        let order = self.order(&call.within)?;
        let distinct = if call.distinct { "DISTINCT " } else { "" };
        let text = format!("o_listagg({distinct}{value}, {separator} ORDER BY {order})");
        Ok(Sql { text, of: TEXT })
    }

    fn window(&mut self, call: &Call) -> Result<Sql> {
        let Some(over) = &call.over else {
            return Err(OraError::new(30484, "missing window specification for this function"));
        };
        let needs_order = !matches!(call.name.as_str(), "FIRST_VALUE" | "LAST_VALUE" | "NTH_VALUE");
        if over.order.is_empty() && needs_order {
            return Err(OraError::new(
                30485,
                "missing ORDER BY expression in the window specification",
            ));
        }
        let over = self.over(over)?;
        let function = call.name.to_lowercase();
        let mut of = NUMBER;
        let mut arguments = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            let value = self.value(argument)?;
            // Counts and distances are SQLite's integers.
            let is_count = function == "ntile"
                || (index == 1 && matches!(function.as_str(), "lag" | "lead" | "nth_value"));
            if index == 0 && !is_count {
                of = value.of;
            }
            arguments.push(if is_count {
                format!("o_integer({})", value.text)
            } else {
                value.text
            });
        }
        let text = format!("{function}({}) OVER {over}", arguments.join(", "));
        Ok(match function.as_str() {
            "row_number" | "rank" | "dense_rank" | "ntile" => {
                wrapped("o_number", Sql { text, of }, NUMBER)
            }
            "percent_rank" | "cume_dist" => wrapped("o_real", Sql { text, of }, NUMBER),
            _ => Sql { text, of },
        })
    }

    fn over(&mut self, over: &Over) -> Result<String> {
        let mut parts = Vec::new();
        if !over.partition.is_empty() {
            let partition = self.values(&over.partition)?;
            let partition: Vec<_> = partition.into_iter().map(|value| value.text).collect();
            parts.push(format!("PARTITION BY {}", partition.join(", ")));
        }
        if !over.order.is_empty() {
            parts.push(format!("ORDER BY {}", self.order(&over.order)?));
        }
        parts.extend(over.frame.clone());
        Ok(format!("({})", parts.join(" ")))
    }

    /// Oracle sorts NULL as the largest value.
    pub(super) fn order(&mut self, items: &[Order]) -> Result<String> {
        let mut texts = Vec::new();
        for item in items {
            let value = self.value(&item.expr)?;
            if value.of.is_lob() {
                return Err(inconsistent("-", value.of));
            }
            texts.push(order_item(&value.text, item));
        }
        Ok(texts.join(", "))
    }
}

pub(super) fn order_item(text: &str, item: &Order) -> String {
    let nulls_first = item.nulls_first.unwrap_or(item.descending);
    let direction = if item.descending { "DESC" } else { "ASC" };
    let nulls = if nulls_first { "FIRST" } else { "LAST" };
    format!("{text} {direction} NULLS {nulls}")
}

fn wrong_count(too_many: bool) -> OraError {
    match too_many {
        true => OraError::new(939, "too many arguments for function"),
        false => OraError::new(938, "not enough arguments for function"),
    }
}
