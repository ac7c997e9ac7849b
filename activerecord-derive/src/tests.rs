//! What can be seen in the code itself. That it compiles and what it does is tested in `tests/ui`
//! and by every test that has a model.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{DeriveInput, parse_str};

use crate::{active_record, column_type, from_row};

type Derive = fn(&DeriveInput) -> TokenStream;

const DERIVES: &[Derive] = &[active_record::derive, column_type::derive, from_row::derive];

fn parse(code: &str) -> DeriveInput {
    parse_str(code).unwrap_or_else(|error| panic!("{error} in {code}"))
}

/// The code without white space, so that parts of it can be looked for.
fn expanded(derive: Derive, code: &str) -> String {
    derive(&parse(code)).to_string().replace([' ', '\n'], "")
}

#[test]
fn columns_are_read_in_ascending_order() {
    let code = expanded(
        active_record::derive,
        "struct User { id: i64, #[record(skip)] cache: String, name: String, age: i32 }",
    );
    let decode = code.split("fndecode").nth(1).unwrap_or_default();
    let decode = decode.split("fnvalue").next().unwrap_or_default();
    let reads = ["id:", "cache:", "name:", "age:"].map(|field| decode.find(field));
    assert!(reads.iter().all(Option::is_some), "{decode}");
    assert!(reads.is_sorted(), "{decode}");
    // The skipped field takes no position.
    assert!(decode.contains("__at+2usize"), "{decode}");
    assert!(!decode.contains("__at+3usize"), "{decode}");
}

#[test]
fn the_library_is_only_where_it_was_said_to_be() {
    let models = [
        "#[record(crate = \"orm\", index(id, a), sequence = \"s\")]
         struct User { id: i64, #[record(references = Self, created_at, max_length = 3)] a: i64 }",
        "#[record(crate = \"orm\")] struct User<T> { id: T, #[record(lock_version)] a: i64 }",
    ];
    for model in models {
        let code = expanded(active_record::derive, model);
        assert!(code.contains("orm::Record"), "{code}");
        assert!(!code.contains("activerecord"), "{code}");
    }
    let types = [
        "#[column_type(crate = \"orm\")] struct UserId(i64);",
        "#[column_type(crate = \"orm\", repr = \"u8\")] enum Level { Low }",
        "#[column_type(crate = \"orm\")] enum Role { Guest }",
    ];
    for ty in types {
        let code = expanded(column_type::derive, ty);
        assert!(code.contains("orm::ColumnType"), "{code}");
        assert!(!code.contains("activerecord"), "{code}");
    }
    let code = expanded(from_row::derive, "#[record(crate = \"orm\")] struct Row { a: i64 }");
    assert!(!code.contains("activerecord"), "{code}");
}

#[test]
fn only_a_generic_model_looks_its_slot_up() {
    let plain = expanded(active_record::derive, "struct User { id: i64 }");
    assert!(plain.contains("staticSLOT"), "{plain}");
    let generic = expanded(active_record::derive, "struct User<T> { id: T }");
    assert!(generic.contains("slot_of::<Self>()"), "{generic}");
}

#[test]
fn bounds_are_added_where_they_depend_on_a_parameter() {
    let code = expanded(
        active_record::derive,
        "struct User<T> where T: Copy { id: i64, a: Vec<T>, #[record(skip)] b: Option<T> }",
    );
    assert!(code.contains(
        "whereT:Copy,T:'static,Vec<T>:::activerecord::ColumnType,Option<T>:::core::default::Default"
    ));
    let plain = expanded(active_record::derive, "struct User { id: i64 }");
    assert!(!plain.contains("where"), "{plain}");
}

/// Whatever is written, the answer is code: errors, never a panic.
#[test]
fn nothing_panics() {
    let attributes = [
        "",
        "()",
        "= 5",
        "= \"x\"",
        "(,)",
        "(,,)",
        "(=)",
        "(key =)",
        "(key = )",
        "(key = ,)",
        "(\"key\")",
        "(5)",
        "(key key)",
        "(key, key)",
        "(r#key)",
        "(crate)",
        "(crate = \"\")",
        "(crate = \"1\")",
        "(crate = \"::\")",
        "(self)",
        "(a::b)",
        "(table = \"\\0\")",
        "(table = 'x')",
        "(table = b\"x\")",
        "(table = -5)",
        "(max_length = 99999999999999999999)",
        "(max_length = 5u8)",
        "(max_length = 1.5)",
        "(max_length = -1)",
        "(index())",
        "(index(,))",
        "(index(id, id))",
        "(index(id = 5))",
        "(index(name = \"x\"))",
        "(index[id])",
        "(unique(id))",
        "(references = )",
        "(references = [u8; 4])",
        "(references = fn() -> i64)",
        "(references = A<B, C>)",
        "(references = impl X)",
        "(constant = \"\")",
        "(constant = \"a b\")",
        "(constant = \"self\")",
        "(constant = \"_\")",
        "(constant = \"r#type\")",
        "(constant = \"1\")",
        "(rename = \"x\")",
        "(rename_all = \"\")",
        "(rename_all = \"kebab-case\")",
        "(repr = \"u128\")",
        "(repr)",
        "(on_delete = \"\")",
        "(sequence = \"x\")",
        "(skip)",
        "(skip, key)",
        "(default = {)} (}",
        "(default = 1 + 2)",
        "(check = now())",
        "(column = \"ü\", column = \"ü\")",
    ];
    let items = [
        "struct Item { ATTR id: i64 }",
        "ATTR struct Item { id: i64, r#type: String, __: i64, ß: i64 }",
        "ATTR struct Item<'a, T: 'a, const N: usize> where T: Copy { ATTR a: &'a T, b: [T; N] }",
        "ATTR struct Item(ATTR i64, std::marker::PhantomData<i64>);",
        "ATTR struct Item();",
        "ATTR struct Item;",
        "ATTR struct Item {}",
        "ATTR enum Item { ATTR A, ATTR B = 5, C(i64), D { d: i64 }, r#E, Ä }",
        "ATTR enum Item {}",
        "ATTR union Item { a: i64 }",
    ];
    for item in items {
        for attribute in attributes {
            for name in ["record", "column_type"] {
                let code = item.replace("ATTR", &format!("#[{name}{attribute}]"));
                // What is no Rust at all never comes to a derive.
                let Ok(input) = parse_str::<DeriveInput>(&code) else { continue };
                for derive in DERIVES {
                    assert_items(derive(&input), &code);
                }
            }
        }
    }
}

/// The tokens must be attributes and items, else rustc would speak of the derive, not of the user.
fn assert_items(tokens: TokenStream, code: &str) {
    struct Anything;

    impl Parse for Anything {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            input.parse::<TokenStream>().map(|_| Anything)
        }
    }

    let text = tokens.to_string();
    assert!(text.parse::<TokenStream>().is_ok(), "{code}");
    assert!(Anything::parse.parse2(tokens).is_ok(), "{code}");
}
