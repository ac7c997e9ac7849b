//! What two queries have in common that differ in their values alone: one text is written for both.

use smallvec::SmallVec;

use super::Deleted;
use crate::Value;
use crate::expression::{Expr, From, Join, JoinKind, JoinSource, Nulls, Order, Select};
use crate::table::Table;

/// What is asked of a query: each is another SELECT of the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    All,
    First,
    Exists,
    Count,
}

/// The form of a query of a table, and of those that it joins, without its values: equal shapes are
/// the same text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape(SmallVec<[u32; 12]>);

/// A query as its shape and its values, in the order of the text.
#[derive(Debug)]
pub(crate) struct Shaped<'q> {
    pub(crate) shape: Shape,
    pub(crate) values: SmallVec<[&'q Value<'static>; 4]>,
    /// The table that is read.
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
    pub(super) const COLUMN_OF: u32 = 10;
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
        if select.offset.is_some() {
            return None;
        }
        let joins = select.only_joins()?;
        let is_of_rows = matches!(question, Question::All | Question::First);
        if !is_of_rows && !select.columns.is_empty() {
            return None;
        }
        let is_wide = !joins.is_empty() || !select.columns.is_empty();
        let mut shaped = Shaped::begin(question, deleted, select.limit.is_some(), is_wide, table);
        if let Some(limit) = select.limit {
            shaped.push(u32::try_from(limit).ok()?);
        }
        if is_wide {
            shaped.columns_and_joins(&select.columns, joins)?;
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

    /// The shape of what is asked about the rows that meet a condition: that of a query which has
    /// nothing else, without the query.
    pub(super) fn of_condition(
        question: Question,
        table: &'static Table,
        condition: &'q Expr,
    ) -> Option<Self> {
        let mut shaped = Shaped::begin(question, Deleted::Hidden, false, false, table);
        shaped.push(1);
        shaped.expr(condition)?;
        Some(shaped)
    }

    fn begin(
        question: Question,
        deleted: Deleted,
        is_bounded: bool,
        is_wide: bool,
        table: &'static Table,
    ) -> Self {
        let mut shaped = Shaped { shape: Shape(SmallVec::new()), values: SmallVec::new(), table };
        let deleted = match deleted {
            Deleted::Hidden => 0,
            Deleted::Shown => 1,
            Deleted::Only => 2,
        };
        let flags = u32::from(is_bounded) | u32::from(is_wide) << 1;
        shaped.push(question as u32 | deleted << 8 | flags << 16);
        shaped
    }

    /// What is selected, and from where beside the table.
    fn columns_and_joins(&mut self, columns: &'q [Expr], joins: &'q [Join]) -> Option<()> {
        self.shape.0.reserve(TABLE_WORDS * (1 + joins.len()));
        self.push(u32::try_from(joins.len()).ok()?);
        self.push(u32::try_from(columns.len()).ok()?);
        let mut rest = columns;
        while let [Expr::Column { table, column: first }, ..] = rest {
            let length = side_by_side(rest, table, *first);
            self.push(word(node::COLUMN_OF, u32::try_from(*first).ok()?));
            self.push(u32::try_from(length).ok()?);
            self.table(table);
            rest = &rest[length..];
        }
        if !rest.is_empty() {
            return None;
        }
        for join in joins {
            let (JoinSource::Table, None) = (&join.source, &join.alias) else { return None };
            let kind = match join.kind {
                JoinKind::Inner => 1,
                JoinKind::Left => 2,
            };
            self.push(word(kind, u32::try_from(join.on.len()).ok()?));
            self.table(join.table);
            join.on.iter().try_for_each(|condition| self.expr(condition))?;
        }
        Some(())
    }

    /// Tables are told apart by where they are.
    fn table(&mut self, table: &'static Table) {
        let address = std::ptr::from_ref(table).addr() as u64;
        self.push(address as u32);
        self.push((address >> 32) as u32);
    }

    fn push(&mut self, word: u32) {
        self.shape.0.push(word);
    }

    fn expr(&mut self, expr: &'q Expr) -> Option<()> {
        match expr {
            Expr::Column { table, column } if std::ptr::eq(*table, self.table) => {
                self.push(word(node::COLUMN, u32::try_from(*column).ok()?));
            }
            Expr::Column { table, column } => {
                self.push(word(node::COLUMN_OF, u32::try_from(*column).ok()?));
                self.table(table);
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

/// How many columns follow each other as they do in the table, as all those of a model do.
fn side_by_side(columns: &[Expr], table: &'static Table, first: usize) -> usize {
    let places = columns.iter().zip(first..);
    let same = places.take_while(|(expr, place)| match expr {
        Expr::Column { table: of, column } => std::ptr::eq(*of, table) && column == place,
        _ => false,
    });
    same.count()
}

/// Conditions side by side in a query that is kept.
const LIST_MAX: u32 = 32;
/// Words of most tables of a query with joins: columns, a place and a condition.
const TABLE_WORDS: usize = 16;

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
