//! The tables, and Diesel's structs for them.

use diesel::prelude::*;

diesel::table! {
    users (id) {
        id -> BigInt,
        name -> Text,
        hair_color -> Nullable<Text>,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        user_id -> BigInt,
        title -> Text,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        post_id -> BigInt,
        text -> Text,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::joinable!(posts -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts);

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User))]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) title: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post))]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) post_id: i64,
    pub(crate) text: String,
}

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

/// Without `treat_none_as_default_value` the statement differs with its values, is not kept
/// prepared, and SQLite gets a statement for each row.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUser<'a> {
    pub(crate) name: &'a str,
    pub(crate) hair_color: Option<&'a str>,
}

/// Owned, because Diesel keeps the statement of an array under the array's type.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct OwnedUser {
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = settings)]
pub(crate) struct Setting<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

pub(crate) fn new_users(rows: &[bench_kit::NewRow]) -> Vec<NewUser<'_>> {
    rows.iter().map(new_user).collect()
}

pub(crate) fn new_user((name, hair_color): &bench_kit::NewRow) -> NewUser<'_> {
    NewUser { name, hair_color: hair_color.as_deref() }
}

pub(crate) fn new_settings(settings: &[(String, String)]) -> Vec<Setting<'_>> {
    settings.iter().map(|(name, value)| Setting { name, value }).collect()
}

pub(crate) fn owned_users(rows: &[bench_kit::NewRow]) -> Option<[OwnedUser; 100]> {
    let owned = |(name, hair_color): &bench_kit::NewRow| OwnedUser {
        name: name.clone(),
        hair_color: hair_color.clone(),
    };
    rows.iter().map(owned).collect::<Vec<_>>().try_into().ok()
}
