//! The structs that rows become, by the derive of sqlx's guides.

use sqlx::FromRow;

#[derive(FromRow)]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

#[derive(FromRow)]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) title: String,
}

#[derive(FromRow)]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) post_id: i64,
    pub(crate) text: String,
}

/// A user beside a post.
pub(crate) type Pair = (i64, String, Option<String>, Option<i64>, Option<i64>, Option<String>);

pub(crate) fn pair((id, name, hair_color, post, owner, title): Pair) -> (User, Option<Post>) {
    let post = post.zip(owner).zip(title);
    let post = post.map(|((id, user_id), title)| Post { id, user_id, title });
    (User { id, name, hair_color }, post)
}
