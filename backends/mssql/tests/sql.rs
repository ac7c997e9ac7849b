//! The SQL that is written, and what is read back from types of the server's own.

mod support;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_stand_in_tds::Entry;

use support::{calls, open, open_with};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "odd]names")]
struct Odd {
    id: i64,
    #[record(column = "a]b")]
    name: String,
    active: bool,
    #[record(unique, max_length = 20)]
    code: Option<String>,
}

fn texts(calls: &[Entry]) -> Vec<&str> {
    calls.iter().map(|entry| entry.text.as_str()).collect()
}

fn sql(query: &Query<Odd>) -> String {
    query.to_sql().unwrap().text
}

#[test]
fn tables_have_quoted_names_and_an_index_without_nulls() {
    let (server, db) = open();
    let sent = calls(&server, || db.create_table::<Odd>().unwrap());
    assert_eq!(
        texts(&sent),
        [
            "BEGIN",
            "CREATE TABLE [odd]]names] (\n  [id] bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY,\n  \
             [a]]b] nvarchar(max) NOT NULL,\n  [active] bit NOT NULL,\n  [code] nvarchar(20)\n)",
            "CREATE UNIQUE INDEX [uq_odd]]names_code] ON [odd]]names] ([code]) WHERE [code] IS NOT NULL",
            "COMMIT TRANSACTION",
        ]
    );
    Odd::default().create_on(&db).unwrap();
    Odd::default().create_on(&db).unwrap();
    Odd { code: Some("x".into()), ..Odd::default() }.create_on(&db).unwrap();
    let twice = Odd { code: Some("X".into()), ..Odd::default() }.create_on(&db).unwrap_err();
    assert!(twice.is_unique_violation(), "case makes no difference");
    assert_eq!(twice.constraint(), Some("uq_odd]names_code"));
}

#[test]
fn bounds_stand_where_the_server_wants_them() {
    let (_server, db) = open();
    db.scope(|| {
        let all = "[id], [a]]b], [active], [code] FROM [odd]]names]";
        let query = Odd::query();
        assert_eq!(sql(&query.clone().limit(2)), format!("SELECT TOP (2) {all}"));
        assert_eq!(sql(&query.clone().limit(3)), format!("SELECT TOP (@P1) {all}"));
        assert_eq!(
            sql(&query.clone().offset(3)),
            format!("SELECT {all} ORDER BY (SELECT NULL) OFFSET @P1 ROWS")
        );
        let page = query.clone().order_by(Odd::ID).limit(2).offset(3);
        assert_eq!(
            sql(&page),
            format!("SELECT {all} ORDER BY [id] OFFSET @P1 ROWS FETCH NEXT 2 ROWS ONLY")
        );
        assert_eq!(sql(&query.limit(0).offset(3)), format!("SELECT TOP (@P1) {all}"));
    });
}

#[test]
fn bits_are_compared_and_long_lists_are_one_bind() {
    let (_server, db) = open();
    db.scope(|| {
        let where_of = |query: Query<Odd>| {
            let sql = sql(&query);
            sql.split_once(" WHERE ").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
        };
        assert_eq!(where_of(Odd::filter(Odd::ACTIVE.eq(true))), "[active] = @P1");
        let keys: Vec<i64> = (0..65).collect();
        assert_eq!(
            where_of(Odd::filter(Odd::ID.is_in(keys))),
            "[id] IN (SELECT j.v FROM OPENJSON(@P1) WITH (v bigint '$') AS j)"
        );
    });
}

#[test]
fn locks_stand_behind_the_table() {
    let (server, db) = open();
    db.create_table::<Odd>().unwrap();
    let sent = calls(&server, || {
        db.transaction(|tx| {
            Odd::on(tx).for_update().all()?;
            Odd::on(tx).nowait().all()?;
            Odd::on(tx).skip_locked().all()?;
            Odd::on(tx).for_share().all().map(drop)
        })
        .unwrap();
    });
    let hints: Vec<&str> = sent
        .iter()
        .filter_map(|entry| entry.text.split_once(" FROM [odd]]names] ").map(|(_, hint)| hint))
        .collect();
    assert_eq!(
        hints,
        [
            "WITH (UPDLOCK, ROWLOCK)",
            "WITH (UPDLOCK, ROWLOCK, NOWAIT)",
            "WITH (UPDLOCK, ROWLOCK, READPAST)",
            "WITH (REPEATABLEREAD, ROWLOCK)",
        ]
    );
}

#[test]
fn a_schema_for_models_that_name_none() {
    let (server, db) = open_with("&schema=sales");
    db.execute_script("CREATE SCHEMA [sales]").unwrap();
    let sent = calls(&server, || db.create_table::<Odd>().unwrap());
    assert!(sent[1].text.starts_with("CREATE TABLE [sales].[odd]]names] ("), "{sent:?}");
    assert_eq!(Odd::on(&db).count().unwrap(), 0);
}

#[test]
fn scripts_are_sent_batch_by_batch() {
    let (server, db) = open();
    let script = "CREATE TABLE [t] ([a] nvarchar(9))\nGO\nCREATE SCHEMA [sales]\r\ngo\r\n\
                  INSERT INTO [t] ([a]) VALUES (N'\nGO\n')";
    let sent = calls(&server, || db.execute_script(script).unwrap());
    assert_eq!(sent.len(), 3, "{sent:?}");
    let stored: (String,) = db.sql("SELECT [a] FROM [t]", ()).one().unwrap();
    assert_eq!(stored.0, "\nGO\n");
    let failing = "SELECT 1\nGO\nSELECT nothing\nGO\nINSERT INTO [t] ([a]) VALUES (N'x')";
    db.execute_script(failing).unwrap_err();
    assert_eq!(db.sql("SELECT COUNT(*) FROM [t]", ()).one::<(i64,)>().unwrap(), (1,));
}

#[test]
fn values_that_the_server_does_not_take_are_refused_before() {
    let (server, db) = open();
    let sent = calls(&server, || {
        for error in [
            db.sql("SELECT ?", (f64::NAN,)).execute().unwrap_err(),
            db.sql("SELECT ?", (f32::INFINITY,)).execute().unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
        }
    });
    assert_eq!(sent, []);
}

#[test]
fn texts_too_long_for_their_column_name_it() {
    let (_server, db) = open();
    db.create_table::<Odd>().unwrap();
    let long = Odd { code: Some("x".repeat(21)), ..Odd::default() };
    let error = long.create_on(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataTooLong);
    assert_eq!(error.column(), Some("code"));
}
