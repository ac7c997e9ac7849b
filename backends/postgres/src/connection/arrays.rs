//! Statements about many rows whose values come as arrays.
//!
//! Their texts name the arrays' types, which the dialect only knows by the types of the fields. The
//! table may have others, an enum or a UUID for text, to which an array is not converted. So when
//! such a statement is first prepared the server is asked for its columns' types.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use activerecord_core::Result;
use tokio_postgres::SimpleQueryMessage;

use super::PostgresConnection;
use super::prepare::request;
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

    /// Forgets the text for `sql`, which has failed: somebody else may have changed the table.
    #[cold]
    pub(super) fn forget(&self, sql: &str) {
        self.lock().remove(sql);
    }
}

impl PostgresConnection {
    /// The text to send instead of `sql`, where that is about arrays.
    pub(super) fn exact_text(&mut self, sql: &str) -> Result<Option<Arc<str>>> {
        let Some(parts) = ArrayText::read(sql) else { return Ok(None) };
        if let Some(known) = self.shared.arrays.lock().get(sql) {
            return Ok(Some(Arc::clone(known)));
        }
        let PostgresConnection { client, link, transaction, .. } = self;
        let describe = parts.describe();
        let said = request(client, link.get_mut(), transaction, client.simple_query(&describe));
        let types = self.settle(said)?;
        let exact: Arc<str> = parts.with_types(|column| item_type(&types, column)).into();
        self.shared.arrays.lock().insert(sql.into(), Arc::clone(&exact));
        Ok(Some(exact))
    }
}

/// The type of a column that there can be an array of.
fn item_type<'t>(types: &'t [SimpleQueryMessage], column: &str) -> Option<&'t str> {
    types.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) if row.get(0) == Some(column) => row.get(1),
        _ => None,
    })
}
