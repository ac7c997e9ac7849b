//! CREATE that does nothing where there is one already.

use activerecord_core::dialect::Dialect;
use activerecord_core::table::Table;

use super::MsSqlDialect;

/// `IF … ` before a CREATE.
pub(super) fn create_guard(dialect: &MsSqlDialect, table: &Table, index: Option<&str>) -> String {
    let mut name = String::new();
    dialect.write_table(table, &mut name);
    let name = literal(&name);
    match index {
        None => format!("IF OBJECT_ID({name}, N'U') IS NULL "),
        Some(index) => format!(
            "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID({name}, N'U') AND \
             name = {}) ",
            literal(index)
        ),
    }
}

/// A text of the library's own.
fn literal(text: &str) -> String {
    format!("N'{}'", text.replace('\'', "''"))
}
