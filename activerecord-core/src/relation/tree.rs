//! Inserting structs together with those of their relations: a tree, in the order in which each
//! needs the keys of others.

use super::constant::Relation;
use super::info::RelationInfo;
use crate::database::{Session, Via, run};
use crate::model::{Snapshot, insert_all};
use crate::{Error, ErrorKind, Record, Result, Value};

/// A part of the work on the rows of a tree that are not inserted yet. A struct comes between what
/// it belongs to and what belongs to it.
#[derive(Debug)]
pub enum TreePart<'p, 's> {
    /// Keep what the rows are, for the case that something fails.
    Remember,
    /// Insert what the structs belong to.
    Above(&'p mut Session<'s>),
    /// Insert what belongs to the structs.
    Below(&'p mut Session<'s>),
    /// All of it is inserted.
    Done,
    /// Nothing is inserted: give the rows their old values back.
    Undo,
}

/// A field that may have rows that are not inserted yet.
pub(super) trait NewRows<T>: 'static {
    fn is_new(&self) -> bool;

    /// The rows; none when a clone shares them.
    fn rows_mut(&mut self) -> Option<&mut [T]>;

    fn take_rows(&mut self) -> Vec<T>;

    /// Puts back what was taken.
    fn put_rows(&mut self, rows: Vec<T>);

    /// Where the rows' old values are kept.
    fn before(&mut self) -> Option<&mut Box<[Snapshot]>>;

    /// Makes the rows ordinary ones.
    fn settle(&mut self);
}

/// Does a part of the work on the new rows of the structs' fields.
pub(super) fn work<M: Record, R: NewRows<T>, T: Record>(
    relation: Relation<M, R>,
    owners: &mut [M],
    part: &mut TreePart<'_, '_>,
) -> Result<()> {
    for owner in owners {
        let field = relation.field_mut(owner);
        if !field.is_new() {
            continue;
        }
        let rows = field.rows_mut().ok_or_else(|| is_shared(relation.info()))?;
        match part {
            TreePart::Remember => {
                check_direct(relation.info())?;
                let before = rows.iter().map(Snapshot::of).collect::<Result<_>>()?;
                T::new_relations(rows, part)?;
                if let Some(place) = field.before() {
                    *place = before;
                }
            }
            TreePart::Undo => {
                T::new_relations(rows, part)?;
                let before = field.before().map(std::mem::take).unwrap_or_default();
                let rows = field.rows_mut().unwrap_or_default();
                rows.iter_mut()
                    .zip(before)
                    .try_for_each(|(row, before)| before.restore_all(row))?;
            }
            TreePart::Done => {
                T::new_relations(rows, part)?;
                field.settle();
            }
            TreePart::Above(_) | TreePart::Below(_) => {}
        }
    }
    Ok(())
}

/// Inserts the rows that the structs belong to, and puts their keys into the structs.
pub(super) fn insert_above<M: Record, R: NewRows<T>, T: Record>(
    relation: Relation<M, R>,
    owners: &mut [M],
    session: &mut Session<'_>,
) -> Result<()> {
    let hop = relation.info().first_hop();
    for owner in owners {
        let field = relation.field_mut(owner);
        if !field.is_new() {
            continue;
        }
        let rows = field.rows_mut().ok_or_else(|| is_shared(relation.info()))?;
        insert_rows(session, rows)?;
        let Some(row) = rows.first() else { continue };
        let key = values(row, hop.to.as_slice())?;
        for (column, value) in hop.from.as_slice().iter().zip(key) {
            owner.set_value(*column, value)?;
        }
    }
    Ok(())
}

/// Inserts the rows that belong to the structs, all of them at once.
pub(super) fn insert_below<M: Record, R: NewRows<T>, T: Record>(
    relation: Relation<M, R>,
    owners: &mut [M],
    session: &mut Session<'_>,
) -> Result<()> {
    let info = relation.info();
    let mut rows: Vec<T> = Vec::new();
    let mut counts = Vec::new();
    for (position, owner) in owners.iter_mut().enumerate() {
        let field = relation.field_mut(owner);
        if field.is_new() {
            let own = field.take_rows();
            counts.push((position, own.len()));
            rows.extend(own);
        }
    }
    let result =
        set_keys(info, owners, &mut rows, &counts).and_then(|()| insert_rows(session, &mut rows));
    // The rows go back to where they were, inserted or not.
    let mut rows = rows.into_iter();
    for (position, count) in counts {
        relation.field_mut(&mut owners[position]).put_rows(rows.by_ref().take(count).collect());
    }
    result
}

/// Inserts rows where their model lives: with their owners, or in a database of their own.
pub(super) fn insert_rows<T: Record>(session: &mut Session<'_>, rows: &mut [T]) -> Result<()> {
    // Models may refer to each other in a circle; what has no rows ends it.
    if rows.is_empty() {
        return Ok(());
    }
    let home = crate::database::home(T::TABLE, T::slot());
    if crate::database::is_scoped() || home.is_none_or(|home| session.shared().is(&home)) {
        return insert_all(session, rows);
    }
    run::<T, _>(&Via::Implicit, |session| insert_all(session, rows))
}

/// Puts the keys of the owners into the rows that belong to them.
fn set_keys<M: Record, T: Record>(
    info: &RelationInfo,
    owners: &[M],
    rows: &mut [T],
    counts: &[(usize, usize)],
) -> Result<()> {
    let mut rows = rows.iter_mut();
    for (position, count) in counts {
        let key = values(&owners[*position], info.first_hop().from.as_slice())?;
        rows.by_ref().take(*count).try_for_each(|row| set_key(info, row, &key))?;
    }
    Ok(())
}

/// Puts the key of an owner into a row that belongs to it, and the name of the owner's model where
/// the key can be of several.
pub(super) fn set_key<T: Record>(
    info: &RelationInfo,
    row: &mut T,
    key: &[Value<'static>],
) -> Result<()> {
    for (column, value) in info.first_hop().to.as_slice().iter().zip(key) {
        row.set_value(*column, value.borrowed())?;
    }
    if let Some(column) = info.type_column {
        row.set_value(column, Value::Text(info.owner().table.model.into()))?;
    }
    Ok(())
}

pub(super) fn values<M: Record>(record: &M, columns: &[usize]) -> Result<Vec<Value<'static>>> {
    columns.iter().map(|column| Ok(record.value(*column)?.into_owned())).collect()
}

pub(super) fn check_direct(info: &RelationInfo) -> Result<()> {
    if !info.is_through() {
        return Ok(());
    }
    let message = format!("rows cannot be inserted through `{}`", info.path());
    Err(Error::new(ErrorKind::InvalidState, message)
        .with_model(info.owner().table.model)
        .with_help("insert them first, and link them by the accessor's `add`"))
}

#[cold]
pub(super) fn is_shared(info: &RelationInfo) -> Error {
    let message = format!("the new rows of `{}` are shared with a clone", info.path());
    Error::new(ErrorKind::InvalidState, message)
        .with_model(info.owner().table.model)
        .with_help("give each struct rows of its own")
}
