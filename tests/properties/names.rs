//! Identifiers of any characters, placeholders in any text, payloads as data.

use activerecord::prelude::*;
use activerecord::{Value, raw};
use proptest::prelude::*;

use super::values::any_text;
use super::{for_any, memory};

/// Anything but NUL, which no name of SQLite's can hold, quotes and brackets more often.
fn any_name() -> impl Strategy<Value = String> {
    let quotes = proptest::sample::select(vec![
        '"', '\'', '`', '[', ']', '?', '-', '/', '*', ' ', '.', ';', '$',
    ]);
    let characters =
        prop_oneof![3 => quotes, 2 => any::<char>(), 2 => proptest::char::range('a', 'z')];
    proptest::collection::vec(characters, 1..20)
        .prop_map(String::from_iter)
        .prop_filter("no NUL", |name| !name.contains('\0'))
        .prop_filter("not reserved", |name| !name.to_ascii_lowercase().starts_with("sqlite_"))
}

#[test]
fn names_of_tables_and_columns() {
    let db = memory();
    let quoted = |name: &str| {
        let mut sql = String::new();
        db.dialect().write_identifier(name, &mut sql);
        sql
    };
    for_any((any_name(), any_name(), any::<i64>()), |(table, column, value)| {
        let (sql_table, sql_column) = (quoted(&table), quoted(&column));
        let run = |sql: String, binds: Vec<Value<'static>>| {
            let done = db.sql(&sql, binds).execute();
            done.map_err(|error| TestCaseError::fail(format!("{sql}: {error}")))
        };
        run(format!("CREATE TABLE {sql_table} ({sql_column} INTEGER)"), vec![])?;
        run(format!("INSERT INTO {sql_table} ({sql_column}) VALUES (?)"), vec![Value::I64(value)])?;
        let sql = format!("SELECT {sql_column} FROM {sql_table} WHERE {sql_column} = ?");
        let rows: Vec<(i64,)> = db.sql(&sql, (value,)).all().expect("a row");
        prop_assert_eq!(rows, [(value,)]);
        let known = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
                     WHERE m.type = 'table' AND m.name <> 'sqlite_sequence'";
        let known: Vec<(String, String)> = db.sql(known, ()).all().expect("the schema");
        prop_assert_eq!(known, [(table, column)]);
        run(format!("DROP TABLE {sql_table}"), vec![])?;
        Ok(())
    });
}

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct Entry {
    id: i64,
    text: String,
}

/// Whatever is found in it, a text that is bound changes nothing but what it is bound for.
#[test]
fn payloads_are_data() {
    let db = memory();
    db.create_table::<Entry>().expect("a table");
    let witness = Entry { id: 0, text: "witness".into() }.create_on(&db).expect("a row");
    let parts = proptest::sample::select(vec![
        "'",
        "\"",
        "`",
        ";",
        "--",
        "/*",
        "*/",
        " OR 1=1",
        " OR '1'='1'",
        "DROP TABLE entries",
        "%",
        "_",
        "\\",
        "?",
        "??",
        "$1",
        "NULL",
        ")",
        "(",
        "\0",
        "witness",
        " ",
        "UNION SELECT",
    ]);
    let payloads = proptest::collection::vec(parts, 0..8).prop_map(|parts| parts.concat());
    for_any(payloads, |payload| {
        let is_witness = payload == "witness";
        let expected = u64::from(is_witness);
        let count = Entry::on(&db).filter(Entry::TEXT.eq(&payload)).count();
        prop_assert_eq!(count.ok(), Some(expected));
        let count = Entry::on(&db).filter(raw("text = ?", (payload.as_str(),))).count();
        prop_assert_eq!(count.ok(), Some(expected));
        let rows =
            db.sql("SELECT id, text FROM entries WHERE text = ?", (&payload,)).all::<Entry>();
        prop_assert_eq!(rows.map(|rows| rows.len()).ok(), Some(usize::from(is_witness)));
        let mut row = Entry { id: 0, text: payload.clone() }.create_on(&db).expect("a row");
        row.update_on(&db, |row| row.text.push('!')).expect("an update");
        prop_assert_eq!(
            &Entry::on(&db).find(row.id).expect("the row").text,
            &format!("{payload}!")
        );
        let deleted = Entry::on(&db).filter(Entry::TEXT.eq(format!("{payload}!"))).delete_all();
        prop_assert_eq!(deleted.ok(), Some(1));
        prop_assert_eq!(Entry::on(&db).all().ok(), Some(vec![witness.clone()]));
        Ok(())
    });
}

/// Pieces of SQL in any order, unclosed quotes and comments among them.
fn any_sql() -> impl Strategy<Value = String> {
    let pieces = proptest::sample::select(vec![
        "?", "??", "'", "''", "\"", "`", "[", "]", "--", "\n", "/*", "*/", "$", "$$", "$tag$",
        "$1", "E'", "\\", "a", "1", " ", "€", "日", ":", "::", "@", "%", ";",
    ]);
    let known = proptest::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat());
    prop_oneof![known, any_text()]
}

/// Finding the placeholders never panics, and the text around them is kept.
#[test]
fn placeholders_in_any_text() {
    let db = memory();
    for_any(any_sql(), |sql| {
        let _ = db.sql(&sql, ()).execute();
        for n_binds in 0..6 {
            let binds = vec![Value::I64(1); n_binds];
            let condition = raw(&sql, binds.clone());
            let Ok(rendered) = Entry::filter(condition).to_sql() else { continue };
            prop_assert_eq!(&rendered.binds, &binds);
            let inside = rendered.text.split_once(" WHERE (").map(|(_, rest)| rest.to_owned());
            let inside = inside.and_then(|rest| rest.strip_suffix(')').map(str::to_owned));
            let doubled = sql.matches("??").count();
            let length = inside.map(|inside| inside.len()).unwrap_or_default();
            prop_assert!(length <= sql.len() && length + doubled >= sql.len(), "{}", rendered.text);
        }
        Ok(())
    });
}

#[test]
fn placeholders_outside_of_quotes_are_all_found() {
    let pieces = proptest::sample::select(vec![
        "?", "a ", "1", " = ", "(", ")", "日", "+", "'?'", "\"?\"", "/*?*/", "--?\n",
    ]);
    let texts = proptest::collection::vec(pieces, 0..20).prop_map(|pieces| {
        let expected = pieces.iter().filter(|piece| **piece == "?").count();
        // Two in a row would be one question mark.
        (pieces.join(" "), expected)
    });
    for_any(texts, |(sql, expected)| {
        let condition = raw(&sql, vec![Value::I64(1); expected]);
        let rendered = Entry::filter(condition).to_sql().map(|rendered| rendered.binds.len());
        prop_assert_eq!(rendered.map_err(|error| error.to_string()), Ok(expected));
        Ok(())
    });
}
