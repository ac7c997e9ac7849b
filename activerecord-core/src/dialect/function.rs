//! CASE, functions of one row, window functions, and places in JSON documents.

use super::Renderer;
use crate::expression::{
    Bound, Expr, Frame, JsonStep, ScalarFunction, Window, WindowFunction, json_path,
};
use crate::{Error, ErrorKind, Kind, Result};

impl Renderer<'_> {
    /// Writes an expression where the server has nothing to take a bind's type from.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn alone(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Value { value, sensitive } => {
                let dialect = self.dialect();
                dialect.write_lone_value(value, *sensitive, self)
            }
            other => self.expr(other),
        }
    }

    pub(super) fn case(
        &mut self,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Result<()> {
        self.push("CASE");
        for (condition, value) in branches {
            self.push(" WHEN ");
            self.condition(condition)?;
            self.push(" THEN ");
            self.alone(value)?;
        }
        if let Some(value) = otherwise {
            self.push(" ELSE ");
            self.alone(value)?;
        }
        self.push(" END");
        Ok(())
    }

    /// Writes a function's call, under the name that the dialect has for it.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn call(&mut self, function: ScalarFunction, arguments: &[Expr]) -> Result<()> {
        if function == ScalarFunction::Concat {
            return self.joined_by(arguments, " || ");
        }
        self.push(self.dialect().scalar_function_name(function));
        self.arguments(arguments)?;
        if let ScalarFunction::Round(digits) = function {
            self.push(", ");
            self.push_number(digits.into())?;
        }
        self.push(")");
        Ok(())
    }

    /// Writes a function's arguments, without the last parenthesis.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn arguments(&mut self, arguments: &[Expr]) -> Result<()> {
        for (index, argument) in arguments.iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", " });
            self.alone(argument)?;
        }
        Ok(())
    }

    /// Writes values with an operator between them, in parentheses.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn joined_by(&mut self, values: &[Expr], operator: &str) -> Result<()> {
        for (index, value) in values.iter().enumerate() {
            self.push(if index == 0 { "(" } else { operator });
            match value {
                Expr::Value { .. } => self.alone(value)?,
                other => self.operand(other)?,
            }
        }
        self.push(")");
        Ok(())
    }

    pub(super) fn window_call(
        &mut self,
        function: WindowFunction,
        argument: Option<&Expr>,
    ) -> Result<()> {
        let window = self.take_window();
        self.push(function.iso_name());
        self.push("(");
        if let Some(argument) = argument {
            self.expr(argument)?;
        }
        if let Some(number) = function.number() {
            self.push(if argument.is_some() { ", " } else { "" });
            self.push_number(number.into())?;
        }
        self.push(")");
        self.over(window)
    }

    /// Writes a function, which writes its window behind itself.
    pub(super) fn windowed(&mut self, function: &Expr, window: &Window) -> Result<()> {
        if !self.dialect().capabilities().window_functions {
            return Err(self.dialect().unsupported("a window function"));
        }
        if !matches!(function, Expr::Aggregate { .. } | Expr::WindowCall { .. }) {
            return Err(no_window_function());
        }
        self.set_window(window);
        self.expr(function)
    }

    /// Writes `OVER` and the window of the function that has just been written, if it has one. Who
    /// writes an aggregate function by itself takes the window before its argument.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn over(&mut self, window: Option<Box<Window>>) -> Result<()> {
        let Some(window) = window else { return Ok(()) };
        self.push(" OVER (");
        let mut before = "";
        if !window.partition.is_empty() {
            self.push("PARTITION BY ");
            self.list(&window.partition)?;
            before = " ";
        }
        if !window.order.is_empty() {
            self.push(before);
            self.push("ORDER BY ");
            self.order_items(&window.order)?;
            before = " ";
        }
        if let Some(frame) = window.frame {
            self.push(before);
            self.frame(frame)?;
        }
        self.push(")");
        Ok(())
    }

    fn frame(&mut self, frame: Frame) -> Result<()> {
        self.push(if frame.by_value { "RANGE BETWEEN " } else { "ROWS BETWEEN " });
        self.bound(frame.start)?;
        self.push(" AND ");
        self.bound(frame.end)
    }

    fn bound(&mut self, bound: Bound) -> Result<()> {
        match bound {
            Bound::UnboundedPreceding => self.push("UNBOUNDED PRECEDING"),
            Bound::CurrentRow => self.push("CURRENT ROW"),
            Bound::UnboundedFollowing => self.push("UNBOUNDED FOLLOWING"),
            Bound::Preceding(rows) => {
                self.push_number(rows.into())?;
                self.push(" PRECEDING");
            }
            Bound::Following(rows) => {
                self.push_number(rows.into())?;
                self.push(" FOLLOWING");
            }
        }
        Ok(())
    }

    /// Writes the value at a place in a JSON document as the standard does.
    pub(super) fn json(&mut self, document: &Expr, steps: &[JsonStep], kind: Kind) -> Result<()> {
        self.push("JSON_VALUE(");
        self.expr(document)?;
        self.push(", ");
        self.json_path_literal(steps);
        self.push(match kind {
            Kind::Bool => " RETURNING BOOLEAN)",
            Kind::I64 => " RETURNING BIGINT)",
            Kind::F64 => " RETURNING DOUBLE PRECISION)",
            _ => ")",
        });
        Ok(())
    }

    /// Adds a path into a JSON document as a text literal, for databases that take no bind there.
    /// The names in it have no quotes and no backslashes, but for apostrophes, which are doubled.
    pub fn json_path_literal(&mut self, steps: &[JsonStep]) {
        let path = json_path(steps).replace('\'', "''");
        self.push("'");
        self.push(&path);
        self.push("'");
    }
}

#[cold]
fn no_window_function() -> Error {
    let message = "only aggregate and window functions can be taken over a window";
    Error::new(ErrorKind::InvalidQuery, message)
        .with_help("calculate with the result: `sum(Order::TOTAL).over(…) * 2`")
}
