//! Queries.

use super::super::ast::{
    Body, Cte, ForUpdate, Item, JoinKind, Query, Select, SetOperator, Source, Statement,
};
use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};

/// Whether one row is read, of no table.
fn is_dual(from: &[Source]) -> bool {
    matches!(from, [Source::Table { name, alias: None }]
        if name.schema.is_none() && name.name.text == "DUAL")
}

impl Parser<'_> {
    pub(super) fn starts_query(&self) -> bool {
        let mut ahead = 0;
        while matches!(self.peek_at(ahead), Word::Mark("(")) {
            ahead += 1;
        }
        self.is_at(ahead, "SELECT") || self.is_at(ahead, "WITH")
    }

    pub(super) fn query_statement(&mut self) -> Result<Statement> {
        let mut query = self.query()?;
        if self.accept("FOR UPDATE") {
            let of = if self.accept("OF") { self.list(Self::concat)? } else { Vec::new() };
            let wait = self.wait()?;
            query.lock = Some(ForUpdate { of, wait });
        }
        Ok(Statement::Query(Box::new(query)))
    }

    pub(super) fn query(&mut self) -> Result<Query> {
        let mut with = Vec::new();
        if self.accept("WITH") {
            with = self.list(Self::cte)?;
        }
        let body = self.body()?;
        let order = if self.is("ORDER") { self.order_by()? } else { Vec::new() };
        let mut offset = None;
        let mut fetch = None;
        if self.accept("OFFSET") {
            offset = Some(self.concat()?);
            if !self.accept("ROWS") {
                self.expect("ROW")?;
            }
        }
        if self.accept("FETCH") {
            if !self.accept("FIRST") {
                self.expect("NEXT")?;
            }
            fetch = Some(self.concat()?);
            if !self.accept("ROWS") {
                self.expect("ROW")?;
            }
            if self.is("WITH") {
                return Err(self.unknown("FETCH WITH TIES"));
            }
            self.expect("ONLY")?;
        }
        if self.is("OFFSET") || self.is("LIMIT") {
            return Err(self.not_ended());
        }
        Ok(Query { with, body, order, offset, fetch, lock: None })
    }

    fn cte(&mut self) -> Result<Cte> {
        let name = self.name()?;
        let columns = match self.is_mark("(") {
            true => self.parenthesised(Self::name)?,
            false => Vec::new(),
        };
        self.expect("AS")?;
        self.expect_mark("(")?;
        let query = self.query()?;
        self.expect_mark(")")?;
        if self.is("SEARCH") || self.is("CYCLE") {
            return Err(self.unknown("SEARCH and CYCLE"));
        }
        Ok(Cte { name, columns, query })
    }

    fn body(&mut self) -> Result<Body> {
        let mut left = self.term()?;
        loop {
            let operator = if self.accept("UNION") {
                if self.accept("ALL") { SetOperator::UnionAll } else { SetOperator::Union }
            } else if self.accept("MINUS") {
                SetOperator::Minus
            } else if self.accept("INTERSECT") {
                SetOperator::Intersect
            } else {
                return Ok(left);
            };
            if operator != SetOperator::UnionAll && self.is("ALL") {
                // MINUS ALL and INTERSECT ALL are of 21c.
                return Err(OraError::new(928, "missing SELECT keyword").at(self.offset()));
            }
            left = Body::Set { operator, left: Box::new(left), right: Box::new(self.term()?) };
        }
    }

    fn term(&mut self) -> Result<Body> {
        if self.accept_mark("(") {
            let query = self.query()?;
            self.expect_mark(")")?;
            return Ok(Body::Query(Box::new(query)));
        }
        self.select().map(|select| Body::Select(Box::new(select)))
    }

    fn select(&mut self) -> Result<Select> {
        if !self.accept("SELECT") {
            return Err(OraError::new(928, "missing SELECT keyword").at(self.offset()));
        }
        let distinct = self.accept("DISTINCT") || self.accept("UNIQUE");
        if !distinct {
            self.accept("ALL");
        }
        let items = self.list(Self::item)?;
        self.expect("FROM")?;
        let mut from = self.list(Self::source)?;
        let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
        if is_dual(&from) && filter.is_none() && self.accept("CONNECT BY LEVEL") {
            self.expect_mark("<=")?;
            from = vec![Source::Levels { count: self.concat()? }];
        }
        if self.is("CONNECT") || self.is("START") {
            return Err(self.unknown("CONNECT BY"));
        }
        let mut group = Vec::new();
        if self.accept("GROUP") {
            self.expect("BY")?;
            group = self.list(Self::expression)?;
        }
        let having = if self.accept("HAVING") { Some(self.expression()?) } else { None };
        Ok(Select { distinct, items, from, filter, group, having })
    }

    fn item(&mut self) -> Result<Item> {
        if self.accept_mark("*") {
            return Ok(Item::All(None));
        }
        let starts_name = matches!(self.peek(), Word::Name(_) | Word::Quoted(_));
        if starts_name
            && matches!(self.peek_at(1), Word::Mark("."))
            && matches!(self.peek_at(2), Word::Mark("*"))
        {
            let table = self.name()?;
            self.position += 2;
            return Ok(Item::All(Some(table)));
        }
        let start = self.position;
        let expr = self.expression()?;
        let text = self.text_between(start, self.position).to_owned();
        let alias = self.alias(true)?;
        Ok(Item::Expr { expr, alias, text })
    }

    pub(super) fn source(&mut self) -> Result<Source> {
        let mut left = self.table()?;
        loop {
            let kind = if self.accept("CROSS JOIN") {
                JoinKind::Cross
            } else if self.accept("CROSS APPLY") {
                JoinKind::CrossApply
            } else if self.accept("OUTER APPLY") {
                JoinKind::OuterApply
            } else if self.accept("INNER JOIN") || self.accept("JOIN") {
                JoinKind::Inner
            } else if self.accept("LEFT JOIN") || self.accept("LEFT OUTER JOIN") {
                JoinKind::Left
            } else if self.accept("RIGHT JOIN") || self.accept("RIGHT OUTER JOIN") {
                JoinKind::Right
            } else if self.accept("FULL JOIN") || self.accept("FULL OUTER JOIN") {
                JoinKind::Full
            } else if self.is("NATURAL") || self.is("CROSS") || self.is("OUTER") {
                return Err(self.unknown("NATURAL JOIN"));
            } else {
                return Ok(left);
            };
            let right = self.table()?;
            let is_alone =
                matches!(kind, JoinKind::Cross | JoinKind::CrossApply | JoinKind::OuterApply);
            let on = if is_alone {
                None
            } else {
                if self.is("USING") {
                    return Err(self.unknown("JOIN USING"));
                }
                self.expect("ON")?;
                Some(self.expression()?)
            };
            left = Source::Join { kind, left: Box::new(left), right: Box::new(right), on };
        }
    }

    pub(super) fn table(&mut self) -> Result<Source> {
        if self.accept("TABLE") {
            for mark in ["(", "DBMS_XPLAN", ".", "DISPLAY", "(", ")", ")"] {
                match mark.starts_with(char::is_alphabetic) {
                    true => self.expect(mark)?,
                    false => self.expect_mark(mark)?,
                }
            }
            let name = super::Name { text: "DBMS_XPLAN.DISPLAY".into(), offset: self.offset() };
            return Ok(Source::Table {
                name: super::ObjectName { schema: None, name },
                alias: None,
            });
        }
        if self.is("LATERAL") || self.is("TABLE") {
            return Err(self.unknown("LATERAL and table functions"));
        }
        if self.is_mark("(") && self.starts_query() {
            self.position += 1;
            let query = Box::new(self.query()?);
            self.expect_mark(")")?;
            let alias = self.alias(false)?;
            return Ok(Source::Query { query, alias });
        }
        if self.accept_mark("(") {
            let source = self.source()?;
            self.expect_mark(")")?;
            return Ok(source);
        }
        let name = self.object_name().map_err(|error| match error.code {
            1747 => OraError::new(903, "invalid table name").at(error.offset),
            _ => error,
        })?;
        if self.is_mark("@") {
            return Err(self.unknown("database links"));
        }
        if self.is("AS") {
            // `AS OF` is a flashback query; an alias takes no AS.
            return Err(self.not_ended());
        }
        let alias = self.alias(false)?;
        Ok(Source::Table { name, alias })
    }
}
