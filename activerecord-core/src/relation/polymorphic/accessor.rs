//! The accessor of a relation to one of several models: `comment.commentable()`.

use std::fmt;

use super::constant::PolymorphicRelation;
use super::{Dispatch, HasVariant, Polymorphic};
use crate::database::{Executor, Implicit, On, Target};
use crate::relation::accessor::Related;
use crate::relation::{not_loaded, strict};
use crate::{Record, Result};

/// The row of one of several models that a struct belongs to: what an accessor such as
/// `comment.commentable()` hands out.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(Polymorphic, Debug)]
/// # enum Commentable { Post(Post), Photo(Photo) }
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct Comment {
/// #     id: i64,
/// #     commentable_type: String,
/// #     commentable_id: i64,
/// #     #[record(polymorphic)]
/// #     commentable: BelongsTo<Commentable>,
/// # }
/// # #[derive(ActiveRecord, Debug, Default)] struct Post { id: i64, title: String }
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct Photo { id: i64, album_id: Option<i64>, album: BelongsTo<Album> }
/// # #[derive(ActiveRecord, Debug, Default)] struct Album { id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<Album>()?;
/// # db.create_table::<Post>()?;
/// # db.create_table::<Photo>()?;
/// # db.create_table::<Comment>()?;
/// # Album::bind(&db);
/// # Post::bind(&db);
/// # Photo::bind(&db);
/// # Comment::bind(&db);
/// # let album = Album { name: "Rome".into(), ..Default::default() }.create()?;
/// # let photo = Photo { album_id: Some(album.id), ..Default::default() }.create()?;
/// # let mut comment = Comment::default();
/// # comment.set_commentable(&photo)?;
/// # comment.create()?;
/// let comment = Comment::query().one()?;
/// assert!(comment.commentable().loaded().unwrap_err().is_not_loaded());
/// assert!(matches!(comment.commentable().load()?, Some(Commentable::Photo(_))));
/// assert!(comment.commentable().loaded()?.is_some());         // it is kept in the field
/// # Ok(()) }
/// ```
#[must_use = "an accessor does nothing until it is asked for something, by `load` for example"]
pub struct PolymorphicRelated<'o, M, E> {
    owner: &'o M,
    relation: PolymorphicRelation<M, E>,
}

impl<'o, M, E> PolymorphicRelated<'o, M, E> {
    /// The row that `owner` belongs to by this relation.
    pub const fn new(owner: &'o M, relation: PolymorphicRelation<M, E>) -> Self {
        PolymorphicRelated { owner, relation }
    }
}

impl<'o, M: Record, E: Polymorphic> PolymorphicRelated<'o, M, E> {
    /// The row, which is read once for each key, by one query of the right model, and kept in the
    /// struct's field; that there is none is kept too.
    ///
    /// # Errors
    /// [`ErrorKind::TypeMismatch`](crate::ErrorKind::TypeMismatch) when the field beside the key
    /// names a model that is not in the enum; the database's error.
    pub fn load(&self) -> Result<Option<&'o E>> {
        self.load_from(Implicit)
    }

    /// [`load`](PolymorphicRelated::load) from this database or in this transaction.
    ///
    /// # Errors
    /// As [`load`](PolymorphicRelated::load).
    pub fn load_on(&self, executor: &dyn Executor) -> Result<Option<&'o E>> {
        self.load_from(On(executor))
    }

    /// The row, if it was loaded for the key that the struct has now.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when it was not; as
    /// [`load`](PolymorphicRelated::load).
    pub fn loaded(&self) -> Result<Option<&'o E>> {
        let key = self.relation.key(self.owner)?.map(|(_, key)| key);
        self.relation.field(self.owner).loaded_for(key.as_ref()).ok_or_else(not_loaded::<E>)
    }

    fn load_from(&self, target: impl Target) -> Result<Option<&'o E>> {
        let field = self.relation.field(self.owner);
        let Some((variant, key)) = self.relation.key(self.owner)? else {
            return Ok(field.loaded_for(None).flatten());
        };
        if let Some(row) = field.loaded_for(Some(&key)) {
            return Ok(row);
        }
        strict::check(&self.relation.infos[variant])?;
        let (owner, relation) = (self.owner, self.relation);
        let row = E::dispatch(variant, LoadOne { owner, relation, target })?;
        Ok(field.fill(Some(key), row))
    }
}

/// Reads the row that one owner belongs to.
struct LoadOne<'o, M, E, C> {
    owner: &'o M,
    relation: PolymorphicRelation<M, E>,
    target: C,
}

impl<M: Record, E: Polymorphic, C: Target> Dispatch<E> for LoadOne<'_, M, E, C> {
    type Output = Result<Option<E>>;

    fn run<T: Record>(self) -> Result<Option<E>>
    where
        E: HasVariant<T>,
    {
        let related = Related::new(self.owner, self.relation.to::<T>());
        Ok(related.query_by(self.target).first()?.map(E::from_model))
    }
}

impl<M: Record, E> fmt::Debug for PolymorphicRelated<'_, M, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolymorphicRelated").field(&self.relation).finish_non_exhaustive()
    }
}
