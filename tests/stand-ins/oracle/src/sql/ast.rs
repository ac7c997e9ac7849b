//! Statements as they were written.

use crate::locks::Wait;
use crate::transaction::Isolation;
use crate::types::Type;
use crate::value::Value;

/// A name and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) offset: usize,
}

/// `schema.object`.
#[derive(Clone, Debug)]
pub(crate) struct ObjectName {
    pub(crate) schema: Option<Name>,
    pub(crate) name: Name,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Query(Box<Query>),
    Insert(Box<Insert>),
    InsertAll { targets: Vec<Insert>, source: Box<Query> },
    Update(Box<Update>),
    Delete(Box<Delete>),
    Merge(Box<Merge>),
    Ddl(Ddl),
    Block(Block),
    Commit,
    Rollback,
    RollbackTo(String),
    Savepoint(String),
    SetTransaction(Isolation),
    AlterSession { name: String, value: String },
    KillSession(u32),
    LockTable { table: ObjectName, wait: Wait },
    ClearRecord,
    Explain(Box<Statement>),
}

/// An anonymous block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) actions: Vec<Action>,
    /// Errors that `WHEN OTHERS` disregards; an empty list is all of them.
    pub(crate) ignored: Option<Vec<i64>>,
}

/// One step of an anonymous block.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Null,
    /// `target := name(arguments)` or `name(arguments)`.
    Call {
        target: Option<usize>,
        name: ObjectName,
        arguments: Vec<(Option<String>, Expr)>,
    },
    /// `target := expression`.
    Assign {
        target: usize,
        value: Expr,
    },
    /// `EXECUTE IMMEDIATE 'text'`.
    Immediate(Expr),
    Statement(Box<Statement>),
}

#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) with: Vec<Cte>,
    pub(crate) body: Body,
    pub(crate) order: Vec<Order>,
    pub(crate) offset: Option<Expr>,
    pub(crate) fetch: Option<Expr>,
    pub(crate) lock: Option<ForUpdate>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cte {
    pub(crate) name: Name,
    pub(crate) columns: Vec<Name>,
    pub(crate) query: Query,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Select(Box<Select>),
    Query(Box<Query>),
    Set { operator: SetOperator, left: Box<Body>, right: Box<Body> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperator {
    Union,
    UnionAll,
    Minus,
    Intersect,
}

#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) distinct: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) from: Vec<Source>,
    pub(crate) filter: Option<Expr>,
    pub(crate) group: Vec<Expr>,
    pub(crate) having: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) enum Item {
    All(Option<Name>),
    Expr { expr: Expr, alias: Option<Name>, text: String },
}

#[derive(Clone, Debug)]
pub(crate) enum Source {
    Table {
        name: ObjectName,
        alias: Option<Name>,
    },
    Query {
        query: Box<Query>,
        alias: Option<Name>,
    },
    /// `DUAL … CONNECT BY LEVEL <= count`: so many rows.
    Levels {
        count: Expr,
    },
    Join {
        kind: JoinKind,
        left: Box<Source>,
        right: Box<Source>,
        on: Option<Expr>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    Cross,
    /// The right side sees the tables of the left one.
    CrossApply,
    OuterApply,
}

#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
    pub(crate) nulls_first: Option<bool>,
}

#[derive(Clone, Debug)]
pub(crate) struct ForUpdate {
    /// Columns whose tables are locked; empty for all tables.
    pub(crate) of: Vec<Expr>,
    pub(crate) wait: Wait,
}

#[derive(Clone, Debug)]
pub(crate) struct Insert {
    pub(crate) table: ObjectName,
    pub(crate) columns: Option<Vec<Name>>,
    pub(crate) source: InsertSource,
    pub(crate) returning: Option<Returning>,
}

#[derive(Clone, Debug)]
pub(crate) enum InsertSource {
    Values(Vec<Expr>),
    Query(Box<Query>),
}

/// `RETURNING … INTO …`.
#[derive(Clone, Debug)]
pub(crate) struct Returning {
    pub(crate) items: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<Name>,
    pub(crate) sets: Vec<(Vec<Expr>, Expr)>,
    pub(crate) filter: Option<Expr>,
    pub(crate) returning: Option<Returning>,
}

#[derive(Clone, Debug)]
pub(crate) struct Delete {
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<Name>,
    pub(crate) filter: Option<Expr>,
    pub(crate) returning: Option<Returning>,
}

#[derive(Clone, Debug)]
pub(crate) struct Merge {
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<Name>,
    pub(crate) source: Source,
    pub(crate) on: Expr,
    pub(crate) matched: Option<MergeUpdate>,
    pub(crate) not_matched: Option<MergeInsert>,
}

#[derive(Clone, Debug)]
pub(crate) struct MergeUpdate {
    pub(crate) sets: Vec<(Vec<Expr>, Expr)>,
    pub(crate) filter: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct MergeInsert {
    pub(crate) columns: Vec<Name>,
    pub(crate) values: Vec<Expr>,
    pub(crate) filter: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) enum Expr {
    Literal(Value, Type),
    /// The position of a placeholder, from 0.
    Placeholder(usize),
    /// `[qualifier.]name`; sequences too.
    Column {
        qualifier: Vec<Name>,
        name: Name,
    },
    Unary {
        minus: bool,
        operand: Box<Expr>,
    },
    Not(Box<Expr>),
    Binary {
        operator: Operator,
        left: Box<Expr>,
        right: Box<Expr>,
        offset: usize,
    },
    Test {
        operand: Box<Expr>,
        not: bool,
        what: Test,
    },
    Between {
        operand: Box<Expr>,
        not: bool,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    InList {
        operand: Box<Expr>,
        not: bool,
        list: Vec<Expr>,
    },
    InQuery {
        operand: Box<Expr>,
        not: bool,
        query: Box<Query>,
    },
    Like {
        operand: Box<Expr>,
        not: bool,
        pattern: Box<Expr>,
        escape: Option<Box<Expr>>,
    },
    Exists(Box<Query>),
    Case {
        operand: Option<Box<Expr>>,
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Call(Box<Call>),
    Cast {
        operand: Box<Expr>,
        to: Type,
    },
    Extract {
        field: String,
        operand: Box<Expr>,
    },
    AtTimeZone {
        operand: Box<Expr>,
        zone: Box<Expr>,
    },
    Query(Box<Query>),
    Tuple(Vec<Expr>),
    Default,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Null,
    Nan,
    Infinite,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Concat,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A function's call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// `DBMS_LOB.GETLENGTH` with the package.
    pub(crate) name: String,
    pub(crate) offset: usize,
    pub(crate) distinct: bool,
    /// `COUNT(*)`.
    pub(crate) star: bool,
    pub(crate) arguments: Vec<Expr>,
    /// `TRIM(LEADING …)`, `JSON_VALUE(… RETURNING type)`.
    pub(crate) option: Option<String>,
    pub(crate) returning: Option<Type>,
    /// `WITHIN GROUP (ORDER BY …)`.
    pub(crate) within: Vec<Order>,
    pub(crate) over: Option<Over>,
}

#[derive(Clone, Debug)]
pub(crate) struct Over {
    pub(crate) partition: Vec<Expr>,
    pub(crate) order: Vec<Order>,
    /// The frame, in words that are the same in SQLite.
    pub(crate) frame: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Ddl {
    CreateTable(CreateTable),
    DropTable { table: ObjectName, cascade: bool },
    Truncate(ObjectName),
    AlterTable { table: ObjectName, change: TableChange },
    RenameTable { from: Name, to: Name },
    CreateIndex { name: ObjectName, unique: bool, table: ObjectName, items: Vec<IndexItem> },
    DropIndex(ObjectName),
    CreateSequence { name: ObjectName, options: SequenceOptions },
    AlterSequence { name: ObjectName, options: SequenceOptions },
    DropSequence(ObjectName),
    CreateView { name: ObjectName, replace: bool, columns: Vec<Name>, query: Box<Query> },
    DropView(ObjectName),
    Comment,
    CreateRoutine { name: ObjectName, replace: bool, routine: Routine },
    DropRoutine { name: ObjectName, function: bool },
}

#[derive(Clone, Debug)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) columns: Vec<ColumnDefinition>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) temporary: bool,
    pub(crate) query: Option<Box<Query>>,
}

#[derive(Clone, Debug)]
pub(crate) struct ColumnDefinition {
    pub(crate) name: Name,
    pub(crate) of: Option<Type>,
    pub(crate) default: Option<Expr>,
    pub(crate) identity: Option<Identity>,
    pub(crate) not_null: Option<bool>,
    pub(crate) constraints: Vec<Constraint>,
}

#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) generation: Generation,
    pub(crate) options: SequenceOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    Always,
    ByDefault,
    ByDefaultOnNull,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SequenceOptions {
    pub(crate) start: Option<i64>,
    pub(crate) increment: Option<i64>,
    pub(crate) restart: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) name: Option<Name>,
    pub(crate) kind: ConstraintKind,
}

#[derive(Clone, Debug)]
pub(crate) enum ConstraintKind {
    PrimaryKey(Vec<Name>),
    Unique(Vec<Name>),
    Check(Expr),
    ForeignKey {
        columns: Vec<Name>,
        table: ObjectName,
        referenced: Vec<Name>,
        /// `CASCADE` or `SET NULL`.
        on_delete: Option<&'static str>,
        deferred: bool,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum TableChange {
    Add(Vec<ColumnDefinition>, Vec<Constraint>),
    Modify(Vec<ColumnDefinition>),
    DropColumns(Vec<Name>),
    DropConstraint(Name),
    RenameColumn(Name, Name),
    RenameTo(Name),
}

#[derive(Clone, Debug)]
pub(crate) struct IndexItem {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
}

/// A procedure or function.
#[derive(Clone, Debug)]
pub(crate) struct Routine {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) returns: Option<Type>,
    pub(crate) body: Vec<RoutineStep>,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) input: bool,
    pub(crate) output: bool,
}

/// A step of a routine's body, which may name parameters.
#[derive(Clone, Debug)]
pub(crate) enum RoutineStep {
    Null,
    Assign(String, Expr),
    Return(Expr),
    Raise { number: Expr, text: Expr },
    Statement(Box<Statement>),
}
