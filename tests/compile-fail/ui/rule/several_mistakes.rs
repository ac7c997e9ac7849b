use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table = "app.users", rename_all = "Camel", index(nam))]
struct User {
    #[record(read_only)]
    id: i64,
    #[record(uniqe, max_length = -1)]
    name: String,
    #[record(created_at)]
    born: i64,
    #[record(created_at, updated_at)]
    changed: i64,
    #[record(on_delete = "explode")]
    team_id: i64,
}

fn main() {}
