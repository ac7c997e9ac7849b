//! SELECT.

use super::{Body, Cte, Expr, From, Hints, Item, Join, Parser, Query, Select, Source};
use crate::error::{Result, SqlError};

const JOINS: &[(&[&str], &str)] = &[
    (&["INNER", "JOIN"], "JOIN"),
    (&["JOIN"], "JOIN"),
    (&["LEFT", "OUTER", "JOIN"], "LEFT JOIN"),
    (&["LEFT", "JOIN"], "LEFT JOIN"),
    (&["RIGHT", "OUTER", "JOIN"], "RIGHT JOIN"),
    (&["RIGHT", "JOIN"], "RIGHT JOIN"),
    (&["FULL", "OUTER", "JOIN"], "FULL JOIN"),
    (&["FULL", "JOIN"], "FULL JOIN"),
    (&["CROSS", "JOIN"], "CROSS JOIN"),
    (&["CROSS", "APPLY"], "CROSS APPLY"),
    (&["OUTER", "APPLY"], "OUTER APPLY"),
];

const SETS: &[(&[&str], &str)] = &[
    (&["UNION", "ALL"], "UNION ALL"),
    (&["UNION"], "UNION"),
    (&["EXCEPT"], "EXCEPT"),
    (&["INTERSECT"], "INTERSECT"),
];

impl Parser {
    pub(super) fn query(&mut self) -> Result<Query> {
        let ctes = self.ctes()?;
        let mut body = self.body_part()?;
        while let Some((_, word)) = SETS.iter().find(|(words, _)| self.ahead(words)) {
            let words = SETS.iter().find(|(_, known)| known == word).map_or(&[][..], |set| set.0);
            self.words(words);
            body = Body::Set { left: Box::new(body), word, right: Box::new(self.body_part()?) };
        }
        let mut query = Query { ctes, body, order: Vec::new(), offset: None, fetch: None };
        if self.words(&["ORDER", "BY"]) {
            query.order = self.list(Self::order_item)?;
            self.bounds(&mut query)?;
        }
        Ok(query)
    }

    /// `WITH name (columns) AS (SELECT …)`, if it stands here.
    pub(super) fn ctes(&mut self) -> Result<Vec<Cte>> {
        if !self.word("WITH") {
            return Ok(Vec::new());
        }
        self.list(|parser| {
            let name = parser.name()?;
            let columns = if parser.sign("(") {
                let columns = parser.list(Self::name)?;
                parser.expect_sign(")")?;
                columns
            } else {
                Vec::new()
            };
            parser.expect("AS")?;
            parser.expect_sign("(")?;
            let query = parser.query()?;
            parser.expect_sign(")")?;
            Ok(Cte { name, columns, query })
        })
    }

    /// OFFSET and FETCH, which stand behind ORDER BY alone.
    fn bounds(&mut self, query: &mut Query) -> Result<()> {
        if !self.word("OFFSET") {
            return Ok(());
        }
        if matches!(&query.body, Body::Select(select) if select.top.is_some()) {
            let message = "A TOP can not be used in the same query or sub-query as a OFFSET.";
            return Err(SqlError::new(10741, 15, message));
        }
        query.offset = Some(self.sum()?);
        if !self.word("ROWS") {
            self.expect("ROW")?;
        }
        if self.word("FETCH") {
            if !self.word("NEXT") {
                self.expect("FIRST")?;
            }
            query.fetch = Some(self.sum()?);
            if !self.word("ROWS") {
                self.expect("ROW")?;
            }
            self.expect("ONLY")?;
        }
        Ok(())
    }

    fn body_part(&mut self) -> Result<Body> {
        if self.sign("(") {
            let query = self.query()?;
            self.expect_sign(")")?;
            if !query.order.is_empty() || !query.ctes.is_empty() {
                return Err(SqlError::syntax("ORDER"));
            }
            return Ok(query.body);
        }
        self.select().map(|select| Body::Select(Box::new(select)))
    }

    fn select(&mut self) -> Result<Select> {
        self.expect("SELECT")?;
        let distinct = self.word("DISTINCT");
        let top = if self.word("TOP") {
            if self.sign("(") {
                let top = self.expr()?;
                self.expect_sign(")")?;
                Some(top)
            } else {
                Some(Expr::Integer(self.integer()?.to_string()))
            }
        } else {
            None
        };
        let items = self.list(Self::item)?;
        let from = if self.word("FROM") { Some(self.from()?) } else { None };
        let filter = if self.word("WHERE") { Some(self.expr()?) } else { None };
        let group = if self.words(&["GROUP", "BY"]) { self.list(Self::expr)? } else { Vec::new() };
        let having = if self.word("HAVING") { Some(self.expr()?) } else { None };
        Ok(Select { distinct, top, items, from, filter, group, having })
    }

    pub(super) fn item(&mut self) -> Result<Item> {
        if self.sign("*") {
            return Ok(Item::Star(None));
        }
        if self.is_name() && self.sign_follows(".") {
            let before = self.clone_place();
            let table = self.name()?;
            self.expect_sign(".")?;
            if self.sign("*") {
                return Ok(Item::Star(Some(table)));
            }
            self.back_to(before);
        }
        let expr = self.expr()?;
        let alias = if self.word("AS") || self.is_name() { Some(self.name()?) } else { None };
        Ok(Item::Expr { expr, alias })
    }

    pub(super) fn from(&mut self) -> Result<From> {
        let first = self.source()?;
        let mut joins = Vec::new();
        while let Some((words, word)) = JOINS.iter().find(|(words, _)| self.ahead(words)) {
            self.words(words);
            let source = self.source()?;
            let on = if matches!(*word, "CROSS JOIN" | "CROSS APPLY" | "OUTER APPLY") {
                None
            } else {
                self.expect("ON")?;
                Some(self.expr()?)
            };
            joins.push(Join { word, source, on });
        }
        if self.sign(",") {
            return Err(SqlError::syntax(","));
        }
        Ok(From { first, joins })
    }

    fn source(&mut self) -> Result<Source> {
        if self.sign("(") {
            return self.derived();
        }
        if self.ahead(&["OPENJSON"]) {
            return self.json();
        }
        if let Some(super::Token::Variable(_)) = self.peek() {
            let name = self.variable()?;
            return Ok(Source::TableVariable { name, alias: self.alias()? });
        }
        let name = self.object_name()?;
        let mut alias = self.alias()?;
        let hints = self.hints()?;
        if alias.is_none() {
            alias = self.alias()?;
        }
        Ok(Source::Table { name, alias, hints })
    }

    fn alias(&mut self) -> Result<Option<String>> {
        if self.word("AS") || self.is_name() { self.name().map(Some) } else { Ok(None) }
    }

    /// `(SELECT …) AS name` or `(VALUES …) AS name (columns)`, without the first parenthesis.
    pub(super) fn derived(&mut self) -> Result<Source> {
        if self.word("VALUES") {
            let rows = self.list(|parser| parser.enclosed(Self::expr))?;
            self.expect_sign(")")?;
            self.word("AS");
            let alias = self.name()?;
            return Ok(Source::Values { rows, alias, columns: self.names()? });
        }
        let query = Box::new(self.query()?);
        self.expect_sign(")")?;
        self.word("AS");
        let alias = self.name()?;
        let columns = if self.sign("(") {
            let columns = self.list(Self::name)?;
            self.expect_sign(")")?;
            columns
        } else {
            Vec::new()
        };
        Ok(Source::Query { query, alias, columns })
    }

    /// `OPENJSON(json) WITH (name type '$') AS alias`
    fn json(&mut self) -> Result<Source> {
        self.expect("OPENJSON")?;
        self.expect_sign("(")?;
        let json = self.expr()?;
        self.expect_sign(")")?;
        self.expect("WITH")?;
        self.expect_sign("(")?;
        let column = self.name()?;
        let of = self.data_type()?;
        match self.next() {
            Some(super::Token::Text(path)) if path == "$" => {}
            _ => return Err(self.unexpected()),
        }
        self.expect_sign(")")?;
        self.word("AS");
        Ok(Source::Json { json, column, of, alias: self.name()? })
    }

    /// `WITH (UPDLOCK, …)`
    pub(super) fn hints(&mut self) -> Result<Hints> {
        let mut hints = Hints::default();
        if !self.ahead(&["WITH"]) {
            return Ok(hints);
        }
        self.expect("WITH")?;
        for hint in self.enclosed(Self::name)? {
            match hint.to_ascii_uppercase().as_str() {
                "UPDLOCK" => hints.update_lock = true,
                "HOLDLOCK" | "SERIALIZABLE" | "REPEATABLEREAD" => hints.hold_lock = true,
                "ROWLOCK" => hints.row_lock = true,
                "READPAST" => hints.read_past = true,
                "NOWAIT" => hints.no_wait = true,
                _ => {
                    let message = format!("\"{hint}\" is not a recognized table hints option.");
                    return Err(SqlError::new(321, 15, message));
                }
            }
        }
        Ok(hints)
    }
}
