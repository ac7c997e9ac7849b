//! A join is one of one table.

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
    #[record(polymorphic)]
    commentable: BelongsTo<Commentable>,
}

fn main() {
    let _ = Comment::query().join(Comment::COMMENTABLE);
}
