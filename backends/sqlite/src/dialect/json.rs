//! Values inside of JSON documents.

use activerecord_core::dialect::{Dialect, Renderer};
use activerecord_core::expression::{Expr, JsonStep, json_path};
use activerecord_core::{Kind, Result, Value};

use super::SqliteDialect;

impl SqliteDialect {
    /// Writes the value at a place in a document. `json_extract` gives SQL's value of it, NULL for
    /// `null`: a number is a text only where one is asked for.
    pub(super) fn write_json(
        &self,
        document: &Expr,
        steps: &[JsonStep],
        kind: Kind,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        if !self.has_json {
            return Err(self.unsupported("a place in a JSON document"));
        }
        let is_text = kind == Kind::Text;
        out.push(if is_text { "CAST(json_extract(" } else { "json_extract(" });
        out.expr(document)?;
        out.push(", ");
        out.bind(Value::Text(json_path(steps).into()), false)?;
        out.push(if is_text { ") AS TEXT)" } else { ")" });
        Ok(())
    }
}
