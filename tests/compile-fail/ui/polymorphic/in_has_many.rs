//! Rows belong to one of several models; there are not many rows of several models.

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
    commentables: HasMany<Commentable>,
}

fn main() {}
