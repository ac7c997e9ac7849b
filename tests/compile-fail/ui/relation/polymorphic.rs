//! Relations to rows of several models go one way.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    #[record(polymorphic)]
    comments: HasMany<Comment>,
    #[record(polymorphic = "about")]
    remarks: HasMany<Comment>,
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    subject_type: String,
    subject_id: i64,
    about_id: i64,
    #[record(polymorphic)]
    subject: BelongsTo<Post>,
}

fn main() {}
