//! Each variant of an enum of models holds one model.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(Polymorphic)]
enum Fields {
    Post { post: Post },
    Nothing,
    Two(Post, Post),
}

#[derive(Polymorphic)]
enum Empty {}

#[derive(Polymorphic)]
struct Only(Post);

#[derive(Polymorphic)]
enum Generic<T> {
    Post(Post),
    Other(T),
}

#[derive(Polymorphic)]
#[record(table = "commentables")]
enum Words {
    #[record(rename = "post")]
    Post(Post),
}

fn main() {}
