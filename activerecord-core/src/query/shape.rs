//! What two queries have in common that differ in their values alone: one text is written for both.

use smallvec::SmallVec;

use super::Deleted;
use crate::Value;
use crate::expression::{Expr, From, Nulls, Order, Select};
use crate::table::Table;

/// What is asked of a query: each is another SELECT of the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    All,
    First,
    Exists,
    Count,
}

/// The form of a query of one table, without its values: equal shapes are the same text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape(SmallVec<[u32; 12]>);

/// A query as its shape and its values, in the order of the text.
#[derive(Debug)]
pub(crate) struct Shaped<'q> {
    pub(crate) shape: Shape,
    pub(crate) values: SmallVec<[&'q Value<'static>; 4]>,
    /// The table, whose columns alone a shape can name.
    table: &'static Table,
}

/// What a node of an expression is, in the shape. Each says how much belongs to it, so that no two
/// trees have one shape.
mod node {
    pub(super) const COLUMN: u32 = 1;
    pub(super) const VALUE: u32 = 2;
    pub(super) const BINARY: u32 = 3;
    pub(super) const ALL: u32 = 4;
    pub(super) const ANY: u32 = 5;
    pub(super) const NOT: u32 = 6;
    pub(super) const IS_NULL: u32 = 7;
    pub(super) const BETWEEN: u32 = 8;
    pub(super) const TRUTH: u32 = 9;
}

/// A node with a number that belongs to it.
const fn word(node: u32, detail: u32) -> u32 {
    node | detail << 8
}

impl<'q> Shaped<'q> {
    /// The shape of what is asked; none where the query has a part that is rare, or whose text may
    /// depend on a value.
    pub(super) fn of(
        question: Question,
        select: &'q Select,
        order: &'q [Order],
        deleted: Deleted,
    ) -> Option<Self> {
        let From::Table(table) = select.from else { return None };
        // A page after the other would be a shape after the other.
        if select.offset.is_some() || !select.columns.is_empty() || !select.is_simple() {
            return None;
        }
        let mut shaped = Shaped { shape: Shape(SmallVec::new()), values: SmallVec::new(), table };
        let deleted = match deleted {
            Deleted::Hidden => 0,
            Deleted::Shown => 1,
            Deleted::Only => 2,
        };
        shaped.push(question as u32 | deleted << 8 | u32::from(select.limit.is_some()) << 16);
        if let Some(limit) = select.limit {
            shaped.push(u32::try_from(limit).ok()?);
        }
        shaped.push(u32::try_from(select.filter.len()).ok()?);
        select.filter.iter().try_for_each(|condition| shaped.expr(condition))?;
        for item in order {
            let nulls = match item.nulls {
                None => 0,
                Some(Nulls::First) => 1,
                Some(Nulls::Last) => 2,
            };
            shaped.push(u32::from(item.descending) | nulls << 8);
            shaped.expr(&item.expr)?;
        }
        Some(shaped)
    }

    fn push(&mut self, word: u32) {
        self.shape.0.push(word);
    }

    fn expr(&mut self, expr: &'q Expr) -> Option<()> {
        match expr {
            Expr::Column { table, column } if std::ptr::eq(*table, self.table) => {
                self.push(word(node::COLUMN, u32::try_from(*column).ok()?));
            }
            Expr::Value { value, sensitive } => {
                let detail = kind(value)? | u32::from(*sensitive) << 8;
                self.push(word(node::VALUE, detail));
                self.values.push(value);
            }
            Expr::Binary { left, op, right } => {
                self.push(word(node::BINARY, *op as u32));
                self.expr(left)?;
                self.expr(right)?;
            }
            Expr::All(list) => self.list(node::ALL, list)?,
            Expr::Any(list) => self.list(node::ANY, list)?,
            Expr::Not(inner) => {
                self.push(node::NOT);
                self.expr(inner)?;
            }
            Expr::IsNull(inner) => {
                self.push(node::IS_NULL);
                self.expr(inner)?;
            }
            Expr::Between { expr, low, high } => {
                self.push(node::BETWEEN);
                self.expr(expr)?;
                self.expr(low)?;
                self.expr(high)?;
            }
            Expr::Truth(truth) => self.push(word(node::TRUTH, u32::from(*truth))),
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self, node: u32, list: &'q [Expr]) -> Option<()> {
        // Long ones are written once in a while, and would fill what is kept.
        let length = u32::try_from(list.len()).ok().filter(|length| *length <= LIST_MAX)?;
        self.push(word(node, length));
        list.iter().try_for_each(|expr| self.expr(expr))
    }
}

/// Conditions side by side in a query that is kept.
const LIST_MAX: u32 = 32;

/// What the text may know of a value: its type, and whether it is an empty text. Types are left out
/// of which a dialect binds another value than the given one, or whose bits don't say whether two
/// of them are the same.
fn kind(value: &Value<'_>) -> Option<u32> {
    Some(match value {
        Value::Bool(_) => 0,
        Value::I64(_) => 1,
        Value::F64(_) => 2,
        Value::Text(text) => 3 + u32::from(text.is_empty()),
        Value::Bytes(bytes) => 5 + u32::from(bytes.is_empty()),
        Value::Uuid(_) => 7,
        Value::Date(_) => 8,
        _ => return None,
    })
}
