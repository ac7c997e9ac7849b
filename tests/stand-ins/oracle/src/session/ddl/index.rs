//! CREATE INDEX and DROP INDEX.

use std::sync::Arc;

use super::DdlChange;
use crate::catalog::{Index, sqlite_name};
use crate::error::{OraError, Result};
use crate::functions::from_sqlite;
use crate::sql::ast::{Expr, IndexItem, ObjectName};
use crate::sql::translate::Translator;

impl DdlChange<'_> {
    pub(super) fn create_index(
        &mut self,
        name: &ObjectName,
        unique: bool,
        table: &ObjectName,
        items: &[IndexItem],
    ) -> Result<()> {
        let name = &name.name.text;
        let is_key = self.catalog.constraint_exists(name);
        if self.catalog.indexes.contains_key(name) || is_key || self.catalog.has_object(name) {
            return Err(OraError::new(955, "name is already used by an existing object"));
        }
        let table_name = self.own_table(table)?;
        let table = self.catalog.table(&table_name)?.clone();
        let mut own = Vec::new();
        let mut is_plain = true;
        for item in items {
            let text = match &item.expr {
                Expr::Column { qualifier, name } if qualifier.is_empty() => {
                    let column = table.column(&name.text).ok_or_else(|| {
                        OraError::new(904, format_args!("\"{}\": invalid identifier", name.text))
                            .at(name.offset)
                    })?;
                    if column.of.is_lob() {
                        return Err(OraError::new(
                            2327,
                            "cannot create index on expression with datatype LOB",
                        ));
                    }
                    name.text.clone()
                }
                expr => {
                    is_plain = false;
                    Translator::new(self.catalog, self.schema, &[]).check_index(expr, &table)?
                }
            };
            own.push((text, item.descending));
        }
        let same = |columns: &[String]| {
            is_plain && columns.iter().eq(own.iter().map(|(column, _)| column))
        };
        let known = table.keys().any(|(_, columns, _)| same(columns))
            || self.catalog.indexes.values().any(|index| {
                index.table == table_name && index.is_plain && is_plain && index.items == own
            });
        if known {
            return Err(OraError::new(1408, "such column list already indexed"));
        }
        let index = Index { name: name.clone(), table: table_name, unique, items: own, is_plain };
        self.make_index(&index)?;
        self.catalog.indexes.insert(name.clone(), Arc::new(index));
        Ok(())
    }

    /// The index in SQLite.
    pub(super) fn make_index(&self, index: &Index) -> Result<()> {
        let mut items = Vec::new();
        for (item, descending) in &index.items {
            let text = if index.is_plain { sqlite_name(item) } else { item.clone() };
            items.push(if *descending { format!("{text} DESC") } else { text });
        }
        let sql = format!(
            "CREATE {}INDEX {} ON {} ({})",
            if index.unique { "UNIQUE " } else { "" },
            sqlite_name(&format!("index${}", index.name)),
            sqlite_name(&index.table),
            items.join(", "),
        );
        self.connection.execute_batch(&sql).map_err(|error| match from_sqlite(&error) {
            error if error.code == 1 => {
                OraError::new(1452, "cannot CREATE UNIQUE INDEX; duplicate keys found")
            }
            error => error,
        })
    }

    pub(super) fn drop_index(&mut self, name: &ObjectName) -> Result<()> {
        let name = &name.name.text;
        if self.catalog.constraint_exists(name) {
            return Err(OraError::new(
                2429,
                "cannot drop index used for enforcement of unique/primary key",
            ));
        }
        if self.catalog.indexes.remove(name).is_none() {
            return Err(OraError::new(1418, "specified index does not exist"));
        }
        self.execute(&format!("DROP INDEX {}", sqlite_name(&format!("index${name}"))))
    }
}
