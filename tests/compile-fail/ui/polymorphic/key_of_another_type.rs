//! The field of the key has the type that the models' keys have, and the name of a model is text.

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
    commentable_type: i32,
    commentable_id: String,
    #[record(polymorphic)]
    commentable: BelongsTo<Commentable>,
}

fn main() {}
