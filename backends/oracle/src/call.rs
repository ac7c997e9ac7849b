//! Calls of procedures and functions written in PL/SQL.

use std::ops::ControlFlow;

use activerecord_core::dialect::Dialect;
use activerecord_core::{
    ColumnType, Error, ErrorKind, Executor, Expect, FromRow, Kind, Output, Result, Statement, Value,
};

use crate::backend::NAME;
use crate::dialect::OracleDialect;

/// A call of a procedure or function, whose parameters may come back.
///
/// A name is that of a procedure, with its package and schema where it has them:
/// `payroll.raise_salary`. A `bool` is a `BOOLEAN` of PL/SQL; to a `NUMBER` give an integer. What
/// comes back is a tuple: the function's result first, then each `output` and `in_out`.
///
/// ```no_run
/// use activerecord_core::Connections;
/// use activerecord_oracle::Call;
///
/// # fn main() -> activerecord_core::Result<()> {
/// # let db = Connections::get("main")?;
/// // PROCEDURE raise_salary(id IN NUMBER, amount IN OUT NUMBER, name OUT VARCHAR2)
/// let (amount, name): (i64, String) = Call::procedure("payroll.raise_salary")
///     .input(&7_i64)?
///     .in_out(&100_i64)?
///     .output::<String>()
///     .fetch(&db)?;
///
/// // FUNCTION tax(amount IN NUMBER) RETURN NUMBER
/// let (tax,): (f64,) = Call::function::<f64>("tax").input(&amount)?.fetch(&db)?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is called until `fetch` or `execute`"]
pub struct Call {
    name: String,
    result: Option<Kind>,
    parameters: Vec<Parameter>,
}

#[derive(Debug, Clone)]
struct Parameter {
    kind: Kind,
    /// What goes in.
    value: Option<Value<'static>>,
    comes_back: bool,
}

impl Call {
    /// A call of a procedure.
    pub fn procedure(name: impl Into<String>) -> Self {
        Call { name: name.into(), result: None, parameters: Vec::new() }
    }

    /// A call of a function whose result is a `T`.
    pub fn function<T: ColumnType>(name: impl Into<String>) -> Self {
        Call { name: name.into(), result: Some(T::KIND), parameters: Vec::new() }
    }

    /// The next parameter is IN.
    ///
    /// # Errors
    /// The value has no form in a database.
    pub fn input<T: ColumnType>(self, value: &T) -> Result<Self> {
        let value = value.to_value()?.into_owned();
        Ok(self.parameter(Parameter { kind: T::KIND, value: Some(value), comes_back: false }))
    }

    /// The next parameter is OUT.
    pub fn output<T: ColumnType>(self) -> Self {
        self.parameter(Parameter { kind: T::KIND, value: None, comes_back: true })
    }

    /// The next parameter is IN OUT.
    ///
    /// # Errors
    /// The value has no form in a database.
    pub fn in_out<T: ColumnType>(self, value: &T) -> Result<Self> {
        let value = value.to_value()?.into_owned();
        Ok(self.parameter(Parameter { kind: T::KIND, value: Some(value), comes_back: true }))
    }

    fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// Calls it on this database or in this transaction, and hands back what comes back.
    ///
    /// # Errors
    /// The database is not Oracle, the procedure's error, or the tuple does not fit.
    pub fn fetch<R: FromRow>(&self, executor: &dyn Executor) -> Result<R> {
        let mut found = None;
        self.run(executor, &mut |row| {
            found = Some(R::from_row(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        found.ok_or_else(|| {
            Error::new(ErrorKind::InvalidState, format!("nothing comes back from `{}`", self.name))
                .with_help("say what does with `output` or `in_out`, or use `execute`")
        })
    }

    /// Calls it on this database or in this transaction, whatever comes back.
    ///
    /// # Errors
    /// The database is not Oracle, or the procedure's error.
    pub fn execute(&self, executor: &dyn Executor) -> Result<()> {
        self.run(executor, &mut |_| Ok(ControlFlow::Continue(())))
    }

    fn run(
        &self,
        executor: &dyn Executor,
        each: &mut activerecord_core::EachRow<'_>,
    ) -> Result<()> {
        let block = Block::of(self);
        executor.with_session(&mut |session| {
            let dialect = session.dialect();
            if dialect.name() != NAME {
                return Err(dialect.unsupported("a call of PL/SQL"));
            }
            let statement = Statement::new(&block.sql).expect(Expect::One).outputs(&block.outputs);
            session.query(&statement, &block.binds, each).map(|_| ())
        })
    }
}

/// The anonymous block that makes the call. What comes back has the placeholders behind those of
/// what goes in; a parameter that does both is given its value first. A BOOLEAN that comes back is
/// a variable in between, since it has no bind.
struct Block {
    sql: String,
    binds: Vec<Value<'static>>,
    outputs: Vec<Output>,
}

impl Block {
    fn of(call: &Call) -> Self {
        let mut block = Block { sql: String::new(), binds: Vec::new(), outputs: Vec::new() };
        let inputs = call.parameters.iter().filter(|parameter| parameter.value.is_some()).count();
        let result = call.result.map(|kind| (block.output(inputs, kind), kind));
        let mut declared = String::new();
        let mut before = String::new();
        let mut arguments = Vec::new();
        let mut behind = String::new();
        for (index, parameter) in call.parameters.iter().enumerate() {
            let kind = parameter.kind;
            let value = parameter.value.clone().map(|value| block.input(value));
            let back = parameter.comes_back.then(|| block.output(inputs, kind));
            match (value, back) {
                (Some(value), None) => arguments.push(value),
                (value, Some(back)) if kind != Kind::Bool => {
                    before +=
                        &value.map(|value| format!("{back} := {value}; ")).unwrap_or_default();
                    arguments.push(back);
                }
                (value, back) => {
                    let variable = format!("v{}", index + 1);
                    let value = value.map(|value| format!(" := {value}")).unwrap_or_default();
                    declared += &format!("{variable} BOOLEAN{value}; ");
                    behind += &assigned(&back.unwrap_or_default(), &variable, kind);
                    arguments.push(variable);
                }
            }
        }
        let mut called = name_of(&call.name);
        if !arguments.is_empty() {
            called += &format!("({})", arguments.join(", "));
        }
        let called = match result {
            Some((back, kind)) => assigned(&back, &called, kind),
            None => called + "; ",
        };
        let declare = if declared.is_empty() { "" } else { "DECLARE " };
        block.sql = format!("{declare}{declared}BEGIN {before}{called}{behind}END;");
        block
    }

    fn input(&mut self, value: Value<'static>) -> String {
        let is_boolean = value.kind() == Kind::Bool;
        self.binds.push(value);
        let placeholder = format!(":{}", self.binds.len());
        if is_boolean { format!("({placeholder} = 1)") } else { placeholder }
    }

    fn output(&mut self, inputs: usize, kind: Kind) -> String {
        self.outputs.push(Output { kind, max_length: None });
        format!(":{}", inputs + self.outputs.len())
    }
}

/// Gives a value of PL/SQL to a placeholder.
fn assigned(placeholder: &str, value: &str, kind: Kind) -> String {
    match kind {
        Kind::Bool => format!(
            "DECLARE b BOOLEAN := {value}; BEGIN {placeholder} := \
             CASE WHEN b THEN 1 WHEN NOT b THEN 0 END; END; "
        ),
        _ => format!("{placeholder} := {value}; "),
    }
}

/// A name with its package and schema, each part quoted.
fn name_of(name: &str) -> String {
    let dialect = OracleDialect::of_version(19, 0);
    let mut sql = String::new();
    for (index, part) in name.split('.').enumerate() {
        sql.push_str(if index > 0 { "." } else { "" });
        dialect.write_identifier(part, &mut sql);
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_and_what_comes_back() {
        let call = Call::procedure("payroll.raise_salary")
            .input(&7_i64)
            .and_then(|call| call.in_out(&100_i64))
            .map(|call| call.output::<String>())
            .unwrap();
        let block = Block::of(&call);
        assert_eq!(block.sql, "BEGIN :3 := :2; \"PAYROLL\".\"RAISE_SALARY\"(:1, :3, :4); END;");
        assert_eq!(block.binds, [Value::I64(7), Value::I64(100)]);
        let kinds: Vec<Kind> = block.outputs.iter().map(|output| output.kind).collect();
        assert_eq!(kinds, [Kind::I64, Kind::Text]);
    }

    #[test]
    fn the_result_of_a_function_comes_first() {
        let call = Call::function::<f64>("Tax").input(&1_i64).map(|call| call.output::<i32>());
        let block = Block::of(&call.unwrap());
        assert_eq!(block.sql, "BEGIN :2 := \"Tax\"(:1, :3); END;");
        assert_eq!(Block::of(&Call::procedure("p")).sql, "BEGIN \"P\"; END;");
    }

    #[test]
    fn booleans_have_no_bind() {
        let call = Call::function::<bool>("f").input(&true).map(|call| call.output::<bool>());
        assert_eq!(
            Block::of(&call.unwrap()).sql,
            "DECLARE v2 BOOLEAN; BEGIN DECLARE b BOOLEAN := \"F\"((:1 = 1), v2); BEGIN \
             :2 := CASE WHEN b THEN 1 WHEN NOT b THEN 0 END; END; DECLARE b BOOLEAN := v2; \
             BEGIN :3 := CASE WHEN b THEN 1 WHEN NOT b THEN 0 END; END; END;"
        );
    }

    #[test]
    fn a_name_can_hold_nothing_but_a_name() {
        let block = Block::of(&Call::procedure("p; DROP TABLE t; --"));
        assert_eq!(block.sql, "BEGIN \"p; DROP TABLE t; --\"; END;");
    }
}
