//! Models for what is special about many rows at once.

use activerecord::prelude::*;
use activerecord::{DecodeError, Kind, Result, Value};
use chrono::{DateTime, Utc};

/// A unique column beside everything that the library manages.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Subscriber {
    pub(crate) id: i64,
    #[record(unique, max_length = 80)]
    pub(crate) email: String,
    #[record(max_length = 80)]
    pub(crate) name: String,
    pub(crate) visits: i32,
    #[record(created_at)]
    pub(crate) created_at: DateTime<Utc>,
    #[record(updated_at)]
    pub(crate) updated_at: DateTime<Utc>,
    #[record(lock_version)]
    pub(crate) version: i32,
}

/// A subscriber that is not stored yet.
pub(crate) fn subscriber(email: &str, name: &str) -> Subscriber {
    Subscriber { email: email.into(), name: name.into(), ..Default::default() }
}

/// A unique column that may be NULL.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Badge {
    pub(crate) id: i64,
    #[record(unique, max_length = 40)]
    pub(crate) code: Option<String>,
    #[record(max_length = 40)]
    pub(crate) holder: String,
}

/// The labels, with a key that soon becomes too small.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "labels")]
pub(crate) struct Cramped {
    pub(crate) id: i8,
    #[record(max_length = 40)]
    pub(crate) label: String,
}

/// A value that panics when it is to be stored blown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fuse {
    pub(crate) amperes: i64,
    pub(crate) blown: bool,
}

impl activerecord::ColumnType for Fuse {
    type Base = Self;
    const KIND: Kind = Kind::I64;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        i64::from_value(value).map(|amperes| Fuse { amperes, blown: false })
    }

    fn to_value(&self) -> Result<Value<'_>> {
        if self.blown {
            // As `panic!` does, without a message on the screen.
            std::panic::resume_unwind(Box::new("a blown fuse"));
        }
        Ok(Value::I64(self.amperes))
    }
}

/// A device with a fuse.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Device {
    pub(crate) id: i64,
    pub(crate) fuse: Fuse,
}
