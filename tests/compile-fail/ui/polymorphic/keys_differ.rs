//! One field can have the key of any of the models.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(ActiveRecord)]
struct Photo {
    id: String,
}

#[derive(Polymorphic)]
enum Commentable {
    Post(Post),
    Photo(Photo),
}

fn main() {}
