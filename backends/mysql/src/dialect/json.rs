//! Values inside of JSON documents.

use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, JsonStep, json_path};
use activerecord_core::{Kind, Result, Value};

use super::MySqlDialect;

impl MySqlDialect {
    /// Writes the value at a place in a document. `null` there is no NULL to the server, and a cast of
    /// what is no number gives 0: so the type is asked first. Texts have the collation that others are
    /// compared by; the server would refuse to choose one.
    pub(super) fn write_json(
        &self,
        document: &Expr,
        steps: &[JsonStep],
        kind: Kind,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        let path = json_path(steps);
        let extract = |out: &mut Renderer<'_>| -> Result<()> {
            out.push("JSON_EXTRACT(");
            out.expr(document)?;
            out.push(", ");
            out.bind(Value::Text(path.clone().into()), false)?;
            out.push(")");
            Ok(())
        };
        if kind == Kind::Bool {
            out.push("CASE JSON_UNQUOTE(");
            extract(out)?;
            out.push(") COLLATE ");
            out.push(self.collation());
            out.push(" WHEN 'true' THEN 1 WHEN 'false' THEN 0 END");
            return Ok(());
        }
        let (types, before, behind) = match kind {
            Kind::I64 => (" IN ('INTEGER', 'UNSIGNED INTEGER')", "CAST(", " AS SIGNED)"),
            Kind::F64 => {
                (" IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL')", "(", " + 0e0)")
            }
            _ => (" <> 'NULL'", "JSON_UNQUOTE(", ")"),
        };
        out.push("CASE WHEN JSON_TYPE(");
        extract(out)?;
        out.push(")");
        out.push(types);
        out.push(" THEN ");
        out.push(before);
        extract(out)?;
        out.push(behind);
        if kind == Kind::Text {
            out.push(" COLLATE ");
            out.push(self.collation());
        }
        out.push(" END");
        Ok(())
    }
}
