//! DELETE by many keys.

use crate::database::Session;
use crate::dialect::select::{render_delete_all, render_update_all};
use crate::expression::Expr;
use crate::model::find::{chunk_of_keys, live_condition, one_of_keys, owned_values};
use crate::model::now;
use crate::relation::{before_delete, has_dependents, has_effects, moved, owners_by_key};
use crate::{Expect, Record, Result, Value, Values};

/// Deletes the rows of these keys, all of them or none, and tells how many there were.
pub(in crate::model) fn delete_many<M: Record>(
    session: &mut Session<'_>,
    keys: &[M::Key],
) -> Result<u64> {
    if keys.is_empty() {
        return Ok(0);
    }
    let size = chunk_of_keys(M::TABLE, session);
    if has_dependents::<M>() || has_effects::<M>() {
        return session.atomically(|session| delete_with_relations::<M>(session, keys, size));
    }
    let delete_all = |session: &mut Session<'_>| {
        let now = match M::TABLE.deleted_at {
            Some(column) => Some(now(M::TABLE.columns[column].kind, session.dialect())?),
            None => None,
        };
        let mut deleted = 0;
        for chunk in keys.chunks(size) {
            let chunk: Vec<_> = chunk.iter().map(owned_values::<M>).collect::<Result<_>>()?;
            deleted += delete_chunk::<M>(session, &chunk, now.as_ref())?;
        }
        Ok(deleted)
    };
    if keys.len() <= size { delete_all(session) } else { session.atomically(delete_all) }
}

/// Deletes the rows together with what their relations say about other rows.
fn delete_with_relations<M: Record>(
    session: &mut Session<'_>,
    keys: &[M::Key],
    size: usize,
) -> Result<u64> {
    let now = match M::TABLE.deleted_at {
        Some(column) => Some(now(M::TABLE.columns[column].kind, session.dialect())?),
        None => None,
    };
    let mut deleted = 0;
    for chunk in keys.chunks(size) {
        let chunk: Vec<_> = chunk.iter().map(owned_values::<M>).collect::<Result<_>>()?;
        let plain: Vec<Box<[Value<'static>]>> =
            chunk.iter().map(|key| key.to_vec().into()).collect();
        before_delete::<M>(session, &plain, now.is_none())?;
        let owners = owners_by_key(session, M::TABLE, &plain)?;
        deleted += delete_chunk::<M>(session, &chunk, now.as_ref())?;
        moved(session, owners, Vec::new())?;
    }
    Ok(deleted)
}

/// Deletes the rows of keys that fit into one statement; all are deleted at the same time.
fn delete_chunk<M: Record>(
    session: &mut Session<'_>,
    keys: &[Values<'static>],
    now: Option<&Value<'static>>,
) -> Result<u64> {
    let table = M::TABLE;
    let dialect = session.dialect();
    let mut filter = vec![one_of_keys(table, session, keys)];
    let rendered = match table.deleted_at.zip(now) {
        None => render_delete_all(dialect, table, &filter)?,
        Some((column, now)) => {
            filter.extend(live_condition(table));
            let set = [(column, Expr::Value { value: now.clone(), sensitive: false })];
            render_update_all(dialect, table, &set, &filter)?
        }
    };
    let statement = rendered.statement().expect(Expect::Nothing);
    let done = session
        .execute(&statement, &rendered.binds)
        .map_err(|error| error.with_model(table.model))?;
    Ok(done.affected)
}
