//! Names that differ between struct and database.

use activerecord::prelude::*;
use rust_decimal::Decimal;

/// Other names for everything, a table with a space in its name.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "Invoice Lines", rename_all = "PascalCase")]
pub(crate) struct InvoiceLine {
    #[record(key)]
    pub(crate) invoice_line_id: i64,
    #[record(max_length = 80)]
    pub(crate) track_name: String,
    pub(crate) unit_price: Decimal,
    #[record(column = "Qty")]
    pub(crate) quantity: i32,
}

/// What is asked for about invoice lines.
#[derive(FromRow, Debug, Clone, PartialEq)]
#[record(rename_all = "PascalCase")]
pub(crate) struct InvoiceLineSummary {
    pub(crate) track_name: String,
    #[record(column = "Qty")]
    pub(crate) sold: i32,
}

/// Names that SQL has a meaning for.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "order")]
pub(crate) struct Order {
    pub(crate) id: i64,
    #[record(max_length = 20)]
    pub(crate) r#type: String,
    pub(crate) group: i32,
    pub(crate) select: Option<i32>,
    #[record(column = "from")]
    pub(crate) sender: i32,
}

/// Constants under other names than the fields'.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Tagged {
    pub(crate) id: i64,
    #[record(constant = "LABEL", max_length = 40)]
    pub(crate) tag: String,
}
