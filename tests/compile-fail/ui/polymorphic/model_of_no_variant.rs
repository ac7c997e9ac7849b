//! What a row can belong to is in the enum.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
}

#[derive(ActiveRecord)]
struct Photo {
    id: i64,
}

#[derive(Polymorphic)]
enum Commentable {
    Post(Post),
    Photo(Photo),
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    commentable_type: String,
    commentable_id: i64,
    #[record(polymorphic)]
    commentable: BelongsTo<Commentable>,
}

fn comment_on(comment: &mut Comment, user: &User) -> activerecord::Result<()> {
    comment.set_commentable(user)
}

fn main() {}
