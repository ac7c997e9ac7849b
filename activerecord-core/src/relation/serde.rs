//! Relations in serialized structs: what is loaded, or nothing.
//!
//! A field can't leave itself out; the struct says
//! `#[serde(default, skip_serializing_if = "HasMany::is_unloaded")]`. Without it an unloaded field
//! is written as null, and null is read as an unloaded field.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::belongs_to::BelongsTo;
use super::has_many::HasMany;
use super::has_one::HasOne;
use super::opaque::Opaque;
use super::value::CellKey;

impl<T: Serialize> Serialize for HasMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<T: Serialize> Serialize for HasOne<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<T: Serialize> Serialize for BelongsTo<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

// What somebody sends counts as loaded, not as new: nothing is inserted that the program did not
// put there itself.

impl<'de, T: Deserialize<'de> + Send + Sync + 'static> Deserialize<'de> for HasMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Option::<Vec<T>>::deserialize(deserializer)?;
        let mut field = HasMany::default();
        if let Some(rows) = rows {
            field.set_loaded(Opaque::new(rows));
        }
        Ok(field)
    }
}

impl<'de, T: Deserialize<'de> + Send + Sync + 'static> Deserialize<'de> for HasOne<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = Option::<T>::deserialize(deserializer)?;
        let mut field = HasOne::default();
        if let Some(row) = row {
            field.set_loaded(Some(Opaque::new(row)));
        }
        Ok(field)
    }
}

impl<'de, T: Deserialize<'de> + Send + Sync + 'static> Deserialize<'de> for BelongsTo<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = Option::<T>::deserialize(deserializer)?;
        let mut field = BelongsTo::default();
        if let Some(row) = row {
            // Nobody knows the key that it was read for: the accessor reads it again.
            field.set_loaded(Some(CellKey::Other(Box::default())), Some(Opaque::new(row)));
        }
        Ok(field)
    }
}
