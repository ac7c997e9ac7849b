use activerecord::prelude::*;

use activerecord::Record;

#[derive(ActiveRecord)]
#[record(index(r#type, r#match))]
#[allow(non_camel_case_types)]
struct r#struct {
    id: i64,
    r#type: String,
    r#match: i64,
}

#[derive(ColumnType, Debug, PartialEq)]
#[allow(non_camel_case_types)]
enum Word {
    r#fn,
    r#yield,
}

#[derive(FromRow)]
struct Row {
    r#type: String,
}

fn main() {
    assert_eq!(r#struct::TABLE.name, "structs");
    assert_eq!(r#struct::TABLE.columns[1].name, "type");
    let _ = (r#struct::TYPE, r#struct::MATCH);
    let word = activerecord::ColumnType::to_value(&Word::r#yield).unwrap();
    assert_eq!(word, activerecord::Value::Text("yield".into()));
    assert_eq!(<Row as activerecord::FromRow>::COLUMNS, Some(&["type"][..]));
}
