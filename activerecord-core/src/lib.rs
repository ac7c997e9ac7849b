//! The database-independent part of `activerecord`.
//!
//! Programs use the crate `activerecord`, which re-exports what is here; this crate is for
//! those who write a backend. A statement goes down through the modules in this order:
//! [`expression`] (what to do, as data), [`dialect`] (data to SQL), [`Database`] and
//! [`Transaction`] (which connection), [`Connection`] (the driver).

mod backend;
#[cfg(feature = "blocking")]
pub mod blocking;
mod column_type;
pub mod config;
mod connection;
mod database;
pub mod dialect;
mod error;
pub mod expression;
mod model;
#[doc(hidden)]
pub mod private;
mod query;
mod record;
mod relation;
mod sql;
pub mod table;
pub mod testing;
mod transaction;
mod value;

pub use self::backend::{Backend, Connector};
pub use self::column_type::{ColumnType, KeyStrategy, Timestamp, Version};
pub use self::config::ConnectionConfig;
pub use self::connection::{
    Caching, CancelHandle, Connection, Done, EachRow, Expect, Output, Row, Statement, Values,
};
pub use self::database::{
    Connections, Database, Executor, Implicit, Named, On, PoolStatus, Session, Target, Via,
    set_default, with_connection,
};
pub use self::dialect::Rendered;
pub use self::error::{DatabaseError, Error, ErrorKind, Result, Stale};
pub use self::expression::{
    Binds, Bound, Case, Column, ColumnQuery, Condition, Cte, Expression, IntoCondition,
    IntoExpression, IntoOrder, JsonPath, Lateral, Operand, Order, Projection, TextColumn, Typed,
    Window, Windowed, abs, avg, case, coalesce, concat, count, count_all, count_distinct,
    dense_rank, exists, first_value, lag, last_value, lateral, lead, length, lower, max, min,
    not_exists, ntile, nullif, outer, partition_by, rank, raw, raw_value, round, row_number,
    scalar, sum, trim, upper, value, window, with, with_recursive,
};
pub use self::model::{Model, NewRows, Tracked, UpsertMany};
pub use self::query::{Batches, Counted, Joined, JoinedRow, Query};
pub use self::record::{FromRow, IntoKey, Record};
pub use self::relation::{
    BelongsTo, Dependent, HasMany, HasOne, HasVariant, IntoInclude, IntoJoin, Polymorphic,
    PolymorphicQuery, PolymorphicRelated, PolymorphicRelation, Related, Relation, RelationField,
    RelationInfo, RelationKind, RelationQuery, Variant, VariantInfo, strict_loading,
};
pub use self::sql::RawQuery;
pub use self::transaction::{BackendTransaction, Isolation, Transaction, TransactionOptions};
#[cfg(feature = "json")]
pub use self::value::Json;
pub use self::value::{Array, DecodeError, Kind, Value};
