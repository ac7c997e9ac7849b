//! DELETE of one struct, and the marks of soft deletion.

use super::now;
use super::update::missing;
use crate::database::Session;
use crate::dialect::RowStatement;
use crate::{Error, ErrorKind, Expect, Record, Result, Statement, Value, Values};

/// Deletes the row, or marks it as deleted where the model has a `deleted_at`.
pub(super) fn delete<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let Some(column) = M::TABLE.deleted_at else { return delete_forever(session, record) };
    let now = now(M::TABLE.columns[column].kind, session.dialect())?;
    mark(session, record, column, now, false)
}

/// Takes the mark of deletion away.
pub(super) fn restore<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let Some(column) = M::TABLE.deleted_at else {
        return Err(Error::new(ErrorKind::InvalidState, "the model is not soft-deleted")
            .with_model(M::TABLE.model)
            .with_help("mark an `Option` of a date and time with #[record(deleted_at)]"));
    };
    let null = Value::Null(M::TABLE.columns[column].kind);
    mark(session, record, column, null, true)
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
pub(super) fn delete_forever<M: Record>(session: &mut Session<'_>, record: &M) -> Result<()> {
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.delete(session.dialect(), M::TABLE);
    run(session, record, statement, None)
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
    Err(missing(table, key, values.next()))
}
