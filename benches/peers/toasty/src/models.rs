//! The models. Relations are deferred: nothing of them is loaded unless asked for.

#[derive(Debug, toasty::Model)]
#[table = "users"]
pub(crate) struct User {
    #[key]
    #[auto]
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
    #[has_many]
    pub(crate) posts: toasty::Deferred<Vec<Post>>,
}

#[derive(Debug, toasty::Model)]
#[table = "posts"]
pub(crate) struct Post {
    #[key]
    #[auto]
    pub(crate) id: i64,
    #[index]
    pub(crate) user_id: i64,
    #[belongs_to(key = user_id, references = id)]
    pub(crate) user: toasty::Deferred<User>,
    pub(crate) title: String,
    #[has_many]
    pub(crate) comments: toasty::Deferred<Vec<Comment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "comments"]
pub(crate) struct Comment {
    #[key]
    #[auto]
    pub(crate) id: i64,
    #[index]
    pub(crate) post_id: i64,
    #[belongs_to(key = post_id, references = id)]
    pub(crate) post: toasty::Deferred<Post>,
    pub(crate) text: String,
}
