//! What may stand beside an aggregate.

use crate::error::{Result, SqlError};
use crate::sql::{Expr, Item, Query, Select};

const AGGREGATES: &[&str] = &["COUNT", "COUNT_BIG", "SUM", "AVG", "MIN", "MAX"];

/// 8120: with groups, every column must be grouped by or be within an aggregate.
pub(super) fn check(select: &Select, query: &Query) -> Result<()> {
    let items = select.items.iter().filter_map(|item| match item {
        Item::Expr { expr, .. } => Some(expr),
        Item::Star(_) => None,
    });
    let ordered = query.order.iter().map(|item| &item.expr);
    let aliases: Vec<&String> = select
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Expr { alias, .. } => alias.as_ref(),
            Item::Star(_) => None,
        })
        .collect();
    let all: Vec<&Expr> = items.chain(&select.having).chain(ordered).collect();
    let grouped = !select.group.is_empty()
        || select.having.is_some()
        || all.iter().any(|expr| has_aggregate(expr));
    if !grouped {
        return Ok(());
    }
    for expr in all {
        let is_alias = matches!(expr, Expr::Column { table: None, name }
            if aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)));
        if let (false, Some(name)) = (is_alias, ungrouped(expr, &select.group)) {
            let message = format!(
                "Column '{name}' is invalid in the select list because it is not contained in either \
                 an aggregate function or the GROUP BY clause."
            );
            return Err(SqlError::new(8120, 16, message));
        }
    }
    Ok(())
}

fn is_aggregate(expr: &Expr) -> bool {
    matches!(expr, Expr::Call { name, over: None, .. } if AGGREGATES.contains(&name.as_str()))
}

fn has_aggregate(expr: &Expr) -> bool {
    is_aggregate(expr) || children(expr).into_iter().any(has_aggregate)
}

/// The first column that is neither grouped by nor within an aggregate.
fn ungrouped(expr: &Expr, groups: &[Expr]) -> Option<String> {
    if groups.contains(expr) || is_aggregate(expr) {
        return None;
    }
    if let Expr::Column { name, .. } = expr {
        let by_name =
            |group: &Expr| matches!(group, Expr::Column { name: other, .. } if name == other);
        return (!groups.iter().any(by_name)).then(|| name.clone());
    }
    children(expr).into_iter().find_map(|child| ungrouped(child, groups))
}

fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Negative(inner) | Expr::Not(inner) | Expr::Cast { expr: inner, .. } => vec![inner],
        Expr::IsNull { expr, .. } | Expr::InSelect { expr, .. } => vec![expr],
        Expr::Operator { left, right, .. } | Expr::And(left, right) | Expr::Or(left, right) => {
            vec![left, right]
        }
        Expr::InList { expr, list, .. } => std::iter::once(&**expr).chain(list).collect(),
        Expr::Between { expr, low, high, .. } => vec![expr, low, high],
        Expr::Like { expr, pattern, .. } => vec![expr, pattern],
        Expr::Call { arguments, .. } => arguments.iter().collect(),
        Expr::Case { branches, otherwise } => branches
            .iter()
            .flat_map(|(condition, value)| [condition, value])
            .chain(otherwise.as_deref())
            .collect(),
        _ => Vec::new(),
    }
}
