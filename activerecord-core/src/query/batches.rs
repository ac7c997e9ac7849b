//! Reading many rows page by page.

use super::Query;
use super::read::ascending;
use crate::database::{Implicit, Target};
use crate::expression::{BinaryOp, Expr};
use crate::model::key_columns;
use crate::{Error, ErrorKind, Record, Result, Value};

/// The pages of a query, made by [`Query::batches`]: an iterator of lists of models.
#[derive(Debug)]
#[must_use = "batches are read as the iterator goes on"]
pub struct Batches<M: Record, C = Implicit> {
    query: Query<M, M, C>,
    size: u64,
    /// How many rows are still wanted, where the query has a limit.
    left: Option<u64>,
    last: Option<Vec<Value<'static>>>,
    state: State,
}

#[derive(Debug)]
enum State {
    Reading,
    Done,
    Failed(Option<Error>),
}

impl<M: Record, C: Target> Query<M, M, C> {
    /// Reads the rows in pages of `size`, in the order of the key, each by one statement that
    /// begins behind the last key of the page before: no page is slower than the first, memory
    /// stays small, and the database is free between the pages.
    ///
    /// A query with an order of its own, an offset or groups gives one error: pages go by the key.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for _ in 0..5 { User::default().create()?; }
    /// let mut sizes = Vec::new();
    /// for batch in User::query().batches(2) {
    ///     sizes.push(batch?.len());
    /// }
    /// assert_eq!(sizes, [2, 2, 1]);
    /// # Ok(()) }
    /// ```
    pub fn batches(&self, size: u64) -> Batches<M, C> {
        let select = &self.select;
        let problem = if size == 0 {
            Some("the size of a batch must be at least 1")
        } else if !select.order.is_empty() {
            Some("batches go by the key: the query must not have an order of its own")
        } else if select.offset.is_some() || select.is_grouped() {
            Some("batches go by the key: the query must not have an offset or groups")
        } else if !select.clauses().joins.is_empty() {
            Some("batches go by the key: the query must not have joins, which repeat rows")
        } else {
            None
        };
        let state = match problem {
            None => State::Reading,
            Some(message) => State::Failed(Some(
                Error::new(ErrorKind::InvalidQuery, message).with_model(M::TABLE.model),
            )),
        };
        Batches { query: self.clone(), size, left: select.limit, last: None, state }
    }
}

impl<M: Record, C: Target> Batches<M, C> {
    fn page(&self, size: u64) -> Result<Vec<M>> {
        let mut query = self.query.clone();
        query.select.order = key_columns(M::TABLE).into_iter().map(ascending).collect();
        query.select.limit = Some(size);
        if let Some(last) = &self.last {
            query.select.filter.push(behind::<M>(last));
        }
        query.all()
    }
}

impl<M: Record, C: Target> Iterator for Batches<M, C> {
    type Item = Result<Vec<M>>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.state {
            State::Done => return None,
            State::Failed(error) => {
                let error = error.take();
                self.state = State::Done;
                return error.map(Err);
            }
            State::Reading => {}
        }
        let size = self.left.map_or(self.size, |left| left.min(self.size));
        let rows = if size == 0 { Ok(Vec::new()) } else { self.page(size) };
        let rows = rows.and_then(|rows| Ok((last_key(&rows)?, rows)));
        match rows {
            Ok((last, rows)) => {
                let read = rows.len() as u64;
                self.left = self.left.map(|left| left - read);
                self.last = last;
                if read < size || size == 0 {
                    self.state = State::Done;
                }
                (!rows.is_empty()).then_some(Ok(rows))
            }
            Err(error) => {
                self.state = State::Done;
                Some(Err(error))
            }
        }
    }
}

fn last_key<M: Record>(rows: &[M]) -> Result<Option<Vec<Value<'static>>>> {
    let Some(last) = rows.last() else { return Ok(None) };
    let key = M::TABLE.key.iter().map(|column| Ok(last.value(*column)?.into_owned()));
    key.collect::<Result<_>>().map(Some)
}

/// The condition that a key comes behind another: `a > 1 OR (a = 1 AND b > 2)`.
fn behind<M: Record>(last: &[Value<'static>]) -> Expr {
    let table = M::TABLE;
    let compare = |position: usize, op: BinaryOp| {
        let column = table.key[position];
        let sensitive = table.columns[column].sensitive;
        Expr::Binary {
            left: Box::new(Expr::Column { table, column }),
            op,
            right: Box::new(Expr::Value { value: last[position].clone(), sensitive }),
        }
    };
    let mut alternatives = Vec::with_capacity(last.len());
    for position in 0..last.len() {
        let mut parts: Vec<Expr> =
            (0..position).map(|before| compare(before, BinaryOp::Eq)).collect();
        parts.push(compare(position, BinaryOp::Gt));
        alternatives.push(Expr::All(parts));
    }
    Expr::Any(alternatives)
}
