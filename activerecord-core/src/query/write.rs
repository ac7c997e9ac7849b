//! UPDATE and DELETE of all rows of a query.

use super::Query;
use super::aggregate::within_keys;
use crate::database::{Session, Target, run};
use crate::dialect::Rendered;
use crate::dialect::select::{render_delete_all, render_update_all};
use crate::expression::{BinaryOp, Expr, From, IntoAssignments};
use crate::model::now;
use crate::{Error, ErrorKind, Expect, Record, Result, Value};

impl<M: Record, C: Target> Query<M, M, C> {
    /// Sets columns of all rows of the query, by one statement, and tells how many there were.
    /// `updated_at` is set and the version raised where the model has them, unless they are
    /// assigned.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`] when the query has no filter and was not called
    /// [`unfiltered`](Query::unfiltered), is grouped, or nothing is assigned; the database's
    /// error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let minors = User::filter(User::AGE.lt(18));
    /// assert_eq!(minors.update_all((User::AGE.set(User::AGE + 1), User::NAME.set("Rob")))?, 1);
    /// assert_eq!(minors.one()?.age, 13);
    ///
    /// // Every row is changed only when that was said.
    /// assert!(User::query().update_all(User::AGE.set(0)).is_err());
    /// assert_eq!(User::query().unfiltered().update_all(User::AGE.set(0))?, 3);
    /// # Ok(()) }
    /// ```
    pub fn update_all(&self, assignments: impl IntoAssignments<M>) -> Result<u64> {
        let mut list = Vec::new();
        assignments.add_to(&mut list);
        let list: Vec<(usize, Expr)> =
            list.into_iter().map(|item| (item.column, item.value)).collect();
        let filter = self.filter_of_write("update_all")?;
        if list.is_empty() {
            return Err(invalid::<M>("update_all assigns nothing"));
        }
        run::<M, _>(&self.target, |session| {
            let list = with_managed::<M>(list, session)?;
            let rendered = render_update_all(session.dialect(), M::TABLE, &list, &filter)?;
            execute(session, &rendered)
        })
    }

    /// Deletes all rows of the query, by one statement, and tells how many there were. Rows of a
    /// model with a `deleted_at` are marked instead.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`] when the query has no filter and was not called
    /// [`unfiltered`](Query::unfiltered), or is grouped; the database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// assert_eq!(User::filter(User::AGE.lt(18)).delete_all()?, 1);
    /// assert_eq!(User::query().order_by(User::NAME).limit(1).delete_all()?, 1);
    ///
    /// // Every row is deleted only when that was said.
    /// assert!(User::query().delete_all().is_err());
    /// assert_eq!(User::query().unfiltered().delete_all()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn delete_all(&self) -> Result<u64> {
        let Some(column) = M::TABLE.deleted_at else { return self.delete_all_forever() };
        let filter = self.filter_of_write("delete_all")?;
        run::<M, _>(&self.target, |session| {
            let value = now(M::TABLE.columns[column].kind, session.dialect())?;
            let list = [(column, Expr::Value { value, sensitive: false })];
            let rendered = render_update_all(session.dialect(), M::TABLE, &list, &filter)?;
            execute(session, &rendered)
        })
    }

    /// Deletes all rows of the query, also of a model with a `deleted_at`.
    ///
    /// # Errors
    /// As [`delete_all`](Query::delete_all).
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use chrono::{DateTime, Utc};
    ///
    /// #[derive(ActiveRecord, Default)]
    /// struct Note {
    ///     id: i64,
    ///     text: String,
    ///     #[record(deleted_at)]
    ///     deleted_at: Option<DateTime<Utc>>,
    /// }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Note>()?;
    /// # Note::bind(&db);
    /// for text in ["old", "new"] {
    ///     Note { text: text.into(), ..Default::default() }.create()?;
    /// }
    /// let old = Note::filter(Note::TEXT.eq("old"));
    /// assert_eq!(old.delete_all()?, 1);
    /// assert_eq!(Note::with_deleted().count()?, 2);                   // it is only marked
    /// assert_eq!(old.with_deleted().delete_all_forever()?, 1);
    /// assert_eq!(Note::with_deleted().count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn delete_all_forever(&self) -> Result<u64> {
        let filter = self.filter_of_write("delete_all")?;
        run::<M, _>(&self.target, |session| {
            let rendered = render_delete_all(session.dialect(), M::TABLE, &filter)?;
            execute(session, &rendered)
        })
    }

    fn filter_of_write(&self, verb: &str) -> Result<Vec<Expr>> {
        // Neither statement can join.
        let bounded = self.select.is_bounded()
            || !self.select.clauses().joins.is_empty()
            || !matches!(self.select.from, From::Table(_));
        if self.select.filter.is_empty() && !bounded && !self.unfiltered {
            return Err(invalid::<M>(&format!("{verb} without a filter would change every row"))
                .with_help("add a filter, or call `unfiltered()` if that is what you want"));
        }
        if self.select.is_grouped() {
            return Err(invalid::<M>(&format!("{verb} of a grouped or distinct query")));
        }
        let select = self.resolved();
        Ok(if bounded { within_keys(M::TABLE, select).filter } else { select.filter })
    }
}

fn invalid<M: Record>(message: &str) -> Error {
    Error::new(ErrorKind::InvalidQuery, message.to_owned())
        .with_model(M::TABLE.model)
        .with_table(M::TABLE.name)
}

/// Adds `updated_at` and the version, so that a row changed this way is seen to have changed.
fn with_managed<M: Record>(
    mut list: Vec<(usize, Expr)>,
    session: &Session<'_>,
) -> Result<Vec<(usize, Expr)>> {
    let table = M::TABLE;
    let assigned =
        |column: usize, list: &[(usize, Expr)]| list.iter().any(|(known, _)| *known == column);
    if let Some(column) = table.updated_at.filter(|column| !assigned(*column, &list)) {
        let value = now(table.columns[column].kind, session.dialect())?;
        list.push((column, Expr::Value { value, sensitive: false }));
    }
    if let Some(column) = table.lock_version.filter(|column| !assigned(*column, &list)) {
        let one = Expr::Value { value: Value::I64(1), sensitive: false };
        let left = Box::new(Expr::Column { table, column });
        list.push((column, Expr::Binary { left, op: BinaryOp::Add, right: Box::new(one) }));
    }
    Ok(list)
}

fn execute(session: &mut Session<'_>, rendered: &Rendered) -> Result<u64> {
    let statement = rendered.statement().expect(Expect::Nothing);
    session.execute(&statement, &rendered.binds).map(|done| done.affected)
}
