//! Statements about many rows whose values come as arrays.
//!
//! Their texts name the arrays' types, which the dialect only knows by the types of the fields. The
//! table may have others, an enum or a UUID for text, to which an array is not converted. So when
//! such a statement is first prepared the server is asked for its columns' types.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use activerecord_core::Result;
use tokio_postgres::types::{Kind, Type};

use super::PostgresConnection;
use crate::dialect::ArrayText;

/// Texts with the columns' own types, by those that the dialect has written; for all connections
/// to a database.
#[derive(Debug, Default)]
pub(crate) struct ArrayTexts(Mutex<HashMap<Box<str>, Arc<str>>>);

impl ArrayTexts {
    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything: a table may have changed.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }
}

impl PostgresConnection {
    /// The text to prepare instead of `sql`, where that is about arrays.
    pub(super) fn exact_text(&mut self, sql: &str) -> Result<Option<Arc<str>>> {
        let Some(parts) = ArrayText::read(sql) else { return Ok(None) };
        if let Some(known) = self.shared.arrays.lock().get(sql) {
            return Ok(Some(Arc::clone(known)));
        }
        let columns = self.prepare_text(&parts.describe(), &[])?;
        let types: Vec<Option<String>> =
            columns.columns().iter().map(|column| item_type(column.type_())).collect();
        let exact: Arc<str> = parts.with_types(&types).into();
        self.shared.arrays.lock().insert(sql.into(), Arc::clone(&exact));
        Ok(Some(exact))
    }
}

/// The name of a type that there can be an array of.
fn item_type(ty: &Type) -> Option<String> {
    match ty.kind() {
        Kind::Array(_) => None,
        // The column checks what its domain asks for.
        Kind::Domain(base) => item_type(base),
        _ => Some(format!("{}.{}", quoted(ty.schema()), quoted(ty.name()))),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
