//! Belonging to a row of one of several models: an enum of models.

use super::columns::{Columns, fits, is_same};
use super::info::{Hop, RelationInfo, RelationKind, Side};
use super::tree::TreePart;
use crate::table::Table;
use crate::{Record, Result};

mod accessor;
mod constant;
mod include;
mod key;
mod tree;
mod variant;

pub use self::accessor::PolymorphicRelated;
pub use self::constant::PolymorphicRelation;
pub use self::include::PolymorphicQuery;
pub use self::variant::Variant;

/// An enum whose variants each hold a model: what a row belongs to that can belong to rows of
/// several models. Implemented by `#[derive(Polymorphic)]`, not by hand.
///
/// The row has the key of the other row in one field, and the name of the other struct in the field
/// beside it.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(Polymorphic, Debug)]
/// enum Commentable { Post(Post), Photo(Photo) }
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct Comment {
///     id: i64,
///     commentable_type: String,                     // 'Post' or 'Photo'
///     commentable_id: i64,
///     #[record(polymorphic)]
///     commentable: BelongsTo<Commentable>,
/// }
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct Post {
///     id: i64,
///     #[record(polymorphic = "commentable")]
///     comments: HasMany<Comment>,
/// }
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct Photo { id: i64 }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<Comment>()?;
/// # db.create_table::<Post>()?;
/// # db.create_table::<Photo>()?;
/// # Comment::bind(&db);
/// # Post::bind(&db);
/// # Photo::bind(&db);
/// let photo = Photo::default().create()?;
/// let mut comment = Comment::default();
/// comment.set_commentable(&photo)?;
/// comment.create()?;
///
/// // One query for the comments, and one for each model that they belong to.
/// for comment in Comment::query().include(Comment::COMMENTABLE).all()? {
///     match comment.commentable.loaded()? {
///         Some(Commentable::Post(post)) => println!("about a post: {post:?}"),
///         Some(Commentable::Photo(photo)) => println!("about a photo: {photo:?}"),
///         None => println!("about nothing"),
///     }
/// }
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of models",
    label = "not an enum of models",
    note = "`polymorphic` belongs to one of several models: list them in an enum with `#[derive(Polymorphic)]`, \
            `enum Commentable {{ Post(Post), Photo(Photo) }}`"
)]
pub trait Polymorphic: Sized + Send + Sync + 'static {
    /// The models, in the order of the variants.
    const VARIANTS: &'static [VariantInfo];

    /// The position of this variant.
    #[doc(hidden)]
    fn variant(&self) -> usize;

    /// Does something with the model of the variant at a position.
    #[doc(hidden)]
    fn dispatch<D: Dispatch<Self>>(variant: usize, work: D) -> D::Output;

    /// Does a part of the work on rows of the models that a relation leads to.
    ///
    /// # Errors
    /// A row could not be inserted.
    #[doc(hidden)]
    fn new_rows_of<M: Record>(
        relation: PolymorphicRelation<M, Self>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        relation.new_rows(owners, part)
    }
}

/// An enum of models that has a variant for the model `T`.
#[diagnostic::on_unimplemented(
    message = "`{T}` is none of the models of `{Self}`",
    label = "no variant of `{Self}` holds a `{T}`",
    note = "add a variant for it to the enum: `{T}({T})`"
)]
pub trait HasVariant<T>: Sized {
    /// The position of the variant.
    #[doc(hidden)]
    const VARIANT: usize;

    /// The enum that holds the model.
    #[must_use]
    fn from_model(model: T) -> Self;

    /// The model, if it is of this variant.
    fn model(&self) -> Option<&T>;

    /// The model to be changed, if it is of this variant.
    fn model_mut(&mut self) -> Option<&mut T>;
}

/// Work on one of several models.
#[doc(hidden)]
pub trait Dispatch<E> {
    /// What comes of it.
    type Output;

    /// Does it with the model `T`.
    fn run<T: Record>(self) -> Self::Output
    where
        E: HasVariant<T>;
}

/// A model that a row can belong to.
#[derive(Debug, Clone, Copy)]
pub struct VariantInfo {
    table: &'static Table,
    side: fn() -> Side,
}

impl VariantInfo {
    /// A model, by its table and the function that finds its database.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(table: &'static Table, side: fn() -> Side) -> Self {
        VariantInfo { table, side }
    }

    /// The name that is stored beside the key.
    #[must_use]
    pub const fn model(&self) -> &'static str {
        self.table.model
    }
}

/// The steps from a model to each of several others.
#[must_use]
pub const fn variant_hops<const N: usize>(key: Columns, variants: &[VariantInfo]) -> [Hop; N] {
    let mut hops = [const { Hop::new((Columns::NONE, Columns::NONE), no_side) }; N];
    let mut at = 0;
    while at < N {
        let variant = &variants[at];
        hops[at] = Hop::new((key, Columns::key(variant.table)), variant.side);
        at += 1;
    }
    hops
}

/// The relations to each of several models, over these steps.
#[must_use]
pub const fn variant_infos<const N: usize>(
    name: &'static str,
    owner: fn() -> Side,
    type_column: usize,
    hops: &'static [Hop; N],
) -> [RelationInfo; N] {
    const NONE: RelationInfo = RelationInfo::new("", RelationKind::BelongsTo, no_side, &[]);
    let mut infos = [NONE; N];
    let mut at = 0;
    while at < N {
        let (_, from) = hops.as_slice().split_at(at);
        let (hop, _) = from.split_at(1);
        infos[at] = RelationInfo::new(name, RelationKind::BelongsTo, owner, hop)
            .with_type_column(type_column);
        at += 1;
    }
    infos
}

/// What stands in a list until it is filled, and is never asked.
fn no_side() -> Side {
    const TABLE: &Table = &Table::new("", "", &[], &[], crate::KeyStrategy::Assigned);
    static SLOT: crate::database::ModelSlot = crate::database::ModelSlot::new();
    Side { table: TABLE, slot: || &SLOT }
}

/// Whether a key of a table can be of each of several models.
#[must_use]
pub const fn fits_variants(table: &'static Table, key: &[&str], variants: &[VariantInfo]) -> bool {
    let mut at = 0;
    while at < variants.len() {
        let other = variants[at].table;
        if !fits(table, other, (Columns::named(table, key), Columns::key(other))) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether the key of a model is like that of another, so that one field can hold either.
#[must_use]
pub const fn same_key(left: &'static Table, right: &'static Table) -> bool {
    fits(left, right, (Columns::key(left), Columns::key(right)))
}

/// Whether the names of two models can be told apart.
#[must_use]
pub const fn names_differ(left: &Table, right: &Table) -> bool {
    !is_same(left.model, right.model)
}

/// Whether a field holds text: the name of a model.
#[must_use]
pub const fn is_text(table: &Table, field: &str) -> bool {
    match super::columns::position(table, field) {
        Some(column) => table.columns[column].kind.is_text(),
        None => true,
    }
}
