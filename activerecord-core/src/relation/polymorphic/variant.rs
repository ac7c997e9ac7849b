//! The relation to one of several models only.

use std::fmt;
use std::marker::PhantomData;

use crate::relation::constant::Relation;
use crate::relation::field::RelationField;
use crate::relation::tree::TreePart;
use crate::{Record, Result};

/// What [`PolymorphicRelation::to`](crate::PolymorphicRelation::to) leads by: the rows of one of
/// several models. It can be joined and makes conditions, and has no field of its own.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{Relation, Variant};
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
/// let photos: Relation<Comment, Variant<Photo>> = Comment::COMMENTABLE.to::<Photo>();
/// assert_eq!(Comment::filter(photos.exists()).count()?, 1);
/// assert_eq!(Comment::query().join(photos).pluck(Photo::ALBUM_ID)?, [Some(1)]);
/// assert!(!Comment::filter(Comment::COMMENTABLE.to::<Post>().exists()).exists()?);
/// # Ok(()) }
/// ```
pub struct Variant<T>(PhantomData<fn() -> T>);

impl<T> Variant<T> {
    pub(super) fn of<M>(_: &M) -> &Self {
        &Variant(PhantomData)
    }

    pub(super) fn of_mut<M>(_: &mut M) -> &mut Self {
        // It has no size, so nothing is allocated.
        Box::leak(Box::new(Variant(PhantomData)))
    }
}

impl<T: Record> RelationField for Variant<T> {
    type Target = T;

    fn new_rows<M: Record>(
        _: Relation<M, Self>,
        _: &mut [M],
        _: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        Ok(())
    }
}

impl<T> Default for Variant<T> {
    fn default() -> Self {
        Variant(PhantomData)
    }
}

impl<T> fmt::Debug for Variant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variant")
    }
}
