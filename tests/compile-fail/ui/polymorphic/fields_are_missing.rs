//! A key that can be of several models needs the name of the model beside it.

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
    commentable_id: i64,
    #[record(polymorphic)]
    commentable: BelongsTo<Commentable>,
}

#[derive(ActiveRecord)]
struct Remark {
    id: i64,
    about_typ: String,
    about_id: i64,
    #[record(polymorphic = "about")]
    subject: BelongsTo<Commentable>,
}

fn main() {}
