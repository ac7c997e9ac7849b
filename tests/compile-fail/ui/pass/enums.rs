use activerecord::prelude::*;

use activerecord::{ColumnType as _, Kind, Value};

#[derive(ColumnType, Debug, PartialEq)]
enum Role {
    Guest,
    SuperAdmin,
    #[column_type(rename = "HTTP user")]
    HttpUser,
}

#[derive(ColumnType, Debug, PartialEq)]
#[column_type(rename_all = "SCREAMING_SNAKE_CASE")]
enum Loud {
    VeryLoud,
}

const BASE: isize = 40;

#[derive(ColumnType, Debug, PartialEq)]
#[column_type(repr = "i16")]
enum Level {
    Low = -1,
    Middle,
    High = BASE + 2,
}

#[derive(ColumnType, Debug, PartialEq)]
#[column_type(repr = "u64")]
#[repr(u64)]
enum Huge {
    Most = u64::MAX,
}

fn main() {
    assert_eq!(Role::KIND, Kind::Text);
    assert_eq!(Role::SuperAdmin.to_value().unwrap(), Value::Text("super_admin".into()));
    assert_eq!(Role::from_value(Value::Text("HTTP user".into())).unwrap(), Role::HttpUser);
    assert_eq!(Role::Guest, Role::from_value(Value::Text("guest".into())).unwrap());
    let error = Role::from_value(Value::Text("ada@example.org".into())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected one of `guest`, `super_admin`, `HTTP user`, found text that is none of them",
    );
    let error = Role::from_value(Value::Null(Kind::Text)).unwrap_err();
    assert_eq!(error.kind(), activerecord::ErrorKind::UnexpectedNull);
    assert_eq!(Loud::VeryLoud.to_value().unwrap(), Value::Text("VERY_LOUD".into()));

    assert_eq!(Level::KIND, Kind::I16);
    for level in [Level::Low, Level::Middle, Level::High] {
        let stored = level.to_value().unwrap();
        assert_eq!(Level::from_value(stored).unwrap(), level);
    }
    assert_eq!(Level::High.to_value().unwrap(), Value::I64(42));
    let error = Level::from_value(Value::I64(9)).unwrap_err();
    assert_eq!(error.to_string(), "expected one of -1 (Low), 0 (Middle), 42 (High), found 9");
    assert!(Level::from_value(Value::I64(1 << 20)).is_err());
    assert_eq!(Huge::Most.to_value().unwrap(), Value::U64(u64::MAX));
}
