//! Values and conditions.

use super::parser::lexer::Token;
use super::{Expr, OrderItem, Over, Parser};
use crate::error::{Result, SqlError};

const COMPARISONS: &[&str] = &["<>", "<=", ">=", "!=", "=", "<", ">"];

/// Functions that stand without parentheses around nothing, or with arguments.
const AGGREGATES: &[&str] = &["COUNT", "COUNT_BIG", "SUM", "AVG", "MIN", "MAX"];

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

impl Parser {
    /// An expression, by the precedence of its operators from the loosest on.
    pub(super) fn expr(&mut self) -> Result<Expr> {
        let mut left = self.conjunction()?;
        while self.word("OR") {
            left = Expr::Or(boxed(left), boxed(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr> {
        let mut left = self.negation()?;
        while self.word("AND") {
            left = Expr::And(boxed(left), boxed(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expr> {
        if self.word("NOT") {
            return Ok(Expr::Not(boxed(self.negation()?)));
        }
        if self.words(&["EXISTS"]) {
            self.expect_sign("(")?;
            let query = self.query()?;
            self.expect_sign(")")?;
            return Ok(Expr::Exists(Box::new(query)));
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Result<Expr> {
        let left = self.sum()?;
        for sign in COMPARISONS {
            if self.sign(sign) {
                let sign = if *sign == "!=" { "<>" } else { *sign };
                return Ok(Expr::Operator { left: boxed(left), sign, right: boxed(self.sum()?) });
            }
        }
        if self.word("IS") {
            let negated = self.word("NOT");
            self.expect("NULL")?;
            return Ok(Expr::IsNull { expr: boxed(left), negated });
        }
        let negated = self.word("NOT");
        if self.word("IN") {
            return self.in_list(left, negated);
        }
        if self.word("BETWEEN") {
            let low = boxed(self.sum()?);
            self.expect("AND")?;
            let high = boxed(self.sum()?);
            return Ok(Expr::Between { expr: boxed(left), low, high, negated });
        }
        if self.word("LIKE") {
            let pattern = boxed(self.sum()?);
            let escape = match self.word("ESCAPE").then(|| self.next()) {
                None => None,
                Some(Some(Token::Text(text))) if text.chars().count() == 1 => text.chars().next(),
                Some(_) => return Err(self.unexpected()),
            };
            return Ok(Expr::Like { expr: boxed(left), pattern, escape, negated });
        }
        if negated { Err(self.unexpected()) } else { Ok(left) }
    }

    fn in_list(&mut self, left: Expr, negated: bool) -> Result<Expr> {
        self.expect_sign("(")?;
        let expr = boxed(left);
        let result = if self.ahead(&["SELECT"]) {
            Expr::InSelect { expr, query: Box::new(self.query()?), negated }
        } else {
            Expr::InList { expr, list: self.list(Self::sum)?, negated }
        };
        self.expect_sign(")")?;
        Ok(result)
    }

    pub(super) fn sum(&mut self) -> Result<Expr> {
        let mut left = self.product()?;
        loop {
            let sign = match () {
                () if self.sign("+") => "+",
                () if self.sign("-") => "-",
                () => return Ok(left),
            };
            left = Expr::Operator { left: boxed(left), sign, right: boxed(self.product()?) };
        }
    }

    fn product(&mut self) -> Result<Expr> {
        let mut left = self.signed()?;
        loop {
            let sign = match () {
                () if self.sign("*") => "*",
                () if self.sign("/") => "/",
                () if self.sign("%") => "%",
                () => return Ok(left),
            };
            left = Expr::Operator { left: boxed(left), sign, right: boxed(self.signed()?) };
        }
    }

    fn signed(&mut self) -> Result<Expr> {
        if self.sign("-") {
            return Ok(Expr::Negative(boxed(self.signed()?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr> {
        if self.sign("(") {
            let inner = if self.ahead(&["SELECT"]) {
                Expr::Select(Box::new(self.query()?))
            } else {
                self.expr()?
            };
            self.expect_sign(")")?;
            return Ok(inner);
        }
        match self.peek().cloned() {
            Some(Token::Number(digits)) => {
                self.next();
                Ok(if digits.contains('.') { Expr::Decimal(digits) } else { Expr::Integer(digits) })
            }
            Some(Token::Float(digits)) => {
                self.next();
                Ok(Expr::Float(digits))
            }
            Some(Token::Text(text)) => {
                self.next();
                Ok(Expr::Text(text))
            }
            Some(Token::Variable(name)) => {
                self.next();
                Ok(Expr::Variable(name))
            }
            Some(Token::Word(_)) => self.worded(),
            Some(Token::Name(_)) => self.column(),
            _ => Err(self.unexpected()),
        }
    }

    fn worded(&mut self) -> Result<Expr> {
        if self.word("NULL") {
            return Ok(Expr::Null);
        }
        if self.word("CASE") {
            return self.case();
        }
        if self.words(&["NEXT", "VALUE", "FOR"]) {
            let sequence = self.object_name()?;
            let over = self.over()?;
            return Ok(Expr::NextValue { sequence, over });
        }
        if self.word("CAST") {
            self.expect_sign("(")?;
            let expr = boxed(self.expr()?);
            self.expect("AS")?;
            let to = self.data_type()?;
            self.expect_sign(")")?;
            return Ok(Expr::Cast { expr, to });
        }
        if self.sign_follows("(") {
            return self.call();
        }
        self.column()
    }

    fn column(&mut self) -> Result<Expr> {
        let first = self.name()?;
        if !self.sign(".") {
            return Ok(Expr::Column { table: None, name: first });
        }
        let second = self.name()?;
        if !self.sign(".") {
            return Ok(Expr::Column { table: Some(first), name: second });
        }
        // With the schema, which adds nothing that the table's name does not say.
        Ok(Expr::Column { table: Some(second), name: self.name()? })
    }

    fn call(&mut self) -> Result<Expr> {
        let name = match self.next() {
            Some(Token::Word(name)) => name.to_ascii_uppercase(),
            _ => return Err(self.unexpected()),
        };
        self.expect_sign("(")?;
        let is_aggregate = AGGREGATES.contains(&name.as_str());
        let distinct = is_aggregate && self.word("DISTINCT");
        let star = is_aggregate && self.sign("*");
        let mut arguments = Vec::new();
        if !star && !self.sign(")") {
            arguments = self.list(Self::expr)?;
            self.expect_sign(")")?;
        } else if star {
            self.expect_sign(")")?;
        }
        let over = self.over()?;
        Ok(Expr::Call { name, distinct, arguments, star, over })
    }

    fn over(&mut self) -> Result<Option<Over>> {
        if !self.word("OVER") {
            return Ok(None);
        }
        self.expect_sign("(")?;
        let mut over = Over { partition: Vec::new(), order: Vec::new(), frame: None };
        if self.words(&["PARTITION", "BY"]) {
            over.partition = self.list(Self::expr)?;
        }
        if self.words(&["ORDER", "BY"]) {
            over.order = self.list(Self::order_item)?;
        }
        over.frame = self.frame()?;
        self.expect_sign(")")?;
        Ok(Some(over))
    }

    /// `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`; RANGE knows no numbers.
    fn frame(&mut self) -> Result<Option<String>> {
        let word = match () {
            () if self.word("ROWS") => "ROWS",
            () if self.word("RANGE") => "RANGE",
            () => return Ok(None),
        };
        let counts = word == "ROWS";
        if !self.word("BETWEEN") {
            return Ok(Some(format!("{word} {}", self.bound(counts)?)));
        }
        let start = self.bound(counts)?;
        self.expect("AND")?;
        Ok(Some(format!("{word} BETWEEN {start} AND {}", self.bound(counts)?)))
    }

    fn bound(&mut self, counts: bool) -> Result<String> {
        if self.words(&["CURRENT", "ROW"]) {
            return Ok("CURRENT ROW".into());
        }
        let rows = match self.word("UNBOUNDED") {
            true => "UNBOUNDED".to_owned(),
            false if counts => self.integer()?.to_string(),
            false => {
                let message = "RANGE is only supported with UNBOUNDED and CURRENT ROW window frame \
                               delimiters.";
                return Err(SqlError::new(4194, 16, message));
            }
        };
        if self.word("PRECEDING") {
            return Ok(format!("{rows} PRECEDING"));
        }
        self.expect("FOLLOWING")?;
        Ok(format!("{rows} FOLLOWING"))
    }

    pub(super) fn order_item(&mut self) -> Result<OrderItem> {
        let expr = self.sum()?;
        let descending = self.word("DESC");
        if !descending {
            self.word("ASC");
        }
        Ok(OrderItem { expr, descending })
    }

    fn case(&mut self) -> Result<Expr> {
        let mut branches = Vec::new();
        while self.word("WHEN") {
            let condition = self.expr()?;
            self.expect("THEN")?;
            branches.push((condition, self.expr()?));
        }
        if branches.is_empty() {
            return Err(SqlError::syntax("CASE"));
        }
        let otherwise = if self.word("ELSE") { Some(boxed(self.expr()?)) } else { None };
        self.expect("END")?;
        Ok(Expr::Case { branches, otherwise })
    }
}
