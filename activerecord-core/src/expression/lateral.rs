//! Subqueries that are joined: LATERAL, APPLY.

use std::sync::Arc;

use super::{Join, JoinKind, Select};
use crate::database::Target;
use crate::relation::{IntoJoin, RelationInfo};
use crate::table::Table;
use crate::{Query, Record, Result};

/// A query that is run for every row of another; made by [`lateral`].
#[derive(Debug, Clone)]
#[must_use = "give it to `join` or `left_join`"]
pub struct Lateral {
    name: Arc<str>,
    table: &'static Table,
    select: Select,
}

/// A query that is run for every row of the query that joins it, and may use columns of it: the
/// three newest posts of every user. Its columns are named by [`of`](crate::Column::of) and the
/// name.
///
/// PostgreSQL and MySQL from 8.0.14 on write it as `LATERAL`, SQL Server and Oracle as `APPLY`.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::lateral;
///
/// # #[derive(ActiveRecord)] struct User { id: i64, name: String }
/// # #[derive(ActiveRecord)] struct Post { id: i64, user_id: i64, title: String }
/// let newest = Post::filter(Post::USER_ID.eq(User::ID)).order_by(Post::ID.desc()).limit(3);
/// let rows = User::query()
///     .join(lateral("newest", newest))
///     .select((User::NAME, Post::TITLE.of("newest")));
/// # assert!(rows.to_sql()?.text.contains("CROSS JOIN LATERAL ("));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub fn lateral<M, N, C>(name: &str, query: Query<N, M, C>) -> Lateral
where
    M: Record,
    N: Record,
    C: Target,
{
    Lateral {
        name: name.into(),
        table: M::TABLE,
        select: super::subquery::correlated(query.into()),
    }
}

impl IntoJoin for Lateral {
    fn into_joins(self, kind: JoinKind) -> Result<(Vec<Join>, Option<&'static RelationInfo>)> {
        Ok((vec![Join::lateral(kind, self.table, self.name, self.select)], None))
    }
}
