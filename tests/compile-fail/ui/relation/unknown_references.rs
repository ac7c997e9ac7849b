//! What a key refers to is a field of the other side.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct State {
    id: i64,
    #[record(key = "state_code", references = "cod")]
    cities: HasMany<City>,
    code: String,
}

#[derive(ActiveRecord)]
struct City {
    id: i64,
    state_code: String,
    #[record(key = "state_code", references = "short")]
    state: BelongsTo<State>,
}

fn main() {}
