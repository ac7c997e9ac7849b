//! The SQL that is written for Oracle, text for text.

mod support;

use activerecord::prelude::*;
use activerecord::{Condition, count, exists, sum};
use rust_decimal::Decimal;

use support::models::{Item, Ticket};
use support::paper::{Paper, paper};

/// What stands behind WHERE.
fn condition(condition: Condition) -> String {
    let sql = Item::on(&paper().1).filter(condition).to_sql().unwrap().text;
    sql.split_once(" WHERE ").unwrap().1.to_owned()
}

#[test]
fn rows_are_written_one_by_one() {
    let (paper, database) = paper();
    let mut item = Item { name: "cup".into(), ..Item::default() };
    item.save_on(&database).unwrap();
    item.update_on(&database, |item| item.quantity = 3).unwrap();
    item.delete_on(&database).unwrap();
    assert_eq!(
        paper.told(),
        [
            r#"INSERT INTO "ITEMS" ("NAME", "PRICE", "QUANTITY", "SOLD", "PARENT_ID", "NOTE", "PHOTO") VALUES (:1, :2, :3, :4, :5, :6, :7) RETURNING "ID" INTO :8"#,
            r#"UPDATE "ITEMS" SET "QUANTITY" = :1 WHERE "ID" = :2"#,
            r#"DELETE FROM "ITEMS" WHERE "ID" = :1"#,
        ]
    );
}

#[test]
fn many_rows_are_one_statement_that_runs_for_all() {
    let (paper, database) = paper();
    let mut items = vec![Item::default(); 5_000];
    Item::insert_many_on(&database, &mut items).unwrap();
    assert_eq!(items[4_999].id, 5_000);
    let insert = r#"INSERT INTO "ITEMS" ("ID", "NAME", "PRICE", "QUANTITY", "SOLD", "PARENT_ID", "NOTE", "PHOTO") VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"#;
    assert_eq!(
        paper.told(),
        [
            "5000 keys of items".to_owned(),
            "BEGIN".into(),
            format!("4096 x {insert}"),
            format!("904 x {insert}"),
            "COMMIT".into()
        ]
    );
    Item::update_many_on(&database, &mut items[..2]).unwrap();
    assert_eq!(
        paper.told(),
        [
            "BEGIN",
            r#"2 x UPDATE "ITEMS" SET "NAME" = :1, "PRICE" = :2, "QUANTITY" = :3, "SOLD" = :4, "PARENT_ID" = :5, "NOTE" = :6, "PHOTO" = :7 WHERE "ID" = :8"#,
            "COMMIT",
        ]
    );
}

#[test]
fn upserts_are_merges() {
    let (paper, database) = paper();
    let items = [Item { name: "a".into(), ..Item::default() }, Item::default()];
    Item::upsert_many(&items)
        .conflict(Item::NAME)
        .update(Item::QUANTITY)
        .run_on(&database)
        .unwrap();
    Item::upsert_many(&items[..1]).conflict(Item::NAME).keep().run_on(&database).unwrap();
    assert_eq!(
        paper.told(),
        [
            r#"2 x MERGE INTO "ITEMS" t USING (SELECT :1 AS "NAME", :2 AS "PRICE", :3 AS "QUANTITY", :4 AS "SOLD", :5 AS "PARENT_ID", :6 AS "NOTE", :7 AS "PHOTO" FROM DUAL) s ON (t."NAME" = s."NAME") WHEN MATCHED THEN UPDATE SET t."QUANTITY" = s."QUANTITY" WHEN NOT MATCHED THEN INSERT ("NAME", "PRICE", "QUANTITY", "SOLD", "PARENT_ID", "NOTE", "PHOTO") VALUES (s."NAME", s."PRICE", s."QUANTITY", s."SOLD", s."PARENT_ID", s."NOTE", s."PHOTO")"#,
            r#"MERGE INTO "ITEMS" t USING (SELECT :1 AS "NAME", :2 AS "PRICE", :3 AS "QUANTITY", :4 AS "SOLD", :5 AS "PARENT_ID", :6 AS "NOTE", :7 AS "PHOTO" FROM DUAL) s ON (t."NAME" = s."NAME") WHEN NOT MATCHED THEN INSERT ("NAME", "PRICE", "QUANTITY", "SOLD", "PARENT_ID", "NOTE", "PHOTO") VALUES (s."NAME", s."PRICE", s."QUANTITY", s."SOLD", s."PARENT_ID", s."NOTE", s."PHOTO")"#,
        ]
    );
    let ticket = Ticket { seat: 4, ..Ticket::default() };
    Ticket::upsert_many(&[ticket]).conflict(Ticket::SEAT).run_on(&database).unwrap();
    assert_eq!(
        paper.told(),
        [
            r#"MERGE INTO "BOX_OFFICE"."TICKETS" t USING (SELECT :1 AS "SEAT", :2 AS "VERSION" FROM DUAL) s ON (t."SEAT" = s."SEAT") WHEN NOT MATCHED THEN INSERT ("ID", "SEAT", "VERSION") VALUES ("TICKET_NUMBERS".NEXTVAL, s."SEAT", s."VERSION")"#
        ]
    );
}

#[test]
fn limits_and_locks() {
    let (_, database) = paper();
    let items = || Item::on(&database);
    let behind = |sql: String| sql.split_once(r#" FROM "ITEMS""#).unwrap().1.to_owned();
    let text =
        |sql: activerecord::Result<activerecord::dialect::Rendered>| behind(sql.unwrap().text);
    assert_eq!(text(items().limit(5).to_sql()), " FETCH FIRST :1 ROWS ONLY");
    assert_eq!(
        text(items().limit(5).offset(9).to_sql()),
        " OFFSET :1 ROWS FETCH NEXT :2 ROWS ONLY"
    );
    assert_eq!(text(items().offset(9).to_sql()), " OFFSET :1 ROWS");
    assert_eq!(text(items().for_update().to_sql()), " FOR UPDATE");
    assert_eq!(text(items().for_update().nowait().to_sql()), " FOR UPDATE NOWAIT");
    assert_eq!(text(items().for_update().skip_locked().to_sql()), " FOR UPDATE SKIP LOCKED");
    assert!(items().for_share().to_sql().unwrap_err().is_unsupported());
    // The reader stops in time: rows are locked as they are read.
    assert_eq!(
        text(items().limit(3).for_update().skip_locked().to_sql()),
        " FOR UPDATE SKIP LOCKED"
    );
    let beyond = items().limit(3).offset(1).for_update().skip_locked().to_sql();
    assert!(beyond.unwrap_err().is_unsupported());
    assert_eq!(
        text(
            items()
                .filter(Item::SOLD.eq(false))
                .order_by(Item::NAME)
                .limit(3)
                .for_update()
                .to_sql()
        ),
        r#" WHERE "SOLD" = :1 AND "ID" IN (SELECT "ITEMS"."ID" FROM "ITEMS" WHERE "ITEMS"."SOLD" = :2 ORDER BY "ITEMS"."NAME" FETCH FIRST :3 ROWS ONLY) ORDER BY "NAME" FOR UPDATE"#
    );
}

#[test]
fn conditions() {
    assert_eq!(condition(Item::SOLD.eq(true)), r#""SOLD" = :1"#);
    assert_eq!(condition(Item::NAME.eq("")), r#""NAME" IS NULL"#);
    assert_eq!(condition(Item::NAME.ne("")), r#""NAME" IS NOT NULL"#);
    assert_eq!(condition(!Item::NAME.eq("")), r#""NAME" IS NOT NULL"#);
    assert_eq!(condition(Item::NAME.is_in(["", "a"])), r#"("NAME" IS NULL OR "NAME" IN (:1))"#);
    assert_eq!(
        condition(Item::NAME.not_in(["a", ""])),
        r#"("NAME" IS NOT NULL AND "NAME" NOT IN (:1))"#
    );
    assert_eq!(condition(Item::ID.is_in(Vec::<i64>::new())), "1 = 0");
    assert_eq!(condition(Item::NAME.starts_with("a")), r#""NAME" LIKE :1 ESCAPE '!'"#);
    let pattern = |text: &str| {
        let items = Item::on(&paper().1).filter(Item::NAME.starts_with(text)).to_sql();
        items.unwrap().binds
    };
    assert_eq!(pattern("[%"), [activerecord::Value::Text("[!%%".into())]);
    let sub = condition(exists(Item::filter(Item::PARENT_ID.eq(Item::ID))));
    assert!(sub.ends_with(r#"FROM "ITEMS" WHERE "ITEMS"."PARENT_ID" = "ITEMS"."ID")"#), "{sub}");
}

#[test]
fn long_lists_are_split() {
    let ids = |count: i64| (0..count).collect::<Vec<_>>();
    let one = condition(Item::ID.is_in(ids(1_000)));
    assert_eq!(one.matches(" IN (").count(), 1);
    let two = condition(Item::ID.is_in(ids(1_001)));
    assert!(two.ends_with(r#") OR "ID" IN (:1001))"#), "{two}");
    let none = condition(Item::ID.not_in(ids(1_001)));
    assert!(none.ends_with(r#") AND "ID" NOT IN (:1001))"#), "{none}");
    let newest = Paper::of_version(23, 4).open();
    let whole = Item::on(&newest).filter(Item::ID.is_in(ids(1_001))).to_sql().unwrap().text;
    assert_eq!(whole.matches(" IN (").count(), 1);
    let (_, database) = paper();
    let too_many = Item::on(&database).filter(Item::ID.is_in(ids(65_536))).to_sql();
    let error = too_many.unwrap_err();
    assert_eq!(error.kind(), activerecord::ErrorKind::InvalidQuery);
    assert!(error.to_string().contains("65535"), "{error}");
    assert!(Item::on(&database).filter(Item::ID.is_in(ids(65_535))).to_sql().is_ok());
}

#[test]
fn lobs_are_compared_by_functions() {
    assert_eq!(condition(Item::NOTE.eq("x")), r#"DBMS_LOB.COMPARE("NOTE", TO_CLOB(:1)) = 0"#);
    assert_eq!(condition(Item::NOTE.ne("x")), r#"DBMS_LOB.COMPARE("NOTE", TO_CLOB(:1)) <> 0"#);
    assert_eq!(
        condition(!Item::NOTE.eq("x")),
        r#"NOT (DBMS_LOB.COMPARE("NOTE", TO_CLOB(:1)) = 0)"#
    );
    assert_eq!(
        condition(Item::PHOTO.eq(vec![1_u8])),
        r#"DBMS_LOB.COMPARE("PHOTO", TO_BLOB(:1)) = 0"#
    );
    assert_eq!(
        condition(Item::NOTE.is_in(["x", "y"])),
        r#"(DBMS_LOB.COMPARE("NOTE", TO_CLOB(:1)) = 0 OR DBMS_LOB.COMPARE("NOTE", TO_CLOB(:2)) = 0)"#
    );
    assert_eq!(condition(Item::NOTE.is_null()), r#""NOTE" IS NULL"#);
    let (_, database) = paper();
    let sorted = Item::on(&database).order_by(Item::NOTE.desc()).to_sql().unwrap().text;
    assert!(sorted.ends_with(r#" ORDER BY DBMS_LOB.SUBSTR("NOTE", 1000, 1) DESC"#), "{sorted}");
}

#[test]
fn numbers() {
    let (_, database) = paper();
    let items = Item::on(&database);
    let sql = items.clone().select((Item::QUANTITY / 2, Item::PRICE / Decimal::TWO)).to_sql();
    assert!(sql.unwrap().text.starts_with(r#"SELECT TRUNC("QUANTITY" / :1), "PRICE" / :2 FROM"#));
    let sql = items.clone().select((
        activerecord::avg(Item::QUANTITY),
        sum(Item::PRICE),
        count(Item::ID),
    ));
    assert!(sql.to_sql().unwrap().text.starts_with(
        r#"SELECT CAST(AVG("QUANTITY") AS BINARY_DOUBLE), SUM("PRICE"), COUNT("ID") FROM"#
    ));
}

#[test]
fn arithmetic_that_would_not_fit_the_field_is_an_error() {
    let (paper, database) = paper();
    let items = || Item::on(&database).unfiltered();
    items().update_all(Item::QUANTITY.set(Item::QUANTITY + 1)).unwrap();
    items().update_all(Item::QUANTITY.set(7)).unwrap();
    assert_eq!(
        paper.told(),
        [
            r#"UPDATE "ITEMS" SET "QUANTITY" = CASE WHEN ("QUANTITY" + :1) BETWEEN -2147483648 AND 2147483647 THEN "QUANTITY" + :2 ELSE ("QUANTITY" + :3) * 1E125 * 1E125 END"#,
            r#"UPDATE "ITEMS" SET "QUANTITY" = :1"#,
        ]
    );
}
