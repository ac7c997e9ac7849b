//! DELETE of one struct, and the marks of soft deletion.

use super::now;
use super::update::{missing, owned_key};
use crate::database::Session;
use crate::dialect::RowStatement;
use crate::relation::{before_delete, has_dependents, has_effects, moved, owners_by_key};
use crate::{Error, ErrorKind, Expect, Record, Result, Statement, Value, Values};

/// Deletes the row, or marks it as deleted where the model has a `deleted_at`.
pub(super) fn delete<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let Some(column) = M::TABLE.deleted_at else { return delete_forever(session, record) };
    let now = now(M::TABLE.columns[column].kind, session.dialect())?;
    with_relations(session, record, Removal::Mark, |session, record| {
        mark(session, record, column, now, false)
    })
}

/// How a row goes, or comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    Mark,
    Forever,
    Restore,
}

/// Removes or restores the row together with what its relations say about other rows.
fn with_relations<M: Record>(
    session: &mut Session<'_>,
    record: &mut M,
    removal: Removal,
    write: impl FnOnce(&mut Session<'_>, &mut M) -> Result<()>,
) -> Result<()> {
    if !has_dependents::<M>() && !has_effects::<M>() {
        return write(session, record);
    }
    let deleted_at = match M::TABLE.deleted_at {
        Some(column) => Some((column, record.value(column)?.into_owned())),
        None => None,
    };
    let was_marked = deleted_at.as_ref().is_some_and(|(_, value)| !value.is_null());
    let result = session.atomically(|session| {
        let key = owned_key(record)?.to_vec().into();
        if removal != Removal::Restore {
            let forever = removal == Removal::Forever;
            before_delete::<M>(session, std::slice::from_ref(&key), forever)?;
        }
        let owners = owners_by_key(session, M::TABLE, &[key])?;
        write(session, record)?;
        match removal {
            Removal::Restore => moved(session, Vec::new(), owners),
            // Its owners know already that it is gone.
            Removal::Forever if was_marked => Ok(()),
            Removal::Mark | Removal::Forever => moved(session, owners, Vec::new()),
        }
    });
    if let (Err(_), Some((column, value))) = (&result, deleted_at) {
        record.set_value(column, value)?;
    }
    result
}

/// Takes the mark of deletion away.
pub(super) fn restore<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let Some(column) = M::TABLE.deleted_at else {
        return Err(Error::new(ErrorKind::InvalidState, "the model is not soft-deleted")
            .with_model(M::TABLE.model)
            .with_help("mark an `Option` of a date and time with #[record(deleted_at)]"));
    };
    let null = Value::Null(M::TABLE.columns[column].kind);
    with_relations(session, record, Removal::Restore, |session, record| {
        mark(session, record, column, null, true)
    })
}

fn mark<M: Record>(
    session: &mut Session<'_>,
    record: &mut M,
    column: usize,
    value: Value<'static>,
    restore: bool,
) -> Result<()> {
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.mark_deleted(session.dialect(), M::TABLE, column, restore);
    run(session, record, statement, Some(&value))?;
    record.set_value(column, value)
}

/// Deletes the row.
pub(super) fn delete_forever<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    with_relations(session, record, Removal::Forever, |session, record| {
        let statements = session.shared().statements(M::slot().number());
        let statement = statements.delete(session.dialect(), M::TABLE);
        run(session, record, statement, None)
    })
}

/// Runs a statement that must meet the struct's row, of its version where it has one.
fn run<M: Record>(
    session: &mut Session<'_>,
    record: &M,
    statement: &RowStatement,
    first: Option<&Value<'static>>,
) -> Result<()> {
    let table = M::TABLE;
    let mut binds = Values::new();
    binds.extend(first.map(Value::borrowed));
    for column in table.key.iter().chain(table.lock_version.as_ref()) {
        binds.push(record.value(*column)?);
    }
    let statement =
        Statement::new(&statement.sql).expect(Expect::Nothing).sensitive(&statement.sensitive);
    let done =
        session.execute(&statement, &binds).map_err(|error| error.with_model(table.model))?;
    if done.affected > 0 {
        return Ok(());
    }
    let start = usize::from(first.is_some());
    let mut values = binds.into_iter().skip(start).map(Value::into_owned);
    let key: Values<'static> = values.by_ref().take(table.key.len()).collect();
    Err(missing(table, &key, values.next()))
}
