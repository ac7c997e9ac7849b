//! A limit on the rows of each group, by a window function.

use super::Renderer;
use crate::Result;
use crate::expression::{PerGroup, Select};
use crate::table::Table;

/// The name of the query whose rows are numbered.
const NUMBERED: &str = "numbered";
/// The name of a row's number within its group.
const ROW_NUMBER: &str = "row_in_group";

impl Renderer<'_> {
    /// The table's columns and then the group's, of the first rows of each group: the rows are
    /// numbered within their groups, and those with a greater number left out.
    pub(super) fn select_per_group(
        &mut self,
        table: &'static Table,
        select: &Select,
        group: &PerGroup,
    ) -> Result<()> {
        if !self.dialect().capabilities().window_functions {
            return Err(self
                .dialect()
                .unsupported("a limit on the rows of each owner")
                .with_help("load the rows without the limit, or those of one owner at a time"));
        }
        self.push("SELECT ");
        for (index, column) in table.columns.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            let (before, behind) = self.dialect().around_selected(column);
            self.push(before);
            self.numbered(column.name);
            self.push(behind);
        }
        for index in 0..group.columns.len() {
            self.push(", ");
            self.numbered(&group_name(index));
        }
        self.push(" FROM (");
        self.numbered_rows(table, select, group)?;
        self.push(") ");
        self.identifier(NUMBERED);
        self.push(" WHERE ");
        self.numbered(ROW_NUMBER);
        self.push(" <= ");
        self.bind_number(group.limit)?;
        self.push(" ORDER BY ");
        self.numbered(ROW_NUMBER);
        Ok(())
    }

    fn numbered_rows(
        &mut self,
        table: &'static Table,
        select: &Select,
        group: &PerGroup,
    ) -> Result<()> {
        self.push("SELECT ");
        for column in 0..table.columns.len() {
            self.push(if column > 0 { ", " } else { "" });
            self.column(table, column)?;
        }
        for (index, column) in group.columns.iter().enumerate() {
            self.push(", ");
            self.expr(column)?;
            self.push(" AS ");
            self.identifier(&group_name(index));
        }
        self.push(", ROW_NUMBER() OVER (PARTITION BY ");
        self.list(&group.columns)?;
        self.order(&select.order)?;
        self.push(") AS ");
        self.identifier(ROW_NUMBER);
        self.push(" FROM ");
        self.first_table(table);
        self.joins(select)?;
        self.conditions(" WHERE ", &select.filter)
    }

    fn numbered(&mut self, column: &str) {
        self.identifier(NUMBERED);
        self.push(".");
        self.identifier(column);
    }
}

fn group_name(index: usize) -> String {
    format!("group_{index}")
}
