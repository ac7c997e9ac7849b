//! Subqueries that are run for every row of the query that joins them.

use super::Renderer;
use crate::Result;
use crate::expression::{Join, JoinKind, Select};

use super::derived::Names;

/// How a database joins a subquery that uses columns of the rows before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LateralStyle {
    /// Not at all.
    None,
    /// `CROSS JOIN LATERAL`, `LEFT JOIN LATERAL … ON`.
    Lateral,
    /// `CROSS APPLY`, `OUTER APPLY`.
    Apply,
}

impl Renderer<'_> {
    pub(super) fn lateral(&mut self, join: &Join, select: &Select) -> Result<()> {
        let dialect = self.dialect();
        let style = dialect.capabilities().lateral;
        self.push(match (style, join.kind) {
            (LateralStyle::Lateral, JoinKind::Inner) => " CROSS JOIN LATERAL (",
            (LateralStyle::Lateral, JoinKind::Left) => " LEFT JOIN LATERAL (",
            (LateralStyle::Apply, JoinKind::Inner) => " CROSS APPLY (",
            (LateralStyle::Apply, JoinKind::Left) => " OUTER APPLY (",
            (LateralStyle::None, _) => {
                return Err(dialect
                    .unsupported("a query that is run for every row of another")
                    .with_help(
                        "`include` a relation with a limit, or number the rows by a window",
                    ));
            }
        });
        self.named_columns(Names::Of(join.table), |out| out.subselect(select))?;
        self.push(")");
        self.push(dialect.alias_word());
        self.identifier(join.alias.as_deref().unwrap_or(join.table.name));
        if (style, join.kind) == (LateralStyle::Lateral, JoinKind::Left) {
            self.push(" ON ");
            self.truth(true);
        }
        Ok(())
    }
}
