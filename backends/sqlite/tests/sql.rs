//! The SQL that is written for SQLite, text for text.

mod support;

use activerecord_core::{Condition, IntoOrder, Model, Order, Query, Typed, raw, sum};
use rust_decimal::Decimal;

use support::item::{Item, database};

fn select(query: impl FnOnce(Query<Item, Item, activerecord_core::On<'_>>) -> String) -> String {
    query(Item::on(&database()))
}

/// What stands behind WHERE.
fn condition(condition: Condition) -> String {
    let sql = select(|items| items.filter(condition).to_sql().unwrap().text);
    sql.split_once(" WHERE ").unwrap().1.to_owned()
}

/// What stands behind ORDER BY.
fn order(order: impl IntoOrder) -> String {
    let sql = select(|items| items.order_by(order).to_sql().unwrap().text);
    sql.split_once(" ORDER BY ").unwrap().1.to_owned()
}

fn projected<T: Typed>(column: T) -> String
where
    T::Type: Sized,
{
    let text = select(|items| {
        items.select((column,)).to_sql().map_or_else(|error| error.to_string(), |sql| sql.text)
    });
    text.trim_start_matches("SELECT ").split(" FROM ").next().unwrap_or_default().to_owned()
}

fn price(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn tables_and_indexes() {
    let statements = database().create_table_sql::<Item>().unwrap();
    assert_eq!(
        statements,
        [
            r#"CREATE TABLE "items" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "name" VARCHAR(40) NOT NULL UNIQUE,
  "price" TEXT COLLATE decimal DEFAULT '0' NOT NULL CHECK (price >= '0'),
  "quantity" INTEGER NOT NULL,
  "parent_id" INTEGER REFERENCES "items" ("id") ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT "uq_items_name_quantity" UNIQUE ("name", "quantity")
)"#,
            r#"CREATE INDEX "ix_items_quantity" ON "items" ("quantity")"#,
        ]
    );
}

#[test]
fn limits_and_offsets() {
    let bounded = |limit: Option<u64>, offset: Option<u64>| {
        select(|items| {
            let items = limit.map_or(items.clone(), |limit| items.limit(limit));
            let items = offset.map_or(items.clone(), |offset| items.offset(offset));
            let sql = items.to_sql().unwrap();
            let rest = sql.text.split_once(r#""items""#).unwrap().1.to_owned();
            format!("{rest}{:?}", sql.binds)
        })
    };
    assert_eq!(bounded(Some(5), None), " LIMIT 5[]");
    assert_eq!(bounded(Some(5), Some(9)), " LIMIT 5 OFFSET ?[I64(9)]");
    assert_eq!(bounded(None, Some(9)), " LIMIT -1 OFFSET ?[I64(9)]");
}

#[test]
fn conditions_that_do_not_depend_on_the_row() {
    assert_eq!(condition(Item::ID.is_in(Vec::<i64>::new())), "0");
    assert_eq!(condition(Item::ID.not_in(Vec::<i64>::new())), "1");
    assert_eq!(condition(Condition::all([])), "1");
}

#[test]
fn patterns() {
    assert_eq!(condition(Item::NAME.like("a%")), r#""name" LIKE ?"#);
    assert_eq!(condition(Item::NAME.ilike("a%")), r#""name" LIKE ?"#);
    assert_eq!(condition(Item::NAME.not_ilike("a%")), r#""name" NOT LIKE ?"#);
    assert_eq!(condition(Item::NAME.contains("50%")), r#""name" LIKE ? ESCAPE '!'"#);
}

#[test]
fn lists_are_bound_one_by_one_or_as_one_array() {
    let limit = 16;
    for length in [limit - 1, limit] {
        let marks = vec!["?"; length].join(", ");
        let ids = condition(Item::ID.is_in(0..length as i64));
        assert_eq!(ids, format!(r#""id" IN ({marks})"#));
    }
    let array = r#"(SELECT value FROM json_each(?))"#;
    for length in [limit + 1, 100_000] {
        let ids = condition(Item::ID.is_in(0..length as i64));
        assert_eq!(ids, format!(r#""id" IN {array}"#));
        let names = condition(Item::NAME.not_in((0..length).map(|n| n.to_string())));
        assert_eq!(names, format!(r#""name" NOT IN {array}"#));
    }
}

#[test]
fn long_lists_find_what_short_ones_find() {
    let database = database();
    database.create_table::<Item>().unwrap();
    let names =
        ["plain", "it's", "a \"quote\"", "back\\slash", "new\nline", "\u{1}", "é€😀", "", "a\0b"];
    for name in names {
        let mut item = Item { name: name.into(), ..Item::default() };
        item.save_on(&database).unwrap();
    }
    let found = |condition| {
        let items = Item::on(&database).filter(condition).order_by(Item::ID);
        items.all().unwrap().into_iter().map(|item| item.name).collect::<Vec<_>>()
    };
    for others in [0, 40] {
        let others = (0..others).map(|n| format!("other {n}"));
        let list: Vec<String> = names.iter().map(|name| (*name).into()).chain(others).collect();
        assert_eq!(found(Item::NAME.is_in(list.iter())), names);
        assert!(found(Item::NAME.not_in(list.iter())).is_empty());
        let without_nul = list.iter().filter(|name| !name.contains('\0'));
        assert_eq!(found(Item::NAME.is_in(without_nul)), names[..names.len() - 1]);
    }
    assert_eq!(found(Item::ID.is_in(1..=40_000_i64)), names);
    assert_eq!(found(Item::ID.not_in(3..=40_000_i64)), names[..2]);
}

#[test]
fn lists_that_are_no_array_keep_to_the_limit_of_binds() {
    let prices = |count: i64| {
        Item::on(&database()).filter(Item::PRICE.is_in((0..count).map(Decimal::from))).to_sql()
    };
    let limit = i64::try_from(database().dialect().limits().binds).unwrap();
    assert_eq!(prices(limit - 1).unwrap().binds.len() as i64, limit - 1);
    assert_eq!(prices(limit).unwrap().binds.len() as i64, limit);
    let error = prices(limit + 1).unwrap_err();
    assert!(error.to_string().contains(&limit.to_string()), "{error}");
}

#[test]
fn orders() {
    assert_eq!(order(Item::NAME), r#""name""#);
    assert_eq!(order(Item::NAME.desc().nulls_last()), r#""name" DESC NULLS LAST"#);
    assert_eq!(order(Item::PRICE), r#""price""#);
}

#[test]
fn integer_arithmetic_reports_an_overflow() {
    let added = Item::QUANTITY + 1;
    assert_eq!(projected(added.clone() * 2), r#"integer_mul(integer_add("quantity", ?), ?)"#);
    let halved = Item::QUANTITY - Item::QUANTITY / 2;
    assert_eq!(projected(halved), r#"integer_sub("quantity", "quantity" / ?)"#);
    assert_eq!(condition(added.gt(3)), r#"(integer_add("quantity", ?)) > ?"#);
}

#[test]
fn rows_cannot_be_locked() {
    let error = Item::on(&database()).for_update().to_sql().unwrap_err();
    assert!(error.is_unsupported(), "{error}");
}

#[test]
fn comparisons_of_decimals() {
    let one = || price("1.0");
    assert_eq!(condition(Item::PRICE.eq(one())), r#""price" = ?"#);
    assert_eq!(condition(Item::PRICE.between(one(), one())), r#""price" BETWEEN ? AND ?"#);
    assert_eq!(condition(Item::PRICE.is_in([one(), one()])), r#""price" IN (?, ?)"#);
}

#[cfg(feature = "decimal")]
mod exact {
    use activerecord_core::{avg, count_distinct, max, min};

    use super::*;

    #[test]
    fn comparisons() {
        let one = || price("1.0");
        let dearer = || Item::PRICE + 1;
        let added = r#"decimal_add("price", ?)"#;
        assert_eq!(condition(dearer().gt(one())), format!("{added} COLLATE decimal > ?"));
        assert_eq!(condition(!dearer().gt(one())), format!("NOT ({added} COLLATE decimal > ?)"));
        assert_eq!(condition(dearer().eq(Item::PRICE)), format!(r#"{added} = "price""#));
        assert_eq!(condition(Item::PRICE.ne(dearer())), format!(r#""price" <> {added}"#));
        assert_eq!(
            condition(dearer().between(one(), Item::PRICE)),
            format!(r#"{added} COLLATE decimal BETWEEN ? AND "price""#)
        );
        assert_eq!(
            condition(dearer().not_between(one(), one())),
            format!("{added} COLLATE decimal NOT BETWEEN ? AND ?")
        );
        assert_eq!(condition(dearer().is_in([one()])), format!("({added} COLLATE decimal) IN (?)"));
    }

    #[test]
    fn arithmetic() {
        let nested = (Item::PRICE - 1) * (Item::PRICE / 2);
        let text = r#"decimal_mul(decimal_sub("price", ?), decimal_div("price", ?))"#;
        assert_eq!(projected(nested.clone()), format!("{text} COLLATE decimal"));
        assert_eq!(order(nested.desc()), format!("{text} COLLATE decimal DESC"));
    }

    #[test]
    fn aggregates() {
        let plain = |text: &str| text.to_owned();
        assert_eq!(projected(sum(Item::PRICE)), plain(r#"decimal_sum("price") COLLATE decimal"#));
        assert_eq!(projected(avg(Item::PRICE)), plain(r#"decimal_avg("price") COLLATE decimal"#));
        assert_eq!(projected(max(Item::PRICE)), plain(r#"MAX("price") COLLATE decimal"#));
        assert_eq!(projected(sum(Item::QUANTITY)), plain(r#"SUM("quantity")"#));
        assert_eq!(
            projected(min(Item::PRICE + 1)),
            plain(r#"MIN(decimal_add("price", ?) COLLATE decimal) COLLATE decimal"#)
        );
        assert_eq!(
            projected(count_distinct(Item::PRICE + 1)),
            plain(r#"COUNT(DISTINCT decimal_add("price", ?) COLLATE decimal)"#)
        );
        let groups = |having: Condition| {
            let query = |items: Query<Item, Item, activerecord_core::On<'_>>| {
                items.group_by(Item::QUANTITY).having(having).to_sql().unwrap().text
            };
            select(query).split_once(" HAVING ").unwrap().1.to_owned()
        };
        assert_eq!(
            groups(sum(Item::PRICE).ge(price("5"))),
            r#"decimal_sum("price") COLLATE decimal >= ?"#
        );
        assert_eq!(
            groups(max(Item::PRICE).lt(price("5"))),
            r#"decimal(MAX("price")) COLLATE decimal < ?"#
        );
    }
}

#[cfg(not(feature = "decimal"))]
#[test]
fn arithmetic_that_would_be_rounded_is_refused() {
    for text in [projected(Item::PRICE + 1), projected(sum(Item::PRICE))] {
        assert!(text.contains("feature `decimal`"), "{text}");
    }
}

#[test]
fn identifiers_are_quoted_whatever_they_are() {
    let dialect = database();
    let dialect = dialect.dialect();
    for (name, quoted) in
        [("order", r#""order""#), (r#"a"b"#, r#""a""b""#), ("é ;--", r#""é ;--""#)]
    {
        let mut sql = String::new();
        dialect.write_identifier(name, &mut sql);
        assert_eq!(sql, quoted);
    }
    let syntax = dialect.raw_syntax();
    assert!(syntax.backticks && syntax.brackets);
    assert!(!syntax.dollar_quotes && !syntax.nested_comments && !syntax.backslash_escapes);
}

#[test]
fn what_the_engine_says_of_itself() {
    let database = database();
    let dialect = database.dialect();
    assert_eq!(dialect.name(), "sqlite");
    assert!(dialect.version().starts_with("3."));
    let can = dialect.capabilities();
    assert!(can.insert_returning && can.upsert && can.nulls_order && can.row_values);
    assert!(!can.keeps_offset && !can.full_u64);
    assert_eq!(dialect.limits().binds, 32_766);
    assert_eq!(dialect.explain_prefix().unwrap(), "EXPLAIN QUERY PLAN ");
}

#[test]
fn what_is_written_also_runs() {
    let database = database();
    database.create_table::<Item>().unwrap();
    let items = Item::on(&database);
    let ordered: Vec<Order> = vec![Item::PRICE.desc().nulls_last(), Item::NAME.asc()];
    let conditions = [
        Item::ID.is_in(0..1000_i64),
        Item::NAME.not_in((0..1000).map(|n| n.to_string())),
        Item::NAME.ilike("A%").or(Item::NAME.starts_with("b")),
        Item::PARENT_ID.is_null(),
        Item::PRICE.between(price("0"), price("1")),
        Item::ID.in_query(Item::on(&database).select((Item::ID,))),
        raw("length(name) < ?", (40,)),
    ];
    for condition in conditions {
        let found = items.clone().filter(condition).order_by(ordered.clone()).offset(1).all();
        assert_eq!(found.unwrap(), []);
    }
    assert!(items.filter(Item::ID.eq(1)).explain().unwrap().contains("items"));
}
