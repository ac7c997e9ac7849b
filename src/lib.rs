#![cfg_attr(feature = "sqlite", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "sqlite"), doc = "Active Record for Rust; see the README.")]

pub use activerecord_core::*;
pub use activerecord_derive::{ActiveRecord, ColumnType, FromRow, Polymorphic};
#[cfg(feature = "mssql")]
pub use activerecord_mssql as mssql;
#[cfg(feature = "mysql")]
pub use activerecord_mysql as mysql;
#[cfg(feature = "oracle")]
pub use activerecord_oracle as oracle;
#[cfg(feature = "postgres")]
pub use activerecord_postgres as postgres;
#[cfg(feature = "sqlite")]
pub use activerecord_sqlite as sqlite;

mod connect;
pub mod prelude;

pub use self::connect::connect;

#[doc(hidden)]
pub use activerecord_core::private as __private;

/// The pages in `docs`, so that their examples are compiled and run.
#[cfg(all(doctest, feature = "sqlite"))]
mod pages {
    #[cfg(feature = "mysql")]
    #[doc = include_str!("../docs/mysql.md")]
    mod mysql {}
    #[cfg(feature = "mssql")]
    #[doc = include_str!("../docs/mssql.md")]
    mod mssql {}
    #[cfg(feature = "oracle")]
    #[doc = include_str!("../docs/oracle.md")]
    mod oracle {}
    #[cfg(feature = "postgres")]
    #[doc = include_str!("../docs/postgres.md")]
    mod postgres {}
    #[doc = include_str!("../docs/queries.md")]
    mod queries {}
    #[doc = include_str!("../docs/relations.md")]
    mod relations {}
    #[doc = include_str!("../docs/sqlite.md")]
    mod sqlite {}
}
