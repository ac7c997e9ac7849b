//! What the library knows of a model's table: constant data that the derive writes.

use crate::relation::RelationInfo;
use crate::{KeyStrategy, Kind};

/// A table and its columns, as the model's struct describes them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// The struct's name.
    pub model: &'static str,
    /// The table's name.
    pub name: &'static str,
    /// The schema that the table lies in, where one was given.
    pub schema: Option<&'static str>,
    /// The named connection of the model, where one was given.
    pub connection: Option<&'static str>,
    /// The sequence that makes the key, where one was given and the database has sequences.
    pub sequence: Option<&'static str>,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [ColumnInfo],
    /// The positions of the key's columns.
    pub key: &'static [usize],
    /// How the key comes into being; composite keys are always assigned.
    pub key_strategy: KeyStrategy,
    /// The position of the `created_at` column.
    pub created_at: Option<usize>,
    /// The position of the `updated_at` column.
    pub updated_at: Option<usize>,
    /// The position of the `lock_version` column.
    pub lock_version: Option<usize>,
    /// The position of the `deleted_at` column: the model is soft-deleted.
    pub deleted_at: Option<usize>,
    /// Indexes and unique constraints over several columns.
    pub indexes: &'static [Index],
    /// CHECK conditions of the table.
    pub checks: &'static [&'static str],
    /// The relations. A function, so that two models can refer to each other.
    pub(crate) relations: fn() -> &'static [&'static RelationInfo],
}

impl Table {
    /// A table without anything special; the `with_` functions add it.
    #[must_use]
    pub const fn new(
        model: &'static str,
        name: &'static str,
        columns: &'static [ColumnInfo],
        key: &'static [usize],
        key_strategy: KeyStrategy,
    ) -> Self {
        Table {
            model,
            name,
            schema: None,
            connection: None,
            sequence: None,
            columns,
            key,
            key_strategy,
            created_at: None,
            updated_at: None,
            lock_version: None,
            deleted_at: None,
            indexes: &[],
            checks: &[],
            relations: no_relations,
        }
    }

    /// Sets the schema.
    #[must_use]
    pub const fn with_schema(mut self, schema: &'static str) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Sets the named connection.
    #[must_use]
    pub const fn with_connection(mut self, connection: &'static str) -> Self {
        self.connection = Some(connection);
        self
    }

    /// Sets the sequence of the key.
    #[must_use]
    pub const fn with_sequence(mut self, sequence: &'static str) -> Self {
        self.sequence = Some(sequence);
        self
    }

    /// Sets the position of `created_at`.
    #[must_use]
    pub const fn with_created_at(mut self, column: usize) -> Self {
        self.created_at = Some(column);
        self
    }

    /// Sets the position of `updated_at`.
    #[must_use]
    pub const fn with_updated_at(mut self, column: usize) -> Self {
        self.updated_at = Some(column);
        self
    }

    /// Sets the position of `lock_version`.
    #[must_use]
    pub const fn with_lock_version(mut self, column: usize) -> Self {
        self.lock_version = Some(column);
        self
    }

    /// Sets the position of `deleted_at`.
    #[must_use]
    pub const fn with_deleted_at(mut self, column: usize) -> Self {
        self.deleted_at = Some(column);
        self
    }

    /// Sets the indexes over several columns.
    #[must_use]
    pub const fn with_indexes(mut self, indexes: &'static [Index]) -> Self {
        self.indexes = indexes;
        self
    }

    /// Sets the CHECK conditions.
    #[must_use]
    pub const fn with_checks(mut self, checks: &'static [&'static str]) -> Self {
        self.checks = checks;
        self
    }

    /// Sets the relations.
    #[must_use]
    pub const fn with_relations(
        mut self,
        relations: fn() -> &'static [&'static RelationInfo],
    ) -> Self {
        self.relations = relations;
        self
    }

    /// The relations of the model.
    #[must_use]
    pub fn relations(&self) -> &'static [&'static RelationInfo] {
        (self.relations)()
    }

    /// Whether `column` is part of the key.
    #[must_use]
    pub fn is_key(&self, column: usize) -> bool {
        self.key.contains(&column)
    }

    /// Whether the model says that no two rows have the same values of exactly these columns.
    #[must_use]
    pub fn is_unique(&self, columns: &[usize]) -> bool {
        let same = |unique: &[usize]| {
            unique.len() == columns.len() && unique.iter().all(|column| columns.contains(column))
        };
        let single = matches!(columns, [column] if self.columns[*column].unique);
        let by_index = |index: &Index| index.unique && same(index.columns);
        single || same(self.key) || self.indexes.iter().any(by_index)
    }

    /// Whether this describes the same table: two models may.
    #[must_use]
    pub fn is(&self, other: &Table) -> bool {
        std::ptr::eq(self, other) || (self.name == other.name && self.schema == other.schema)
    }

    /// Whether the column at this position is part of a key, an index or a foreign key.
    #[must_use]
    pub fn is_indexed(&self, position: usize) -> bool {
        let column = &self.columns[position];
        self.is_key(position)
            || column.unique
            || column.indexed
            || column.references.is_some()
            || self.indexes.iter().any(|index| index.columns.contains(&position))
    }

    /// Whether the database makes the key.
    #[must_use]
    pub fn has_generated_key(&self) -> bool {
        self.key_strategy == KeyStrategy::Generated
    }

    /// The position of the column of a field or column name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name || column.field == name)
    }
}

const fn no_relations() -> &'static [&'static RelationInfo] {
    &[]
}

/// One column of a [`Table`].
#[derive(Debug)]
#[non_exhaustive]
pub struct ColumnInfo {
    /// The struct's field.
    pub field: &'static str,
    /// The column's name.
    pub name: &'static str,
    /// The type.
    pub kind: Kind,
    /// Whether the column takes NULL.
    pub nullable: bool,
    /// Never written by the library: the database makes the value.
    pub read_only: bool,
    /// Never shown in logs.
    pub sensitive: bool,
    /// Has a unique constraint of its own.
    pub unique: bool,
    /// Has an index of its own.
    pub indexed: bool,
    /// The greatest length of a text in characters.
    pub max_length: Option<u32>,
    /// The default, as SQL; it is part of the table's definition only.
    pub default: Option<&'static str>,
    /// A CHECK condition, as SQL.
    pub check: Option<&'static str>,
    /// The table and column that this column refers to.
    pub references: Option<Reference>,
}

impl ColumnInfo {
    /// A plain column.
    #[must_use]
    pub const fn new(field: &'static str, name: &'static str, kind: Kind, nullable: bool) -> Self {
        ColumnInfo {
            field,
            name,
            kind,
            nullable,
            read_only: false,
            sensitive: false,
            unique: false,
            indexed: false,
            max_length: None,
            default: None,
            check: None,
            references: None,
        }
    }

    /// Marks the column as made by the database.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Keeps the column's values out of logs.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Gives the column a unique constraint.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Gives the column an index.
    #[must_use]
    pub const fn indexed(mut self) -> Self {
        self.indexed = true;
        self
    }

    /// Sets the greatest length in characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Sets the default, as SQL.
    #[must_use]
    pub const fn default(mut self, sql: &'static str) -> Self {
        self.default = Some(sql);
        self
    }

    /// Sets the CHECK condition, as SQL.
    #[must_use]
    pub const fn check(mut self, sql: &'static str) -> Self {
        self.check = Some(sql);
        self
    }

    /// Makes the column a foreign key.
    #[must_use]
    pub const fn references(mut self, reference: Reference) -> Self {
        self.references = Some(reference);
        self
    }
}

/// An index over one or several columns.
#[derive(Debug)]
#[non_exhaustive]
pub struct Index {
    /// The index's name; without one it is made of the table's and the columns' names.
    pub name: Option<&'static str>,
    /// The positions of the columns.
    pub columns: &'static [usize],
    /// Whether it is unique.
    pub unique: bool,
}

impl Index {
    /// An index over the columns at these positions.
    #[must_use]
    pub const fn new(name: Option<&'static str>, columns: &'static [usize], unique: bool) -> Self {
        Index { name, columns, unique }
    }
}

/// What a foreign key does when the row it refers to is deleted or its key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKeyAction {
    /// Refuse, at the end of the statement.
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Delete or change the referring rows too.
    Cascade,
    /// Set the referring column to NULL.
    SetNull,
    /// Set the referring column to its default.
    SetDefault,
}

/// The other side of a foreign key: the key of another model's table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Reference {
    /// The other table. A function, so that two tables can refer to each other.
    pub table: fn() -> &'static Table,
    /// What happens when the other row is deleted.
    pub on_delete: ForeignKeyAction,
    /// What happens when the other row's key changes.
    pub on_update: ForeignKeyAction,
}

impl Reference {
    /// A reference to the key of `table`.
    #[must_use]
    pub const fn new(table: fn() -> &'static Table) -> Self {
        Reference {
            table,
            on_delete: ForeignKeyAction::NoAction,
            on_update: ForeignKeyAction::NoAction,
        }
    }

    /// Sets what happens when the other row is deleted.
    #[must_use]
    pub const fn on_delete(mut self, action: ForeignKeyAction) -> Self {
        self.on_delete = action;
        self
    }

    /// Sets what happens when the other row's key changes.
    #[must_use]
    pub const fn on_update(mut self, action: ForeignKeyAction) -> Self {
        self.on_update = action;
        self
    }
}
