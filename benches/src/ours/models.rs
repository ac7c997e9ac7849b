//! The models. Texts have a length, because MySQL wants to know it of a key.

use activerecord::prelude::*;

#[derive(ActiveRecord, Default)]
pub(crate) struct User {
    pub(super) id: i64,
    #[record(max_length = 100)]
    pub(super) name: String,
    #[record(max_length = 100)]
    pub(super) hair_color: Option<String>,
}

/// A user with relations: the flat workloads have none in their struct.
#[derive(ActiveRecord)]
#[record(table = "users")]
pub(super) struct Author {
    pub(super) id: i64,
    #[record(max_length = 100)]
    pub(super) name: String,
    #[record(max_length = 100)]
    pub(super) hair_color: Option<String>,
    #[record(key = "user_id")]
    pub(super) posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
pub(super) struct Post {
    pub(super) id: i64,
    pub(super) user_id: i64,
    #[record(max_length = 100)]
    pub(super) title: String,
    pub(super) comments: HasMany<Comment>,
}

#[derive(ActiveRecord)]
pub(super) struct Comment {
    pub(super) id: i64,
    pub(super) post_id: i64,
    #[record(max_length = 100)]
    pub(super) text: String,
}

#[derive(ActiveRecord)]
pub(super) struct Setting {
    #[record(key, max_length = 100)]
    pub(super) name: String,
    #[record(max_length = 100)]
    pub(super) value: String,
}
