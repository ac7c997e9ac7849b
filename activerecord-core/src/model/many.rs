//! Many rows at once: in chunks that the database takes, all of them or none.

mod binds;
mod delete;
mod fill;
mod insert;
mod keys;
mod last;
mod plan;
mod untyped;
mod update;
mod upsert;

pub(super) use self::delete::delete_many;
pub(super) use self::insert::{insert_many, insert_rows};
pub(crate) use self::untyped::insert_untyped;
pub(super) use self::update::update_many;
pub use self::upsert::UpsertMany;
