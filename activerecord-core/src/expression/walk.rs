//! Looking through an expression.

use super::Expr;

impl Expr {
    /// Whether a test holds for this expression or one in it; subqueries are not looked into.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        if test(self) {
            return true;
        }
        let mut found = false;
        self.parts(&mut |part| found = found || part.any(test));
        found
    }

    /// Calls `each` for every expression that this one is made of.
    fn parts(&self, each: &mut dyn FnMut(&Expr)) {
        match self {
            Expr::Column { .. }
            | Expr::AliasedColumn { .. }
            | Expr::Scalar(_)
            | Expr::Value { .. }
            | Expr::Raw { .. }
            | Expr::Exists(_)
            | Expr::Truth(_)
            | Expr::Invalid(_) => {}
            Expr::Output { of: inner, .. }
            | Expr::Outer(inner)
            | Expr::Not(inner)
            | Expr::Likely(inner)
            | Expr::IsNull(inner)
            | Expr::Json { document: inner, .. }
            | Expr::InList { expr: inner, .. } => each(inner),
            Expr::Binary { left: one, right: other, .. }
            | Expr::Like { expr: one, pattern: other, .. } => {
                each(one);
                each(other);
            }
            Expr::Between { expr, low, high } => {
                each(expr);
                each(low);
                each(high);
            }
            Expr::All(list) | Expr::Any(list) | Expr::InSelect { exprs: list, .. } => {
                list.iter().for_each(each);
            }
            Expr::Call { arguments, .. } => arguments.iter().for_each(each),
            Expr::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    each(condition);
                    each(value);
                }
                otherwise.iter().for_each(|value| each(value));
            }
            Expr::Aggregate { argument, .. } | Expr::WindowCall { argument, .. } => {
                argument.iter().for_each(|argument| each(argument));
            }
            Expr::Over { function, window } => {
                each(function);
                window.partition.iter().for_each(&mut *each);
                window.order.iter().for_each(|order| each(&order.expr));
            }
        }
    }
}
