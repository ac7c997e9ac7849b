//! A field with an enum of models says so.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(Polymorphic)]
enum Commentable {
    Post(Post),
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    commentable_type: String,
    commentable_id: i64,
    commentable: BelongsTo<Commentable>,
}

fn main() {}
