//! Values inside of JSON documents.

use std::sync::Arc;

use super::{Column, Expr, Expression, Typed};
use crate::{ColumnType, Error, ErrorKind, Kind, Record};

/// A step into a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonStep {
    /// The member of an object.
    Key(Arc<str>),
    /// The item of an array, from 0.
    Index(u32),
}

/// A column type that is a JSON document.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is not a JSON document",
    label = "`Json<T>` and `serde_json::Value` are"
)]
pub trait JsonColumn: ColumnType {}

#[cfg(feature = "json")]
impl<T: serde::Serialize + serde::de::DeserializeOwned> JsonColumn for crate::Json<T> {}
#[cfg(feature = "json")]
impl JsonColumn for serde_json::Value {}

/// A place in the JSON documents of a column; made by [`Column::json`].
///
/// ```
/// use activerecord::prelude::*;
/// # use serde::{Deserialize, Serialize};
///
/// # #[derive(Serialize, Deserialize, Default)] struct Map { zoom: f64, dark: bool }
/// # #[derive(Serialize, Deserialize, Default)] struct Settings { map: Map }
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, settings: Json<Settings> }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// let settings = Settings { map: Map { zoom: 1.5, dark: true } };
/// User { settings: Json(settings), ..Default::default() }.create()?;
///
/// let map = || User::SETTINGS.json("map");
/// assert_eq!(User::query().pluck(map().json("zoom").float())?, [Some(1.5)]);
/// assert_eq!(User::filter(map().json("dark").boolean().eq(true)).count()?, 1);
/// assert_eq!(User::query().pluck(map().json("none").integer())?, [None]);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a place in a document is no expression until its type is said, by `text` for example"]
pub struct JsonPath {
    document: Expr,
    steps: Vec<JsonStep>,
    error: Option<Arc<Error>>,
}

impl<M: Record, T: ColumnType> Column<M, T> {
    /// The member of a JSON document, of which [`text`](JsonPath::text),
    /// [`integer`](JsonPath::integer), [`float`](JsonPath::float) or
    /// [`boolean`](JsonPath::boolean) makes an expression.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    ///
    /// # #[derive(Serialize, Deserialize, Default)] struct Settings { theme: String, sizes: Vec<i64> }
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, settings: Json<Settings> }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let settings = Settings { theme: "dark".into(), sizes: vec![3, 5] };
    /// User { settings: Json(settings), ..Default::default() }.create()?;
    ///
    /// let dark = User::filter(User::SETTINGS.json("theme").text().eq("dark"));
    /// assert_eq!(dark.count()?, 1);
    /// assert_eq!(dark.pluck(User::SETTINGS.json("sizes").at(1).integer())?, [Some(5)]);
    /// # Ok(()) }
    /// ```
    pub fn json(self, key: &str) -> JsonPath
    where
        T::Base: JsonColumn,
    {
        JsonPath { document: self.into_expr(), steps: Vec::new(), error: None }.json(key)
    }
}

impl JsonPath {
    /// The member of the object that is here.
    pub fn json(mut self, key: &str) -> Self {
        // No database agrees with another on what these mean in a path.
        if key.contains(|character: char| matches!(character, '"' | '\\') || character.is_control())
        {
            let message =
                "the name of a JSON member has a quote, a backslash or a control character";
            let error = Error::new(ErrorKind::InvalidQuery, message)
                .with_help("look for it by `raw_value`, in the database's own words");
            self.error = Some(Arc::new(error));
        }
        self.steps.push(JsonStep::Key(key.into()));
        self
    }

    /// The item of the array that is here, counted from 0.
    pub fn at(mut self, index: u32) -> Self {
        self.steps.push(JsonStep::Index(index));
        self
    }

    /// The text that is here, or a number as text; `None` where there is nothing, or `null`.
    #[must_use]
    pub fn text(self) -> Expression<Option<String>> {
        self.of(Kind::Text)
    }

    /// The integer that is here; `None` where there is nothing, or `null`. Of anything else the
    /// database makes NULL or an error.
    #[must_use]
    pub fn integer(self) -> Expression<Option<i64>> {
        self.of(Kind::I64)
    }

    /// The number that is here; `None` where there is nothing, or `null`. Of anything else the
    /// database makes NULL or an error.
    #[must_use]
    pub fn float(self) -> Expression<Option<f64>> {
        self.of(Kind::F64)
    }

    /// The truth value that is here; `None` where there is nothing, or `null`. Of anything else the
    /// database makes NULL or an error.
    #[must_use]
    pub fn boolean(self) -> Expression<Option<bool>> {
        self.of(Kind::Bool)
    }

    fn of<T>(self, kind: Kind) -> Expression<T> {
        Expression::new(match self.error {
            Some(error) => Expr::Invalid(error),
            None => {
                let document = Box::new(self.document);
                Expr::Json { document, steps: self.steps.into(), kind }
            }
        })
    }
}

/// A path in the words of the SQL standard, of SQLite and of MySQL: `$."sizes"[1]`.
#[must_use]
pub fn json_path(steps: &[JsonStep]) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            JsonStep::Key(key) => {
                path.push_str(".\"");
                path.push_str(key);
                path.push('"');
            }
            JsonStep::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
