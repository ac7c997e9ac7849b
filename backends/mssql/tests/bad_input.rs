//! Values, names and answers that are not as they should be.

#[path = "support/gate.rs"]
mod gate;
mod support;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_stand_in_tds::Server;

use gate::{Behaviour, Gate};
use support::{open, open_with};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "notes")]
struct Note {
    id: i64,
    #[record(max_length = 4000)]
    text: String,
    number: f64,
}

#[test]
fn a_text_beyond_the_longest_column() {
    let (_server, db) = open();
    db.create_table::<Note>().unwrap();
    let full = Note { text: "å".repeat(4_000), ..Note::default() }.create_on(&db).unwrap();
    for length in [4_001, 40_000] {
        let error =
            Note { text: "å".repeat(length), ..Note::default() }.create_on(&db).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataTooLong, "{error}");
        assert_eq!((error.table(), error.column()), (Some("notes"), Some("text")));
        assert!(!error.to_string().contains('å'), "{error}");
    }
    assert_eq!(Note::on(&db).all().unwrap(), [full]);
}

#[test]
fn a_number_that_is_none_names_its_column() {
    let (_server, db) = open();
    db.create_table::<Note>().unwrap();
    for number in [f64::NAN, f64::INFINITY] {
        let error = Note { number, ..Note::default() }.create_on(&db).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
        assert_eq!(error.column(), Some("number"), "{error}");
    }
}

#[test]
fn a_name_that_is_too_long() {
    let (_server, db) = open();
    let create = |length: usize| format!("CREATE TABLE [{}] ([a] int)", "n".repeat(length));
    db.execute_script(&create(128)).unwrap();
    let error = db.execute_script(&create(129)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
    assert_eq!(error.database().and_then(|database| database.code()), Some(103));
    assert!(error.to_string().contains("128"), "{error}");
}

/// A server may hold half a pair of UTF-16; a text of ours can't.
#[test]
fn a_text_that_is_no_unicode() {
    let server = Server::start().unwrap();
    let half = Behaviour::Replaces(b"X\0Y\0Z\0", b"X\0\0\xd8Z\0");
    let gate = Gate::before(server.port(), Behaviour::Passes);
    let url = server.url("master").replace(&server.port().to_string(), &gate.port().to_string());
    let db = activerecord::connect(&url).unwrap();
    let ask = || db.sql("SELECT N'X' + N'YZ'", ()).one::<(String,)>();
    assert_eq!(ask().unwrap().0, "XYZ");
    gate.behave(half);
    let error = ask().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TypeMismatch, "{error}");
    gate.behave(Behaviour::Passes);
    assert_eq!(ask().unwrap().0, "XYZ");
}

#[test]
fn the_smallest_and_the_largest_packets() {
    for size in [512, 32_767] {
        let (_server, db) = open_with(&format!("&packet_size={size}"));
        let text = "å".repeat(100_000);
        let (read,): (String,) = db.sql("SELECT ?", (text.as_str(),)).one().unwrap();
        assert!(read == text, "{size}");
    }
}
