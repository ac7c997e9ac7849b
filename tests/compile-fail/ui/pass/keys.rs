use activerecord::prelude::*;

use activerecord::{KeyStrategy, Record};

#[derive(ActiveRecord)]
struct ById {
    id: i64,
}

#[derive(ActiveRecord)]
struct ByUuid {
    #[record(key)]
    token: uuid::Uuid,
    id: i64,
}

#[derive(ActiveRecord)]
struct ByText {
    #[record(key)]
    code: String,
}

#[derive(ActiveRecord)]
struct Assigned {
    #[record(key = "assigned")]
    number: i64,
}

#[derive(ActiveRecord)]
struct Composite {
    #[record(key)]
    row: i64,
    value: String,
    #[record(key)]
    column: String,
}

#[derive(ColumnType, Clone)]
struct UserId(i64);

#[derive(ActiveRecord)]
struct Typed {
    id: UserId,
}

fn key<K: Record>(key: impl activerecord::IntoKey<K::Key>) -> K::Key {
    key.into_key()
}

fn main() {
    assert_eq!(ById::TABLE.key_strategy, KeyStrategy::Generated);
    assert_eq!(ByUuid::TABLE.key_strategy, KeyStrategy::Uuid);
    assert_eq!(ByUuid::TABLE.key, [0]);
    assert_eq!(ByText::TABLE.key_strategy, KeyStrategy::Assigned);
    assert_eq!(Assigned::TABLE.key_strategy, KeyStrategy::Assigned);
    assert_eq!(Composite::TABLE.key_strategy, KeyStrategy::Assigned);
    assert_eq!(Composite::TABLE.key, [0, 2]);
    assert_eq!(Typed::TABLE.key_strategy, KeyStrategy::Generated);
    let given: (i64, String) = key::<Composite>((1, "a"));
    assert_eq!(Composite::key_values(&given).unwrap().len(), 2);
    assert_eq!(key::<Typed>(UserId(3)).0, 3);
    assert_eq!(key::<ById>(3), 3);
}
