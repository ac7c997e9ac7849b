//! Lists as column types, for databases that have arrays.

use std::ops::{Deref, DerefMut};

use crate::column_type::ColumnType;
use crate::{DecodeError, Kind, Result, Value};

/// A list of values of one type in one column: an array of PostgreSQL. Other databases refuse it
/// with an [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) error; a [`Json`](crate::Json)
/// list works on all of them.
///
/// ```
/// use activerecord::Array;
///
/// let tags = Array(vec!["a".to_owned(), "b".to_owned()]);
/// assert_eq!(tags.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Array<T>(pub Vec<T>);

impl<T> Deref for Array<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for Array<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(items: Vec<T>) -> Self {
        Array(items)
    }
}

impl<T: ColumnType> ColumnType for Array<T> {
    type Base = Self;
    const KIND: Kind = Kind::Array(&T::KIND);

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Array { items, .. } => {
                items.into_iter().map(T::from_value).collect::<Result<_, _>>().map(Array)
            }
            other => Err(DecodeError::mismatch(Self::KIND.name(), &other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        let items = self.0.iter().map(T::to_value).collect::<Result<_>>()?;
        Ok(Value::Array { kind: &T::KIND, items })
    }
}
