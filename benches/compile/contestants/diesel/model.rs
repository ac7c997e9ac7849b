use diesel::prelude::*;

use super::model@M@::{Model@M@, model@M@s};

diesel::table! {
    model@N@s (id) {
        id -> BigInt,
        email -> Text,
        name -> Nullable<Text>,
        age -> Integer,
        score -> Double,
        active -> Bool,
        parent_id -> Nullable<BigInt>,
    }
}

#[derive(Queryable, Selectable, Identifiable, Associations, AsChangeset, Debug, Clone)]
#[diesel(table_name = model@N@s, check_for_backend(diesel::sqlite::Sqlite))]
#[diesel(belongs_to(Model@M@, foreign_key = parent_id))]
pub struct Model@N@ {
    pub id: i64,
    pub email: String,
    pub name: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub parent_id: Option<i64>,
}

#[derive(Insertable, Debug, Clone, Default)]
#[diesel(table_name = model@N@s)]
pub struct NewModel@N@ {
    pub email: String,
    pub name: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub parent_id: Option<i64>,
}

pub fn adults(page: i64, db: &mut SqliteConnection) -> QueryResult<Vec<Model@N@>> {
    model@N@s::table
        .filter(model@N@s::age.ge(18).and(model@N@s::active.eq(true)))
        .order_by(model@N@s::name.desc())
        .limit(20)
        .offset(20 * page)
        .select(Model@N@::as_select())
        .load(db)
}

pub fn with_parents(
    score: f64,
    db: &mut SqliteConnection,
) -> QueryResult<Vec<(Model@N@, Option<Model@M@>)>> {
    model@N@s::table
        .left_join(model@M@s::table)
        .filter(model@N@s::score.gt(score))
        .select((Model@N@::as_select(), Option::<Model@M@>::as_select()))
        .load(db)
}

pub fn add(email: &str, db: &mut SqliteConnection) -> QueryResult<Model@N@> {
    diesel::insert_into(model@N@s::table)
        .values(NewModel@N@ { email: email.into(), age: 18, ..Default::default() })
        .returning(Model@N@::as_returning())
        .get_result(db)
}

diesel::joinable!(model@N@s -> model@M@s (parent_id));
diesel::allow_tables_to_appear_in_same_query!(model@N@s, model@M@s);
