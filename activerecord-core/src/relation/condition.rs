//! Conditions on an owner by the rows that belong to it.

use super::field::RelationField;
use super::path::{equal_columns, is_of_model, is_same, path};
use super::query::RelationQuery;
use crate::Record;
use crate::expression::{Condition, Expr, Expression, Function, IntoCondition, Select, exists};

impl<M: Record, R: RelationField> RelationQuery<M, R> {
    /// Whether any row meets a condition.
    pub fn any(self, condition: impl IntoCondition) -> Condition {
        self.filter(condition).exists()
    }

    /// Whether all rows meet a condition, also where there are none. A row for which the condition
    /// is NULL is one that meets it.
    pub fn all(self, condition: impl IntoCondition) -> Condition {
        !self.filter(!condition.into_condition()).exists()
    }

    /// Whether no row meets a condition.
    pub fn none(self, condition: impl IntoCondition) -> Condition {
        !self.any(condition)
    }

    /// Whether there is any row.
    pub fn exists(self) -> Condition {
        let mut select = self.correlated();
        let key = R::Target::TABLE.key.first().copied().unwrap_or_default();
        select.columns = vec![Expr::Column { table: R::Target::TABLE, column: key }];
        exists(select)
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(self) -> Expression<i64> {
        let mut select = self.correlated();
        let function = Function::Count;
        select.columns = vec![Expr::Aggregate { function, argument: None, distinct: false }];
        Expression::new(Expr::Scalar(Box::new(select)))
    }

    /// The rows that belong to the owner of an outer query.
    fn correlated(mut self) -> Select {
        let info = self.relation.info();
        // In a subquery the table needs no name of the user's.
        self.alias = None;
        let owner = info.owner().table;
        let mut select = Select::from_table(R::Target::TABLE);
        select.is_renamed = is_same(owner, R::Target::TABLE);
        let clauses = select.clauses_mut();
        clauses.relations.push(info);
        let path = path(info);
        clauses.joins = path.joins;
        select.is_correlated = true;
        let columns = info.first_hop().from.as_slice();
        let outer =
            |column: &usize| Expr::Outer(Box::new(Expr::column(owner, *column, self.of.as_ref())));
        let owners: Vec<Expr> = columns.iter().map(outer).collect();
        select.filter = equal_columns(&path.keys, &owners);
        let own_type = info.owner_type();
        select.filter.extend(own_type.map(|own| is_of_model(outer(&own), R::Target::TABLE)));
        select.filter.extend(path.filter);
        select.filter.extend(self.conditions());
        select
    }
}
