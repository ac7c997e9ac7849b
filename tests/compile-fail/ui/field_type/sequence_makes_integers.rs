use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Country {
    #[record(key, sequence = "country_codes")]
    code: String,
}

fn main() {}
