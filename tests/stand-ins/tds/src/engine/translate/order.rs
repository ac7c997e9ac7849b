//! ORDER BY, and what bounds the rows behind it.

use super::condition::collated;
use super::query::refused;
use super::{Named, Translator, catalog};
use crate::error::Result;
use crate::sql::{Expr, Item, OrderItem, Query, Select};
use crate::types::Type;

impl Translator<'_> {
    /// ORDER BY behind UNION and its like names columns of the result.
    pub(super) fn positions(&self, order: &[OrderItem], columns: &[Named]) -> Result<String> {
        let mut items = Vec::new();
        for item in order {
            let place = match &item.expr {
                Expr::Integer(number) => number.parse::<usize>().ok(),
                Expr::Column { table: None, name } => columns
                    .iter()
                    .position(|column| catalog::same_name(&column.name, name))
                    .map(|place| place + 1),
                _ => None,
            };
            let place = place.filter(|place| (1..=columns.len()).contains(place));
            let Some(place) = place else {
                return refused(
                    104,
                    "ORDER BY items must appear in the select list if the statement contains a UNION, \
                     INTERSECT or EXCEPT operator.",
                );
            };
            let place = collated(&place.to_string(), columns[place - 1].of);
            items.push(format!("{place}{}", if item.descending { " DESC" } else { "" }));
        }
        Ok(if items.is_empty() { String::new() } else { format!(" ORDER BY {}", items.join(", ")) })
    }

    pub(super) fn order_of(
        &mut self,
        query: &Query,
        select: &Select,
        columns: &[Named],
    ) -> Result<String> {
        let mut items = Vec::new();
        for (index, item) in query.order.iter().enumerate() {
            if query.order[..index].iter().any(|before| before.expr == item.expr) {
                return refused(
                    169,
                    "A column has been specified more than once in the order by list. Columns in the \
                     order by list must be unique.",
                );
            }
            let is_item = |known: &Item| match known {
                Item::Expr { expr, alias } => {
                    *expr == item.expr
                        || matches!((&item.expr, alias), (Expr::Column { table: None, name }, Some(alias))
                            if catalog::same_name(name, alias))
                }
                Item::Star(_) => true,
            };
            let is_number = matches!(item.expr, Expr::Integer(_));
            if select.distinct && !is_number && !select.items.iter().any(is_item) {
                return refused(
                    145,
                    "ORDER BY items must appear in the select list if SELECT DISTINCT is specified.",
                );
            }
            items.push(self.order_item(item, select, columns)?);
        }
        Ok(items.join(", "))
    }

    pub(super) fn order_item(
        &mut self,
        item: &OrderItem,
        select: &Select,
        columns: &[Named],
    ) -> Result<String> {
        let descending = if item.descending { " DESC" } else { "" };
        match &item.expr {
            Expr::Integer(number) => {
                let place = number.parse::<usize>().unwrap_or(0);
                let Some(column) = place.checked_sub(1).and_then(|place| columns.get(place)) else {
                    return refused(
                        108,
                        "The ORDER BY position number is out of range of the number of items in the select list.",
                    );
                };
                return Ok(format!("{}{descending}", collated(number, column.of)));
            }
            Expr::Text(_) | Expr::Decimal(_) | Expr::Null => {
                return refused(408, "A constant expression was encountered in the ORDER BY list.");
            }
            Expr::Variable(_) => {
                return refused(
                    1008,
                    "The SELECT item identified by the ORDER BY number 1 contains a variable as part \
                     of the expression identifying a column position.",
                );
            }
            Expr::Column { table: None, name } => {
                // The name of an item comes before that of a column.
                let alias = select.items.iter().find_map(|item| match item {
                    Item::Expr { expr, alias: Some(alias) } if catalog::same_name(alias, name) => {
                        Some(expr)
                    }
                    _ => None,
                });
                if let Some(expr) = alias {
                    let value = self.value(expr)?;
                    return Ok(format!("{}{descending}", collated(&value.sql, value.known())));
                }
            }
            _ => {}
        }
        let value = self.value(&item.expr)?;
        Ok(format!("{}{descending}", collated(&value.sql, value.known())))
    }

    pub(super) fn order_items(&mut self, order: &[OrderItem]) -> Result<String> {
        let mut items = Vec::new();
        for item in order {
            let value = self.value(&item.expr)?;
            let descending = if item.descending { " DESC" } else { "" };
            items.push(format!("{}{descending}", collated(&value.sql, value.known())));
        }
        Ok(items.join(", "))
    }

    pub(super) fn bounds(
        &mut self,
        query: &Query,
        top: Option<&Expr>,
        sql: &mut String,
    ) -> Result<()> {
        if let Some(top) = top {
            let value = self.value(top)?;
            let rows = self.converted(&value, Type::BigInt)?;
            sql.push_str(&format!(" LIMIT mssql_top({rows})"));
        }
        if let Some(offset) = &query.offset {
            let fetch = match &query.fetch {
                None => "-1".to_owned(),
                Some(fetch) => {
                    let value = self.value(fetch)?;
                    format!("mssql_fetch({})", self.converted(&value, Type::BigInt)?)
                }
            };
            let value = self.value(offset)?;
            let offset = self.converted(&value, Type::BigInt)?;
            sql.push_str(&format!(" LIMIT {fetch} OFFSET mssql_offset({offset})"));
        }
        Ok(())
    }
}
