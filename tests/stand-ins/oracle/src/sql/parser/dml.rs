//! INSERT, UPDATE, DELETE and MERGE.

use super::super::ast::{
    Delete, Expr, Insert, InsertSource, Merge, MergeInsert, MergeUpdate, Returning, Statement,
    Update,
};
use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};

impl Parser<'_> {
    pub(super) fn insert(&mut self) -> Result<Statement> {
        self.expect("INSERT")?;
        if self.accept("ALL") {
            let mut targets = Vec::new();
            while self.is("INTO") {
                targets.push(self.target()?);
            }
            let source = Box::new(self.query()?);
            return Ok(Statement::InsertAll { targets, source });
        }
        if self.is("FIRST") {
            return Err(self.unknown("INSERT FIRST"));
        }
        let mut insert = self.target()?;
        insert.returning = self.returning()?;
        Ok(Statement::Insert(Box::new(insert)))
    }

    fn target(&mut self) -> Result<Insert> {
        self.expect("INTO")?;
        let table = self.object_name()?;
        let columns = match self.is_mark("(") && !self.starts_query() {
            true => Some(self.parenthesised(Self::name)?),
            false => None,
        };
        let source = if self.accept("VALUES") {
            let values = self.parenthesised(Self::expression)?;
            if self.is_mark(",") {
                // Several rows are of 23ai.
                return Err(self.not_ended());
            }
            InsertSource::Values(values)
        } else if self.starts_query() {
            InsertSource::Query(Box::new(self.query()?))
        } else {
            return Err(OraError::new(926, "missing VALUES keyword").at(self.offset()));
        };
        Ok(Insert { table, columns, source, returning: None })
    }

    fn returning(&mut self) -> Result<Option<Returning>> {
        if !self.accept("RETURNING") && !self.accept("RETURN") {
            return Ok(None);
        }
        let items = self.list(Self::expression)?;
        self.expect("INTO")?;
        let offset = self.offset();
        let into = self.list(|parser| match parser.next() {
            Word::Placeholder(name) => Ok(parser.placeholder(name)),
            _ => Err(OraError::new(925, "missing INTO keyword").at(offset)),
        })?;
        if items.len() != into.len() {
            let text =
                if items.len() > into.len() { "not enough values" } else { "too many values" };
            let code = if items.len() > into.len() { 947 } else { 913 };
            return Err(OraError::new(code, text).at(offset));
        }
        Ok(Some(Returning { items }))
    }

    pub(super) fn update(&mut self) -> Result<Statement> {
        self.expect("UPDATE")?;
        let table = self.object_name()?;
        let alias = self.alias(false)?;
        self.expect("SET")?;
        let sets = self.list(Self::assignment)?;
        if self.is("FROM") {
            // Joins in UPDATE are of 23ai.
            return Err(self.not_ended());
        }
        let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
        let returning = self.returning()?;
        Ok(Statement::Update(Box::new(Update { table, alias, sets, filter, returning })))
    }

    fn assignment(&mut self) -> Result<(Vec<Expr>, Expr)> {
        let targets = match self.is_mark("(") {
            true => self.parenthesised(Self::column)?,
            false => vec![self.column()?],
        };
        self.expect_mark("=")?;
        Ok((targets, self.concat()?))
    }

    fn column(&mut self) -> Result<Expr> {
        let mut path = vec![self.name()?];
        while self.accept_mark(".") {
            path.push(self.name()?);
        }
        let name = path.remove(path.len() - 1);
        Ok(Expr::Column { qualifier: path, name })
    }

    pub(super) fn delete(&mut self) -> Result<Statement> {
        self.expect("DELETE")?;
        self.accept("FROM");
        let table = self.object_name()?;
        if table.name.text == "STAND_IN_CALLS" {
            return Ok(Statement::ClearRecord);
        }
        let alias = self.alias(false)?;
        let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
        if self.is("ORDER") || self.is("LIMIT") {
            return Err(self.not_ended());
        }
        let returning = self.returning()?;
        Ok(Statement::Delete(Box::new(Delete { table, alias, filter, returning })))
    }

    pub(super) fn merge(&mut self) -> Result<Statement> {
        self.expect("MERGE")?;
        self.expect("INTO")?;
        let table = self.object_name()?;
        let alias = self.alias(false)?;
        self.expect("USING")?;
        let source = self.table()?;
        self.expect("ON")?;
        // The condition stands in parentheses.
        self.expect_mark("(")?;
        let on = self.expression()?;
        self.expect_mark(")")?;
        let mut merge = Merge { table, alias, source, on, matched: None, not_matched: None };
        while self.accept("WHEN") {
            if self.accept("MATCHED THEN UPDATE SET") && merge.matched.is_none() {
                let sets = self.list(Self::assignment)?;
                let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
                if self.is("DELETE") {
                    return Err(self.unknown("DELETE in MERGE"));
                }
                merge.matched = Some(MergeUpdate { sets, filter });
            } else if self.accept("NOT MATCHED THEN INSERT") && merge.not_matched.is_none() {
                let columns = self.parenthesised(Self::name)?;
                self.expect("VALUES")?;
                let values = self.parenthesised(Self::expression)?;
                let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
                merge.not_matched = Some(MergeInsert { columns, values, filter });
            } else {
                return Err(OraError::new(905, "missing keyword").at(self.offset()));
            }
        }
        if self.is("RETURNING") {
            // RETURNING in MERGE is of 23ai.
            return Err(self.not_ended());
        }
        if merge.matched.is_none() && merge.not_matched.is_none() {
            return Err(OraError::new(905, "missing keyword").at(self.offset()));
        }
        Ok(Statement::Merge(Box::new(merge)))
    }
}
