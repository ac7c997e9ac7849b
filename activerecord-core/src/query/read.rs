//! Reading the rows of a query.

use std::ops::ControlFlow;

use super::aggregate::within_keys;
use super::set::enclosed;
use super::shape::Question;
use super::{Deleted, Query, expr_of};
use crate::database::{Target, run};
use crate::dialect::select::render_select;
use crate::dialect::{IsoDialect, Rendered};
use crate::expression::{From, IntoCondition, Order, Select, Typed};
use crate::model::{find_many, find_where, key_columns, key_condition};
use crate::sql::only;
use crate::{ErrorKind, Expect, FromRow, IntoKey, Record, Result, Statement, Value};

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// All rows.
    ///
    /// # Errors
    /// The database's error, or a value does not fit.
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
    /// let users: Vec<User> = User::query().order_by(User::NAME).all()?;
    /// assert_eq!((users.len(), users[0].name.as_str()), (3, "Ada"));
    /// # Ok(()) }
    /// ```
    pub fn all(&self) -> Result<Vec<Out>> {
        let mut rows = Vec::new();
        self.read_all(&mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })?;
        self.load_includes(&mut rows)?;
        Ok(rows)
    }

    /// The first row, by the query's order, or by the key where it has none.
    ///
    /// # Errors
    /// As [`all`](Query::all).
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
    /// let youngest: Option<User> = User::query().order_by(User::AGE).first()?;
    /// assert_eq!(youngest.map(|user| user.name).as_deref(), Some("Bob"));
    /// assert!(User::filter(User::AGE.gt(90)).first()?.is_none());
    /// # Ok(()) }
    /// ```
    pub fn first(&self) -> Result<Option<Out>> {
        let mut first = None;
        self.ask(Question::First, Expect::One, first_of::<M>, &mut |row| {
            first = Some(row);
            Ok(ControlFlow::Break(()))
        })?;
        self.load_includes(first.as_mut_slice())?;
        Ok(first)
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`all`](Query::all); [`ErrorKind::NotFound`] when there is no row,
    /// [`ErrorKind::TooManyRows`] when there are several.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::ErrorKind;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let user: User = User::filter(User::AGE.lt(18)).one()?;
    /// assert_eq!(user.name, "Bob");
    ///
    /// assert!(User::filter(User::AGE.gt(90)).one().unwrap_err().is_not_found());
    /// let several = User::filter(User::AGE.eq(36)).one().unwrap_err();
    /// assert_eq!(several.kind(), ErrorKind::TooManyRows);
    /// # Ok(()) }
    /// ```
    pub fn one(&self) -> Result<Out> {
        let mut select = self.resolved();
        select.limit = Some(select.limit.map_or(2, |limit| limit.min(2)));
        let mut rows = Vec::new();
        self.read(&select, Expect::Many, &mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })?;
        let mut row = only(rows)
            .map_err(|error| error.with_model(M::TABLE.model).with_table(M::TABLE.name))?;
        self.load_includes(std::slice::from_mut(&mut row))?;
        Ok(row)
    }

    /// Calls `each` for every row while it is read: memory stays small however many there are.
    ///
    /// The connection is in use until the last row: a statement inside of the closure needs
    /// another one, and fails with [`ErrorKind::Busy`] in a transaction and on an in-memory
    /// database. [`batches`](Query::batches) has no such restriction.
    ///
    /// # Errors
    /// As [`all`](Query::all), or what the closure returned, which ends the reading.
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
    /// let mut names = Vec::new();
    /// User::query().order_by(User::ID).each(|user| {
    ///     names.push(user.name);
    ///     Ok(())
    /// })?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok(()) }
    /// ```
    pub fn each(&self, mut each: impl FnMut(Out) -> Result<()>) -> Result<()> {
        self.refuse_includes()?;
        self.read_all(&mut |row| {
            each(row)?;
            Ok(ControlFlow::Continue(()))
        })
    }

    /// The values of one column or expression.
    ///
    /// # Errors
    /// As [`all`](Query::all).
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
    /// let users = User::query().order_by(User::ID);
    /// let names: Vec<String> = users.pluck(User::NAME)?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// assert_eq!(users.pluck(User::AGE * 2)?, [72, 24, 72]);
    /// # Ok(()) }
    /// ```
    pub fn pluck<T: Typed>(&self, column: T) -> Result<Vec<T::Type>> {
        let mut select = self.resolved();
        select.columns = vec![expr_of(column)];
        let mut values = Vec::new();
        self.read_as::<(T::Type,)>(&select, Expect::Many, &mut |(value,)| {
            values.push(value);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(values)
    }

    /// The statement that [`all`](Query::all) would run, with its binds; nothing is run. Where
    /// the model has no database it is written in ISO SQL.
    ///
    /// # Errors
    /// The query can't be written for the database.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord)] struct User { id: i64, name: String, age: i32 }
    /// let sql = User::filter(User::AGE.ge(18)).to_sql()?;
    /// assert_eq!(sql.text, r#"SELECT "id", "name", "age" FROM "users" WHERE "age" >= ?"#);
    /// assert_eq!(sql.binds.len(), 1);
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    pub fn to_sql(&self) -> Result<Rendered> {
        match self.target.database::<M>() {
            Ok(database) => render_select(database.dialect(), &self.resolved()),
            Err(error) if error.kind() == ErrorKind::NotConfigured => {
                render_select(&IsoDialect, &self.resolved())
            }
            Err(error) => Err(error),
        }
    }

    /// How the database would run the query, in its own words, a line for each step.
    ///
    /// # Errors
    /// As [`all`](Query::all); [`ErrorKind::Unsupported`] where the database does not tell.
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
    /// let plan = User::filter(User::NAME.eq("Ada")).explain()?;
    /// assert!(plan.contains("SCAN"), "there is no index: {plan}");
    /// # Ok(()) }
    /// ```
    pub fn explain(&self) -> Result<String> {
        run::<M, _>(&self.target, |session| {
            let rendered = render_select(session.dialect(), &self.resolved())?;
            let sql = format!("{}{}", session.dialect().explain_prefix()?, rendered.text);
            let statement = Statement::new(&sql).one_shot().sensitive(&rendered.sensitive);
            let mut lines = Vec::new();
            session.query(&statement, &rendered.binds, &mut |row| {
                let mut cells = Vec::new();
                for index in 0..row.width() {
                    cells.push(match row.get(index)? {
                        Value::Text(text) => text.into_owned(),
                        Value::I64(number) => number.to_string(),
                        Value::Null(_) | Value::Empty(_) => String::new(),
                        other => format!("{other:?}"),
                    });
                }
                lines.push(cells.join(" | "));
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(lines.join("\n"))
        })
    }

    /// Reads every row of the query. That of every row of the table is a statement of the model's.
    fn read_all(&self, each: &mut dyn FnMut(Out) -> Result<ControlFlow<()>>) -> Result<()> {
        if !self.select.is_plain() || self.deleted == Deleted::Only {
            return self.ask(Question::All, Expect::Many, |select| select, each);
        }
        let live = self.deleted == Deleted::Hidden;
        run::<M, _>(&self.target, |session| {
            let statements = session.shared().statements(M::slot().number());
            let statement = statements.all(session.dialect(), M::TABLE, live);
            session
                .query(&Statement::new(&statement.sql), &[], &mut |row| each(Out::from_row(row)?))
        })
        .map(|_| ())
    }

    pub(super) fn read(
        &self,
        select: &Select,
        expect: Expect,
        each: &mut dyn FnMut(Out) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.read_as::<Out>(select, expect, each)
    }

    pub(super) fn read_as<T: FromRow>(
        &self,
        select: &Select,
        expect: Expect,
        each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        check_width::<T>(select)?;
        if self.is_nothing() && select.columns.is_empty() {
            return Ok(());
        }
        run::<M, _>(&self.target, |session| find_where::<T>(session, select, expect, each))
    }
}

impl<M: Record, C: Target> Query<M, M, C> {
    /// The row of a key, if it is among the query's rows.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when it is not.
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
    /// let adults = User::filter(User::AGE.ge(18));
    /// assert_eq!(adults.find(1)?.name, "Ada");
    /// assert!(adults.find(2).unwrap_err().is_not_found());      // Bob is none of them
    /// # Ok(()) }
    /// ```
    pub fn find(&self, key: impl IntoKey<M::Key>) -> Result<M> {
        let key = key.into_key();
        if self.select.filter.is_empty()
            && !self.select.is_bounded()
            && matches!(self.select.from, From::Table(_))
            && self.deleted != Deleted::Only
            && self.select.clauses().lock.is_none()
            && self.select.clauses().joins.is_empty()
        {
            let live = self.deleted == Deleted::Hidden;
            let mut record =
                run::<M, _>(&self.target, |session| crate::model::find(session, &key, live))?;
            self.load_includes(std::slice::from_mut(&mut record))?;
            return Ok(record);
        }
        self.narrowed().filter(key_condition(M::TABLE, &M::key_values(&key)?)).one()
    }

    /// The rows of several keys; see [`Model::find_many`](crate::Model::find_many). Filters of
    /// the query don't count, its view of soft-deleted rows and its lock do.
    ///
    /// # Errors
    /// The database's error.
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
    /// let users = User::query().find_many([3, 1, 99])?;         // no row has the last key
    /// let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
    /// assert_eq!(names, ["Cleo", "Ada"]);
    /// # Ok(()) }
    /// ```
    pub fn find_many<K: IntoKey<M::Key>>(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<Vec<M>> {
        let keys: Vec<M::Key> = keys.into_iter().map(IntoKey::into_key).collect();
        let mut which = Select::from_table(M::TABLE);
        which.filter.extend(self.deleted_condition());
        if let Some(lock) = &self.select.clauses().lock {
            which.clauses_mut().lock = Some(lock.clone());
        }
        let mut records = run::<M, _>(&self.target, |session| find_many(session, &keys, &which))?;
        self.load_includes(&mut records)?;
        Ok(records)
    }

    /// The first of the query's rows that meet a condition.
    ///
    /// # Errors
    /// The database's error.
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
    /// let adults = User::filter(User::AGE.ge(18));
    /// let found: Option<User> = adults.find_by(User::NAME.starts_with("C"))?;
    /// assert_eq!(found.map(|user| user.name).as_deref(), Some("Cleo"));
    /// assert!(adults.find_by(User::NAME.eq("Bob"))?.is_none());
    /// # Ok(()) }
    /// ```
    pub fn find_by(&self, condition: impl IntoCondition) -> Result<Option<M>> {
        self.narrowed().filter(condition).first()
    }

    /// The query to add a condition to: a limit counts before it, not after it.
    fn narrowed(&self) -> Self {
        let mut query = self.clone();
        if query.select.is_bounded() {
            let lock = query.select.unlock();
            query.select = match query.select.from {
                From::Table(_) => within_keys(M::TABLE, query.resolved()),
                _ => enclosed(query.resolved()),
            };
            if lock.is_some() {
                query.select.clauses_mut().lock = lock;
            }
            query.deleted = Deleted::Shown;
            query.of_relation = None;
        }
        query
    }
}

pub(super) fn ascending(expr: crate::expression::Expr) -> Order {
    Order::new(expr, false)
}

/// Whether the rows of a query have the model's key.
fn has_key<M: Record>(select: &Select) -> bool {
    select.from.whole_rows().is_some_and(|table| table.is(M::TABLE))
}

/// The SELECT of the first row.
fn first_of<M: Record>(mut select: Select) -> Select {
    if select.order.is_empty() && !select.is_grouped() && has_key::<M>(&select) {
        select.order = key_columns(M::TABLE).into_iter().map(ascending).collect();
    }
    select.limit = Some(select.limit.map_or(1, |limit| limit.min(1)));
    select
}

/// A struct must have as many fields as there are columns selected for it, unless it reads none.
pub(super) fn check_width<T: FromRow>(select: &Select) -> Result<()> {
    let width = select.columns.len();
    if width == 0 || width == T::WIDTH || T::WIDTH == 0 {
        return Ok(());
    }
    let message = format!("{width} columns are selected for a row of {}", T::WIDTH);
    Err(crate::Error::new(ErrorKind::InvalidQuery, message)
        .with_help("select one column or expression for each field, in their order"))
}
