//! The data dictionary: views of what the schema holds, of sessions, and of the record of calls.

use super::Session;
use super::run::rows;
use crate::catalog::{Catalog, ConstraintType, Table, sqlite_name};
use crate::database::lock;
use crate::error::Result;
use crate::functions::from_sqlite;
use crate::sql::ast::Generation;
use crate::types::{Length, NUMBER, TEXT, Type};
use crate::value::{Value, integer, text};

/// A view, and what fills it.
#[derive(Debug)]
pub(crate) struct DictionaryView {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Type)],
    rows: fn(&Session, &Catalog) -> Vec<Vec<Value>>,
}

/// Views whose name begins with `ALL_` have the owner as their last column; those of `USER_` are
/// the same here.
const VIEWS: &[DictionaryView] = &[
    DictionaryView {
        name: "USER_TABLES",
        columns: &[("TABLE_NAME", TEXT), ("TEMPORARY", TEXT), ("OWNER", TEXT)],
        rows: tables,
    },
    DictionaryView {
        name: "USER_TAB_COLUMNS",
        columns: &[
            ("TABLE_NAME", TEXT),
            ("COLUMN_NAME", TEXT),
            ("DATA_TYPE", TEXT),
            ("DATA_LENGTH", NUMBER),
            ("CHAR_LENGTH", NUMBER),
            ("DATA_PRECISION", NUMBER),
            ("DATA_SCALE", NUMBER),
            ("NULLABLE", TEXT),
            ("COLUMN_ID", NUMBER),
            ("IDENTITY_COLUMN", TEXT),
            ("OWNER", TEXT),
        ],
        rows: columns,
    },
    DictionaryView {
        name: "USER_CONSTRAINTS",
        columns: &[
            ("CONSTRAINT_NAME", TEXT),
            ("CONSTRAINT_TYPE", TEXT),
            ("TABLE_NAME", TEXT),
            ("R_CONSTRAINT_NAME", TEXT),
            ("DELETE_RULE", TEXT),
            ("OWNER", TEXT),
        ],
        rows: constraints,
    },
    DictionaryView {
        name: "USER_CONS_COLUMNS",
        columns: &[
            ("CONSTRAINT_NAME", TEXT),
            ("TABLE_NAME", TEXT),
            ("COLUMN_NAME", TEXT),
            ("POSITION", NUMBER),
            ("OWNER", TEXT),
        ],
        rows: constraint_columns,
    },
    DictionaryView {
        name: "USER_INDEXES",
        columns: &[
            ("INDEX_NAME", TEXT),
            ("TABLE_NAME", TEXT),
            ("UNIQUENESS", TEXT),
            ("OWNER", TEXT),
        ],
        rows: indexes,
    },
    DictionaryView {
        name: "USER_IND_COLUMNS",
        columns: &[
            ("INDEX_NAME", TEXT),
            ("TABLE_NAME", TEXT),
            ("COLUMN_NAME", TEXT),
            ("COLUMN_POSITION", NUMBER),
            ("DESCEND", TEXT),
            ("INDEX_OWNER", TEXT),
        ],
        rows: index_columns,
    },
    DictionaryView {
        name: "USER_SEQUENCES",
        columns: &[("SEQUENCE_NAME", TEXT), ("INCREMENT_BY", NUMBER), ("SEQUENCE_OWNER", TEXT)],
        rows: sequences,
    },
    DictionaryView {
        name: "USER_TAB_IDENTITY_COLS",
        columns: &[
            ("TABLE_NAME", TEXT),
            ("COLUMN_NAME", TEXT),
            ("GENERATION_TYPE", TEXT),
            ("SEQUENCE_NAME", TEXT),
            ("OWNER", TEXT),
        ],
        rows: identities,
    },
    DictionaryView {
        name: "DBMS_XPLAN.DISPLAY",
        columns: &[("PLAN_TABLE_OUTPUT", TEXT)],
        rows: plan,
    },
    DictionaryView {
        name: "USER_OBJECTS",
        columns: &[("OBJECT_NAME", TEXT), ("OBJECT_TYPE", TEXT), ("OWNER", TEXT)],
        rows: objects,
    },
    DictionaryView {
        name: "V$SESSION",
        columns: &[("SID", NUMBER), ("SERIAL#", NUMBER), ("USERNAME", TEXT)],
        rows: sessions,
    },
    DictionaryView {
        name: "NLS_SESSION_PARAMETERS",
        columns: &[("PARAMETER", TEXT), ("VALUE", TEXT)],
        rows: parameters,
    },
    DictionaryView {
        name: "STAND_IN_CALLS",
        columns: &[
            ("CALL_ID", NUMBER),
            ("SID", NUMBER),
            ("NAME", Type::Varchar2(Length { count: 30, chars: false })),
            ("SQL_TEXT", Type::Clob),
            ("BINDS", Type::Clob),
            ("ROW_COUNT", NUMBER),
            ("COMMITS", Type::Number(Some((1, 0)))),
        ],
        rows: calls,
    },
];

pub(crate) fn find(name: &str) -> Option<&'static DictionaryView> {
    let own = name.replacen("ALL_", "USER_", 1);
    let own = if name.starts_with("ALL_") { own.as_str() } else { name };
    VIEWS.iter().find(|view| view.name == own)
}

impl Session {
    /// Makes a view's rows, in a table of this session alone.
    pub(super) fn fill_dictionary(&mut self, name: &str) -> Result<()> {
        let Some(view) = find(name) else { return Ok(()) };
        let catalog = self.database.catalog();
        let new = (view.rows)(self, &catalog);
        let connection = self.connection.clone();
        let connection = lock(&connection);
        let table = sqlite_name(view.name);
        let names: Vec<_> = view.columns.iter().map(|(name, _)| sqlite_name(name)).collect();
        let setup = format!(
            "CREATE TEMP TABLE IF NOT EXISTS {table} ({}); DELETE FROM temp.{table}",
            names.join(", ")
        );
        connection.execute_batch(&setup).map_err(|error| from_sqlite(&error))?;
        let places = vec!["?"; names.len()].join(", ");
        let insert = format!("INSERT INTO temp.{table} VALUES ({places})");
        for row in new {
            rows(&connection, &insert, &row).map_err(|error| from_sqlite(&error))?;
        }
        lock(&self.changed).clear();
        Ok(())
    }

    fn owner(&self) -> Value {
        text(self.database.schema.as_str())
    }
}

fn sorted(catalog: &Catalog) -> Vec<&Table> {
    let mut tables: Vec<&Table> = catalog.tables.values().map(|table| &**table).collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables
}

fn yes_no(yes: bool) -> Value {
    text(if yes { "Y" } else { "N" })
}

fn tables(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let row =
        |table: &&Table| vec![text(table.name.as_str()), yes_no(table.temporary), session.owner()];
    sorted(catalog).iter().map(row).collect()
}

fn columns(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for table in sorted(catalog) {
        for (position, column) in table.columns.iter().enumerate() {
            let (bytes, chars) = match column.of {
                Type::Varchar2(length) | Type::Char(length) => {
                    let bytes = if length.chars { length.count * 4 } else { length.count };
                    (bytes.min(4000), length.count)
                }
                Type::Raw(length) => (length, 0),
                Type::Clob | Type::Blob => (4000, 0),
                Type::Date => (7, 0),
                Type::Number(_) => (22, 0),
                _ => (11, 0),
            };
            let (precision, scale) = match column.of {
                Type::Number(Some((precision, scale))) => {
                    (integer(precision.into()), integer(scale.into()))
                }
                Type::Timestamp(digits) | Type::TimestampTz(digits) => {
                    (Value::Null, integer(digits.into()))
                }
                _ => (Value::Null, Value::Null),
            };
            result.push(vec![
                text(table.name.as_str()),
                text(column.name.as_str()),
                text(column.of.name()),
                integer(bytes.into()),
                integer(chars.into()),
                precision,
                scale,
                yes_no(column.nullable),
                integer(position as i64 + 1),
                text(if column.identity.is_some() { "YES" } else { "NO" }),
                session.owner(),
            ]);
        }
    }
    result
}

fn constraints(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for table in sorted(catalog) {
        for constraint in &table.constraints {
            let (kind, referenced, rule) = match &constraint.kind {
                ConstraintType::PrimaryKey(_) => ("P", Value::Null, Value::Null),
                ConstraintType::Unique(_) => ("U", Value::Null, Value::Null),
                ConstraintType::Check { .. } => ("C", Value::Null, Value::Null),
                ConstraintType::ForeignKey(key) => {
                    let parent = catalog.tables.get(&key.table);
                    let name = parent.and_then(|parent| {
                        let mut keys = parent.keys();
                        keys.find(|(_, columns, _)| **columns == key.referenced)
                            .map(|(name, ..)| name.to_owned())
                    });
                    (
                        "R",
                        text(name.unwrap_or_default()),
                        text(key.on_delete.unwrap_or("NO ACTION")),
                    )
                }
            };
            result.push(vec![
                text(constraint.name.as_str()),
                text(kind),
                text(table.name.as_str()),
                referenced,
                rule,
                session.owner(),
            ]);
        }
    }
    result
}

fn constraint_columns(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for table in sorted(catalog) {
        for constraint in &table.constraints {
            let columns = match &constraint.kind {
                ConstraintType::PrimaryKey(columns) | ConstraintType::Unique(columns) => columns,
                ConstraintType::ForeignKey(key) => &key.columns,
                ConstraintType::Check { .. } => continue,
            };
            for (position, column) in columns.iter().enumerate() {
                result.push(vec![
                    text(constraint.name.as_str()),
                    text(table.name.as_str()),
                    text(column.as_str()),
                    integer(position as i64 + 1),
                    session.owner(),
                ]);
            }
        }
    }
    result
}

fn indexes(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let row = |index: &std::sync::Arc<crate::catalog::Index>| {
        let unique = if index.unique { "UNIQUE" } else { "NONUNIQUE" };
        vec![text(index.name.as_str()), text(index.table.as_str()), text(unique), session.owner()]
    };
    catalog.indexes.values().map(row).collect()
}

fn index_columns(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for index in catalog.indexes.values().filter(|index| index.is_plain) {
        for (position, (column, descending)) in index.items.iter().enumerate() {
            result.push(vec![
                text(index.name.as_str()),
                text(index.table.as_str()),
                text(column.as_str()),
                integer(position as i64 + 1),
                text(if *descending { "DESC" } else { "ASC" }),
                session.owner(),
            ]);
        }
    }
    result
}

fn sequences(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let row = |(name, sequence): (&String, &std::sync::Arc<crate::catalog::Sequence>)| {
        vec![text(name.as_str()), integer(*lock(&sequence.increment)), session.owner()]
    };
    catalog.sequences.iter().map(row).collect()
}

fn plan(session: &Session, _: &Catalog) -> Vec<Vec<Value>> {
    session.plan.iter().map(|line| vec![text(line.as_str())]).collect()
}

fn identities(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for table in sorted(catalog) {
        for column in &table.columns {
            let Some((generation, sequence)) = &column.identity else { continue };
            let generation = match generation {
                Generation::Always => "ALWAYS",
                _ => "BY DEFAULT",
            };
            result.push(vec![
                text(table.name.as_str()),
                text(column.name.as_str()),
                text(generation),
                text(sequence.as_str()),
                session.owner(),
            ]);
        }
    }
    result
}

fn objects(session: &Session, catalog: &Catalog) -> Vec<Vec<Value>> {
    let row = |name: &String, kind: &str| vec![text(name.as_str()), text(kind), session.owner()];
    let mut result: Vec<_> = catalog.tables.keys().map(|name| row(name, "TABLE")).collect();
    result.extend(catalog.views.keys().map(|name| row(name, "VIEW")));
    result.extend(catalog.sequences.keys().map(|name| row(name, "SEQUENCE")));
    result.extend(catalog.indexes.keys().map(|name| row(name, "INDEX")));
    result.extend(catalog.routines.iter().map(|(name, routine)| {
        row(name, if routine.returns.is_some() { "FUNCTION" } else { "PROCEDURE" })
    }));
    result
}

fn sessions(session: &Session, _: &Catalog) -> Vec<Vec<Value>> {
    let row = |id: u32| vec![integer(id.into()), integer(1), session.owner()];
    session.database.session_ids().into_iter().map(row).collect()
}

fn parameters(session: &Session, _: &Catalog) -> Vec<Vec<Value>> {
    let set = lock(&session.environment.nls);
    set.iter().map(|(name, value)| vec![text(name.as_str()), text(value.as_str())]).collect()
}

fn calls(session: &Session, _: &Catalog) -> Vec<Vec<Value>> {
    let mut result = Vec::new();
    for (position, call) in session.database.record.calls().into_iter().enumerate() {
        result.push(vec![
            integer(position as i64 + 1),
            integer(call.session.into()),
            text(call.name),
            text(call.sql),
            text(call.binds),
            integer(call.rows.into()),
            integer(call.commit.into()),
        ]);
    }
    result
}
