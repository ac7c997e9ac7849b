//! What a program that uses the library needs: `use activerecord::prelude::*;`.
//!
//! Names that programs have of their own (`Result`, `Error`, `Value`, `Row`, `Transaction`, `min`,
//! `max`) are not here; they are in [`activerecord`](crate).

#[cfg(feature = "json")]
pub use activerecord_core::Json;
pub use activerecord_core::{
    BelongsTo, ConnectionConfig, Connections, Database, Executor, HasMany, HasOne, Isolation,
    Model, Query, Tracked, TransactionOptions,
};
pub use activerecord_derive::{ActiveRecord, ColumnType, FromRow, Polymorphic};

#[cfg(feature = "mssql")]
pub use activerecord_mssql::{MsSqlBackend, MsSqlOptions};
#[cfg(feature = "mysql")]
pub use activerecord_mysql::{MySqlBackend, MySqlOptions};
#[cfg(feature = "oracle")]
pub use activerecord_oracle::{OracleBackend, OracleOptions};
#[cfg(feature = "postgres")]
pub use activerecord_postgres::{PostgresBackend, PostgresOptions};
#[cfg(feature = "sqlite")]
pub use activerecord_sqlite::{SqliteBackend, SqliteOptions};
