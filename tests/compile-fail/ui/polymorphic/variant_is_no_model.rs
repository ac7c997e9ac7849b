//! The variants of an enum of models hold models.

use activerecord::prelude::*;

struct Photo;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(Polymorphic)]
enum Commentable {
    Post(Post),
    Photo(Photo),
}

fn main() {}
