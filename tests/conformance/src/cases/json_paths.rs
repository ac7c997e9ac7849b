//! Values inside of JSON documents.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use serde_json::json;

use super::failure;
use crate::case::{CaseResult, cases};
use crate::models::Cell;
use crate::{Context, Outcome::Passed};

type Doc = Cell<serde_json::Value>;

cases![json_paths:
    a_member_that_is_text,
    a_member_of_a_member,
    an_item_of_an_array,
    numbers_and_truth_values,
    what_is_not_there,
    ordered_and_selected,
    names_with_strange_characters,
    names_that_no_path_has,
    beside_another_query,
];

fn documents(cx: &Context<'_>) -> activerecord::Result<()> {
    cx.create::<Doc>()?;
    let documents = [
        json!({"theme": "dark", "size": 3, "ratio": 1.5, "on": true, "deep": {"a": {"b": "x"}}}),
        json!({"theme": "light", "size": 12, "ratio": -2, "on": false, "tags": ["p", "q"]}),
        json!({"theme": null, "tags": [{"name": "r"}, 5], "it's": "odd", "ä b.c": "ü", "": "none"}),
    ];
    for value in documents {
        Cell { id: 0, value }.create()?;
    }
    Ok(())
}

fn found(condition: activerecord::Condition) -> activerecord::Result<Vec<i64>> {
    Doc::filter(condition).order_by(Doc::ID).pluck(Doc::ID)
}

fn a_member_that_is_text(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    let theme = || Doc::VALUE.json("theme").text();
    assert_eq!(found(theme().eq("dark"))?, [1]);
    assert_eq!(found(theme().ne("dark"))?, [2]);
    assert_eq!(found(theme().is_in(["dark", "light"]))?, [1, 2]);
    let rows = Doc::query().order_by(Doc::ID).pluck(theme())?;
    assert_eq!(rows, [Some("dark".to_owned()), Some("light".to_owned()), None]);
    Ok(Passed)
}

fn a_member_of_a_member(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    assert_eq!(found(Doc::VALUE.json("deep").json("a").json("b").text().eq("x"))?, [1]);
    assert_eq!(found(Doc::VALUE.json("deep").json("b").text().is_null())?, [1, 2, 3]);
    Ok(Passed)
}

fn an_item_of_an_array(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    assert_eq!(found(Doc::VALUE.json("tags").at(1).text().eq("q"))?, [2]);
    assert_eq!(found(Doc::VALUE.json("tags").at(0).json("name").text().eq("r"))?, [3]);
    assert_eq!(found(Doc::VALUE.json("tags").at(9).text().is_not_null())?, [0_i64; 0]);
    Ok(Passed)
}

fn numbers_and_truth_values(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    let size = || Doc::VALUE.json("size").integer();
    assert_eq!(found(size().gt(3))?, [2]);
    assert_eq!(Doc::query().order_by(Doc::ID).pluck((size() + 1).nullable())?.len(), 3);
    assert_eq!(Doc::query().order_by(Doc::ID).pluck(size())?, [Some(3), Some(12), None]);
    let ratio = || Doc::VALUE.json("ratio").float();
    assert_eq!(found(ratio().lt(0.0))?, [2]);
    assert_eq!(Doc::query().order_by(Doc::ID).pluck(ratio())?, [Some(1.5), Some(-2.0), None]);
    let on = || Doc::VALUE.json("on").boolean();
    assert_eq!(found(on().eq(true))?, [1]);
    assert_eq!(found(on().eq(false))?, [2]);
    assert_eq!(Doc::query().order_by(Doc::ID).pluck(on())?, [Some(true), Some(false), None]);
    assert_eq!(found(Doc::VALUE.json("size").text().eq("12"))?, [2]);
    Ok(Passed)
}

fn what_is_not_there(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    assert_eq!(found(Doc::VALUE.json("theme").text().is_null())?, [3]);
    assert_eq!(found(Doc::VALUE.json("nothing").integer().is_null())?, [1, 2, 3]);
    assert_eq!(found(Doc::VALUE.json("theme").json("further").text().is_null())?, [1, 2, 3]);
    Ok(Passed)
}

fn ordered_and_selected(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    let size = || Doc::VALUE.json("size").integer();
    let rows = Doc::filter(size().is_not_null()).order_by(size().desc()).select((Doc::ID, size()));
    assert_eq!(rows.all()?, [(2, Some(12)), (1, Some(3))]);
    Ok(Passed)
}

fn names_with_strange_characters(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    assert_eq!(found(Doc::VALUE.json("it's").text().eq("odd"))?, [3]);
    assert_eq!(found(Doc::VALUE.json("ä b.c").text().eq("ü"))?, [3]);
    let injected = Doc::VALUE.json("x') = 'y' OR ('1' = '1").text().eq("y");
    assert_eq!(found(injected)?, [0_i64; 0]);
    Ok(Passed)
}

fn names_that_no_path_has(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    for name in ["a\"b", "a\\b", "a\nb", "a\0b"] {
        let error = failure(found(Doc::VALUE.json(name).text().eq("x")));
        assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{name:?}");
    }
    Ok(Passed)
}

fn beside_another_query(cx: &Context<'_>) -> CaseResult {
    documents(cx)?;
    let dark = Doc::filter(Doc::VALUE.json("theme").text().eq("dark")).select(Doc::ID);
    assert_eq!(found(Doc::ID.in_query(dark))?, [1]);
    Ok(Passed)
}
