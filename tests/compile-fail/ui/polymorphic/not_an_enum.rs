//! Several models are an enum.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    commentable_type: String,
    commentable_id: i64,
    #[record(polymorphic)]
    commentable: BelongsTo<Post>,
}

fn main() {}
