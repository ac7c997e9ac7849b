#![doc = include_str!("../README.md")]

pub use activerecord_core::*;
pub use activerecord_derive::{ActiveRecord, ColumnType, FromRow};
#[cfg(feature = "sqlite")]
pub use activerecord_sqlite as sqlite;

mod connect;
pub mod prelude;

pub use self::connect::connect;

#[doc(hidden)]
pub use activerecord_core::private as __private;
