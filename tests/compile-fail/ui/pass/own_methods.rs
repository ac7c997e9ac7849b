use activerecord::prelude::*;

use activerecord::{Record, Row};

#[derive(ActiveRecord, Debug, PartialEq)]
struct User {
    id: i64,
    name: String,
}

/// None of these may be taken for the library's.
impl User {
    fn find(self) {}
    fn decode() {}
    fn value() {}
    fn set_value() {}
    fn key_values() {}
    fn slot() {}
    fn save() {}
}

struct OneRow;

impl Row for OneRow {
    fn get(&mut self, index: usize) -> activerecord::Result<activerecord::Value<'_>> {
        Ok(match index {
            3 => activerecord::Value::I64(7),
            _ => activerecord::Value::Text("Ada".into()),
        })
    }

    fn width(&self) -> usize {
        5
    }

    fn name(&self, _: usize) -> &str {
        ""
    }
}

fn main() {
    let mut user = <User as Record>::decode(&mut OneRow, 3).unwrap();
    assert_eq!(user, User { id: 7, name: "Ada".into() });
    assert_eq!(Record::value(&user, 0).unwrap(), activerecord::Value::I64(7));
    Record::set_value(&mut user, 1, activerecord::Value::Text("Bo".into())).unwrap();
    assert_eq!(user.name, "Bo");
    assert!(Record::value(&user, 2).is_err());
    let key = <User as Record>::key_values(&9).unwrap();
    assert_eq!(key[..], [activerecord::Value::I64(9)]);
}
