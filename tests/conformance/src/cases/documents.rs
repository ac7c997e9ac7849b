//! JSON documents.

use std::collections::BTreeMap;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use serde_json::json;

use super::types::assert_kept;
use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Cell, Settings};
use crate::{Context, Outcome::Passed};

cases![documents:
    documents_of_any_shape,
    large_numbers_in_documents,
    texts_in_documents,
    a_struct_as_a_document,
    lists_and_maps_as_documents,
    a_document_that_is_null_is_not_null,
    a_document_of_another_shape,
    text_that_is_no_document,
];

fn documents_of_any_shape(cx: &Context<'_>) -> CaseResult {
    let values = [
        json!({}),
        json!([]),
        json!("text"),
        json!(42),
        json!(-1.5),
        json!(true),
        json!({ "a": { "b": [1, null, { "c": [[]] }] }, "d": "" }),
    ];
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn large_numbers_in_documents(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[json!([i64::MAX, i64::MIN, (1_i64 << 53) + 1, 0.1])])?;
    Ok(Passed)
}

fn texts_in_documents(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[json!({ "it's": "\"x\" \\ / \n \t 日本 👩‍👩‍👧 ?" })])?;
    Ok(Passed)
}

fn a_struct_as_a_document(cx: &Context<'_>) -> CaseResult {
    let full = Settings {
        theme: "o'dark".into(),
        tags: vec!["a".into(), "ü".into()],
        sizes: BTreeMap::from([("m".into(), None), ("s".into(), Some(-1))]),
    };
    assert_kept(cx, &[Json(full), Json(Settings::default())])?;
    Ok(Passed)
}

fn lists_and_maps_as_documents(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Json(vec![Some(1.5), None]), Json(vec![])])?;
    Ok(Passed)
}

fn a_document_that_is_null_is_not_null(cx: &Context<'_>) -> CaseResult {
    let values = [Some(serde_json::Value::Null), None, Some(json!({ "a": null }))];
    assert_kept(cx, &values)?;
    type C = Cell<Option<serde_json::Value>>;
    assert_eq!(C::filter(C::VALUE.is_null()).count()?, 1);
    Ok(Passed)
}

fn a_document_of_another_shape(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[json!({ "theme": 5, "password": "hidden" })])?;
    let error = failure(Cell::<Json<Settings>>::query().all());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
    assert_says(&error, &["Cell", "`cells`.`value`", "expected JSON of", "Settings"]);
    assert!(!error.to_string().contains("hidden"), "data stays out of messages: {error}");
    Ok(Passed)
}

fn text_that_is_no_document(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &["not { json".to_owned()])?;
    let error = failure(Cell::<serde_json::Value>::query().all());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_says(&error, &["`cells`.`value`", "expected JSON"]);
    Ok(Passed)
}
