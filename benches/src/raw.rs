//! What one would write by hand for each driver: statements kept prepared, columns by position.

use bench_kit::NewRow;

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

const LOAD: &str = "SELECT id, name, hair_color FROM users";
const JOIN: &str = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title \
    FROM users u LEFT JOIN posts p ON p.user_id = u.id \
    WHERE u.hair_color = ? ORDER BY u.id, p.id";
const COUNT: &str = "SELECT COUNT(*) FROM users WHERE hair_color = ?";

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

fn new_user((name, hair_color): NewRow) -> User {
    User { id: 0, name, hair_color }
}

/// A post beside a user, where there is one.
fn optional_post(id: Option<i64>, user_id: Option<i64>, title: Option<String>) -> Option<Post> {
    Some(Post { id: id?, user_id: user_id?, title: title? })
}
