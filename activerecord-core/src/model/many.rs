//! Many rows at once: in chunks that the database takes, all of them or none.

mod delete;
mod insert;
mod plan;
mod update;
mod upsert;

pub(super) use self::delete::delete_many;
pub(super) use self::insert::insert_many;
pub(super) use self::update::update_many;
pub use self::upsert::UpsertMany;
