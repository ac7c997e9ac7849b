//! The name of a model says which variant it is.

use activerecord::prelude::*;

mod archive {
    use activerecord::prelude::*;

    #[derive(ActiveRecord)]
    pub struct Post {
        id: i64,
    }
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(Polymorphic)]
enum Twice {
    Post(Post),
    Draft(Post),
}

#[derive(Polymorphic)]
enum SameName {
    Post(Post),
    Archived(archive::Post),
}

fn main() {}
