//! Patterns of LIKE.

use activerecord_core::Value;
use activerecord_core::expression::{Expr, LIKE_ESCAPE, LikeStyle};

/// The same LIKE, without escapes of what is no wildcard to Oracle: it refuses them (ORA-01424).
/// The library escapes `[` too, for the one database to which it is one. Nothing where the pattern
/// has none.
pub(super) fn without_idle_escapes(like: &Expr) -> Option<Expr> {
    let Expr::Like { expr, pattern, style: LikeStyle::Escaped } = like else { return None };
    let Expr::Value { value: Value::Text(text), sensitive } = &**pattern else { return None };
    let plain = unescaped(text)?;
    let value = Value::Text(plain.into());
    let pattern = Box::new(Expr::Value { value, sensitive: *sensitive });
    Some(Expr::Like { expr: expr.clone(), pattern, style: LikeStyle::Escaped })
}

fn unescaped(pattern: &str) -> Option<String> {
    if !pattern.contains('[') {
        return None;
    }
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != LIKE_ESCAPE {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some(wildcard @ ('%' | '_' | LIKE_ESCAPE)) => {
                plain.push(LIKE_ESCAPE);
                plain.push(wildcard);
            }
            other => plain.extend(other),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn wildcards_stay_escaped() {
        assert_eq!(unescaped("%a!%b!!c%"), None);
        assert_eq!(unescaped("%![a]!%!!![%").as_deref(), Some("%[a]!%!![%"));
    }
}
