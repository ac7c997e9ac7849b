//! The derives of `activerecord`.
//!
//! Programs use them through the crate `activerecord`, which re-exports them. A derive goes
//! through these stages: the words of the attributes with their places (`attr`), the struct as we
//! understand it (`ir`), the rules that need more than one word (`check`), the code (`expand`).
//! Errors are collected on the way (`context`) and reported all at once, next to stubs
//! (`fallback`) that keep the rest of the program from failing because of them.

mod active_record;
mod attr;
mod case;
mod check;
mod column_type;
mod context;
mod expand;
mod fallback;
mod from_row;
mod infer;
mod ir;
mod polymorphic;
mod relation;
mod shape;
mod symbol;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a model: one field for each column of its table.
///
/// ```
/// use activerecord::prelude::*;
/// use chrono::{DateTime, Utc};
///
/// #[derive(ActiveRecord)]
/// #[record(unique(team_id, name))]
/// struct User {
///     id: i64,
///     #[record(unique, max_length = 255)]
///     email: String,
///     name: Option<String>,
///     #[record(references = Team, on_delete = "set null")]
///     team_id: Option<i64>,
///     #[record(created_at)]
///     created_at: DateTime<Utc>,
/// }
///
/// #[derive(ActiveRecord)]
/// struct Team {
///     #[record(key)]
///     number: i32,
///     name: String,
/// }
///
/// // The constants are typed; the names come from the struct.
/// let _: activerecord::Column<User, Option<String>> = User::NAME;
/// assert_eq!(User::EMAIL.name(), "email");
/// let table = <User as activerecord::Record>::TABLE;
/// assert_eq!(table.name, "users");
/// assert!(table.columns[2].nullable);
/// ```
///
/// The derive implements `Record` and makes a constant for each column, called like the field in
/// capitals, as visible and documented as the field. The struct needs no other trait; it can have
/// type parameters, but no lifetimes.
///
/// The key is the field `id`, or the fields marked with `key`. A key of one integer is generated
/// by the database, a `Uuid` by the library, and any other key is set by you; a composite key is a
/// tuple, in the order of the fields. A field is never given a meaning by its name otherwise:
/// timestamps and the like are asked for.
///
/// # On the struct: `#[record(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `table = "people"` | the table's name; by default the struct's name in snake case and in the plural |
/// | `schema = "app"` | the schema that the table lies in |
/// | `rename_all = "camelCase"` | how fields become columns; the cases of serde |
/// | `connection = "analytics"` | the named database of the model |
/// | `sequence = "user_ids"` | the sequence that makes the key, where the database has sequences |
/// | `check = "price > 0"` | a CHECK condition of the table; may be repeated |
/// | `index(a, b)`, `unique(a, b, name = "ux")` | an index or unique constraint over several fields; may be repeated |
/// | `crate = "my::activerecord"` | where the library is, if not at `::activerecord` |
///
/// # On a field: `#[record(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `key` | part of the key |
/// | `key = "assigned"` | the key, set by you although it is an integer or a `Uuid` |
/// | `sequence = "user_ids"` | as on the struct |
/// | `column = "e_mail"` | the column's name; by default the field's |
/// | `constant = "E_MAIL"` | the constant's name; by default the field's in capitals |
/// | `created_at`, `updated_at` | set by the library when the row is inserted, or written at all |
/// | `lock_version` | an integer that counts the updates: an update of a row that somebody else has changed since fails |
/// | `deleted_at` | an Option of a time: `delete` sets it, and queries leave such rows out |
/// | `read_only` | made by the database, never written |
/// | `sensitive` | never shown in logs |
/// | `skip` | not a column; filled by `Default` |
///
/// These are for `create_table` only:
///
/// | word | meaning |
/// |---|---|
/// | `unique`, `index` | a constraint or an index of the column |
/// | `max_length = 255` | the greatest length of a text, in characters |
/// | `default = "now()"` | the default, as SQL |
/// | `check = "price > 0"` | a CHECK condition, as SQL |
/// | `references = Team` | a foreign key to the key of another model |
/// | `on_delete = "..."`, `on_update = "..."` | with `references`: `cascade`, `restrict`, `set null`, `set default`, `no action` |
///
/// # On the field of a relation: `#[record(...)]`
///
/// A field of the type `BelongsTo<T>`, `HasOne<T>` or `HasMany<T>` is a relation. It gets a constant
/// (`User::POSTS`) and an accessor (`user.posts()`); a `BelongsTo` also a setter of its key
/// (`post.set_user(&user)`).
///
/// | word | meaning |
/// |---|---|
/// | `key = "author_id"`, `key(a, b)` | the fields of the key, of this model for `BelongsTo`, else of the other |
/// | `references = "code"` | what the key refers to, where that is not the key of its model |
/// | `through = Model`, `through(A, B)` | the models in between |
/// | `other_key = "friend_id"` | with `through`: the last key of the way |
/// | `order = "created_at desc, id"` | the order of the rows where a query has none |
/// | `dependent = "delete"` | what happens to the rows when the owner is deleted; or `"nullify"`, `"restrict"` |
/// | `polymorphic = "subject"` | rows of several models, by `subject_type` and `subject_id` |
/// | `polymorphic` | on `BelongsTo`: to a row of one of several models, those of an enum |
/// | `counter_cache = "posts_count"` | on `BelongsTo`: the field of the other model that counts these rows |
/// | `touch` | on `BelongsTo`: writing this row sets the other one's `updated_at` |
/// | `on_delete`, `on_update`, `no_foreign_key` | on `BelongsTo`: the foreign key of `create_table` |
/// | `constant = "..."`, `accessor = "..."` | other names |
#[proc_macro_derive(ActiveRecord, attributes(record))]
pub fn derive_active_record(input: TokenStream) -> TokenStream {
    active_record::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a newtype or an enum the type of a column.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ColumnType, Clone, Copy)]
/// struct UserId(i64);                     // stored as what it wraps
///
/// #[derive(ColumnType)]
/// enum Role { Guest, SuperAdmin }         // stored as text: 'guest', 'super_admin'
///
/// #[derive(ColumnType)]
/// #[column_type(repr = "i16")]
/// enum Level { Low = 1, High }            // stored as its discriminant: 1, 2
///
/// #[derive(ActiveRecord)]
/// struct User { id: UserId, role: Role, level: Option<Level> }
/// ```
///
/// A newtype keeps the type, the key's strategy and the errors of what it wraps; fields of the type
/// `PhantomData` do not count. It can't wrap an Option: the field's type says `Option<UserId>`. An
/// enum has variants without fields only; a stored value that is none of them is an error that
/// lists them.
///
/// # On an enum: `#[column_type(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `rename_all = "UPPERCASE"` | how variants become text; the cases of serde, by default `snake_case` |
/// | `repr = "i16"` | stored as an integer: `i8` to `i64`, `u8` to `u64` |
/// | `crate = "my::activerecord"` | where the library is, if not at `::activerecord`; on a newtype too |
///
/// # On a variant: `#[column_type(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `rename = "root"` | the text that the variant is stored as |
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    column_type::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum whose variants each hold a model what a row can belong to.
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
///     commentable_type: String,       // the name of the struct
///     commentable_id: i64,
///     #[record(polymorphic)]
///     commentable: BelongsTo<Commentable>,
/// }
///
/// #[derive(ActiveRecord)]
/// struct Post { id: i64 }
///
/// #[derive(ActiveRecord)]
/// struct Photo { id: i64 }
/// ```
///
/// The keys of the models must be of one type. The enum gets a `From` for each of its models.
///
/// # On the enum: `#[record(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `crate = "my::activerecord"` | where the library is, if not at `::activerecord` |
#[proc_macro_derive(Polymorphic, attributes(record))]
pub fn derive_polymorphic(input: TokenStream) -> TokenStream {
    polymorphic::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct that a row of a query becomes, one field for each column of the result.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(FromRow)]
/// struct Summary {
///     email: String,
///     #[record(column = "count")]
///     n_posts: i64,
/// }
///
/// assert_eq!(<Summary as activerecord::FromRow>::COLUMNS, Some(&["email", "count"][..]));
/// ```
///
/// A model has this already: it needs no `FromRow`.
///
/// # On the struct: `#[record(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `rename_all = "camelCase"` | how fields become columns; the cases of serde |
/// | `crate = "my::activerecord"` | where the library is, if not at `::activerecord` |
///
/// # On a field: `#[record(...)]`
///
/// | word | meaning |
/// |---|---|
/// | `column = "count"` | the column that the field is read from; by default the field's name |
#[proc_macro_derive(FromRow, attributes(record))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    from_row::derive(&parse_macro_input!(input as DeriveInput)).into()
}
