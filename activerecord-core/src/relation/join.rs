//! Relations as joins of a query.

use super::constant::Relation;
use super::field::RelationField;
use super::info::RelationInfo;
use super::path::joins;
use super::query::RelationQuery;
use crate::expression::{Join, JoinKind};
use crate::{Error, ErrorKind, Record, Result};

/// What [`join`](crate::Query::join) takes: a relation such as `User::POSTS`, also with a filter and
/// a name; a query with a name ([`Cte::on`](crate::Cte::on)); a query that is run for every row
/// ([`lateral`](crate::lateral)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "expected a relation such as `User::POSTS`",
    note = "a relation to an enum of models is joined for one of them: `Comment::COMMENTABLE.to::<Post>()`"
)]
pub trait IntoJoin {
    /// The tables to join, and the relation that leads to them, where it is one.
    ///
    /// # Errors
    /// The relation has an order, a limit or relations of its own.
    #[doc(hidden)]
    fn into_joins(self, kind: JoinKind) -> Result<(Vec<Join>, Option<&'static RelationInfo>)>;
}

impl<M: Record, R: RelationField> IntoJoin for Relation<M, R> {
    fn into_joins(self, kind: JoinKind) -> Result<(Vec<Join>, Option<&'static RelationInfo>)> {
        RelationQuery::new(self).into_joins(kind)
    }
}

impl<M: Record, R: RelationField> IntoJoin for RelationQuery<M, R> {
    fn into_joins(self, kind: JoinKind) -> Result<(Vec<Join>, Option<&'static RelationInfo>)> {
        let info = self.relation.info();
        if !self.order.is_empty() || self.limit.is_some() || !self.includes.is_empty() {
            let message =
                format!("the join of `{}` has an order, a limit or includes", info.path());
            return Err(Error::new(ErrorKind::InvalidQuery, message)
                .with_help("order and bound the query itself, or load the relation by `include`"));
        }
        let conditions = self.conditions();
        Ok((joins(info, self.of.as_ref(), self.alias.as_ref(), kind, conditions), Some(info)))
    }
}
