//! DELETE by many keys.

use crate::database::Session;
use crate::dialect::select::{render_delete_all, render_update_all};
use crate::expression::Expr;
use crate::model::find::{chunk_of_keys, live_condition, one_of_keys};
use crate::model::now;
use crate::{Expect, Record, Result, Statement, Value, Values};

/// Deletes the rows of these keys, all of them or none, and tells how many there were.
pub(in crate::model) fn delete_many<M: Record>(
    session: &mut Session<'_>,
    keys: &[M::Key],
) -> Result<u64> {
    if keys.is_empty() {
        return Ok(0);
    }
    let mut owned: Vec<Values<'static>> = Vec::with_capacity(keys.len());
    for key in keys {
        owned.push(M::key_values(key)?.into_iter().map(Value::into_owned).collect());
    }
    let size = chunk_of_keys(M::TABLE, session);
    let delete_all = |session: &mut Session<'_>| {
        let mut deleted = 0;
        for chunk in owned.chunks(size) {
            deleted += delete_chunk::<M>(session, chunk)?;
        }
        Ok(deleted)
    };
    if owned.len() <= size { delete_all(session) } else { session.atomically(delete_all) }
}

fn delete_chunk<M: Record>(session: &mut Session<'_>, keys: &[Values<'static>]) -> Result<u64> {
    let table = M::TABLE;
    let dialect = session.dialect();
    let mut filter = vec![one_of_keys(table, session, keys)];
    let rendered = match table.deleted_at {
        None => render_delete_all(dialect, table, &filter)?,
        Some(column) => {
            filter.extend(live_condition(table));
            let value = now(table.columns[column].kind, dialect)?;
            let set = [(column, Expr::Value { value, sensitive: false })];
            render_update_all(dialect, table, &set, &filter)?
        }
    };
    let statement =
        Statement::new(&rendered.text).expect(Expect::Nothing).sensitive(&rendered.sensitive);
    let done = session
        .execute(&statement, &rendered.binds)
        .map_err(|error| error.with_model(table.model))?;
    Ok(done.affected)
}
