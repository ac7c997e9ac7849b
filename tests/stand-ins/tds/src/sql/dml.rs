//! INSERT, UPDATE, DELETE and MERGE.

use super::{Delete, Expr, Insert, Merge, ObjectName, Output, Parser, Rows, Source, Update};
use crate::error::{Result, SqlError};

/// Rows of one VALUES list of an INSERT.
const VALUES_ROWS_MAX: usize = 1000;

impl Parser {
    fn output(&mut self) -> Result<Option<Output>> {
        if !self.word("OUTPUT") {
            return Ok(None);
        }
        let items = self.list(Self::item)?;
        let into = if self.word("INTO") { Some(self.variable()?) } else { None };
        Ok(Some(Output { items, into }))
    }

    pub(super) fn insert(&mut self) -> Result<Insert> {
        self.expect("INSERT")?;
        self.expect("INTO")?;
        let table = self.object_name()?;
        let columns = if self.sign("(") {
            let columns = self.list(Self::name)?;
            self.expect_sign(")")?;
            Some(columns)
        } else {
            None
        };
        let output = self.output()?;
        let rows = if self.words(&["DEFAULT", "VALUES"]) {
            Rows::Defaults
        } else if self.word("VALUES") {
            let rows = self.list(|parser| parser.enclosed(Self::expr))?;
            if rows.len() > VALUES_ROWS_MAX {
                let message = "The number of row value expressions in the INSERT statement exceeds \
                               the maximum allowed number of 1000 row values.";
                return Err(SqlError::new(10738, 15, message));
            }
            Rows::Values(rows)
        } else {
            Rows::Query(Box::new(self.query()?))
        };
        Ok(Insert { table, columns, output, rows })
    }

    fn assignments(&mut self) -> Result<Vec<(String, Expr)>> {
        self.list(|parser| {
            let mut name = parser.name()?;
            if parser.sign(".") {
                name = parser.name()?;
            }
            parser.expect_sign("=")?;
            Ok((name, parser.expr()?))
        })
    }

    pub(super) fn update(&mut self) -> Result<Update> {
        self.expect("UPDATE")?;
        let target: ObjectName = self.object_name()?;
        self.expect("SET")?;
        let set = self.assignments()?;
        let output = self.output()?;
        let from = if self.word("FROM") { Some(self.from()?) } else { None };
        let filter = if self.word("WHERE") { Some(self.expr()?) } else { None };
        Ok(Update { ctes: Vec::new(), target, set, output, from, filter })
    }

    pub(super) fn delete(&mut self) -> Result<Delete> {
        self.expect("DELETE")?;
        self.expect("FROM")?;
        let table = self.object_name()?;
        let filter = if self.word("WHERE") { Some(self.expr()?) } else { None };
        Ok(Delete { ctes: Vec::new(), table, filter })
    }

    pub(super) fn merge(&mut self) -> Result<Merge> {
        self.expect("MERGE")?;
        self.expect("INTO")?;
        let table = self.object_name()?;
        self.hints()?;
        self.expect("AS")?;
        let alias = self.name()?;
        self.expect("USING")?;
        self.expect_sign("(")?;
        let source: Source = self.derived()?;
        self.expect("ON")?;
        let on = self.expr()?;
        let mut update = None;
        let mut insert = None;
        while self.word("WHEN") {
            let negated = self.word("NOT");
            self.expect("MATCHED")?;
            if negated && self.words(&["BY", "SOURCE"]) {
                return Err(SqlError::syntax("SOURCE"));
            }
            if negated {
                self.words(&["BY", "TARGET"]);
            }
            self.expect("THEN")?;
            if negated {
                self.expect("INSERT")?;
                let columns = self.names()?;
                self.expect("VALUES")?;
                insert = Some((columns, self.enclosed(Self::expr)?));
            } else {
                self.expect("UPDATE")?;
                self.expect("SET")?;
                update = Some(self.assignments()?);
            }
        }
        if update.is_none() && insert.is_none() {
            return Err(self.unexpected());
        }
        let output = self.output()?;
        Ok(Merge { table, alias, source, on, update, insert, output })
    }
}
