//! Limits, offsets and batches cut rows as Rust cuts slices.

use activerecord::prelude::*;
use proptest::prelude::*;

use super::{for_any, memory};

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct Item {
    #[record(key)]
    shelf: i64,
    #[record(key)]
    place: i64,
    weight: i64,
}

fn stocked() -> (activerecord::Database, Vec<Item>) {
    let db = memory();
    db.create_table::<Item>().expect("a table");
    let mut items = Vec::new();
    for number in 0..37_i64 {
        // In another order than that of the key.
        let item = Item { shelf: number * 7 % 5, place: -number, weight: number % 3 };
        items.push(item.create_on(&db).expect("a row"));
    }
    items.sort_unstable_by_key(|item| (item.shelf, item.place));
    (db, items)
}

#[test]
fn limit_and_offset() {
    let (db, items) = stocked();
    let bounds = (proptest::option::of(0..50_u64), proptest::option::of(0..50_u64));
    for_any(bounds, |(limit, offset)| {
        let mut query = Item::on(&db).order_by((Item::SHELF, Item::PLACE));
        if let Some(limit) = limit {
            query = query.limit(limit);
        }
        if let Some(offset) = offset {
            query = query.offset(offset);
        }
        let skipped = items.iter().skip(offset.unwrap_or(0) as usize);
        let expected: Vec<Item> = skipped.take(limit.unwrap_or(100) as usize).cloned().collect();
        prop_assert_eq!(query.all().ok(), Some(expected.clone()));
        prop_assert_eq!(query.count().ok(), Some(expected.len() as u64));
        prop_assert_eq!(query.exists().ok(), Some(!expected.is_empty()));
        prop_assert_eq!(query.first().ok().flatten(), expected.first().cloned());
        let sum = expected.iter().map(|item| item.weight).reduce(|sum, weight| sum + weight);
        prop_assert_eq!(query.sum(Item::WEIGHT).ok(), Some(sum));
        Ok(())
    });
}

#[test]
fn batches_give_every_row_once() {
    let (db, items) = stocked();
    let inputs = (1..45_u64, proptest::option::of(0..45_u64), proptest::option::of(0..3_i64));
    for_any(inputs, |(size, limit, weight)| {
        let mut query = Item::on(&db);
        if let Some(weight) = weight {
            query = query.filter(Item::WEIGHT.ne(weight));
        }
        if let Some(limit) = limit {
            query = query.limit(limit);
        }
        let wanted = items.iter().filter(|item| Some(item.weight) != weight);
        let expected: Vec<Item> = wanted.take(limit.unwrap_or(100) as usize).cloned().collect();
        let pages: Vec<Vec<Item>> =
            query.batches(size).collect::<activerecord::Result<_>>().expect("pages");
        prop_assert!(pages.iter().all(|page| !page.is_empty() && page.len() as u64 <= size));
        prop_assert_eq!(pages.concat(), expected);
        Ok(())
    });
}
