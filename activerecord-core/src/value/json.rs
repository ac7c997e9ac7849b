//! JSON documents as column types.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::column_type::ColumnType;
use crate::{DecodeError, Error, ErrorKind, Kind, Result, Value};

/// Any serde type, stored as a JSON document in one column.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(serde::Serialize, serde::Deserialize, Default)]
/// struct Settings { theme: String }
///
/// #[derive(ActiveRecord, Default)]
/// struct Account { id: i64, settings: Json<Settings> }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<Account>()?;
/// let settings = Settings { theme: "dark".into() };
/// let account = Account { settings: Json(settings), ..Default::default() }.create_on(&db)?;
/// assert_eq!(Account::on(&db).find(account.id)?.settings.theme, "dark");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// The value inside.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Json)
    }
}

impl<T: Serialize + DeserializeOwned> ColumnType for Json<T> {
    type Base = Self;
    const KIND: Kind = Kind::Json;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        parse(value).map(Json)
    }

    fn to_value(&self) -> Result<Value<'_>> {
        print(&self.0)
    }
}

impl ColumnType for serde_json::Value {
    type Base = Self;
    const KIND: Kind = Kind::Json;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        parse(value)
    }

    fn to_value(&self) -> Result<Value<'_>> {
        print(self)
    }
}

fn parse<T: DeserializeOwned>(value: Value<'_>) -> Result<T, DecodeError> {
    match value {
        Value::Json(text) | Value::Text(text) => serde_json::from_str(&text).map_err(|error| {
            let expected = format!("JSON of {}", std::any::type_name::<T>());
            // serde's own message quotes the document, which may be private.
            let found =
                format!("another document ({:?} at column {})", error.classify(), error.column());
            DecodeError::malformed(expected, found)
        }),
        other => Err(DecodeError::mismatch(Kind::Json.name(), &other)),
    }
}

fn print<T: Serialize>(value: &T) -> Result<Value<'static>> {
    serde_json::to_string(value).map(|text| Value::Json(text.into())).map_err(|error| {
        Error::new(ErrorKind::TypeMismatch, "the value cannot be written as JSON")
            .with_source(error)
    })
}
