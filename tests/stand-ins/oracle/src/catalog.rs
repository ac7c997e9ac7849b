//! What a schema holds: tables, sequences, views, routines.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::database::lock;
use crate::error::{OraError, Result};
use crate::sql::ast::{Expr, Generation, Routine};
use crate::types::Type;

/// The objects of a schema. Changed by copying, so that statements keep what they were made for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    /// Rises with every change.
    pub(crate) version: u64,
    pub(crate) tables: HashMap<String, Arc<Table>>,
    pub(crate) views: HashMap<String, Arc<View>>,
    pub(crate) sequences: HashMap<String, Arc<Sequence>>,
    pub(crate) indexes: HashMap<String, Arc<Index>>,
    pub(crate) routines: HashMap<String, Arc<Routine>>,
    /// For names that the system gives.
    pub(crate) generated_names: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) constraints: Vec<TableConstraint>,
    pub(crate) temporary: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct ColumnInfo {
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) nullable: bool,
    pub(crate) default: Option<Expr>,
    pub(crate) identity: Option<(Generation, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct TableConstraint {
    pub(crate) name: String,
    pub(crate) kind: ConstraintType,
}

#[derive(Clone, Debug)]
pub(crate) enum ConstraintType {
    PrimaryKey(Vec<String>),
    Unique(Vec<String>),
    /// The condition in SQLite's SQL.
    Check {
        sql: String,
    },
    ForeignKey(ForeignKey),
}

#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) table: String,
    pub(crate) referenced: Vec<String>,
    pub(crate) on_delete: Option<&'static str>,
    pub(crate) deferred: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) columns: Vec<(String, Type)>,
    pub(crate) sql: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) unique: bool,
    /// Columns, or expressions in SQLite's SQL.
    pub(crate) items: Vec<(String, bool)>,
    pub(crate) is_plain: bool,
}

/// A sequence. Its values are not part of transactions, as in Oracle.
#[derive(Debug)]
pub(crate) struct Sequence {
    next: Mutex<i64>,
    pub(crate) increment: Mutex<i64>,
}

impl Sequence {
    pub(crate) fn new(start: i64, increment: i64) -> Sequence {
        Sequence { next: Mutex::new(start), increment: Mutex::new(increment) }
    }

    pub(crate) fn next_value(&self) -> Result<i64> {
        let mut next = lock(&self.next);
        let value = *next;
        let following = value.checked_add(*lock(&self.increment));
        *next = following.ok_or_else(|| {
            OraError::new(8004, "sequence NEXTVAL exceeds MAXVALUE and cannot be instantiated")
        })?;
        Ok(value)
    }

    pub(crate) fn restart(&self, at: i64) {
        *lock(&self.next) = at;
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = (&str, &ForeignKey)> {
        self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintType::ForeignKey(key) => Some((constraint.name.as_str(), key)),
            _ => None,
        })
    }

    /// The columns of the primary and unique keys, with their constraints' names.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, &Vec<String>, bool)> {
        self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintType::PrimaryKey(columns) => Some((constraint.name.as_str(), columns, true)),
            ConstraintType::Unique(columns) => Some((constraint.name.as_str(), columns, false)),
            _ => None,
        })
    }
}

impl Catalog {
    pub(crate) fn table(&self, name: &str) -> Result<&Arc<Table>> {
        self.tables.get(name).ok_or_else(no_table)
    }

    /// Whether an object has this name. Indexes and constraints have names of their own.
    pub(crate) fn has_object(&self, name: &str) -> bool {
        self.tables.contains_key(name)
            || self.views.contains_key(name)
            || self.sequences.contains_key(name)
            || self.routines.contains_key(name)
    }

    pub(crate) fn generate_name(&mut self) -> String {
        self.generated_names += 1;
        format!("SYS_C{:06}", self.generated_names)
    }

    pub(crate) fn constraint_exists(&self, name: &str) -> bool {
        let mut tables = self.tables.values();
        tables.any(|table| table.constraints.iter().any(|constraint| constraint.name == name))
    }
}

pub(crate) fn no_table() -> OraError {
    OraError::new(942, "table or view does not exist")
}

/// A name for SQLite, which disregards case: small letters are marked, so that `"Name"` and
/// `"NAME"` stay two names.
pub(crate) fn sqlite_name(name: &str) -> String {
    let mut marks = String::new();
    for (index, c) in name.chars().enumerate() {
        if c.is_ascii_lowercase() {
            marks.push_str(&format!("{index:x}."));
        }
    }
    match marks.is_empty() {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => format!("\"{}~{marks}\"", name.replace('"', "\"\"")),
    }
}

/// The name that [`sqlite_name`] came from, without its quotes.
pub(crate) fn oracle_name(name: &str) -> &str {
    name.split_once('~').map_or(name, |(name, _)| name)
}
