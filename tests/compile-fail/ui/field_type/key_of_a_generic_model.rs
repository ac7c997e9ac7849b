use activerecord::Record;
use activerecord::prelude::*;
use activerecord::table::Table;

#[derive(ActiveRecord)]
struct Event<K> {
    #[record(key)]
    number: K,
}

const _: &Table = <Event<i64> as Record>::TABLE;
const _: &Table = <Event<Option<i64>> as Record>::TABLE;

fn main() {}
