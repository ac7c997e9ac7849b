//! The constant of a relation to one of several models: `Comment::COMMENTABLE`.

use std::fmt;

use super::include::PolymorphicQuery;
use super::variant::Variant;
use super::{HasVariant, Polymorphic};
use crate::Record;
use crate::relation::belongs_to::BelongsTo;
use crate::relation::constant::Relation;
use crate::relation::include::IntoInclude;
use crate::relation::info::RelationInfo;

/// A relation of the model `M` to a row of one of several models, those of the enum `E`.
///
/// It is what [`include`](crate::Query::include) takes. Joins and conditions are about one of the
/// models: [`to`](PolymorphicRelation::to) names it.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(Polymorphic)]
/// enum Commentable { Post(Post), Photo(Photo) }
///
/// #[derive(ActiveRecord)]
/// struct Comment {
///     id: i64,
///     commentable_type: String,
///     commentable_id: i64,
///     #[record(polymorphic)]
///     commentable: BelongsTo<Commentable>,
/// }
///
/// #[derive(ActiveRecord)]
/// struct Post { id: i64, published: bool }
///
/// #[derive(ActiveRecord)]
/// struct Photo { id: i64 }
///
/// let posts = Comment::COMMENTABLE.to::<Post>();
/// let on_drafts = Comment::filter(posts.any(Post::PUBLISHED.eq(false)));
/// assert!(on_drafts.to_sql()?.text.contains("EXISTS"));
/// let joined = Comment::query().join(posts).filter(Post::PUBLISHED.eq(true));
/// # assert!(joined.to_sql()?.text.contains("JOIN"));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub struct PolymorphicRelation<M, E> {
    /// One for each variant.
    pub(super) infos: &'static [RelationInfo],
    field: fn(&M) -> &BelongsTo<E>,
    field_mut: fn(&mut M) -> &mut BelongsTo<E>,
}

impl<M, E> PolymorphicRelation<M, E> {
    /// The relation that the data describes, one for each variant, and that these functions find
    /// the field of. Written by the derive.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        infos: &'static [RelationInfo],
        field: fn(&M) -> &BelongsTo<E>,
        field_mut: fn(&mut M) -> &mut BelongsTo<E>,
    ) -> Self {
        PolymorphicRelation { infos, field, field_mut }
    }

    pub(super) fn field(self, owner: &M) -> &BelongsTo<E> {
        (self.field)(owner)
    }

    pub(super) fn field_mut(self, owner: &mut M) -> &mut BelongsTo<E> {
        (self.field_mut)(owner)
    }
}

impl<M: Record, E: Polymorphic> PolymorphicRelation<M, E> {
    /// The relation to one of the models only: to join it, and for conditions on its rows. Owners
    /// that belong to another model have no row by it.
    #[must_use]
    pub fn to<T: Record>(self) -> Relation<M, Variant<T>>
    where
        E: HasVariant<T>,
    {
        Relation::new(&self.infos[E::VARIANT], Variant::of, Variant::of_mut)
    }

    /// Loads relations of one of the models too: that which they are relations of.
    pub fn include<T: Record>(self, relations: impl IntoInclude<T>) -> PolymorphicQuery<M, E>
    where
        E: HasVariant<T>,
    {
        PolymorphicQuery::new(self).include(relations)
    }

    /// Sees soft-deleted rows of the other models too.
    pub fn with_deleted(self) -> PolymorphicQuery<M, E> {
        PolymorphicQuery::new(self).with_deleted()
    }
}

impl<M, E> Clone for PolymorphicRelation<M, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, E> Copy for PolymorphicRelation<M, E> {}

impl<M, E> fmt::Debug for PolymorphicRelation<M, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.infos.first().map(RelationInfo::path).unwrap_or_default())
    }
}
