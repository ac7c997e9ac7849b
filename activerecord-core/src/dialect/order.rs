//! ORDER BY, and what bounds the rows behind it.

use super::Renderer;
use crate::Result;
use crate::expression::{Nulls, Order, Select};

impl Renderer<'_> {
    pub(super) fn order(&mut self, order: &[Order]) -> Result<()> {
        self.push(if order.is_empty() { "" } else { " ORDER BY " });
        self.order_items(order)
    }

    pub(super) fn order_items(&mut self, order: &[Order]) -> Result<()> {
        let dialect = self.dialect();
        for (index, item) in order.iter().enumerate() {
            // What was ordered by a column already is not changed by it once more; SQL Server
            // refuses to try.
            if order[..index].iter().any(|before| before.expr.is_column(&item.expr)) {
                continue;
            }
            self.push(if index == 0 { "" } else { ", " });
            dialect.write_order(item, self)?;
        }
        Ok(())
    }

    /// Writes LIMIT and OFFSET as the standard does.
    ///
    /// # Errors
    /// A number is beyond what a database can count.
    pub fn limit_default(&mut self, select: &Select) -> Result<()> {
        if let Some(offset) = select.offset {
            self.push(" OFFSET ");
            self.bind_number(offset)?;
            self.push(" ROWS");
        }
        if let Some(limit) = select.limit {
            self.push(if select.offset.is_some() { " FETCH NEXT " } else { " FETCH FIRST " });
            self.limit(limit)?;
            self.push(" ROWS ONLY");
        }
        Ok(())
    }

    /// Writes one item of ORDER BY; where NULLS FIRST is unknown, by a CASE before it.
    ///
    /// # Errors
    /// The expression can't be written for this database.
    pub fn order_default(&mut self, order: &Order) -> Result<()> {
        let known = self.dialect().capabilities().nulls_order;
        if let (Some(nulls), false) = (order.nulls, known) {
            self.push("CASE WHEN ");
            self.operand(&order.expr)?;
            self.push(match nulls {
                Nulls::First => " IS NULL THEN 0 ELSE 1 END, ",
                Nulls::Last => " IS NULL THEN 1 ELSE 0 END, ",
            });
        }
        self.expr(&order.expr)?;
        self.push(if order.descending { " DESC" } else { "" });
        match order.nulls {
            Some(Nulls::First) if known => self.push(" NULLS FIRST"),
            Some(Nulls::Last) if known => self.push(" NULLS LAST"),
            _ => {}
        }
        Ok(())
    }
}
