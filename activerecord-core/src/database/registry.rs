//! Which database a model uses when the caller does not say.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, RwLock};

use arc_swap::{ArcSwapOption, Guard};

use super::context::{BlockGuard, block};
use super::slot::assign;
use super::{Database, ModelSlot, Shared};
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

static DEFAULT: ArcSwapOption<Shared> = ArcSwapOption::const_empty();
/// The number of the database in `DEFAULT`, 0 where there is none.
static DEFAULT_ID: AtomicU64 = AtomicU64::new(0);
static NAMED: LazyLock<RwLock<HashMap<String, Arc<Shared>>>> = LazyLock::new(RwLock::default);

/// Makes a database the one of every model that has none of its own.
///
/// ```
/// use activerecord::prelude::*;
///
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// activerecord::set_default(&db);
/// # Ok(()) }
/// ```
pub fn set_default(database: &Database) {
    assign(&DEFAULT, &DEFAULT_ID, Arc::clone(&database.0));
}

/// Databases by name, for `#[record(connection = "…")]`, [`Model::using`](crate::Model::using)
/// and [`with_connection`].
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord)] struct User { id: i64 }
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// db.create_table::<User>()?;
/// Connections::register("reports", &db)?;
/// assert_eq!(Connections::get("reports")?, db);
/// assert_eq!(User::using("reports").count()?, 0);
/// assert!(Connections::names().contains(&"reports".to_owned()));
///
/// assert_eq!(Connections::remove("reports"), Some(db));
/// assert!(Connections::get("reports").is_err());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Connections(());

impl Connections {
    /// Gives a database a name.
    ///
    /// # Errors
    /// Another database has the name already; [`remove`](Connections::remove) it first.
    pub fn register(name: &str, database: &Database) -> Result<()> {
        let mut named = NAMED.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        match named.get(name) {
            Some(known) if !known.is(&database.0) => Err(Error::new(
                ErrorKind::Configuration,
                format!("another database is registered as `{name}`"),
            )
            .with_help(format!("call Connections::remove({name:?}) first"))),
            _ => {
                named.insert(name.to_owned(), Arc::clone(&database.0));
                Ok(())
            }
        }
    }

    /// The database of a name.
    ///
    /// # Errors
    /// [`ErrorKind::NotConfigured`] when there is none.
    pub fn get(name: &str) -> Result<Database> {
        named(name).map(Database)
    }

    /// Takes a name away, and hands back the database that had it.
    pub fn remove(name: &str) -> Option<Database> {
        let mut named = NAMED.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        named.remove(name).map(Database)
    }

    /// The names, sorted.
    #[must_use]
    pub fn names() -> Vec<String> {
        let named = NAMED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut names: Vec<String> = named.keys().cloned().collect();
        names.sort_unstable();
        names
    }
}

pub(super) fn named(name: &str) -> Result<Arc<Shared>> {
    let known = NAMED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(shared) = known.get(name) {
        return Ok(Arc::clone(shared));
    }
    let mut names: Vec<&str> = known.keys().map(String::as_str).collect();
    names.sort_unstable();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Err(Error::new(ErrorKind::NotConfigured, format!("no database is registered as `{name}`"))
        .with_help(format!("call Connections::register({name:?}, &db); registered are: {names}")))
}

/// Runs a block in which the implicit calls of this thread go to the database of that name,
/// whatever their models are bound to.
///
/// # Errors
/// No database has the name, or what the block returned.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::with_connection;
///
/// # #[derive(ActiveRecord)] struct User { id: i64 }
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// db.create_table::<User>()?;
/// Connections::register("secondary", &db)?;
/// assert_eq!(with_connection("secondary", || User::query().count())?, 0);
/// # Ok(()) }
/// ```
pub fn with_connection<R>(name: &str, run: impl FnOnce() -> Result<R>) -> Result<R> {
    Database(named(name)?).scope(run)
}

impl Database {
    /// Runs a block in which the implicit calls of this thread go to this database, whatever
    /// their models are bound to. Other threads don't notice.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let other = activerecord::connect("sqlite::memory:")?;
    /// other.create_table::<User>()?;
    /// other.scope(|| User::default().create())?;
    /// assert_eq!((User::query().count()?, User::on(&other).count()?), (0, 1));
    /// # Ok(()) }
    /// ```
    pub fn scope<R>(&self, run: impl FnOnce() -> R) -> R {
        let _block = BlockGuard::enter(Arc::clone(&self.0));
        run()
    }
}

/// The database of a model: that of the block around the call, the one it is bound to, the one
/// its attribute names, the default.
pub(super) fn resolve(table: &'static Table, slot: &ModelSlot) -> Result<Arc<Shared>> {
    if let Some(shared) = block() {
        return Ok(shared);
    }
    match (bound_or_default(table, slot), table.connection) {
        (Some(home), _) => home.clone().ok_or_else(|| not_configured(table)),
        (None, Some(name)) => {
            named(name).map_err(|error| error.with_model(table.model).with_table(table.name))
        }
        (None, None) => Err(not_configured(table)),
    }
}

/// The database that a model is bound to, or the default; none where the model names one.
#[inline]
pub(super) fn bound_or_default(
    table: &'static Table,
    slot: &ModelSlot,
) -> Option<Guard<Option<Arc<Shared>>>> {
    match (slot.bound(), table.connection) {
        (Some(bound), _) => Some(bound),
        (None, None) => Some(DEFAULT.load()),
        (None, Some(_)) => None,
    }
}

/// The number of the database of a model that is bound to one or uses the default, else 0.
#[inline]
pub(super) fn home_id(table: &'static Table, slot: &ModelSlot) -> u64 {
    match (slot.bound_to(), table.connection) {
        (0, Some(_)) => 0,
        (0, None) => DEFAULT_ID.load(Ordering::Acquire),
        (id, _) => id,
    }
}

/// The database of a model, whatever block is around the call.
pub(crate) fn home(table: &'static Table, slot: &ModelSlot) -> Option<Arc<Shared>> {
    if let Some(bound) = slot.bound() {
        return bound.clone();
    }
    match table.connection {
        Some(name) => named(name).ok(),
        None => DEFAULT.load_full(),
    }
}

/// What tells a database from others in messages: its names, where it has some.
pub(crate) fn describe(shared: &Shared) -> String {
    let known = NAMED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut names: Vec<String> = known
        .iter()
        .filter(|(_, database)| database.is(shared))
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    names.sort_unstable();
    match names.is_empty() {
        true => format!("a {} database without a name", shared.backend()),
        false => format!("the {} database {}", shared.backend(), names.join(" = ")),
    }
}

/// Whether the call is in a block whose database every model uses.
pub(crate) fn is_scoped() -> bool {
    block().is_some()
}

#[cold]
fn not_configured(table: &'static Table) -> Error {
    let model = table.model;
    Error::new(ErrorKind::NotConfigured, "no database is configured for the model")
        .with_model(model)
        .with_table(table.name)
        .with_help(format!(
            "call `activerecord::set_default(&db)` once at the start, or `{model}::bind(&db)`, or \
             use `{model}::on(&db)`; `activerecord::connect(\"sqlite://app.db\")` opens one"
        ))
}
