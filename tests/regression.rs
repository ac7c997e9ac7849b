//! A test per bug that was found: each in a file of its own in `regression/`, named by what went
//! wrong.

#[path = "regression/busy_at_once.rs"]
mod busy_at_once;
#[path = "regression/deep_conditions.rs"]
mod deep_conditions;
#[path = "regression/deleted_rows_among_many.rs"]
mod deleted_rows_among_many;
#[path = "regression/endless_pool_timeout.rs"]
mod endless_pool_timeout;
#[path = "regression/failed_commit_in_memory.rs"]
mod failed_commit_in_memory;
#[path = "regression/floats_in_json.rs"]
mod floats_in_json;
#[path = "regression/huge_pool.rs"]
mod huge_pool;
#[path = "regression/integer_overflow.rs"]
mod integer_overflow;
#[path = "regression/long_chain_of_relations.rs"]
mod long_chain_of_relations;
#[path = "regression/many_composite_keys.rs"]
mod many_composite_keys;
#[path = "regression/negated_comparison_with_null.rs"]
mod negated_comparison_with_null;
#[path = "regression/nul_in_like.rs"]
mod nul_in_like;
#[path = "regression/one_element_any.rs"]
mod one_element_any;
#[path = "regression/tracked_after_stale.rs"]
mod tracked_after_stale;
#[path = "regression/unsaved_tracked.rs"]
mod unsaved_tracked;
#[path = "regression/wide_conditions.rs"]
mod wide_conditions;
#[path = "regression/within_a_limited_query.rs"]
mod within_a_limited_query;

use activerecord::prelude::*;

/// What most of the bugs show with.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Item {
    id: i64,
    name: String,
    size: Option<i32>,
}

/// A database in memory with the items `a` to `e`, of the sizes 1 to 5.
fn items() -> activerecord::Result<Database> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Item>()?;
    for (name, size) in ["a", "b", "c", "d", "e"].into_iter().zip(1..) {
        Item { name: name.into(), size: Some(size), ..Default::default() }.create_on(&db)?;
    }
    Ok(db)
}

/// The names of the items that meet a condition, in one word.
fn names(db: &Database, condition: activerecord::Condition) -> activerecord::Result<String> {
    Ok(Item::on(db).filter(condition).order_by(Item::NAME).pluck(Item::NAME)?.concat())
}
