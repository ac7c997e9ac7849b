//! Keys of several columns.

use activerecord::prelude::*;

/// A key of two integers.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    #[record(key)]
    pub(crate) order_id: i64,
    #[record(key)]
    pub(crate) position: i32,
    #[record(max_length = 80)]
    pub(crate) product: String,
    pub(crate) amount: i32,
}

/// A line that is not stored yet.
pub(crate) fn line(order_id: i64, position: i32, product: &str, amount: i32) -> Line {
    Line { order_id, position, product: product.into(), amount }
}

/// A key of texts and a number under other column names, not at the beginning of the struct.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "Marks", rename_all = "PascalCase")]
pub(crate) struct Grade {
    pub(crate) mark: Option<i32>,
    #[record(key, max_length = 40)]
    pub(crate) student: String,
    #[record(key, column = "CourseCode", max_length = 40)]
    pub(crate) course: String,
    #[record(key)]
    pub(crate) school_year: i32,
}

/// A model that is all key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Membership {
    #[record(key)]
    pub(crate) person_id: i64,
    #[record(key)]
    pub(crate) group_id: i64,
}
