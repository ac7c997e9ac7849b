//! Every way in which a key of one column comes into being.

use activerecord::prelude::*;
use uuid::Uuid;

/// The client makes the key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Document {
    pub(crate) id: Uuid,
    #[record(max_length = 80)]
    pub(crate) title: String,
}

/// The user sets the key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Country {
    #[record(key, max_length = 80)]
    pub(crate) code: String,
    #[record(max_length = 80)]
    pub(crate) name: String,
}

/// A country that is not stored yet.
pub(crate) fn country(code: &str, name: &str) -> Country {
    Country { code: code.into(), name: name.into() }
}

/// The user sets the key although it is an integer.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Ticket {
    #[record(key = "assigned")]
    pub(crate) number: i64,
    #[record(max_length = 80)]
    pub(crate) holder: String,
}

/// A key of a smaller integer type.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Seat {
    pub(crate) id: i32,
    #[record(max_length = 80)]
    pub(crate) label: String,
}

/// The type of an invoice's key.
#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct InvoiceId(pub(crate) i64);

/// A key of a newtype.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Invoice {
    pub(crate) id: InvoiceId,
    #[record(max_length = 80)]
    pub(crate) customer: String,
    pub(crate) replaces: Option<InvoiceId>,
}
