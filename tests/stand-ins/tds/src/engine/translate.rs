//! From T-SQL to SQLite's SQL, with the type of every value. What SQL Server would refuse is
//! refused here: conditions are no values, a name must mean one column, and so on.

use std::collections::HashMap;

use rusqlite::Connection;

use super::catalog::{self, Table, quote, same_name};
use crate::error::{Result, SqlError};
use crate::sql::ObjectName;
use crate::types::Type;

mod apply;
mod arithmetic;
mod call;
mod condition;
mod grouping;
mod order;
mod query;
mod source;
mod value;
mod with;

pub(super) use self::query::Translated;

/// A value's text and its type; NULL alone has none.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) sql: String,
    pub(super) of: Option<Type>,
}

/// A column that can be named.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) of: Type,
    pub(super) nullable: bool,
    pub(super) identity: bool,
    pub(super) writable: bool,
}

/// A table or query in FROM.
#[derive(Debug, Clone)]
pub(super) struct Visible {
    pub(super) alias: String,
    pub(super) columns: Vec<Named>,
    /// The rows are arrays of JSON, as those of APPLY are to SQLite.
    pub(super) packed: bool,
}

/// What the session knows that a statement may ask for.
#[derive(Debug, Clone, Default)]
pub(super) struct Globals {
    pub(super) transactions: i64,
    pub(super) state: i64,
    pub(super) lock_timeout: i64,
    pub(super) session: u64,
    pub(super) database: String,
    pub(super) last_identity: Option<i64>,
    pub(super) last_rows: i64,
}

/// Translates one statement.
#[derive(Debug)]
pub(super) struct Translator<'a> {
    pub(super) connection: &'a Connection,
    pub(super) parameters: &'a [(String, Type)],
    /// The table variables of the batch, by their names.
    pub(super) variables: &'a HashMap<String, Vec<Named>>,
    pub(super) globals: &'a Globals,
    pub(super) scopes: Vec<Vec<Visible>>,
    pub(super) ctes: Vec<Visible>,
    /// The tables whose rows are locked, with their names in the statement.
    pub(super) locked: Vec<Locked>,
}

/// Rows that are locked when they are read.
#[derive(Debug, Clone)]
pub(super) struct Locked {
    pub(super) table: i64,
    pub(super) alias: String,
    pub(super) hints: crate::sql::Hints,
}

impl Named {
    pub(super) fn plain(name: impl Into<String>, of: Type) -> Self {
        Named { name: name.into(), of, nullable: true, identity: false, writable: false }
    }
}

impl Visible {
    pub(super) fn new(alias: &str, columns: Vec<Named>) -> Self {
        Visible { alias: alias.to_owned(), columns, packed: false }
    }

    /// A column, for SQLite.
    pub(super) fn column(&self, place: usize) -> String {
        let alias = quote(&self.alias);
        match self.packed {
            true => format!("json_extract({alias}.value, '$[{place}]')"),
            false => format!("{alias}.{}", quote(&self.columns[place].name)),
        }
    }

    pub(super) fn of_table(table: &Table, alias: &str) -> Self {
        let named = |column: &catalog::TableColumn| Named {
            name: column.name.clone(),
            of: column.of,
            nullable: column.nullable,
            identity: column.identity,
            writable: !column.identity && !column.computed,
        };
        Visible::new(alias, table.columns.iter().map(named).collect())
    }
}

impl Typed {
    pub(super) fn new(sql: impl Into<String>, of: Type) -> Self {
        Typed { sql: sql.into(), of: Some(of) }
    }

    /// Its type; a NULL alone is an integer, as in a result.
    pub(super) fn known(&self) -> Type {
        self.of.unwrap_or(Type::Int)
    }
}

/// Whether every value of one type is one of the other as it is stored.
fn is_stored_alike(from: Type, to: Type) -> bool {
    let room = |from: Option<u16>, to: Option<u16>| match (from, to) {
        (_, None) => true,
        (Some(from), Some(to)) => from <= to,
        (None, Some(_)) => false,
    };
    match (from, to) {
        (Type::NVarChar(from), Type::NVarChar(to))
        | (Type::VarBinary(from), Type::VarBinary(to)) => room(from, to),
        (Type::DateTime2(from), Type::DateTime2(to)) | (Type::Time(from), Type::Time(to)) => {
            from <= to
        }
        (from, to) if from.is_integer() && to.is_integer() => from.precedence() <= to.precedence(),
        (Type::Bit, to) if to.is_integer() => true,
        (Type::Real, Type::Float) => true,
        (from, to) => from == to,
    }
}

impl Translator<'_> {
    pub(super) fn table(&self, name: &ObjectName) -> Result<Table> {
        catalog::table(self.connection, name)
    }

    /// The value as one of this type.
    pub(super) fn converted(&self, value: &Typed, to: Type) -> Result<String> {
        match value.of {
            None => Ok(value.sql.clone()),
            Some(from) if is_stored_alike(from, to) => Ok(value.sql.clone()),
            Some(from) => {
                check_implicit(from, to)?;
                Ok(format!("mssql_convert({}, {}, {})", value.sql, from.code(), to.code()))
            }
        }
    }

    /// The value on its way into a column.
    pub(super) fn stored(&self, value: &Typed, table: &Table, column: &str) -> Result<String> {
        let target = table.column(column)?;
        match value.of {
            None => Ok(value.sql.clone()),
            Some(from) if is_stored_alike(from, target.of) => Ok(value.sql.clone()),
            Some(from) => Ok(format!(
                "mssql_store({}, {}, {}, '{}.{}.{}')",
                value.sql,
                from.code(),
                target.of.code(),
                table.schema.replace('\'', "''"),
                table.name.replace('\'', "''"),
                target.name.replace('\'', "''"),
            )),
        }
    }

    /// The column of this name, from the innermost query on.
    pub(super) fn column(&self, table: Option<&str>, name: &str) -> Result<(Typed, Named)> {
        for scope in self.scopes.iter().rev() {
            let mut found = None;
            for source in scope {
                if table.is_some_and(|table| !same_name(table, &source.alias)) {
                    continue;
                }
                let columns = source.columns.iter().enumerate();
                for (place, column) in columns.filter(|(_, column)| same_name(&column.name, name)) {
                    if found.is_some() {
                        let message = format!("Ambiguous column name '{name}'.");
                        return Err(SqlError::new(209, 16, message));
                    }
                    found = Some((source, place, column));
                }
                if table.is_some() && found.is_none() {
                    return Err(SqlError::no_column(name));
                }
            }
            if let Some((source, place, column)) = found {
                let sql = source.column(place);
                return Ok((Typed::new(sql, column.of), column.clone()));
            }
        }
        match table {
            Some(table) => {
                let message =
                    format!("The multi-part identifier \"{table}.{name}\" could not be bound.");
                Err(SqlError::new(4104, 16, message))
            }
            None => Err(SqlError::no_column(name)),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Result<Typed> {
        let place = self.parameters.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some(place) = place else {
            let message = format!("Must declare the scalar variable \"{name}\".");
            return Err(SqlError::new(137, 15, message));
        };
        Ok(Typed::new(format!("?{}", place + 1), self.parameters[place].1))
    }
}

/// Refuses what SQL Server converts by CAST alone, or not at all.
fn check_implicit(from: Type, to: Type) -> Result<()> {
    let is_time = |of| {
        matches!(
            of,
            Type::Date
                | Type::Time(_)
                | Type::DateTime
                | Type::DateTime2(_)
                | Type::DateTimeOffset(_)
        )
    };
    let refused = matches!(
        (from, to),
        (Type::VarBinary(_), Type::NVarChar(_)) | (Type::NVarChar(_), Type::VarBinary(_))
    ) || is_time(from) && to.is_number()
        || from.is_number() && is_time(to)
        || (from == Type::Guid) != (to == Type::Guid)
            && !matches!((from, to), (Type::NVarChar(_), _) | (_, Type::NVarChar(_)));
    if refused { Err(SqlError::clash(&from.to_string(), &to.to_string())) } else { Ok(()) }
}
