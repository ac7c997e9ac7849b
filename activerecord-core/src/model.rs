//! The verbs of a model: create, find, update, delete.

use crate::config::ConnectionConfig;
use crate::database::{Database, Executor, Implicit, Named, On, Via, run, run_on};
use crate::expression::{Binds, IntoCondition, Select};
use crate::query::{exists_where, first_where};
use crate::{Backend, IntoInclude, IntoKey, Query, Record, Result, Transaction};

mod delete;
mod find;
mod insert;
mod many;
mod new_rows;
mod timestamp;
mod tracked;
mod update;

pub(crate) use self::find::{
    find, find_many, find_where, key_columns, key_condition, live_condition, live_condition_of,
};
pub(crate) use self::insert::insert_all;
pub use self::many::UpsertMany;
pub(crate) use self::many::insert_untyped;
pub use self::new_rows::NewRows;
pub(crate) use self::timestamp::now;
pub use self::tracked::Tracked;
pub(crate) use self::update::Snapshot;

/// The verbs of a model. Every struct with `#[derive(ActiveRecord)]` has them.
///
/// The short forms use the model's own database (see [`set_default`](crate::set_default) and
/// [`bind`](Model::bind)) or the transaction that this thread has open on it; the `_on` forms
/// use the database or transaction that is given.
///
/// A failed verb leaves the struct as it was.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct User { id: i64, name: String }
///
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// db.create_table::<User>()?;
/// User::bind(&db);
///
/// let mut user = User { name: "Ada".into(), ..Default::default() }.create()?;
/// user.update(|user| user.name = "Ada Lovelace".into())?;
/// assert_eq!(User::find(user.id)?.name, "Ada Lovelace");
/// user.delete()?;
/// assert!(User::find(user.id).unwrap_err().is_not_found());
/// # Ok(()) }
/// ```
pub trait Model: Record {
    /// All rows, as a query to narrow down.
    fn query() -> Query<Self> {
        Query::new(Implicit)
    }

    /// The rows that meet a condition.
    fn filter(condition: impl IntoCondition) -> Query<Self> {
        Query::new(Implicit).filter(condition)
    }

    /// A query on this database or in this transaction.
    fn on(executor: &dyn Executor) -> Query<Self, Self, On<'_>> {
        Query::new(On(executor))
    }

    /// A query on the database that is registered by this name.
    fn using(name: &str) -> Query<Self, Self, Named> {
        Query::new(Named(name.into()))
    }

    /// A query that sees soft-deleted rows too.
    fn with_deleted() -> Query<Self> {
        Query::new(Implicit).with_deleted()
    }

    /// A query that sees soft-deleted rows only.
    fn only_deleted() -> Query<Self> {
        Query::new(Implicit).only_deleted()
    }

    /// The row of a key.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is none, or it is
    /// soft-deleted.
    #[inline]
    fn find(key: impl IntoKey<Self::Key>) -> Result<Self> {
        let key = key.into_key();
        run::<Self, _>(&Implicit, |session| find(session, &key, true))
    }

    /// The rows of several keys, in the order of the keys. Keys without a row are left out, and a
    /// key that is given twice counts once.
    ///
    /// # Errors
    /// The database's error.
    fn find_many<K: IntoKey<Self::Key>>(keys: impl IntoIterator<Item = K>) -> Result<Vec<Self>> {
        let keys: Vec<Self::Key> = keys.into_iter().map(IntoKey::into_key).collect();
        let mut live = Select::from_table(Self::TABLE);
        live.filter.extend(live_condition(Self::TABLE));
        run::<Self, _>(&Implicit, |session| find_many(session, &keys, &live))
    }

    /// One of the rows that meet a condition, the one with the smallest key.
    ///
    /// # Errors
    /// The database's error.
    fn find_by(condition: impl IntoCondition) -> Result<Option<Self>> {
        first_where(condition.into_condition())
    }

    /// Whether there is a row of this key.
    ///
    /// # Errors
    /// The database's error.
    fn exists(key: impl IntoKey<Self::Key>) -> Result<bool> {
        let key = key.into_key();
        exists_where::<Self>(key_condition(Self::TABLE, &Self::key_values(&key)?))
    }

    /// The rows of a statement in SQL, with `?` for each bind. Its columns are matched to the
    /// fields by name; more columns than the model has do no harm.
    ///
    /// # Errors
    /// The database's error; a column of the model is missing, or a value does not fit its field.
    fn find_by_sql(sql: &str, binds: impl Binds) -> Result<Vec<Self>> {
        let database = crate::database::Target::database::<Self>(&Implicit)?;
        database.sql(sql, binds).all()
    }

    /// Makes a database the model's own. It stays so until another is bound.
    fn bind(database: &Database) {
        Self::slot().bind(std::sync::Arc::clone(&database.0));
    }

    /// Opens a database and makes it the model's own.
    ///
    /// # Errors
    /// As [`Database::open`].
    fn configure(config: ConnectionConfig, backend: impl Backend) -> Result<Database> {
        let database = Database::open(config, backend)?;
        Self::bind(&database);
        Ok(database)
    }

    /// The model's own database.
    ///
    /// # Errors
    /// [`ErrorKind::NotConfigured`](crate::ErrorKind::NotConfigured) when it has none.
    fn database() -> Result<Database> {
        crate::database::Target::database::<Self>(&Implicit)
    }

    /// Runs a closure in a transaction of the model's database; see [`Database::transaction`].
    ///
    /// # Errors
    /// As [`Database::transaction`].
    fn transaction<T>(run: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        Self::database()?.transaction(run)
    }

    /// Inserts the struct as a new row and hands it back with its key, its timestamps and what
    /// the database filled in.
    ///
    /// A key that the database makes is left out while it is `0`, and sent when it is set; a
    /// `Uuid` key is made here (version 7) while it is nil.
    ///
    /// # Errors
    /// A constraint is violated, or another error of the database. To keep the struct after an
    /// error use [`insert`](Model::insert).
    fn create(mut self) -> Result<Self> {
        run::<Self, _>(&Implicit, |session| insert::insert(session, &mut self))?;
        Ok(self)
    }

    /// [`create`](Model::create) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`create`](Model::create).
    fn create_on(mut self, executor: &dyn Executor) -> Result<Self> {
        run_on(executor, |session| insert::insert(session, &mut self))?;
        Ok(self)
    }

    /// Inserts the struct as a new row and fills in its key, its timestamps and what the database
    /// made.
    ///
    /// # Errors
    /// As [`create`](Model::create).
    fn insert(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| insert::insert(session, self))
    }

    /// [`insert`](Model::insert) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`create`](Model::create).
    fn insert_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| insert::insert(session, self))
    }

    /// Makes the row equal to the struct.
    ///
    /// While the key is unset this is [`insert`](Model::insert), else an UPDATE of every column
    /// but the key, `created_at` and those that are read-only. A model whose key the user assigns
    /// is inserted or updated, whichever is needed; with a `lock_version` it is inserted while
    /// that is 0, and updated else.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the key is set but has no row;
    /// [`ErrorKind::Stale`](crate::ErrorKind::Stale) when the row of a `lock_version` model has
    /// another version; a constraint is violated.
    fn save(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| update::save(session, self))
    }

    /// [`save`](Model::save) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`save`](Model::save).
    fn save_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| update::save(session, self))
    }

    /// Changes fields, and updates the columns whose values have changed; nothing changed is no
    /// statement. Changing the key moves the row.
    ///
    /// # Errors
    /// As [`save`](Model::save); [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when
    /// the struct was not created yet, or the closure changed a column that only the library or
    /// the database writes. The fields are then what they were before the call.
    fn update(&mut self, change: impl FnOnce(&mut Self)) -> Result<()> {
        let before = update::prepare(self, change)?;
        let Some(before) = before else { return Ok(()) };
        let result = run::<Self, _>(&Implicit, |session| before.write(session, self));
        before.settle(self, result)
    }

    /// [`update`](Model::update) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`update`](Model::update).
    fn update_on(&mut self, executor: &dyn Executor, change: impl FnOnce(&mut Self)) -> Result<()> {
        let before = update::prepare(self, change)?;
        let Some(before) = before else { return Ok(()) };
        let result = run_on(executor, |session| before.write(session, self));
        before.settle(self, result)
    }

    /// Reads every column again, of a soft-deleted row too. Fields that are no columns stay.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the row is gone.
    fn reload(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| find::reload(session, self))
    }

    /// [`reload`](Model::reload) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`reload`](Model::reload).
    fn reload_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| find::reload(session, self))
    }

    /// Inserts all of these as new rows, and fills in their keys, timestamps and what the database
    /// made, in their order. All of them are inserted or none, in as few statements as the
    /// database's limits allow. Parts that stay when a later one fails are slices of their own;
    /// so it is with the other verbs for many rows.
    ///
    /// # Errors
    /// As [`create`](Model::create); the structs are then as they were.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(ActiveRecord, Clone, Default)]
    /// struct City {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # City::bind(&db);
    /// # db.create_table::<City>()?;
    /// let mut cities = vec![City { id: 0, name: "Turin".into() }; 2_500];
    /// City::insert_many(&mut cities)?;                       // all or none
    /// assert_eq!(cities[2_499].id, 2_500);
    /// # cities.iter_mut().for_each(|city| city.id = 0);
    ///
    /// for part in cities.chunks_mut(1_000) {                 // a commit for each thousand
    ///     City::insert_many(part)?;
    /// }
    /// # assert_eq!(City::query().count()?, 5_000);
    /// # Ok(()) }
    /// ```
    fn insert_many(records: &mut [Self]) -> Result<()> {
        run::<Self, _>(&Implicit, |session| many::insert_many(session, records))
    }

    /// [`insert_many`](Model::insert_many) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`insert_many`](Model::insert_many).
    fn insert_many_on(executor: &dyn Executor, records: &mut [Self]) -> Result<()> {
        run_on(executor, |session| many::insert_many(session, records))
    }

    /// Makes the rows equal to these structs, as [`save`](Model::save) does with one: all of them
    /// or none.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) or
    /// [`ErrorKind::Stale`](crate::ErrorKind::Stale) for the first struct whose row is gone or has
    /// another version; [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when one was
    /// not created yet; a constraint is violated. The structs are then as they were.
    fn update_many(records: &mut [Self]) -> Result<()> {
        run::<Self, _>(&Implicit, |session| many::update_many(session, records))
    }

    /// [`update_many`](Model::update_many) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`update_many`](Model::update_many).
    fn update_many_on(executor: &dyn Executor, records: &mut [Self]) -> Result<()> {
        run_on(executor, |session| many::update_many(session, records))
    }

    /// Inserts these structs, or updates the rows that are there already: says so by
    /// [`conflict`](UpsertMany::conflict) and [`update`](UpsertMany::update), and does it by
    /// [`run`](UpsertMany::run).
    fn upsert_many(records: &[Self]) -> UpsertMany<'_, Self> {
        UpsertMany::new(records)
    }

    /// Deletes the rows of these keys, all of them or none, and tells how many there were; of a
    /// model with a `deleted_at`, sets that instead. Versions are not looked at.
    ///
    /// # Errors
    /// A foreign key refers to one of the rows, or another error of the database.
    fn delete_many<K: IntoKey<Self::Key>>(keys: impl IntoIterator<Item = K>) -> Result<u64> {
        let keys: Vec<Self::Key> = keys.into_iter().map(IntoKey::into_key).collect();
        run::<Self, _>(&Implicit, |session| many::delete_many::<Self>(session, &keys))
    }

    /// [`delete_many`](Model::delete_many) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`delete_many`](Model::delete_many).
    fn delete_many_on<K: IntoKey<Self::Key>>(
        executor: &dyn Executor,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<u64> {
        let keys: Vec<Self::Key> = keys.into_iter().map(IntoKey::into_key).collect();
        run_on(executor, |session| many::delete_many::<Self>(session, &keys))
    }

    /// Deletes the row; of a model with a `deleted_at`, sets that instead.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is no such row, or it is
    /// soft-deleted already; [`ErrorKind::Stale`](crate::ErrorKind::Stale) when the row of a
    /// `lock_version` model has another version; a foreign key refers to the row.
    fn delete(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| delete::delete(session, self))
    }

    /// [`delete`](Model::delete) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`delete`](Model::delete).
    fn delete_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| delete::delete(session, self))
    }

    /// Brings a soft-deleted row back.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the row is not soft-deleted, or
    /// gone; [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when the model has no
    /// `deleted_at`.
    fn restore(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| delete::restore(session, self))
    }

    /// [`restore`](Model::restore) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`restore`](Model::restore).
    fn restore_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| delete::restore(session, self))
    }

    /// Deletes the row, also of a model with a `deleted_at`.
    ///
    /// # Errors
    /// As [`delete`](Model::delete), but a soft-deleted row can be deleted.
    fn delete_forever(&mut self) -> Result<()> {
        run::<Self, _>(&Implicit, |session| delete::delete_forever(session, self))
    }

    /// [`delete_forever`](Model::delete_forever) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`delete_forever`](Model::delete_forever).
    fn delete_forever_on(&mut self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| delete::delete_forever(session, self))
    }

    /// Loads relations of these structs: one statement for each relation, however many structs
    /// there are.
    ///
    /// # Errors
    /// The database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// # User::default().create()?;
    /// let mut users = User::query().all()?;
    /// User::include_in(&mut users, User::POSTS.order_by(Post::ID).limit(3))?;
    /// assert!(users[0].posts.loaded()?.is_empty());
    /// # Ok(()) }
    /// ```
    fn include_in(records: &mut [Self], relations: impl IntoInclude<Self>) -> Result<()> {
        let mut includes = Vec::new();
        relations.add_to(&mut includes);
        crate::relation::check(&includes)?;
        includes.iter().try_for_each(|include| include.load(&Via::Implicit, records))
    }

    /// [`include_in`](Model::include_in) from this database or in this transaction.
    ///
    /// # Errors
    /// As [`include_in`](Model::include_in).
    fn include_in_on(
        executor: &dyn Executor,
        records: &mut [Self],
        relations: impl IntoInclude<Self>,
    ) -> Result<()> {
        let mut includes = Vec::new();
        relations.add_to(&mut includes);
        crate::relation::check(&includes)?;
        let via = Via::On(On(executor));
        includes.iter().try_for_each(|include| include.load(&via, records))
    }

    /// Watches the struct, so that its changes can be named and saved later.
    fn tracked(self) -> Tracked<Self> {
        Tracked::new(self)
    }
}

impl<M: Record> Model for M {}
