//! Names that differ between struct and database.

use activerecord::prelude::*;
use activerecord::{Record, sum};
use rust_decimal::Decimal;

use crate::case::{CaseResult, cases};
use crate::models::{InvoiceLine, InvoiceLineSummary, Order, Person, Tagged};
use crate::{Context, Outcome::Passed};

cases![mapping:
    tables_are_called_in_the_plural,
    renamed_columns_in_every_verb,
    renamed_columns_in_queries,
    renamed_columns_in_projections,
    renamed_columns_in_sql,
    words_of_sql_as_names,
    a_renamed_constant,
    a_model_in_a_function,
    two_models_of_one_name,
];

fn invoice_lines(cx: &Context<'_>) -> activerecord::Result<Vec<InvoiceLine>> {
    cx.create::<InvoiceLine>()?;
    [("song", 99, 2), ("dance", 199, 1), ("song", 149, 5)]
        .into_iter()
        .map(|(name, cents, quantity)| {
            InvoiceLine {
                invoice_line_id: 0,
                track_name: name.into(),
                unit_price: Decimal::new(cents, 2),
                quantity,
            }
            .create()
        })
        .collect()
}

fn tables_are_called_in_the_plural(_: &Context<'_>) -> CaseResult {
    assert_eq!(Person::TABLE.name, "people");
    assert_eq!(crate::models::Country::TABLE.name, "countries");
    assert_eq!(crate::models::InvoiceLine::TABLE.name, "Invoice Lines");
    assert_eq!(InvoiceLine::QUANTITY.name(), "Qty");
    assert_eq!(InvoiceLine::UNIT_PRICE.name(), "UnitPrice");
    Ok(Passed)
}

fn renamed_columns_in_every_verb(cx: &Context<'_>) -> CaseResult {
    let mut all = invoice_lines(cx)?;
    let line = &mut all[0];
    assert_eq!(InvoiceLine::find(line.invoice_line_id)?, *line);
    line.update(|line| line.quantity = 7)?;
    line.unit_price = Decimal::new(5, 1);
    line.save()?;
    assert_eq!(InvoiceLine::find(line.invoice_line_id)?, *line);
    let mut tracked = line.clone().tracked();
    tracked.quantity = 8;
    assert_eq!(tracked.changed(), ["quantity"], "the field's name, not the column's");
    line.delete()?;
    assert_eq!(InvoiceLine::query().count()?, 2);
    Ok(Passed)
}

fn renamed_columns_in_queries(cx: &Context<'_>) -> CaseResult {
    invoice_lines(cx)?;
    let query =
        InvoiceLine::filter(InvoiceLine::QUANTITY.gt(1).and(InvoiceLine::TRACK_NAME.eq("song")))
            .order_by(InvoiceLine::UNIT_PRICE.desc());
    assert_eq!(query.pluck(InvoiceLine::QUANTITY)?, [5, 2]);
    let raise = InvoiceLine::QUANTITY.set(InvoiceLine::QUANTITY + 1);
    assert_eq!(query.update_all(raise)?, 2);
    assert_eq!(InvoiceLine::query().sum(InvoiceLine::QUANTITY)?, Some(10));
    Ok(Passed)
}

fn renamed_columns_in_projections(cx: &Context<'_>) -> CaseResult {
    invoice_lines(cx)?;
    let sold = InvoiceLine::query()
        .group_by(InvoiceLine::TRACK_NAME)
        .order_by(InvoiceLine::TRACK_NAME)
        .select((InvoiceLine::TRACK_NAME, sum(InvoiceLine::QUANTITY)))
        .all()?;
    assert_eq!(sold, [("dance".to_owned(), Some(1)), ("song".to_owned(), Some(7))]);
    let first: Option<InvoiceLineSummary> = InvoiceLine::query()
        .order_by(InvoiceLine::QUANTITY.desc())
        .select_as((InvoiceLine::TRACK_NAME, InvoiceLine::QUANTITY))
        .first()?;
    assert_eq!(first, Some(InvoiceLineSummary { track_name: "song".into(), sold: 5 }));
    Ok(Passed)
}

fn renamed_columns_in_sql(cx: &Context<'_>) -> CaseResult {
    let all = invoice_lines(cx)?;
    let sql =
        format!("SELECT * FROM {} WHERE {} > ?", cx.quoted("Invoice Lines"), cx.quoted("Qty"));
    assert_eq!(InvoiceLine::find_by_sql(&sql, (4,))?, [all[2].clone()]);
    let summaries: Vec<InvoiceLineSummary> = cx.db.sql(&sql, (4,)).all()?;
    assert_eq!(summaries, [InvoiceLineSummary { track_name: "song".into(), sold: 5 }]);
    Ok(Passed)
}

fn words_of_sql_as_names(cx: &Context<'_>) -> CaseResult {
    cx.create::<Order>()?;
    let order = Order { r#type: "first".into(), group: 3, sender: 5, ..Default::default() };
    let mut order = order.create()?;
    order.update(|order| order.select = Some(4))?;
    let query = Order::filter(Order::TYPE.eq("first").and(Order::SELECT.eq(4)))
        .order_by((Order::GROUP, Order::SENDER.desc()));
    assert_eq!(query.all()?, [order]);
    assert_eq!(query.sum(Order::GROUP)?, Some(3));
    assert_eq!(Order::SENDER.name(), "from");
    assert_eq!(Order::TYPE.name(), "type");
    Ok(Passed)
}

fn a_renamed_constant(cx: &Context<'_>) -> CaseResult {
    cx.create::<Tagged>()?;
    Tagged { tag: "blue".into(), ..Default::default() }.create()?;
    assert_eq!(Tagged::filter(Tagged::LABEL.eq("blue")).count()?, 1);
    assert_eq!(Tagged::LABEL.name(), "tag");
    Ok(Passed)
}

fn a_model_in_a_function(cx: &Context<'_>) -> CaseResult {
    #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
    struct Local {
        id: i64,
        number: i32,
    }
    cx.create::<Local>()?;
    let created = Local { number: 7, ..Default::default() }.create()?;
    assert_eq!(Local::filter(Local::NUMBER.eq(7)).one()?, created);
    Ok(Passed)
}

fn two_models_of_one_name(cx: &Context<'_>) -> CaseResult {
    #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
    #[record(table = "twins")]
    struct Person {
        id: i64,
        twin: i32,
    }
    crate::models::people(cx)?;
    cx.create::<Person>()?;
    let twin = Person { twin: 2, ..Default::default() }.create()?;
    assert_eq!(Person::find(twin.id)?.twin, 2);
    assert_eq!(crate::models::Person::query().count()?, 5);
    Ok(Passed)
}
