//! Every word that the attributes know, once.

use std::fmt;

use proc_macro2::Ident;

/// A word of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(&'static str);

impl Symbol {
    pub(crate) const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl PartialEq<Symbol> for Ident {
    fn eq(&self, word: &Symbol) -> bool {
        self == word.0
    }
}

// The attributes' own names.
pub(crate) const RECORD: Symbol = Symbol("record");
pub(crate) const COLUMN_TYPE: Symbol = Symbol("column_type");

// On the struct or enum.
pub(crate) const CONNECTION: Symbol = Symbol("connection");
pub(crate) const CRATE: Symbol = Symbol("crate");
pub(crate) const RENAME_ALL: Symbol = Symbol("rename_all");
pub(crate) const REPR: Symbol = Symbol("repr");
pub(crate) const SCHEMA: Symbol = Symbol("schema");
pub(crate) const TABLE: Symbol = Symbol("table");

// On a field.
pub(crate) const COLUMN: Symbol = Symbol("column");
pub(crate) const CONSTANT: Symbol = Symbol("constant");
pub(crate) const CREATED_AT: Symbol = Symbol("created_at");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const DELETED_AT: Symbol = Symbol("deleted_at");
pub(crate) const KEY: Symbol = Symbol("key");
pub(crate) const LOCK_VERSION: Symbol = Symbol("lock_version");
pub(crate) const MAX_LENGTH: Symbol = Symbol("max_length");
pub(crate) const ON_DELETE: Symbol = Symbol("on_delete");
pub(crate) const ON_UPDATE: Symbol = Symbol("on_update");
pub(crate) const READ_ONLY: Symbol = Symbol("read_only");
pub(crate) const REFERENCES: Symbol = Symbol("references");
pub(crate) const SENSITIVE: Symbol = Symbol("sensitive");
pub(crate) const SKIP: Symbol = Symbol("skip");
pub(crate) const UPDATED_AT: Symbol = Symbol("updated_at");

// On the field of a relation.
pub(crate) const ACCESSOR: Symbol = Symbol("accessor");
pub(crate) const COUNTER_CACHE: Symbol = Symbol("counter_cache");
pub(crate) const DEPENDENT: Symbol = Symbol("dependent");
pub(crate) const NO_FOREIGN_KEY: Symbol = Symbol("no_foreign_key");
pub(crate) const ORDER: Symbol = Symbol("order");
pub(crate) const OTHER_KEY: Symbol = Symbol("other_key");
pub(crate) const POLYMORPHIC: Symbol = Symbol("polymorphic");
pub(crate) const THROUGH: Symbol = Symbol("through");
pub(crate) const TOUCH: Symbol = Symbol("touch");

// On both.
pub(crate) const CHECK: Symbol = Symbol("check");
pub(crate) const INDEX: Symbol = Symbol("index");
pub(crate) const SEQUENCE: Symbol = Symbol("sequence");
pub(crate) const UNIQUE: Symbol = Symbol("unique");

// On a variant.
pub(crate) const RENAME: Symbol = Symbol("rename");

// Inside `index(...)` and `unique(...)`.
pub(crate) const NAME: Symbol = Symbol("name");

/// What `#[derive(ActiveRecord)]` takes on the struct.
pub(crate) const ON_MODEL: &[Symbol] =
    &[TABLE, SCHEMA, RENAME_ALL, CONNECTION, SEQUENCE, CHECK, INDEX, UNIQUE, CRATE];

/// What `#[derive(ActiveRecord)]` takes on a field.
pub(crate) const ON_MODEL_FIELD: &[Symbol] = &[
    KEY,
    COLUMN,
    UNIQUE,
    INDEX,
    MAX_LENGTH,
    DEFAULT,
    CHECK,
    REFERENCES,
    ON_DELETE,
    ON_UPDATE,
    CREATED_AT,
    UPDATED_AT,
    LOCK_VERSION,
    DELETED_AT,
    READ_ONLY,
    SENSITIVE,
    SEQUENCE,
    CONSTANT,
    SKIP,
];

/// What `#[derive(ActiveRecord)]` takes on the field of a relation.
pub(crate) const ON_RELATION: &[Symbol] = &[
    KEY,
    REFERENCES,
    THROUGH,
    OTHER_KEY,
    ORDER,
    DEPENDENT,
    POLYMORPHIC,
    COUNTER_CACHE,
    TOUCH,
    ON_DELETE,
    ON_UPDATE,
    NO_FOREIGN_KEY,
    CONSTANT,
    ACCESSOR,
];

/// What `#[derive(FromRow)]` takes on the struct.
pub(crate) const ON_ROW: &[Symbol] = &[RENAME_ALL, CRATE];

/// What `#[derive(FromRow)]` takes on a field.
pub(crate) const ON_ROW_FIELD: &[Symbol] = &[COLUMN];

/// What `#[derive(Polymorphic)]` takes on the enum.
pub(crate) const ON_ENUM_OF_MODELS: &[Symbol] = &[CRATE];

/// What `#[derive(ColumnType)]` takes on a newtype.
pub(crate) const ON_NEWTYPE: &[Symbol] = &[CRATE];

/// What `#[derive(ColumnType)]` takes on an enum.
pub(crate) const ON_ENUM: &[Symbol] = &[RENAME_ALL, REPR, CRATE];

/// What `#[derive(ColumnType)]` takes on a variant.
pub(crate) const ON_VARIANT: &[Symbol] = &[RENAME];

/// Words that are kept for features to come, so that nothing else takes them.
pub(crate) const RESERVED: &[Symbol] = &[
    Symbol("belongs_to"),
    Symbol("callbacks"),
    Symbol("default_scope"),
    Symbol("has_many"),
    Symbol("has_one"),
    Symbol("validate"),
];

/// Words that other libraries use for the same thing.
pub(crate) const SYNONYMS: &[(&str, Symbol)] = &[
    ("auto_now", UPDATED_AT),
    ("auto_now_add", CREATED_AT),
    ("column_name", COLUMN),
    ("constraint", CHECK),
    ("database", CONNECTION),
    ("db", CONNECTION),
    ("db_column", COLUMN),
    ("db_table", TABLE),
    ("default_value", DEFAULT),
    ("foreign_key", REFERENCES),
    ("id", KEY),
    ("ignore", SKIP),
    ("indexed", INDEX),
    ("length", MAX_LENGTH),
    ("max_len", MAX_LENGTH),
    ("optimistic_lock", LOCK_VERSION),
    ("pk", KEY),
    ("primary_key", KEY),
    ("readonly", READ_ONLY),
    ("rename", COLUMN),
    ("schema_name", SCHEMA),
    ("secret", SENSITIVE),
    ("size", MAX_LENGTH),
    ("skipped", SKIP),
    ("soft_delete", DELETED_AT),
    ("table_name", TABLE),
    ("transient", SKIP),
    ("via", THROUGH),
    ("cascade", DEPENDENT),
    ("order_by", ORDER),
    ("unique_key", UNIQUE),
    ("version", LOCK_VERSION),
];
