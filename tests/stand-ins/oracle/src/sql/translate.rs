//! Meaning: names and types are resolved, and the statement is written in SQLite's SQL.

use std::collections::HashMap;
use std::sync::Arc;

use super::ast::{Expr, ObjectName, Statement};
use crate::catalog::{Catalog, Table, sqlite_name};
use crate::error::{OraError, Result};
use crate::locks::Wait;
use crate::types::{Column, Type};

mod apply;
mod calls;
mod compare;
mod dml;
mod expression;
mod query;
mod rownum;
mod scope;

use self::scope::Scope;

/// An expression in SQLite's SQL, and its type.
#[derive(Clone, Debug)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) of: Type,
}

/// A statement that is ready to run.
#[derive(Clone, Debug)]
pub(crate) enum Compiled {
    Query(CompiledQuery),
    Change(Change),
    /// Not translated here: transactions, DDL, blocks.
    Other(Statement),
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledQuery {
    pub(crate) sql: String,
    pub(crate) columns: Arc<Vec<Column>>,
    /// Views of the dictionary that it reads.
    pub(crate) dictionary: Vec<&'static str>,
    /// Tables whose rows are locked: their row numbers are behind the columns.
    pub(crate) locked: Vec<String>,
    pub(crate) wait: Wait,
}

/// A change of rows, in one or more steps.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) steps: Vec<String>,
    /// Finds the rows that it will change: a table and a query of row numbers.
    pub(crate) probe: Option<(String, String)>,
    /// Answers a row if a row of MERGE's target has several sources.
    pub(crate) ambiguity: Option<String>,
    /// Whether each step returns rows.
    pub(crate) returns: bool,
    /// INSERT ALL draws one value for all its rows.
    pub(crate) one_draw: bool,
    pub(crate) is_insert: bool,
    pub(crate) dictionary: Vec<&'static str>,
}

/// What a statement is translated with.
#[derive(Debug)]
pub(crate) struct Translator<'a> {
    catalog: &'a Catalog,
    schema: &'a str,
    binds: &'a [Type],
    /// Parameters of a routine: SQLite's parameter and the type.
    variables: HashMap<String, (usize, Type)>,
    scopes: Vec<Scope>,
    /// WITH queries that can be named.
    ctes: Vec<scope::Relation>,
    dictionary: Vec<&'static str>,
    /// Names of columns without their table, as RETURNING and CHECK want them.
    bare_columns: bool,
    /// Whether sequences and aggregates can stand here.
    allows_draws: bool,
}

impl<'a> Translator<'a> {
    pub(crate) fn new(catalog: &'a Catalog, schema: &'a str, binds: &'a [Type]) -> Translator<'a> {
        Translator {
            catalog,
            schema,
            binds,
            variables: HashMap::new(),
            scopes: Vec::new(),
            ctes: Vec::new(),
            dictionary: Vec::new(),
            bare_columns: false,
            allows_draws: true,
        }
    }

    pub(crate) fn with_variables(
        mut self,
        variables: HashMap<String, (usize, Type)>,
    ) -> Translator<'a> {
        self.variables = variables;
        self
    }

    /// Translates a statement.
    pub(crate) fn statement(&mut self, statement: &Statement) -> Result<Compiled> {
        match statement {
            Statement::Query(query) => self.top_query(query).map(Compiled::Query),
            Statement::Insert(insert) => self.insert(insert).map(Compiled::Change),
            Statement::InsertAll { targets, source } => {
                self.insert_all(targets, source).map(Compiled::Change)
            }
            Statement::Update(update) => self.update(update).map(Compiled::Change),
            Statement::Delete(delete) => self.delete(delete).map(Compiled::Change),
            Statement::Merge(merge) => self.merge(merge).map(Compiled::Change),
            other => Ok(Compiled::Other(other.clone())),
        }
    }

    /// Checks that a name is of this schema.
    pub(crate) fn check_schema(&self, name: &ObjectName) -> Result<()> {
        match &name.schema {
            Some(schema) if schema.text != self.schema => {
                Err(crate::catalog::no_table().at(schema.offset))
            }
            _ => Ok(()),
        }
    }

    /// A table that can be changed.
    fn target(&self, name: &ObjectName) -> Result<Arc<Table>> {
        self.check_schema(name)?;
        if self.catalog.views.contains_key(&name.name.text) {
            let text = "data manipulation operation not legal on this view";
            return Err(OraError::new(1732, text).at(name.name.offset));
        }
        self.catalog.table(&name.name.text).cloned().map_err(|error| error.at(name.name.offset))
    }
}

/// `"alias"."column"` in SQLite's SQL.
pub(crate) fn qualified(alias: &str, column: &str) -> String {
    format!("{}.{}", sqlite_name(alias), sqlite_name(column))
}

/// Expressions that stand outside of statements: in definitions.
impl Translator<'_> {
    /// A default: a value that names no column.
    pub(crate) fn check_value(&mut self, expr: &Expr) -> Result<String> {
        self.value(expr).map(|value| value.text)
    }

    /// The condition of a CHECK constraint.
    pub(crate) fn check_condition(&mut self, expr: &Expr, table: &Table) -> Result<String> {
        self.in_table(table, |translator| translator.condition(expr))
    }

    /// An expression that is indexed.
    pub(crate) fn check_index(&mut self, expr: &Expr, table: &Table) -> Result<String> {
        self.in_table(table, |translator| translator.value(expr).map(|value| value.text))
    }

    fn in_table<T>(
        &mut self,
        table: &Table,
        body: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let relation = scope::Relation::of_table(&table.name, &Arc::new(table.clone()));
        self.scopes.push(Scope { relations: vec![relation] });
        self.bare_columns = true;
        self.allows_draws = false;
        let result = body(self);
        self.bare_columns = false;
        self.scopes.pop();
        result
    }

    /// A value of a block, whose parameters are the binds.
    pub(crate) fn block_value(&mut self, expr: &Expr) -> Result<Sql> {
        self.value(expr)
    }
}
