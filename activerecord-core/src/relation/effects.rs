//! What writing a row does to the rows that it belongs to: counters, and the time of the change.

use std::collections::HashMap;

use super::info::RelationInfo;
use super::keys::zero_is_unset;
use super::untyped::{Key, at_home, conditions, read, update};
use super::value::{is_unset, normal};
use crate::database::Session;
use crate::expression::{BinaryOp, Expr};
use crate::model::now;
use crate::table::Table;
use crate::{Record, Result, Value};

/// Whether writing rows of `M` changes the rows that they belong to.
pub(crate) fn has_effects<M: Record>() -> bool {
    M::HAS_RELATIONS && is_counted(M::TABLE)
}

/// Whether writing rows of a table changes the rows that they belong to.
pub(super) fn is_counted(table: &Table) -> bool {
    relations(table).next().is_some()
}

fn has_effect(relation: &RelationInfo) -> bool {
    relation.counter.is_some() || relation.touch
}

/// The keys of the rows that some rows belong to, by relation.
pub(crate) type Owners = Vec<(&'static RelationInfo, Vec<Key>)>;

pub(super) fn relations(table: &Table) -> impl Iterator<Item = &'static RelationInfo> {
    table.relations().iter().copied().filter(|relation| has_effect(relation))
}

/// What the structs belong to.
pub(crate) fn owners_of<M: Record>(records: &[M]) -> Result<Owners> {
    let mut owners = Owners::new();
    for relation in relations(M::TABLE) {
        let hop = relation.first_hop();
        let mut keys = Vec::with_capacity(records.len());
        for record in records {
            let key = hop.from.as_slice().iter().map(|column| record.value(*column));
            let key: Vec<Value<'_>> = key.collect::<Result<_>>()?;
            if !is_unset(&key, zero_is_unset(M::TABLE, hop)) {
                keys.push(key.into_iter().map(|value| normal(value).into_owned()).collect());
            }
        }
        owners.push((relation, keys));
    }
    Ok(owners)
}

/// What the rows of these keys belong to.
pub(crate) fn owners_by_key(
    session: &mut Session<'_>,
    table: &'static Table,
    keys: &[Key],
) -> Result<Owners> {
    let mut owners = Owners::new();
    for relation in relations(table) {
        let hop = relation.first_hop();
        let mut found = Vec::new();
        for filter in conditions(session, table, table.key, keys) {
            found.extend(read(session, table, hop.from.as_slice(), vec![filter], None)?);
        }
        found.retain(|key| !is_unset(key, zero_is_unset(table, hop)));
        owners.push((relation, found));
    }
    Ok(owners)
}

/// Tells the rows that other rows belonged to and belong to now: counters count them, by SQL and not
/// from what anybody has read, and those that are touched get a new `updated_at`.
pub(crate) fn moved(session: &mut Session<'_>, before: Owners, after: Owners) -> Result<()> {
    let mut changes: Vec<(&'static RelationInfo, HashMap<Key, i64>)> = Vec::new();
    for (owners, step) in [(before, -1), (after, 1)] {
        for (relation, keys) in owners {
            let place = changes.iter().position(|(known, _)| known.name == relation.name);
            let place = place.unwrap_or_else(|| {
                changes.push((relation, HashMap::new()));
                changes.len() - 1
            });
            for key in keys {
                *changes[place].1.entry(key).or_default() += step;
            }
        }
    }
    for (relation, counts) in changes {
        // Owners whose numbers change by as much are changed by one statement.
        let mut by_step: HashMap<i64, Vec<Key>> = HashMap::new();
        for (key, step) in counts {
            by_step.entry(step).or_default().push(key);
        }
        for (step, keys) in by_step {
            at_home(session, relation.target(), |session| apply(session, relation, step, &keys))?;
        }
    }
    Ok(())
}

fn apply(
    session: &mut Session<'_>,
    relation: &RelationInfo,
    step: i64,
    keys: &[Key],
) -> Result<()> {
    let hop = relation.first_hop();
    let table = hop.table();
    let mut assignments = Vec::new();
    if let (Some(column), true) = (relation.counter, step != 0) {
        let left = Box::new(Expr::Column { table, column });
        let by = Expr::Value { value: Value::I64(step.abs()), sensitive: false };
        let op = if step > 0 { BinaryOp::Add } else { BinaryOp::Sub };
        assignments.push((column, Expr::Binary { left, op, right: Box::new(by) }));
    }
    if let (true, Some(column)) = (relation.touch, table.updated_at) {
        let value = now(table.columns[column].kind, session.dialect())?;
        assignments.push((column, Expr::Value { value, sensitive: false }));
    }
    if assignments.is_empty() {
        return Ok(());
    }
    for filter in conditions(session, table, hop.to.as_slice(), keys) {
        update(session, table, &assignments, &[filter])?;
    }
    Ok(())
}
