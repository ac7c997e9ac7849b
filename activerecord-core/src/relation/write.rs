//! Writing rows that belong to a struct.

use super::accessor::Related;
use super::belongs_to::BelongsTo;
use super::constant::Relation;
use super::field::RelationField;
use super::has_many::HasMany;
use super::has_one::HasOne;
use super::keys::zero_is_unset;
use super::no_key;
use super::tree::{check_direct, set_key, values};
use super::value::is_unset;
use crate::database::Executor;
use crate::{Model, Record, Result, Value, Values};

/// Sets the key of `owner` to that of another struct, whose values `value` tells, and empties the
/// field. The generated code asks the other struct: that it is a model is asked once.
///
/// # Errors
/// [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when the other struct has no key yet;
/// the key does not fit the owner's field.
pub fn set<'t, M: Record, T>(
    relation: Relation<M, BelongsTo<T>>,
    owner: &mut M,
    value: impl Fn(usize) -> Result<Value<'t>>,
) -> Result<()> {
    let hop = relation.info().first_hop();
    let key: Values<'_> =
        hop.to.as_slice().iter().map(|column| value(*column)).collect::<Result<_>>()?;
    if is_unset(&key, zero_is_unset(M::TABLE, hop)) {
        return Err(no_key(hop.table(), hop.table().model));
    }
    for (column, value) in hop.from.as_slice().iter().zip(key) {
        owner.set_value(*column, value)?;
    }
    relation.field_mut(owner).clear();
    Ok(())
}

impl<M: Record, T: Record + Send + Sync> Related<'_, M, HasMany<T>> {
    /// Inserts a row that belongs to the struct: its key is filled in. What was loaded before stays
    /// as it was.
    ///
    /// # Errors
    /// As [`Model::create`]; [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when the
    /// struct has no key yet, or the relation leads through another model.
    pub fn create(&self, mut row: T) -> Result<T> {
        self.adopt(std::slice::from_mut(&mut row))?;
        row.create()
    }

    /// [`create`](Related::create) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`create`](Related::create).
    pub fn create_on(&self, executor: &dyn Executor, mut row: T) -> Result<T> {
        self.adopt(std::slice::from_mut(&mut row))?;
        row.create_on(executor)
    }

    /// Inserts rows that belong to the struct, as [`Model::insert_many`] does.
    ///
    /// # Errors
    /// As [`create`](Related::create); the key of the struct stays in the rows.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, title: String, published: bool }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// let mut posts =
    ///     ["One", "Two"].map(|title| Post { title: title.into(), ..Default::default() });
    /// user.posts().insert_many(&mut posts)?;
    /// assert!(posts.iter().all(|post| post.user_id == user.id && post.id > 0));
    /// assert_eq!(user.posts().count()?, 2);
    /// # Ok(()) }
    /// ```
    pub fn insert_many(&self, rows: &mut [T]) -> Result<()> {
        self.adopt(rows)?;
        T::insert_many(rows)
    }

    /// [`insert_many`](Related::insert_many) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`insert_many`](Related::insert_many).
    pub fn insert_many_on(&self, executor: &dyn Executor, rows: &mut [T]) -> Result<()> {
        self.adopt(rows)?;
        T::insert_many_on(executor, rows)
    }
}

impl<M: Record, T: Record + Send + Sync> Related<'_, M, HasOne<T>> {
    /// Inserts the row that belongs to the struct: its key is filled in.
    ///
    /// # Errors
    /// As [`Model::create`]; [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when the
    /// struct has no key yet, or the relation leads through another model.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, profile: HasOne<Profile> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Profile { id: i64, user_id: i64, text: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Profile>()?;
    /// # User::bind(&db);
    /// # Profile::bind(&db);
    /// let user = User::default().create()?;
    /// let profile = Profile { text: "Hello".into(), ..Default::default() };
    /// let profile = user.profile().create(profile)?;
    /// assert_eq!(profile.user_id, user.id);
    /// # Ok(()) }
    /// ```
    pub fn create(&self, mut row: T) -> Result<T> {
        self.adopt(std::slice::from_mut(&mut row))?;
        row.create()
    }

    /// [`create`](Related::create) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`create`](Related::create).
    pub fn create_on(&self, executor: &dyn Executor, mut row: T) -> Result<T> {
        self.adopt(std::slice::from_mut(&mut row))?;
        row.create_on(executor)
    }
}

impl<M: Record, R: RelationField> Related<'_, M, R> {
    /// Puts the struct's key into rows.
    fn adopt(&self, rows: &mut [R::Target]) -> Result<()> {
        let info = self.relation.info();
        check_direct(info)?;
        let key = self.owner_key()?;
        rows.iter_mut().try_for_each(|row| set_key(info, row, &key))
    }

    /// The struct's key, which must be there.
    pub(super) fn owner_key(&self) -> Result<Vec<Value<'static>>> {
        let hop = self.relation.info().first_hop();
        let key = values(self.owner, hop.from.as_slice())?;
        if is_unset(&key, zero_is_unset(M::TABLE, hop)) {
            return Err(no_key(M::TABLE, &self.relation.info().path()));
        }
        Ok(key)
    }
}
