#[allow(dead_code, unused_macros, non_camel_case_types, non_upper_case_globals)]
mod taken {
    pub struct Result;
    pub struct Option;
    pub struct Value;
    pub struct Row;
    pub struct Column;
    pub struct Some;
    pub struct Ok;
    pub struct Err;
    pub struct Default;
    pub struct String;
    pub struct Box;
    pub struct Kind;
    pub struct Table;
    pub struct usize;
    pub trait Clone {}
    pub mod core {}
    pub mod std {}
    macro_rules! panic {
        ($($any:tt)*) => {
            compile_error!("somebody else's panic")
        };
    }
    macro_rules! assert {
        ($($any:tt)*) => {
            compile_error!("somebody else's assert")
        };
    }
    pub const row: i64 = 0;
    pub const column: i64 = 0;
    pub static SLOT: i64 = 0;

    use activerecord::{ActiveRecord, ColumnType, FromRow};

    #[derive(ActiveRecord)]
    #[record(index(name, role))]
    pub struct User {
        #[record(sequence = "ids")]
        id: i64,
        #[record(max_length = 5)]
        name: ::std::string::String,
        nick: ::std::option::Option<::std::string::String>,
        role: Role,
        level: Level,
        #[record(references = User, on_delete = "set null")]
        parent: ::std::option::Option<i64>,
        table: bool,
        key: bool,
        row: bool,
    }

    #[derive(ColumnType)]
    pub enum Role {
        Ok,
        Err,
        Some,
        None,
    }

    #[derive(ColumnType)]
    #[column_type(repr = "i32")]
    pub enum Level {
        Low,
        High,
    }

    #[derive(ColumnType)]
    pub struct Text(::std::string::String);

    #[derive(FromRow)]
    pub struct Summary {
        name: Text,
    }
}

fn main() {
    assert_eq!(<taken::User as activerecord::Record>::TABLE.columns.len(), 9);
}
