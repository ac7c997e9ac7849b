//! JSON documents come back as they were.

use std::collections::BTreeMap;

use activerecord::prelude::*;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::values::{any_text, kept};

/// Any document, some levels deep.
fn documents() -> impl Strategy<Value = Value> + Clone {
    let leaves = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaves.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any_text(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Shape {
    name: String,
    sizes: Vec<Option<u64>>,
    children: BTreeMap<String, Shape>,
}

fn shapes() -> impl Strategy<Value = Shape> + Clone {
    let sizes = || proptest::collection::vec(any::<Option<u64>>(), 0..4);
    let leaf = (any_text(), sizes()).prop_map(|(name, sizes)| Shape {
        name,
        sizes,
        children: BTreeMap::new(),
    });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let children = proptest::collection::btree_map(any_text(), inner, 0..3);
        (any_text(), sizes(), children).prop_map(|(name, sizes, children)| Shape {
            name,
            sizes,
            children,
        })
    })
}

#[test]
fn documents_are_kept() {
    kept(documents());
}

#[test]
fn structs_are_kept() {
    kept(shapes().prop_map(Json));
}

/// Not the nearest float, but the float itself.
#[test]
fn floats_in_documents_are_kept() {
    let finite = any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |f| f.is_finite());
    kept(finite.clone().prop_map(Json));
    kept(finite.prop_map(Value::from));
}
