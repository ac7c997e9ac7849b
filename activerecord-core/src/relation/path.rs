//! The way of a relation through its tables, as parts of a SELECT.

use std::sync::Arc;

use super::info::{Hop, RelationInfo};
use crate::Value;
use crate::expression::{BinaryOp, Expr, Join, JoinKind};
use crate::model::live_condition_of;
use crate::table::Table;

/// The way from the other model back to the owner, for a SELECT from the other model's table.
pub(super) struct Path {
    /// The tables in between.
    pub(super) joins: Vec<Join>,
    /// The columns that have the owner's key.
    pub(super) keys: Vec<Expr>,
    /// What else must hold.
    pub(super) filter: Vec<Expr>,
}

/// The way back to the owner.
pub(super) fn path(info: &RelationInfo) -> Path {
    let target = info.target().table;
    let mut joins = Vec::new();
    let mut filter = Vec::new();
    let mut alias: Option<Arc<str>> = None;
    let mut nearer = info.last_hop();
    for (index, hop) in info.hops.iter().enumerate().rev().skip(1) {
        let further = hop.table();
        let is_twice = is_same(further, target)
            || info.hops[..index].iter().any(|other| is_same(other.table(), further));
        let name: Option<Arc<str>> = is_twice.then(|| format!("via_{index}").into());
        let on = equal_columns(
            &Expr::columns(further, nearer.from.as_slice(), name.as_ref()),
            &Expr::columns(nearer.table(), nearer.to.as_slice(), alias.as_ref()),
        );
        joins.push(Join::new(JoinKind::Inner, further, name.clone(), on));
        filter.extend(live_condition_of(further, name.as_ref()));
        nearer = hop;
        alias = name;
    }
    let first = info.first_hop();
    let keys = Expr::columns(first.table(), first.to.as_slice(), alias.as_ref());
    filter.extend(type_condition(info, alias.as_ref()));
    Path { joins, keys, filter }
}

/// The way from the owner to the other model, for a query that has the owner's table.
pub(super) fn joins(
    info: &RelationInfo,
    owner_alias: Option<&Arc<str>>,
    alias: Option<&Arc<str>>,
    kind: JoinKind,
    filter: Vec<Expr>,
) -> Vec<Join> {
    let mut joins = Vec::new();
    let mut filter = Some(filter);
    let mut before: (&'static Table, Option<Arc<str>>) = (info.owner().table, owner_alias.cloned());
    for (index, hop) in info.hops.iter().enumerate() {
        let is_last = index + 1 == info.hops.len();
        let table = hop.table();
        let name: Option<Arc<str>> = match alias {
            Some(alias) if is_last => Some(Arc::clone(alias)),
            Some(alias) => Some(format!("{alias}_{}", table.name).into()),
            None => None,
        };
        let mut on = step_condition(hop, &before, (table, name.clone()));
        if index == 0 {
            on.extend(type_condition(info, name.as_ref()));
            let column = |column| Expr::column(before.0, column, before.1.as_ref());
            on.extend(info.owner_type().map(|own| is_of_model(column(own), info.target().table)));
        }
        if is_last {
            on.extend(filter.take().into_iter().flatten());
        } else {
            on.extend(live_condition_of(table, name.as_ref()));
        }
        joins.push(Join::new(kind, table, name.clone(), on));
        before = (table, name);
    }
    joins
}

fn step_condition(
    hop: &Hop,
    from: &(&'static Table, Option<Arc<str>>),
    to: (&'static Table, Option<Arc<str>>),
) -> Vec<Expr> {
    equal_columns(
        &Expr::columns(to.0, hop.to.as_slice(), to.1.as_ref()),
        &Expr::columns(from.0, hop.from.as_slice(), from.1.as_ref()),
    )
}

/// The condition that a key of the other model is one of the owner's model.
pub(super) fn type_condition(info: &RelationInfo, alias: Option<&Arc<str>>) -> Option<Expr> {
    let column = info.type_column.filter(|_| info.owner_type().is_none())?;
    let column = Expr::column(info.first_hop().table(), column, alias);
    Some(is_of_model(column, info.owner().table))
}

/// The condition that the key beside this column is one of a model.
pub(super) fn is_of_model(column: Expr, table: &Table) -> Expr {
    let value = Expr::Value { value: Value::Text(table.model.into()), sensitive: false };
    Expr::Binary { left: Box::new(column), op: BinaryOp::Eq, right: Box::new(value) }
}

/// `a = x`, `b = y`.
pub(super) fn equal_columns(left: &[Expr], right: &[Expr]) -> Vec<Expr> {
    let pair = |(left, right): (&Expr, &Expr)| Expr::Binary {
        left: Box::new(left.clone()),
        op: BinaryOp::Eq,
        right: Box::new(right.clone()),
    };
    left.iter().zip(right).map(pair).collect()
}

pub(super) fn is_same(left: &Table, right: &Table) -> bool {
    left.name == right.name && left.schema == right.schema
}
