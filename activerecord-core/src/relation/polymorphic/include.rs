//! Loading rows of several models together with the rows that belong to them: one statement for
//! each of the models.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::constant::PolymorphicRelation;
use super::key::cell_key;
use super::variant::Variant;
use super::{Dispatch, HasVariant, Polymorphic};
use crate::database::Via;
use crate::query::Deleted;
use crate::relation::field::first_of_group;
use crate::relation::include::{Contradiction, Include, IntoInclude, add, add_all, check};
use crate::relation::load::load;
use crate::relation::query::RelationQuery;
use crate::{Record, Result};

/// A [`PolymorphicRelation`] with relations of its models:
/// `Comment::COMMENTABLE.include(Post::AUTHOR)`.
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
/// // The comments, what they are about, and the albums of the photos among that.
/// let comments = Comment::query().include(Comment::COMMENTABLE.include(Photo::ALBUM)).all()?;
/// let Some(Commentable::Photo(photo)) = comments[0].commentable.loaded()? else {
///     panic!("it was about a photo");
/// };
/// assert_eq!(photo.album.loaded()?.map(|album| album.name.as_str()), Some("Rome"));
/// # Ok(()) }
/// ```
#[must_use = "a relation does nothing until it is included"]
pub struct PolymorphicQuery<M, E> {
    relation: PolymorphicRelation<M, E>,
    deleted: Deleted,
    /// What is included in the rows of each variant: a list of [`Include`]s of its model.
    includes: Vec<(usize, Arc<dyn Any + Send + Sync>)>,
}

type Includes<T> = Vec<Arc<dyn Include<T>>>;

impl<M: Record, E: Polymorphic> PolymorphicQuery<M, E> {
    pub(super) fn new(relation: PolymorphicRelation<M, E>) -> Self {
        PolymorphicQuery { relation, deleted: Deleted::Hidden, includes: Vec::new() }
    }

    /// Loads relations of one of the models too: that which they are relations of.
    pub fn include<T: Record>(mut self, relations: impl IntoInclude<T>) -> Self
    where
        E: HasVariant<T>,
    {
        let mut list = self.includes_of::<T>();
        relations.add_to(&mut list);
        self.set_includes(list);
        self
    }

    /// Sees soft-deleted rows of the other models too.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = Deleted::Shown;
        self
    }

    fn set_includes<T: Record>(&mut self, list: Includes<T>)
    where
        E: HasVariant<T>,
    {
        self.includes.retain(|(variant, _)| *variant != E::VARIANT);
        self.includes.push((E::VARIANT, Arc::new(list)));
    }

    fn includes_of<T: Record>(&self) -> Includes<T>
    where
        E: HasVariant<T>,
    {
        let list = self.includes.iter().find(|(variant, _)| *variant == E::VARIANT);
        list.and_then(|(_, list)| list.downcast_ref::<Includes<T>>()).cloned().unwrap_or_default()
    }
}

impl<M: Record, E: Polymorphic> Include<M> for PolymorphicQuery<M, E> {
    fn name(&self) -> &'static str {
        self.relation.infos.first().map_or("", |info| info.name)
    }

    fn load(&self, via: &Via<'_>, owners: &mut [M]) -> Result<()> {
        let variants = owners
            .iter()
            .map(|owner| self.relation.variant_of(owner))
            .collect::<Result<Vec<Option<usize>>>>()?;
        for variant in 0..E::VARIANTS.len() {
            if variants.contains(&Some(variant)) {
                let (query, variants, owners) = (self, &variants[..], &mut *owners);
                E::dispatch(variant, LoadVariant { query, via, variants, owners })?;
            }
        }
        for (owner, variant) in owners.iter_mut().zip(variants) {
            if variant.is_none() {
                self.relation.field_mut(owner).set_loaded(None, None);
            }
        }
        Ok(())
    }

    fn merge(&self, other: &Arc<dyn Include<M>>) -> Arc<dyn Include<M>> {
        let Some(other) = other.as_any().downcast_ref::<Self>() else { return Arc::clone(other) };
        if let (true, Some(info)) = (self.deleted != other.deleted, self.relation.infos.first()) {
            return Arc::new(Contradiction::new(info, "views of soft-deleted rows"));
        }
        let mut merged = self.clone();
        for (variant, _) in &other.includes {
            E::dispatch(*variant, Merge { merged: &mut merged, other });
        }
        Arc::new(merged)
    }

    fn check(&self) -> Result<()> {
        let mut variants = self.includes.iter();
        variants.try_for_each(|(variant, _)| E::dispatch(*variant, Check { query: self }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Adds what is included in the rows of one model by another query.
struct Merge<'q, M, E> {
    merged: &'q mut PolymorphicQuery<M, E>,
    other: &'q PolymorphicQuery<M, E>,
}

impl<M: Record, E: Polymorphic> Dispatch<E> for Merge<'_, M, E> {
    type Output = ();

    fn run<T: Record>(self)
    where
        E: HasVariant<T>,
    {
        let mut list = self.merged.includes_of::<T>();
        add_all(&mut list, &self.other.includes_of::<T>());
        self.merged.set_includes(list);
    }
}

/// Checks what is included in the rows of one model.
struct Check<'q, M, E> {
    query: &'q PolymorphicQuery<M, E>,
}

impl<M: Record, E: Polymorphic> Dispatch<E> for Check<'_, M, E> {
    type Output = Result<()>;

    fn run<T: Record>(self) -> Result<()>
    where
        E: HasVariant<T>,
    {
        check(&self.query.includes_of::<T>())
    }
}

/// Reads the rows of one model that owners belong to.
struct LoadVariant<'v, M, E> {
    query: &'v PolymorphicQuery<M, E>,
    via: &'v Via<'v>,
    variants: &'v [Option<usize>],
    owners: &'v mut [M],
}

impl<M: Record, E: Polymorphic> Dispatch<E> for LoadVariant<'_, M, E> {
    type Output = Result<()>;

    fn run<T: Record>(self) -> Result<()>
    where
        E: HasVariant<T>,
    {
        let relation = self.query.relation;
        let mut query: RelationQuery<M, Variant<T>> = RelationQuery::new(relation.to::<T>());
        query.deleted = self.query.deleted;
        query.includes = self.query.includes_of::<T>();
        let loaded = load(&query, self.via, self.owners)?;
        let rows = loaded.rows.into_iter().map(E::from_model);
        let first = first_of_group(rows, &loaded.of_row, loaded.groups.len());
        let owners = self.owners.iter_mut().zip(self.variants);
        for ((owner, variant), group) in owners.zip(loaded.groups.of_owners()) {
            if let (Some(group), Some(variant)) = (group, variant) {
                let key = cell_key::<E>(*variant, loaded.groups.key(group).values());
                relation.field_mut(owner).set_loaded(Some(key), first[group].clone());
            }
        }
        Ok(())
    }
}

impl<M: Record, E: Polymorphic> IntoInclude<M> for PolymorphicRelation<M, E> {
    fn add_to(self, list: &mut Vec<Arc<dyn Include<M>>>) {
        PolymorphicQuery::new(self).add_to(list);
    }
}

impl<M: Record, E: Polymorphic> IntoInclude<M> for PolymorphicQuery<M, E> {
    fn add_to(self, list: &mut Vec<Arc<dyn Include<M>>>) {
        add(list, Arc::new(self));
    }
}

impl<M, E> Clone for PolymorphicQuery<M, E> {
    fn clone(&self) -> Self {
        let (relation, deleted) = (self.relation, self.deleted);
        PolymorphicQuery { relation, deleted, includes: self.includes.clone() }
    }
}

impl<M, E> fmt::Debug for PolymorphicQuery<M, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolymorphicQuery").field(&self.relation).finish_non_exhaustive()
    }
}
