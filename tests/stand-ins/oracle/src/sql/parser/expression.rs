//! Expressions and conditions.

use super::super::ast::{Call, Expr, Name, Operator, Order, Over, Query, Test};
use super::super::lexer::Word;
use super::{Parser, is_reserved};
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::oci::descriptors::parse_offset;
use crate::stamp::Stamp;
use crate::types::{Length, NUMBER, Type};
use crate::value::{Value, text};

/// Functions that are called without parentheses.
const BARE_FUNCTIONS: &[&str] = &[
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "LOCALTIMESTAMP",
    "ROWNUM",
    "SYSDATE",
    "SYSTIMESTAMP",
    "USER",
    "DBTIMEZONE",
    "SESSIONTIMEZONE",
];

/// A tree that is no deeper than need be: SQLite takes a thousand levels.
pub(crate) fn balanced(operator: Operator, mut list: Vec<(Expr, usize)>) -> Expr {
    if list.len() == 1 {
        return list.remove(0).0;
    }
    let right = list.split_off(list.len() / 2);
    let offset = right[0].1;
    binary(operator, balanced(operator, list), balanced(operator, right), offset)
}

impl Parser<'_> {
    /// A value or a condition.
    pub(super) fn expression(&mut self) -> Result<Expr> {
        let mut list = vec![(self.and()?, 0)];
        loop {
            let offset = self.offset();
            if !self.accept("OR") {
                return Ok(balanced(Operator::Or, list));
            }
            list.push((self.and()?, offset));
        }
    }

    fn and(&mut self) -> Result<Expr> {
        let mut list = vec![(self.not()?, 0)];
        loop {
            let offset = self.offset();
            if !self.accept("AND") {
                return Ok(balanced(Operator::And, list));
            }
            list.push((self.not()?, offset));
        }
    }

    fn not(&mut self) -> Result<Expr> {
        if self.accept("NOT") {
            return Ok(Expr::Not(Box::new(self.not()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr> {
        let left = self.concat()?;
        let offset = self.offset();
        if let Word::Mark(mark) = self.peek() {
            let operator = match *mark {
                "=" => Operator::Equal,
                "<>" | "!=" | "^=" => Operator::NotEqual,
                "<" => Operator::Less,
                "<=" => Operator::LessEqual,
                ">" => Operator::Greater,
                ">=" => Operator::GreaterEqual,
                _ => return Ok(left),
            };
            self.position += 1;
            if self.is("ANY") || self.is("ALL") || self.is("SOME") {
                return Err(self.unknown("comparison with ANY or ALL"));
            }
            return Ok(binary(operator, left, self.concat()?, offset));
        }
        if self.accept("IS") {
            let not = self.accept("NOT");
            let what = self.test()?;
            return Ok(Expr::Test { operand: Box::new(left), not, what });
        }
        let not = (self.is_at(1, "BETWEEN") || self.is_at(1, "IN") || self.is_at(1, "LIKE"))
            && self.accept("NOT");
        let operand = Box::new(left);
        if self.accept("BETWEEN") {
            let low = Box::new(self.concat()?);
            self.expect("AND")?;
            let high = Box::new(self.concat()?);
            return Ok(Expr::Between { operand, not, low, high });
        }
        if self.accept("LIKE") {
            let pattern = Box::new(self.concat()?);
            let escape = if self.accept("ESCAPE") { Some(Box::new(self.concat()?)) } else { None };
            return Ok(Expr::Like { operand, not, pattern, escape });
        }
        if self.accept("IN") {
            return self.membership(operand, not, offset);
        }
        Ok(*operand)
    }

    fn test(&mut self) -> Result<Test> {
        if self.accept("NULL") {
            return Ok(Test::Null);
        }
        if self.accept("NAN") {
            return Ok(Test::Nan);
        }
        if self.accept("INFINITE") {
            return Ok(Test::Infinite);
        }
        if self.accept("JSON") {
            return Ok(Test::Json);
        }
        Err(OraError::new(908, "missing NULL keyword").at(self.offset()))
    }

    fn membership(&mut self, operand: Box<Expr>, not: bool, offset: usize) -> Result<Expr> {
        self.expect_mark("(")?;
        if self.starts_query() {
            let query = Box::new(self.query()?);
            self.expect_mark(")")?;
            return Ok(Expr::InQuery { operand, not, query });
        }
        if self.is_mark(")") {
            return Err(OraError::new(936, "missing expression").at(self.offset()));
        }
        let list = self.list(Self::expression)?;
        self.expect_mark(")")?;
        if list.len() > 1000 {
            let text = "maximum number of expressions in a list is 1000";
            return Err(OraError::new(1795, text).at(offset));
        }
        Ok(Expr::InList { operand, not, list })
    }

    /// `||` binds as `+` and `-` do.
    pub(super) fn concat(&mut self) -> Result<Expr> {
        let mut left = self.product()?;
        loop {
            let offset = self.offset();
            let operator = match self.peek() {
                Word::Mark("||") => Operator::Concat,
                Word::Mark("+") => Operator::Add,
                Word::Mark("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.position += 1;
            left = binary(operator, left, self.product()?, offset);
        }
    }

    fn product(&mut self) -> Result<Expr> {
        let mut left = self.unary()?;
        loop {
            let offset = self.offset();
            let operator = match self.peek() {
                Word::Mark("*") => Operator::Multiply,
                Word::Mark("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.position += 1;
            left = binary(operator, left, self.unary()?, offset);
        }
    }

    fn unary(&mut self) -> Result<Expr> {
        for (mark, minus) in [("-", true), ("+", false)] {
            if self.accept_mark(mark) {
                return Ok(Expr::Unary { minus, operand: Box::new(self.unary()?) });
            }
        }
        if self.accept("PRIOR") {
            return Err(self.unknown("CONNECT BY"));
        }
        let mut value = self.primary()?;
        loop {
            if self.accept("AT TIME ZONE") {
                let zone = Box::new(self.primary()?);
                value = Expr::AtTimeZone { operand: Box::new(value), zone };
            } else if self.accept("AT LOCAL") {
                return Err(self.unknown("AT LOCAL"));
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr> {
        let offset = self.offset();
        match self.peek().clone() {
            Word::Number(number) => {
                self.position += 1;
                let value = Number::parse(&number).map_err(|error| error.at(offset))?;
                Ok(Expr::Literal(Value::Number(value), NUMBER))
            }
            Word::Text(value) => {
                self.position += 1;
                Ok(text_literal(value))
            }
            Word::Placeholder(name) => {
                self.position += 1;
                Ok(Expr::Placeholder(self.placeholder(name)))
            }
            Word::Mark("(") => self.group(),
            Word::Name(word) => self.word(&word, offset),
            Word::Quoted(_) => self.column_or_call(),
            _ => Err(OraError::new(936, "missing expression").at(offset)),
        }
    }

    fn group(&mut self) -> Result<Expr> {
        self.expect_mark("(")?;
        if self.starts_query() {
            let start = self.clone();
            match self.query_to_the_end() {
                Ok(query) => return Ok(Expr::Query(Box::new(query))),
                // `((SELECT …) - 1)` begins as a query in parentheses does.
                Err(_) if start.is_mark("(") => *self = start,
                Err(error) => return Err(error),
            }
        }
        let mut items = self.list(Self::expression)?;
        self.expect_mark(")")?;
        match items.len() {
            1 => Ok(items.remove(0)),
            _ => Ok(Expr::Tuple(items)),
        }
    }

    fn query_to_the_end(&mut self) -> Result<Query> {
        let query = self.query()?;
        self.expect_mark(")")?;
        Ok(query)
    }

    fn word(&mut self, word: &str, offset: usize) -> Result<Expr> {
        match word {
            "NULL" => {
                self.position += 1;
                Ok(Expr::Literal(Value::Null, Type::Null))
            }
            "DEFAULT" => {
                self.position += 1;
                Ok(Expr::Default)
            }
            "DATE" | "TIMESTAMP" if matches!(self.peek_at(1), Word::Text(_)) => {
                self.position += 1;
                let value = self.text()?;
                stamp_literal(word, &value).map_err(|error| error.at(offset))
            }
            "INTERVAL" if matches!(self.peek_at(1), Word::Text(_)) => {
                self.position += 1;
                self.interval_literal()
            }
            "CASE" => self.case(),
            "EXISTS" => {
                self.position += 1;
                self.expect_mark("(")?;
                let query = self.query()?;
                self.expect_mark(")")?;
                Ok(Expr::Exists(Box::new(query)))
            }
            "CAST" if matches!(self.peek_at(1), Word::Mark("(")) => {
                self.position += 2;
                let operand = Box::new(self.expression()?);
                self.expect("AS")?;
                let to = self.data_type()?;
                self.expect_mark(")")?;
                Ok(Expr::Cast { operand, to })
            }
            "EXTRACT" if matches!(self.peek_at(1), Word::Mark("(")) => {
                self.position += 2;
                let field = self.name()?.text;
                self.expect("FROM")?;
                let operand = Box::new(self.expression()?);
                self.expect_mark(")")?;
                Ok(Expr::Extract { field, operand })
            }
            _ if BARE_FUNCTIONS.contains(&word) => {
                self.position += 1;
                let mut call = new_call(word, offset);
                if matches!(word, "CURRENT_TIMESTAMP" | "SYSTIMESTAMP" | "LOCALTIMESTAMP")
                    && self.accept_mark("(")
                {
                    call.option = Some(self.integer()?.to_string());
                    self.expect_mark(")")?;
                }
                Ok(Expr::Call(Box::new(call)))
            }
            "ROWID" => {
                self.position += 1;
                let name = Name { text: "ROWID".to_owned(), offset };
                Ok(Expr::Column { qualifier: Vec::new(), name })
            }
            "SELECT" => Err(OraError::new(936, "missing expression").at(offset)),
            _ if is_reserved(word) => Err(OraError::new(936, "missing expression").at(offset)),
            _ => self.column_or_call(),
        }
    }

    fn column_or_call(&mut self) -> Result<Expr> {
        let offset = self.offset();
        let mut path = vec![self.name()?];
        while self.accept_mark(".") {
            let name_offset = self.offset();
            let name = match self.peek().clone() {
                // A pseudo-column after its table.
                Word::Name(text) if text == "ROWID" => {
                    self.position += 1;
                    Name { text, offset: name_offset }
                }
                _ => self.name()?,
            };
            path.push(name);
        }
        if self.is_mark("(") {
            let names: Vec<_> = path.iter().map(|name| name.text.as_str()).collect();
            return self.call(&names.join("."), offset);
        }
        let name = path.pop().ok_or_else(|| OraError::new(936, "missing expression").at(offset))?;
        Ok(Expr::Column { qualifier: path, name })
    }

    fn call(&mut self, name: &str, offset: usize) -> Result<Expr> {
        self.expect_mark("(")?;
        let mut call = new_call(name, offset);
        if name == "TRIM" {
            self.trim_option(&mut call)?;
        }
        if self.accept_mark("*") {
            call.star = true;
        } else if !self.is_mark(")") {
            if self.accept("DISTINCT") || self.accept("UNIQUE") {
                call.distinct = true;
            } else {
                self.accept("ALL");
            }
            if call.arguments.is_empty() {
                call.arguments = self.list(Self::expression)?;
            }
        }
        if name.starts_with("JSON_") {
            self.json_options(&mut call)?;
        }
        if name == "LISTAGG" && self.is("ON") {
            return Err(self.unknown("LISTAGG ON OVERFLOW"));
        }
        self.expect_mark(")")?;
        if self.accept("WITHIN GROUP") {
            self.expect_mark("(")?;
            call.within = self.order_by()?;
            self.expect_mark(")")?;
        }
        if self.accept("OVER") {
            call.over = Some(self.over()?);
        }
        Ok(Expr::Call(Box::new(call)))
    }

    fn trim_option(&mut self, call: &mut Call) -> Result<()> {
        for option in ["LEADING", "TRAILING", "BOTH"] {
            if self.accept(option) {
                call.option = Some(option.to_owned());
            }
        }
        if call.option.is_some() && self.accept("FROM") {
            call.arguments = vec![self.expression()?];
            return Ok(());
        }
        let first = self.expression()?;
        call.arguments = match self.accept("FROM") {
            true => vec![self.expression()?, first],
            false => vec![first],
        };
        Ok(())
    }

    fn json_options(&mut self, call: &mut Call) -> Result<()> {
        if self.accept("RETURNING") {
            call.returning =
                Some(match self.is("VARCHAR2") && !matches!(self.peek_at(1), Word::Mark("(")) {
                    true => {
                        self.position += 1;
                        Type::Varchar2(Length { count: 4000, chars: false })
                    }
                    false => self.data_type()?,
                });
        }
        for option in ["NULL ON ERROR", "ERROR ON ERROR", "NULL ON EMPTY", "WITH WRAPPER"] {
            if self.accept(option) {
                call.option = Some(option.to_owned());
            }
        }
        Ok(())
    }

    fn over(&mut self) -> Result<Over> {
        self.expect_mark("(")?;
        let mut partition = Vec::new();
        if self.accept("PARTITION") {
            self.expect("BY")?;
            partition = self.list(Self::expression)?;
        }
        let order = if self.is("ORDER") { self.order_by()? } else { Vec::new() };
        let start = self.position;
        let mut frame = None;
        if self.is("ROWS") || self.is("RANGE") {
            while !self.is_mark(")") && *self.peek() != Word::End {
                match self.next() {
                    Word::Name(word) if FRAME_WORDS.contains(&word.as_str()) => {}
                    Word::Number(_) => {}
                    _ => return Err(self.unknown("this window frame")),
                }
            }
            frame = Some(self.text_between(start, self.position).to_owned());
        }
        self.expect_mark(")")?;
        Ok(Over { partition, order, frame })
    }

    pub(super) fn order_by(&mut self) -> Result<Vec<Order>> {
        self.expect("ORDER")?;
        self.expect("BY")?;
        self.list(|parser| {
            let expr = parser.expression()?;
            let descending = parser.accept("DESC");
            if !descending {
                parser.accept("ASC");
            }
            let nulls_first = if parser.accept("NULLS FIRST") {
                Some(true)
            } else if parser.accept("NULLS LAST") {
                Some(false)
            } else {
                None
            };
            Ok(Order { expr, descending, nulls_first })
        })
    }

    fn case(&mut self) -> Result<Expr> {
        self.expect("CASE")?;
        let operand = if self.is("WHEN") { None } else { Some(Box::new(self.expression()?)) };
        let mut arms = Vec::new();
        while self.accept("WHEN") {
            let when = self.expression()?;
            self.expect("THEN")?;
            arms.push((when, self.expression()?));
        }
        let otherwise = if self.accept("ELSE") { Some(Box::new(self.expression()?)) } else { None };
        self.expect("END")?;
        Ok(Expr::Case { operand, arms, otherwise })
    }

    /// `INTERVAL '5' DAY` and `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
    fn interval_literal(&mut self) -> Result<Expr> {
        let offset = self.offset();
        let value = self.text()?;
        let Word::Name(unit) = self.next() else {
            return Err(OraError::new(30089, "missing or invalid datetime field").at(offset));
        };
        if self.accept_mark("(") {
            self.integer()?;
            self.expect_mark(")")?;
        }
        let to = if self.accept("TO") {
            let to = self.name()?.text;
            if self.accept_mark("(") {
                self.integer()?;
                self.expect_mark(")")?;
            }
            Some(to)
        } else {
            None
        };
        let invalid = || OraError::new(1867, "the interval is invalid").at(offset);
        let literal = |value, of| Ok(Expr::Literal(value, of));
        match (unit.as_str(), to.as_deref()) {
            ("YEAR", None) => {
                let years: i64 = value.trim().parse().map_err(|_| invalid())?;
                literal(Value::YearMonth(years * 12), Type::YearMonth)
            }
            ("MONTH", None) => {
                let months = value.trim().parse().map_err(|_| invalid())?;
                literal(Value::YearMonth(months), Type::YearMonth)
            }
            ("YEAR", Some("MONTH")) => {
                let (years, months) = value.split_once('-').ok_or_else(invalid)?;
                let years: i64 = years.trim().parse().map_err(|_| invalid())?;
                let months: i64 = months.trim().parse().map_err(|_| invalid())?;
                literal(Value::YearMonth(years * 12 + months), Type::YearMonth)
            }
            ("DAY" | "HOUR" | "MINUTE" | "SECOND", None) => {
                let nanos = crate::functions::unit_nanos(&unit, &Number::parse(&value)?)?;
                literal(Value::DaySecond(nanos), Type::DaySecond)
            }
            ("DAY", Some("SECOND")) => {
                let nanos = crate::functions::parse_day_second(&value).ok_or_else(invalid)?;
                literal(Value::DaySecond(nanos), Type::DaySecond)
            }
            _ => Err(OraError::unknown(format_args!("INTERVAL with {unit}")).at(offset)),
        }
    }
}

const FRAME_WORDS: &[&str] =
    &["ROWS", "RANGE", "BETWEEN", "AND", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT", "ROW"];

fn binary(operator: Operator, left: Expr, right: Expr, offset: usize) -> Expr {
    Expr::Binary { operator, left: Box::new(left), right: Box::new(right), offset }
}

fn new_call(name: &str, offset: usize) -> Call {
    Call {
        name: name.to_owned(),
        offset,
        distinct: false,
        star: false,
        arguments: Vec::new(),
        option: None,
        returning: None,
        within: Vec::new(),
        over: None,
    }
}

/// A text literal has the type CHAR; '' is NULL.
pub(super) fn text_literal(value: String) -> Expr {
    let count = value.len().max(1) as u32;
    let value = text(value);
    Expr::Literal(value, Type::Varchar2(Length { count, chars: false }))
}

/// `DATE '2024-02-29'`, `TIMESTAMP '2024-02-29 13:14:15.5 +02:00'`.
fn stamp_literal(word: &str, value: &str) -> Result<Expr> {
    let invalid = || OraError::new(1861, "literal does not match format string");
    let (date, time) = match value.split_once(' ') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let mut parts = date.splitn(3, '-');
    let mut part = || parts.next().and_then(|part| part.parse::<i16>().ok()).ok_or_else(invalid);
    let (year, month, day) = (part()?, part()?, part()?);
    let date = (year, month as u8, day as u8);
    if word == "DATE" {
        return match time {
            None => Ok(Expr::Literal(Value::Stamp(Stamp::new(date, (0, 0, 0), 0)?), Type::Date)),
            Some(_) => Err(invalid()),
        };
    }
    let time = time.ok_or_else(invalid)?;
    let (time, zone) = match time.find(['+', '-', ' ']) {
        Some(position) => (&time[..position], Some(time[position..].trim())),
        None => (time, None),
    };
    let (time, nanos) = crate::functions::parse_time(time).ok_or_else(invalid)?;
    let stamp = Stamp::new(date, time, nanos)?;
    match zone {
        None => Ok(Expr::Literal(Value::Stamp(stamp), Type::Timestamp(9))),
        Some(zone) => {
            let offset = if zone == "UTC" { 0 } else { parse_offset(zone)? };
            Ok(Expr::Literal(Value::Zoned(stamp, offset), Type::TimestampTz(9)))
        }
    }
}
