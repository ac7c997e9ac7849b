//! The rows of a relation to several models name the fields of the other side.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    #[record(polymorphic)]
    comments: HasMany<Comment>,
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    subject_type: String,
    subject_id: i64,
}

fn main() {}
