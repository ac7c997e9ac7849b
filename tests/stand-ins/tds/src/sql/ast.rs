//! Statements as data.

use crate::types::Type;

/// A name, perhaps with a schema before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectName {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
}

/// A value or a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Column { table: Option<String>, name: String },
    Variable(String),
    Integer(String),
    Decimal(String),
    Float(String),
    Text(String),
    Null,
    Negative(Box<Expr>),
    Operator { left: Box<Expr>, sign: &'static str, right: Box<Expr> },
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    IsNull { expr: Box<Expr>, negated: bool },
    InList { expr: Box<Expr>, list: Vec<Expr>, negated: bool },
    InSelect { expr: Box<Expr>, query: Box<Query>, negated: bool },
    Between { expr: Box<Expr>, low: Box<Expr>, high: Box<Expr>, negated: bool },
    Like { expr: Box<Expr>, pattern: Box<Expr>, escape: Option<char>, negated: bool },
    Exists(Box<Query>),
    Call { name: String, distinct: bool, arguments: Vec<Expr>, star: bool, over: Option<Over> },
    Cast { expr: Box<Expr>, to: Type },
    Case { branches: Vec<(Expr, Expr)>, otherwise: Option<Box<Expr>> },
    Select(Box<Query>),
    NextValue { sequence: ObjectName, over: Option<Over> },
}

/// A window.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Over {
    pub(crate) partition: Vec<Expr>,
    pub(crate) order: Vec<OrderItem>,
    /// The frame, in words that are the same in SQLite.
    pub(crate) frame: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OrderItem {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
}

/// SELECT with what may stand around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) body: Body,
    pub(crate) order: Vec<OrderItem>,
    pub(crate) offset: Option<Expr>,
    pub(crate) fetch: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cte {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) query: Query,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Select(Box<Select>),
    Set { left: Box<Body>, word: &'static str, right: Box<Body> },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Select {
    pub(crate) distinct: bool,
    pub(crate) top: Option<Expr>,
    pub(crate) items: Vec<Item>,
    pub(crate) from: Option<From>,
    pub(crate) filter: Option<Expr>,
    pub(crate) group: Vec<Expr>,
    pub(crate) having: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Star(Option<String>),
    Expr { expr: Expr, alias: Option<String> },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct From {
    pub(crate) first: Source,
    pub(crate) joins: Vec<Join>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Join {
    pub(crate) word: &'static str,
    pub(crate) source: Source,
    pub(crate) on: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    Table {
        name: ObjectName,
        alias: Option<String>,
        hints: Hints,
    },
    TableVariable {
        name: String,
        alias: Option<String>,
    },
    Query {
        query: Box<Query>,
        alias: String,
        columns: Vec<String>,
    },
    Values {
        rows: Vec<Vec<Expr>>,
        alias: String,
        columns: Vec<String>,
    },
    /// `OPENJSON(json) WITH (name type '$')`
    Json {
        json: Expr,
        column: String,
        of: Type,
        alias: String,
    },
}

/// The hints behind a table's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    pub(crate) update_lock: bool,
    pub(crate) hold_lock: bool,
    pub(crate) row_lock: bool,
    pub(crate) read_past: bool,
    pub(crate) no_wait: bool,
}

/// `OUTPUT … [INTO @table]`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Output {
    pub(crate) items: Vec<Item>,
    pub(crate) into: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Insert {
    pub(crate) table: ObjectName,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) output: Option<Output>,
    pub(crate) rows: Rows,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rows {
    Defaults,
    Values(Vec<Vec<Expr>>),
    Query(Box<Query>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Update {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) target: ObjectName,
    pub(crate) set: Vec<(String, Expr)>,
    pub(crate) output: Option<Output>,
    pub(crate) from: Option<From>,
    pub(crate) filter: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delete {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) table: ObjectName,
    pub(crate) filter: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merge {
    pub(crate) table: ObjectName,
    pub(crate) alias: String,
    pub(crate) source: Source,
    pub(crate) on: Expr,
    pub(crate) update: Option<Vec<(String, Expr)>>,
    pub(crate) insert: Option<(Vec<String>, Vec<Expr>)>,
    pub(crate) output: Option<Output>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnDefinition {
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) identity: bool,
    pub(crate) nullable: Option<bool>,
    pub(crate) key: bool,
    pub(crate) unique: bool,
    pub(crate) default: Option<Expr>,
    pub(crate) check: Option<Expr>,
    pub(crate) references: Option<Reference>,
    pub(crate) computed: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    pub(crate) table: ObjectName,
    pub(crate) columns: Vec<String>,
    pub(crate) actions: Vec<(&'static str, &'static str)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Constraint {
    Key(Vec<String>),
    Unique(Option<String>, Vec<String>),
    Check(Expr),
    Foreign(Vec<String>, Reference),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) columns: Vec<ColumnDefinition>,
    pub(crate) constraints: Vec<Constraint>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CreateIndex {
    pub(crate) name: String,
    pub(crate) unique: bool,
    pub(crate) table: ObjectName,
    pub(crate) columns: Vec<String>,
    pub(crate) filter: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Statement {
    Query(Query),
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    Merge(Merge),
    CreateTable(CreateTable),
    CreateIndex(CreateIndex),
    AddForeignKey { table: ObjectName, columns: Vec<String>, reference: Reference },
    AddColumn { table: ObjectName, column: ColumnDefinition },
    DropColumn { table: ObjectName, column: String },
    CreateSequence { name: ObjectName, start: i64, step: i64 },
    CreateTrigger { table: ObjectName },
    CreateSchema(String),
    CreateDatabase(String),
    DropTable { name: ObjectName, if_exists: bool },
    DropSequence(ObjectName),
    DropDatabase { name: String, if_exists: bool },
    Use(String),
    Set { option: String, value: String },
    SetIdentityInsert { table: ObjectName, on: bool },
    SetIsolation(u8),
    Begin,
    Commit,
    Rollback(Option<String>),
    Save(String),
    If(Expr, Box<Statement>),
    DeclareTable { name: String, columns: Vec<(String, Type)> },
    BulkInsert { table: ObjectName, columns: Vec<String>, checks: bool },
}
