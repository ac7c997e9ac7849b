//! What happens to the rows that depend on a deleted one.

use std::collections::HashSet;

use super::info::{Dependent, RelationInfo};
use super::path::type_condition;
use super::untyped::{Key, at_home, conditions, delete, read, update};
use super::value::is_unset;
use crate::database::Session;
use crate::expression::Expr;
use crate::model::{live_condition, now};
use crate::table::Table;
use crate::{Error, ErrorKind, Record, Result, Value};

/// Whether rows of other models depend on those of `M`.
pub(crate) fn has_dependents<M: Record>() -> bool {
    M::HAS_RELATIONS && has_any(M::TABLE)
}

fn has_any(table: &Table) -> bool {
    table.relations().iter().any(|relation| relation.dependent.is_some())
}

/// Does with the rows that depend on those of these keys what their relations say: those that keep
/// the rows from being deleted are looked for first. Where the rows are marked as deleted only,
/// what depends on them is marked too, or stays.
pub(crate) fn before_delete<M: Record>(
    session: &mut Session<'_>,
    keys: &[Key],
    forever: bool,
) -> Result<()> {
    for filter in conditions(session, M::TABLE, M::TABLE.key, keys) {
        let roots = (M::TABLE, filter.clone());
        Walk { forever, roots, seen: HashSet::new() }.below(session, M::TABLE, filter)?;
    }
    Ok(())
}

/// A walk from rows to those that depend on them.
struct Walk {
    forever: bool,
    /// The rows that it begins with, which somebody else deletes.
    roots: (&'static Table, Expr),
    /// Rows may depend on each other in a circle.
    seen: HashSet<(&'static str, &'static str, Key)>,
}

impl Walk {
    /// What depends on the rows that meet a condition.
    fn below(
        &mut self,
        session: &mut Session<'_>,
        table: &'static Table,
        filter: Expr,
    ) -> Result<()> {
        let mut dependents: Vec<&'static RelationInfo> = table.relations().to_vec();
        dependents.retain(|relation| relation.dependent.is_some());
        dependents.sort_by_key(|relation| relation.dependent != Some(Dependent::Restrict));
        for relation in dependents {
            let columns = relation.first_hop().from.as_slice();
            let mut keys = read(session, table, columns, vec![filter.clone()], None)?;
            keys.retain(|key| {
                !is_unset(key, false) && self.seen.insert((table.name, relation.name, key.clone()))
            });
            if !keys.is_empty() {
                let side = (relation.first_hop().side)();
                at_home(session, side, |session| self.settle(session, relation, &keys))?;
            }
        }
        Ok(())
    }

    /// Does with the rows of a relation what it says.
    fn settle(
        &mut self,
        session: &mut Session<'_>,
        relation: &RelationInfo,
        keys: &[Key],
    ) -> Result<()> {
        let hop = relation.first_hop();
        let table = hop.table();
        for keys in conditions(session, table, hop.to.as_slice(), keys) {
            let mut filter = vec![keys];
            filter.extend(type_condition(relation, None));
            match relation.dependent {
                Some(Dependent::Restrict) => self.restrict(session, relation, filter)?,
                Some(Dependent::Nullify) if self.forever => {
                    nullify(session, table, hop.to.as_slice(), &filter)?;
                }
                Some(Dependent::Delete) => self.delete(session, table, filter)?,
                Some(Dependent::Nullify) | None => {}
            }
        }
        Ok(())
    }

    fn restrict(
        &self,
        session: &mut Session<'_>,
        relation: &RelationInfo,
        mut filter: Vec<Expr>,
    ) -> Result<()> {
        let table = relation.first_hop().table();
        if !self.forever {
            filter.extend(live_condition(table));
        }
        if read(session, table, table.key, filter, Some(1))?.is_empty() {
            return Ok(());
        }
        let owner = relation.owner().table;
        let message =
            format!("the `{}` has rows in `{}`, which keep it", owner.model, relation.name);
        Err(Error::new(ErrorKind::ForeignKeyViolation, message)
            .with_model(owner.model)
            .with_table(table.name)
            .with_help("delete these rows first, or say `dependent = \"delete\"` on the relation"))
    }

    fn delete(
        &mut self,
        session: &mut Session<'_>,
        table: &'static Table,
        mut filter: Vec<Expr>,
    ) -> Result<()> {
        if has_any(table) {
            self.below(session, table, Expr::All(filter.clone()))?;
        }
        if (table.name, table.schema) == (self.roots.0.name, self.roots.0.schema) {
            filter.push(Expr::Not(Box::new(self.roots.1.clone())));
        }
        match (self.forever, table.deleted_at) {
            (true, _) => delete(session, table, &filter)?,
            (false, Some(column)) => {
                let value = now(table.columns[column].kind, session.dialect())?;
                filter.extend(live_condition(table));
                let value = Expr::Value { value, sensitive: false };
                update(session, table, &[(column, value)], &filter)?
            }
            // The owner can be restored, this row could not.
            (false, None) => 0,
        };
        Ok(())
    }
}

fn nullify(
    session: &mut Session<'_>,
    table: &'static Table,
    columns: &[usize],
    filter: &[Expr],
) -> Result<()> {
    let null = |column: &usize| {
        let value = Value::Null(table.columns[*column].kind);
        (*column, Expr::Value { value, sensitive: false })
    };
    let assignments: Vec<(usize, Expr)> = columns.iter().map(null).collect();
    update(session, table, &assignments, filter).map(|_| ())
}
