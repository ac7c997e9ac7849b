//! Queries in FROM: one that is bounded, or several that are put together.

use super::Renderer;
use crate::Result;
use crate::expression::{Derived, Select, SetOperator};
use crate::table::Table;

/// The name of the rows of a query in FROM.
pub(super) const DERIVED: &str = "derived";
/// The name of a bounded query among several that are put together.
const BOUNDED: &str = "bounded";

/// The names that a query gives to what it selects.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Names {
    /// None: the rows are read by position.
    #[default]
    None,
    /// Those of a table's columns.
    Of(&'static Table),
    /// Numbers.
    Numbers,
}

impl Names {
    /// The name at a position.
    pub(super) fn at(self, position: usize) -> Option<String> {
        match self {
            Names::None => None,
            Names::Of(table) => table.columns.get(position).map(|column| column.name.to_owned()),
            Names::Numbers => Some(output_name(position)),
        }
    }
}

/// The name of what a query in FROM gives at a position.
pub(super) fn output_name(position: usize) -> String {
    format!("column_{}", position + 1)
}

impl Renderer<'_> {
    /// Writes the rows of queries in FROM.
    pub(super) fn derived(&mut self, derived: &Derived) -> Result<()> {
        self.push("(");
        // The other tables of this FROM can't be named in there.
        self.apart(|out| out.operands(derived))?;
        self.push(")");
        self.push(self.dialect().alias_word());
        self.identifier(DERIVED);
        Ok(())
    }

    /// Writes queries with the operator that puts their rows together between them.
    fn operands(&mut self, derived: &Derived) -> Result<()> {
        let names = derived.table.map_or(Names::Numbers, Names::Of);
        if let [single] = derived.operands.as_slice() {
            return self.named_columns(names, |out| out.select(single));
        }
        self.check_operator(derived.operator)?;
        for (index, operand) in derived.operands.iter().enumerate() {
            if index > 0 {
                self.push(" ");
                self.push(self.dialect().set_operator(derived.operator));
                self.push(" ");
            }
            self.operand_of_set(operand, names)?;
        }
        Ok(())
    }

    /// Writes one of several queries. An order and a limit would be taken for those of them all, and
    /// parentheses around it are not known everywhere.
    pub(super) fn operand_of_set(&mut self, operand: &Select, names: Names) -> Result<()> {
        if !operand.is_bounded() {
            return self.named_columns(names, |out| out.subselect(operand));
        }
        self.push("SELECT * FROM (");
        self.named_columns(names, |out| out.select(operand))?;
        self.push(")");
        self.push(self.dialect().alias_word());
        self.identifier(BOUNDED);
        Ok(())
    }

    fn check_operator(&self, operator: SetOperator) -> Result<()> {
        let known = self.dialect().capabilities();
        let is_known = match operator {
            SetOperator::Union | SetOperator::UnionAll => true,
            SetOperator::Intersect | SetOperator::Except => known.intersect_except,
            SetOperator::IntersectAll | SetOperator::ExceptAll => known.intersect_except_all,
        };
        if is_known {
            return Ok(());
        }
        Err(self
            .dialect()
            .unsupported(operator.iso_name())
            .with_help("filter by `exists` or `not_exists` of the other query"))
    }
}
