//! The parts of CREATE TABLE: columns and constraints.

use rusqlite::params;

use super::index_type;
use crate::engine::catalog::{self, quote, same_name};
use crate::engine::messages::sqlite_error;
use crate::engine::session::Session;
use crate::engine::translate::Visible;
use crate::error::{Result, SqlError};
use crate::sql::{ColumnDefinition, Constraint, CreateTable, Expr, Reference};

impl Session {
    pub(super) fn note_column(
        &self,
        id: i64,
        place: usize,
        column: &ColumnDefinition,
        constraints: &[Constraint],
    ) -> Result<()> {
        let in_key = column.key
            || constraints.iter().any(|constraint| match constraint {
                Constraint::Key(names) => names.iter().any(|name| same_name(name, &column.name)),
                _ => false,
            });
        let nullable = column.nullable.unwrap_or(true) && !in_key && !column.identity;
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        self.connection
            .execute(
                "INSERT INTO \"sys.columns\" VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    id,
                    place,
                    column.name,
                    column.of.code(),
                    nullable,
                    column.identity,
                    column.computed.is_some()
                ],
            )
            .map(drop)
            .map_err(sqlite_error)
    }

    pub(super) fn column_part(
        &self,
        id: i64,
        table: &CreateTable,
        column: &ColumnDefinition,
        scope: &Visible,
    ) -> Result<String> {
        if let Some(computed) = &column.computed {
            let value = self.translating(|translator| {
                translator.scopes.push(vec![scope.clone()]);
                translator.value(computed)
            })?;
            let of = value.known();
            let sql = "UPDATE \"sys.columns\" SET type = ? WHERE table_id = ? AND name = ?";
            self.connection
                .execute(sql, params![of.code(), id, column.name])
                .map_err(sqlite_error)?;
            // Without the table's name, which SQLite does not take here.
            let text = value.sql.replace(&format!("{}.", quote(&scope.alias)), "");
            return Ok(format!("{} {} AS ({text}) STORED", quote(&column.name), of.storage()));
        }
        let collation = column.of.collation().map(|name| format!(" COLLATE {name}"));
        let mut sql = format!(
            "{} {}{}",
            quote(&column.name),
            column.of.storage(),
            collation.unwrap_or_default()
        );
        if column.key {
            key_type(&table.name.name, column)?;
            let name = format!("PK__{}", table.name.name);
            self.note_constraint(id, &name, "PK", &column.name)?;
            sql.push_str(" PRIMARY KEY");
        }
        if column.key || column.identity || column.nullable == Some(false) {
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = &column.default {
            let value = self.translating(|translator| {
                let value = translator.value(default)?;
                translator.converted(&value, column.of)
            })?;
            sql.push_str(&format!(" DEFAULT ({value})"));
        }
        if let Some(check) = &column.check {
            sql.push_str(&format!(" {}", self.check_part(id, &table.name.name, check, scope)?));
        }
        if let Some(reference) = &column.references {
            let foreign =
                self.foreign_part(id, table, std::slice::from_ref(&column.name), reference)?;
            let place = foreign.find("REFERENCES").unwrap_or(0);
            sql.push_str(&format!(" {}", &foreign[place..]));
        }
        Ok(sql)
    }

    pub(super) fn note_constraint(
        &self,
        id: i64,
        name: &str,
        kind: &str,
        columns: &str,
    ) -> Result<()> {
        self.insert_meta(
            "INSERT INTO \"sys.constraints\" VALUES (?, ?, ?, ?)",
            params![id, name, kind, columns],
            name,
        )
    }

    pub(super) fn key_part(
        &self,
        id: i64,
        table: &CreateTable,
        columns: &[String],
    ) -> Result<String> {
        let mut names = Vec::new();
        for name in columns {
            let column = table.columns.iter().find(|column| same_name(&column.name, name));
            let column = column.ok_or_else(|| SqlError::no_column(name))?;
            if column.nullable != Some(false) {
                let message = format!(
                    "Cannot define PRIMARY KEY constraint on nullable column in table '{}'.",
                    table.name.name
                );
                return Err(SqlError::new(8111, 16, message));
            }
            key_type(&table.name.name, column)?;
            names.push(quote(name));
        }
        self.note_constraint(id, &format!("PK__{}", table.name.name), "PK", &columns.join(","))?;
        Ok(format!("PRIMARY KEY ({})", names.join(", ")))
    }

    pub(super) fn check_part(
        &self,
        id: i64,
        table: &str,
        check: &Expr,
        scope: &Visible,
    ) -> Result<String> {
        let condition = self.translating(|translator| {
            translator.scopes.push(vec![scope.clone()]);
            translator.condition(check)
        })?;
        let name = format!("CK__{table}__{}", self.database.new_number());
        self.note_constraint(id, &name, "CK", "")?;
        let condition = condition.replace(&format!("{}.", quote(&scope.alias)), "");
        Ok(format!("CONSTRAINT {} CHECK ({condition})", quote(&name)))
    }

    pub(super) fn foreign_part(
        &self,
        id: i64,
        table: &CreateTable,
        columns: &[String],
        reference: &Reference,
    ) -> Result<String> {
        let other = reference.table.stored();
        let is_own = other.eq_ignore_ascii_case(&table.name.stored());
        if !is_own {
            let known = catalog::find_table(&self.connection, &reference.table)?;
            let known = known.ok_or_else(|| {
                let message =
                    format!("Foreign key references invalid table '{}'.", reference.table.name);
                SqlError::new(1767, 16, message)
            })?;
            for name in &reference.columns {
                known.column(name)?;
            }
        } else if reference.actions.iter().any(|(_, action)| *action != "NO ACTION") {
            let message = "Introducing FOREIGN KEY constraint may cause cycles or multiple cascade paths. \
                           Specify ON DELETE NO ACTION or ON UPDATE NO ACTION, or modify other FOREIGN \
                           KEY constraints.";
            return Err(SqlError::new(1785, 16, message));
        }
        let name = format!("FK__{}__{}", table.name.name, columns.join("_"));
        self.note_constraint(id, &name, "FK", other.trim_matches('"'))?;
        let list =
            |names: &[String]| names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
        let actions: String = reference
            .actions
            .iter()
            .map(|(event, action)| format!(" ON {event} {action}"))
            .collect();
        Ok(format!(
            "FOREIGN KEY ({}) REFERENCES {other} ({}){actions}",
            list(columns),
            list(&reference.columns)
        ))
    }
}

fn key_type(table: &str, column: &ColumnDefinition) -> Result<()> {
    index_type(table, &column.name, column.of)
}
