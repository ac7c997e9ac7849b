//! What is about the table of one model does not go with several.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    comments_count: i64,
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
    #[record(polymorphic, counter_cache = "comments_count", on_delete = "cascade")]
    commentable: BelongsTo<Commentable>,
}

fn main() {}
