//! ALTER TABLE. What SQLite can't change is built anew.

use std::sync::Arc;

use super::table::table_sql;
use super::{DdlChange, names};
use crate::catalog::{ConstraintType, Table, sqlite_name};
use crate::error::{OraError, Result};
use crate::functions::from_sqlite;
use crate::sql::ast::{ColumnDefinition, Constraint, Name, ObjectName, TableChange};
use crate::sql::translate::Translator;

impl DdlChange<'_> {
    pub(super) fn alter_table(&mut self, name: &ObjectName, change: &TableChange) -> Result<()> {
        let name = self.own_table(name)?;
        match change {
            TableChange::Add(columns, constraints) => self.add(&name, columns, constraints),
            TableChange::Modify(columns) => self.modify(&name, columns),
            TableChange::DropColumns(columns) => self.drop_columns(&name, columns),
            TableChange::DropConstraint(constraint) => self.drop_constraint(&name, constraint),
            TableChange::RenameColumn(from, to) => self.rename_column(&name, from, to),
            TableChange::RenameTo(to) => self.rename_table(&name, &to.text),
        }
    }

    fn add(
        &mut self,
        name: &str,
        columns: &[ColumnDefinition],
        constraints: &[Constraint],
    ) -> Result<()> {
        let mut table = (**self.catalog.table(name)?).clone();
        let mut fills = Vec::new();
        let is_empty = self.is_empty(name)?;
        for definition in columns {
            let column = self.column(&table, definition).map_err(|error| match error.code {
                957 => OraError::new(1430, "column being added already exists in table"),
                _ => error,
            })?;
            let value = match (&column.identity, &column.default) {
                (Some((_, sequence)), _) => Some(format!("o_nextval('{sequence}')")),
                (None, Some(default)) => {
                    Some(Translator::new(self.catalog, self.schema, &[]).check_value(default)?)
                }
                (None, None) => None,
            };
            if !column.nullable && value.is_none() && !is_empty {
                let text = "table must be empty to add mandatory (NOT NULL) column";
                return Err(OraError::new(1758, text));
            }
            fills.push((column.name.clone(), value.unwrap_or_else(|| "NULL".to_owned())));
            table.columns.push(column);
        }
        let inline = columns.iter().flat_map(|column| &column.constraints);
        for constraint in inline.chain(constraints) {
            self.add_constraint(&mut table, constraint)?;
        }
        // A sequence of this change is drawn from by SQLite while the change is not known yet.
        if fills.iter().any(|(_, value)| value.starts_with("o_nextval")) && !is_empty {
            return Err(OraError::unknown("an identity column for a table with rows"));
        }
        self.rebuild(table, &fills)
    }

    fn is_empty(&self, name: &str) -> Result<bool> {
        let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {})", sqlite_name(name));
        self.connection.query_row(&sql, [], |row| row.get(0)).map_err(|error| from_sqlite(&error))
    }

    /// Builds a table anew with the rows it has; new columns are filled with the given values.
    pub(super) fn rebuild(&mut self, table: Table, fills: &[(String, String)]) -> Result<()> {
        let name = table.name.clone();
        let old = self.catalog.table(&name)?.clone();
        let kept = table.columns.iter().filter(|column| old.column(&column.name).is_some());
        let kept: Vec<String> = kept.map(|column| column.name.clone()).collect();
        let mut targets = kept.clone();
        let mut values: Vec<String> = kept.iter().map(|name| sqlite_name(name)).collect();
        for (column, value) in fills {
            targets.push(column.clone());
            values.push(value.clone());
        }
        let new_name = format!("new${name}");
        // `legacy_alter_table` keeps the foreign keys of others as they are.
        self.execute("PRAGMA legacy_alter_table = ON")?;
        self.execute(&table_sql(&table, &new_name))?;
        let copied = self.connection.execute_batch(&format!(
            "INSERT INTO {} ({}) SELECT {} FROM {}",
            sqlite_name(&new_name),
            names(&targets),
            values.join(", "),
            sqlite_name(&name),
        ));
        copied.map_err(|error| match from_sqlite(&error) {
            error if error.code == 1 => {
                let text =
                    format_args!("cannot validate ({}) - check constraint violated", self.schema);
                OraError::new(2293, text)
            }
            error => error,
        })?;
        self.execute(&format!("DROP TABLE {}", sqlite_name(&name)))?;
        self.execute(&format!(
            "ALTER TABLE {} RENAME TO {}",
            sqlite_name(&new_name),
            sqlite_name(&name),
        ))?;
        self.execute("PRAGMA legacy_alter_table = OFF")?;
        self.create_keys(&table)?;
        self.catalog.tables.insert(name.clone(), Arc::new(table));
        let indexes: Vec<_> =
            self.catalog.indexes.values().filter(|index| index.table == name).cloned().collect();
        for index in indexes {
            self.make_index(&index)?;
        }
        self.check_parents(&name)
    }

    /// Rows without a parent can't get a foreign key.
    fn check_parents(&self, name: &str) -> Result<()> {
        let sql = format!(
            "SELECT 1 FROM pragma_foreign_key_check({}) LIMIT 1",
            literal(sqlite_name(name).trim_matches('"'))
        );
        let broken = self.connection.prepare(&sql).and_then(|mut check| check.exists([]));
        match broken.map_err(|error| from_sqlite(&error))? {
            true => Err(OraError::new(2298, "cannot validate - parent keys not found")),
            false => Ok(()),
        }
    }

    fn modify(&mut self, name: &str, columns: &[ColumnDefinition]) -> Result<()> {
        let mut table = (**self.catalog.table(name)?).clone();
        for definition in columns {
            let own = definition.name.text.as_str();
            let is_empty = self.has_no_value(name, own)?;
            let default = definition.default.clone();
            if let Some(default) = &default {
                Translator::new(self.catalog, self.schema, &[]).check_value(default)?;
            }
            let column = table.columns.iter_mut().find(|column| column.name == own);
            let column = column
                .ok_or_else(|| OraError::new(904, format_args!("\"{own}\": invalid identifier")))?;
            if let Some(of) = definition.of {
                let same_kind = std::mem::discriminant(&of) == std::mem::discriminant(&column.of);
                if !same_kind && !is_empty {
                    return Err(OraError::new(
                        1439,
                        "column to be modified must be empty to change datatype",
                    ));
                }
                column.of = of;
            }
            match definition.not_null {
                Some(true) if !column.nullable => {
                    return Err(OraError::new(
                        1442,
                        "column to be modified to NOT NULL is already NOT NULL",
                    ));
                }
                Some(false) if column.nullable => {
                    return Err(OraError::new(
                        1451,
                        "column to be modified to NULL cannot be modified to NULL",
                    ));
                }
                Some(not_null) => column.nullable = !not_null,
                None => {}
            }
            if default.is_some() {
                column.default = default;
            }
        }
        self.check_rows(&table)?;
        let constraints = columns.iter().flat_map(|column| &column.constraints);
        for constraint in constraints {
            self.add_constraint(&mut table, constraint)?;
        }
        self.rebuild(table, &[])
    }

    fn has_no_value(&self, table: &str, column: &str) -> Result<bool> {
        let sql = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM {} WHERE {} IS NOT NULL)",
            sqlite_name(table),
            sqlite_name(column),
        );
        self.connection.query_row(&sql, [], |row| row.get(0)).map_err(|error| {
            let text = error.to_string();
            match text.contains("no such column") {
                true => OraError::new(904, format_args!("\"{column}\": invalid identifier")),
                false => from_sqlite(&error),
            }
        })
    }

    /// What is there must fit the columns as they will be.
    fn check_rows(&self, table: &Table) -> Result<()> {
        for column in &table.columns {
            let own = sqlite_name(&column.name);
            let spec = format!(
                "null|{}|\"{}\".\"{}\".\"{}\"",
                column.of.to_spec(),
                self.schema,
                table.name,
                column.name
            );
            let sql = format!(
                "SELECT count(o_assign({own}, {})), count(*) - count({own}) FROM {}",
                literal(&spec),
                sqlite_name(&table.name),
            );
            let nulls: i64 =
                self.connection.query_row(&sql, [], |row| row.get(1)).map_err(|error| {
                    match from_sqlite(&error) {
                        error if error.code == 12899 => OraError::new(
                            1441,
                            "cannot decrease column length because some value is too big",
                        ),
                        error => error,
                    }
                })?;
            if nulls > 0 && !column.nullable {
                let text = format_args!(
                    "cannot enable ({}.{}) - null values found",
                    self.schema, column.name
                );
                return Err(OraError::new(2296, text));
            }
        }
        Ok(())
    }

    fn drop_columns(&mut self, name: &str, columns: &[Name]) -> Result<()> {
        let mut table = (**self.catalog.table(name)?).clone();
        for column in columns {
            let own = &column.text;
            if table.column(own).is_none() {
                return Err(OraError::new(904, format_args!("\"{own}\": invalid identifier")));
            }
            let is_key =
                table.keys().any(|(_, key, _)| key.contains(own) && self.is_referenced(name, key));
            if is_key {
                return Err(OraError::new(12992, "cannot drop parent key column"));
            }
            if table.columns.len() == 1 {
                return Err(OraError::new(12983, "cannot drop all columns in a table"));
            }
            table.columns.retain(|column| column.name != *own);
            let mentions = |columns: &[String]| columns.contains(own);
            table.constraints.retain(|constraint| match &constraint.kind {
                ConstraintType::PrimaryKey(columns) | ConstraintType::Unique(columns) => {
                    !mentions(columns)
                }
                ConstraintType::ForeignKey(key) => !mentions(&key.columns),
                ConstraintType::Check { sql, .. } => !sql.contains(&sqlite_name(own)),
            });
            self.catalog.indexes.retain(|_, index| {
                index.table != name || !index.items.iter().any(|(item, _)| item == own)
            });
        }
        self.rebuild(table, &[])
    }

    fn is_referenced(&self, name: &str, key: &[String]) -> bool {
        self.catalog.tables.values().any(|table| {
            table
                .foreign_keys()
                .any(|(_, foreign)| foreign.table == name && foreign.referenced == key)
        })
    }

    fn drop_constraint(&mut self, name: &str, constraint: &Name) -> Result<()> {
        let mut table = (**self.catalog.table(name)?).clone();
        let position = table.constraints.iter().position(|known| known.name == constraint.text);
        let Some(position) = position else {
            return Err(OraError::new(2443, "Cannot drop constraint  - nonexistent constraint"));
        };
        let removed = table.constraints.remove(position);
        if let ConstraintType::PrimaryKey(key) | ConstraintType::Unique(key) = &removed.kind
            && self.is_referenced(name, key)
        {
            let text = "this unique/primary key is referenced by some foreign keys";
            return Err(OraError::new(2273, text));
        }
        self.rebuild(table, &[])
    }

    fn rename_column(&mut self, name: &str, from: &Name, to: &Name) -> Result<()> {
        let mut table = (**self.catalog.table(name)?).clone();
        if table.column(&to.text).is_some() {
            return Err(OraError::new(957, "duplicate column name"));
        }
        let column = table.columns.iter_mut().find(|column| column.name == from.text);
        let column = column.ok_or_else(|| {
            OraError::new(904, format_args!("\"{}\": invalid identifier", from.text))
        })?;
        column.name.clone_from(&to.text);
        let rename = |columns: &mut Vec<String>| {
            for column in columns.iter_mut().filter(|column| **column == from.text) {
                column.clone_from(&to.text);
            }
        };
        for constraint in &mut table.constraints {
            match &mut constraint.kind {
                ConstraintType::PrimaryKey(columns) | ConstraintType::Unique(columns) => {
                    rename(columns)
                }
                ConstraintType::ForeignKey(key) => rename(&mut key.columns),
                ConstraintType::Check { sql, .. } => {
                    *sql = sql.replace(&sqlite_name(&from.text), &sqlite_name(&to.text));
                }
            }
        }
        self.execute(&format!(
            "ALTER TABLE {} RENAME COLUMN {} TO {}",
            sqlite_name(name),
            sqlite_name(&from.text),
            sqlite_name(&to.text),
        ))?;
        self.catalog.tables.insert(name.to_owned(), Arc::new(table));
        let names: Vec<String> = self.catalog.tables.keys().cloned().collect();
        for other in names {
            let Some(table) = self.catalog.tables.get_mut(&other) else { continue };
            for constraint in &mut Arc::make_mut(table).constraints {
                if let ConstraintType::ForeignKey(key) = &mut constraint.kind
                    && key.table == name
                {
                    rename(&mut key.referenced);
                }
            }
        }
        for index in self.catalog.indexes.values_mut().filter(|index| index.table == name) {
            for (item, _) in &mut Arc::make_mut(index).items {
                if *item == from.text {
                    item.clone_from(&to.text);
                }
            }
        }
        Ok(())
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
