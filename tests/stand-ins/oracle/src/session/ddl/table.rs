//! CREATE TABLE, DROP TABLE, TRUNCATE, RENAME.

use std::sync::Arc;

use super::{DdlChange, names, new_sequence};
use crate::catalog::{
    ColumnInfo, ConstraintType, ForeignKey, Table, TableConstraint, no_table, sqlite_name,
};
use crate::error::{OraError, Result};
use crate::functions::from_sqlite;
use crate::sql::ast::{
    ColumnDefinition, Constraint, ConstraintKind, CreateTable, Generation, Name, ObjectName,
};
use crate::sql::translate::Translator;
use crate::types::Type;

impl DdlChange<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) -> Result<()> {
        self.check_new(&create.name)?;
        let name = create.name.name.text.clone();
        let mut table = Table {
            name: name.clone(),
            columns: Vec::new(),
            constraints: Vec::new(),
            temporary: create.temporary,
        };
        let mut rows = None;
        if let Some(query) = &create.query {
            let (sql, columns) = self.query(query)?;
            table.columns = columns.into_iter().map(|(name, of)| plain_column(name, of)).collect();
            rows = Some(sql);
        }
        for definition in &create.columns {
            let column = self.column(&table, definition)?;
            table.columns.push(column);
        }
        let inline = create.columns.iter().flat_map(|column| &column.constraints);
        for constraint in inline.chain(&create.constraints) {
            self.add_constraint(&mut table, constraint)?;
        }
        self.execute(&table_sql(&table, &name))?;
        self.create_keys(&table)?;
        if let Some(sql) = rows {
            self.execute(&format!("INSERT INTO {} {sql}", sqlite_name(&name)))?;
        }
        self.catalog.tables.insert(name, Arc::new(table));
        Ok(())
    }

    /// A column from its definition.
    pub(super) fn column(
        &mut self,
        table: &Table,
        definition: &ColumnDefinition,
    ) -> Result<ColumnInfo> {
        let name = &definition.name;
        if table.column(&name.text).is_some() {
            return Err(OraError::new(957, "duplicate column name").at(name.offset));
        }
        let of =
            definition.of.ok_or_else(|| OraError::new(902, "invalid datatype").at(name.offset))?;
        let mut identity = None;
        if let Some(given) = &definition.identity {
            if !matches!(of, Type::Number(_)) {
                return Err(OraError::new(30675, "identity column must be a numeric type"));
            }
            if table.columns.iter().any(|column| column.identity.is_some()) {
                return Err(OraError::new(30669, "table can have only one identity column"));
            }
            self.catalog.generated_names += 1;
            let sequence = format!("ISEQ$$_{}", self.catalog.generated_names);
            self.catalog.sequences.insert(sequence.clone(), Arc::new(new_sequence(&given.options)));
            identity = Some((given.generation, sequence));
        }
        if let Some(default) = &definition.default {
            // It must be right without any table.
            let mut translator = Translator::new(self.catalog, self.schema, &[]);
            translator.check_value(default)?;
        }
        let not_null = definition.not_null == Some(true)
            || matches!(
                identity,
                Some((Generation::Always | Generation::ByDefault | Generation::ByDefaultOnNull, _))
            );
        Ok(ColumnInfo {
            name: name.text.clone(),
            of,
            nullable: !not_null,
            default: definition.default.clone(),
            identity,
        })
    }

    /// Adds a constraint to a table that is being made.
    pub(super) fn add_constraint(&mut self, table: &mut Table, given: &Constraint) -> Result<()> {
        let name = match &given.name {
            Some(name) => name.text.clone(),
            None => self.catalog.generate_name(),
        };
        let taken = table.constraints.iter().any(|constraint| constraint.name == name);
        if taken || self.catalog.constraint_exists(&name) {
            return Err(OraError::new(2264, "name already used by an existing constraint"));
        }
        let kind = match &given.kind {
            ConstraintKind::PrimaryKey(columns) => {
                if table.keys().any(|(_, _, primary)| primary) {
                    return Err(OraError::new(2260, "table can have only one primary key"));
                }
                let columns = checked(table, columns)?;
                for column in
                    table.columns.iter_mut().filter(|column| columns.contains(&column.name))
                {
                    column.nullable = false;
                }
                ConstraintType::PrimaryKey(columns)
            }
            ConstraintKind::Unique(columns) => {
                let columns = checked(table, columns)?;
                if table.keys().any(|(_, known, _)| *known == columns) {
                    let text = "such unique or primary key already exists in the table";
                    return Err(OraError::new(2261, text));
                }
                ConstraintType::Unique(columns)
            }
            ConstraintKind::Check(condition) => {
                let mut translator = Translator::new(self.catalog, self.schema, &[]);
                let sql = translator.check_condition(condition, table)?;
                ConstraintType::Check { sql }
            }
            ConstraintKind::ForeignKey {
                columns,
                table: parent,
                referenced,
                on_delete,
                deferred,
            } => {
                let columns = checked(table, columns)?;
                let key = self.foreign_key(table, columns, parent, referenced)?;
                ConstraintType::ForeignKey(ForeignKey {
                    on_delete: *on_delete,
                    deferred: *deferred,
                    ..key
                })
            }
        };
        table.constraints.push(TableConstraint { name, kind });
        Ok(())
    }

    fn foreign_key(
        &self,
        table: &Table,
        columns: Vec<String>,
        parent: &ObjectName,
        referenced: &[Name],
    ) -> Result<ForeignKey> {
        let parent_name = parent.name.text.clone();
        let parent = match parent_name == table.name {
            true => table,
            false => {
                self.catalog.table(&parent_name).map_err(|error| error.at(parent.name.offset))?
            }
        };
        let referenced = match referenced {
            [] => {
                let key = parent.keys().find(|(_, _, primary)| *primary);
                let key = key.ok_or_else(|| {
                    OraError::new(2268, "referenced table does not have a primary key")
                })?;
                key.1.clone()
            }
            named => checked(parent, named)?,
        };
        if columns.len() != referenced.len() {
            let text = "number of referencing columns must match referenced columns";
            return Err(OraError::new(2256, text));
        }
        if !parent.keys().any(|(_, key, _)| *key == referenced) {
            let text = "no matching unique or primary key for this column-list";
            return Err(OraError::new(2270, text));
        }
        for (own, other) in columns.iter().zip(&referenced) {
            let types = (table.column(own).map(|c| c.of), parent.column(other).map(|c| c.of));
            if let (Some(a), Some(b)) = types
                && std::mem::discriminant(&a) != std::mem::discriminant(&b)
            {
                return Err(OraError::new(
                    2267,
                    "column type incompatible with referenced column type",
                ));
            }
        }
        Ok(ForeignKey { columns, table: parent_name, referenced, on_delete: None, deferred: false })
    }

    /// The indexes of a table's primary and unique keys.
    pub(super) fn create_keys(&self, table: &Table) -> Result<()> {
        for (name, columns, _) in table.keys() {
            self.create_key(table, name, columns)?;
        }
        Ok(())
    }

    pub(super) fn create_key(&self, table: &Table, name: &str, columns: &[String]) -> Result<()> {
        let sql = format!(
            "CREATE UNIQUE INDEX {} ON {} ({})",
            sqlite_name(&format!("key${name}")),
            sqlite_name(&table.name),
            names(columns),
        );
        self.connection.execute_batch(&sql).map_err(|error| match from_sqlite(&error) {
            error if error.code == 1 => {
                let text =
                    format_args!("cannot validate ({}.{name}) - duplicate keys found", self.schema);
                OraError::new(2299, text)
            }
            error => error,
        })
    }

    pub(super) fn drop_table(&mut self, name: &ObjectName, cascade: bool) -> Result<()> {
        let name = self.own_table(name)?;
        let children: Vec<String> = self
            .catalog
            .tables
            .values()
            .filter(|table| {
                table.name != name && table.foreign_keys().any(|(_, key)| key.table == name)
            })
            .map(|table| table.name.clone())
            .collect();
        if !children.is_empty() && !cascade {
            let text = "unique/primary keys in table referenced by foreign keys";
            return Err(OraError::new(2449, text));
        }
        for child in children {
            let mut table = (**self.catalog.table(&child)?).clone();
            table.constraints.retain(|constraint| {
                !matches!(&constraint.kind, ConstraintType::ForeignKey(key) if key.table == name)
            });
            self.rebuild(table, &[])?;
        }
        self.execute(&format!("DROP TABLE {}", sqlite_name(&name)))?;
        if let Some(table) = self.catalog.tables.remove(&name) {
            for column in &table.columns {
                if let Some((_, sequence)) = &column.identity {
                    self.catalog.sequences.remove(sequence);
                }
            }
        }
        self.catalog.indexes.retain(|_, index| index.table != name);
        Ok(())
    }

    /// The name of a table of this schema.
    pub(super) fn own_table(&self, name: &ObjectName) -> Result<String> {
        if name.schema.as_ref().is_some_and(|schema| schema.text != self.schema) {
            return Err(no_table());
        }
        self.catalog.table(&name.name.text).map(|table| table.name.clone())
    }

    pub(super) fn truncate(&mut self, name: &ObjectName) -> Result<()> {
        let name = self.own_table(name)?;
        let has_children = self.catalog.tables.values().any(|table| {
            table.name != name && table.foreign_keys().any(|(_, key)| key.table == name)
        });
        if has_children {
            let text = "unique/primary keys in table referenced by enabled foreign keys";
            return Err(OraError::new(2266, text));
        }
        self.execute(&format!("DELETE FROM {}", sqlite_name(&name)))
    }

    pub(super) fn rename_table(&mut self, from: &str, to: &str) -> Result<()> {
        if self.catalog.has_object(to) {
            return Err(OraError::new(955, "name is already used by an existing object"));
        }
        let mut table = (**self.catalog.table(from)?).clone();
        self.execute(&format!("ALTER TABLE {} RENAME TO {}", sqlite_name(from), sqlite_name(to)))?;
        table.name = to.to_owned();
        self.catalog.tables.remove(from);
        self.catalog.tables.insert(to.to_owned(), Arc::new(table));
        let named: Vec<String> = self.catalog.tables.keys().cloned().collect();
        for name in named {
            let Some(table) = self.catalog.tables.get_mut(&name) else { continue };
            for constraint in &mut Arc::make_mut(table).constraints {
                if let ConstraintType::ForeignKey(key) = &mut constraint.kind
                    && key.table == from
                {
                    key.table = to.to_owned();
                }
            }
        }
        for index in self.catalog.indexes.values_mut().filter(|index| index.table == from) {
            Arc::make_mut(index).table = to.to_owned();
        }
        Ok(())
    }
}

fn plain_column(name: String, of: Type) -> ColumnInfo {
    ColumnInfo { name, of, nullable: true, default: None, identity: None }
}

/// Columns that the table has.
pub(super) fn checked(table: &Table, columns: &[Name]) -> Result<Vec<String>> {
    for column in columns {
        let Some(found) = table.column(&column.text) else {
            let text = format_args!("\"{}\": invalid identifier", column.text);
            return Err(OraError::new(904, text).at(column.offset));
        };
        if found.of.is_lob() {
            return Err(OraError::new(
                2329,
                "column of datatype LOB cannot be unique or a primary key",
            ));
        }
    }
    Ok(columns.iter().map(|column| column.text.clone()).collect())
}

/// CREATE TABLE in SQLite's SQL. Keys become indexes of their own.
pub(super) fn table_sql(table: &Table, name: &str) -> String {
    let mut parts: Vec<String> =
        table.columns.iter().map(|column| sqlite_name(&column.name)).collect();
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintType::Check { sql, .. } => {
                parts.push(format!("CONSTRAINT {} CHECK ({sql})", sqlite_name(&constraint.name)));
            }
            ConstraintType::ForeignKey(key) => {
                let mut part = format!(
                    "FOREIGN KEY ({}) REFERENCES {} ({})",
                    names(&key.columns),
                    sqlite_name(&key.table),
                    names(&key.referenced),
                );
                if let Some(action) = key.on_delete {
                    part.push_str(&format!(" ON DELETE {action}"));
                }
                if key.deferred {
                    part.push_str(" DEFERRABLE INITIALLY DEFERRED");
                }
                parts.push(part);
            }
            ConstraintType::PrimaryKey(_) | ConstraintType::Unique(_) => {}
        }
    }
    format!("CREATE TABLE {} ({})", sqlite_name(name), parts.join(", "))
}
