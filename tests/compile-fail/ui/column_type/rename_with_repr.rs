use activerecord::prelude::*;

#[derive(ColumnType)]
#[column_type(repr = "i16", rename_all = "UPPERCASE")]
enum Role {
    Guest,
    #[column_type(rename = "root")]
    Admin,
}

fn main() {}
